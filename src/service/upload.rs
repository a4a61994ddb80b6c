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

/// A file that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// As its sender knows it.
    pub name: String,
    /// Code of why: too many, too large, or a type that is not taken.
    pub code: &'static str,
}

/// Checks files of a form and keeps those that may be kept; answers the others, so that one wrong file takes no good one
/// with it.
///
/// # Errors
/// What the database says.
pub async fn keep(cx: &Cx, form_key: &str, files: Vec<Incoming>) -> Result<Vec<Refused>, Error> {
    let mut refused = Vec::new();
    if files.is_empty() {
        return Ok(refused);
    }
    let limits = cx.city.rules.limits();
    let kept = kocho_store::attachment::uploads(&cx.reader(), form_key).await?.len();
    let mut cleaned = Vec::new();
    for file in files {
        let name = shown_name(&file.name);
        let is_large = file.bytes.len() as u64 > limits.attachment_bytes();
        let found = if is_large { Err("file_large") } else { judge(cx, file).await? };
        match found {
            Ok(_) if kept + cleaned.len() >= usize::from(limits.attachment_files) => {
                refused.push(Refused { name, code: "file_many" });
            }
            Ok(file) => cleaned.push(file),
            Err(code) => refused.push(Refused { name, code }),
        }
    }
    if cleaned.is_empty() {
        return Ok(refused);
    }
    let mut tx = cx.begin().await?;
    for file in &cleaned {
        file.keep(&mut tx).await?;
        kocho_store::attachment::add_upload(&mut tx, form_key, &file.file).await?;
    }
    tx.commit(Story::Unrecorded(Why::Upload)).await?;
    Ok(refused)
}

/// A file as it may be kept, or the code of why not.
async fn judge(cx: &Cx, file: Incoming) -> Result<Result<Cleaned, &'static str>, Error> {
    let finding = match malware::look(cx.house.scanner.as_ref(), &file.bytes).await {
        Ok(finding) => finding,
        Err(Error::Invalid(_)) => return Ok(Err("file_malware")),
        Err(other) => return Err(other),
    };
    let cleaned = crate::scan::at_the_easel(cx, move || clean_one(&file, finding)).await?;
    Ok(cleaned.map_err(picture::Unclean::code))
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
    let last = last_part(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(100).collect();
    format!("{}.{extension}", if stem.trim().is_empty() { "file" } else { stem.trim() })
}

fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The name by which its sender knows a file, for a sentence.
fn shown_name(name: &str) -> String {
    last_part(name).chars().filter(|c| !c.is_control()).take(60).collect()
}

/// The files that wait under a form's key.
///
/// # Errors
/// What the database says.
pub async fn kept(cx: &Cx, form_key: &str) -> Result<Vec<File>, Error> {
    Ok(kocho_store::attachment::uploads(&cx.reader(), form_key).await?)
}

/// Takes away the files of a form that were crossed out and keeps those that were chosen; answers the files that may not be kept.
///
/// # Errors
/// What the database says.
pub(crate) async fn change(
    cx: &Cx,
    form_key: &str,
    dropped: &[AttachmentId],
    files: Vec<Incoming>,
) -> Result<Vec<Refused>, Error> {
    for id in dropped {
        remove(cx, form_key, *id).await?;
    }
    keep(cx, form_key, files).await
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
