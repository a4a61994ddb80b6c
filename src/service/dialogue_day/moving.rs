//! 日程の変更: who hears of it when a day or a slot that people know moves to another date, time or place?

use kocho_domain::{
    dialogue::{NoticeBy, Period},
    id::SlotId,
    rule::dialogue::NoticeKind,
    story::AuditEvent,
};
use kocho_store::{
    Tx,
    application::{self, Application},
    dialogue_day::Day,
    dialogue_move::{self, Appointment},
    slot::{self, Slot},
    slot_memo,
};

use crate::{
    Cx, Error, brief,
    decision::{Told, tell},
};

/// The longest reason, in characters.
const REASON: usize = 400;

/// Who was told of a move, and what moved along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MovedDay {
    /// Applicants who are told by mail.
    pub mails: usize,
    /// Applicants for whom a letter waits to be printed.
    pub letters: usize,
    /// The city's side, whom the desk hands a new calendar file.
    pub attendees: usize,
    /// Memos of sections that are due on another day now.
    pub memos: u64,
}

impl MovedDay {
    fn count(&mut self, way: Option<NoticeBy>) {
        match way {
            Some(NoticeBy::Mail) => self.mails += 1,
            Some(NoticeBy::Letter) => self.letters += 1,
            None => {}
        }
    }

    /// Applicants who were told.
    #[must_use]
    pub const fn told(self) -> usize {
        self.mails + self.letters
    }
}

/// The reason of a move, as applicants read it.
///
/// # Errors
/// [`Error::Invalid`] for the field `reason`.
pub(crate) fn why(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "変える理由を書いてください。知らせてある方への通知に載ります。"));
    }
    if reason.chars().count() > REASON {
        return Err(Error::field("reason", format!("理由は{REASON}文字までで書いてください。")));
    }
    Ok(reason)
}

/// The slot that an application has among these.
pub(crate) fn slot_of<'a>(slots: &'a [Slot], one: &Application) -> Option<&'a Slot> {
    slots.iter().find(|slot| slot.party.as_ref().is_some_and(|party| party.application == Some(one.id)))
}

/// Tells everybody whose application holds the day that it moved, and gives sections that still write their new last day.
pub(crate) async fn day_moved(
    cx: &Cx,
    tx: &mut Tx,
    (before, now): (&Day, &Day),
    reason: &str,
) -> Result<MovedDay, Error> {
    let slots = slot::of_day(tx, now.id).await?;
    let mut moved = MovedDay { attendees: now.about.attendees.len(), ..MovedDay::default() };
    for one in application::of_days(tx, &[now.id]).await?.iter().filter(|one| one.standing.state.holds_the_day()) {
        let own = slot_of(&slots, one);
        let from = Some((before, own.map(|slot| slot.period)));
        let told = Told { kind: NoticeKind::DayMoved, day: Some(now), slot: own, words: reason, before: from };
        moved.count(tell(cx, tx, one, &told).await?);
    }
    if before.about.held_on != now.about.held_on {
        let ids: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
        moved.memos = slot_memo::set_due(tx, &ids, brief::due(cx, now)).await?;
    }
    let stands = (&appointment(before, None), &appointment(now, None));
    dialogue_move::add(tx, (now.id, None), stands, reason, moved.told()).await?;
    Ok(moved)
}

/// Tells the applicant who has a slot that its time changed.
pub(crate) async fn slot_moved(
    cx: &Cx,
    tx: &mut Tx,
    (of, before, now): (&Day, &Slot, &Slot),
    reason: &str,
) -> Result<MovedDay, Error> {
    let mut moved = MovedDay { attendees: of.about.attendees.len(), ..MovedDay::default() };
    let applied = now.party.as_ref().and_then(|party| party.application);
    if let Some(one) = application::by_ids(tx, &Vec::from_iter(applied)).await?.into_values().next() {
        let from = Some((of, Some(before.period)));
        let told = Told { kind: NoticeKind::DayMoved, day: Some(of), slot: Some(now), words: reason, before: from };
        moved.count(tell(cx, tx, &one, &told).await?);
    }
    let stands = (&appointment(of, Some(before.period)), &appointment(of, Some(now.period)));
    dialogue_move::add(tx, (of.id, Some(now.id)), stands, reason, moved.told()).await?;
    Ok(moved)
}

fn appointment(day: &Day, period: Option<Period>) -> Appointment {
    Appointment {
        on: day.about.held_on,
        time: period.map(|period| period.to_string()).unwrap_or_default(),
        venue: day.about.venue.clone(),
    }
}

/// What the audit says of a move.
pub(crate) fn event(noun: &'static str, id: i64, moved: MovedDay) -> AuditEvent {
    let code = if noun == "slot" { "slot_moved_told" } else { "dialogue_day_moved" };
    AuditEvent::new(code, noun, Some(id)).with("mails", moved.mails).with("letters", moved.letters)
}
