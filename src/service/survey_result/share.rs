//! 割合: one share of a survey's answers by a formula, and whether it would tell of few.

use kocho_domain::{
    indicator::{Formula, Unfit},
    statistic::{banner::Banner, hidden::sum_tells, layout::About, share::Share, tally::Tally},
    survey::{Kind, Question},
};
use kocho_store::{survey::Survey, survey_result};

use super::{Weighing, kept, weighed};
use crate::{Cx, Error};

/// A share with what it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Counted {
    /// The question.
    pub(crate) question: Question,
    /// The number of the version that was answered.
    pub(crate) version: i64,
    /// The share.
    pub(crate) share: Share,
    /// It may not leave the house: somebody could be told among few.
    pub(crate) tells_few: bool,
}

/// Counts the share that a formula means, or says what does not fit.
///
/// # Errors
/// [`Error::Invalid`] in `weighted` where there are no weights; what the database says.
pub(crate) async fn counted(cx: &Cx, survey: &Survey, formula: &Formula) -> Result<Result<Counted, Unfit>, Error> {
    let filled = kept::filled(cx, survey).await?;
    let Some(place) = filled.questionnaire.position(&formula.question) else { return Ok(Err(Unfit::Question)) };
    let question = &filled.questionnaire.questions[place];
    let (row, options) = match formula.places(question) {
        Ok(places) => places,
        Err(unfit) => return Ok(Err(unfit)),
    };
    let about = row.map_or(About::Question(place), |row| About::Part(place, row));
    let column = filled.layout.place(about).and_then(|at| filled.sheet.column(at));
    let Some(column) = column else { return Ok(Err(Unfit::Question)) };
    let from = cx.reader();
    let (weighing, weights) = weighed(&filled, &survey_result::of(&from, survey.id).await?, formula.weighted);
    if formula.weighted && weights.is_none() {
        let why = if let Weighing::Impossible(why) = weighing {
            why
        } else {
            "人口の表が入っていません。".to_owned()
        };
        return Err(Error::field("weighted", why));
    }
    let weights = weights.as_ref().map(|weights| weights.of.as_slice());
    let share = Share::of(&filled.sheet, column, &options, formula.base, weights);
    let everybody = Tally::of(&filled.sheet, column, &Banner::EVERYBODY, None).groups.pop().unwrap_or_default();
    let is_single = question.kind != Kind::MultipleChoice;
    Ok(Ok(Counted {
        version: kept::version(cx, survey).await?.no,
        // Published tables stand on who answered, even where this share stands on who was asked.
        tells_few: sum_tells(&everybody.counts, &options, (share.chosen, everybody.answered), is_single),
        question: question.clone(),
        share,
    }))
}
