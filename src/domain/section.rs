//! Which sections (課) does the city have, and since when?
//!
//! Sections come and go with every reorganisation (組織改編), so each has dates and may name a successor. What a
//! section does (事務分掌) is a list of everyday phrases; it is a way to the section of its own, beside the plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::rule::check::{self, Document};
use crate::rule::error::RuleError;

/// The sections file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sections {
    /// All sections, in the order in which lists show them.
    pub sections: Vec<Section>,
}

/// One section (課), 室, office or independent body that takes cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// ASCII slug, never reused.
    pub code: String,
    /// 課名 as printed.
    pub name: String,
    /// Its reading in hiragana or katakana, for sorting and search.
    pub reading: String,
    /// English name.
    pub en: String,
    /// 部 or body it belongs to.
    pub department: String,
    /// 文書記号, e.g. 秘広 in 秘広第123号.
    pub mark: String,
    /// 職名 of its head where it is not the name with 長, e.g. 消防長.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Where its mail goes.
    pub mail: String,
    /// 事務分掌: everyday phrases for what it does.
    pub duties: Vec<String>,
    /// Whether this is the hearing desk (広聴担当課).
    #[serde(default, skip_serializing_if = "is_false")]
    pub hearing: bool,
    /// First day of the section; `None` if before the records begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Name of the section that takes its cases now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// Says that this row only serves the demonstration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_note: Option<String>,
}

impl Section {
    /// 職名 of its head, e.g. 環境課長, 指導室長.
    #[must_use]
    pub fn head_title(&self) -> String {
        self.head.clone().unwrap_or_else(|| format!("{}長", self.name))
    }

    /// Whether the section exists on this day.
    #[must_use]
    pub fn exists_on(&self, on: NaiveDate) -> bool {
        check::holds(self.valid_from, self.valid_until, on)
    }
}

impl Sections {
    /// Reads a sections file.
    ///
    /// # Errors
    /// When the file is not TOML of this shape, a code, name or mark occurs twice, a successor is missing or leads in
    /// a circle, or there is not exactly one hearing desk at a time.
    pub fn parse(source: &str) -> Result<Self, RuleError> {
        check::read(source)
    }

    /// Writes the file back.
    ///
    /// # Errors
    /// See [`check::write`].
    pub fn to_toml(&self) -> Result<String, RuleError> {
        check::write(self)
    }

    /// The section of this code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// The section of this printed name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Who takes the cases of the section printed as `name`: the section itself, or its last successor.
    #[must_use]
    pub fn in_charge(&self, name: &str) -> Option<&Section> {
        let mut section = self.named(name)?;
        for _ in 0..self.sections.len() {
            match section.successor.as_deref() {
                Some(next) => section = self.named(next)?,
                None => return Some(section),
            }
        }
        None
    }

    /// The hearing desk on this day.
    #[must_use]
    pub fn hearing_desk(&self, on: NaiveDate) -> Option<&Section> {
        self.sections.iter().find(|section| section.hearing && section.exists_on(on))
    }

    fn check_names(&self) -> Result<(), RuleError> {
        for (index, section) in self.sections.iter().enumerate() {
            let earlier = &self.sections[..index];
            if earlier.iter().any(|other| other.name == section.name) {
                return Err(twice(section, "課名"));
            }
            if earlier.iter().any(|other| other.mark == section.mark) {
                return Err(twice(section, "文書記号"));
            }
        }
        Ok(())
    }

    fn check_row(&self, section: &Section) -> Result<(), RuleError> {
        let place = at(section);
        let lines = [("name", &section.name), ("reading", &section.reading), ("en", &section.en)];
        for (field, value) in lines.into_iter().chain([("department", &section.department), ("mark", &section.mark)]) {
            check::filled(&place, field, value)?;
        }
        if !section.reading.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ー')) {
            return Err(RuleError::new(
                place,
                "読み（reading）にかな以外の文字があります",
                "ひらがなかカタカナで書いてください",
            ));
        }
        check::mail(&place, &section.mail)?;
        check::period(&place, section.valid_from, section.valid_until)?;
        check::some(&format!("{place} の事務分掌（duties）"), &section.duties)?;
        for duty in &section.duties {
            check::filled(&place, "duties", duty)?;
        }
        if section.successor.is_some() && self.in_charge(&section.name).is_none() {
            let problem = "引き継ぐ課（successor）が一覧にないか、堂々めぐりになっています";
            return Err(RuleError::new(place, problem, "一覧にある、今の課名を書いてください"));
        }
        Ok(())
    }

    fn check_hearing(&self) -> Result<(), RuleError> {
        let desks: Vec<_> = self.sections.iter().filter(|section| section.hearing).collect();
        let overlap = |a: &Section, b: &Section| {
            a.valid_from.is_none_or(|from| b.valid_until.is_none_or(|until| from <= until))
                && b.valid_from.is_none_or(|from| a.valid_until.is_none_or(|until| from <= until))
        };
        let clash = desks.iter().enumerate().find_map(|(n, a)| desks[n + 1..].iter().find(|b| overlap(a, b)));
        match (desks.is_empty(), clash) {
            (true, _) => {
                Err(RuleError::new("課の一覧", "広聴の担当課がありません", "1つの課に hearing = true を書いてください"))
            }
            (_, Some(second)) => Err(RuleError::new(
                at(second),
                "広聴の担当課が同じ時期に2つあります",
                "hearing = true は1つの課だけにしてください",
            )),
            _ => Ok(()),
        }
    }
}

impl Document for Sections {
    const TITLE: &'static str = "課の一覧";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("課", &self.sections)?;
        check::codes("課", self.sections.iter().map(|section| section.code.as_str()))?;
        self.check_names()?;
        self.sections.iter().try_for_each(|section| self.check_row(section))?;
        self.check_hearing()
    }
}

fn at(section: &Section) -> String {
    format!("課「{}」", section.name)
}

fn twice(section: &Section, what: &str) -> RuleError {
    RuleError::new(
        at(section),
        format!("同じ{what}が2回あります"),
        format!("{what}を変えるか、片方の行を消してください"),
    )
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    const SECTIONS: &str = include_str!("../../config/sections.toml");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn refusal(from: &str, to: &str) -> RuleError {
        assert!(SECTIONS.contains(from), "{from}");
        Sections::parse(&SECTIONS.replacen(from, to, 1)).unwrap_err()
    }

    #[test]
    fn every_section_that_the_plan_prints_is_in_the_list() {
        let sections = Sections::parse(SECTIONS).unwrap();
        let plan = Plan::parse(include_str!("../../config/plans/omitama-2-1.toml")).unwrap();
        plan.check_sections(|name| sections.named(name).is_some()).unwrap();
        let demo = sections.sections.iter().filter(|section| section.demo_note.is_some()).count();
        assert_eq!(sections.sections.len() - demo, 22);
    }

    #[test]
    fn every_section_says_in_everyday_words_what_it_does() {
        for section in Sections::parse(SECTIONS).unwrap().sections {
            assert!((5..=15).contains(&section.duties.len()), "{}", section.name);
        }
    }

    #[test]
    fn the_cases_of_a_renamed_section_go_to_its_successor_and_each_head_has_a_title() {
        let sections = Sections::parse(SECTIONS).unwrap();
        assert_eq!(sections.in_charge("政策調整課").unwrap().name, "企画調整課");
        assert_eq!(sections.in_charge("環境課").unwrap().name, "環境課");
        assert_eq!(sections.named("指導室").unwrap().head_title(), "指導室長");
        assert_eq!(sections.named("消防本部").unwrap().head_title(), "消防長");
        assert_eq!(sections.hearing_desk(day("2026-11-22")).unwrap().name, "秘書広聴課");
    }

    #[test]
    fn sections_written_out_read_back_the_same() {
        let sections = Sections::parse(SECTIONS).unwrap();
        assert_eq!(Sections::parse(&sections.to_toml().unwrap()).unwrap(), sections);
    }

    #[test]
    fn each_mistake_names_its_place_and_a_way_out() {
        assert_eq!(refusal("hearing = true\n", "").problem, "広聴の担当課がありません");
        assert!(refusal("successor = \"企画調整課\"", "successor = \"夢課\"").place.contains("政策調整課"));
        assert!(refusal("successor = \"企画調整課\"", "successor = \"政策調整課\"").problem.contains("堂々めぐり"));
        assert!(refusal("reading = \"ひしょこうちょうか\"", "reading = \"秘書\"").remedy.contains("ひらがな"));
        assert!(refusal("mark = \"総\"", "mark = \"秘広\"").problem.contains("文書記号"));
        assert!(refusal("name = \"総務課\"", "name = \"秘書広聴課\"").problem.contains("課名"));
        assert!(refusal("hisho@city.example.jp", "hisho").problem.contains("メールアドレス"));
    }
}
