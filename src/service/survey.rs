//! 調査: which surveys one knows, and what one of them is. How they are written is in `survey/write.rs`, the way from a draft to
//! its end in `survey/way.rs`, tables of answers in `survey/answers.rs`, the question bank in `survey/bank.rs`.

pub mod answers;
pub mod bank;
pub mod way;
pub mod write;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Actor, Permission, survey_scope},
    era::FiscalYear,
    id::{SectionId, SurveyId},
    panel::burden,
    survey::{
        Mistake, Question, Questionnaire, SurveyKind, SurveyState,
        check::check,
        estimate::{self, Minutes},
        leading::{self, Hint},
        state::Act,
    },
};
use kocho_store::{
    Source,
    questionnaire::{self, Version},
    response::{self, Counts},
    survey::{self, Step, Survey},
    survey_result,
};

use crate::{Cx, Error};

/// The largest picture of a question, in bytes.
pub const PICTURE: usize = 280_000;
/// Surveys on a page of the list.
const SIZE: u64 = 50;

/// A page of the list.
#[derive(Debug, Clone)]
pub struct List {
    /// Newest first, each with its answers.
    pub rows: Vec<(Survey, Counts)>,
    /// Those of which it was not told in time what the city did with them, with the day that has passed.
    pub late: BTreeMap<SurveyId, NaiveDate>,
    /// Where the next page begins.
    pub next: Option<SurveyId>,
    /// The person may write a new one.
    pub may_write: bool,
}

/// A survey as its page shows it.
#[derive(Debug, Clone)]
pub struct SurveyView {
    /// The survey.
    pub survey: Survey,
    /// Its questions.
    pub version: Version,
    /// Its way, oldest step first.
    pub steps: Vec<Step>,
    /// Its answers.
    pub counts: Counts,
    /// The person may change its questions now.
    pub may_write: bool,
    /// The person belongs to the hearing desk.
    pub may_manage: bool,
    /// What the person can do with it now.
    pub acts: Vec<Act>,
    /// What does not fit together.
    pub mistakes: Vec<Mistake>,
    /// What a second reader should look at.
    pub hints: Vec<Hint>,
    /// How long it takes.
    pub minutes: Minutes,
}

/// The surveys that one knows, of one state or all; those with a smaller database key than `before`.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx, state: Option<SurveyState>, before: Option<SurveyId>) -> Result<List, Error> {
    may(cx, Permission::SurveyRead)?;
    let from = cx.reader();
    let rows = survey::page(&from, &survey_scope(&cx.actor), state, before, SIZE).await?;
    let ids: Vec<SurveyId> = rows.iter().map(|survey| survey.id).collect();
    let mut counts = response::counts_of(&from, &ids).await?;
    let late =
        survey_result::late(&from, cx.today()).await?.into_iter().map(|late| (late.survey, late.due_on)).collect();
    let next = rows.last().filter(|_| rows.len() as u64 == SIZE).map(|last| last.id);
    let rows = rows.into_iter().map(|survey| (counts.remove(&survey.id).unwrap_or_default(), survey));
    Ok(List {
        rows: rows.map(|(counts, survey)| (survey, counts)).collect(),
        late,
        next,
        may_write: may(cx, Permission::SurveyWrite).is_ok(),
    })
}

/// A survey with everything that its page shows.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn view(cx: &Cx, code: &str) -> Result<SurveyView, Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let version = newest(&from, &survey).await?;
    let steps = survey::steps(&from, survey.id).await?;
    let counts = response::counts(&from, survey.id).await?;
    let questionnaire = &version.questionnaire;
    let mut hints = leading::hints(questionnaire);
    hints.extend(asked_often(cx, &from, &survey).await?);
    Ok(SurveyView {
        mistakes: mistakes(cx, questionnaire),
        hints,
        minutes: estimate::minutes(questionnaire),
        may_write: may_write(cx, &survey),
        may_manage: may(cx, Permission::SurveyManage).is_ok(),
        acts: acts(cx, &survey),
        survey,
        version,
        steps,
        counts,
    })
}

/// How often monitors are asked in the fiscal year of a survey that is still being prepared, where that is often.
async fn asked_often(cx: &Cx, from: &impl Source, survey: &Survey) -> Result<Option<Hint>, Error> {
    if survey.kind != SurveyKind::Panel || survey.state.is_answered() {
        return Ok(None);
    }
    let year = FiscalYear::of(survey.about.starts_on);
    let others = survey::count_of_panels(from, &year.range(), survey.id).await?;
    Ok(burden::hint(cx.city.rules.panels(), year, others))
}

/// The survey with this code, where the actor may know it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub(crate) async fn find(cx: &Cx, from: &impl Source, code: &str) -> Result<Survey, Error> {
    may(cx, Permission::SurveyRead)?;
    let survey = survey::by_code(from, code).await?.ok_or(Error::NotFound)?;
    let known = survey_scope(&cx.actor).knows(survey.about.section, survey.state);
    if known { Ok(survey) } else { Err(Error::NotFound) }
}

/// The newest version of its questions.
///
/// # Errors
/// What the database says.
pub(crate) async fn newest(from: &impl Source, survey: &Survey) -> Result<Version, Error> {
    let version = questionnaire::newest(from, survey.id).await?;
    version.ok_or_else(|| Error::Internal(format!("survey {} has no questions", survey.id)))
}

/// What does not fit together in a questionnaire, asked of the plan in force.
pub(crate) fn mistakes(cx: &Cx, questionnaire: &Questionnaire) -> Vec<Mistake> {
    check(questionnaire, &|code| is_measure(cx, code))
}

/// True for a measure of any plan: a survey of an earlier year names those of its plan.
pub(crate) fn is_measure(cx: &Cx, code: &str) -> bool {
    cx.city.measures.iter().chain(&cx.city.plans.others).any(|measure| measure.code == code)
        || cx.city.measure_named(code).is_some()
}

/// Whoever can start the program on the city's machine may do what the desk may.
pub(crate) fn may(cx: &Cx, permission: Permission) -> Result<(), Error> {
    match &cx.actor {
        Actor::Import | Actor::Worker => Ok(()),
        Actor::Staff(staff) if staff.may(permission) => Ok(()),
        Actor::Staff(_) | Actor::Resident => Err(Error::Denied),
    }
}

/// True when the actor may write for this section.
pub(crate) fn writes_for(cx: &Cx, section: SectionId) -> bool {
    match &cx.actor {
        Actor::Import | Actor::Worker => true,
        Actor::Staff(staff) => {
            staff.may(Permission::SurveyManage) || staff.sections_with(Permission::SurveyWrite).contains(&section)
        }
        Actor::Resident => false,
    }
}

/// True when the actor may change its questions as they are now: the section its drafts, the desk what lies before it too.
pub(crate) fn may_write(cx: &Cx, survey: &Survey) -> bool {
    match survey.state {
        SurveyState::Draft => writes_for(cx, survey.about.section),
        SurveyState::Review => may(cx, Permission::SurveyManage).is_ok(),
        SurveyState::Open | SurveyState::Closed | SurveyState::Reported => false,
    }
}

/// What the actor can do with a survey now.
fn acts(cx: &Cx, survey: &Survey) -> Vec<Act> {
    let all = [Act::Submit, Act::SendBack, Act::Open, Act::Close];
    all.into_iter().filter(|act| survey.state.next(*act).is_some() && has_right(cx, survey, *act)).collect()
}

/// The right to an act, whatever the state.
pub(crate) fn has_right(cx: &Cx, survey: &Survey, act: Act) -> bool {
    match act {
        Act::Submit => writes_for(cx, survey.about.section),
        Act::SendBack | Act::Open | Act::Close | Act::Report => may(cx, Permission::SurveyManage).is_ok(),
    }
}

/// The picture of a question: its media type and bytes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn picture(cx: &Cx, code: &str, question: &str) -> Result<(&'static str, Vec<u8>), Error> {
    let from = cx.reader();
    let survey = find(cx, &from, code).await?;
    let questionnaire = newest(&from, &survey).await?.questionnaire;
    questionnaire.question(question).and_then(decoded).ok_or(Error::NotFound)
}

/// A picture that stands in its question as text: media type and bytes.
pub fn decoded(question: &Question) -> Option<(&'static str, Vec<u8>)> {
    let (kind, text) = question.image.as_deref()?.strip_prefix("data:")?.split_once(";base64,")?;
    let kind = ["image/png", "image/jpeg", "image/webp"].into_iter().find(|known| *known == kind)?;
    Some((kind, data_encoding::BASE64.decode(text.as_bytes()).ok()?))
}

/// A picture as it stands in its question; `None` for a file of another kind or a large one.
pub fn encoded(bytes: &[u8]) -> Option<String> {
    let heads: [(&[u8], &str); 3] =
        [(b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xFF\xD8\xFF", "image/jpeg"), (b"RIFF", "image/webp")];
    let kind = heads.into_iter().find(|(head, _)| bytes.starts_with(head)).map(|(_, kind)| kind)?;
    let fits = bytes.len() <= PICTURE && (kind != "image/webp" || bytes.get(8..12) == Some(b"WEBP"));
    fits.then(|| format!("data:{kind};base64,{}", data_encoding::BASE64.encode(bytes)))
}

/// Names of sections for which the actor may write, by key, for a form.
pub fn sections(cx: &Cx) -> BTreeMap<SectionId, String> {
    let in_force = cx.city.sections.iter().filter(|section| section.in_force(cx.today()));
    in_force.filter(|section| writes_for(cx, section.id)).map(|section| (section.id, section.name.clone())).collect()
}
