//! Words of one's own in the answers, page by page.

use askama::Template;

use super::urls;
use crate::{frame::Frame, staff::view::Choice};

/// `GET /staff/surveys/{survey}/results/texts`
#[derive(Debug, Template)]
#[template(path = "staff/survey_result/texts.html")]
pub(crate) struct SurveyTextsPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    pub(crate) asked: String,
    pub(crate) n: usize,
    /// Each with whether a search led to it.
    pub(crate) texts: Vec<(String, bool)>,
    pub(crate) questions: Vec<Choice>,
    /// 1, of how many.
    pub(crate) page: (usize, usize),
    pub(crate) before: Option<String>,
    pub(crate) next: Option<String>,
    /// Taking them in as voices, for the desk when the survey is over.
    pub(crate) voices: Option<String>,
}

impl SurveyTextsPage {
    pub(super) fn of(frame: Frame, code: String, found: kocho_service::survey_result::text::Texts) -> Self {
        let (page, pages) = found.page;
        let there = |page: usize| (1..=pages).contains(&page).then(|| urls::texts(&code, &found.question, page));
        let choice = |(id, text): &(String, String)| Choice {
            chosen: *id == found.question,
            ..Choice::new(id.clone(), format!("{id} {text}"))
        };
        SurveyTextsPage {
            before: there(page - 1),
            next: there(page + 1),
            questions: found.questions.iter().map(choice).collect(),
            title: found.title,
            asked: found.asked,
            n: found.n,
            texts: (0..).zip(found.texts).map(|(place, text)| (text, found.found == Some(place))).collect(),
            voices: found.may_take.then(|| urls::voices(&code, &found.question, 1)),
            page: found.page,
            frame,
            code,
        }
    }
}
