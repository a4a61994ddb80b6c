//! モニターの候補: who applied, was drawn from a register or recommended, how far it is, and why somebody was not chosen.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    dialogue::NoticeBy,
    id::{CandidateId, MonitorId, PanelId, PublicKey, StaffId},
    panel::{CandidateState, CandidateWay, Classes, Person},
    personal::Personal,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::{
    Source, StoreError, Tx, convert, db::sealed::Conn, entity::candidate, error::corrupt, monitor::PersonHashes,
    panel_notice,
};

/// A new candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCandidate {
    /// Key in addresses.
    pub key: PublicKey,
    /// The form's own key; a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// The term.
    pub panel: PanelId,
    /// Its number as printed.
    pub number: String,
    /// How they came.
    pub way: CandidateWay,
    /// ja, easy or en.
    pub language: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// Who and how to reach; blank once they are monitors or it was erased.
    pub person: Personal<Person>,
    /// How the result reaches them.
    pub notice_by: NoticeBy,
    /// Coarse classes.
    pub classes: Classes,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 職業 code
    pub occupation: Option<String>,
    /// 応募の動機
    pub motive: String,
    /// 推薦した区; empty for others.
    pub recommender: String,
    /// The monitor of an earlier term who goes on.
    pub renews: Option<MonitorId>,
}

/// How far it is, and who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How far.
    pub state: CandidateState,
    /// Place in the reserve list, from 1.
    pub reserve_place: Option<u32>,
    /// Code of the reason why they were not chosen.
    pub reason: Option<String>,
    /// Where further words stand.
    pub reason_text: Option<i64>,
    /// Who decided, and when.
    pub decided: Option<(StaffId, DateTime<Utc>)>,
    /// The day on which their data are erased.
    pub purge_on: Option<NaiveDate>,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Database key.
    pub id: CandidateId,
    /// What was written down.
    pub about: NewCandidate,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// How far it is.
    pub standing: Standing,
    /// By which the same person and household are found.
    pub hashes: PersonHashes,
    /// When their data were erased.
    pub purged_at: Option<DateTime<Utc>>,
    /// Moves with every change.
    pub lock: i64,
}

/// Rows of one statement.
const ROWS: usize = 200;

/// Adds candidates, with the keyed hashes of each, and the day on which they are erased at the latest.
///
/// # Errors
/// [`StoreError::Conflict`] when a form's key or a number was used before.
pub async fn insert(tx: &mut Tx, all: &[(NewCandidate, PersonHashes)], purge_on: NaiveDate) -> Result<(), StoreError> {
    for some in all.chunks(ROWS) {
        let rows: Vec<_> = some.iter().map(|(new, hashes)| row(tx, new, hashes, purge_on)).collect();
        candidate::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn row(tx: &Tx, new: &NewCandidate, hashes: &PersonHashes, purge_on: NaiveDate) -> candidate::ActiveModel {
    let (kind, id) = tx.actor();
    let person = new.person.reveal().clone();
    candidate::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        form_key: Set(new.form_key.clone()),
        panel_id: Set(new.panel.0),
        number: Set(new.number.clone()),
        way: Set(new.way.code().to_owned()),
        language: Set(new.language.clone()),
        received_on: Set(new.received_on),
        received_at: Set(tx.at()),
        registered_by_kind: Set(kind),
        registered_by_id: Set(id),
        name: Set(person.name),
        kana: Set(person.kana),
        address: Set(person.address),
        phone: Set(person.phone),
        email: Set(person.email),
        notice_by: Set(new.notice_by.code().to_owned()),
        name_hash: Set(hashes.name.clone()),
        phone_hash: Set(hashes.phone.clone()),
        email_hash: Set(hashes.email.clone()),
        home_hash: Set(hashes.home.clone()),
        age_group: Set(new.classes.age_group.clone()),
        gender: Set(new.classes.gender.clone()),
        district: Set(new.classes.district.clone()),
        relation: Set(new.relation.clone()),
        occupation: Set(new.occupation.clone()),
        motive: Set(new.motive.clone()),
        recommender: Set(new.recommender.clone()),
        renews: Set(new.renews.map(|id| id.0)),
        state: Set(CandidateState::Received.code().to_owned()),
        reserve_place: Set(None),
        reason: Set(None),
        reason_text_id: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        purge_on: Set(Some(purge_on)),
        purged_at: Set(None),
        lock: Set(0),
    }
}

/// A candidate by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Candidate>, StoreError> {
    let row = candidate::Entity::find().filter(candidate::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A candidate by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: CandidateId) -> Result<Option<Candidate>, StoreError> {
    candidate::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// The candidate that a form became.
///
/// # Errors
/// What the database says.
pub async fn key_of_form(from: &impl Source, form_key: &str) -> Result<Option<PublicKey>, StoreError> {
    let row = candidate::Entity::find().filter(candidate::Column::FormKey.eq(form_key)).one(from.conn()).await?;
    row.map(|row| convert::key(&row.key)).transpose()
}

/// Every candidate of a term, by number.
///
/// # Errors
/// What the database says.
pub async fn of_panel(from: &impl Source, panel: PanelId) -> Result<Vec<Candidate>, StoreError> {
    let rows = candidate::Entity::find()
        .filter(candidate::Column::PanelId.eq(panel.0))
        .order_by_asc(candidate::Column::Number)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The candidates of a term in one state, by number: of states that some dozens of people are in.
///
/// # Errors
/// What the database says.
pub async fn in_state(from: &impl Source, panel: PanelId, state: CandidateState) -> Result<Vec<Candidate>, StoreError> {
    let rows = candidate::Entity::find()
        .filter(candidate::Column::PanelId.eq(panel.0))
        .filter(candidate::Column::State.eq(state.code()))
        .order_by_asc(candidate::Column::Number)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Candidates by their database keys.
///
/// # Errors
/// What the database says.
pub async fn by_ids(from: &impl Source, ids: &[CandidateId]) -> Result<Vec<Candidate>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS) {
        let rows = candidate::Entity::find()
            .filter(candidate::Column::Id.is_in(some.iter().map(|id| id.0)))
            .order_by_asc(candidate::Column::Id)
            .all(from.conn())
            .await?;
        for row in rows {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// Candidates of a term in one state, or in any, behind a number, by number, at most so many.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    panel: PanelId,
    state: Option<CandidateState>,
    (after, size): (&str, u64),
) -> Result<Vec<Candidate>, StoreError> {
    let mut wanted = Condition::all().add(candidate::Column::PanelId.eq(panel.0));
    if let Some(state) = state {
        wanted = wanted.add(candidate::Column::State.eq(state.code()));
    }
    if !after.is_empty() {
        wanted = wanted.add(candidate::Column::Number.gt(after));
    }
    let rows = candidate::Entity::find()
        .filter(wanted)
        .order_by_asc(candidate::Column::Number)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many wait for a decision, by term; a term where nobody waits is not in it.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source) -> Result<BTreeMap<PanelId, usize>, StoreError> {
    let rows: Vec<(i64, i64)> = candidate::Entity::find()
        .select_only()
        .column(candidate::Column::PanelId)
        .column_as(candidate::Column::Id.count(), "people")
        .filter(candidate::Column::State.eq(CandidateState::Received.code()))
        .group_by(candidate::Column::PanelId)
        .order_by_asc(candidate::Column::PanelId)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|(panel, people)| (PanelId(panel), usize::try_from(people).unwrap_or(0))).collect())
}

/// Writes down how far a candidate is.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, seen: &Candidate, to: &Standing, words: Option<&str>) -> Result<(), StoreError> {
    let text = tx.write_free_text(words).await?;
    let row = candidate::ActiveModel {
        state: Set(to.state.code().to_owned()),
        reserve_place: Set(to.reserve_place.map(i64::from)),
        reason: Set(to.reason.clone()),
        reason_text_id: Set(text.or(to.reason_text)),
        decided_by: Set(to.decided.map(|(by, _)| by.0)),
        decided_at: Set(to.decided.map(|(_, at)| at)),
        purge_on: Set(to.purge_on),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    let done = candidate::Entity::update_many()
        .set(row)
        .filter(candidate::Column::Id.eq(seen.id.0))
        .filter(candidate::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes the rows of a register on which nobody has decided; answers how many. They leave nothing behind.
///
/// # Errors
/// What the database says.
pub async fn remove_undrawn(tx: &mut Tx, panel: PanelId) -> Result<u64, StoreError> {
    let done = candidate::Entity::delete_many()
        .filter(candidate::Column::PanelId.eq(panel.0))
        .filter(candidate::Column::Way.eq(CandidateWay::Register.code()))
        .filter(candidate::Column::State.eq(CandidateState::Received.code()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Erases who these candidates are, with their own words and where mails to them went: they are monitors, and it stands there.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, ids: &[CandidateId]) -> Result<(), StoreError> {
    for some in ids.chunks(ROWS) {
        let rows = candidate::Entity::find()
            .filter(candidate::Column::Id.is_in(some.iter().map(|id| id.0)))
            .order_by_asc(candidate::Column::Id)
            .all(tx.conn())
            .await?;
        let texts: Vec<i64> = rows.iter().filter_map(|row| row.reason_text_id).collect();
        candidate::Entity::update_many()
            .set(blank(tx.at()))
            .filter(candidate::Column::Id.is_in(some.iter().map(|id| id.0)))
            .exec(tx.conn())
            .await?;
        tx.blank_free_text(&texts).await?;
        panel_notice::forget_mails(tx, &some.iter().map(|id| id.0).collect::<Vec<_>>(), &[]).await?;
    }
    Ok(())
}

fn blank(at: DateTime<Utc>) -> candidate::ActiveModel {
    candidate::ActiveModel {
        name: Set(String::new()),
        kana: Set(String::new()),
        address: Set(None),
        phone: Set(None),
        email: Set(None),
        name_hash: Set(None),
        phone_hash: Set(None),
        email_hash: Set(None),
        home_hash: Set(None),
        motive: Set(String::new()),
        recommender: Set(String::new()),
        purged_at: Set(Some(at)),
        ..Default::default()
    }
}

/// Candidates whose day of erasing has come, at most so many.
///
/// # Errors
/// What the database says.
pub async fn due(from: &impl Source, today: NaiveDate, size: u64) -> Result<Vec<CandidateId>, StoreError> {
    let rows = candidate::Entity::find()
        .filter(candidate::Column::PurgeOn.lte(today))
        .filter(candidate::Column::PurgedAt.is_null())
        .order_by_asc(candidate::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|row| CandidateId(row.id)).collect())
}

fn read(row: candidate::Model) -> Result<Candidate, StoreError> {
    let place = |value: i64| u32::try_from(value).map_err(|_| corrupt("reserve place", value));
    let person = Person { name: row.name, kana: row.kana, address: row.address, phone: row.phone, email: row.email };
    let about = NewCandidate {
        key: convert::key(&row.key)?,
        form_key: row.form_key,
        panel: PanelId(row.panel_id),
        number: row.number,
        way: CandidateWay::parse(&row.way).ok_or_else(|| corrupt("candidate way", &row.way))?,
        language: row.language,
        received_on: row.received_on,
        person: Personal::new(person),
        notice_by: NoticeBy::parse(&row.notice_by).ok_or_else(|| corrupt("notice medium", &row.notice_by))?,
        classes: Classes { age_group: row.age_group, gender: row.gender, district: row.district },
        relation: row.relation,
        occupation: row.occupation,
        motive: row.motive,
        recommender: row.recommender,
        renews: row.renews.map(MonitorId),
    };
    Ok(Candidate {
        id: CandidateId(row.id),
        about,
        received_at: row.received_at,
        standing: Standing {
            state: CandidateState::parse(&row.state).ok_or_else(|| corrupt("candidate state", &row.state))?,
            reserve_place: row.reserve_place.map(place).transpose()?,
            reason: row.reason,
            reason_text: row.reason_text_id,
            decided: row.decided_by.map(StaffId).zip(row.decided_at),
            purge_on: row.purge_on,
        },
        hashes: PersonHashes { name: row.name_hash, phone: row.phone_hash, email: row.email_hash, home: row.home_hash },
        purged_at: row.purged_at,
        lock: row.lock,
    })
}
