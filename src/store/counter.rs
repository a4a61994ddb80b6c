//! Gapless numbers: the counter's row is part of the same transaction as the thing that is numbered.

use sea_orm::{ConnectionTrait, Statement};

use crate::{StoreError, Tx, db::sealed::Conn, error::corrupt};

/// The next number of a series, from 1.
///
/// # Errors
/// What the database says.
pub async fn next(tx: &mut Tx, name: &str) -> Result<u32, StoreError> {
    take(tx, name, 1).await
}

/// The first of so many next numbers of a series.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, name: &str, numbers: u32) -> Result<u32, StoreError> {
    let sql = "insert into counter (name, value) values ($1, $2) \
               on conflict (name) do update set value = counter.value + $2 returning value";
    let conn = tx.conn();
    let values = [name.into(), i64::from(numbers).into()];
    let row = conn
        .query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values))
        .await?
        .ok_or_else(|| corrupt("counter", name))?;
    let value: i64 = row.try_get("", "value")?;
    let last = u32::try_from(value).map_err(|_| corrupt("counter", value))?;
    Ok(last + 1 - numbers)
}
