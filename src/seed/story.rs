//! When does each step of the demo's story happen? All voices' steps in the order of time.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kocho_domain::calendar::Calendar;

use super::fate::{Step, fate, steps};
use super::opinion::Opinion;

/// Japan has no summer time.
const JAPAN_HOURS: i64 = 9;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The voice comes in.
    Receive,
    /// Somebody does something.
    Step(Step),
}

/// The whole story.
pub(crate) struct Story {
    /// (when, which voice, what), in the order of time.
    pub(crate) events: Vec<(DateTime<Utc>, usize, Event)>,
}

impl Story {
    /// The story of these voices.
    pub(crate) fn of(opinions: &[Opinion], shift: TimeDelta, calendar: &Calendar) -> Self {
        let danger: Vec<bool> = opinions.iter().map(has_danger).collect();
        let mut events = Vec::new();
        for (index, opinion) in opinions.iter().enumerate() {
            let received = opinion.moment(shift);
            events.push((received, index, Event::Receive));
            let fate = fate(index, opinion, danger[index]);
            for (order, (day, step)) in steps(fate, index, danger[index], opinion.reply_wanted).into_iter().enumerate()
            {
                let at = if step == Step::TakeUrgent {
                    received + TimeDelta::minutes(12)
                } else {
                    office_time(calendar.add_open_days(opinion.day(shift), day), index, order)
                };
                events.push((at, index, Event::Step(step)));
            }
        }
        events.sort_by_key(|(at, _, _)| *at);
        Story { events }
    }
}

fn has_danger(opinion: &Opinion) -> bool {
    !kocho_service::submission::warnings(&opinion.subject, &opinion.text, &[]).danger.is_empty()
}

/// A minute between nine and half past four, later for later steps of the same day.
fn office_time(day: NaiveDate, index: usize, order: usize) -> DateTime<Utc> {
    let minute = i64::try_from(order * 47 + index % 40).unwrap_or_default().min(7 * 60 + 20);
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(9 - JAPAN_HOURS) + TimeDelta::minutes(minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_comes_in_before_anything_is_done_to_it() {
        let opinions = super::super::opinion::read(include_str!("../../config/demo/opinions.jsonl")).unwrap();
        let story = Story::of(&opinions, TimeDelta::zero(), &Calendar::default());
        let mut received = vec![false; opinions.len()];
        for (_, index, event) in &story.events {
            match event {
                Event::Receive => received[*index] = true,
                Event::Step(step) => assert!(received[*index], "{index} {step:?}"),
            }
        }
        assert!(received.iter().all(|r| *r));
    }
}
