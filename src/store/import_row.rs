//! Rows of a table: what becomes of each, and which voice it became.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    id::{CaseId, ImportId, PublicKey},
    import::{Cell, row::Fault, state::RowState},
    receipt::ReceiptNumber,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    Statement, Value,
    sea_query::{Expr, OnConflict},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{import_row, import_row::Column},
    error::corrupt,
};

/// Rows with doubts and rows with dangerous words: few, each with an index of its own, which only these words find.
const DOUBTFUL: &str = "flags <> '[]'";
const DANGEROUS: &str = "danger <> ''";

/// The noun of a row as a voice's source.
pub const NOUN: &str = "import_row";

/// A row as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// Its number in the table.
    pub row: u32,
    /// What becomes of it.
    pub state: RowState,
    /// What is wrong.
    pub errors: Vec<Fault>,
    /// Doubts, by their words.
    pub doubts: Vec<String>,
    /// Hash of what it says, under the city's key.
    pub hash: String,
    /// Its first words, masked.
    pub head: String,
    /// 受付日
    pub received_on: Option<NaiveDate>,
    /// 受付方法
    pub channel: Option<String>,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// The groups of its dangerous words, by their codes.
    pub danger: String,
}

/// A row as pages need it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// Database key.
    pub id: i64,
    /// Its number in the table.
    pub row: u32,
    /// Where it stands.
    pub state: RowState,
    /// What is wrong.
    pub errors: Vec<Fault>,
    /// Doubts, by their words.
    pub doubts: Vec<String>,
    /// Hash of what it says.
    pub hash: String,
    /// Its first words, masked.
    pub head: String,
    /// 受付日
    pub received_on: Option<NaiveDate>,
    /// 受付方法
    pub channel: Option<String>,
    /// Its cells, until they are erased.
    pub cells: Option<Vec<Cell>>,
    /// The groups of its dangerous words, by their codes.
    pub danger: String,
}

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| corrupt("row", e))
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| corrupt("row", e))
}

fn read(row: import_row::Model) -> Result<ImportRow, StoreError> {
    Ok(ImportRow {
        id: row.id,
        row: u32::try_from(row.row_no).map_err(|_| corrupt("row_no", row.row_no))?,
        state: RowState::parse(&row.state).ok_or_else(|| corrupt("row state", &row.state))?,
        errors: parsed(&row.errors)?,
        doubts: parsed(&row.flags)?,
        hash: row.hash,
        head: row.head,
        received_on: row.received_on,
        channel: row.channel,
        cells: row.cells.as_deref().map(parsed).transpose()?,
        danger: row.danger,
    })
}

/// Writes rows, or writes them anew with another verdict.
///
/// # Errors
/// What the database says.
pub async fn write(tx: &mut Tx, import: ImportId, rows: &[NewRow]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let model = |new: &NewRow| -> Result<import_row::ActiveModel, StoreError> {
        Ok(import_row::ActiveModel {
            id: NotSet,
            import_id: Set(import.0),
            row_no: Set(i64::from(new.row)),
            state: Set(new.state.code().to_owned()),
            errors: Set(json(&new.errors)?),
            flags: Set(json(&new.doubts)?),
            hash: Set(new.hash.clone()),
            head: Set(new.head.clone()),
            received_on: Set(new.received_on),
            channel: Set(new.channel.clone()),
            cells: Set(Some(json(&new.cells)?)),
            danger: Set(new.danger.clone()),
        })
    };
    let models: Vec<_> = rows.iter().map(model).collect::<Result<_, _>>()?;
    let again = [
        Column::State,
        Column::Errors,
        Column::Flags,
        Column::Hash,
        Column::Head,
        Column::ReceivedOn,
        Column::Channel,
        Column::Danger,
    ];
    let anew = OnConflict::columns([Column::ImportId, Column::RowNo]).update_columns(again).to_owned();
    import_row::Entity::insert_many(models).on_conflict(anew).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Good rows whose words came in with another table become known ones.
///
/// # Errors
/// What the database says.
pub async fn mark_known(tx: &mut Tx, import: ImportId) -> Result<(), StoreError> {
    let sql = "update import_row set state = 'known' where import_id = $1 and state = 'good' and exists \
               (select 1 from import_row o where o.hash = import_row.hash and o.state = 'taken' and o.import_id <> $1)";
    run(tx, sql, [import.0.into()]).await
}

/// These rows now stand in `to`; their cells are erased when nobody needs them any more.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, rows: &[i64], to: RowState, erase: bool) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut update = import_row::Entity::update_many()
        .col_expr(Column::State, Expr::value(to.code()))
        .filter(Column::Id.is_in(rows.iter().copied()));
    if erase {
        update = update.col_expr(Column::Cells, Expr::value(Option::<String>::None));
    }
    update.exec(tx.conn()).await?;
    Ok(())
}

/// Erases what the rows of a table say; verdicts and numbers stay.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, import: ImportId) -> Result<(), StoreError> {
    import_row::Entity::update_many()
        .col_expr(Column::Cells, Expr::value(Option::<String>::None))
        .col_expr(Column::Head, Expr::value(""))
        .filter(Column::ImportId.eq(import.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn run<const N: usize>(tx: &Tx, sql: &str, values: [Value; N]) -> Result<(), StoreError> {
    let conn = tx.conn();
    conn.execute_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Which rows a page or a chunk asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Only rows in these states; none: all.
    pub states: &'a [RowState],
    /// Only rows with doubts.
    pub doubtful: bool,
    /// Only rows with dangerous words.
    pub dangerous: bool,
    /// Behind this number.
    pub after: u32,
    /// At most so many.
    pub size: u64,
}

/// Rows of a table by their number.
///
/// # Errors
/// What the database says.
pub async fn rows(from: &impl Source, import: ImportId, wanted: Wanted<'_>) -> Result<Vec<ImportRow>, StoreError> {
    let mut query = import_row::Entity::find()
        .filter(Column::ImportId.eq(import.0))
        .filter(Column::RowNo.gt(i64::from(wanted.after)))
        .order_by_asc(Column::RowNo)
        .limit(wanted.size);
    if !wanted.states.is_empty() {
        query = query.filter(Column::State.is_in(wanted.states.iter().map(|state| state.code())));
    }
    if wanted.doubtful {
        query = query.filter(Expr::cust(DOUBTFUL));
    }
    if wanted.dangerous {
        query = query.filter(Expr::cust(DANGEROUS));
    }
    query.all(from.conn()).await?.into_iter().map(read).collect()
}

/// How many rows of a table stand where.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, import: ImportId) -> Result<BTreeMap<RowState, u64>, StoreError> {
    let rows: Vec<(String, i64)> = import_row::Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "rows")
        .filter(Column::ImportId.eq(import.0))
        .group_by(Column::State)
        .into_tuple()
        .all(from.conn())
        .await?;
    let read = |(state, rows): (String, i64)| {
        let known = RowState::parse(&state).ok_or_else(|| corrupt("row state", &state))?;
        Ok((known, u64::try_from(rows).unwrap_or(0)))
    };
    rows.into_iter().map(read).collect()
}

/// How many rows of a table have doubts.
///
/// # Errors
/// What the database says.
pub async fn doubtful(from: &impl Source, import: ImportId) -> Result<u64, StoreError> {
    let query = import_row::Entity::find().filter(Column::ImportId.eq(import.0)).filter(Expr::cust(DOUBTFUL));
    Ok(query.count(from.conn()).await?)
}

/// Rows that would be taken in: how many of each day and channel, and how many with dangerous words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// 受付日, 受付方法, rows.
    pub days: Vec<(NaiveDate, String, u64)>,
    /// Rows with dangerous words.
    pub dangerous: u64,
}

/// What would come in with a table.
///
/// # Errors
/// What the database says.
pub async fn ahead(from: &impl Source, import: ImportId) -> Result<Ahead, StoreError> {
    let good = import_row::Entity::find()
        .filter(Column::ImportId.eq(import.0))
        .filter(Column::State.eq(RowState::Good.code()));
    let days: Vec<(Option<NaiveDate>, Option<String>, i64)> = good
        .clone()
        .select_only()
        .columns([Column::ReceivedOn, Column::Channel])
        .column_as(Column::Id.count(), "rows")
        .group_by(Column::ReceivedOn)
        .group_by(Column::Channel)
        .into_tuple()
        .all(from.conn())
        .await?;
    let dangerous = good.filter(Expr::cust(DANGEROUS)).count(from.conn()).await?;
    let whole = |(day, channel, rows): (Option<NaiveDate>, Option<String>, i64)| {
        Some((day?, channel?, u64::try_from(rows).unwrap_or(0)))
    };
    Ok(Ahead { days: days.into_iter().filter_map(whole).collect(), dangerous })
}

/// A row by its number.
///
/// # Errors
/// What the database says.
pub async fn one(from: &impl Source, import: ImportId, row: u32) -> Result<Option<ImportRow>, StoreError> {
    let found = import_row::Entity::find()
        .filter(Column::ImportId.eq(import.0))
        .filter(Column::RowNo.eq(i64::from(row)))
        .one(from.conn())
        .await?;
    found.map(read).transpose()
}

/// A voice that came from a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowVoice {
    /// 受付番号
    pub number: ReceiptNumber,
    /// Key of its first case.
    pub case: PublicKey,
}

/// The voices that came from rows with these hashes, the newest of each.
///
/// # Errors
/// What the database says.
pub async fn voices(from: &impl Source, hashes: &[String]) -> Result<BTreeMap<String, RowVoice>, StoreError> {
    if hashes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let marks: Vec<String> = (1..=hashes.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select r.hash, s.number_year, s.number_seq, c.key from import_row r \
         join submission s on s.source_noun = 'import_row' and s.source_id = r.id \
         join \"case\" c on c.submission_id = s.id and c.branch = 1 \
         where r.hash in ({}) and r.state in ('taken', 'undone') order by s.id",
        marks.join(", ")
    );
    let values: Vec<Value> = hashes.iter().map(|hash| hash.clone().into()).collect();
    let conn = from.conn();
    let found = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    let mut voices = BTreeMap::new();
    for row in found {
        let number = convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?;
        let case = convert::key(&row.try_get::<String>("", "key")?)?;
        voices.insert(row.try_get("", "hash")?, RowVoice { number, case });
    }
    Ok(voices)
}

/// The cases of these rows' voices by the row's database key, first those of the first row: of a voice that was split, each.
///
/// # Errors
/// What the database says.
pub async fn cases(from: &impl Source, rows: &[i64]) -> Result<Vec<(i64, CaseId)>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=rows.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select s.source_id, c.id from submission s join \"case\" c on c.submission_id = s.id \
         where s.source_noun = 'import_row' and s.source_id in ({}) order by s.source_id, c.id",
        marks.join(", ")
    );
    let values: Vec<Value> = rows.iter().map(|row| (*row).into()).collect();
    let conn = from.conn();
    let found = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    found.iter().map(|row| Ok((row.try_get("", "source_id")?, CaseId(row.try_get("", "id")?)))).collect()
}

/// What a history's line of the import itself ends in: any other line says that somebody touched the case.
#[must_use]
pub fn own_line(import: ImportId) -> String {
    format!("import={import}")
}

/// Of these rows, those whose voice somebody touched: its history has a line that is not the import's own.
///
/// # Errors
/// What the database says.
pub async fn touched(from: &impl Source, import: ImportId, rows: &[i64]) -> Result<Vec<i64>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (2..rows.len() + 2).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select s.source_id from submission s where s.source_noun = 'import_row' and s.source_id in ({}) and exists \
         (select 1 from case_event e where e.submission_id = s.id and e.data not like $1) order by s.source_id",
        marks.join(", ")
    );
    let mut values: Vec<Value> = vec![format!("%{}", own_line(import)).into()];
    values.extend(rows.iter().map(|row| Value::from(*row)));
    let conn = from.conn();
    let found = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    found.iter().map(|row| Ok(row.try_get("", "source_id")?)).collect()
}
