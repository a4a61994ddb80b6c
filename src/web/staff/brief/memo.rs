//! What sections were asked to write for a brief: their list, and one memo. Two who write at once both keep their words.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::id::SlotMemoId;
use kocho_service::{Error, brief};
use serde::Deserialize;

use super::{MemoListPage, MemoPage, view::memo_row};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::{case::door::sentence_of, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/dialogues/memos`
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<MemoListPage>, AppError> {
    let cx = signed.cx(&state);
    let asked = brief::asked(&cx).await?;
    Ok(Page::ok(MemoListPage {
        frame: signed.frame(&state),
        rows: asked.iter().map(|memo| memo_row(memo, cx.today())).collect(),
    }))
}

/// `GET /staff/dialogues/memos/{memo}`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Page<MemoPage>, AppError> {
    Ok(Page::ok(memo_page(&state, &signed, id, None, Errors::default()).await?))
}

async fn memo_page(
    state: &AppState,
    signed: &Signed,
    id: i64,
    typed: Option<String>,
    errors: Errors,
) -> Result<MemoPage, AppError> {
    let cx = signed.cx(state);
    let asked = brief::memo(&cx, SlotMemoId(id)).await?;
    let memo = &asked.memo;
    Ok(MemoPage {
        frame: signed.frame(state),
        row: memo_row(&asked, cx.today()),
        period: asked.slot.period.to_string(),
        detail: asked.detail.clone(),
        written: memo.answered.map(|(_, at)| (asked.by.clone().unwrap_or_default(), at)),
        saved: memo.body.clone(),
        conflict: false,
        may_write: brief::may_write(&cx, memo),
        typed: typed.unwrap_or_else(|| memo.body.clone()),
        version: memo.lock,
        errors,
        action: urls::dialogue_memo(id),
    })
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    version: i64,
    body: String,
}

/// `POST /staff/dialogues/memos/{memo}`
pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
    Form(form): Form<Written>,
) -> Result<Response, AppError> {
    match brief::answer(&signed.cx(&state), SlotMemoId(id), form.version, &form.body).await {
        Ok(()) => Ok(go_with(&state, &urls::dialogue_memo(id), "success", "メモを保存しました。")),
        Err(Error::Stale) => {
            let page = memo_page(&state, &signed, id, Some(form.body), Errors::default()).await?;
            Ok(Page(StatusCode::CONFLICT, MemoPage { conflict: true, ..page }).into_response())
        }
        Err(error) => {
            let errors = Errors::one("body", sentence_of(error)?);
            Ok(Page::invalid(memo_page(&state, &signed, id, Some(form.body), errors).await?).into_response())
        }
    }
}
