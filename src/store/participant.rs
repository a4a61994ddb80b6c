//! 回答番号: which codes are in force and which of them answered. No time, no sequence: nothing here can be laid beside an answer.

use kocho_domain::id::{InviteeId, MonitorId, PanelId, SurveyId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, Statement, Value, sea_query::Expr};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::participant};

/// A code that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The code's keyed hash.
    pub code_hash: String,
    /// For which survey.
    pub survey: SurveyId,
    /// To whom.
    pub invitee: InviteeId,
    /// A newer code took its place.
    pub void: bool,
    /// It answered, as far as the marks were gathered.
    pub answered: bool,
}

/// Codes of a survey, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// People who have a code.
    pub people: u64,
    /// Of these, marked as answered.
    pub answered: u64,
}

/// Gives out codes.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, survey: SurveyId, codes: &[(String, InviteeId)]) -> Result<(), StoreError> {
    let row = |(hash, invitee): &(String, InviteeId)| participant::ActiveModel {
        code_hash: Set(hash.clone()),
        survey_id: Set(survey.0),
        invitee_id: Set(invitee.0),
        void: Set(false),
        answered: Set(false),
    };
    // In the order of their hashes, so that the order of the addresses is in no file either.
    let mut codes: Vec<_> = codes.iter().collect();
    codes.sort_unstable();
    for some in codes.chunks(100) {
        participant::Entity::insert_many(some.iter().map(|code| row(code))).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// A code by its hash.
///
/// # Errors
/// What the database says.
pub async fn by_hash(from: &impl Source, code_hash: &str) -> Result<Option<Participant>, StoreError> {
    Ok(participant::Entity::find_by_id(code_hash.to_owned()).one(from.conn()).await?.map(read))
}

/// Whether anybody marked as answered hides behind an address, in any of its codes.
///
/// # Errors
/// What the database says.
pub async fn has_answered(from: &impl Source, invitee: InviteeId) -> Result<bool, StoreError> {
    let found = participant::Entity::find()
        .filter(participant::Column::InviteeId.eq(invitee.0))
        .filter(participant::Column::Answered.eq(true))
        .one(from.conn())
        .await?;
    Ok(found.is_some())
}

/// Puts every code of somebody out of force.
///
/// # Errors
/// What the database says.
pub async fn void(tx: &mut Tx, invitee: InviteeId) -> Result<(), StoreError> {
    participant::Entity::update_many()
        .col_expr(participant::Column::Void, Expr::value(true))
        .filter(participant::Column::InviteeId.eq(invitee.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Sets the mark of these codes. Every row of the survey is written anew in one statement, whether its mark changes or not,
/// so that age and place of a row tell nothing about when its code answered.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, survey: SurveyId, hashes: &[String]) -> Result<(), StoreError> {
    // A statement takes some 30,000 values; more marks than that come in several of them.
    for some in hashes.chunks(10_000) {
        let places = (2..some.len() + 2).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
        let sql =
            format!("update participant set answered = (answered or code_hash in ({places})) where survey_id = $1");
        let values = std::iter::once(Value::from(survey.0)).chain(some.iter().map(|hash| hash.as_str().into()));
        let conn = tx.conn();
        conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}

/// Monitors who are marked as answered in a survey, each with their term, for their rewards; by the register's order.
///
/// # Errors
/// What the database says.
pub async fn answered_monitors(from: &impl Source, survey: SurveyId) -> Result<Vec<(PanelId, MonitorId)>, StoreError> {
    let sql = "select distinct m.panel_id as panel, m.id as monitor from participant p \
        join invitee i on i.id = p.invitee_id join monitor m on m.id = i.monitor_id \
        where p.survey_id = $1 and p.answered order by m.panel_id, m.id";
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()])).await?;
    rows.iter().map(|row| Ok((PanelId(row.try_get("", "panel")?), MonitorId(row.try_get("", "monitor")?)))).collect()
}

/// How many people have a code, and how many are marked.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, survey: SurveyId) -> Result<Counts, StoreError> {
    let sql = "select count(distinct invitee_id) as people, \
        count(distinct case when answered then invitee_id end) as answered from participant where survey_id = $1";
    let conn = from.conn();
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()])).await?;
    let Some(row) = row else { return Ok(Counts::default()) };
    let count = |name| Ok::<_, StoreError>(u64::try_from(row.try_get::<i64>("", name)?).unwrap_or(0));
    Ok(Counts { people: count("people")?, answered: count("answered")? })
}

fn read(row: participant::Model) -> Participant {
    Participant {
        code_hash: row.code_hash,
        survey: SurveyId(row.survey_id),
        invitee: InviteeId(row.invitee_id),
        void: row.void,
        answered: row.answered,
    }
}
