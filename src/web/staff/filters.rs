//! How are days and times written where space is short: on the desk and on A4?

#![expect(unreachable_pub, reason = "`askama::filter_fn` writes its methods `pub`")]

use askama::Values;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use kocho_domain::era;

/// Japan keeps +09:00 all year.
const JAPAN: i32 = 9 * 3600;

/// `{{ on|day }}`: 10月14日（水）.
#[askama::filter_fn]
pub(crate) fn day(on: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(day_of(*on))
}

/// `{{ on|short_day }}`: 10/14.
#[askama::filter_fn]
pub(crate) fn short_day(on: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(short_day_of(*on))
}

/// 10/14
pub(crate) fn short_day_of(on: NaiveDate) -> String {
    format!("{}/{}", on.month(), on.day())
}

/// `{{ on|wareki }}`: 令和8年10月14日.
#[askama::filter_fn]
pub(crate) fn wareki(on: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(era::wareki(*on))
}

/// `{{ on|wareki_short }}`: R8.10.14.
#[askama::filter_fn]
pub(crate) fn wareki_short(on: &NaiveDate, _: &dyn Values) -> askama::Result<String> {
    Ok(era::wareki_short(*on))
}

/// `{{ minutes|waited }}`: 40分, 5時間, 3日.
#[askama::filter_fn]
pub(crate) fn waited(minutes: &u64, _: &dyn Values) -> askama::Result<String> {
    Ok(waited_of(*minutes))
}

/// Minutes while they matter, then hours, then days.
pub(crate) fn waited_of(minutes: u64) -> String {
    match minutes {
        0..120 => format!("{minutes}分"),
        120..2880 => format!("{}時間", minutes / 60),
        _ => format!("{}日", minutes / 1440),
    }
}

/// `{{ at|moment }}`: 10/14 10:22 in Japan.
#[askama::filter_fn]
pub(crate) fn moment(at: &DateTime<Utc>, _: &dyn Values) -> askama::Result<String> {
    Ok(moment_of(*at))
}

/// 10/14 10:22 in Japan.
pub(crate) fn moment_of(at: DateTime<Utc>) -> String {
    in_japan(at, "%-m/%-d %H:%M")
}

/// `{{ at|instant }}`: 2026/10/14 10:22:31 in Japan.
#[askama::filter_fn]
pub(crate) fn instant(at: &DateTime<Utc>, _: &dyn Values) -> askama::Result<String> {
    Ok(in_japan(*at, "%Y/%m/%d %H:%M:%S"))
}

/// `{{ at|machine }}`: for `<time datetime>`.
#[askama::filter_fn]
pub(crate) fn machine(at: &DateTime<Utc>, _: &dyn Values) -> askama::Result<String> {
    Ok(in_japan(*at, "%Y-%m-%dT%H:%M:%S+09:00"))
}

/// 10月14日（水）
pub(crate) fn day_of(on: NaiveDate) -> String {
    const WEEKDAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
    let weekday = WEEKDAYS.get(on.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    format!("{}月{}日（{weekday}）", on.month(), on.day())
}

fn in_japan(at: DateTime<Utc>, format: &str) -> String {
    FixedOffset::east_opt(JAPAN).map_or_else(String::new, |japan| at.with_timezone(&japan).format(format).to_string())
}

#[cfg(test)]
mod tests {
    use super::{day_of, in_japan};

    #[test]
    fn a_day_says_its_weekday() {
        assert_eq!(day_of("2026-10-14".parse().unwrap()), "10月14日（水）");
    }

    #[test]
    fn late_in_utc_is_the_next_day_in_japan() {
        assert_eq!(in_japan("2026-10-14T15:05:00Z".parse().unwrap(), "%-m/%-d %H:%M"), "10/15 00:05");
    }
}
