//! Which surveys does the demo city hold? One of September with its 300 answers, one that is open now, one that is being written
//! for next year, and one that a section has put before the hearing desk; all through the use cases.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use chrono::Days;
use kocho_domain::access::{Actor, Permission, StaffActor};
use kocho_domain::summary::CONSENTS;
use kocho_domain::survey::{Mistake, Period, SurveyState};
use kocho_service::survey::{
    answers::{self, Taken},
    bank, way,
    write::{self, Imported},
};
use kocho_service::survey_result::note::{self, Note};
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
/// Monitors whom it was sent to.
const ASKED: u32 = 412;
const OPEN: &str = "monitor-2026-03";
/// The one that is being written.
const NEXT: &str = "monitor-2027-01";

/// Takes the surveys in.
///
/// # Errors
/// When a file is refused.
pub(crate) async fn hold(house: &Arc<House>) -> Result<()> {
    let file = |name: &str| ConfigFiles::inside(name).with_context(|| format!("{name} is missing"));
    let desk = house.cx(Actor::Import);
    import(&desk, &file(SURVEY)?).await?;
    match answers::take_of(&desk, HELD, file(RESPONSES)?.into_bytes(), Some(ASKED)).await? {
        Taken::Done(_) => {}
        Taken::Mistakes(mistakes) => bail!("{RESPONSES}: {}", first(&mistakes)),
        Taken::Same => bail!("{RESPONSES} was taken in before"),
    }
    publish(&desk).await?;
    open_now(&desk).await?;
    begin_next(&desk).await?;
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

/// The survey of September is over: what it says is published, with the day by which the city tells what came of it.
async fn publish(cx: &Cx) -> Result<()> {
    let survey = kocho_service::survey::view(cx, HELD).await?.survey;
    if survey.state == SurveyState::Open {
        way::close(cx, HELD, survey.lock).await?;
    }
    let note = Note {
        comment: "市の取組に関心のある人は7割いる一方、市民の意見が市政に生かされていると思う人は多くありません。返事の時期と、\
                  意見がその後どうなったかを知らせることが求められています。"
            .to_owned(),
        reflection: String::new(),
        reflection_due_on: Some(cx.today() + Days::new(120)),
        lock: None,
    };
    note::write(cx, HELD, &note).await?;
    // What was just written is the first.
    let seen = Some(0);
    let desk = managers(&cx.house).await?;
    for somebody in desk.iter().take(CONSENTS) {
        note::consent(&cx.house.cx(Actor::Staff(somebody.clone())), HELD, seen).await?;
    }
    if desk.len() < CONSENTS {
        return Ok(());
    }
    Ok(note::publish(cx, HELD, seen).await?)
}

/// Who runs surveys.
async fn managers(house: &Arc<House>) -> Result<Vec<StaffActor>> {
    let from = house.db().reader();
    let mut found = Vec::new();
    for (account, _) in kocho_store::staff::all(&from).await? {
        let actor = kocho_store::staff::actor(&from, &account, house.cx(Actor::Import).today()).await?;
        if actor.may(Permission::SurveyManage) {
            found.push(actor);
        }
    }
    Ok(found)
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

/// Next year's, copied from this year's and not yet put before anybody.
async fn begin_next(cx: &Cx) -> Result<()> {
    let survey = write::copy(cx, HELD, NEXT).await?;
    let today = cx.today();
    let (start, end) = (today + Days::new(90), today + Days::new(111));
    write::change(cx, NEXT, survey.lock, move |questionnaire| {
        "令和9年度第1回市政モニターアンケート「市からのお知らせと、市民の声の届け方」"
            .clone_into(&mut questionnaire.title);
        questionnaire.period = Period { start, end };
        Ok(())
    })
    .await?;
    Ok(())
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
