//! How do mails come in? The `[mail_in]` part of the settings.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

use super::MailboxError;
use crate::settings::{Password, Tls};

/// `[mail_in]`: read at every start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailInSettings {
    /// `off`, `folder` or `imap`.
    pub kind: Kind,
    /// The folder of `.eml` files; empty: `mail-in` in the data folder.
    pub dir: PathBuf,
    /// Name of the IMAP server.
    pub host: String,
    /// Its port; the usual one of `tls` when absent.
    pub port: Option<u16>,
    /// `none`, `starttls` or `tls`.
    pub tls: Tls,
    /// Certificate of the city's own authority (PEM), beside the usual ones.
    pub ca_file: Option<PathBuf>,
    /// Name of the mailbox's owner.
    pub user: String,
    /// The password.
    pub password: Option<Password>,
    /// Which folder of the mailbox is read.
    pub mailbox: String,
    /// What happens to a mail that was taken in.
    pub after: AfterTaking,
    /// Seconds between two looks.
    pub poll_seconds: u64,
    /// Seconds to wait for the server.
    pub timeout_seconds: u64,
    /// Larger mails are not taken in by the program, in MB.
    pub largest_megabytes: u64,
    /// The mailbox's own address, when the mail server accepts addresses with a plus; else empty.
    pub address: String,
}

/// From where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No mails come in.
    Off,
    /// A folder of files.
    Folder,
    /// A mailbox on a mail server.
    Imap,
}

/// What happens to a mail that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterTaking {
    /// It stays, marked as read; files go to the folder `taken`.
    Keep,
    /// It is deleted: the database has it.
    Delete,
}

impl Default for MailInSettings {
    fn default() -> Self {
        MailInSettings {
            kind: Kind::Off,
            dir: PathBuf::new(),
            host: "localhost".to_owned(),
            port: None,
            tls: Tls::Tls,
            ca_file: None,
            user: String::new(),
            password: None,
            mailbox: "INBOX".to_owned(),
            after: AfterTaking::Keep,
            poll_seconds: 60,
            timeout_seconds: 30,
            largest_megabytes: 30,
            address: String::new(),
        }
    }
}

impl MailInSettings {
    /// Refuses what cannot work.
    ///
    /// # Errors
    /// [`MailboxError::Setting`] with the remedy.
    pub fn check(&self) -> Result<(), MailboxError> {
        let wrong = |words: &str| Err(MailboxError::Setting(words.to_owned()));
        if !(self.address.is_empty() || kocho_service::mail_in::is_usable_address(&self.address)) {
            return wrong(
                "mail_in.address has to be a plain address without a name, like kocho@city.example.jp, or empty",
            );
        }
        if !(1..=86_400).contains(&self.poll_seconds) {
            return wrong("mail_in.poll_seconds has to be between 1 and 86400");
        }
        if !(1..=100).contains(&self.largest_megabytes) {
            return wrong("mail_in.largest_megabytes has to be between 1 and 100");
        }
        Ok(())
    }

    /// Name and password, which only somebody who reads the mailbox has to know.
    pub(super) fn login(&self) -> Result<(String, Password), MailboxError> {
        let needed = "mail_in.kind is imap: give mail_in.user and mail_in.password (better as KOCHO__MAIL_IN__USER and \
                      KOCHO__MAIL_IN__PASSWORD)";
        match &self.password {
            Some(password) if !self.user.is_empty() => Ok((self.user.clone(), password.clone())),
            _ => Err(MailboxError::Setting(needed.to_owned())),
        }
    }

    /// What the house has to know: see [`kocho_service::House::mail_address`].
    pub fn house_address(&self) -> Option<String> {
        (self.kind != Kind::Off).then(|| self.address.clone())
    }

    /// Time between two looks.
    pub fn every(&self) -> Duration {
        Duration::from_secs(self.poll_seconds)
    }

    pub(super) fn largest(&self) -> u64 {
        self.largest_megabytes * 1_000_000
    }

    pub(super) fn imap_port(&self) -> u16 {
        self.port.unwrap_or(if self.tls == Tls::Tls { 993 } else { 143 })
    }
}
