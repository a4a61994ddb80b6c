//! By which day is something due, and how many days are left?
//!
//! Stopping and extending the clock is decided elsewhere; this file only counts.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayUnit {
    /// 暦日: every day counts.
    Calendar,
    /// 開庁日: only days on which the city hall is open count.
    Open,
}

impl DayUnit {
    /// The Japanese word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Calendar => "暦日",
            Self::Open => "開庁日",
        }
    }
}

/// A length of time: so many days of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayCount {
    /// How many.
    pub days: u16,
    /// Of which kind.
    pub unit: DayUnit,
}

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 回付: the desk passes the case to a section.
    Route,
    /// 受諾: the section accepts the case or returns it.
    Accept,
    /// 回答案: the section has written its draft.
    Draft,
    /// 決裁: the approvers have decided.
    Approve,
    /// 回答: the resident has the reply; the deadline a resident is told.
    Reply,
    /// 再開: a case laid aside is looked at again.
    Reopen,
    /// その後の対応: what was promised in the reply is checked.
    FollowUp,
}

impl Stage {
    /// All stages, in the order of the work.
    pub const ALL: [Self; 7] =
        [Self::Route, Self::Accept, Self::Draft, Self::Approve, Self::Reply, Self::Reopen, Self::FollowUp];

    /// The code in tables and files; the same as serde's.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Accept => "accept",
            Self::Draft => "draft",
            Self::Approve => "approve",
            Self::Reply => "reply",
            Self::Reopen => "reopen",
            Self::FollowUp => "follow_up",
        }
    }

    /// The stage of a [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// The Japanese word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Route => "回付",
            Self::Accept => "受諾",
            Self::Draft => "回答案",
            Self::Approve => "決裁",
            Self::Reply => "回答",
            Self::Reopen => "再開",
            Self::FollowUp => "その後の対応",
        }
    }
}

/// The last day of a period that begins with `received_on`, always an open day.
///
/// The day of receipt is not counted (初日不算入, 民法 140条). A period in 暦日 that would end on a closed day ends on
/// the next open day (民法 142条).
#[must_use]
pub fn due_on(calendar: &Calendar, received_on: NaiveDate, count: DayCount) -> NaiveDate {
    match count.unit {
        DayUnit::Calendar => {
            let last = received_on.checked_add_days(Days::new(count.days.into()));
            calendar.next_open(last.unwrap_or(NaiveDate::MAX))
        }
        DayUnit::Open => calendar.add_open_days(received_on, count.days),
    }
}

/// Whether the due day has passed; on the day itself it has not.
#[must_use]
pub fn overdue(due_on: NaiveDate, today: NaiveDate) -> bool {
    today > due_on
}

/// Days (暦日) until the due day: 0 on the day itself, negative after it.
#[must_use]
pub fn days_left(due_on: NaiveDate, today: NaiveDate) -> i64 {
    (due_on - today).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(received_on: &str, days: u16, unit: DayUnit) -> String {
        due_on(&Calendar::default(), day(received_on), DayCount { days, unit }).to_string()
    }

    #[test]
    fn periods_in_calendar_days_end_on_an_open_day() {
        assert_eq!(due("2026-04-22", 14, DayUnit::Calendar), "2026-05-07");
        assert_eq!(due("2026-12-28", 14, DayUnit::Calendar), "2027-01-12");
        assert_eq!(due("2026-04-08", 14, DayUnit::Calendar), "2026-04-22");
    }

    #[test]
    fn periods_in_open_days_step_over_closed_ones() {
        assert_eq!(due("2026-04-28", 10, DayUnit::Open), "2026-05-18");
        assert_eq!(due("2026-09-15", 10, DayUnit::Open), "2026-10-02");
        assert_eq!(due("2026-12-18", 10, DayUnit::Open), "2027-01-07");
        assert_eq!(due("2026-12-28", 10, DayUnit::Open), "2027-01-18");
    }

    #[test]
    fn a_case_is_overdue_only_after_its_due_day() {
        let due = day("2026-05-07");
        assert!(!overdue(due, due));
        assert!(overdue(due, day("2026-05-08")));
        assert_eq!(days_left(due, day("2026-05-06")), 1);
        assert_eq!(days_left(due, due), 0);
        assert_eq!(days_left(due, day("2026-05-10")), -3);
    }

    #[test]
    fn stages_and_counts_are_written_as_their_codes() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_code(stage.code()), Some(stage));
            let written = toml::Value::try_from(stage).unwrap();
            assert_eq!(written.as_str(), Some(stage.code()));
        }
        let count: DayCount = toml::from_str("days = 10\nunit = \"open\"").unwrap();
        assert_eq!(count, DayCount { days: 10, unit: DayUnit::Open });
    }

    prop_compose! {
        fn any_day()(offset in 0u64..36_500) -> NaiveDate {
            day("1990-01-01") + Days::new(offset)
        }
    }

    proptest! {
        #[test]
        fn the_due_day_is_open_and_not_before_receipt(from in any_day(), days in 0u16..400, open: bool) {
            let unit = if open { DayUnit::Open } else { DayUnit::Calendar };
            let calendar = Calendar::default();
            let due = due_on(&calendar, from, DayCount { days, unit });
            prop_assert!(calendar.is_open(due));
            prop_assert!(due >= from);
        }

        #[test]
        fn later_receipt_or_a_longer_period_is_never_due_earlier(
            from in any_day(), later in 0u64..60, days in 0u16..200, more in 0u16..60, open: bool,
        ) {
            let unit = if open { DayUnit::Open } else { DayUnit::Calendar };
            let calendar = Calendar::default();
            let due = due_on(&calendar, from, DayCount { days, unit });
            let received_later = due_on(&calendar, from + Days::new(later), DayCount { days, unit });
            prop_assert!(due <= received_later);
            let longer = due_on(&calendar, from, DayCount { days: days + more, unit });
            prop_assert!(due <= longer);
        }

        #[test]
        fn so_many_open_days_really_lie_between(from in any_day(), days in 1u16..200) {
            let calendar = Calendar::default();
            let due = due_on(&calendar, from, DayCount { days, unit: DayUnit::Open });
            prop_assert_eq!(calendar.open_days_between(from, due), usize::from(days));
        }

        #[test]
        fn a_calendar_period_gives_every_day_it_promises(from in any_day(), days in 0u16..200) {
            let calendar = Calendar::default();
            let due = due_on(&calendar, from, DayCount { days, unit: DayUnit::Calendar });
            let promised = from + Days::new(days.into());
            prop_assert!(due >= promised);
            prop_assert_eq!(promised.iter_days().take_while(|d| *d < due).filter(|d| calendar.is_open(*d)).count(), 0);
        }
    }
}
