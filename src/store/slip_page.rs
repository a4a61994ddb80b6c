//! The pages of slips: pictures by content hash, with a small one for lists and the way they are turned.

use kocho_domain::id::{CollectionId, SlipId, SlipPageId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Set, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{slip, slip_page},
};

/// What a new page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPage {
    /// Hash of the bytes.
    pub blob: String,
    /// Hash of the small picture; a PDF that could not be drawn has none.
    pub small: Option<String>,
    /// Name of the file it came in.
    pub name: String,
    /// Type found in the content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// A scanner has found no malware in the file that it came in.
    pub scanned: bool,
}

/// A page of a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipPage {
    /// Database key.
    pub id: SlipPageId,
    /// Its slip.
    pub slip: SlipId,
    /// What it is.
    pub file: NewPage,
    /// Quarter turns to the right, 0 to 3.
    pub turn: u8,
}

/// Adds a page behind the others.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, slip: SlipId, page: &NewPage) -> Result<(), StoreError> {
    let row = slip_page::ActiveModel {
        id: NotSet,
        slip_id: Set(slip.0),
        position: Set(next_position(tx, slip).await?),
        blob_hash: Set(page.blob.clone()),
        small_hash: Set(page.small.clone()),
        file_name: Set(page.name.clone()),
        media_type: Set(page.media_type.clone()),
        size: Set(i64::try_from(page.size).unwrap_or(i64::MAX)),
        scan_state: Set(crate::attachment::scan_state(page.scanned)),
        turn: Set(0),
        created_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

async fn next_position(tx: &Tx, slip: SlipId) -> Result<i64, StoreError> {
    let last: Option<Option<i64>> = slip_page::Entity::find()
        .select_only()
        .column_as(slip_page::Column::Position.max(), "last")
        .filter(slip_page::Column::SlipId.eq(slip.0))
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(last.flatten().unwrap_or(0) + 1)
}

/// The pages of a slip in their order.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, slip: SlipId) -> Result<Vec<SlipPage>, StoreError> {
    let rows = slip_page::Entity::find()
        .filter(slip_page::Column::SlipId.eq(slip.0))
        .order_by_asc(slip_page::Column::Position)
        .order_by_asc(slip_page::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The pages of all slips of a collection, slip by slip.
///
/// # Errors
/// What the database says.
pub async fn of_collection(from: &impl Source, collection: CollectionId) -> Result<Vec<SlipPage>, StoreError> {
    let slips = slip::Entity::find()
        .select_only()
        .column(slip::Column::Id)
        .filter(slip::Column::CollectionId.eq(collection.0))
        .into_query();
    let rows = slip_page::Entity::find()
        .filter(slip_page::Column::SlipId.in_subquery(slips))
        .order_by_asc(slip_page::Column::SlipId)
        .order_by_asc(slip_page::Column::Position)
        .order_by_asc(slip_page::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Moves all pages of a slip behind those of another one.
///
/// # Errors
/// What the database says.
pub async fn hand_over(tx: &mut Tx, from: SlipId, to: SlipId) -> Result<(), StoreError> {
    let behind = next_position(tx, to).await? - 1;
    slip_page::Entity::update_many()
        .col_expr(slip_page::Column::Position, Expr::col(slip_page::Column::Position).add(behind))
        .col_expr(slip_page::Column::SlipId, Expr::value(to.0))
        .filter(slip_page::Column::SlipId.eq(from.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Moves one page to another slip.
///
/// # Errors
/// What the database says.
pub async fn move_to(tx: &mut Tx, page: SlipPageId, to: SlipId) -> Result<(), StoreError> {
    slip_page::Entity::update_many()
        .col_expr(slip_page::Column::SlipId, Expr::value(to.0))
        .filter(slip_page::Column::Id.eq(page.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes how a page is turned.
///
/// # Errors
/// What the database says.
pub async fn turn(tx: &mut Tx, page: SlipPageId, turn: u8) -> Result<(), StoreError> {
    slip_page::Entity::update_many()
        .col_expr(slip_page::Column::Turn, Expr::value(i64::from(turn % 4)))
        .filter(slip_page::Column::Id.eq(page.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn read(row: slip_page::Model) -> SlipPage {
    SlipPage {
        id: SlipPageId(row.id),
        slip: SlipId(row.slip_id),
        file: NewPage {
            blob: row.blob_hash,
            small: row.small_hash,
            name: row.file_name,
            media_type: row.media_type,
            size: u64::try_from(row.size).unwrap_or(0),
            scanned: row.scan_state == "clean",
        },
        turn: u8::try_from(row.turn.rem_euclid(4)).unwrap_or(0),
    }
}
