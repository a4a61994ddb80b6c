//! Days as clerks type them, and what is no day.

use proptest::prelude::*;

use super::*;
use crate::era::wareki_short;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn one_day_in_many_writings() {
    let twelfth = [
        "令和8年5月12日",
        "令和８年５月１２日",
        "令和 8年 5月12日",
        "令和八年五月十二日",
        "R8.5.12",
        "r8.5.12",
        "Ｒ８．５．１２",
        "R8/5/12",
        "R8-5-12",
        "R.8.5.12",
        "令8.5.12",
        "令和8.5.12",
        "令和8/5/12",
        "㋿8年5月12日",
        "R8年5月12日",
        "R08.05.12",
        "2026/5/12",
        "2026/05/12",
        "２０２６／５／１２",
        "2026-05-12",
        "2026－5－12",
        "2026.5.12",
        "2026年5月12日",
        "二〇二六年五月十二日",
        "西暦2026年5月12日",
        "20260512",
        " 2026/5/12 ",
        "2026/5/12 10:30",
        "2026-05-12T10:30:15",
        "2026/5/12 9:05:07.123",
        "2026/5/12(火)",
        "令和8年5月12日（火）",
        "令和8年5月12日火曜日",
        "2026/5/12(火) 10:30",
        "R8.5.12 (火)",
        "2026年5月12日　１０：３０",
        "令和8年5月12",
    ];
    for text in twelfth {
        assert_eq!(parse(text), Ok(day("2026-05-12")), "{text}");
    }
    let others = [
        ("令和元年5月1日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("H31.4.30", "2019-04-30"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("S64.1.7", "1989-01-07"),
        ("2024/2/29", "2024-02-29"),
        ("令和6年2月29日", "2024-02-29"),
        ("令和8年10月31日", "2026-10-31"),
        ("2026年5月11日(月)", "2026-05-11"),
    ];
    for (text, expected) in others {
        assert_eq!(parse(text), Ok(day(expected)), "{text}");
    }
}

#[test]
fn what_is_no_day_says_why() {
    let no_such = |text: &str, last| DateFault::NoSuchDay(text.into(), last);
    let unreadable = |text: &str| DateFault::Unreadable(text.into());
    let table = [
        ("", DateFault::Empty),
        ("\u{3000}", DateFault::Empty),
        ("5月12日", DateFault::NoYear),
        ("５月１２日", DateFault::NoYear),
        ("5/12", DateFault::NoYear),
        ("5-12", DateFault::NoYear),
        ("5.12", DateFault::NoYear),
        ("令和8年5月", DateFault::NoDay),
        ("R8.5", DateFault::NoDay),
        ("2026/5", DateFault::NoDay),
        ("2026年5月", DateFault::NoDay),
        ("令和8年", DateFault::NoDay),
        ("8/5/12", DateFault::ShortYear(8)),
        ("26.5.12", DateFault::ShortYear(26)),
        ("26-05-12", DateFault::ShortYear(26)),
        ("5/12/2026", DateFault::ShortYear(5)),
        ("8年5月12日", DateFault::ShortYear(8)),
        ("元年5月12日", DateFault::ShortYear(1)),
        ("令和8年4月31日", no_such("令和8年4月31日", Some(30))),
        ("2026/2/29", no_such("2026/2/29", Some(28))),
        ("R8.13.1", no_such("R8.13.1", None)),
        ("2026/0/5", no_such("2026/0/5", None)),
        ("2026/5/0", no_such("2026/5/0", Some(31))),
        ("2026/12/32", no_such("2026/12/32", Some(31))),
        ("令和0年5月1日", unreadable("令和0年5月1日")),
        ("平成31年5月1日", DateFault::OutsideEra("平成31年5月1日".into(), day("2019-05-01"))),
        ("令和元年4月30日", DateFault::OutsideEra("令和元年4月30日".into(), day("2019-04-30"))),
        ("S64.1.8", DateFault::OutsideEra("S64.1.8".into(), day("1989-01-08"))),
        ("2026/5/12(水)", DateFault::Weekday(day("2026-05-12"))),
        ("2026/5/12 午前", unreadable("2026/5/12 午前")),
        ("2026/5-12", unreadable("2026/5-12")),
        ("2026/5/12/1", unreadable("2026/5/12/1")),
        ("2026//12", unreadable("2026//12")),
        ("5月上旬", unreadable("5月上旬")),
        ("不明", unreadable("不明")),
        ("########", unreadable("########")),
        ("20260431", no_such("20260431", Some(30))),
        ("46154", DateFault::Serial(day("2026-05-12"))),
        ("12345678", unreadable("12345678")),
        ("2026512", unreadable("2026512")),
        ("May 12, 2026", unreadable("May 12, 2026")),
        ("令和8年5月12日～13日", unreadable("令和8年5月12日～13日")),
        ("2026/5/12\u{0}", unreadable("2026/5/12\u{0}")),
        ("X8.5.12", unreadable("X8.5.12")),
        ("-5/12/1", unreadable("-5/12/1")),
    ];
    for (text, fault) in table {
        assert_eq!(parse(text), Err(fault), "{text:?}");
    }
    assert!(matches!(parse(&"1".repeat(10_000)), Err(DateFault::Unreadable(text)) if text.len() == 20));
}

#[test]
fn a_cell_of_a_spreadsheet_is_a_day_by_its_number() {
    let today = day("2026-11-30");
    assert_eq!(read(&Cell::Number(46_154.0), today), Ok(day("2026-05-12")));
    assert_eq!(read(&Cell::Number(46_154.5), today), Ok(day("2026-05-12")));
    assert_eq!(read(&Cell::Number(20_260_512.0), today), Ok(day("2026-05-12")));
    assert_eq!(read(&Cell::Day(day("2026-05-12")), today), Ok(day("2026-05-12")));
    assert!(matches!(read(&Cell::Number(12.0), today), Err(DateFault::Unreadable(_))));
    assert!(matches!(read(&Cell::Number(f64::NAN), today), Err(DateFault::Unreadable(_))));
    assert_eq!(read(&Cell::Text("2026/12/1".into()), today), Err(DateFault::Future(day("2026-12-01"))));
    assert_eq!(read(&Cell::Text("2026/11/30".into()), today), Ok(today));
}

#[test]
fn every_fault_says_what_to_do_without_the_programs_words() {
    for text in ["", "5月12日", "R8.5", "8/5/12", "R8.4.31", "R8.13.1", "平成31年5月1日", "2026/5/12(水)", "不明"]
    {
        let words = parse(text).unwrap_err().to_string();
        assert!(words.chars().count() > 10 && !words.contains("Fault"), "{words}");
    }
}

proptest! {
    #[test]
    fn any_day_is_read_back_from_any_way_of_writing_it(days in 0_i64..110_000) {
        let date = day("1873-01-01") + TimeDelta::days(days);
        let wide: String = wareki(date).chars().map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            other => other,
        }).collect();
        for text in [wareki(date), wareki_short(date), wareki_short(date).replace('.', "/"), wide, date.to_string(),
                     date.format("%Y/%-m/%-d").to_string(), date.format("%Y年%-m月%-d日").to_string(), date.format("%Y%m%d").to_string()] {
            prop_assert_eq!(parse(&text), Ok(date), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_stumble(text: String) {
        let _ = parse(&text);
    }

    #[test]
    fn nothing_near_a_date_makes_it_stumble(text in "[RHS令和元年月日0-9０-９/.\\-() :T火]{0,16}") {
        if let Ok(date) = parse(&text) {
            prop_assert!(date.year() >= 1873);
        }
    }
}
