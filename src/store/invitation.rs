//! 調査の案内: what is sent to whom, by mail or as a letter. The seed of a code stands here until it has left the house.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{InvitationId, InviteeId, SurveyId},
    participant::{Medium, Notice},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect, Set, Statement, sea_query::Expr,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::invitation};

/// Something that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Database key.
    pub id: InvitationId,
    /// Of which survey.
    pub survey: SurveyId,
    /// To whom.
    pub invitee: InviteeId,
    /// What it says.
    pub notice: Notice,
    /// How it goes.
    pub medium: Medium,
    /// The seed of its code, in hexadecimal digits, until it left.
    pub seed: Option<String>,
    /// waiting, sent, failed, returned
    pub state: String,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Invitations of a survey, counted by what, how and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What.
    pub notice: Notice,
    /// How.
    pub medium: Medium,
    /// waiting, sent, failed, returned
    pub state: String,
    /// How many.
    pub n: u64,
}

/// Puts one into the queue.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    (survey, invitee): (SurveyId, InviteeId),
    (notice, medium): (Notice, Medium),
    seed: Option<&str>,
) -> Result<InvitationId, StoreError> {
    let row = invitation::ActiveModel {
        id: NotSet,
        survey_id: Set(survey.0),
        invitee_id: Set(invitee.0),
        kind: Set(notice.code().to_owned()),
        medium: Set(medium.code().to_owned()),
        seed: Set(seed.map(str::to_owned)),
        state: Set("waiting".to_owned()),
        outbox_id: Set(None),
        created_at: Set(tx.at()),
        sent_at: Set(None),
    };
    Ok(InvitationId(row.insert(tx.conn()).await?.id))
}

/// One by key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    invitation::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// The mail that carries one.
///
/// # Errors
/// What the database says.
pub async fn carried_by(tx: &mut Tx, id: InvitationId, mail: i64) -> Result<(), StoreError> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::OutboxId, Expr::value(mail))
        .filter(invitation::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// One left the house: its seed is blanked.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, id: InvitationId) -> Result<(), StoreError> {
    left(tx, "sent", Condition::all().add(invitation::Column::Id.eq(id.0))).await
}

/// All letters of a survey that were printed so far left the house.
///
/// # Errors
/// What the database says.
pub async fn mark_printed(tx: &mut Tx, survey: SurveyId, up_to: InvitationId) -> Result<(), StoreError> {
    let printed = Condition::all()
        .add(invitation::Column::SurveyId.eq(survey.0))
        .add(invitation::Column::Medium.eq(Medium::Letter.code()))
        .add(invitation::Column::State.eq("waiting"))
        .add(invitation::Column::Id.lte(up_to.0));
    left(tx, "sent", printed).await
}

async fn left(tx: &mut Tx, state: &str, which: Condition) -> Result<(), StoreError> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value(state))
        .col_expr(invitation::Column::Seed, Expr::value(None::<String>))
        .col_expr(invitation::Column::SentAt, Expr::value(tx.at()))
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A mail was refused for good, or came back; its seed is blanked, and somebody is to be written to in another way.
/// False when no invitation went by this mail.
///
/// # Errors
/// What the database says.
pub async fn mark_failed(tx: &mut Tx, mail: i64, state: &str) -> Result<bool, StoreError> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value(state))
        .col_expr(invitation::Column::Seed, Expr::value(None::<String>))
        .filter(invitation::Column::OutboxId.eq(mail))
        .filter(invitation::Column::State.is_in(["waiting", "sent"]))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected > 0)
}

/// What is taken back before it left: a newer one goes instead.
///
/// # Errors
/// What the database says.
pub async fn take_back(tx: &mut Tx, invitee: InviteeId) -> Result<(), StoreError> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::State, Expr::value("taken_back"))
        .col_expr(invitation::Column::Seed, Expr::value(None::<String>))
        .filter(invitation::Column::InviteeId.eq(invitee.0))
        .filter(invitation::Column::State.eq("waiting"))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Letters of a survey that wait to be printed, in their order.
///
/// # Errors
/// What the database says.
pub async fn letters(from: &impl Source, survey: SurveyId, most: u64) -> Result<Vec<Invitation>, StoreError> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::SurveyId.eq(survey.0))
        .filter(invitation::Column::Medium.eq(Medium::Letter.code()))
        .filter(invitation::Column::State.eq("waiting"))
        .order_by_asc(invitation::Column::Id)
        .limit(most)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The newest one to somebody.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, invitee: InviteeId) -> Result<Option<Invitation>, StoreError> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::InviteeId.eq(invitee.0))
        .order_by_desc(invitation::Column::Id);
    rows.one(from.conn()).await?.map(read).transpose()
}

/// The newest one to each of these people: where each stands.
///
/// # Errors
/// What the database says.
pub async fn newest_of(
    from: &impl Source,
    people: &[InviteeId],
) -> Result<std::collections::BTreeMap<i64, Invitation>, StoreError> {
    let rows = invitation::Entity::find()
        .filter(invitation::Column::InviteeId.is_in(people.iter().map(|id| id.0)))
        .order_by_asc(invitation::Column::Id)
        .all(from.conn())
        .await?;
    // The later one of a person takes the earlier one's place.
    rows.into_iter().map(|row| Ok((row.invitee_id, read(row)?))).collect()
}

/// How many are how far.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, survey: SurveyId) -> Result<Vec<Count>, StoreError> {
    let sql = "select kind, medium, state, count(*) as n from invitation where survey_id = $1 \
        group by kind, medium, state order by kind, medium, state";
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [survey.0.into()])).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Count {
                notice: notice(&row.try_get::<String>("", "kind")?)?,
                medium: medium(&row.try_get::<String>("", "medium")?)?,
                state: row.try_get("", "state")?,
                n: u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or(0),
            })
        })
        .collect()
}

fn notice(code: &str) -> Result<Notice, StoreError> {
    Notice::parse(code).ok_or_else(|| StoreError::Corrupt(format!("invitation.kind {code}")))
}

fn medium(code: &str) -> Result<Medium, StoreError> {
    Medium::parse(code).ok_or_else(|| StoreError::Corrupt(format!("invitation.medium {code}")))
}

fn read(row: invitation::Model) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: InvitationId(row.id),
        survey: SurveyId(row.survey_id),
        invitee: InviteeId(row.invitee_id),
        notice: notice(&row.kind)?,
        medium: medium(&row.medium)?,
        seed: row.seed,
        state: row.state,
        sent_at: row.sent_at,
    })
}
