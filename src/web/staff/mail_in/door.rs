//! The doors of mails that came in.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{access::Permission, mail_in::Verdict, rule::Use};
use kocho_service::{
    Cx, Error,
    mail_in::desk::{self, ByHand, MailView, Opened},
    reveal,
    stored::mail_in::{DeskMail, Place},
};
use serde::Deserialize;

use super::{MailListPage, MailPage, MailRow, OpenedView, RevealBox, VoiceBox, words};
use crate::{
    files::handed_over,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        case::{
            door::{key_of, sentence_of},
            page::size_words,
        },
        filters::moment_of,
        view::{Choice, Fact},
    },
    state::AppState,
    urls::staff as urls,
};

/// What a mail is called that is handed over.
const FILE_NAME: &str = "mail.eml";
/// Nothing in it is opened by a browser.
const FILE_TYPE: &str = "application/octet-stream";

/// The doors: of the hearing desk; a case's own mail of whoever may look behind its mask.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::CaseTriage);
    Routes::new(state)
        .get(urls::MAILS_IN, desk, list)
        .get(urls::mail_in("{mail}"), desk, show)
        .get(urls::mail_in_act("{mail}", "raw"), desk, raw)
        .post(urls::mail_in_act("{mail}", "reveal"), desk, post_reveal)
        .post(urls::mail_in_act("{mail}", "voice"), desk, post_voice)
        .post(urls::mail_in_act("{mail}", "done"), desk, post_done)
        .get(urls::case_mail("{key}", "{mail}"), Access::Staff(Permission::PersonalReveal), case_mail)
}

/// Which mails, and where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    all: String,
    after: Option<i64>,
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ListQuery>,
) -> Result<Page<MailListPage>, AppError> {
    let waiting = query.all.is_empty();
    let found = desk::list(&signed.cx(&state), waiting, query.after).await?;
    let parts = |last: i64| [("all", query.all.clone()), ("after", last.to_string())];
    let next = found.next.map(|last| {
        let parts = parts(last);
        urls::case_list(urls::MAILS_IN, &parts.each_ref().map(|(name, value)| (*name, value.as_str())))
    });
    Ok(Page::ok(MailListPage {
        frame: signed.frame(&state),
        waiting,
        rows: found.mails.iter().map(row).collect(),
        next,
    }))
}

fn row(mail: &DeskMail) -> MailRow {
    MailRow {
        href: urls::mail_in(mail.key.as_str()),
        title: title(mail),
        arrived_at: mail.arrived_at,
        kind: words::kind(mail),
        voice: voice(mail),
        done: mail.done.as_ref().map(|(name, at)| format!("{} {name}", moment_of(*at))).unwrap_or_default(),
    }
}

fn title(mail: &DeskMail) -> String {
    if mail.title.trim().is_empty() { "（件名なし）".to_owned() } else { mail.title.clone() }
}

fn voice(mail: &DeskMail) -> Option<(String, String)> {
    Some((mail.number?.to_string(), urls::case(mail.case.as_ref()?.as_str())))
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<MailPage>, AppError> {
    let cx = signed.cx(&state);
    let view = desk::view(&cx, &key_of(&key)?).await?;
    Ok(Page::ok(page(&state, &signed, &cx, view)))
}

fn page(state: &AppState, signed: &Signed, cx: &Cx, view: MailView) -> MailPage {
    let mail = view.mail;
    let key = mail.key.as_str().to_owned();
    let size = if mail.whole {
        size_words(mail.size)
    } else {
        format!("{}（初めの部分だけ残しています）", size_words(mail.size))
    };
    let done = mail.done.as_ref().map(|(name, at)| Fact::new("確認", format!("{} {name}", moment_of(*at))));
    MailPage {
        frame: signed.frame(state),
        title: title(&mail),
        kind: words::kind(&mail),
        hint: words::hint(&mail),
        facts: [Fact::new("届いた日時", moment_of(mail.arrived_at)), Fact::new("大きさ", size)]
            .into_iter()
            .chain(done)
            .collect(),
        voice: voice(&mail),
        opened: view.opened.map(|opened| opened_view(&key, opened, mail.verdict)),
        reveal: RevealBox {
            url: urls::mail_in_act(&key, "reveal"),
            reasons: cx.city.rules.reasons_for(Use::Reveal).map(|r| Choice::new(&r.code, &r.label)).collect(),
            error: String::new(),
        },
        done: (mail.place == Place::Waiting).then(|| urls::mail_in_act(&key, "done")),
        back: urls::MAILS_IN,
    }
}

fn opened_view(key: &str, opened: Opened, verdict: Verdict) -> OpenedView {
    let files = opened.files.join("、");
    let facts = [("差出人", opened.sender), ("添付", files)];
    OpenedView {
        facts: facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| Fact::new(name, value))
            .collect(),
        raw: (!opened.erased).then(|| urls::mail_in_act(key, "raw")),
        voice: (verdict != Verdict::Voice && !opened.erased).then(|| VoiceBox {
            url: urls::mail_in_act(key, "voice"),
            subject: opened.subject.clone(),
            text: opened.text.clone(),
            error: String::new(),
            may_answer: opened.may_answer,
            folded: matches!(verdict, Verdict::Bounce | Verdict::Delayed),
        }),
        subject: opened.subject,
        text: opened.text,
    }
}

async fn raw(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let bytes = desk::raw(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(handed_over(FILE_NAME, FILE_TYPE.to_owned(), bytes))
}

/// `GET /staff/cases/{key}/mails/{mail}`
async fn case_mail(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, mail)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let bytes = reveal::mail(&signed.cx(&state), &key_of(&key)?, &key_of(&mail)?).await?;
    Ok(handed_over(FILE_NAME, FILE_TYPE.to_owned(), bytes))
}

/// `POST /staff/mails/{mail}/reveal`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RevealForm {
    reason_code: String,
    reason: String,
}

async fn post_reveal(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<RevealForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let public = key_of(&key)?;
    let long = kocho_domain::body::length(&form.reason) > 500;
    let opened = match long {
        true => Err(Error::field("reason", "500文字以内で書いてください。")),
        false => desk::reveal(&cx, &public, &form.reason_code, &form.reason).await,
    };
    match opened {
        Ok(()) => Ok(go_with(&state, &urls::mail_in(&key), "info", "見たことを記録しました。30分のあいだ開けます。")),
        Err(error) => {
            let sentence = sentence_of(error)?;
            let mut page = page(&state, &signed, &cx, desk::view(&cx, &public).await?);
            page.reveal.error = sentence;
            Ok(Page::invalid(page).into_response())
        }
    }
}

/// `POST /staff/mails/{mail}/voice`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct VoiceForm {
    subject: String,
    text: String,
    receipt: String,
}

async fn post_voice(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<VoiceForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let public = key_of(&key)?;
    let by_hand = ByHand { subject: form.subject.clone(), text: form.text.clone(), receipt: !form.receipt.is_empty() };
    match desk::make_voice(&cx, &public, &by_hand).await {
        Ok(case) => Ok(go_with(&state, &urls::case(case.as_str()), "success", "メールを声として受け付けました。")),
        Err(error) => {
            let sentence = sentence_of(error)?;
            let mut page = page(&state, &signed, &cx, desk::view(&cx, &public).await?);
            if let Some(voice) = page.opened.as_mut().and_then(|opened| opened.voice.as_mut()) {
                *voice = VoiceBox { subject: form.subject, text: form.text, error: sentence, ..voice.clone() };
            }
            Ok(Page::invalid(page).into_response())
        }
    }
}

async fn post_done(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    desk::done(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(go_with(&state, urls::MAILS_IN, "success", "確認済みにしました。"))
}
