//! What is the city's comprehensive plan (総合計画), as a tree that cases are tagged to?
//!
//! A plan is a file: goals, policies, measures, items and indicators with the plan's own codes `ABCC` (A 基本目標,
//! B 基本施策, CC 個別施策). It is dated, because plans follow each other and old cases keep the old code. A 再掲
//! points to another code, which may stand in a part of the plan that is not loaded.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::rule::check::{self, Document};
use crate::rule::error::RuleError;

/// One comprehensive plan (総合計画) or a part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[serde(rename = "plan")]
    /// Code, name and period.
    pub head: Head,
    /// 基本目標, in the plan's order.
    pub goals: Vec<Goal>,
    /// 基本施策 with their measures and indicators, in the plan's order.
    pub policies: Vec<Policy>,
}

/// Code, name and period of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Short code, unique among the city's plans, e.g. `omitama-2-1`.
    pub code: String,
    /// The plan's full name.
    pub name: String,
    /// First day of the plan's period.
    pub valid_from: NaiveDate,
    /// Last day of the plan's period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// 基本目標.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// `A`.
    pub code: String,
    /// The goal's own words.
    pub name: String,
}

/// 基本施策.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// `AB`.
    pub code: String,
    /// Its number within the goal, as printed.
    pub number: u16,
    /// Code of its goal.
    pub goal: String,
    /// Its name.
    pub name: String,
    /// 成果指標.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicators: Vec<Indicator>,
    /// 個別施策.
    #[serde(default)]
    pub measures: Vec<Measure>,
}

/// 個別施策: what a case is tagged with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// `ABCC`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 担当課 as printed, the lead section first; empty when the plan names none.
    #[serde(default)]
    pub sections: Vec<String>,
    /// 取組, in the plan's order (①②…).
    #[serde(default)]
    pub items: Vec<String>,
    /// 再掲: codes of measures that say the same; they may stand in a part that is not loaded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_listed_as: Vec<String>,
    /// 重点施策 ◆; `None` where the source does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<bool>,
}

/// 成果指標 of a policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What is measured.
    pub name: String,
    /// Unit of the values, e.g. 件.
    pub unit: String,
    /// 実績 at the start; `None` for a new indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<YearValue>,
    /// 実績 of the years since, as far as the file knows them; later ones are decided in the program (`indicator.rs`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actuals: Vec<Actual>,
    /// 将来値.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<YearValue>,
    /// Which way is better.
    pub direction: Direction,
    /// Where the figure comes from, or why it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A figure of a year (西暦).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearValue {
    /// Year, 西暦.
    pub year: u16,
    /// The figure in the indicator's unit.
    pub value: f64,
}

/// 実績 of a fiscal year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actual {
    /// Year, 西暦.
    pub year: u16,
    /// The figure in the indicator's unit.
    pub value: f64,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Which way an indicator should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Stay at or under the target.
    AtMost,
    /// Stay at or over the target.
    AtLeast,
}

impl Direction {
    /// How people say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Direction::Up => "多い（高い）ほどよい",
            Direction::Down => "少ない（低い）ほどよい",
            Direction::AtMost => "目標以下を保つ",
            Direction::AtLeast => "目標以上を保つ",
        }
    }
}

impl Indicator {
    /// Puts an 実績 in the place of the one of its year, else where its year belongs.
    pub fn put(&mut self, actual: Actual) {
        self.actuals.retain(|known| known.year != actual.year);
        let place = self.actuals.partition_point(|known| known.year < actual.year);
        self.actuals.insert(place, actual);
    }

    /// The newest 実績.
    #[must_use]
    pub fn newest(&self) -> Option<&Actual> {
        self.actuals.iter().max_by_key(|actual| actual.year)
    }
}

impl Plan {
    /// Reads a plan file.
    ///
    /// # Errors
    /// When the file is not TOML of this shape, a code does not follow `ABCC` or occurs twice, or a parent is missing.
    pub fn parse(source: &str) -> Result<Self, RuleError> {
        check::read(source)
    }

    /// Writes the plan as a file that [`Plan::parse`] reads back.
    ///
    /// # Errors
    /// See [`check::write`].
    pub fn to_toml(&self) -> Result<String, RuleError> {
        check::write(self)
    }

    /// All measures in the plan's order.
    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.policies.iter().flat_map(|policy| &policy.measures)
    }

    /// The measure with this code.
    #[must_use]
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.measures().find(|measure| measure.code == code)
    }

    /// The policy under which the measure of this code stands.
    #[must_use]
    pub fn policy_of(&self, measure: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.measures.iter().any(|m| m.code == measure))
    }

    /// Names of sections that the plan prints, each once, in the plan's order.
    #[must_use]
    pub fn section_names(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = self.measures().flat_map(|measure| &measure.sections).map(String::as_str);
        all.filter(|name| seen.insert(*name)).collect()
    }

    /// 再掲 whose master is not in this plan file: (measure, code it points to).
    pub fn unresolved(&self) -> impl Iterator<Item = (&str, &str)> {
        let pointers =
            self.measures().flat_map(|from| from.also_listed_as.iter().map(|to| (from.code.as_str(), to.as_str())));
        pointers.filter(|(_, to)| self.measure(to).is_none())
    }

    /// This plan with what another file of it says: goals, policies and measures are added or get their new words; none is
    /// taken away, for cases point at them. So a plan can come in parts.
    #[must_use]
    pub fn with_part(&self, part: &Plan) -> Plan {
        let mut whole = Plan { head: part.head.clone(), ..self.clone() };
        for goal in &part.goals {
            put(&mut whole.goals, goal.clone(), |goal| &goal.code);
        }
        for policy in &part.policies {
            let mut measures =
                self.policies.iter().find(|p| p.code == policy.code).map(|p| p.measures.clone()).unwrap_or_default();
            for measure in &policy.measures {
                put(&mut measures, measure.clone(), |measure| &measure.code);
            }
            put(&mut whole.policies, Policy { measures, ..policy.clone() }, |policy| &policy.code);
        }
        whole
    }

    /// Tests that each section the plan prints is known.
    ///
    /// # Errors
    /// The first section name that `known` does not hold, with the measure that names it.
    pub fn check_sections(&self, known: impl Fn(&str) -> bool) -> Result<(), RuleError> {
        for measure in self.measures() {
            if let Some(name) = measure.sections.iter().find(|name| !known(name)) {
                let remedy = format!("課の一覧に「{name}」を加えるか、計画の課名を直してください");
                return Err(RuleError::new(
                    at("個別施策", &measure.code),
                    format!("「{name}」は課の一覧にありません"),
                    remedy,
                )
                .within(Self::TITLE));
            }
        }
        Ok(())
    }

    fn check_goals(&self) -> Result<(), RuleError> {
        check::some("基本目標", &self.goals)?;
        check::codes("基本目標", self.goals.iter().map(|goal| goal.code.as_str()))?;
        for goal in &self.goals {
            let place = at("基本目標", &goal.code);
            grammar(&place, &goal.code, 1, "")?;
            check::filled(&place, "name", &goal.name)?;
        }
        Ok(())
    }

    fn check_policies(&self) -> Result<(), RuleError> {
        check::some("基本施策", &self.policies)?;
        check::codes("基本施策", self.policies.iter().map(|policy| policy.code.as_str()))?;
        for policy in &self.policies {
            let place = at("基本施策", &policy.code);
            if !self.goals.iter().any(|goal| goal.code == policy.goal) {
                let problem = format!("基本目標「{}」がありません", policy.goal);
                return Err(RuleError::new(place, problem, "goal を [[goals]] にあるコードにしてください"));
            }
            grammar(&place, &policy.code, 2, &policy.goal)?;
            check::filled(&place, "name", &policy.name)?;
            check_indicators(&place, &policy.indicators)?;
        }
        Ok(())
    }

    fn check_measures(&self) -> Result<(), RuleError> {
        check::codes("個別施策", self.measures().map(|measure| measure.code.as_str()))?;
        for policy in &self.policies {
            for measure in &policy.measures {
                let place = at("個別施策", &measure.code);
                grammar(&place, &measure.code, 4, &policy.code)?;
                check::filled(&place, "name", &measure.name)?;
                for code in &measure.also_listed_as {
                    grammar(&format!("{place} の再掲"), code, 4, "")?;
                }
            }
        }
        Ok(())
    }
}

impl Document for Plan {
    const TITLE: &'static str = "総合計画";

    fn validate(&self) -> Result<(), RuleError> {
        check::codes("計画", [self.head.code.as_str()])?;
        check::filled("計画", "name", &self.head.name)?;
        check::period("計画", Some(self.head.valid_from), self.head.valid_until)?;
        self.check_goals()?;
        self.check_policies()?;
        self.check_measures()
    }
}

/// Each indicator of a policy has a name of its own, by which its values are found again, and one value a year.
fn check_indicators(place: &str, indicators: &[Indicator]) -> Result<(), RuleError> {
    let mut names = BTreeSet::new();
    for indicator in indicators {
        check::filled(place, "成果指標の name", &indicator.name)?;
        if !names.insert(&indicator.name) {
            let problem = format!("成果指標「{}」が2回あります", indicator.name);
            return Err(RuleError::new(place, problem, "どちらかの name を変えてください"));
        }
        let mut years = BTreeSet::new();
        if let Some(twice) = indicator.actuals.iter().find(|actual| !years.insert(actual.year)) {
            let problem = format!("成果指標「{}」に{}年の実績が2回あります", indicator.name, twice.year);
            return Err(RuleError::new(place, problem, "actuals を1年に1つにしてください"));
        }
    }
    Ok(())
}

/// Puts an entry in the place of the one with its code, else where its code belongs.
fn put<T>(list: &mut Vec<T>, new: T, code: impl Fn(&T) -> &String) {
    match list.binary_search_by(|known| code(known).cmp(code(&new))) {
        Ok(place) => list[place] = new,
        Err(place) => match list.iter().position(|known| code(known) == code(&new)) {
            // A file may print its entries in an order of its own.
            Some(place) => list[place] = new,
            None => list.insert(place, new),
        },
    }
}

fn at(what: &str, code: &str) -> String {
    format!("{what}「{code}」")
}

/// A code has `length` digits or letters (more than nine goals or policies go on with `A`) and begins with its parent's.
fn grammar(place: &str, code: &str, length: usize, parent: &str) -> Result<(), RuleError> {
    if code.len() == length && code.bytes().all(|b| b.is_ascii_alphanumeric()) && code.starts_with(parent) {
        return Ok(());
    }
    let begin = if parent.is_empty() { String::new() } else { format!("「{parent}」で始まる") };
    let remedy = format!("{begin}{length}けたのコードにしてください（例: 1302 = 基本目標1・基本施策3・個別施策02）");
    Err(RuleError::new(place, "コードが計画の番号の付け方に合いません", remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OMITAMA: &str = include_str!("../../config/plans/omitama-2-1.toml");

    fn refusal(from: &str, to: &str) -> RuleError {
        assert!(OMITAMA.contains(from), "{from}");
        Plan::parse(&OMITAMA.replacen(from, to, 1)).unwrap_err()
    }

    #[test]
    fn the_plan_of_the_city_has_28_measures_and_22_sections() {
        let plan = Plan::parse(OMITAMA).unwrap();
        assert_eq!((plan.policies.len(), plan.measures().count(), plan.section_names().len()), (6, 28, 22));
        assert_eq!(plan.measure("1302").unwrap().sections, ["秘書広聴課"]);
        assert_eq!(plan.policy_of("1302").unwrap().code, "13");
        assert!(plan.measures().all(|measure| measure.priority.is_none()));
    }

    #[test]
    fn a_reference_to_a_part_that_is_not_loaded_is_allowed_and_listed() {
        let plan = Plan::parse(OMITAMA).unwrap();
        assert_eq!(plan.unresolved().count(), 6);
        assert_eq!(plan.unresolved().next(), Some(("1503", "2101")));
    }

    #[test]
    fn a_plan_written_out_reads_back_the_same() {
        let plan = Plan::parse(OMITAMA).unwrap();
        assert_eq!(Plan::parse(&plan.to_toml().unwrap()).unwrap(), plan);
    }

    #[test]
    fn values_of_years_are_written_out_with_their_sources_and_stand_in_the_order_of_years() {
        let mut plan = Plan::parse(OMITAMA).unwrap();
        let indicator = &mut plan.policies[1].indicators[0];
        let actual = |year, value, source: Option<&str>| Actual { year, value, source: source.map(str::to_owned) };
        indicator.put(actual(2026, 18.2, Some("市民満足度調査")));
        indicator.put(actual(2019, 15.5, None));
        indicator.put(actual(2026, 18.4, None));
        assert_eq!(
            indicator.actuals.iter().map(|a| (a.year, a.value)).collect::<Vec<_>>(),
            [(2019, 15.5), (2026, 18.4)]
        );
        assert_eq!(indicator.newest().unwrap().year, 2026);
        assert_eq!(Plan::parse(&plan.to_toml().unwrap()).unwrap(), plan);
        plan.policies[1].indicators[0].actuals.push(actual(2019, 1.0, None));
        assert!(Plan::parse(&plan.to_toml().unwrap()).unwrap_err().problem.contains("2019年の実績が2回"));
    }

    #[test]
    fn each_mistake_names_its_place_and_a_way_out() {
        let double = refusal("code = \"1102\"", "code = \"1101\"");
        assert_eq!(double.place, "総合計画 個別施策「1101」");
        assert_eq!(double.problem, "同じコードが2回あります");
        assert!(refusal("code = \"1102\"", "code = \"1299\"").remedy.starts_with("「11」で始まる4けた"));
        assert!(refusal("code = \"1102\"", "code = \"110\"").problem.contains("番号の付け方"));
        assert!(refusal("goal = \"1\"", "goal = \"9\"").problem.contains("基本目標「9」"));
        assert!(refusal("direction = \"up\"", "direction = \"sideways\"").remedy.contains("at_most"));
        assert!(refusal("name = \"広聴の充実\"", "nama = \"広聴の充実\"").place.contains("行目"));
        assert!(refusal("2023-03-31", "2017-03-31").problem.contains("より前"));
    }

    #[test]
    fn a_second_part_adds_to_a_plan_and_resolves_what_pointed_to_it() {
        let first = Plan::parse(OMITAMA).unwrap();
        let text = "[plan]\ncode = \"omitama-2-1\"\nname = \"第2次総合計画\"\nvalid_from = \"2018-04-01\"\n\
                    [[goals]]\ncode = \"2\"\nname = \"二つ目\"\n\
                    [[policies]]\ncode = \"21\"\nnumber = 1\ngoal = \"2\"\nname = \"子育て\"\n\
                    [[policies.measures]]\ncode = \"2101\"\nname = \"保育の充実\"\n";
        let whole = first.with_part(&Plan::parse(text).unwrap());
        assert_eq!((whole.measures().count(), whole.goals.len(), whole.policies.len()), (29, 2, 7));
        assert_eq!((first.unresolved().count(), whole.unresolved().count()), (6, 5));
        assert_eq!(whole.head.name, "第2次総合計画");
        assert_eq!(whole.with_part(&first).measures().count(), 29, "the first part again takes nothing away");
        assert_eq!(Plan::parse(&whole.to_toml().unwrap()).unwrap(), whole);
        let again = first.with_part(&Plan::parse(&OMITAMA.replace("広聴の充実", "広聴")).unwrap());
        assert_eq!((again.measures().count(), again.measure("1302").unwrap().name.as_str()), (28, "広聴"));
    }

    #[test]
    fn the_invented_second_plan_can_be_read_and_points_to_a_part_that_is_not_there() {
        let plan = Plan::parse(include_str!("../../config/plans/demo-second-half.toml")).unwrap();
        assert!(plan.head.name.contains("デモ"));
        assert_eq!(plan.unresolved().collect::<Vec<_>>(), [("1502", "2101")]);
    }

    #[test]
    fn a_section_that_the_city_does_not_have_is_named() {
        let plan = Plan::parse(OMITAMA).unwrap();
        let error = plan.check_sections(|name| name != "指導室").unwrap_err();
        assert_eq!(error.place, "総合計画 個別施策「1202」");
        assert!(error.remedy.contains("指導室"));
    }
}
