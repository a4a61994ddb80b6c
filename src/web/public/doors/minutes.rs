//! What was said on dialogue days, for everybody.

use axum::extract::{Path, State};
use kocho_domain::id::PublicKey;
use kocho_service::{
    Error,
    summary::{self, PublicSlot},
};

use super::{Asked, promise::promise};
use crate::{
    filters::date_in,
    page::Page,
    problem::AppError,
    public::minutes::{DayRow, HeldDayPage, HeldDaysPage, TalkView},
    state::AppState,
    texts::Texts,
    urls::public as url,
};

/// `GET /dialogue/days`
pub(super) async fn list(State(state): State<AppState>, asked: Asked) -> Result<Page<HeldDaysPage>, AppError> {
    let frame = asked.frame(&state);
    let days = summary::public_days(&state.resident()).await?.into_iter().map(|day| DayRow {
        href: frame.link(&url::dialogue_held(day.key.as_str())),
        held: date_in(day.about.held_on, asked.lang),
        title: day.about.title,
    });
    Ok(Page::ok(HeldDaysPage { days: days.collect(), frame }))
}

/// `GET /dialogue/days/{held}`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    Path(day): Path<String>,
) -> Result<Page<HeldDayPage>, AppError> {
    let cx = state.resident();
    let found = summary::public_day(&cx, &PublicKey::parse(&day).ok_or(Error::NotFound)?).await?;
    let words = &Texts::of(asked.lang).minutes;
    let talk = |slot: PublicSlot| {
        let (all, done) = slot.taken;
        let taken = words.taken.with("all", all.to_string()).with("done", done.to_string()).text();
        let view = |one: &kocho_domain::commitment::Commitment| {
            promise(one, cx.city.section_name(one.section).to_owned(), cx.today(), asked.lang)
        };
        TalkView {
            promises: slot.promises.iter().map(view).collect(),
            taken: (all > 0).then_some(taken),
            theme: slot.theme,
            body: slot.body,
        }
    };
    let held_on = date_in(found.day.about.held_on, asked.lang);
    Ok(Page::ok(HeldDayPage {
        held: words.held.with("date", held_on.clone()).with("venue", found.day.about.venue).text(),
        day: held_on,
        name: found.day.about.title,
        talks: found.slots.into_iter().map(talk).collect(),
        frame: asked.frame(&state),
    }))
}
