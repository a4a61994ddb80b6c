//! 回収: when a box was opened or cards came, who was there, how many papers lay in it, and how far they are.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{CollectionId, EditionId, PublicKey, StaffId},
    paper::{Counts, SlipState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect, Set, Statement, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{collection, slip},
    error::corrupt,
};

/// What is known when papers are taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCollection {
    /// 受付方法 code.
    pub channel: String,
    /// 設置場所 code, for a box.
    pub place: Option<String>,
    /// Which newsletter the cards are from, where all are from one.
    pub edition: Option<EditionId>,
    /// 回収日
    pub collected_on: NaiveDate,
    /// Who opened it.
    pub collected_by: String,
    /// Who was there too.
    pub witness: String,
    /// How many papers two people counted; zero says that the box was opened and empty.
    pub found: u32,
    /// 原本の保管場所: 簿冊 or box.
    pub kept_at: String,
    /// Anything else.
    pub note: String,
}

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Database key.
    pub id: CollectionId,
    /// Key in addresses.
    pub key: PublicKey,
    /// What was known at its beginning; the count may have been corrected.
    pub about: NewCollection,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// 締めた時刻
    pub closed_at: Option<DateTime<Utc>>,
    /// Moves with every change.
    pub lock: i64,
}

/// Enters a collection.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    new: &NewCollection,
    by: StaffId,
) -> Result<CollectionId, StoreError> {
    let row = collection::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        channel: Set(new.channel.clone()),
        place: Set(new.place.clone()),
        edition_id: Set(new.edition.map(|id| id.0)),
        collected_on: Set(new.collected_on),
        collected_by: Set(new.collected_by.clone()),
        witness: Set(new.witness.clone()),
        found: Set(i64::from(new.found)),
        kept_at: Set(new.kept_at.clone()),
        note: Set(new.note.clone()),
        created_by: Set(by.0),
        created_at: Set(tx.at()),
        closed_by: Set(None),
        closed_at: Set(None),
        lock: Set(0),
    };
    Ok(CollectionId(row.insert(tx.conn()).await?.id))
}

/// A collection by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Collection>, StoreError> {
    let row = collection::Entity::find().filter(collection::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A collection by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: CollectionId) -> Result<Option<Collection>, StoreError> {
    collection::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// Collections that are not closed, oldest first.
///
/// # Errors
/// What the database says.
pub async fn open(from: &impl Source) -> Result<Vec<Collection>, StoreError> {
    let rows = collection::Entity::find()
        .filter(collection::Column::ClosedAt.is_null())
        .order_by_asc(collection::Column::CollectedOn)
        .order_by_asc(collection::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Closed collections with a smaller database key, newest first.
///
/// # Errors
/// What the database says.
pub async fn closed(
    from: &impl Source,
    before: Option<CollectionId>,
    size: u64,
) -> Result<Vec<Collection>, StoreError> {
    let mut query = collection::Entity::find().filter(collection::Column::ClosedAt.is_not_null());
    if let Some(before) = before {
        query = query.filter(collection::Column::Id.lt(before.0));
    }
    let rows = query.order_by_desc(collection::Column::Id).limit(size).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// The last day on which each box was opened, by its place's code.
///
/// # Errors
/// What the database says.
pub async fn last_days(from: &impl Source) -> Result<BTreeMap<String, NaiveDate>, StoreError> {
    let sql =
        "select place, max(collected_on) as day from collection where place is not null group by place order by place";
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    rows.into_iter().map(|row| Ok((row.try_get("", "place")?, row.try_get("", "day")?))).collect()
}

/// How far the papers of collections are.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, of: &[&Collection]) -> Result<BTreeMap<CollectionId, Counts>, StoreError> {
    let mut counts: BTreeMap<CollectionId, Counts> =
        of.iter().map(|c| (c.id, Counts { found: c.about.found, ..Counts::default() })).collect();
    let rows: Vec<(i64, String, i64)> = slip::Entity::find()
        .select_only()
        .column(slip::Column::CollectionId)
        .column(slip::Column::State)
        .column_as(slip::Column::Id.count(), "slips")
        .filter(slip::Column::CollectionId.is_in(of.iter().map(|c| c.id.0)))
        .group_by(slip::Column::CollectionId)
        .group_by(slip::Column::State)
        .into_tuple()
        .all(from.conn())
        .await?;
    for (id, state, slips) in rows {
        let state = SlipState::parse(&state).ok_or_else(|| corrupt("slip state", &state))?;
        if let Some(count) = counts.get_mut(&CollectionId(id)) {
            count.add(state, u32::try_from(slips).unwrap_or(u32::MAX));
        }
    }
    Ok(counts)
}

/// Corrects the count.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed or closed since it was read.
pub async fn recount(tx: &mut Tx, seen: &Collection, found: u32) -> Result<(), StoreError> {
    change(tx, seen, collection::ActiveModel { found: Set(i64::from(found)), ..Default::default() }).await
}

/// Closes it.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed or closed since it was read.
pub async fn close(tx: &mut Tx, seen: &Collection, by: StaffId) -> Result<(), StoreError> {
    let at = tx.at();
    let row = collection::ActiveModel { closed_by: Set(Some(by.0)), closed_at: Set(Some(at)), ..Default::default() };
    change(tx, seen, row).await
}

/// Notes that its slips change: whoever closes it at the same moment has read old counts.
///
/// # Errors
/// [`StoreError::Stale`] when it was closed since it was read.
pub async fn touch(tx: &mut Tx, id: CollectionId) -> Result<(), StoreError> {
    let done = collection::Entity::update_many()
        .col_expr(collection::Column::Lock, Expr::col(collection::Column::Lock).add(1))
        .filter(collection::Column::Id.eq(id.0))
        .filter(collection::Column::ClosedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

async fn change(tx: &mut Tx, seen: &Collection, mut row: collection::ActiveModel) -> Result<(), StoreError> {
    row.lock = Set(seen.lock + 1);
    let done = collection::Entity::update_many()
        .set(row)
        .filter(collection::Column::Id.eq(seen.id.0))
        .filter(collection::Column::Lock.eq(seen.lock))
        .filter(collection::Column::ClosedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: collection::Model) -> Result<Collection, StoreError> {
    Ok(Collection {
        id: CollectionId(row.id),
        key: convert::key(&row.key)?,
        about: NewCollection {
            channel: row.channel,
            place: row.place,
            edition: row.edition_id.map(EditionId),
            collected_on: row.collected_on,
            collected_by: row.collected_by,
            witness: row.witness,
            found: u32::try_from(row.found).map_err(|_| corrupt("found", row.found))?,
            kept_at: row.kept_at,
            note: row.note,
        },
        created_at: row.created_at,
        closed_at: row.closed_at,
        lock: row.lock,
    })
}
