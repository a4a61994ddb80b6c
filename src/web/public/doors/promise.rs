//! What the city said it would do, for everybody.

use axum::extract::State;
use chrono::NaiveDate;
use kocho_domain::{
    commitment::{Commitment, State as Standing, Tally},
    localized::Lang,
};
use kocho_service::commitment::list::{self, Listed};

use super::Asked;
use crate::{
    filters::date_in,
    page::Page,
    problem::AppError,
    public::promise::{PromiseView, PromisesPage},
    state::AppState,
    texts::{Text, Texts},
};

/// `GET /promises`
pub(super) async fn list(State(state): State<AppState>, asked: Asked) -> Result<Page<PromisesPage>, AppError> {
    let cx = state.resident();
    let found = list::public(&cx).await?;
    let view = |listed: Listed| {
        let section = cx.city.section_name(listed.one.section).to_owned();
        promise(&listed.one, section, cx.today(), asked.lang)
    };
    Ok(Page::ok(PromisesPage {
        rate: rate(found.tally, asked.lang),
        open: found.open.into_iter().map(view).collect(),
        done: found.done.into_iter().map(view).collect(),
        frame: asked.frame(&state),
    }))
}

fn rate(tally: Tally, lang: Lang) -> Text {
    let words = &Texts::of(lang).promise;
    match tally.percent() {
        None => words.rate_none.clone(),
        Some(percent) => {
            let phrase = words.rate.with("percent", percent.to_string()).with("judged", tally.judged().to_string());
            phrase.with("kept", tally.on_time.to_string()).text()
        }
    }
}

/// A promise in the words of a language; what the city wrote stays Japanese.
pub(super) fn promise(one: &Commitment, section: String, today: NaiveDate, lang: Lang) -> PromiseView {
    let words = &Texts::of(lang).promise;
    let on = one.closed_on.unwrap_or(one.due_on);
    let standing = match one.state {
        Standing::Open | Standing::Moved => words.due.with("date", date_in(one.due_on, lang)),
        Standing::Kept => words.kept.with("date", date_in(on, lang)),
        Standing::Dropped => words.dropped.with("date", date_in(on, lang)),
    };
    let moved = one.first_due_on != one.due_on;
    PromiseView {
        text: one.public_text.clone(),
        section,
        made: words.made.with("date", date_in(one.made_on, lang)).text(),
        standing: standing.text(),
        first_due: moved.then(|| words.first_due.with("date", date_in(one.first_due_on, lang)).text()),
        late: one.is_late(today),
        outcome: one.public_outcome.clone(),
    }
}
