//! Voices as topic maps read them: the texts that are put into groups, and what is counted of them afterwards. Restricted
//! cases are in no map, neither when it is made nor, if they became restricted later, when it is shown. How texts of a survey
//! are read is in `topic_voice/answer.rs`.

mod answer;

use chrono::NaiveDate;
use kocho_domain::{
    id::{MeasureId, PublicKey},
    people::Writer,
    receipt::ReceiptNumber,
};
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{
    Source, StoreError, convert,
    topic::{Chosen, TopicMap},
};

/// A text to be put into a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The case; below nought a text of a survey.
    pub case: i64,
    /// 件名; empty for a part of a letter.
    pub subject: String,
    /// What was written (the copy, where the desk released one), or the part of it that the case is about.
    pub body: String,
}

/// What is counted of a voice in a map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The case; below nought a text of a survey.
    pub case: i64,
    /// The case's key in addresses; a text of a survey has none.
    pub key: Option<PublicKey>,
    /// Its group, counted from 1; 0 when it stands alone.
    pub group: i64,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code; of a text of a survey the word for it
    pub channel: String,
    /// 地区 code
    pub district: Option<String>,
    /// 年代 code
    pub age_group: Option<String>,
    /// 種別 code
    pub kind: Option<String>,
    /// Code and name of the primary measure.
    pub measure: Option<(String, String)>,
    /// Name of the holding section.
    pub holder: String,
    /// The writer agreed that it may be published.
    pub publish_ok: bool,
    /// Who wrote it.
    pub writer: Writer,
}

/// A voice of a group in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Key of its case and its receipt number; a text of a survey has neither.
    pub case: Option<(PublicKey, ReceiptNumber)>,
    /// 受付日
    pub received_on: NaiveDate,
    /// 受付方法 code
    pub channel: String,
    /// 種別 code
    pub kind: Option<String>,
    /// 件名, not masked yet.
    pub subject: String,
    /// The text, not masked yet.
    pub body: String,
    /// Its rank in the group.
    pub place: i64,
}

/// The conditions of a choice over `"case" c` and `submission b`, and their values.
/// `measures` are those that stand under the chosen code, of whatever plan.
fn conditions(chosen: &Chosen, measures: &[MeasureId]) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![chosen.from.into(), chosen.until.into()];
    let mut text = "not c.restricted and c.received_on >= $1 and c.received_on <= $2".to_owned();
    let mut add = |condition: &str, value: &Option<String>| {
        if let Some(value) = value {
            values.push(value.clone().into());
            text += &condition.replace("{}", &format!("${}", values.len()));
        }
    };
    let state = |code: &String| matches!(code.as_str(), "none" | "undecided");
    add(" and c.measure_state = {}", &chosen.measure.clone().filter(state));
    add(" and b.district = {}", &chosen.district);
    add(" and c.channel = {}", &chosen.channel);
    if chosen.measure.as_ref().is_some_and(|code| !state(code)) {
        let ids: Vec<String> = measures.iter().map(|measure| measure.0.to_string()).collect();
        text += &if ids.is_empty() {
            " and 1 = 0".to_owned()
        } else {
            format!(" and c.measure_id in ({})", ids.join(", "))
        };
    }
    (text, values)
}

/// How many voices a choice has, counted no further than `most`.
///
/// # Errors
/// What the database says.
pub async fn count(from: &impl Source, chosen: &Chosen, measures: &[MeasureId], most: u64) -> Result<u64, StoreError> {
    if let Some(asked) = &chosen.asked {
        return answer::count(from, asked, most).await;
    }
    let (conditions, values) = conditions(chosen, measures);
    let sql = format!(
        "select count(*) as n from (select c.id from \"case\" c join submission b on b.id = c.submission_id \
         where {conditions} limit {most}) k"
    );
    let rows = ask(from, &sql, values).await?;
    let n: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The texts of a choice, in the order of their cases, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn texts(
    from: &impl Source,
    chosen: &Chosen,
    measures: &[MeasureId],
    most: u64,
) -> Result<Vec<Text>, StoreError> {
    if let Some(asked) = &chosen.asked {
        return answer::texts(from, asked, most).await;
    }
    let (conditions, values) = conditions(chosen, measures);
    let sql = format!(
        "select c.id, case when c.point is null then b.subject else '' end as subject, coalesce(c.point, t.body) as body \
         from \"case\" c join submission b on b.id = c.submission_id \
         join transcript t on t.submission_id = b.id \
         and t.version = (select max(v.version) from transcript v where v.submission_id = b.id) where {conditions} order by c.id limit {most}"
    );
    let text = |row: &QueryResult| {
        Ok(Text { case: row.try_get("", "id")?, subject: row.try_get("", "subject")?, body: row.try_get("", "body")? })
    };
    ask(from, &sql, values).await?.iter().map(text).collect()
}

/// What is counted of a map's voices, group by group, the most typical first. Whatever is gone or restricted is not there.
///
/// # Errors
/// What the database says.
pub async fn members(from: &impl Source, map: &TopicMap) -> Result<Vec<Member>, StoreError> {
    if map.chosen.asked.is_some() {
        return answer::members(from, map.id).await;
    }
    let sql = "select c.id, c.key, p.group_no, p.same_text, c.received_on, c.channel, b.district, b.age_group, c.kind, \
               m.code as measure_code, m.name as measure_name, h.name as holder, b.publish_ok, k.email_hash, k.phone_hash, \
               k.name_hash from topic_member p join \"case\" c on c.id = p.case_id join submission b on b.id = c.submission_id \
               join section h on h.id = c.holder_id left join measure m on m.id = c.measure_id \
               left join contact k on k.submission_id = b.id where p.map_id = $1 and not c.restricted \
               order by p.group_no, p.place";
    let member = |row: &QueryResult| {
        let measure: (Option<String>, Option<String>) =
            (row.try_get("", "measure_code")?, row.try_get("", "measure_name")?);
        Ok(Member {
            case: row.try_get("", "id")?,
            key: Some(convert::key(&row.try_get::<String>("", "key")?)?),
            group: row.try_get("", "group_no")?,
            received_on: row.try_get("", "received_on")?,
            channel: row.try_get("", "channel")?,
            district: row.try_get("", "district")?,
            age_group: row.try_get("", "age_group")?,
            kind: row.try_get("", "kind")?,
            measure: measure.0.zip(measure.1),
            holder: row.try_get("", "holder")?,
            publish_ok: row.try_get::<Option<bool>>("", "publish_ok")? == Some(true),
            writer: writer(row, row.try_get("", "same_text")?)?,
        })
    };
    ask(from, sql, vec![map.id.into()]).await?.iter().map(member).collect()
}

/// Who wrote a voice, out of the columns `email_hash`, `phone_hash`, `name_hash`.
pub(crate) fn writer(row: &QueryResult, text: i64) -> Result<Writer, StoreError> {
    Ok(Writer {
        email: row.try_get("", "email_hash")?,
        phone: row.try_get("", "phone_hash")?,
        name: row.try_get("", "name_hash")?,
        text,
    })
}

/// The voices of a group behind a rank, at most `size`; group 0 are those that stand alone.
///
/// # Errors
/// What the database says.
pub async fn originals(
    from: &impl Source,
    map: &TopicMap,
    group: i64,
    behind: i64,
    size: u64,
) -> Result<Vec<Original>, StoreError> {
    if map.chosen.asked.is_some() {
        return answer::originals(from, map.id, (group, behind), size).await;
    }
    let sql = format!(
        "select c.key, b.number_year, b.number_seq, c.received_on, c.channel, c.kind, p.place, \
         case when c.point is null then b.subject else '' end as subject, coalesce(c.point, t.body) as body \
         from topic_member p join \"case\" c on c.id = p.case_id join submission b on b.id = c.submission_id \
         join transcript t on t.submission_id = b.id \
         and t.version = (select max(v.version) from transcript v where v.submission_id = b.id) \
         where p.map_id = $1 and p.group_no = $2 and p.place > $3 and not c.restricted order by p.place limit {size}"
    );
    let original = |row: &QueryResult| {
        Ok(Original {
            case: Some((
                convert::key(&row.try_get::<String>("", "key")?)?,
                convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
            )),
            received_on: row.try_get("", "received_on")?,
            channel: row.try_get("", "channel")?,
            kind: row.try_get("", "kind")?,
            subject: row.try_get("", "subject")?,
            body: row.try_get("", "body")?,
            place: row.try_get("", "place")?,
        })
    };
    ask(from, &sql, vec![map.id.into(), group.into(), behind.into()]).await?.iter().map(original).collect()
}

async fn ask(from: &impl Source, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
    let conn = from.conn();
    Ok(conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?)
}
