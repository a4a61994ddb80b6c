//! The plan as the office reads it: under each measure the voices of twelve months, what kind they are, how they grew, how
//! long they took and what became of them. The plan's indicators stand beside them on the page (`indicator.rs`): nothing of them is kept.
//!
//! All counts are grouped reads of one index over the cases of twelve months (`store/figure.rs`), kept by
//! [`super::kept::KeptFigures`]; no page counts over everything.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Permission,
    commitment::State,
    crosswalk::Place,
    figure::{Year, median, percent},
    plan::{Goal, Plan, Policy},
    rule::kind::KindBase,
};
use kocho_store::{
    commitment_list::{self, OfMeasure},
    figure::{self, Came, Decision, Ended},
    plan::StoredPlan,
};

use super::{kept::KeptFigures, named};
use crate::{Cx, Error};

/// The plan in force with its figures.
#[derive(Debug, Clone)]
pub struct OfficePlan {
    /// Its name.
    pub name: String,
    /// The twelve months that are counted.
    pub year: Year,
    /// When the figures were read.
    pub read_at: DateTime<Utc>,
    /// 種別 in the order of every [`Figures::kinds`]; behind them are those without one.
    pub kinds: Vec<String>,
    /// Letters by 受付方法: name and number.
    pub channels: Vec<(String, u64)>,
    /// All cases.
    pub whole: Figures,
    /// 基本目標
    pub goals: Vec<GoalFigures>,
    /// 計画に該当なし
    pub outside: Figures,
    /// Who has or had them: name and number.
    pub outside_sections: Vec<(String, u64)>,
    /// No decision yet.
    pub undecided: Figures,
    /// Of another plan, and not in this one.
    pub elsewhere: Figures,
}

/// 基本目標
#[derive(Debug, Clone)]
pub struct GoalFigures {
    /// Code.
    pub code: String,
    /// Its words.
    pub name: String,
    /// 基本施策
    pub policies: Vec<PolicyFigures>,
}

/// 基本施策
#[derive(Debug, Clone)]
pub struct PolicyFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Of all its measures.
    pub figures: Figures,
    /// 個別施策
    pub measures: Vec<MeasureFigures>,
}

/// 個別施策
#[derive(Debug, Clone)]
pub struct MeasureFigures {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What is counted under it.
    pub figures: Figures,
}

/// What is counted of some cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many came in.
    pub n: u64,
    /// By 種別; the last number is of those without one.
    pub kinds: Vec<u64>,
    /// By month, the oldest first.
    pub months: Vec<u64>,
    /// How many of them have ended.
    pub ended: u64,
    /// Days (暦日) from receipt to the end: the middle of those that ended.
    pub median_days: Option<u64>,
    /// By 対応区分: name and number, in the order of the city's rule.
    pub outcomes: Vec<(String, u64)>,
    /// 提案率 in percent: the share of proposals, the plan's indicator of hearing.
    pub proposal_rate: Option<u64>,
    /// 約束 that stand under it, whenever they were made, and how many of them are kept.
    pub promises: (u64, u64),
}

/// Kept by plan, its last import and day.
pub(crate) type KeptPlans = KeptFigures<(String, DateTime<Utc>, NaiveDate), Arc<OfficePlan>>;

/// The plan in force with its figures.
///
/// # Errors
/// [`Error::Denied`] without the right to read the office's pages; [`Error::NotFound`] while no plan is in force.
pub async fn plan(cx: &Cx) -> Result<Arc<OfficePlan>, Error> {
    if !cx.actor.staff()?.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    for_all(cx).await
}

/// The same, whoever reads: figures alone.
pub(super) async fn for_all(cx: &Cx) -> Result<Arc<OfficePlan>, Error> {
    let stored = cx.city.plans.current().ok_or(Error::NotFound)?;
    let key = (stored.code.clone(), stored.imported_at, cx.today());
    let stored = stored.clone();
    cx.house.office.plan.or_read(cx, key, |cx| read(cx, stored)).await
}

async fn read(cx: Cx, stored: StoredPlan) -> Result<(Arc<OfficePlan>, u64), Error> {
    let cx = &cx;
    let plan = crate::plan::read(&stored)?;
    let year = Year::ending(cx.today());
    let from = cx.reader();
    let mut counts = Counts::new(cx, &year);
    for came in figure::came(&from, year.from, year.until).await? {
        counts.came(&came);
    }
    for ended in figure::ended(&from, year.from, year.until).await? {
        counts.ended(&ended);
    }
    for promised in commitment_list::by_measure(&from).await? {
        counts.promised(promised);
    }
    let letters = figure::letters(&from, year.from, year.until).await?;
    let outside = figure::outside_by_section(&from, year.from, year.until).await?;
    let kinds = cx.city.rules.kinds().iter().map(|kind| kind.label.ja.clone());
    let whole = counts.figures(|_| true);
    let n = whole.n;
    let read = OfficePlan {
        name: stored.name,
        read_at: cx.now(),
        kinds: kinds.chain(std::iter::once("未定".to_owned())).collect(),
        channels: letters.into_iter().map(|count| (named::channel(cx, &count.code), count.n)).collect(),
        whole,
        goals: plan.goals.iter().map(|goal| goal_figures(&plan, goal, &counts)).collect(),
        outside: counts.figures(|place| *place == Stand::Outside),
        outside_sections: outside.into_iter().map(|count| (count.name, count.n)).collect(),
        undecided: counts.figures(|place| *place == Stand::Open),
        elsewhere: counts.figures(|place| match place {
            Stand::Under(code) => plan.measure(code).is_none(),
            Stand::Elsewhere => true,
            Stand::Outside | Stand::Open => false,
        }),
        year,
    };
    Ok((Arc::new(read), n))
}

fn goal_figures(plan: &Plan, goal: &Goal, counts: &Counts<'_>) -> GoalFigures {
    let policies = plan.policies.iter().filter(|policy| policy.goal == goal.code);
    GoalFigures {
        code: goal.code.clone(),
        name: goal.name.clone(),
        policies: policies.map(|policy| policy_figures(policy, counts)).collect(),
    }
}

fn policy_figures(policy: &Policy, counts: &Counts<'_>) -> PolicyFigures {
    let under = |place: &Stand, code: &str| matches!(place, Stand::Under(known) if known == code);
    let measures = policy.measures.iter().map(|measure| MeasureFigures {
        figures: counts.figures(|place| under(place, &measure.code)),
        code: measure.code.clone(),
        name: measure.name.clone(),
    });
    PolicyFigures {
        code: policy.code.clone(),
        name: policy.name.clone(),
        figures: counts.figures(|place| policy.measures.iter().any(|measure| under(place, &measure.code))),
        measures: measures.collect(),
    }
}

/// Where a case stands in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Stand {
    /// Under the measure of this code.
    Under(String),
    /// 計画に該当なし
    Outside,
    /// No decision.
    Open,
    /// In another plan only.
    Elsewhere,
}

/// Counted cases by where they stand.
struct Counts<'a> {
    cx: &'a Cx,
    year: &'a Year,
    by_place: HashMap<Stand, Sum>,
}

#[derive(Default)]
struct Sum {
    kinds: BTreeMap<usize, u64>,
    months: BTreeMap<usize, u64>,
    days: BTreeMap<u64, u64>,
    outcomes: BTreeMap<String, u64>,
    /// All, and those that are kept.
    promises: (u64, u64),
}

impl<'a> Counts<'a> {
    fn new(cx: &'a Cx, year: &'a Year) -> Self {
        Counts { cx, year, by_place: HashMap::new() }
    }

    fn stand(&self, decision: &Decision) -> Stand {
        let plans = &self.cx.city.plans;
        match (&decision.measure, decision.state.as_str()) {
            (Some((plan, code)), _) => match plans.crosswalks.place(plan, code, plans.current_code()) {
                Place::Measure(code) => Stand::Under(code),
                Place::Undecided | Place::Ended | Place::New => Stand::Elsewhere,
            },
            (None, "none") => Stand::Outside,
            (None, _) => Stand::Open,
        }
    }

    fn sum(&mut self, decision: &Decision) -> &mut Sum {
        let stand = self.stand(decision);
        self.by_place.entry(stand).or_default()
    }

    fn came(&mut self, came: &Came) {
        let kinds = self.cx.city.rules.kinds();
        let kind = kinds.iter().position(|kind| Some(&kind.code) == came.kind.as_ref()).unwrap_or(kinds.len());
        let month = self.year.place(&came.month);
        let sum = self.sum(&came.decision);
        *sum.kinds.entry(kind).or_default() += came.n;
        if let Some(month) = month {
            *sum.months.entry(month).or_default() += came.n;
        }
    }

    fn ended(&mut self, ended: &Ended) {
        let sum = self.sum(&ended.decision);
        *sum.days.entry(ended.days).or_default() += ended.n;
        if let Some(outcome) = &ended.outcome {
            *sum.outcomes.entry(outcome.clone()).or_default() += ended.n;
        }
    }

    fn promised(&mut self, promised: OfMeasure) {
        let decision = Decision { state: "tagged".to_owned(), measure: Some((promised.plan, promised.code)) };
        let sum = self.sum(&decision);
        sum.promises.0 += promised.n;
        sum.promises.1 += if promised.state == State::Kept { promised.n } else { 0 };
    }

    /// The figures of all places that are meant.
    fn figures(&self, is_meant: impl Fn(&Stand) -> bool) -> Figures {
        let rules = &self.cx.city.rules;
        let sums: Vec<&Sum> = self.by_place.iter().filter(|(place, _)| is_meant(place)).map(|(_, sum)| sum).collect();
        let of = |counted: fn(&Sum) -> &BTreeMap<usize, u64>, place: usize| {
            sums.iter().filter_map(|sum| counted(sum).get(&place)).sum::<u64>()
        };
        let kinds: Vec<u64> = (0..=rules.kinds().len()).map(|place| of(|sum| &sum.kinds, place)).collect();
        let mut days: BTreeMap<u64, u64> = BTreeMap::new();
        for (value, n) in sums.iter().flat_map(|sum| &sum.days) {
            *days.entry(*value).or_default() += n;
        }
        let outcome = |code: &str| sums.iter().filter_map(|sum| sum.outcomes.get(code)).sum::<u64>();
        let outcomes = rules.outcomes().iter().map(|o| (o.label.ja.clone(), outcome(&o.code)));
        let proposals = rules.kinds().iter().zip(&kinds).filter(|(kind, _)| kind.base == KindBase::Proposal);
        let (n, proposals) = (kinds.iter().sum(), proposals.map(|(_, n)| n).sum());
        Figures {
            n,
            months: (0..self.year.months.len()).map(|place| of(|sum| &sum.months, place)).collect(),
            ended: days.values().sum(),
            median_days: median(&days),
            outcomes: outcomes.filter(|(_, n)| *n > 0).collect(),
            proposal_rate: percent(proposals, n),
            promises: sums.iter().fold((0, 0), |all, sum| (all.0 + sum.promises.0, all.1 + sum.promises.1)),
            kinds,
        }
    }
}
