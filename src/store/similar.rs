//! What a clerk looks for beside a letter: earlier letters on the matter with their answers, letters of the same text,
//! earlier letters of the same writer. All within the reader's scope.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::{CaseScope, Reach},
    id::{CaseId, PublicKey, SubmissionId},
    receipt::ReceiptNumber,
    workflow::Status,
};

use crate::{
    Source, StoreError,
    case_list::Where,
    convert,
    together::{Together, truth},
};

/// Letters that share keys and are looked at closely.
const CANDIDATES: u64 = 60;
/// Letters of the same text, and of the same writer, at most.
const SHOWN: u64 = 10;

/// The letter that is read, as far as others are compared with it.
#[derive(Debug, Clone)]
pub struct Own {
    /// The voice.
    pub voice: SubmissionId,
    /// Its text as it came in.
    pub body: String,
    /// What the case is about: its part of a letter that was split, else the text.
    pub matter: String,
    /// The first voice of this text, itself perhaps.
    pub first: SubmissionId,
    /// Key of the group in addresses.
    pub flood: Option<PublicKey>,
    email: Option<String>,
    phone: Option<String>,
    name: Option<String>,
}

#[derive(serde::Deserialize)]
struct OwnRow {
    id: i64,
    body: String,
    matter: String,
    first_id: Option<i64>,
    flood: Option<String>,
    email_hash: Option<String>,
    phone_hash: Option<String>,
    name_hash: Option<String>,
}

/// The letter of a case; whether the reader may know the case is asked elsewhere.
///
/// # Errors
/// What the database says.
pub async fn own(from: &impl Source, case: CaseId) -> Result<Option<Own>, StoreError> {
    let query = "select c.submission_id as id, t.body, coalesce(c.point, t.body) as matter, p.first_id, f.key as flood, x.email_hash, x.phone_hash, x.name_hash \
        from \"case\" c join transcript t on t.submission_id = c.submission_id and t.version = 1 \
        left join fingerprint p on p.submission_id = c.submission_id left join flood f on f.id = c.flood_id \
        left join contact x on x.submission_id = c.submission_id where c.id = $1";
    let mut rows = Together::around(from, vec![case.0.into()]).with_query::<OwnRow>("own", query).read(from).await?;
    let Some(row) = rows.take_part::<OwnRow>("own")?.pop() else { return Ok(None) };
    Ok(Some(Own {
        voice: SubmissionId(row.id),
        body: row.body,
        matter: row.matter,
        first: SubmissionId(row.first_id.unwrap_or(row.id)),
        flood: row.flood.as_deref().map(convert::key).transpose()?,
        email: row.email_hash,
        phone: row.phone_hash,
        name: row.name_hash,
    }))
}

/// Another letter with what was answered.
#[derive(Debug, Clone)]
pub struct Other {
    /// Its case.
    pub case: CaseId,
    /// The case's key in addresses.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// 処理状態
    pub status: Status,
    /// Heading, not masked.
    pub title: String,
    /// The text as it came in, not masked.
    pub body: String,
    /// What others than the desk read in its place, where the desk released a copy.
    pub copy: Option<String>,
    /// 受付日
    pub received_on: NaiveDate,
    /// The section that has, or had, it.
    pub section: String,
    /// 対応区分 code
    pub outcome: Option<String>,
    /// The newest letter that went out, or the decided 処理結果.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The same mail address or phone number; else only the name is equal. Means something in the list of writers only.
    pub same_contact: bool,
}

#[derive(serde::Deserialize)]
struct OtherRow {
    id: i64,
    key: String,
    number_year: i64,
    number_seq: i64,
    status: String,
    title: String,
    body: String,
    copy: Option<String>,
    received_on: NaiveDate,
    section: String,
    outcome: Option<String>,
    letter: Option<String>,
    letter_at: Option<DateTime<Utc>>,
    result: Option<String>,
    closed_on: Option<NaiveDate>,
    #[serde(deserialize_with = "truth")]
    same_contact: bool,
}

/// What was found beside a letter.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Letters that share keys of the topic, in no order.
    pub topic: Vec<Other>,
    /// Letters of the same text, newest first.
    pub copies: Vec<Other>,
    /// Earlier and later letters that may be the same writer's, newest first.
    pub writer: Vec<Other>,
}

const SELECT: &str = "select c.id, c.key, b.number_year, b.number_seq, c.status, c.title, coalesce(c.point, t.body) as body, \
    case when c.point is null then (select v.body from transcript v where v.submission_id = b.id and v.version > 1 order by v.version desc limit 1) end as copy, \
    c.received_on, h.name as section, c.outcome, \
    (select l.body from letter l where l.submission_id = b.id order by l.id desc limit 1) as letter, \
    (select l.created_at from letter l where l.submission_id = b.id order by l.id desc limit 1) as letter_at, \
    case when c.status = 'settled' then (select r.body from reply r where r.case_id = c.id order by r.version desc limit 1) end as result, \
    c.closed_on";

const NAMES: &str = "join submission b on b.id = c.submission_id join section h on h.id = c.holder_id \
    join transcript t on t.submission_id = b.id and t.version = 1";

/// What stands beside a letter, in one statement.
///
/// # Errors
/// What the database says.
pub async fn beside(from: &impl Source, scope: &CaseScope, own: &Own, keys: &[i64]) -> Result<Beside, StoreError> {
    let mut seen = Where::default();
    let (voice, first) = (seen.bind(own.voice.0), seen.bind(own.first.0));
    let contact = |hash: &Option<String>| hash.clone().unwrap_or_default();
    let (email, phone) = (seen.bind(contact(&own.email)), seen.bind(contact(&own.phone)));
    let name = seen.bind(contact(&own.name));
    let keys = if keys.is_empty() { "-1".to_owned() } else { seen.list(keys.iter().copied()) };
    // A section sees few cases: the best of what it may see, not what it may see of the best.
    let narrow = *scope.reach() != Reach::Everything;
    seen.scope(scope);
    let scope = seen.sql();
    let within = if narrow {
        format!("join \"case\" c on c.submission_id = k.submission_id and {scope}")
    } else {
        String::new()
    };
    let topic = format!(
        "{SELECT}, 1 = 0 as same_contact from (select k.submission_id, count(*) as shared from fingerprint_key k {within} \
         where k.key in ({keys}) and k.submission_id <> {voice} group by k.submission_id \
         order by count(*) desc, k.submission_id desc limit {CANDIDATES}) g \
         join \"case\" c on c.submission_id = g.submission_id {NAMES} where {scope}"
    );
    let copies = format!(
        "{SELECT}, 1 = 0 as same_contact from (select c.* from fingerprint p join \"case\" c on c.submission_id = p.submission_id \
         where (p.first_id = {first} or p.submission_id = {first}) and p.submission_id <> {voice} and {scope} \
         order by c.id desc limit {SHOWN}) c {NAMES}"
    );
    let writer = format!(
        "{SELECT}, (c.email_hash = {email} or c.phone_hash = {phone}) is true as same_contact from \
         (select c.*, x.email_hash, x.phone_hash from contact x join \"case\" c on c.submission_id = x.submission_id \
         where x.submission_id <> {voice} and {scope} and x.id in (select y.id from contact y where y.email_hash = {email} \
         union select y.id from contact y where y.phone_hash = {phone} union select y.id from contact y where y.name_hash = {name}) \
         order by c.id desc limit {SHOWN}) c {NAMES}"
    );
    let mut rows = Together::around(from, seen.values)
        .with_query::<OtherRow>("topic", &topic)
        .with_query::<OtherRow>("copy", &copies)
        .with_query::<OtherRow>("writer", &writer)
        .read(from)
        .await?;
    let mut part = |name: &str| -> Result<Vec<Other>, StoreError> {
        let mut others = rows.take_part::<OtherRow>(name)?.into_iter().map(other).collect::<Result<Vec<_>, _>>()?;
        others.sort_by_key(|other| std::cmp::Reverse(other.case));
        Ok(others)
    };
    Ok(Beside { topic: part("topic")?, copies: part("copy")?, writer: part("writer")? })
}

fn other(row: OtherRow) -> Result<Other, StoreError> {
    let ended = row.closed_on.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|at| at.and_utc());
    Ok(Other {
        case: CaseId(row.id),
        key: convert::key(&row.key)?,
        number: convert::number(row.number_year, row.number_seq)?,
        status: convert::status(&row.status)?,
        title: row.title,
        body: row.body,
        copy: row.copy,
        received_on: row.received_on,
        section: row.section,
        outcome: row.outcome,
        answered_at: row.letter_at.or_else(|| row.result.as_ref().and(ended)),
        answer: row.letter.or(row.result),
        same_contact: row.same_contact,
    })
}
