//! Published answers: a page for each, and those that may already help somebody who is about to send.

use axum::extract::{Path, State};
use kocho_domain::{id::PublicKey, localized::Lang, submission::first_words};
use kocho_service::{Error, publication, publication::Publication};

use super::Asked;
use crate::{
    page::Page,
    problem::AppError,
    public::{
        answer::AnswerPage,
        submission::{HelpfulView, SubmissionForm},
    },
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// Characters of an answer that are shown before one opens it.
const FIRST_WORDS: usize = 80;

/// `GET /answers/{answer}`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    Path(answer): Path<String>,
) -> Result<Page<AnswerPage>, AppError> {
    let key = PublicKey::parse(&answer).ok_or(Error::NotFound)?;
    let found = publication::by_key(&state.resident(), &key).await?;
    Ok(Page::ok(AnswerPage {
        frame: asked.frame(&state),
        written_in: written_in(&found),
        outcome: outcome(&state, &asked, &found),
        published_on: match asked.lang {
            Lang::En => found.published_on.format("%-d %B %Y").to_string(),
            Lang::Ja | Lang::Easy => kocho_domain::era::wareki(found.published_on),
        },
        heading: found.title,
        opinion: found.opinion,
        reply: found.reply,
        section: found.section,
    }))
}

/// What may help; the text is compared and forgotten.
pub(super) fn helpful(state: &AppState, asked: &Asked, form: &SubmissionForm) -> Vec<HelpfulView> {
    let found = publication::helpful(&state.resident(), &form.subject, &form.body);
    let view = |answer: Publication| HelpfulView {
        href: format!("{}{}", asked.lang.prefix(), url::answer(answer.key.as_str())),
        written_in: written_in(&answer),
        outcome: outcome(state, asked, &answer),
        first: first_words(body_of(&answer.reply), FIRST_WORDS),
        title: answer.title,
        reply: answer.reply,
    };
    found.into_iter().map(view).collect()
}

/// The answer without its first line of thanks.
fn body_of(reply: &str) -> &str {
    reply.split_once('\n').map_or(reply, |(_, rest)| rest)
}

fn written_in(answer: &Publication) -> &'static str {
    Lang::from_code(&answer.language).unwrap_or_default().html()
}

fn outcome(state: &AppState, asked: &Asked, answer: &Publication) -> Text {
    let city = state.house.city();
    city.rules.outcome(&answer.outcome).map(|outcome| Text::of(&outcome.label, asked.lang)).unwrap_or_default()
}
