//! How a use case says no, and what a page can make of it.

use std::collections::BTreeMap;

use kocho_domain::refusal::{Denied, Refusal};
use kocho_store::StoreError;

/// Mistakes in fields: name of the field → what is wrong and how to mend it, in plain words.
pub type FieldErrors = BTreeMap<&'static str, String>;

/// Why a use case did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not know of it.
    #[error("not found")]
    NotFound,
    /// The actor may not do this.
    #[error("denied")]
    Denied,
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Fields are wrong.
    #[error("invalid fields")]
    Invalid(FieldErrors),
    /// Too many tries; wait so many seconds.
    #[error("too many tries")]
    Slowed {
        /// Seconds to wait.
        seconds: i64,
    },
    /// Somebody else saved it meanwhile.
    #[error("changed meanwhile")]
    Stale,
    /// The database is busy; the same call may go through later.
    #[error("busy")]
    Busy,
    /// A fault of ours.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Error::NotFound,
            Denied::Forbidden => Error::Denied,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale | StoreError::Conflict => Error::Stale,
            StoreError::Busy => Error::Busy,
            StoreError::Corrupt(_) | StoreError::Db(_) => Error::Internal(error.to_string()),
        }
    }
}

impl Error {
    /// One wrong field.
    pub fn field(name: &'static str, message: impl Into<String>) -> Self {
        Error::Invalid(FieldErrors::from([(name, message.into())]))
    }
}
