//! How are dates, times and numbers written on a page?

use askama::Values;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use kocho_domain::{era, localized::Lang};

use crate::texts::{Text, Texts};

/// Japan keeps +09:00 all year.
const JAPAN: i32 = 9 * 3600;

/// 令和8年11月22日（日）; easy: 2026年11月22日（日曜日） with ruby; English: 22 November 2026.
pub(crate) fn date_in(on: NaiveDate, lang: Lang) -> Text {
    let words = &Texts::of(lang).date;
    let weekday = words.weekdays.get(on.weekday().num_days_from_monday() as usize).cloned().unwrap_or_default();
    let month = words.months.get(on.month0() as usize).cloned().unwrap_or_default();
    words
        .day
        .with("wareki", &era::wareki(on))
        .with("year", on.year().unsigned_abs())
        .with("month", &month)
        .with("day", on.day())
        .with("weekday", &weekday)
        .text()
}

/// `{{ on|date(frame.lang) }}`
#[askama::filter_fn]
pub(crate) fn date(on: &NaiveDate, _: &dyn Values, lang: &Lang) -> askama::Result<Text> {
    Ok(date_in(*on, *lang))
}

/// `{{ on|iso }}`: 2026-11-22, for `<time datetime>`.
#[askama::filter_fn]
pub(crate) fn iso(on: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(on.format("%Y-%m-%d").to_string())
}

/// `{{ at|clock }}`: 14:05 in Japan.
#[askama::filter_fn]
pub(crate) fn clock(at: &DateTime<Utc>, _: &dyn Values) -> askama::Result<String> {
    Ok(in_japan(*at, "%H:%M"))
}

/// `{{ at|moment(frame.lang) }}`: the date and the time in Japan.
#[askama::filter_fn]
pub(crate) fn moment(at: &DateTime<Utc>, _: &dyn Values, lang: &Lang) -> askama::Result<Text> {
    Ok(moment_in(*at, *lang))
}

/// The date and the time in Japan.
pub(crate) fn moment_in(at: DateTime<Utc>, lang: Lang) -> Text {
    let on =
        FixedOffset::east_opt(JAPAN).map_or_else(|| at.date_naive(), |japan| at.with_timezone(&japan).date_naive());
    date_in(on, lang).followed_by(&in_japan(at, " %H:%M"))
}

fn in_japan(at: DateTime<Utc>, format: &str) -> String {
    FixedOffset::east_opt(JAPAN).map_or_else(String::new, |japan| at.with_timezone(&japan).format(format).to_string())
}

/// Whether two values of a form are the same, however a template holds them.
pub(crate) fn same<A: AsRef<str> + ?Sized, B: AsRef<str> + ?Sized>(a: &A, b: &B) -> bool {
    a.as_ref() == b.as_ref()
}

/// `{{ n|grouped }}`: 12,345.
#[askama::filter_fn]
pub(crate) fn grouped(n: &u64, _: &dyn Values) -> askama::Result<String> {
    Ok(group(*n))
}

/// A number with a comma at every third digit.
pub(crate) fn group(n: u64) -> String {
    let digits = n.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// `{{ bytes|size }}`: 340 KB, 1.2 MB.
#[askama::filter_fn]
pub(crate) fn size(bytes: &u64, _: &dyn Values) -> askama::Result<String> {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    Ok(match *bytes {
        n if n >= MB => format!("{}.{} MB", n / MB, n % MB * 10 / MB),
        n => format!("{} KB", n.div_ceil(KB)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn a_date_is_written_as_each_language_writes_it() {
        assert_eq!(date_in(day(), Lang::Ja).plain(), "令和8年11月22日（日）");
        assert_eq!(date_in(day(), Lang::Easy).plain(), "2026年11月22日（日曜日）");
        assert_eq!(date_in(day(), Lang::En).plain(), "22 November 2026");
        assert!(date_in(day(), Lang::Easy).to_string().contains("<rt>がつ</rt>"));
    }

    #[test]
    fn a_moment_late_in_utc_is_the_next_day_in_japan() {
        let at = DateTime::from_timestamp(1_795_359_900, 0).unwrap(); // 2026-11-22T15:05:00Z
        assert_eq!(moment_in(at, Lang::En).plain(), "23 November 2026 00:05");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!([0, 999, 1000, 1_234_567].map(group), ["0", "999", "1,000", "1,234,567"]);
    }
}
