//! Counters of failures (wrong passwords, wrong secrets) and until when their subject has to wait.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::throttle};

/// A counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// Failures in a row.
    pub failures: u32,
    /// Until when nothing is tried.
    pub blocked_until: Option<DateTime<Utc>>,
}

/// The counter of a subject; subjects are hashes or ids, never addresses in clear.
///
/// # Errors
/// What the database says.
pub async fn get(from: &impl Source, subject: &str) -> Result<Counter, StoreError> {
    let row = throttle::Entity::find_by_id(subject.to_owned()).one(from.conn()).await?;
    Ok(row.map_or_else(Counter::default, |r| Counter {
        failures: u32::try_from(r.failures).unwrap_or(u32::MAX),
        blocked_until: r.blocked_until,
    }))
}

/// Sets the counter of a subject.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, subject: &str, counter: Counter) -> Result<(), StoreError> {
    let row = throttle::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(i64::from(counter.failures)),
        last_at: Set(tx.at()),
        blocked_until: Set(counter.blocked_until),
    };
    let replace = OnConflict::column(throttle::Column::Subject)
        .update_columns([throttle::Column::Failures, throttle::Column::LastAt, throttle::Column::BlockedUntil])
        .to_owned();
    throttle::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Forgets a subject after a success.
///
/// # Errors
/// What the database says.
pub async fn clear(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    throttle::Entity::delete_by_id(subject.to_owned()).exec(tx.conn()).await?;
    Ok(())
}

/// Forgets subjects that did nothing since.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, before: DateTime<Utc>) -> Result<(), StoreError> {
    throttle::Entity::delete_many().filter(throttle::Column::LastAt.lt(before)).exec(tx.conn()).await?;
    Ok(())
}
