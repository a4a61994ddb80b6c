//! What residents read of the hearing as a whole, over twelve months: how much came, the share of proposals, how much has ended and
//! how often in time, what became of it. They are the figures that the office reads, and kept as those are; below a few cases
//! nothing is told.

use chrono::NaiveDate;
use kocho_domain::localized::Localized;

use super::{morning::letters, plan, section};
use crate::{Cx, Error};

/// Fewer cases than these are not told in figures.
const FEWEST: u64 = 5;

/// Figures for everybody.
#[derive(Debug, Clone)]
pub struct PublicFigures {
    /// First day of the twelve months.
    pub from: NaiveDate,
    /// Today.
    pub until: NaiveDate,
    /// 通: letters.
    pub letters: u64,
    /// 件: matters.
    pub cases: u64,
    /// 提案率 in percent.
    pub proposal_rate: Option<u64>,
    /// How many have ended.
    pub ended: u64,
    /// Days (暦日) from receipt to the end: the middle.
    pub median_days: Option<u64>,
    /// 期限内率 in percent.
    pub on_time: Option<u64>,
    /// By 対応区分, in the order of the city's rule.
    pub outcomes: Vec<(Localized, u64)>,
    /// How many ended without one: taken back, passed on to others, thanks and the like. Together they are all that ended.
    pub no_outcome: u64,
}

/// The figures of the last twelve months; nothing while there is too little, or no plan under which they are counted.
///
/// # Errors
/// What the database says.
pub async fn public_figures(cx: &Cx) -> Result<Option<PublicFigures>, Error> {
    let plan = match plan::for_all(cx).await {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    if plan.whole.n < FEWEST {
        return Ok(None);
    }
    let rules = cx.city.rules.outcomes();
    let listed =
        |name: &str| rules.iter().find(|outcome| outcome.label.ja == name).map(|outcome| outcome.listed().clone());
    let outcomes: Vec<(Localized, u64)> =
        plan.whole.outcomes.iter().filter_map(|(name, n)| Some((listed(name)?, *n))).collect();
    let told: u64 = outcomes.iter().map(|(_, n)| n).sum();
    Ok(Some(PublicFigures {
        from: plan.year.from,
        until: plan.year.until,
        letters: letters(cx, plan.year.from, plan.year.until).await?,
        cases: plan.whole.n,
        proposal_rate: plan.whole.proposal_rate,
        ended: plan.whole.ended,
        median_days: plan.whole.median_days,
        on_time: section::for_all(cx).await?.whole.rate,
        no_outcome: plan.whole.ended.saturating_sub(told),
        outcomes,
    }))
}
