//! The doors of one case that change nothing of its work: the page, versions, files, notes, looking behind the mask.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::id::PublicKey;
use kocho_service::{Error, case, enclosure, my_number, reveal};
use validator::Validate;

use super::{
    form::{NoteForm, RevealForm},
    forms, page,
    seen::{Seen, Tried},
    show::CasePage,
    version::{VersionPage, changes},
};
use crate::{
    files::{SEALED, handed_over},
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::view::Errors,
    state::AppState,
    urls::staff as urls,
};

/// The key in an address; one of another shape names nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn key_of(text: &str) -> Result<PublicKey, Error> {
    PublicKey::parse(text).ok_or(Error::NotFound)
}

/// `GET /staff/cases/{key}`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<CasePage>, AppError> {
    let seen = Seen::load(signed.cx(&state), &key_of(&key)?).await?;
    Ok(Page::ok(page::page(signed.frame(&state), &seen)))
}

/// `GET /staff/cases/{key}/versions/{version}`
pub(super) async fn version(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, version)): Path<(String, u32)>,
) -> Result<Page<VersionPage>, AppError> {
    let seen = Seen::load(signed.cx(&state), &key_of(&key)?).await?;
    let find = |version: u32| seen.view.replies.iter().find(|reply| reply.version == version);
    let reply = find(version).ok_or(Error::NotFound)?;
    let before = version.checked_sub(1).and_then(find).map(|before| before.body.as_str());
    Ok(Page::ok(VersionPage {
        frame: signed.frame(&state),
        number: seen.number(),
        what: reply.form.label(),
        version,
        by: seen.name(reply.author).to_owned(),
        at: reply.created_at,
        outcome: seen.outcome_word(&reply.outcome),
        pieces: changes(before, &reply.body),
        enclosures: forms::enclosures(&seen, reply.id),
        versions: forms::versions(&seen),
        back: urls::case(&key),
    }))
}

/// How a file is wanted.
#[derive(Debug, Clone, Copy, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    small: bool,
}

/// `GET /staff/cases/{key}/files/{file}`: pictures are shown, everything else is handed over to be saved.
pub(super) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, file)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let (media_type, bytes) = reveal::file(&cx, &key_of(&key)?, &key_of(&file)?, wanted.small).await?;
    let placed = if media_type.starts_with("image/") { "inline" } else { "attachment" };
    let ending = media_type.rsplit('/').next().unwrap_or("bin").to_owned();
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, format!("{placed}; filename=\"{file}.{ending}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, [SEALED], bytes).into_response())
}

/// `GET /staff/cases/{key}/enclosures/{enclosure}`
pub(super) async fn enclosure(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (file, bytes) = enclosure::open(&signed.cx(&state), &key_of(&key)?, &key_of(&file)?).await?;
    Ok(handed_over(&file.name, file.media_type, bytes))
}

/// `POST /staff/cases/{key}/reveal`: answers with the page itself; going back to it shows the mask again.
pub(super) async fn post_reveal(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<RevealForm>,
) -> Result<Page<CasePage>, AppError> {
    let key = key_of(&key)?;
    let long = form.validate().err().map(|found| Errors::from(found).sentences());
    let looked = match &long {
        Some(sentence) => Err(Error::field("reason", sentence)),
        None => reveal::case(&signed.cx(&state), &key, &form.reason_code, &form.reason).await,
    };
    let mut seen = Seen::load(signed.cx(&state), &key).await?;
    match looked {
        Ok(revealed) => {
            seen.revealed = Some(revealed);
            Ok(Page::ok(page::page(signed.frame(&state), &seen)))
        }
        Err(error) => {
            seen.tried = Tried::Reveal(form, sentence_of(error)?);
            Ok(Page::invalid(page::page(signed.frame(&state), &seen)))
        }
    }
}

/// `POST /staff/cases/{key}/note`
pub(super) async fn post_note(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<NoteForm>,
) -> Result<Response, AppError> {
    let public = key_of(&key)?;
    let wrong = form.validate().err().map(|found| Errors::from(found).sentences());
    let saved = match wrong {
        Some(sentence) => Err(Error::field("text", sentence)),
        None => case::note(&signed.cx(&state), &public, &form.text).await,
    };
    let Err(error) = saved else {
        return Ok(go_with(&state, &urls::case(&key), "success", "メモを残しました。"));
    };
    let sentence = sentence_of(error)?;
    let mut seen = Seen::load(signed.cx(&state), &public).await?;
    seen.tried = Tried::Note(form, sentence);
    Ok(Page::invalid(page::page(signed.frame(&state), &seen)).into_response())
}

/// `POST /staff/cases/{key}/erase_number`
pub(super) async fn post_erase_number(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    my_number::erase(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(go_with(&state, &urls::case(&key), "success", "マイナンバーを消しました。"))
}

/// What a form shows of a refusal; every other error is a page of its own.
///
/// # Errors
/// The error itself.
pub(crate) fn sentence_of(error: Error) -> Result<String, Error> {
    match error {
        Error::Refused(refusal) => Ok(refusal.to_string()),
        Error::Invalid(fields) => Ok(fields.into_values().collect::<Vec<_>>().join(" ")),
        other => Err(other),
    }
}
