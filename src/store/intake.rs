//! 受け取り方: who wrote a voice down, for whom, and what stands on a 要望書.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{PublicKey, StaffId, SubmissionId},
    intake::{Intake, Petition, Proxy},
    receipt::ReceiptNumber,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, Set, Statement};

use crate::{Source, StoreError, Tx, convert, db::sealed::Conn, entity::intake};

/// How a voice was taken in, as its pages read it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Taken {
    /// Who wrote it down.
    pub staff_id: Option<i64>,
    /// … by office.
    pub staff: Option<String>,
    /// Where.
    pub section_id: Option<i64>,
    /// Code of the circumstance of 代筆・代理.
    pub proxy: Option<String>,
    /// For whom, in words; somebody's personal matter.
    pub proxy_for: Option<String>,
    /// Who wrote, when it was another person.
    pub proxy_writer: Option<String>,
    /// 行政区・団体 of a 要望書.
    pub organisation: Option<String>,
    /// 議決した会議
    pub resolution: Option<String>,
    /// 議決の日
    pub resolved_on: Option<NaiveDate>,
    /// 要望の年度
    pub budget_year: Option<i32>,
    /// 前回の要望書: year and sequence of its number, key of its first case.
    pub earlier_year: Option<i64>,
    /// See [`Taken::earlier_year`].
    pub earlier_sequence: Option<i64>,
    /// See [`Taken::earlier_year`].
    pub earlier_case: Option<String>,
}

impl Taken {
    /// The earlier 要望書.
    #[must_use]
    pub fn earlier(&self) -> Option<Related> {
        Some(Related { year: self.earlier_year?, sequence: self.earlier_sequence?, case: self.earlier_case.clone()? })
    }
}

/// Another 要望書 of the same group.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Related {
    /// Fiscal year of its number.
    pub year: i64,
    /// Running number.
    pub sequence: i64,
    /// Key of its first case.
    pub case: String,
}

impl Related {
    /// Its receipt number; `None` when the row is not one.
    #[must_use]
    pub fn number(&self) -> Option<ReceiptNumber> {
        convert::number(self.year, self.sequence).ok()
    }
}

const FIRST_CASE: &str = "join \"case\" f on f.submission_id = e.id and f.branch = 1";

/// The query for the row of a voice.
pub(crate) fn of_voice(voice: &str) -> String {
    format!(
        "select i.staff_id, p.name as staff, i.section_id, i.proxy, i.proxy_for, i.proxy_writer, i.organisation, i.resolution, \
         i.resolved_on, i.budget_year, e.number_year as earlier_year, e.number_seq as earlier_sequence, f.key as earlier_case \
         from intake i left join staff p on p.id = i.staff_id \
         left join submission e on e.id = i.earlier_id left {FIRST_CASE} where i.submission_id = {voice}"
    )
}

/// The query for the 要望書 that name a voice as the earlier one.
pub(crate) fn later_than(voice: &str) -> String {
    format!(
        "select e.number_year as year, e.number_seq as sequence, f.key as \"case\" from intake i \
         join submission e on e.id = i.submission_id {FIRST_CASE} where i.earlier_id = {voice}"
    )
}

/// Writes how a voice was taken in.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, voice: SubmissionId, new: &Intake) -> Result<(), StoreError> {
    let (proxy, petition) = (new.proxy.as_ref(), new.petition.as_ref());
    let words = |text: Option<&str>| text.map(str::to_owned);
    let row = intake::ActiveModel {
        id: NotSet,
        submission_id: Set(voice.0),
        staff_id: Set(new.staff.map(|s| s.0)),
        section_id: Set(new.section.map(|s| s.0)),
        proxy: Set(proxy.map(|p| p.circumstance().to_owned())),
        proxy_for: Set(words(proxy.and_then(Proxy::for_whom))),
        proxy_writer: Set(words(proxy.and_then(Proxy::writer))),
        read_back: Set(proxy.is_some()),
        organisation: Set(petition.map(|p| p.organisation.as_str().to_owned())),
        resolution: Set(words(petition.and_then(|p| p.resolution.as_ref()).map(|l| l.as_str()))),
        resolved_on: Set(petition.and_then(|p| p.resolved_on)),
        budget_year: Set(petition.and_then(|p| p.budget_year).map(i64::from)),
        earlier_id: Set(petition.and_then(|p: &Petition| p.earlier).map(|e| e.0)),
        created_at: Set(tx.at()),
    };
    intake::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Who brought a 要望書; `None` for any other voice.
///
/// # Errors
/// What the database says.
pub async fn organisation(from: &impl Source, voice: SubmissionId) -> Result<Option<String>, StoreError> {
    let row = intake::Entity::find().filter(intake::Column::SubmissionId.eq(voice.0)).one(from.conn()).await?;
    Ok(row.and_then(|row| row.organisation))
}

/// Who wrote a voice down; `None` when its sender sent it alone.
///
/// # Errors
/// What the database says.
pub async fn writer(from: &impl Source, voice: SubmissionId) -> Result<Option<StaffId>, StoreError> {
    let row = intake::Entity::find().filter(intake::Column::SubmissionId.eq(voice.0)).one(from.conn()).await?;
    Ok(row.and_then(|row| row.staff_id).map(StaffId))
}

/// Something that a person wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Key of the voice.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// The heading of its first case.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a person wrote down last, newest first.
///
/// # Errors
/// What the database says.
pub async fn last_of(from: &impl Source, staff: StaffId, most: u8) -> Result<Vec<Written>, StoreError> {
    let sql = format!(
        "select e.key, e.number_year, e.number_seq, f.title, i.created_at from intake i \
         join submission e on e.id = i.submission_id {FIRST_CASE} \
         where i.staff_id = $1 and i.organisation is null order by i.id desc limit {most}"
    );
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [staff.0.into()]);
    let rows = conn.query_all_raw(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Written {
                key: convert::key(&row.try_get::<String>("", "key")?)?,
                number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
                title: row.try_get("", "title")?,
                at: row.try_get("", "created_at")?,
            })
        })
        .collect()
}
