//! 公表文の案: what was written to be published, until a second person agrees. The words of a draft are never changed:
//! who wants others writes another draft in its place, so nobody agrees to words that were not on the page.

use chrono::{DateTime, Utc};
use kocho_domain::id::{PublicKey, StaffId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::publication_draft, publication::Words};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicationDraft {
    /// Key in addresses.
    pub key: PublicKey,
    /// The published answer in whose place it is to stand; `None`: a new one.
    pub of: Option<PublicKey>,
    /// The words.
    pub words: Words,
    /// Who wrote it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// It was given back to who wrote it.
    pub returned: Option<Returned>,
}

/// Why a draft was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// What is to be written otherwise.
    pub reason: String,
    /// Who gave it back.
    pub by: StaffId,
}

/// Writes a draft.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    of: Option<&PublicKey>,
    words: &Words,
    by: StaffId,
) -> Result<(), StoreError> {
    let row = publication_draft::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        publication_key: Set(of.map(|of| of.as_str().to_owned())),
        title: Set(words.title.clone()),
        opinion: Set(words.opinion.clone()),
        reply: Set(words.reply.clone()),
        section: Set(words.section.clone()),
        measure: Set(words.measure.clone()),
        outcome: Set(words.outcome.clone()),
        language: Set(words.language.clone()),
        written_by: Set(by.0),
        created_at: Set(tx.at()),
        return_reason: Set(None),
        returned_by: Set(None),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// A draft by its key.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<PublicationDraft>, StoreError> {
    let found = publication_draft::Entity::find().filter(publication_draft::Column::Key.eq(key.as_str()));
    found.one(from.conn()).await?.map(read).transpose()
}

/// All drafts, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<PublicationDraft>, StoreError> {
    let rows = publication_draft::Entity::find().order_by_asc(publication_draft::Column::Id).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// Gives a draft back; false when it is not there any more, or was given back before.
///
/// # Errors
/// What the database says.
pub async fn send_back(tx: &mut Tx, key: &PublicKey, returned: &Returned) -> Result<bool, StoreError> {
    let changed = publication_draft::Entity::update_many()
        .set(publication_draft::ActiveModel {
            return_reason: Set(Some(returned.reason.clone())),
            returned_by: Set(Some(returned.by.0)),
            ..Default::default()
        })
        .filter(publication_draft::Column::Key.eq(key.as_str()))
        .filter(publication_draft::Column::ReturnedBy.is_null())
        .exec(tx.conn())
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes a draft away; false when somebody has done it before.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, key: &PublicKey) -> Result<bool, StoreError> {
    let gone = publication_draft::Entity::delete_many()
        .filter(publication_draft::Column::Key.eq(key.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

fn read(row: publication_draft::Model) -> Result<PublicationDraft, StoreError> {
    Ok(PublicationDraft {
        key: convert::key(&row.key)?,
        of: row.publication_key.as_deref().map(convert::key).transpose()?,
        words: Words {
            title: row.title,
            opinion: row.opinion,
            reply: row.reply,
            section: row.section,
            measure: row.measure,
            outcome: row.outcome,
            language: row.language,
        },
        by: StaffId(row.written_by),
        at: row.created_at,
        returned: row.return_reason.zip(row.returned_by).map(|(reason, by)| Returned { reason, by: StaffId(by) }),
    })
}
