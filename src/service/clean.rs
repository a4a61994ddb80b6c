//! 写しを課に見せる: the desk releases a copy of the text without what points at people, where the automatic mask hides too
//! much or too little. The original stays as it came in.

use kocho_domain::{
    access::{Permission, permit},
    body::Body,
    id::{PublicKey, SubmissionId},
    story::{CaseEvent, Story},
    workflow::Act,
};
use kocho_store::Tx;

use crate::{Cx, Error, case::known};

/// Releases a copy to the sections; a later one takes the place of an earlier one.
///
/// # Errors
/// [`Error::Denied`] for everybody but the desk, [`Error::Invalid`] for `text`, [`Error::Stale`] when somebody released
/// another copy at this moment.
pub async fn release(cx: &Cx, key: &PublicKey, text: &str) -> Result<(), Error> {
    if !cx.actor.staff()?.may(Permission::CaseTriage) {
        return Err(Error::Denied);
    }
    let body = Body::parse(text).map_err(|_| Error::field("text", "写しを10000文字までで入力してください。"))?;
    let mut tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    let voice = kocho_store::submission::by_id(&tx, case.submission).await?.ok_or(Error::NotFound)?;
    let last = kocho_store::submission::last_version(&tx, voice.id).await?;
    kocho_store::submission::add_transcript(&mut tx, voice.id, last + 1, body.as_str()).await?;
    if voice.subject.is_empty() {
        retitle(cx, &mut tx, voice.id, body.as_str()).await?;
    }
    let event = CaseEvent::new(case.id, voice.id, "cleaned").with("version", last + 1);
    Ok(tx.commit(Story::of(event)).await?)
}

/// A voice without a subject is headed by its first words, which sections read too: from now on by those of the copy.
/// Points of a split letter keep their own heading.
async fn retitle(cx: &Cx, tx: &mut Tx, voice: SubmissionId, copy: &str) -> Result<(), Error> {
    let title = crate::submission::title("", copy);
    for case in kocho_store::case::of_submission(tx, voice).await? {
        let (_, point) = kocho_store::case::texts(tx, case.id).await?;
        if point.is_none() {
            let shared = kocho_store::case::shared_with(tx, case.id).await?;
            let case = permit(&cx.actor, Act::Triage, case, &shared)?;
            kocho_store::case::set_texts(tx, &case, &title, None).await?;
        }
    }
    Ok(())
}
