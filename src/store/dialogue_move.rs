//! 日程の変更: a day or a slot that moved after people had been told. Only ever added to.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::{DialogueDayId, SlotId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, Statement,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::dialogue_move, error::corrupt};

/// When and where something takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Date.
    pub on: NaiveDate,
    /// 13:30～13:55 of a slot; empty of a whole day.
    pub time: String,
    /// Venue.
    pub venue: String,
}

/// A move that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// From when and where.
    pub before: Appointment,
    /// To when and where.
    pub after: Appointment,
    /// Why; empty when it was erased.
    pub reason: String,
    /// How many applicants were told.
    pub told: u64,
    /// Who moved it, by office.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes a move down.
///
/// # Errors
/// What the database says.
pub async fn add(
    tx: &mut Tx,
    (day, slot): (DialogueDayId, Option<SlotId>),
    (before, after): (&Appointment, &Appointment),
    reason: &str,
    told: usize,
) -> Result<(), StoreError> {
    let reason = tx.write_free_text(Some(reason).filter(|reason| !reason.is_empty())).await?;
    let (kind, by) = tx.actor();
    let row = dialogue_move::ActiveModel {
        id: NotSet,
        day_id: Set(day.0),
        slot_id: Set(slot.map(|slot| slot.0)),
        before_on: Set(before.on),
        before_time: Set(before.time.clone()),
        before_venue: Set(before.venue.clone()),
        after_on: Set(after.on),
        after_time: Set(after.time.clone()),
        after_venue: Set(after.venue.clone()),
        reason_text_id: Set(reason),
        told: Set(i64::try_from(told).unwrap_or(i64::MAX)),
        moved_by: Set(by.filter(|_| kind == "staff")),
        moved_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The moves of a day and of its slots, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_day(from: &impl Source, day: DialogueDayId) -> Result<Vec<Moved>, StoreError> {
    let sql = "select m.before_on, m.before_time, m.before_venue, m.after_on, m.after_time, m.after_venue, m.told, m.moved_at, \
        coalesce(f.body, '') as reason, coalesce(p.name, '') as who from dialogue_move m \
        left join free_text f on f.id = m.reason_text_id left join staff p on p.id = m.moved_by \
        where m.day_id = $1 order by m.id desc";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [day.0.into()]);
    conn.query_all_raw(statement).await?.iter().map(read).collect()
}

fn read(row: &sea_orm::QueryResult) -> Result<Moved, StoreError> {
    let told: i64 = row.try_get("", "told")?;
    let appointment = |on: &str, time: &str, venue: &str| {
        Ok::<_, StoreError>(Appointment {
            on: row.try_get("", on)?,
            time: row.try_get("", time)?,
            venue: row.try_get("", venue)?,
        })
    };
    Ok(Moved {
        before: appointment("before_on", "before_time", "before_venue")?,
        after: appointment("after_on", "after_time", "after_venue")?,
        reason: row.try_get("", "reason")?,
        told: u64::try_from(told).map_err(|_| corrupt("told", told))?,
        by: row.try_get("", "who")?,
        at: row.try_get("", "moved_at")?,
    })
}

/// From which date each of these days moved first, of those whose date has changed since they were announced.
///
/// # Errors
/// What the database says.
pub async fn first_dates(
    from: &impl Source,
    days: &[DialogueDayId],
) -> Result<std::collections::BTreeMap<DialogueDayId, NaiveDate>, StoreError> {
    if days.is_empty() {
        return Ok(std::collections::BTreeMap::new());
    }
    let rows = dialogue_move::Entity::find()
        .filter(dialogue_move::Column::DayId.is_in(days.iter().map(|day| day.0)))
        .filter(dialogue_move::Column::SlotId.is_null())
        .order_by_desc(dialogue_move::Column::Id)
        .all(from.conn())
        .await?;
    let moved = rows.into_iter().filter(|row| row.before_on != row.after_on);
    Ok(moved.map(|row| (DialogueDayId(row.day_id), row.before_on)).collect())
}
