//! Which promises are there? Lists in the order of their deadlines, figures by section, and where each was made.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use kocho_domain::{
    commitment::{Commitment, CommitmentScope, REMIND_AGAIN_DAYS, REMIND_DAYS, Reach, State, Tally},
    id::{CaseId, CommitmentId, SectionId, SlotId},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Statement, Value,
};

use crate::{Source, StoreError, commitment::read, entity::commitment};

/// What a list is narrowed to. Everything that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One of these; empty: any.
    pub states: Vec<State>,
    /// The deadline in force is not before this day.
    pub due_from: Option<NaiveDate>,
    /// … and not after this one.
    pub due_until: Option<NaiveDate>,
    /// 担当課
    pub section: Option<SectionId>,
    /// Latest deadlines first.
    pub backwards: bool,
    /// Only what stands behind this promise.
    pub after: Option<(NaiveDate, CommitmentId)>,
}

/// A page of promises by deadline.
///
/// # Errors
/// What the database says.
pub async fn page(
    from: &impl Source,
    scope: &CommitmentScope,
    filter: &Filter,
    size: u64,
) -> Result<Vec<Commitment>, StoreError> {
    use commitment::Column as C;
    let mut query = meant(scope, filter);
    if let Some((day, id)) = filter.after {
        let (later, beside) =
            if filter.backwards { (C::DueOn.lt(day), C::Id.lt(id.0)) } else { (C::DueOn.gt(day), C::Id.gt(id.0)) };
        query = query.filter(Condition::any().add(later).add(Condition::all().add(C::DueOn.eq(day)).add(beside)));
    }
    let order = if filter.backwards { Order::Desc } else { Order::Asc };
    let query = query.order_by(C::DueOn, order.clone()).order_by(C::Id, order).limit(size);
    query.all(from.conn()).await?.into_iter().map(read).collect()
}

/// How many of these promises there are, by the same index as a page of them.
///
/// # Errors
/// What the database says.
pub async fn count(from: &impl Source, scope: &CommitmentScope, filter: &Filter) -> Result<u64, StoreError> {
    Ok(meant(scope, filter).count(from.conn()).await?)
}

/// What a filter says but for its page.
fn meant(scope: &CommitmentScope, filter: &Filter) -> Select<commitment::Entity> {
    use commitment::Column as C;
    let mut query = within(scope);
    if !filter.states.is_empty() {
        query = query.filter(C::State.is_in(filter.states.iter().map(|state| state.code())));
    }
    if let Some(day) = filter.due_from {
        query = query.filter(C::DueOn.gte(day));
    }
    if let Some(day) = filter.due_until {
        query = query.filter(C::DueOn.lte(day));
    }
    if let Some(section) = filter.section {
        query = query.filter(C::SectionId.eq(section.0));
    }
    query
}

fn within(scope: &CommitmentScope) -> Select<commitment::Entity> {
    let query = commitment::Entity::find();
    match scope.reach() {
        Reach::Everything => query,
        Reach::Sections(sections) => {
            query.filter(commitment::Column::SectionId.is_in(sections.iter().map(|section| section.0)))
        }
        Reach::Public => query.filter(commitment::Column::PublicText.ne("")),
    }
}

/// How the promises of each section stand: one statement over a table that grows by some dozens a year.
///
/// # Errors
/// What the database says.
pub async fn tallies(
    from: &impl Source,
    scope: &CommitmentScope,
    today: NaiveDate,
) -> Result<BTreeMap<SectionId, Tally>, StoreError> {
    let conn = from.conn();
    let week = today.checked_add_days(Days::new(REMIND_DAYS)).unwrap_or(today);
    let count = |condition: &str| format!("sum(case when {condition} then 1 else 0 end)");
    let open = "state in ('open', 'moved')";
    let sql = format!(
        "select section_id, {} as open, {} as late, {} as past, {} as soon, {} as kept, {} as on_time, {} as dropped \
         from commitment where $3 = 0 or public_text <> '' group by section_id order by section_id",
        count(open),
        count(&format!("{open} and due_on < $1")),
        count(&format!("{open} and first_due_on < $1")),
        count(&format!("{open} and due_on >= $1 and due_on <= $2")),
        count("state = 'kept'"),
        count("state = 'kept' and closed_on <= first_due_on"),
        count("state = 'dropped'"),
    );
    let told_only = i64::from(*scope.reach() == Reach::Public);
    let values: [Value; 3] = [today.into(), week.into(), told_only.into()];
    let rows = conn.query_all_raw(Statement::from_sql_and_values(conn.get_database_backend(), &sql, values)).await?;
    let mut tallies = BTreeMap::new();
    for row in rows {
        let section = SectionId(row.try_get("", "section_id")?);
        let seen = match scope.reach() {
            Reach::Everything | Reach::Public => true,
            Reach::Sections(sections) => sections.contains(&section),
        };
        let number = |column: &str| row.try_get::<i64>("", column).map(|n| u64::try_from(n).unwrap_or(0));
        if seen {
            let tally = Tally {
                open: number("open")?,
                late: number("late")?,
                past: number("past")?,
                soon: number("soon")?,
                kept: number("kept")?,
                on_time: number("on_time")?,
                dropped: number("dropped")?,
            };
            tallies.insert(section, tally);
        }
    }
    Ok(tallies)
}

/// Open promises of which somebody may have to be reminded today; the rules decide.
///
/// # Errors
/// What the database says.
pub async fn to_remind(from: &impl Source, today: NaiveDate) -> Result<Vec<Commitment>, StoreError> {
    use commitment::Column as C;
    let week = today.checked_add_days(Days::new(REMIND_DAYS)).unwrap_or(today);
    let month = today.checked_sub_days(Days::new(REMIND_AGAIN_DAYS)).unwrap_or(today);
    // A late one that was told in its last week is told again on the first late day.
    let untold = Condition::any()
        .add(C::RemindedOn.is_null())
        .add(C::RemindedOn.lte(month))
        .add(sea_orm::sea_query::ExprTrait::lte(C::RemindedOn.into_expr(), C::DueOn.into_expr()));
    let rows = commitment::Entity::find()
        .filter(C::State.is_in([State::Open.code(), State::Moved.code()]))
        .filter(C::DueOn.lte(week))
        .filter(untold)
        .order_by_asc(C::SectionId)
        .order_by_asc(C::DueOn)
        .order_by_asc(C::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Promises of whose fate the applicant is to be told by today, by slot; `untold` leaves out those of which the desk heard.
///
/// # Errors
/// What the database says.
pub async fn to_follow_up(from: &impl Source, today: NaiveDate, untold: bool) -> Result<Vec<Commitment>, StoreError> {
    use commitment::Column as C;
    let mut query = commitment::Entity::find()
        .filter(C::FollowUpOn.lte(today))
        .filter(C::FollowedUpAt.is_null())
        .filter(C::SlotId.is_not_null());
    if untold {
        query = query.filter(C::FollowUpToldOn.is_null());
    }
    let rows = query.order_by_asc(C::FollowUpOn).order_by_asc(C::SlotId).order_by_asc(C::Id).all(from.conn()).await?;
    rows.into_iter().map(read).collect()
}

/// Promises that were made in a slot, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub async fn of_slots(from: &impl Source, slots: &[SlotId]) -> Result<Vec<Commitment>, StoreError> {
    let rows = commitment::Entity::find()
        .filter(commitment::Column::SlotId.is_in(slots.iter().map(|slot| slot.0)))
        .order_by_asc(commitment::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Promises that came from a case.
///
/// # Errors
/// What the database says.
pub async fn of_case(from: &impl Source, case: CaseId) -> Result<Vec<Commitment>, StoreError> {
    let rows = commitment::Entity::find()
        .filter(commitment::Column::CaseId.eq(case.0))
        .order_by_asc(commitment::Column::Id)
        .all(from.conn())
        .await?;
    rows.into_iter().map(read).collect()
}

/// How many promises stand under a measure, by state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfMeasure {
    /// Code of the plan.
    pub plan: String,
    /// Code of the measure.
    pub code: String,
    /// How they stand.
    pub state: State,
    /// How many.
    pub n: u64,
}

/// All promises by measure; those without one are left out.
///
/// # Errors
/// What the database says.
pub async fn by_measure(from: &impl Source) -> Result<Vec<OfMeasure>, StoreError> {
    let sql = "select p.code as plan, m.code as code, c.state, count(*) as n from commitment c \
        join measure m on m.id = c.measure_id join plan p on p.id = m.plan_id \
        group by p.code, m.code, c.state order by p.code, m.code, c.state";
    let conn = from.conn();
    let rows = conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    let of_measure = |row: &sea_orm::QueryResult| {
        let state: String = row.try_get("", "state")?;
        Ok(OfMeasure {
            plan: row.try_get("", "plan")?,
            code: row.try_get("", "code")?,
            state: State::parse(&state).ok_or_else(|| crate::error::corrupt("commitment state", &state))?,
            n: u64::try_from(row.try_get::<i64>("", "n")?).unwrap_or_default(),
        })
    };
    rows.iter().map(of_measure).collect()
}
