//! Rules as versioned documents. A version is never changed; a new one is added.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::rule::{RuleKind, Rules};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{category, channel, kind, rule},
};

/// A version of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which rule.
    pub kind: String,
    /// From 1.
    pub version: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// The document.
    pub body: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// Adds a version.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, of: RuleKind, valid_from: NaiveDate, body: &str) -> Result<i64, StoreError> {
    let last = history(tx, of).await?.first().map_or(0, |v| v.version);
    let (actor_kind, actor_id) = tx.actor();
    let row = rule::ActiveModel {
        id: NotSet,
        kind: Set(of.code().to_owned()),
        version: Set(last + 1),
        valid_from: Set(valid_from),
        body: Set(body.to_owned()),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        created_at: Set(tx.at()),
    };
    row.insert(tx.conn()).await?;
    Ok(last + 1)
}

/// The versions of a rule, newest first.
///
/// # Errors
/// What the database says.
pub async fn history(from: &impl Source, of: RuleKind) -> Result<Vec<Version>, StoreError> {
    let rows = rule::Entity::find()
        .filter(rule::Column::Kind.eq(of.code()))
        .order_by_desc(rule::Column::Version)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(version).collect())
}

/// The versions in force on a day: of each kind the newest one that has begun.
///
/// # Errors
/// What the database says.
pub async fn in_force(from: &impl Source, today: NaiveDate) -> Result<Vec<Version>, StoreError> {
    let rows = rule::Entity::find()
        .filter(rule::Column::ValidFrom.lte(today))
        .order_by_asc(rule::Column::Kind)
        .order_by_desc(rule::Column::Version)
        .all(from.conn())
        .await?;
    let mut newest: Vec<Version> = Vec::new();
    for row in rows {
        if newest.last().is_none_or(|v| v.kind != row.kind) {
            newest.push(version(row));
        }
    }
    Ok(newest)
}

fn version(row: rule::Model) -> Version {
    Version {
        kind: row.kind,
        version: row.version,
        valid_from: row.valid_from,
        body: row.body,
        created_at: row.created_at,
    }
}

/// Brings the tables that cases point to (channels, kinds, categories) in line with the rules; nothing is deleted.
///
/// # Errors
/// What the database says.
pub async fn sync_lists(tx: &mut Tx, rules: &Rules) -> Result<(), StoreError> {
    for c in rules.channels() {
        if channel::Entity::find().filter(channel::Column::Code.eq(&c.code)).one(tx.conn()).await?.is_none() {
            let row = channel::ActiveModel {
                id: NotSet,
                code: Set(c.code.clone()),
                label: Set(c.label.ja.clone()),
                base: Set(format!("{:?}", c.base).to_lowercase()),
                valid_from: Set(c.valid_from),
                valid_until: Set(c.valid_until),
            };
            row.insert(tx.conn()).await?;
        }
    }
    for k in rules.kinds() {
        if kind::Entity::find().filter(kind::Column::Code.eq(&k.code)).one(tx.conn()).await?.is_none() {
            let base = format!("{:?}", k.base).to_lowercase();
            let row = kind::ActiveModel {
                id: NotSet,
                code: Set(k.code.clone()),
                label: Set(k.label.ja.clone()),
                base: Set(base),
            };
            row.insert(tx.conn()).await?;
        }
    }
    for c in rules.categories() {
        if category::Entity::find().filter(category::Column::Code.eq(&c.code)).one(tx.conn()).await?.is_none() {
            let row = category::ActiveModel { id: NotSet, code: Set(c.code.clone()), label: Set(c.label.ja.clone()) };
            row.insert(tx.conn()).await?;
        }
    }
    Ok(())
}

/// Who entered the versions of a rule: version → name by office; versions from files have none.
///
/// # Errors
/// What the database says.
pub async fn authors(from: &impl Source, of: RuleKind) -> Result<std::collections::BTreeMap<i64, String>, StoreError> {
    use crate::entity::staff;
    let rows = rule::Entity::find().filter(rule::Column::Kind.eq(of.code())).all(from.conn()).await?;
    let ids: Vec<i64> = rows.iter().filter(|r| r.actor_kind == "staff").filter_map(|r| r.actor_id).collect();
    let people = staff::Entity::find().filter(staff::Column::Id.is_in(ids)).all(from.conn()).await?;
    let name = |r: &rule::Model| {
        people.iter().find(|p| r.actor_kind == "staff" && r.actor_id == Some(p.id)).map(|p| p.name.clone())
    };
    Ok(rows.iter().filter_map(|r| name(r).map(|n| (r.version, n))).collect())
}
