//! What do sections have before them, and how did they fare? Sections, never people. Open cases from the index
//! `case_load`, ended ones from `case_ended`, rulings from `case_ruled`, returns from `assignment_returned`; restricted cases are in none of them.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::id::{CaseId, SectionId};
use sea_orm::QueryResult;

use crate::{
    Source, StoreError,
    event::Line,
    figure::{days_of, number, rows},
    together::Together,
};

/// Open cases of a section that came in on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Who holds them.
    pub section: SectionId,
    /// When they came in.
    pub received_on: NaiveDate,
    /// How many.
    pub n: u64,
    /// Of these, past their day.
    pub overdue: u64,
    /// The earliest day by which one is due.
    pub due_on: NaiveDate,
}

/// All open cases by section and day of receipt.
///
/// # Errors
/// What the database says.
pub async fn open(from: &impl Source, today: NaiveDate) -> Result<Vec<Open>, StoreError> {
    let sql = "select c.holder_id, c.received_on, count(*) as n, sum(case when c.due_on < $1 then 1 else 0 end) as overdue, \
               min(c.due_on) as due_on from \"case\" c where c.open and not c.restricted group by c.holder_id, c.received_on \
               order by c.holder_id, c.received_on";
    let open = |row: &QueryResult| {
        Ok(Open {
            section: SectionId(row.try_get("", "holder_id")?),
            received_on: row.try_get("", "received_on")?,
            n: number(row, "n")?,
            overdue: number(row, "overdue")?,
            due_on: row.try_get("", "due_on")?,
        })
    };
    rows(from, sql.to_owned(), vec![today.into()]).await?.iter().map(open).collect()
}

/// Cases of a section that ended after so many days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Who held them at the end.
    pub section: SectionId,
    /// Days (暦日) from receipt to the end.
    pub days: u64,
    /// How many.
    pub n: u64,
    /// Of these, on the day or before it.
    pub on_time: u64,
}

/// Cases that ended in a period by section and days; what residents took back is no work of a section.
///
/// # Errors
/// What the database says.
pub async fn ended(from: &impl Source, since: NaiveDate, until: NaiveDate) -> Result<Vec<Ended>, StoreError> {
    let days = days_of(from);
    let sql = format!(
        "select c.holder_id, {days} as days, count(*) as n, sum(case when c.closed_on <= c.due_on then 1 else 0 end) as on_time \
         from \"case\" c where c.closed_on is not null and c.closed_on >= $1 and c.closed_on <= $2 and not c.restricted \
         and c.status <> 'withdrawn' group by c.holder_id, {days} order by c.holder_id, {days}"
    );
    let ended = |row: &QueryResult| {
        Ok(Ended {
            section: SectionId(row.try_get("", "holder_id")?),
            days: number(row, "days")?,
            n: number(row, "n")?,
            on_time: number(row, "on_time")?,
        })
    };
    rows(from, sql, vec![since.into(), until.into()]).await?.iter().map(ended).collect()
}

/// How often sections returned cases (返却) since a moment.
///
/// # Errors
/// What the database says.
pub async fn returned(from: &impl Source, since: DateTime<Utc>) -> Result<Vec<(SectionId, u64)>, StoreError> {
    let sql = "select a.section_id, count(*) as n from assignment a join \"case\" c on c.id = a.case_id \
               where a.suggested_id is not null and a.until_at >= $1 and not c.restricted group by a.section_id order by a.section_id";
    let returned = |row: &QueryResult| Ok((SectionId(row.try_get("", "section_id")?), number(row, "n")?));
    rows(from, sql.to_owned(), vec![since.into()]).await?.iter().map(returned).collect()
}

/// Open cases about which somebody decided who does them (裁定), the newest first.
///
/// # Errors
/// What the database says.
pub async fn ruled(from: &impl Source, size: u64) -> Result<Vec<CaseId>, StoreError> {
    let sql = format!(
        "select c.id from \"case\" c where c.open and c.ruled and not c.restricted order by c.holder_at desc, c.id desc limit {size}"
    );
    rows(from, sql, Vec::new()).await?.iter().map(|row| Ok(CaseId(row.try_get("", "id")?))).collect()
}

/// What sections and the desk said about who does these cases: returns and rulings, oldest first, with the case of each.
///
/// # Errors
/// What the database says.
pub async fn disputes(from: &impl Source, cases: &[CaseId]) -> Result<Vec<Line>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<String> = (1..=cases.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "{} where e.case_id in ({}) and e.code in ('return', 'return_to_head', 'rule')",
        crate::event::CASE_LINES,
        marks.join(", ")
    );
    let values = cases.iter().map(|case| case.0.into()).collect();
    let mut found = Together::around(from, values).with_query::<Line>("line", &sql).read(from).await?;
    let mut lines: Vec<Line> = found.take_part("line")?;
    lines.sort_unstable_by_key(|line| line.id);
    Ok(lines)
}
