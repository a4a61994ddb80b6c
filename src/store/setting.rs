//! Small facts about this installation: which plan is current, whether the demo was loaded.

use sea_orm::{EntityTrait, Set, sea_query::OnConflict};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::setting};

/// A fact.
///
/// # Errors
/// What the database says.
pub async fn get(from: &impl Source, name: &str) -> Result<Option<String>, StoreError> {
    Ok(setting::Entity::find_by_id(name.to_owned()).one(from.conn()).await?.map(|r| r.value))
}

/// Sets a fact.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let replace = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}
