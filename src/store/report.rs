//! What the office reads: counts and the newest voices. Each query is one statement.

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{Source, StoreError, convert};

/// A counted thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Code, or empty for what has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many cases.
    pub n: u64,
}

/// Cases received in a period by primary measure; what the plan has nothing for, and what is undecided, have rows too.
///
/// # Errors
/// What the database says.
pub async fn by_measure(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Count>, StoreError> {
    let sql = "select coalesce(m.code, c.measure_state) as code, coalesce(m.name, '') as name, count(*) as n from \"case\" c \
               left join measure m on m.id = c.measure_id where c.received_on >= $1 and c.received_on <= $2 and not c.restricted \
               group by coalesce(m.code, c.measure_state), coalesce(m.name, '') order by n desc, code";
    counts(from, sql, vec![since.into(), until.into()]).await
}

/// Open cases that are overdue, by holding section.
///
/// # Errors
/// What the database says.
pub async fn overdue_by_section(from: &impl Source, today: NaiveDate) -> Result<Vec<Count>, StoreError> {
    let sql = "select s.code as code, s.name as name, count(*) as n from \"case\" c join section s on s.id = c.holder_id \
               where c.open = $1 and c.due_on < $2 and not c.restricted group by s.code, s.name order by n desc, s.code";
    counts(from, sql, vec![true.into(), today.into()]).await
}

async fn counts(from: &impl Source, sql: &str, values: Vec<Value>) -> Result<Vec<Count>, StoreError> {
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.iter()
        .map(|r| {
            let n: i64 = r.try_get("", "n")?;
            Ok(Count { code: r.try_get("", "code")?, name: r.try_get("", "name")?, n: u64::try_from(n).unwrap_or(0) })
        })
        .collect()
}

/// An original for the office, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Receipt number.
    pub number: kocho_domain::receipt::ReceiptNumber,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code
    pub channel: String,
    /// 件名
    pub subject: String,
    /// The text, not masked yet.
    pub body: String,
    /// 地区 code
    pub district: Option<String>,
    /// 年代 code
    pub age_group: Option<String>,
    /// Word of the first case's status.
    pub status: kocho_domain::workflow::Status,
    /// Holding section of the first case.
    pub holder: String,
    /// Urgent.
    pub urgent: bool,
}

/// The voices received since a day, newest first, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn voices_since(from: &impl Source, since: NaiveDate, size: u64) -> Result<Vec<Voice>, StoreError> {
    let sql = format!(
        "select b.number_year, b.number_seq, b.received_on, b.channel, b.subject, t.body, b.district, b.age_group, c.status, \
         s.name as holder, c.urgent_at from submission b join \"case\" c on c.submission_id = b.id and c.branch = 1 \
         join section s on s.id = c.holder_id join transcript t on t.submission_id = b.id and t.version = 1 \
         where b.received_on >= $1 and not c.restricted order by b.received_at desc, b.id desc limit {size}"
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [since.into()])).await?;
    rows.iter().map(voice).collect()
}

fn voice(row: &QueryResult) -> Result<Voice, StoreError> {
    Ok(Voice {
        number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
        received_on: row.try_get("", "received_on")?,
        channel: row.try_get("", "channel")?,
        subject: row.try_get("", "subject")?,
        body: row.try_get("", "body")?,
        district: row.try_get("", "district")?,
        age_group: row.try_get("", "age_group")?,
        status: convert::status(&row.try_get::<String>("", "status")?)?,
        holder: row.try_get("", "holder")?,
        urgent: row.try_get::<Option<chrono::DateTime<chrono::Utc>>>("", "urgent_at")?.is_some(),
    })
}
