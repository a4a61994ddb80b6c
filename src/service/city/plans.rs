//! The plans as the city knows them at this moment: which is in force, what the measures of the others are in it.

use chrono::NaiveDate;
use kocho_domain::{
    crosswalk::{Crosswalk, Crosswalks, Place},
    id::{MeasureId, PlanId},
};
use kocho_store::{
    Source, crosswalk,
    plan::{self, Measure, StoredPlan, Use},
};

use crate::Error;

/// All plans, those that are not in force too.
#[derive(Debug, Default, PartialEq)]
pub struct Plans {
    /// The oldest period first.
    pub all: Vec<StoredPlan>,
    /// Which is in force when, the first day first.
    pub uses: Vec<Use>,
    /// The plan in force today.
    pub in_force: Option<PlanId>,
    /// Measures of plans that are not in force.
    pub others: Vec<Measure>,
    /// How the measures of one go on in another.
    pub crosswalks: Crosswalks,
}

impl Plans {
    /// Reads the plans; answers the measures of the one in force beside them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(from: &impl Source, today: NaiveDate) -> Result<(Self, Vec<Measure>), Error> {
        let all = plan::versions(from).await?;
        let uses = plan::uses(from).await?;
        let in_force = uses.iter().rfind(|used| used.from_on <= today).map(|used| used.plan);
        let (measures, others) = plan::measures(from).await?.into_iter().partition(|m| Some(m.plan) == in_force);
        let mut plans = Plans { all, uses, in_force, others, crosswalks: Crosswalks::default() };
        let mut found: Vec<((PlanId, PlanId), Crosswalk)> = Vec::new();
        for row in crosswalk::rows(from, None).await? {
            let of = (row.older, row.newer);
            match found.iter_mut().find(|(known, _)| *known == of) {
                Some((_, crosswalk)) => crosswalk.rows.push(row.row),
                None => {
                    let (older, newer) = (plans.code(of.0).to_owned(), plans.code(of.1).to_owned());
                    found.push((of, Crosswalk { older, newer, rows: vec![row.row] }));
                }
            }
        }
        plans.crosswalks = Crosswalks::new(found.into_iter().map(|(_, crosswalk)| crosswalk).collect());
        Ok((plans, measures))
    }

    /// A plan by key.
    pub fn get(&self, id: PlanId) -> Option<&StoredPlan> {
        self.all.iter().find(|plan| plan.id == id)
    }

    /// A plan by code.
    pub fn named(&self, code: &str) -> Option<&StoredPlan> {
        self.all.iter().find(|plan| plan.code == code)
    }

    /// The code of a plan; empty when it is not known.
    pub fn code(&self, id: PlanId) -> &str {
        self.get(id).map_or("", |plan| plan.code.as_str())
    }

    /// The plan in force.
    pub fn current(&self) -> Option<&StoredPlan> {
        self.in_force.and_then(|id| self.get(id))
    }

    /// The code of the plan in force; empty while there is none.
    pub fn current_code(&self) -> &str {
        self.current().map_or("", |plan| plan.code.as_str())
    }

    /// What was decided for a day after today: the plan and the day.
    pub fn ahead(&self, today: NaiveDate) -> Option<Use> {
        self.uses.iter().find(|used| used.from_on > today).copied()
    }

    /// The word before the code of a measure that is not of the plan in force: 旧, or 新 when its plan is younger.
    pub fn mark(&self, plan: PlanId) -> &'static str {
        let age = |id: PlanId| self.all.iter().position(|plan| plan.id == id);
        match self.in_force {
            Some(current) if current == plan => "",
            Some(current) if age(plan) > age(current) => "新",
            Some(_) | None => "旧",
        }
    }

    /// The code of the measure in force that a measure of any plan is beyond doubt.
    pub fn certain(&self, measure: &Measure) -> Option<String> {
        if Some(measure.plan) == self.in_force {
            return Some(measure.code.clone());
        }
        self.crosswalks.certain(self.code(measure.plan), &measure.code, self.current_code())
    }

    /// What measures of any plan are in the one in force, as far as that is beyond doubt; `measures` are those in force.
    pub fn certain_codes(&self, measures: &[Measure], ids: impl IntoIterator<Item = MeasureId>) -> Vec<String> {
        let known = |id| measures.iter().chain(&self.others).find(|measure| measure.id == id);
        ids.into_iter().filter_map(|id| self.certain(known(id)?)).collect()
    }

    /// The code under which cases of a measure of any plan stand in the tree in force; none where nobody has decided, or it ended.
    pub fn stands_as(&self, measure: &Measure) -> Option<String> {
        if Some(measure.plan) == self.in_force {
            return Some(measure.code.clone());
        }
        match self.crosswalks.place(self.code(measure.plan), &measure.code, self.current_code()) {
            Place::Measure(code) => Some(code),
            Place::Undecided | Place::Ended | Place::New => None,
        }
    }

    /// Measures of other plans whose cases stand under `code` in the tree in force.
    pub fn read_as(&self, code: &str) -> Vec<MeasureId> {
        let stands = |m: &&Measure| self.stands_as(m).is_some_and(|place| place == code);
        self.others.iter().filter(stands).map(|measure| measure.id).collect()
    }
}
