//! About which voices have people decided, and what? For learning and for trials; what only few may know is left out, and where a
//! letter was split each part stands for itself. It does not count how good suggestions were (`accuracy.rs`).

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{CaseId, MeasureId},
    receipt::ReceiptNumber,
    submission::whole,
};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::{
    Source, StoreError, convert,
    together::{Together, sorted, truth},
};

/// Events of one asking.
const NEWS: u64 = 500;

/// A voice with what people decided.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Decided {
    case_id: i64,
    number_year: i64,
    number_seq: i64,
    branch: i64,
    subject: String,
    /// The text as it came in; empty when it may not be learned from.
    #[serde(default)]
    body: Option<String>,
    /// The case's own part of it, where the letter was split.
    #[serde(default)]
    point: Option<String>,
    /// undecided, none, tagged
    state: String,
    measure: Option<i64>,
    /// 受付日
    pub received_on: NaiveDate,
    #[serde(default)]
    others: Option<String>,
    /// Name of the section that has or had it.
    pub section: String,
    /// The holder is the hearing desk: it was not routed.
    #[serde(deserialize_with = "truth")]
    pub at_desk: bool,
    /// 種別 code
    pub kind: Option<String>,
    #[serde(deserialize_with = "truth")]
    apart: bool,
    /// The newest suggestion by another version than the one asked for, JSON.
    #[serde(default)]
    pub suggested: Option<String>,
}

impl Decided {
    /// 受付番号
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn number(&self) -> Result<ReceiptNumber, StoreError> {
        convert::number(self.number_year, self.number_seq)
    }

    /// The case.
    pub fn case(&self) -> CaseId {
        CaseId(self.case_id)
    }

    /// The case's own part, or the whole letter with its subject, as suggestions are asked for it: when people decided about it, everybody
    /// of the desk may know it, and it is not erased.
    pub fn text(&self) -> Option<String> {
        if self.apart || self.state == "undecided" {
            return None;
        }
        let written = |text: &&str| !text.trim().is_empty();
        match self.point.as_deref() {
            Some(point) => Some(point).filter(written).map(str::to_owned),
            None => self.body.as_deref().filter(written).map(|body| whole(&self.subject, body)),
        }
    }

    /// 枝番: 1 for the letter itself or its first part.
    pub fn branch(&self) -> i64 {
        self.branch
    }

    /// Key of the primary measure, of any plan; `None`: the plan of that time had nothing for it.
    pub fn measure(&self) -> Option<MeasureId> {
        self.measure.map(MeasureId)
    }

    /// Keys of further measures.
    pub fn others(&self) -> impl Iterator<Item = MeasureId> {
        let others = self.others.as_deref().unwrap_or_default().split(',');
        others.filter_map(|id| id.parse().ok().map(MeasureId))
    }
}

async fn read(
    from: &impl Source,
    cases: &str,
    suggested: bool,
    values: Vec<Value>,
) -> Result<Vec<Decided>, StoreError> {
    let postgres = from.conn().get_database_backend() == sea_orm::DbBackend::Postgres;
    let list =
        if postgres { "string_agg(f.measure_id::text, ',' order by f.id)" } else { "group_concat(f.measure_id, ',')" };
    let suggested = match suggested {
        true => {
            "(select s.body from suggestion s where s.case_id = c.id and s.version <> $1 order by s.id desc limit 1)"
        }
        false => "null",
    };
    let query = format!(
        "select c.id as case_id, b.number_year, b.number_seq, c.branch, b.subject, t.body, c.point, c.measure_state as state, c.measure_id as measure, c.received_on, \
         (select {list} from case_measure f where f.case_id = c.id) as others, \
         h.name as section, h.hearing as at_desk, c.kind, c.restricted as apart, {suggested} as suggested \
         from ({cases}) c join submission b on b.id = c.submission_id join section h on h.id = c.holder_id \
         left join transcript t on t.submission_id = b.id and t.version = 1"
    );
    let found = Together::around(from, values).with_query::<Decided>("decided", &query).read(from).await?;
    let mut found = found;
    Ok(sorted(found.take_part("decided")?, |row: &Decided| std::cmp::Reverse(row.case_id)))
}

/// What may be learned from.
const LEARNABLE: &str = "k.measure_state <> 'undecided' and not k.restricted";

/// The newest of them, newest first, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, size: u64) -> Result<Vec<Decided>, StoreError> {
    let cases = format!("select k.* from \"case\" k where {LEARNABLE} order by k.id desc limit {size}");
    read(from, &cases, false, Vec::new()).await
}

/// These cases as they are now, whatever was decided.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, cases: &[CaseId]) -> Result<Vec<Decided>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = cases.iter().map(|case| case.0.to_string()).collect();
    read(from, &format!("select k.* from \"case\" k where k.id in ({})", ids.join(", ")), false, Vec::new()).await
}

/// A chunk of them for a trial: received on or after a day, before the case `below`, newest first, each with its newest
/// suggestion that is not by `version`.
///
/// # Errors
/// What the database says.
pub async fn chunk(
    from: &impl Source,
    since: NaiveDate,
    below: CaseId,
    size: u64,
    version: &str,
) -> Result<Vec<Decided>, StoreError> {
    let cases = format!(
        "select k.* from \"case\" k where {LEARNABLE} and k.received_on >= $2 and k.id < $3 order by k.id desc limit {size}"
    );
    read(from, &cases, true, vec![version.into(), since.into(), below.0.into()]).await
}

/// How many there are since a day, counted up to `most`.
///
/// # Errors
/// What the database says.
pub async fn count(from: &impl Source, since: NaiveDate, most: u64) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) as n from (select k.id from \"case\" k where {LEARNABLE} and k.received_on >= $1 limit {most}) x"
    );
    let conn = from.conn();
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [since.into()])).await?;
    let n: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Something that happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// Of the event.
    pub id: i64,
    /// Whose.
    pub case: CaseId,
    /// When, by the clock of the server that did it.
    pub at: DateTime<Utc>,
    /// It was received: nothing is decided yet.
    pub received: bool,
}

/// What happened behind an event, oldest first; a full answer is followed by another asking.
///
/// # Errors
/// What the database says.
pub async fn news(from: &impl Source, behind: i64) -> Result<Vec<News>, StoreError> {
    let sql =
        format!("select e.id, e.case_id, e.at, e.code from case_event e where e.id > $1 order by e.id limit {NEWS}");
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [behind.into()])).await?;
    let news = |row: &sea_orm::QueryResult| {
        let received = row.try_get::<String>("", "code")? == "received";
        let (id, case) = (row.try_get("", "id")?, CaseId(row.try_get("", "case_id")?));
        Ok(News { id, case, at: row.try_get("", "at")?, received })
    };
    rows.iter().map(news).collect()
}

/// The newest event: what comes later is news.
///
/// # Errors
/// What the database says.
pub async fn newest_event(from: &impl Source) -> Result<i64, StoreError> {
    let conn = from.conn();
    let sql = "select coalesce(max(id), 0) as id from case_event";
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "id"))?)
}
