//! 回答済みの印: when is it set so that it cannot be laid beside an answer?
//!
//! Never with the answer. Marks are gathered in memory and set some at a time, all rows of the survey in one statement, and the
//! answers are laid anew with them. A program that is killed loses the marks that it had gathered: those people may get a
//! reminder although they answered; their answers are kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use kocho_domain::{
    id::SurveyId,
    participant::MARKS_TOGETHER,
    story::{Story, Why},
};
use kocho_store::{Tx, answering, participant, response, survey};

use super::{Taken, is_taken};
use crate::{Cx, Error};

/// Surveys of more answers are laid anew at their end only.
const LAID_ANEW: u64 = 20_000;

/// Marks that wait, by survey; a survey without any has got answers that wait to be laid anew.
#[derive(Debug, Default)]
pub struct Marks {
    waiting: Mutex<BTreeMap<SurveyId, BTreeSet<String>>>,
    /// Seeds were blanked, whose earlier bytes the database may still keep.
    traces: AtomicBool,
}

impl Marks {
    /// An answer comes in; of whom, where somebody was asked and it is whole. Noted before its transaction ends, which holds off
    /// the end of the survey: that finds every mark of an answer that is kept.
    pub(crate) fn note(&self, survey: SurveyId, participant: Option<&str>) -> Noted<'_> {
        let mut waiting = self.lock();
        let marks = waiting.entry(survey).or_default();
        let hash = participant.filter(|hash| !hash.is_empty()).map(str::to_owned);
        Noted { waiting: self, survey, new: hash.filter(|hash| marks.insert(hash.clone())) }
    }

    fn forget(&self, survey: SurveyId, hash: &str) {
        if let Some(marks) = self.lock().get_mut(&survey) {
            marks.remove(hash);
        }
    }

    /// Seeds were blanked.
    pub(crate) fn left_traces(&self) {
        self.traces.store(true, Ordering::Release);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<SurveyId, BTreeSet<String>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn surveys(&self) -> Vec<(SurveyId, usize)> {
        self.lock().iter().map(|(survey, marks)| (*survey, marks.len())).collect()
    }

    fn take(&self, survey: SurveyId) -> BTreeSet<String> {
        self.lock().remove(&survey).unwrap_or_default()
    }

    fn put_back(&self, survey: SurveyId, marks: BTreeSet<String>) {
        self.lock().entry(survey).or_default().extend(marks);
    }
}

/// Sets the marks of surveys that have gathered enough of them, or that are over; with `all`, of every survey.
///
/// # Errors
/// What the database says; then the marks wait for the next time.
pub async fn settle(cx: &Cx, all: bool) -> Result<(), Error> {
    let mut settled = cx.house.marks.traces.swap(false, Ordering::AcqRel);
    for (id, marks) in cx.house.marks.surveys() {
        let found = survey::by_id(&cx.reader(), id).await?;
        let over = found.is_none_or(|survey| matches!(is_taken(&survey, cx.today()), Taken::Over(_)));
        // No marks at all: an open survey, or answers that are not whole yet.
        if all || over || marks == 0 || marks >= MARKS_TOGETHER {
            settle_one(cx, id, over).await?;
            settled = true;
        }
    }
    if settled {
        cx.house.db().clear_traces().await?;
    }
    Ok(())
}

/// Sets the marks of one survey now: before a reminder, and at its end.
///
/// # Errors
/// What the database says; then the marks wait for the next time.
pub(crate) async fn settle_one(cx: &Cx, survey: SurveyId, over: bool) -> Result<(), Error> {
    // Taken only when nobody else writes: closing the survey would else find none of them, and pay nobody for them.
    let mut tx = cx.begin().await?;
    answering::hold_survey(&mut tx, survey).await?;
    let marks = Gathered::of(cx, survey);
    marks.set(&mut tx, over).await?;
    tx.commit(Story::Unrecorded(Why::Answer)).await?;
    marks.are_set();
    Ok(())
}

/// A mark whose answer is not kept yet. Unless it is said that it is, the mark goes again.
#[must_use]
pub(crate) struct Noted<'a> {
    waiting: &'a Marks,
    survey: SurveyId,
    new: Option<String>,
}

impl Noted<'_> {
    /// The answer is kept.
    pub(crate) fn keep(mut self) {
        self.new = None;
    }
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        if let Some(hash) = self.new.take() {
            self.waiting.forget(self.survey, &hash);
        }
    }
}

/// The marks of one survey on their way into a transaction. Unless it is said that they are set, they wait again.
pub(crate) struct Gathered<'a> {
    waiting: &'a Marks,
    survey: SurveyId,
    marks: BTreeSet<String>,
    is_set: bool,
}

impl<'a> Gathered<'a> {
    /// What is gathered of a survey.
    pub(crate) fn of(cx: &'a Cx, survey: SurveyId) -> Self {
        Gathered { waiting: &cx.house.marks, survey, marks: cx.house.marks.take(survey), is_set: false }
    }

    /// Sets them, and lays the answers anew.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn set(&self, tx: &mut Tx, over: bool) -> Result<(), Error> {
        let hashes: Vec<String> = self.marks.iter().cloned().collect();
        participant::mark(tx, self.survey, &hashes).await?;
        if over || response::counts(tx, self.survey).await?.total() <= LAID_ANEW {
            answering::lay_anew(tx, self.survey).await?;
        }
        Ok(())
    }

    /// The transaction is committed: nothing waits any more.
    pub(crate) fn are_set(mut self) {
        self.is_set = true;
    }
}

impl Drop for Gathered<'_> {
    fn drop(&mut self) {
        if !self.is_set {
            self.waiting.put_back(self.survey, std::mem::take(&mut self.marks));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_wait_by_survey_and_come_back_when_they_could_not_be_set() {
        let marks = Marks::default();
        marks.note(SurveyId(1), Some("b")).keep();
        marks.note(SurveyId(1), Some("a")).keep();
        // Neither an answer that could not be kept nor a change of one that is leaves a trace here.
        drop(marks.note(SurveyId(1), Some("c")));
        drop(marks.note(SurveyId(1), Some("a")));
        marks.note(SurveyId(2), None).keep();
        assert_eq!(marks.surveys(), [(SurveyId(1), 2), (SurveyId(2), 0)]);
        let taken = marks.take(SurveyId(1));
        // In the order of their hashes: in which order they came is not known even here.
        assert_eq!(taken.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(marks.surveys(), [(SurveyId(2), 0)]);
        marks.put_back(SurveyId(1), taken);
        assert_eq!(marks.surveys(), [(SurveyId(1), 2), (SurveyId(2), 0)]);
    }
}
