//! 候補とモニターへの通知: what was told, word for word, by which way, and when it left.

use chrono::{DateTime, Utc};
use kocho_domain::{
    dialogue::NoticeBy,
    id::{CandidateId, MonitorId, PanelId, PanelNoticeId},
    job::Mail,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, Query},
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{candidate, monitor, panel_notice},
    error::corrupt,
    outbox,
};

/// To whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum To {
    /// A candidate.
    Candidate(CandidateId),
    /// A monitor.
    Monitor(MonitorId),
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPanelNotice {
    /// A code of `PanelNoticeKind`.
    pub code: String,
    /// By mail or letter.
    pub medium: NoticeBy,
    /// The text, frozen; it names nobody.
    pub body: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanelNotice {
    /// Database key.
    pub id: PanelNoticeId,
    /// To whom.
    pub to: To,
    /// What is told.
    pub told: NewPanelNotice,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it left; a letter leaves when somebody says so.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Writes a notice.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, to: To, new: &NewPanelNotice) -> Result<PanelNoticeId, StoreError> {
    let (kind, id) = tx.actor();
    let (candidate, monitor) = match to {
        To::Candidate(id) => (Some(id.0), None),
        To::Monitor(id) => (None, Some(id.0)),
    };
    let row = panel_notice::ActiveModel {
        id: NotSet,
        candidate_id: Set(candidate),
        monitor_id: Set(monitor),
        code: Set(new.code.clone()),
        medium: Set(new.medium.code().to_owned()),
        body: Set(new.body.clone()),
        sha256: Set(new.sha256.clone()),
        created_by: Set(id.filter(|_| kind == "staff")),
        created_at: Set(tx.at()),
        sent_at: Set(None),
    };
    Ok(PanelNoticeId(row.insert(tx.conn()).await?.id))
}

/// The notices of a candidate or monitor, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, to: To) -> Result<Vec<PanelNotice>, StoreError> {
    let whose = match to {
        To::Candidate(id) => panel_notice::Column::CandidateId.eq(id.0),
        To::Monitor(id) => panel_notice::Column::MonitorId.eq(id.0),
    };
    let rows =
        panel_notice::Entity::find().filter(whose).order_by_desc(panel_notice::Column::Id).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// A notice by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: PanelNoticeId) -> Result<Option<PanelNotice>, StoreError> {
    panel_notice::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// Mails to these candidates and monitors keep when they left; to whom goes.
pub(crate) async fn forget_mails(tx: &mut Tx, candidates: &[i64], monitors: &[i64]) -> Result<(), StoreError> {
    let whose = Condition::any()
        .add(panel_notice::Column::CandidateId.is_in(candidates.iter().copied()))
        .add(panel_notice::Column::MonitorId.is_in(monitors.iter().copied()));
    let notices: Vec<i64> = panel_notice::Entity::find()
        .select_only()
        .column(panel_notice::Column::Id)
        .filter(whose)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mails: Vec<Mail> = notices.into_iter().map(|notice| Mail::Panel { notice }).collect();
    outbox::forget_recipients(tx, &mails).await
}

/// Letters of a term that were written and did not leave, the oldest first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn letters_waiting(from: &impl Source, panel: PanelId, size: u64) -> Result<Vec<PanelNotice>, StoreError> {
    let candidates = Query::select()
        .column(candidate::Column::Id)
        .from(candidate::Entity)
        .and_where(candidate::Column::PanelId.eq(panel.0))
        .to_owned();
    let monitors = Query::select()
        .column(monitor::Column::Id)
        .from(monitor::Entity)
        .and_where(monitor::Column::PanelId.eq(panel.0))
        .to_owned();
    let of_panel = Condition::any()
        .add(panel_notice::Column::CandidateId.in_subquery(candidates))
        .add(panel_notice::Column::MonitorId.in_subquery(monitors));
    let rows = panel_notice::Entity::find()
        .filter(panel_notice::Column::SentAt.is_null())
        .filter(panel_notice::Column::Medium.eq(NoticeBy::Letter.code()))
        .filter(of_panel)
        .order_by_asc(panel_notice::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The mail reached nobody: the notice waits for the desk as a letter. False when it does so already, or was posted since:
/// one mail may come back several times.
///
/// # Errors
/// What the database says.
pub async fn make_letter(tx: &mut Tx, id: PanelNoticeId) -> Result<bool, StoreError> {
    let made = panel_notice::Entity::update_many()
        .col_expr(panel_notice::Column::Medium, Expr::value(NoticeBy::Letter.code()))
        .col_expr(panel_notice::Column::SentAt, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(panel_notice::Column::Id.eq(id.0))
        .filter(panel_notice::Column::Medium.eq(NoticeBy::Mail.code()))
        .exec(tx.conn())
        .await?;
    Ok(made.rows_affected == 1)
}

/// Notes that these left; a second time changes nothing. Answers how many were noted.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, ids: &[PanelNoticeId]) -> Result<u64, StoreError> {
    let at = tx.at();
    let done = panel_notice::Entity::update_many()
        .col_expr(panel_notice::Column::SentAt, Expr::value(at))
        .filter(panel_notice::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(panel_notice::Column::SentAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

fn read(row: panel_notice::Model) -> Result<PanelNotice, StoreError> {
    let to = match (row.candidate_id, row.monitor_id) {
        (Some(id), _) => To::Candidate(CandidateId(id)),
        (None, Some(id)) => To::Monitor(MonitorId(id)),
        (None, None) => return Err(corrupt("panel notice", row.id)),
    };
    Ok(PanelNotice {
        id: PanelNoticeId(row.id),
        to,
        told: NewPanelNotice {
            medium: NoticeBy::parse(&row.medium).ok_or_else(|| corrupt("notice medium", &row.medium))?,
            code: row.code,
            body: row.body,
            sha256: row.sha256,
        },
        created_at: row.created_at,
        sent_at: row.sent_at,
    })
}
