//! Sessions of staff: the token's hash, who, since when, last seen.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::StaffActor, id::StaffId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{session, staff, staff_role},
    staff::Account,
    together::{Together, sorted},
};

/// A stored session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub staff: StaffId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used (to the minute).
    pub last_seen_at: DateTime<Utc>,
}

/// Begins a session.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut Tx, token_hash: &str, staff: StaffId) -> Result<(), StoreError> {
    let row = session::ActiveModel {
        token_hash: Set(token_hash.to_owned()),
        staff_id: Set(staff.0),
        created_at: Set(tx.at()),
        last_seen_at: Set(tx.at()),
    };
    session::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A session by its token's hash.
///
/// # Errors
/// What the database says.
pub async fn find(from: &impl Source, token_hash: &str) -> Result<Option<Session>, StoreError> {
    let row = session::Entity::find_by_id(token_hash.to_owned()).one(from.conn()).await?;
    Ok(row.as_ref().map(stored))
}

fn stored(row: &session::Model) -> Session {
    Session { staff: StaffId(row.staff_id), created_at: row.created_at, last_seen_at: row.last_seen_at }
}

/// A session with its person and the roles in force on a day, in one statement; `None` for a token of nobody.
///
/// # Errors
/// What the database says.
pub async fn signed_in(
    from: &impl Source,
    token_hash: &str,
    today: NaiveDate,
) -> Result<Option<(Session, Account, StaffActor)>, StoreError> {
    let person = "(select s.staff_id from session s where s.token_hash = $1)";
    let mut rows = Together::around(from, vec![token_hash.into()])
        .with::<session::Entity>("t.token_hash = $1")
        .with::<staff::Entity>(&format!("t.id = {person}"))
        .with::<staff_role::Entity>(&format!("t.staff_id = {person}"))
        .read(from)
        .await?;
    let (session, person) = (rows.take::<session::Entity>()?.pop(), rows.take::<staff::Entity>()?.pop());
    let Some((session, person)) = session.zip(person) else { return Ok(None) };
    let roles = sorted(rows.take::<staff_role::Entity>()?, |role| role.id);
    let account = crate::staff::account(person);
    let actor = crate::staff::actor_with(&account, &roles, today);
    Ok(Some((stored(&session), account, actor)))
}

/// Notes that a session is in use.
///
/// # Errors
/// What the database says.
pub async fn touch(tx: &mut Tx, token_hash: &str) -> Result<(), StoreError> {
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(tx.at()))
        .filter(session::Column::TokenHash.eq(token_hash))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &mut Tx, token_hash: &str) -> Result<(), StoreError> {
    session::Entity::delete_by_id(token_hash.to_owned()).exec(tx.conn()).await?;
    Ok(())
}

/// Ends all sessions of a person (a new password, a role taken away).
///
/// # Errors
/// What the database says.
pub async fn delete_of(tx: &mut Tx, staff: StaffId) -> Result<(), StoreError> {
    session::Entity::delete_many().filter(session::Column::StaffId.eq(staff.0)).exec(tx.conn()).await?;
    Ok(())
}

/// Erases sessions that were not used since.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    session::Entity::delete_many().filter(session::Column::LastSeenAt.lt(before)).exec(tx.conn()).await?;
    Ok(())
}

/// Ends the sessions of a person except one: a new password was chosen there.
///
/// # Errors
/// What the database says.
pub async fn delete_others(tx: &mut Tx, staff: StaffId, kept_token_hash: &str) -> Result<(), StoreError> {
    session::Entity::delete_many()
        .filter(session::Column::StaffId.eq(staff.0))
        .filter(session::Column::TokenHash.ne(kept_token_hash))
        .exec(tx.conn())
        .await?;
    Ok(())
}
