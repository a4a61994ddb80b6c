//! 市政モニター: who serves in a term, into which coarse classes they fall, how they are reached, and who left.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    dialogue::NoticeBy,
    id::{CandidateId, MonitorId, PanelId, PublicKey},
    panel::{Classes, Leaving, Person},
    personal::Personal,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Select, Set,
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::monitor, error::corrupt, panel_notice};

/// Keyed hashes by which the same person and the same household are found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonHashes {
    /// Of the normalised name.
    pub name: Option<String>,
    /// Of the digits of the telephone number.
    pub phone: Option<String>,
    /// Of the address of mails.
    pub email: Option<String>,
    /// Of the normalised address.
    pub home: Option<String>,
}

impl PersonHashes {
    /// The same person: the name and one further thing are equal.
    #[must_use]
    pub fn is_same_person(&self, other: &Self) -> bool {
        let equal = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        equal(&self.name, &other.name)
            && (equal(&self.phone, &other.phone) || equal(&self.email, &other.email) || equal(&self.home, &other.home))
    }
}

/// A new monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMonitor {
    /// Key in addresses.
    pub key: PublicKey,
    /// The term.
    pub panel: PanelId,
    /// The candidate they were.
    pub candidate: Option<CandidateId>,
    /// Running number in the term, from 1.
    pub number: u32,
    /// ja, easy or en.
    pub language: String,
    /// Who and how to reach.
    pub person: Personal<Person>,
    /// By mail or on paper.
    pub way: NoticeBy,
    /// Coarse classes.
    pub classes: Classes,
    /// First day.
    pub appointed_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// The day on which their data are erased.
    pub purge_on: NaiveDate,
}

/// How somebody left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The last day.
    pub on: NaiveDate,
    /// Why.
    pub reason: Leaving,
    /// Where further words stand.
    pub text: Option<i64>,
}

/// A monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// Database key.
    pub id: MonitorId,
    /// What was written when they were appointed; the person is blank once it was erased.
    pub about: NewMonitor,
    /// By which the same person is found.
    pub hashes: PersonHashes,
    /// They left before the end of the term.
    pub left: Option<Left>,
    /// When their data were erased.
    pub purged_at: Option<DateTime<Utc>>,
    /// Moves with every change.
    pub lock: i64,
}

impl Monitor {
    /// True on the days on which they serve.
    #[must_use]
    pub fn is_active(&self, on: NaiveDate) -> bool {
        self.about.appointed_on <= on && on <= self.about.ends_on && self.left.as_ref().is_none_or(|left| on <= left.on)
    }
}

/// Whom a survey is sent to: copied when a wave opens, so that later changes do not reach into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The monitor.
    pub id: MonitorId,
    /// Running number in the term.
    pub number: u32,
    /// ja, easy or en.
    pub language: String,
    /// 氏名
    pub name: Personal<String>,
    /// By mail or on paper; whoever wants mails has an address.
    pub way: NoticeBy,
    /// メール
    pub email: Personal<Option<String>>,
    /// 住所
    pub address: Personal<Option<String>>,
    /// Coarse classes (年代, 性別, 地区): all that an anonymous survey may copy.
    pub classes: Classes,
}

/// All monitors of a term who serve on this day, by number.
///
/// # Errors
/// What the database says.
pub async fn addressees(from: &impl Source, panel: PanelId, on: NaiveDate) -> Result<Vec<Addressee>, StoreError> {
    let serving = of_panel(from, panel).await?.into_iter().filter(|one| one.is_active(on) && one.purged_at.is_none());
    let addressee = |one: Monitor| {
        let person = one.about.person.into_inner();
        // A mail that cannot be sent would invite nobody: then the letter goes.
        let way = if person.email.is_some() { one.about.way } else { NoticeBy::Letter };
        Addressee {
            id: one.id,
            number: one.about.number,
            language: one.about.language,
            name: Personal::new(person.name),
            way,
            email: Personal::new(person.email),
            address: Personal::new(person.address),
            classes: one.about.classes,
        }
    };
    Ok(serving.map(addressee).collect())
}

/// Adds a monitor.
///
/// # Errors
/// [`StoreError::Conflict`] when the number is taken.
pub async fn insert(tx: &mut Tx, new: &NewMonitor, hashes: &PersonHashes) -> Result<MonitorId, StoreError> {
    let person = new.person.reveal().clone();
    let row = monitor::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        panel_id: Set(new.panel.0),
        candidate_id: Set(new.candidate.map(|id| id.0)),
        number: Set(i64::from(new.number)),
        language: Set(new.language.clone()),
        name: Set(person.name),
        kana: Set(person.kana),
        address: Set(person.address),
        phone: Set(person.phone),
        email: Set(person.email),
        notice_by: Set(new.way.code().to_owned()),
        name_hash: Set(hashes.name.clone()),
        phone_hash: Set(hashes.phone.clone()),
        email_hash: Set(hashes.email.clone()),
        home_hash: Set(hashes.home.clone()),
        age_group: Set(new.classes.age_group.clone()),
        gender: Set(new.classes.gender.clone()),
        district: Set(new.classes.district.clone()),
        appointed_on: Set(new.appointed_on),
        ends_on: Set(new.ends_on),
        left_on: Set(None),
        leave_reason: Set(None),
        leave_text_id: Set(None),
        purge_on: Set(new.purge_on),
        purged_at: Set(None),
        lock: Set(0),
    };
    Ok(MonitorId(row.insert(tx.conn()).await?.id))
}

/// All monitors of a term by number, also those who left.
///
/// # Errors
/// What the database says.
pub async fn of_panel(from: &impl Source, panel: PanelId) -> Result<Vec<Monitor>, StoreError> {
    all(from, monitor::Entity::find().filter(monitor::Column::PanelId.eq(panel.0))).await
}

/// How many serve on this day, by term; a term without any is not in it.
///
/// # Errors
/// What the database says.
pub async fn serving(from: &impl Source, on: NaiveDate) -> Result<BTreeMap<PanelId, usize>, StoreError> {
    let stays = Condition::any().add(monitor::Column::LeftOn.is_null()).add(monitor::Column::LeftOn.gte(on));
    let rows: Vec<(i64, i64)> = monitor::Entity::find()
        .select_only()
        .column(monitor::Column::PanelId)
        .column_as(monitor::Column::Id.count(), "people")
        .filter(monitor::Column::AppointedOn.lte(on))
        .filter(monitor::Column::EndsOn.gte(on))
        .filter(stays)
        .group_by(monitor::Column::PanelId)
        .order_by_asc(monitor::Column::PanelId)
        .into_tuple()
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|(panel, people)| (PanelId(panel), usize::try_from(people).unwrap_or(0))).collect())
}

/// A monitor by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Monitor>, StoreError> {
    let row = monitor::Entity::find().filter(monitor::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A monitor by their database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: MonitorId) -> Result<Option<Monitor>, StoreError> {
    monitor::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// Monitors of any term with one of these names, by number; the reader asks whether they are the same person.
///
/// # Errors
/// What the database says.
pub async fn by_names(from: &impl Source, names: &[String]) -> Result<Vec<Monitor>, StoreError> {
    let mut found = Vec::new();
    for some in names.chunks(500) {
        let wanted = monitor::Entity::find().filter(monitor::Column::NameHash.is_in(some.iter().map(String::as_str)));
        found.extend(all(from, wanted).await?);
    }
    Ok(found)
}

async fn all(from: &impl Source, wanted: Select<monitor::Entity>) -> Result<Vec<Monitor>, StoreError> {
    let rows =
        wanted.order_by_asc(monitor::Column::PanelId).order_by_asc(monitor::Column::Number).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// Writes down that somebody left, and when their data are erased now.
///
/// # Errors
/// [`StoreError::Stale`] when the row was changed since it was read.
pub async fn leave(
    tx: &mut Tx,
    seen: &Monitor,
    (on, reason): (NaiveDate, Leaving),
    words: Option<&str>,
    purge_on: NaiveDate,
) -> Result<(), StoreError> {
    let text = tx.write_free_text(words).await?;
    let row = monitor::ActiveModel {
        left_on: Set(Some(on)),
        leave_reason: Set(Some(reason.code().to_owned())),
        leave_text_id: Set(text),
        purge_on: Set(purge_on),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    change(tx, seen, row).await
}

/// Writes a changed contact, way or district.
///
/// # Errors
/// [`StoreError::Stale`] when the row was changed since it was read.
pub async fn save_person(
    tx: &mut Tx,
    seen: &Monitor,
    person: &Personal<Person>,
    (way, district): (NoticeBy, &str),
    hashes: &PersonHashes,
) -> Result<(), StoreError> {
    let person = person.reveal().clone();
    let row = monitor::ActiveModel {
        name: Set(person.name),
        kana: Set(person.kana),
        address: Set(person.address),
        phone: Set(person.phone),
        email: Set(person.email),
        notice_by: Set(way.code().to_owned()),
        district: Set(district.to_owned()),
        name_hash: Set(hashes.name.clone()),
        phone_hash: Set(hashes.phone.clone()),
        email_hash: Set(hashes.email.clone()),
        home_hash: Set(hashes.home.clone()),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    change(tx, seen, row).await
}

async fn change(tx: &mut Tx, seen: &Monitor, row: monitor::ActiveModel) -> Result<(), StoreError> {
    let done = monitor::Entity::update_many()
        .set(row)
        .filter(monitor::Column::Id.eq(seen.id.0))
        .filter(monitor::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Erases who the monitors were whose day has come, with what they said when they left and where mails to them went; answers how
/// many. Number, classes and days stay, so that figures stay true.
///
/// # Errors
/// What the database says.
pub async fn erase_due(tx: &mut Tx, today: NaiveDate, size: u64) -> Result<usize, StoreError> {
    let due = Condition::all().add(monitor::Column::PurgeOn.lte(today)).add(monitor::Column::PurgedAt.is_null());
    let rows = monitor::Entity::find().filter(due).order_by_asc(monitor::Column::Id).limit(size).all(tx.conn()).await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let texts: Vec<i64> = rows.iter().filter_map(|row| row.leave_text_id).collect();
    let blank = monitor::ActiveModel {
        name: Set(String::new()),
        kana: Set(String::new()),
        address: Set(None),
        phone: Set(None),
        email: Set(None),
        name_hash: Set(None),
        phone_hash: Set(None),
        email_hash: Set(None),
        home_hash: Set(None),
        purged_at: Set(Some(tx.at())),
        ..Default::default()
    };
    monitor::Entity::update_many()
        .set(blank)
        .filter(monitor::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.conn())
        .await?;
    tx.blank_free_text(&texts).await?;
    // Mails to them as candidates may have left after their names were taken along.
    let candidates: Vec<i64> = rows.iter().filter_map(|row| row.candidate_id).collect();
    panel_notice::forget_mails(tx, &candidates, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    Ok(rows.len())
}

fn read(row: monitor::Model) -> Result<Monitor, StoreError> {
    let left = match (row.left_on, row.leave_reason) {
        (Some(on), Some(code)) => {
            let reason = Leaving::parse(&code).ok_or_else(|| corrupt("leaving", &code))?;
            Some(Left { on, reason, text: row.leave_text_id })
        }
        _ => None,
    };
    let person = Person { name: row.name, kana: row.kana, address: row.address, phone: row.phone, email: row.email };
    let about = NewMonitor {
        key: convert::key(&row.key)?,
        panel: PanelId(row.panel_id),
        candidate: row.candidate_id.map(CandidateId),
        number: u32::try_from(row.number).map_err(|_| corrupt("monitor number", row.number))?,
        language: row.language,
        person: Personal::new(person),
        way: NoticeBy::parse(&row.notice_by).ok_or_else(|| corrupt("notice medium", &row.notice_by))?,
        classes: Classes { age_group: row.age_group, gender: row.gender, district: row.district },
        appointed_on: row.appointed_on,
        ends_on: row.ends_on,
        purge_on: row.purge_on,
    };
    Ok(Monitor {
        id: MonitorId(row.id),
        about,
        hashes: PersonHashes { name: row.name_hash, phone: row.phone_hash, email: row.email_hash, home: row.home_hash },
        left,
        purged_at: row.purged_at,
        lock: row.lock,
    })
}
