//! A table from the file to its voices in one go, for whoever brings it at a terminal: the same reading, the same chunks and the
//! same refusals as on the pages.

use kocho_domain::{
    id::PublicKey,
    import::state::{ImportState, RowState},
};
use kocho_store::{import, import_row};

use super::{
    Show,
    read::{Brought, bring},
    take::{How, begin, drop, through},
    view,
};
use crate::{Cx, Error, upload::Incoming};

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its good rows are voices.
    Taken(Figures),
    /// The same file was brought before: where that table stands.
    Same(ImportState),
    /// Its columns are not known; what is missing.
    Columns(String),
}

/// How many rows became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Voices.
    pub taken: u64,
    /// Rows to mend; the page of the table hands them out.
    pub bad: u64,
    /// Rows that came in with another table, and were left.
    pub known: u64,
    /// Rows with doubts.
    pub doubtful: u64,
}

/// Brings a file and takes its good rows in.
///
/// # Errors
/// [`Error::Invalid`] when the file cannot be read, [`Error::Denied`].
pub async fn whole(cx: &Cx, file: Incoming, channel: &str, how: How) -> Result<Outcome, Error> {
    let key = match bring(cx, file, channel).await? {
        Brought::New(key) => key,
        Brought::Same(key) => return Ok(Outcome::Same(state(cx, &key).await?)),
    };
    let read = view(cx, &key, Show::Bad, 0).await?;
    if let Some(fault) = read.fault {
        drop(cx, &key).await?;
        return Ok(Outcome::Columns(fault));
    }
    begin(cx, &key, how).await?;
    let import = through(cx, &key).await?;
    let from = cx.reader();
    let counts = import_row::counts(&from, import.id).await?;
    let count = |state: RowState| counts.get(&state).copied().unwrap_or(0);
    Ok(Outcome::Taken(Figures {
        taken: count(RowState::Taken),
        bad: count(RowState::Bad),
        known: count(RowState::Known),
        doubtful: import_row::doubtful(&from, import.id).await?,
    }))
}

async fn state(cx: &Cx, key: &PublicKey) -> Result<ImportState, Error> {
    Ok(import::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?.state)
}
