//! `kocho mail test`: do mails leave this machine with the settings in force?

use anyhow::{Context, Result};
use kocho_worker::Mailer;

use super::house;
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// Sends one mail at once, past the queue.
///
/// # Errors
/// What the mail server or the settings say.
pub(crate) async fn test(address: &str, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let mailer = Mailer::from_settings(&settings.mail, &settings.data.dir)?;
    let house = house::open(files, settings).await?;
    let evidence = kocho_worker::send_test(&house, &mailer, address).await.context("the mail did not leave")?;
    house::close(&house).await?;
    say(evidence);
    Ok(())
}
