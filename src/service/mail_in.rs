//! A mail came in: what becomes of it? One mail is one transaction, whatever way it came by; the same mail twice is taken
//! once. What it means is read in `document::mail_in`, the rules are in `domain::mail_in`.
//!
//! A mail that nobody understands is never lost: it is written down and waits for the hearing desk.

mod address;
mod answer;
mod bounce;
pub mod desk;
mod note;
mod voice;

use chrono::{DateTime, Utc};
use kocho_document::mail_in::{Mail, MailFile, read};
use kocho_domain::{
    access::Actor,
    mail_in::{Nature, Unread, Verdict},
    story::{AuditEvent, Story},
};
use kocho_store::mail_in as store;

pub use self::address::is_usable as is_usable_address;
pub(crate) use self::address::of as address_of;
use self::note::Incoming;
use crate::{
    Cx, Error,
    keys::sha256,
    malware,
    upload::{Cleaned, Incoming as Upload, clean_one},
};

/// How often a mail is tried while somebody else writes.
const TRIES: u32 = 4;

/// A mail as a mailbox gives it.
#[derive(Clone)]
pub struct Arrived {
    /// Its bytes, or the beginning of one that is too large.
    pub raw: Vec<u8>,
    /// Its whole size, in bytes.
    pub size: u64,
    /// When the mail server got it; now, when that is not known.
    pub at: Option<DateTime<Utc>>,
}

impl Arrived {
    /// A whole mail that came in now.
    pub fn whole(raw: Vec<u8>) -> Self {
        Arrived { size: raw.len() as u64, raw, at: None }
    }

    fn is_whole(&self) -> bool {
        self.raw.len() as u64 >= self.size
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was taken before.
    Known,
    /// It is taken now.
    Now(Verdict),
}

/// A mail that was read, its files cleaned.
struct Read {
    mail: Mail,
    files: Vec<Cleaned>,
    left: usize,
}

/// Takes a mail in.
///
/// # Errors
/// What the database says; the mail stays where it is and is taken the next time.
pub async fn take(cx: &Cx, arrived: &Arrived) -> Result<Taken, Error> {
    let blob = sha256(&arrived.raw);
    let read = if arrived.is_whole() { read_apart(cx, arrived).await? } else { Err(Unread::TooLarge) };
    let incoming = Incoming::of(cx, arrived, &blob, read.as_ref().ok());
    let mut tries = 1;
    loop {
        if store::is_known(&cx.reader(), &blob).await? {
            return Ok(Taken::Known);
        }
        let done = match &read {
            Ok(read) => once(cx, &incoming, read).await,
            Err(why) => put_aside(cx, &incoming, *why).await,
        };
        match done {
            Ok(verdict) => {
                cx.house.wake_worker();
                return Ok(Taken::Now(verdict));
            }
            // Another server has the same mail in its hands, or a clerk saved the case at this moment.
            Err(Error::Stale | Error::Busy) if tries < TRIES => tries += 1,
            Err(error @ (Error::Stale | Error::Busy | Error::Internal(_))) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "a mail was refused by a rule; the hearing desk has it");
                return put_aside(cx, &incoming, Unread::Refused).await.map(Taken::Now);
            }
        }
    }
}

/// Reading and cleaning take time; neither happens inside a transaction or beside other work.
async fn read_apart(cx: &Cx, arrived: &Arrived) -> Result<Result<Read, Unread>, Error> {
    let raw = arrived.raw.clone();
    // A mail that makes the reader fall is one that a person has to look at; what it fell over may hold its words.
    let read = tokio::task::spawn_blocking(move || read(&raw)).await.unwrap_or(Err(Unread::Broken));
    let mut mail = match read {
        Ok(mail) => mail,
        Err(why) => return Ok(Err(why)),
    };
    let given = std::mem::take(&mut mail.files);
    let all = given.len();
    let files = if mail.nature == Nature::Letter { clean_files(cx, given).await } else { Vec::new() };
    let left = all - files.len();
    Ok(Ok(Read { mail, files, left }))
}

/// The files that may be kept. What is too large, of another type, broken, or malware stays in the mail itself alone.
async fn clean_files(cx: &Cx, given: Vec<MailFile>) -> Vec<Cleaned> {
    let limits = cx.city.rules.limits();
    let mut files = Vec::new();
    for MailFile { name, bytes } in
        given.into_iter().filter(|file| file.bytes.len() as u64 <= limits.attachment_bytes())
    {
        if files.len() == usize::from(limits.attachment_files) {
            break;
        }
        let Ok(finding) = malware::look(cx.house.scanner.as_ref(), &bytes).await else { continue };
        let file = Upload { name, bytes };
        if let Ok(Ok(cleaned)) = crate::scan::at_the_easel(cx, move || clean_one(&file, finding)).await {
            files.push(cleaned);
        }
    }
    files
}

async fn once(cx: &Cx, incoming: &Incoming<'_>, read: &Read) -> Result<Verdict, Error> {
    if let Some(first) = store::first_copy(&cx.reader(), &incoming.digest).await? {
        return note::again(cx, incoming, first).await;
    }
    match read.mail.nature {
        Nature::Bounce(failure) => bounce::take(cx, incoming, &read.mail, failure).await,
        Nature::Automatic(sign) => write_down(cx, incoming, Verdict::Automatic, sign.code()).await,
        Nature::Letter => letter(cx, incoming, read).await,
    }
}

/// A person's letter: an answer to one of ours, or a new voice. The resident acts, by mail.
async fn letter(cx: &Cx, incoming: &Incoming<'_>, read: &Read) -> Result<Verdict, Error> {
    if address::is_own(cx, &read.mail).await? {
        return write_down(cx, incoming, Verdict::Automatic, kocho_domain::mail_in::Sign::Own.code()).await;
    }
    let cx = &cx.house.cx(Actor::Resident);
    match address::whose(cx, &read.mail, incoming.sender_hash.as_deref()).await? {
        address::Whose::Voice(voice) => answer::take(cx, incoming, read, voice).await,
        address::Whose::Staff => put_aside(cx, incoming, Unread::ForStaff).await,
        address::Whose::Nobody(reason) => voice::take(cx, incoming, read, reason).await,
    }
}

async fn put_aside(cx: &Cx, incoming: &Incoming<'_>, why: Unread) -> Result<Verdict, Error> {
    write_down(cx, incoming, Verdict::Unread, why.code()).await
}

/// Writes down a mail that becomes no voice.
async fn write_down(
    cx: &Cx,
    incoming: &Incoming<'_>,
    verdict: Verdict,
    reason: &'static str,
) -> Result<Verdict, Error> {
    let mut tx = cx.begin().await?;
    let id = note::insert(&mut tx, incoming, &incoming.row(cx, verdict, reason)).await?;
    tx.commit(Story::audit(taken(id, verdict, reason))).await?;
    Ok(verdict)
}

/// The line of the audit that every mail gets.
fn taken(id: i64, verdict: Verdict, reason: &str) -> AuditEvent {
    let event = AuditEvent::new("mail_taken", "incoming_mail", Some(id)).with("verdict", verdict.code());
    if reason.is_empty() { event } else { event.with("reason", reason) }
}

/// Up to where a mailbox was read. The name is the mailbox's own.
///
/// # Errors
/// What the database says.
pub async fn position(cx: &Cx, mailbox: &str) -> Result<Option<String>, Error> {
    Ok(kocho_store::setting::get(&cx.reader(), &position_name(cx, mailbox)).await?)
}

/// Notes up to where a mailbox was read.
///
/// # Errors
/// What the database says.
pub async fn set_position(cx: &Cx, mailbox: &str, position: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    kocho_store::setting::set(&mut tx, &position_name(cx, mailbox), position).await?;
    Ok(tx.commit(Story::Unrecorded(kocho_domain::story::Why::JobLease)).await?)
}

fn position_name(cx: &Cx, mailbox: &str) -> String {
    format!("mail_in.{}", cx.keys().throttle_hash(mailbox))
}
