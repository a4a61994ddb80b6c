//! `kocho mail test` and `kocho mail check`: do mails leave this machine with the settings in force, and can the mailbox
//! be read from which they come in?

use anyhow::{Context, Result, bail};
use kocho_worker::{Mailbox, Mailer, Transport};

use super::house;
use crate::config::Settings;
use crate::embedded::ConfigFiles;
use crate::terminal::say;

/// Sends one mail at once, past the queue; says so when the settings only write it into a folder.
///
/// # Errors
/// What the mail server or the settings say.
pub(crate) async fn test(address: &str, files: &ConfigFiles, settings: &Settings) -> Result<()> {
    let mailer = Mailer::from_settings(&settings.mail, &settings.data.dir)?;
    let house = house::open(files, settings).await?;
    let evidence = kocho_worker::send_test(&house, &mailer, address).await.context("the mail did not leave")?;
    house::close(&house).await?;
    say(evidence);
    if settings.mail.transport == Transport::File {
        let folder = settings.data.dir.join("mail");
        say(format_args!(
            "no mail was sent: mail.transport is \"file\", and the mail lies in {}; \"smtp\" sends",
            folder.display()
        ));
    }
    Ok(())
}

/// Says how many mails lie in the mailbox; takes none in.
///
/// # Errors
/// What the mailbox or the settings say.
pub(crate) async fn check(settings: &Settings) -> Result<()> {
    let Some(mailbox) = Mailbox::from_settings(&settings.mail_in, &settings.data.dir)? else {
        bail!("no mails come in: mail_in.kind is off");
    };
    let mails = mailbox.count().await?;
    say(format_args!("the mailbox can be read; {mails} mails lie there"));
    Ok(())
}
