//! The answers of a survey as columns, kept so that no table reads them anew: the last few surveys that somebody looked at.
//!
//! A sheet holds while this process commits nothing, two seconds at most, because other servers commit too. Then the number of
//! answers is asked, which one index tells: of a survey that nobody answers any more an equal number means equal answers, for
//! ten minutes. Of one that is answered now a small sheet is read again, a large one (two thousand answers) once a minute; the
//! pages say when they were counted.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    id::SurveyId,
    statistic::{
        layout::{About, Layout},
        sheet::Sheet,
    },
    survey::{Method, Questionnaire},
};
use kocho_store::{
    StoreError,
    questionnaire::{self, Version},
    response::{self, Counts},
    survey::Survey,
};

use crate::{Cx, Error};

/// Sheets that are kept; some ten megabytes each when a hundred thousand answered.
const SHEETS: usize = 4;
/// How long a sheet holds while nothing is committed.
const SHORT: TimeDelta = TimeDelta::seconds(2);
/// From so many answers on a sheet of a running survey holds longer.
const MANY: u64 = 2_000;
/// How long such a sheet holds.
const LONG: TimeDelta = TimeDelta::seconds(60);
/// How long a sheet of a survey that is over holds while the number of its answers is the same.
const OVER: TimeDelta = TimeDelta::seconds(600);

/// The answers of a survey as columns.
#[derive(Debug)]
pub(crate) struct Filled {
    /// The questions that they answer.
    pub(crate) questionnaire: Questionnaire,
    /// Their columns.
    pub(crate) layout: Layout,
    /// The answers.
    pub(crate) sheet: Sheet,
    /// How many came in which way.
    pub(crate) methods: BTreeMap<Method, u64>,
    /// When they were read.
    pub(crate) at: DateTime<Utc>,
}

impl Filled {
    /// Tables can be split by it.
    pub(crate) fn splits(&self, about: About) -> bool {
        let column = self.layout.place(about).and_then(|place| self.sheet.column(place));
        column.and_then(kocho_domain::statistic::banner::Banner::by).is_some()
    }
}

/// Sheets of surveys.
#[derive(Default)]
pub(crate) struct KeptSheets {
    kept: Mutex<Vec<Kept>>,
    /// Only one is read at a time.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    survey: SurveyId,
    is_over: bool,
    counts: Counts,
    commits: u64,
    looked_at: DateTime<Utc>,
    filled: Arc<Filled>,
}

impl Kept {
    /// It certainly holds.
    fn is_fresh(&self, now: DateTime<Utc>, commits: u64) -> bool {
        self.commits == commits && (now - self.looked_at).abs() < SHORT
    }

    /// It holds, as far as the number of answers tells.
    fn still_holds(&self, now: DateTime<Utc>, counts: Counts) -> bool {
        let age = (now - self.filled.at).abs();
        match (self.is_over, self.counts == counts) {
            (true, same) => same && age < OVER,
            (false, _) => self.counts.total() >= MANY && age < LONG,
        }
    }
}

/// The answers of a survey as columns, kept or read.
///
/// # Errors
/// What the database says.
pub(crate) async fn filled(cx: &Cx, survey: &Survey) -> Result<Arc<Filled>, Error> {
    let sheets = &cx.house.sheets;
    let is_over = survey.state.is_over();
    if let Some(filled) = sheets.find(survey.id, is_over, |kept| kept.is_fresh(cx.now(), cx.house.db().commits())) {
        return Ok(filled);
    }
    let _alone = sheets.reading.lock().await;
    let commits = cx.house.db().commits();
    let counts = response::counts(&cx.reader(), survey.id).await?;
    let found = sheets.find(survey.id, is_over, |kept| kept.still_holds(cx.now(), counts));
    let filled = match found {
        Some(filled) => filled,
        None => Arc::new(read(cx, survey).await?),
    };
    let looked_at = cx.now();
    sheets.keep(Kept { survey: survey.id, is_over, counts, commits, looked_at, filled: Arc::clone(&filled) });
    Ok(filled)
}

impl KeptSheets {
    fn find(&self, survey: SurveyId, is_over: bool, holds: impl Fn(&Kept) -> bool) -> Option<Arc<Filled>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.survey == survey && kept.is_over == is_over)?;
        holds(found).then(|| Arc::clone(&found.filled))
    }

    /// The newest last; the oldest go away.
    fn keep(&self, now: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|kept| kept.survey != now.survey);
        kept.push(now);
        let too_many = kept.len().saturating_sub(SHEETS);
        kept.drain(..too_many);
    }
}

/// Reads all answers, a chunk at a time.
async fn read(cx: &Cx, survey: &Survey) -> Result<Filled, Error> {
    let from = cx.reader();
    let questionnaire = questions(cx, survey).await?;
    let layout = Layout::of(&questionnaire);
    let mut sheet = layout.sheet();
    let mut methods = BTreeMap::new();
    response::each(&from, survey.id, |response| {
        *methods.entry(response.method).or_default() += 1;
        sheet.push(response.complete, &layout.cells(&questionnaire, &response.profile, &response.answers));
        Ok::<(), StoreError>(())
    })
    .await?;
    sheet.settle();
    Ok(Filled { questionnaire, layout, sheet, methods, at: cx.now() })
}

/// The questions that answers speak of: the newest that are frozen, or the newest.
pub(crate) async fn questions(cx: &Cx, survey: &Survey) -> Result<Questionnaire, Error> {
    Ok(version(cx, survey).await?.questionnaire)
}

/// The same with the number of their version.
pub(crate) async fn version(cx: &Cx, survey: &Survey) -> Result<Version, Error> {
    let mut versions = questionnaire::versions(&cx.reader(), survey.id).await?;
    let place = versions.iter().rposition(|version| version.frozen).or_else(|| versions.len().checked_sub(1));
    let version = place.map(|place| versions.swap_remove(place));
    version.ok_or_else(|| Error::Internal(format!("survey {} has no questions", survey.id)))
}

#[cfg(test)]
mod tests {
    use kocho_domain::survey::read;

    use super::*;

    fn kept(is_over: bool, complete: u64) -> Kept {
        let text = r#"{"id":"a","title":"t","purpose":"p","period":{"start":"2026-09-01","end":"2026-09-24"},"target":"x",
            "method":"m","section":"s","anonymous":true,"profile_fields":[],"questions":[]}"#;
        let questionnaire = read(text).unwrap();
        let layout = Layout::of(&questionnaire);
        let sheet = layout.sheet();
        let filled = Filled { sheet, layout, questionnaire, methods: BTreeMap::new(), at: DateTime::UNIX_EPOCH };
        Kept {
            survey: SurveyId(1),
            is_over,
            counts: Counts { complete, partial: 0 },
            commits: 7,
            looked_at: DateTime::UNIX_EPOCH,
            filled: Arc::new(filled),
        }
    }

    #[test]
    fn a_sheet_holds_while_nothing_is_committed_and_not_when_the_number_of_answers_changed() {
        let after = |seconds| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let one = kept(true, 3);
        assert!(one.is_fresh(after(1), 7) && !one.is_fresh(after(1), 8) && !one.is_fresh(after(2), 7));
        let same = Counts { complete: 3, partial: 0 };
        let more = Counts { complete: 3, partial: 1 };
        assert!(
            one.still_holds(after(599), same) && !one.still_holds(after(600), same) && !one.still_holds(after(1), more)
        );
        assert!(!kept(false, 3).still_holds(after(1), same), "a small one that is answered now is read again");
        let many = Counts { complete: MANY, partial: 0 };
        assert!(kept(false, MANY).still_holds(after(59), many) && !kept(false, MANY).still_holds(after(60), many));
    }

    #[test]
    fn the_last_few_sheets_are_kept() {
        let sheets = KeptSheets::default();
        for survey in 0..6 {
            sheets.keep(Kept { survey: SurveyId(survey), ..kept(true, 3) });
        }
        let is_there = |survey| sheets.find(SurveyId(survey), true, |_| true).is_some();
        assert_eq!([0, 1, 2, 3, 4, 5].map(is_there), [false, false, true, true, true, true]);
        assert!(sheets.find(SurveyId(5), false, |_| true).is_none());
    }
}
