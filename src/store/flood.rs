//! ほぼ同じ文面の声: groups of letters of one text. Which rows a list shows for them, and what stands on a group's page.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::CaseScope,
    flood::ONE_ROW_FROM,
    id::{CaseId, FloodId, PublicKey, SectionId, SubmissionId},
    receipt::ReceiptNumber,
    workflow::Status,
};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::{
    Source, StoreError, Tx,
    case_list::{Filter, Where},
    convert,
    db::sealed::Conn,
    error::corrupt,
    together::{Together, truth},
};

/// Groups of a list, at most.
const ROWS: u64 = 20;

/// Counts one more letter of a text. From the fifth on the group's cases are one row in lists, all but restricted ones.
///
/// # Errors
/// What the database says.
pub async fn join(
    tx: &mut Tx,
    key: &PublicKey,
    first: (SubmissionId, DateTime<Utc>),
    later: (SubmissionId, DateTime<Utc>),
) -> Result<(), StoreError> {
    let sql = "insert into flood (key, submission_id, letters, started_at, last_at) values ($1, $2, 2, $3, $4) \
        on conflict (submission_id) do update set letters = flood.letters + 1, last_at = excluded.last_at returning id, letters";
    let values: [Value; 4] = [key.as_str().into(), first.0.0.into(), first.1.into(), later.1.into()];
    let conn = tx.conn();
    let backend = conn.get_database_backend();
    let row = conn.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let row = row.ok_or_else(|| corrupt("flood", "no row came back"))?;
    let (flood, letters): (i64, i64) = (row.try_get("", "id")?, row.try_get("", "letters")?);
    let (which, voice) = match u64::try_from(letters).unwrap_or(0) {
        few if few < ONE_ROW_FROM => return Ok(()),
        ONE_ROW_FROM => (
            "in (select p.submission_id from fingerprint p where p.submission_id = $2 or (p.first_id = $2 and p.is_copy))",
            first.0,
        ),
        _ => ("= $2", later.0),
    };
    let sql = format!(
        "update \"case\" set flood_id = $1 where submission_id {which} and not restricted and flood_id is null"
    );
    conn.execute_raw(Statement::from_sql_and_values(backend, sql, [flood.into(), voice.0.into()])).await?;
    Ok(())
}

/// A group as one row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloodRow {
    /// Key in addresses.
    pub key: PublicKey,
    /// How many of its cases the list holds.
    pub cases: u64,
    /// How many of these are 要緊急確認.
    pub urgent: u64,
    /// Key of the first of them in addresses.
    pub first_case: PublicKey,
    /// Its heading, not masked.
    pub title: String,
    /// Its receipt number.
    pub number: ReceiptNumber,
    /// When the first letter came in.
    pub started_at: DateTime<Utc>,
    /// When the newest letter came in.
    pub last_at: DateTime<Utc>,
    /// The nearest deadline.
    pub due_on: NaiveDate,
}

#[derive(serde::Deserialize)]
struct Listed {
    key: String,
    n: i64,
    urgent: i64,
    case_key: String,
    title: String,
    number_year: i64,
    number_seq: i64,
    started_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    due_on: NaiveDate,
}

/// The groups with cases in the scope that the filter holds, nearest deadline first.
///
/// # Errors
/// What the database says.
pub async fn rows(from: &impl Source, scope: &CaseScope, filter: &Filter) -> Result<Vec<FloodRow>, StoreError> {
    let mut conditions = Where::default();
    conditions.add("c.flood_id is not null".into());
    conditions.scope(scope);
    conditions.filter(&Filter { alone: false, ..filter.clone() });
    let query = format!(
        "select f.key, g.n, g.urgent, c.key as case_key, c.title, b.number_year, b.number_seq, f.started_at, f.last_at, g.due_on from \
         (select c.flood_id, count(*) as n, min(c.id) as first_case, min(c.due_on) as due_on, \
         sum(case when c.status = 'urgent' then 1 else 0 end) as urgent \
         from \"case\" c where {} group by c.flood_id order by min(c.due_on), c.flood_id limit {ROWS}) g \
         join flood f on f.id = g.flood_id join \"case\" c on c.id = g.first_case join submission b on b.id = c.submission_id",
        conditions.sql()
    );
    let mut rows = Together::around(from, conditions.values).with_query::<Listed>("flood", &query).read(from).await?;
    let mut listed: Vec<Listed> = rows.take_part("flood")?;
    listed.sort_by(|a, b| (a.due_on, &a.key).cmp(&(b.due_on, &b.key)));
    listed.into_iter().map(row).collect()
}

fn row(row: Listed) -> Result<FloodRow, StoreError> {
    Ok(FloodRow {
        key: convert::key(&row.key)?,
        cases: u64::try_from(row.n).unwrap_or(0),
        urgent: u64::try_from(row.urgent).unwrap_or(0),
        first_case: convert::key(&row.case_key)?,
        title: row.title,
        number: convert::number(row.number_year, row.number_seq)?,
        started_at: row.started_at,
        last_at: row.last_at,
        due_on: row.due_on,
    })
}

/// A letter of a group, with its case.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its case.
    pub case: CaseId,
    /// The case's key in addresses.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// 処理状態
    pub status: Status,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// How much of it stands in the first letter, in percent.
    pub same: u8,
    /// Its text as it came in, not masked.
    pub body: String,
    /// What others than the desk read in its place, where the desk released a copy.
    pub copy: Option<String>,
    /// It was taken to the leading case.
    pub taken: bool,
}

#[derive(serde::Deserialize)]
struct LetterRow {
    id: i64,
    key: String,
    number_year: i64,
    number_seq: i64,
    status: String,
    received_at: DateTime<Utc>,
    same: Option<i64>,
    body: String,
    copy: Option<String>,
    #[serde(deserialize_with = "truth")]
    taken: bool,
}

const LETTER_OF: &str = "select c.id, c.key, b.number_year, b.number_seq, c.status, b.received_at, p.same, t.body, \
    (select v.body from transcript v where v.submission_id = b.id and v.version > 1 order by v.version desc limit 1) as copy, \
    exists (select 1 from case_submission s where s.submission_id = c.submission_id and s.relation = 'same_content') as taken";

const LETTER_FROM: &str = "join submission b on b.id = c.submission_id \
    join transcript t on t.submission_id = b.id and t.version = 1 left join fingerprint p on p.submission_id = b.id";

/// A group as this reader may know it.
#[derive(Debug, Clone)]
pub struct Flood {
    /// Database key.
    pub id: FloodId,
    /// Key in addresses.
    pub key: PublicKey,
    /// The first letter.
    pub first: SubmissionId,
    /// When it came in.
    pub started_at: DateTime<Utc>,
    /// When the newest letter came in.
    pub last_at: DateTime<Utc>,
    /// Cases that the reader may know, by status and holding section.
    pub standing: Vec<Standing>,
    /// The leading case: the first that the reader may know and that was not taken back.
    pub lead: Letter,
    /// Letters of the text with something new in them, oldest first; they are read one by one.
    pub apart: Vec<Letter>,
    /// Writers who can be told apart by mail address or phone number.
    pub writers: u64,
    /// Letters of which nobody knows the writer.
    pub unknown: u64,
}

/// How many letters with something new stand on a group's page.
const APART: u64 = 50;

/// A group by its key, within the scope; `None` when the reader may know none of its cases.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, scope: &CaseScope, key: &PublicKey) -> Result<Option<Flood>, StoreError> {
    let mut seen = Where::default();
    let mark = seen.bind(key.as_str());
    let this = format!("(select f.id from flood f where f.key = {mark})");
    let first = format!("(select f.submission_id from flood f where f.key = {mark})");
    seen.scope(scope);
    let scope = seen.sql();
    let lead = format!(
        "{LETTER_OF} from (select c.* from \"case\" c where c.flood_id = {this} and {scope} and c.status <> 'withdrawn' \
         order by c.id limit 1) c {LETTER_FROM}"
    );
    let apart = format!(
        "{LETTER_OF} from (select c.* from \"case\" c join fingerprint q on q.submission_id = c.submission_id \
         where q.first_id = {first} and not q.is_copy and q.submission_id <> q.first_id and {scope} order by c.id limit {APART}) c \
         {LETTER_FROM}"
    );
    let statuses = format!(
        "select c.status, c.holder_id, count(*) as n from \"case\" c where c.flood_id = {this} and {scope} group by c.status, c.holder_id"
    );
    let writers = format!(
        "select count(distinct coalesce(x.email_hash, x.phone_hash)) as writers, \
         sum(case when coalesce(x.email_hash, x.phone_hash) is null then 1 else 0 end) as unknown \
         from \"case\" c left join contact x on x.submission_id = c.submission_id where c.flood_id = {this} and {scope}"
    );
    let about = format!("select f.id, f.submission_id, f.started_at, f.last_at from flood f where f.key = {mark}");
    let mut rows = Together::around(from, seen.values)
        .with_query::<About>("flood", &about)
        .with_query::<LetterRow>("lead", &lead)
        .with_query::<LetterRow>("apart", &apart)
        .with_query::<Counted>("status", &statuses)
        .with_query::<Writers>("writer", &writers)
        .read(from)
        .await?;
    let Some(about) = rows.take_part::<About>("flood")?.pop() else { return Ok(None) };
    let Some(lead) = rows.take_part::<LetterRow>("lead")?.pop() else { return Ok(None) };
    let writers = rows.take_part::<Writers>("writer")?.pop().unwrap_or_default();
    let mut apart = letters(rows.take_part("apart")?)?;
    apart.sort_by_key(|letter| letter.case);
    let standing = rows.take_part::<Counted>("status")?.into_iter().map(|counted| {
        let cases = u64::try_from(counted.n).unwrap_or(0);
        Ok(Standing { status: convert::status(&counted.status)?, holder: SectionId(counted.holder_id), cases })
    });
    let standing = standing.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Some(Flood {
        id: FloodId(about.id),
        key: key.clone(),
        first: SubmissionId(about.submission_id),
        started_at: about.started_at,
        last_at: about.last_at,
        standing,
        lead: letter(lead)?,
        apart,
        writers: u64::try_from(writers.writers).unwrap_or(0),
        unknown: u64::try_from(writers.unknown.unwrap_or(0)).unwrap_or(0),
    }))
}

#[derive(serde::Deserialize)]
struct About {
    id: i64,
    submission_id: i64,
    started_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
}

#[derive(serde::Deserialize)]
struct Counted {
    status: String,
    holder_id: i64,
    n: i64,
}

/// How many cases of a group have a status in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// 処理状態
    pub status: Status,
    /// The section.
    pub holder: SectionId,
    /// How many.
    pub cases: u64,
}

#[derive(Default, serde::Deserialize)]
struct Writers {
    writers: i64,
    unknown: Option<i64>,
}

/// A page of a group's letters within the scope, in the order of arrival, behind a case.
///
/// # Errors
/// What the database says.
pub async fn letters_behind(
    from: &impl Source,
    scope: &CaseScope,
    flood: FloodId,
    after: CaseId,
    size: u64,
) -> Result<Vec<Letter>, StoreError> {
    let mut seen = Where::default();
    let (flood, after) = (seen.bind(flood.0), seen.bind(after.0));
    seen.scope(scope);
    let query = format!(
        "{LETTER_OF} from (select c.* from \"case\" c where c.flood_id = {flood} and c.id > {after} and {} order by c.id limit {size}) c \
         {LETTER_FROM}",
        seen.sql()
    );
    let mut rows = Together::around(from, seen.values).with_query::<LetterRow>("letter", &query).read(from).await?;
    let mut letters = letters(rows.take_part("letter")?)?;
    letters.sort_by_key(|letter| letter.case);
    Ok(letters)
}

fn letters(rows: Vec<LetterRow>) -> Result<Vec<Letter>, StoreError> {
    rows.into_iter().map(letter).collect()
}

fn letter(row: LetterRow) -> Result<Letter, StoreError> {
    Ok(Letter {
        case: CaseId(row.id),
        key: convert::key(&row.key)?,
        number: convert::number(row.number_year, row.number_seq)?,
        status: convert::status(&row.status)?,
        received_at: row.received_at,
        same: u8::try_from(row.same.unwrap_or(100)).unwrap_or(100),
        body: row.body,
        copy: row.copy,
        taken: row.taken,
    })
}

/// The text of a voice as it came in: what a group's letters are compared with.
///
/// # Errors
/// What the database says.
pub async fn first_text(from: &impl Source, first: SubmissionId) -> Result<String, StoreError> {
    Ok(crate::submission::by_id(from, first).await?.map(|voice| voice.body).unwrap_or_default())
}
