//! 期限を変える: another day than the rule's, with a reason that the resident reads on the status page.

use chrono::NaiveDate;
use kocho_domain::{
    deadline::Stage,
    id::PublicKey,
    refusal::Refusal,
    rule::Use,
    story::{CaseEvent, Story},
    workflow::Act,
};

use crate::{Cx, Error, case::open_for};

/// Moves the day by which the case is to be answered. The reason is one of the list whose words residents read; the note
/// stays inside the house.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::UnknownCode`] for a reason of another list, [`Refusal::DueDay`],
/// [`Error::Stale`].
pub async fn extend(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    due_on: NaiveDate,
    reason: &str,
    note: &str,
) -> Result<(), Error> {
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if !cx.city.rules.reasons_for(Use::Overrun).any(|known| known.code == reason) {
        return Err(Refusal::UnknownCode(reason.to_owned()).into());
    }
    let mut tx = cx.begin().await?;
    let case =
        open_for(cx, &mut tx, key, Act::Extend, Some(seen)).await?.apply(|case| case.extend(due_on, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::case::add_deadline(&mut tx, case.get().id, Stage::Reply, due_on).await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::Extend)
        .with("due_on", due_on)
        .with("reason", reason)
        .saying(note);
    Ok(tx.commit(Story::of(event)).await?)
}
