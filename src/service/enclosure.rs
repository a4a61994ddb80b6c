//! 添付資料: files that go out with a reply. They wait under the clerk's form until the draft is saved, belong to one version
//! of it, and are opened by staff who know the case and by the resident to whom the letter went.

use kocho_domain::{
    id::{AttachmentId, CaseId, PublicKey, StaffId},
    refusal::Refusal,
    workflow::Act,
};
use kocho_store::{
    Source,
    attachment::{File, Owner},
};

use crate::{
    Cx, Error,
    case::known,
    upload::{self, Incoming, Refused},
};

/// The key under which a clerk's chosen files wait for the next saving of a case's draft.
pub(crate) fn waiting_key(case: &PublicKey, staff: StaffId) -> String {
    format!("reply-{}-{}", case.as_str(), staff.0)
}

/// The files of the next version: those of the newest one that stay, and those that wait.
///
/// # Errors
/// What the database says.
pub(crate) async fn of_next(
    from: &impl Source,
    case: CaseId,
    waiting: &str,
    removed: &[PublicKey],
) -> Result<Vec<File>, Error> {
    let mut files = match kocho_store::reply::latest(from, case).await? {
        Some(newest) => kocho_store::attachment::of(from, Owner::Reply(newest.id)).await?,
        None => Vec::new(),
    };
    files.retain(|file| !file.key.as_ref().is_some_and(|key| removed.contains(key)));
    files.extend(kocho_store::attachment::uploads(from, waiting).await?);
    Ok(files)
}

/// Keeps files for the draft that this person is writing, and takes away waiting ones that were crossed out; answers the
/// files that may not be kept.
///
/// # Errors
/// [`Refusal::NotNow`] for who may not draft this case now.
pub async fn keep(
    cx: &Cx,
    key: &PublicKey,
    files: Vec<Incoming>,
    dropped: &[AttachmentId],
) -> Result<Vec<Refused>, Error> {
    if files.is_empty() && dropped.is_empty() {
        return Ok(Vec::new());
    }
    let staff = cx.actor.staff()?.id;
    let (case, _) = known(cx, &cx.reader(), key).await?;
    let until_ruling = cx.city.rules.deadlines().returns_until_ruling;
    if !case.acts_for(&cx.actor, until_ruling).contains(&Act::Draft) {
        return Err(Refusal::NotNow { from: case.status, act: Act::Draft }.into());
    }
    upload::change(cx, &waiting_key(key, staff), dropped, files).await
}

/// The files that wait for this person's next saving.
///
/// # Errors
/// What the database says.
pub async fn waiting(cx: &Cx, key: &PublicKey) -> Result<Vec<File>, Error> {
    upload::kept(cx, &waiting_key(key, cx.actor.staff()?.id)).await
}

/// A file of a version, for staff who know its case: the file, and its bytes.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn open(cx: &Cx, case_key: &PublicKey, file_key: &PublicKey) -> Result<(File, Vec<u8>), Error> {
    let from = cx.reader();
    let (case, _) = known(cx, &from, case_key).await?;
    let Some((Owner::Reply(reply), file)) = kocho_store::attachment::by_key(&from, file_key).await? else {
        return Err(Error::NotFound);
    };
    if kocho_store::reply::case_of(&from, reply).await? != Some(case.id) {
        return Err(Error::NotFound);
    }
    with_bytes(&from, file).await
}

/// A file that went out with a letter of this voice, for the resident who has shown number and secret.
///
/// # Errors
/// [`Error::NotFound`], also while the letter has not left the house.
pub async fn sent(cx: &Cx, voice: &PublicKey, file_key: &PublicKey) -> Result<(File, Vec<u8>), Error> {
    let from = cx.reader();
    let known = kocho_store::voice_file::read(&from, voice).await?.ok_or(Error::NotFound)?;
    let left = |id| known.letters.iter().any(|(letter, _)| letter.id == id && letter.sent_at.is_some());
    let file = known.enclosures.into_iter().find(|(id, file)| file.key.as_ref() == Some(file_key) && left(*id));
    with_bytes(&from, file.ok_or(Error::NotFound)?.1).await
}

async fn with_bytes(from: &impl Source, file: File) -> Result<(File, Vec<u8>), Error> {
    let bytes = kocho_store::attachment::bytes(from, &file.blob).await?.ok_or(Error::NotFound)?;
    Ok((file, bytes))
}
