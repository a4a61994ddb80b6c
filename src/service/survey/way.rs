//! The way of a survey: a section puts its draft before the hearing desk, the desk sends it back or opens it, and closes it.

use kocho_domain::{
    access::Actor,
    refusal::Refusal,
    story::{AuditEvent, Story},
    survey::{Mistake, SurveyState, state::Act},
};
use kocho_store::{
    Tx, answering, questionnaire,
    survey::{self, Survey},
    survey_text,
};

use super::{find, has_right, mistakes, newest};
use crate::{
    Cx, Error,
    answering::marks::Gathered,
    reward::{self, Rewarded},
};

/// 確認に出す: the desk reads this very version; a change afterwards is the next one.
///
/// # Errors
/// [`Refusal::SurveyMistakes`] when its questions do not fit together; [`Refusal::SurveyNotNow`]; [`Error::Stale`];
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn submit(cx: &Cx, code: &str, seen: i64, remark: &str) -> Result<(), Error> {
    let (mut tx, mut survey) = begin(cx, code, seen, Act::Submit).await?;
    fits(cx, &mut tx, &survey).await?;
    survey.submitted_by = match &cx.actor {
        Actor::Staff(staff) => Some(staff.id),
        Actor::Resident | Actor::Worker | Actor::Import => None,
    };
    end(tx, survey, (Act::Submit, remark), vec![]).await
}

/// 差し戻す: with the reason.
///
/// # Errors
/// [`Refusal::ReasonMissing`]; else as [`submit`].
pub async fn send_back(cx: &Cx, code: &str, seen: i64, reason: &str) -> Result<(), Error> {
    let (tx, survey) = begin(cx, code, seen, Act::SendBack).await?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    end(tx, survey, (Act::SendBack, reason), vec![]).await
}

/// 始める: from now on its questions are fixed and answers are taken.
///
/// # Errors
/// [`Refusal::SurveyMistakes`], [`Refusal::SurveyOver`]; else as [`submit`].
pub async fn open(cx: &Cx, code: &str, seen: i64) -> Result<(), Error> {
    let (mut tx, mut survey) = begin(cx, code, seen, Act::Open).await?;
    fits(cx, &mut tx, &survey).await?;
    if survey.about.ends_on < cx.today() {
        return Err(Refusal::SurveyOver(survey.about.ends_on).into());
    }
    survey.opened_at = survey.opened_at.or(Some(cx.now()));
    survey.closed_at = None;
    // Opened again its texts leave the search. All come back together: those that came meanwhile would else be the last ones.
    survey_text::forget(&mut tx, survey.id).await?;
    end(tx, survey, (Act::Open, ""), vec![]).await
}

/// 終える: no answer is taken any more. The marks that are still gathered are set now, however few, and whoever answered gets
/// their reward in the same transaction.
///
/// # Errors
/// As [`submit`].
pub async fn close(cx: &Cx, code: &str, seen: i64) -> Result<Rewarded, Error> {
    let (mut tx, mut survey) = begin(cx, code, seen, Act::Close).await?;
    survey.closed_at = Some(cx.now());
    let marks = Gathered::of(cx, survey.id);
    marks.set(&mut tx, true).await?;
    let (rewarded, events) = reward::enter_ended(cx, &mut tx, &survey).await?;
    end(tx, survey, (Act::Close, ""), events).await?;
    marks.are_set();
    cx.house.db().clear_traces().await?;
    Ok(rewarded)
}

/// The survey in the state to which the act leads. Whoever is keeping an answer at this moment has finished, the next one waits.
async fn begin(cx: &Cx, code: &str, seen: i64, act: Act) -> Result<(Tx, Survey), Error> {
    let mut tx = cx.begin().await?;
    let id = find(cx, &tx, code).await?.id;
    answering::hold_survey(&mut tx, id).await?;
    let mut survey = find(cx, &tx, code).await?;
    if !has_right(cx, &survey, act) {
        return Err(Error::Denied);
    }
    let state = survey.state;
    survey.state = state.next(act).ok_or(Refusal::SurveyNotNow { state, act })?;
    if survey.lock == seen { Ok((tx, survey)) } else { Err(Error::Stale) }
}

/// Refuses questions that do not fit together, and freezes those that do.
async fn fits(cx: &Cx, tx: &mut Tx, survey: &Survey) -> Result<(), Error> {
    let version = newest(tx, survey).await?;
    refuse(&mistakes(cx, &version.questionnaire))?;
    Ok(questionnaire::freeze(tx, version.id).await?)
}

/// # Errors
/// [`Refusal::SurveyMistakes`] when there is one.
pub(super) fn refuse(mistakes: &[Mistake]) -> Result<(), Error> {
    match mistakes.first() {
        Some(first) => Err(Refusal::SurveyMistakes { count: mistakes.len(), first: first.to_string() }.into()),
        None => Ok(()),
    }
}

/// Saves where the survey is now, with the step on its way and whatever else is told of it.
async fn end(mut tx: Tx, survey: Survey, (act, remark): (Act, &str), further: Vec<AuditEvent>) -> Result<(), Error> {
    survey::save(&mut tx, &survey).await?;
    survey::add_step(&mut tx, survey.id, act.code(), remark).await?;
    let told = Story::audit(AuditEvent::new(act.code(), "survey", Some(survey.id.0)));
    Ok(tx.commit(further.into_iter().fold(told, Story::and)).await?)
}

/// Where answers that come as a table leave a survey whose questions were still being written: evidently it was held.
pub(super) const fn held(is_over: bool) -> SurveyState {
    if is_over { SurveyState::Closed } else { SurveyState::Open }
}
