//! Voices as the search for rising matters reads them: one statement over some weeks, by the index on the day.

use chrono::NaiveDate;
use kocho_domain::{
    id::{MeasureId, PublicKey},
    people::Writer,
    receipt::ReceiptNumber,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::{Source, StoreError, convert, topic_voice::writer};

/// A case that came in. Restricted ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Key of the case.
    pub case: PublicKey,
    /// The letter that it came with.
    pub submission: i64,
    /// 枝番: the first case stands for its letter.
    pub branch: i64,
    /// Its receipt number.
    pub number: ReceiptNumber,
    /// 受付日
    pub received_on: NaiveDate,
    /// The primary measure, of whatever plan.
    pub measure: Option<MeasureId>,
    /// 地区 code
    pub district: Option<String>,
    /// 件名
    pub subject: String,
    /// What was written (the copy, where the desk released one), or the part of it that the case is about; not masked yet.
    pub body: String,
    /// The group of letters of one text in which it stands.
    pub flood: Option<i64>,
    /// Who wrote it; which texts are the same is not known here (each has the number of its letter).
    pub writer: Writer,
}

/// The cases received in a period, oldest first.
///
/// # Errors
/// What the database says.
pub async fn voices(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Voice>, StoreError> {
    let sql = "select c.key, c.submission_id, c.branch, b.number_year, b.number_seq, c.received_on, c.measure_id as measure, b.district, \
               case when c.point is null then b.subject else '' end as subject, coalesce(c.point, t.body) as body, \
               c.flood_id, k.email_hash, k.phone_hash, k.name_hash from \"case\" c join submission b on b.id = c.submission_id \
               join transcript t on t.submission_id = b.id and t.version = (select max(v.version) from transcript v where v.submission_id = b.id) \
               left join contact k on k.submission_id = b.id \
               where c.received_on >= $1 and c.received_on <= $2 and not c.restricted order by c.received_on, c.id";
    let voice = |row: &QueryResult| {
        let submission: i64 = row.try_get("", "submission_id")?;
        Ok(Voice {
            case: convert::key(&row.try_get::<String>("", "key")?)?,
            submission,
            branch: row.try_get("", "branch")?,
            number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
            received_on: row.try_get("", "received_on")?,
            measure: row.try_get::<Option<i64>>("", "measure")?.map(MeasureId),
            district: row.try_get("", "district")?,
            subject: row.try_get("", "subject")?,
            body: row.try_get("", "body")?,
            flood: row.try_get("", "flood_id")?,
            writer: writer(row, submission)?,
        })
    };
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [since.into(), until.into()]);
    conn.query_all_raw(statement).await?.iter().map(voice).collect()
}
