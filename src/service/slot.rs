//! 枠: adding, moving and removing the slots of a day. Two never overlap, and one that somebody has is not removed.

use kocho_domain::{
    dialogue::{DayState, Period, overlapping},
    id::{DialogueDayId, PublicKey},
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    dialogue_day::{self, Day},
    slot::{self, Slot},
};

use crate::{
    Cx, Error,
    dialogue_day::{MovedDay, desk, moved_event, series, slot_moved, still_open, why},
};

/// Adds a slot. Without an end it is as long as the series has it.
///
/// # Errors
/// [`Refusal::SlotTime`], [`Refusal::SlotOverlap`], [`Refusal::DayNotNow`]; [`Error::Stale`] when somebody adds one at the
/// same moment.
pub async fn add(cx: &Cx, day: &PublicKey, from: &str, to: &str) -> Result<PublicKey, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let day = held(&mut tx, day).await?;
    let period = period(cx, &day, from, to)?;
    fits(&tx, day.id, period, None).await?;
    let key = cx.new_key();
    let id = slot::insert(&mut tx, &key, day.id, period).await?;
    let event = AuditEvent::new("slot_added", "slot", Some(id.0)).with("day", day.id).with("time", period);
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// Changes the time of a slot. Who has it keeps it, and is told why; answers the slot's day and who was told.
///
/// # Errors
/// As [`add`]; [`Error::Invalid`] for `reason` when somebody has the slot; [`Error::Stale`] when the slot was changed since
/// `seen`.
pub async fn set_period(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    (from, to): (&str, &str),
    reason: &str,
) -> Result<(PublicKey, MovedDay), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let (slot, day) = known(&mut tx, key, seen).await?;
    let period = period(cx, &day, from, to)?;
    fits(&tx, day.id, period, Some(&slot)).await?;
    let moves = day.state == DayState::Announced && slot.party.is_some() && period != slot.period;
    let reason = if moves { why(reason)? } else { "" };
    slot::set_period(&mut tx, &slot, period).await?;
    let event = AuditEvent::new("slot_moved", "slot", Some(slot.id.0)).with("from", slot.period).with("to", period);
    let mut story = Story::audit(event);
    let mut moved = MovedDay::default();
    if moves {
        let now = Slot { period, lock: slot.lock + 1, ..slot.clone() };
        moved = slot_moved(cx, &mut tx, (&day, &slot, &now), reason).await?;
        story = story.and(moved_event("slot", slot.id.0, moved).saying(reason));
    }
    tx.commit(story).await?;
    if moved.mails > 0 {
        cx.house.wake_worker();
    }
    Ok((day.key, moved))
}

/// Removes a slot that nobody has.
///
/// # Errors
/// [`Refusal::SlotTaken`], [`Refusal::DayNotNow`]; [`Error::Stale`].
pub async fn remove(cx: &Cx, key: &PublicKey, seen: i64) -> Result<PublicKey, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let (slot, day) = known(&mut tx, key, seen).await?;
    if slot.party.is_some() {
        return Err(Refusal::SlotTaken { period: slot.period.to_string() }.into());
    }
    slot::delete(&mut tx, &slot).await?;
    let event = AuditEvent::new("slot_removed", "slot", Some(slot.id.0)).with("day", day.id).with("time", slot.period);
    tx.commit(Story::audit(event)).await?;
    Ok(day.key)
}

/// The day of a slot, for going back to it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn day_of(cx: &Cx, key: &PublicKey) -> Result<PublicKey, Error> {
    desk(cx)?;
    let from = cx.reader();
    let slot = slot::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    Ok(dialogue_day::by_id(&from, slot.day).await?.ok_or(Error::NotFound)?.key)
}

/// The day, kept from others until the transaction ends.
async fn held(tx: &mut Tx, key: &PublicKey) -> Result<Day, Error> {
    let day = still_open(tx, key).await?;
    dialogue_day::hold(tx, day.id).await?;
    Ok(day)
}

async fn known(tx: &mut Tx, key: &PublicKey, seen: i64) -> Result<(Slot, Day), Error> {
    let slot = slot::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(tx, slot.day).await?.ok_or(Error::NotFound)?;
    let day = held(tx, &day.key).await?;
    if slot.lock == seen { Ok((slot, day)) } else { Err(Error::Stale) }
}

fn period(cx: &Cx, day: &Day, from: &str, to: &str) -> Result<Period, Error> {
    let typed = if to.trim().is_empty() {
        kocho_domain::dialogue::time(from).and_then(|from| series(cx, &day.about.series).ok()?.slot_from(from))
    } else {
        Period::parse(from, to)
    };
    Ok(typed.filter(|period| period.is_forward()).ok_or(Refusal::SlotTime)?)
}

/// Says no when the time overlaps with another slot of the day.
async fn fits(tx: &Tx, day: DialogueDayId, period: Period, own: Option<&Slot>) -> Result<(), Error> {
    let others = slot::of_day(tx, day).await?;
    let others = others.iter().filter(|other| own.is_none_or(|own| own.id != other.id));
    match others.map(|other| other.period).find(|other| overlapping(&[*other, period]).is_some()) {
        Some(other) => Err(Refusal::SlotOverlap { with: other.to_string() }.into()),
        None => Ok(()),
    }
}
