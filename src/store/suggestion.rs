//! What was suggested for a case, by which version, and what was chosen.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::CaseScope,
    id::{CaseId, PublicKey, StaffId},
    receipt::ReceiptNumber,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QueryResult, Set,
    Statement, sea_query::Expr,
};

use crate::{Source, StoreError, Tx, case_list::Where, convert, db::sealed::Conn, entity::suggestion};

/// A stored suggestion; its body is the classifier's answer as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Database key.
    pub id: i64,
    /// Version of the classifier.
    pub version: String,
    /// Its answer, JSON.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Stores a suggestion; answers its key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, case: CaseId, version: &str, body: &str) -> Result<i64, StoreError> {
    let row = suggestion::ActiveModel {
        id: NotSet,
        case_id: Set(case.0),
        version: Set(version.to_owned()),
        body: Set(body.to_owned()),
        created_at: Set(tx.at()),
        chosen: Set(None),
        chosen_at: Set(None),
        chosen_by: Set(None),
    };
    Ok(row.insert(tx.conn()).await?.id)
}

/// The newest suggestion of a case.
///
/// # Errors
/// What the database says.
pub async fn latest(from: &impl Source, case: CaseId) -> Result<Option<Suggestion>, StoreError> {
    let row = suggestion::Entity::find()
        .filter(suggestion::Column::CaseId.eq(case.0))
        .order_by_desc(suggestion::Column::Id)
        .one(from.conn())
        .await?;
    Ok(row.map(|r| Suggestion { id: r.id, version: r.version, body: r.body, at: r.created_at }))
}

/// A case by the number of its voice and its branch.
pub type Numbered = (ReceiptNumber, i64);

/// The keys of these cases, as far as the scope reaches.
///
/// # Errors
/// What the database says.
pub async fn keys_of(
    from: &impl Source,
    scope: &CaseScope,
    cases: &[Numbered],
) -> Result<Vec<(Numbered, PublicKey)>, StoreError> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut conditions = Where::default();
    conditions.scope(scope);
    let mut one_of = Vec::new();
    for (number, branch) in cases {
        let year = conditions.bind(i64::from(number.fiscal_year.year()));
        let sequence = conditions.bind(i64::from(number.sequence));
        let branch = conditions.bind(*branch);
        one_of.push(format!("(b.number_year = {year} and b.number_seq = {sequence} and c.branch = {branch})"));
    }
    let sql = format!(
        "select b.number_year, b.number_seq, c.branch, c.key as case_key from submission b \
         join \"case\" c on c.submission_id = b.id where ({}) and {} order by b.id",
        one_of.join(" or "),
        conditions.sql()
    );
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, conditions.values));
    let key = |row: &QueryResult| {
        let number = convert::number(row.try_get("", "number_year")?, row.try_get("", "number_seq")?)?;
        Ok(((number, row.try_get::<i64>("", "branch")?), convert::key(&row.try_get::<String>("", "case_key")?)?))
    };
    rows.await?.iter().map(key).collect()
}

/// The version of the newest suggestion of all.
///
/// # Errors
/// What the database says.
pub async fn newest_version(from: &impl Source) -> Result<Option<String>, StoreError> {
    let row = suggestion::Entity::find().order_by_desc(suggestion::Column::Id).one(from.conn()).await?;
    Ok(row.map(|row| row.version))
}

/// Records what was chosen beside what was suggested.
///
/// # Errors
/// What the database says.
pub async fn choose(tx: &mut Tx, id: i64, by: StaffId, chosen: &str) -> Result<(), StoreError> {
    suggestion::Entity::update_many()
        .col_expr(suggestion::Column::Chosen, Expr::value(chosen))
        .col_expr(suggestion::Column::ChosenAt, Expr::value(tx.at()))
        .col_expr(suggestion::Column::ChosenBy, Expr::value(by.0))
        .filter(suggestion::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
