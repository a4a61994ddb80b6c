//! How do answers lie in the database? Holding one while it changes, keeping its survey open meanwhile, laying those of a survey in
//! another order, finding equal ones, and clearing away what the database itself keeps of erased rows.

use kocho_domain::id::{InviteeId, SurveyId};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Db, Source, StoreError, Tx, db::sealed::Conn};

/// Equal answers of one survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equal {
    /// What all of them say, as it is kept.
    pub answers: String,
    /// How many they are.
    pub n: u64,
}

/// Nobody else changes the answer with this key before the transaction ends.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, key: &str) -> Result<(), StoreError> {
    let conn = tx.conn();
    // SQLite has one writer, who waits already.
    if conn.get_database_backend() == DbBackend::Postgres {
        let sql = "select 1 from response where key = $1 for update";
        conn.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [key.into()])).await?;
    }
    Ok(())
}

/// Nobody ends the survey before this transaction does; others may keep answers meanwhile. Comes before every other lock: a survey
/// is ended under [`hold_survey`], and who ends it waits for the rows that are held here.
///
/// # Errors
/// What the database says.
pub async fn share_survey(tx: &mut Tx, id: SurveyId) -> Result<(), StoreError> {
    survey_lock(tx, "pg_advisory_xact_lock_shared", id).await
}

/// Nobody keeps an answer of the survey before this transaction ends, and whoever was keeping one has finished.
///
/// # Errors
/// What the database says.
pub async fn hold_survey(tx: &mut Tx, id: SurveyId) -> Result<(), StoreError> {
    survey_lock(tx, "pg_advisory_xact_lock", id).await
}

/// A lock of the survey's row would write that row with every answer, and let those who answer overtake who ends the survey for
/// as long as there are any; these locks stand in a line and are written nowhere. The table's own number keeps schemas apart.
async fn survey_lock(tx: &mut Tx, lock: &str, id: SurveyId) -> Result<(), StoreError> {
    let conn = tx.conn();
    // SQLite has one writer, who waits already.
    if conn.get_database_backend() == DbBackend::Postgres {
        let sql = format!("select {lock}('survey'::regclass::oid::int4, ($1::int8 % 2147483647)::int4)");
        conn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [id.0.into()])).await?;
    }
    Ok(())
}

/// Whose answer it is, in a survey with names; anonymous ones never come here.
///
/// # Errors
/// What the database says.
pub async fn name(tx: &mut Tx, key: &str, survey: SurveyId, invitee: InviteeId) -> Result<(), StoreError> {
    let sql =
        "insert into named_answer (response_key, survey_id, invitee_id) values ($1, $2, $3) on conflict do nothing";
    let values = [key.into(), survey.0.into(), invitee.0.into()];
    let conn = tx.conn();
    conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Writes all answers of a survey and all marks of its codes anew, in the order of their keys, so that neither their age nor
/// their place says in which order they came. On SQLite they always lie in that order.
///
/// # Errors
/// What the database says.
pub async fn lay_anew(tx: &mut Tx, survey: SurveyId) -> Result<(), StoreError> {
    let conn = tx.conn();
    if conn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, key) in [("response", "key"), ("participant", "code_hash")] {
        // Whoever answers at this moment waits; rows that another transaction holds would be lost otherwise.
        conn.execute_unprepared(&format!("lock table {table} in share row exclusive mode")).await?;
        let sql = format!(
            "with taken as (delete from {table} where survey_id = $1 returning *) \
             insert into {table} select * from taken order by {key}"
        );
        conn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [survey.0.into()])).await?;
    }
    Ok(())
}

/// Answers of a survey that more than one filled questionnaire gives word by word, most first.
///
/// # Errors
/// What the database says.
pub async fn equal(from: &impl Source, survey: SurveyId, most: u64) -> Result<Vec<Equal>, StoreError> {
    let sql = "select answers, count(*) as n from response where survey_id = $1 and answers <> '{}' \
        group by answers having count(*) > 1 order by n desc, answers limit $2";
    let conn = from.conn();
    let values = [survey.0.into(), i64::try_from(most).unwrap_or(i64::MAX).into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Equal {
                answers: row.try_get("", "answers")?,
                n: u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0),
            })
        })
        .collect()
}

impl Db {
    /// Clears away what the database still keeps of rows that were erased or changed: seeds of codes, and answers' earlier
    /// places. Best effort: who reads at this moment may hold it back until the next time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear_traces(&self) -> Result<(), StoreError> {
        let conn = self.for_migrations();
        if self.is_sqlite() {
            // Nobody who writes waits long for somebody who reads: then the log is cut the next time.
            conn.execute_unprepared(
                "pragma busy_timeout = 200; pragma wal_checkpoint(truncate); pragma busy_timeout = 10000",
            )
            .await?;
        } else {
            for table in ["invitation", "participant", "response"] {
                conn.execute_unprepared(&format!("vacuum {table}")).await?;
            }
        }
        Ok(())
    }
}
