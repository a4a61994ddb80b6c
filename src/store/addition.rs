//! What a resident adds later, with the number, to a voice that was received.

use kocho_domain::id::SubmissionId;
use sea_orm::{ActiveModelTrait, NotSet, Set};

use crate::{StoreError, Tx, db::sealed::Conn, entity::addition};

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
