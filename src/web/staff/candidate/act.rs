//! Deciding on a candidate: 選出, 選外 with a reason, 辞退, 依頼.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_service::{Error, selection};
use serde::Deserialize;

use super::door::candidate_page;
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

/// What an act on a candidate sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    reason: String,
    words: String,
}

/// `POST …/choose`
pub(super) async fn post_choose(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let done = selection::choose(&signed.cx(&state), &key_of(&key)?, form.version).await;
    after(&state, &signed, &key, done, ("choose", "選出しました。委嘱するときに本人に知らせます。")).await
}

/// `POST …/pass`
pub(super) async fn post_pass(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let done = selection::pass_over(&signed.cx(&state), &key_of(&key)?, form.version, &form.reason, &form.words).await;
    after(&state, &signed, &key, done, ("pass", "選外としました。選考を終えるときに本人に知らせます。")).await
}

/// `POST …/decline`
pub(super) async fn post_decline(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let done = selection::decline(&signed.cx(&state), &key_of(&key)?, form.version, &form.words).await;
    after(&state, &signed, &key, done, ("decline", "辞退を記録しました。")).await
}

/// `POST …/ask`
pub(super) async fn post_ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let done = selection::ask(&signed.cx(&state), &key_of(&key)?, form.version, &form.words).await;
    after(&state, &signed, &key, done, ("ask", "就任の依頼を作りました。")).await
}

async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    done: Result<(), Error>,
    (field, words): (&'static str, &str),
) -> Result<Response, AppError> {
    let sentence = match done {
        Ok(()) => return Ok(go_with(state, &urls::candidate(key), "success", words)),
        Err(Error::Stale) => {
            "ほかの人が先にこの候補を変えました。下は新しい内容です。確かめて、もう一度お試しください。".to_owned()
        }
        Err(error) => sentence_of(error)?,
    };
    let page = candidate_page(state, signed, key, None, Errors::one(field, sentence)).await?;
    Ok(Page::invalid(page).into_response())
}
