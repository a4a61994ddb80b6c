//! How does the demo city get a second plan to look at? An invented one stands beside the plan in force, and somebody has
//! decided what is plain in the crosswalk; the rest is open, to be tried.

use std::sync::Arc;

use anyhow::Result;
use kocho_domain::access::{Actor, Permission};
use kocho_domain::clock::civil_date;
use kocho_domain::crosswalk::Relation;
use kocho_domain::plan::Plan;
use kocho_service::{House, crosswalk};

/// The invented plan, among the configuration files.
pub const SECOND_PLAN: &str = "plans/demo-second-half.toml";

/// Takes the second plan in beside the one in force and decides the plain rows of the crosswalk.
///
/// # Errors
/// When the file is no plan, or a section that it names is not there.
pub async fn stand_beside(house: &Arc<House>, text: &str) -> Result<()> {
    let plan = Plan::parse(text)?;
    let cx = house.cx(Actor::Import);
    let older = cx.city.plans.current_code().to_owned();
    if older == plan.head.code {
        return Ok(());
    }
    kocho_service::admin::plan::import(&cx, text).await?;
    let cx = house.cx(clerk(house).await?);
    let pair = (older.as_str(), plan.head.code.as_str());
    let view = match crosswalk::show(&cx, pair.0, pair.1).await {
        Err(kocho_service::Error::NotFound) => return Ok(()),
        other => other?,
    };
    let plain = view.rows.iter().filter(|row| {
        let alone = matches!(row.relation, Relation::Same | Relation::Moved);
        alone && row.targets.first().is_some_and(|target| target.name == row.subject.name)
    });
    let seen: Vec<_> = plain.map(|row| (row.id, row.lock)).collect();
    crosswalk::accept(&cx, pair, &seen).await?;
    Ok(())
}

/// Somebody who may decide; the installation itself while there is nobody.
pub(super) async fn clerk(house: &Arc<House>) -> Result<Actor> {
    let from = house.db().reader();
    let today = civil_date(house.cx(Actor::Import).now());
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, today).await?;
        if actor.may(Permission::CrosswalkDecide) && actor.may(Permission::CaseTriage) {
            return Ok(Actor::Staff(actor));
        }
    }
    Ok(Actor::Import)
}
