//! 添付: files by content hash inside the database; uploads wait under their form's key.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{AttachmentId, CommitmentId, LetterId, PublicKey, ReplyId, SubmissionId},
    reply::Enclosure,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{attachment, blob, letter_point, upload},
    error::corrupt,
};

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// It came with a voice.
    Submission(SubmissionId),
    /// It goes out with this version of a reply.
    Reply(ReplyId),
    /// It shows that this promise was kept.
    Commitment(CommitmentId),
}

impl Owner {
    fn noun_and_id(self) -> (&'static str, i64) {
        match self {
            Owner::Submission(id) => ("submission", id.0),
            Owner::Reply(id) => ("reply", id.0),
            Owner::Commitment(id) => ("commitment", id.0),
        }
    }

    fn read(noun: &str, id: i64) -> Result<Self, StoreError> {
        match noun {
            "submission" => Ok(Owner::Submission(SubmissionId(id))),
            "reply" => Ok(Owner::Reply(ReplyId(id))),
            "commitment" => Ok(Owner::Commitment(CommitmentId(id))),
            other => Err(corrupt("owner_noun", other)),
        }
    }
}

/// A file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Database key.
    pub id: AttachmentId,
    /// Key in addresses; uploads have none.
    pub key: Option<PublicKey>,
    /// Hash of the bytes.
    pub blob: String,
    /// Name as given, shown only behind a reveal.
    pub name: String,
    /// Type found in the content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Hash of its small picture, where it has one.
    pub small: Option<String>,
    /// 検査済: a scanner has found no malware in it.
    pub scanned: bool,
}

/// The stored word for whether a file was searched for malware.
pub(crate) fn scan_state(scanned: bool) -> String {
    if scanned { "clean" } else { "not_scanned" }.to_owned()
}

impl From<&File> for Enclosure {
    fn from(file: &File) -> Self {
        Enclosure { name: file.name.clone(), sha256: file.blob.clone(), size: file.size }
    }
}

/// Keeps bytes under their hash; the same bytes twice are kept once.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, hash: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
    if blob::Entity::find_by_id(hash.to_owned()).one(tx.conn()).await?.is_none() {
        let row = blob::ActiveModel { hash: Set(hash.to_owned()), bytes: Set(bytes), created_at: Set(tx.at()) };
        blob::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// The bytes of a file.
///
/// # Errors
/// What the database says.
pub async fn bytes(from: &impl Source, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(blob::Entity::find_by_id(hash.to_owned()).one(from.conn()).await?.map(|b| b.bytes))
}

/// Notes an upload of a form that is not sent yet.
///
/// # Errors
/// What the database says.
pub async fn add_upload(tx: &mut Tx, form_key: &str, file: &File) -> Result<(), StoreError> {
    let row = upload::ActiveModel {
        id: NotSet,
        form_key: Set(form_key.to_owned()),
        blob_hash: Set(file.blob.clone()),
        file_name: Set(file.name.clone()),
        media_type: Set(file.media_type.clone()),
        size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
        created_at: Set(tx.at()),
        small_hash: Set(file.small.clone()),
        scan_state: Set(scan_state(file.scanned)),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The uploads of a form.
///
/// # Errors
/// What the database says.
pub async fn uploads(from: &impl Source, form_key: &str) -> Result<Vec<File>, StoreError> {
    let rows = upload::Entity::find()
        .filter(upload::Column::FormKey.eq(form_key))
        .order_by_asc(upload::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|r| File {
            id: AttachmentId(r.id),
            key: None,
            blob: r.blob_hash,
            name: r.file_name,
            media_type: r.media_type,
            size: u64::try_from(r.size).unwrap_or(0),
            small: r.small_hash,
            scanned: r.scan_state == "clean",
        })
        .collect())
}

/// Takes an upload away again.
///
/// # Errors
/// What the database says.
pub async fn remove_upload(tx: &mut Tx, form_key: &str, id: AttachmentId) -> Result<(), StoreError> {
    upload::Entity::delete_many()
        .filter(upload::Column::FormKey.eq(form_key))
        .filter(upload::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Makes a form's uploads the attachments of the voice it became; `keys` are fresh public keys, one a file.
///
/// # Errors
/// What the database says.
pub async fn adopt(
    tx: &mut Tx,
    form_key: &str,
    submission: SubmissionId,
    keys: impl Fn() -> PublicKey,
) -> Result<usize, StoreError> {
    let files = uploads(tx, form_key).await?;
    attach(tx, Owner::Submission(submission), &files, keys).await?;
    if !files.is_empty() {
        remove_uploads(tx, form_key).await?;
    }
    Ok(files.len())
}

/// Attaches files whose bytes are kept already; `keys` are fresh public keys, one a file.
///
/// # Errors
/// What the database says.
pub async fn attach(tx: &mut Tx, owner: Owner, files: &[File], keys: impl Fn() -> PublicKey) -> Result<(), StoreError> {
    let (noun, id) = owner.noun_and_id();
    for file in files {
        let row = attachment::ActiveModel {
            id: NotSet,
            key: Set(keys().as_str().to_owned()),
            owner_noun: Set(noun.to_owned()),
            owner_id: Set(id),
            blob_hash: Set(file.blob.clone()),
            file_name: Set(file.name.clone()),
            media_type: Set(file.media_type.clone()),
            size: Set(i64::try_from(file.size).unwrap_or(i64::MAX)),
            scan_state: Set(scan_state(file.scanned)),
            created_at: Set(tx.at()),
            small_hash: Set(file.small.clone()),
        };
        row.insert(tx.conn()).await?;
    }
    Ok(())
}

/// Takes all uploads of a form away: they have become attachments.
///
/// # Errors
/// What the database says.
pub async fn remove_uploads(tx: &mut Tx, form_key: &str) -> Result<(), StoreError> {
    upload::Entity::delete_many().filter(upload::Column::FormKey.eq(form_key)).exec(tx.conn()).await?;
    Ok(())
}

/// The files of a voice or of a version of a reply, in their order.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, owner: Owner) -> Result<Vec<File>, StoreError> {
    let (noun, id) = owner.noun_and_id();
    let rows = attachment::Entity::find()
        .filter(attachment::Column::OwnerNoun.eq(noun))
        .filter(attachment::Column::OwnerId.eq(id))
        .order_by_asc(attachment::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(file).collect()
}

/// The files that go out with a frozen letter, in the order of its points.
///
/// # Errors
/// What the database says.
pub async fn of_letter(from: &impl Source, letter: LetterId) -> Result<Vec<File>, StoreError> {
    let replies = letter_point::Entity::find()
        .select_only()
        .column(letter_point::Column::ReplyId)
        .filter(letter_point::Column::LetterId.eq(letter.0))
        .filter(letter_point::Column::ReplyId.is_not_null())
        .into_query();
    let rows = attachment::Entity::find()
        .filter(attachment::Column::OwnerNoun.eq("reply"))
        .filter(attachment::Column::OwnerId.in_subquery(replies))
        .order_by_asc(attachment::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(file).collect()
}

/// A file by its key, with what it belongs to.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<(Owner, File)>, StoreError> {
    let row = attachment::Entity::find().filter(attachment::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(|r| Ok((Owner::read(&r.owner_noun, r.owner_id)?, file(r)?))).transpose()
}

pub(crate) fn file(row: attachment::Model) -> Result<File, StoreError> {
    Ok(File {
        id: AttachmentId(row.id),
        key: Some(convert::key(&row.key)?),
        blob: row.blob_hash,
        name: row.file_name,
        media_type: row.media_type,
        size: u64::try_from(row.size).unwrap_or(0),
        small: row.small_hash,
        scanned: row.scan_state == "clean",
    })
}

/// Erases uploads whose form was never sent, and bytes that nothing points to any more.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    use sea_orm::{ConnectionTrait, Statement};
    upload::Entity::delete_many().filter(upload::Column::CreatedAt.lt(before)).exec(tx.conn()).await?;
    let kept = [
        ("upload", "blob_hash"),
        ("upload", "small_hash"),
        ("attachment", "blob_hash"),
        ("attachment", "small_hash"),
        ("slip_page", "blob_hash"),
        ("slip_page", "small_hash"),
    ];
    let unused = kept
        .map(|(table, column)| format!(" and hash not in (select {column} from {table} where {column} is not null)"));
    let mails = "and hash not in (select blob_hash from incoming_mail where raw_erased_at is null)";
    let sql = format!("delete from blob where created_at < $1{} {mails}", unused.concat());
    let conn = tx.conn();
    conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [before.into()])).await?;
    Ok(())
}
