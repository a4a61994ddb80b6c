//! 読替え: the rows between two plans, proposed or decided.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    crosswalk::{Relation, Row, Target},
    id::{CrosswalkId, PlanId, StaffId},
};
use sea_orm::{ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{crosswalk, crosswalk_target},
    error::corrupt,
};

/// A row with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// Database key.
    pub id: CrosswalkId,
    /// The older plan.
    pub older: PlanId,
    /// The newer plan.
    pub newer: PlanId,
    /// How the measure goes on.
    pub row: Row,
    /// Words that both have, for which it was proposed.
    pub words: Vec<String>,
    /// What the person who decided wrote beside it.
    pub note: String,
    /// Who decided, if a person did.
    pub by: Option<StaffId>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Grows with each save.
    pub lock: i64,
}

/// The rows between these two plans, or between any, in the order in which they were proposed.
///
/// # Errors
/// [`StoreError::Corrupt`] when a relation is not known.
pub async fn rows(from: &impl Source, of: Option<(PlanId, PlanId)>) -> Result<Vec<StoredRow>, StoreError> {
    let mut query = crosswalk::Entity::find().order_by_asc(crosswalk::Column::Id);
    if let Some((older, newer)) = of {
        query = query.filter(crosswalk::Column::OlderId.eq(older.0)).filter(crosswalk::Column::NewerId.eq(newer.0));
    }
    let found = query.all(from.conn()).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut targets: BTreeMap<i64, Vec<Target>> = BTreeMap::new();
    let all = crosswalk_target::Entity::find().order_by_asc(crosswalk_target::Column::Position);
    for row in all.all(from.conn()).await? {
        targets.entry(row.crosswalk_id).or_default().push(Target { code: row.code, home: row.home });
    }
    found
        .into_iter()
        .map(|row| {
            let targets = targets.remove(&row.id).unwrap_or_default();
            stored(row, targets)
        })
        .collect()
}

fn stored(row: crosswalk::Model, targets: Vec<Target>) -> Result<StoredRow, StoreError> {
    let relation = Relation::parse(&row.relation).ok_or_else(|| corrupt("relation", &row.relation))?;
    Ok(StoredRow {
        id: CrosswalkId(row.id),
        older: PlanId(row.older_id),
        newer: PlanId(row.newer_id),
        row: Row { subject: row.subject, relation, targets, decided: row.decided },
        words: row.words.split_whitespace().map(str::to_owned).collect(),
        note: row.note,
        by: row.actor_id.filter(|_| row.actor_kind.as_deref() == Some("staff")).map(StaffId),
        decided_at: row.decided_at,
        lock: row.lock,
    })
}

/// Adds a proposal.
///
/// # Errors
/// What the database says.
pub async fn propose(
    tx: &mut Tx,
    (older, newer): (PlanId, PlanId),
    row: &Row,
    words: &[String],
) -> Result<(), StoreError> {
    let of = if row.relation == Relation::New { newer } else { older };
    let new = crosswalk::ActiveModel {
        id: NotSet,
        older_id: Set(older.0),
        newer_id: Set(newer.0),
        subject_plan_id: Set(of.0),
        subject: Set(row.subject.clone()),
        relation: Set(row.relation.code().to_owned()),
        decided: Set(false),
        words: Set(words.join(" ")),
        note: Set(String::new()),
        actor_kind: Set(None),
        actor_id: Set(None),
        decided_at: Set(None),
        lock: Set(1),
    };
    let id = crosswalk::Entity::insert(new).exec(tx.conn()).await?.last_insert_id;
    save_targets(tx, id, &row.targets).await
}

/// Writes down what was decided about a row, by whoever acts.
///
/// # Errors
/// [`StoreError::Stale`] when somebody saved it since it was read.
pub async fn decide(tx: &mut Tx, seen: (CrosswalkId, i64), row: &Row, note: &str) -> Result<(), StoreError> {
    let (id, lock) = seen;
    let (actor_kind, actor_id) = tx.actor();
    let new = crosswalk::ActiveModel {
        relation: Set(row.relation.code().to_owned()),
        decided: Set(true),
        note: Set(note.to_owned()),
        actor_kind: Set(Some(actor_kind)),
        actor_id: Set(actor_id),
        decided_at: Set(Some(tx.at())),
        lock: Set(lock + 1),
        ..Default::default()
    };
    let done = crosswalk::Entity::update_many()
        .set(new)
        .filter(crosswalk::Column::Id.eq(id.0))
        .filter(crosswalk::Column::Lock.eq(lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    delete_targets(tx, id).await?;
    save_targets(tx, id.0, &row.targets).await
}

/// Says that the cases of a newer measure stand in this row's subject in the older tree, and in no other's.
///
/// # Errors
/// What the database says.
pub async fn set_home(tx: &mut Tx, rows: &[CrosswalkId], code: &str, home: CrosswalkId) -> Result<(), StoreError> {
    for row in rows {
        crosswalk_target::Entity::update_many()
            .col_expr(crosswalk_target::Column::Home, Expr::value(*row == home))
            .filter(crosswalk_target::Column::CrosswalkId.eq(row.0))
            .filter(crosswalk_target::Column::Code.eq(code))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

/// Takes a row away: a proposal that gives way to a better one.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, id: CrosswalkId) -> Result<(), StoreError> {
    delete_targets(tx, id).await?;
    crosswalk::Entity::delete_by_id(id.0).exec(tx.conn()).await?;
    Ok(())
}

async fn delete_targets(tx: &mut Tx, id: CrosswalkId) -> Result<(), StoreError> {
    crosswalk_target::Entity::delete_many()
        .filter(crosswalk_target::Column::CrosswalkId.eq(id.0))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn save_targets(tx: &mut Tx, id: i64, targets: &[Target]) -> Result<(), StoreError> {
    let rows = targets.iter().zip(0..).map(|(target, position)| crosswalk_target::ActiveModel {
        id: NotSet,
        crosswalk_id: Set(id),
        code: Set(target.code.clone()),
        home: Set(target.home),
        position: Set(position),
    });
    if !targets.is_empty() {
        crosswalk_target::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
