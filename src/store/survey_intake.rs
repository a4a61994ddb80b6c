//! 自由記述の受付: which free texts of a survey became voices. No line here, and none of a voice, leads back to an answer: a voice
//! carries a keyed hash of question and text as the key of its form, and that alone.

use std::collections::HashSet;

use kocho_domain::id::{SubmissionId, SurveyId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QuerySelect, Set, Statement,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{submission, survey_intake},
    error::corrupt,
};

/// The noun by which a voice names its question.
pub const NOUN: &str = "survey_intake";
/// Keys that one statement asks for.
const KEYS: usize = 500;

/// The question from which a voice came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its survey.
    pub survey: SurveyId,
    /// The survey's code.
    pub code: String,
    /// The survey's title.
    pub title: String,
    /// Id of the question.
    pub question: String,
}

/// The key that voices of a question name, once the first was taken in.
///
/// # Errors
/// What the database says.
pub async fn find(from: &impl Source, survey: SurveyId, question: &str) -> Result<Option<i64>, StoreError> {
    let row = survey_intake::Entity::find()
        .filter(survey_intake::Column::SurveyId.eq(survey.0))
        .filter(survey_intake::Column::Question.eq(question))
        .one(from.conn())
        .await?;
    Ok(row.map(|row| row.id))
}

/// Makes it, or answers the one that somebody else made at the same moment.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, survey: SurveyId, question: &str) -> Result<i64, StoreError> {
    use survey_intake::Column as C;
    let row = survey_intake::ActiveModel { id: NotSet, survey_id: Set(survey.0), question: Set(question.to_owned()) };
    let known = OnConflict::columns([C::SurveyId, C::Question]).update_column(C::Question).to_owned();
    survey_intake::Entity::insert(row).on_conflict(known).exec_without_returning(tx.conn()).await?;
    find(tx, survey, question).await?.ok_or_else(|| corrupt("survey_intake", survey))
}

/// Holds it to the transaction's end, so that two desks take texts in one after the other.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, intake: i64) -> Result<(), StoreError> {
    survey_intake::Entity::update_many()
        .col_expr(survey_intake::Column::Question, Expr::col(survey_intake::Column::Question))
        .filter(survey_intake::Column::Id.eq(intake))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Which of these forms' keys a voice has already.
///
/// # Errors
/// What the database says.
pub async fn taken(from: &impl Source, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    let mut found = HashSet::new();
    for some in keys.chunks(KEYS) {
        let rows: Vec<String> = submission::Entity::find()
            .select_only()
            .column(submission::Column::FormKey)
            .filter(submission::Column::FormKey.is_in(some))
            .into_tuple()
            .all(from.conn())
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The question from which a voice came; nothing for a voice that came otherwise.
///
/// # Errors
/// What the database says.
pub async fn origin(from: &impl Source, voice: SubmissionId) -> Result<Option<Asked>, StoreError> {
    let sql = "select s.id, s.code, s.title, i.question from submission v join survey_intake i on i.id = v.source_id \
        join survey s on s.id = i.survey_id where v.id = $1 and v.source_noun = $2";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [voice.0.into(), NOUN.into()]);
    let Some(row) = conn.query_one_raw(statement).await? else { return Ok(None) };
    Ok(Some(Asked {
        survey: SurveyId(row.try_get("", "id")?),
        code: row.try_get("", "code")?,
        title: row.try_get("", "title")?,
        question: row.try_get("", "question")?,
    }))
}
