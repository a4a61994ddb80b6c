//! The plan's figures as a table for who writes budgets and evaluations: one row a measure, as many cases as the page counts.
//! Figures only: nobody's words stand in it.

use chrono::Datelike;
use kocho_domain::story::{AuditEvent, Story};

use super::plan::{Figures, OfficePlan, plan};
use crate::{Cx, Error};

/// The plan in force as CSV; answers its file name and bytes. That it was taken stands in the audit.
///
/// # Errors
/// [`Error::Denied`] without the right to read the office's pages; [`Error::NotFound`] while no plan is in force.
pub async fn plan_csv(cx: &Cx) -> Result<(String, Vec<u8>), Error> {
    let plan = plan(cx).await?;
    let mut bytes = kocho_document::table::BOM.to_vec();
    bytes.extend(row(&header(&plan))?);
    for goal in &plan.goals {
        for policy in &goal.policies {
            bytes.extend(row(&cells("基本施策", &policy.code, &policy.name, &policy.figures))?);
            for measure in &policy.measures {
                bytes.extend(row(&cells("個別施策", &measure.code, &measure.name, &measure.figures))?);
            }
        }
    }
    let beside = [
        ("計画にない声", &plan.outside),
        ("まだ決めていない", &plan.undecided),
        ("ほかの計画の施策", &plan.elsewhere),
        ("すべて", &plan.whole),
    ];
    for (name, figures) in beside {
        bytes.extend(row(&cells("計画のほか", "", name, figures))?);
    }
    let event = AuditEvent::new("exported", "plan", None).with("form", "csv").with("until", plan.year.until);
    let tx = cx.begin().await?;
    tx.commit(Story::audit(event)).await?;
    Ok((format!("keikaku-koe-{}.csv", plan.year.until.format("%Y%m%d")), bytes))
}

fn row(cells: &[String]) -> Result<Vec<u8>, Error> {
    kocho_document::table::row(cells).map_err(|error| Error::Internal(format!("a table could not be written: {error}")))
}

fn header(plan: &OfficePlan) -> Vec<String> {
    let first = ["区分", "コード", "名前", "件数（12か月）"].map(str::to_owned);
    let kinds = plan.kinds.iter().map(|kind| format!("種別：{kind}"));
    let then = ["提案率（%）", "終わった件数", "終わるまでの日数（中央値、暦日）", "対応区分", "約束", "果たした約束"];
    let months = plan.year.months.iter().map(|first| format!("{}年{}月", first.year(), first.month()));
    first.into_iter().chain(kinds).chain(then.map(str::to_owned)).chain(months).collect()
}

fn cells(what: &str, code: &str, name: &str, figures: &Figures) -> Vec<String> {
    let number = |value: Option<u64>| value.map(|n| n.to_string()).unwrap_or_default();
    let outcomes = figures.outcomes.iter().filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}"));
    let first = [what.to_owned(), code.to_owned(), name.to_owned(), figures.n.to_string()];
    let then = [
        number(figures.proposal_rate),
        figures.ended.to_string(),
        number(figures.median_days),
        outcomes.collect::<Vec<_>>().join("・"),
        figures.promises.0.to_string(),
        figures.promises.1.to_string(),
    ];
    let (kinds, months) = (figures.kinds.iter().map(u64::to_string), figures.months.iter().map(u64::to_string));
    first.into_iter().chain(kinds).chain(then).chain(months).collect()
}
