//! Whose is a database: a city's, the demo's, nobody's yet? Asked before anything in it is changed, so it is understood
//! of every version's database: tables that may not be there, and columns that the first version had.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::{Source, StoreError};

/// What was found in a database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// A voice that is not demo data.
    pub real_voices: bool,
    /// Demo data.
    pub demo_voices: bool,
    /// An account whose password was printed.
    pub demo_accounts: bool,
}

/// Looks.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source) -> Result<Origin, StoreError> {
    let table = match from.conn().get_database_backend() {
        DbBackend::Postgres => "select 1 as there where to_regclass('submission') is not null",
        _ => "select 1 as there from sqlite_master where type = 'table' and name = 'submission'",
    };
    if !any(from, table, []).await? {
        return Ok(Origin::default());
    }
    let voices = "select 1 as there from submission where demo = $1 limit 1";
    Ok(Origin {
        real_voices: any(from, voices, [false.into()]).await?,
        demo_voices: any(from, voices, [true.into()]).await?,
        demo_accounts: any(from, "select 1 as there from staff where demo = $1 limit 1", [true.into()]).await?,
    })
}

async fn any<const N: usize>(from: &impl Source, sql: &str, values: [Value; N]) -> Result<bool, StoreError> {
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    Ok(conn.query_one_raw(statement).await?.is_some())
}
