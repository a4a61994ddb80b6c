//! Which day does a note on the time name (時期: 12月3日に実施)? It reads days and months that are written in digits, and
//! guesses nothing from words (秋までに, 来年度).

use chrono::{Datelike, Months, NaiveDate};

/// A Western year that a note may mean has four digits.
const WESTERN_FROM: i32 = 2000;
/// The last one.
const WESTERN_UNTIL: i32 = 2999;
/// The Western year before 令和 began to count.
const BEFORE_REIWA: i32 = 2018;

/// The day that a note names first; of a month that stands alone its last day. Without a year it is the next such day from
/// `today` on. `None` where it names none, or one that is over.
#[must_use]
pub fn named_day(note: &str, today: NaiveDate) -> Option<NaiveDate> {
    let note: String = note.chars().map(narrow).collect();
    let (before, after) = note.split_once('月')?;
    let (before, month) = number_at_the_end(before)?;
    let day = day_in_front(after);
    let on = |year: i32| match day {
        Some(day) => NaiveDate::from_ymd_opt(year, month, day),
        None => NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt(),
    };
    let ahead = |day: &NaiveDate| *day >= today;
    match before.strip_suffix('年') {
        Some(year) => on(written_year(year)?).filter(ahead),
        None => on(today.year()).filter(ahead).or_else(|| on(today.year() + 1)),
    }
}

/// ３ as 3.
fn narrow(letter: char) -> char {
    match letter {
        '０'..='９' => u32::from(letter).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(letter),
        _ => letter,
    }
}

/// The number with which a text ends, and what stands before it.
fn number_at_the_end(text: &str) -> Option<(&str, u32)> {
    let before = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = text.strip_prefix(before)?.parse().ok()?;
    Some((before, number))
}

/// The 3 of 「3日」.
fn day_in_front(text: &str) -> Option<u32> {
    let behind = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    text.strip_suffix(behind).filter(|_| behind.starts_with('日'))?.parse().ok()
}

/// 令和9 or 2027; another year is not known (来年, 9年).
fn written_year(text: &str) -> Option<i32> {
    let (before, number) = number_at_the_end(text)?;
    let number = i32::try_from(number).ok()?;
    let year = if before.ends_with("令和") { number.checked_add(BEFORE_REIWA)? } else { number };
    (WESTERN_FROM..=WESTERN_UNTIL).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::named_day;

    #[test]
    fn a_day_or_a_month_is_read_and_nothing_is_guessed() {
        let today = "2026-11-20".parse().unwrap();
        for (note, day) in [
            ("12月3日", Some("2026-12-03")),
            ("１２月３日に電球を交換します", Some("2026-12-03")),
            ("11月20日", Some("2026-11-20")),
            ("11月19日", Some("2027-11-19")),
            ("2月中に終える", Some("2027-02-28")),
            ("令和9年6月1日から", Some("2027-06-01")),
            ("2028年2月", Some("2028-02-29")),
            ("令和8年4月に終わった", None),
            ("来年4月1日", None),
            ("3か月後", None),
            ("来年度の前半に行う予定です。", None),
            ("13月1日", None),
            ("月曜日", None),
            ("", None),
        ] {
            let expected = day.map(|day| day.parse::<NaiveDate>().unwrap());
            assert_eq!(named_day(note, today), expected, "{note}");
        }
    }
}
