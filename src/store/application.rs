//! 対話の申込み: who wants to speak of what, how far the application is, and which others are by the same people.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    dialogue::{Applicant, ApplicationNumber, ApplicationState, AppliedBy, Need, NoticeBy, PartyKind},
    era::FiscalYear,
    id::{ApplicationId, CaseId, DialogueDayId, PublicKey, StaffId},
    personal::Personal,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder,
    QuerySelect, Set, Statement, Value,
};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::application, error::corrupt};

/// What somebody applied with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// Key in addresses.
    pub key: PublicKey,
    /// The form's own key; a second identical POST finds the first one's receipt.
    pub form_key: String,
    /// Its number.
    pub number: ApplicationNumber,
    /// Code of the series.
    pub series: String,
    /// The day that was wished for; none means any.
    pub day: Option<DialogueDayId>,
    /// How it came.
    pub channel: AppliedBy,
    /// ja, easy or en.
    pub language: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// テーマ
    pub theme: String,
    /// 具体的な内容
    pub detail: String,
    /// Person or group.
    pub party_kind: PartyKind,
    /// 団体名; empty for a person.
    pub group_name: String,
    /// 人数
    pub people: u32,
    /// 市との関わり code
    pub relation: Option<String>,
    /// 希望する日時
    pub wishes: String,
    /// What they need to take part.
    pub needs: Vec<Need>,
    /// Said in their own words.
    pub needs_note: String,
    /// 申込者
    pub applicant: Personal<Applicant>,
    /// How the decision reaches them.
    pub notice_by: NoticeBy,
}

/// Keyed hashes of what equal applicants have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hashes {
    /// Of the normalised name.
    pub name: Option<String>,
    /// Of the normalised name of the group.
    pub group: Option<String>,
    /// Of the digits of the telephone number.
    pub phone: Option<String>,
    /// Of the address of mails.
    pub email: Option<String>,
}

/// How far it is, and who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How far.
    pub state: ApplicationState,
    /// Place in the waiting list of its day, from 1.
    pub waiting_place: Option<u32>,
    /// Code of the reason of a refusal.
    pub reason: Option<String>,
    /// Where further words stand.
    pub reason_text: Option<i64>,
    /// Who decided, and when.
    pub decided: Option<(StaffId, DateTime<Utc>)>,
    /// Taken although it is not the first of the fiscal year (市長が特に認める).
    pub special: bool,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Database key.
    pub id: ApplicationId,
    /// What was applied with; the day may have been changed by the desk.
    pub about: NewApplication,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// How far it is.
    pub standing: Standing,
    /// By which equal applicants are found.
    pub hashes: Hashes,
    /// When name, contact and needs were erased.
    pub purged_at: Option<DateTime<Utc>>,
    /// Moves with every change.
    pub lock: i64,
}

/// Takes an application in.
///
/// # Errors
/// [`StoreError::Conflict`] when the form's key was used before.
pub async fn insert(
    tx: &mut Tx,
    new: &NewApplication,
    secret_hash: String,
    hashes: Hashes,
) -> Result<ApplicationId, StoreError> {
    let (kind, id) = tx.actor();
    let applicant = new.applicant.reveal().clone();
    let row = application::ActiveModel {
        id: NotSet,
        key: Set(new.key.as_str().to_owned()),
        form_key: Set(new.form_key.clone()),
        number_year: Set(i64::from(new.number.fiscal_year.year())),
        number_seq: Set(i64::from(new.number.sequence)),
        secret_hash: Set(secret_hash),
        series: Set(new.series.clone()),
        day_id: Set(new.day.map(|day| day.0)),
        channel: Set(new.channel.code().to_owned()),
        language: Set(new.language.clone()),
        received_on: Set(new.received_on),
        received_at: Set(tx.at()),
        registered_by_kind: Set(kind),
        registered_by_id: Set(id),
        theme: Set(new.theme.clone()),
        detail: Set(new.detail.clone()),
        party_kind: Set(new.party_kind.code().to_owned()),
        group_name: Set(new.group_name.clone()),
        people: Set(i64::from(new.people)),
        relation: Set(new.relation.clone()),
        wishes: Set(new.wishes.clone()),
        needs: Set(new.needs.iter().map(|need| need.code()).collect::<Vec<_>>().join(" ")),
        needs_note: Set(new.needs_note.clone()),
        name: Set(applicant.name),
        address: Set(applicant.address),
        phone: Set(applicant.phone),
        email: Set(applicant.email),
        reach_note: Set(applicant.reach_note),
        notice_by: Set(new.notice_by.code().to_owned()),
        name_hash: Set(hashes.name),
        group_hash: Set(hashes.group),
        phone_hash: Set(hashes.phone),
        email_hash: Set(hashes.email),
        purge_on: Set(None),
        state: Set(ApplicationState::Received.code().to_owned()),
        waiting_place: Set(None),
        reason: Set(None),
        reason_text_id: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        special: Set(false),
        lock: Set(0),
        purged_at: Set(None),
    };
    Ok(ApplicationId(row.insert(tx.conn()).await?.id))
}

/// An application by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Application>, StoreError> {
    let row = application::Entity::find().filter(application::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// An application by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: ApplicationId) -> Result<Option<Application>, StoreError> {
    application::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// Applications by their database keys.
///
/// # Errors
/// What the database says.
pub async fn by_ids(
    from: &impl Source,
    ids: &[ApplicationId],
) -> Result<BTreeMap<ApplicationId, Application>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted = ids.iter().map(|id| id.0);
    let rows = application::Entity::find().filter(application::Column::Id.is_in(wanted)).all(from.conn()).await?;
    rows.into_iter().map(|row| read(row).map(|a| (a.id, a))).collect()
}

/// An application by its number, with its secret's keyed hash.
///
/// # Errors
/// What the database says.
pub async fn by_number(
    from: &impl Source,
    number: ApplicationNumber,
) -> Result<Option<(Application, String)>, StoreError> {
    let row = application::Entity::find()
        .filter(application::Column::NumberYear.eq(i64::from(number.fiscal_year.year())))
        .filter(application::Column::NumberSeq.eq(i64::from(number.sequence)))
        .one(from.conn())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let hash = row.secret_hash.clone();
    Ok(Some((read(row)?, hash)))
}

/// The application that a form became.
///
/// # Errors
/// What the database says.
pub async fn key_of_form(from: &impl Source, form_key: &str) -> Result<Option<PublicKey>, StoreError> {
    let row = application::Entity::find().filter(application::Column::FormKey.eq(form_key)).one(from.conn()).await?;
    row.map(|row| convert::key(&row.key)).transpose()
}

/// Every application for these days, by number.
///
/// # Errors
/// What the database says.
pub async fn of_days(from: &impl Source, days: &[DialogueDayId]) -> Result<Vec<Application>, StoreError> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = days.iter().map(|day| day.0);
    in_order(from, Condition::all().add(application::Column::DayId.is_in(wanted))).await
}

/// Applications for any day that nobody has decided on, by number; at most so many.
///
/// # Errors
/// What the database says.
pub async fn without_day(from: &impl Source, size: u64) -> Result<Vec<Application>, StoreError> {
    let open = ApplicationState::ALL.iter().filter(|state| state.is_open()).map(|state| state.code());
    let rows = application::Entity::find()
        .filter(application::Column::State.is_in(open))
        .filter(application::Column::DayId.is_null())
        .order_by_asc(application::Column::NumberYear)
        .order_by_asc(application::Column::NumberSeq)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The applications of two fiscal years (this one and the last) that have something in common with these hashes, by number.
///
/// # Errors
/// What the database says.
pub async fn by_same(
    from: &impl Source,
    hashes: &Hashes,
    since: FiscalYear,
    except: Option<ApplicationId>,
) -> Result<Vec<Application>, StoreError> {
    let pairs = [
        (application::Column::NameHash, &hashes.name),
        (application::Column::GroupHash, &hashes.group),
        (application::Column::PhoneHash, &hashes.phone),
        (application::Column::EmailHash, &hashes.email),
    ];
    let mut any = Condition::any();
    for (column, hash) in pairs {
        if let Some(hash) = hash {
            any = any.add(column.eq(hash.as_str()));
        }
    }
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Condition::all().add(any).add(application::Column::NumberYear.gte(i64::from(since.year())));
    if let Some(except) = except {
        all = all.add(application::Column::Id.ne(except.0));
    }
    in_order(from, all).await
}

async fn in_order(from: &impl Source, of: Condition) -> Result<Vec<Application>, StoreError> {
    let rows = application::Entity::find()
        .filter(of)
        .order_by_asc(application::Column::NumberYear)
        .order_by_asc(application::Column::NumberSeq)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes down how far an application is, and for which day.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(
    tx: &mut Tx,
    seen: &Application,
    day: Option<DialogueDayId>,
    to: &Standing,
    words: Option<&str>,
) -> Result<(), StoreError> {
    let text = tx.write_free_text(words).await?;
    let row = application::ActiveModel {
        day_id: Set(day.map(|day| day.0)),
        state: Set(to.state.code().to_owned()),
        waiting_place: Set(to.waiting_place.map(i64::from)),
        reason: Set(to.reason.clone()),
        reason_text_id: Set(text.or(to.reason_text)),
        decided_by: Set(to.decided.map(|(by, _)| by.0)),
        decided_at: Set(to.decided.map(|(_, at)| at)),
        special: Set(to.special),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    let done = application::Entity::update_many()
        .set(row)
        .filter(application::Column::Id.eq(seen.id.0))
        .filter(application::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Cases of letters that came from somebody with one of these hashes, the newest first, at most so many. A group may have
/// written under its own name.
///
/// # Errors
/// What the database says.
pub async fn letters_of_same(from: &impl Source, hashes: &Hashes, size: u64) -> Result<Vec<CaseId>, StoreError> {
    let mut values: Vec<Value> = Vec::new();
    let mut any: Vec<String> = Vec::new();
    let pairs = [
        ("name_hash", &hashes.name),
        ("name_hash", &hashes.group),
        ("phone_hash", &hashes.phone),
        ("email_hash", &hashes.email),
    ];
    for (column, hash) in pairs {
        if let Some(hash) = hash {
            values.push(hash.as_str().into());
            any.push(format!("x.{column} = ${}", values.len()));
        }
    }
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select c.id from \"case\" c where c.submission_id in (select x.submission_id from contact x where {}) \
         order by c.id desc limit {size}",
        any.join(" or ")
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    rows.into_iter().map(|row| Ok(CaseId(row.try_get("", "id")?))).collect()
}

fn read(row: application::Model) -> Result<Application, StoreError> {
    let year = i32::try_from(row.number_year).map_err(|_| corrupt("fiscal year", row.number_year))?;
    let count = |value: i64| u32::try_from(value).map_err(|_| corrupt("application", value));
    let number = ApplicationNumber { fiscal_year: FiscalYear::starting(year), sequence: count(row.number_seq)? };
    let standing = Standing {
        state: ApplicationState::parse(&row.state).ok_or_else(|| corrupt("application state", &row.state))?,
        waiting_place: row.waiting_place.map(count).transpose()?,
        reason: row.reason,
        reason_text: row.reason_text_id,
        decided: row.decided_by.map(StaffId).zip(row.decided_at),
        special: row.special,
    };
    let applicant = Applicant {
        name: row.name,
        address: row.address,
        phone: row.phone,
        email: row.email,
        reach_note: row.reach_note,
    };
    let about = NewApplication {
        key: convert::key(&row.key)?,
        form_key: row.form_key,
        number,
        series: row.series,
        day: row.day_id.map(DialogueDayId),
        channel: AppliedBy::parse(&row.channel).ok_or_else(|| corrupt("application channel", &row.channel))?,
        language: row.language,
        received_on: row.received_on,
        theme: row.theme,
        detail: row.detail,
        party_kind: PartyKind::parse(&row.party_kind).ok_or_else(|| corrupt("party kind", &row.party_kind))?,
        group_name: row.group_name,
        people: count(row.people)?,
        relation: row.relation,
        wishes: row.wishes,
        needs: row.needs.split(' ').filter_map(Need::parse).collect(),
        needs_note: row.needs_note,
        applicant: Personal::new(applicant),
        notice_by: NoticeBy::parse(&row.notice_by).ok_or_else(|| corrupt("notice medium", &row.notice_by))?,
    };
    Ok(Application {
        id: ApplicationId(row.id),
        about,
        received_at: row.received_at,
        standing,
        hashes: Hashes { name: row.name_hash, group: row.group_hash, phone: row.phone_hash, email: row.email_hash },
        purged_at: row.purged_at,
        lock: row.lock,
    })
}
