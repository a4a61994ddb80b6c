//! 回答: what was answered in a survey. A row has a random key and nothing that says when it came or whose it is.

use std::collections::BTreeMap;

use kocho_domain::{
    id::{QuestionnaireId, SurveyId},
    survey::{Answers, state::Method},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
    sea_query::OnConflict,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{response, response_file},
    error::corrupt,
};

/// Answers that one statement writes.
const ROWS: usize = 500;
/// Answers that one statement reads.
const CHUNK: u64 = 2_000;

/// One filled questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Random, or derived from a code that is not kept.
    pub key: String,
    /// The version that was answered.
    pub questionnaire: QuestionnaireId,
    /// Coarse classes: id of the profile field → class; a class that is not known is missing.
    pub profile: BTreeMap<String, String>,
    /// How it came.
    pub method: Method,
    /// Answered to the end.
    pub complete: bool,
    /// What was answered.
    pub answers: Answers,
}

/// How many answers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Answered to the end.
    pub complete: u64,
    /// Answered in part.
    pub partial: u64,
}

impl Counts {
    /// All of them.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.complete + self.partial
    }
}

/// Writes many answers in the order of their keys, so that not even the file's order says which came first.
///
/// # Errors
/// [`StoreError::Conflict`] when a key is there already.
pub async fn insert_many(tx: &mut Tx, survey: SurveyId, mut responses: Vec<Response>) -> Result<(), StoreError> {
    responses.sort_by(|a, b| a.key.cmp(&b.key));
    for some in responses.chunks(ROWS) {
        let rows = some.iter().map(|response| row(survey, response)).collect::<Result<Vec<_>, _>>()?;
        response::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Writes one answer, or what its key says now.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, survey: SurveyId, response: &Response) -> Result<(), StoreError> {
    use response::Column as C;
    let now = [C::QuestionnaireId, C::Profile, C::Method, C::Complete, C::Answers];
    let again = OnConflict::column(C::Key).update_columns(now).to_owned();
    response::Entity::insert(row(survey, response)?).on_conflict(again).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The answer with this key.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, survey: SurveyId, key: &str) -> Result<Option<Response>, StoreError> {
    let row =
        response::Entity::find_by_id(key).filter(response::Column::SurveyId.eq(survey.0)).one(from.conn()).await?;
    row.map(read).transpose()
}

/// How many answers a survey has.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, survey: SurveyId) -> Result<Counts, StoreError> {
    Ok(counts_of(from, &[survey]).await?.remove(&survey).unwrap_or_default())
}

/// How many answers each of these surveys has; those without any are missing.
///
/// # Errors
/// What the database says.
pub async fn counts_of(from: &impl Source, surveys: &[SurveyId]) -> Result<BTreeMap<SurveyId, Counts>, StoreError> {
    let rows: Vec<(i64, bool, i64)> = response::Entity::find()
        .select_only()
        .column(response::Column::SurveyId)
        .column(response::Column::Complete)
        .column_as(response::Column::Key.count(), "answers")
        .filter(response::Column::SurveyId.is_in(surveys.iter().map(|id| id.0)))
        .group_by(response::Column::SurveyId)
        .group_by(response::Column::Complete)
        .into_tuple()
        .all(from.conn())
        .await?;
    let mut counts: BTreeMap<SurveyId, Counts> = BTreeMap::new();
    for (id, complete, answers) in rows {
        let count = counts.entry(SurveyId(id)).or_default();
        let answers = u64::try_from(answers).unwrap_or(0);
        if complete { count.complete = answers } else { count.partial = answers }
    }
    Ok(counts)
}

/// True when somebody has answered this version.
///
/// # Errors
/// What the database says.
pub async fn has_any(from: &impl Source, survey: SurveyId) -> Result<bool, StoreError> {
    let conn = from.conn();
    let sql = "select 1 as one from response where survey_id = $1 limit 1";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()]);
    Ok(conn.query_one_raw(statement).await?.is_some())
}

/// Reads all answers of a survey, a chunk at a time, in the order of their keys: memory holds one chunk.
///
/// # Errors
/// What the database says, or `take`.
pub async fn each<E: From<StoreError>>(
    from: &impl Source,
    survey: SurveyId,
    mut take: impl FnMut(Response) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = String::new();
    loop {
        let some = chunk(from, survey, &after).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after.clone_from(&last.key);
        for response in some {
            take(response)?;
        }
    }
}

/// Some answers of a survey with keys behind `after`, in the order of their keys; none at the end.
///
/// # Errors
/// What the database says.
pub async fn chunk(from: &impl Source, survey: SurveyId, after: &str) -> Result<Vec<Response>, StoreError> {
    let rows = response::Entity::find()
        .filter(response::Column::SurveyId.eq(survey.0))
        .filter(response::Column::Key.gt(after))
        .order_by_asc(response::Column::Key)
        .limit(CHUNK)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Notes that a table of answers was taken in; answers whether it is new.
///
/// # Errors
/// What the database says.
pub async fn note_file(tx: &mut Tx, survey: SurveyId, sha256: &str) -> Result<bool, StoreError> {
    let row = response_file::ActiveModel { survey_id: Set(survey.0), sha256: Set(sha256.to_owned()) };
    use response_file::Column as C;
    let known = OnConflict::columns([C::SurveyId, C::Sha256]).do_nothing().to_owned();
    Ok(response_file::Entity::insert(row).on_conflict(known).exec_without_returning(tx.conn()).await? == 1)
}

fn row(survey: SurveyId, response: &Response) -> Result<response::ActiveModel, StoreError> {
    Ok(response::ActiveModel {
        key: Set(response.key.clone()),
        survey_id: Set(survey.0),
        questionnaire_id: Set(response.questionnaire.0),
        profile: Set(serde_json::to_string(&response.profile).map_err(|error| corrupt("profile", error))?),
        method: Set(response.method.code().to_owned()),
        complete: Set(response.complete),
        answers: Set(response.answers.to_json()),
    })
}

fn read(row: response::Model) -> Result<Response, StoreError> {
    Ok(Response {
        questionnaire: QuestionnaireId(row.questionnaire_id),
        profile: serde_json::from_str(&row.profile).map_err(|_| corrupt("profile", "not read"))?,
        method: Method::parse(&row.method).ok_or_else(|| corrupt("method", &row.method))?,
        complete: row.complete,
        answers: Answers::from_json(&row.answers).ok_or_else(|| corrupt("answers", "not read"))?,
        key: row.key,
    })
}
