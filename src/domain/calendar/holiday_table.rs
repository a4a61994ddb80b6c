//! Do the computed holidays agree with the published calendars, day by day?

use chrono::{Datelike, NaiveDate};

use super::holiday::holiday_name;

/// Every holiday of 2019–2030, written by hand as month/day.
const TABLE: &[(i32, &str)] = &[
    (2019, "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23"),
    (2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23"),
    (2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23"),
    (2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"),
    (2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23"),
    (2024, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23"),
    (2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24"),
    (2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"),
    (2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
    (2028, "1/1 1/10 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/22 10/9 11/3 11/23"),
    (2029, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23"),
    (2030, "1/1 1/14 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 11/3 11/4 11/23"),
];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn computed(year: i32) -> String {
    let days = day(year, 1, 1).iter_days().take_while(|d| d.year() == year);
    let holidays = days.filter(|d| holiday_name(*d).is_some());
    holidays.map(|d| format!("{}/{}", d.month(), d.day())).collect::<Vec<_>>().join(" ")
}

#[test]
fn twelve_years_agree_with_the_table_day_by_day() {
    for (year, expected) in TABLE {
        assert_eq!(computed(*year), *expected, "{year}");
    }
}

#[test]
fn the_year_of_the_new_emperor_has_22_holidays() {
    assert_eq!(computed(2019).split(' ').count(), 22);
    assert_eq!(holiday_name(day(2019, 4, 30)), Some("国民の休日"));
    assert_eq!(holiday_name(day(2019, 5, 1)), Some("天皇の即位の日"));
    assert_eq!(holiday_name(day(2019, 5, 2)), Some("国民の休日"));
    assert_eq!(holiday_name(day(2019, 12, 23)), None);
}

#[test]
fn holidays_moved_for_the_olympic_games_keep_their_names() {
    assert_eq!(holiday_name(day(2020, 7, 23)), Some("海の日"));
    assert_eq!(holiday_name(day(2020, 7, 24)), Some("スポーツの日"));
    assert_eq!(holiday_name(day(2020, 10, 12)), None);
    assert_eq!(holiday_name(day(2021, 8, 8)), Some("山の日"));
    assert_eq!(holiday_name(day(2021, 8, 9)), Some("振替休日"));
    assert_eq!(holiday_name(day(2021, 8, 11)), None);
}

#[test]
fn a_sunday_holiday_before_other_holidays_is_made_up_after_the_last_of_them() {
    assert_eq!(holiday_name(day(2026, 5, 6)), Some("振替休日"));
    assert_eq!(holiday_name(day(2008, 5, 6)), Some("振替休日"));
    assert_eq!(holiday_name(day(1998, 5, 4)), Some("振替休日"));
}

#[test]
fn a_day_between_two_holidays_is_one_as_well() {
    assert_eq!(holiday_name(day(2026, 9, 22)), Some("国民の休日"));
    assert_eq!(holiday_name(day(2032, 9, 21)), Some("国民の休日"));
    assert_eq!(holiday_name(day(1988, 5, 4)), Some("国民の休日"));
    assert_eq!(holiday_name(day(1985, 5, 4)), None);
    assert_eq!(holiday_name(day(2003, 5, 4)), None);
}

#[test]
fn outside_the_years_of_the_formula_there_is_no_answer() {
    assert_eq!(holiday_name(day(1979, 1, 1)), None);
    assert_eq!(holiday_name(day(2099, 1, 1)), Some("元日"));
    assert_eq!(holiday_name(day(2100, 1, 1)), None);
}
