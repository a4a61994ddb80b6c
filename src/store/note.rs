//! 内部メモ.

use chrono::{DateTime, Utc};
use kocho_domain::id::{CaseId, StaffId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{note, staff},
};

/// A note with the name of who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who, by office.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub body: String,
}

/// Writes a note.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, case: CaseId, by: StaffId, body: &str) -> Result<(), StoreError> {
    let row = note::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        staff_id: Set(by.0),
        body: Set(body.to_owned()),
        created_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The notes of a case, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, case: CaseId) -> Result<Vec<Note>, StoreError> {
    let rows = note::Entity::find()
        .filter(note::Column::CaseId.eq(case.0))
        .order_by_asc(note::Column::Id)
        .all(from.conn())
        .await?;
    let ids: Vec<i64> = rows.iter().map(|r| r.staff_id).collect();
    let people = staff::Entity::find().filter(staff::Column::Id.is_in(ids)).all(from.conn()).await?;
    let name = |id: i64| people.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|r| Note { by: name(r.staff_id), at: r.created_at, body: r.body }).collect())
}
