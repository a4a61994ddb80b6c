//! 調査票: the versions of a survey's questions. What reviewers or those who answered have seen is never changed: the next
//! change is the next version.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{QuestionnaireId, SurveyId},
    reply::text_hash,
    survey::{self, Questionnaire},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::questionnaire, error::corrupt};

/// A version of a survey's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Database key.
    pub id: QuestionnaireId,
    /// Its survey.
    pub survey: SurveyId,
    /// From 1 on.
    pub no: i64,
    /// The document.
    pub questionnaire: Questionnaire,
    /// SHA-256 of the document as it is kept.
    pub sha256: String,
    /// It does not change any more.
    pub frozen: bool,
    /// When it was written last.
    pub written_at: DateTime<Utc>,
}

/// The newest version.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, survey: SurveyId) -> Result<Option<Version>, StoreError> {
    let row = questionnaire::Entity::find()
        .filter(questionnaire::Column::SurveyId.eq(survey.0))
        .order_by_desc(questionnaire::Column::No)
        .one(from.conn())
        .await?;
    row.map(read).transpose()
}

/// A version by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: QuestionnaireId) -> Result<Option<Version>, StoreError> {
    questionnaire::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// All versions, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(from: &impl Source, survey: SurveyId) -> Result<Vec<Version>, StoreError> {
    let rows = questionnaire::Entity::find()
        .filter(questionnaire::Column::SurveyId.eq(survey.0))
        .order_by_asc(questionnaire::Column::No)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes the questions down: into the newest version, or as the next one when that is frozen. Equal questions change
/// nothing.
///
/// # Errors
/// What the database says.
pub async fn write(tx: &mut Tx, survey: SurveyId, now: &Questionnaire) -> Result<QuestionnaireId, StoreError> {
    let body = now.to_json();
    let sha256 = text_hash(&[&body]);
    let newest = newest(tx, survey).await?;
    let no = match newest {
        Some(version) if version.sha256 == sha256 => return Ok(version.id),
        Some(version) if !version.frozen => {
            let row = questionnaire::ActiveModel {
                body: Set(body),
                sha256: Set(sha256),
                written_at: Set(tx.at()),
                ..Default::default()
            };
            let done = questionnaire::Entity::update_many()
                .set(row)
                .filter(questionnaire::Column::Id.eq(version.id.0))
                .filter(questionnaire::Column::Frozen.eq(false))
                .exec(tx.conn())
                .await?;
            return if done.rows_affected == 1 { Ok(version.id) } else { Err(StoreError::Stale) };
        }
        Some(version) => version.no + 1,
        None => 1,
    };
    let row = questionnaire::ActiveModel {
        id: NotSet,
        survey_id: Set(survey.0),
        no: Set(no),
        body: Set(body),
        sha256: Set(sha256),
        frozen: Set(false),
        written_at: Set(tx.at()),
    };
    Ok(QuestionnaireId(row.insert(tx.conn()).await?.id))
}

/// From now on this version does not change.
///
/// # Errors
/// What the database says.
pub async fn freeze(tx: &mut Tx, id: QuestionnaireId) -> Result<(), StoreError> {
    questionnaire::Entity::update_many()
        .col_expr(questionnaire::Column::Frozen, Expr::value(true))
        .filter(questionnaire::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn read(row: questionnaire::Model) -> Result<Version, StoreError> {
    let unreadable = |mistakes: Vec<survey::Mistake>| {
        let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
        corrupt("questionnaire", format_args!("{}: {first}", row.id))
    };
    Ok(Version {
        id: QuestionnaireId(row.id),
        survey: SurveyId(row.survey_id),
        no: row.no,
        questionnaire: survey::read(&row.body).map_err(unreadable)?,
        sha256: row.sha256,
        frozen: row.frozen,
        written_at: row.written_at,
    })
}
