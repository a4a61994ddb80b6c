//! A house for commands that act on a city and end: open, fill when empty, act, close.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use kocho_domain::access::Actor;
use kocho_service::{Cx, Error, House, SystemClock};
use kocho_store::origin::Origin;

use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::wiring::{self, Purpose};

/// Opens the house.
///
/// # Errors
/// In words, when the database or a file stands in the way.
pub(crate) async fn open(files: &ConfigFiles, settings: &Settings) -> Result<Arc<House>> {
    open_if(files, settings, |_| Ok(())).await
}

/// Opens the house unless somebody refuses what the database holds.
///
/// # Errors
/// In words, when the database or a file stands in the way.
pub(crate) async fn open_if(
    files: &ConfigFiles,
    settings: &Settings,
    is_ours: impl FnOnce(&Origin) -> Result<()>,
) -> Result<Arc<House>> {
    wiring::start_log(&settings.log)?;
    let db = wiring::open_if(settings, is_ours).await?;
    wiring::fill(&db, files, settings).await?;
    let purpose = Purpose { demo: false, public_url: settings.public_url(settings.server.listen) };
    wiring::house(db, settings, purpose, Arc::new(SystemClock)).await
}

/// A context for the command line: who can start the program on the city's machine may administrate it.
pub(crate) fn cx(house: &Arc<House>) -> Cx {
    house.cx(Actor::Import)
}

/// Closes the database, so that SQLite writes its log back into the file.
///
/// # Errors
/// What the database says.
pub(crate) async fn close(house: &House) -> Result<()> {
    Ok(house.db().clone().close().await?)
}

/// What a use case refused, in words for the terminal: all wrong fields with what is wrong.
pub(crate) fn in_words(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(fields) => {
            let lines: Vec<String> = fields.into_iter().map(|(field, words)| format!("{field}: {words}")).collect();
            anyhow!(lines.join("\n"))
        }
        Error::NotFound => anyhow!("there is no such thing"),
        other @ (Error::Denied
        | Error::Refused(_)
        | Error::Slowed { .. }
        | Error::Stale
        | Error::Busy
        | Error::Internal(_)) => other.into(),
    }
}
