//! What sections are asked to write for the brief of a slot, and what they wrote.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::{SectionId, SlotId, SlotMemoId, StaffId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::slot_memo};

/// A memo, asked for or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo {
    /// Database key.
    pub id: SlotMemoId,
    /// For which slot.
    pub slot: SlotId,
    /// Which section is asked.
    pub section: SectionId,
    /// By when.
    pub due_on: NaiveDate,
    /// What it wrote; empty until then.
    pub body: String,
    /// Who wrote it, and when.
    pub answered: Option<(StaffId, DateTime<Utc>)>,
    /// Moves with every change.
    pub lock: i64,
}

/// Asks a section.
///
/// # Errors
/// [`StoreError::Conflict`] when it was asked before.
pub async fn insert(
    tx: &mut Tx,
    slot: SlotId,
    section: SectionId,
    due_on: NaiveDate,
    by: StaffId,
) -> Result<SlotMemoId, StoreError> {
    let row = slot_memo::ActiveModel {
        id: NotSet,
        slot_id: Set(slot.0),
        section_id: Set(section.0),
        due_on: Set(due_on),
        asked_by: Set(by.0),
        asked_at: Set(tx.at()),
        body: Set(String::new()),
        answered_by: Set(None),
        answered_at: Set(None),
        lock: Set(0),
    };
    Ok(SlotMemoId(row.insert(tx.conn()).await?.id))
}

/// A memo by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: SlotMemoId) -> Result<Option<Memo>, StoreError> {
    Ok(slot_memo::Entity::find_by_id(id.0).one(from.conn()).await?.map(read))
}

/// The memos of these slots, in the order of asking.
///
/// # Errors
/// What the database says.
pub async fn of_slots(from: &impl Source, slots: &[SlotId]) -> Result<Vec<Memo>, StoreError> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let rows = slot_memo::Entity::find()
        .filter(slot_memo::Column::SlotId.is_in(slots.iter().map(|id| id.0)))
        .order_by_asc(slot_memo::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// What these sections were asked: what is open first, by day; at most so many.
///
/// # Errors
/// What the database says.
pub async fn of_sections(from: &impl Source, sections: &[SectionId], size: u64) -> Result<Vec<Memo>, StoreError> {
    if sections.is_empty() {
        return Ok(Vec::new());
    }
    let asked = || {
        slot_memo::Entity::find().filter(slot_memo::Column::SectionId.is_in(sections.iter().map(|id| id.0))).limit(size)
    };
    let open = asked()
        .filter(slot_memo::Column::AnsweredAt.is_null())
        .order_by_asc(slot_memo::Column::DueOn)
        .order_by_asc(slot_memo::Column::Id)
        .all(from.conn())
        .await?;
    let done = asked()
        .filter(slot_memo::Column::AnsweredAt.is_not_null())
        .order_by_desc(slot_memo::Column::DueOn)
        .order_by_desc(slot_memo::Column::Id)
        .all(from.conn())
        .await?;
    Ok(open.into_iter().chain(done).take(usize::try_from(size).unwrap_or(usize::MAX)).map(read).collect())
}

/// Memos that are not written and due on one of these days, `after` itself left out.
///
/// # Errors
/// What the database says.
pub async fn open_between(from: &impl Source, after: NaiveDate, until: NaiveDate) -> Result<Vec<Memo>, StoreError> {
    let rows = slot_memo::Entity::find()
        .filter(slot_memo::Column::AnsweredAt.is_null())
        .filter(slot_memo::Column::DueOn.gt(after))
        .filter(slot_memo::Column::DueOn.lte(until))
        .order_by_asc(slot_memo::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// Writes a memo down, or anew.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn answer(tx: &mut Tx, seen: &Memo, body: &str, by: StaffId) -> Result<(), StoreError> {
    let row = slot_memo::ActiveModel {
        body: Set(body.to_owned()),
        answered_by: Set(Some(by.0)),
        answered_at: Set(Some(tx.at())),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    let done = slot_memo::Entity::update_many()
        .set(row)
        .filter(slot_memo::Column::Id.eq(seen.id.0))
        .filter(slot_memo::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Sets another day for what these slots' sections have not written yet; answers how many.
///
/// # Errors
/// What the database says.
pub async fn set_due(tx: &mut Tx, slots: &[SlotId], due_on: NaiveDate) -> Result<u64, StoreError> {
    if slots.is_empty() {
        return Ok(0);
    }
    let done = slot_memo::Entity::update_many()
        .col_expr(slot_memo::Column::DueOn, Expr::value(due_on))
        .filter(slot_memo::Column::SlotId.is_in(slots.iter().map(|id| id.0)))
        .filter(slot_memo::Column::AnsweredAt.is_null())
        .filter(slot_memo::Column::DueOn.ne(due_on))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Removes the memos of a slot that is removed.
///
/// # Errors
/// What the database says.
pub(crate) async fn delete_of(tx: &mut Tx, slot: SlotId) -> Result<(), StoreError> {
    slot_memo::Entity::delete_many().filter(slot_memo::Column::SlotId.eq(slot.0)).exec(tx.conn()).await?;
    Ok(())
}

fn read(row: slot_memo::Model) -> Memo {
    Memo {
        id: SlotMemoId(row.id),
        slot: SlotId(row.slot_id),
        section: SectionId(row.section_id),
        due_on: row.due_on,
        body: row.body,
        answered: row.answered_by.map(StaffId).zip(row.answered_at),
        lock: row.lock,
    }
}
