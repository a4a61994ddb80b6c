//! 要旨: one for the applicant and one for the public a slot, every version, remarks on them, and who agreed to which text.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{PublicKey, SlotId, StaffId, SummaryId},
    summary::{Audience, SummaryState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    Statement, sea_query::OnConflict,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    dialogue_text,
    entity::{summary, summary_comment, summary_consent, summary_version},
    error::corrupt,
    figure,
};

/// A summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Database key.
    pub id: SummaryId,
    /// Key in addresses.
    pub key: PublicKey,
    /// Its slot.
    pub slot: SlotId,
    /// For whom.
    pub audience: Audience,
    /// How far it is.
    pub state: SummaryState,
    /// Its newest version, from 1.
    pub version: u32,
    /// By when the applicant has it.
    pub due_on: Option<NaiveDate>,
    /// When it went to the applicant.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was published last.
    pub published_at: Option<DateTime<Utc>>,
    /// The version that residents read.
    pub published_version: Option<u32>,
    /// Moves with every change.
    pub lock: i64,
}

/// Begins a summary with its first version.
///
/// # Errors
/// [`StoreError::Conflict`] when the slot has one for this audience.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    (slot, audience): (SlotId, Audience),
    due_on: Option<NaiveDate>,
    text: Text<'_>,
) -> Result<SummaryId, StoreError> {
    let row = summary::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        slot_id: Set(slot.0),
        audience: Set(audience.code().to_owned()),
        state: Set(SummaryState::Draft.code().to_owned()),
        version: Set(1),
        due_on: Set(due_on),
        sent_at: Set(None),
        published_at: Set(None),
        published_version: Set(None),
        lock: Set(0),
    };
    let id = SummaryId(row.insert(tx.conn()).await?.id);
    insert_version(tx, id, 1, text).await?;
    dialogue_text::summary(tx, id, text.body).await?;
    Ok(id)
}

/// A text with its hash and who wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The text.
    pub body: &'a str,
    /// Its SHA-256, hex.
    pub sha256: &'a str,
    /// Who wrote it.
    pub by: StaffId,
}

async fn insert_version(tx: &mut Tx, id: SummaryId, version: u32, text: Text<'_>) -> Result<(), StoreError> {
    let row = summary_version::ActiveModel {
        id: NotSet,
        summary_id: Set(id.0),
        version: Set(version.into()),
        body: Set(text.body.to_owned()),
        sha256: Set(text.sha256.to_owned()),
        staff_id: Set(text.by.0),
        created_at: Set(tx.at()),
    };
    summary_version::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes a further version.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn rewrite(tx: &mut Tx, seen: &Summary, to: SummaryState, text: Text<'_>) -> Result<(), StoreError> {
    let version = seen.version + 1;
    let row =
        summary::ActiveModel { state: Set(to.code().to_owned()), version: Set(version.into()), ..Default::default() };
    change(tx, seen, row).await?;
    insert_version(tx, seen.id, version, text).await?;
    dialogue_text::summary(tx, seen.id, text.body).await
}

/// Moves it on.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_state(tx: &mut Tx, seen: &Summary, to: SummaryState) -> Result<(), StoreError> {
    let at = tx.at();
    let mut row = summary::ActiveModel { state: Set(to.code().to_owned()), ..Default::default() };
    if to == SummaryState::Sent {
        row.sent_at = Set(Some(at));
    }
    if to == SummaryState::Published {
        row.published_at = Set(Some(at));
        row.published_version = Set(Some(seen.version.into()));
    }
    change(tx, seen, row).await
}

async fn change(tx: &mut Tx, seen: &Summary, mut row: summary::ActiveModel) -> Result<(), StoreError> {
    row.lock = Set(seen.lock + 1);
    let done = summary::Entity::update_many()
        .set(row)
        .filter(summary::Column::Id.eq(seen.id.0))
        .filter(summary::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A summary by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Summary>, StoreError> {
    let row = summary::Entity::find().filter(summary::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// A summary by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: SummaryId) -> Result<Option<Summary>, StoreError> {
    let row = summary::Entity::find_by_id(id.0).one(from.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// These summaries with their newest texts, in no order.
///
/// # Errors
/// What the database says.
pub async fn with_texts(from: &impl Source, ids: &[i64]) -> Result<Vec<(Summary, String)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let conn = from.conn();
    let rows = summary::Entity::find().filter(summary::Column::Id.is_in(ids.iter().copied())).all(conn).await?;
    let texts = summary_version::Entity::find()
        .filter(summary_version::Column::SummaryId.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let text = |row: &summary::Model| {
        let newest = texts.iter().find(|text| text.summary_id == row.id && text.version == row.version);
        newest.map(|text| text.body.clone()).unwrap_or_default()
    };
    rows.iter().map(|row| Ok((read(row)?, text(row)))).collect()
}

/// The summaries of these slots, by slot.
///
/// # Errors
/// What the database says.
pub async fn of_slots(from: &impl Source, slots: &[SlotId]) -> Result<Vec<Summary>, StoreError> {
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    let rows = summary::Entity::find()
        .filter(summary::Column::SlotId.is_in(slots.iter().map(|slot| slot.0)))
        .order_by_asc(summary::Column::SlotId)
        .order_by_asc(summary::Column::Id)
        .all(from.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Summaries in these states, oldest first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn in_states(from: &impl Source, states: &[SummaryState], size: u64) -> Result<Vec<Summary>, StoreError> {
    let rows = summary::Entity::find()
        .filter(summary::Column::State.is_in(states.iter().map(|state| state.code())))
        .order_by_asc(summary::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Slots of days from `since` on and before `until` whose applicant has no summary, not even a draft. Of a day that took place only
/// those are meant whose party is noted as come, or of which something was written down.
///
/// # Errors
/// What the database says.
pub async fn unbegun(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<SlotId>, StoreError> {
    let sql = "select s.id from dialogue_day d join slot s on s.day_id = d.id \
        where d.held_on >= $1 and d.held_on < $2 and d.state in ('announced', 'held') and s.party_kind <> '' \
        and not exists (select 1 from summary y where y.slot_id = s.id and y.audience = 'applicant') \
        and (d.state = 'announced' or s.arrived_at is not null or exists (select 1 from remark r where r.slot_id = s.id)) \
        order by d.held_on, s.id";
    let rows = figure::rows(from, sql.to_owned(), vec![since.into(), until.into()]).await?;
    rows.iter().map(|row| Ok(SlotId(row.try_get("", "id")?))).collect()
}

/// A version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// The text.
    pub body: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Who wrote it.
    pub staff: StaffId,
    /// Who wrote it, by office.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The versions of a summary, oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(from: &impl Source, id: SummaryId) -> Result<Vec<Version>, StoreError> {
    let sql = "select v.version, v.body, v.sha256, v.staff_id, p.name, v.created_at from summary_version v \
        join staff p on p.id = v.staff_id where v.summary_id = $1 order by v.version";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let version = |row: &sea_orm::QueryResult| {
        Ok(Version {
            version: small(row.try_get("", "version")?)?,
            body: row.try_get("", "body")?,
            sha256: row.try_get("", "sha256")?,
            staff: StaffId(row.try_get("", "staff_id")?),
            by: row.try_get("", "name")?,
            at: row.try_get("", "created_at")?,
        })
    };
    rows.iter().map(version).collect()
}

/// The published texts of these slots, by slot.
///
/// # Errors
/// What the database says.
pub async fn published(from: &impl Source, slots: &[SlotId]) -> Result<Vec<(SlotId, String)>, StoreError> {
    let summaries = of_slots(from, slots).await?;
    let shown: Vec<(SummaryId, SlotId, i64)> = summaries
        .iter()
        .filter(|one| one.audience == Audience::Public)
        .filter_map(|one| Some((one.id, one.slot, i64::from(one.published_version?))))
        .collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let rows = summary_version::Entity::find()
        .filter(summary_version::Column::SummaryId.is_in(shown.iter().map(|(id, _, _)| id.0)))
        .all(from.conn())
        .await?;
    let text = |(id, slot, version): &(SummaryId, SlotId, i64)| {
        let row = rows.iter().find(|row| row.summary_id == id.0 && row.version == *version)?;
        Some((*slot, row.body.clone()))
    };
    Ok(shown.iter().filter_map(text).collect())
}

/// A remark on a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// On which version.
    pub version: u32,
    /// comment, sent_back, approved, sent
    pub code: String,
    /// The words that it is about; may be empty.
    pub quote: String,
    /// What is said.
    pub body: String,
    /// Who, by office.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds a remark.
///
/// # Errors
/// What the database says.
pub async fn comment(
    tx: &mut Tx,
    on: &Summary,
    code: &str,
    (quote, body): (&str, &str),
    by: StaffId,
) -> Result<(), StoreError> {
    let row = summary_comment::ActiveModel {
        id: NotSet,
        summary_id: Set(on.id.0),
        version: Set(on.version.into()),
        code: Set(code.to_owned()),
        quote: Set(quote.to_owned()),
        body: Set(body.to_owned()),
        staff_id: Set(by.0),
        created_at: Set(tx.at()),
    };
    summary_comment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The remarks on a summary, oldest first.
///
/// # Errors
/// What the database says.
pub async fn comments(from: &impl Source, id: SummaryId) -> Result<Vec<Comment>, StoreError> {
    let sql = "select c.version, c.code, c.quote, c.body, p.name, c.created_at from summary_comment c \
        join staff p on p.id = c.staff_id where c.summary_id = $1 order by c.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let comment = |row: &sea_orm::QueryResult| {
        Ok(Comment {
            version: small(row.try_get("", "version")?)?,
            code: row.try_get("", "code")?,
            quote: row.try_get("", "quote")?,
            body: row.try_get("", "body")?,
            by: row.try_get("", "name")?,
            at: row.try_get("", "created_at")?,
        })
    };
    rows.iter().map(comment).collect()
}

/// Somebody agrees to this very text; a second time changes nothing. Answers whether it is the first time.
///
/// # Errors
/// What the database says.
pub async fn consent(tx: &mut Tx, id: SummaryId, sha256: &str, by: StaffId) -> Result<bool, StoreError> {
    use summary_consent::Column as C;
    let row = summary_consent::ActiveModel {
        id: NotSet,
        summary_id: Set(id.0),
        sha256: Set(sha256.to_owned()),
        staff_id: Set(by.0),
        created_at: Set(tx.at()),
    };
    let keep = OnConflict::columns([C::SummaryId, C::Sha256, C::StaffId]).do_nothing().to_owned();
    Ok(summary_consent::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.conn()).await? == 1)
}

/// Who agreed to this text, by office, in the order of agreeing.
///
/// # Errors
/// What the database says.
pub async fn consents(from: &impl Source, id: SummaryId, sha256: &str) -> Result<Vec<(StaffId, String)>, StoreError> {
    let sql = "select c.staff_id, p.name from summary_consent c join staff p on p.id = c.staff_id \
        where c.summary_id = $1 and c.sha256 = $2 order by c.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [id.0.into(), sha256.into()]);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((StaffId(row.try_get("", "staff_id")?), row.try_get("", "name")?))).collect()
}

fn small(value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| corrupt("version", value))
}

fn read(row: &summary::Model) -> Result<Summary, StoreError> {
    Ok(Summary {
        id: SummaryId(row.id),
        key: convert::key(&row.key)?,
        slot: SlotId(row.slot_id),
        audience: Audience::parse(&row.audience).ok_or_else(|| corrupt("summary audience", &row.audience))?,
        state: SummaryState::parse(&row.state).ok_or_else(|| corrupt("summary state", &row.state))?,
        version: small(row.version)?,
        due_on: row.due_on,
        sent_at: row.sent_at,
        published_at: row.published_at,
        published_version: row.published_version.map(small).transpose()?,
        lock: row.lock,
    })
}
