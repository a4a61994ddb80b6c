//! Changing a day, showing it to residents, calling it off, and removing a draft.

use kocho_domain::{
    dialogue::{ApplicationState, DayState},
    draw,
    era::FiscalYear,
    id::PublicKey,
    refusal::Refusal,
    rule::dialogue::{Choice, NoticeKind},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    application::{self, Application, Standing},
    dialogue_day::{self, Day},
    slot,
};

use super::{
    DayForm, about, desk,
    moving::{self, MovedDay, why},
    series, still_open,
};
use crate::{
    Cx, Error,
    decision::{self, Told},
};

/// Writes a day down anew. `seen` is the lock that the person's form carried. Of an announced day whose date or venue changes,
/// everybody on it is told why; answers who was.
///
/// # Errors
/// [`Error::Stale`] when somebody saved it meanwhile; [`Error::Invalid`], for `reason` when people know another date or venue;
/// [`Refusal::DayYear`]; [`Refusal::DayNotNow`].
pub async fn save(cx: &Cx, key: &PublicKey, seen: i64, form: &DayForm, reason: &str) -> Result<MovedDay, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let day = still_open(&tx, key).await?;
    if day.lock != seen {
        return Err(Error::Stale);
    }
    let about = about(cx, &DayForm { series: day.about.series.clone(), ..form.clone() })?;
    if FiscalYear::of(about.held_on) != day.number.fiscal_year {
        return Err(Refusal::DayYear.into());
    }
    let moves =
        day.state == DayState::Announced && (about.held_on != day.about.held_on || about.venue != day.about.venue);
    let reason = if moves { why(reason)? } else { "" };
    dialogue_day::save(&mut tx, &day, &about).await?;
    let event = AuditEvent::new("dialogue_day_changed", "dialogue_day", Some(day.id.0))
        .with("from", day.about.held_on)
        .with("on", about.held_on);
    let mut story = Story::audit(event);
    let mut moved = MovedDay::default();
    if moves {
        let now = Day { about, lock: day.lock + 1, ..day.clone() };
        moved = moving::day_moved(cx, &mut tx, (&day, &now), reason).await?;
        story = story.and(moving::event("dialogue_day", day.id.0, moved).saying(reason));
    }
    tx.commit(story).await?;
    if moved.mails > 0 {
        cx.house.wake_worker();
    }
    Ok(moved)
}

/// Shows a day to residents. Where places are drawn, the seed of the draw is sealed now, before anybody can apply.
///
/// # Errors
/// [`Refusal::DayNotNow`], [`Refusal::DayPast`], [`Refusal::NoSlots`], [`Refusal::ApplicationPeriod`]; [`Error::Stale`].
pub async fn announce(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let day = still_open(&tx, key).await?;
    if day.lock != seen {
        return Err(Error::Stale);
    }
    if day.state != DayState::Draft {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    if day.about.held_on < cx.today() {
        return Err(Refusal::DayPast.into());
    }
    if slot::of_day(&tx, day.id).await?.is_empty() {
        return Err(Refusal::NoSlots.into());
    }
    let series = series(cx, &day.about.series)?;
    let unready = day.about.apply_from.is_none() || day.about.apply_until.is_none_or(|until| until < cx.today());
    if series.asks_to_apply() && unready {
        return Err(Refusal::ApplicationPeriod.into());
    }
    dialogue_day::set_state(&mut tx, &day, DayState::Announced, None).await?;
    let mut story = Story::audit(AuditEvent::new("dialogue_day_announced", "dialogue_day", Some(day.id.0)));
    if series.choice == Choice::Draw {
        let seal = seal(cx, &mut tx, &day, 1, None).await?;
        story = story.and(seal);
    }
    Ok(tx.commit(story).await?)
}

/// Takes a seed from randomness and seals it for a round.
pub(crate) async fn seal(
    cx: &Cx,
    tx: &mut Tx,
    day: &Day,
    round: u32,
    reason: Option<&str>,
) -> Result<AuditEvent, Error> {
    let seed = draw::seed(cx.random());
    let sealed = draw::seal(&seed);
    let id = kocho_store::draw::insert(tx, day.id, round, (&seed, &sealed), reason).await?;
    Ok(AuditEvent::new("draw_sealed", "draw", Some(id.0)).with("round", round).with("sha256", sealed))
}

/// 中止: the day does not take place. Every application on it stays, waits for another day, and its applicant is told.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::DayNotNow`]; [`Error::Stale`].
pub async fn cancel(cx: &Cx, key: &PublicKey, seen: i64, reason: &str) -> Result<usize, Error> {
    let by = desk(cx)?.id;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let day = still_open(&tx, key).await?;
    if day.lock != seen {
        return Err(Error::Stale);
    }
    dialogue_day::set_state(&mut tx, &day, DayState::Cancelled, Some(reason)).await?;
    let slots = slot::of_day(&tx, day.id).await?;
    for taken in slots.iter().filter(|slot| slot.party.is_some()) {
        slot::set_party(&mut tx, taken, None).await?;
    }
    let waiting: Vec<Application> = application::of_days(&tx, &[day.id]).await?;
    let mut told = 0;
    for application in waiting.iter().filter(|a| a.standing.state.holds_the_day()) {
        let back = Standing {
            state: ApplicationState::Received,
            waiting_place: None,
            decided: Some((by, cx.now())),
            ..application.standing.clone()
        };
        application::save(&mut tx, application, None, &back, None).await?;
        if day.state == DayState::Announced {
            let slot = moving::slot_of(&slots, application);
            let notice = Told { kind: NoticeKind::DayCancelled, day: Some(&day), slot, words: reason, before: None };
            decision::tell(cx, &mut tx, application, &notice).await?;
        }
        told += 1;
    }
    let event = AuditEvent::new("dialogue_day_cancelled", "dialogue_day", Some(day.id.0))
        .with("applications", told)
        .saying(reason);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(told)
}

/// Removes a draft on which nothing hangs.
///
/// # Errors
/// [`Refusal::DayNotNow`] for a day that residents have seen, [`Refusal::DayHasApplications`], [`Refusal::SlotTaken`];
/// [`Error::Stale`].
pub async fn delete(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let day = still_open(&tx, key).await?;
    if day.lock != seen {
        return Err(Error::Stale);
    }
    let applications = application::of_days(&tx, &[day.id]).await?;
    if !applications.is_empty() {
        return Err(Refusal::DayHasApplications { count: applications.len() }.into());
    }
    if day.state != DayState::Draft {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    for free in slot::of_day(&tx, day.id).await? {
        if free.party.is_some() {
            return Err(Refusal::SlotTaken { period: free.period.to_string() }.into());
        }
        slot::delete(&mut tx, &free).await?;
    }
    dialogue_day::delete(&mut tx, &day).await?;
    let event = AuditEvent::new("dialogue_day_removed", "dialogue_day", Some(day.id.0)).with("on", day.about.held_on);
    Ok(tx.commit(Story::audit(event)).await?)
}
