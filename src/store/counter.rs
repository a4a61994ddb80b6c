//! Gapless numbers: the counter's row is part of the same transaction as the thing that is numbered.

use sea_orm::{ConnectionTrait, Statement};

use crate::{StoreError, Tx, db::sealed::Conn, error::corrupt};

/// The next number of a series, from 1.
///
/// # Errors
/// What the database says.
pub async fn next(tx: &mut Tx, name: &str) -> Result<u32, StoreError> {
    let sql = "insert into counter (name, value) values ($1, 1) \
               on conflict (name) do update set value = counter.value + 1 returning value";
    let conn = tx.conn();
    let row = conn
        .query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [name.into()]))
        .await?
        .ok_or_else(|| corrupt("counter", name))?;
    let value: i64 = row.try_get("", "value")?;
    u32::try_from(value).map_err(|_| corrupt("counter", value))
}
