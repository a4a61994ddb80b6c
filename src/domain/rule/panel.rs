//! 市政モニター: who may become one, how many of which classes are wanted, what the open call asks, what an answer brings?

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::dialogue::Notice;
use super::error::RuleError;
use crate::localized::Localized;
use crate::panel::{Classes, eligibility::Against, quota};

/// `panel.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panels {
    /// What it is.
    pub about: Localized,
    /// What monitors do.
    pub duties: Vec<Localized>,
    /// Who may apply, in words.
    pub who: Vec<Localized>,
    /// What an answer brings, in words.
    pub thanks: Localized,
    /// Months of a term.
    pub term_months: u8,
    /// Monitors of a term.
    pub size: u32,
    /// Age on the first day of the term.
    pub youngest: u16,
    /// 市との関わり codes of the city that may apply; empty = all.
    #[serde(default)]
    pub relations: Vec<String>,
    /// Terms in a row of one and the same person; 0 = as many as they like.
    pub terms_in_a_row: u8,
    /// Whoever was a monitor at any time does not become one again.
    #[serde(default)]
    pub past_excluded: bool,
    /// One of a household.
    pub one_per_household: bool,
    /// A draw gives places that no cell asks for to the others, in the order of the lots.
    pub draw_gives_rest: bool,
    /// Data of those who are no monitors are erased so many days after the selection.
    pub erase_candidates_days: u16,
    /// Data of monitors are erased so many days after the term, or after they left.
    pub erase_monitors_days: u16,
    /// Names and addresses of those who were asked in an anonymous survey are erased so many days after its last day.
    #[serde(default = "usual_days")]
    pub erase_invitees_days: u16,
    /// Yen an answer brings.
    pub reward_per_answer: u32,
    /// Yen a fiscal year brings at most; 0 = no cap.
    pub reward_cap: u32,
    /// Surveys that monitors are asked to answer in a fiscal year; more than that is pointed out before a survey is opened. 0 = as many
    /// as there are.
    #[serde(default)]
    pub surveys_a_year: u32,
    /// What the open call asks beside name, age, gender, district and the way of the answer.
    #[serde(default)]
    pub asks: Vec<Ask>,
    /// 職業
    pub occupations: Vec<Occupation>,
    /// 年代, of the quota and of surveys.
    pub ages: Vec<AgeClass>,
    /// 性別
    pub genders: Vec<Class>,
    /// 地区
    pub districts: Vec<Class>,
    /// Why somebody is not chosen.
    pub reasons: Vec<Reason>,
    /// 委嘱状
    pub letter: Letter,
    /// What candidates and monitors are told.
    pub notices: PanelNotices,
}

/// Of rules from before there was such a day.
const fn usual_days() -> u16 {
    90
}

/// A further question of the open call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What.
    pub field: AskField,
    /// It has to be answered.
    #[serde(default)]
    pub required: bool,
}

/// What may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskField {
    /// ふりがな
    Kana,
    /// 電話
    Phone,
    /// 市との関わり
    Relation,
    /// 職業
    Occupation,
    /// 応募の動機
    Motive,
}

/// A 職業.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occupation {
    /// Code.
    pub code: String,
    /// Its words.
    pub label: Localized,
    /// Who has it cannot be a monitor.
    #[serde(default)]
    pub excluded: bool,
}

/// A 年代.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeClass {
    /// Code.
    pub code: String,
    /// Its words.
    pub label: Localized,
    /// Youngest.
    pub from: u16,
    /// Oldest.
    pub to: u16,
    /// Share of the population, in any unit; 0 = no place is kept.
    pub weight: u32,
}

/// A 性別 or 地区.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Code.
    pub code: String,
    /// Its words.
    pub label: Localized,
    /// How registers of residents write it beside the label and the code, e.g. `1` or `M`.
    #[serde(default)]
    pub written: Vec<String>,
    /// Share of the population, in any unit; 0 = no place is kept.
    pub weight: u32,
}

/// Why somebody is not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code; those of [`Against`] and `places` are used by the program.
    pub code: String,
    /// What staff call it.
    pub label: String,
    /// What the person reads.
    pub public: Localized,
}

/// 委嘱状: `{name} {panel} {from} {until} {number}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// 委嘱状
    pub title: String,
    /// Its text.
    pub body: String,
}

/// What people are told; `{panel} {number} {term} {reason} {words}` are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelNotices {
    /// 応募を受け付けた
    pub received: Notice,
    /// 委嘱する
    pub appointed: Notice,
    /// 補欠
    pub reserve: Notice,
    /// 選ばれなかった
    pub not_chosen: Notice,
    /// Drawn from the register, or recommended: asked whether they want to.
    pub asked: Notice,
    /// 任期の途中で離れた
    pub left: Notice,
}

/// Which notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelNoticeKind {
    /// The application is there.
    Received,
    /// 委嘱
    Appointed,
    /// 補欠
    Reserve,
    /// 選外
    NotChosen,
    /// 依頼
    Asked,
    /// 退任
    Left,
}

impl PanelNoticeKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Received, Self::Appointed, Self::Reserve, Self::NotChosen, Self::Asked, Self::Left];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Appointed => "appointed",
            Self::Reserve => "reserve",
            Self::NotChosen => "not_chosen",
            Self::Asked => "asked",
            Self::Left => "left",
        }
    }

    /// The word that staff use for a stored code.
    #[must_use]
    pub fn label(code: &str) -> &'static str {
        match Self::ALL.into_iter().find(|kind| kind.code() == code) {
            Some(Self::Received) => "受付のお知らせ",
            Some(Self::Appointed) => "委嘱の通知",
            Some(Self::Reserve) => "補欠の通知",
            Some(Self::NotChosen) => "選考結果（選外）の通知",
            Some(Self::Asked) => "就任の依頼",
            Some(Self::Left) => "退任の通知",
            None => "通知",
        }
    }
}

impl PanelNotices {
    /// The words of a kind.
    #[must_use]
    pub const fn of(&self, kind: PanelNoticeKind) -> &Notice {
        match kind {
            PanelNoticeKind::Received => &self.received,
            PanelNoticeKind::Appointed => &self.appointed,
            PanelNoticeKind::Reserve => &self.reserve,
            PanelNoticeKind::NotChosen => &self.not_chosen,
            PanelNoticeKind::Asked => &self.asked,
            PanelNoticeKind::Left => &self.left,
        }
    }
}

/// The reason of those for whom there was no place.
pub const NO_PLACE: &str = "places";
/// What may stand in a notice.
const IN_NOTICES: [&str; 5] = ["panel", "number", "term", "reason", "words"];
/// What may stand in a 委嘱状.
const IN_LETTERS: [&str; 5] = ["name", "panel", "from", "until", "number"];

impl Panels {
    /// The class of an age.
    #[must_use]
    pub fn age_class(&self, age: u16) -> Option<&AgeClass> {
        self.ages.iter().find(|class| (class.from..=class.to).contains(&age))
    }

    /// The occupation of this code.
    #[must_use]
    pub fn occupation(&self, code: &str) -> Option<&Occupation> {
        self.occupations.iter().find(|one| one.code == code)
    }

    /// The reason of this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|one| one.code == code)
    }

    /// Whether a field is asked, and whether it has to be answered.
    #[must_use]
    pub fn ask(&self, field: AskField) -> Option<bool> {
        self.asks.iter().find(|ask| ask.field == field).map(|ask| ask.required)
    }

    /// The words of a class by what it is called in the rule; a code that is gone is shown as it is.
    #[must_use]
    pub fn class_label<'a>(&'a self, code: &'a str) -> &'a str {
        let ages = self.ages.iter().map(|class| (&class.code, &class.label));
        let others = self.genders.iter().chain(&self.districts).map(|class| (&class.code, &class.label));
        ages.chain(others).find(|(own, _)| *own == code).map_or(code, |(_, label)| label.ja.as_str())
    }

    /// A class by its Japanese words, as questionnaires name it.
    #[must_use]
    pub fn class_named(&self, ja: &str) -> Option<&Localized> {
        let others = self.genders.iter().chain(&self.districts).map(|class| &class.label);
        self.ages.iter().map(|class| &class.label).chain(others).find(|label| label.ja == ja)
    }

    /// 40代・女性・小川
    #[must_use]
    pub fn words(&self, classes: &Classes) -> String {
        [&classes.age_group, &classes.gender, &classes.district].map(|code| self.class_label(code)).join("・")
    }

    /// How many are wanted in each cell of a panel of this size, in the order of the rule.
    #[must_use]
    pub fn quota(&self, size: u32) -> Vec<(Classes, u32)> {
        let mut weights = Vec::new();
        for age in self.ages.iter().filter(|age| age.to >= self.youngest) {
            for gender in &self.genders {
                for district in &self.districts {
                    let classes = Classes {
                        age_group: age.code.clone(),
                        gender: gender.code.clone(),
                        district: district.code.clone(),
                    };
                    let weight = [age.weight, gender.weight, district.weight].map(u64::from).iter().product();
                    weights.push((classes, weight));
                }
            }
        }
        quota::share(size, &weights)
    }
}

impl Document for Panels {
    const TITLE: &'static str = "市政モニター";

    fn validate(&self) -> Result<(), RuleError> {
        check::within("size", self.size.into(), 1, 10_000)?;
        check::within("term_months", self.term_months.into(), 1, 60)?;
        check::within("youngest", self.youngest.into(), 6, 99)?;
        check::within("erase_candidates_days", self.erase_candidates_days.into(), 1, 1_830)?;
        check::within("erase_monitors_days", self.erase_monitors_days.into(), 1, 3_660)?;
        check::within("erase_invitees_days", self.erase_invitees_days.into(), 1, 1_830)?;
        check::text("about", &self.about)?;
        check::text("thanks", &self.thanks)?;
        self.duties.iter().chain(&self.who).try_for_each(|text| check::text("duties, who", text))?;
        self.validate_classes()?;
        check::some("職業", &self.occupations)?;
        check::codes("職業", self.occupations.iter().map(|one| one.code.as_str()))?;
        self.occupations.iter().try_for_each(|one| check::text(&format!("職業「{}」", one.code), &one.label))?;
        self.validate_reasons()?;
        check::filled("委嘱状", "title", &self.letter.title)?;
        check::filled("委嘱状", "body", &self.letter.body)?;
        check::placeholders("委嘱状", &self.letter.body, &IN_LETTERS)?;
        for kind in PanelNoticeKind::ALL {
            let (place, notice) = (format!("通知「{}」", kind.code()), self.notices.of(kind));
            for text in [&notice.title, &notice.body] {
                check::text(&place, text)?;
                text.texts().try_for_each(|(_, text)| check::placeholders(&place, text, &IN_NOTICES))?;
            }
        }
        Ok(())
    }
}

impl Panels {
    fn validate_classes(&self) -> Result<(), RuleError> {
        check::some("年代", &self.ages)?;
        check::codes("年代", self.ages.iter().map(|class| class.code.as_str()))?;
        for (at, class) in self.ages.iter().enumerate() {
            let place = format!("年代「{}」", class.code);
            check::text(&place, &class.label)?;
            let follows = at.checked_sub(1).and_then(|before| self.ages.get(before)).map(|before| before.to + 1);
            if class.to < class.from || follows.is_some_and(|next| next != class.from) {
                let remedy = "from と to を、若い順に、すき間なく続けてください";
                return Err(RuleError::new(place, "年代が続いていません", remedy));
            }
        }
        for (row, classes) in [("性別", &self.genders), ("地区", &self.districts)] {
            check::some(row, classes)?;
            check::codes(row, classes.iter().map(|class| class.code.as_str()))?;
            classes.iter().try_for_each(|class| check::text(&format!("{row}「{}」", class.code), &class.label))?;
        }
        if self.quota(1).iter().all(|(_, wanted)| *wanted == 0) {
            return Err(RuleError::new("weight", "どの区分の割合も0です", "年代・性別・地区に割合を入れてください"));
        }
        Ok(())
    }

    fn validate_reasons(&self) -> Result<(), RuleError> {
        check::codes("選ばない理由", self.reasons.iter().map(|reason| reason.code.as_str()))?;
        for reason in &self.reasons {
            let row = format!("選ばない理由「{}」", reason.code);
            check::filled(&row, "label", &reason.label)?;
            check::text(&row, &reason.public)?;
        }
        let needed = Against::ALL.into_iter().map(Against::code).chain([NO_PLACE]);
        for code in needed {
            if self.reason(code).is_none() {
                let remedy = format!("code = \"{code}\" の行を加えてください");
                return Err(RuleError::new("選ばない理由", format!("「{code}」がありません"), remedy));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::rule::check::read;

    fn body() -> String {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/presets/omitama/panel.toml");
        std::fs::read_to_string(file).unwrap()
    }

    pub(crate) fn preset() -> Panels {
        read(&body()).unwrap()
    }

    #[test]
    fn the_quota_of_the_preset_adds_up_and_keeps_no_place_for_who_does_not_say() {
        let rule = preset();
        let quota = rule.quota(rule.size);
        assert_eq!(quota.iter().map(|(_, wanted)| wanted).sum::<u32>(), rule.size);
        assert!(quota.iter().filter(|(c, _)| c.gender == "unstated").all(|(_, wanted)| *wanted == 0));
        assert_eq!(rule.age_class(18).map(|class| class.code.as_str()), Some("10s"));
        assert_eq!(rule.age_class(30).map(|class| class.code.as_str()), Some("30s"));
        assert_eq!(rule.age_class(104).map(|class| class.code.as_str()), Some("80s"));
        let classes = Classes { age_group: "40s".into(), gender: "female".into(), district: "ogawa".into() };
        assert_eq!(rule.words(&classes), "40代・女性・小川");
    }

    #[test]
    fn each_mistake_in_the_rule_names_its_place_and_a_way_out() {
        for (from, to, problem) in [
            ("from = 30", "from = 31", "年代が続いていません"),
            ("code = \"household\"", "code = \"houses\"", "「household」がありません"),
            ("{panel}", "{panell}", "ここでは使えません"),
            ("{from}", "{since}", "ここでは使えません"),
            ("size = ", "size = 0 # ", "使えない数"),
            ("youngest = ", "youngest = 0 # ", "使えない数"),
            ("code = \"homemaker\"", "code = \"company\"", "同じコードが2回"),
            ("field = \"motive\"", "field = \"income\"", "income"),
        ] {
            let body = body();
            assert!(body.contains(from), "{from}");
            let error = read::<Panels>(&body.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(problem) && !error.remedy.is_empty(), "{from}: {error}");
        }
    }
}
