//! What is written down of every mail, whatever it becomes.

use chrono::TimeDelta;
use kocho_document::mail_in::Mail;
use kocho_domain::{
    id::SubmissionId,
    mail_in::{ANSWERS_A_DAY, Nature, Sign, Unread, Verdict, may_be_answered},
    story::Story,
};
use kocho_store::{
    Tx, attachment,
    mail_in::{self as store, NewMail, Place},
};

use super::{Arrived, Read, taken};
use crate::{
    Cx, Error,
    keys::sha256,
    submission::{danger_groups, title},
};

/// A mail in the middle of being taken in.
pub(super) struct Incoming<'a> {
    pub(super) arrived: &'a Arrived,
    pub(super) blob: &'a str,
    /// The same for a second copy that came by another way.
    pub(super) digest: String,
    /// Keyed hash of the sender's address, the same as a contact's.
    pub(super) sender_hash: Option<String>,
    message_id: String,
    title: String,
    danger: String,
    left_files: usize,
}

impl<'a> Incoming<'a> {
    pub(super) fn of(cx: &Cx, arrived: &'a Arrived, blob: &'a str, read: Option<&Read>) -> Self {
        let mail = read.map(|read| &read.mail);
        // A program wrote 「開封されました」, nobody else: its words are no resident's.
        let by_people = mail.filter(|mail| mail.nature != Nature::Automatic(Sign::ReadReceipt));
        let groups = by_people.map(|mail| danger_groups(&mail.subject, &mail.text)).unwrap_or_default();
        let named = mail.is_some_and(|mail| !mail.subject.is_empty() || !mail.text.is_empty());
        Incoming {
            arrived,
            blob,
            digest: mail.filter(|mail| !mail.message_id.is_empty()).map_or_else(|| blob.to_owned(), digest),
            sender_hash: mail.and_then(|mail| sender_hash(cx, mail)),
            message_id: mail.map(|mail| mail.message_id.clone()).unwrap_or_default(),
            title: mail.filter(|_| named).map(|mail| title(&mail.subject, &mail.text)).unwrap_or_default(),
            danger: groups.iter().map(|group| group.code()).collect::<Vec<_>>().join(","),
            left_files: read.map(|read| read.left).unwrap_or_default(),
        }
    }

    /// Its row, for this verdict.
    pub(super) fn row(&self, cx: &Cx, verdict: Verdict, reason: &'static str) -> NewMail {
        let arrived_at = self.arrived.at.unwrap_or_else(|| cx.now()).min(cx.now());
        NewMail {
            key: cx.new_key(),
            blob: self.blob.to_owned(),
            digest: (verdict != Verdict::Again).then(|| self.digest.clone()),
            size: self.arrived.size,
            whole: self.arrived.is_whole(),
            message_id: self.message_id.clone(),
            sender_hash: self.sender_hash.clone(),
            verdict,
            reason,
            title: self.title.clone(),
            danger: if verdict.is_for_desk() { self.danger.clone() } else { String::new() },
            submission: None,
            outbox: None,
            answered: false,
            left_files: self.left_files,
            cut: false,
            place: self.place(verdict),
            arrived_at,
        }
    }

    /// Nobody has to look at an automatic answer, unless there are words of danger in it.
    fn place(&self, verdict: Verdict) -> Place {
        match verdict {
            Verdict::Voice | Verdict::Addition | Verdict::Reopened | Verdict::Again => Place::None,
            Verdict::Unread | Verdict::Bounce => Place::Waiting,
            Verdict::Automatic | Verdict::Delayed if self.danger.is_empty() => Place::Noted,
            Verdict::Automatic | Verdict::Delayed => Place::Waiting,
        }
    }
}

fn digest(mail: &Mail) -> String {
    let sender = mail.sender.as_ref().map(|sender| sender.address.to_lowercase()).unwrap_or_default();
    let Mail { message_id, subject, text, returns, .. } = mail;
    sha256(format!("{message_id}\n{sender}\n{subject}\n{}\n{text}", returns.join(" ")).as_bytes())
}

fn sender_hash(cx: &Cx, mail: &Mail) -> Option<String> {
    let address = &mail.sender.as_ref()?.address;
    Some(cx.keys().contact_hash(&kocho_text::normalize::search_key(address)))
}

/// A program may write to the sender, and has not done so too often today.
pub(super) async fn may_answer(cx: &Cx, tx: &Tx, mail: &Mail, sender_hash: Option<&str>) -> Result<bool, Error> {
    let (Some(sender), Some(hash)) = (&mail.sender, sender_hash) else { return Ok(false) };
    let today = cx.now() - TimeDelta::days(1);
    Ok(may_be_answered(&sender.address) && store::answered_since(tx, hash, today).await? < ANSWERS_A_DAY)
}

/// Writes the row and keeps the bytes.
pub(super) async fn insert(tx: &mut Tx, incoming: &Incoming<'_>, row: &NewMail) -> Result<i64, Error> {
    attachment::keep(tx, incoming.blob, incoming.arrived.raw.clone()).await?;
    Ok(store::insert(tx, row).await?)
}

/// The same mail by another way: written down beside the first.
pub(super) async fn again(cx: &Cx, incoming: &Incoming<'_>, first: Option<SubmissionId>) -> Result<Verdict, Error> {
    let mut tx = cx.begin().await?;
    let row = NewMail { submission: first, ..incoming.row(cx, Verdict::Again, "") };
    let id = insert(&mut tx, incoming, &row).await?;
    tx.commit(Story::audit(taken(id, Verdict::Again, ""))).await?;
    Ok(Verdict::Again)
}

/// The code for a mail in which nothing is said.
pub(super) const EMPTY: &str = Unread::Empty.code();
