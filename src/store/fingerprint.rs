//! Fingerprints of voices: which have none yet, which earlier ones share a key, and where a voice was placed.
//!
//! Copies have no keys of their own: ten thousand of them are one entry in the index.

use kocho_domain::id::SubmissionId;
use sea_orm::{EntityTrait, Set, Value, sea_query::OnConflict};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{fingerprint, fingerprint_key},
    together::{Together, truth},
};

/// Voices are numbered before they are committed: so far back a late one is looked for.
const LATE: i64 = 1_000;

/// A voice that was not compared yet.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Waiting {
    id: i64,
    /// The text as it came in.
    pub body: String,
    /// Only few may know it.
    #[serde(deserialize_with = "truth")]
    pub restricted: bool,
    /// When it came in.
    pub received_at: chrono::DateTime<chrono::Utc>,
}

impl Waiting {
    /// The voice.
    pub fn id(&self) -> SubmissionId {
        SubmissionId(self.id)
    }
}

/// The oldest voices without a fingerprint, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source, size: u64) -> Result<Vec<Waiting>, StoreError> {
    let query = format!(
        "select b.id, t.body, b.received_at, exists (select 1 from \"case\" k where k.submission_id = b.id and k.restricted) as restricted \
         from submission b join transcript t on t.submission_id = b.id and t.version = 1 \
         where b.id > (select coalesce(max(p.submission_id), 0) - {LATE} from fingerprint p) \
         and not exists (select 1 from fingerprint q where q.submission_id = b.id) order by b.id limit {size}"
    );
    let mut rows = Together::around(from, Vec::new()).with_query::<Waiting>("waiting", &query).read(from).await?;
    let mut waiting: Vec<Waiting> = rows.take_part("waiting")?;
    waiting.sort_by_key(|voice| voice.id);
    Ok(waiting)
}

/// An earlier voice that shares keys.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Met {
    id: i64,
    /// Its text as it came in.
    pub body: String,
    /// When it came in.
    pub received_at: chrono::DateTime<chrono::Utc>,
    shared: i64,
}

impl Met {
    /// The voice.
    pub fn id(&self) -> SubmissionId {
        SubmissionId(self.id)
    }
}

/// The earlier voices that share most of these keys, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn met(from: &impl Source, keys: &[i64], size: u64) -> Result<Vec<Met>, StoreError> {
    let marks: Vec<String> = (1..=keys.len()).map(|n| format!("${n}")).collect();
    let query = format!(
        "select b.id, t.body, b.received_at, f.shared from (select k.submission_id, count(*) as shared from fingerprint_key k \
         where k.key in ({}) group by k.submission_id order by shared desc, k.submission_id limit {size}) f \
         join submission b on b.id = f.submission_id join transcript t on t.submission_id = b.id and t.version = 1",
        marks.join(", ")
    );
    let values: Vec<Value> = keys.iter().map(|key| (*key).into()).collect();
    let mut rows = Together::around(from, values).with_query::<Met>("met", &query).read(from).await?;
    let mut met: Vec<Met> = rows.take_part("met")?;
    met.sort_by_key(|voice| (-voice.shared, voice.id));
    Ok(met)
}

/// Where a voice stands among those that are written like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The voice.
    pub voice: SubmissionId,
    /// The first voice of this text; itself when there was none.
    pub first: SubmissionId,
    /// It says nothing that the first one does not say.
    pub is_copy: bool,
    /// How much of it stands in the first one, in percent.
    pub same: u8,
    /// Letters of the longest passage that does not.
    pub longest_new: usize,
}

/// Places a voice, with its keys in the index; false when somebody else did it meanwhile.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, version: u32, placed: Placed, keys: &[i64]) -> Result<bool, StoreError> {
    let row = fingerprint::ActiveModel {
        submission_id: Set(placed.voice.0),
        version: Set(version.into()),
        first_id: Set(placed.first.0),
        is_copy: Set(placed.is_copy),
        same: Set(placed.same.into()),
        longest_new: Set(i64::try_from(placed.longest_new).unwrap_or(i64::MAX)),
        created_at: Set(tx.at()),
    };
    let keep = OnConflict::column(fingerprint::Column::SubmissionId).do_nothing().to_owned();
    let written = fingerprint::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.conn()).await?;
    if written == 0 {
        return Ok(false);
    }
    let rows =
        keys.iter().map(|key| fingerprint_key::ActiveModel { key: Set(*key), submission_id: Set(placed.voice.0) });
    if !keys.is_empty() {
        fingerprint_key::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(true)
}
