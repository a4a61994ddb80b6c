//! Is this day a national holiday of Japan, and what is it called?
//!
//! Computed from 国民の祝日に関する法律 (昭和23年法律第178号) and its amendments, so no file has to arrive each year.
//! A change of the law is a new row in [`LAW`]. City closing days are not holidays; see [`super::Calendar`].

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

/// The years in which [`holiday_name`] answers: the equinox formula holds in these.
pub const YEARS: RangeInclusive<i32> = 1980..=2099;

/// The day added when a holiday falls on a Sunday (第3条第2項).
const SUBSTITUTE: &str = "振替休日";
/// The day between two holidays (第3条第3項).
const BETWEEN: &str = "国民の休日";
/// "Until the law changes."
const ON: i32 = i32::MAX;

/// How a row of the law fixes its day.
#[derive(Clone, Copy)]
enum When {
    /// Month and day.
    Fixed(u32, u32),
    /// Month and which Monday of it.
    Monday(u32, u32),
    /// 春分日, in March.
    Spring,
    /// 秋分日, in September.
    Autumn,
}

/// One row: name, day, first and last year.
struct Row(&'static str, When, i32, i32);

use When::{Autumn, Fixed, Monday, Spring};

/// 第2条 as it stood in each year, with the days moved or added by special acts
/// (平成30年法律第99号 for 2019; the Olympic special measures acts for 2020 and 2021).
const LAW: &[Row] = &[
    Row("元日", Fixed(1, 1), 1949, ON),
    Row("成人の日", Fixed(1, 15), 1949, 1999),
    Row("成人の日", Monday(1, 2), 2000, ON),
    Row("建国記念の日", Fixed(2, 11), 1967, ON),
    Row("天皇誕生日", Fixed(4, 29), 1949, 1988),
    Row("天皇誕生日", Fixed(12, 23), 1989, 2018),
    Row("天皇誕生日", Fixed(2, 23), 2020, ON),
    Row("春分の日", Spring, 1949, ON),
    Row("みどりの日", Fixed(4, 29), 1989, 2006),
    Row("昭和の日", Fixed(4, 29), 2007, ON),
    Row("憲法記念日", Fixed(5, 3), 1949, ON),
    Row("みどりの日", Fixed(5, 4), 2007, ON),
    Row("こどもの日", Fixed(5, 5), 1949, ON),
    Row("海の日", Fixed(7, 20), 1996, 2002),
    Row("海の日", Monday(7, 3), 2003, 2019),
    Row("海の日", Fixed(7, 23), 2020, 2020),
    Row("海の日", Fixed(7, 22), 2021, 2021),
    Row("海の日", Monday(7, 3), 2022, ON),
    Row("山の日", Fixed(8, 11), 2016, 2019),
    Row("山の日", Fixed(8, 10), 2020, 2020),
    Row("山の日", Fixed(8, 8), 2021, 2021),
    Row("山の日", Fixed(8, 11), 2022, ON),
    Row("敬老の日", Fixed(9, 15), 1966, 2002),
    Row("敬老の日", Monday(9, 3), 2003, ON),
    Row("秋分の日", Autumn, 1948, ON),
    Row("体育の日", Fixed(10, 10), 1966, 1999),
    Row("体育の日", Monday(10, 2), 2000, 2019),
    Row("スポーツの日", Fixed(7, 24), 2020, 2020),
    Row("スポーツの日", Fixed(7, 23), 2021, 2021),
    Row("スポーツの日", Monday(10, 2), 2022, ON),
    Row("文化の日", Fixed(11, 3), 1948, ON),
    Row("勤労感謝の日", Fixed(11, 23), 1948, ON),
    Row("大喪の礼", Fixed(2, 24), 1989, 1989),
    Row("即位礼正殿の儀", Fixed(11, 12), 1990, 1990),
    Row("結婚の儀", Fixed(6, 9), 1993, 1993),
    Row("天皇の即位の日", Fixed(5, 1), 2019, 2019),
    Row("即位礼正殿の儀", Fixed(10, 22), 2019, 2019),
];

/// The name of the holiday on `date`, `None` on every other day and outside [`YEARS`].
#[must_use]
pub fn holiday_name(date: NaiveDate) -> Option<&'static str> {
    if !YEARS.contains(&date.year()) {
        return None;
    }
    named_by_law(date)
        .or_else(|| is_substitute(date).then_some(SUBSTITUTE))
        .or_else(|| is_between(date).then_some(BETWEEN))
}

fn named_by_law(date: NaiveDate) -> Option<&'static str> {
    let year = date.year();
    let falls = |Row(_, when, first, last): &&Row| (*first..=*last).contains(&year) && when.is(date);
    LAW.iter().find(falls).map(|row| row.0)
}

/// 第3条第2項: the first day after a Sunday holiday that is not itself a holiday.
/// Before 2007 only the very next day counted; no two holidays stood side by side then, so one rule answers both.
fn is_substitute(date: NaiveDate) -> bool {
    date.iter_days()
        .rev()
        .skip(1)
        .take_while(|day| named_by_law(*day).is_some())
        .any(|day| day.weekday() == Weekday::Sun)
}

/// 第3条第3項, since 1985-12-27: the day between two holidays; until 2006 not on a Sunday.
fn is_between(date: NaiveDate) -> bool {
    let in_force = date.year() >= 2007 || (date.year() >= 1986 && date.weekday() != Weekday::Sun);
    let by_law = |day: Option<NaiveDate>| day.and_then(named_by_law).is_some();
    in_force && by_law(date.pred_opt()) && by_law(date.succ_opt())
}

impl When {
    fn is(self, date: NaiveDate) -> bool {
        let (month, day) = (date.month(), date.day());
        match self {
            Fixed(m, d) => (month, day) == (m, d),
            Monday(m, nth) => month == m && date.weekday() == Weekday::Mon && day.div_ceil(7) == nth,
            Spring => month == 3 && i64::from(day) == equinox_day(date.year(), 20_843_100),
            Autumn => month == 9 && i64::from(day) == equinox_day(date.year(), 23_248_800),
        }
    }
}

/// Day of the month of an equinox in Japan, the customary approximation for 1980–2099:
/// `⌊d + 0.242194 n⌋ − ⌊n / 4⌋` with `n` years since 1980 and `d` its moment in 1980, here in millionths of a day.
fn equinox_day(year: i32, moment_in_1980: i64) -> i64 {
    let n = i64::from(year) - 1980;
    (moment_in_1980 + 242_194 * n).div_euclid(1_000_000) - n.div_euclid(4)
}
