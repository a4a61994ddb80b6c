//! What stands beside a survey's figures: the population they are weighed on, what the office says of them, and what the
//! city did with them. The figures themselves are counted from the answers (`response.rs`).

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::SurveyId;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::survey_result};

/// What stands beside the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyResult {
    /// Population by classes, as the file was brought; empty: no weights.
    pub population: String,
    /// 考察
    pub comment: String,
    /// 反映状況: what the city did with it.
    pub reflection: String,
    /// By when that is told.
    pub reflection_due_on: Option<NaiveDate>,
    /// When it was told first.
    pub reflected_at: Option<DateTime<Utc>>,
    /// Moves with every change; `None` before the first.
    pub lock: Option<i64>,
}

/// What stands beside a survey's figures; nothing yet of most.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, survey: SurveyId) -> Result<SurveyResult, StoreError> {
    let row = survey_result::Entity::find_by_id(survey.0).one(from.conn()).await?;
    Ok(row.map(read).unwrap_or_default())
}

/// Saves what was made of it.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read, [`StoreError::Conflict`] when somebody else was the first.
pub async fn save(tx: &mut Tx, survey: SurveyId, now: &SurveyResult) -> Result<(), StoreError> {
    let (_, by) = tx.actor();
    let row = survey_result::ActiveModel {
        survey_id: Set(survey.0),
        population: Set(now.population.clone()),
        comment: Set(now.comment.clone()),
        reflection: Set(now.reflection.clone()),
        reflection_due_on: Set(now.reflection_due_on),
        reflected_at: Set(now.reflected_at),
        updated_by: Set(by),
        updated_at: Set(tx.at()),
        lock: Set(now.lock.map_or(0, |lock| lock + 1)),
    };
    let Some(lock) = now.lock else {
        row.insert(tx.conn()).await?;
        return Ok(());
    };
    let done = survey_result::Entity::update_many()
        .set(row)
        .filter(survey_result::Column::SurveyId.eq(survey.0))
        .filter(survey_result::Column::Lock.eq(lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: survey_result::Model) -> SurveyResult {
    SurveyResult {
        population: row.population,
        comment: row.comment,
        reflection: row.reflection,
        reflection_due_on: row.reflection_due_on,
        reflected_at: row.reflected_at,
        lock: Some(row.lock),
    }
}
