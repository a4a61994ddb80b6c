//! The doors of the letter: as it stands, sending it, on A4.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    access::Permission,
    letter::Answer,
    refusal::Refusal,
    rule::{
        Use,
        letter::{Counter, LetterTemplate},
    },
    submission::ReplyWay,
    workflow::Status,
};
use kocho_service::{
    Cx, Error,
    letter::{self, LetterView, Send, SentLetter, Sheet},
};
use validator::Validate;

use super::{DispatchForm, DispatchView, LetterPage, LetterPoint, LetterText, NameChoice, OpenPoint, SentView};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    pdf::beside,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{door::key_of, words::tone_of},
        print::LetterPrintPage,
        view::{Choice, Errors, Fact},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors of the letter.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::LetterDispatch);
    let routes = Routes::new(state)
        .get("/staff/letters/{key}", to, show)
        .post("/staff/letters/{key}/send", to, post_send)
        .get("/staff/letters/{key}/print", to, print);
    #[cfg(feature = "pdf")]
    let routes = routes.get(urls::letter_pdf("{key}"), to, super::pdf::file);
    routes
}

/// Under whose name the letter is shown.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Under {
    /// Code of a template; empty: the city's usual one.
    template: String,
}

/// `GET /staff/letters/{key}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(under): Query<Under>,
) -> Result<Page<LetterPage>, AppError> {
    let form = DispatchForm { template: under.template, ..DispatchForm::default() };
    Ok(Page::ok(page(&state, &signed, &key, &form, Errors::default()).await?))
}

/// `POST /staff/letters/{key}/send`
async fn post_send(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<DispatchForm>,
) -> Result<Response, AppError> {
    let errors = match wanted(&form) {
        Ok(new) => match letter::send(&signed.cx(&state), &key_of(&key)?, &new).await {
            Ok(()) => return Ok(go_with(&state, &urls::letter(&key), "success", "発送しました。")),
            Err(error) => refused(error)?,
        },
        Err(errors) => errors,
    };
    Ok(Page::invalid(page(&state, &signed, &key, &form, errors).await?).into_response())
}

fn wanted(form: &DispatchForm) -> Result<Send, Errors> {
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    let typed = form.numbering == "typed";
    if typed && form.document_number.trim().is_empty() {
        errors.add("document_number", "文書番号を入力してください。");
    }
    let way = ReplyWay::parse(&form.medium);
    if way.is_none() {
        errors.add("medium", "方法を選んでください。");
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let reasons = form.point.iter().cloned().zip(form.reason.iter().cloned());
    Ok(Send {
        document_number: if typed { form.document_number.trim().to_owned() } else { String::new() },
        way,
        template: form.template.clone(),
        unanswered: reasons.filter(|(_, code)| !code.is_empty()).collect(),
    })
}

/// The place in the form where a refusal belongs; every other error is a page of its own.
fn refused(error: Error) -> Result<Errors, Error> {
    match error {
        Error::Refused(refusal @ Refusal::PointUnanswered { .. }) => Ok(Errors::one("point", refusal.to_string())),
        Error::Refused(refusal @ Refusal::NoAddress { .. }) => Ok(Errors::one("medium", refusal.to_string())),
        Error::Invalid(fields) => {
            let mut errors = Errors::default();
            fields.into_iter().for_each(|(field, sentence)| errors.add(field, sentence));
            Ok(errors)
        }
        other => Err(other),
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    form: &DispatchForm,
    errors: Errors,
) -> Result<LetterPage, AppError> {
    let cx = signed.cx(state);
    let public = key_of(key)?;
    let view = letter::preview(&cx, &public, &form.template).await?;
    let sheet = letter::masked(&cx, &view).await?;
    let sent = letter::sent(&cx, &public).await?.filter(|_| !view.ready);
    let points: Vec<LetterPoint> = view.points.iter().map(|entry| point(&cx, entry, form)).collect();
    let back = view.points.first().map_or_else(|| urls::DESK.to_owned(), |(case, _)| urls::case(case.key.as_str()));
    Ok(LetterPage {
        frame: signed.frame(state),
        number: view.submission.number.to_string(),
        subject: view.submission.subject.clone(),
        blockers: if sent.is_some() { Vec::new() } else { blockers(&cx, &view) },
        recipient: recipient(&view, &sheet),
        dispatch: view.ready.then(|| dispatch(&cx, key, &view, form, errors)),
        sent: sent.map(sent_view),
        preview: text_of(sheet),
        print: urls::letter_print(key, &view.template),
        points,
        back,
    })
}

fn point(
    cx: &Cx,
    (case, point): &(kocho_domain::case::Case, kocho_domain::letter::Point),
    form: &DispatchForm,
) -> LetterPoint {
    let given =
        form.point.iter().zip(&form.reason).find(|(key, _)| *key == case.key.as_str()).map(|(_, code)| code.as_str());
    let reason = |r: &kocho_domain::rule::reason::Reason| Choice {
        chosen: given == Some(r.code.as_str()),
        ..Choice::new(&r.code, &r.label)
    };
    let open = (point.answer == Answer::Missing).then(|| OpenPoint {
        key: case.key.as_str().to_owned(),
        reasons: cx.city.rules.reasons_for(Use::UnansweredPoint).map(reason).collect(),
    });
    let (reply, unanswered) = match &point.answer {
        Answer::Reply { body, .. } => (Some(body.clone()), None),
        Answer::Unanswered { wording, .. } => (None, Some(wording.clone())),
        Answer::Missing => (None, None),
    };
    LetterPoint {
        branch: usize::from(case.branch),
        question: point.title.clone(),
        section: cx.city.section_name(case.holder).to_owned(),
        status: case.status.label(),
        tone: tone_of(case.status),
        reply,
        unanswered,
        open,
        href: urls::case(case.key.as_str()),
    }
}

fn blockers(cx: &Cx, view: &LetterView) -> Vec<String> {
    let missing = view.points.iter().filter(|(_, point)| point.answer == Answer::Missing);
    let mut blockers: Vec<String> = missing
        .map(|(case, point)| {
            format!("用件{}（{}）の回答がまだありません。", point.branch, cx.city.section_name(case.holder))
        })
        .collect();
    if !view.ready {
        blockers.push("決裁が済んで発送を待つ用件がありません。".to_owned());
    }
    if !view.reachable {
        blockers.push(format!("{}で送るための連絡先がありません。ほかの方法を選んでください。", view.way.label()));
    }
    blockers
}

fn recipient(view: &LetterView, sheet: &Sheet) -> Vec<Fact> {
    let mut facts: Vec<Fact> = sheet.addressee.iter().map(|line| Fact::new("あて先", line)).collect();
    facts.push(Fact::new("希望の方法", view.way.label()));
    facts
}

fn dispatch(cx: &Cx, key: &str, view: &LetterView, form: &DispatchForm, errors: Errors) -> DispatchView {
    let counted = cx.city.rules.letters().number.counter != Counter::Typed;
    let now = ReplyWay::parse(&form.medium).unwrap_or(view.way);
    let medium = |way: ReplyWay| Choice {
        chosen: way == now,
        support: if way == view.way { "希望の方法です".to_owned() } else { String::new() },
        ..Choice::new(way.code(), way.label())
    };
    let name = |template: &LetterTemplate| NameChoice {
        code: template.code.clone(),
        label: template.label.clone(),
        href: urls::letter_under(key, &template.code),
        chosen: template.code == view.template,
    };
    DispatchView {
        url: urls::letter_send(key),
        names: cx.city.rules.letters_to_choose().map(name).collect(),
        next_number: if counted { view.number_format.clone() } else { String::new() },
        typed_number: form.document_number.clone(),
        type_in: form.numbering == "typed",
        media: ReplyWay::ALL.into_iter().map(medium).collect(),
        ready: view.points.iter().any(|(case, _)| case.status == Status::Ready),
        errors,
    }
}

fn sent_view(sent: SentLetter) -> SentView {
    let letter = sent.letter;
    SentView {
        at: letter.sent_at.unwrap_or(letter.created_at),
        by: sent.by,
        medium: ReplyWay::parse(&letter.medium).map_or_else(String::new, |way| way.label().to_owned()),
        document_number: letter.document_number,
        hash: letter.sha256.chars().take(16).collect(),
        state: if letter.sent_at.is_some() { "発送済み" } else { "送信待ち" }.to_owned(),
    }
}

fn text_of(sheet: Sheet) -> LetterText {
    LetterText {
        document_number: sheet.document_number,
        dated_on: sheet.dated_on,
        addressee: sheet.addressee,
        signature: sheet.signature,
        seal_note: sheet.seal_note.trim_matches(['（', '）']).to_owned(),
        title: sheet.title,
        paragraphs: sheet.paragraphs,
        inquiry: sheet.inquiry,
        enclosures: sheet.enclosures,
        interim: sheet.interim,
    }
}

/// `GET /staff/letters/{key}/print`: with name and address; the audit keeps who printed it.
async fn print(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(under): Query<Under>,
) -> Result<Page<LetterPrintPage>, AppError> {
    Ok(Page::ok(print_page(&state, &signed, &key, &under).await?))
}

pub(super) async fn print_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    under: &Under,
) -> Result<LetterPrintPage, AppError> {
    let sheet = letter::addressed(&signed.cx(state), &key_of(key)?, &under.template).await?;
    Ok(LetterPrintPage {
        frame: signed.frame(state),
        draft: sheet.draft,
        letter: text_of(sheet),
        pdf: beside(urls::letter_pdf_under(key, &under.template)),
        back: urls::letter(key),
    })
}
