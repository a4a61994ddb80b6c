//! 個人番号の消去: where does a My Number stand that came in with a voice, and how is it taken out for good?

use kocho_domain::id::SubmissionId;
use kocho_text::my_number::erased;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value, sea_query::Expr};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::submission};

/// Every column in which the words of a voice stand: table, column, and which rows are the voice's (`$1`). Replies and
/// letters are not among them: their text was decided as it is. Nor are bytes: files, scans and mails as they arrived. What was typed
/// from a slip is emptied when its voice is received.
const PLACES: [(&str, &str, &str); 13] = [
    ("submission", "subject", "id = $1"),
    ("submission", "place", "id = $1"),
    ("transcript", "body", "submission_id = $1"),
    ("contact", "name", "submission_id = $1"),
    ("contact", "address", "submission_id = $1"),
    ("contact", "reach_note", "submission_id = $1"),
    ("addition", "body", "submission_id = $1"),
    ("intake", "proxy_for", "submission_id = $1"),
    ("intake", "proxy_writer", "submission_id = $1"),
    ("\"case\"", "title", "submission_id = $1"),
    ("\"case\"", "point", "submission_id = $1"),
    ("note", "body", "case_id in (select id from \"case\" where submission_id = $1)"),
    ("free_text", "body", "id in (select free_text_id from case_event where submission_id = $1)"),
];

/// Puts `●` in the place of the digits, in everything that was typed, and notes that none is left. Answers in how many texts
/// one stood.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, voice: SubmissionId) -> Result<usize, StoreError> {
    let mut found = 0;
    for (table, column, whose) in PLACES {
        let select = format!("select id, {column} as words from {table} where {whose} and {column} is not null");
        let rows = tx.conn().query_all_raw(statement(tx, select, vec![voice.0.into()])).await?;
        for row in rows {
            let (id, text): (i64, String) = (row.try_get("", "id")?, row.try_get("", "words")?);
            if let Some(clean) = erased(&text) {
                let update = format!("update {table} set {column} = $1 where id = $2");
                tx.conn().execute_raw(statement(tx, update, vec![clean.into(), id.into()])).await?;
                found += 1;
            }
        }
    }
    mark(tx, voice, false).await?;
    Ok(found)
}

/// Notes that a My Number stands, or no longer stands, in what a voice says.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, voice: SubmissionId, stands: bool) -> Result<(), StoreError> {
    submission::Entity::update_many()
        .col_expr(submission::Column::HasMyNumber, Expr::value(stands))
        .filter(submission::Column::Id.eq(voice.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn statement(from: &impl Source, sql: String, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(from.conn().get_database_backend(), sql, values)
}
