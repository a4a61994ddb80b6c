//! What is found beside cases: what was said on dialogue days, the summaries of it, and what people wrote in surveys. Each for those
//! who may open its page; for others it is not there, and not counted.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, StaffActor},
    id::{PublicKey, SectionId},
    survey::Questionnaire,
};
use kocho_store::{
    dialogue_day,
    findable::Slot,
    remark,
    search::{AskBeside, beside},
    slot, summary,
    survey::{self, Survey},
    survey_text,
};
use kocho_text::search::Wanted;

use super::{COUNTED, PAGE, Piece, Snippet, Total, snippet};
use crate::{Cx, Error, case::mask_text, desk::masked, record::number, survey_result::kept};

/// Hits that stand beside those of cases; behind them one asks for the whole list.
const FEW: usize = 5;

/// Where one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// 対話の記録
    Record,
    /// 対話の要旨
    Summary,
    /// 調査の自由記述
    Text,
}

impl Place {
    /// Every place.
    pub const ALL: [Place; 3] = [Place::Record, Place::Summary, Place::Text];

    /// The code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Place::Record => "record",
            Place::Summary => "summary",
            Place::Text => "text",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }

    /// Its name.
    pub const fn label(self) -> &'static str {
        match self {
            Place::Record => "対話の記録",
            Place::Summary => "対話の要旨",
            Place::Text => "調査の自由記述",
        }
    }

    const fn slot(self) -> Slot {
        match self {
            Place::Record => Slot::Remark,
            Place::Summary => Slot::Summary,
            Place::Text => Slot::SurveyText,
        }
    }

    /// Of whose surveys one reads texts (`None`: of all); nothing where one may not look at all. As the pages themselves decide.
    fn reach(self, staff: &StaffActor) -> Option<Option<Vec<SectionId>>> {
        let may = |permission| staff.may(permission);
        match self {
            Place::Record => may(Permission::DialogueRecord).then_some(None),
            Place::Summary => (may(Permission::DialogueRecord) || may(Permission::SummaryReview)).then_some(None),
            Place::Text if may(Permission::SurveyManage) => Some(None),
            Place::Text => {
                let own = staff.sections_with(Permission::SurveyWrite);
                (may(Permission::SurveyRead) && !own.is_empty()).then_some(Some(own))
            }
        }
    }
}

/// What was found in one place.
#[derive(Debug, Clone)]
pub struct FoundBeside {
    /// Where.
    pub place: Place,
    /// How many.
    pub total: Total,
    /// The newest of them.
    pub rows: Vec<BesideRow>,
    /// Cursor of the page behind; where a few stand beside cases: there are more.
    pub next: Option<String>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct BesideRow {
    /// Whose page it is on.
    pub to: BesideTarget,
    /// The day, the survey.
    pub title: String,
    /// R8-対話02-03, 問12
    pub number: String,
    /// When it was said, or the survey's last day.
    pub on: NaiveDate,
    /// Where the words stand.
    pub snippets: Vec<Snippet>,
}

/// The page behind a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BesideTarget {
    /// The record of the day with this key.
    Record(PublicKey),
    /// The summary with this key.
    Summary(PublicKey),
    /// A text to a question of a survey.
    Texts {
        /// The survey's code.
        survey: String,
        /// Id of the question.
        question: String,
        /// Key of the text among those that can be found.
        text: i64,
    },
}

/// A few of each place in which something is found.
pub(super) async fn few(cx: &Cx, wanted: &Wanted) -> Result<Vec<FoundBeside>, Error> {
    let mut found = Vec::new();
    for place in Place::ALL {
        let one = of(cx, place, wanted, None, FEW).await?;
        found.extend(one.filter(|one| one.total != Total::Exactly(0)));
    }
    Ok(found)
}

/// A page of one place; `None` where one may not look.
pub(super) async fn page(cx: &Cx, place: Place, wanted: &Wanted, after: &str) -> Result<Option<FoundBeside>, Error> {
    of(cx, place, wanted, after.parse().ok(), PAGE).await
}

async fn of(
    cx: &Cx,
    place: Place,
    wanted: &Wanted,
    after: Option<i64>,
    size: usize,
) -> Result<Option<FoundBeside>, Error> {
    let Some(sections) = place.reach(cx.actor.staff()?) else { return Ok(None) };
    let from = cx.reader();
    let ask = AskBeside { wanted, slot: place.slot(), sections: sections.as_deref() };
    let all = beside(&from, ask, None, COUNTED + 1).await?;
    let total = if all.len() > COUNTED { Total::Many } else { Total::Exactly(all.len()) };
    let mut ids: Vec<i64> = all.into_iter().filter(|id| after.is_none_or(|after| *id < after)).collect();
    if after.is_some() && ids.len() <= size && total == Total::Many {
        ids = beside(&from, ask, after, size + 1).await?;
    }
    let more = ids.len() > size;
    ids.truncate(size);
    let next = ids.last().filter(|_| more).map(i64::to_string);
    let rows = match place {
        Place::Record => records(cx, &ids, wanted).await?,
        Place::Summary => summaries(cx, &ids, wanted).await?,
        Place::Text => texts(cx, &ids, wanted).await?,
    };
    Ok(Some(FoundBeside { place, total, rows, next }))
}

async fn records(cx: &Cx, ids: &[i64], wanted: &Wanted) -> Result<Vec<BesideRow>, Error> {
    let from = cx.reader();
    let remarks = remark::by_ids(&from, ids).await?;
    let days: Vec<_> = remarks.iter().map(|remark| remark.day).collect();
    let days = dialogue_day::by_ids(&from, &days).await?;
    let row = |id: &i64| {
        let remark = remarks.iter().find(|remark| remark.id.0 == *id)?;
        let day = days.iter().find(|day| day.id == remark.day)?;
        let (said, answered) = (mask_text(&remark.words.said, false), mask_text(&remark.words.answered, false));
        Some(BesideRow {
            to: BesideTarget::Record(day.key.clone()),
            title: day.about.title.clone(),
            number: number(cx, day, remark.number),
            on: day.about.held_on,
            snippets: snippets(&[("発言", &said), ("その場での答え", &answered)], wanted),
        })
    };
    Ok(ids.iter().filter_map(row).collect())
}

async fn summaries(cx: &Cx, ids: &[i64], wanted: &Wanted) -> Result<Vec<BesideRow>, Error> {
    let from = cx.reader();
    let found = summary::with_texts(&from, ids).await?;
    let slots: Vec<_> = found.iter().map(|(summary, _)| summary.slot).collect();
    let slots = slot::by_ids(&from, &slots).await?;
    let days: Vec<_> = slots.iter().map(|slot| slot.day).collect();
    let days = dialogue_day::by_ids(&from, &days).await?;
    let row = |id: &i64| {
        let (summary, body) = found.iter().find(|(summary, _)| summary.id.0 == *id)?;
        let slot = slots.iter().find(|slot| slot.id == summary.slot)?;
        let day = days.iter().find(|day| day.id == slot.day)?;
        Some(BesideRow {
            to: BesideTarget::Summary(summary.key.clone()),
            title: day.about.title.clone(),
            number: format!("{}番目　{}", slot.position, summary.audience.label()),
            on: day.about.held_on,
            snippets: snippets(&[("要旨", &mask_text(body, false))], wanted),
        })
    };
    Ok(ids.iter().filter_map(row).collect())
}

async fn texts(cx: &Cx, ids: &[i64], wanted: &Wanted) -> Result<Vec<BesideRow>, Error> {
    let from = cx.reader();
    let found = survey_text::by_ids(&from, ids).await?;
    let mut surveys: Vec<(Survey, Questionnaire)> = Vec::new();
    for text in &found {
        let is_known = surveys.iter().any(|(known, _)| known.id == text.survey);
        if !is_known && let Some(survey) = survey::by_id(&from, text.survey).await? {
            let questionnaire = kept::questions(cx, &survey).await?;
            surveys.push((survey, questionnaire));
        }
    }
    let row = |id: &i64| {
        let text = found.iter().find(|text| text.id == *id)?;
        let (survey, questionnaire) = surveys.iter().find(|(survey, _)| survey.id == text.survey)?;
        let number = questionnaire.question(&text.question).and_then(|question| question.no);
        Some(BesideRow {
            to: BesideTarget::Texts {
                survey: survey.about.code.clone(),
                question: text.question.clone(),
                text: text.id,
            },
            title: survey.about.title.clone(),
            number: number.map_or_else(|| text.question.clone(), |no| format!("問{no}")),
            on: survey.about.ends_on,
            // What is found as a name since then is masked too.
            snippets: snippets(&[("自由記述", &masked(&text.body))], wanted),
        })
    };
    Ok(ids.iter().filter_map(row).collect())
}

/// The words in these texts; the first words where the mask took them since.
fn snippets(texts: &[(&'static str, &str)], wanted: &Wanted) -> Vec<Snippet> {
    let found = snippet::of_texts(texts, wanted);
    if !found.is_empty() {
        return found;
    }
    let first = |(place, text): &(&'static str, &str)| Snippet {
        place,
        pieces: vec![Piece { text: text.chars().take(40).collect(), is_marked: false }],
    };
    texts.iter().take(1).map(first).collect()
}
