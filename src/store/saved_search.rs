//! Searches that people keep under a name: a saved search is the address of its list, without the page.

use chrono::{DateTime, Utc};
use kocho_domain::id::StaffId;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::saved_search};

/// A kept search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Database key.
    pub id: i64,
    /// What the person calls it.
    pub name: String,
    /// The part of the address behind the question mark.
    pub query: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// The searches of a person, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, staff: StaffId) -> Result<Vec<SavedSearch>, StoreError> {
    let rows = saved_search::Entity::find()
        .filter(saved_search::Column::StaffId.eq(staff.0))
        .order_by_asc(saved_search::Column::Id)
        .all(from.conn())
        .await?;
    let saved =
        |row: saved_search::Model| SavedSearch { id: row.id, name: row.name, query: row.query, at: row.created_at };
    Ok(rows.into_iter().map(saved).collect())
}

/// Keeps a search.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, staff: StaffId, name: &str, query: &str) -> Result<(), StoreError> {
    let row = saved_search::ActiveModel {
        id: NotSet,
        staff_id: Set(staff.0),
        name: Set(name.to_owned()),
        query: Set(query.to_owned()),
        created_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// Forgets a search of this person; false when there is none.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &mut Tx, staff: StaffId, id: i64) -> Result<bool, StoreError> {
    let done = saved_search::Entity::delete_many()
        .filter(saved_search::Column::Id.eq(id))
        .filter(saved_search::Column::StaffId.eq(staff.0))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}
