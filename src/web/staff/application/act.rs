//! Deciding on an application: 可, 否, waiting, taking off. What was typed stays when a rule says no.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::id::PublicKey;
use kocho_service::{
    Error,
    decision::{self, Second},
};

use super::{ActTyped, door::application_page};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::{
        case::door::{key_of, sentence_of},
        view::Errors,
    },
    state::AppState,
    urls::staff as urls,
};

/// `POST …/accept`
pub(super) async fn post_accept(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<ActTyped>,
) -> Result<Response, AppError> {
    let Some(slot) = PublicKey::parse(&form.slot) else {
        let missing = Error::field("accept", "枠を選んでください。空いた枠がないときは、日のページで加えてください。");
        return after(&state, &signed, &key, (form, Err(missing)), ("accept", "")).await;
    };
    let how = (Second::parse(&form.second), form.words.as_str());
    let done = decision::accept(&signed.cx(&state), &key_of(&key)?, form.version, &slot, how).await;
    after(&state, &signed, &key, (form, done), ("accept", "枠を決めました。申込者に知らせます。")).await
}

/// `POST …/decline`
pub(super) async fn post_decline(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<ActTyped>,
) -> Result<Response, AppError> {
    let done = decision::decline(&signed.cx(&state), &key_of(&key)?, form.version, &form.reason, &form.words).await;
    after(&state, &signed, &key, (form, done), ("decline", "お断りを決めました。申込者に理由を知らせます。")).await
}

/// `POST …/wait`
pub(super) async fn post_wait(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<ActTyped>,
) -> Result<Response, AppError> {
    let done = decision::wait(&signed.cx(&state), &key_of(&key)?, form.version, &form.words).await;
    after(&state, &signed, &key, (form, done), ("wait", "キャンセル待ちにしました。申込者に知らせます。")).await
}

/// `POST …/day`
pub(super) async fn post_day(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<ActTyped>,
) -> Result<Response, AppError> {
    let Some(day) = PublicKey::parse(&form.day) else {
        let missing = Error::field("day", "申込みの日を選んでください。");
        return after(&state, &signed, &key, (form, Err(missing)), ("day", "")).await;
    };
    let done = decision::put_on(&signed.cx(&state), &key_of(&key)?, form.version, &day).await;
    after(&state, &signed, &key, (form, done), ("day", "申込みの日を決めました。可否はこれからです。")).await
}

/// `POST …/cancel`
pub(super) async fn post_cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<ActTyped>,
) -> Result<Response, AppError> {
    let done = decision::cancel(&signed.cx(&state), &key_of(&key)?, form.version, &form.words).await;
    after(&state, &signed, &key, (form, done), ("cancel", "取り消しました。枠は空きました。")).await
}

async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    (form, done): (ActTyped, Result<(), Error>),
    (field, words): (&'static str, &str),
) -> Result<Response, AppError> {
    let sentence = match done {
        Ok(()) => return Ok(go_with(state, &urls::application(key), "success", words)),
        Err(Error::Stale) => {
            "ほかの人が先にこの申込みを変えました。下は新しい内容です。入力した内容は残っています。確かめて、もう一度お試しください。".to_owned()
        }
        Err(error) => sentence_of(error)?,
    };
    let page = application_page(state, signed, key, (form, None), Errors::one(field, sentence)).await?;
    Ok(Page::invalid(page).into_response())
}
