//! Jobs: queued in the use case's transaction, claimed by one statement, done again safely.

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::job::Job;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, NotSet, QueryFilter, Set, Statement, sea_query::Expr,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::job};

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Database key.
    pub id: i64,
    /// What to do.
    pub job: Job,
    /// Tries so far, this one included.
    pub attempts: u32,
}

/// Queues a job for now.
///
/// # Errors
/// What the database says.
pub async fn push(tx: &mut Tx, job: &Job) -> Result<(), StoreError> {
    push_at(tx, job, tx.at()).await
}

/// Queues jobs for now.
///
/// # Errors
/// What the database says.
pub async fn push_all(tx: &mut Tx, jobs: &[Job]) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let rows: Vec<job::ActiveModel> = jobs.iter().map(|job| row(tx, job, tx.at())).collect::<Result<_, _>>()?;
    job::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Queues a job for a moment.
///
/// # Errors
/// What the database says.
pub async fn push_at(tx: &Tx, job: &Job, run_at: DateTime<Utc>) -> Result<(), StoreError> {
    job::Entity::insert(row(tx, job, run_at)?).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn row(tx: &Tx, job: &Job, run_at: DateTime<Utc>) -> Result<job::ActiveModel, StoreError> {
    Ok(job::ActiveModel {
        id: NotSet,
        kind: Set(job.code().to_owned()),
        body: Set(serde_json::to_string(job).map_err(|e| StoreError::Corrupt(e.to_string()))?),
        state: Set("ready".to_owned()),
        attempts: Set(0),
        run_at: Set(run_at),
        lease_until: Set(None),
        locked_by: Set(None),
        last_error: Set(None),
        created_at: Set(tx.at()),
    })
}

/// Claims the next job that is due, with a lease of five minutes; a lease that ran out is claimed again.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, worker: &str) -> Result<Option<Claimed>, StoreError> {
    let conn = tx.conn();
    let sql = format!(
        "update job set state = 'running', attempts = attempts + 1, locked_by = $1, lease_until = $2 where id = ({}) \
         returning id, body, attempts",
        next_due("job", conn.get_database_backend())
    );
    let values = [worker.into(), (tx.at() + TimeDelta::minutes(5)).into(), tx.at().into()];
    let Some(row) =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?
    else {
        return Ok(None);
    };
    let (id, body): (i64, String) = (row.try_get("", "id")?, row.try_get("", "body")?);
    let attempts = u32::try_from(row.try_get::<i64>("", "attempts")?).unwrap_or(u32::MAX);
    match serde_json::from_str(&body) {
        Ok(job) => Ok(Some(Claimed { id, job, attempts })),
        Err(error) => {
            // A job that this version cannot read must not stand in the way of the others.
            set_aside(tx, id, &format!("unreadable: {error}")).await?;
            Ok(None)
        }
    }
}

/// The id of what is due next in a queue at `$3`: what is ready, or whose lease ran out. Each is looked up by itself, because
/// together they would be sorted at every claim, and a table of letters queues a hundred thousand jobs.
pub(crate) fn next_due(table: &str, backend: DbBackend) -> String {
    let skip = if backend == DbBackend::Postgres { "for update skip locked" } else { "" };
    let first = |condition: &str| {
        format!(
            "select id, run_at from (select id, run_at from {table} where {condition} order by run_at, id limit 1 {skip}) f"
        )
    };
    let (ready, lost) = (first("state = 'ready' and run_at <= $3"), first("state = 'running' and lease_until < $3"));
    format!("select id from ({ready} union all {lost}) due order by run_at, id limit 1")
}

async fn set_aside(tx: &mut Tx, id: i64, error: &str) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("failed"))
        .col_expr(job::Column::LastError, Expr::value(error))
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Removes a finished job.
///
/// # Errors
/// What the database says.
pub async fn finish(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    job::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Puts a failed job back for later.
///
/// # Errors
/// What the database says.
pub async fn put_back(tx: &mut Tx, id: i64, error: &str, run_at: DateTime<Utc>) -> Result<(), StoreError> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value("ready"))
        .col_expr(job::Column::RunAt, Expr::value(run_at))
        .col_expr(job::Column::LastError, Expr::value(error))
        .filter(job::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many jobs wait or run.
///
/// # Errors
/// What the database says.
pub async fn pending(from: &impl Source) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    Ok(job::Entity::find().count(from.conn()).await?)
}
