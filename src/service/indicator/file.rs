//! What a plan's file brings of values and takes along: a file fills years of which nothing is known and changes what an earlier
//! file said; what people decided stays, whatever a file says.

use kocho_domain::{
    id::PlanId,
    indicator::{Origin, State, is_same},
    plan::Plan,
};
use kocho_store::{
    Source, Tx,
    indicator::{self as stored, Actual, NewActual, Which},
    plan::StoredPlan,
};

use crate::Error;

/// Takes the values of a file in. What an earlier file said and this one does not say any more gives way.
pub(crate) async fn take(tx: &mut Tx, file: &Plan, plan: PlanId) -> Result<(), Error> {
    let known = stored::in_force(tx, plan).await?;
    let said = said_in(file, plan);
    for row in known.iter().filter(|row| row.new.origin == Origin::Plan) {
        if !said.iter().any(|new| is_as_before(row, new)) {
            stored::give_way(tx, &row.new.which, row.new.year).await?;
        }
    }
    let is_known = |new: &NewActual| {
        let of_its_year = |row: &&Actual| row.new.which == new.which && row.new.year == new.year;
        known.iter().find(of_its_year).is_some_and(|row| row.new.origin != Origin::Plan || is_as_before(row, new))
    };
    for new in said.iter().filter(|new| !is_known(new)) {
        stored::insert(tx, None, new, State::InForce).await?;
    }
    Ok(())
}

/// The file says of a year what an earlier one said.
fn is_as_before(row: &Actual, new: &NewActual) -> bool {
    row.new.which == new.which
        && row.new.year == new.year
        && row.new.source == new.source
        && is_same(row.new.value, new.value)
}

/// Every value that a file says.
fn said_in(file: &Plan, plan: PlanId) -> Vec<NewActual> {
    let indicators = file.policies.iter().flat_map(|policy| policy.indicators.iter().map(move |one| (policy, one)));
    let values = indicators.flat_map(|(policy, indicator)| {
        let which = Which { plan, policy: policy.code.clone(), name: indicator.name.clone() };
        indicator.actuals.iter().map(move |actual| NewActual {
            which: which.clone(),
            year: actual.year,
            value: actual.value,
            origin: Origin::Plan,
            source: actual.source.clone().unwrap_or_default(),
            note: String::new(),
            basis: None,
        })
    });
    values.collect()
}

/// A plan with the values in force.
pub(crate) async fn with_values(from: &impl Source, plan: &StoredPlan) -> Result<Plan, Error> {
    let mut now = crate::plan::read(plan)?;
    super::put_values(&mut now, &stored::in_force(from, plan.id).await?);
    Ok(now)
}

/// A known plan as it is, and as it will be when `whole` is taken in: what people decided stays.
pub(crate) async fn before_and_after(
    from: &impl Source,
    known: &StoredPlan,
    whole: impl FnOnce(&Plan) -> Plan,
) -> Result<(Plan, Plan), Error> {
    let given = crate::plan::read(known)?;
    let mut after = whole(&given);
    let values = stored::in_force(from, known.id).await?;
    super::put_values(&mut after, values.iter().filter(|value| value.new.origin != Origin::Plan));
    let mut before = given;
    super::put_values(&mut before, &values);
    Ok((before, after))
}

/// A plan as a file with the values in force: as it was given, with its comments, when it says them all, else written anew.
pub(crate) async fn exported(from: &impl Source, plan: &StoredPlan) -> Result<String, Error> {
    let now = with_values(from, plan).await?;
    if now == crate::plan::read(plan)? {
        return Ok(plan.body.clone());
    }
    now.to_toml().map_err(|error| Error::Internal(error.to_string()))
}
