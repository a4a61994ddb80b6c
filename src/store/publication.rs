//! 公表: what the city has published as a voice and its answer, written separately from the voice itself.

use chrono::NaiveDate;
use kocho_domain::id::PublicKey;
use sea_orm::{
    ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::publication};

/// A published answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Key in addresses.
    pub key: PublicKey,
    /// How the file that it came from names it.
    pub source: String,
    /// Heading.
    pub title: String,
    /// 意見の要旨
    pub opinion: String,
    /// 市の回答
    pub reply: String,
    /// Name of the section that answered.
    pub section: String,
    /// Code of the measure.
    pub measure: Option<String>,
    /// 対応区分 code
    pub outcome: String,
    /// 公表日
    pub published_on: NaiveDate,
    /// ja, easy or en.
    pub language: String,
}

/// Publishes an answer; one that came from the same source before is left as it is. Answers whether it is new.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, new: &Publication) -> Result<bool, StoreError> {
    let row = publication::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        source: Set(new.source.clone()),
        title: Set(new.title.clone()),
        opinion: Set(new.opinion.clone()),
        reply: Set(new.reply.clone()),
        section: Set(new.section.clone()),
        measure: Set(new.measure.clone()),
        outcome: Set(new.outcome.clone()),
        published_on: Set(new.published_on),
        language: Set(new.language.clone()),
        created_at: Set(tx.at()),
        withdrawn_at: Set(None),
    };
    let keep = OnConflict::column(publication::Column::Source).do_nothing().to_owned();
    let written = publication::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.conn()).await?;
    Ok(written == 1)
}

/// Puts other words in the place of a published answer's; its day and its source stay. False when it is not there any more.
///
/// # Errors
/// What the database says.
pub async fn change(tx: &mut Tx, new: &Publication) -> Result<bool, StoreError> {
    let changed = publication::Entity::update_many()
        .set(publication::ActiveModel {
            title: Set(new.title.clone()),
            opinion: Set(new.opinion.clone()),
            reply: Set(new.reply.clone()),
            section: Set(new.section.clone()),
            measure: Set(new.measure.clone()),
            outcome: Set(new.outcome.clone()),
            language: Set(new.language.clone()),
            ..Default::default()
        })
        .filter(publication::Column::Key.eq(new.key.as_str()))
        .filter(publication::Column::WithdrawnAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Takes a published answer back. False when it is not there any more.
///
/// # Errors
/// What the database says.
pub async fn withdraw(tx: &mut Tx, key: &PublicKey) -> Result<bool, StoreError> {
    let gone = publication::Entity::update_many()
        .col_expr(publication::Column::WithdrawnAt, Expr::value(tx.at()))
        .filter(publication::Column::Key.eq(key.as_str()))
        .filter(publication::Column::WithdrawnAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// A published answer by its key; none that was taken back.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Publication>, StoreError> {
    let row = publication::Entity::find()
        .filter(publication::Column::Key.eq(key.as_str()))
        .filter(publication::Column::WithdrawnAt.is_null())
        .one(from.conn())
        .await?;
    row.map(read).transpose()
}

/// All published answers, newest first, without those that were taken back.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<Publication>, StoreError> {
    let rows = publication::Entity::find()
        .filter(publication::Column::WithdrawnAt.is_null())
        .order_by_desc(publication::Column::PublishedOn)
        .order_by_desc(publication::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: publication::Model) -> Result<Publication, StoreError> {
    Ok(Publication {
        key: convert::key(&row.key)?,
        source: row.source,
        title: row.title,
        opinion: row.opinion,
        reply: row.reply,
        section: row.section,
        measure: row.measure,
        outcome: row.outcome,
        published_on: row.published_on,
        language: row.language,
    })
}
