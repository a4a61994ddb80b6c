//! What do the office's figures count? Cases and letters by the day they came in, each query one statement that the index
//! `case_figure` answers alone. Restricted cases are in none of them: the office's pages say the same to whoever may read
//! them. What sections have before them is `load.rs`.

use chrono::NaiveDate;
use kocho_domain::{id::CaseId, people::Writer};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::{Source, StoreError, report::Count, topic_voice::writer};

/// What was decided about a case's measure: the decision's word, and plan and code of the primary measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// undecided, none, tagged
    pub state: String,
    /// Code of the plan and of the primary measure.
    pub measure: Option<(String, String)>,
}

/// Cases that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// About their measure.
    pub decision: Decision,
    /// `2026-11`
    pub month: String,
    /// 種別 code
    pub kind: Option<String>,
    /// How many.
    pub n: u64,
}

/// Cases that came in and have ended since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// About their measure.
    pub decision: Decision,
    /// 対応区分 code
    pub outcome: Option<String>,
    /// Days (暦日) from receipt to the end.
    pub days: u64,
    /// How many.
    pub n: u64,
}

const JOINED: &str = "left join measure m on m.id = g.measure_id left join plan p on p.id = m.plan_id";
const OF_PERIOD: &str = "c.received_on >= $1 and c.received_on <= $2 and not c.restricted";

/// Cases of a period by decision, month and 種別.
///
/// # Errors
/// What the database says.
pub async fn came(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Came>, StoreError> {
    let month = if is_sqlite(from) { "substr(c.received_on, 1, 7)" } else { "to_char(c.received_on, 'YYYY-MM')" };
    let sql = format!(
        "select g.state, p.code as plan, m.code as code, g.month, g.kind, g.n from (select c.measure_state as state, \
         c.measure_id, {month} as month, c.kind, count(*) as n from \"case\" c where {OF_PERIOD} \
         group by c.measure_state, c.measure_id, {month}, c.kind) g {JOINED} order by g.state, p.code, m.code, g.month, g.kind"
    );
    let came = |row: &QueryResult| {
        Ok(Came {
            decision: decision(row)?,
            month: row.try_get("", "month")?,
            kind: row.try_get("", "kind")?,
            n: number(row, "n")?,
        })
    };
    rows(from, sql, vec![since.into(), until.into()]).await?.iter().map(came).collect()
}

/// Cases of a period that have ended, by decision, 対応区分 and days. What residents took back is among them: they have no
/// 対応区分.
///
/// # Errors
/// What the database says.
pub async fn ended(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Ended>, StoreError> {
    let days = days_of(from);
    let sql = format!(
        "select g.state, p.code as plan, m.code as code, g.outcome, g.days, g.n from (select c.measure_state as state, \
         c.measure_id, c.outcome, {days} as days, count(*) as n from \"case\" c where {OF_PERIOD} and c.closed_on is not null \
         group by c.measure_state, c.measure_id, c.outcome, {days}) g {JOINED} order by g.state, p.code, m.code, g.outcome, g.days"
    );
    let ended = |row: &QueryResult| {
        Ok(Ended {
            decision: decision(row)?,
            outcome: row.try_get("", "outcome")?,
            days: number(row, "days")?,
            n: number(row, "n")?,
        })
    };
    rows(from, sql, vec![since.into(), until.into()]).await?.iter().map(ended).collect()
}

/// Letters of a period by 受付方法, the most usual first. A letter counts once, however many cases it has.
///
/// # Errors
/// What the database says.
pub async fn letters(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Count>, StoreError> {
    let sql = format!(
        "select c.channel as code, c.channel as name, count(*) as n from \"case\" c where {OF_PERIOD} and c.branch = 1 \
         group by c.channel order by count(*) desc, c.channel"
    );
    counts(from, sql, vec![since.into(), until.into()]).await
}

/// Cases of a period for which the plan has nothing (計画に該当なし), by the section that has or had them.
///
/// # Errors
/// What the database says.
pub async fn outside_by_section(
    from: &impl Source,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<Count>, StoreError> {
    let sql = format!(
        "select cast(s.id as text) as code, s.name, g.n from (select c.holder_id, count(*) as n from \"case\" c \
         where {OF_PERIOD} and c.measure_state = 'none' group by c.holder_id) g join section s on s.id = g.holder_id \
         order by g.n desc, s.id"
    );
    counts(from, sql, vec![since.into(), until.into()]).await
}

/// A case as an answer to the council or the press counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// 受付日
    pub received_on: NaiveDate,
    /// 種別 code
    pub kind: Option<String>,
    /// Plan and code of the primary measure.
    pub measure: Option<(String, String)>,
    /// 対応区分 code
    pub outcome: Option<String>,
    /// Nobody has ended it yet.
    pub open: bool,
    /// 受付方法 code
    pub channel: String,
    /// The letter that it came with.
    pub submission: i64,
    /// Who wrote it; unknown writers of the same text are not told apart here.
    pub writer: Writer,
}

/// These cases, those that are restricted left out.
///
/// # Errors
/// What the database says.
pub async fn of_cases(from: &impl Source, cases: &[CaseId]) -> Result<Vec<Counted>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=cases.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "select c.received_on, c.kind, p.code as plan, m.code as code, c.outcome, c.open, c.channel, c.submission_id, \
         k.email_hash, k.phone_hash, k.name_hash, case when f.is_copy then f.first_id end as first_id from \"case\" c left join measure m on m.id = c.measure_id \
         left join plan p on p.id = m.plan_id left join contact k on k.submission_id = c.submission_id \
         left join fingerprint f on f.submission_id = c.submission_id \
         where c.id in ({}) and not c.restricted order by c.received_on, c.id",
        marks.join(", ")
    );
    let counted = |row: &QueryResult| {
        let submission: i64 = row.try_get("", "submission_id")?;
        // Letters of one text without a name count as one writer's.
        let text = row.try_get::<Option<i64>>("", "first_id")?.unwrap_or(submission);
        Ok(Counted {
            received_on: row.try_get("", "received_on")?,
            kind: row.try_get("", "kind")?,
            measure: measure(row)?,
            outcome: row.try_get("", "outcome")?,
            open: row.try_get("", "open")?,
            channel: row.try_get("", "channel")?,
            submission,
            writer: writer(row, text)?,
        })
    };
    rows(from, sql, cases.iter().map(|case| case.0.into()).collect()).await?.iter().map(counted).collect()
}

fn decision(row: &QueryResult) -> Result<Decision, StoreError> {
    Ok(Decision { state: row.try_get("", "state")?, measure: measure(row)? })
}

fn measure(row: &QueryResult) -> Result<Option<(String, String)>, StoreError> {
    let (plan, code): (Option<String>, Option<String>) = (row.try_get("", "plan")?, row.try_get("", "code")?);
    Ok(plan.zip(code))
}

async fn counts(from: &impl Source, sql: String, values: Vec<Value>) -> Result<Vec<Count>, StoreError> {
    let count = |row: &QueryResult| {
        Ok(Count { code: row.try_get("", "code")?, name: row.try_get("", "name")?, n: number(row, "n")? })
    };
    rows(from, sql, values).await?.iter().map(count).collect()
}

/// A number that cannot be negative; days of what was entered with an end before its beginning are none.
pub(crate) fn number(row: &QueryResult, name: &str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.try_get::<i64>("", name)?).unwrap_or(0))
}

pub(crate) async fn rows(from: &impl Source, sql: String, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
    let conn = from.conn();
    Ok(conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?)
}

/// Days from receipt to the end, as the database reckons them.
pub(crate) fn days_of(from: &impl Source) -> &'static str {
    if is_sqlite(from) {
        "cast(julianday(c.closed_on) - julianday(c.received_on) as integer)"
    } else {
        "cast(c.closed_on - c.received_on as bigint)"
    }
}

fn is_sqlite(from: &impl Source) -> bool {
    from.conn().get_database_backend() == DbBackend::Sqlite
}
