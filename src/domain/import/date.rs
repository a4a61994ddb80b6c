//! Which day does a cell mean? 令和8年5月12日, R8.5.12, 2026/5/12 and their full-width and kanji writings; never a guess.

use std::fmt;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{
    Cell,
    fold::{kanji_number, narrow},
};
use crate::era::{ERAS, Era, wareki};

/// The longest text that can be a date.
const LONGEST: usize = 60;
/// Numbers of a spreadsheet that can be a day of a voice: 1973 to 2119.
const SERIALS: std::ops::RangeInclusive<i64> = 27_000..=80_000;

/// Why a cell is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFault {
    /// Nothing there.
    Empty,
    /// 5月12日
    NoYear,
    /// 令和8年5月
    NoDay,
    /// 8/5/12, 26.5.12: may be an era or a Western year.
    ShortYear(u32),
    /// 4月31日, with the last day of that month; `None`: no such month.
    NoSuchDay(String, Option<u32>),
    /// 平成31年5月1日, and how that day is called.
    OutsideEra(String, NaiveDate),
    /// The weekday beside it is another one.
    Weekday(NaiveDate),
    /// Later than today.
    Future(NaiveDate),
    /// A day's number in a spreadsheet, as text.
    Serial(NaiveDate),
    /// Anything else.
    Unreadable(String),
}

impl fmt::Display for DateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HOW: &str = "「令和8年5月12日」「R8.5.12」「2026/5/12」のように書いてください";
        match self {
            DateFault::Empty => write!(f, "日付がありません。{HOW}"),
            DateFault::NoYear => write!(f, "年がありません。{HOW}"),
            DateFault::NoDay => write!(f, "年・月・日がそろっていません。{HOW}"),
            DateFault::ShortYear(year) => {
                write!(f, "「{year}」だけでは、元号の年か西暦か分かりません。{HOW}")
            }
            DateFault::NoSuchDay(text, Some(last)) => {
                write!(f, "「{text}」という日はありません（この月は{last}日までです）。用紙の日付を確かめてください")
            }
            DateFault::NoSuchDay(text, None) => {
                write!(f, "「{text}」という日はありません（月は1から12までです）。用紙の日付を確かめてください")
            }
            DateFault::OutsideEra(text, day) => {
                write!(f, "「{text}」は元号と年が合いません。{}なら、そう書いてください", wareki(*day))
            }
            DateFault::Weekday(day) => {
                write!(f, "{}は{}曜日です。日付か曜日を直してください", wareki(*day), name(day.weekday()))
            }
            DateFault::Future(day) => write!(f, "{}は、まだ来ていない日です。年と月を確かめてください", wareki(*day)),
            DateFault::Serial(day) => {
                write!(
                    f,
                    "Excelの日付の番号になっています（{}）。表示形式を「日付」にして保存し直してください",
                    wareki(*day)
                )
            }
            DateFault::Unreadable(text) => write!(f, "「{text}」は日付として読めません。{HOW}"),
        }
    }
}

/// The day that a cell means, not later than `today`.
///
/// # Errors
/// [`DateFault`].
pub fn read(cell: &Cell, today: NaiveDate) -> Result<NaiveDate, DateFault> {
    let day = match cell {
        Cell::Empty => Err(DateFault::Empty),
        Cell::Day(day) => Ok(*day),
        Cell::Number(number) => of_number(*number),
        Cell::Text(text) => parse(text),
        Cell::Fault(text) | Cell::Quotes(text) => Err(DateFault::Unreadable(text.clone())),
    }?;
    if day > today { Err(DateFault::Future(day)) } else { Ok(day) }
}

/// A number of a spreadsheet: the days since the end of 1899, or a day written as 20260512.
fn of_number(number: f64) -> Result<NaiveDate, DateFault> {
    #[expect(clippy::cast_possible_truncation, reason = "out of range it is no day's number anyway")]
    let whole = number.trunc() as i64;
    serial(whole).map_or_else(|| parse(&number.to_string()), Ok)
}

fn serial(number: i64) -> Option<NaiveDate> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    SERIALS.contains(&number).then(|| zero + TimeDelta::days(number))
}

/// The day that a text says.
///
/// # Errors
/// [`DateFault`], except `Future`.
pub fn parse(typed: &str) -> Result<NaiveDate, DateFault> {
    if typed.chars().all(char::is_whitespace) {
        return Err(DateFault::Empty);
    }
    let short = || typed.trim().chars().take(20).collect::<String>();
    if typed.len() > LONGEST * 4 || typed.chars().any(char::is_control) {
        return Err(DateFault::Unreadable(short()));
    }
    let text = narrow(typed);
    let (text, weekday) = without_weekday(without_time(text.trim()));
    let day = match whole_number(text) {
        Some(digits) => of_digits(text, digits, &short)?,
        None => of_parts(text, &short)?,
    };
    match weekday {
        Some(said) if said != day.weekday() => Err(DateFault::Weekday(day)),
        _ => Ok(day),
    }
}

fn whole_number(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.len() <= 8 && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// 20260512 is a day; 46154 is a day's number, which as text is said, not taken.
fn of_digits(text: &str, number: i64, short: &impl Fn() -> String) -> Result<NaiveDate, DateFault> {
    if let Some(day) = serial(number).filter(|_| text.len() == 5) {
        return Err(DateFault::Serial(day));
    }
    let part = |n: i64| u32::try_from(n).unwrap_or(0);
    let whole = text.len() == 8 && number >= 18_730_101;
    if whole {
        western(part(number / 10_000), part(number / 100 % 100), part(number % 100), short)
    } else {
        Err(DateFault::Unreadable(short()))
    }
}

/// The parts of a date: the year's era, year, month, day.
fn of_parts(text: &str, short: &impl Fn() -> String) -> Result<NaiveDate, DateFault> {
    let unreadable = || DateFault::Unreadable(short());
    let (era, rest) = era_of(text);
    let rest = rest.strip_prefix("西暦").filter(|_| era.is_none()).unwrap_or(rest);
    let parts = split(rest).ok_or_else(unreadable)?;
    let numbers: Vec<u32> =
        parts.numbers.iter().map(|part| number(part)).collect::<Option<_>>().ok_or_else(unreadable)?;
    match (numbers.as_slice(), era) {
        ([year, month, day], Some(era)) => in_era(era, *year, (*month, *day), short),
        ([year, month, day], None) if *year >= 1873 && *year <= 9999 && parts.numbers[0] != "元" => {
            western(*year, *month, *day, short)
        }
        ([year, _, _], None) if *year < 100 => Err(DateFault::ShortYear(*year)),
        ([_, _], Some(_)) | ([_], Some(_)) => Err(DateFault::NoDay),
        ([first, _], None) if *first >= 1873 || parts.signs.starts_with('年') => Err(DateFault::NoDay),
        ([_, _], None) => Err(DateFault::NoYear),
        _ => Err(unreadable()),
    }
}

fn in_era(
    era: &'static Era,
    year: u32,
    (month, day): (u32, u32),
    short: &impl Fn() -> String,
) -> Result<NaiveDate, DateFault> {
    let western_year = i32::try_from(year).ok().filter(|y| (1..=200).contains(y)).map(|y| era.first_year + y - 1);
    let western_year = western_year.ok_or_else(|| DateFault::Unreadable(short()))?;
    let date = western(u32::try_from(western_year).unwrap_or(0), month, day, short)?;
    let own = ERAS.iter().rfind(|era| era.from <= date);
    if own == Some(era) { Ok(date) } else { Err(DateFault::OutsideEra(short(), date)) }
}

fn western(year: u32, month: u32, day: u32, short: &impl Fn() -> String) -> Result<NaiveDate, DateFault> {
    let year = i32::try_from(year).unwrap_or(0);
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let next = if month == 12 {
            NaiveDate::from_ymd_opt(year + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(year, month + 1, 1)
        };
        let last = NaiveDate::from_ymd_opt(year, month, 1).and(next).and_then(|next| next.pred_opt());
        DateFault::NoSuchDay(short(), last.map(|last| last.day()))
    })
}

/// The era at the beginning: 令和, 令, R, r, ㋿ (folded before).
fn era_of(text: &str) -> (Option<&'static Era>, &str) {
    for era in ERAS {
        if let Some(rest) = text.strip_prefix(era.name) {
            return (Some(era), rest.trim_start());
        }
        let letter = text.chars().next().filter(|c| c.eq_ignore_ascii_case(&era.letter) || era.name.starts_with(*c));
        if let Some(letter) = letter {
            let rest = text[letter.len_utf8()..].trim_start().trim_start_matches('.');
            // A letter alone is an era only before a number.
            if rest.starts_with(|c: char| c.is_ascii_digit() || "元一二三四五六七八九十".contains(c)) {
                return (Some(era), rest);
            }
        }
    }
    (None, text)
}

/// Numbers of a date with the signs between them.
struct Parts {
    numbers: Vec<String>,
    signs: String,
}

/// Takes a text apart where its numbers end; `None` when the signs are not those of a date.
fn split(text: &str) -> Option<Parts> {
    let is_sign = |c: char| matches!(c, '年' | '月' | '日' | '/' | '.' | '-');
    let mut parts = Parts { numbers: vec![String::new()], signs: String::new() };
    for c in text.chars() {
        if is_sign(c) {
            parts.signs.push(c);
            parts.numbers.push(String::new());
        } else {
            parts.numbers.last_mut()?.push(c);
        }
    }
    for number in &mut parts.numbers {
        *number = number.trim().to_owned();
    }
    if parts.numbers.last().is_some_and(String::is_empty) && parts.signs.ends_with(['日', '月', '年']) {
        parts.numbers.pop();
    }
    let fits =
        matches!(parts.signs.as_str(), "年月日" | "年月" | "年" | "月日" | "月" | "//" | ".." | "--" | "/" | "." | "-");
    fits.then_some(parts)
}

/// Digits, kanji digits, or 元; two digits for days and months, four for years.
fn number(text: &str) -> Option<u32> {
    if !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    kanji_number(text)
}

/// A clock time behind the day does not count; it has to be one.
fn without_time(text: &str) -> &str {
    let Some((day, time)) = text.rsplit_once([' ', 'T']) else { return text };
    let time = time.trim();
    let is_time = time.contains(':')
        && time.split(':').count() <= 3
        && time.split(':').all(|part| {
            let part = part.split_once('.').map_or(part, |(whole, _)| whole);
            (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        });
    if is_time { day.trim_end() } else { text }
}

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "月"),
    (Weekday::Tue, "火"),
    (Weekday::Wed, "水"),
    (Weekday::Thu, "木"),
    (Weekday::Fri, "金"),
    (Weekday::Sat, "土"),
    (Weekday::Sun, "日"),
];

fn name(day: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(d, _)| *d == day).map_or("", |(_, name)| name)
}

/// (火), 火曜日 and 火曜 at the end.
fn without_weekday(text: &str) -> (&str, Option<Weekday>) {
    for (day, name) in WEEKDAYS {
        for said in [
            format!("({name})"),
            format!("({name}曜日)"),
            format!("({name}曜)"),
            format!("{name}曜日"),
            format!("{name}曜"),
        ] {
            if let Some(rest) = text.strip_suffix(said.as_str()) {
                return (rest.trim_end(), Some(day));
            }
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests;
