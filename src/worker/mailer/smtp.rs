//! Mails to a mail server, over connections that are kept.

use std::{error::Error, io, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        self, PoolConfig,
        authentication::Credentials,
        client::{self, Certificate, TlsParameters},
    },
};

use super::{Letter, MailerError, SendError, build};
use crate::settings::{MAX_TIMEOUT_SECONDS, MailSettings, Tls};

/// Answers that speak of the address: no later try will help. Others that begin with 5 (a wrong password, a command
/// the server does not know) are ours or the server's to mend, and the mail waits.
const REFUSED: [&str; 6] = ["550", "551", "552", "553", "554", "556"];

/// A mail server.
#[derive(Debug)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    pub(super) fn new(settings: &MailSettings, from: Mailbox) -> Result<Self, MailerError> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port.unwrap_or(settings.tls.usual_port()))
            .tls(tls(settings)?)
            .timeout(Some(Duration::from_secs(settings.timeout_seconds.clamp(1, MAX_TIMEOUT_SECONDS))))
            // One mail at a time: one connection, given back when nothing was sent for a while.
            .pool_config(PoolConfig::new().max_size(2).idle_timeout(Duration::from_secs(30)));
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
        }
        Ok(Smtp { transport: builder.build(), from })
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        let message = build::message(letter, &self.from)?;
        let response = self.transport.send(message).await.map_err(|e| meaning(&e))?;
        let answer = format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "));
        Ok(build::evidence(letter, &self.from, &answer))
    }
}

fn tls(settings: &MailSettings) -> Result<client::Tls, MailerError> {
    if settings.tls == Tls::None {
        return Ok(client::Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let wrong = |e: String| MailerError::CaFile(format!("{}: {e}", path.display()));
        let pem = std::fs::read(path).map_err(|e| wrong(e.to_string()))?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(|e| wrong(e.to_string()))?);
    }
    let parameters = parameters.build_rustls().map_err(|e| MailerError::Tls(e.to_string()))?;
    Ok(match settings.tls {
        Tls::None => client::Tls::None,
        Tls::Starttls => client::Tls::Required(parameters),
        Tls::Tls => client::Tls::Wrapper(parameters),
    })
}

/// Why there was no encrypted connection: whose certificate it is, or that no such thing was spoken. No word of a server.
/// It lies below two errors of the library, the connection's and the pool's.
fn not_encrypted(error: &smtp::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(below) = cause {
        match below.downcast_ref::<io::Error>() {
            Some(why) if why.kind() == io::ErrorKind::InvalidData => return Some(why),
            _ => cause = below.source(),
        }
    }
    None
}

/// The server's words are not passed on: they often repeat the address, and errors are logged.
fn meaning(error: &smtp::Error) -> SendError {
    let Some(code) = error.status().map(|code| code.to_string()) else {
        return SendError::Later(if error.is_timeout() {
            "the mail server did not answer in time".into()
        } else if let Some(why) = not_encrypted(error) {
            format!("the mail server cannot be reached encrypted: {why}")
        } else if error.is_client() {
            "the mail server does not offer what the settings ask for (mail.tls, mail.user)".into()
        } else {
            "the mail server cannot be reached".into()
        });
    };
    let said = format!("the mail server said {code}");
    if REFUSED.contains(&code.as_str()) { SendError::Never(said) } else { SendError::Later(said) }
}
