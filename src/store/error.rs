//! What can go wrong below the rules.

use sea_orm::{DbErr, SqlErr};

/// A fault of the store, or a clash that the service turns into words.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique constraint: somebody was there first.
    #[error("a row with the same key exists")]
    Conflict,
    /// The row was changed since it was read.
    #[error("the row was changed meanwhile")]
    Stale,
    /// The database did not answer in time.
    #[error("the database is busy")]
    Busy,
    /// A stored value that the program cannot read.
    #[error("stored value is not readable: {0}")]
    Corrupt(String),
    /// Anything else from the database.
    #[error(transparent)]
    Db(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return StoreError::Conflict;
        }
        match error {
            DbErr::ConnectionAcquire(_) => StoreError::Busy,
            DbErr::RecordNotUpdated => StoreError::Stale,
            other if other.to_string().contains("database is locked") => StoreError::Busy,
            other => StoreError::Db(other),
        }
    }
}

/// A value that stands in the database but not in the program's lists.
pub(crate) fn corrupt(what: &str, value: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("{what}: {value}"))
}
