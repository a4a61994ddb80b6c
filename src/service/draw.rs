//! 抽せん: drawing a day's applications once, by a seed that was sealed before the first one came. A further round is for those
//! who have not been drawn yet, with a reason and a seed of its own, and it changes nothing of the round before.

use kocho_domain::{
    dialogue::{ApplicationState, Reception},
    draw::order,
    id::PublicKey,
    refusal::Refusal,
    rule::dialogue::{Choice, NoticeKind},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    application::{self, Application, Standing},
    dialogue_day::{self, Day},
    draw::{self, Draw},
    slot,
};

use crate::{
    Cx, Error,
    decision::{self, Told},
    dialogue_day::{desk, knows_all, reception_of, seal, series},
};

/// A day's draws.
#[derive(Debug, Clone)]
pub struct DrawView {
    /// The day.
    pub day: Day,
    /// Its rounds, each with the reason of a further one.
    pub rounds: Vec<(Draw, Option<String>)>,
    /// Numbers that would be drawn now, in the list's order.
    pub list: Vec<String>,
    /// Places that nobody has.
    pub places: usize,
    /// When one may apply.
    pub reception: Reception,
}

impl DrawView {
    /// The round that is sealed and not drawn.
    #[must_use]
    pub fn open_round(&self) -> Option<&Draw> {
        self.rounds.iter().map(|(round, _)| round).find(|round| round.drawn.is_none())
    }
}

/// The draws of a day, for the desk and the office.
///
/// # Errors
/// [`Error::NotFound`], also for sections.
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<DrawView, Error> {
    if !knows_all(cx.actor.staff()?) {
        return Err(Error::NotFound);
    }
    view(cx, key).await
}

/// The draws of a day as residents read them: seals, and after the draw the seeds, lists and results. Numbers are no names.
///
/// # Errors
/// [`Error::NotFound`] for a day that residents do not see or that has no draw.
pub async fn public(cx: &Cx, key: &PublicKey) -> Result<DrawView, Error> {
    let view = view(cx, key).await?;
    if view.day.state == kocho_domain::dialogue::DayState::Draft || view.rounds.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(view)
}

async fn view(cx: &Cx, key: &PublicKey) -> Result<DrawView, Error> {
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let mut rounds = Vec::new();
    for round in draw::of_day(&from, day.id).await? {
        let why = dialogue_day::words(&from, round.reason_text).await?;
        rounds.push((round, why));
    }
    let applications = application::of_days(&from, &[day.id]).await?;
    let list = undrawn(&applications).map(|one| one.about.number.to_string()).collect();
    Ok(DrawView {
        places: places(&from, &day, &applications).await?,
        reception: reception_of(&day, cx.today()),
        rounds,
        list,
        day,
    })
}

/// Applications that no draw and nobody has decided on, by number.
fn undrawn(applications: &[Application]) -> impl Iterator<Item = &Application> {
    applications.iter().filter(|one| one.standing.state == ApplicationState::Received)
}

/// Places for those who are drawn now: free slots, less those for whom somebody was drawn before or waits.
async fn places(from: &impl Source, day: &Day, applications: &[Application]) -> Result<usize, Error> {
    let free = slot::of_day(from, day.id).await?.iter().filter(|slot| slot.party.is_none()).count();
    let before =
        |one: &&Application| matches!(one.standing.state, ApplicationState::Chosen | ApplicationState::Waiting);
    Ok(free.saturating_sub(applications.iter().filter(before).count()))
}

/// Draws: the first so many as there are places are chosen, the others wait in the order in which they were drawn.
///
/// # Errors
/// [`Refusal::AlreadyDrawn`], [`Refusal::DrawTooEarly`], [`Refusal::NothingToDraw`], [`Refusal::NoDraw`]; [`Error::Stale`]
/// when somebody draws or decides at the same moment.
pub async fn run(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let mut tx = cx.begin().await?;
    let day = drawable(cx, &mut tx, key).await?;
    let rounds = draw::of_day(&tx, day.id).await?;
    let round = rounds.into_iter().find(|round| round.drawn.is_none()).ok_or(Refusal::AlreadyDrawn)?;
    let applications = application::of_days(&tx, &[day.id]).await?;
    let list: Vec<Application> = undrawn(&applications).cloned().collect();
    if list.is_empty() {
        return Err(Refusal::NothingToDraw.into());
    }
    let places = places(&tx, &day, &applications).await?;
    let numbers: Vec<String> = list.iter().map(|one| one.about.number.to_string()).collect();
    let drawn: Vec<String> =
        order(&round.seed, numbers.iter().map(String::as_str)).into_iter().map(|lot| lot.number).collect();
    let count = u32::try_from(places).unwrap_or(u32::MAX);
    draw::finish(&mut tx, round.id, count, (&numbers, &drawn), by).await?;
    settle(cx, &mut tx, &day, (&list, &drawn), places).await?;
    let event = AuditEvent::new("draw_done", "draw", Some(round.id.0))
        .with("round", round.round)
        .with("applications", list.len())
        .with("places", places);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// A day whose applications are closed and that is drawn, kept from others.
async fn drawable(cx: &Cx, tx: &mut Tx, key: &PublicKey) -> Result<Day, Error> {
    let day = crate::dialogue_day::still_open(tx, key).await?;
    dialogue_day::hold(tx, day.id).await?;
    if series(cx, &day.about.series)?.choice != Choice::Draw {
        return Err(Refusal::NoDraw.into());
    }
    match reception_of(&day, cx.today()) {
        Reception::Over => Ok(day),
        Reception::Now(until) => Err(Refusal::DrawTooEarly { until }.into()),
        Reception::Later(_) => {
            Err(Refusal::DrawTooEarly { until: day.about.apply_until.unwrap_or(day.about.held_on) }.into())
        }
        Reception::None => Err(Refusal::DayNotNow { state: day.state }.into()),
    }
}

/// Writes down who was chosen and who waits at which place; who waits is told now, who was chosen with the slot.
async fn settle(
    cx: &Cx,
    tx: &mut Tx,
    day: &Day,
    (list, drawn): (&[Application], &[String]),
    places: usize,
) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let mut place = decision::last_place(tx, day).await?;
    for (at, number) in drawn.iter().enumerate() {
        let Some(one) = list.iter().find(|one| one.about.number.to_string() == *number) else { continue };
        let chosen = at < places;
        place += u32::from(!chosen);
        let standing = Standing {
            state: if chosen { ApplicationState::Chosen } else { ApplicationState::Waiting },
            waiting_place: (!chosen).then_some(place),
            decided: Some((by, cx.now())),
            ..one.standing.clone()
        };
        application::save(tx, one, one.about.day, &standing, None).await?;
        if !chosen {
            let told = Told { kind: NoticeKind::Waiting, day: Some(day), slot: None, words: "", before: None };
            decision::tell(cx, tx, one, &told).await?;
        }
    }
    Ok(())
}

/// Seals a further round, for those who have not been drawn; why stands beside it for everybody to read.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::DrawOpen`] while a round is not drawn, [`Refusal::NothingToDraw`]; [`Error::Stale`].
pub async fn again(cx: &Cx, key: &PublicKey, reason: &str) -> Result<(), Error> {
    desk(cx)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let day = drawable(cx, &mut tx, key).await?;
    let rounds = draw::of_day(&tx, day.id).await?;
    if rounds.iter().any(|round| round.drawn.is_none()) {
        return Err(Refusal::DrawOpen.into());
    }
    if undrawn(&application::of_days(&tx, &[day.id]).await?).next().is_none() {
        return Err(Refusal::NothingToDraw.into());
    }
    let last = rounds.last().map_or(0, |round| round.round);
    let event = seal(cx, &mut tx, &day, last + 1, Some(reason)).await?;
    Ok(tx.commit(Story::audit(event.saying(reason))).await?)
}
