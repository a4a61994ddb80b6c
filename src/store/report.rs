//! What the office reads: counts and the newest voices. Each query is one statement.

use chrono::NaiveDate;
use kocho_domain::access::{CaseScope, Reach};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{Source, StoreError, convert};

/// A counted thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Code, or empty for what has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many cases.
    pub n: u64,
}

/// Cases with the same decision about the measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureCount {
    /// The decision's word: undecided, none, tagged.
    pub state: String,
    /// Code of the plan and of the primary measure.
    pub measure: Option<(String, String)>,
    /// How many cases.
    pub n: u64,
}

/// Cases of a scope received in a period by the decision about their measure, as it was made: each stands once, in its own
/// plan. A tree reads them by [`kocho_domain::crosswalk::Tally`].
///
/// # Errors
/// What the database says.
pub async fn by_measure(
    from: &impl Source,
    scope: &CaseScope,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<MeasureCount>, StoreError> {
    let known = match scope.reach() {
        Reach::Everything => "",
        Reach::Unrestricted => " and not c.restricted",
        // Who knows some sections' cases only reads no figures of the city.
        Reach::Sections { .. } | Reach::Nothing => " and 1 = 0",
    };
    let sql = format!(
        "select g.measure_state as state, p.code as plan, m.code as code, g.n from (select c.measure_state, c.measure_id, \
         count(*) as n from \"case\" c where c.received_on >= $1 and c.received_on <= $2{known} \
         group by c.measure_state, c.measure_id) g left join measure m on m.id = g.measure_id left join plan p on p.id = m.plan_id \
         order by p.code, m.code, g.measure_state"
    );
    let conn = from.conn();
    let values = [since.into(), until.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    let count = |row: &QueryResult| {
        let (plan, code): (Option<String>, Option<String>) = (row.try_get("", "plan")?, row.try_get("", "code")?);
        let n: i64 = row.try_get("", "n")?;
        let n = u64::try_from(n).unwrap_or(0);
        Ok(MeasureCount { state: row.try_get("", "state")?, measure: plan.zip(code), n })
    };
    rows.iter().map(count).collect()
}

/// An original for the office, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Receipt number.
    pub number: kocho_domain::receipt::ReceiptNumber,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code
    pub channel: String,
    /// 件名
    pub subject: String,
    /// The text, not masked yet.
    pub body: String,
    /// 地区 code
    pub district: Option<String>,
    /// 年代 code
    pub age_group: Option<String>,
    /// Word of the first case's status.
    pub status: kocho_domain::workflow::Status,
    /// Holding section of the first case.
    pub holder: String,
    /// Urgent.
    pub urgent: bool,
}

fn voice(row: &QueryResult) -> Result<Voice, StoreError> {
    Ok(Voice {
        number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
        received_on: row.try_get("", "received_on")?,
        channel: row.try_get("", "channel")?,
        subject: row.try_get("", "subject")?,
        body: row.try_get("", "body")?,
        district: row.try_get("", "district")?,
        age_group: row.try_get("", "age_group")?,
        status: convert::status(&row.try_get::<String>("", "status")?)?,
        holder: row.try_get("", "holder")?,
        urgent: row.try_get::<Option<chrono::DateTime<chrono::Utc>>>("", "urgent_at")?.is_some(),
    })
}

/// An original of a week with what the office's page shows beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekVoice {
    /// The voice.
    pub voice: Voice,
    /// Key of its first case.
    pub case: kocho_domain::id::PublicKey,
    /// 種別 code of its first case.
    pub kind: Option<String>,
    /// 回答希望
    pub reply_wanted: Option<bool>,
    /// Since when a human is asked for.
    pub urgent_at: Option<chrono::DateTime<chrono::Utc>>,
    /// When a human took it.
    pub urgent_taken_at: Option<chrono::DateTime<chrono::Utc>>,
    /// It is the first of so many letters of one text: the key of their group and how many there are.
    pub flood: Option<(String, u64)>,
}

/// The voices received in a period, the newest day first, at most `size`: the index on the day gives them in this order, so
/// that the reading ends after some; `only_urgent`: those that asked for a human at once.
///
/// # Errors
/// What the database says.
pub async fn voices_between(
    from: &impl Source,
    since: NaiveDate,
    until: NaiveDate,
    only_urgent: bool,
    size: u64,
) -> Result<Vec<WeekVoice>, StoreError> {
    // A voice stands once, with its first case; of the urgent ones, each case.
    // Letters of one text stand once, with the first of them.
    let which = match only_urgent {
        true => "c.urgent_at is not null",
        false => {
            "c.branch = 1 and (c.flood_id is null or b.id = (select f.submission_id from flood f where f.id = c.flood_id))"
        }
    };
    let filter = format!("c.received_on >= $1 and c.received_on <= $2 and {which}");
    let words = if only_urgent { OWN_WORDS } else { ("b.subject", "t.body") };
    let order = "c.received_on desc, c.id desc";
    week_voices(from, (words, &filter, order), vec![since.into(), until.into()], size).await
}

/// The voices that wait for a human now, whenever they came, the longest waiting first.
///
/// # Errors
/// What the database says.
pub async fn urgent_waiting(from: &impl Source, size: u64) -> Result<Vec<WeekVoice>, StoreError> {
    // Also what was added later or split off: then its own words are what somebody must read.
    let parts = (OWN_WORDS, "c.open = $1 and c.status = $2", "c.urgent_at, c.id");
    week_voices(from, parts, vec![true.into(), "urgent".into()], size).await
}

/// How many voices wait for a human now, by the index on open cases.
///
/// # Errors
/// What the database says.
pub async fn urgent_count(from: &impl Source) -> Result<u64, StoreError> {
    let sql = "select count(*) as n from \"case\" c where c.open = $1 and c.status = $2 and not c.restricted";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [true.into(), "urgent".into()]);
    let n: i64 = conn.query_one_raw(statement).await?.map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Heading and text of a case that has words of its own: they are read under its title, not under that of the letter.
const OWN_WORDS: (&str, &str) =
    ("case when c.point is null then b.subject else c.title end", "coalesce(c.point, t.body)");

async fn week_voices(
    from: &impl Source,
    ((subject, text), filter, order): ((&str, &str), &str, &str),
    values: Vec<Value>,
    size: u64,
) -> Result<Vec<WeekVoice>, StoreError> {
    // Where the desk released a copy without what points at people, the copy is what is read outside of it.
    // The group is looked up for each row that is shown: while groups were few when SQLite last looked, a join reads them all.
    let sql = format!(
        "select b.number_year, b.number_seq, b.received_on, b.channel, {subject} as subject, {text} as body, \
         b.district, b.age_group, c.status, s.name as holder, c.urgent_at, c.key as case_key, c.kind, b.reply_wanted, c.urgent_taken_at, \
         (select f.key from flood f where f.id = c.flood_id) as flood, \
         (select f.letters from flood f where f.id = c.flood_id) as letters from submission b \
         join \"case\" c on c.submission_id = b.id join section s on s.id = c.holder_id \
         join transcript t on t.submission_id = b.id \
         and t.version = (select max(v.version) from transcript v where v.submission_id = b.id) \
         where {filter} and not c.restricted order by {order} limit {size}"
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?;
    let week = |row: &QueryResult| {
        Ok(WeekVoice {
            voice: voice(row)?,
            case: convert::key(&row.try_get::<String>("", "case_key")?)?,
            kind: row.try_get("", "kind")?,
            reply_wanted: row.try_get("", "reply_wanted")?,
            urgent_at: row.try_get("", "urgent_at")?,
            urgent_taken_at: row.try_get("", "urgent_taken_at")?,
            flood: row
                .try_get::<Option<String>>("", "flood")?
                .zip(row.try_get::<Option<i64>>("", "letters")?)
                .map(|(key, letters)| (key, u64::try_from(letters).unwrap_or(0))),
        })
    };
    rows.iter().map(week).collect()
}

/// What a section has before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLoad {
    /// Database key of the section.
    pub section: kocho_domain::id::SectionId,
    /// 市民協働課
    pub name: String,
    /// Open cases.
    pub open: u64,
    /// Of these, past their deadline.
    pub overdue: u64,
    /// The earliest deadline among them.
    pub oldest_due: NaiveDate,
}

/// Open cases by holding section, the latest first.
///
/// # Errors
/// What the database says.
pub async fn load_by_section(from: &impl Source, today: NaiveDate) -> Result<Vec<SectionLoad>, StoreError> {
    let sql = "select s.id, s.name, count(*) as n, sum(case when c.due_on < $1 then 1 else 0 end) as overdue, min(c.due_on) as oldest \
               from \"case\" c join section s on s.id = c.holder_id where c.open = $2 and not c.restricted \
               group by s.id, s.name order by overdue desc, n desc, s.id";
    let conn = from.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [today.into(), true.into()]);
    let number = |row: &QueryResult, name: &str| row.try_get::<i64>("", name).map(|n| u64::try_from(n).unwrap_or(0));
    let load = |row: &QueryResult| {
        Ok(SectionLoad {
            section: kocho_domain::id::SectionId(row.try_get("", "id")?),
            name: row.try_get("", "name")?,
            open: number(row, "n")?,
            overdue: number(row, "overdue")?,
            oldest_due: row.try_get("", "oldest")?,
        })
    };
    conn.query_all_raw(statement).await?.iter().map(load).collect()
}
