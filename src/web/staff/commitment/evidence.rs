//! The doors of evidence: closing a promise with words and files, and opening such a file.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use kocho_domain::id::{AttachmentId, PublicKey};
use kocho_service::{
    commitment::{self, Evidence},
    stored::attachment::File,
};

use super::{
    CommitmentActForm,
    door::{answer, page},
};
use crate::{
    files::handed_over,
    guard::Signed,
    page::Page,
    problem::AppError,
    sent::WithFiles,
    staff::case::{act::file_sentences, door::key_of, page::size_words, stage::EnclosureView},
    state::AppState,
    urls::staff as urls,
};

/// A file as the page of its promise shows it.
pub(super) fn view(commitment: &str, file: &File) -> EnclosureView {
    let kind = file.media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
    let key = file.key.as_ref().map(PublicKey::as_str);
    EnclosureView {
        name: file.name.clone(),
        about: format!("{kind} {}", size_words(file.size)),
        href: key.map(|key| urls::evidence(commitment, key)).unwrap_or_default(),
        value: key.map_or_else(|| file.id.0.to_string(), str::to_owned),
    }
}

type Closing = (State<AppState>, Signed, Path<String>, WithFiles<CommitmentActForm>);

/// `POST /staff/commitments/{commitment}/keep`: files are kept for the next try whatever is wrong with the rest.
pub(super) async fn post_keep((State(state), signed, Path(key), sent): Closing) -> Result<Response, AppError> {
    let WithFiles { form, sent } = sent;
    let (cx, one) = (signed.cx(&state), key_of(&key)?);
    let dropped: Vec<AttachmentId> = sent.parsed("drop_file").into_iter().map(AttachmentId).collect();
    let refused = match commitment::evidence::offer(&cx, &one, sent.into_files("files"), &dropped).await {
        Ok(refused) => refused,
        Err(error) => return answer((&state, &signed, &key), Err(error), ("keep", ""), form).await,
    };
    if !refused.is_empty() {
        let tried = ("files", file_sentences(&refused));
        return Ok(Page::invalid(page(&state, &signed, &key, form, tried).await?).into_response());
    }
    let evidence = Evidence { on: form.on.parse().ok(), words: form.words.clone(), address: form.address.clone() };
    let done = commitment::keep(&cx, &one, &evidence).await;
    answer((&state, &signed, &key), done, ("keep", "果たした約束として記録しました。"), form).await
}

/// `GET /staff/commitments/{commitment}/evidence/{evidence}`
pub(super) async fn open(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, file)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (file, bytes) = commitment::evidence::open(&signed.cx(&state), &key_of(&key)?, &key_of(&file)?).await?;
    Ok(handed_over(&file.name, file.media_type, bytes))
}
