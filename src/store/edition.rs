//! 広報の号: which issues of the newsletter carried a card, and how many cards each one drew.

use chrono::NaiveDate;
use kocho_domain::id::{EditionId, StaffId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, Statement,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::edition};

/// An issue of the newsletter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Database key.
    pub id: EditionId,
    /// What is printed on the card, as a bar code or in letters.
    pub code: String,
    /// 広報おみたま 令和8年11月号
    pub name: String,
    /// 発行日
    pub published_on: NaiveDate,
}

/// Cards that became voices on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The issue.
    pub edition: EditionId,
    /// 受付日
    pub on: NaiveDate,
    /// How many.
    pub cards: u64,
}

/// Adds an issue.
///
/// # Errors
/// [`StoreError::Conflict`] when its code is there.
pub async fn insert(
    tx: &mut Tx,
    code: &str,
    name: &str,
    published_on: NaiveDate,
    by: StaffId,
) -> Result<EditionId, StoreError> {
    let row = edition::ActiveModel {
        id: NotSet,
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        published_on: Set(published_on),
        created_by: Set(by.0),
        created_at: Set(tx.at()),
    };
    Ok(EditionId(row.insert(tx.conn()).await?.id))
}

/// Every issue, newest first.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<Edition>, StoreError> {
    let rows = edition::Entity::find()
        .order_by_desc(edition::Column::PublishedOn)
        .order_by_desc(edition::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The issue with a code.
///
/// # Errors
/// What the database says.
pub async fn by_code(from: &impl Source, code: &str) -> Result<Option<Edition>, StoreError> {
    Ok(edition::Entity::find().filter(edition::Column::Code.eq(code)).one(from.conn()).await?.map(read))
}

/// The issue with a database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: EditionId) -> Result<Option<Edition>, StoreError> {
    Ok(edition::Entity::find_by_id(id.0).one(from.conn()).await?.map(read))
}

/// How many cards of each issue came on each day, by issue and day.
///
/// # Errors
/// What the database says.
pub async fn days(from: &impl Source) -> Result<Vec<Day>, StoreError> {
    let sql = "select s.edition_id as edition, v.received_on as day, count(*) as cards from slip s \
        join submission v on v.id = s.submission_id where s.edition_id is not null \
        group by s.edition_id, v.received_on order by s.edition_id, v.received_on";
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Day {
                edition: EditionId(row.try_get("", "edition")?),
                on: row.try_get("", "day")?,
                cards: u64::try_from(row.try_get::<i64>("", "cards")?).unwrap_or(0),
            })
        })
        .collect()
}

fn read(row: edition::Model) -> Edition {
    Edition { id: EditionId(row.id), code: row.code, name: row.name, published_on: row.published_on }
}
