//! Files that come with a form: checked by content, cleaned, kept under the form's key until it is sent.

use kocho_document::picture;
use kocho_domain::{
    id::AttachmentId,
    story::{Story, Why},
};
use kocho_store::attachment::File;

use crate::{Cx, Error, keys::sha256};

/// A file as it arrived.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Name as given.
    pub name: String,
    /// Bytes as given.
    pub bytes: Vec<u8>,
}

/// Checks and keeps files of a form; either all are kept or none.
///
/// # Errors
/// [`Error::Invalid`] for the field `files` with a code: too many, too large, or a type that is not taken.
pub async fn keep(cx: &Cx, form_key: &str, files: Vec<Incoming>) -> Result<(), Error> {
    if files.is_empty() {
        return Ok(());
    }
    let limits = cx.city.rules.limits();
    let kept = kocho_store::attachment::uploads(&cx.reader(), form_key).await?.len();
    if kept + files.len() > usize::from(limits.attachment_files) {
        return Err(Error::field("files", "file_many"));
    }
    if files.iter().any(|f| f.bytes.len() as u64 > limits.attachment_bytes()) {
        return Err(Error::field("files", "file_large"));
    }
    let cleaned =
        tokio::task::spawn_blocking(move || clean(files)).await.map_err(|e| Error::Internal(e.to_string()))??;
    let mut tx = cx.begin().await?;
    for (file, bytes) in cleaned {
        kocho_store::attachment::keep(&mut tx, &file.blob, bytes).await?;
        kocho_store::attachment::add_upload(&mut tx, form_key, &file).await?;
    }
    Ok(tx.commit(Story::Unrecorded(Why::Upload)).await?)
}

fn clean(files: Vec<Incoming>) -> Result<Vec<(File, Vec<u8>)>, Error> {
    files.into_iter().map(|incoming| clean_one(&incoming).map_err(|e| Error::field("files", e.code()))).collect()
}

/// A file as it may be kept, and its bytes.
pub(crate) fn clean_one(incoming: &Incoming) -> Result<(File, Vec<u8>), picture::Unclean> {
    let clean = picture::clean(&incoming.bytes)?;
    let file = File {
        id: AttachmentId(0),
        key: None,
        blob: sha256(&clean.bytes),
        name: safe_name(&incoming.name, clean.extension),
        media_type: clean.media_type.to_owned(),
        size: clean.bytes.len() as u64,
    };
    Ok((file, clean.bytes))
}

/// The last part of a path, without control characters, at most 100 characters, with the ending of the real type.
fn safe_name(name: &str, extension: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(100).collect();
    format!("{}.{extension}", if stem.trim().is_empty() { "file" } else { stem.trim() })
}

/// The files that wait under a form's key.
///
/// # Errors
/// What the database says.
pub async fn kept(cx: &Cx, form_key: &str) -> Result<Vec<File>, Error> {
    Ok(kocho_store::attachment::uploads(&cx.reader(), form_key).await?)
}

/// Takes one away again.
///
/// # Errors
/// What the database says.
pub async fn remove(cx: &Cx, form_key: &str, id: AttachmentId) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    kocho_store::attachment::remove_upload(&mut tx, form_key, id).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Upload)).await?)
}
