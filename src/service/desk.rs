//! The desk: which cases want my attention, in which order, and how a list leaves the house.

mod counts;
mod csv;
mod pages;
mod query;
mod queue;
mod register;

use chrono::NaiveDate;
use kocho_domain::{
    access::{CaseScope, case_scope},
    workflow::Status,
};
use kocho_store::{
    case_list::{self, Cursor, Filter, Order, Row},
    flood::FloodRow,
};

pub(crate) use self::{
    counts::KeptCounts,
    csv::line as csv_line,
    pages::{KeptPages, PAGES},
    query::narrowed,
};
pub use self::{
    csv::CsvExport,
    query::{ActiveFilter, ListQuery},
    queue::{Queue, QueueCount},
    register::{Register, RegisterRow},
};
use crate::{
    Cx, Error,
    kept::{Kept, Moment},
    search::{COUNTED, Total},
};

/// Rows of a page.
const PAGE: u64 = 50;
/// Open days in which a deadline counts as near.
pub(crate) const SOON_OPEN_DAYS: u16 = 3;

/// A page of a queue.
#[derive(Debug, Clone)]
pub struct DeskList {
    /// The queue that is shown.
    pub queue: Queue,
    /// The queues of this person with their counts.
    pub queues: Vec<QueueCount>,
    /// 要緊急確認, shown above the rows of the first page; in the queue of urgent ones they are the rows themselves.
    pub urgent: Vec<DeskRow>,
    /// Groups of letters of one text, one row each, on the first page.
    pub floods: Vec<FloodRow>,
    /// The rows in their order.
    pub rows: Vec<DeskRow>,
    /// Cursor of the page before (`before=`).
    pub previous: Option<String>,
    /// Cursor of the page behind (`after=`).
    pub next: Option<String>,
    /// How many cases the queue and filters hold; a list of everything is not counted.
    pub total: Option<Total>,
    /// What the list is narrowed to.
    pub active: Vec<ActiveFilter>,
}

/// A case in a list. Personal details in the heading are masked for everybody but the hearing desk.
#[derive(Debug, Clone)]
pub struct DeskRow {
    /// As the store gives it, heading masked.
    pub row: Row,
    /// R8-000123-K, with the branch where there are several: R8-000123-K 2/3.
    pub number: String,
    /// Name of the 種別; empty while undecided.
    pub kind: String,
    /// Name of the 受付方法.
    pub channel: String,
    /// Name of the 対応区分; empty while there is none.
    pub outcome: String,
    /// Minutes since an urgent case came in and nobody took it.
    pub waiting_minutes: Option<u64>,
    /// Days (暦日) until the deadline, negative after it; `None` when the case has ended.
    pub days_left: Option<i64>,
    /// The deadline is near: not over, but within the next open days.
    pub soon: bool,
}

/// A page of the list that the query describes. Codes that are not known are ignored.
///
/// # Errors
/// [`Error::Denied`] for people who read no cases.
pub async fn list(cx: &Cx, query: &ListQuery) -> Result<DeskList, Error> {
    let staff = cx.actor.staff()?;
    let scope = case_scope(&cx.actor);
    let from = cx.reader();
    let mut read = query::read(cx, staff, query)?;
    read.filter.alone = shows_groups(&read);
    let queues = counts::counts(cx, staff, &scope).await?;
    let urgent_filter = Filter { statuses: vec![Status::Urgent], open: Some(true), ..read.filter.clone() };
    let is_apart = read.queue != Queue::Urgent && !read.status_chosen;
    let filter = if is_apart { without_urgent(&read.filter) } else { read.filter.clone() };
    let page = pages::page(cx, &scope, &filter, read.order, read.cursor).await?;
    let counted = |queue: Queue| queues.iter().find(|counted| counted.queue == queue).and_then(|counted| counted.count);
    let begins_with = read.queue == Queue::Unrouted || holds_urgent(&read.filter);
    let shows_urgent = is_apart && begins_with && read.cursor.is_none();
    let urgent = match shows_urgent && counted(Queue::Urgent) != Some(0) {
        true => pages::page(cx, &scope, &urgent_filter, Order::Due, None).await?.rows,
        false => Vec::new(),
    };
    let floods = match read.filter.alone && read.cursor.is_none() {
        true => floods(cx, &scope, &read.filter).await?,
        false => Vec::new(),
    };
    let counting = Filter { alone: false, ..read.filter.clone() };
    let total = match read.filter.open.is_some() || !read.filter.statuses.is_empty() {
        true if read.active.is_empty() => counted(read.queue).map(exactly),
        true => Some(exactly(case_list::count(&from, &scope, &counting).await?)),
        false if read.active.is_empty() => None,
        // Ended cases are many: they are counted so far as a search counts.
        false => {
            let found = case_list::count_to(&from, &scope, &counting, COUNTED as u64 + 1).await?;
            Some(if found > COUNTED as u64 { Total::Many } else { exactly(found) })
        }
    };
    let soon = queue::soon(cx);
    let cursor = |row: Option<&Row>, backwards| row.map(|row| query::cursor_text(read.order, row, backwards));
    Ok(DeskList {
        queue: read.queue,
        queues: queues.to_vec(),
        previous: cursor(page.rows.first().filter(|_| page.more_before), true),
        next: cursor(page.rows.last().filter(|_| page.more_behind), false),
        urgent: urgent.into_iter().map(|row| desk_row(cx, row, soon)).collect(),
        floods,
        rows: page.rows.into_iter().map(|row| desk_row(cx, row, soon)).collect(),
        total,
        active: read.active,
    })
}

fn exactly(found: u64) -> Total {
    Total::Exactly(usize::try_from(found).unwrap_or(usize::MAX))
}

/// Whoever looks for words or a number wants the letters themselves, and the register of everything is complete; in every
/// other list the letters of one text are one row.
fn shows_groups(read: &query::Read) -> bool {
    read.queue != Queue::All && read.filter.words.is_none() && read.filter.number.is_none()
}

/// The groups of lists, by what may be known and what a list is narrowed to.
pub(crate) type KeptFloods = Kept<String, Vec<FloodRow>>;

/// The groups of a list, headings masked; gathering them walks all letters of groups, so they are kept like the counts.
async fn floods(cx: &Cx, scope: &CaseScope, filter: &Filter) -> Result<Vec<FloodRow>, Error> {
    let (now, key) = (Moment::of(cx), format!("{scope:?} {filter:?}"));
    if let Some(rows) = cx.house.floods.find(&key, now) {
        return Ok(rows);
    }
    let rows = kocho_store::flood::rows(&cx.reader(), scope, filter).await?;
    let rows: Vec<FloodRow> =
        rows.into_iter().map(|row| FloodRow { title: masked_title(cx, &row.title), ..row }).collect();
    cx.house.floods.keep(key, now, rows.clone());
    Ok(rows)
}

fn holds_urgent(filter: &Filter) -> bool {
    filter.statuses.is_empty() && filter.open != Some(false)
}

fn without_urgent(filter: &Filter) -> Filter {
    let mut filter = filter.clone();
    if filter.statuses.is_empty() {
        let all: &[Status] = if filter.open == Some(true) { &Status::OPEN } else { &Status::ALL };
        filter.statuses = all.iter().copied().filter(|status| *status != Status::Urgent).collect();
    }
    filter
}

/// What a list says of a case, with the city's words; `soon` is the last day that counts as near.
pub(crate) fn desk_row(cx: &Cx, row: Row, soon: NaiveDate) -> DeskRow {
    let rules = &cx.city.rules;
    let waiting = row.urgent_at.filter(|_| row.status == Status::Urgent).map(|at| (cx.now() - at).num_minutes());
    let open = row.status.is_open();
    DeskRow {
        number: if row.branches > 1 {
            format!("{} {}/{}", row.number, row.branch, row.branches)
        } else {
            row.number.to_string()
        },
        kind: row.kind.as_deref().and_then(|code| rules.kind(code)).map(|k| k.label.ja.clone()).unwrap_or_default(),
        channel: rules.channel(&row.channel).map_or_else(|| row.channel.clone(), |c| c.label.ja.clone()),
        outcome: row
            .outcome
            .as_deref()
            .and_then(|code| rules.outcome(code))
            .map(|o| o.label.ja.clone())
            .unwrap_or_default(),
        waiting_minutes: waiting.map(|minutes| u64::try_from(minutes).unwrap_or(0)),
        days_left: open.then(|| kocho_domain::deadline::days_left(row.due_on, cx.today())),
        soon: open && row.due_on >= cx.today() && row.due_on <= soon,
        row: Row { title: masked_title(cx, &row.title), measure: marked_measure(cx, &row), ..row },
    }
}

/// Code and name of the primary measure; the code says when it is not of the plan in force.
fn marked_measure(cx: &Cx, row: &Row) -> Option<(String, String)> {
    let mark = row.measure_plan.map(|plan| cx.city.plans.mark(plan)).unwrap_or_default();
    row.measure.as_ref().map(|(code, name)| (format!("{mark}{code}"), name.clone()))
}

/// The heading as this person may read it.
pub(crate) fn masked_title(cx: &Cx, title: &str) -> String {
    let sees_all = cx.actor.staff().is_ok_and(kocho_domain::access::StaffActor::is_hearing);
    if sees_all { title.to_owned() } else { masked(title) }
}

/// A text with personal details as ●.
pub(crate) fn masked(text: &str) -> String {
    kocho_text::personal::mask(text, &kocho_text::personal::find(text))
}

/// A list as CSV, chunk by chunk; the same cases as on the screen, personal details in their headings masked for everybody.
///
/// # Errors
/// [`Error::Denied`] without the right to take lists out.
pub async fn export_csv(cx: &Cx, query: &ListQuery) -> Result<CsvExport, Error> {
    csv::begin(cx, query).await
}

/// The register (受付簿) of what the query describes, in the order of receipt.
///
/// # Errors
/// [`Error::Denied`] without the right to take lists out.
pub async fn register(cx: &Cx, query: &ListQuery) -> Result<Register, Error> {
    register::read(cx, query).await
}

/// Behind a row, in the order of a list.
fn behind(order: Order, row: &Row) -> Cursor {
    let day = match order {
        Order::Due => row.due_on,
        Order::Newest => row.received_on,
    };
    Cursor { day, id: row.id.0, backwards: false }
}
