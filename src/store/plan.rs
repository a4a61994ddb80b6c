//! 総合計画: its tree, version by version; one is current.

use kocho_domain::{
    id::{MeasureId, SectionId},
    plan::Plan,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, sea_query::Expr};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{measure, measure_section, plan, policy},
};

/// A measure of the plan in force with its policy and its sections, lead first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Database key.
    pub id: MeasureId,
    /// 1101
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of its policy.
    pub policy_code: String,
    /// Name of its policy.
    pub policy_name: String,
    /// 取組
    pub items: Vec<String>,
    /// Responsible sections, lead first.
    pub sections: Vec<SectionId>,
}

/// A plan version as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The file as it was imported.
    pub body: String,
    /// In force.
    pub current: bool,
    /// When it was imported.
    pub imported_at: chrono::DateTime<chrono::Utc>,
}

/// Imports a plan version: new measures are added, known ones get their new names and sections; nothing is deleted,
/// for cases point at it.
///
/// # Errors
/// What the database says.
pub async fn import(
    tx: &mut Tx,
    file: &Plan,
    body: &str,
    sections: impl Fn(&str) -> Option<SectionId>,
) -> Result<(), StoreError> {
    plan::Entity::update_many().col_expr(plan::Column::Current, Expr::value(false)).exec(tx.conn()).await?;
    let plan_id = save_plan(tx, file, body).await?;
    let mut position = 0;
    for policy in &file.policies {
        let goal = file.goals.iter().find(|g| g.code == policy.goal).map(|g| g.name.clone()).unwrap_or_default();
        save_policy(tx, plan_id, policy, goal).await?;
        for measure in &policy.measures {
            position += 1;
            let id = save_measure(tx, plan_id, &policy.code, measure, position).await?;
            measure_section::Entity::delete_many()
                .filter(measure_section::Column::MeasureId.eq(id))
                .exec(tx.conn())
                .await?;
            let rows = measure.sections.iter().filter_map(|name| sections(name)).zip(0..).map(|(section, i)| {
                measure_section::ActiveModel {
                    id: NotSet,
                    measure_id: Set(id),
                    section_id: Set(section.0),
                    position: Set(i),
                }
            });
            measure_section::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        }
    }
    Ok(())
}

async fn save_plan(tx: &mut Tx, file: &Plan, body: &str) -> Result<i64, StoreError> {
    let known = plan::Entity::find().filter(plan::Column::Code.eq(&file.head.code)).one(tx.conn()).await?;
    let (_, by) = tx.actor();
    let mut row = plan::ActiveModel {
        id: NotSet,
        code: Set(file.head.code.clone()),
        name: Set(file.head.name.clone()),
        valid_from: Set(file.head.valid_from),
        valid_until: Set(file.head.valid_until),
        current: Set(true),
        body: Set(body.to_owned()),
        imported_at: Set(tx.at()),
        imported_by: Set(by),
    };
    Ok(match known {
        Some(old) => {
            row.id = Set(old.id);
            row.update(tx.conn()).await?.id
        }
        None => row.insert(tx.conn()).await?.id,
    })
}

async fn save_policy(
    tx: &mut Tx,
    plan_id: i64,
    new: &kocho_domain::plan::Policy,
    goal: String,
) -> Result<(), StoreError> {
    let known = policy::Entity::find()
        .filter(policy::Column::PlanId.eq(plan_id))
        .filter(policy::Column::Code.eq(&new.code))
        .one(tx.conn())
        .await?;
    let mut row = policy::ActiveModel {
        id: NotSet,
        plan_id: Set(plan_id),
        code: Set(new.code.clone()),
        number: Set(i64::from(new.number)),
        goal_code: Set(new.goal.clone()),
        goal_name: Set(goal),
        name: Set(new.name.clone()),
    };
    match known {
        Some(old) => {
            row.id = Set(old.id);
            row.update(tx.conn()).await?;
        }
        None => {
            row.insert(tx.conn()).await?;
        }
    }
    Ok(())
}

async fn save_measure(
    tx: &mut Tx,
    plan_id: i64,
    policy: &str,
    new: &kocho_domain::plan::Measure,
    position: i64,
) -> Result<i64, StoreError> {
    let known = measure::Entity::find()
        .filter(measure::Column::PlanId.eq(plan_id))
        .filter(measure::Column::Code.eq(&new.code))
        .one(tx.conn())
        .await?;
    let mut row = measure::ActiveModel {
        id: NotSet,
        plan_id: Set(plan_id),
        policy_code: Set(policy.to_owned()),
        code: Set(new.code.clone()),
        name: Set(new.name.clone()),
        items: Set(serde_json::to_string(&new.items).map_err(|e| StoreError::Corrupt(e.to_string()))?),
        position: Set(position),
    };
    Ok(match known {
        Some(old) => {
            row.id = Set(old.id);
            row.update(tx.conn()).await?.id
        }
        None => row.insert(tx.conn()).await?.id,
    })
}

/// The measures of the plan in force, in the plan's order.
///
/// # Errors
/// What the database says.
pub async fn measures(from: &impl Source) -> Result<Vec<Measure>, StoreError> {
    let Some(current) = plan::Entity::find().filter(plan::Column::Current.eq(true)).one(from.conn()).await? else {
        return Ok(Vec::new());
    };
    let policies = policy::Entity::find().filter(policy::Column::PlanId.eq(current.id)).all(from.conn()).await?;
    let rows = measure::Entity::find()
        .filter(measure::Column::PlanId.eq(current.id))
        .order_by_asc(measure::Column::Position)
        .all(from.conn())
        .await?;
    let links =
        measure_section::Entity::find().order_by_asc(measure_section::Column::Position).all(from.conn()).await?;
    rows.into_iter()
        .map(|row| {
            let policy_name =
                policies.iter().find(|p| p.code == row.policy_code).map(|p| p.name.clone()).unwrap_or_default();
            Ok(Measure {
                id: MeasureId(row.id),
                sections: links.iter().filter(|l| l.measure_id == row.id).map(|l| SectionId(l.section_id)).collect(),
                items: serde_json::from_str(&row.items).map_err(|e| StoreError::Corrupt(e.to_string()))?,
                code: row.code,
                name: row.name,
                policy_code: row.policy_code,
                policy_name,
            })
        })
        .collect()
}

/// All plan versions, newest import first.
///
/// # Errors
/// What the database says.
pub async fn versions(from: &impl Source) -> Result<Vec<StoredPlan>, StoreError> {
    let rows = plan::Entity::find().order_by_desc(plan::Column::ImportedAt).all(from.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|r| StoredPlan {
            code: r.code,
            name: r.name,
            body: r.body,
            current: r.current,
            imported_at: r.imported_at,
        })
        .collect())
}
