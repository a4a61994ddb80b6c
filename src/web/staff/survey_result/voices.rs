//! 自由記述をご意見として受け付ける: the texts page by page, those that are chosen, and all at once.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::{Form, Query};
use kocho_service::{
    Error,
    survey_result::voice::{self, Chosen, Offered, OfferedText, Taken},
};
use serde::Deserialize;

use super::urls;
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::view::Choice,
    state::AppState,
};

/// `GET /staff/surveys/{survey}/results/voices`
#[derive(Debug, Template)]
#[template(path = "staff/survey_result/voices.html")]
pub(crate) struct SurveyVoicesPage {
    pub(crate) frame: Frame,
    pub(crate) code: String,
    pub(crate) title: String,
    /// Why nothing can be taken in; empty: it can.
    pub(crate) refusal: String,
    pub(crate) questions: Vec<Choice>,
    pub(crate) question: String,
    pub(crate) asked: String,
    pub(crate) texts: Vec<OfferedText>,
    /// Texts that wait, on this page and in all, those that are voices already, those that say nothing.
    pub(crate) here: usize,
    pub(crate) waiting: usize,
    pub(crate) taken: usize,
    pub(crate) nothing: usize,
    /// 1, of how many.
    pub(crate) page: (usize, usize),
    pub(crate) before: Option<String>,
    pub(crate) next: Option<String>,
}

/// Which texts are shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct VoiceQuery {
    question: String,
    page: usize,
}

/// `POST /staff/surveys/{survey}/results/voices`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct VoiceForm {
    question: String,
    page: usize,
    /// Keys of texts.
    texts: Vec<String>,
    /// All of the question, on every page.
    all: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<VoiceQuery>,
) -> Result<Page<SurveyVoicesPage>, AppError> {
    let offered = voice::page(&signed.cx(&state), &code, &query.question, query.page).await?;
    Ok(Page::ok(SurveyVoicesPage::of(signed.frame(&state), code, offered)))
}

pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<VoiceForm>,
) -> Result<Response, AppError> {
    let chosen = if form.all.is_empty() { Chosen::Some(form.texts) } else { Chosen::All };
    let (tone, words) = match voice::take(&signed.cx(&state), &code, &form.question, &chosen).await {
        Ok(taken) => told(taken),
        Err(Error::Refused(refusal)) => ("warning", refusal.to_string()),
        Err(error) => return Err(error.into()),
    };
    Ok(go_with(&state, &urls::voices(&code, &form.question, form.page.max(1)), tone, &words))
}

/// What was done, in words.
fn told(taken: Taken) -> (&'static str, String) {
    if taken.voices == 0 {
        return ("warning", "もう受け付けてあります。".to_owned());
    }
    let urgent = if taken.urgent > 0 {
        format!("うち{}件は緊急の確認が要ります。", taken.urgent)
    } else {
        String::new()
    };
    let before = if taken.before > 0 {
        format!("{}件は、もう受け付けてありました。", taken.before)
    } else {
        String::new()
    };
    ("success", format!("{}件をご意見として受け付けました。{urgent}{before}", taken.voices))
}

impl SurveyVoicesPage {
    pub(super) fn of(frame: Frame, code: String, offered: Offered) -> Self {
        let (page, pages) = offered.page;
        let there = |page: usize| (1..=pages).contains(&page).then(|| urls::voices(&code, &offered.question, page));
        let choice = |(id, text): &(String, String)| Choice {
            chosen: *id == offered.question,
            ..Choice::new(id.clone(), format!("{id} {text}"))
        };
        let (all, taken) = offered.n;
        SurveyVoicesPage {
            before: there(page - 1),
            next: there(page + 1),
            questions: offered.questions.iter().map(choice).collect(),
            here: offered.texts.iter().filter(|text| !text.taken).count(),
            waiting: all.saturating_sub(taken),
            refusal: offered.refusal.unwrap_or_default(),
            title: offered.title,
            question: offered.question,
            asked: offered.asked,
            texts: offered.texts,
            nothing: offered.nothing,
            page: offered.page,
            taken,
            frame,
            code,
        }
    }
}
