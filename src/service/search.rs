//! Searching: one line of words over everything that this person may read of cases, over published answers, records of dialogue days and
//! texts of surveys. A case is found by the words that its page shows to the reader; what may not be known is not counted either.

mod beside;
mod index;
mod published;
mod saved;
mod snippet;

use kocho_domain::{
    access::{Permission, case_scope},
    id::CaseId,
    receipt::ReceiptNumber,
    search::SearchLine,
};
use kocho_store::{
    Reader,
    case_list::{self, Filter, Order},
    case_text, dialogue_text,
    findable::Reader as Whose,
    plan::{self, Measure},
    search::{self, Ask},
};
use kocho_text::search::Wanted;

pub use beside::{BesideRow, BesideTarget, FoundBeside, Place};
pub use index::{bring_waiting, index_all, index_next};
pub use published::FoundAnswer;
pub use saved::{delete, save, saved};
pub use snippet::{Piece, Snippet};

use crate::{
    Cx, Error,
    desk::{ActiveFilter, DeskRow, ListQuery, SOON_OPEN_DAYS, desk_row, narrowed},
};

/// Rows of a page.
const PAGE: usize = 20;
/// Hits are counted exactly up to here, and the best are looked for among so many of the newest.
pub const COUNTED: usize = 1_000;

/// What the address of the search says, as typed; empty means not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The line of words.
    pub q: String,
    /// What the list is narrowed to: section, status, measure, kind, channel, from, until are read.
    pub narrow: ListQuery,
    /// `best`, or anything else for the newest first.
    pub order: String,
    /// Cursor: hits behind this one.
    pub after: String,
    /// Code of a [`Place`] to look in instead of cases; empty: cases, and a few of every place.
    pub place: String,
}

/// How many hits there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exactly(usize),
    /// [`COUNTED`] or more.
    Many,
}

/// A page of what was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// `None` when nothing was looked for.
    pub total: Option<Total>,
    /// Why nothing was looked for, in words.
    pub refused: Option<String>,
    /// The hits in their order.
    pub rows: Vec<FoundRow>,
    /// Published answers that have the words; with the first page of a search that is not narrowed.
    pub answers: Vec<FoundAnswer>,
    /// What else has the words: a few of each place with the first page of a search that is not narrowed, or the page of the place that
    /// was asked for.
    pub beside: Vec<FoundBeside>,
    /// Cursor of the page behind (`after=`).
    pub next: Option<String>,
    /// What the list is narrowed to, beside the words.
    pub active: Vec<ActiveFilter>,
    /// Older voices are still being indexed.
    pub is_indexing: bool,
}

/// A case that was found.
#[derive(Debug, Clone)]
pub struct FoundRow {
    /// As lists show it.
    pub desk: DeskRow,
    /// Its heading, the words marked.
    pub title: Vec<Piece>,
    /// Where the words stand.
    pub snippets: Vec<Snippet>,
}

/// What was found on one page, before it is read out.
#[derive(Debug, Default)]
struct Listed {
    cases: Vec<CaseId>,
    total: Option<Total>,
    next: Option<String>,
}

/// Looks for what the query says.
///
/// # Errors
/// [`Error::Denied`] for people who read no cases.
pub async fn find(cx: &Cx, query: &SearchQuery) -> Result<Found, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::CaseRead) {
        return Err(Error::Denied);
    }
    let (filter, active) = narrowed(cx, &query.narrow);
    let mut found = Found {
        total: None,
        refused: None,
        rows: Vec::new(),
        answers: Vec::new(),
        beside: Vec::new(),
        next: None,
        active,
        is_indexing: case_text::is_waiting(&cx.reader()).await? || dialogue_text::is_waiting(&cx.reader()).await?,
    };
    let wanted = match SearchLine::parse(&query.q) {
        Ok(line) => Wanted::of(&line.words, &line.without),
        Err(why) => {
            found.refused = Some(why.to_string());
            return Ok(found);
        }
    };
    if let Some(place) = Place::parse(&query.place).filter(|_| !wanted.words.is_empty()) {
        let page = beside::page(cx, place, &wanted, &query.after).await?;
        found.total = Some(page.as_ref().map_or(Total::Exactly(0), |page| page.total));
        found.next = page.as_ref().and_then(|page| page.next.clone());
        found.beside = page.into_iter().collect();
        return Ok(found);
    }
    let whose = reader(cx);
    let number = ReceiptNumber::parse(query.q.trim()).ok();
    if number.is_none() && wanted.words.is_empty() {
        return Ok(found);
    }
    let listed = match number {
        Some(number) => of_number(cx, number, &filter).await?,
        None => listed(cx, query, &filter, &wanted, whose).await?,
    };
    if query.after.is_empty() && found.active.is_empty() {
        found.answers = published::of(cx, &wanted);
        found.beside = beside::few(cx, &wanted).await?;
    }
    found.rows = rows(cx, &listed.cases, &wanted, whose).await?;
    (found.total, found.next) = (listed.total, listed.next);
    Ok(found)
}

/// Measures of plans that are not in force and under which there are cases, plan by plan with its name, the oldest plan first; also `chosen`,
/// where it is one of such a plan.
///
/// # Errors
/// What the database says.
pub async fn older_measures<'a>(cx: &'a Cx, chosen: &str) -> Result<Vec<(&'a str, Vec<&'a Measure>)>, Error> {
    let plans = &cx.city.plans;
    if plans.others.is_empty() {
        return Ok(Vec::new());
    }
    let used = plan::measures_with_cases(&cx.reader(), plans.in_force).await?;
    let is_offered = |measure: &&Measure| used.contains(&measure.id) || cx.city.measure_word(measure) == chosen;
    let of = |plan: &'a plan::StoredPlan| {
        let measures = plans.others.iter().filter(|measure| measure.plan == plan.id).filter(is_offered);
        (plan.name.as_str(), measures.collect::<Vec<_>>())
    };
    Ok(plans.all.iter().map(of).filter(|(_, measures)| !measures.is_empty()).collect())
}

/// Whose texts this person reads: the desk's own, or those with personal details masked.
pub(crate) fn reader(cx: &Cx) -> Whose {
    let is_desk = cx.actor.staff().is_ok_and(kocho_domain::access::StaffActor::is_hearing);
    if is_desk { Whose::Desk } else { Whose::Others }
}

/// A whole receipt number is that voice's cases, whatever words they have.
async fn of_number(cx: &Cx, number: ReceiptNumber, filter: &Filter) -> Result<Listed, Error> {
    let filter = Filter { number: Some(number), ..filter.clone() };
    let scope = case_scope(&cx.actor);
    let page = case_list::page(&cx.reader(), &scope, &filter, Order::Newest, None, COUNTED as u64).await?;
    let cases: Vec<CaseId> = page.rows.iter().map(|row| row.id).collect();
    Ok(Listed { total: Some(Total::Exactly(cases.len())), cases, next: None })
}

async fn listed(
    cx: &Cx,
    query: &SearchQuery,
    filter: &Filter,
    wanted: &Wanted,
    reader: Whose,
) -> Result<Listed, Error> {
    let scope = case_scope(&cx.actor);
    let ask = Ask { wanted, filter, scope: &scope, reader };
    let from = cx.reader();
    if query.order == "best" { best(&from, &ask, &query.after).await } else { newest(&from, &ask, &query.after).await }
}

/// Newest first. The counted hits are at hand; behind them one reads on from the last one seen.
async fn newest(from: &Reader<'_>, ask: &Ask<'_>, after: &str) -> Result<Listed, Error> {
    let after = after.parse().ok().map(CaseId);
    let hits = search::newest(from, ask, PAGE + 1, COUNTED).await?;
    let total = if hits.counted > COUNTED { Total::Many } else { Total::Exactly(hits.counted) };
    let mut cases: Vec<CaseId> =
        hits.cases.into_iter().filter(|case| after.is_none_or(|after| *case < after)).collect();
    if let Some(after) = after.filter(|_| cases.len() <= PAGE && total == Total::Many) {
        cases = search::older(from, ask, after, PAGE + 1).await?;
    }
    let more = cases.len() > PAGE;
    cases.truncate(PAGE);
    let next = cases.last().filter(|_| more).map(|case| case.0.to_string());
    Ok(Listed { cases, total: Some(total), next })
}

/// Best first, among the newest that are counted.
async fn best(from: &Reader<'_>, ask: &Ask<'_>, after: &str) -> Result<Listed, Error> {
    let hits = search::newest(from, ask, 0, COUNTED).await?;
    let total = if hits.counted > COUNTED { Total::Many } else { Total::Exactly(hits.counted) };
    let scored = search::best(from, ask, COUNTED).await?;
    let after: Option<(i64, i64)> =
        after.split_once('.').and_then(|(score, id)| Some((score.parse().ok()?, id.parse().ok()?)));
    let is_behind = |(case, score): &(CaseId, i64)| after.is_none_or(|(s, id)| (*score, case.0) < (s, id));
    let mut scored: Vec<(CaseId, i64)> = scored.into_iter().filter(is_behind).collect();
    let more = scored.len() > PAGE;
    scored.truncate(PAGE);
    let next = scored.last().filter(|_| more).map(|(case, score)| format!("{score}.{}", case.0));
    Ok(Listed { cases: scored.into_iter().map(|(case, _)| case).collect(), total: Some(total), next })
}

/// The rows of a page, in the order of their cases, with the places of the words.
async fn rows(cx: &Cx, cases: &[CaseId], wanted: &Wanted, reader: Whose) -> Result<Vec<FoundRow>, Error> {
    let from = cx.reader();
    let rows = case_list::of(&from, &case_scope(&cx.actor), cases).await?;
    let texts = case_text::of_cases(&from, cases).await?;
    let soon = cx.city.rules.calendar().add_open_days(cx.today(), SOON_OPEN_DAYS);
    let of = |case: &CaseId| {
        let row = rows.iter().find(|row| row.id == *case)?.clone();
        let parts = texts.iter().find(|text| text.id == case.0).map(|text| text.read_by(reader)).unwrap_or_default();
        let desk = desk_row(cx, row, soon);
        let title = snippet::heading(&desk.row.title, wanted);
        Some(FoundRow { snippets: snippet::of(&parts, &title, wanted), desk, title })
    };
    Ok(cases.iter().filter_map(of).collect())
}
