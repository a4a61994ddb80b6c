//! Mails that came in: one row each with what became of it; the bytes lie with the files, under their hash.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{PublicKey, StaffId, SubmissionId},
    mail_in::Verdict,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryResult, Set,
    Statement, Value, sea_query::Expr,
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::incoming_mail, error::corrupt};

/// Where the hearing desk finds a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: it is a voice or a part of one.
    None,
    /// Somebody has to look.
    Waiting,
    /// Written down; nobody has to do anything.
    Noted,
    /// Somebody looked.
    Done,
}

impl Place {
    const ALL: [Place; 4] = [Place::None, Place::Waiting, Place::Noted, Place::Done];

    const fn code(self) -> &'static str {
        match self {
            Place::None => "none",
            Place::Waiting => "waiting",
            Place::Noted => "noted",
            Place::Done => "done",
        }
    }
}

/// A mail to be written down.
#[derive(Debug, Clone)]
pub struct NewMail {
    /// Key in addresses.
    pub key: PublicKey,
    /// Hash of its bytes.
    pub blob: String,
    /// What makes it the same mail by another way; `None` for one that is known to be a second copy.
    pub digest: Option<String>,
    /// Its size when it arrived, in bytes.
    pub size: u64,
    /// Its bytes were kept whole.
    pub whole: bool,
    /// Its Message-ID, or nothing.
    pub message_id: String,
    /// Keyed hash of the sender's address.
    pub sender_hash: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// A code that says why.
    pub reason: &'static str,
    /// The subject, personal details masked.
    pub title: String,
    /// Groups of danger words, for mails that became no voice.
    pub danger: String,
    /// The voice that it belongs to.
    pub submission: Option<SubmissionId>,
    /// The mail of ours that it speaks of.
    pub outbox: Option<i64>,
    /// A receipt goes to its sender.
    pub answered: bool,
    /// Files that were not taken over from it.
    pub left_files: usize,
    /// Its text was too long and was cut.
    pub cut: bool,
    /// Where the desk finds it.
    pub place: Place,
    /// When it arrived at the mail server.
    pub arrived_at: DateTime<Utc>,
}

/// Writes a mail down; answers its database key.
///
/// # Errors
/// [`StoreError::Conflict`] when it stands there already.
pub async fn insert(tx: &mut Tx, new: &NewMail) -> Result<i64, StoreError> {
    let row = incoming_mail::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        blob_hash: Set(new.blob.clone()),
        digest: Set(new.digest.clone()),
        size: Set(i64::try_from(new.size).unwrap_or(i64::MAX)),
        whole: Set(new.whole),
        message_id: Set(new.message_id.clone()),
        sender_hash: Set(new.sender_hash.clone()),
        verdict: Set(new.verdict.code().to_owned()),
        reason: Set(new.reason.to_owned()),
        title: Set(new.title.clone()),
        danger: Set(new.danger.clone()),
        submission_id: Set(new.submission.map(|id| id.0)),
        outbox_id: Set(new.outbox),
        answered: Set(new.answered),
        left_files: Set(i64::try_from(new.left_files).unwrap_or(i64::MAX)),
        cut: Set(new.cut),
        place: Set(new.place.code().to_owned()),
        arrived_at: Set(new.arrived_at),
        taken_at: Set(tx.at()),
        done_at: Set(None),
        done_by: Set(None),
        raw_erased_at: Set(None),
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// True when a mail of these bytes stands there.
///
/// # Errors
/// What the database says.
pub async fn is_known(from: &impl Source, blob: &str) -> Result<bool, StoreError> {
    Ok(incoming_mail::Entity::find().filter(incoming_mail::Column::BlobHash.eq(blob)).count(from.conn()).await? > 0)
}

/// The voice of the mail with this digest, when it came before; the outer `Option` says whether it did.
///
/// # Errors
/// What the database says.
pub async fn first_copy(from: &impl Source, digest: &str) -> Result<Option<Option<SubmissionId>>, StoreError> {
    let row = incoming_mail::Entity::find().filter(incoming_mail::Column::Digest.eq(digest)).one(from.conn()).await?;
    Ok(row.map(|row| row.submission_id.map(SubmissionId)))
}

/// How many mails of this sender were answered by the program since a moment.
///
/// # Errors
/// What the database says.
pub async fn answered_since(from: &impl Source, sender_hash: &str, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let answered = incoming_mail::Entity::find()
        .filter(incoming_mail::Column::SenderHash.eq(sender_hash))
        .filter(incoming_mail::Column::TakenAt.gte(since))
        .filter(incoming_mail::Column::Answered.eq(true));
    Ok(answered.count(from.conn()).await?)
}

/// Notes the voice that a mail became; by hand when somebody is named.
///
/// # Errors
/// [`StoreError::Stale`] when it belongs to a voice already.
pub async fn became(tx: &mut Tx, id: i64, submission: SubmissionId, by: Option<StaffId>) -> Result<(), StoreError> {
    let mut update = incoming_mail::Entity::update_many()
        .col_expr(incoming_mail::Column::SubmissionId, Expr::value(submission.0))
        .col_expr(incoming_mail::Column::Verdict, Expr::value(Verdict::Voice.code()))
        .filter(incoming_mail::Column::Id.eq(id));
    update = match by {
        None => update.filter(incoming_mail::Column::SubmissionId.is_null()),
        Some(staff) => update
            .col_expr(incoming_mail::Column::Place, Expr::value(Place::Done.code()))
            .col_expr(incoming_mail::Column::DoneAt, Expr::value(tx.at()))
            .col_expr(incoming_mail::Column::DoneBy, Expr::value(staff.0))
            .filter(incoming_mail::Column::Verdict.ne(Verdict::Voice.code())),
    };
    if update.exec(tx.conn()).await?.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Notes that somebody looked at a mail; false when nobody had to.
///
/// # Errors
/// What the database says.
pub async fn mark_done(tx: &mut Tx, id: i64, by: StaffId) -> Result<bool, StoreError> {
    let done = incoming_mail::Entity::update_many()
        .col_expr(incoming_mail::Column::Place, Expr::value(Place::Done.code()))
        .col_expr(incoming_mail::Column::DoneAt, Expr::value(tx.at()))
        .col_expr(incoming_mail::Column::DoneBy, Expr::value(by.0))
        .filter(incoming_mail::Column::Id.eq(id))
        .filter(incoming_mail::Column::Place.eq(Place::Waiting.code()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives the bytes of old mails up: of those that nobody has to look at and whose voice has no open case, the oldest first.
/// The bytes go with the next sweep of files. Answers which mails those are.
///
/// # Errors
/// What the database says.
pub async fn erase_raw(tx: &mut Tx, before: DateTime<Utc>, size: u64) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "update incoming_mail set raw_erased_at = $1 where id in (select m.id from incoming_mail m \
         where m.raw_erased_at is null and m.taken_at < $2 and m.place <> 'waiting' and not exists \
         (select 1 from \"case\" c where c.submission_id = m.submission_id and c.open) order by m.id limit {size}) returning id"
    );
    let conn = tx.conn();
    let values = [tx.at().into(), before.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// A mail that a voice came by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRef {
    /// Key in addresses.
    pub key: PublicKey,
    /// Its size, in bytes.
    pub size: u64,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// Files that were not taken over from it.
    pub left_files: u64,
    /// Its text was too long and was cut.
    pub cut: bool,
    /// Its bytes are still there.
    pub kept: bool,
}

pub(crate) fn mail_ref(row: &incoming_mail::Model) -> Result<MailRef, StoreError> {
    Ok(MailRef {
        key: convert::key(&row.key)?,
        size: row.size.unsigned_abs(),
        arrived_at: row.arrived_at,
        left_files: row.left_files.unsigned_abs(),
        cut: row.cut,
        kept: row.raw_erased_at.is_none(),
    })
}

/// A mail as the hearing desk sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskMail {
    /// Database key, for paging.
    pub id: i64,
    /// Key in addresses.
    pub key: PublicKey,
    /// Hash of its bytes.
    pub blob: String,
    /// Its size when it arrived, in bytes.
    pub size: u64,
    /// Its bytes were kept whole.
    pub whole: bool,
    /// What became of it.
    pub verdict: Verdict,
    /// A code that says why.
    pub reason: String,
    /// The subject, personal details masked.
    pub title: String,
    /// Groups of danger words.
    pub danger: String,
    /// The voice that it belongs to.
    pub submission: Option<SubmissionId>,
    /// Receipt number of that voice: fiscal year and sequence.
    pub number: Option<kocho_domain::receipt::ReceiptNumber>,
    /// Key of that voice's first case.
    pub case: Option<PublicKey>,
    /// Kind of the mail of ours that it speaks of.
    pub about: Option<String>,
    /// Where the desk finds it.
    pub place: Place,
    /// When it arrived.
    pub arrived_at: DateTime<Utc>,
    /// Who looked, and when.
    pub done: Option<(String, DateTime<Utc>)>,
}

const DESK: &str = "select m.*, s.number_year, s.number_seq, k.key as case_key, o.kind as about, p.name as done_name from incoming_mail m \
    left join submission s on s.id = m.submission_id left join \"case\" k on k.submission_id = s.id and k.branch = 1 \
    left join outbox_mail o on o.id = m.outbox_id left join staff p on p.id = m.done_by";

/// Mails that became no voice by themselves, newest first: those that wait, or all; behind a database key.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    waiting: bool,
    before: Option<i64>,
    size: u64,
) -> Result<Vec<DeskMail>, StoreError> {
    let place = if waiting { "m.place = 'waiting'" } else { "m.place <> 'none'" };
    let sql = format!("{DESK} where {place} and m.id < $1 order by m.id desc limit {size}");
    desk_mails(from, &sql, vec![before.unwrap_or(i64::MAX).into()]).await
}

/// A mail by its key.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<DeskMail>, StoreError> {
    Ok(desk_mails(from, &format!("{DESK} where m.key = $1"), vec![key.as_str().into()]).await?.pop())
}

async fn desk_mails(from: &impl Source, sql: &str, values: Vec<Value>) -> Result<Vec<DeskMail>, StoreError> {
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.iter().map(desk_mail).collect()
}

fn desk_mail(row: &QueryResult) -> Result<DeskMail, StoreError> {
    let verdict: String = row.try_get("", "verdict")?;
    let place: String = row.try_get("", "place")?;
    let number: (Option<i64>, Option<i64>) = (row.try_get("", "number_year")?, row.try_get("", "number_seq")?);
    let (done_name, done_at): (Option<String>, Option<DateTime<Utc>>) =
        (row.try_get("", "done_name")?, row.try_get("", "done_at")?);
    Ok(DeskMail {
        id: row.try_get("", "id")?,
        key: convert::key(&row.try_get::<String>("", "key")?)?,
        blob: row.try_get("", "blob_hash")?,
        size: row.try_get::<i64>("", "size")?.unsigned_abs(),
        whole: row.try_get("", "whole")?,
        verdict: Verdict::parse(&verdict).ok_or_else(|| corrupt("verdict", &verdict))?,
        reason: row.try_get("", "reason")?,
        title: row.try_get("", "title")?,
        danger: row.try_get("", "danger")?,
        submission: row.try_get::<Option<i64>>("", "submission_id")?.map(SubmissionId),
        number: if let (Some(year), Some(sequence)) = number { Some(convert::number(year, sequence)?) } else { None },
        case: row.try_get::<Option<String>>("", "case_key")?.as_deref().map(convert::key).transpose()?,
        about: row.try_get("", "about")?,
        place: Place::ALL.into_iter().find(|p| p.code() == place).ok_or_else(|| corrupt("place", &place))?,
        arrived_at: row.try_get("", "arrived_at")?,
        done: done_name.zip(done_at),
    })
}
