//! Lists of cases: one statement a page, keyset order, and the counts of the queues over open cases only.

mod conditions;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::{CaseScope, Office},
    id::{CaseId, FloodId, MeasureId, PlanId, PublicKey, SectionId, StaffId},
    receipt::ReceiptNumber,
    workflow::Status,
};
use kocho_text::search::Wanted;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::{
    Source, StoreError, convert,
    findable::Reader,
    together::{Together, truth},
};

pub(crate) use conditions::Where;

/// What a list is narrowed to. Everything that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of these statuses.
    pub statuses: Vec<Status>,
    /// Held by this section.
    pub holder: Option<SectionId>,
    /// Held by, or shared with, one of these sections.
    pub sections: Vec<SectionId>,
    /// Taken by this person.
    pub staff: Option<StaffId>,
    /// Waiting for a step of one of these offices.
    pub turn_of: Vec<Office>,
    /// Still open.
    pub open: Option<bool>,
    /// Due on or after.
    pub due_from: Option<NaiveDate>,
    /// Due on or before.
    pub due_until: Option<NaiveDate>,
    /// Primary measures, of any plan; empty: all.
    pub measures: Vec<MeasureId>,
    /// 種別 code.
    pub kind: Option<String>,
    /// 受付方法 code.
    pub channel: Option<String>,
    /// Received on or after.
    pub received_from: Option<NaiveDate>,
    /// Words in what this reader may read of it.
    pub words: Option<(Wanted, Reader)>,
    /// Of the voice with this receipt number.
    pub number: Option<ReceiptNumber>,
    /// Returned at least once.
    pub returned: bool,
    /// Put before the mayor's office and not read.
    pub circulated: bool,
    /// Received on or before.
    pub received_until: Option<NaiveDate>,
    /// Decision about the plan: undecided, none, tagged.
    pub measure_state: Option<&'static str>,
    /// Of this flood, or (`alone`) of none.
    pub flood: Option<FloodId>,
    /// Not in a flood: floods have one row each.
    pub alone: bool,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Deadline first: the desk.
    Due,
    /// Newest first: the register.
    Newest,
}

/// Where a page begins: behind this row, or (backwards) before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The date of the row in the list's order.
    pub day: NaiveDate,
    /// Its id.
    pub id: i64,
    /// The page before the row instead of behind it.
    pub backwards: bool,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Database key.
    pub id: CaseId,
    /// Key in addresses.
    pub key: PublicKey,
    /// Fiscal year and sequence of the receipt number.
    pub number: ReceiptNumber,
    /// 枝番
    pub branch: u16,
    /// How many cases the voice has.
    pub branches: u16,
    /// Heading, not masked yet.
    pub title: String,
    /// 処理状態
    pub status: Status,
    /// Since when it has this status.
    pub status_at: chrono::DateTime<chrono::Utc>,
    /// Name of the holding section.
    pub holder: String,
    /// Person in that section.
    pub holder_staff: Option<String>,
    /// Primary measure: code and name.
    pub measure: Option<(String, String)>,
    /// The plan of the primary measure.
    pub measure_plan: Option<PlanId>,
    /// undecided, none, tagged
    pub measure_state: String,
    /// 種別 code
    pub kind: Option<String>,
    /// 受付方法 code
    pub channel: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// 期限
    pub due_on: NaiveDate,
    /// Since when a human is asked for.
    pub urgent_at: Option<chrono::DateTime<chrono::Utc>>,
    /// True when it must not be known.
    pub restricted: bool,
    /// 対応区分 code
    pub outcome: Option<String>,
    /// How often it was returned.
    pub returns: u16,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct ListPage {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// There is something before the first row.
    pub more_before: bool,
    /// There is something behind the last row.
    pub more_behind: bool,
}

const COLUMNS: &str = "c.id, c.key, b.number_year, b.number_seq, c.branch, \
    (select count(*) from \"case\" k where k.submission_id = c.submission_id) as branches, c.title, c.status, c.status_at, \
    h.name as holder, w.name as holder_staff, m.code as measure_code, m.name as measure_name, m.plan_id as measure_plan, c.measure_state, c.kind, c.channel, \
    c.received_on, c.due_on, c.urgent_at, c.restricted, c.outcome, c.returns";

const NAMES: &str = "join submission b on b.id = c.submission_id join section h on h.id = c.holder_id \
    left join staff w on w.id = c.holder_staff_id left join measure m on m.id = c.measure_id";

/// A page of the cases that the scope reaches.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    scope: &CaseScope,
    filter: &Filter,
    order_of: Order,
    cursor: Option<Cursor>,
    size: u64,
) -> Result<ListPage, StoreError> {
    let mut conditions = Where::on(from);
    conditions.scope(scope);
    conditions.filter(filter);
    let backwards = cursor.is_some_and(|c| c.backwards);
    let (column, ascending) = match order_of {
        Order::Due => ("c.due_on", !backwards),
        Order::Newest => ("c.received_on", backwards),
    };
    if let Some(cursor) = cursor {
        let (day, id) = (conditions.bind(cursor.day), conditions.bind(cursor.id));
        let sign = if ascending { ">" } else { "<" };
        conditions.add(format!("({column}, c.id) {sign} ({day}, {id})"));
    }
    let way = if ascending { "asc" } else { "desc" };
    // The page's cases first, then their names: whatever the database believes of its tables' sizes, it never walks all
    // voices for a page of them.
    let order = format!("order by {column} {way}, c.id {way}");
    let sql = format!(
        "select {COLUMNS} from (select c.* from \"case\" c where {} {order} limit {}) c {NAMES}",
        conditions.sql(),
        size + 1
    );
    let mut listed = Together::around(from, conditions.values).with_query::<Listed>("case", &sql).read(from).await?;
    let mut listed: Vec<Listed> = listed.take_part("case")?;
    listed.sort_by_key(|row| match order_of {
        Order::Due => (row.due_on, row.id),
        Order::Newest => (row.received_on, row.id),
    });
    if !ascending {
        listed.reverse();
    }
    let mut rows = listed.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    if backwards {
        rows.reverse();
    }
    let (more_before, more_behind) = if backwards { (more, true) } else { (cursor.is_some(), more) };
    Ok(ListPage { rows, more_before, more_behind })
}

/// Rows of these cases, as far as the scope reaches, in no order.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, scope: &CaseScope, cases: &[CaseId]) -> Result<Vec<Row>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut conditions = Where::default();
    let ids = conditions.list(cases.iter().map(|case| case.0));
    conditions.add(format!("c.id in ({ids})"));
    conditions.scope(scope);
    let sql = format!("select {COLUMNS} from \"case\" c {NAMES} where {}", conditions.sql());
    let mut listed = Together::around(from, conditions.values).with_query::<Listed>("case", &sql).read(from).await?;
    listed.take_part::<Listed>("case")?.into_iter().map(row).collect()
}

/// A row as the database gives it.
#[derive(serde::Deserialize)]
struct Listed {
    id: i64,
    key: String,
    number_year: i64,
    number_seq: i64,
    branch: i64,
    branches: i64,
    title: String,
    status: String,
    status_at: DateTime<Utc>,
    holder: String,
    holder_staff: Option<String>,
    measure_code: Option<String>,
    measure_name: Option<String>,
    measure_plan: Option<i64>,
    measure_state: String,
    kind: Option<String>,
    channel: String,
    received_on: NaiveDate,
    due_on: NaiveDate,
    urgent_at: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "truth")]
    restricted: bool,
    outcome: Option<String>,
    returns: i64,
}

fn row(row: Listed) -> Result<Row, StoreError> {
    Ok(Row {
        id: CaseId(row.id),
        key: convert::key(&row.key)?,
        number: convert::number(row.number_year, row.number_seq)?,
        branch: convert::small(row.branch)?,
        branches: convert::small(row.branches)?,
        title: row.title,
        status: convert::status(&row.status)?,
        status_at: row.status_at,
        holder: row.holder,
        holder_staff: row.holder_staff,
        measure: row.measure_code.zip(row.measure_name),
        measure_plan: row.measure_plan.map(PlanId),
        measure_state: row.measure_state,
        kind: row.kind,
        channel: row.channel,
        received_on: row.received_on,
        due_on: row.due_on,
        urgent_at: row.urgent_at,
        restricted: row.restricted,
        outcome: row.outcome,
        returns: convert::small(row.returns)?,
    })
}

/// How many cases match; for queues of open cases only, never over everything on a hot path.
///
/// # Errors
/// What the database says.
pub async fn count(from: &impl Source, scope: &CaseScope, filter: &Filter) -> Result<u64, StoreError> {
    counted(from, scope, filter, "").await
}

/// The same, but nobody counts further than `most`.
///
/// # Errors
/// What the database says.
pub async fn count_to(from: &impl Source, scope: &CaseScope, filter: &Filter, most: u64) -> Result<u64, StoreError> {
    counted(from, scope, filter, &format!("limit {most}")).await
}

async fn counted(from: &impl Source, scope: &CaseScope, filter: &Filter, limit: &str) -> Result<u64, StoreError> {
    let mut conditions = Where::on(from);
    conditions.scope(scope);
    conditions.filter(filter);
    let sql = format!("select count(*) as n from (select 1 from \"case\" c where {} {limit}) k", conditions.sql());
    let conn = from.conn();
    let found =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values)).await?;
    let n: i64 = found.map(|r| r.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Open cases by status with how many of them are overdue or due until `soon`: one statement for all queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCount {
    /// 処理状態
    pub status: Status,
    /// All open ones.
    pub all: u64,
    /// Due before today.
    pub overdue: u64,
    /// Due from today until `soon`.
    pub soon: u64,
}

/// Counts of open cases in the scope.
///
/// # Errors
/// What the database says.
pub async fn open_counts(
    from: &impl Source,
    scope: &CaseScope,
    today: NaiveDate,
    soon: NaiveDate,
) -> Result<Vec<OpenCount>, StoreError> {
    let mut conditions = Where::default();
    let open = conditions.bind(true);
    conditions.add(format!("c.open = {open}"));
    conditions.scope(scope);
    let (a, b, c) = (conditions.bind(today), conditions.bind(today), conditions.bind(soon));
    let sql = format!(
        "select c.status, count(*) as n, sum(case when c.due_on < {a} then 1 else 0 end) as overdue, \
         sum(case when c.due_on >= {b} and c.due_on <= {c} then 1 else 0 end) as soon \
         from \"case\" c where {} group by c.status",
        conditions.sql()
    );
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values)).await?;
    let number = |row: &QueryResult, name: &str| row.try_get::<i64>("", name).map(|n| u64::try_from(n).unwrap_or(0));
    rows.iter()
        .map(|row| {
            Ok(OpenCount {
                status: convert::status(&row.try_get::<String>("", "status")?)?,
                all: number(row, "n")?,
                overdue: number(row, "overdue")?,
                soon: number(row, "soon")?,
            })
        })
        .collect()
}

/// What the register says of an ended case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closing {
    /// When it ended.
    pub on: Option<NaiveDate>,
    /// 文書番号 of its letter; empty when none went out.
    pub document_number: String,
}

/// When cases ended and under which document number, by the case's key.
///
/// # Errors
/// What the database says.
pub async fn closings(
    from: &impl Source,
    cases: &[CaseId],
) -> Result<std::collections::BTreeMap<i64, Closing>, StoreError> {
    if cases.is_empty() {
        return Ok(std::collections::BTreeMap::new());
    }
    let mut conditions = Where::default();
    let ids = conditions.list(cases.iter().map(|c| c.0));
    let sql = format!(
        "select c.id, c.closed_on, (select max(l.document_number) from letter l join letter_point p on p.letter_id = l.id \
         where p.case_id = c.id and l.id = (select max(q.letter_id) from letter_point q where q.case_id = c.id)) as document_number \
         from \"case\" c where c.id in ({ids})"
    );
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values)).await?;
    rows.iter()
        .map(|row| {
            let document_number = row.try_get::<Option<String>>("", "document_number")?.unwrap_or_default();
            Ok((row.try_get("", "id")?, Closing { on: row.try_get("", "closed_on")?, document_number }))
        })
        .collect()
}

/// Receipt numbers with branch of cases, by the case's key: how the audit names them.
///
/// # Errors
/// What the database says.
pub async fn numbers(
    from: &impl Source,
    cases: &[CaseId],
) -> Result<std::collections::BTreeMap<i64, (ReceiptNumber, u16)>, StoreError> {
    if cases.is_empty() {
        return Ok(std::collections::BTreeMap::new());
    }
    let mut conditions = Where::default();
    let ids = conditions.list(cases.iter().map(|c| c.0));
    let sql = format!(
        "select c.id, c.branch, b.number_year, b.number_seq from \"case\" c join submission b on b.id = c.submission_id where c.id in ({ids})"
    );
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values)).await?;
    rows.iter()
        .map(|row| {
            let number = convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?;
            Ok((row.try_get("", "id")?, (number, convert::small(row.try_get("", "branch")?)?)))
        })
        .collect()
}

/// Open cases by holding section: section's key → how many.
///
/// # Errors
/// What the database says.
pub async fn open_by_section(from: &impl Source) -> Result<std::collections::BTreeMap<i64, u64>, StoreError> {
    let conn = from.conn();
    let sql = "select c.holder_id, count(*) as n from \"case\" c where c.open = $1 group by c.holder_id";
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [true.into()])).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("", "holder_id")?, u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0))))
        .collect()
}
