//! What does a figure of the office mean? Medians, shares, the on-time rate, and which days a week or a year of months has.
//! Counting is not done here.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::calendar::Calendar;

/// No record is older: days typed into an address stay where every database knows them.
const FIRST_DAY: (i32, u32, u32) = (2001, 6, 1);
/// Months that a trend shows.
const TREND: u32 = 12;

/// Seven days. Every page of the office that speaks of a week means this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// First of the seven days.
    pub from: NaiveDate,
    /// Last of them.
    pub until: NaiveDate,
}

impl Week {
    /// The seven days that end with a day; never one after today.
    #[must_use]
    pub fn ending(until: NaiveDate, today: NaiveDate) -> Self {
        let (year, month, day) = FIRST_DAY;
        let first = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let until = until.clamp(first, today.max(first));
        Week { from: until - Days::new(6), until }
    }

    /// The seven days that begin with the day in an address (ISO); the last seven when it is none.
    #[must_use]
    pub fn named(first: &str, today: NaiveDate) -> Self {
        let until = first.parse::<NaiveDate>().ok().and_then(|day| day.checked_add_days(Days::new(6)));
        Week::ending(until.unwrap_or(today), today)
    }

    /// The seven days before.
    #[must_use]
    pub fn before(self) -> Self {
        Week { from: self.from - Days::new(7), until: self.until - Days::new(7) }
    }
}

/// The days since the office last read: from the last open day before today. On a Monday that is Friday.
#[must_use]
pub fn since_last_open(today: NaiveDate, calendar: &Calendar) -> NaiveDate {
    let back = (1..=14).filter_map(|days| today.checked_sub_days(Days::new(days)));
    back.into_iter().find(|day| calendar.is_open(*day)).unwrap_or(today)
}

/// Twelve months: the present one and the eleven before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// First day of the first month.
    pub from: NaiveDate,
    /// Today.
    pub until: NaiveDate,
    /// First days of the months, the oldest first.
    pub months: Vec<NaiveDate>,
}

impl Year {
    /// The twelve months that end with today.
    #[must_use]
    pub fn ending(today: NaiveDate) -> Self {
        let this = today.with_day(1).unwrap_or(today);
        let months: Vec<NaiveDate> =
            (0..TREND).rev().filter_map(|back| this.checked_sub_months(Months::new(back))).collect();
        Year { from: months.first().copied().unwrap_or(this), until: today, months }
    }

    /// The place of a month (`2026-11`) among the twelve.
    #[must_use]
    pub fn place(&self, month: &str) -> Option<usize> {
        self.months.iter().position(|first| first.format("%Y-%m").to_string() == month)
    }
}

/// The middle of counted values; of an even number the lower one of the two in the middle.
#[must_use]
pub fn median(counted: &BTreeMap<u64, u64>) -> Option<u64> {
    let all: u64 = counted.values().sum();
    let middle = all.checked_sub(1)? / 2;
    let mut passed = 0;
    counted.iter().find_map(|(value, n)| {
        passed += n;
        (passed > middle).then_some(*value)
    })
}

/// A share in whole percent, rounded; `None` of nothing.
#[must_use]
pub const fn percent(part: u64, whole: u64) -> Option<u64> {
    if whole == 0 { None } else { Some((200 * part + whole) / (2 * whole)) }
}

/// 期限内率: those that ended on time among those that ended and those that are open past their day. What is open and still
/// has time says nothing yet; without the open late ones, who never ends anything would be the most punctual.
#[must_use]
pub const fn on_time_rate(ended_on_time: u64, ended: u64, open_overdue: u64) -> Option<u64> {
    percent(ended_on_time, ended + open_overdue)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_has_seven_days_and_never_ends_after_today() {
        let today = day("2026-11-30");
        assert_eq!(Week::named("", today), Week { from: day("2026-11-24"), until: today });
        assert_eq!(Week::named("2026-11-02", today), Week { from: day("2026-11-02"), until: day("2026-11-08") });
        assert_eq!(Week::named("2999-01-01", today).until, today);
        assert_eq!(Week::named("0001-01-01", today).until, day("2001-06-01"));
        assert_eq!(Week::named("", today).before(), Week { from: day("2026-11-17"), until: day("2026-11-23") });
    }

    #[test]
    fn a_monday_reads_what_came_since_friday_and_a_day_after_holidays_more() {
        let calendar = Calendar::default();
        for (today, since) in [
            ("2026-11-30", "2026-11-27"),
            ("2026-12-01", "2026-11-30"),
            // 勤労感謝の日 on a Monday.
            ("2026-11-24", "2026-11-20"),
            ("2026-11-29", "2026-11-27"),
        ] {
            assert_eq!(since_last_open(day(today), &calendar), day(since), "{today}");
        }
    }

    #[test]
    fn a_year_is_twelve_months_also_from_the_end_of_a_long_one() {
        let year = Year::ending(day("2026-03-31"));
        assert_eq!((year.from, year.months.len()), (day("2025-04-01"), 12));
        assert_eq!((year.place("2025-04"), year.place("2026-03"), year.place("2025-03")), (Some(0), Some(11), None));
    }

    #[test]
    fn the_rate_counts_what_is_late_and_open_and_not_what_has_time() {
        assert_eq!(on_time_rate(0, 0, 0), None);
        assert_eq!(on_time_rate(9, 10, 0), Some(90));
        assert_eq!(on_time_rate(9, 10, 5), Some(60));
        assert_eq!(on_time_rate(0, 0, 3), Some(0));
        assert_eq!((percent(1, 3), percent(2, 3), percent(1, 200)), (Some(33), Some(67), Some(1)));
    }

    proptest! {
        #[test]
        fn the_median_stands_in_the_middle(values in proptest::collection::vec(0u64..60, 1..40)) {
            let mut counted = BTreeMap::new();
            values.iter().for_each(|value| *counted.entry(*value).or_insert(0) += 1);
            let mut sorted = values;
            sorted.sort_unstable();
            prop_assert_eq!(median(&counted), Some(sorted[(sorted.len() - 1) / 2]));
        }
    }
}
