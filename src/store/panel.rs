//! 市政モニターの期: terms with their period of the call, their size, and how many are wanted in each class.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{PanelId, PublicKey, StaffId},
    panel::{Classes, PanelState},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{panel, panel_quota},
    error::corrupt,
};

/// What the desk writes about a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// 第12期市政モニター
    pub title: String,
    /// First day of the term.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Monitors.
    pub size: u32,
    /// First day of the call.
    pub apply_from: NaiveDate,
    /// Last day of the call.
    pub apply_until: NaiveDate,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Database key.
    pub id: PanelId,
    /// Key in addresses.
    pub key: PublicKey,
    /// What the desk wrote.
    pub about: About,
    /// How far it is.
    pub state: PanelState,
    /// When the selection ended.
    pub settled_at: Option<DateTime<Utc>>,
    /// Demo data.
    pub demo: bool,
    /// Moves with every change.
    pub lock: i64,
}

impl Panel {
    /// True on the days of its term.
    #[must_use]
    pub fn serves_on(&self, on: NaiveDate) -> bool {
        (self.about.starts_on..=self.about.ends_on).contains(&on)
    }
}

/// Adds a term as a draft, with what is wanted in each class.
///
/// # Errors
/// What the database says.
pub async fn insert(
    tx: &mut Tx,
    key: &PublicKey,
    about: &About,
    quota: &[(Classes, u32)],
    (by, demo): (StaffId, bool),
) -> Result<PanelId, StoreError> {
    let row = panel::ActiveModel {
        id: NotSet,
        key: Set(key.as_str().to_owned()),
        state: Set(PanelState::Draft.code().to_owned()),
        demo: Set(demo),
        created_by: Set(by.0),
        created_at: Set(tx.at()),
        settled_at: Set(None),
        lock: Set(0),
        ..columns(about)
    };
    let id = PanelId(row.insert(tx.conn()).await?.id);
    let cell = |(at, (classes, wanted)): (usize, &(Classes, u32))| panel_quota::ActiveModel {
        id: NotSet,
        panel_id: Set(id.0),
        position: Set(i64::try_from(at).unwrap_or(i64::MAX)),
        age_group: Set(classes.age_group.clone()),
        gender: Set(classes.gender.clone()),
        district: Set(classes.district.clone()),
        wanted: Set(i64::from(*wanted)),
    };
    let cells: Vec<_> = quota.iter().enumerate().map(cell).collect();
    if !cells.is_empty() {
        panel_quota::Entity::insert_many(cells).exec_without_returning(tx.conn()).await?;
    }
    Ok(id)
}

fn columns(about: &About) -> panel::ActiveModel {
    panel::ActiveModel {
        title: Set(about.title.clone()),
        starts_on: Set(about.starts_on),
        ends_on: Set(about.ends_on),
        size: Set(i64::from(about.size)),
        apply_from: Set(about.apply_from),
        apply_until: Set(about.apply_until),
        ..Default::default()
    }
}

/// A term by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Panel>, StoreError> {
    let row = panel::Entity::find().filter(panel::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A term by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: PanelId) -> Result<Option<Panel>, StoreError> {
    panel::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// The terms, the newest first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, size: u64) -> Result<Vec<Panel>, StoreError> {
    let rows = panel::Entity::find()
        .order_by_desc(panel::Column::StartsOn)
        .order_by_desc(panel::Column::Id)
        .limit(size)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// What is wanted in each class of a term, in the order of the rule.
///
/// # Errors
/// What the database says.
pub async fn quota(from: &impl Source, id: PanelId) -> Result<Vec<(Classes, u32)>, StoreError> {
    let rows = panel_quota::Entity::find()
        .filter(panel_quota::Column::PanelId.eq(id.0))
        .order_by_asc(panel_quota::Column::Position)
        .all(from.conn())
        .await?;
    let read = |row: panel_quota::Model| {
        let wanted = u32::try_from(row.wanted).map_err(|_| corrupt("quota", row.wanted))?;
        Ok((Classes { age_group: row.age_group, gender: row.gender, district: row.district }, wanted))
    };
    rows.into_iter().map(read).collect()
}

/// Writes what is wanted in each class anew, with the size that it adds up to.
///
/// # Errors
/// [`StoreError::Stale`] when the term was changed since it was read.
pub async fn set_quota(tx: &mut Tx, seen: &Panel, cells: &[(Classes, u32)], size: u32) -> Result<(), StoreError> {
    change(tx, seen, panel::ActiveModel { size: Set(i64::from(size)), ..Default::default() }).await?;
    for (classes, wanted) in cells {
        panel_quota::Entity::update_many()
            .col_expr(panel_quota::Column::Wanted, Expr::value(i64::from(*wanted)))
            .filter(panel_quota::Column::PanelId.eq(seen.id.0))
            .filter(panel_quota::Column::AgeGroup.eq(classes.age_group.as_str()))
            .filter(panel_quota::Column::Gender.eq(classes.gender.as_str()))
            .filter(panel_quota::Column::District.eq(classes.district.as_str()))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Writes a term down anew.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn save(tx: &mut Tx, seen: &Panel, about: &About) -> Result<(), StoreError> {
    change(tx, seen, panel::ActiveModel { size: NotSet, ..columns(about) }).await
}

/// Moves a term on.
///
/// # Errors
/// [`StoreError::Stale`] when it was changed since it was read.
pub async fn set_state(tx: &mut Tx, seen: &Panel, to: PanelState) -> Result<(), StoreError> {
    let settled = (to == PanelState::Settled).then(|| tx.at()).or(seen.settled_at);
    let row = panel::ActiveModel { state: Set(to.code().to_owned()), settled_at: Set(settled), ..Default::default() };
    change(tx, seen, row).await
}

/// Keeps others from choosing for the same term until this transaction ends; the term itself stays as it is.
///
/// # Errors
/// What the database says.
pub async fn hold(tx: &mut Tx, id: PanelId) -> Result<(), StoreError> {
    panel::Entity::update_many()
        .col_expr(panel::Column::Lock, Expr::col(panel::Column::Lock))
        .filter(panel::Column::Id.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn change(tx: &mut Tx, seen: &Panel, mut row: panel::ActiveModel) -> Result<(), StoreError> {
    row.lock = Set(seen.lock + 1);
    let done = panel::Entity::update_many()
        .set(row)
        .filter(panel::Column::Id.eq(seen.id.0))
        .filter(panel::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

fn read(row: panel::Model) -> Result<Panel, StoreError> {
    Ok(Panel {
        id: PanelId(row.id),
        key: convert::key(&row.key)?,
        about: About {
            title: row.title,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            size: u32::try_from(row.size).map_err(|_| corrupt("panel size", row.size))?,
            apply_from: row.apply_from,
            apply_until: row.apply_until,
        },
        state: PanelState::parse(&row.state).ok_or_else(|| corrupt("panel state", &row.state))?,
        settled_at: row.settled_at,
        demo: row.demo,
        lock: row.lock,
    })
}
