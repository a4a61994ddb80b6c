//! Files that come with a form: checked by content, cleaned, kept under the form's key until it is sent.

use kocho_document::picture;
use kocho_domain::{
    id::AttachmentId,
    story::{Story, Why},
};
use kocho_store::{StoreError, Tx, attachment::File};

use crate::{
    Cx, Error,
    keys::sha256,
    malware::{self, Finding},
};

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
    let mut findings = Vec::with_capacity(files.len());
    for file in &files {
        findings.push(malware::look(cx.house.scanner.as_ref(), &file.bytes).await?);
    }
    let cleaned = crate::scan::at_the_easel(cx, move || clean(&files, &findings)).await??;
    let mut tx = cx.begin().await?;
    for file in &cleaned {
        file.keep(&mut tx).await?;
        kocho_store::attachment::add_upload(&mut tx, form_key, &file.file).await?;
    }
    Ok(tx.commit(Story::Unrecorded(Why::Upload)).await?)
}

/// A file that may be kept, with its small picture.
#[derive(Debug)]
pub(crate) struct Cleaned {
    /// What is written of it.
    pub(crate) file: File,
    bytes: Vec<u8>,
    small: Option<Vec<u8>>,
}

impl Cleaned {
    /// Keeps the bytes of both.
    pub(crate) async fn keep(&self, tx: &mut Tx) -> Result<(), StoreError> {
        kocho_store::attachment::keep(tx, &self.file.blob, self.bytes.clone()).await?;
        if let (Some(hash), Some(small)) = (&self.file.small, &self.small) {
            kocho_store::attachment::keep(tx, hash, small.clone()).await?;
        }
        Ok(())
    }
}

fn clean(files: &[Incoming], findings: &[Finding]) -> Result<Vec<Cleaned>, Error> {
    let refused = |unclean: picture::Unclean| Error::field("files", unclean.code());
    files.iter().zip(findings).map(|(file, finding)| clean_one(file, *finding).map_err(refused)).collect()
}

/// A file as it may be kept.
pub(crate) fn clean_one(incoming: &Incoming, finding: Finding) -> Result<Cleaned, picture::Unclean> {
    let clean = picture::clean(&incoming.bytes)?;
    let small = picture::small(&clean.bytes);
    let file = File {
        id: AttachmentId(0),
        key: None,
        blob: sha256(&clean.bytes),
        name: safe_name(&incoming.name, clean.extension),
        media_type: clean.media_type.to_owned(),
        size: clean.bytes.len() as u64,
        small: small.as_deref().map(sha256),
        scanned: finding == Finding::Clean,
    };
    Ok(Cleaned { file, bytes: clean.bytes, small })
}

/// The name under which a file is kept: the last part of a path, without control characters, at most 100 characters, with the ending of the real type.
pub(crate) fn safe_name(name: &str, extension: &str) -> String {
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
