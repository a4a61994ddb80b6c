//! Does a city's calendar open and close on the right days, and refuse what makes no sense?

use chrono::{NaiveDate, Weekday};

use super::{Calendar, CalendarError, Closed};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read(toml: &str) -> Result<Calendar, String> {
    toml::from_str(toml).map_err(|e| e.message().to_owned())
}

#[test]
fn an_ordinary_calendar_says_why_it_is_closed() {
    let calendar = Calendar::default();
    let why = |text: &str| calendar.closed_because(day(text)).map(|c| c.to_string());
    assert_eq!(why("2026-04-22"), None);
    assert_eq!(why("2026-04-25").as_deref(), Some("土曜日"));
    assert_eq!(why("2026-04-26").as_deref(), Some("日曜日"));
    assert_eq!(why("2026-04-29").as_deref(), Some("昭和の日"));
    assert_eq!(why("2026-12-28"), None);
    assert_eq!(why("2026-12-29").as_deref(), Some("年末年始"));
    assert_eq!(why("2027-01-01").as_deref(), Some("元日"));
    assert_eq!(why("2027-01-03").as_deref(), Some("年末年始"));
    assert_eq!(why("2027-01-04"), None);
}

#[test]
fn a_city_adds_open_days_and_closures_and_changes_the_year_end() {
    let calendar = read(
        r#"
        weekly_closed = ["Sun"]
        year_end = { from = "12-30", to = "01-04" }
        open_days = ["2026-05-10", "2026-08-16"]
        [[closures]]
        from = "2026-08-14"
        to = "2026-08-16"
        name = "台風による臨時閉庁"
        "#,
    )
    .unwrap();
    assert!(calendar.is_open(day("2026-05-09")), "Saturdays are open here");
    assert!(calendar.is_open(day("2026-05-10")), "an extra open Sunday");
    assert!(calendar.is_open(day("2026-12-29")));
    assert_eq!(calendar.closed_because(day("2027-01-04")), Some(Closed::YearEnd));
    assert_eq!(calendar.closed_because(day("2026-08-16")), Some(Closed::Extra("台風による臨時閉庁")));
    assert_eq!(calendar.closed_because(day("2026-08-23")), Some(Closed::Weekly(Weekday::Sun)));
    assert_eq!(calendar.next_open(day("2026-08-14")), day("2026-08-17"));
}

#[test]
fn a_calendar_comes_back_equal_and_an_empty_one_is_the_usual_one() {
    let calendar = read("open_days = [\"2026-05-10\"]").unwrap();
    assert_eq!(read(&toml::to_string(&calendar).unwrap()), Ok(calendar));
    assert_eq!(read(""), Ok(Calendar::default()));
}

#[test]
fn next_open_stays_on_an_open_day_and_leaves_a_closed_one() {
    let calendar = Calendar::default();
    assert_eq!(calendar.next_open(day("2026-04-22")), day("2026-04-22"));
    assert_eq!(calendar.next_open(day("2026-05-02")), day("2026-05-07"));
    assert_eq!(calendar.next_open(day("2026-12-29")), day("2027-01-04"));
    assert_eq!(calendar.next_open(NaiveDate::MAX), NaiveDate::MAX);
}

#[test]
fn counting_open_days_leaves_out_the_first_and_takes_in_the_last() {
    let calendar = Calendar::default();
    assert_eq!(calendar.open_days_between(day("2026-04-28"), day("2026-05-18")), 10);
    assert_eq!(calendar.open_days_between(day("2026-04-28"), day("2026-04-28")), 0);
    assert_eq!(calendar.open_days_between(day("2026-05-18"), day("2026-04-28")), 0);
    assert_eq!(calendar.add_open_days(day("2026-05-02"), 0), day("2026-05-07"));
    assert_eq!(calendar.add_open_days(day("2026-05-02"), 1), day("2026-05-07"));
}

#[test]
fn a_calendar_that_makes_no_sense_is_refused_with_the_remedy() {
    let refused = |toml: &str, error: CalendarError| assert_eq!(read(toml), Err(error.to_string()), "{toml}");
    refused(r#"weekly_closed = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]"#, CalendarError::NoOpenWeekday);
    refused(r#"year_end = { from = "13-01", to = "01-03" }"#, CalendarError::MonthDay("13-01".to_owned()));
    let (from, to) = ("01-03".parse().unwrap(), "12-29".parse().unwrap());
    refused(r#"year_end = { from = "01-03", to = "12-29" }"#, CalendarError::LongYearEnd { from, to });
    let closure =
        |from: &str, to: &str, name: &str| format!("[[closures]]\nfrom = \"{from}\"\nto = \"{to}\"\nname = \"{name}\"");
    let (from, to, name) = (day("2026-08-14"), day("2026-08-13"), "臨時閉庁".to_owned());
    refused(
        &closure("2026-08-14", "2026-08-13", &name),
        CalendarError::ClosureBackwards { name: name.clone(), from, to },
    );
    refused(&closure("2026-08-14", "2036-08-14", &name), CalendarError::LongClosure(name));
    refused(&closure("2026-08-14", "2026-08-14", " "), CalendarError::NamelessClosure(from));
    assert!(read("holidays = []").is_err(), "unknown fields are refused");
}
