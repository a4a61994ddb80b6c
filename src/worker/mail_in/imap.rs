//! A mailbox on a mail server. Up to where it was read stands in the database, so that it does not matter who else opens
//! a mail there; a mail that is met twice is known by its bytes.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use async_imap::{Client, Session, types::Fetch};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use kocho_domain::access::Actor;
use kocho_service::{
    House,
    mail_in::{Arrived, position, set_position},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time,
};

use super::{AfterTaking, BEGINNING, MailInSettings, MailboxError, Trouble, take_one, tls::Encryption};
use crate::settings::{MAX_TIMEOUT_SECONDS, Password, Tls};

/// Bytes a second of the slowest line that is waited for.
const SLOW_LINE: u64 = 50_000;

/// A connection, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

type Open = Session<Box<dyn Wire>>;

/// A mailbox on a mail server.
#[derive(Debug)]
pub struct Imap {
    host: String,
    port: u16,
    tls: Tls,
    encryption: Option<Encryption>,
    user: String,
    password: Password,
    mailbox: String,
    after: AfterTaking,
    largest: u64,
    patience: Duration,
}

impl Imap {
    pub(super) fn new(settings: &MailInSettings) -> Result<Self, MailboxError> {
        let (user, password) = settings.login()?;
        let encryption = match settings.tls {
            Tls::None => None,
            Tls::Starttls | Tls::Tls => Some(Encryption::new(&settings.host, settings.ca_file.as_deref())?),
        };
        Ok(Imap {
            host: settings.host.clone(),
            port: settings.imap_port(),
            tls: settings.tls,
            encryption,
            user,
            password,
            mailbox: settings.mailbox.clone(),
            after: settings.after,
            largest: settings.largest(),
            patience: Duration::from_secs(settings.timeout_seconds.clamp(1, MAX_TIMEOUT_SECONDS)),
        })
    }

    pub(super) async fn count(&self) -> Result<usize, Trouble> {
        let mut session = self.open().await?;
        let mailbox = self.answer("has no such folder", session.examine(&self.mailbox)).await?;
        self.farewell(session).await;
        Ok(usize::try_from(mailbox.exists).unwrap_or(usize::MAX))
    }

    pub(super) async fn take_new(&self, house: &Arc<House>, stop: &watch::Receiver<bool>) -> Result<usize, Trouble> {
        let mut session = self.open().await?;
        let selected = self.answer("has no such folder", session.select(&self.mailbox)).await?;
        let validity = selected.uid_validity.unwrap_or_default();
        let last = self.last_read(house, validity).await?;
        let mut new = 0;
        for uid in self.behind(&mut session, last).await? {
            if *stop.borrow() {
                break;
            }
            if let Some(arrived) = self.fetch(&mut session, uid).await? {
                new += usize::from(take_one(house, &arrived).await?);
                self.mark(&mut session, uid).await?;
            }
            let read = format!("{validity} {uid}");
            set_position(&house.cx(Actor::Worker), &self.name(), &read).await?;
        }
        if self.after == AfterTaking::Delete && new > 0 {
            let gone = async { session.expunge().await?.try_collect::<Vec<_>>().await };
            self.answer("does not delete", gone).await?;
        }
        self.farewell(session).await;
        Ok(new)
    }

    /// What the mailbox is called where its position is kept.
    fn name(&self) -> String {
        format!("{}@{}:{}/{}", self.user, self.host, self.port, self.mailbox)
    }

    /// The last mail that was read; 0 when the server has counted anew since.
    async fn last_read(&self, house: &Arc<House>, validity: u32) -> Result<u32, Trouble> {
        let kept = position(&house.cx(Actor::Worker), &self.name()).await?.unwrap_or_default();
        let read = kept.split_once(' ').filter(|(same, _)| same.parse() == Ok(validity));
        Ok(read.and_then(|(_, uid)| uid.parse().ok()).unwrap_or_default())
    }

    /// The numbers behind the last one, in their order.
    async fn behind(&self, session: &mut Open, last: u32) -> Result<Vec<u32>, Trouble> {
        let query = format!("UID {}:*", last.saturating_add(1));
        let found = self.answer("cannot be searched", session.uid_search(query)).await?;
        // `n:*` names the last mail even when it is before n.
        let mut uids: Vec<u32> = found.into_iter().filter(|uid| *uid > last).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// A mail, or the beginning of one that is too large; `None` when somebody deleted it meanwhile.
    async fn fetch(&self, session: &mut Open, uid: u32) -> Result<Option<Arrived>, Trouble> {
        let about = self.ask(session, uid, "(UID RFC822.SIZE INTERNALDATE)", self.patience).await?;
        let Some(size) = about.iter().find_map(|line| line.size) else { return Ok(None) };
        let at: Option<DateTime<Utc>> = about.iter().find_map(Fetch::internal_date).map(|at| at.to_utc());
        let size = u64::from(size);
        let parts = if size > self.largest {
            format!("(UID BODY.PEEK[]<0.{BEGINNING}>)")
        } else {
            "(UID BODY.PEEK[])".to_owned()
        };
        // A slow line gets the time that a large mail needs on it.
        let time = self.patience + Duration::from_secs(size.min(self.largest) / SLOW_LINE);
        let lines = self.ask(session, uid, &parts, time).await?;
        let Some(raw) = lines.iter().find_map(Fetch::body).map(<[u8]>::to_vec) else { return Ok(None) };
        // Some servers count line ends otherwise than they send them.
        let size = if size > self.largest { size } else { raw.len() as u64 };
        Ok(Some(Arrived { raw, size, at }))
    }

    async fn ask(&self, session: &mut Open, uid: u32, parts: &str, time: Duration) -> Result<Vec<Fetch>, Trouble> {
        let lines = async { session.uid_fetch(uid.to_string(), parts).await?.try_collect::<Vec<_>>().await };
        let lines = time::timeout(time, lines).await.map_err(|_| late())?;
        lines.map_err(|_| Trouble::Mailbox("the mailbox does not give a mail".to_owned()))
    }

    async fn mark(&self, session: &mut Open, uid: u32) -> Result<(), Trouble> {
        let flag = match self.after {
            AfterTaking::Keep => "+FLAGS.SILENT (\\Seen)",
            AfterTaking::Delete => "+FLAGS.SILENT (\\Deleted)",
        };
        let done = async { session.uid_store(uid.to_string(), flag).await?.try_collect::<Vec<_>>().await };
        self.answer("does not mark a mail", done).await.map(|_| ())
    }

    async fn open(&self) -> Result<Open, Trouble> {
        let unreachable = |_| Trouble::Mailbox("the mailbox cannot be reached".to_owned());
        let dial = TcpStream::connect((self.host.as_str(), self.port));
        let plain = time::timeout(self.patience, dial).await.map_err(|_| late())?.map_err(unreachable)?;
        let client = match (self.tls, &self.encryption) {
            (Tls::None, _) | (_, None) => self.greeted(Box::new(plain)).await?,
            (Tls::Tls, Some(encryption)) => self.greeted(self.encrypted(encryption, Box::new(plain)).await?).await?,
            (Tls::Starttls, Some(encryption)) => {
                let mut client = self.greeted(Box::new(plain)).await?;
                self.answer("does not encrypt", client.run_command_and_check_ok("STARTTLS", None)).await?;
                Client::new(self.encrypted(encryption, client.into_inner()).await?)
            }
        };
        let login = client.login(&self.user, self.password.reveal());
        let login = time::timeout(self.patience, login).await.map_err(|_| late())?;
        // What the server says may repeat the name.
        login.map_err(|_| Trouble::Mailbox("the mailbox refuses name and password".to_owned()))
    }

    async fn encrypted(&self, with: &Encryption, plain: Box<dyn Wire>) -> Result<Box<dyn Wire>, Trouble> {
        let shaken = time::timeout(self.patience, with.connector.connect(with.server.clone(), plain)).await;
        let wire = shaken.map_err(|_| late())?;
        Ok(Box::new(wire.map_err(|e| Trouble::Mailbox(format!("the mailbox cannot be reached encrypted: {e}")))?))
    }

    async fn greeted(&self, wire: Box<dyn Wire>) -> Result<Client<Box<dyn Wire>>, Trouble> {
        let mut client = Client::new(wire);
        let greeting = time::timeout(self.patience, client.read_response()).await.map_err(|_| late())?;
        match greeting {
            Ok(Some(_)) => Ok(client),
            Ok(None) | Err(_) => Err(Trouble::Mailbox("the mailbox says nothing".to_owned())),
        }
    }

    /// What a command answers, or what the mailbox does not do.
    async fn answer<T>(
        &self,
        not: &str,
        command: impl Future<Output = async_imap::error::Result<T>>,
    ) -> Result<T, Trouble> {
        let done = time::timeout(self.patience, command).await.map_err(|_| late())?;
        done.map_err(|_| Trouble::Mailbox(format!("the mailbox {not}")))
    }

    /// Nobody minds when the server does not say good-bye.
    async fn farewell(&self, mut session: Open) {
        let _ = time::timeout(self.patience, session.logout()).await;
    }
}

fn late() -> Trouble {
    Trouble::Mailbox("the mailbox did not answer in time".to_owned())
}
