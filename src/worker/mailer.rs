//! By which way does a mail leave, and what does a failure mean: later, or never?

mod build;
mod file;
mod memory;
mod smtp;

use std::path::Path;

use chrono::{DateTime, Utc};
use kocho_domain::personal::Personal;
use kocho_service::job::Enclosed;
use lettre::message::Mailbox;

use crate::settings::{MailSettings, Transport};

pub use memory::{Mailed, MemoryAnswer};

/// A mail in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// To whom.
    pub(crate) recipient: Personal<String>,
    /// Part of its Message-ID; the same for every try.
    pub(crate) message_key: String,
    /// Where an answer goes, when not to the sender.
    pub(crate) reply_to: Option<Personal<String>>,
    /// Kind, for file names: receipt, reply …
    pub(crate) kind: &'static str,
    /// 件名
    pub(crate) subject: String,
    /// The text, lines ending in LF.
    pub(crate) body: String,
    /// No person wrote it: mail programs must not answer it (RFC 3834).
    pub(crate) automatic: bool,
    /// Files that go with it.
    pub(crate) enclosures: Vec<Enclosed>,
    /// The moment of sending.
    pub(crate) at: DateTime<Utc>,
}

/// The settings name a way out that cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// `mail.from` is not an address.
    #[error("mail.from is not a mail address: {0}")]
    From(String),
    /// `mail.ca_file` cannot be read.
    #[error("mail.ca_file cannot be read: {0}")]
    CaFile(String),
    /// The encryption cannot be set up.
    #[error("mail.tls cannot be used: {0}")]
    Tls(String),
    /// The folder for mails cannot be made.
    #[error("the folder for mails cannot be made: {0}")]
    Folder(String),
}

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go later.
    #[error("{0}")]
    Later(String),
    /// The address was refused for good.
    #[error("{0}")]
    Never(String),
}

/// The way out.
#[derive(Debug)]
pub enum Mailer {
    /// To a mail server.
    Smtp(smtp::Smtp),
    /// Into a folder.
    File(file::Folder),
    /// Into memory, for tests.
    Memory(memory::Memory),
}

impl Mailer {
    /// The way out that the settings name; files go to the folder `mail` below `data_dir`.
    /// Called inside the tokio runtime: kept connections are closed by a task.
    ///
    /// # Errors
    /// [`MailerError`] in words for the person at the terminal.
    pub fn from_settings(settings: &MailSettings, data_dir: &Path) -> Result<Self, MailerError> {
        let from: Mailbox = settings.from.parse().map_err(|_| MailerError::From(settings.from.clone()))?;
        match settings.transport {
            Transport::Smtp => Ok(Mailer::Smtp(smtp::Smtp::new(settings, from)?)),
            Transport::File => Ok(Mailer::File(file::Folder::new(data_dir.join("mail"), from)?)),
        }
    }

    /// Keeps mails in memory.
    pub fn memory() -> Self {
        Mailer::Memory(memory::Memory::default())
    }

    /// The mails that went into memory, oldest first; empty for the other ways.
    pub fn mailed(&self) -> Vec<Mailed> {
        match self {
            Mailer::Memory(memory) => memory.mailed(),
            Mailer::Smtp(_) | Mailer::File(_) => Vec::new(),
        }
    }

    /// How the memory answers from now on, so that a test can play a server that is down; nothing for the other ways.
    pub fn answer(&self, answer: MemoryAnswer) {
        match self {
            Mailer::Memory(memory) => memory.answer(answer),
            Mailer::Smtp(_) | Mailer::File(_) => {}
        }
    }

    /// Sends a mail; answers the evidence: what was sent, and what the server said.
    pub(crate) async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(letter).await,
            Mailer::File(folder) => folder.send(letter).await,
            Mailer::Memory(memory) => memory.send(letter),
        }
    }
}

#[cfg(test)]
mod tests;
