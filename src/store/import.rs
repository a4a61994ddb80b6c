//! 取込み: tables that others filled in, and how far their voices are taken in. Their rows stand in `import_row.rs`.

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{ImportId, PublicKey, SectionId, StaffId},
    import::state::ImportState,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::import, error::corrupt};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Database key; 0 for a new one.
    pub id: ImportId,
    /// Key in addresses.
    pub key: PublicKey,
    /// The file's name as given.
    pub file_name: String,
    /// Hash of the file's bytes.
    pub file_hash: String,
    /// The sheet that was read, in a workbook.
    pub sheet: Option<String>,
    /// The texts of the header row.
    pub headers: Vec<String>,
    /// What tables with equal headers share.
    pub header_key: String,
    /// Which column is what ([`kocho_domain::import::column::Mapping::code`]).
    pub mapping: String,
    /// 受付方法 where a row names none.
    pub channel: String,
    /// A file of text, not a workbook.
    pub is_text: bool,
    /// Whose table it is.
    pub section: SectionId,
    /// Who brought it.
    pub staff: StaffId,
    /// Where it stands.
    pub state: ImportState,
    /// How many rows it has.
    pub rows: u64,
    /// Rows that came in with another table are taken in too.
    pub take_known: bool,
    /// It is a record of the past: taken in without alarms, its periods count from the day of taking in.
    pub past: bool,
    /// By which words its rows were screened for danger.
    pub screened: String,
    /// Rows up to this number are done with.
    pub after: u32,
    /// How many voices were taken in.
    pub taken: u64,
    /// How many voices stayed when it was taken back, because somebody works on them.
    pub kept: u64,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// When reading, taking in or taking back began.
    pub started_at: Option<DateTime<Utc>>,
    /// When that was through.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Writes a new table; answers its key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, new: &Import) -> Result<ImportId, StoreError> {
    let row = import::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        file_name: Set(new.file_name.clone()),
        file_hash: Set(new.file_hash.clone()),
        sheet: Set(new.sheet.clone()),
        headers: Set(serde_json::to_string(&new.headers).map_err(|e| corrupt("headers", e))?),
        header_key: Set(new.header_key.clone()),
        mapping: Set(new.mapping.clone()),
        channel: Set(new.channel.clone()),
        is_text: Set(new.is_text),
        section_id: Set(new.section.0),
        staff_id: Set(new.staff.0),
        state: Set(new.state.code().to_owned()),
        rows: Set(count(new.rows)),
        take_known: Set(new.take_known),
        past: Set(new.past),
        screened: Set(new.screened.clone()),
        after_row: Set(i64::from(new.after)),
        taken: Set(0),
        kept: Set(0),
        created_at: Set(tx.at()),
        started_at: Set(new.started_at),
        ended_at: Set(None),
    };
    Ok(ImportId(row.insert(tx.conn()).await?.id))
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn read(row: &import::Model) -> Result<Import, StoreError> {
    Ok(Import {
        id: ImportId(row.id),
        key: convert::key(&row.key)?,
        file_name: row.file_name.clone(),
        file_hash: row.file_hash.clone(),
        sheet: row.sheet.clone(),
        headers: serde_json::from_str(&row.headers).map_err(|e| corrupt("headers", e))?,
        header_key: row.header_key.clone(),
        mapping: row.mapping.clone(),
        channel: row.channel.clone(),
        is_text: row.is_text,
        section: SectionId(row.section_id),
        staff: StaffId(row.staff_id),
        state: ImportState::parse(&row.state).ok_or_else(|| corrupt("import state", &row.state))?,
        rows: u64::try_from(row.rows).unwrap_or(0),
        take_known: row.take_known,
        past: row.past,
        screened: row.screened.clone(),
        after: u32::try_from(row.after_row).unwrap_or(0),
        taken: u64::try_from(row.taken).unwrap_or(0),
        kept: u64::try_from(row.kept).unwrap_or(0),
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
    })
}

/// A table by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: ImportId) -> Result<Option<Import>, StoreError> {
    import::Entity::find_by_id(id.0).one(from.conn()).await?.as_ref().map(read).transpose()
}

/// A table by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Import>, StoreError> {
    let row = import::Entity::find().filter(import::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// The table that was read from the same bytes, unless it was given up or taken back.
///
/// # Errors
/// What the database says.
pub async fn of_file(from: &impl Source, hash: &str) -> Result<Option<Import>, StoreError> {
    let gone =
        [ImportState::Undone, ImportState::Dropped, ImportState::Reading, ImportState::Broken].map(ImportState::code);
    let row = import::Entity::find()
        .filter(import::Column::FileHash.eq(hash))
        .filter(import::Column::State.is_not_in(gone))
        .order_by_desc(import::Column::Id)
        .one(from.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Which column was what in the last table of this section with equal headers.
///
/// # Errors
/// What the database says.
pub async fn mapping_of(
    from: &impl Source,
    section: SectionId,
    header_key: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let row = import::Entity::find()
        .filter(import::Column::SectionId.eq(section.0))
        .filter(import::Column::HeaderKey.eq(header_key))
        .order_by_desc(import::Column::Id)
        .one(from.conn())
        .await?;
    Ok(row.map(|row| (row.mapping, row.channel)))
}

/// The tables, newest first, below this one.
///
/// # Errors
/// What the database says.
pub async fn list(from: &impl Source, below: Option<ImportId>, size: u64) -> Result<Vec<Import>, StoreError> {
    let mut query = import::Entity::find().order_by_desc(import::Column::Id).limit(size);
    if let Some(below) = below {
        query = query.filter(import::Column::Id.lt(below.0));
    }
    query.all(from.conn()).await?.iter().map(read).collect()
}

/// Saves where a table stands, its columns and its figures; `false` when somebody was there first: then nothing of this
/// transaction may stay.
///
/// # Errors
/// What the database says.
pub async fn advance(tx: &mut Tx, before: &Import, after: &Import) -> Result<bool, StoreError> {
    let done = import::Entity::update_many()
        .col_expr(import::Column::State, Expr::value(after.state.code()))
        .col_expr(import::Column::Mapping, Expr::value(after.mapping.as_str()))
        .col_expr(import::Column::Channel, Expr::value(after.channel.as_str()))
        .col_expr(import::Column::Rows, Expr::value(count(after.rows)))
        .col_expr(import::Column::TakeKnown, Expr::value(after.take_known))
        .col_expr(import::Column::Past, Expr::value(after.past))
        .col_expr(import::Column::Screened, Expr::value(after.screened.as_str()))
        .col_expr(import::Column::AfterRow, Expr::value(i64::from(after.after)))
        .col_expr(import::Column::Taken, Expr::value(count(after.taken)))
        .col_expr(import::Column::Kept, Expr::value(count(after.kept)))
        .col_expr(import::Column::StartedAt, Expr::value(after.started_at))
        .col_expr(import::Column::EndedAt, Expr::value(after.ended_at))
        .filter(import::Column::Id.eq(before.id.0))
        .filter(import::Column::State.eq(before.state.code()))
        .filter(import::Column::AfterRow.eq(i64::from(before.after)))
        .filter(import::Column::Mapping.eq(before.mapping.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Tables whose reading began before a moment and never ended.
///
/// # Errors
/// What the database says.
pub async fn unfinished(from: &impl Source, before: DateTime<Utc>) -> Result<Vec<Import>, StoreError> {
    let rows = import::Entity::find()
        .filter(import::Column::State.eq(ImportState::Reading.code()))
        .filter(import::Column::StartedAt.lt(before).or(import::Column::StartedAt.is_null()))
        .order_by_asc(import::Column::Id)
        .all(from.conn())
        .await?;
    rows.iter().map(read).collect()
}
