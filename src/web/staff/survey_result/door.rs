//! Doors of the results of a survey. Who may see and write what is asked again behind them.

use axum::{
    body::Body,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{access::Permission, refusal::Refusal};
use kocho_service::{
    Error,
    survey_result::{
        self, Asked, file,
        note::{self, Note},
        quadrant::{self, Axes},
        text, trend,
    },
};
use serde::Deserialize;

use super::{NoteForm, SurveyResultPage, SurveyScoresPage, SurveyTextsPage, SurveyTrendPage, urls, voices};
use crate::{
    files::{csv_table, written_out},
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes, Size},
    staff::{admin::found, view::Errors},
    state::AppState,
};

/// A workbook's media type.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let read = Access::Staff(Permission::SurveyRead);
    let write = Access::Staff(Permission::SurveyWrite);
    let manage = Access::Staff(Permission::SurveyManage);
    let routes = Routes::new(state);
    #[cfg(feature = "pdf")]
    let routes = routes.get(urls::REPORT_PDF, read, super::pdf::file);
    routes
        .get(urls::RESULTS, read, show)
        .get(urls::TEXTS, write, texts)
        .get(urls::VOICES, manage, voices::show)
        .post(urls::VOICES, manage, voices::post)
        .get(urls::TREND, read, over_years)
        .get(urls::SCORES, read, scores)
        .get(urls::ANSWERS_CSV, write, answers)
        .get(urls::CODES_CSV, read, codes)
        .get(urls::TABLES_XLSX, write, workbook)
        .post(urls::NOTE, write, post_note)
        .post_sized(urls::POPULATION, write, Size::Form, post_population)
        .post(urls::CONSENT, write, post_consent)
        .post(urls::PUBLISH, manage, post_publish)
}

/// How results are asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ResultQuery {
    by: String,
    weights: String,
}

impl ResultQuery {
    fn asked(&self) -> Asked {
        Asked { by: self.by.clone(), weighted: !self.weights.is_empty() }
    }
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<ResultQuery>,
) -> Result<Page<SurveyResultPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, &code, &query).await?))
}

/// The page, also for its file.
pub(super) async fn page(
    state: &AppState,
    signed: &Signed,
    code: &str,
    query: &ResultQuery,
) -> Result<SurveyResultPage, AppError> {
    let shown = survey_result::show(&signed.cx(state), code, &query.asked()).await?;
    Ok(SurveyResultPage::of(signed.frame(state), &shown, &query.by))
}

/// The page again, with what was wrong.
async fn again(
    state: &AppState,
    signed: &Signed,
    code: &str,
    errors: Errors,
    put: impl FnOnce(&mut SurveyResultPage),
) -> Result<Response, AppError> {
    let shown = survey_result::show(&signed.cx(state), code, &Asked::default()).await?;
    let mut page = SurveyResultPage { errors, ..SurveyResultPage::of(signed.frame(state), &shown, "") };
    put(&mut page);
    Ok(Page::invalid(page).into_response())
}

async fn post_note(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<NoteForm>,
) -> Result<Response, AppError> {
    let day = form.due_on.trim();
    let due_on = if day.is_empty() { Ok(None) } else { day.parse().map(Some) };
    let Ok(reflection_due_on) = due_on else {
        let errors = Errors::one("reflection_due_on", "日付を入力してください。");
        return again(&state, &signed, &code, errors, |page| page.form = form).await;
    };
    let note = Note {
        comment: form.comment.clone(),
        reflection: form.reflection.clone(),
        reflection_due_on,
        lock: form.lock.parse().ok(),
    };
    match note::write(&signed.cx(&state), &code, &note).await {
        Ok(()) => Ok(go_with(&state, &urls::of(urls::RESULTS, &code), "success", "書きました。")),
        Err(Error::Invalid(fields)) => again(&state, &signed, &code, found(fields), |page| page.form = form).await,
        Err(Error::Stale) => {
            let words =
                "ほかの人が先に書きかえました。今の文は下にあります。見くらべてから、もう一度書きとめてください";
            again(&state, &signed, &code, Errors::one("comment", words), |page| page.overtaken_by(form)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A population, pasted as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PopulationForm {
    population: String,
}

async fn post_population(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<PopulationForm>,
) -> Result<Response, AppError> {
    let bytes = form.population.trim().as_bytes().to_vec();
    let said = if bytes.is_empty() { "人口を消しました。" } else { "人口を入れました。" };
    match note::set_population(&signed.cx(&state), &code, bytes).await {
        Ok(()) => Ok(go_with(&state, &urls::split(&code, "", true), "success", said)),
        Err(Error::Invalid(fields)) => {
            again(&state, &signed, &code, found(fields), |page| page.population = form.population).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The words that were seen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SeenForm {
    lock: String,
}

async fn post_consent(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<SeenForm>,
) -> Result<Response, AppError> {
    let done = note::consent(&signed.cx(&state), &code, form.lock.parse().ok()).await;
    decided(&state, &signed, &code, (done, "この文の公表を承認しました。")).await
}

async fn post_publish(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Form(form): Form<SeenForm>,
) -> Result<Response, AppError> {
    let done = note::publish(&signed.cx(&state), &code, form.lock.parse().ok()).await;
    decided(&state, &signed, &code, (done, "結果を公表しました。")).await
}

/// Back with what was done, or the page again with what a rule said.
async fn decided(
    state: &AppState,
    signed: &Signed,
    code: &str,
    (done, words): (Result<(), Error>, &str),
) -> Result<Response, AppError> {
    let errors = match done {
        Ok(()) => return Ok(go_with(state, &urls::of(urls::RESULTS, code), "success", words)),
        Err(Error::Invalid(fields)) => found(fields),
        Err(Error::Refused(refusal @ (Refusal::ConsentTwice | Refusal::ConsentMissing { .. }))) => {
            Errors::one("publish", refusal.to_string().trim_end_matches('。'))
        }
        Err(error) => return Err(error.into()),
    };
    again(state, signed, code, errors, |_| ()).await
}

/// Which texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct TextQuery {
    question: String,
    page: usize,
    /// A text that a search found; the page is then the one where it stands.
    text: Option<i64>,
}

async fn texts(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<TextQuery>,
) -> Result<Page<SurveyTextsPage>, AppError> {
    let at = query.text.map_or(text::At::Page(query.page), text::At::Text);
    let texts = text::page(&signed.cx(&state), &code, &query.question, at).await?;
    Ok(Page::ok(SurveyTextsPage::of(signed.frame(&state), code, texts)))
}

async fn over_years(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<TextQuery>,
) -> Result<Page<SurveyTrendPage>, AppError> {
    let trend = trend::show(&signed.cx(&state), &code, &query.question).await?;
    Ok(Page::ok(SurveyTrendPage::of(signed.frame(&state), code, trend)))
}

/// What is put against each other.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ScoreQuery {
    satisfaction: String,
    importance: String,
    method: String,
}

async fn scores(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<ScoreQuery>,
) -> Result<Page<SurveyScoresPage>, AppError> {
    let ScoreQuery { satisfaction, importance, method } = query;
    let scores = quadrant::show(&signed.cx(&state), &code, Axes { satisfaction, importance, method }).await?;
    Ok(Page::ok(SurveyScoresPage::of(signed.frame(&state), code, &scores)))
}

async fn answers(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let answers = file::answers(&signed.cx(&state), &code).await?;
    let name = answers.file_name.clone();
    let chunks = futures_util::stream::try_unfold(answers, |mut answers| async move {
        Ok::<_, Error>(answers.next().await?.map(|chunk| (chunk, answers)))
    });
    Ok(csv_table(&name, Body::from_stream(chunks)))
}

async fn codes(State(state): State<AppState>, signed: Signed, Path(code): Path<String>) -> Result<Response, AppError> {
    let (name, bytes) = file::code_book(&signed.cx(&state), &code).await?;
    Ok(csv_table(&name, Body::from(bytes)))
}

async fn workbook(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<ResultQuery>,
) -> Result<Response, AppError> {
    let book = file::workbook(&signed.cx(&state), &code, &query.asked()).await?;
    let name = book.file_name.clone();
    let pieces = futures_util::stream::try_unfold(book, |mut book| async move {
        Ok::<_, Error>(book.next().await?.map(|piece| (piece, book)))
    });
    Ok(written_out(&name, XLSX, Body::from_stream(pieces)))
}
