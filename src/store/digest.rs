//! Who of the office wants a digest by mail, how often, and when the last one was queued.

use chrono::NaiveDate;
use kocho_domain::{id::StaffId, job::Pace};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, Set, sea_query::OnConflict};

use crate::{Source, StoreError, Tx, db::sealed::Conn, entity::digest, error::corrupt};

/// What somebody chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// Who.
    pub staff: StaffId,
    /// How often.
    pub pace: Pace,
    /// The day of the last one.
    pub sent_on: Option<NaiveDate>,
}

/// What a person chose; nothing yet is [`Pace::Never`].
///
/// # Errors
/// What the database says.
pub async fn of(from: &impl Source, staff: StaffId) -> Result<Pace, StoreError> {
    let row = digest::Entity::find_by_id(staff.0).one(from.conn()).await?;
    row.map_or(Ok(Pace::Never), |row| read(&row).map(|digest| digest.pace))
}

/// Everybody who wants one and has not got one on this day or later.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source, today: NaiveDate) -> Result<Vec<Digest>, StoreError> {
    let rows = digest::Entity::find()
        .filter(digest::Column::Pace.ne(Pace::Never.code()))
        .filter(digest::Column::SentOn.is_null().or(digest::Column::SentOn.lt(today)))
        .order_by_asc(digest::Column::StaffId)
        .all(from.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// Keeps what a person chose. The first digest comes on a later day than the choice.
///
/// # Errors
/// What the database says.
pub async fn choose(tx: &mut Tx, staff: StaffId, pace: Pace, today: NaiveDate) -> Result<(), StoreError> {
    let row =
        digest::ActiveModel { staff_id: Set(staff.0), pace: Set(pace.code().to_owned()), sent_on: Set(Some(today)) };
    let again = OnConflict::column(digest::Column::StaffId)
        .update_columns([digest::Column::Pace, digest::Column::SentOn])
        .to_owned();
    digest::Entity::insert(row).on_conflict(again).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Notes that a person's digest of this day is queued.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx, staff: StaffId, today: NaiveDate) -> Result<(), StoreError> {
    digest::Entity::update_many()
        .col_expr(digest::Column::SentOn, sea_orm::sea_query::Expr::value(today))
        .filter(digest::Column::StaffId.eq(staff.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn read(row: &digest::Model) -> Result<Digest, StoreError> {
    let pace = Pace::parse(&row.pace).ok_or_else(|| corrupt("digest", &row.pace))?;
    Ok(Digest { staff: StaffId(row.staff_id), pace, sent_on: row.sent_on })
}
