//! `kocho serve`: the service for a city. No demo, no pages for developers.

use std::sync::Arc;

use anyhow::{Result, bail};
use kocho_service::SystemClock;
use kocho_store::Db;

use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::wiring::{self, Purpose};

/// Serves until somebody asks to stop.
///
/// # Errors
/// In words, when something is in the way of starting.
pub(crate) async fn run(files: &ConfigFiles, settings: &Settings) -> Result<()> {
    wiring::start_log(&settings.log)?;
    let listener = wiring::listen(settings.server.listen).await?;
    let db = wiring::open(settings).await?;
    refuse_demo(&db).await?;
    if wiring::fill(&db, files, settings).await? {
        tracing::info!("the database was empty and is now filled from the configuration");
    }
    let public_url = settings.public_url(listener.local_addr()?);
    if settings.server.public_url.is_empty() {
        tracing::warn!("server.public_url is empty: links in mails will point to {public_url}");
    }
    let house = wiring::house(db, settings, Purpose { demo: false, public_url }, Arc::new(SystemClock)).await?;
    tracing::info!(listen = %listener.local_addr()?, "ready");
    wiring::run(house, listener, settings).await
}

/// Demo accounts have printed passwords and demo voices would stand in the statistics.
async fn refuse_demo(db: &Db) -> Result<()> {
    let demo_accounts = kocho_store::staff::all(&db.reader()).await?.iter().any(|(account, _)| account.demo);
    let (_, demo_voices) = kocho_store::submission::real_and_demo(&db.reader()).await?;
    if demo_accounts || demo_voices {
        bail!(
            "this database holds the demo city (demo accounts or demo voices); a service must not run on it. Use an empty \
             database: another data.dir or database.url"
        );
    }
    Ok(())
}
