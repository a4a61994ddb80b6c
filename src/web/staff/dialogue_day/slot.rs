//! The doors of slots: adding one, changing its time, removing it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_service::{Error, slot};

use super::{
    SlotTyped,
    door::{day_page, said},
    view,
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::{case::door::key_of, view::Errors},
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
            let errors = Errors::one("add", said(error)?);
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
    match slot::set_period(&cx, &slot, form.version, (&form.from, &form.to), &form.reason).await {
        Ok((day, moved)) => {
            let words = format!("枠の時刻を変えました。{}", view::moved_words(moved));
            Ok(go_with(&state, &urls::dialogue_day(day.as_str()), "success", &words))
        }
        Err(error) => wrong(&state, &signed, SlotTyped { of: key, ..form }, error).await,
    }
}

/// `POST /staff/dialogues/slots/{slot}/delete`
pub(super) async fn post_delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<SlotTyped>,
) -> Result<Response, AppError> {
    match slot::remove(&signed.cx(&state), &key_of(&key)?, form.version).await {
        Ok(day) => Ok(go_with(&state, &urls::dialogue_day(day.as_str()), "success", "枠を消しました。")),
        Err(error) => wrong(&state, &signed, SlotTyped { of: key, ..form }, error).await,
    }
}

/// Back to the day with what is wrong, and with what was typed.
async fn wrong(state: &AppState, signed: &Signed, typed: SlotTyped, error: Error) -> Result<Response, AppError> {
    if matches!(error, Error::NotFound | Error::Denied) {
        return Err(error.into());
    }
    let day = slot::day_of(&signed.cx(state), &key_of(&typed.of)?).await?;
    let errors = Errors::one("slot", said(error)?);
    Ok(Page::invalid(day_page(state, signed, day.as_str(), typed, errors).await?).into_response())
}
