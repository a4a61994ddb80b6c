//! 内部メモ.

use chrono::{DateTime, Utc};
use kocho_domain::id::{CaseId, StaffId};
use sea_orm::{ActiveModelTrait, EntityTrait, NotSet, Set};

use crate::{StoreError, Tx, db::sealed::Conn, entity::note};

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

/// Writes notes of one person, one a case.
///
/// # Errors
/// What the database says.
pub async fn insert_all(tx: &mut Tx, by: StaffId, notes: &[(CaseId, &str)]) -> Result<(), StoreError> {
    if notes.is_empty() {
        return Ok(());
    }
    let rows = notes.iter().map(|(case, body)| note::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        staff_id: Set(by.0),
        body: Set((*body).to_owned()),
        created_at: Set(tx.at()),
    });
    note::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}
