//! 証拠のファイル: pictures and papers that show that a promise was kept. They wait under the person's form until the promise is closed,
//! and are opened by staff who know the promise. None of them is ever shown to residents: what residents read is written for them.

use kocho_domain::{
    commitment::{Commitment, may_close},
    id::{AttachmentId, PublicKey, StaffId},
};
use kocho_store::{
    Tx, attachment,
    attachment::{File, Owner},
};

use super::seen;
use crate::{
    Cx, Error,
    upload::{self, Incoming, Refused},
};

/// The key under which somebody's chosen files wait for the closing of a promise.
fn waiting_key(key: &PublicKey, staff: StaffId) -> String {
    format!("evidence-{}-{}", key.as_str(), staff.0)
}

/// Keeps files for the closing of a promise, and takes away waiting ones that were crossed out; answers the files that may not
/// be kept.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::CommitmentOver`]; [`Error::NotFound`], [`Error::Denied`].
pub async fn offer(
    cx: &Cx,
    key: &PublicKey,
    files: Vec<Incoming>,
    dropped: &[AttachmentId],
) -> Result<Vec<Refused>, Error> {
    if files.is_empty() && dropped.is_empty() {
        return Ok(Vec::new());
    }
    let staff = cx.actor.staff()?;
    let one = seen(cx, key).await?.still_open()?;
    if !may_close(staff, &one) {
        return Err(Error::Denied);
    }
    upload::change(cx, &waiting_key(key, staff.id), dropped, files).await
}

/// The files that wait for this person's closing of a promise.
pub(super) async fn waiting(cx: &Cx, key: &PublicKey) -> Result<Vec<File>, Error> {
    upload::kept(cx, &waiting_key(key, cx.actor.staff()?.id)).await
}

/// Makes what waits part of the promise that was kept; answers how many.
pub(super) async fn adopt(cx: &Cx, tx: &mut Tx, one: &Commitment) -> Result<usize, Error> {
    let waiting = waiting_key(&one.key, cx.actor.staff()?.id);
    let files = attachment::uploads(tx, &waiting).await?;
    attachment::attach(tx, Owner::Commitment(one.id), &files, || cx.new_key()).await?;
    if !files.is_empty() {
        attachment::remove_uploads(tx, &waiting).await?;
    }
    Ok(files.len())
}

/// A file of a promise, for staff who know the promise: the file, and its bytes.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn open(cx: &Cx, key: &PublicKey, file_key: &PublicKey) -> Result<(File, Vec<u8>), Error> {
    let one = seen(cx, key).await?;
    let from = cx.reader();
    let Some((Owner::Commitment(owner), file)) = attachment::by_key(&from, file_key).await? else {
        return Err(Error::NotFound);
    };
    if owner != one.id {
        return Err(Error::NotFound);
    }
    let bytes = attachment::bytes(&from, &file.blob).await?.ok_or(Error::NotFound)?;
    Ok((file, bytes))
}
