//! 設問集: questions that come back every year under the same code, so that years can be compared.

use kocho_domain::survey::{self, Question};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set, sea_query::OnConflict};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::question_bank, error::corrupt};

/// A question of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banked {
    /// Its code, equal in every year.
    pub code: String,
    /// The question, with this code as its `bank`.
    pub question: Question,
}

/// Puts a question into the bank, or takes its newest words; answers whether it is new.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, code: &str, question: &Question) -> Result<bool, StoreError> {
    let is_new = question_bank::Entity::find_by_id(code).one(tx.conn()).await?.is_none();
    let body = serde_json::to_string(question).map_err(|error| corrupt("question", error))?;
    let (_, by) = tx.actor();
    let row = question_bank::ActiveModel {
        code: Set(code.to_owned()),
        text: Set(question.text.clone()),
        body: Set(body),
        retired: Set(false),
        created_by: Set(by),
        created_at: Set(tx.at()),
    };
    use question_bank::Column as C;
    let again = OnConflict::column(C::Code).update_columns([C::Text, C::Body, C::Retired]).to_owned();
    question_bank::Entity::insert(row).on_conflict(again).exec_without_returning(tx.conn()).await?;
    Ok(is_new)
}

/// The questions in use, by code.
///
/// # Errors
/// What the database says.
pub async fn all(from: &impl Source) -> Result<Vec<Banked>, StoreError> {
    let rows = question_bank::Entity::find()
        .filter(question_bank::Column::Retired.eq(false))
        .order_by_asc(question_bank::Column::Code)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// A question of the bank.
///
/// # Errors
/// What the database says.
pub async fn by_code(from: &impl Source, code: &str) -> Result<Option<Banked>, StoreError> {
    question_bank::Entity::find_by_id(code).one(from.conn()).await?.map(read).transpose()
}

fn read(row: question_bank::Model) -> Result<Banked, StoreError> {
    let question = survey::read::question(&row.body).ok_or_else(|| corrupt("banked question", &row.code))?;
    Ok(Banked { code: row.code, question })
}
