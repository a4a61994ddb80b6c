//! 自由記述 that can be found: what people wrote in surveys that are over, personal details masked. A text names its question and no
//! answer; texts come in the order of the answers' random keys, question by question, when the survey is over and not before.

use kocho_domain::id::SurveyId;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    Statement,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::survey_text,
    findable::{self, Findable, Slot},
};

/// A text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyText {
    /// Database key; it says nothing of when the answer came.
    pub id: i64,
    /// Its survey.
    pub survey: SurveyId,
    /// Id of its question.
    pub question: String,
    /// The text, personal details masked.
    pub body: String,
}

/// A survey that is over and whose texts do not all stand here.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source) -> Result<Option<SurveyId>, StoreError> {
    let sql = "select s.id from survey s left join survey_found i on i.survey_id = s.id \
               where s.state in ('closed', 'reported') and (i.survey_id is null or i.changed <> i.indexed) \
               order by s.id limit 1";
    let conn = from.conn();
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    row.map(|row| Ok(SurveyId(row.try_get("", "id")?))).transpose()
}

/// Notes that answers of a survey came in or changed; before its texts stood here for the first time there is nothing to note.
///
/// # Errors
/// What the database says.
pub async fn note_change(tx: &mut Tx, survey: SurveyId) -> Result<(), StoreError> {
    run(tx, "update survey_found set changed = changed + 1 where survey_id = $1", &[survey.0]).await
}

/// Holds a survey's texts to the transaction's end, so that two servers bring them one after the other; answers up to which change
/// of its answers they are to be brought.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, survey: SurveyId) -> Result<i64, StoreError> {
    let again = "insert into survey_found (survey_id, changed, indexed) values ($1, 0, -1) \
                 on conflict (survey_id) do update set changed = survey_found.changed";
    run(tx, again, &[survey.0]).await?;
    let conn = tx.conn();
    let sql = "select changed from survey_found where survey_id = $1";
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()]);
    let row = conn.query_one_raw(statement).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "changed"))?)
}

/// Notes that all texts stand here as they were at a change of the answers.
///
/// # Errors
/// What the database says.
pub async fn finish(tx: &mut Tx, survey: SurveyId, changed: i64) -> Result<(), StoreError> {
    run(tx, "update survey_found set indexed = $2 where survey_id = $1", &[survey.0, changed]).await
}

/// The texts to a question, in the order in which they were brought.
///
/// # Errors
/// What the database says.
pub async fn of_question(from: &impl Source, survey: SurveyId, question: &str) -> Result<Vec<SurveyText>, StoreError> {
    let rows = survey_text::Entity::find()
        .filter(survey_text::Column::SurveyId.eq(survey.0))
        .filter(survey_text::Column::Question.eq(question))
        .order_by_asc(survey_text::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Questions that have at least so many texts, of the newest surveys first: survey and id of the question.
///
/// # Errors
/// What the database says.
pub async fn questions(from: &impl Source, fewest: u64, size: u64) -> Result<Vec<(SurveyId, String)>, StoreError> {
    let sql = format!(
        "select x.survey_id, x.question from survey_text x group by x.survey_id, x.question \
         having count(*) >= {fewest} order by x.survey_id desc, x.question limit {size}"
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok((SurveyId(row.try_get("", "survey_id")?), row.try_get("", "question")?))).collect()
}

/// These texts, in no order; those that are gone are missing.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[i64]) -> Result<Vec<SurveyText>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = survey_text::Column::Id.is_in(ids.iter().copied());
    Ok(survey_text::Entity::find().filter(wanted).all(from.conn()).await?.into_iter().map(read).collect())
}

/// Brings texts to a question, with their lines of the search.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, survey: SurveyId, question: &str, bodies: &[&str]) -> Result<(), StoreError> {
    for body in bodies {
        let row = survey_text::ActiveModel {
            id: NotSet,
            survey_id: Set(survey.0),
            question: Set(question.to_owned()),
            body: Set((*body).to_owned()),
        };
        let id = row.insert(tx.conn()).await?.id;
        findable::put(tx, &Findable::beside(Slot::SurveyText, id, vec![(*body).to_owned()])).await?;
    }
    Ok(())
}

/// Takes texts away, with their lines of the search.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, ids: &[i64]) -> Result<(), StoreError> {
    for id in ids {
        findable::erase(tx, Slot::SurveyText, *id).await?;
        survey_text::Entity::delete_by_id(*id).exec(tx.conn()).await?;
    }
    Ok(())
}

/// Takes all texts of a survey away, as if they had never been brought.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, survey: SurveyId) -> Result<(), StoreError> {
    let ids: Vec<i64> = survey_text::Entity::find()
        .select_only()
        .column(survey_text::Column::Id)
        .filter(survey_text::Column::SurveyId.eq(survey.0))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let lines: Vec<i64> = ids.into_iter().map(|id| Slot::SurveyText.line(id)).collect();
    findable::remove(tx, &lines).await?;
    run(tx, "delete from survey_text where survey_id = $1", &[survey.0]).await?;
    run(tx, "delete from survey_found where survey_id = $1", &[survey.0]).await
}

async fn run(tx: &Tx, sql: &str, values: &[i64]) -> Result<(), StoreError> {
    let conn = tx.conn();
    let values: Vec<sea_orm::Value> = values.iter().map(|value| (*value).into()).collect();
    conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    Ok(())
}

fn read(row: survey_text::Model) -> SurveyText {
    SurveyText { id: row.id, survey: SurveyId(row.survey_id), question: row.question, body: row.body }
}
