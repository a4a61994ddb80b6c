//! 決定の通知: what was told to an applicant, word for word, by which way, and when it left.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    dialogue::NoticeBy,
    id::{ApplicationId, DecisionNoticeId, SlotId},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::decision_notice, error::corrupt};

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// accepted, declined, waiting, cancelled, day_cancelled, day_moved …
    pub code: String,
    /// By mail or letter.
    pub medium: NoticeBy,
    /// The text, frozen.
    pub body: String,
    /// Its SHA-256.
    pub sha256: String,
    /// 文書番号; empty where none is given.
    pub document_number: String,
    /// The slot that it speaks of.
    pub slot: Option<SlotId>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Database key.
    pub id: DecisionNoticeId,
    /// To which application.
    pub application: ApplicationId,
    /// What is told.
    pub told: NewNotice,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it left; a letter leaves when somebody says so.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Writes a notice.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, application: ApplicationId, new: &NewNotice) -> Result<DecisionNoticeId, StoreError> {
    let (kind, id) = tx.actor();
    let row = decision_notice::ActiveModel {
        id: NotSet,
        application_id: Set(application.0),
        code: Set(new.code.clone()),
        medium: Set(new.medium.code().to_owned()),
        body: Set(new.body.clone()),
        sha256: Set(new.sha256.clone()),
        document_number: Set(new.document_number.clone()),
        created_by: Set(id.filter(|_| kind == "staff")),
        created_at: Set(tx.at()),
        sent_at: Set(None),
        slot_id: Set(new.slot.map(|slot| slot.0)),
    };
    Ok(DecisionNoticeId(row.insert(tx.conn()).await?.id))
}

/// The notices of an application, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, application: ApplicationId) -> Result<Vec<Notice>, StoreError> {
    let rows = decision_notice::Entity::find()
        .filter(decision_notice::Column::ApplicationId.eq(application.0))
        .order_by_desc(decision_notice::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// A notice by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: DecisionNoticeId) -> Result<Option<Notice>, StoreError> {
    decision_notice::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// The applications among these that got a notice of this code, with when the newest one was written.
///
/// # Errors
/// What the database says.
pub async fn told(
    from: &impl Source,
    code: &str,
    applications: &[ApplicationId],
) -> Result<BTreeMap<ApplicationId, DateTime<Utc>>, StoreError> {
    if applications.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = decision_notice::Entity::find()
        .filter(decision_notice::Column::Code.eq(code))
        .filter(decision_notice::Column::ApplicationId.is_in(applications.iter().map(|id| id.0)))
        .order_by_asc(decision_notice::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (ApplicationId(row.application_id), row.created_at)).collect())
}

/// Letters that were written and did not leave, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn letters_waiting(from: &impl Source) -> Result<Vec<Notice>, StoreError> {
    let rows = decision_notice::Entity::find()
        .filter(decision_notice::Column::SentAt.is_null())
        .filter(decision_notice::Column::Medium.eq(NoticeBy::Letter.code()))
        .order_by_asc(decision_notice::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The mail reached nobody: the notice waits for the desk as a letter. False when it does so already, or was posted since:
/// one mail may come back several times.
///
/// # Errors
/// What the database says.
pub async fn make_letter(tx: &mut Tx, id: DecisionNoticeId) -> Result<bool, StoreError> {
    let made = decision_notice::Entity::update_many()
        .col_expr(decision_notice::Column::Medium, Expr::value(NoticeBy::Letter.code()))
        .col_expr(decision_notice::Column::SentAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(decision_notice::Column::Id.eq(id.0))
        .filter(decision_notice::Column::Medium.eq(NoticeBy::Mail.code()))
        .exec(tx.conn())
        .await?;
    Ok(made.rows_affected == 1)
}

/// Notes that it left; a second time changes nothing.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, id: DecisionNoticeId) -> Result<(), StoreError> {
    let at = tx.at();
    decision_notice::Entity::update_many()
        .col_expr(decision_notice::Column::SentAt, Expr::value(at))
        .filter(decision_notice::Column::Id.eq(id.0))
        .filter(decision_notice::Column::SentAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn read(row: decision_notice::Model) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: DecisionNoticeId(row.id),
        application: ApplicationId(row.application_id),
        told: NewNotice {
            medium: NoticeBy::parse(&row.medium).ok_or_else(|| corrupt("notice medium", &row.medium))?,
            code: row.code,
            body: row.body,
            sha256: row.sha256,
            document_number: row.document_number,
            slot: row.slot_id.map(SlotId),
        },
        created_at: row.created_at,
        sent_at: row.sent_at,
    })
}
