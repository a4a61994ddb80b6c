//! 回答書・発送.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{CaseId, LetterId, ReplyId, StaffId, SubmissionId},
    personal::Personal,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{dispatch, letter, letter_point},
};

/// A letter to be frozen.
#[derive(Debug, Clone)]
pub struct NewLetter {
    /// The voice it answers.
    pub submission: SubmissionId,
    /// Frozen text.
    pub body: String,
    /// Its hash.
    pub sha256: String,
    /// 名義
    pub signature: String,
    /// 文書番号
    pub document_number: String,
    /// mail, letter, online, phone
    pub medium: String,
    /// Code of the template that was chosen; empty: the city's usual one.
    pub template: String,
    /// Who sends it.
    pub by: StaffId,
    /// What each point rests on.
    pub points: Vec<NewPoint>,
}

/// What a point of a letter rests on: (case, reply with its hash, reason).
pub type NewPoint = (CaseId, Option<(ReplyId, String)>, Option<String>);

/// A frozen letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Database key.
    pub id: LetterId,
    /// The voice.
    pub submission: SubmissionId,
    /// The text.
    pub body: String,
    /// Its hash.
    pub sha256: String,
    /// 名義
    pub signature: String,
    /// 文書番号
    pub document_number: String,
    /// mail, letter, online, phone
    pub medium: String,
    /// Code of the template that was chosen; empty: the city's usual one.
    pub template: String,
    /// When it was frozen.
    pub created_at: DateTime<Utc>,
    /// When it left the house.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Freezes a letter and queues its dispatch; answers both keys.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    new: NewLetter,
    recipient: &Personal<Option<String>>,
    sent_at: Option<DateTime<Utc>>,
) -> Result<(LetterId, i64), StoreError> {
    let at = tx.at();
    let row = letter::ActiveModel {
        id: NotSet,
        submission_id: Set(new.submission.0),
        is_final: Set(true),
        body: Set(new.body),
        sha256: Set(new.sha256),
        signature: Set(new.signature),
        document_number: Set(new.document_number),
        medium: Set(new.medium.clone()),
        template: Set(new.template),
        created_by: Set(new.by.0),
        created_at: Set(at),
    };
    let id = row.insert(tx.conn()).await?.id;
    let points = new.points.into_iter().map(|(case, reply, reason)| letter_point::ActiveModel {
        id: NotSet,
        letter_id: Set(id),
        case_id: Set(case.0),
        reply_id: Set(reply.as_ref().map(|(r, _)| r.0)),
        reply_sha256: Set(reply.map(|(_, hash)| hash)),
        reason: Set(reason),
    });
    letter_point::Entity::insert_many(points).exec_without_returning(tx.conn()).await?;
    let dispatch = dispatch::ActiveModel {
        id: NotSet,
        letter_id: Set(id),
        medium: Set(new.medium),
        recipient: Set(recipient.reveal().clone()),
        queued_at: Set(at),
        sent_at: Set(sent_at),
        evidence: Set(None),
        bounced_at: Set(None),
    };
    let dispatch_id = dispatch.insert(tx.conn()).await?.id;
    Ok((LetterId(id), dispatch_id))
}

/// A letter by its key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: LetterId) -> Result<Option<Letter>, StoreError> {
    let row = letter::Entity::find_by_id(id.0).one(from.conn()).await?;
    with_dispatch(from, row).await
}

/// The newest letter of a voice.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, submission: SubmissionId) -> Result<Option<Letter>, StoreError> {
    let row = letter::Entity::find()
        .filter(letter::Column::SubmissionId.eq(submission.0))
        .order_by_desc(letter::Column::Id)
        .one(from.conn())
        .await?;
    with_dispatch(from, row).await
}

/// The cases that a letter answers.
///
/// # Errors
/// What the database says.
pub async fn cases(from: &impl Source, id: LetterId) -> Result<Vec<CaseId>, StoreError> {
    let rows = letter_point::Entity::find().filter(letter_point::Column::LetterId.eq(id.0)).all(from.conn()).await?;
    Ok(rows.into_iter().map(|r| CaseId(r.case_id)).collect())
}

async fn with_dispatch(from: &impl Source, row: Option<letter::Model>) -> Result<Option<Letter>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let sent = dispatch::Entity::find()
        .filter(dispatch::Column::LetterId.eq(row.id))
        .order_by_desc(dispatch::Column::Id)
        .one(from.conn())
        .await?;
    Ok(Some(sheet(row, sent)))
}

/// A row and its newest dispatch.
pub(crate) fn sheet(row: letter::Model, sent: Option<dispatch::Model>) -> Letter {
    Letter {
        id: LetterId(row.id),
        submission: SubmissionId(row.submission_id),
        body: row.body,
        sha256: row.sha256,
        signature: row.signature,
        document_number: row.document_number,
        medium: row.medium,
        template: row.template,
        created_at: row.created_at,
        sent_at: sent.filter(|d| d.bounced_at.is_none()).and_then(|d| d.sent_at),
    }
}

/// Marks a dispatch as sent, with the evidence; answers its letter.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, dispatch_id: i64, evidence: &str) -> Result<Option<LetterId>, StoreError> {
    dispatch::Entity::update_many()
        .col_expr(dispatch::Column::SentAt, Expr::value(tx.at()))
        .col_expr(dispatch::Column::Evidence, Expr::value(evidence))
        .filter(dispatch::Column::Id.eq(dispatch_id))
        .filter(dispatch::Column::SentAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(dispatch::Entity::find_by_id(dispatch_id).one(tx.conn()).await?.map(|d| LetterId(d.letter_id)))
}

/// A letter with the cases that it answers and the reason codes of unanswered points.
pub type WithPoints = (Letter, Vec<(CaseId, Option<String>)>);

/// All letters of a voice, oldest first, with their points.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, submission: SubmissionId) -> Result<Vec<WithPoints>, StoreError> {
    let rows = letter::Entity::find()
        .filter(letter::Column::SubmissionId.eq(submission.0))
        .order_by_asc(letter::Column::Id)
        .all(from.conn())
        .await?;
    let mut letters = Vec::new();
    for row in rows {
        let points = letter_point::Entity::find()
            .filter(letter_point::Column::LetterId.eq(row.id))
            .order_by_asc(letter_point::Column::Id)
            .all(from.conn())
            .await?;
        let points = points.into_iter().map(|p| (CaseId(p.case_id), p.reason)).collect();
        if let Some(letter) = with_dispatch(from, Some(row)).await? {
            letters.push((letter, points));
        }
    }
    Ok(letters)
}

/// Marks a dispatch as not arrived.
///
/// # Errors
/// What the database says.
pub async fn mark_bounced(tx: &mut Tx, dispatch_id: i64, evidence: &str) -> Result<(), StoreError> {
    dispatch::Entity::update_many()
        .col_expr(dispatch::Column::BouncedAt, Expr::value(tx.at()))
        .col_expr(dispatch::Column::Evidence, Expr::value(evidence))
        .filter(dispatch::Column::Id.eq(dispatch_id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The newest letter with a case in it.
///
/// # Errors
/// What the database says.
pub async fn newest_with(from: &impl Source, case: CaseId) -> Result<Option<LetterId>, StoreError> {
    let point = letter_point::Entity::find()
        .filter(letter_point::Column::CaseId.eq(case.0))
        .order_by_desc(letter_point::Column::LetterId)
        .one(from.conn())
        .await?;
    Ok(point.map(|point| LetterId(point.letter_id)))
}

/// Notes that a dispatch came back, once, and answers its letter; `None` when that was known. The evidence of what was
/// sent stays.
///
/// # Errors
/// What the database says.
pub async fn came_back(tx: &mut Tx, dispatch_id: i64) -> Result<Option<LetterId>, StoreError> {
    let done = dispatch::Entity::update_many()
        .col_expr(dispatch::Column::BouncedAt, Expr::value(tx.at()))
        .filter(dispatch::Column::Id.eq(dispatch_id))
        .filter(dispatch::Column::BouncedAt.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 0 {
        return Ok(None);
    }
    Ok(dispatch::Entity::find_by_id(dispatch_id).one(tx.conn()).await?.map(|d| LetterId(d.letter_id)))
}

/// The newest letter with a case in it that went out or is on its way, and its dispatch.
///
/// # Errors
/// What the database says.
pub async fn last_sent_with(from: &impl Source, case: CaseId) -> Result<Option<(LetterId, i64)>, StoreError> {
    let point = letter_point::Entity::find()
        .filter(letter_point::Column::CaseId.eq(case.0))
        .order_by_desc(letter_point::Column::LetterId)
        .one(from.conn())
        .await?;
    let Some(point) = point else { return Ok(None) };
    let sent = dispatch::Entity::find()
        .filter(dispatch::Column::LetterId.eq(point.letter_id))
        .filter(dispatch::Column::BouncedAt.is_null())
        .order_by_desc(dispatch::Column::Id)
        .one(from.conn())
        .await?;
    Ok(sent.map(|sent| (LetterId(sent.letter_id), sent.id)))
}
