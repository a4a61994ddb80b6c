//! How good were suggestions? What people decided last about each case beside what had been suggested, counted.

use chrono::NaiveDate;
use kocho_domain::{
    access::CaseScope,
    id::{CaseId, PublicKey},
    receipt::ReceiptNumber,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryResult, Set, Statement, Value,
    sea_query::{Expr, OnConflict},
};

use crate::{Source, StoreError, Tx, case_list::Where, convert, db::sealed::Conn, entity::verdict};

/// What people decided about a case beside what was suggested. Codes of measures; `none`: the plan has nothing for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The case.
    pub case: CaseId,
    /// Version of the classifier that had suggested.
    pub version: String,
    /// The day of the last decision.
    pub decided_on: NaiveDate,
    /// What was decided: the primary measure.
    pub wanted: String,
    /// What stood first among the suggestions.
    pub said: String,
    /// At which place what was decided stood, from 1; 0: it did not stand there.
    pub place: i64,
    /// It had said that it was not sure.
    pub unsure: bool,
    /// At which place the section stood to which it was routed; 0: not there; `None`: not routed, or none was suggested.
    pub section_place: Option<i64>,
}

/// Notes a verdict; an earlier one of the case is replaced.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, new: &Verdict) -> Result<(), StoreError> {
    let row = verdict::ActiveModel {
        id: NotSet,
        case_id: Set(new.case.0),
        version: Set(new.version.clone()),
        decided_on: Set(new.decided_on),
        month: Set(new.decided_on.format("%Y-%m").to_string()),
        wanted: Set(new.wanted.clone()),
        said: Set(new.said.clone()),
        place: Set(new.place),
        unsure: Set(new.unsure),
        section_place: Set(new.section_place),
    };
    use verdict::Column as C;
    let again = OnConflict::column(C::CaseId)
        .update_columns([C::Version, C::DecidedOn, C::Month, C::Wanted, C::Said, C::Place, C::Unsure, C::SectionPlace])
        .to_owned();
    verdict::Entity::insert(row).on_conflict(again).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Nothing is decided about the case any more.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, case: CaseId) -> Result<(), StoreError> {
    verdict::Entity::delete_many().filter(verdict::Column::CaseId.eq(case.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Notes at which place the section stood that a case went to.
///
/// # Errors
/// What the database says.
pub async fn note_section(tx: &mut Tx, case: CaseId, place: Option<i64>) -> Result<(), StoreError> {
    verdict::Entity::update_many()
        .col_expr(verdict::Column::SectionPlace, Expr::value(place))
        .filter(verdict::Column::CaseId.eq(case.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Verdicts counted: of one month, version and decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// 2026-04
    pub month: String,
    /// Version of the classifier.
    pub version: String,
    /// What was decided.
    pub wanted: String,
    /// Cases.
    pub n: u64,
    /// What was decided stood first.
    pub first: u64,
    /// It stood among the first three.
    pub three: u64,
    /// The suggestion had said that it was not sure.
    pub unsure: u64,
    /// It was sure, and right.
    pub sure_first: u64,
    /// 「計画の外」 stood first.
    pub said_outside: u64,
    /// Routed, with sections suggested.
    pub routed: u64,
    /// The first section was right.
    pub section_first: u64,
}

/// All verdicts since a month, counted; newest month first.
///
/// # Errors
/// What the database says.
pub async fn counts(from: &impl Source, since_month: &str) -> Result<Vec<Counted>, StoreError> {
    let sql = "select month, version, wanted, count(*) as n, sum(case when place = 1 then 1 else 0 end) as first_right, \
               sum(case when place between 1 and 3 then 1 else 0 end) as three, sum(case when unsure then 1 else 0 end) as unsure_n, \
               sum(case when place = 1 and not unsure then 1 else 0 end) as sure_first, \
               sum(case when said = 'none' then 1 else 0 end) as said_outside, \
               sum(case when section_place is null then 0 else 1 end) as routed, \
               sum(case when section_place = 1 then 1 else 0 end) as section_first \
               from verdict where month >= $1 group by month, version, wanted order by month desc, version desc, wanted";
    let conn = from.conn();
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [since_month.into()]));
    rows.await?.iter().map(counted).collect()
}

fn counted(row: &QueryResult) -> Result<Counted, StoreError> {
    let number = |name: &str| row.try_get::<i64>("", name).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(Counted {
        month: row.try_get("", "month")?,
        version: row.try_get("", "version")?,
        wanted: row.try_get("", "wanted")?,
        n: number("n")?,
        first: number("first_right")?,
        three: number("three")?,
        unsure: number("unsure_n")?,
        sure_first: number("sure_first")?,
        said_outside: number("said_outside")?,
        routed: number("routed")?,
        section_first: number("section_first")?,
    })
}

/// Which misses are asked for; what is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MissQuery {
    /// What was decided.
    pub wanted: String,
    /// 2026-04
    pub month: String,
    /// Version of the classifier.
    pub version: String,
    /// Behind this row.
    pub after: Option<i64>,
}

/// A case whose first suggestion was not what people decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// The row, for the next page.
    pub id: i64,
    /// The case's key in addresses.
    pub key: PublicKey,
    /// 受付番号
    pub number: ReceiptNumber,
    /// Heading, not masked yet.
    pub title: String,
    /// The verdict.
    pub verdict: Verdict,
}

/// The misses that the scope reaches, newest first, at most `size`.
///
/// # Errors
/// What the database says.
pub async fn misses(
    from: &impl Source,
    scope: &CaseScope,
    asked: &MissQuery,
    size: u64,
) -> Result<Vec<Miss>, StoreError> {
    let mut conditions = Where::default();
    conditions.scope(scope);
    conditions.add("v.place <> 1".into());
    for (column, value) in [("wanted", &asked.wanted), ("month", &asked.month), ("version", &asked.version)] {
        if !value.is_empty() {
            let mark = conditions.bind(Value::from(value.clone()));
            conditions.add(format!("v.{column} = {mark}"));
        }
    }
    if let Some(after) = asked.after {
        let mark = conditions.bind(after);
        conditions.add(format!("v.id < {mark}"));
    }
    let sql = format!(
        "select v.*, c.key as case_key, c.title, b.number_year, b.number_seq from verdict v \
         join \"case\" c on c.id = v.case_id join submission b on b.id = c.submission_id where {} order by v.id desc limit {size}",
        conditions.sql()
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values));
    rows.await?.iter().map(miss).collect()
}

fn miss(row: &QueryResult) -> Result<Miss, StoreError> {
    Ok(Miss {
        id: row.try_get("", "id")?,
        key: convert::key(&row.try_get::<String>("", "case_key")?)?,
        number: convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?,
        title: row.try_get("", "title")?,
        verdict: Verdict {
            case: CaseId(row.try_get("", "case_id")?),
            version: row.try_get("", "version")?,
            decided_on: row.try_get("", "decided_on")?,
            wanted: row.try_get("", "wanted")?,
            said: row.try_get("", "said")?,
            place: row.try_get("", "place")?,
            unsure: row.try_get("", "unsure")?,
            section_place: row.try_get("", "section_place")?,
        },
    })
}
