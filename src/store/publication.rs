//! 公表: what the city has published as a voice and its answer, written separately from the voice itself.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::PublicKey;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::publication};

/// What is published, or is to be, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Heading.
    pub title: String,
    /// 意見の要旨
    pub opinion: String,
    /// 市の回答
    pub reply: String,
    /// Name of the section that answers.
    pub section: String,
    /// Code of the measure.
    pub measure: Option<String>,
    /// 対応区分 code
    pub outcome: String,
    /// ja, easy or en.
    pub language: String,
}

/// A published answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Key in addresses.
    pub key: PublicKey,
    /// How the file that it came from names it.
    pub source: String,
    /// The words.
    pub words: Words,
    /// 公表日
    pub published_on: NaiveDate,
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
        published_on: Set(new.published_on),
        created_at: Set(tx.at()),
        withdrawn_at: Set(None),
        ..written(&new.words)
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
        .set(written(&new.words))
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

/// So many published answers, newest first, from behind `after` on. `None`: nobody ever published `after`. One that was taken back
/// meanwhile still marks its place.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    after: Option<&PublicKey>,
    most: u64,
) -> Result<Option<Vec<Publication>>, StoreError> {
    let mut wanted = publication::Entity::find().filter(publication::Column::WithdrawnAt.is_null());
    if let Some(key) = after {
        let last =
            publication::Entity::find().filter(publication::Column::Key.eq(key.as_str())).one(from.conn()).await?;
        let Some(last) = last else { return Ok(None) };
        let same_day = Condition::all()
            .add(publication::Column::PublishedOn.eq(last.published_on))
            .add(publication::Column::Id.lt(last.id));
        let older = Condition::any().add(publication::Column::PublishedOn.lt(last.published_on)).add(same_day);
        wanted = wanted.filter(older);
    }
    let rows = wanted
        .order_by_desc(publication::Column::PublishedOn)
        .order_by_desc(publication::Column::Id)
        .limit(most)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect::<Result<Vec<_>, _>>().map(Some)
}

/// Answers that were taken back and when, the last one first.
///
/// # Errors
/// What the database says.
pub async fn withdrawn(from: &impl Source, most: u64) -> Result<Vec<(Publication, DateTime<Utc>)>, StoreError> {
    let rows = publication::Entity::find()
        .filter(publication::Column::WithdrawnAt.is_not_null())
        .order_by_desc(publication::Column::WithdrawnAt)
        .order_by_desc(publication::Column::Id)
        .limit(most)
        .all(from.conn())
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(at) = row.withdrawn_at {
            found.push((read(row)?, at));
        }
    }
    Ok(found)
}

/// Whether an answer was published and taken back.
///
/// # Errors
/// What the database says.
pub async fn is_withdrawn(from: &impl Source, key: &PublicKey) -> Result<bool, StoreError> {
    let row = publication::Entity::find()
        .filter(publication::Column::Key.eq(key.as_str()))
        .filter(publication::Column::WithdrawnAt.is_not_null())
        .one(from.conn())
        .await?;
    Ok(row.is_some())
}

/// The columns of the words.
fn written(words: &Words) -> publication::ActiveModel {
    publication::ActiveModel {
        title: Set(words.title.clone()),
        opinion: Set(words.opinion.clone()),
        reply: Set(words.reply.clone()),
        section: Set(words.section.clone()),
        measure: Set(words.measure.clone()),
        outcome: Set(words.outcome.clone()),
        language: Set(words.language.clone()),
        ..Default::default()
    }
}

fn read(row: publication::Model) -> Result<Publication, StoreError> {
    Ok(Publication {
        key: convert::key(&row.key)?,
        source: row.source,
        words: Words {
            title: row.title,
            opinion: row.opinion,
            reply: row.reply,
            section: row.section,
            measure: row.measure,
            outcome: row.outcome,
            language: row.language,
        },
        published_on: row.published_on,
    })
}
