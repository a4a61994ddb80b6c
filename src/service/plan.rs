//! A plan's tree with its figures: every case of the period stands in it once, whatever plan it was tagged in.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::{Permission, Reach, figure_scope},
    crosswalk::{Crosswalks, Tag, Tally},
    era::FiscalYear,
    plan::{Goal, Measure, Plan, Policy},
};
use kocho_store::{
    plan::StoredPlan,
    report::{self, MeasureCount},
};

use crate::{Cx, Error};

/// Fiscal years that can be chosen: this one and those before it.
const YEARS: i32 = 5;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct TreeQuery {
    /// Code of the plan in whose tree the cases are read; empty: the plan in force.
    pub plan: String,
    /// Fiscal year by the Western year of its April; `None`: all.
    pub year: Option<i32>,
}

/// A plan's tree.
#[derive(Debug, Clone)]
pub struct PlanTree {
    /// Short code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// First day of its period.
    pub from: NaiveDate,
    /// Last day of its period.
    pub until: Option<NaiveDate>,
    /// In force today.
    pub current: bool,
    /// It is in force and its printed period is over; tagging goes on.
    pub ended: bool,
    /// Its goals with everything below.
    pub goals: Vec<GoalView>,
    /// Measures that a crosswalk leads to and that stand in a part that is not taken in yet.
    pub unregistered: Vec<(String, u64)>,
    /// What stands beside the measures; the sum of everything is the total.
    pub beside: Tally,
    /// All cases of the period: the same in every tree.
    pub total: u64,
    /// Years to choose from, the newest first.
    pub years: Vec<FiscalYear>,
    /// The year that was chosen.
    pub year: Option<FiscalYear>,
    /// Cases that only few may know are counted too.
    pub counts_restricted: bool,
    /// All plans, the newest period first.
    pub plans: Vec<PlanVersion>,
}

/// 基本目標
#[derive(Debug, Clone)]
pub struct GoalView {
    /// Code.
    pub code: String,
    /// Its words.
    pub name: String,
    /// 基本施策
    pub policies: Vec<PolicyView>,
}

/// 基本施策
#[derive(Debug, Clone)]
pub struct PolicyView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Cases under its measures; what is listed again is not added.
    pub cases: u64,
    /// 個別施策
    pub measures: Vec<MeasureView>,
}

/// 個別施策
#[derive(Debug, Clone)]
pub struct MeasureView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Sections as printed, lead first.
    pub sections: Vec<String>,
    /// Cases that stand under it.
    pub cases: u64,
    /// 再掲: measures that this one lists again.
    pub again: Vec<AgainView>,
}

impl MeasureView {
    /// 再掲 of measures whose part is not taken in yet: 未登録（2101）、未登録（3306）.
    #[must_use]
    pub fn unregistered(&self) -> String {
        let codes = self.again.iter().filter(|again| again.name.is_none());
        codes.map(|again| format!("未登録（{}）", again.code)).collect::<Vec<_>>().join("、")
    }
}

/// 再掲
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgainView {
    /// Code of the measure where the cases are counted.
    pub code: String,
    /// Its name; `None`: its part is not taken in yet.
    pub name: Option<String>,
    /// Cases that stand under it there, and are not counted here.
    pub cases: u64,
}

/// When a plan is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForce {
    /// Since this day; `None`: from the beginning.
    Since(Option<NaiveDate>),
    /// It was decided: from this day on.
    From(NaiveDate),
    /// It stands beside the others.
    Beside,
}

/// A plan that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// Short code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// First day of its period.
    pub from: NaiveDate,
    /// Last day of its period.
    pub until: Option<NaiveDate>,
    /// When it was imported, the last time.
    pub at: DateTime<Utc>,
    /// When it is in force.
    pub in_force: InForce,
    /// Codes of older plans to which it has a crosswalk, with the number of rows that nobody decided.
    pub older: Vec<(String, usize)>,
}

/// A stored plan as a tree.
///
/// # Errors
/// [`Error::Internal`] when the stored file cannot be read.
pub(crate) fn read(stored: &StoredPlan) -> Result<Plan, Error> {
    Plan::parse(&stored.body).map_err(|e| Error::Internal(e.to_string()))
}

/// The cases of a period in the tree of a plan.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] when there is no such plan.
pub async fn tree(cx: &Cx, query: &TreeQuery) -> Result<PlanTree, Error> {
    if !cx.actor.staff()?.may(Permission::PlanRead) {
        return Err(Error::Denied);
    }
    let known = &cx.city.plans;
    let stored = if query.plan.is_empty() { known.current().or(known.all.last()) } else { known.named(&query.plan) };
    let stored = stored.ok_or(Error::NotFound)?;
    let plan = read(stored)?;
    let this = FiscalYear::of(cx.today());
    let years: Vec<FiscalYear> = (0..YEARS).map(|back| FiscalYear::starting(this.year() - back)).collect();
    let year = query.year.map(FiscalYear::starting).filter(|year| years.contains(year));
    let (since, until) = year.map_or_else(always, |year| year.range().into_inner());
    let scope = figure_scope(&cx.actor);
    let counts = report::by_measure(&cx.reader(), &scope, since, until).await?;
    let tally = tally(&counts, &stored.code, &known.crosswalks);
    let current = known.in_force == Some(stored.id);
    let unregistered = tally.measures.iter().filter(|(code, _)| plan.measure(code).is_none());
    Ok(PlanTree {
        goals: plan.goals.iter().map(|goal| goal_view(&plan, goal, &tally)).collect(),
        unregistered: unregistered.map(|(code, n)| (code.clone(), *n)).collect(),
        total: tally.total(),
        beside: Tally { measures: Default::default(), ..tally },
        code: stored.code.clone(),
        name: stored.name.clone(),
        from: stored.valid_from,
        until: stored.valid_until,
        current,
        ended: current && stored.valid_until.is_some_and(|until| until < cx.today()),
        years,
        year,
        counts_restricted: *scope.reach() == Reach::Everything,
        plans: versions(cx).await?,
    })
}

/// Every day of which there can be records.
pub(crate) fn always() -> (NaiveDate, NaiveDate) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    (day(1950, 1, 1), day(2200, 12, 31))
}

/// Counted cases in the tree of a plan.
pub(crate) fn tally(counts: &[MeasureCount], tree: &str, crosswalks: &Crosswalks) -> Tally {
    let tag = |count: &'_ MeasureCount| match (&count.measure, count.state.as_str()) {
        (Some(_), _) => None,
        (None, "none") => Some(Tag::Outside),
        (None, _) => Some(Tag::Open),
    };
    let tagged = counts.iter().map(|count| {
        let named = count.measure.as_ref().map(|(plan, code)| Tag::Measure { plan, code });
        (named.or_else(|| tag(count)).unwrap_or(Tag::Open), count.n)
    });
    Tally::of(tree, tagged, crosswalks)
}

fn goal_view(plan: &Plan, goal: &Goal, tally: &Tally) -> GoalView {
    let policies = plan.policies.iter().filter(|policy| policy.goal == goal.code);
    GoalView {
        code: goal.code.clone(),
        name: goal.name.clone(),
        policies: policies.map(|policy| policy_view(plan, policy, tally)).collect(),
    }
}

fn policy_view(plan: &Plan, policy: &Policy, tally: &Tally) -> PolicyView {
    let again = |code: &String| AgainView {
        code: code.clone(),
        name: plan.measure(code).map(|measure| measure.name.clone()),
        cases: tally.under(code),
    };
    let measure = |measure: &Measure| MeasureView {
        code: measure.code.clone(),
        name: measure.name.clone(),
        sections: measure.sections.clone(),
        cases: tally.under(&measure.code),
        again: measure.also_listed_as.iter().map(again).collect(),
    };
    PolicyView {
        code: policy.code.clone(),
        name: policy.name.clone(),
        cases: policy.measures.iter().map(|measure| tally.under(&measure.code)).sum(),
        measures: policy.measures.iter().map(measure).collect(),
    }
}

/// All plans with when they are in force, the newest period first.
///
/// # Errors
/// What the database says.
pub(crate) async fn versions(cx: &Cx) -> Result<Vec<PlanVersion>, Error> {
    let known = &cx.city.plans;
    let rows = kocho_store::crosswalk::rows(&cx.reader(), None).await?;
    let version = |plan: &StoredPlan| {
        let mut older: Vec<(String, usize)> = Vec::new();
        for row in rows.iter().filter(|row| row.newer == plan.id) {
            let (code, open) = (known.code(row.older), usize::from(!row.row.decided));
            match older.iter_mut().find(|(known, _)| known == code) {
                Some((_, count)) => *count += open,
                None => older.push((code.to_owned(), open)),
            }
        }
        PlanVersion {
            code: plan.code.clone(),
            name: plan.name.clone(),
            from: plan.valid_from,
            until: plan.valid_until,
            at: plan.imported_at,
            in_force: in_force(cx, plan),
            older,
        }
    };
    Ok(known.all.iter().rev().map(version).collect())
}

pub(crate) fn in_force(cx: &Cx, plan: &StoredPlan) -> InForce {
    let known = &cx.city.plans;
    if known.in_force == Some(plan.id) {
        let since = known.uses.iter().rfind(|used| used.plan == plan.id && used.from_on <= cx.today());
        // What an installation began with holds from the start of its calendar: no day that anybody decided.
        let first = known.uses.first().map(|used| used.from_on);
        return InForce::Since(since.map(|used| used.from_on).filter(|day| Some(*day) != first));
    }
    match known.ahead(cx.today()).filter(|used| used.plan == plan.id) {
        Some(used) => InForce::From(used.from_on),
        None => InForce::Beside,
    }
}
