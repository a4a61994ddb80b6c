//! 対話の日: one date with venue, attendance, capacity and the period in which one may apply.

use chrono::NaiveDate;
use kocho_domain::{
    dialogue::{DayNumber, DayState},
    era::FiscalYear,
    id::{DialogueDayId, PublicKey, StaffId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{dialogue_day, free_text},
    error::corrupt,
};

/// What the desk writes down of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Code of its series.
    pub series: String,
    /// What it is called: 対話の日（6月）
    pub title: String,
    /// When.
    pub held_on: NaiveDate,
    /// Where.
    pub venue: String,
    /// The city's side, by office.
    pub attendees: Vec<String>,
    /// How many people the room holds at a time; 0 when nobody said.
    pub capacity: u32,
    /// First day on which one may apply.
    pub apply_from: Option<NaiveDate>,
    /// Last day.
    pub apply_until: Option<NaiveDate>,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Database key.
    pub id: DialogueDayId,
    /// Key in addresses.
    pub key: PublicKey,
    /// Its number, shown with the mark of its series.
    pub number: DayNumber,
    /// What the desk wrote.
    pub about: About,
    /// How far it is.
    pub state: DayState,
    /// Where the reason stands why it does not take place.
    pub cancel_text: Option<i64>,
    /// Demo data.
    pub demo: bool,
    /// Moves with every change.
    pub lock: i64,
}

/// Adds a day as a draft; its number is taken from the counter of series and fiscal year.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    about: &About,
    by: StaffId,
    demo: bool,
) -> Result<DialogueDayId, StoreError> {
    let year = FiscalYear::of(about.held_on).year();
    let sequence = crate::counter::next(tx, &format!("dialogue-{}-{year}", about.series)).await?;
    let row = dialogue_day::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        number_year: Set(i64::from(year)),
        number_seq: Set(i64::from(sequence)),
        state: Set(DayState::Draft.code().to_owned()),
        cancel_text_id: Set(None),
        demo: Set(demo),
        created_by: Set(by.0),
        created_at: Set(tx.at()),
        lock: Set(0),
        ..columns(about)
    };
    Ok(DialogueDayId(row.insert(tx.conn()).await?.id))
}

fn columns(about: &About) -> dialogue_day::ActiveModel {
    dialogue_day::ActiveModel {
        series: Set(about.series.clone()),
        title: Set(about.title.clone()),
        held_on: Set(about.held_on),
        venue: Set(about.venue.clone()),
        attendees: Set(about.attendees.join("\n")),
        capacity: Set(i64::from(about.capacity)),
        apply_from: Set(about.apply_from),
        apply_until: Set(about.apply_until),
        ..Default::default()
    }
}

/// A day by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Day>, StoreError> {
    let row = dialogue_day::Entity::find().filter(dialogue_day::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// Days by their database keys, in no order.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[DialogueDayId]) -> Result<Vec<Day>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = ids.iter().map(|id| id.0);
    let rows = dialogue_day::Entity::find().filter(dialogue_day::Column::Id.is_in(wanted)).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// A day by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: DialogueDayId) -> Result<Option<Day>, StoreError> {
    Ok(by_ids(from, &[id]).await?.into_iter().next())
}

/// Days from a date on, the next one first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn from_day(from: &impl Source, on: NaiveDate, size: u64) -> Result<Vec<Day>, StoreError> {
    let rows = dialogue_day::Entity::find()
        .filter(dialogue_day::Column::HeldOn.gte(on))
        .order_by_asc(dialogue_day::Column::HeldOn)
        .order_by_asc(dialogue_day::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Where a list of earlier days goes on: the last one shown.
pub type Place = (NaiveDate, DialogueDayId);

/// Days before a date (or before the last one of the page before), the latest first.
///
/// # Errors
/// What the database says.
pub async fn before_day(
    from: &impl Source,
    on: NaiveDate,
    after: Option<Place>,
    size: u64,
) -> Result<Vec<Day>, StoreError> {
    let mut query = dialogue_day::Entity::find().filter(dialogue_day::Column::HeldOn.lt(on));
    if let Some((day, id)) = after {
        let same = Condition::all().add(dialogue_day::Column::HeldOn.eq(day)).add(dialogue_day::Column::Id.lt(id.0));
        query = query.filter(Condition::any().add(dialogue_day::Column::HeldOn.lt(day)).add(same));
    }
    let rows = query
        .order_by_desc(dialogue_day::Column::HeldOn)
        .order_by_desc(dialogue_day::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The days of a series on these dates that are not cancelled: what a monthly row would make twice.
///
/// # Errors
/// What the database says.
pub async fn on_dates(from: &impl Source, series: &str, dates: &[NaiveDate]) -> Result<Vec<NaiveDate>, StoreError> {
    let found: Vec<NaiveDate> = dialogue_day::Entity::find()
        .select_only()
        .column(dialogue_day::Column::HeldOn)
        .filter(dialogue_day::Column::Series.eq(series))
        .filter(dialogue_day::Column::State.ne(DayState::Cancelled.code()))
        .filter(dialogue_day::Column::HeldOn.is_in(dates.iter().copied()))
        .order_by_asc(dialogue_day::Column::HeldOn)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(found)
}

/// Writes a day down anew.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, seen: &Day, about: &About) -> Result<(), StoreError> {
    change(tx, seen, columns(about)).await
}

/// Moves a day on.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_state(tx: &mut Tx, seen: &Day, to: DayState, why: Option<&str>) -> Result<(), StoreError> {
    let text = tx.write_free_text(why).await?;
    let row = dialogue_day::ActiveModel {
        state: Set(to.code().to_owned()),
        cancel_text_id: Set(text.or(seen.cancel_text)),
        ..Default::default()
    };
    change(tx, seen, row).await
}

/// Keeps others from changing what hangs on the day until this transaction ends; the day itself stays as it is.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: DialogueDayId) -> Result<(), StoreError> {
    dialogue_day::Entity::update_many()
        .col_expr(dialogue_day::Column::Lock, Expr::col(dialogue_day::Column::Lock))
        .filter(dialogue_day::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn change(tx: &mut Tx, seen: &Day, mut row: dialogue_day::ActiveModel) -> Result<(), StoreError> {
    row.lock = Set(seen.lock + 1);
    let done = dialogue_day::Entity::update_many()
        .set(row)
        .filter(dialogue_day::Column::Id.eq(seen.id.0))
        .filter(dialogue_day::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes a draft that nothing hangs on.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read; what the database says when something hangs on it.
pub async fn delete(tx: &mut Tx, seen: &Day) -> Result<(), StoreError> {
    let done = dialogue_day::Entity::delete_many()
        .filter(dialogue_day::Column::Id.eq(seen.id.0))
        .filter(dialogue_day::Column::Lock.eq(seen.lock))
        .filter(dialogue_day::Column::State.eq(DayState::Draft.code()))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Words that somebody gave as a reason, while they were not erased.
///
/// # Errors
/// What the database says.
pub async fn words(from: &impl Source, text: Option<i64>) -> Result<Option<String>, StoreError> {
    let Some(id) = text else { return Ok(None) };
    Ok(free_text::Entity::find_by_id(id).one(from.conn()).await?.map(|row| row.body))
}

fn read(row: dialogue_day::Model) -> Result<Day, StoreError> {
    let year = i32::try_from(row.number_year).map_err(|_| corrupt("fiscal year", row.number_year))?;
    Ok(Day {
        id: DialogueDayId(row.id),
        key: convert::key(&row.key)?,
        number: DayNumber {
            fiscal_year: FiscalYear::starting(year),
            sequence: u32::try_from(row.number_seq).map_err(|_| corrupt("day number", row.number_seq))?,
        },
        about: About {
            series: row.series,
            title: row.title,
            held_on: row.held_on,
            venue: row.venue,
            attendees: row.attendees.lines().map(str::to_owned).collect(),
            capacity: u32::try_from(row.capacity).map_err(|_| corrupt("capacity", row.capacity))?,
            apply_from: row.apply_from,
            apply_until: row.apply_until,
        },
        state: DayState::parse(&row.state).ok_or_else(|| corrupt("day state", &row.state))?,
        cancel_text: row.cancel_text_id,
        demo: row.demo,
        lock: row.lock,
    })
}
