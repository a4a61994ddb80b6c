//! 対話の日: how far are days and applications, how are they numbered, and do times of a day overlap?
//!
//! Which series there are, and what holds for each, is a rule of the city (`rule/dialogue.rs`); the draw is in `draw.rs`.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::era::FiscalYear;
use crate::receipt::{ReceiptError, ReceiptNumber};

/// A closed list of codes with the words that staff use.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$each])* $variant,)*
        }

        impl $name {
            /// Every one, in the order in which it is shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The stored code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $code,)*
                }
            }

            /// Reads a stored code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// The word that staff use.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)*
                }
            }
        }
    };
}

pub(crate) use codes;

codes! {
    /// How far a day is.
    DayState {
        /// Only the desk knows it.
        Draft = "draft", "下書き";
        /// Residents see it and apply in its period.
        Announced = "announced", "公開";
        /// It took place.
        Held = "held", "実施済";
        /// It does not take place.
        Cancelled = "cancelled", "中止";
    }
}

codes! {
    /// How far an application is.
    ApplicationState {
        /// Nothing is decided yet.
        Received = "received", "受付";
        /// Drawn, or next in the waiting list: a slot is to be agreed upon.
        Chosen = "chosen", "当選";
        /// It has a slot.
        Accepted = "accepted", "決定（可）";
        /// In the waiting list.
        Waiting = "waiting", "キャンセル待ち";
        /// Refused, with a reason.
        Declined = "declined", "決定（否）";
        /// Taken back by the applicant.
        Cancelled = "cancelled", "取消し";
    }
}

codes! {
    /// Who comes.
    PartyKind {
        /// 個人
        Person = "person", "個人";
        /// 団体
        Group = "group", "団体";
    }
}

codes! {
    /// What somebody needs to take part.
    Need {
        /// 手話通訳
        Sign = "sign", "手話通訳";
        /// 要約筆記
        Notetaking = "notetaking", "要約筆記";
        /// 車いす
        Wheelchair = "wheelchair", "車いす";
        /// 託児
        Childcare = "childcare", "託児";
        /// 外国語の通訳
        Interpreter = "interpreter", "外国語の通訳";
    }
}

codes! {
    /// How an application came.
    AppliedBy {
        /// The public form.
        Web = "web", "ウェブ";
        /// 電話
        Phone = "phone", "電話";
        /// 窓口
        Counter = "counter", "窓口";
    }
}

codes! {
    /// How a decision reaches the applicant.
    NoticeBy {
        /// メール
        Mail = "mail", "メール";
        /// 郵送
        Letter = "letter", "郵送";
    }
}

impl ApplicationState {
    /// True while the city has not said its last word and the applicant has not taken it back.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received | Self::Chosen | Self::Waiting => true,
            Self::Accepted | Self::Declined | Self::Cancelled => false,
        }
    }

    /// True when it stands in the way of deleting or of forgetting its day.
    #[must_use]
    pub const fn holds_the_day(self) -> bool {
        match self {
            Self::Received | Self::Chosen | Self::Waiting | Self::Accepted => true,
            Self::Declined | Self::Cancelled => false,
        }
    }

    /// True when it counts towards the applications of a fiscal year (by-law: one an applicant).
    #[must_use]
    pub const fn counts(self) -> bool {
        self.holds_the_day()
    }
}

/// The number of a day: `R8-対話02`, the second day of its series in the fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayNumber {
    /// The fiscal year of its date.
    pub fiscal_year: FiscalYear,
    /// The running number in series and year, from 1.
    pub sequence: u32,
}

impl DayNumber {
    /// With the mark of its series: `R8-対話02`. Remarks made on the day are numbered after it: `R8-対話02-03`.
    #[must_use]
    pub fn show(self, mark: &str) -> String {
        format!("{}-{mark}{:02}", self.fiscal_year.short(), self.sequence)
    }
}

/// The number of an application: `R8-対話申込-0012-K`, with the check character of receipt numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationNumber {
    /// The fiscal year of receipt.
    pub fiscal_year: FiscalYear,
    /// The running number in that year, from 1.
    pub sequence: u32,
}

/// Stands in the middle of an application's number, so that nobody takes it for a voice's.
const WORD: &str = "対話申込";

impl ApplicationNumber {
    const fn receipt(self) -> ReceiptNumber {
        ReceiptNumber { fiscal_year: self.fiscal_year, sequence: self.sequence }
    }

    /// Reads a number as people type it; the word in the middle may be left out, shortened to 申込, or written 申し込み.
    ///
    /// # Errors
    /// [`ReceiptError::Malformed`] or [`ReceiptError::WrongCheck`].
    pub fn parse(typed: &str) -> Result<Self, ReceiptError> {
        let bare =
            ["対話", "申し込み", "申込み", "申込"].iter().fold(typed.to_owned(), |text, word| text.replace(word, "-"));
        let ReceiptNumber { fiscal_year, sequence } = ReceiptNumber::parse(&bare)?;
        Ok(Self { fiscal_year, sequence })
    }
}

impl fmt::Display for ApplicationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{WORD}-{:04}-{}", self.fiscal_year.short(), self.sequence, self.receipt().check())
    }
}

/// 申込者 and how to reach them; erasable without the application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// 氏名, of a group its representative; byte-exact.
    pub name: String,
    /// 住所
    pub address: Option<String>,
    /// 電話
    pub phone: Option<String>,
    /// メール
    pub email: Option<String>,
    /// 連絡してよい時間・方法
    pub reach_note: Option<String>,
}

/// From when to when, on one day; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Beginning.
    pub from: NaiveTime,
    /// End.
    pub to: NaiveTime,
}

/// From here on a slot is an evening one.
const EVENING: NaiveTime = match NaiveTime::from_hms_opt(17, 15, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

impl Period {
    /// Reads two times as `13:30` or `9:05`, half or full width.
    #[must_use]
    pub fn parse(from: &str, to: &str) -> Option<Self> {
        Some(Self { from: time(from)?, to: time(to)? })
    }

    /// True when it ends after it begins.
    #[must_use]
    pub fn is_forward(self) -> bool {
        self.from < self.to
    }

    /// True when both have a minute in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// Minutes.
    #[must_use]
    pub fn minutes(self) -> i64 {
        (self.to - self.from).num_minutes()
    }

    /// True when it begins after the city hall's usual hours.
    #[must_use]
    pub fn is_evening(self) -> bool {
        self.from >= EVENING
    }
}

impl fmt::Display for Period {
    /// `13:30～13:55`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}～{}", self.from.format("%-H:%M"), self.to.format("%-H:%M"))
    }
}

/// A time as people type it.
#[must_use]
pub fn time(typed: &str) -> Option<NaiveTime> {
    let half: String = typed
        .trim()
        .chars()
        .map(|sign| match sign {
            '０'..='９' | '：' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
            _ => sign,
        })
        .collect();
    NaiveTime::parse_from_str(&half, "%H:%M").ok()
}

/// The first two that overlap, by their places in the list.
#[must_use]
pub fn overlapping(periods: &[Period]) -> Option<(usize, usize)> {
    let mut order: Vec<usize> = (0..periods.len()).collect();
    order.sort_by_key(|at| (periods[*at], *at));
    order.windows(2).map(|pair| (pair[0], pair[1])).find(|(a, b)| periods[*a].overlaps(periods[*b]))
}

/// When applications are taken, and whether that is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reception {
    /// Not announced, or cancelled, or over.
    None,
    /// From a day on.
    Later(NaiveDate),
    /// Now, until a day.
    Now(NaiveDate),
    /// The period is over.
    Over,
}

/// Whether applications for a day are taken today.
#[must_use]
pub fn reception(
    state: DayState,
    held_on: NaiveDate,
    period: (Option<NaiveDate>, Option<NaiveDate>),
    today: NaiveDate,
) -> Reception {
    match (state, period) {
        (DayState::Announced, (Some(from), Some(until))) if today <= held_on => {
            if today < from {
                Reception::Later(from)
            } else if today <= until {
                Reception::Now(until)
            } else {
                Reception::Over
            }
        }
        (DayState::Announced | DayState::Draft | DayState::Held | DayState::Cancelled, _) => Reception::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_and_its_remarks_are_numbered_by_series_and_fiscal_year() {
        let number = DayNumber { fiscal_year: FiscalYear::of(day("2027-02-17")), sequence: 2 };
        assert_eq!(number.show("対話"), "R8-対話02");
        assert_eq!(number.show("移動"), "R8-移動02");
    }

    #[test]
    fn an_application_is_found_however_its_number_is_typed() {
        let number = ApplicationNumber { fiscal_year: FiscalYear::starting(2026), sequence: 12 };
        let shown = number.to_string();
        assert!(shown.starts_with("R8-対話申込-0012-"), "{shown}");
        let check = shown.chars().last().unwrap();
        for typed in [
            shown,
            format!("r8対話申込0012{check}").replace("0012", "-0012-"),
            format!("Ｒ８－対話申込－００１２－{check}"),
            format!("R8-申込-12-{check}"),
            format!("R8-12-{check}"),
            format!(" R8 ー 申し込み ー 0012 ー {check} "),
        ] {
            assert_eq!(ApplicationNumber::parse(&typed), Ok(number), "{typed}");
        }
        let wrong = if check == 'A' { 'C' } else { 'A' };
        assert_eq!(ApplicationNumber::parse(&format!("R8-対話申込-0012-{wrong}")), Err(ReceiptError::WrongCheck));
        assert_eq!(ApplicationNumber::parse("対話申込"), Err(ReceiptError::Malformed));
    }

    #[test]
    fn slots_that_touch_do_not_overlap() {
        let slot = |from, to| Period::parse(from, to).unwrap();
        let table = [
            (vec![slot("13:30", "13:55"), slot("13:55", "14:20")], None),
            (vec![slot("14:00", "14:25"), slot("13:30", "14:01")], Some((1, 0))),
            (vec![slot("18:00", "18:30"), slot("13:30", "13:55"), slot("18:29", "18:50")], Some((0, 2))),
            (vec![], None),
        ];
        for (periods, expected) in table {
            assert_eq!(overlapping(&periods), expected, "{periods:?}");
        }
        assert!(slot("17:30", "18:00").is_evening() && !slot("13:30", "13:55").is_evening());
        assert_eq!(slot("１３：３０", "13:55").to_string(), "13:30～13:55");
        assert!(Period::parse("25:00", "26:00").is_none());
    }

    #[test]
    fn applications_are_taken_in_the_period_of_an_announced_day_only() {
        let period = (Some(day("2026-06-01")), Some(day("2026-06-10")));
        let on = |state, today| reception(state, day("2026-06-17"), period, day(today));
        assert_eq!(on(DayState::Announced, "2026-05-31"), Reception::Later(day("2026-06-01")));
        assert_eq!(on(DayState::Announced, "2026-06-01"), Reception::Now(day("2026-06-10")));
        assert_eq!(on(DayState::Announced, "2026-06-10"), Reception::Now(day("2026-06-10")));
        assert_eq!(on(DayState::Announced, "2026-06-11"), Reception::Over);
        assert_eq!(on(DayState::Announced, "2026-06-18"), Reception::None);
        for state in [DayState::Draft, DayState::Held, DayState::Cancelled] {
            assert_eq!(on(state, "2026-06-05"), Reception::None);
        }
    }

    #[test]
    fn stored_codes_read_back() {
        DayState::ALL.iter().for_each(|one| assert_eq!(DayState::parse(one.code()), Some(*one)));
        ApplicationState::ALL.iter().for_each(|one| assert_eq!(ApplicationState::parse(one.code()), Some(*one)));
        Need::ALL.iter().for_each(|one| assert_eq!(Need::parse(one.code()), Some(*one)));
        assert_eq!(PartyKind::parse("crowd"), None);
    }

    proptest! {
        #[test]
        fn an_overlap_is_found_wherever_there_is_one(times in proptest::collection::vec((0u32..1380, 1u32..60), 0..8)) {
            let at = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap();
            let periods: Vec<Period> = times.iter().map(|(from, long)| Period { from: at(*from), to: at(from + long) }).collect();
            let any = (0..periods.len()).any(|a| (0..a).any(|b| periods[a].overlaps(periods[b])));
            prop_assert_eq!(overlapping(&periods).is_some(), any);
        }
    }
}
