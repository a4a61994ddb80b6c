//! The doors of the transcription desk that give a slip, its pictures, and take it in hand. Saving: `save.rs`.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Query;
use kocho_domain::{access::Permission, id::SlipPageId};
use kocho_service::{
    scan::{self, Look},
    slip,
    stored::slip::Turn,
};
use serde::Deserialize;

use super::{
    RecentRow, SlipListPage, SlipPage,
    form::{Shown, page},
    save,
};
use crate::{
    files::{SEALED, handed_over},
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    sent::Sent,
    staff::case::door::{key_of, sentence_of},
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PaperEntry);
    Routes::new(state)
        .get(urls::SLIPS, desk, list)
        .post(urls::SLIP_NEXT, desk, post_next)
        .get(urls::slip("{slip}"), desk, show)
        .post(urls::slip("{slip}"), desk, save::post_save)
        .post(urls::slip_act("{slip}", "draft"), desk, save::post_draft)
        .post(urls::slip_act("{slip}", "take"), desk, post_take)
        .post(urls::slip_act("{slip}", "part"), desk, post_part)
        .post(urls::slip_act("{slip}", "remove"), desk, post_remove)
        .post(urls::slip_act("{slip}", "restore"), desk, post_restore)
        .get("/staff/slips/{slip}/pages/{page}", desk, picture)
}

/// What stands behind the question mark of a slip's address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    /// How large the pictures are.
    zoom: u8,
    /// Key of the voice that was received just before.
    done: Option<String>,
}

/// `GET /staff/slips`
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(seen): Query<Seen>,
) -> Result<Page<SlipListPage>, AppError> {
    let desk = slip::desk(&signed.cx(&state)).await?;
    let row = |recent: slip::Recent| RecentRow {
        number: recent.number.to_string(),
        at: recent.at,
        case: urls::case(recent.case.as_str()),
        receipt: urls::receipt_slip(recent.submission.as_str()),
    };
    Ok(Page::ok(SlipListPage {
        frame: signed.frame(&state),
        unread: desk.unread,
        unchecked: desk.unchecked,
        recent: desk.recent.into_iter().map(row).collect(),
        done: known(seen.done).as_deref().map(urls::receipt_slip),
    }))
}

/// A key in the address, if it looks like one.
fn known(key: Option<String>) -> Option<String> {
    key.filter(|key| key_of(key).is_ok())
}

/// `POST /staff/slips/next`
async fn post_next(State(state): State<AppState>, signed: Signed, sent: Sent) -> Result<Response, AppError> {
    let turn = if sent.value("turn") == Some("second") { Turn::Second } else { Turn::First };
    let address = match slip::next(&signed.cx(&state), turn).await? {
        Some(key) => urls::slip(key.as_str()),
        None => return Ok(go_with(&state, urls::SLIPS, "notice", "今、待っている用紙はありません。")),
    };
    Ok(Redirect::to(&address).into_response())
}

/// `GET /staff/slips/{slip}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(seen): Query<Seen>,
) -> Result<Page<SlipPage>, AppError> {
    let cx = signed.cx(&state);
    let view = slip::show(&cx, &key_of(&key)?).await?;
    let shown = Shown { zoom: seen.zoom, done: known(seen.done), ..Shown::default() };
    Ok(Page::ok(page(signed.frame(&state), &cx, &view, &shown)))
}

/// `POST /staff/slips/{slip}/take`
async fn post_take(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    match slip::take(&signed.cx(&state), &key_of(&key)?).await {
        Ok(()) => Ok(Redirect::to(&urls::slip(&key)).into_response()),
        Err(error) => Ok(go_with(&state, &urls::slip(&key), "warning", &sentence_of(error)?)),
    }
}

/// `POST /staff/slips/{slip}/part`
async fn post_part(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let (cx, public) = (signed.cx(&state), key_of(&key)?);
    let back = collection_of(&cx, &public).await?;
    on_collection(&state, &back, scan::part(&cx, &public).await, "1枚ずつに分けました。")
}

/// `POST /staff/slips/{slip}/remove`
async fn post_remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let (cx, public) = (signed.cx(&state), key_of(&key)?);
    let back = collection_of(&cx, &public).await?;
    on_collection(&state, &back, scan::remove(&cx, &public).await, "画像を取り除きました。")
}

async fn collection_of(
    cx: &kocho_service::Cx,
    slip: &kocho_domain::id::PublicKey,
) -> Result<String, kocho_service::Error> {
    Ok(urls::collection(slip::show(cx, slip).await?.collection.key.as_str()))
}

fn on_collection(
    state: &AppState,
    back: &str,
    done: Result<(), kocho_service::Error>,
    words: &str,
) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(go_with(state, back, "success", words)),
        Err(error) => Ok(go_with(state, back, "warning", &sentence_of(error)?)),
    }
}

/// `POST /staff/slips/{slip}/restore`
async fn post_restore(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    match slip::restore(&signed.cx(&state), &key_of(&key)?).await {
        Ok(()) => Ok(go_with(&state, &urls::slip(&key), "success", "転記待ちに戻しました。")),
        Err(error) => Ok(go_with(&state, &urls::slip(&key), "warning", &sentence_of(error)?)),
    }
}

/// How a picture is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    turn: u8,
    small: bool,
}

/// `GET /staff/slips/{slip}/pages/{page}`: pictures are shown; a PDF is handed over to be saved, and nothing in it may run.
async fn picture(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, page)): Path<(String, i64)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let look = if wanted.small { Look::Small } else { Look::Turned(wanted.turn) };
    let (media_type, bytes) = scan::picture(&signed.cx(&state), &key_of(&key)?, SlipPageId(page), look).await?;
    if !media_type.starts_with("image/") && !wanted.small {
        return Ok(handed_over(&format!("用紙{page}.pdf"), media_type, bytes));
    }
    let kept = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "no-store")];
    Ok((kept, [SEALED], bytes).into_response())
}
