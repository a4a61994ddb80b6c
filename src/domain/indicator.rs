//! 成果指標の実績: which way a proposed value goes, by which formula a survey's answers become one, and how that is said.
//! Indicators themselves stand in the plan (`plan.rs`); how a share is counted is in `statistic/share.rs`,
//! who may propose and decide in `indicator/allowed.rs`.

pub mod allowed;

use serde::{Deserialize, Serialize};

use crate::{
    import::fold::narrow,
    survey::{Kind, Question},
};

/// The earliest year of an 実績, 西暦.
pub const FIRST_YEAR: u16 = 1990;
/// Digits behind the point that are kept.
const DECIMALS: f64 = 10_000.0;
/// No figure of a city is larger.
const LARGEST: f64 = 1e12;

/// How far a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 決定待ち
    Proposed,
    /// 今の値
    InForce,
    /// 前の値: another one of the same year took its place.
    Replaced,
    /// 差し戻し
    SentBack,
    /// 取り下げ
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] = [State::Proposed, State::InForce, State::Replaced, State::SentBack, State::Withdrawn];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::InForce => "in_force",
            State::Replaced => "replaced",
            State::SentBack => "sent_back",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            State::Proposed => "決定待ち",
            State::InForce => "今の値",
            State::Replaced => "前の値",
            State::SentBack => "差し戻し",
            State::Withdrawn => "取り下げ",
        }
    }

    /// Where an act leads; `None` where it does not fit.
    #[must_use]
    pub const fn next(self, act: Act) -> Option<State> {
        match (self, act) {
            (State::Proposed, Act::Approve) => Some(State::InForce),
            (State::Proposed, Act::SendBack) => Some(State::SentBack),
            (State::Proposed, Act::Withdraw) => Some(State::Withdrawn),
            (
                State::InForce | State::Replaced | State::SentBack | State::Withdrawn,
                Act::Approve | Act::SendBack | Act::Withdraw,
            ) => None,
        }
    }
}

/// What is done with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// 決定する, by somebody else than who proposed it.
    Approve,
    /// 差し戻す, with a reason.
    SendBack,
    /// 取り下げる, by who proposed it.
    Withdraw,
}

impl Act {
    /// The code in histories.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Act::Approve => "indicator_approved",
            Act::SendBack => "indicator_sent_back",
            Act::Withdraw => "indicator_withdrawn",
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// 計画のファイル
    Plan,
    /// 手入力
    Hand,
    /// 調査の結果
    Survey,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Origin; 3] = [Origin::Plan, Origin::Hand, Origin::Survey];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Origin::Plan => "plan",
            Origin::Hand => "hand",
            Origin::Survey => "survey",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Origin::Plan => "計画のファイル",
            Origin::Hand => "手入力",
            Origin::Survey => "調査の結果",
        }
    }
}

/// Of whom a share is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Of those who answered the question.
    #[default]
    Answered,
    /// Of all to whom it was put.
    Asked,
}

impl Base {
    /// Every base.
    pub const ALL: [Base; 2] = [Base::Answered, Base::Asked];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Base::Answered => "answered",
            Base::Asked => "asked",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|base| base.code() == code)
    }

    /// 無回答を除く
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Base::Answered => "無回答を除く",
            Base::Asked => "無回答を含む",
        }
    }
}

/// Which share of whose answers an indicator is. Kept as data, so that the value can be reckoned again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    /// Id of the question.
    pub question: String,
    /// Code of a matrix's row; empty for the question itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub row: String,
    /// Codes of the options that count.
    pub codes: Vec<String>,
    /// Of whom.
    pub base: Base,
    /// Each answer weighs as its class weighs in the population.
    #[serde(default)]
    pub weighted: bool,
}

/// What is wrong with a formula, by the field that mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No such question, or none with options.
    Question,
    /// A matrix needs one of its rows.
    Row,
    /// No option, or one that is not there.
    Codes,
}

/// True for questions of which a share can be taken.
#[must_use]
pub const fn has_shares(kind: Kind) -> bool {
    matches!(kind, Kind::SingleChoice | Kind::MultipleChoice | Kind::Scale | Kind::ScaleMatrix)
}

impl Formula {
    /// The row and the options of the formula as places in the question.
    ///
    /// # Errors
    /// The first part that does not fit the question.
    pub fn places(&self, question: &Question) -> Result<(Option<usize>, Vec<usize>), Unfit> {
        if !has_shares(question.kind) {
            return Err(Unfit::Question);
        }
        let row = question.rows.iter().position(|row| row.code == self.row);
        // A matrix needs a row, and no other question has one.
        if (question.kind == Kind::ScaleMatrix) != row.is_some() || row.is_some() == self.row.is_empty() {
            return Err(Unfit::Row);
        }
        let known = question.codes();
        let place = |code: &String| known.iter().position(|(known, _)| known == code);
        let mut places = self.codes.iter().map(place).collect::<Option<Vec<_>>>().ok_or(Unfit::Codes)?;
        places.sort_unstable();
        places.dedup();
        if places.is_empty() { Err(Unfit::Codes) } else { Ok((row, places)) }
    }

    /// 問3「…」で「1 満足」「2 やや満足」を選んだ割合（n=287、無回答を除く）. Only of a formula whose places fit.
    #[must_use]
    pub fn words(&self, question: &Question, n: u64) -> String {
        let number = question.no.map_or_else(|| question.id.clone(), |no| format!("問{no}"));
        let row = question.row(&self.row).map(|row| format!("の「{}」", row.label)).unwrap_or_default();
        let chosen: String = question
            .codes()
            .iter()
            .filter(|(code, _)| self.codes.contains(code))
            .map(|(code, label)| format!("「{code} {label}」"))
            .collect();
        let weighted = if self.weighted { "、人口に合わせた重みあり" } else { "" };
        format!("{number}「{}」{row}で{chosen}を選んだ割合（n={n}、{}{weighted}）", question.text, self.base.words())
    }
}

/// A share as it becomes a value: in percent with one digit, as plans print it.
#[must_use]
pub fn rounded(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}

/// Two values are the same as far as they are kept.
#[must_use]
pub fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() * DECIMALS < 1.0
}

/// A figure as people type it: 18.2, 18．2％, 393,118. At most four digits behind the point are kept.
#[must_use]
pub fn figure(typed: &str) -> Option<f64> {
    let text = narrow(typed).replace(['△', '▲'], "-");
    let text: String = text.trim().trim_end_matches('%').chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    // The digits of a figure alone: Rust would read `inf` and `1e9` too.
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let value: f64 = plain.then(|| text.parse().ok()).flatten()?;
    (value.abs() < LARGEST).then(|| (value * DECIMALS).round() / DECIMALS)
}

/// A figure as it is read: 393118, 18.2.
#[must_use]
pub fn written(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{Choice, Row, Step};

    fn question(kind: Kind) -> Question {
        let step = |value, label: &str| Step { value, label: label.into(), ..Step::default() };
        let option = |code: &str, label: &str| Choice { code: code.into(), label: label.into(), ..Choice::default() };
        let mut question =
            Question { id: "Q3".into(), no: Some(3), kind, text: "満足ですか。".into(), ..Question::default() };
        if kind == Kind::ScaleMatrix {
            question.scale = vec![step(2, "満足"), step(1, "不満")];
            question.rows = vec![Row { code: "a".into(), label: "字".into(), ..Row::default() }];
        } else {
            question.options = vec![option("1", "満足"), option("2", "やや満足"), option("3", "不満")];
        }
        question
    }

    fn formula(row: &str, codes: &[&str]) -> Formula {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        Formula { question: "Q3".into(), row: row.into(), codes, ..Formula::default() }
    }

    #[test]
    fn a_formula_is_said_in_words_that_name_question_options_and_base() {
        let said = formula("", &["2", "1"]).words(&question(Kind::SingleChoice), 287);
        assert_eq!(said, "問3「満足ですか。」で「1 満足」「2 やや満足」を選んだ割合（n=287、無回答を除く）");
        let weighted = Formula { base: Base::Asked, weighted: true, ..formula("a", &["2"]) };
        let said = weighted.words(&question(Kind::ScaleMatrix), 30);
        assert_eq!(
            said,
            "問3「満足ですか。」の「字」で「2 満足」を選んだ割合（n=30、無回答を含む、人口に合わせた重みあり）"
        );
    }

    #[test]
    fn a_formula_fits_its_question_or_says_which_part_does_not() {
        let (single, matrix) = (question(Kind::SingleChoice), question(Kind::ScaleMatrix));
        assert_eq!(formula("", &["3", "1", "3"]).places(&single), Ok((None, vec![0, 2])));
        assert_eq!(formula("a", &["1"]).places(&matrix), Ok((Some(0), vec![1])));
        assert_eq!(formula("", &[]).places(&single), Err(Unfit::Codes));
        assert_eq!(formula("", &["9"]).places(&single), Err(Unfit::Codes));
        assert_eq!(formula("", &["1"]).places(&matrix), Err(Unfit::Row));
        assert_eq!(formula("a", &["1"]).places(&single), Err(Unfit::Row));
        assert_eq!(formula("", &["1"]).places(&question(Kind::Ranking)), Err(Unfit::Question));
    }

    #[test]
    fn figures_are_read_as_people_type_them() {
        let table: [(&str, Option<f64>); 11] = [
            ("18.2", Some(18.2)),
            ("１８．２％", Some(18.2)),
            (" 393,118 ", Some(393_118.0)),
            ("△3.5", Some(-3.5)),
            ("0", Some(0.0)),
            ("1.00004", Some(1.0)),
            ("", None),
            ("inf", None),
            ("1e9", None),
            ("一八", None),
            ("9999999999999", None),
        ];
        for (typed, value) in table {
            assert_eq!(figure(typed), value, "{typed}");
        }
        assert_eq!([18.2, 393_118.0, 20.0, 0.1234].map(written), ["18.2", "393118", "20", "0.1234"]);
        assert_eq!([rounded(18.24), rounded(18.25), rounded(100.0 / 3.0)], [18.2, 18.3, 33.3]);
    }

    #[test]
    fn what_is_decided_is_not_decided_again() {
        for state in State::ALL {
            assert_eq!(State::parse(state.code()), Some(state));
            for act in [Act::Approve, Act::SendBack, Act::Withdraw] {
                assert_eq!(state.next(act).is_some(), state == State::Proposed);
            }
        }
        assert!(Origin::ALL.iter().all(|origin| Origin::parse(origin.code()) == Some(*origin)));
        assert!(Base::ALL.iter().all(|base| Base::parse(base.code()) == Some(*base)));
    }
}
