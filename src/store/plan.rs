//! 総合計画: the trees of all plans that were taken in, beside each other, and which of them is in force from which day.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    id::{MeasureId, PlanId, SectionId},
    plan::Plan,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, NotSet, QueryFilter, QueryOrder, Set, Statement,
};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    entity::{measure, measure_section, plan, plan_use, policy},
};

/// A measure of a plan with its policy and its sections, lead first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Database key.
    pub id: MeasureId,
    /// Its plan.
    pub plan: PlanId,
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

/// A plan as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPlan {
    /// Database key.
    pub id: PlanId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First day of its printed period.
    pub valid_from: NaiveDate,
    /// Last day of its printed period.
    pub valid_until: Option<NaiveDate>,
    /// The whole plan as a file.
    pub body: String,
    /// When it was imported, the last time.
    pub imported_at: DateTime<Utc>,
    /// Of voices received before this day nobody could say that *this* plan has nothing for them.
    pub widened_on: Option<NaiveDate>,
}

/// A decision that a plan is in force from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Which plan.
    pub plan: PlanId,
    /// From this day on.
    pub from_on: NaiveDate,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The plan.
    pub plan: PlanId,
    /// Measures that it did not have before.
    pub added: usize,
}

/// Saves a whole plan under its code: new measures are added, known ones get their new names and sections; nothing is
/// deleted, for cases point at it. Which plan is in force stays.
///
/// # Errors
/// What the database says.
pub async fn save(
    tx: &mut Tx,
    file: &Plan,
    body: &str,
    sections: impl Fn(&str) -> Option<SectionId>,
) -> Result<Saved, StoreError> {
    let plan_id = save_plan(tx, file, body).await?;
    let before = measure::Entity::find().filter(measure::Column::PlanId.eq(plan_id)).all(tx.conn()).await?;
    let known: BTreeMap<&str, i64> = before.iter().map(|row| (row.code.as_str(), row.id)).collect();
    let mut position = 0;
    let mut saved = Saved { plan: PlanId(plan_id), added: 0 };
    for policy in &file.policies {
        let goal = file.goals.iter().find(|g| g.code == policy.goal).map(|g| g.name.clone()).unwrap_or_default();
        save_policy(tx, plan_id, policy, goal).await?;
        for measure in &policy.measures {
            position += 1;
            let old = known.get(measure.code.as_str()).copied();
            saved.added += usize::from(old.is_none());
            let id = save_measure(tx, (plan_id, old), &policy.code, measure, position).await?;
            save_sections(tx, id, measure.sections.iter().filter_map(|name| sections(name))).await?;
        }
    }
    Ok(saved)
}

async fn save_sections(tx: &mut Tx, id: i64, sections: impl Iterator<Item = SectionId>) -> Result<(), StoreError> {
    measure_section::Entity::delete_many().filter(measure_section::Column::MeasureId.eq(id)).exec(tx.conn()).await?;
    let rows = sections.zip(0..).map(|(section, i)| measure_section::ActiveModel {
        id: NotSet,
        measure_id: Set(id),
        section_id: Set(section.0),
        position: Set(i),
    });
    measure_section::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
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
        body: Set(body.to_owned()),
        imported_at: Set(tx.at()),
        imported_by: Set(by),
        widened_on: NotSet,
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
    (plan_id, old): (i64, Option<i64>),
    policy: &str,
    new: &kocho_domain::plan::Measure,
    position: i64,
) -> Result<i64, StoreError> {
    let mut row = measure::ActiveModel {
        id: NotSet,
        plan_id: Set(plan_id),
        policy_code: Set(policy.to_owned()),
        code: Set(new.code.clone()),
        name: Set(new.name.clone()),
        items: Set(serde_json::to_string(&new.items).map_err(|e| StoreError::Corrupt(e.to_string()))?),
        position: Set(position),
    };
    Ok(match old {
        Some(old) => {
            row.id = Set(old);
            row.update(tx.conn()).await?.id
        }
        None => row.insert(tx.conn()).await?.id,
    })
}

/// The plan does not know what people meant by "nothing fits" about voices received before this day.
///
/// # Errors
/// What the database says.
pub async fn widen(tx: &mut Tx, plan: PlanId, on: NaiveDate) -> Result<(), StoreError> {
    plan::ActiveModel { id: Set(plan.0), widened_on: Set(Some(on)), ..Default::default() }.update(tx.conn()).await?;
    Ok(())
}

/// Decides that a plan is in force from a day on. What was decided for later days is taken back.
///
/// # Errors
/// What the database says.
pub async fn use_from(tx: &mut Tx, plan: PlanId, from_on: NaiveDate, today: NaiveDate) -> Result<(), StoreError> {
    take_back_uses(tx, today).await?;
    let (actor_kind, actor_id) = tx.actor();
    let row = plan_use::ActiveModel {
        id: NotSet,
        plan_id: Set(plan.0),
        from_on: Set(from_on),
        actor_kind: Set(actor_kind),
        actor_id: Set(actor_id),
        created_at: Set(tx.at()),
    };
    plan_use::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes back what was decided for days after today; answers whether there was something. The audit keeps it.
///
/// # Errors
/// What the database says.
pub async fn take_back_uses(tx: &mut Tx, today: NaiveDate) -> Result<bool, StoreError> {
    let gone = plan_use::Entity::delete_many().filter(plan_use::Column::FromOn.gt(today)).exec(tx.conn()).await?;
    Ok(gone.rows_affected > 0)
}

/// Which plan is in force when: oldest day first, of one day the last decision last.
///
/// # Errors
/// What the database says.
pub async fn uses(from: &impl Source) -> Result<Vec<Use>, StoreError> {
    let rows = plan_use::Entity::find()
        .order_by_asc(plan_use::Column::FromOn)
        .order_by_asc(plan_use::Column::Id)
        .all(from.conn())
        .await?;
    Ok(rows.into_iter().map(|r| Use { plan: PlanId(r.plan_id), from_on: r.from_on, at: r.created_at }).collect())
}

/// Measures of other plans than this one under which there are cases. Cases that only few may know do not count: a list of measures must
/// not tell of them.
///
/// # Errors
/// What the database says.
pub async fn measures_with_cases(from: &impl Source, beside: Option<PlanId>) -> Result<Vec<MeasureId>, StoreError> {
    let sql = "select m.id from measure m where m.plan_id <> $1 \
               and exists (select 1 from \"case\" c where c.measure_id = m.id and not c.restricted) order by m.id";
    let conn = from.conn();
    let beside = beside.map_or(0, |plan| plan.0);
    let rows =
        conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), sql, [beside.into()])).await?;
    rows.iter().map(|row| Ok(MeasureId(row.try_get("", "id")?))).collect()
}

/// The measures of all plans, the oldest plan first, each in its own order.
///
/// # Errors
/// What the database says.
pub async fn measures(from: &impl Source) -> Result<Vec<Measure>, StoreError> {
    let plans = versions(from).await?;
    let age = |id: i64| plans.iter().position(|plan| plan.id.0 == id);
    let policies = policy::Entity::find().all(from.conn()).await?;
    let names: BTreeMap<(i64, &str), &str> =
        policies.iter().map(|p| ((p.plan_id, p.code.as_str()), p.name.as_str())).collect();
    let mut rows = measure::Entity::find().order_by_asc(measure::Column::Position).all(from.conn()).await?;
    rows.sort_by_key(|row| (age(row.plan_id), row.position));
    let mut sections: BTreeMap<i64, Vec<SectionId>> = BTreeMap::new();
    for link in measure_section::Entity::find().order_by_asc(measure_section::Column::Position).all(from.conn()).await?
    {
        sections.entry(link.measure_id).or_default().push(SectionId(link.section_id));
    }
    let read = |row: measure::Model| {
        let policy = names.get(&(row.plan_id, row.policy_code.as_str())).copied().unwrap_or_default();
        Ok(Measure {
            id: MeasureId(row.id),
            plan: PlanId(row.plan_id),
            sections: sections.remove(&row.id).unwrap_or_default(),
            items: serde_json::from_str(&row.items).map_err(|e| StoreError::Corrupt(e.to_string()))?,
            policy_name: policy.to_owned(),
            code: row.code,
            name: row.name,
            policy_code: row.policy_code,
        })
    };
    rows.into_iter().map(read).collect()
}

/// All plans, the oldest period first.
///
/// # Errors
/// What the database says.
pub async fn versions(from: &impl Source) -> Result<Vec<StoredPlan>, StoreError> {
    let rows = plan::Entity::find()
        .order_by_asc(plan::Column::ValidFrom)
        .order_by_asc(plan::Column::Id)
        .all(from.conn())
        .await?;
    let stored = |r: plan::Model| StoredPlan {
        id: PlanId(r.id),
        code: r.code,
        name: r.name,
        valid_from: r.valid_from,
        valid_until: r.valid_until,
        body: r.body,
        imported_at: r.imported_at,
        widened_on: r.widened_on,
    };
    Ok(rows.into_iter().map(stored).collect())
}
