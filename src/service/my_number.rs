//! 番号を消す: a My Number that somebody wrote is taken out of the voice for good. The city may not keep what it did not ask
//! for; what was around the number stays as it came in.

use kocho_domain::{
    access::Permission,
    id::PublicKey,
    story::{CaseEvent, Story},
};

use crate::{Cx, Error, case::known};

/// Erases it from the voice of a case, in every version. Done again, it changes nothing and tells nothing.
///
/// # Errors
/// [`Error::Denied`] for everybody but the desk, [`Error::NotFound`].
pub async fn erase(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    if !cx.actor.staff()?.may(Permission::CaseTriage) {
        return Err(Error::Denied);
    }
    let mut tx = cx.begin().await?;
    let (case, _) = known(cx, &tx, key).await?;
    let voice = kocho_store::submission::by_id(&tx, case.submission).await?.ok_or(Error::NotFound)?;
    if !voice.has_my_number {
        return Ok(());
    }
    let texts = kocho_store::my_number::erase(&mut tx, voice.id).await?;
    let event = CaseEvent::new(case.id, voice.id, "number_erased").with("texts", texts);
    Ok(tx.commit(Story::of(event)).await?)
}
