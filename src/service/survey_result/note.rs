//! What stands beside the figures: the population they are weighed on, what the office says of them, what the city did with
//! them and by when that is told, and that they are published, to which two people agree.

use chrono::NaiveDate;
use kocho_domain::{
    id::StaffId,
    refusal::Refusal,
    story::{AuditEvent, Story},
    summary::CONSENTS,
    survey::{SurveyState, state::Act},
};
use kocho_store::{
    Source, Tx, response,
    survey::{self as stored, Survey},
    survey_result::{self, SurveyResult},
};
use sha2::{Digest, Sha256};

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
    let now = SurveyResult {
        comment: note.comment.trim().to_owned(),
        reflection: note.reflection.trim().to_owned(),
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
    survey_result::save(&mut tx, survey.id, &SurveyResult { population, ..before }).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("survey_population_brought", "survey", Some(survey.id.0)))).await?)
}

/// 公表を承認する: to this very text. Whoever may write beside the figures may agree; it takes two different people.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Refusal::ConsentTwice`], [`Error::Stale`]; as [`publish`] where nothing is to be published.
pub async fn consent(cx: &Cx, code: &str, seen: Option<i64>) -> Result<(), Error> {
    let staff = cx.actor.staff()?;
    let mut tx = cx.begin().await?;
    let survey = find(cx, &tx, code).await?;
    if !writes_for(cx, survey.about.section) {
        return Err(Error::Denied);
    }
    let beside = fit(&tx, &survey, seen).await?;
    if !survey_result::consent(&mut tx, survey.id, &sha256(&beside), staff.id).await? {
        return Err(Refusal::ConsentTwice.into());
    }
    Ok(tx.commit(Story::audit(AuditEvent::new("survey_consented", "survey", Some(survey.id.0)))).await?)
}

/// Publishes the results: the hearing desk, when the survey is over, it is said what the city does with them, or by when that
/// will be told, and two different people agreed to the words. What was published before takes the new words in the same way.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Refused`], [`Error::Stale`]; [`Error::Invalid`] in `reflection_due_on`.
pub async fn publish(cx: &Cx, code: &str, seen: Option<i64>) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let mut survey = find(cx, &tx, code).await?;
    if !has_right(cx, &survey, Act::Report) {
        return Err(Error::Denied);
    }
    let beside = fit(&tx, &survey, seen).await?;
    let given = survey_result::consents(&tx, survey.id, &sha256(&beside)).await?.len();
    if given < CONSENTS {
        return Err(Refusal::ConsentMissing { given }.into());
    }
    let now = SurveyResult {
        public: beside.written(),
        reflected_at: beside.reflected_at.or((!beside.reflection.is_empty()).then(|| cx.now())),
        ..beside
    };
    survey_result::save(&mut tx, survey.id, &now).await?;
    if let Some(next) = survey.state.next(Act::Report) {
        survey.state = next;
        stored::save(&mut tx, &survey).await?;
    }
    stored::add_step(&mut tx, survey.id, Act::Report.code(), "").await?;
    Ok(tx.commit(Story::audit(AuditEvent::new(Act::Report.code(), "survey", Some(survey.id.0)))).await?)
}

/// What stands beside the figures now, when it can be published: the survey is over, enough people answered, and the words say
/// something new.
async fn fit(tx: &Tx, survey: &Survey, seen: Option<i64>) -> Result<SurveyResult, Error> {
    if !survey.state.is_over() {
        return Err(Refusal::SurveyNotNow { state: survey.state, act: Act::Report }.into());
    }
    let refused = |words: &str| Err(Error::field("reflection_due_on", words));
    let beside = survey_result::of(tx, survey.id).await?;
    if beside.lock != seen {
        return Err(Error::Stale);
    }
    if beside.reflection.is_empty() && beside.reflection_due_on.is_none() {
        return refused("公表の前に、反映状況を書くか、いつまでに知らせるかを決めてください。");
    }
    if survey.state == SurveyState::Reported && beside.written() == beside.public {
        return refused("公表している文と同じです。");
    }
    if response::counts(tx, survey.id).await?.total() < kocho_domain::anonymity::FEWEST {
        return refused("回答が5人に満たないため、公表できません。");
    }
    Ok(beside)
}

/// Who agreed to the words as they stand, by name.
pub(super) async fn consents(
    from: &impl Source,
    survey: &Survey,
    beside: &SurveyResult,
) -> Result<Vec<(StaffId, String)>, Error> {
    Ok(survey_result::consents(from, survey.id, &sha256(beside)).await?)
}

/// The text to which people agree: one sign more makes it another.
fn sha256(beside: &SurveyResult) -> String {
    let due = beside.reflection_due_on.map(|day| day.to_string()).unwrap_or_default();
    // A length before each text: no two notes read alike.
    let text =
        format!("{}\n{}{}\n{}{due}", beside.comment.len(), beside.comment, beside.reflection.len(), beside.reflection);
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
