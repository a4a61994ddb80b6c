//! The doors of `/dialogue` and of the draws of a day.

use axum::extract::{Path, State};
use kocho_domain::{
    dialogue::{DayState, Reception},
    id::PublicKey,
};
use kocho_service::{
    Error,
    dialogue_day::{self, PublicDay},
    draw,
};

use super::Asked;
use crate::{
    filters::{date_in, moment_in},
    page::Page,
    problem::{AppError, office},
    public::dialogue_day::{DialoguePage, DrawPage, PublicDayView, RoundView, SeriesView},
    state::AppState,
    texts::{Text, Texts},
    urls::public as url,
};

/// `GET /dialogue`
pub(super) async fn show(State(state): State<AppState>, asked: Asked) -> Result<Page<DialoguePage>, AppError> {
    let cx = state.resident();
    let frame = asked.frame(&state);
    let mut series: Vec<SeriesView> = Vec::new();
    for (of, days) in dialogue_day::public_days(&cx).await? {
        let open = of.web && of.asks_to_apply() && days.iter().any(|day| matches!(day.reception, Reception::Now(_)));
        let first = open && series.iter().all(|other| other.apply.is_none());
        series.push(SeriesView {
            label: Text::of(&of.label, asked.lang),
            about: Text::of(&of.about, asked.lang),
            who: Text::of(&of.who, asked.lang),
            limit: frame.texts.dialogue.limit(of.per_fiscal_year),
            come: of.come.as_ref().map(|come| Text::of(come, asked.lang)).unwrap_or_default(),
            days: days.iter().map(|day| day_view(day, &of, &asked)).collect(),
            apply: open.then(|| frame.link(&url::dialogue_new(&of.code, ""))),
            first,
        });
    }
    let reasons = cx.city.rules.dialogues().reasons.iter().filter(|reason| reason.announced);
    Ok(Page::ok(DialoguePage {
        excluded: reasons.map(|reason| Text::of(&reason.public, asked.lang)).collect(),
        phone: office(&state, asked.lang).phone,
        series,
        frame,
    }))
}

fn day_view(day: &PublicDay, of: &kocho_domain::rule::dialogue::Series, asked: &Asked) -> PublicDayView {
    let words = &Texts::of(asked.lang).dialogue;
    let about = &day.day.about;
    let reception = match day.reception {
        _ if !of.asks_to_apply() => Text::default(),
        Reception::Now(until) => words.now.with("date", date_in(until, asked.lang)).text(),
        Reception::Later(from) => words.later.with("date", date_in(from, asked.lang)).text(),
        Reception::Over => words.over.clone(),
        Reception::None => Text::default(),
    };
    let is_drawn = of.choice == kocho_domain::rule::dialogue::Choice::Draw && day.day.state == DayState::Announced;
    PublicDayView {
        on: about.held_on,
        title: day.name.clone(),
        venue: about.venue.clone(),
        times: day.times.clone(),
        moved: day
            .moved_from
            .map(|from| words.moved.with("date", date_in(from, asked.lang)).text())
            .unwrap_or_default(),
        slots: day.slots,
        capacity: if about.capacity > 0 {
            words.capacity.with("count", about.capacity).text()
        } else {
            Text::default()
        },
        reception,
        cancelled: day.day.state == DayState::Cancelled,
        draw: is_drawn.then(|| format!("{}{}", asked.lang.prefix(), url::dialogue_draw(day.day.key.as_str()))),
    }
}

/// `GET /dialogue/draws/{day}`
pub(super) async fn draw(
    State(state): State<AppState>,
    asked: Asked,
    Path(key): Path<String>,
) -> Result<Page<DrawPage>, AppError> {
    let cx = state.resident();
    let view = draw::public(&cx, &PublicKey::parse(&key).ok_or(Error::NotFound)?).await?;
    Ok(Page::ok(DrawPage {
        on: view.day.about.held_on,
        number: crate::staff::dialogue_day::number(&cx, &view.day),
        rounds: rounds(&view, &asked),
        frame: asked.frame(&state),
    }))
}

fn rounds(view: &draw::DrawView, asked: &Asked) -> Vec<RoundView> {
    let round = |(round, why): &(kocho_service::stored::draw::Draw, Option<String>)| {
        let drawn = round.drawn.as_ref();
        let chosen = drawn.map_or(0, |drawn| drawn.places as usize);
        let lots = drawn.map(|drawn| kocho_domain::draw::order(&round.seed, drawn.result.iter().map(String::as_str)));
        RoundView {
            round: round.round,
            seal: round.seed_sha256.clone(),
            sealed_at: moment_in(round.sealed_at, asked.lang),
            reason: why.clone().unwrap_or_default(),
            seed: drawn.map(|_| round.seed.clone()).unwrap_or_default(),
            drawn_at: drawn.map(|drawn| moment_in(drawn.at, asked.lang)).unwrap_or_default(),
            places: drawn.map_or(0, |drawn| drawn.places),
            result: lots
                .unwrap_or_default()
                .into_iter()
                .enumerate()
                .map(|(at, lot)| (lot.number, lot.lot, at < chosen))
                .collect(),
        }
    };
    view.rounds.iter().map(round).collect()
}
