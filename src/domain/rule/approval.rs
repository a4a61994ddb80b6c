//! Who has to agree before a reply goes out (決裁ルート)?
//!
//! A route holds the steps between 起案 and 発送. 決裁 is the final decision and always the last step; 承認 comes
//! before it; 合議 asks somebody outside the line. Cities differ widely (課長専決 in 大阪市, 市長 in 旭市), so routes are data.

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use super::role;

/// `approval.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Code of the route that a reply takes unless another is chosen.
    pub default: String,
    /// All routes.
    pub routes: Vec<Route>,
}

/// One approval route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Code, e.g. `section_head`.
    pub code: String,
    /// Its name for staff.
    pub label: String,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// One step of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Name for staff, e.g. 課長 決裁.
    pub label: String,
    /// Role code of who acts.
    pub role: String,
    /// Whose section.
    pub section: StepSection,
    /// What is done.
    pub act: StepAct,
    /// Off: the step is skipped until the city turns it on.
    #[serde(default = "on")]
    pub on: bool,
    /// Steps with the same number stand beside each other and run at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<u8>,
}

/// Whose section acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepSection {
    /// The section that drafted.
    Own,
    /// The hearing desk.
    Hearing,
}

/// What is done at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepAct {
    /// 承認
    Approve,
    /// 決裁
    Decide,
    /// 合議
    Consult,
}

impl Route {
    /// The steps that are turned on, in order.
    pub fn steps_on(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.on)
    }

    fn check(&self) -> Result<(), RuleError> {
        let place = format!("決裁ルート「{}」", self.code);
        check::filled(&place, "label", &self.label)?;
        for (index, step) in self.steps.iter().enumerate() {
            let place = format!("{place} {}番目", index + 1);
            check::filled(&place, "label", &step.label)?;
            role::known(&place, &step.role)?;
        }
        let decisions = self.steps_on().filter(|step| step.act == StepAct::Decide).count();
        let ends_with_decision = self.steps_on().last().is_some_and(|step| step.act == StepAct::Decide);
        if decisions != 1 || !ends_with_decision {
            let remedy = "最後の段階だけを act = \"decide\" にし、off にしないでください";
            return Err(RuleError::new(place, "決裁が最後に1回だけ、になっていません", remedy));
        }
        self.check_parallel(&place)
    }

    fn check_parallel(&self, place: &str) -> Result<(), RuleError> {
        let mut groups: Vec<_> = self.steps.iter().map(|step| step.parallel).collect();
        groups.dedup();
        let named: Vec<_> = groups.into_iter().flatten().collect();
        if named.iter().enumerate().any(|(index, group)| named[..index].contains(group)) {
            let remedy = "同時に進める段階は続けて書いてください";
            return Err(RuleError::new(place, "同じ parallel の番号が離れています", remedy));
        }
        Ok(())
    }
}

impl Document for Approval {
    const TITLE: &'static str = "決裁ルート";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("routes", &self.routes)?;
        check::codes("決裁ルート", self.routes.iter().map(|route| route.code.as_str()))?;
        if !self.routes.iter().any(|route| route.code == self.default) {
            let problem = format!("「{}」という決裁ルートがありません", self.default);
            return Err(RuleError::new("default", problem, "routes にあるコードを書いてください"));
        }
        self.routes.iter().try_for_each(Route::check)
    }
}

const fn on() -> bool {
    true
}
