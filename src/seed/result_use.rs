//! What became of a survey's result in the demo city: a value of an indicator that was decided, one that waits for the head of the
//! hearing desk, and some of the texts that people wrote as voices.

use std::sync::Arc;

use anyhow::{Result, bail};
use kocho_domain::access::{Actor, Permission};
use kocho_domain::indicator::Formula;
use kocho_service::indicator::{
    decide,
    of_survey::{self, Wanted},
    propose::{self, Typed},
};
use kocho_service::survey_result::voice::{self, Chosen};
use kocho_service::{Error, House, indicator};

use super::plan::clerk;

/// The survey that is over, and the question that people answered in words of their own.
const HELD: &str = "monitor-2026-02";
const WORDS: &str = "Q12";
/// Texts that are taken in.
const TEXTS: usize = 6;
/// What the survey asked that comes nearest to an indicator: 市民の意見は市政に生かされている.
const NEAR: (&str, &str) = ("Q10", "4");

/// Uses the result, all through the use cases.
///
/// # Errors
/// When a use case refuses what the demo wants.
pub(crate) async fn of_survey(house: &Arc<House>) -> Result<()> {
    let desk = house.cx(clerk(house).await?);
    if !matches!(&desk.actor, Actor::Staff(_)) {
        return Ok(());
    }
    let offered = voice::page(&desk, HELD, WORDS, 1).await?;
    let keys = offered.texts.into_iter().take(TEXTS).map(|text| text.key).collect();
    voice::take(&desk, HELD, WORDS, &Chosen::Some(keys)).await?;
    // A city with a plan of its own has other indicators: then there is nothing to show of this one.
    let lines = match indicator::list(&desk).await {
        Err(Error::NotFound) => return Ok(()),
        other => other?.lines,
    };
    let Some(line) = lines.into_iter().find(|line| line.indicator.unit == "%" && line.indicator.baseline.is_some())
    else {
        return Ok(());
    };
    let year = u16::try_from(kocho_domain::era::FiscalYear::of(desk.today()).year())?;
    let typed = Typed {
        year: Some(year - 1),
        value: "17.4".to_owned(),
        source: format!("令和{}年度 市民満足度調査（満足・やや満足の割合）", i32::from(year) - 1 - 2018),
        note: String::new(),
    };
    let decided = propose::by_hand(&desk, &line.id, &typed).await?;
    decide::approve(&house.cx(head(house).await?), &decided).await?;
    let (question, row) = NEAR;
    let formula = Formula {
        question: question.to_owned(),
        row: row.to_owned(),
        codes: vec!["5".to_owned(), "4".to_owned()],
        ..Formula::default()
    };
    let note = "市民満足度調査までのめやすです。設問の言葉が指標と違うので、決める前に確かめてください。".to_owned();
    let wanted = Wanted { indicator: line.id, year: Some(year), formula, note };
    of_survey::propose(&desk, HELD, &wanted).await?;
    Ok(())
}

/// Somebody who decides values, and is not the desk's clerk.
async fn head(house: &Arc<House>) -> Result<Actor> {
    let from = house.db().reader();
    let today = house.cx(Actor::Import).today();
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, today).await?;
        if actor.may(Permission::IndicatorDecide) && actor.may(Permission::CaseRule) {
            return Ok(Actor::Staff(actor));
        }
    }
    bail!("nobody decides values of indicators")
}
