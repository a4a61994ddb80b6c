//! What a plan's file brings of values and takes along: a file fills years of which nothing is known and changes what an earlier
//! file said; what people decided stays, whatever a file says.

use std::collections::BTreeMap;

use kocho_domain::{
    indicator::{Origin, State, is_same},
    plan::Plan,
};
use kocho_store::{
    Source, Tx,
    indicator::{self as stored, Actual, NewActual, Which},
    plan::StoredPlan,
};

use crate::Error;

/// Takes the values of a file in.
pub(crate) async fn take(tx: &mut Tx, file: &Plan, plan: kocho_domain::id::PlanId) -> Result<(), Error> {
    let known = stored::in_force(tx, plan).await?;
    let known: BTreeMap<(&Which, u16), &Actual> =
        known.iter().map(|row| ((&row.new.which, row.new.year), row)).collect();
    for policy in &file.policies {
        for indicator in &policy.indicators {
            let which = Which { plan, policy: policy.code.clone(), name: indicator.name.clone() };
            for actual in &indicator.actuals {
                match known.get(&(&which, actual.year)) {
                    Some(row) if row.new.origin != Origin::Plan || is_same(row.new.value, actual.value) => continue,
                    Some(_) => stored::give_way(tx, &which, actual.year).await?,
                    None => {}
                }
                let new = NewActual {
                    which: which.clone(),
                    year: actual.year,
                    value: actual.value,
                    origin: Origin::Plan,
                    source: actual.source.clone().unwrap_or_default(),
                    note: String::new(),
                    basis: None,
                };
                stored::insert(tx, None, &new, State::InForce).await?;
            }
        }
    }
    Ok(())
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
