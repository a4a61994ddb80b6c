//! Of which questions of surveys can a map be made? Of those that people answered in words of their own, when the survey is over.

use kocho_domain::{access::Permission, survey::Questionnaire};
use kocho_store::{
    survey::{self, Survey},
    survey_text,
};

use super::{Asked, Chosen, FEWEST};
use crate::{Cx, Error, survey_result::kept};

/// Questions that are offered.
const OFFERED: u64 = 60;

/// A question of which a map can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// As a form names it: the survey's code and the question's id.
    pub value: String,
    /// What is asked for, with the days of the survey.
    pub chosen: Chosen,
}

/// The questions with enough texts, of the newest surveys first; none for who does not read texts of every section's surveys.
///
/// # Errors
/// What the database says.
pub async fn questions(cx: &Cx) -> Result<Vec<Question>, Error> {
    if !cx.actor.staff()?.may(Permission::SurveyManage) {
        return Ok(Vec::new());
    }
    let from = cx.reader();
    let mut offered = Vec::new();
    let mut read: Option<(Survey, Questionnaire)> = None;
    for (id, question) in survey_text::questions(&from, FEWEST, OFFERED).await? {
        if read.as_ref().is_none_or(|(survey, _)| survey.id != id) {
            let Some(survey) = survey::by_id(&from, id).await? else { continue };
            let questionnaire = kept::questions(cx, &survey).await?;
            read = Some((survey, questionnaire));
        }
        offered.extend(read.as_ref().map(|(survey, questionnaire)| offer(survey, questionnaire, question)));
    }
    Ok(offered)
}

/// The question that a form names.
///
/// # Errors
/// [`Error::Invalid`] for `asked` when there is none, or it has too few texts.
pub async fn question(cx: &Cx, value: &str) -> Result<Chosen, Error> {
    let found = questions(cx).await?.into_iter().find(|question| question.value == value);
    let missing = || Error::field("asked", "この問は選べません。一覧から選び直してください。");
    Ok(found.ok_or_else(missing)?.chosen)
}

fn offer(survey: &Survey, questionnaire: &Questionnaire, question: String) -> Question {
    let number = questionnaire.question(&question).and_then(|question| question.no);
    let number = number.map_or_else(|| question.clone(), |no| format!("問{no}"));
    Question {
        value: format!("{}/{question}", survey.about.code),
        chosen: Chosen {
            from: survey.about.starts_on,
            until: survey.about.ends_on,
            asked: Some(Asked {
                survey: survey.id.0,
                code: survey.about.code.clone(),
                question,
                words: format!("「{}」{number}の記述", survey.about.title),
            }),
            ..Chosen::default()
        },
    }
}
