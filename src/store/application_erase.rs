//! Which applications' names and contacts have had their time, and what goes with them? Number, theme, what was asked for and how it
//! was decided stay; so do records and promises.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{dialogue::ApplicationState, id::ApplicationId, job::Mail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, Statement, Value};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{application, audit_event, decision_notice},
    outbox,
};

/// The series of which somebody's contact is still kept, also those that the city has no more.
///
/// # Errors
/// What the database says.
pub async fn series(from: &impl Source) -> Result<Vec<String>, StoreError> {
    let codes = application::Entity::find()
        .select_only()
        .column(application::Column::Series)
        .distinct()
        .filter(application::Column::PurgedAt.is_null())
        .order_by_asc(application::Column::Series);
    Ok(codes.into_tuple().all(from.conn()).await?)
}

/// Applications of a series whose meeting was before `met`, or that were ended or left without a day before `ended`; not those whose
/// applicant still has to hear what became of a promise. At most so many.
///
/// # Errors
/// What the database says.
pub async fn due(
    from: &impl Source,
    series: &str,
    (met, ended): (NaiveDate, DateTime<Utc>),
    size: u64,
) -> Result<Vec<ApplicationId>, StoreError> {
    let codes = |over: bool| {
        let states = ApplicationState::ALL.iter().filter(|state| state.holds_the_day() != over);
        states.map(|state| format!("'{}'", state.code())).collect::<Vec<_>>().join(", ")
    };
    let sql = format!(
        "select a.id from application a left join dialogue_day d on d.id = a.day_id \
         where a.purged_at is null and a.series = $1 \
         and ((a.state in ({}) and d.held_on < $2) \
           or ((a.state in ({}) or a.day_id is null) and coalesce(a.decided_at, a.received_at) < $3)) \
         and not exists (select 1 from slot s join commitment c on c.slot_id = s.id \
           where s.application_id = a.id and c.follow_up_on is not null and c.followed_up_at is null) \
         order by a.id limit {size}",
        codes(false),
        codes(true)
    );
    let values: [Value; 3] = [series.into(), met.into(), ended.into()];
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.into_iter().map(|row| Ok(ApplicationId(row.try_get("", "id")?))).collect()
}

/// Erases who these applicants were, how they were reached and what they needed, also where mails and reasons say it.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, ids: &[ApplicationId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut texts: Vec<Option<i64>> = application::Entity::find()
        .select_only()
        .column(application::Column::ReasonTextId)
        .filter(application::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    // The audit keeps what the desk wrote about who called in a row of its own.
    let said: Vec<Option<i64>> = audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::FreeTextId)
        .filter(audit_event::Column::Noun.eq("application"))
        .filter(audit_event::Column::Code.is_in(["application_cancelled", "application_declined"]))
        .filter(audit_event::Column::SubjectId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    texts.extend(said);
    let texts: Vec<i64> = texts.into_iter().flatten().collect();
    application::Entity::update_many()
        .set(blank(tx.at()))
        .filter(application::Column::Id.is_in(ids.iter().copied()))
        .exec(tx.conn())
        .await?;
    tx.blank_free_text(&texts).await?;
    forget_mails(tx, &ids).await
}

fn blank(at: DateTime<Utc>) -> application::ActiveModel {
    application::ActiveModel {
        name: Set(String::new()),
        address: Set(None),
        phone: Set(None),
        email: Set(None),
        reach_note: Set(None),
        wishes: Set(String::new()),
        needs: Set(String::new()),
        needs_note: Set(String::new()),
        name_hash: Set(None),
        group_hash: Set(None),
        phone_hash: Set(None),
        email_hash: Set(None),
        purged_at: Set(Some(at)),
        ..Default::default()
    }
}

/// Mails of these applications keep when they left; to whom goes.
async fn forget_mails(tx: &mut Tx, ids: &[i64]) -> Result<(), StoreError> {
    let notices: Vec<i64> = decision_notice::Entity::find()
        .select_only()
        .column(decision_notice::Column::Id)
        .filter(decision_notice::Column::ApplicationId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(tx.conn())
        .await?;
    let mails: Vec<Mail> = notices.into_iter().map(|notice| Mail::Dialogue { notice }).collect();
    outbox::forget_recipients(tx, &mails).await
}
