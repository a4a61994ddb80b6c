//! What stands beside a survey's figures: the population they are weighed on, what the office says of them, and what the
//! city did with them: as it is being written, and as it is published. The figures themselves are counted from the answers
//! (`response.rs`).

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::{SectionId, StaffId, SurveyId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set,
    Statement,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{survey, survey_consent, survey_result},
};

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
    /// What of this residents read.
    pub public: Written,
    /// When it was told first.
    pub reflected_at: Option<DateTime<Utc>>,
    /// Moves with every change; `None` before the first.
    pub lock: Option<i64>,
}

/// Words beside the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// 考察
    pub comment: String,
    /// 反映状況
    pub reflection: String,
    /// By when that is told.
    pub due_on: Option<NaiveDate>,
}

impl SurveyResult {
    /// The words as they stand now.
    #[must_use]
    pub fn written(&self) -> Written {
        Written { comment: self.comment.clone(), reflection: self.reflection.clone(), due_on: self.reflection_due_on }
    }
}

/// A survey of which it was not told in time what the city did with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The survey.
    pub survey: SurveyId,
    /// Its code.
    pub code: String,
    /// 件名
    pub title: String,
    /// Whose it is.
    pub section: SectionId,
    /// The day that has passed.
    pub due_on: NaiveDate,
    /// Somebody was reminded of this day.
    pub is_told: bool,
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
        public_comment: Set(now.public.comment.clone()),
        public_reflection: Set(now.public.reflection.clone()),
        public_due_on: Set(now.public.due_on),
        told_late_for: NotSet,
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

/// Surveys whose day for 反映状況 has passed while nothing is told, the oldest day first. Of what is published the published
/// words count: what is written and not agreed to yet tells nobody anything.
///
/// # Errors
/// What the database says.
pub async fn late(from: &impl Source, today: NaiveDate) -> Result<Vec<Late>, StoreError> {
    use survey_result::Column as C;
    let promised = Condition::all().add(C::PublicDueOn.lt(today)).add(C::PublicReflection.eq(""));
    let meant = Condition::all()
        .add(C::PublicDueOn.is_null())
        .add(C::PublicReflection.eq(""))
        .add(C::Reflection.eq(""))
        .add(C::ReflectionDueOn.lt(today));
    let rows = survey_result::Entity::find()
        .filter(Condition::any().add(promised).add(meant))
        .order_by_asc(C::SurveyId)
        .all(from.conn())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let surveys = survey::Entity::find()
        .filter(survey::Column::Id.is_in(rows.iter().map(|row| row.survey_id)))
        .order_by_asc(survey::Column::Id)
        .all(from.conn())
        .await?;
    let mut found: Vec<Late> = rows.iter().filter_map(|row| late_of(row, &surveys)).collect();
    found.sort_by_key(|one| (one.due_on, one.survey));
    Ok(found)
}

fn late_of(row: &survey_result::Model, surveys: &[survey::Model]) -> Option<Late> {
    let survey = surveys.iter().find(|survey| survey.id == row.survey_id)?;
    let due_on = row.public_due_on.or(row.reflection_due_on)?;
    Some(Late {
        survey: SurveyId(row.survey_id),
        code: survey.code.clone(),
        title: survey.title.clone(),
        section: SectionId(survey.section_id),
        due_on,
        is_told: row.told_late_for == Some(due_on),
    })
}

/// Notes that somebody was reminded of these days.
///
/// # Errors
/// What the database says.
pub async fn mark_told(tx: &mut Tx, told: &[&Late]) -> Result<(), StoreError> {
    for one in told {
        survey_result::Entity::update_many()
            .col_expr(survey_result::Column::ToldLateFor, Expr::value(one.due_on))
            .filter(survey_result::Column::SurveyId.eq(one.survey.0))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Somebody agrees that this very text is published; a second time changes nothing. Answers whether it is the first time.
///
/// # Errors
/// What the database says.
pub async fn consent(tx: &mut Tx, survey: SurveyId, sha256: &str, by: StaffId) -> Result<bool, StoreError> {
    use survey_consent::Column as C;
    let row = survey_consent::ActiveModel {
        id: NotSet,
        survey_id: Set(survey.0),
        sha256: Set(sha256.to_owned()),
        staff_id: Set(by.0),
        created_at: Set(tx.at()),
    };
    let keep = OnConflict::columns([C::SurveyId, C::Sha256, C::StaffId]).do_nothing().to_owned();
    Ok(survey_consent::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.conn()).await? == 1)
}

/// Who agreed to this text, by name, in the order of agreeing.
///
/// # Errors
/// What the database says.
pub async fn consents(
    from: &impl Source,
    survey: SurveyId,
    sha256: &str,
) -> Result<Vec<(StaffId, String)>, StoreError> {
    let sql = "select c.staff_id, p.name from survey_consent c join staff p on p.id = c.staff_id \
        where c.survey_id = $1 and c.sha256 = $2 order by c.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into(), sha256.into()]);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((StaffId(row.try_get("", "staff_id")?), row.try_get("", "name")?))).collect()
}

fn read(row: survey_result::Model) -> SurveyResult {
    SurveyResult {
        population: row.population,
        comment: row.comment,
        reflection: row.reflection,
        reflection_due_on: row.reflection_due_on,
        public: Written { comment: row.public_comment, reflection: row.public_reflection, due_on: row.public_due_on },
        reflected_at: row.reflected_at,
        lock: Some(row.lock),
    }
}
