//! What was suggested for a case, by which version, and what was chosen.

use chrono::{DateTime, Utc};
use kocho_domain::id::{CaseId, StaffId};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::suggestion};

/// A stored suggestion; its body is the classifier's answer as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Database key.
    pub id: i64,
    /// Version of the classifier.
    pub version: String,
    /// Its answer, JSON.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Stores a suggestion; answers its key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, case: CaseId, version: &str, body: &str) -> Result<i64, StoreError> {
    let row = suggestion::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        version: Set(version.to_owned()),
        body: Set(body.to_owned()),
        created_at: Set(tx.at()),
        chosen: Set(None),
        chosen_at: Set(None),
        chosen_by: Set(None),
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// The newest suggestion of a case.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, case: CaseId) -> Result<Option<Suggestion>, StoreError> {
    let row = suggestion::Entity::find()
        .filter(suggestion::Column::CaseId.eq(case.0))
        .order_by_desc(suggestion::Column::Id)
        .one(from.conn())
        .await?;
    Ok(row.map(|r| Suggestion { id: r.id, version: r.version, body: r.body, at: r.created_at }))
}

/// The version of the newest suggestion of all.
///
/// # Errors
/// What the database says.
pub async fn newest_version(from: &impl Source) -> Result<Option<String>, StoreError> {
    let row = suggestion::Entity::find().order_by_desc(suggestion::Column::Id).one(from.conn()).await?;
    Ok(row.map(|row| row.version))
}

/// Records what was chosen beside what was suggested.
///
/// # Errors
/// What the database says.
pub async fn choose(tx: &mut Tx, id: i64, by: StaffId, chosen: &str) -> Result<(), StoreError> {
    suggestion::Entity::update_many()
        .col_expr(suggestion::Column::Chosen, Expr::value(chosen))
        .col_expr(suggestion::Column::ChosenAt, Expr::value(tx.at()))
        .col_expr(suggestion::Column::ChosenBy, Expr::value(by.0))
        .filter(suggestion::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
