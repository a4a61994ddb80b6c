//! 調査の宛先: who is asked in a survey, how to reach them, and the coarse classes that stand beside their answer.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    id::{InviteeId, SurveyId},
    personal::Personal,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, Statement,
    sea_query::Expr,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::invitee};

/// Rows that one statement writes.
const ROWS: usize = 100;

/// Where somebody can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addressee {
    /// 氏名
    pub name: String,
    /// 郵便番号; may be empty.
    pub postal_code: String,
    /// 住所; may be empty.
    pub address: String,
    /// メール
    pub email: Option<String>,
}

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Database key.
    pub id: InviteeId,
    /// Of which survey.
    pub survey: SurveyId,
    /// The monitor that it is, for a panel.
    pub monitor: Option<i64>,
    /// Number in the survey, from 1; stands on letters for the post room, never on a questionnaire.
    pub number: i64,
    /// Name and address.
    pub addressee: Personal<Addressee>,
    /// ja, easy or en.
    pub language: String,
    /// Coarse classes: profile field → class.
    pub profile: BTreeMap<String, String>,
    /// Nothing more is sent to them.
    pub asked_no_more: bool,
}

/// Somebody to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewInvitee {
    /// The monitor that it is.
    pub monitor: Option<i64>,
    /// Name and address.
    pub addressee: Personal<Addressee>,
    /// ja, easy or en.
    pub language: String,
    /// Coarse classes.
    pub profile: BTreeMap<String, String>,
}

/// How many people each combination of classes has that stands beside the people of a survey.
///
/// # Errors
/// What the database says.
pub async fn combinations(from: &impl Source, survey: SurveyId) -> Result<Vec<usize>, StoreError> {
    let sql = "select count(*) as people from invitee where survey_id = $1 group by profile order by people";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(usize::try_from(row.try_get::<i64>("", "people")?).unwrap_or(usize::MAX))).collect()
}

/// Adds people to a survey; they get the next numbers.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, survey: SurveyId, people: &[NewInvitee]) -> Result<(), StoreError> {
    let mut number = most(tx, survey).await?;
    for some in people.chunks(ROWS) {
        let mut rows = Vec::with_capacity(some.len());
        for person in some {
            number += 1;
            rows.push(row(survey, number, person)?);
        }
        invitee::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn row(survey: SurveyId, number: i64, person: &NewInvitee) -> Result<invitee::ActiveModel, StoreError> {
    let addressee = person.addressee.reveal();
    Ok(invitee::ActiveModel {
        id: NotSet,
        survey_id: Set(survey.0),
        monitor_id: Set(person.monitor),
        number: Set(number),
        name: Set(addressee.name.clone()),
        postal_code: Set(addressee.postal_code.clone()),
        address: Set(addressee.address.clone()),
        email: Set(addressee.email.clone()),
        language: Set(person.language.clone()),
        profile: Set(serde_json::to_string(&person.profile).map_err(|e| StoreError::Corrupt(e.to_string()))?),
        asked_no_more: Set(false),
    })
}

async fn most(from: &impl Source, survey: SurveyId) -> Result<i64, StoreError> {
    let sql = "select max(number) as n from invitee where survey_id = $1";
    let conn = from.conn();
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()])).await?;
    Ok(row.map(|row| row.try_get::<Option<i64>>("", "n")).transpose()?.flatten().unwrap_or(0))
}

/// Somebody by key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: InviteeId) -> Result<Option<Invitee>, StoreError> {
    invitee::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// People by their keys.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[InviteeId]) -> Result<BTreeMap<i64, Invitee>, StoreError> {
    let rows = invitee::Entity::find()
        .filter(invitee::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .order_by_asc(invitee::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(|row| Ok((row.id, read(row)?))).collect()
}

/// The one with a number in a survey.
///
/// # Errors
/// What the database says.
pub async fn by_number(from: &impl Source, survey: SurveyId, number: i64) -> Result<Option<Invitee>, StoreError> {
    let found = invitee::Entity::find()
        .filter(invitee::Column::SurveyId.eq(survey.0))
        .filter(invitee::Column::Number.eq(number));
    found.one(from.conn()).await?.map(read).transpose()
}

/// People of a survey after a number, in the order of their numbers.
///
/// # Errors
/// What the database says.
pub async fn after(from: &impl Source, survey: SurveyId, number: i64, most: u64) -> Result<Vec<Invitee>, StoreError> {
    let rows = invitee::Entity::find()
        .filter(invitee::Column::SurveyId.eq(survey.0))
        .filter(invitee::Column::Number.gt(number))
        .order_by_asc(invitee::Column::Number)
        .limit(most)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many people are asked in a survey.
///
/// # Errors
/// What the database says.
pub async fn count(from: &impl Source, survey: SurveyId) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    Ok(invitee::Entity::find().filter(invitee::Column::SurveyId.eq(survey.0)).count(from.conn()).await?)
}

/// Those of a survey who have no code yet, in the order of their numbers.
///
/// # Errors
/// What the database says.
pub async fn without_code(from: &impl Source, survey: SurveyId, most: u64) -> Result<Vec<Invitee>, StoreError> {
    some(from, survey, 0, "not exists (select 1 from participant p where p.invitee_id = i.id)", most).await
}

/// Those of a survey who have a code in force and did not answer, in the order of their numbers.
///
/// # Errors
/// What the database says.
pub async fn unanswered(from: &impl Source, survey: SurveyId, most: u64) -> Result<Vec<Invitee>, StoreError> {
    some(from, survey, 0, UNANSWERED, most).await
}

/// The same, of those with a greater number than this.
///
/// # Errors
/// What the database says.
pub async fn unanswered_after(
    from: &impl Source,
    survey: SurveyId,
    number: i64,
    most: u64,
) -> Result<Vec<Invitee>, StoreError> {
    some(from, survey, number, UNANSWERED, most).await
}

/// A code in force without the mark, and no earlier one with it. Once answered, a person is asked nothing more.
const UNANSWERED: &str = "exists (select 1 from participant p where p.invitee_id = i.id and not p.void) \
    and not exists (select 1 from participant p where p.invitee_id = i.id and p.answered)";

async fn some(
    from: &impl Source,
    survey: SurveyId,
    after: i64,
    which: &str,
    most: u64,
) -> Result<Vec<Invitee>, StoreError> {
    let conn = from.conn();
    let sql = format!(
        "select i.* from invitee i where i.survey_id = $1 and i.number > $2 and {which} order by i.number limit $3"
    );
    let values = [survey.0.into(), after.into(), i64::try_from(most).unwrap_or(i64::MAX).into()];
    let found = invitee::Entity::find()
        .from_raw_sql(Statement::from_sql_and_values(conn.get_database_backend(), sql, values))
        .all(conn)
        .await?;
    found.into_iter().map(read).collect()
}

/// Erases names and addresses of people who were asked in anonymous surveys that ended before a day, at most so many; answers how
/// many. Numbers and classes stay, so that figures stay true; mails to them keep when they left, and to whom goes. A survey with
/// names says on its first page that it keeps them.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, ended_before: NaiveDate, most: u64) -> Result<u64, StoreError> {
    let sql = "update invitee set name = '', postal_code = '', address = '', email = null where id in ( \
        select i.id from invitee i join survey s on s.id = i.survey_id where s.anonymous and s.ends_on < $1 \
        and (i.name <> '' or i.postal_code <> '' or i.address <> '' or i.email is not null) order by i.id limit $2)";
    let mails = "update outbox_mail set recipient = '', evidence = null where recipient <> '' and state in ('sent', 'failed') \
        and id in (select n.outbox_id from invitation n join survey s on s.id = n.survey_id where s.anonymous and s.ends_on < $1)";
    let values = [ended_before.into(), i64::try_from(most).unwrap_or(i64::MAX).into()];
    let conn = tx.conn();
    let backend = conn.get_database_backend();
    conn.execute_raw(Statement::from_sql_and_values(backend, mails, [ended_before.into()])).await?;
    let done = conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(done.rows_affected())
}

/// Nothing more is sent to somebody.
///
/// # Errors
/// What the database says.
pub async fn ask_no_more(tx: &mut Tx, id: InviteeId) -> Result<(), StoreError> {
    invitee::Entity::update_many()
        .col_expr(invitee::Column::AskedNoMore, Expr::value(true))
        .filter(invitee::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Monitors who are asked in a survey already.
///
/// # Errors
/// What the database says.
pub async fn monitors(from: &impl Source, survey: SurveyId) -> Result<Vec<i64>, StoreError> {
    let ids = invitee::Entity::find()
        .select_only()
        .column(invitee::Column::MonitorId)
        .filter(invitee::Column::SurveyId.eq(survey.0))
        .filter(invitee::Column::MonitorId.is_not_null())
        .order_by_asc(invitee::Column::MonitorId)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(ids)
}

fn read(row: invitee::Model) -> Result<Invitee, StoreError> {
    Ok(Invitee {
        id: InviteeId(row.id),
        survey: SurveyId(row.survey_id),
        monitor: row.monitor_id,
        number: row.number,
        addressee: Personal::new(Addressee {
            name: row.name,
            postal_code: row.postal_code,
            address: row.address,
            email: row.email,
        }),
        language: row.language,
        profile: serde_json::from_str(&row.profile).map_err(|e| StoreError::Corrupt(e.to_string()))?,
        asked_no_more: row.asked_no_more,
    })
}
