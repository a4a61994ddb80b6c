//! Deciding on an application: 可 with a slot, 否 with a reason, waiting, taking off. What the applicant is told is frozen and
//! goes by mail, or waits to be printed.

mod day;
mod told;

use kocho_domain::{
    dialogue::{ApplicationState, DayState, PartyKind},
    id::PublicKey,
    refusal::Refusal,
    rule::dialogue::NoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    application::{self, Application, Standing},
    dialogue_day::{self, Day},
    slot::{self, Party, Slot},
};

pub use self::day::put_on;
pub use self::told::{Letter, Waiting, came_back, letter, mark_sent, remind, waiting_letters};
pub(crate) use self::told::{Told, calm, filled, long_day, remind_desk, tell};
use crate::{
    Cx, Error,
    application::Same,
    dialogue_day::{desk, why},
};

/// What the desk says of another application by what looks like the same people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Second {
    /// Nothing: then a second one of the fiscal year is not accepted.
    #[default]
    Unsaid,
    /// The applicants are different people.
    OtherPerson,
    /// 市長が特に認める
    Special,
}

impl Second {
    /// Reads what the form sends.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        match code {
            "other_person" => Second::OtherPerson,
            "special" => Second::Special,
            _ => Second::Unsaid,
        }
    }
}

/// An application in hand, with the lock that the person's page carried.
async fn known(tx: &Tx, key: &PublicKey, seen: i64) -> Result<Application, Error> {
    let one = application::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    if one.lock == seen { Ok(one) } else { Err(Error::Stale) }
}

/// 可: the application gets a free slot; the one that it had is free again. The applicant is told.
///
/// # Errors
/// [`Error::Invalid`] for `reason` when it had another slot and nobody said why it moves;
/// [`Refusal::SlotTaken`], [`Refusal::SecondThisYear`], [`Refusal::ApplicationNotNow`], [`Refusal::DayNotNow`] for a day that
/// residents have not seen; [`Error::Stale`].
pub async fn accept(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    slot_key: &PublicKey,
    (second, words): (Second, &str),
) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let one = known(&tx, key, seen).await?;
    if !one.standing.state.holds_the_day() {
        return Err(Refusal::ApplicationNotNow { state: one.standing.state }.into());
    }
    let (slot, day) = free_slot(cx, &mut tx, slot_key).await?;
    let special = allowed(cx, &tx, &one, second).await?;
    let had = match release(&mut tx, &one).await? {
        Some(had) => dialogue_day::by_id(&tx, had.day).await?.map(|day| (day, had.period)),
        None => None,
    };
    // Who has a time already is told why it is another one.
    let words = if had.is_some() { why(words)? } else { words };
    slot::set_party(&mut tx, &slot, Some(&party(&one))).await?;
    let standing = Standing { reason: None, special, ..decided(cx, &one, ApplicationState::Accepted)? };
    application::save(&mut tx, &one, Some(day.id), &standing, None).await?;
    let kind = if had.is_some() { NoticeKind::DayMoved } else { NoticeKind::Accepted };
    let before = had.as_ref().map(|(day, period)| (day, Some(*period)));
    let told = Told { kind, day: Some(&day), slot: Some(&slot), words, before };
    tell(cx, &mut tx, &one, &told).await?;
    let event = AuditEvent::new("application_accepted", "application", Some(one.id.0))
        .with("slot", slot.id)
        .with("special", special);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// A slot that nobody has, of a day that residents know and that is not over.
async fn free_slot(cx: &Cx, tx: &mut Tx, key: &PublicKey) -> Result<(Slot, Day), Error> {
    let found = slot::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    dialogue_day::hold(tx, found.day).await?;
    let slot = slot::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(tx, slot.day).await?.ok_or(Error::NotFound)?;
    if day.state != DayState::Announced {
        return Err(Refusal::DayNotNow { state: day.state }.into());
    }
    if day.about.held_on < cx.today() {
        return Err(Refusal::DayPast.into());
    }
    if slot.party.is_some() {
        return Err(Refusal::SlotTaken { period: slot.period.to_string() }.into());
    }
    Ok((slot, day))
}

/// Whether a second application of the fiscal year may be accepted; answers whether the mayor specially allows it.
async fn allowed(cx: &Cx, tx: &Tx, one: &Application, second: Second) -> Result<bool, Error> {
    let limit = cx.city.rules.dialogues().series(&one.about.series).map_or(0, |series| series.per_fiscal_year);
    let others: Vec<Same> = crate::application::same_as(cx, tx, one).await?;
    let counting: Vec<&Same> = others.iter().filter(|same| same.counts).collect();
    if limit == 0 || counting.len() < usize::from(limit) {
        return Ok(false);
    }
    match (second, counting.last()) {
        (Second::Special, _) => Ok(true),
        (Second::Unsaid, Some(other)) => {
            Err(Refusal::SecondThisYear { number: other.application.about.number.to_string(), limit }.into())
        }
        (Second::OtherPerson | Second::Unsaid, _) => Ok(false),
    }
}

/// What a slot says of who comes: a group by its name. Who a person is stands with the application alone, behind the mask.
fn party(one: &Application) -> Party {
    let about = &one.about;
    let name = match about.party_kind {
        PartyKind::Group if !about.group_name.is_empty() => about.group_name.clone(),
        kind => kind.label().to_owned(),
    };
    Party { application: Some(one.id), name, kind: about.party_kind, people: about.people, theme: about.theme.clone() }
}

fn decided(cx: &Cx, one: &Application, state: ApplicationState) -> Result<Standing, Error> {
    let by = cx.actor.staff()?.id;
    Ok(Standing { state, waiting_place: None, decided: Some((by, cx.now())), ..one.standing.clone() })
}

/// Makes the slot free that an application has; answers its day's slot.
async fn release(tx: &mut Tx, one: &Application) -> Result<Option<Slot>, Error> {
    let had = slot::of_application(tx, one.id).await?;
    if let Some(had) = &had {
        slot::set_party(tx, had, None).await?;
    }
    Ok(had)
}

/// 否: refused for a reason of the city's list, with words where they help. The applicant is told.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::UnknownCode`], [`Refusal::ApplicationNotNow`]; [`Error::Stale`].
pub async fn decline(cx: &Cx, key: &PublicKey, seen: i64, reason: &str, words: &str) -> Result<(), Error> {
    desk(cx)?;
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if cx.city.rules.dialogues().reason(reason).is_none() {
        return Err(Refusal::UnknownCode(reason.to_owned()).into());
    }
    let mut tx = cx.begin().await?;
    let one = known(&tx, key, seen).await?;
    if !one.standing.state.holds_the_day() {
        return Err(Refusal::ApplicationNotNow { state: one.standing.state }.into());
    }
    let had = release(&mut tx, &one).await?;
    let standing = Standing { reason: Some(reason.to_owned()), ..decided(cx, &one, ApplicationState::Declined)? };
    let words = words.trim();
    application::save(&mut tx, &one, one.about.day, &standing, (!words.is_empty()).then_some(words)).await?;
    let day = day_of(&tx, &one).await?;
    let told_of = Application { standing, ..one.clone() };
    let told = Told { kind: NoticeKind::Declined, day: day.as_ref(), slot: had.as_ref(), words, before: None };
    tell(cx, &mut tx, &told_of, &told).await?;
    let event = AuditEvent::new("application_declined", "application", Some(one.id.0)).with("reason", reason);
    tx.commit(Story::audit(event.saying(words))).await?;
    cx.house.wake_worker();
    Ok(())
}

async fn day_of(tx: &Tx, one: &Application) -> Result<Option<Day>, Error> {
    match one.about.day {
        Some(id) => Ok(dialogue_day::by_id(tx, id).await?),
        None => Ok(None),
    }
}

/// キャンセル待ち: at the end of the waiting list of its day. The applicant is told.
///
/// # Errors
/// [`Refusal::ApplicationNotNow`]; [`Error::Stale`].
pub async fn wait(cx: &Cx, key: &PublicKey, seen: i64, words: &str) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let one = known(&tx, key, seen).await?;
    let (state, Some(day)) = (one.standing.state, day_of(&tx, &one).await?) else {
        return Err(Error::field("day", "先に、下の「申込みの日」で、どの日の申込みかを決めてください。"));
    };
    if !matches!(state, ApplicationState::Received | ApplicationState::Chosen) {
        return Err(Refusal::ApplicationNotNow { state }.into());
    }
    dialogue_day::hold(&mut tx, day.id).await?;
    let last = last_place(&tx, &day).await?;
    let standing = Standing { waiting_place: Some(last + 1), ..decided(cx, &one, ApplicationState::Waiting)? };
    application::save(&mut tx, &one, one.about.day, &standing, None).await?;
    let told = Told { kind: NoticeKind::Waiting, day: Some(&day), slot: None, words, before: None };
    tell(cx, &mut tx, &one, &told).await?;
    let event = AuditEvent::new("application_waits", "application", Some(one.id.0)).with("place", last + 1);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// The last place in the waiting list of a day; 0 when nobody waits.
pub(crate) async fn last_place(tx: &Tx, day: &Day) -> Result<u32, Error> {
    let all = application::of_days(tx, &[day.id]).await?;
    Ok(all.iter().filter_map(|one| one.standing.waiting_place).max().unwrap_or(0))
}

/// Takes an application off its day: its slot is free, and it is not in the waiting list any more.
/// Answers the slot that it had.
pub(crate) async fn take_off(cx: &Cx, tx: &mut Tx, one: &Application, words: &str) -> Result<Option<Slot>, Error> {
    let had = release(tx, one).await?;
    let decided = cx.actor.staff().ok().map(|staff| (staff.id, cx.now()));
    let standing = Standing {
        state: ApplicationState::Cancelled,
        waiting_place: None,
        decided: decided.or(one.standing.decided),
        ..one.standing.clone()
    };
    application::save(tx, one, one.about.day, &standing, (!words.is_empty()).then_some(words)).await?;
    Ok(had)
}

/// The applicant said by telephone or at the counter that they do not come.
///
/// # Errors
/// [`Refusal::ApplicationNotNow`], [`Refusal::ReasonMissing`] without a word about who said so; [`Error::Stale`].
pub async fn cancel(cx: &Cx, key: &PublicKey, seen: i64, words: &str) -> Result<(), Error> {
    desk(cx)?;
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let one = known(&tx, key, seen).await?;
    if !one.standing.state.holds_the_day() {
        return Err(Refusal::ApplicationNotNow { state: one.standing.state }.into());
    }
    let day = day_of(&tx, &one).await?;
    let had = take_off(cx, &mut tx, &one, words).await?;
    let told = Told { kind: NoticeKind::Cancelled, day: day.as_ref(), slot: had.as_ref(), words: "", before: None };
    tell(cx, &mut tx, &one, &told).await?;
    let event =
        AuditEvent::new("application_cancelled", "application", Some(one.id.0)).with("by", "desk").saying(words);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}
