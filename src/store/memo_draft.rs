//! A memo that is still being written: one row a person, replaced as they go on.

use chrono::{DateTime, Utc};
use kocho_domain::{id::StaffId, personal::Personal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::memo_draft};

/// What a person has written so far, and when it was kept.
///
/// # Errors
/// What the database says.
pub async fn get(from: &impl Source, staff: StaffId) -> Result<Option<(Personal<String>, DateTime<Utc>)>, StoreError> {
    let row = memo_draft::Entity::find_by_id(staff.0).one(from.conn()).await?;
    Ok(row.map(|row| (Personal::new(row.body), row.saved_at)))
}

/// Keeps it in the place of what was kept before.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, staff: StaffId, body: &Personal<String>) -> Result<(), StoreError> {
    let row =
        memo_draft::ActiveModel { staff_id: Set(staff.0), body: Set(body.reveal().clone()), saved_at: Set(tx.at()) };
    let replace = OnConflict::column(memo_draft::Column::StaffId)
        .update_columns([memo_draft::Column::Body, memo_draft::Column::SavedAt])
        .to_owned();
    memo_draft::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Forgets it: the memo was registered, or is not wanted any more.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, staff: StaffId) -> Result<(), StoreError> {
    memo_draft::Entity::delete_by_id(staff.0).exec(tx.conn()).await?;
    Ok(())
}

/// Forgets what nobody went on with.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    memo_draft::Entity::delete_many().filter(memo_draft::Column::SavedAt.lt(before)).exec(tx.conn()).await?;
    Ok(())
}
