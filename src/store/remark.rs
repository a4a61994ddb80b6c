//! 論点: what was written down on a dialogue day, with every version of it, and on which device each was written.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{CaseId, DialogueDayId, PublicKey, RemarkId, SlotId, StaffId},
    remark::{Outcome, Words},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, Statement,
    sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert, counter,
    db::sealed::Conn,
    dialogue_text,
    entity::{remark, remark_version},
    error::corrupt,
};

/// A point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Database key.
    pub id: RemarkId,
    /// Key in addresses.
    pub key: PublicKey,
    /// The key that the device gave it; one device's point is one point, however often it is sent.
    pub device_key: String,
    /// Its day.
    pub day: DialogueDayId,
    /// Its slot.
    pub slot: SlotId,
    /// Its number on the day, from 1.
    pub number: u32,
    /// What was written down.
    pub words: Words,
    /// What becomes of it; not decided yet.
    pub outcome: Option<Outcome>,
    /// The case that it became.
    pub case: Option<CaseId>,
    /// Its newest version, from 1.
    pub version: u32,
}

/// A point that comes in for the first time.
#[derive(Debug, Clone)]
pub struct NewRemark<'a> {
    /// The key that the device gave it.
    pub device_key: &'a str,
    /// Its day.
    pub day: DialogueDayId,
    /// Its slot.
    pub slot: SlotId,
    /// What was written down.
    pub words: &'a Words,
    /// What becomes of it.
    pub outcome: Option<Outcome>,
}

/// Who writes, and on which device (empty: a browser without scripts).
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// The person.
    pub staff: StaffId,
    /// The device.
    pub device: &'a str,
}

/// Writes a point down under the next number of its day.
///
/// # Errors
/// [`StoreError::Conflict`] when the device's key came in at the same moment.
pub async fn insert(tx: &mut Tx, key: &PublicKey, new: &NewRemark<'_>, by: Hand<'_>) -> Result<Remark, StoreError> {
    let number = counter::next(tx, &format!("remark-{}", new.day)).await?;
    let row = remark::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        device_key: Set(new.device_key.to_owned()),
        day_id: Set(new.day.0),
        slot_id: Set(new.slot.0),
        number: Set(number.into()),
        said: Set(new.words.said.clone()),
        answered: Set(new.words.answered.clone()),
        result: Set(new.outcome.map_or("", Outcome::code).to_owned()),
        case_id: Set(None),
        version: Set(1),
    };
    let remark = read(row.insert(tx.conn()).await?)?;
    insert_version(tx, remark.id, 1, new.words, by).await?;
    dialogue_text::remark(tx, remark.id, new.words).await?;
    Ok(remark)
}

async fn insert_version(
    tx: &mut Tx,
    id: RemarkId,
    version: u32,
    words: &Words,
    by: Hand<'_>,
) -> Result<(), StoreError> {
    let row = remark_version::ActiveModel {
        id: NotSet,
        remark_id: Set(id.0),
        version: Set(version.into()),
        said: Set(words.said.clone()),
        answered: Set(words.answered.clone()),
        device: Set(by.device.to_owned()),
        staff_id: Set(by.staff.0),
        written_at: Set(tx.at()),
    };
    remark_version::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes other words in the place of the newest version, which stays among the versions.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn rewrite(tx: &mut Tx, seen: &Remark, words: &Words, by: Hand<'_>) -> Result<u32, StoreError> {
    let version = seen.version + 1;
    let done = remark::Entity::update_many()
        .col_expr(remark::Column::Said, Expr::value(words.said.clone()))
        .col_expr(remark::Column::Answered, Expr::value(words.answered.clone()))
        .col_expr(remark::Column::Version, Expr::value(i64::from(version)))
        .filter(remark::Column::Id.eq(seen.id.0))
        .filter(remark::Column::Version.eq(i64::from(seen.version)))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    insert_version(tx, seen.id, version, words, by).await?;
    dialogue_text::remark(tx, seen.id, words).await?;
    Ok(version)
}

/// Says what becomes of a point.
///
/// # Errors
/// What the database says.
pub async fn set_outcome(tx: &mut Tx, id: RemarkId, outcome: Option<Outcome>) -> Result<(), StoreError> {
    remark::Entity::update_many()
        .col_expr(remark::Column::Result, Expr::value(outcome.map_or("", Outcome::code)))
        .filter(remark::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes which case a point became.
///
/// # Errors
/// [`StoreError::Stale`] when it became one meanwhile.
pub async fn set_case(tx: &mut Tx, id: RemarkId, case: CaseId) -> Result<(), StoreError> {
    let done = remark::Entity::update_many()
        .col_expr(remark::Column::CaseId, Expr::value(case.0))
        .col_expr(remark::Column::Result, Expr::value(Outcome::Taken.code()))
        .filter(remark::Column::Id.eq(id.0))
        .filter(remark::Column::CaseId.is_null())
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A point by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Remark>, StoreError> {
    let row = remark::Entity::find().filter(remark::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// These points, in no order.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[i64]) -> Result<Vec<Remark>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = remark::Entity::find().filter(remark::Column::Id.is_in(ids.iter().copied())).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// A point by the key that its device gave it.
///
/// # Errors
/// What the database says.
pub async fn by_device_key(from: &impl Source, device_key: &str) -> Result<Option<Remark>, StoreError> {
    let row = remark::Entity::find().filter(remark::Column::DeviceKey.eq(device_key)).one(from.conn()).await?;
    row.map(read).transpose()
}

/// The point that became a case.
///
/// # Errors
/// What the database says.
pub async fn of_case(from: &impl Source, case: CaseId) -> Result<Option<Remark>, StoreError> {
    let row = remark::Entity::find().filter(remark::Column::CaseId.eq(case.0)).one(from.conn()).await?;
    row.map(read).transpose()
}

/// The points of these slots, by number.
///
/// # Errors
/// What the database says.
pub async fn of_slots(from: &impl Source, slots: &[SlotId]) -> Result<Vec<Remark>, StoreError> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let rows = remark::Entity::find()
        .filter(remark::Column::SlotId.is_in(slots.iter().map(|slot| slot.0)))
        .order_by_asc(remark::Column::DayId)
        .order_by_asc(remark::Column::Number)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// True when every version after `seen` was written on this device: its answers were lost on the way.
///
/// # Errors
/// What the database says.
pub async fn is_own_since(from: &impl Source, id: RemarkId, seen: u32, device: &str) -> Result<bool, StoreError> {
    if device.is_empty() {
        return Ok(false);
    }
    let other = remark_version::Entity::find()
        .filter(remark_version::Column::RemarkId.eq(id.0))
        .filter(remark_version::Column::Version.gt(i64::from(seen)))
        .filter(remark_version::Column::Device.ne(device))
        .one(from.conn())
        .await?;
    Ok(other.is_none())
}

/// A version of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// What stood there.
    pub words: Words,
    /// Who wrote it, by office.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The versions of a point, oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(from: &impl Source, id: RemarkId) -> Result<Vec<Version>, StoreError> {
    let sql = "select v.version, v.said, v.answered, p.name, v.written_at from remark_version v \
        join staff p on p.id = v.staff_id where v.remark_id = $1 order by v.version";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let version = |row: &sea_orm::QueryResult| {
        let number: i64 = row.try_get("", "version")?;
        Ok(Version {
            version: u32::try_from(number).map_err(|_| corrupt("version", number))?,
            words: Words { said: row.try_get("", "said")?, answered: row.try_get("", "answered")? },
            by: row.try_get("", "name")?,
            at: row.try_get("", "written_at")?,
        })
    };
    rows.iter().map(version).collect()
}

fn read(row: remark::Model) -> Result<Remark, StoreError> {
    let number = |what: &str, value: i64| u32::try_from(value).map_err(|_| corrupt(what, value));
    Ok(Remark {
        id: RemarkId(row.id),
        key: convert::key(&row.key)?,
        device_key: row.device_key,
        day: DialogueDayId(row.day_id),
        slot: SlotId(row.slot_id),
        number: number("remark number", row.number)?,
        words: Words { said: row.said, answered: row.answered },
        outcome: match row.result.as_str() {
            "" => None,
            code => Some(Outcome::parse(code).ok_or_else(|| corrupt("remark result", code))?),
        },
        case: row.case_id.map(CaseId),
        version: number("remark version", row.version)?,
    })
}
