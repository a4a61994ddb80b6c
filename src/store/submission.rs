//! 声: rows of submission, transcript and contact.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{PublicKey, SubmissionId},
    personal::Personal,
    submission::{Contact, NewSubmission, ReplyWay, Submission},
};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{contact, submission, transcript},
    error::corrupt,
};

/// Hashes of contact fields under the city's key: equal senders are found without reading them.
#[derive(Debug, Clone, Default)]
pub struct ContactHashes {
    /// Of the normalised name.
    pub name: Option<String>,
    /// Of the digits of the phone number.
    pub phone: Option<String>,
    /// Of the lower-case address.
    pub email: Option<String>,
}

/// A voice that is written with others.
#[derive(Debug)]
pub struct Written<'a> {
    /// What is known of it.
    pub new: &'a NewSubmission,
    /// The keyed hash of its receipt's secret.
    pub secret_hash: String,
    /// By which equal senders are found.
    pub hashes: ContactHashes,
}

/// Writes a new voice: its row, its first transcript, its contact.
///
/// # Errors
/// [`StoreError::Conflict`] when the form's key was used before.
pub async fn insert(
    tx: &mut Tx,
    new: &NewSubmission,
    secret_hash: String,
    hashes: ContactHashes,
) -> Result<SubmissionId, StoreError> {
    let row = row(tx, new, secret_hash);
    let id = SubmissionId(submission::Entity::insert(row).exec(tx.conn()).await?.last_insert_id);
    add_transcript(tx, id, 1, new.body.as_str()).await?;
    if !new.contact.reveal().is_empty() {
        let row = contact_row(id, new.contact.reveal(), hashes);
        contact::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    Ok(id)
}

/// Writes many new voices like [`insert`], with one statement a table; answers their keys in the same order.
///
/// # Errors
/// [`StoreError::Conflict`] when a form's key was used before.
pub async fn insert_all(tx: &mut Tx, voices: Vec<Written<'_>>) -> Result<Vec<SubmissionId>, StoreError> {
    let rows: Vec<_> = voices.iter().map(|v| row(tx, v.new, v.secret_hash.clone())).collect();
    submission::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    let keys = voices.iter().map(|v| v.new.key.as_str());
    let found: Vec<(String, i64)> = submission::Entity::find()
        .select_only()
        .columns([submission::Column::Key, submission::Column::Id])
        .filter(submission::Column::Key.is_in(keys))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let found: HashMap<String, i64> = found.into_iter().collect();
    let id =
        |v: &Written<'_>| found.get(v.new.key.as_str()).map(|id| SubmissionId(*id)).ok_or_else(|| corrupt("key", "?"));
    let ids: Vec<SubmissionId> = voices.iter().map(id).collect::<Result<_, _>>()?;
    let texts = voices.iter().zip(&ids).map(|(v, id)| transcript_row(tx, *id, 1, v.new.body.as_str()));
    transcript::Entity::insert_many(texts.collect::<Vec<_>>()).exec_without_returning(tx.conn()).await?;
    let contacts: Vec<_> = voices
        .into_iter()
        .zip(&ids)
        .filter(|(v, _)| !v.new.contact.reveal().is_empty())
        .map(|(v, id)| contact_row(*id, v.new.contact.reveal(), v.hashes))
        .collect();
    if !contacts.is_empty() {
        contact::Entity::insert_many(contacts).exec_without_returning(tx.conn()).await?;
    }
    Ok(ids)
}

fn row(tx: &Tx, new: &NewSubmission, secret_hash: String) -> submission::ActiveModel {
    let (kind, id) = tx.actor();
    let line = |l: &Option<kocho_domain::body::Line>| l.as_ref().map(|l| l.as_str().to_owned());
    submission::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        form_key: Set(new.form_key.clone()),
        number_year: Set(i64::from(new.number.fiscal_year.year())),
        number_seq: Set(i64::from(new.number.sequence)),
        channel: Set(new.channel.clone()),
        medium: Set(new.medium.clone()),
        language: Set(new.language.clone()),
        received_on: Set(new.received_on),
        received_at: Set(new.received_at),
        registered_at: Set(tx.at()),
        registered_by_kind: Set(kind),
        registered_by_id: Set(id),
        subject: Set(line(&new.subject).unwrap_or_default()),
        kind_guess: Set(new.kind_guess.clone()),
        place: Set(line(&new.place)),
        age_group: Set(new.age_group.clone()),
        district: Set(new.district.clone()),
        relation: Set(new.relation.clone()),
        reply_wanted: Set(new.reply_wanted),
        publish_ok: Set(new.publish_ok),
        reply_way: Set(new.reply_way.map(|w| w.code().to_owned())),
        receipt_mail: Set(new.receipt_mail),
        secret_hash: Set(secret_hash),
        source_noun: Set(new.source.as_ref().map(|s| s.noun.to_owned())),
        source_id: Set(new.source.as_ref().map(|s| s.id)),
        has_my_number: Set(new.has_my_number),
        demo: Set(new.demo),
    }
}

fn contact_row(submission: SubmissionId, contact: &Contact, hashes: ContactHashes) -> contact::ActiveModel {
    let line = |l: &Option<kocho_domain::body::Line>| l.as_ref().map(|l| l.as_str().to_owned());
    contact::ActiveModel {
        id: NotSet,
        submission_id: Set(submission.0),
        name: Set(line(&contact.name)),
        address: Set(line(&contact.address)),
        phone: Set(line(&contact.phone)),
        email: Set(line(&contact.email)),
        reach_note: Set(contact.reach_note.as_ref().map(|b| b.as_str().to_owned())),
        notice_only: Set(contact.notice_only),
        name_hash: Set(hashes.name),
        phone_hash: Set(hashes.phone),
        email_hash: Set(hashes.email),
        purge_on: Set(None),
        bounced_at: Set(None),
    }
}

/// Adds a version of the typed text; the first is what came in, later ones are copies cleaned by the desk.
///
/// # Errors
/// [`StoreError::Conflict`] when that version exists.
pub async fn add_transcript(tx: &mut Tx, submission: SubmissionId, version: u32, body: &str) -> Result<(), StoreError> {
    let row = transcript_row(tx, submission, version, body);
    transcript::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn transcript_row(tx: &Tx, submission: SubmissionId, version: u32, body: &str) -> transcript::ActiveModel {
    let (actor_kind, actor_id) = tx.actor();
    transcript::ActiveModel {
        id: NotSet,
        submission_id: Set(submission.0),
        version: Set(i64::from(version)),
        body: Set(body.to_owned()),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        created_at: Set(tx.at()),
    }
}

/// The number of the newest version of a voice's text.
///
/// # Errors
/// What the database says.
pub async fn last_version(from: &impl Source, submission: SubmissionId) -> Result<u32, StoreError> {
    let newest = transcript::Entity::find()
        .filter(transcript::Column::SubmissionId.eq(submission.0))
        .order_by_desc(transcript::Column::Version)
        .one(from.conn())
        .await?;
    let version = newest.map_or(0, |text| text.version);
    u32::try_from(version).map_err(|_| corrupt("version", version))
}

/// A voice by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: SubmissionId) -> Result<Option<Submission>, StoreError> {
    let row = submission::Entity::find_by_id(id.0).one(from.conn()).await?;
    with_body(from, row).await
}

/// A voice by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Submission>, StoreError> {
    let row = submission::Entity::find().filter(submission::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    with_body(from, row).await
}

/// What a second POST of the same form needs to find the first one's receipt: the key.
///
/// # Errors
/// What the database says.
pub async fn key_of_form(from: &impl Source, form_key: &str) -> Result<Option<PublicKey>, StoreError> {
    let row = submission::Entity::find().filter(submission::Column::FormKey.eq(form_key)).one(from.conn()).await?;
    row.map(|r| convert::key(&r.key)).transpose()
}

/// The voice with a receipt number, and its secret's keyed hash.
///
/// # Errors
/// What the database says.
pub async fn by_number(
    from: &impl Source,
    year: i32,
    sequence: u32,
) -> Result<Option<(SubmissionId, PublicKey, String)>, StoreError> {
    let row = submission::Entity::find()
        .filter(submission::Column::NumberYear.eq(i64::from(year)))
        .filter(submission::Column::NumberSeq.eq(i64::from(sequence)))
        .one(from.conn())
        .await?;
    row.map(|r| Ok((SubmissionId(r.id), convert::key(&r.key)?, r.secret_hash))).transpose()
}

async fn with_body(from: &impl Source, row: Option<submission::Model>) -> Result<Option<Submission>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    // The first version is what came in; later ones are copies that the desk cleaned for the sections.
    let text = transcript::Entity::find()
        .filter(transcript::Column::SubmissionId.eq(row.id))
        .order_by_asc(transcript::Column::Version)
        .one(from.conn())
        .await?;
    Ok(Some(voice(row, text.map(|t| t.body).unwrap_or_default())?))
}

/// A row and the newest version of its text.
pub(crate) fn voice(row: submission::Model, body: String) -> Result<Submission, StoreError> {
    Ok(Submission {
        id: SubmissionId(row.id),
        key: convert::key(&row.key)?,
        number: convert::number(row.number_year, row.number_seq)?,
        channel: row.channel,
        language: row.language,
        received_on: row.received_on,
        received_at: row.received_at,
        subject: row.subject,
        body,
        kind_guess: row.kind_guess,
        place: row.place,
        age_group: row.age_group,
        district: row.district,
        relation: row.relation,
        reply_wanted: row.reply_wanted,
        publish_ok: row.publish_ok,
        reply_way: row.reply_way.as_deref().and_then(ReplyWay::parse),
        has_my_number: row.has_my_number,
    })
}

/// A stored contact, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredContact {
    /// 氏名
    pub name: Option<String>,
    /// 住所
    pub address: Option<String>,
    /// 電話
    pub phone: Option<String>,
    /// メール
    pub email: Option<String>,
    /// 連絡してよい時間・方法・避けてほしいこと
    pub reach_note: Option<String>,
    /// Only a notice is mailed.
    pub notice_only: bool,
    /// Since when it is known that mails to the address do not arrive.
    pub bounced_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The contact of a voice, wrapped: who shows it writes an audit event.
///
/// # Errors
/// What the database says.
pub async fn contact(from: &impl Source, id: SubmissionId) -> Result<Option<Personal<StoredContact>>, StoreError> {
    let row = contact::Entity::find().filter(contact::Column::SubmissionId.eq(id.0)).one(from.conn()).await?;
    Ok(row.map(stored_contact))
}

pub(crate) fn stored_contact(row: contact::Model) -> Personal<StoredContact> {
    Personal::new(StoredContact {
        name: row.name,
        address: row.address,
        phone: row.phone,
        email: row.email,
        reach_note: row.reach_note,
        notice_only: row.notice_only,
        bounced_at: row.bounced_at,
    })
}

/// Notes that mails to the address of a voice's contact do not arrive; true when that was not known before.
///
/// # Errors
/// What the database says.
pub async fn mark_bounced(tx: &mut Tx, id: SubmissionId) -> Result<bool, StoreError> {
    let done = contact::Entity::update_many()
        .col_expr(contact::Column::BouncedAt, sea_orm::sea_query::Expr::value(tx.at()))
        .filter(contact::Column::SubmissionId.eq(id.0))
        .filter(contact::Column::BouncedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected > 0)
}

/// The hash of a voice's mail address, to be compared with another's.
///
/// # Errors
/// What the database says.
pub async fn email_hash(from: &impl Source, id: SubmissionId) -> Result<Option<String>, StoreError> {
    let row = contact::Entity::find().filter(contact::Column::SubmissionId.eq(id.0)).one(from.conn()).await?;
    Ok(row.and_then(|row| row.email_hash))
}

/// True when a receipt mail was allowed for this voice.
///
/// # Errors
/// What the database says.
pub async fn wants_receipt_mail(from: &impl Source, id: SubmissionId) -> Result<bool, StoreError> {
    Ok(submission::Entity::find_by_id(id.0).one(from.conn()).await?.is_some_and(|r| r.receipt_mail))
}

/// When a voice was written into the database; paper may have come days before.
///
/// # Errors
/// What the database says.
pub async fn registered_at(from: &impl Source, id: SubmissionId) -> Result<DateTime<Utc>, StoreError> {
    let row = submission::Entity::find_by_id(id.0).one(from.conn()).await?;
    row.map(|r| r.registered_at).ok_or_else(|| corrupt("submission", id))
}
