//! The comprehensive plan: its tree, its versions, taking in and giving out.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Permission,
    plan::{Goal, Plan, Policy},
    story::{AuditEvent, Story},
};
use kocho_store::{
    plan::{self, StoredPlan},
    report,
};

use super::{
    allow,
    diff::{Difference, compare},
};
use crate::{Cx, Error};

/// The largest plan that is taken in, in bytes.
const PLAN_BYTES: usize = 2_000_000;

/// The plan in force.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// Short code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// First day of its period.
    pub from: NaiveDate,
    /// Last day of its period.
    pub until: Option<NaiveDate>,
    /// The printed period is over; tagging goes on.
    pub ended: bool,
    /// Its goals with everything below.
    pub goals: Vec<GoalView>,
    /// Versions, newest import first.
    pub versions: Vec<PlanVersion>,
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
    /// Cases that have it as their primary measure; restricted ones are not counted.
    pub cases: u64,
}

/// A plan that was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanVersion {
    /// Short code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// When it was imported.
    pub at: DateTime<Utc>,
    /// In force.
    pub current: bool,
}

/// The plan in force as it was imported, if there is one.
pub(super) async fn in_force(cx: &Cx) -> Result<Option<Plan>, Error> {
    stored(cx).await?.map(|stored| read(&stored)).transpose()
}

async fn stored(cx: &Cx) -> Result<Option<StoredPlan>, Error> {
    Ok(plan::versions(&cx.reader()).await?.into_iter().find(|version| version.current))
}

fn read(stored: &StoredPlan) -> Result<Plan, Error> {
    Plan::parse(&stored.body).map_err(|e| Error::Internal(e.to_string()))
}

/// The tree of the plan in force with its history.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] while there is no plan.
pub async fn show(cx: &Cx) -> Result<PlanView, Error> {
    allow(cx, Permission::RuleManage)?;
    let plan = in_force(cx).await?.ok_or(Error::NotFound)?;
    let versions = plan::versions(&cx.reader()).await?;
    let (first, last) = (NaiveDate::from_ymd_opt(1950, 1, 1), NaiveDate::from_ymd_opt(2200, 12, 31));
    let counts = report::by_measure(&cx.reader(), first.unwrap_or_default(), last.unwrap_or_default()).await?;
    let cases = |code: &str| counts.iter().filter(|count| count.code == code).map(|count| count.n).sum();
    Ok(PlanView {
        goals: plan.goals.iter().map(|goal| goal_view(&plan, goal, &cases)).collect(),
        from: plan.head.valid_from,
        until: plan.head.valid_until,
        ended: plan.head.valid_until.is_some_and(|until| until < cx.today()),
        code: plan.head.code,
        name: plan.head.name,
        versions: versions
            .into_iter()
            .map(|v| PlanVersion { code: v.code, name: v.name, at: v.imported_at, current: v.current })
            .collect(),
    })
}

fn goal_view(plan: &Plan, goal: &Goal, cases: &impl Fn(&str) -> u64) -> GoalView {
    let policy = |policy: &Policy| PolicyView {
        code: policy.code.clone(),
        name: policy.name.clone(),
        measures: policy
            .measures
            .iter()
            .map(|m| MeasureView {
                code: m.code.clone(),
                name: m.name.clone(),
                sections: m.sections.clone(),
                cases: cases(&m.code),
            })
            .collect(),
    };
    let policies = plan.policies.iter().filter(|p| p.goal == goal.code).map(policy).collect();
    GoalView { code: goal.code.clone(), name: goal.name.clone(), policies }
}

/// What a new text would change. Nothing is taken in.
///
/// # Errors
/// [`Error::Invalid`] for `text` with place, problem and remedy when it is no plan.
pub async fn preview(cx: &Cx, text: &str) -> Result<Vec<Difference>, Error> {
    allow(cx, Permission::RuleManage)?;
    let new = check(cx, text)?;
    let old = in_force(cx).await?;
    Ok(compare(&old.as_ref().map(entries).unwrap_or_default(), &entries(&new)))
}

/// Takes a plan in; from now on it is the plan in force. Cases keep the measures that they have.
///
/// # Errors
/// [`Error::Invalid`] for `text`.
pub async fn import(cx: &Cx, text: &str) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let new = check(cx, text)?;
    let mut tx = cx.begin().await?;
    crate::install::import_plan(&mut tx, &new, text).await?;
    let event = AuditEvent::new("plan_imported", "plan", None).with("plan", &new.head.code);
    tx.commit(Story::audit(event.with("measures", new.measures().count()))).await?;
    cx.house.refresh().await
}

/// The plan in force as a file: name and text.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] while there is no plan.
pub async fn export(cx: &Cx) -> Result<(String, String), Error> {
    allow(cx, Permission::RuleManage)?;
    let stored = stored(cx).await?.ok_or(Error::NotFound)?;
    Ok((format!("{}.toml", stored.code), stored.body))
}

fn check(cx: &Cx, text: &str) -> Result<Plan, Error> {
    if text.len() > PLAN_BYTES || text.contains('\0') {
        return Err(Error::field("text", "計画の文として読めません。ファイルを確かめてください。"));
    }
    let plan = Plan::parse(text).map_err(|e| Error::field("text", e.to_string()))?;
    let known = |name: &str| cx.city.sections.iter().any(|section| section.name == name);
    plan.check_sections(known).map_err(|e| Error::field("text", e.to_string()))?;
    Ok(plan)
}

/// What a plan says, entry by entry, in words.
fn entries(plan: &Plan) -> Vec<(String, String)> {
    let until = plan.head.valid_until.map(|day| day.to_string()).unwrap_or_default();
    let mut found = vec![
        ("計画の名称".to_owned(), format!("{}（{}）", plan.head.name, plan.head.code)),
        ("計画の期間".to_owned(), format!("{}～{until}", plan.head.valid_from)),
    ];
    found.extend(plan.goals.iter().map(|goal| (format!("基本目標 {}", goal.code), goal.name.clone())));
    for policy in &plan.policies {
        found.push((format!("基本施策 {} 名称", policy.code), policy.name.clone()));
        let indicators: Vec<&str> = policy.indicators.iter().map(|indicator| indicator.name.as_str()).collect();
        found.push((format!("基本施策 {} 成果指標", policy.code), indicators.join("、")));
        for measure in &policy.measures {
            let place = format!("個別施策 {}", measure.code);
            found.push((place.clone(), measure.name.clone()));
            found.push((format!("{place} 担当課"), measure.sections.join("、")));
            found.push((format!("{place} 取組"), measure.items.join("\n")));
        }
    }
    found.retain(|(_, text)| !text.is_empty());
    found
}
