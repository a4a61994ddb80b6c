//! On which days is the city hall open (開庁日), and if closed, why?
//!
//! Closed are the weekly closed days, national holidays and the days around New Year (地方自治法 4条の2), and what the
//! city adds. What is due when is answered by [`crate::deadline`].

mod holiday;
#[cfg(test)]
mod holiday_table;
mod setting;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use holiday::{YEARS as HOLIDAY_YEARS, holiday_name};
use setting::CalendarSetting;
pub use setting::{CalendarError, Closure, MonthDay, YearEnd};

/// A city's calendar. By default closed on Saturdays, Sundays, national holidays and from 29 December to 3 January.
///
/// Read and written through serde: `weekly_closed`, `year_end {from, to}`, `open_days`, `closures [{from, to, name}]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CalendarSetting", into = "CalendarSetting")]
pub struct Calendar {
    weekly_closed: Vec<Weekday>,
    year_end: YearEnd,
    open_days: BTreeSet<NaiveDate>,
    closures: Vec<Closure>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            weekly_closed: vec![Weekday::Sat, Weekday::Sun],
            year_end: YearEnd::default(),
            open_days: BTreeSet::new(),
            closures: Vec::new(),
        }
    }
}

/// Why the city hall is closed on a day; prints as residents read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed<'a> {
    /// A closure the city added, by its name.
    Extra(&'a str),
    /// A national holiday, by its name.
    Holiday(&'static str),
    /// The days around New Year.
    YearEnd,
    /// A day of the week.
    Weekly(Weekday),
}

impl fmt::Display for Closed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Extra(name) | Self::Holiday(name) => name,
            Self::YearEnd => "年末年始",
            Self::Weekly(day) => weekday_name(*day),
        })
    }
}

/// 日曜日, 月曜日 …
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Sun => "日曜日",
        Weekday::Mon => "月曜日",
        Weekday::Tue => "火曜日",
        Weekday::Wed => "水曜日",
        Weekday::Thu => "木曜日",
        Weekday::Fri => "金曜日",
        Weekday::Sat => "土曜日",
    }
}

impl Calendar {
    /// Whether `date` is an open day (開庁日).
    #[must_use]
    pub fn is_open(&self, date: NaiveDate) -> bool {
        self.closed_because(date).is_none()
    }

    /// Why `date` is closed, `None` when open. An extra closure wins over an extra open day (a storm on an open Sunday),
    /// an extra open day over everything else.
    #[must_use]
    pub fn closed_because(&self, date: NaiveDate) -> Option<Closed<'_>> {
        if let Some(closure) = self.closures.iter().find(|c| (c.from..=c.to).contains(&date)) {
            return Some(Closed::Extra(&closure.name));
        }
        if self.open_days.contains(&date) {
            return None;
        }
        if let Some(name) = holiday_name(date) {
            return Some(Closed::Holiday(name));
        }
        if self.year_end.contains(date) {
            return Some(Closed::YearEnd);
        }
        self.weekly_closed.contains(&date.weekday()).then(|| Closed::Weekly(date.weekday()))
    }

    /// `date` itself when open, else the first open day after it.
    #[must_use]
    pub fn next_open(&self, date: NaiveDate) -> NaiveDate {
        self.open_from(date).next().unwrap_or(NaiveDate::MAX)
    }

    /// The `days`-th open day after `from`; `from` itself is not counted. With 0, as [`Self::next_open`].
    #[must_use]
    pub fn add_open_days(&self, from: NaiveDate, days: u16) -> NaiveDate {
        let Some(before) = usize::from(days).checked_sub(1) else {
            return self.next_open(from);
        };
        let first = from.succ_opt().unwrap_or(NaiveDate::MAX);
        self.open_from(first).nth(before).unwrap_or(NaiveDate::MAX)
    }

    /// How many open days lie after `from` up to and including `to`; 0 when `to` is not after `from`.
    #[must_use]
    pub fn open_days_between(&self, from: NaiveDate, to: NaiveDate) -> usize {
        from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| self.is_open(*day)).count()
    }

    /// Open days from `date` on. A valid calendar always has a next one.
    fn open_from(&self, date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        date.iter_days().filter(|day| self.is_open(*day))
    }
}
