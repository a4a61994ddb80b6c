//! 謝礼: who answered which survey and what it brought, closed fiscal years, and receipts. Which answer was theirs is known to nobody.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    era::FiscalYear,
    id::{MonitorId, PanelId, StaffId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{reward, reward_receipt, reward_year},
    error::corrupt,
};

/// What one answer brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    /// To whom.
    pub monitor: MonitorId,
    /// Key of the survey.
    pub survey: String,
    /// What it was called.
    pub title: String,
    /// Yen.
    pub amount: u32,
    /// The year's cap took something away.
    pub capped: bool,
    /// The day on which the whole survey was entered.
    pub entered_on: NaiveDate,
}

/// A closed fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedYear {
    /// Answers.
    pub answers: u32,
    /// Yen.
    pub total: u32,
    /// Who closed it, and when.
    pub closed: (StaffId, DateTime<Utc>),
}

/// Enters a whole survey in one act; the rows come in the order in which they are given.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody has an entry for this survey.
pub async fn insert(tx: &mut Tx, panel: PanelId, year: FiscalYear, rows: &[Reward]) -> Result<(), StoreError> {
    let row = |one: &Reward| reward::ActiveModel {
        id: NotSet,
        panel_id: Set(panel.0),
        monitor_id: Set(one.monitor.0),
        fiscal_year: Set(i64::from(year.year())),
        survey_key: Set(one.survey.clone()),
        survey_title: Set(one.title.clone()),
        amount: Set(i64::from(one.amount)),
        capped: Set(one.capped),
        entered_on: Set(one.entered_on),
    };
    for some in rows.chunks(500) {
        reward::Entity::insert_many(some.iter().map(row)).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// The entries of a term in a fiscal year, by monitor and survey.
///
/// # Errors
/// What the database says.
pub async fn of_year(from: &impl Source, panel: PanelId, year: FiscalYear) -> Result<Vec<Reward>, StoreError> {
    let rows = reward::Entity::find()
        .filter(reward::Column::PanelId.eq(panel.0))
        .filter(reward::Column::FiscalYear.eq(i64::from(year.year())))
        .order_by_asc(reward::Column::MonitorId)
        .order_by_asc(reward::Column::EnteredOn)
        .order_by_asc(reward::Column::SurveyKey)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Monitors who have an entry for a survey of this title, by hand or from its end, in any fiscal year.
///
/// # Errors
/// What the database says.
pub async fn entered_as(from: &impl Source, panel: PanelId, title: &str) -> Result<BTreeSet<MonitorId>, StoreError> {
    entered_where(from, panel, Condition::all().add(reward::Column::SurveyTitle.eq(title))).await
}

/// Monitors who have an entry for a survey under one of these keys, in any fiscal year.
///
/// # Errors
/// What the database says.
pub async fn entered(from: &impl Source, panel: PanelId, surveys: &[&str]) -> Result<BTreeSet<MonitorId>, StoreError> {
    let keys = reward::Column::SurveyKey.is_in(surveys.iter().copied());
    entered_where(from, panel, Condition::all().add(keys)).await
}

async fn entered_where(
    from: &impl Source,
    panel: PanelId,
    surveys: Condition,
) -> Result<BTreeSet<MonitorId>, StoreError> {
    let ids: Vec<i64> = reward::Entity::find()
        .select_only()
        .column(reward::Column::MonitorId)
        .filter(reward::Column::PanelId.eq(panel.0))
        .filter(surveys)
        .order_by_asc(reward::Column::MonitorId)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(ids.into_iter().map(MonitorId).collect())
}

/// The closing of a fiscal year.
///
/// # Errors
/// What the database says.
pub async fn closed(from: &impl Source, panel: PanelId, year: FiscalYear) -> Result<Option<ClosedYear>, StoreError> {
    let row = reward_year::Entity::find()
        .filter(reward_year::Column::PanelId.eq(panel.0))
        .filter(reward_year::Column::FiscalYear.eq(i64::from(year.year())))
        .one(from.conn())
        .await?;
    let count = |value: i64| u32::try_from(value).map_err(|_| corrupt("reward", value));
    row.map(|row| {
        Ok(ClosedYear {
            answers: count(row.answers)?,
            total: count(row.total)?,
            closed: (StaffId(row.closed_by), row.closed_at),
        })
    })
    .transpose()
}

/// Closes a fiscal year.
///
/// # Errors
/// [`StoreError::Conflict`] when it is closed.
pub async fn close(
    tx: &mut Tx,
    panel: PanelId,
    year: FiscalYear,
    (answers, total): (u32, u32),
    by: StaffId,
) -> Result<(), StoreError> {
    let row = reward_year::ActiveModel {
        id: NotSet,
        panel_id: Set(panel.0),
        fiscal_year: Set(i64::from(year.year())),
        answers: Set(i64::from(answers)),
        total: Set(i64::from(total)),
        closed_by: Set(by.0),
        closed_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// On which day each of these signed for what a fiscal year brought.
///
/// # Errors
/// What the database says.
pub async fn receipts(
    from: &impl Source,
    monitors: &[MonitorId],
    year: FiscalYear,
) -> Result<Vec<(MonitorId, NaiveDate)>, StoreError> {
    let mut found = Vec::new();
    for some in monitors.chunks(500) {
        let rows = reward_receipt::Entity::find()
            .filter(reward_receipt::Column::FiscalYear.eq(i64::from(year.year())))
            .filter(reward_receipt::Column::MonitorId.is_in(some.iter().map(|id| id.0)))
            .order_by_asc(reward_receipt::Column::MonitorId)
            .all(from.conn())
            .await?;
        found.extend(rows.into_iter().map(|row| (MonitorId(row.monitor_id), row.received_on)));
    }
    Ok(found)
}

/// Notes that somebody signed.
///
/// # Errors
/// [`StoreError::Conflict`] when it was noted before.
pub async fn note_receipt(
    tx: &mut Tx,
    monitor: MonitorId,
    year: FiscalYear,
    on: NaiveDate,
    by: StaffId,
) -> Result<(), StoreError> {
    let row = reward_receipt::ActiveModel {
        id: NotSet,
        monitor_id: Set(monitor.0),
        fiscal_year: Set(i64::from(year.year())),
        received_on: Set(on),
        noted_by: Set(by.0),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

fn read(row: reward::Model) -> Result<Reward, StoreError> {
    Ok(Reward {
        monitor: MonitorId(row.monitor_id),
        survey: row.survey_key,
        title: row.survey_title,
        amount: u32::try_from(row.amount).map_err(|_| corrupt("reward", row.amount))?,
        capped: row.capped,
        entered_on: row.entered_on,
    })
}
