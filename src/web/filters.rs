//! How are dates, times and sizes written on a page for residents?

#![expect(unreachable_pub, reason = "`askama::filter_fn` writes its methods `pub`")]

use askama::Values;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use kocho_domain::{era, localized::Lang};

use crate::texts::{Text, Texts};

/// Japan keeps +09:00 all year.
const JAPAN: FixedOffset = match FixedOffset::east_opt(9 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// 令和8年11月22日（日）; easy: 2026年11月22日（日曜日） with ruby; English: 22 November 2026.
pub(crate) fn date_in(on: NaiveDate, lang: Lang) -> Text {
    let words = &Texts::of(lang).date;
    let weekday = words.weekdays.get(on.weekday().num_days_from_monday() as usize).cloned().unwrap_or_default();
    let month = words.months.get(on.month0() as usize).cloned().unwrap_or_default();
    words
        .day
        .with("wareki", era::wareki(on))
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

/// The date and the time in Japan: 令和8年11月23日（月） 0時05分; English: 23 November 2026 0:05.
pub(crate) fn moment_in(at: DateTime<Utc>, lang: Lang) -> Text {
    let there = at.with_timezone(&JAPAN);
    let moment = Texts::of(lang).date.moment.with("date", date_in(there.date_naive(), lang));
    moment.with("hour", there.hour()).with("minute", there.format("%M").to_string()).text()
}

/// Whether two values of a form are the same, however a template holds them.
pub(crate) fn same<A: AsRef<str> + ?Sized, B: AsRef<str> + ?Sized>(a: &A, b: &B) -> bool {
    a.as_ref() == b.as_ref()
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
        assert_eq!(moment_in(at, Lang::En).plain(), "23 November 2026 0:05");
        assert_eq!(moment_in(at, Lang::Ja).plain(), "令和8年11月23日（月） 0時05分");
    }
}
