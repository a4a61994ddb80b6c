//! 供覧: which cases wait to be read by the mayor's office.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Role,
    id::{CaseId, PublicKey, SectionId, StaffId},
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    figure::{number, rows},
};

/// A case that waits to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Key of the case.
    pub case: PublicKey,
    /// Its heading.
    pub title: String,
    /// Who holds it.
    pub holder: SectionId,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
}

/// Puts a case before the office; false when it lies there already.
///
/// # Errors
/// What the database says.
pub async fn ask(tx: &mut Tx, case: CaseId) -> Result<bool, StoreError> {
    let sql = "insert into circulation (case_id, role, created_at) values ($1, $2, $3) \
               on conflict (case_id) where read_at is null do nothing";
    change(tx, sql, vec![case.0.into(), Role::Executive.code().into(), tx.at().into()]).await
}

/// Somebody has read it; false when nobody was to.
///
/// # Errors
/// What the database says.
pub async fn read(tx: &mut Tx, case: CaseId, by: StaffId) -> Result<bool, StoreError> {
    let sql = "update circulation set read_by = $1, read_at = $2 where case_id = $3 and read_at is null";
    change(tx, sql, vec![by.0.into(), tx.at().into(), case.0.into()]).await
}

/// What waits, the longest first; what only few may know is not among it.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source, size: u64) -> Result<Vec<Waiting>, StoreError> {
    let sql = format!(
        "select c.key, c.title, c.holder_id, w.created_at from circulation w join \"case\" c on c.id = w.case_id \
         where w.read_at is null and not c.restricted order by w.created_at, w.id limit {size}"
    );
    let waiting = |row: &QueryResult| {
        Ok(Waiting {
            case: convert::key(&row.try_get::<String>("", "key")?)?,
            title: row.try_get("", "title")?,
            holder: SectionId(row.try_get("", "holder_id")?),
            asked_at: row.try_get("", "created_at")?,
        })
    };
    rows(from, sql, Vec::new()).await?.iter().map(waiting).collect()
}

/// How many wait, counted up to `most`: the index holds only what waits.
///
/// # Errors
/// What the database says.
pub async fn count_to(from: &impl Source, most: u64) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) as n from (select 1 from circulation w join \"case\" c on c.id = w.case_id \
         where w.read_at is null and not c.restricted limit {most}) k"
    );
    let found = rows(from, sql, Vec::new()).await?;
    found.first().map_or(Ok(0), |row| number(row, "n"))
}

async fn change(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<bool, StoreError> {
    let statement = Statement::from_sql_and_values(tx.conn().get_database_backend(), sql, values);
    Ok(tx.conn().execute_raw(statement).await?.rows_affected() > 0)
}
