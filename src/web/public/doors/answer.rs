//! Published answers: the list, a page for each, and those that may already help somebody who is about to send.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::Query;
use kocho_domain::{id::PublicKey, localized::Lang, submission::first_words};
use kocho_service::{Error, publication, publication::Publication};
use serde::Deserialize;

use super::Asked;
use crate::{
    filters::date_in,
    page::Page,
    problem::AppError,
    public::{
        answer::{AnswerGonePage, AnswerListPage, AnswerPage, AnswerRow},
        submission::{HelpfulView, SubmissionForm},
    },
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// Characters of an answer that are shown before one opens it.
const FIRST_WORDS: usize = 80;

/// Where a page of the list begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Behind {
    /// Key of the last answer of the page before; empty: the newest ones.
    after: String,
}

/// `GET /answers`
pub(super) async fn list(
    State(state): State<AppState>,
    asked: Asked,
    Query(behind): Query<Behind>,
) -> Result<Page<AnswerListPage>, AppError> {
    let after = match behind.after.as_str() {
        "" => None,
        key => Some(PublicKey::parse(key).ok_or(Error::NotFound)?),
    };
    let found = publication::list(&state.resident(), after.as_ref()).await?;
    let frame = asked.frame(&state);
    let last = found.answers.last().filter(|_| found.more);
    let older = last.map(|last| frame.link(&url::answers_after(last.key.as_str())));
    let row = |answer: Publication| AnswerRow {
        href: frame.link(&url::answer(answer.key.as_str())),
        written_in: written_in(&answer),
        outcome: outcome(&state, &asked, &answer),
        published_on: date_in(answer.published_on, asked.lang),
        heading: answer.words.title,
        section: answer.words.section,
    };
    let answers = found.answers.into_iter().map(row).collect();
    Ok(Page::ok(AnswerListPage { answers, is_first: after.is_none(), older, frame }))
}

/// `GET /answers/{answer}`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    Path(answer): Path<String>,
) -> Result<Response, AppError> {
    let key = PublicKey::parse(&answer).ok_or(Error::NotFound)?;
    let cx = state.resident();
    let found = match publication::by_key(&cx, &key).await {
        Ok(found) => found,
        // Who kept the address hears that it ended, and not that it was wrong.
        Err(Error::NotFound) if publication::is_withdrawn(&cx, &key).await? => {
            return Ok(Page(StatusCode::GONE, AnswerGonePage { frame: asked.frame(&state) }).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let page = AnswerPage {
        frame: asked.frame(&state),
        written_in: written_in(&found),
        outcome: outcome(&state, &asked, &found),
        published_on: date_in(found.published_on, asked.lang),
        is_japanese_elsewhere: asked.lang != Lang::Ja && language(&found) == Lang::Ja,
        heading: found.words.title,
        opinion: found.words.opinion,
        reply: found.words.reply,
        section: found.words.section,
    };
    Ok(Page::ok(page).into_response())
}

/// What may help; the text is compared and forgotten.
pub(super) fn helpful(state: &AppState, asked: &Asked, form: &SubmissionForm) -> Vec<HelpfulView> {
    let found = publication::helpful(&state.resident(), &form.subject, &form.body);
    let view = |answer: Publication| HelpfulView {
        href: format!("{}{}", asked.lang.prefix(), url::answer(answer.key.as_str())),
        written_in: written_in(&answer),
        outcome: outcome(state, asked, &answer),
        first: first_words(body_of(&answer.words.reply), FIRST_WORDS),
        title: answer.words.title,
        reply: answer.words.reply,
    };
    found.into_iter().map(view).collect()
}

/// The answer without its first line of thanks.
fn body_of(reply: &str) -> &str {
    reply.split_once('\n').map_or(reply, |(_, rest)| rest)
}

fn written_in(answer: &Publication) -> &'static str {
    language(answer).html()
}

fn language(answer: &Publication) -> Lang {
    Lang::from_code(&answer.words.language).unwrap_or_default()
}

fn outcome(state: &AppState, asked: &Asked, answer: &Publication) -> Text {
    let city = state.house.city();
    city.rules.outcome(&answer.words.outcome).map(|outcome| Text::of(&outcome.label, asked.lang)).unwrap_or_default()
}
