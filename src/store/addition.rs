//! What a resident adds later, with the number, to a voice that was received.

use chrono::{DateTime, Utc};
use kocho_domain::id::SubmissionId;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::addition};

/// What was added to a voice, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, submission: SubmissionId) -> Result<Vec<(DateTime<Utc>, String)>, StoreError> {
    let rows = addition::Entity::find()
        .filter(addition::Column::SubmissionId.eq(submission.0))
        .order_by_asc(addition::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.created_at, row.body)).collect())
}

/// Adds a text.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, submission: SubmissionId, body: &str) -> Result<(), StoreError> {
    let (actor_kind, actor_id) = tx.actor();
    let row = addition::ActiveModel {
        id: NotSet,
        submission_id: Set(submission.0),
        body: Set(body.to_owned()),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        created_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}
