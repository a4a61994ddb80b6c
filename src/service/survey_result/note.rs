//! What stands beside the figures: the population they are weighed on, what the office says of them, what the city did with
//! them and by when that is told, and that they are published.

use chrono::NaiveDate;
use kocho_domain::{
    refusal::Refusal,
    story::{AuditEvent, Story},
    survey::state::Act,
};
use kocho_store::{response, survey as stored, survey_result};

use super::{kept, weigh};
use crate::{
    Cx, Error, FieldErrors,
    survey::{find, has_right, writes_for},
};

/// Characters of a text at most.
const MOST: usize = 4_000;

/// What is written beside the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// 考察
    pub comment: String,
    /// 反映状況
    pub reflection: String,
    /// By when that is told.
    pub reflection_due_on: Option<NaiveDate>,
    /// What was seen when it was written.
    pub lock: Option<i64>,
}

/// Writes beside the figures: the survey's section, or the hearing desk.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`]; [`Error::Invalid`]; [`Error::Stale`] when somebody wrote meanwhile.
pub async fn write(cx: &Cx, code: &str, note: &Note) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let survey = find(cx, &tx, code).await?;
    if !writes_for(cx, survey.about.section) {
        return Err(Error::Denied);
    }
    let mut errors = FieldErrors::new();
    for (field, text) in [("comment", &note.comment), ("reflection", &note.reflection)] {
        if text.chars().count() > MOST {
            errors.insert(field, format!("{MOST}文字までで書いてください。"));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let before = survey_result::of(&tx, survey.id).await?;
    if before.lock != note.lock {
        return Err(Error::Stale);
    }
    let reflection = note.reflection.trim().to_owned();
    let now = survey_result::SurveyResult {
        comment: note.comment.trim().to_owned(),
        reflected_at: before.reflected_at.or((!reflection.is_empty()).then(|| cx.now())),
        reflection,
        reflection_due_on: note.reflection_due_on,
        ..before
    };
    survey_result::save(&mut tx, survey.id, &now).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("survey_result_written", "survey", Some(survey.id.0)))).await?)
}

/// Brings the population that the figures can be weighed on; an empty file takes it away.
///
/// # Errors
/// As [`write`]; [`Error::Invalid`] in `population` with each line that cannot be read.
pub async fn set_population(cx: &Cx, code: &str, bytes: Vec<u8>) -> Result<(), Error> {
    let survey = find(cx, &cx.reader(), code).await?;
    if !writes_for(cx, survey.about.section) {
        return Err(Error::Denied);
    }
    let population = if bytes.is_empty() {
        String::new()
    } else {
        let rows = weigh::rows(bytes)?;
        weigh::margins(&kept::questions(cx, &survey).await?, &rows)?;
        serde_json::to_string(&rows).map_err(|error| Error::Internal(error.to_string()))?
    };
    let mut tx = cx.begin().await?;
    let before = survey_result::of(&tx, survey.id).await?;
    survey_result::save(&mut tx, survey.id, &survey_result::SurveyResult { population, ..before }).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("survey_population_brought", "survey", Some(survey.id.0)))).await?)
}

/// Publishes the results: the hearing desk, when the survey is over and it is said what the city does with them, or by when
/// that will be told.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Refused`]; [`Error::Invalid`] in `reflection_due_on`.
pub async fn publish(cx: &Cx, code: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let mut survey = find(cx, &tx, code).await?;
    if !has_right(cx, &survey, Act::Report) {
        return Err(Error::Denied);
    }
    let next = survey.state.next(Act::Report);
    survey.state = next.ok_or(Refusal::SurveyNotNow { state: survey.state, act: Act::Report })?;
    let beside = survey_result::of(&tx, survey.id).await?;
    if beside.reflection.is_empty() && beside.reflection_due_on.is_none() {
        let what = "公表の前に、反映状況を書くか、いつまでに知らせるかを決めてください。";
        return Err(Error::field("reflection_due_on", what));
    }
    if response::counts(&tx, survey.id).await?.total() < kocho_domain::anonymity::FEWEST {
        return Err(Error::field("reflection_due_on", "回答が5人に満たないため、公表できません。"));
    }
    stored::save(&mut tx, &survey).await?;
    stored::add_step(&mut tx, survey.id, Act::Report.code(), "").await?;
    Ok(tx.commit(Story::audit(AuditEvent::new(Act::Report.code(), "survey", Some(survey.id.0)))).await?)
}
