//! Mails: queued in the use case's transaction, sent by the worker, once.

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    id::{CaseId, StaffId, SubmissionId},
    job::Mail,
    personal::Personal,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, Statement,
    sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{notice, outbox_mail},
    job::next_due,
};

/// A claimed mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Database key.
    pub id: i64,
    /// To whom.
    pub recipient: Personal<String>,
    /// What it says.
    pub mail: Mail,
    /// The dispatch it carries out, for letters.
    pub dispatch: Option<i64>,
    /// Tries so far, this one included.
    pub attempts: u32,
}

/// Queues a mail.
///
/// # Errors
/// What the database says.
pub async fn push(
    tx: &mut Tx,
    recipient: &Personal<String>,
    mail: &Mail,
    submission: Option<SubmissionId>,
    dispatch: Option<i64>,
) -> Result<(), StoreError> {
    let row = queued(tx, recipient, mail, submission, dispatch)?;
    outbox_mail::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Queues a mail that is found again by its database key, which is answered.
///
/// # Errors
/// What the database says.
pub async fn push_kept(tx: &mut Tx, recipient: &Personal<String>, mail: &Mail) -> Result<i64, StoreError> {
    Ok(queued(tx, recipient, mail, None, None)?.insert(tx.conn()).await?.id)
}

fn queued(
    tx: &Tx,
    recipient: &Personal<String>,
    mail: &Mail,
    submission: Option<SubmissionId>,
    dispatch: Option<i64>,
) -> Result<outbox_mail::ActiveModel, StoreError> {
    Ok(outbox_mail::ActiveModel {
        id: NotSet,
        kind: Set(mail.code().to_owned()),
        recipient: Set(recipient.reveal().clone()),
        body: Set(serde_json::to_string(mail).map_err(|e| StoreError::Corrupt(e.to_string()))?),
        submission_id: Set(submission.map(|s| s.0)),
        dispatch_id: Set(dispatch),
        state: Set("ready".to_owned()),
        attempts: Set(0),
        run_at: Set(tx.at()),
        lease_until: Set(None),
        locked_by: Set(None),
        last_error: Set(None),
        created_at: Set(tx.at()),
        sent_at: Set(None),
        evidence: Set(None),
        message_key: Set(None),
    })
}

/// Claims the next mail that is due, with a lease of ten minutes.
///
/// # Errors
/// What the database says.
pub async fn claim(tx: &mut Tx, worker: &str) -> Result<Option<Claimed>, StoreError> {
    let conn = tx.conn();
    let sql = format!(
        "update outbox_mail set state = 'running', attempts = attempts + 1, locked_by = $1, lease_until = $2 where id = ({}) \
         returning id, recipient, body, dispatch_id, attempts",
        next_due("outbox_mail", conn.get_database_backend())
    );
    let values = [worker.into(), (tx.at() + TimeDelta::minutes(10)).into(), tx.at().into()];
    let Some(row) =
        conn.query_one_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, values)).await?
    else {
        return Ok(None);
    };
    let (id, body): (i64, String) = (row.try_get("", "id")?, row.try_get("", "body")?);
    let recipient = Personal::new(row.try_get("", "recipient")?);
    let (dispatch, attempts) = (row.try_get("", "dispatch_id")?, row.try_get::<i64>("", "attempts")?);
    match serde_json::from_str(&body) {
        Ok(mail) => {
            Ok(Some(Claimed { id, recipient, mail, dispatch, attempts: u32::try_from(attempts).unwrap_or(u32::MAX) }))
        }
        Err(error) => {
            // A mail that this version cannot read must not stand in the way of the others.
            give_up(tx, id, &format!("unreadable: {error}")).await?;
            Ok(None)
        }
    }
}

/// Notes under which key in its Message-ID a mail goes out, so that answers and bounces find it.
///
/// # Errors
/// What the database says.
pub async fn name(tx: &mut Tx, id: i64, message_key: &str) -> Result<(), StoreError> {
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::MessageKey, Expr::value(message_key))
        .filter(outbox_mail::Column::Id.eq(id))
        .filter(outbox_mail::Column::MessageKey.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A mail of ours that another one speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Database key.
    pub id: i64,
    /// receipt, reply, urgent …
    pub kind: String,
    /// The voice that it was about, for mails to residents.
    pub submission: Option<SubmissionId>,
    /// The dispatch that it carried out, for letters.
    pub dispatch: Option<i64>,
    /// What it says; `None` when this version cannot read that.
    pub mail: Option<Mail>,
    /// It was given to the mail server, or is being given.
    pub left: bool,
}

/// The mails that went out under these keys, newest first.
///
/// # Errors
/// What the database says.
pub async fn named(from: &impl Source, message_keys: &[String]) -> Result<Vec<Named>, StoreError> {
    if message_keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = outbox_mail::Entity::find()
        .filter(outbox_mail::Column::MessageKey.is_in(message_keys.iter().map(String::as_str)))
        .order_by_desc(outbox_mail::Column::Id)
        .all(from.conn())
        .await?;
    let named = |row: outbox_mail::Model| Named {
        id: row.id,
        kind: row.kind,
        submission: row.submission_id.map(SubmissionId),
        dispatch: row.dispatch_id,
        mail: serde_json::from_str(&row.body).ok(),
        left: row.state != "ready",
    };
    Ok(rows.into_iter().map(named).collect())
}

/// The keys of the mails of a kind, oldest first: for tests, which play whoever got them.
///
/// # Errors
/// What the database says.
pub async fn keys_of(from: &impl Source, kind: &str) -> Result<Vec<String>, StoreError> {
    let mails = outbox_mail::Entity::find().filter(outbox_mail::Column::Kind.eq(kind));
    let rows = mails.order_by_asc(outbox_mail::Column::Id).all(from.conn()).await?;
    Ok(rows.into_iter().filter_map(|row| row.message_key).collect())
}

/// Marks a mail as sent, with what went out (the secret blanked) as evidence.
///
/// # Errors
/// What the database says.
pub async fn mark_sent(tx: &mut Tx, id: i64, evidence: &str) -> Result<(), StoreError> {
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value("sent"))
        .col_expr(outbox_mail::Column::SentAt, Expr::value(tx.at()))
        .col_expr(outbox_mail::Column::Evidence, Expr::value(evidence))
        .filter(outbox_mail::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Puts a mail back for later after a failure.
///
/// # Errors
/// What the database says.
pub async fn put_back(tx: &mut Tx, id: i64, error: &str, run_at: DateTime<Utc>) -> Result<(), StoreError> {
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value("ready"))
        .col_expr(outbox_mail::Column::RunAt, Expr::value(run_at))
        .col_expr(outbox_mail::Column::LastError, Expr::value(error))
        .filter(outbox_mail::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Gives a mail up: its address was refused for good. The case shows it.
///
/// # Errors
/// What the database says.
pub async fn give_up(tx: &mut Tx, id: i64, error: &str) -> Result<(), StoreError> {
    outbox_mail::Entity::update_many()
        .col_expr(outbox_mail::Column::State, Expr::value("failed"))
        .col_expr(outbox_mail::Column::LastError, Expr::value(error))
        .filter(outbox_mail::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many mails wait or run.
///
/// # Errors
/// What the database says.
pub async fn pending(from: &impl Source) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    let waiting = outbox_mail::Entity::find().filter(outbox_mail::Column::State.is_in(["ready", "running"]));
    Ok(waiting.count(from.conn()).await?)
}

/// These mails keep when they left; to whom goes. What still waits to be sent stays as it is.
pub(crate) async fn forget_recipients(tx: &mut Tx, mails: &[Mail]) -> Result<(), StoreError> {
    let bodies = mails.iter().map(serde_json::to_string).collect::<Result<Vec<String>, _>>();
    for some in bodies.map_err(|e| StoreError::Corrupt(e.to_string()))?.chunks(500) {
        outbox_mail::Entity::update_many()
            .col_expr(outbox_mail::Column::Recipient, Expr::value(""))
            .col_expr(outbox_mail::Column::Evidence, Expr::value(Option::<String>::None))
            .filter(outbox_mail::Column::Body.is_in(some.iter().map(String::as_str)))
            .filter(outbox_mail::Column::State.is_in(["sent", "failed"]))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// A notice to a member of staff waits for the next hourly mail; those about other things than cases are in `notice.rs`.
///
/// # Errors
/// What the database says.
pub async fn add_notice(tx: &mut Tx, staff: StaffId, case: CaseId, code: &str) -> Result<(), StoreError> {
    let row = notice::ActiveModel {
        id: NotSet,
        staff_id: Set(staff.0),
        case_id: Set(case.0),
        code: Set(code.to_owned()),
        created_at: Set(tx.at()),
        mailed_at: Set(None),
    };
    notice::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
