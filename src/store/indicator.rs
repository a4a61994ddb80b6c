//! 成果指標の実績: every value that was proposed for an indicator and a fiscal year, with what became of it. Indicators themselves
//! stand in the plan's file and are called by policy and name.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use kocho_domain::{
    id::{ActualId, PlanId, PublicKey, StaffId, SurveyId},
    indicator::{Origin, State},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, NotSet, PaginatorTrait, QueryFilter, QueryOrder, Set, sea_query::Expr,
};

use crate::{
    Source, StoreError, Tx, convert,
    db::sealed::Conn,
    entity::{indicator_actual as actual, staff, survey},
    error::corrupt,
};

/// Which indicator of a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Which {
    /// The plan.
    pub plan: PlanId,
    /// Code of its policy.
    pub policy: String,
    /// Its name.
    pub name: String,
}

/// The answers from which a value was reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The survey.
    pub survey: SurveyId,
    /// The number of the questionnaire's version that was answered.
    pub version: i64,
    /// The formula as JSON.
    pub formula: String,
    /// The formula in words.
    pub words: String,
    /// How many people chose one of its options.
    pub chosen: u64,
    /// Of how many.
    pub n: u64,
}

/// A value that comes in.
#[derive(Debug, Clone, PartialEq)]
pub struct NewActual {
    /// For which indicator.
    pub which: Which,
    /// The fiscal year, 西暦.
    pub year: u16,
    /// In the indicator's unit.
    pub value: f64,
    /// Where it comes from.
    pub origin: Origin,
    /// The same in words.
    pub source: String,
    /// A remark; may be empty.
    pub note: String,
    /// The answers from which it was reckoned.
    pub basis: Option<Basis>,
}

/// A value with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Actual {
    /// Database key.
    pub id: ActualId,
    /// Key in addresses; values of a plan's file have none.
    pub key: Option<PublicKey>,
    /// What came in.
    pub new: NewActual,
    /// What became of it.
    pub state: State,
    /// Who proposed it; nobody for a file.
    pub proposed_by: Option<StaffId>,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who decided it.
    pub decided_by: Option<StaffId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was sent back or withdrawn; may be empty.
    pub reason: String,
    /// Moves with every change.
    pub lock: i64,
}

/// Values with the names that stand in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Actuals {
    /// By policy, indicator and year, of one year the oldest first.
    pub rows: Vec<Actual>,
    /// Whom they mention: 秘書広聴課 広聴担当A.
    pub people: BTreeMap<StaffId, String>,
    /// Code and title of the surveys that they come from.
    pub surveys: BTreeMap<SurveyId, (String, String)>,
}

/// Writes a value down: `proposed`, or of a file at once in force. A proposal has a key.
///
/// # Errors
/// [`StoreError::Conflict`] when another one waits, or is in force, for the same year.
pub async fn insert(
    tx: &mut Tx,
    key: Option<&PublicKey>,
    new: &NewActual,
    state: State,
) -> Result<ActualId, StoreError> {
    let (_, by) = tx.actor();
    let basis = new.basis.as_ref();
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let row = actual::ActiveModel {
        id: NotSet,
        key: Set(key.map(|key| key.as_str().to_owned())),
        plan_id: Set(new.which.plan.0),
        policy_code: Set(new.which.policy.clone()),
        name: Set(new.which.name.clone()),
        year: Set(new.year.into()),
        value: Set(new.value),
        origin: Set(new.origin.code().to_owned()),
        source: Set(new.source.clone()),
        note: Set(new.note.clone()),
        survey_id: Set(basis.map(|basis| basis.survey.0)),
        version: Set(basis.map(|basis| basis.version)),
        formula: Set(basis.map(|basis| basis.formula.clone()).unwrap_or_default()),
        words: Set(basis.map(|basis| basis.words.clone()).unwrap_or_default()),
        chosen: Set(basis.map(|basis| number(basis.chosen))),
        n: Set(basis.map(|basis| number(basis.n))),
        state: Set(state.code().to_owned()),
        proposed_by: Set(by.filter(|_| new.origin != Origin::Plan)),
        proposed_at: Set(tx.at()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(String::new()),
        lock: Set(0),
    };
    Ok(ActualId(row.insert(tx.conn()).await?.id))
}

/// Says what became of a proposal.
///
/// # Errors
/// [`StoreError::Stale`] when it was decided since it was read, [`StoreError::Conflict`] when another one came into force.
pub async fn decide(tx: &mut Tx, seen: &Actual, to: State, reason: &str) -> Result<(), StoreError> {
    let (_, by) = tx.actor();
    let row = actual::ActiveModel {
        state: Set(to.code().to_owned()),
        decided_by: Set(by),
        decided_at: Set(Some(tx.at())),
        reason: Set(reason.to_owned()),
        lock: Set(seen.lock + 1),
        ..Default::default()
    };
    let done = actual::Entity::update_many()
        .set(row)
        .filter(actual::Column::Id.eq(seen.id.0))
        .filter(actual::Column::Lock.eq(seen.lock))
        .exec(tx.conn())
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The value in force of a year, where there is one, gives way to another; its line stays.
///
/// # Errors
/// What the database says.
pub async fn give_way(tx: &mut Tx, which: &Which, year: u16) -> Result<(), StoreError> {
    use actual::Column as C;
    actual::Entity::update_many()
        .col_expr(C::State, Expr::value(State::Replaced.code()))
        .filter(C::PlanId.eq(which.plan.0))
        .filter(C::PolicyCode.eq(&which.policy))
        .filter(C::Name.eq(&which.name))
        .filter(C::Year.eq(i64::from(year)))
        .filter(C::State.eq(State::InForce.code()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// A proposal by the key in its address.
///
/// # Errors
/// What the database says.
pub async fn by_key(from: &impl Source, key: &PublicKey) -> Result<Option<Actual>, StoreError> {
    let row = actual::Entity::find().filter(actual::Column::Key.eq(key.as_str())).one(from.conn()).await?;
    row.map(read).transpose()
}

/// A value by its database key.
///
/// # Errors
/// What the database says.
pub async fn by_id(from: &impl Source, id: ActualId) -> Result<Option<Actual>, StoreError> {
    actual::Entity::find_by_id(id.0).one(from.conn()).await?.map(read).transpose()
}

/// The values in force of a plan.
///
/// # Errors
/// What the database says.
pub async fn in_force(from: &impl Source, plan: PlanId) -> Result<Vec<Actual>, StoreError> {
    let rows = actual::Entity::find()
        .filter(actual::Column::PlanId.eq(plan.0))
        .filter(actual::Column::State.eq(State::InForce.code()))
        .order_by_asc(actual::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Every value of a plan: some lines a year and indicator.
///
/// # Errors
/// What the database says.
pub async fn of_plan(from: &impl Source, plan: PlanId) -> Result<Actuals, StoreError> {
    use actual::Column as C;
    let found = actual::Entity::find()
        .filter(C::PlanId.eq(plan.0))
        .order_by_asc(C::PolicyCode)
        .order_by_asc(C::Name)
        .order_by_asc(C::Year)
        .order_by_asc(C::Id)
        .all(from.conn())
        .await?;
    let rows = found.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let people = rows.iter().flat_map(|row| row.proposed_by.into_iter().chain(row.decided_by)).map(|id| id.0);
    let surveys = rows.iter().filter_map(|row| row.new.basis.as_ref()).map(|basis| basis.survey.0);
    let people = staff::Entity::find().filter(staff::Column::Id.is_in(people)).all(from.conn()).await?;
    let surveys = survey::Entity::find().filter(survey::Column::Id.is_in(surveys)).all(from.conn()).await?;
    Ok(Actuals {
        rows,
        people: people.into_iter().map(|row| (StaffId(row.id), row.name)).collect(),
        surveys: surveys.into_iter().map(|row| (SurveyId(row.id), (row.code, row.title))).collect(),
    })
}

/// How many proposals of a plan wait.
///
/// # Errors
/// What the database says.
pub async fn waiting(from: &impl Source, plan: PlanId) -> Result<u64, StoreError> {
    let waits = actual::Entity::find()
        .filter(actual::Column::State.eq(State::Proposed.code()))
        .filter(actual::Column::PlanId.eq(plan.0));
    Ok(waits.count(from.conn()).await?)
}

fn read(row: actual::Model) -> Result<Actual, StoreError> {
    let count = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
    let basis = row.survey_id.map(|survey| Basis {
        survey: SurveyId(survey),
        version: row.version.unwrap_or_default(),
        formula: row.formula,
        words: row.words,
        chosen: count(row.chosen),
        n: count(row.n),
    });
    Ok(Actual {
        id: ActualId(row.id),
        key: row.key.as_deref().map(convert::key).transpose()?,
        new: NewActual {
            which: Which { plan: PlanId(row.plan_id), policy: row.policy_code, name: row.name },
            year: u16::try_from(row.year).map_err(|_| corrupt("year", row.year))?,
            value: row.value,
            origin: Origin::parse(&row.origin).ok_or_else(|| corrupt("origin", &row.origin))?,
            source: row.source,
            note: row.note,
            basis,
        },
        state: State::parse(&row.state).ok_or_else(|| corrupt("state", &row.state))?,
        proposed_by: row.proposed_by.map(StaffId),
        proposed_at: row.proposed_at,
        decided_by: row.decided_by.map(StaffId),
        decided_at: row.decided_at,
        reason: row.reason,
        lock: row.lock,
    })
}
