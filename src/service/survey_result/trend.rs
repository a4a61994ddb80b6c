//! The same question over the years: what surveys said that asked a question of the same id in the question bank.

use chrono::NaiveDate;
use kocho_domain::{access::survey_scope, statistic::finding::Finding, survey::Selection};
use kocho_store::survey;

use super::{ask, kept, rate, with_asked};
use crate::{Cx, Error, survey::find};

/// Surveys that are looked through, and waves that are shown.
const SURVEYS: u64 = 60;
const WAVES: usize = 10;

/// One survey's answer to the question.
#[derive(Debug, Clone)]
pub struct Wave {
    /// The survey's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Last day on which it was answered.
    pub ended_on: NaiveDate,
    /// How many answered it at all.
    pub total: u64,
    /// How those who were asked were chosen.
    pub selection: Selection,
    /// 回答率 in percent, where it is known how many were asked.
    pub rate: Option<f64>,
    /// What it says.
    pub finding: Finding,
}

/// A question over the years.
#[derive(Debug, Clone)]
pub struct Trend {
    /// The survey from which it was asked.
    pub title: String,
    /// Id in the question bank; `None`: no question of the survey is in it.
    pub bank: Option<String>,
    /// The waves, the oldest first.
    pub waves: Vec<Wave>,
}

/// What surveys that the actor may know said to a question of the bank. `question`: its id in this survey; empty: the first
/// that is in the bank.
///
/// # Errors
/// [`Error::NotFound`], also for a question that is in no bank; [`Error::Denied`].
pub async fn show(cx: &Cx, code: &str, question: &str) -> Result<Trend, Error> {
    let from = cx.reader();
    let this = find(cx, &from, code).await?;
    let asked = kept::questions(cx, &this).await?;
    let bank = if question.is_empty() {
        asked.questions.iter().find_map(|question| question.bank.clone())
    } else {
        Some(asked.question(question).and_then(|question| question.bank.clone()).ok_or(Error::NotFound)?)
    };
    let Some(bank) = bank else { return Ok(Trend { title: this.about.title, bank: None, waves: vec![] }) };
    let mut waves = waves(cx, &bank).await?;
    waves.sort_by(|a, b| (a.ended_on, &a.code).cmp(&(b.ended_on, &b.code)));
    Ok(Trend { title: this.about.title, bank: Some(bank), waves })
}

/// What each survey said, the newest first.
async fn waves(cx: &Cx, bank: &str) -> Result<Vec<Wave>, Error> {
    let mut waves = Vec::new();
    for survey in survey::page(&cx.reader(), &survey_scope(&cx.actor), None, None, SURVEYS).await? {
        if waves.len() == WAVES || !survey.state.is_answered() {
            continue;
        }
        let questions = kept::questions(cx, &survey).await?;
        let Some(place) = questions.questions.iter().position(|q| q.bank.as_deref() == Some(bank)) else {
            continue;
        };
        let filled = kept::filled(cx, &survey).await?;
        let survey = with_asked(&cx.reader(), survey, &filled).await?;
        let ask = ask(&filled, &survey, None, None);
        if let Some(finding) = ask.question(place, None).filter(|finding| finding.whole.n > 0) {
            let total = ask.responses().total;
            waves.push(Wave {
                total,
                rate: rate(&survey, total),
                selection: survey.selection,
                ended_on: survey.about.ends_on,
                code: survey.about.code,
                title: survey.about.title,
                finding,
            });
        }
    }
    Ok(waves)
}
