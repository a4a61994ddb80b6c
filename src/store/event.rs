//! Reading the two histories. Writing is `Tx::commit`'s alone; no update or delete exists.

use chrono::{DateTime, Utc};
use kocho_domain::id::{CaseId, SubmissionId};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{Source, StoreError};

/// A line of a history, with the names that its ids mean.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
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

pub(crate) const CASE_LINES: &str = "select e.id, e.at, e.actor_kind, p.name as actor, e.code, e.case_id as subject, 'case' as noun, e.data, f.body as free_text \
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

/// What an auditor looks for. Everything that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Lines before this one (newest first).
    pub before: Option<i64>,
    /// Code of what was done.
    pub code: Option<String>,
    /// Staff who did it.
    pub staff: Option<kocho_domain::id::StaffId>,
    /// The noun and id it is about.
    pub subject: Option<(&'static str, i64)>,
    /// Not earlier than.
    pub from: Option<DateTime<Utc>>,
    /// Earlier than.
    pub until: Option<DateTime<Utc>>,
}

/// Who did or saw what, newest first; for auditors. Free text only where it says why somebody looked or took out.
///
/// # Errors
/// What the database says.
pub async fn audit_page(from: &impl Source, filter: &AuditFilter, size: u64) -> Result<Vec<Line>, StoreError> {
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = vec!["1 = 1".to_owned()];
    let mut add = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(format!("{condition} ${}", values.len()));
    };
    if let Some(before) = filter.before {
        add("e.id <", before.into());
    }
    if let Some(code) = &filter.code {
        add("e.code =", code.clone().into());
    }
    if let Some(staff) = filter.staff {
        add("e.actor_kind = 'staff' and e.actor_id =", staff.0.into());
    }
    if let Some((noun, id)) = filter.subject {
        add("e.noun =", noun.into());
        add("e.subject_id =", id.into());
    }
    if let Some(at) = filter.from {
        add("e.at >=", at.into());
    }
    if let Some(at) = filter.until {
        add("e.at <", at.into());
    }
    let sql = format!(
        "select e.id, e.at, e.actor_kind, p.name as actor, e.code, e.subject_id as subject, e.noun, e.data, \
         case when e.code in ('revealed', 'exported') then f.body end as free_text from audit_event e \
         left join staff p on p.id = e.actor_id and e.actor_kind = 'staff' left join free_text f on f.id = e.free_text_id \
         where {} order by e.id desc limit {size}",
        conditions.join(" and ")
    );
    lines(from, &sql, values).await
}

/// True when this person looked behind the mask of the case since a moment, with a reason.
///
/// # Errors
/// What the database says.
pub async fn revealed_since(
    from: &impl Source,
    staff: kocho_domain::id::StaffId,
    case: CaseId,
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    opened_since(from, staff, ("case", case.0), since).await
}

/// True when this person looked at what is closed of a thing since a moment, with a reason.
///
/// # Errors
/// What the database says.
pub async fn opened_since(
    from: &impl Source,
    staff: kocho_domain::id::StaffId,
    (noun, id): (&'static str, i64),
    since: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let sql = "select id from audit_event where noun = $1 and subject_id = $2 and code = 'revealed' and actor_id = $3 \
               and actor_kind = 'staff' and at >= $4 limit 1";
    let conn = from.conn();
    let values: [Value; 4] = [noun.into(), id.into(), staff.0.into(), since.into()];
    Ok(conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?.is_some())
}
