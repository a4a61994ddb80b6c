//! 市政モニター: how far are a term and its candidates, by which ways do people come, and into which coarse classes do they fall?
//!
//! Who may become a monitor is a rule of the city (`rule/panel.rs`); the draw itself is in `draw.rs`.

pub mod burden;
pub mod eligibility;
pub mod quota;
pub mod register;
pub mod reward;
pub mod small_cells;

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::dialogue::codes;
use crate::era::FiscalYear;
use crate::receipt::ReceiptNumber;

codes! {
    /// How far a term (任期) is.
    PanelState {
        /// Only the desk knows it.
        Draft = "draft", "準備中";
        /// The open call is public and the first seed is sealed.
        Called = "called", "募集・選考";
        /// The selection is over: everybody was told.
        Settled = "settled", "選考済";
    }
}

codes! {
    /// How far a candidate is.
    CandidateState {
        /// Nothing is decided yet.
        Received = "received", "受付";
        /// Will be a monitor.
        Chosen = "chosen", "選出";
        /// Next when a place becomes free.
        Reserve = "reserve", "補欠";
        /// Not chosen, with a reason.
        NotChosen = "not_chosen", "選外";
        /// Does not want to any more.
        Declined = "declined", "辞退";
        /// Is a monitor: the rest stands there.
        Appointed = "appointed", "委嘱済";
    }
}

codes! {
    /// How somebody became a candidate.
    CandidateWay {
        /// 公募 by the public form.
        Web = "web", "公募（ウェブ）";
        /// 公募 by telephone.
        Phone = "phone", "公募（電話）";
        /// 公募 at the counter or on paper.
        Counter = "counter", "公募（窓口・郵送）";
        /// 無作為抽出 from the resident register.
        Register = "register", "無作為抽出";
        /// 区長推薦
        Recommended = "recommended", "区長推薦";
        /// A monitor of an earlier term who goes on.
        Renewal = "renewal", "再任";
    }
}

codes! {
    /// Which list a round is drawn from.
    DrawSource {
        /// Everybody who applied or was recommended.
        Call = "call", "応募・推薦";
        /// The rows of a resident register.
        Register = "register", "住民基本台帳の名簿";
    }
}

codes! {
    /// Why somebody left.
    Leaving {
        /// 本人の申出
        Own = "own", "本人の申出";
        /// 転出
        Moved = "moved", "転出・市との関わりがなくなった";
        /// 対象外の職に就いた
        Occupation = "occupation", "対象外の職業に就いた";
        /// 死亡
        Died = "died", "死亡";
        /// 解嘱
        Dismissed = "dismissed", "解嘱";
    }
}

impl CandidateState {
    /// True while the city has not decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Reserve)
    }

    /// True when it takes a place of the panel.
    #[must_use]
    pub const fn takes_a_place(self) -> bool {
        matches!(self, Self::Chosen | Self::Appointed)
    }
}

impl CandidateWay {
    /// The list that a candidate of this way is drawn from; 区長推薦 and 再任 are chosen by hand.
    #[must_use]
    pub const fn source(self) -> Option<DrawSource> {
        match self {
            Self::Web | Self::Phone | Self::Counter => Some(DrawSource::Call),
            Self::Register => Some(DrawSource::Register),
            Self::Recommended | Self::Renewal => None,
        }
    }
}

/// The coarse classes of a person: all that an anonymous survey may know.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Classes {
    /// Code of the 年代.
    pub age_group: String,
    /// Code of the 性別.
    pub gender: String,
    /// Code of the 地区.
    pub district: String,
}

/// Who somebody is and how they are reached; erasable without the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// 氏名, byte-exact.
    pub name: String,
    /// ふりがな; empty when nobody said.
    pub kana: String,
    /// 住所
    pub address: Option<String>,
    /// 電話
    pub phone: Option<String>,
    /// メール
    pub email: Option<String>,
}

/// The number of a candidate who applied or was recommended: `R8-モニター0012-K`, with the check character of receipt numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidateNumber {
    /// The fiscal year of receipt.
    pub fiscal_year: FiscalYear,
    /// The running number in that year, from 1.
    pub sequence: u32,
}

impl fmt::Display for CandidateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = ReceiptNumber { fiscal_year: self.fiscal_year, sequence: self.sequence }.check();
        write!(f, "{}-モニター{:04}-{check}", self.fiscal_year.short(), self.sequence)
    }
}

/// The number of a row of a resident register, in the order of the file: `名簿1-00042`.
#[must_use]
pub fn register_number(list: u32, row: u32) -> String {
    format!("名簿{list}-{row:05}")
}

/// Full years from birth to a day; a day before birth gives nothing.
#[must_use]
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> Option<u16> {
    on.years_since(birth).and_then(|years| u16::try_from(years).ok())
}

/// When one may apply to a panel, and whether that is now.
#[must_use]
pub fn is_receiving(state: PanelState, period: (NaiveDate, NaiveDate), today: NaiveDate) -> bool {
    state == PanelState::Called && (period.0..=period.1).contains(&today)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_of_candidates_sort_as_they_were_given() {
        let year = FiscalYear::starting(2026);
        let shown = CandidateNumber { fiscal_year: year, sequence: 12 }.to_string();
        assert!(shown.starts_with("R8-モニター0012-"), "{shown}");
        assert!(CandidateNumber { fiscal_year: year, sequence: 9 }.to_string() < shown);
        assert_eq!(register_number(1, 42), "名簿1-00042");
    }

    #[test]
    fn an_age_is_that_of_the_day() {
        for (birth, on, age) in [
            ("2008-04-02", "2026-04-01", Some(17)),
            ("2008-04-01", "2026-04-01", Some(18)),
            ("2008-02-29", "2026-02-28", Some(17)),
            ("2027-01-01", "2026-04-01", None),
        ] {
            assert_eq!(age_on(day(birth), day(on)), age, "{birth}");
        }
    }

    #[test]
    fn the_call_is_open_in_its_period_only() {
        let period = (day("2026-12-01"), day("2026-12-20"));
        assert!(is_receiving(PanelState::Called, period, day("2026-12-20")));
        assert!(!is_receiving(PanelState::Called, period, day("2026-12-21")));
        assert!(!is_receiving(PanelState::Draft, period, day("2026-12-10")));
        assert!(!is_receiving(PanelState::Settled, period, day("2026-12-10")));
    }

    #[test]
    fn stored_codes_read_back() {
        PanelState::ALL.iter().for_each(|one| assert_eq!(PanelState::parse(one.code()), Some(*one)));
        CandidateState::ALL.iter().for_each(|one| assert_eq!(CandidateState::parse(one.code()), Some(*one)));
        CandidateWay::ALL.iter().for_each(|one| assert_eq!(CandidateWay::parse(one.code()), Some(*one)));
        Leaving::ALL.iter().for_each(|one| assert_eq!(Leaving::parse(one.code()), Some(*one)));
    }
}
