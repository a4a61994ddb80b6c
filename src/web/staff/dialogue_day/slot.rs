//! The doors of slots: adding one, changing its time, removing it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_service::{Error, slot};

use super::{
    SlotTyped,
    door::{after, day_page},
};
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

/// `POST /staff/dialogues/{day}/slots`
pub(super) async fn post_add(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<SlotTyped>,
) -> Result<Response, AppError> {
    match slot::add(&signed.cx(&state), &key_of(&key)?, &form.from, &form.to).await {
        Ok(_) => Ok(go_with(&state, &urls::dialogue_day(&key), "success", "枠を加えました。")),
        Err(error) => {
            let errors = Errors::one("add", sentence_of(error)?);
            Ok(Page::invalid(day_page(&state, &signed, &key, form, errors).await?).into_response())
        }
    }
}

/// `POST /staff/dialogues/slots/{slot}/time`
pub(super) async fn post_time(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<SlotTyped>,
) -> Result<Response, AppError> {
    let (cx, slot) = (signed.cx(&state), key_of(&key)?);
    let done = slot::set_period(&cx, &slot, form.version, &form.from, &form.to).await;
    back(&state, &signed, &key, done, "枠の時刻を変えました。来る人には、電話などで知らせてください。").await
}

/// `POST /staff/dialogues/slots/{slot}/delete`
pub(super) async fn post_delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<SlotTyped>,
) -> Result<Response, AppError> {
    let done = slot::remove(&signed.cx(&state), &key_of(&key)?, form.version).await;
    back(&state, &signed, &key, done, "枠を消しました。").await
}

/// Back to the day, with a message or with what is wrong.
async fn back(
    state: &AppState,
    signed: &Signed,
    slot_key: &str,
    done: Result<kocho_domain::id::PublicKey, Error>,
    words: &str,
) -> Result<Response, AppError> {
    match done {
        Ok(day) => Ok(go_with(state, &urls::dialogue_day(day.as_str()), "success", words)),
        Err(error @ (Error::NotFound | Error::Denied)) => Err(error.into()),
        Err(error) => {
            let day = slot::day_of(&signed.cx(state), &key_of(slot_key)?).await?;
            after(state, signed, day.as_str(), Err(error), ("slot", "")).await
        }
    }
}
