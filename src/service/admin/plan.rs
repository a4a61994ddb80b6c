//! Taking plans in beside each other, giving them out, and deciding from which day one is in force.

use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    indicator::written,
    plan::{Actual, Indicator, Plan},
    story::{AuditEvent, Story},
};
use kocho_store::plan::StoredPlan;

use super::{
    allow,
    diff::{Difference, compare},
    sensible,
};
use crate::{
    Cx, Error, crosswalk, indicator,
    plan::{PlanVersion, read, versions},
};

/// The largest plan that is taken in, in bytes.
const PLAN_BYTES: usize = 2_000_000;

/// What a new text would change. Nothing is taken in yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Against the plan of the same code; of a new one against the plan in force.
    pub differences: Vec<Difference>,
    /// Name of the new plan when it will stand beside the others; `None`: it is known and gets these words.
    pub beside: Option<String>,
}

/// The plan in force, if there is one.
pub(super) fn in_force(cx: &Cx) -> Result<Option<Plan>, Error> {
    cx.city.plans.current().map(read).transpose()
}

/// Compares a text with what there is. A part of a known plan adds to it and takes nothing away.
///
/// # Errors
/// [`Error::Invalid`] for `text` with place, problem and remedy when it is no plan.
pub async fn preview(cx: &Cx, text: &str) -> Result<Preview, Error> {
    allow(cx, Permission::RuleManage)?;
    let new = check(cx, text)?;
    let (before, after, beside) = match cx.city.plans.named(&new.head.code) {
        Some(known) => {
            let whole = |known: &Plan| known.with_part(&new);
            let (before, after) = indicator::file::before_and_after(&cx.reader(), known, whole).await?;
            (Some(before), after, None)
        }
        None => {
            let name = new.head.name.clone();
            (in_force(cx)?, new, Some(name))
        }
    };
    let differences = compare(&before.as_ref().map(entries).unwrap_or_default(), &entries(&after));
    Ok(Preview { differences, beside })
}

/// Takes a plan or a part of one in. A new plan stands beside the others, with proposals of how measures go on in it; which
/// one is in force stays, and so do the measures of cases.
///
/// # Errors
/// [`Error::Invalid`] for `text`.
pub async fn import(cx: &Cx, text: &str) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let part = check(cx, text)?;
    let known = cx.city.plans.named(&part.head.code);
    let (whole, body) = match known {
        Some(known) => whole_of(&read(known)?, &part, text)?,
        None => (part.clone(), text.to_owned()),
    };
    let mut tx = cx.begin().await?;
    let saved = crate::install::import_plan(&mut tx, &whole, &body).await?;
    if cx.city.plans.all.is_empty() {
        kocho_store::plan::use_from(&mut tx, saved.plan, whole.head.valid_from.min(cx.today()), cx.today()).await?;
    } else if known.is_some() && saved.added > 0 {
        kocho_store::plan::widen(&mut tx, saved.plan, cx.today()).await?;
    }
    let proposed = crosswalk::propose_beside(&mut tx, saved.plan).await?;
    let event = AuditEvent::new("plan_imported", "plan", Some(saved.plan.0)).with("plan", &whole.head.code);
    let event = event.with("measures", whole.measures().count()).with("added", saved.added);
    tx.commit(Story::audit(event.with("proposed", proposed))).await?;
    cx.house.refresh().await
}

/// A known plan with a part of it, and its file: as it was given when nothing of the known plan is missing in it, with its
/// comments, else written anew.
fn whole_of(known: &Plan, part: &Plan, text: &str) -> Result<(Plan, String), Error> {
    let whole = known.with_part(part);
    let complete = whole.goals.len() == part.goals.len()
        && whole.policies.len() == part.policies.len()
        && whole.measures().count() == part.measures().count();
    if complete {
        return Ok((part.clone(), text.to_owned()));
    }
    let body = whole.to_toml().map_err(|e| Error::field("text", e.to_string()))?;
    Ok((whole, body))
}

/// A plan as a file with the values of its indicators that are in force: name and text. Without a code, the plan in force.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] when there is no such plan.
pub async fn export(cx: &Cx, code: &str) -> Result<(String, String), Error> {
    allow(cx, Permission::RuleManage)?;
    let stored = find(cx, code)?;
    Ok((format!("{}.toml", stored.code), indicator::file::exported(&cx.reader(), stored).await?))
}

/// All plans with when they are in force, the newest period first.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn list(cx: &Cx) -> Result<Vec<PlanVersion>, Error> {
    allow(cx, Permission::RuleManage)?;
    versions(cx).await
}

/// A plan that may be put in force.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] when there is no such plan.
pub async fn show(cx: &Cx, code: &str) -> Result<PlanVersion, Error> {
    list(cx).await?.into_iter().find(|version| version.code == code).ok_or(Error::NotFound)
}

/// Decides that a plan is in force from a day on, today or later. New decisions and suggestions then name its measures;
/// cases keep those that they have. What was decided for a later day before gives way.
///
/// # Errors
/// [`Error::Invalid`] for `from`.
pub async fn use_from(cx: &Cx, code: &str, from: NaiveDate) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let plan = find(cx, code)?;
    let from = sensible("from", from)?;
    if from < cx.today() {
        return Err(Error::field("from", "今日以降の日を選んでください。"));
    }
    if cx.city.plans.in_force == Some(plan.id) {
        return Err(Error::field("from", "この計画は、もう使っています。"));
    }
    let mut tx = cx.begin().await?;
    kocho_store::plan::use_from(&mut tx, plan.id, from, cx.today()).await?;
    kocho_store::plan::widen(&mut tx, plan.id, from).await?;
    let event = AuditEvent::new("plan_used", "plan", Some(plan.id.0)).with("plan", code).with("from", from);
    tx.commit(Story::audit(event)).await?;
    cx.house.refresh().await
}

/// Takes back that a plan will be in force from a later day on.
///
/// # Errors
/// [`Error::Invalid`] when nothing is decided for a later day.
pub async fn take_back(cx: &Cx, code: &str) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let plan = find(cx, code)?;
    let nothing = || Error::field("from", "取り消す決定はありません。");
    let ahead = cx.city.plans.ahead(cx.today()).filter(|used| used.plan == plan.id).ok_or_else(nothing)?;
    let mut tx = cx.begin().await?;
    if !kocho_store::plan::take_back_uses(&mut tx, cx.today()).await? {
        return Err(nothing());
    }
    let event = AuditEvent::new("plan_use_taken_back", "plan", Some(plan.id.0)).with("plan", code);
    tx.commit(Story::audit(event.with("from", ahead.from_on))).await?;
    cx.house.refresh().await
}

/// A plan by its code; without one, the plan in force.
fn find<'a>(cx: &'a Cx, code: &str) -> Result<&'a StoredPlan, Error> {
    let plans = &cx.city.plans;
    if code.is_empty() { plans.current() } else { plans.named(code) }.ok_or(Error::NotFound)
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

/// The values of an indicator by year.
fn values<'a>(policy: &'a str, indicator: &'a Indicator) -> impl Iterator<Item = (String, String)> + 'a {
    let value = move |actual: &Actual| {
        let place = format!("基本施策 {policy} 成果指標「{}」{}年度の実績", indicator.name, actual.year);
        (place, format!("{}{}", written(actual.value), indicator.unit))
    };
    indicator.actuals.iter().map(value)
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
        found.extend(policy.indicators.iter().flat_map(|indicator| values(&policy.code, indicator)));
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
