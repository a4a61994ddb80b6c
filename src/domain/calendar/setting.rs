//! How is a city's calendar written down, and what makes it refused?
//!
//! The written form is read as a whole into [`Calendar`] or not at all. A calendar that closes the office for ever
//! cannot be written, so every search for an open day ends.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Calendar;

/// The longest single closure, in days.
const LONGEST_CLOSURE: i64 = 366;
/// The longest year-end closing, in days.
const LONGEST_YEAR_END: i64 = 31;

/// A calendar as the city writes it; dates are ISO strings, absent fields take the usual values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CalendarSetting {
    weekly_closed: Vec<Weekday>,
    year_end: YearEnd,
    open_days: BTreeSet<NaiveDate>,
    closures: Vec<Closure>,
}

impl Default for CalendarSetting {
    fn default() -> Self {
        Calendar::default().into()
    }
}

/// An extra closure (disaster, power inspection, founding day), both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// First closed day.
    pub from: NaiveDate,
    /// Last closed day.
    pub to: NaiveDate,
    /// What residents read, e.g. 台風による臨時閉庁.
    pub name: String,
}

/// The closing around New Year, both ends included; it may run over 31 December.
/// 地方自治法 4条の2 第2項第3号 leaves its days to the city's by-law; 29 December to 3 January is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearEnd {
    /// First closed day.
    pub from: MonthDay,
    /// Last closed day.
    pub to: MonthDay,
}

impl Default for YearEnd {
    fn default() -> Self {
        Self { from: MonthDay { month: 12, day: 29 }, to: MonthDay { month: 1, day: 3 } }
    }
}

impl YearEnd {
    /// Whether `date` lies in the closing of its year.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        let day = MonthDay::of(date);
        if self.from <= self.to { (self.from..=self.to).contains(&day) } else { day >= self.from || day <= self.to }
    }

    fn length(self) -> i64 {
        let (from, to) = (self.from.in_year(2000), self.to.in_year(2000));
        (to - from).num_days().rem_euclid(366) + 1
    }
}

/// A day of any year, written `12-29`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// The day of the year on which `date` falls.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self { month: date.month(), day: date.day() }
    }

    fn in_year(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or_default()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for MonthDay {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, CalendarError> {
        // 2000 is a leap year: 02-29 is a day.
        let date = NaiveDate::parse_from_str(&format!("2000-{text}"), "%Y-%m-%d");
        date.map(Self::of).map_err(|_| CalendarError::MonthDay(text.to_owned()))
    }
}

impl TryFrom<String> for MonthDay {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, CalendarError> {
        text.parse()
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        day.to_string()
    }
}

/// Why a written calendar is refused. Each message says what to change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// Not a month and day.
    #[error("「{0}」は月日ではありません。「12-29」のように書いてください。")]
    MonthDay(String),
    /// All seven weekdays are closed.
    #[error("weekly_closed: すべての曜日が閉庁になっています。開庁する曜日を残してください。")]
    NoOpenWeekday,
    /// The year-end closing is longer than 31 days.
    #[error("year_end: {from}から{to}までは{LONGEST_YEAR_END}日を超えます。from と to が逆でないか確かめてください。")]
    LongYearEnd {
        /// First closed day.
        from: MonthDay,
        /// Last closed day.
        to: MonthDay,
    },
    /// A closure ends before it begins.
    #[error("closures「{name}」: 終わりの日（{to}）が始まりの日（{from}）より前です。")]
    ClosureBackwards {
        /// Name of the closure.
        name: String,
        /// First closed day.
        from: NaiveDate,
        /// Last closed day.
        to: NaiveDate,
    },
    /// A closure is longer than 366 days.
    #[error("closures「{0}」: {LONGEST_CLOSURE}日を超える閉庁は登録できません。日付を確かめてください。")]
    LongClosure(String),
    /// A closure has no name to show to residents.
    #[error("closures: {0}からの閉庁に名前（name）がありません。")]
    NamelessClosure(NaiveDate),
}

impl TryFrom<CalendarSetting> for Calendar {
    type Error = CalendarError;

    fn try_from(setting: CalendarSetting) -> Result<Self, CalendarError> {
        let weekly_closed = setting.weekly_closed;
        if (0..7).filter_map(|n| Weekday::try_from(n).ok()).all(|day| weekly_closed.contains(&day)) {
            return Err(CalendarError::NoOpenWeekday);
        }
        let year_end @ YearEnd { from, to } = setting.year_end;
        if year_end.length() > LONGEST_YEAR_END {
            return Err(CalendarError::LongYearEnd { from, to });
        }
        setting.closures.iter().try_for_each(check_closure)?;
        Ok(Self { weekly_closed, year_end, open_days: setting.open_days, closures: setting.closures })
    }
}

fn check_closure(closure: &Closure) -> Result<(), CalendarError> {
    let Closure { from, to, name } = closure.clone();
    if name.trim().is_empty() {
        return Err(CalendarError::NamelessClosure(from));
    }
    match (to - from).num_days() {
        ..0 => Err(CalendarError::ClosureBackwards { name, from, to }),
        0..LONGEST_CLOSURE => Ok(()),
        _ => Err(CalendarError::LongClosure(name)),
    }
}

impl From<Calendar> for CalendarSetting {
    fn from(calendar: Calendar) -> Self {
        let Calendar { weekly_closed, year_end, open_days, closures } = calendar;
        Self { weekly_closed, year_end, open_days, closures }
    }
}
