//! 成果指標: the indicators of the plan in force with their values of every year, and how each value came about. Proposing by hand is
//! in `indicator/propose.rs`, from a survey's result in `indicator/of_survey.rs`, deciding in `indicator/decide.rs`, what a plan's file
//! brings and takes along in `indicator/file.rs`.

pub mod decide;
pub(crate) mod file;
pub mod of_survey;
pub mod propose;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::{Permission, StaffActor},
    id::{PlanId, PublicKey, StaffId},
    indicator::{Act, Origin, State, allowed},
    plan::{Actual as PlanActual, Indicator, Plan},
};
use kocho_store::indicator::{self as stored, Actual, Actuals, Which};

use crate::{Cx, Error};

/// An indicator of the plan in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// By which addresses call it: its policy's code and its place there, from 1 (12-1).
    pub id: String,
    /// Code of its policy.
    pub policy: String,
    /// Name of its policy.
    pub policy_name: String,
    /// What the plan says, with the values that are in force.
    pub indicator: Indicator,
    /// Proposals that wait.
    pub waiting: usize,
    /// The person may propose a value.
    pub may_propose: bool,
}

/// A value with everything that is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Key in addresses; values of a plan's file have none.
    pub key: Option<PublicKey>,
    /// The indicator, where the plan still has it.
    pub line: Option<(String, String)>,
    /// The indicator's unit.
    pub unit: String,
    /// The fiscal year, 西暦.
    pub year: u16,
    /// In the indicator's unit.
    pub value: f64,
    /// Where it comes from.
    pub origin: Origin,
    /// The same in words.
    pub source: String,
    /// A remark; may be empty.
    pub note: String,
    /// Code and title of the survey, the version of its questions, and the formula in words.
    pub survey: Option<OfSurvey>,
    /// What became of it.
    pub state: State,
    /// Who proposed it, and when; no name for a plan's file.
    pub proposed: (String, DateTime<Utc>),
    /// Who decided it, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Why it was sent back; may be empty.
    pub reason: String,
    /// The person proposed it, and it waits: may withdraw it.
    pub is_own: bool,
    /// The person may decide it.
    pub may_decide: bool,
}

/// The answers behind a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfSurvey {
    /// The survey's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The version of its questions.
    pub version: i64,
    /// The formula in words.
    pub words: String,
    /// How many people chose one of its options, of how many.
    pub people: (u64, u64),
}

/// All indicators of the plan in force.
#[derive(Debug, Clone)]
pub struct List {
    /// The plan's name.
    pub plan: String,
    /// In the plan's order.
    pub lines: Vec<Line>,
    /// What waits for a decision, the oldest proposal first.
    pub waiting: Vec<Entry>,
    /// Values of indicators that the plan's file does not name any more.
    pub left: Vec<Entry>,
}

/// One indicator.
#[derive(Debug, Clone)]
pub struct View {
    /// The indicator.
    pub line: Line,
    /// Every value that was proposed, the newest proposal first.
    pub entries: Vec<Entry>,
}

/// All indicators with their values.
///
/// # Errors
/// [`Error::Denied`]; [`Error::NotFound`] while no plan is in force.
pub async fn list(cx: &Cx) -> Result<List, Error> {
    let book = Book::open(cx).await?;
    let mut waiting = book.entries(|actual| actual.state == State::Proposed);
    waiting.sort_by_key(|entry| entry.proposed.1);
    Ok(List {
        plan: book.plan.head.name.clone(),
        left: book.entries(|actual| book.line_of(&actual.new.which).is_none() && actual.state != State::Proposed),
        lines: book.lines,
        waiting,
    })
}

/// One indicator with its history.
///
/// # Errors
/// [`Error::Denied`]; [`Error::NotFound`].
pub async fn show(cx: &Cx, id: &str) -> Result<View, Error> {
    let book = Book::open(cx).await?;
    let line = book.lines.iter().find(|line| line.id == id).ok_or(Error::NotFound)?.clone();
    let is_its = |actual: &Actual| actual.new.which == book.which(&line);
    let mut entries = book.entries(is_its);
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.proposed.1));
    Ok(View { line, entries })
}

/// How many proposals wait for somebody who decides; none for others.
///
/// # Errors
/// What the database says.
pub async fn waiting(cx: &Cx) -> Result<u64, Error> {
    let decides = cx.actor.staff().is_ok_and(|staff| staff.may(Permission::IndicatorDecide));
    match cx.city.plans.in_force.filter(|_| decides) {
        Some(plan) => Ok(stored::waiting(&cx.reader(), plan).await?),
        None => Ok(0),
    }
}

/// By which addresses call an indicator of the plan in force (12-1); nothing for one that it does not have.
pub(crate) fn id_of(cx: &Cx, which: &Which) -> Result<Option<String>, Error> {
    let Some(stored) = cx.city.plans.current().filter(|plan| plan.id == which.plan) else { return Ok(None) };
    let plan = crate::plan::read(stored)?;
    let policy = plan.policies.iter().find(|policy| policy.code == which.policy);
    let place = policy.and_then(|policy| policy.indicators.iter().position(|one| one.name == which.name));
    Ok(place.map(|place| format!("{}-{}", which.policy, place + 1)))
}

/// Puts the values in force in the places of those that the plan's file knew.
pub(crate) fn put_values<'a>(plan: &mut Plan, values: impl IntoIterator<Item = &'a Actual>) {
    for value in values.into_iter().filter(|value| value.state == State::InForce) {
        let policy = plan.policies.iter_mut().find(|policy| policy.code == value.new.which.policy);
        let indicators = policy.into_iter().flat_map(|policy| &mut policy.indicators);
        for indicator in indicators.filter(|indicator| indicator.name == value.new.which.name) {
            indicator.put(said(value));
        }
    }
}

/// A value as a plan's file holds it.
fn said(value: &Actual) -> PlanActual {
    let new = &value.new;
    let source = match &new.basis {
        Some(basis) => format!("{} {}", new.source, basis.words),
        None => new.source.clone(),
    };
    PlanActual { year: new.year, value: new.value, source: Some(source).filter(|source| !source.is_empty()) }
}

/// The plan in force with its indicators and all their values, as one person reads them.
struct Book<'a> {
    plan: Plan,
    id: PlanId,
    staff: &'a StaffActor,
    lines: Vec<Line>,
    actuals: Actuals,
}

impl<'a> Book<'a> {
    async fn open(cx: &'a Cx) -> Result<Self, Error> {
        let staff = cx.actor.staff()?;
        if !staff.may(Permission::IndicatorRead) {
            return Err(Error::Denied);
        }
        let stored = cx.city.plans.current().ok_or(Error::NotFound)?;
        let actuals = stored::of_plan(&cx.reader(), stored.id).await?;
        let mut plan = crate::plan::read(stored)?;
        put_values(&mut plan, &actuals.rows);
        let mut book = Book { lines: Vec::new(), id: stored.id, plan, staff, actuals };
        book.lines = book.read_lines(cx);
        Ok(book)
    }

    fn read_lines(&self, cx: &Cx) -> Vec<Line> {
        let mut waiting: BTreeMap<&Which, usize> = BTreeMap::new();
        for actual in self.actuals.rows.iter().filter(|actual| actual.state == State::Proposed) {
            *waiting.entry(&actual.new.which).or_default() += 1;
        }
        let mut lines = Vec::new();
        for policy in &self.plan.policies {
            let measures = cx.city.measures.iter().filter(|measure| measure.policy_code == policy.code);
            let may_propose = allowed::may_propose(self.staff, measures.flat_map(|measure| &measure.sections).copied());
            for (indicator, place) in policy.indicators.iter().zip(1..) {
                let which = Which { plan: self.id, policy: policy.code.clone(), name: indicator.name.clone() };
                lines.push(Line {
                    id: format!("{}-{place}", policy.code),
                    policy: policy.code.clone(),
                    policy_name: policy.name.clone(),
                    indicator: indicator.clone(),
                    waiting: waiting.get(&which).copied().unwrap_or(0),
                    may_propose,
                });
            }
        }
        lines
    }

    fn which(&self, line: &Line) -> Which {
        Which { plan: self.id, policy: line.policy.clone(), name: line.indicator.name.clone() }
    }

    fn line_of(&self, which: &Which) -> Option<&Line> {
        self.lines.iter().find(|line| line.policy == which.policy && line.indicator.name == which.name)
    }

    fn entries(&self, meant: impl Fn(&Actual) -> bool) -> Vec<Entry> {
        self.actuals.rows.iter().filter(|actual| meant(actual)).map(|actual| self.entry(actual)).collect()
    }

    fn entry(&self, actual: &Actual) -> Entry {
        let new = &actual.new;
        let name = |id: Option<StaffId>| id.and_then(|id| self.actuals.people.get(&id)).cloned().unwrap_or_default();
        let line = self.line_of(&new.which);
        let waits = actual.state == State::Proposed;
        let is_own = actual.proposed_by == Some(self.staff.id);
        let survey = new.basis.as_ref().map(|basis| {
            let (code, title) = self.actuals.surveys.get(&basis.survey).cloned().unwrap_or_default();
            let people = (basis.chosen, basis.n);
            OfSurvey { code, title, version: basis.version, words: basis.words.clone(), people }
        });
        Entry {
            key: actual.key.clone(),
            line: line.map(|line| (line.id.clone(), line.indicator.name.clone())),
            unit: line.map(|line| line.indicator.unit.clone()).unwrap_or_default(),
            year: new.year,
            value: new.value,
            origin: new.origin,
            source: if line.is_some() { new.source.clone() } else { format!("{}　{}", new.which.name, new.source) },
            note: new.note.clone(),
            survey,
            state: actual.state,
            proposed: (name(actual.proposed_by), actual.proposed_at),
            decided: actual.decided_at.map(|at| (name(actual.decided_by), at)),
            reason: actual.reason.clone(),
            is_own: waits && is_own,
            may_decide: waits && allowed::may(self.staff, Act::Approve, actual.proposed_by).is_ok(),
        }
    }
}
