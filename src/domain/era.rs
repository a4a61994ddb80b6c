//! How is a date or a fiscal year said in Japanese (和暦, 年度)?
//!
//! Writes only; dates are stored as ISO and typed in the Western calendar.

use std::{fmt, ops::RangeInclusive};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// An era (元号). The next one is one more row at the end of [`ERAS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Era {
    /// `R`, as in R8.
    pub letter: char,
    /// 令和.
    pub name: &'static str,
    /// The Western year of its first year (元年).
    pub first_year: i32,
    /// The first day written in this era. 明治 begins with the Gregorian calendar in 1873.
    pub from: NaiveDate,
    /// The first fiscal year (the year of its April) named after this era. 2019 is 令和元年度 as a whole
    /// (元号を改める政令の施行に伴う各府省の申合せ, 2019-04-01).
    pub first_fiscal_year: i32,
}

/// All eras of the Gregorian calendar in Japan, oldest first.
pub const ERAS: &[Era] = &[
    Era { letter: 'M', name: "明治", first_year: 1868, from: ymd(1873, 1, 1), first_fiscal_year: 1873 },
    Era { letter: 'T', name: "大正", first_year: 1912, from: ymd(1912, 7, 30), first_fiscal_year: 1912 },
    Era { letter: 'S', name: "昭和", first_year: 1926, from: ymd(1926, 12, 25), first_fiscal_year: 1927 },
    Era { letter: 'H', name: "平成", first_year: 1989, from: ymd(1989, 1, 8), first_fiscal_year: 1989 },
    Era { letter: 'R', name: "令和", first_year: 2019, from: ymd(2019, 5, 1), first_fiscal_year: 2019 },
];

const fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// `令和8年4月22日`, the first year as `元年`; before 1873 `西暦1872年…`.
#[must_use]
pub fn wareki(date: NaiveDate) -> String {
    let (month, day) = (date.month(), date.day());
    match era_on(date) {
        Some(era) => format!("{}{}年{month}月{day}日", era.name, year_word(date.year() - era.first_year + 1)),
        None => format!("西暦{}年{month}月{day}日", date.year()),
    }
}

/// `R8.4.22`; before 1873 `1872.4.22`.
#[must_use]
pub fn wareki_short(date: NaiveDate) -> String {
    let (month, day) = (date.month(), date.day());
    match era_on(date) {
        Some(era) => format!("{}{}.{month}.{day}", era.letter, date.year() - era.first_year + 1),
        None => format!("{}.{month}.{day}", date.year()),
    }
}

fn era_on(date: NaiveDate) -> Option<&'static Era> {
    ERAS.iter().rfind(|era| era.from <= date)
}

fn year_word(number: i32) -> String {
    if number == 1 { "元".to_owned() } else { number.to_string() }
}

/// A fiscal year (年度), April to March, named after the year of its April (地方自治法 208条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(i32);

impl FiscalYear {
    /// The fiscal year that begins in April of the Western `year`.
    #[must_use]
    pub const fn starting(year: i32) -> Self {
        Self(year)
    }

    /// The fiscal year in which `date` lies.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(if date.month() >= 4 { date.year() } else { date.year() - 1 })
    }

    /// The Western year of its April.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0
    }

    /// 1 April to 31 March.
    #[must_use]
    pub fn range(self) -> RangeInclusive<NaiveDate> {
        ymd(self.0, 4, 1)..=ymd(self.0.saturating_add(1), 3, 31)
    }

    /// The era and the number in it, e.g. 令和 and 8; `None` before 1873.
    #[must_use]
    pub fn in_era(self) -> Option<(&'static Era, i32)> {
        let era = ERAS.iter().rfind(|era| era.first_fiscal_year <= self.0)?;
        Some((era, self.0 - era.first_year + 1))
    }

    /// The fiscal year of an era letter and number, e.g. `R` and 8; `None` when it never was (`H40`).
    #[must_use]
    pub fn from_era(letter: char, number: i32) -> Option<Self> {
        let era = ERAS.iter().find(|era| era.letter == letter)?;
        let year = Self(era.first_year.checked_add(number)?.checked_sub(1)?);
        (year.in_era()? == (era, number)).then_some(year)
    }

    /// `令和8年度`; before 1873 `1872年度`.
    #[must_use]
    pub fn label(self) -> String {
        match self.in_era() {
            Some((era, number)) => format!("{}{}年度", era.name, year_word(number)),
            None => format!("{}年度", self.0),
        }
    }

    /// `R8`; before 1873 the Western year.
    #[must_use]
    pub fn short(self) -> String {
        match self.in_era() {
            Some((era, number)) => format!("{}{number}", era.letter),
            None => self.0.to_string(),
        }
    }
}

/// As [`FiscalYear::label`].
impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_said_in_their_era() {
        assert_eq!(wareki(day("2026-04-22")), "令和8年4月22日");
        assert_eq!(wareki(day("2019-05-01")), "令和元年5月1日");
        assert_eq!(wareki(day("2019-04-30")), "平成31年4月30日");
        assert_eq!(wareki(day("1989-01-08")), "平成元年1月8日");
        assert_eq!(wareki(day("1989-01-07")), "昭和64年1月7日");
        assert_eq!(wareki(day("1926-12-25")), "昭和元年12月25日");
        assert_eq!(wareki(day("1926-12-24")), "大正15年12月24日");
        assert_eq!(wareki(day("1912-07-30")), "大正元年7月30日");
        assert_eq!(wareki(day("1912-07-29")), "明治45年7月29日");
        assert_eq!(wareki(day("1873-01-01")), "明治6年1月1日");
        assert_eq!(wareki(day("1872-12-31")), "西暦1872年12月31日");
        assert_eq!(wareki_short(day("2026-04-22")), "R8.4.22");
        assert_eq!(wareki_short(day("2019-05-01")), "R1.5.1");
    }

    #[test]
    fn a_fiscal_year_runs_from_april_to_march() {
        let year = FiscalYear::of(day("2026-04-01"));
        assert_eq!(year, FiscalYear::of(day("2027-03-31")));
        assert_eq!(FiscalYear::of(day("2026-03-31")), FiscalYear::starting(2025));
        assert_eq!(
            (year.label(), year.short(), year.to_string()),
            ("令和8年度".into(), "R8".into(), "令和8年度".into())
        );
        assert_eq!(year.range(), day("2026-04-01")..=day("2027-03-31"));
    }

    #[test]
    fn fiscal_years_in_which_the_era_changed_have_one_name() {
        let label = |year| FiscalYear::starting(year).label();
        assert_eq!(label(2019), "令和元年度");
        assert_eq!(label(2018), "平成30年度");
        assert_eq!(label(1989), "平成元年度");
        assert_eq!(label(1988), "昭和63年度");
        assert_eq!(label(1926), "大正15年度");
        assert_eq!(label(1927), "昭和2年度");
        assert_eq!(label(1872), "1872年度");
    }

    #[test]
    fn an_era_letter_and_number_lead_back_to_the_fiscal_year() {
        for year in 1873..2200 {
            let year = FiscalYear::starting(year);
            let (era, number) = year.in_era().unwrap();
            assert_eq!(FiscalYear::from_era(era.letter, number), Some(year));
        }
        assert_eq!(FiscalYear::from_era('H', 31), None);
        assert_eq!(FiscalYear::from_era('R', 0), None);
        assert_eq!(FiscalYear::from_era('X', 1), None);
        assert_eq!(FiscalYear::from_era('R', i32::MAX), None);
    }

    #[test]
    fn eras_follow_one_another_and_have_their_own_letters() {
        assert!(ERAS.windows(2).all(|pair| pair[0].from < pair[1].from));
        assert!(ERAS.windows(2).all(|pair| pair[0].first_fiscal_year < pair[1].first_fiscal_year));
        assert!(ERAS.iter().all(|era| era.from != NaiveDate::MIN));
        assert!(ERAS.iter().all(|era| ERAS.iter().filter(|other| other.letter == era.letter).count() == 1));
    }
}
