//! Reading the two histories. Writing is `Tx::commit`'s alone; no update or delete exists.

use chrono::{DateTime, Utc};
use kocho_domain::id::{CaseId, SubmissionId};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{Source, StoreError};

/// A line of a history, with the names that its ids mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Database key, for paging.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// resident, staff, worker, import
    pub actor_kind: String,
    /// Who, by office, when it was staff.
    pub actor: Option<String>,
    /// What: an act's code or an event of its own.
    pub code: String,
    /// The case, for histories of a whole voice; the noun's id in the audit.
    pub subject: Option<i64>,
    /// The noun it is about.
    pub noun: String,
    /// `key=value` pairs.
    pub data: String,
    /// A reason or remark, while it was not erased.
    pub free_text: Option<String>,
}

impl Line {
    /// A value of the data.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.data.split(' ').filter_map(|pair| pair.split_once('=')).find(|(k, _)| *k == key).map(|(_, v)| v)
    }
}

const CASE_LINES: &str = "select e.id, e.at, e.actor_kind, p.name as actor, e.code, e.case_id as subject, 'case' as noun, e.data, f.body as free_text \
    from case_event e left join staff p on p.id = e.actor_id and e.actor_kind = 'staff' left join free_text f on f.id = e.free_text_id";

/// The history of a case, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_case(from: &impl Source, case: CaseId) -> Result<Vec<Line>, StoreError> {
    lines(from, &format!("{CASE_LINES} where e.case_id = $1 order by e.id"), vec![case.0.into()]).await
}

/// The history of all cases of a voice, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_submission(from: &impl Source, submission: SubmissionId) -> Result<Vec<Line>, StoreError> {
    lines(from, &format!("{CASE_LINES} where e.submission_id = $1 order by e.id"), vec![submission.0.into()]).await
}

/// Who did or saw what, newest first, before an id; for auditors. No free text and no content.
///
/// # Errors
/// What the database says.
pub async fn audit(from: &impl Source, before: Option<i64>, code: Option<&str>, size: u64) -> Result<Vec<Line>, StoreError> {
    let mut values: Vec<Value> = vec![before.unwrap_or(i64::MAX).into()];
    let mut sql = "select e.id, e.at, e.actor_kind, p.name as actor, e.code, e.subject_id as subject, e.noun, e.data, \
        case when e.code in ('revealed', 'exported') then f.body end as free_text from audit_event e \
        left join staff p on p.id = e.actor_id and e.actor_kind = 'staff' left join free_text f on f.id = e.free_text_id where e.id < $1"
        .to_owned();
    if let Some(code) = code {
        sql.push_str(" and e.code = $2");
        values.push(code.into());
    }
    lines(from, &format!("{sql} order by e.id desc limit {size}"), values).await
}

async fn lines(from: &impl Source, sql: &str, values: Vec<Value>) -> Result<Vec<Line>, StoreError> {
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.iter().map(line).collect()
}

fn line(row: &QueryResult) -> Result<Line, StoreError> {
    Ok(Line {
        id: row.try_get("", "id")?,
        at: row.try_get("", "at")?,
        actor_kind: row.try_get("", "actor_kind")?,
        actor: row.try_get("", "actor")?,
        code: row.try_get("", "code")?,
        subject: row.try_get("", "subject")?,
        noun: row.try_get("", "noun")?,
        data: row.try_get("", "data")?,
        free_text: row.try_get("", "free_text")?,
    })
}
