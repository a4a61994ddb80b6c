//! Which slots wait for a summary that nobody began, by when should it be with the office and the applicant, and when does the
//! desk hear of it?
//!
//! Both days come from the rule of the series. Of a day that is 実施済 a slot without arrival and without record is one whose party
//! did not come: it waits for nothing.

use chrono::{Days, NaiveDate};
use kocho_domain::{
    deadline::overdue,
    id::{DialogueDayId, SlotId},
    job::{SUMMARY_DUE, SUMMARY_LATE, SUMMARY_MISSING, SUMMARY_MISSING_LATE},
    summary::{Audience, Nudge, SummaryState, nudge},
};
use kocho_store::{
    Source, Tx,
    dialogue_day::{self, Day},
    notice::{self, About},
    slot::{self, Slot},
    summary,
};

use super::{notice_day, review_day, show::PAGE};
use crate::{Cx, Error, commitment::remind::people};

/// So far back days are looked at: later no contact is left to which a summary could go.
const BACK: Days = Days::new(400);

/// A slot whose party was heard, with the days of its summary.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The slot.
    pub slot: Slot,
    /// Its day.
    pub day: Day,
    /// By when the office has the summary.
    pub review_by: NaiveDate,
    /// By when the applicant has it.
    pub send_by: NaiveDate,
}

impl Awaited {
    /// The office should have it by now.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        overdue(self.review_by, today)
    }
}

/// Slots of which nobody began a summary, the oldest first.
pub(crate) async fn unbegun(cx: &Cx, from: &impl Source) -> Result<Vec<Awaited>, Error> {
    let today = cx.today();
    let since = today.checked_sub_days(BACK).unwrap_or(today);
    let ids = summary::unbegun(from, since, today).await?;
    let mut awaited = awaited(cx, from, &ids).await?;
    awaited.sort_by_key(|one| (one.day.about.held_on, one.day.id, one.slot.period, one.slot.id));
    Ok(awaited)
}

/// These slots with their days, in no order; a series that the city has no more sets none.
async fn awaited(cx: &Cx, from: &impl Source, ids: &[SlotId]) -> Result<Vec<Awaited>, Error> {
    let slots = slot::by_ids(from, ids).await?;
    let mut days: Vec<DialogueDayId> = slots.iter().map(|slot| slot.day).collect();
    days.sort_unstable();
    days.dedup();
    let days = dialogue_day::by_ids(from, &days).await?;
    let with_days = |slot: Slot| {
        let day = days.iter().find(|day| day.id == slot.day)?.clone();
        let (review_by, send_by) = (review_day(cx, &day)?, notice_day(cx, &day)?);
        Some(Awaited { slot, day, review_by, send_by })
    };
    Ok(slots.into_iter().filter_map(with_days).collect())
}

/// The desk hears of summaries that are not with the office, begun or not; answers of how many. `since` is the first day that was
/// not looked at.
pub(crate) async fn remind(cx: &Cx, tx: &mut Tx, since: NaiveDate) -> Result<usize, Error> {
    let told = |one: &Awaited| nudge(cx.city.rules.calendar(), (one.review_by, one.send_by), (since, cx.today()));
    let mut notices: Vec<(About, &str)> = Vec::new();
    for one in unbegun(cx, tx).await? {
        let code = told(&one).map(|nudge| match nudge {
            Nudge::Due => SUMMARY_MISSING,
            Nudge::Late => SUMMARY_MISSING_LATE,
        });
        notices.extend(code.map(|code| (About::Slot(one.slot.id), code)));
    }
    let mut written = summary::in_states(tx, &[SummaryState::Draft, SummaryState::SentBack], PAGE).await?;
    written.retain(|one| one.audience == Audience::Applicant);
    let slots: Vec<SlotId> = written.iter().map(|one| one.slot).collect();
    let slots = awaited(cx, tx, &slots).await?;
    for one in &written {
        let code = slots.iter().find(|slot| slot.slot.id == one.slot).and_then(told).map(|nudge| match nudge {
            Nudge::Due => SUMMARY_DUE,
            Nudge::Late => SUMMARY_LATE,
        });
        notices.extend(code.map(|code| (About::Summary(one.id), code)));
    }
    if notices.is_empty() {
        return Ok(0);
    }
    let desk = people(cx, tx, cx.city.hearing()?.id).await?;
    for (about, code) in &notices {
        for person in &desk {
            notice::add_other(tx, *person, *about, code).await?;
        }
    }
    Ok(notices.len())
}
