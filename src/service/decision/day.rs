//! For which day is an application? One that came for any day, or whose day was called off, is put onto a day, so that it is drawn
//! or waits there with the others. Nothing is decided by it, and the applicant hears of the decision.

use kocho_domain::{
    dialogue::{ApplicationState, DayState},
    id::PublicKey,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{application, dialogue_day};

use super::known;
use crate::{Cx, Error, dialogue_day::desk};

/// Puts an application onto a day of its series that residents know and that is not over.
///
/// # Errors
/// [`Error::Invalid`] for the field `day`; [`Refusal::ApplicationNotNow`] once something is decided, [`Refusal::DayNotNow`],
/// [`Refusal::DayPast`]; [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
pub async fn put_on(cx: &Cx, key: &PublicKey, seen: i64, day: &PublicKey) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let one = known(&tx, key, seen).await?;
    if one.standing.state != ApplicationState::Received {
        return Err(Refusal::ApplicationNotNow { state: one.standing.state }.into());
    }
    let found = dialogue_day::by_key(&tx, day).await?.ok_or(Error::NotFound)?;
    dialogue_day::hold(&mut tx, found.id).await?;
    let day = dialogue_day::by_id(&tx, found.id).await?.ok_or(Error::NotFound)?;
    if day.about.series != one.about.series {
        return Err(Error::field("day", "この申込みと同じ種類の対話の日を選んでください。"));
    }
    if day.state != DayState::Announced {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    if day.about.held_on < cx.today() {
        return Err(Refusal::DayPast.into());
    }
    application::save(&mut tx, &one, Some(day.id), &one.standing, None).await?;
    let event = AuditEvent::new("application_put_on", "application", Some(one.id.0))
        .with("from", one.about.day.map(|day| day.to_string()).unwrap_or_default())
        .with("day", day.id);
    Ok(tx.commit(Story::audit(event)).await?)
}
