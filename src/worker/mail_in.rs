//! From where do mails come in? A mailbox or a folder is looked at again and again; what a mail becomes is decided in
//! `service::mail_in`.

mod folder;
mod imap;
mod settings;
mod tls;

use std::{path::Path, sync::Arc, time::Duration};

use kocho_domain::access::Actor;
use kocho_service::{
    Error, House,
    mail_in::{Arrived, Taken, take},
};
use tokio::{sync::watch, time};

pub use self::settings::{AfterTaking, Kind, MailInSettings};

/// Bytes that are kept of a mail that is too large.
const BEGINNING: u64 = 64 * 1024;

/// The settings name a mailbox that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// A setting is missing or wrong.
    #[error("{0}")]
    Setting(String),
    /// The folder cannot be made.
    #[error("the folder for mails that come in cannot be made: {0}")]
    Folder(String),
}

/// Why a mailbox was not read to its end. Its words name nobody.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The mailbox says no.
    #[error("{0}")]
    Mailbox(String),
    /// A mail could not be taken in now.
    #[error("a mail could not be taken in: {0}")]
    Taking(#[from] Error),
}

/// Where mails come in.
#[derive(Debug)]
pub enum Mailbox {
    /// A folder of `.eml` files.
    Folder(folder::Folder),
    /// A mailbox on a mail server.
    Imap(imap::Imap),
}

impl Mailbox {
    /// The mailbox that the settings name; `None` when no mails come in.
    ///
    /// # Errors
    /// [`MailboxError`] in words for the person at the terminal.
    pub fn from_settings(settings: &MailInSettings, data_dir: &Path) -> Result<Option<Self>, MailboxError> {
        settings.check()?;
        Ok(match settings.kind {
            Kind::Off => None,
            Kind::Folder => Some(Mailbox::Folder(folder::Folder::new(settings, data_dir)?)),
            Kind::Imap => Some(Mailbox::Imap(imap::Imap::new(settings)?)),
        })
    }

    /// Takes everything in that is new; answers how many mails that were.
    ///
    /// # Errors
    /// [`Trouble`]; what was taken before stays taken.
    pub async fn take_new(&self, house: &Arc<House>, stop: &watch::Receiver<bool>) -> Result<usize, Trouble> {
        match self {
            Mailbox::Folder(folder) => folder.take_new(house, stop).await,
            Mailbox::Imap(imap) => imap.take_new(house, stop).await,
        }
    }

    /// How many mails lie there; takes none.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn count(&self) -> Result<usize, Trouble> {
        match self {
            Mailbox::Folder(folder) => folder.count().await,
            Mailbox::Imap(imap) => imap.count().await,
        }
    }
}

/// Looks into the mailbox every so often until `shutdown` becomes true; a mail in the middle is finished first.
pub async fn watch_mail(house: Arc<House>, mailbox: Mailbox, every: Duration, mut shutdown: watch::Receiver<bool>) {
    while !*shutdown.borrow() {
        match mailbox.take_new(&house, &shutdown).await {
            Ok(0) => {}
            Ok(mails) => tracing::info!(mails, "mails came in"),
            Err(why) => tracing::warn!(%why, "the mailbox was not read to its end; it is tried again"),
        }
        tokio::select! {
            () = time::sleep(every) => {}
            changed = shutdown.changed() => if changed.is_err() { return },
        }
    }
}

/// Takes one mail in; answers whether it was new.
async fn take_one(house: &Arc<House>, arrived: &Arrived) -> Result<bool, Trouble> {
    let taken = take(&house.cx(Actor::Worker), arrived).await?;
    if let Taken::Now(verdict) = taken {
        tracing::debug!(verdict = verdict.code(), bytes = arrived.size, "a mail was taken in");
    }
    Ok(taken != Taken::Known)
}

#[cfg(test)]
mod tests;
