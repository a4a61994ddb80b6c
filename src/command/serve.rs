//! `kocho serve`: the service for a city. No demo, no pages for developers.

use std::sync::Arc;

use anyhow::{Result, bail};
use kocho_service::SystemClock;
use kocho_store::origin::Origin;
use kocho_worker::Transport;

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
    let db = wiring::open_if(settings, refuse_demo).await?;
    if wiring::fill(&db, files, settings).await? {
        tracing::info!("the database was empty and is now filled from the configuration");
    }
    let public_url = settings.public_url(listener.local_addr()?);
    if settings.server.public_url.is_empty() {
        tracing::warn!("server.public_url is empty: links in mails will point to {public_url}");
    }
    if settings.mail.transport == Transport::File {
        let folder = settings.data.dir.join("mail");
        tracing::warn!("mail.transport is \"file\": no mail is sent, all become files in {}", folder.display());
    }
    let house = wiring::house(db, settings, Purpose { demo: false, public_url }, Arc::new(SystemClock)).await?;
    let stop = wiring::StopSignal::listen()?;
    tracing::info!(listen = %listener.local_addr()?, "ready");
    wiring::run(house, listener, settings, stop).await
}

/// Demo accounts have printed passwords and demo voices would stand in the statistics.
fn refuse_demo(there: &Origin) -> Result<()> {
    if there.demo_accounts || there.demo_voices {
        bail!(
            "this database holds the demo city (demo accounts or demo voices); a service must not run on it. Use an empty \
             database: another data.dir or database.url"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_another_mode_is_refused() {
        assert!(refuse_demo(&Origin::default()).is_ok());
        assert!(refuse_demo(&Origin { demo_voices: true, ..Origin::default() }).is_err());
    }
}
