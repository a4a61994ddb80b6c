//! 枠: one party's time on a dialogue day, who comes, and which measures it is about.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    dialogue::{PartyKind, Period},
    id::{ApplicationId, DialogueDayId, MeasureId, PublicKey, SlotId},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{slot, slot_measure},
    error::corrupt,
};

/// Who comes into a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The application that got it; none where a party was written down by hand.
    pub application: Option<ApplicationId>,
    /// As it is announced: the group's name, or 個人.
    pub name: String,
    /// Person or group.
    pub kind: PartyKind,
    /// How many people.
    pub people: u32,
    /// テーマ
    pub theme: String,
}

/// A slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Database key.
    pub id: SlotId,
    /// Key in addresses.
    pub key: PublicKey,
    /// Its day.
    pub day: DialogueDayId,
    /// Its number on the day, from 1; it stays when times change.
    pub position: u32,
    /// From when to when.
    pub period: Period,
    /// 夜間
    pub evening: bool,
    /// Who comes; nobody yet.
    pub party: Option<Party>,
    /// When they came, and how many.
    pub arrived: Option<(DateTime<Utc>, u32)>,
    /// Moves with every change.
    pub lock: i64,
}

/// Adds a free slot at the end of a day.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody adds one at the same moment.
pub async fn insert(tx: &mut Tx, key: &PublicKey, day: DialogueDayId, period: Period) -> Result<SlotId, StoreError> {
    let last: Option<Option<i64>> = slot::Entity::find()
        .select_only()
        .column_as(slot::Column::Position.max(), "last")
        .filter(slot::Column::DayId.eq(day.0))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let row = slot::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        day_id: Set(day.0),
        position: Set(last.flatten().unwrap_or(0) + 1),
        arrived_at: Set(None),
        arrived_people: Set(None),
        lock: Set(0),
        ..columns(period, None)
    };
    Ok(SlotId(row.insert(tx.conn()).await?.id))
}

fn columns(period: Period, party: Option<&Party>) -> slot::ActiveModel {
    slot::ActiveModel {
        starts_at: Set(period.from.format("%H:%M").to_string()),
        ends_at: Set(period.to.format("%H:%M").to_string()),
        evening: Set(period.is_evening()),
        application_id: Set(party.and_then(|p| p.application).map(|id| id.0)),
        party: Set(party.map(|p| p.name.clone()).unwrap_or_default()),
        party_kind: Set(party.map(|p| p.kind.code().to_owned()).unwrap_or_default()),
        people: Set(party.map_or(0, |p| i64::from(p.people))),
        theme: Set(party.map(|p| p.theme.clone()).unwrap_or_default()),
        ..Default::default()
    }
}

/// A slot by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Slot>, StoreError> {
    let row = slot::Entity::find().filter(slot::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// Slots by their database keys, in no order.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[SlotId]) -> Result<Vec<Slot>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = slot::Entity::find().filter(slot::Column::Id.is_in(ids.iter().map(|id| id.0))).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// The slots of these days, by day and time.
///
/// # Errors
/// What the database says.
pub async fn of_days(from: &impl Source, days: &[DialogueDayId]) -> Result<Vec<Slot>, StoreError> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let rows = slot::Entity::find()
        .filter(slot::Column::DayId.is_in(days.iter().map(|id| id.0)))
        .order_by_asc(slot::Column::DayId)
        .order_by_asc(slot::Column::StartsAt)
        .order_by_asc(slot::Column::Position)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The slots of a day, by time.
///
/// # Errors
/// What the database says.
pub async fn of_day(from: &impl Source, day: DialogueDayId) -> Result<Vec<Slot>, StoreError> {
    of_days(from, &[day]).await
}

/// The slot that an application got.
///
/// # Errors
/// What the database says.
pub async fn of_application(from: &impl Source, application: ApplicationId) -> Result<Option<Slot>, StoreError> {
    let row = slot::Entity::find().filter(slot::Column::ApplicationId.eq(application.0)).one(from.conn()).await?;
    row.map(read).transpose()
}

/// Changes the time of a slot.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_period(tx: &mut Tx, seen: &Slot, period: Period) -> Result<(), StoreError> {
    change(tx, seen, columns(period, seen.party.as_ref())).await
}

/// Gives a slot to a party, or makes it free.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_party(tx: &mut Tx, seen: &Slot, party: Option<&Party>) -> Result<(), StoreError> {
    change(tx, seen, columns(seen.period, party)).await
}

/// Notes that the party came, or that this was noted by mistake.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_arrived(tx: &mut Tx, seen: &Slot, people: Option<u32>) -> Result<(), StoreError> {
    let row = slot::ActiveModel {
        arrived_at: Set(people.map(|_| tx.at())),
        arrived_people: Set(people.map(i64::from)),
        ..Default::default()
    };
    change(tx, seen, row).await
}

async fn change(tx: &mut Tx, seen: &Slot, mut row: slot::ActiveModel) -> Result<(), StoreError> {
    row.lock = Set(seen.lock + 1);
    let done = slot::Entity::update_many()
        .set(row)
        .filter(slot::Column::Id.eq(seen.id.0))
        .filter(slot::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes a slot that nobody has; what was chosen or asked for it goes with it.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn delete(tx: &mut Tx, seen: &Slot) -> Result<(), StoreError> {
    slot_measure::Entity::delete_many().filter(slot_measure::Column::SlotId.eq(seen.id.0)).exec(tx.conn()).await?;
    crate::slot_memo::delete_of(tx, seen.id).await?;
    let done = slot::Entity::delete_many()
        .filter(slot::Column::Id.eq(seen.id.0))
        .filter(slot::Column::Lock.eq(seen.lock))
        .filter(slot::Column::PartyKind.eq(""))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The measures of these slots.
///
/// # Errors
/// What the database says.
pub async fn measures(from: &impl Source, of: &[SlotId]) -> Result<BTreeMap<SlotId, Vec<MeasureId>>, StoreError> {
    let mut measures: BTreeMap<SlotId, Vec<MeasureId>> = BTreeMap::new();
    if of.is_empty() {
        return Ok(measures);
    }
    let rows = slot_measure::Entity::find()
        .filter(slot_measure::Column::SlotId.is_in(of.iter().map(|id| id.0)))
        .order_by_asc(slot_measure::Column::Id)
        .all(from.conn())
        .await?;
    for row in rows {
        measures.entry(SlotId(row.slot_id)).or_default().push(MeasureId(row.measure_id));
    }
    Ok(measures)
}

/// Says anew which measures a slot is about.
///
/// # Errors
/// What the database says.
pub async fn set_measures(tx: &mut Tx, of: SlotId, measures: &[MeasureId]) -> Result<(), StoreError> {
    slot_measure::Entity::delete_many().filter(slot_measure::Column::SlotId.eq(of.0)).exec(tx.conn()).await?;
    if measures.is_empty() {
        return Ok(());
    }
    let rows = measures.iter().map(|measure| slot_measure::ActiveModel {
        id: NotSet,
        slot_id: Set(of.0),
        measure_id: Set(measure.0),
    });
    slot_measure::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn read(row: slot::Model) -> Result<Slot, StoreError> {
    let count = |value: i64| u32::try_from(value).map_err(|_| corrupt("people", value));
    let party = match row.party_kind.as_str() {
        "" => None,
        kind => Some(Party {
            application: row.application_id.map(ApplicationId),
            name: row.party,
            kind: PartyKind::parse(kind).ok_or_else(|| corrupt("party kind", kind))?,
            people: count(row.people)?,
            theme: row.theme,
        }),
    };
    let arrived = match (row.arrived_at, row.arrived_people) {
        (Some(at), people) => Some((at, count(people.unwrap_or(0))?)),
        (None, _) => None,
    };
    Ok(Slot {
        id: SlotId(row.id),
        key: convert::key(&row.key)?,
        day: DialogueDayId(row.day_id),
        position: count(row.position)?,
        period: Period::parse(&row.starts_at, &row.ends_at)
            .ok_or_else(|| corrupt("slot time", format!("{}-{}", row.starts_at, row.ends_at)))?,
        evening: row.evening,
        party,
        arrived,
        lock: row.lock,
    })
}
