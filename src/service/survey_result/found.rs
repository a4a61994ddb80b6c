//! 自由記述 that can be found: the texts of surveys that are over, personal details masked, brought into the search by the worker.
//!
//! Nothing is brought while a survey runs: the order in which lines were written would be the order in which people answered. When it
//! is opened again, what was brought is taken away for the same reason (`survey/way.rs`). What comes in later (a paper, a table) is
//! brought too, and what an answer does not say any more is taken away.

use std::collections::HashMap;

use kocho_domain::{
    id::SurveyId,
    story::{Story, Why},
    survey::Question,
};
use kocho_store::{
    StoreError, Tx, answering, response,
    survey::{self, Survey},
    survey_text,
};
use kocho_text::nothing::says_nothing;

use super::{kept, text::words, worded};
use crate::{Cx, Error, desk::masked};

/// Texts that one transaction brings or takes away.
const CHUNK: usize = 250;

/// Brings the texts of the next survey that is over; answers how many surveys that were, one or none.
///
/// # Errors
/// What the database says; what was brought before stays, and the next call goes on from there.
pub async fn bring_texts(cx: &Cx) -> Result<usize, Error> {
    let Some(id) = survey_text::waiting(&cx.reader()).await? else { return Ok(0) };
    let survey = survey::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    // What changes from here on is brought the next time; whoever is writing an answer has finished, and is read now.
    let mut tx = cx.begin().await?;
    answering::hold_survey(&mut tx, id).await?;
    if !is_over(&tx, id).await? {
        return Ok(0);
    }
    let changed = survey_text::hold(&mut tx, id).await?;
    tx.commit(Story::Unrecorded(Why::Index)).await?;
    let questionnaire = kept::questions(cx, &survey).await?;
    for question in worded(&questionnaire) {
        let texts = texts(cx, &survey, question).await?;
        while bring(cx, id, &question.id, &texts).await? {}
    }
    let mut tx = cx.begin().await?;
    survey_text::finish(&mut tx, id, changed).await?;
    tx.commit(Story::Unrecorded(Why::Index)).await?;
    Ok(1)
}

/// It may have been opened again since it was looked up.
async fn is_over(tx: &Tx, id: SurveyId) -> Result<bool, Error> {
    Ok(survey::by_id(tx, id).await?.is_some_and(|survey| survey.state.is_over()))
}

/// What people wrote to a question, in the order of the answers' random keys; without 特になし.
async fn texts(cx: &Cx, survey: &Survey, question: &Question) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    response::each(&cx.reader(), survey.id, |response| {
        found.extend(words(&response.answers, &question.id).filter(|text| !says_nothing(text)).map(str::to_owned));
        Ok::<(), StoreError>(())
    })
    .await?;
    // Thousands of texts are read for names; pages do not wait for that.
    let work = tokio::task::spawn_blocking(move || found.iter().map(|text| masked(text)).collect());
    work.await.map_err(|_| Error::Internal("the texts of a survey could not be masked".into()))
}

/// Brings some of the texts that are missing and takes some away that are said no more; false when there are none of either, or the
/// survey is open again.
async fn bring(cx: &Cx, survey: SurveyId, question: &str, texts: &[String]) -> Result<bool, Error> {
    let mut tx = cx.begin().await?;
    answering::share_survey(&mut tx, survey).await?;
    if !is_over(&tx, survey).await? {
        return Ok(false);
    }
    survey_text::hold(&mut tx, survey).await?;
    let there = survey_text::of_question(&tx, survey, question).await?;
    let mut missing: HashMap<&str, usize> = HashMap::new();
    for text in texts {
        *missing.entry(text.as_str()).or_default() += 1;
    }
    let mut gone = Vec::new();
    for known in &there {
        match missing.get_mut(known.body.as_str()).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => gone.push(known.id),
        }
    }
    let mut new: Vec<&str> = Vec::new();
    for text in texts {
        if new.len() < CHUNK
            && let Some(n) = missing.get_mut(text.as_str()).filter(|n| **n > 0)
        {
            *n -= 1;
            new.push(text);
        }
    }
    gone.truncate(CHUNK);
    if new.is_empty() && gone.is_empty() {
        return Ok(false);
    }
    survey_text::add(&mut tx, survey, question, &new).await?;
    survey_text::remove(&mut tx, &gone).await?;
    tx.commit(Story::Unrecorded(Why::Index)).await?;
    Ok(true)
}
