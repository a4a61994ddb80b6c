//! お知らせ: what staff are told of by mail, at most one a person and hour: what happened to their cases, and what else waits for them.

use chrono::{DateTime, Utc};
use kocho_domain::id::{ActualId, ApplicationId, CaseId, SlotId, SlotMemoId, StaffId, SummaryId};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{matter_notice, notice},
    error::corrupt,
};

/// What a notice speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A case.
    Case(CaseId),
    /// A value of an indicator.
    Indicator(ActualId),
    /// A memo that a section is asked for.
    Memo(SlotMemoId),
    /// A summary of a dialogue day's slot.
    Summary(SummaryId),
    /// An application to a dialogue day.
    Application(ApplicationId),
    /// A slot of a dialogue day.
    Slot(SlotId),
}

impl About {
    const fn noun_and_id(self) -> (&'static str, i64) {
        match self {
            About::Case(id) => ("case", id.0),
            About::Indicator(id) => ("indicator_actual", id.0),
            About::Memo(id) => ("slot_memo", id.0),
            About::Summary(id) => ("summary", id.0),
            About::Application(id) => ("application", id.0),
            About::Slot(id) => ("slot", id.0),
        }
    }

    fn of(noun: &str, id: i64) -> Result<Self, StoreError> {
        match noun {
            "indicator_actual" => Ok(About::Indicator(ActualId(id))),
            "slot_memo" => Ok(About::Memo(SlotMemoId(id))),
            "summary" => Ok(About::Summary(SummaryId(id))),
            "application" => Ok(About::Application(ApplicationId(id))),
            "slot" => Ok(About::Slot(SlotId(id))),
            other => Err(corrupt("notice noun", other)),
        }
    }
}

/// A notice about something else than a case waits for the next hourly mail.
///
/// # Errors
/// What the database says.
pub async fn add_other(tx: &mut Tx, staff: StaffId, about: About, code: &str) -> Result<(), StoreError> {
    let (noun, subject) = about.noun_and_id();
    let row = matter_notice::ActiveModel {
        id: NotSet,
        staff_id: Set(staff.0),
        noun: Set(noun.to_owned()),
        subject_id: Set(subject),
        code: Set(code.to_owned()),
        created_at: Set(tx.at()),
        mailed_at: Set(None),
    };
    matter_notice::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A waiting notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Database key, of notices about cases and about other things each.
    pub id: i64,
    /// Whom it tells.
    pub staff: StaffId,
    /// Of what.
    pub about: About,
    /// What happened.
    pub code: String,
}

/// The notices that wait, those of a person beside each other, about cases first.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source) -> Result<Vec<Waiting>, StoreError> {
    let cases = notice::Entity::find()
        .filter(notice::Column::MailedAt.is_null())
        .order_by_asc(notice::Column::Id)
        .all(from.conn())
        .await?;
    let others = matter_notice::Entity::find()
        .filter(matter_notice::Column::MailedAt.is_null())
        .order_by_asc(matter_notice::Column::Id)
        .all(from.conn())
        .await?;
    let cases = cases.into_iter().map(|row| Waiting {
        id: row.id,
        staff: StaffId(row.staff_id),
        about: About::Case(CaseId(row.case_id)),
        code: row.code,
    });
    let mut waiting: Vec<Waiting> = cases.collect();
    for row in others {
        let about = About::of(&row.noun, row.subject_id)?;
        waiting.push(Waiting { id: row.id, staff: StaffId(row.staff_id), about, code: row.code });
    }
    waiting.sort_by_key(|notice| notice.staff);
    Ok(waiting)
}

/// When the person last got a notice mail.
///
/// # Errors
/// What the database says.
pub async fn last_mailed(from: &impl Source, staff: StaffId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let case = notice::Entity::find()
        .filter(notice::Column::StaffId.eq(staff.0))
        .filter(notice::Column::MailedAt.is_not_null())
        .order_by_desc(notice::Column::MailedAt)
        .one(from.conn())
        .await?;
    let other = matter_notice::Entity::find()
        .filter(matter_notice::Column::StaffId.eq(staff.0))
        .filter(matter_notice::Column::MailedAt.is_not_null())
        .order_by_desc(matter_notice::Column::MailedAt)
        .one(from.conn())
        .await?;
    Ok(case.and_then(|row| row.mailed_at).max(other.and_then(|row| row.mailed_at)))
}

/// Marks notices as mailed.
///
/// # Errors
/// What the database says.
pub async fn mark_mailed(tx: &mut Tx, notices: &[Waiting]) -> Result<(), StoreError> {
    let of_cases = notices.iter().filter(|one| matches!(one.about, About::Case(_))).map(|one| one.id);
    notice::Entity::update_many()
        .col_expr(notice::Column::MailedAt, Expr::value(tx.at()))
        .filter(notice::Column::Id.is_in(of_cases))
        .exec(tx.conn())
        .await?;
    let of_others = notices.iter().filter(|one| !matches!(one.about, About::Case(_))).map(|one| one.id);
    matter_notice::Entity::update_many()
        .col_expr(matter_notice::Column::MailedAt, Expr::value(tx.at()))
        .filter(matter_notice::Column::Id.is_in(of_others))
        .exec(tx.conn())
        .await?;
    Ok(())
}
