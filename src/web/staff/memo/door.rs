//! The doors of a memo: writing it, keeping it on the way, registering it, and what comes next.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::{DateTime, Utc};
use kocho_domain::{access::Permission, localized::Lang, personal::Personal, refusal::Refusal};
use kocho_service::{Cx, Error, memo, submission};
use serde::Deserialize;

use super::{
    MemoDonePage, MemoForm, MemoPage, MemoRow,
    form::{WAYS, in_words},
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    public::form::Mistakes,
    routes::{Access, Routes},
    staff::{
        case::door::key_of,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk and of sections, whose voices else are never counted.
pub(crate) fn routes(state: &AppState) -> Routes {
    let writers = Access::Staff(Permission::MemoWrite);
    Routes::new(state)
        .get(urls::MEMO_NEW, writers, new)
        .post(urls::MEMOS, writers, post_register)
        .post(urls::MEMO_DRAFT, writers, post_draft)
        .post(urls::MEMO_DRAFT_DROP, writers, post_drop)
        .get(urls::memo("{key}"), writers, done)
}

/// How the last one came.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Before {
    channel: String,
}

/// `GET /staff/memos/new`: what was kept, or an empty one.
async fn new(
    State(state): State<AppState>,
    signed: Signed,
    Query(before): Query<Before>,
) -> Result<Page<MemoPage>, AppError> {
    let cx = signed.cx(&state);
    let kept = memo::draft(&cx).await?.and_then(|(typed, at)| {
        let form: MemoForm = serde_html_form::from_str(typed.reveal()).ok()?;
        Some((form, at))
    });
    let (mut form, kept_at) = match kept {
        Some((form, at)) => (form, Some(at)),
        None => (MemoForm { channel: before.channel, ..MemoForm::default() }, None),
    };
    if state.form_key(&form.form_token).is_none() {
        form.form_token = state.form_token();
    }
    Ok(Page::ok(page(&state, &signed, form, Errors::default(), kept_at).await?))
}

/// `POST /staff/memos`
async fn post_register(
    State(state): State<AppState>,
    signed: Signed,
    Form(mut form): Form<MemoForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let mut errors = form.check();
    let proxy = form.behalf().command(&cx, &mut errors);
    let key = state.form_key(&form.form_token);
    if key.is_none() {
        form.form_token = state.form_token();
        let mut old = Mistakes::default();
        old.add("form_token", "form_old");
        in_words(&old, &mut errors);
    }
    let command = key.filter(|_| errors.is_empty()).and_then(|key| form.command(key, proxy));
    let registered = match &command {
        Some(command) => memo::register(&cx, command).await,
        None => Err(Error::Invalid(Default::default())),
    };
    match registered {
        Ok(key) => return Ok(Redirect::to(&urls::memo(key.as_str())).into_response()),
        Err(Error::Refused(refusal)) => errors.add(field_of(&refusal), refusal.to_string().trim_end_matches('。')),
        Err(Error::Invalid(fields)) => {
            let mut found = Mistakes::default();
            fields.into_iter().for_each(|(field, code)| found.add(field, code));
            in_words(&found, &mut errors);
        }
        Err(other) => return Err(other.into()),
    }
    // Nothing typed is lost, not even when the page is left now.
    keep(&state, &cx, &form).await?;
    Ok(Page::invalid(page(&state, &signed, form, errors, None).await?).into_response())
}

/// Beside which field a rule's words stand.
fn field_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::MemoElsewhere => "section",
        Refusal::MemoNotSpoken => "channel",
        Refusal::TextMissing => "result",
        Refusal::OutcomeMissing | Refusal::UnknownCode(_) => "outcome",
        _ => "done",
    }
}

/// `POST /staff/memos/draft`
async fn post_draft(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<MemoForm>,
) -> Result<Response, AppError> {
    if !form.is_begun() {
        return Ok(go_with(&state, urls::MEMO_NEW, "notice", "まだ何も書かれていません。"));
    }
    keep(&state, &signed.cx(&state), &form).await?;
    Ok(if form.quiet == "yes" {
        StatusCode::NO_CONTENT.into_response()
    } else {
        go_with(&state, urls::MEMO_NEW, "success", "下書きを保存しました。")
    })
}

async fn keep(state: &AppState, cx: &Cx, form: &MemoForm) -> Result<(), Error> {
    let Some(key) = state.form_key(&form.form_token).filter(|_| form.is_begun()) else { return Ok(()) };
    let typed = serde_html_form::to_string(form).map_err(|e| Error::Internal(e.to_string()))?;
    memo::keep_draft(cx, &key, &Personal::new(typed)).await
}

/// `POST /staff/memos/draft/drop`
async fn post_drop(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    memo::drop_draft(&signed.cx(&state)).await?;
    Ok(go_with(&state, urls::MEMO_NEW, "success", "下書きを捨てました。"))
}

/// `GET /staff/memos/{key}`
async fn done(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<MemoDonePage>, AppError> {
    let slip = submission::numbers(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(Page::ok(MemoDonePage {
        frame: signed.frame(&state),
        number: slip.number.to_string(),
        secret: slip.secret.map(|secret| secret.to_string().replace('-', " ")),
        urgent: slip.urgent,
        case: slip.case.map(|case| urls::case(case.as_str())),
        slip: urls::receipt_slip(&key),
        next: urls::memo_by(&slip.channel_code),
    }))
}

async fn page(
    state: &AppState,
    signed: &Signed,
    form: MemoForm,
    errors: Errors,
    kept_at: Option<DateTime<Utc>>,
) -> Result<MemoPage, Error> {
    let cx = signed.cx(state);
    let rules = &cx.city.rules;
    let last = memo::last(&cx).await?;
    let row = |written: kocho_service::stored::intake::Written| MemoRow {
        number: written.number.to_string(),
        title: written.title,
        at: written.at,
        href: urls::memo(written.key.as_str()),
    };
    let at_once = rules.outcomes().iter().filter(|outcome| outcome.is_at_once());
    Ok(MemoPage {
        frame: signed.frame(state),
        channels: first_chosen(memo::channels(&cx).map(|c| (c.code.clone(), c.label.ja.clone())), &form.channel),
        kinds: choices(rules.kinds_on(cx.today()).map(|k| (k.code.clone(), k.label.ja.clone())), &form.kind),
        sections: first_chosen(sections(&cx)?.into_iter(), &form.section),
        outcomes: choices(at_once.map(|o| (o.code.clone(), o.label.ja.clone())), &form.outcome),
        ways: choices(WAYS.into_iter().map(|w| (w.code().to_owned(), w.label().to_owned())), &form.reply_way),
        districts: listed(&rules.city().districts, &form.district),
        ages: listed(&rules.city().age_groups, &form.age_group),
        languages: first_chosen(
            Lang::ALL.into_iter().map(|l| (l.code().to_owned(), word(l).to_owned())),
            &form.language,
        ),
        behalf: form.behalf().view(&cx),
        errors,
        kept_at,
        last: last.into_iter().map(row).collect(),
        takes_petitions: signed.actor.may(Permission::CaseTriage),
        form,
    })
}

const fn word(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日本語",
        Lang::Easy => "やさしい日本語",
        Lang::En => "英語",
    }
}

/// The own sections by name, and the desk by what it does for others.
fn sections(cx: &Cx) -> Result<Vec<(String, String)>, Error> {
    let desk = cx.city.hearing()?.id;
    let is_own = cx.actor.staff()?.sections_with(Permission::MemoWrite).contains(&desk);
    let named = |id: kocho_domain::id::SectionId| {
        let name = cx.city.section_name(id);
        (
            id.to_string(),
            if id == desk && !is_own { format!("{name}に渡す（ほかの課のこと）") } else { name.to_owned() },
        )
    };
    Ok(memo::sections(cx)?.into_iter().map(named).collect())
}

fn choices(all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) }).collect()
}

/// The same, the first one chosen when none is.
fn first_chosen(all: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    let mut choices = choices(all, chosen);
    if !choices.iter().any(|choice| choice.chosen)
        && let Some(first) = choices.first_mut()
    {
        first.chosen = true;
    }
    choices
}

fn listed(all: &[kocho_domain::rule::city::Choice], chosen: &str) -> Vec<Choice> {
    let plain = |c: &kocho_domain::rule::city::Choice| (c.code.clone(), c.label.ja.clone());
    choices(all.iter().map(plain), chosen)
}
