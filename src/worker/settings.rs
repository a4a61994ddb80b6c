//! How does mail leave this machine? The `[mail]` part of the settings.

use std::{fmt, path::PathBuf};

use serde::Deserialize;

/// `[mail]`: read at every start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// `smtp`: to a mail server. `file`: into a folder, for a demo.
    pub transport: Transport,
    /// Name of the mail server.
    pub host: String,
    /// Its port; the usual one of [`MailSettings::tls`] when absent.
    pub port: Option<u16>,
    /// `none`, `starttls` or `tls`.
    pub tls: Tls,
    /// Certificate of the city's own authority (PEM), beside the usual ones.
    pub ca_file: Option<PathBuf>,
    /// User name, where the server asks for one.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<Password>,
    /// Sender, as `小美玉市 <kocho@city.example.jp>`.
    pub from: String,
    /// Seconds to wait for the server; at most 60.
    pub timeout_seconds: u64,
}

/// Longer than this no server is waited for: a mail's lease lasts ten minutes and must not run out while it is sent.
pub(crate) const MAX_TIMEOUT_SECONDS: u64 = 60;

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings {
            transport: Transport::File,
            host: "127.0.0.1".to_owned(),
            port: None,
            tls: Tls::None,
            ca_file: None,
            user: None,
            password: None,
            from: "kocho@city.example.jp".to_owned(),
            timeout_seconds: 30,
        }
    }
}

/// Which way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// A mail server.
    Smtp,
    /// Files in a folder.
    File,
}

/// Encryption towards the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// None: a server on the same machine or in the city's own network.
    None,
    /// Plain at first, then encrypted; a server that cannot is refused.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
}

impl Tls {
    /// The port that goes with it when none is set.
    pub const fn usual_port(self) -> u16 {
        match self {
            Tls::None => 25,
            Tls::Starttls => 587,
            Tls::Tls => 465,
        }
    }
}

/// A password that no log shows.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl Password {
    /// The password, for the server only.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("●●●")
    }
}
