//! Which surveys does the demo city hold? One of September with its 300 answers, one that is open now, and one that a section has
//! put before the hearing desk; all through the use cases.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::Days;
use kocho_domain::access::{Actor, Permission};
use kocho_domain::survey::{Mistake, Period};
use kocho_service::survey::{
    answers::{self, Taken},
    bank, way,
    write::{self, Imported},
};
use kocho_service::{Cx, House};

use crate::embedded::ConfigFiles;

/// The survey with answers.
const SURVEY: &str = "demo/monitor_survey.json";
/// Its answers.
const RESPONSES: &str = "demo/monitor_responses.csv";
/// What a section wants to ask.
const OF_A_SECTION: &str = "demo/section_survey.json";
/// The survey with answers, and the one that is open, by their codes.
const HELD: &str = "monitor-2026-02";
const OPEN: &str = "monitor-2026-03";

/// Takes the surveys in.
///
/// # Errors
/// When a file is refused.
pub(crate) async fn hold(house: &Arc<House>) -> Result<()> {
    let file = |name: &str| ConfigFiles::inside(name).with_context(|| format!("{name} is missing"));
    let desk = house.cx(Actor::Import);
    import(&desk, &file(SURVEY)?).await?;
    match answers::take(&desk, HELD, file(RESPONSES)?.into_bytes()).await? {
        Taken::Done(_) => {}
        Taken::Mistakes(mistakes) => bail!("{RESPONSES}: {}", first(&mistakes)),
        Taken::Same => bail!("{RESPONSES} was taken in before"),
    }
    open_now(&desk).await?;
    let section = house.cx(somebody_of(house, "市民協働課").await?);
    let text = file(OF_A_SECTION)?;
    let code = import(&section, &text).await?;
    for question in ["Q1", "Q4"] {
        bank::put(&desk, &code, question).await?;
    }
    let seen = kocho_service::survey::view(&section, &code).await?.survey.lock;
    way::submit(&section, &code, seen, "令和9年度の予算要求の前に結果が必要です。よろしくお願いします。").await?;
    Ok(())
}

async fn import(cx: &Cx, json: &str) -> Result<String> {
    match write::import(cx, json).await? {
        Imported::New(survey) => Ok(survey.about.code),
        Imported::Same => bail!("the survey is there already"),
        Imported::Mistakes(mistakes) => bail!("the survey is refused: {}", first(&mistakes)),
    }
}

fn first(mistakes: &[Mistake]) -> String {
    mistakes.first().map(ToString::to_string).unwrap_or_default()
}

/// The same questions again, open since three days: what monitors can answer in the demo.
async fn open_now(cx: &Cx) -> Result<()> {
    let survey = write::copy(cx, HELD, OPEN).await?;
    let today = cx.today();
    let (start, end) = (today - Days::new(3), today + Days::new(18));
    let seen = write::change(cx, OPEN, survey.lock, move |questionnaire| {
        "令和8年度第3回市政モニターアンケート「市からのお知らせと、市民の声の届け方」"
            .clone_into(&mut questionnaire.title);
        questionnaire.period = Period { start, end };
        Ok(())
    })
    .await?;
    Ok(way::open(cx, OPEN, seen).await?)
}

/// Somebody who writes surveys in this section; the installation itself while there is nobody.
async fn somebody_of(house: &Arc<House>, section: &str) -> Result<Actor> {
    let from = house.db().reader();
    let cx = house.cx(Actor::Import);
    let Some(section) = cx.city.section_in_charge(section, cx.today()).map(|section| section.id) else {
        return Ok(Actor::Import);
    };
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, cx.today()).await?;
        if actor.sections_with(Permission::SurveyWrite).contains(&section) && !actor.may(Permission::SurveyManage) {
            return Ok(Actor::Staff(actor));
        }
    }
    Ok(Actor::Import)
}
