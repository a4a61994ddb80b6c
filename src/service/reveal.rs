//! Looking behind the mask: only with a reason, and every look is recorded.

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    access::Permission,
    id::{CaseId, PublicKey},
    personal::Personal,
    rule::Use,
    story::{AuditEvent, Story},
};
use kocho_store::{attachment::Owner, submission::StoredContact};

use crate::{Cx, Error, case::known, route::reason_given};

/// How long files stay open to the person who gave a reason for this case.
const FILES_OPEN_MINUTES: i64 = 30;

/// What was behind the mask. A My Number stays masked.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// The contact.
    pub contact: StoredContact,
    /// The text.
    pub body: String,
    /// 件名
    pub subject: String,
    /// 場所
    pub place: Option<String>,
    /// The case's own point.
    pub point: Option<String>,
    /// What the resident added later, oldest first.
    pub additions: Vec<(DateTime<Utc>, String)>,
}

/// Shows contact and text of a case, with all that was added to it, to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::Denied`].
pub async fn case(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<Revealed, Error> {
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    reason_given(cx, Use::Reveal, reason_code, reason)?;
    let tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    let mut submission = kocho_store::submission::by_id(&tx, case.submission).await?.ok_or(Error::NotFound)?;
    crate::case::mask_submission(&mut submission, false);
    let contact =
        kocho_store::submission::contact(&tx, case.submission).await?.map(Personal::into_inner).unwrap_or_default();
    let contact = without_my_number(contact);
    let (_, point) = kocho_store::case::texts(&tx, case.id).await?;
    let additions = kocho_store::addition::of(&tx, case.submission).await?;
    let event = AuditEvent::new("revealed", "case", Some(case.id.0)).with("reason", reason_code).saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(Revealed {
        contact,
        body: submission.body,
        subject: submission.subject,
        place: submission.place,
        additions: additions.into_iter().map(|(at, text)| (at, crate::case::mask_text(&text, false))).collect(),
        point: point.map(|p| crate::case::mask_text(&p, false)),
    })
}

/// A contact as anybody may see it: a My Number that was written into it stays masked too.
fn without_my_number(mut contact: StoredContact) -> StoredContact {
    for words in [&mut contact.name, &mut contact.address, &mut contact.reach_note] {
        *words = words.take().map(|words| crate::case::mask_text(&words, false));
    }
    contact
}

/// A file's bytes, or those of its small picture, for a person who gave a reason for its case within the last half hour.
///
/// # Errors
/// [`Error::Denied`] when no reason was given, [`Error::NotFound`].
pub async fn file(
    cx: &Cx,
    case_key: &PublicKey,
    file_key: &PublicKey,
    small: bool,
) -> Result<(String, Vec<u8>), Error> {
    let from = cx.reader();
    let (case, _) = known(cx, &from, case_key).await?;
    let (owner, file) = kocho_store::attachment::by_key(&from, file_key).await?.ok_or(Error::NotFound)?;
    if owner != Owner::Submission(case.submission) {
        return Err(Error::NotFound);
    }
    if !is_open(cx, case.id).await? {
        return Err(Error::Denied);
    }
    let (hash, media_type) = match (file.small, small) {
        (Some(hash), true) => (hash, "image/jpeg".to_owned()),
        (None, true) => return Err(Error::NotFound),
        (_, false) => (file.blob, file.media_type),
    };
    let bytes = kocho_store::attachment::bytes(&from, &hash).await?.ok_or(Error::NotFound)?;
    Ok((media_type, bytes))
}

/// The mail that a voice or a part of it came by, as it arrived, for a person who gave a reason for its case within the
/// last half hour.
///
/// # Errors
/// [`Error::Denied`] when no reason was given, [`Error::NotFound`].
pub async fn mail(cx: &Cx, case_key: &PublicKey, mail_key: &PublicKey) -> Result<Vec<u8>, Error> {
    let from = cx.reader();
    let (case, _) = known(cx, &from, case_key).await?;
    let mail = kocho_store::mail_in::by_key(&from, mail_key).await?.ok_or(Error::NotFound)?;
    if mail.submission != Some(case.submission) {
        return Err(Error::NotFound);
    }
    if !is_open(cx, case.id).await? {
        return Err(Error::Denied);
    }
    kocho_store::attachment::bytes(&from, &mail.blob).await?.ok_or(Error::NotFound)
}

/// True while the files of a case are open to this person.
///
/// # Errors
/// [`Error::Denied`] for anybody but staff.
pub async fn is_open(cx: &Cx, case: CaseId) -> Result<bool, Error> {
    let since = open_since(cx);
    Ok(kocho_store::event::revealed_since(&cx.reader(), cx.actor.staff()?.id, case, since).await?)
}

/// What was given a reason for since this moment stays open.
pub(crate) fn open_since(cx: &Cx) -> DateTime<Utc> {
    cx.now() - TimeDelta::minutes(FILES_OPEN_MINUTES)
}
