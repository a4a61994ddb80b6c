//! Texts of a survey as topic maps read them: of each nothing but what was written, for nothing else is known of who wrote it.

use chrono::NaiveDate;
use kocho_domain::people::Writer;
use sea_orm::QueryResult;

use super::{Member, Original, Text, ask};
use crate::{Source, StoreError, topic::Asked};

/// How such a voice came in, in a word.
const CHANNEL: &str = "調査の回答";

/// How many texts a question has, counted no further than `most`.
pub(super) async fn count(from: &impl Source, asked: &Asked, most: u64) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) as n from (select x.id from survey_text x where x.survey_id = $1 and x.question = $2 limit {most}) k"
    );
    let rows = ask(from, &sql, vec![asked.survey.into(), asked.question.clone().into()]).await?;
    let n: i64 = rows.first().map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The texts of a question in the order in which they were brought, at most `most`.
pub(super) async fn texts(from: &impl Source, asked: &Asked, most: u64) -> Result<Vec<Text>, StoreError> {
    let sql = format!(
        "select x.id, x.body from survey_text x where x.survey_id = $1 and x.question = $2 order by x.id limit {most}"
    );
    let text = |row: &QueryResult| {
        let id: i64 = row.try_get("", "id")?;
        Ok(Text { case: -id, subject: String::new(), body: row.try_get("", "body")? })
    };
    ask(from, &sql, vec![asked.survey.into(), asked.question.clone().into()]).await?.iter().map(text).collect()
}

/// What is counted of a map's texts, group by group, the most typical first.
pub(super) async fn members(from: &impl Source, map: i64) -> Result<Vec<Member>, StoreError> {
    let sql = "select p.case_id, p.group_no, p.same_text, s.ends_on, h.name as holder from topic_member p \
               join survey_text x on x.id = -p.case_id join survey s on s.id = x.survey_id \
               join section h on h.id = s.section_id where p.map_id = $1 order by p.group_no, p.place";
    let member = |row: &QueryResult| {
        let received_on: NaiveDate = row.try_get("", "ends_on")?;
        Ok(Member {
            case: row.try_get("", "case_id")?,
            key: None,
            group: row.try_get("", "group_no")?,
            received_on,
            channel: CHANNEL.to_owned(),
            district: None,
            age_group: None,
            kind: None,
            measure: None,
            holder: row.try_get("", "holder")?,
            // Nobody was asked whether their words may be published.
            publish_ok: false,
            writer: Writer { text: row.try_get("", "same_text")?, ..Writer::default() },
        })
    };
    ask(from, sql, vec![map.into()]).await?.iter().map(member).collect()
}

/// The texts of a group behind a rank, at most `size`.
pub(super) async fn originals(
    from: &impl Source,
    map: i64,
    (group, behind): (i64, i64),
    size: u64,
) -> Result<Vec<Original>, StoreError> {
    let sql = format!(
        "select x.body, s.ends_on, p.place from topic_member p join survey_text x on x.id = -p.case_id \
         join survey s on s.id = x.survey_id where p.map_id = $1 and p.group_no = $2 and p.place > $3 \
         order by p.place limit {size}"
    );
    let original = |row: &QueryResult| {
        Ok(Original {
            case: None,
            received_on: row.try_get("", "ends_on")?,
            channel: CHANNEL.to_owned(),
            kind: None,
            subject: String::new(),
            body: row.try_get("", "body")?,
            place: row.try_get("", "place")?,
        })
    };
    ask(from, &sql, vec![map.into(), group.into(), behind.into()]).await?.iter().map(original).collect()
}
