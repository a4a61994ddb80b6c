//! How much came and what became of it, for everybody.

use axum::extract::State;
use kocho_service::office::{self, PublicFigures};

use super::Asked;
use crate::{
    filters::date_in,
    page::Page,
    problem::AppError,
    public::figure::{FigureView, FiguresPage},
    state::AppState,
    texts::{Text, Texts},
};

/// `GET /figures`
pub(super) async fn show(State(state): State<AppState>, asked: Asked) -> Result<Page<FiguresPage>, AppError> {
    let found = office::public_figures(&state.resident()).await?;
    let words = &Texts::of(asked.lang).figure;
    let period = |found: &PublicFigures| {
        let from = words.period.with("from", date_in(found.from, asked.lang));
        from.with("until", date_in(found.until, asked.lang)).text()
    };
    Ok(Page::ok(FiguresPage {
        period: found.as_ref().map(period).unwrap_or_default(),
        figures: found.as_ref().map(|found| figures(found, &asked)).unwrap_or_default(),
        outcomes: found.as_ref().map(|found| outcomes(found, &asked)).unwrap_or_default(),
        frame: asked.frame(&state),
    }))
}

fn figures(found: &PublicFigures, asked: &Asked) -> Vec<FigureView> {
    let words = &Texts::of(asked.lang).figure;
    let percent = |share: u64| words.percent.with("percent", share.to_string()).text();
    let view = |name: &Text, value: Text, note: &Text| FigureView { name: name.clone(), value, note: note.clone() };
    let count = |phrase: &crate::texts::Phrase, n: u64| phrase.with("count", n.to_string()).text();
    let letters = view(&words.letters, count(&words.letters_count, found.letters), &Text::default());
    let cases = view(&words.cases, count(&words.cases_count, found.cases), &words.cases_note);
    let proposals = found.proposal_rate.map(|rate| view(&words.proposals, percent(rate), &words.proposals_note));
    let ended = view(&words.ended, count(&words.cases_count, found.ended), &words.ended_note);
    let days = found.median_days.map(|days| view(&words.days, count(&words.days_count, days), &words.days_note));
    let on_time = found.on_time.map(|rate| view(&words.on_time, percent(rate), &words.on_time_note));
    [Some(letters), Some(cases), proposals, Some(ended), days, on_time].into_iter().flatten().collect()
}

fn outcomes(found: &PublicFigures, asked: &Asked) -> Vec<FigureView> {
    let words = &Texts::of(asked.lang).figure;
    let view = |name: Text, n: u64| FigureView {
        name,
        value: words.cases_count.with("count", n.to_string()).text(),
        note: Text::default(),
    };
    let rest = (found.no_outcome > 0).then(|| view(words.no_outcome.clone(), found.no_outcome));
    found.outcomes.iter().map(|(name, n)| view(Text::of(name, asked.lang), *n)).chain(rest).collect()
}
