//! 用紙: slips of a collection, who has one in hand, what was read off it, and what became of it.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{CollectionId, EditionId, PublicKey, SlipId, StaffId, SubmissionId},
    paper::{Reading, SlipState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect, Set, Statement, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{slip, slip_page, slip_reading},
    error::corrupt,
};

/// A slip without its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Database key.
    pub id: SlipId,
    /// Key in addresses.
    pub key: PublicKey,
    /// Where it was found.
    pub collection: CollectionId,
    /// Its place in the collection, from 1; gaps where slips were joined.
    pub position: i64,
    /// Where it is on its way.
    pub state: SlipState,
    /// The next picture of a row of fronts and backs is its back.
    pub awaits_back: bool,
    /// Which newsletter it was cut from.
    pub edition: Option<EditionId>,
    /// The voice it became.
    pub submission: Option<SubmissionId>,
    /// Why it is none.
    pub void_reason: Option<String>,
    /// Who has it in hand, and until when.
    pub holder: Option<(StaffId, DateTime<Utc>)>,
    /// What was typed so far; empty when nothing was.
    pub draft: Reading,
    /// When the draft was kept last.
    pub draft_at: Option<DateTime<Utc>>,
    /// What a machine read; empty when none was asked, and once a person has read the slip.
    pub guess: Reading,
    /// 投函日: the day that stands on it, once it was read.
    pub posted_on: Option<NaiveDate>,
    /// Who read it first.
    pub first_by: Option<StaffId>,
    /// Who read it second.
    pub second_by: Option<StaffId>,
    /// Who received it or said that it is no voice.
    pub settled_by: Option<StaffId>,
    /// When.
    pub settled_at: Option<DateTime<Utc>>,
}

impl Slip {
    /// The person has it in hand. A lease that ran out is theirs until somebody else takes the slip.
    pub fn is_held_by(&self, staff: StaffId) -> bool {
        self.holder.is_some_and(|(holder, _)| holder == staff)
    }

    /// Somebody else has it in hand now.
    pub fn is_held_from(&self, staff: StaffId, now: DateTime<Utc>) -> bool {
        self.holder.is_some_and(|(holder, until)| holder != staff && until > now)
    }
}

/// What a person asks the next slip for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// 転記
    First,
    /// 照合, and deciding where two readings differ.
    Second,
}

/// Adds a slip at the end of a collection.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    collection: CollectionId,
    edition: Option<EditionId>,
    awaits_back: bool,
) -> Result<SlipId, StoreError> {
    let last: Option<Option<i64>> = slip::Entity::find()
        .select_only()
        .column_as(slip::Column::Position.max(), "last")
        .filter(slip::Column::CollectionId.eq(collection.0))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let row = slip::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        collection_id: Set(collection.0),
        position: Set(last.flatten().unwrap_or(0) + 1),
        state: Set(SlipState::Waiting.code().to_owned()),
        awaits_back: Set(awaits_back),
        edition_id: Set(edition.map(|id| id.0)),
        submission_id: Set(None),
        void_reason: Set(None),
        holder_id: Set(None),
        held_until: Set(None),
        draft: Set(String::new()),
        draft_at: Set(None),
        guess: Set(String::new()),
        posted_on: Set(None),
        first_by: Set(None),
        second_by: Set(None),
        settled_by: Set(None),
        settled_at: Set(None),
        created_at: Set(tx.at()),
    };
    Ok(SlipId(row.insert(tx.conn()).await?.id))
}

/// A slip by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Slip>, StoreError> {
    let row = slip::Entity::find().filter(slip::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// The slips of a collection in their order.
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, collection: CollectionId) -> Result<Vec<Slip>, StoreError> {
    let rows = slip::Entity::find()
        .filter(slip::Column::CollectionId.eq(collection.0))
        .order_by_asc(slip::Column::Position)
        .order_by_asc(slip::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The slip that a voice was typed from.
///
/// # Errors
/// What the database says.
pub async fn of_submission(from: &impl Source, voice: SubmissionId) -> Result<Option<Slip>, StoreError> {
    let row = slip::Entity::find().filter(slip::Column::SubmissionId.eq(voice.0)).one(from.conn()).await?;
    row.map(read).transpose()
}

/// What is known of the paper of a voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Where it is kept.
    pub kept_at: Option<String>,
    /// The day that stands on it.
    pub posted_on: Option<NaiveDate>,
}

/// The paper of a voice; nothing for a voice that did not come from a slip.
///
/// # Errors
/// What the database says.
pub async fn paper(from: &impl Source, voice: SubmissionId) -> Result<Option<Paper>, StoreError> {
    let sql = "select c.kept_at, s.posted_on from slip s join collection c on c.id = s.collection_id where s.submission_id = $1";
    let conn = from.conn();
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [voice.0.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let kept_at: Option<String> = row.try_get("", "kept_at")?;
    Ok(Some(Paper { kept_at: kept_at.filter(|place| !place.is_empty()), posted_on: row.try_get("", "posted_on")? }))
}

/// The slips that a person received last, newest first.
///
/// # Errors
/// What the database says.
pub async fn settled_by(from: &impl Source, staff: StaffId, size: u64) -> Result<Vec<Slip>, StoreError> {
    let rows = slip::Entity::find()
        .filter(slip::Column::SettledBy.eq(staff.0))
        .order_by_desc(slip::Column::SettledAt)
        .order_by_desc(slip::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many slips wait for this person: to be read first, and to be read by somebody who did not read them first.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source, staff: StaffId) -> Result<(u64, u64), StoreError> {
    let sql = "select sum(case when state = 'waiting' then 1 else 0 end) as unread, \
        sum(case when state <> 'waiting' and first_by <> $1 then 1 else 0 end) as unchecked \
        from slip where state in ('waiting', 'second', 'differing')";
    let conn = from.conn();
    let row =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [staff.0.into()])).await?;
    let Some(row) = row else { return Ok((0, 0)) };
    let count = |name: &str| -> Result<u64, StoreError> {
        Ok(u64::try_from(row.try_get::<Option<i64>>("", name)?.unwrap_or(0)).unwrap_or(0))
    };
    Ok((count("unread")?, count("unchecked")?))
}

/// Gives the next slip to a person: one that they have in hand already, else the first that nobody has. Two people who ask
/// at the same moment get two slips.
///
/// # Errors
/// What the database says.
pub async fn take_next(
    tx: &mut Tx,
    staff: StaffId,
    turn: Turn,
    until: DateTime<Utc>,
) -> Result<Option<PublicKey>, StoreError> {
    let conn = tx.conn();
    let backend = conn.get_database_backend();
    let skip = if backend == sea_orm::DbBackend::Postgres { "for update skip locked" } else { "" };
    let which = match turn {
        Turn::First => "state = 'waiting'",
        Turn::Second => "state in ('second', 'differing') and first_by <> $1",
    };
    let sql = format!(
        "update slip set holder_id = $1, held_until = $2 where id in (select id from slip where {which} \
         and (holder_id is null or holder_id = $1 or held_until <= $3) \
         order by case when holder_id = $1 then 0 else 1 end, collection_id, position, id limit 1 {skip}) returning key"
    );
    let values = [staff.0.into(), until.into(), tx.at().into()];
    let row = conn.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    row.map(|row| convert::key(&row.try_get::<String>("", "key")?)).transpose()
}

/// Gives this slip to a person; false when somebody else has it in hand.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, id: SlipId, staff: StaffId, until: DateTime<Utc>) -> Result<bool, StoreError> {
    let now = tx.at();
    let free = Condition::any()
        .add(slip::Column::HolderId.is_null())
        .add(slip::Column::HolderId.eq(staff.0))
        .add(slip::Column::HeldUntil.lte(now));
    let done = slip::Entity::update_many()
        .col_expr(slip::Column::HolderId, Expr::value(staff.0))
        .col_expr(slip::Column::HeldUntil, Expr::value(until))
        .filter(slip::Column::Id.eq(id.0))
        .filter(free)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes what changed of a slip since it was read.
///
/// # Errors
/// [`StoreError::Stale`] when its state or its holder changed meanwhile.
pub async fn save(tx: &mut Tx, seen: &Slip, now: &Slip) -> Result<(), StoreError> {
    let row = slip::ActiveModel {
        state: Set(now.state.code().to_owned()),
        awaits_back: Set(now.awaits_back),
        edition_id: Set(now.edition.map(|id| id.0)),
        submission_id: Set(now.submission.map(|id| id.0)),
        void_reason: Set(now.void_reason.clone()),
        holder_id: Set(now.holder.map(|(staff, _)| staff.0)),
        held_until: Set(now.holder.map(|(_, until)| until)),
        draft: Set(write(&now.draft)?),
        draft_at: Set(now.draft_at),
        // A guess is for the first reader alone, whatever became of the slip.
        guess: Set(if now.state == SlipState::Waiting { write(&now.guess)? } else { String::new() }),
        posted_on: Set(now.posted_on),
        first_by: Set(now.first_by.map(|id| id.0)),
        second_by: Set(now.second_by.map(|id| id.0)),
        settled_by: Set(now.settled_by.map(|id| id.0)),
        settled_at: Set(now.settled_at),
        ..Default::default()
    };
    let holder = match seen.holder {
        Some((staff, _)) => slip::Column::HolderId.eq(staff.0),
        None => slip::Column::HolderId.is_null(),
    };
    let done = slip::Entity::update_many()
        .set(row)
        .filter(slip::Column::Id.eq(seen.id.0))
        .filter(slip::Column::State.eq(seen.state.code()))
        .filter(holder)
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Takes a slip away with its pages; only one that nobody has read.
///
/// # Errors
/// [`StoreError::Stale`] when somebody read it meanwhile.
pub async fn delete(tx: &mut Tx, id: SlipId) -> Result<(), StoreError> {
    slip_page::Entity::delete_many().filter(slip_page::Column::SlipId.eq(id.0)).exec(tx.conn()).await?;
    let done = slip::Entity::delete_many()
        .filter(slip::Column::Id.eq(id.0))
        .filter(slip::Column::State.eq(SlipState::Waiting.code()))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Keeps a person's reading until the slip is settled; `turn` is 1 or 2.
///
/// # Errors
/// [`StoreError::Conflict`] when that turn was read.
pub async fn add_reading(tx: &mut Tx, id: SlipId, turn: i64, reading: &Reading, by: StaffId) -> Result<(), StoreError> {
    let row = slip_reading::ActiveModel {
        id: NotSet,
        slip_id: Set(id.0),
        turn: Set(turn),
        body: Set(write(reading)?),
        staff_id: Set(by.0),
        created_at: Set(tx.at()),
    };
    slip_reading::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The readings of a slip, first and second; empty ones once it is settled.
///
/// # Errors
/// What the database says.
pub async fn readings(from: &impl Source, id: SlipId) -> Result<Vec<Reading>, StoreError> {
    let rows = slip_reading::Entity::find()
        .filter(slip_reading::Column::SlipId.eq(id.0))
        .order_by_asc(slip_reading::Column::Turn)
        .all(from.conn())
        .await?;
    rows.into_iter().map(|row| parse(&row.body)).collect()
}

/// Empties the readings: the voice alone holds the resident's words from now on. Who read stays.
///
/// # Errors
/// What the database says.
pub async fn empty_readings(tx: &mut Tx, id: SlipId) -> Result<(), StoreError> {
    slip_reading::Entity::update_many()
        .col_expr(slip_reading::Column::Body, Expr::value(""))
        .filter(slip_reading::Column::SlipId.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn write(reading: &Reading) -> Result<String, StoreError> {
    if reading.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(reading).map_err(|e| corrupt("reading", e))
}

fn parse(text: &str) -> Result<Reading, StoreError> {
    if text.is_empty() {
        return Ok(Reading::default());
    }
    // The words of a resident never stand in an error.
    serde_json::from_str(text).map_err(|e| corrupt("reading", e.line()))
}

fn read(row: slip::Model) -> Result<Slip, StoreError> {
    Ok(Slip {
        id: SlipId(row.id),
        key: convert::key(&row.key)?,
        collection: CollectionId(row.collection_id),
        position: row.position,
        state: SlipState::parse(&row.state).ok_or_else(|| corrupt("slip state", &row.state))?,
        awaits_back: row.awaits_back,
        edition: row.edition_id.map(EditionId),
        submission: row.submission_id.map(SubmissionId),
        void_reason: row.void_reason,
        holder: row.holder_id.map(StaffId).zip(row.held_until),
        draft: parse(&row.draft)?,
        draft_at: row.draft_at,
        guess: parse(&row.guess)?,
        posted_on: row.posted_on,
        first_by: row.first_by.map(StaffId),
        second_by: row.second_by.map(StaffId),
        settled_by: row.settled_by.map(StaffId),
        settled_at: row.settled_at,
    })
}
