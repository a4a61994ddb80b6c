//! 抽せん: drawing a term's candidates, or the rows of a register, once and by a seed that was sealed when the call opened.
//!
//! How lots are made is `kocho_domain::draw`, as for dialogue days; who gets a place then is `panel::quota::fill`. A further
//! round is a new record with its reason and changes nothing of the round before.

use std::collections::BTreeMap;

use kocho_domain::{
    draw::order,
    id::PublicKey,
    panel::{
        CandidateState, DrawSource, PanelState,
        eligibility::Against,
        quota::{Entry, Fate, fill},
    },
    refusal::Refusal,
    rule::panel::PanelNoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    candidate::{self, Candidate, Standing},
    candidate_lot::{self, Lot},
    candidate_tally::{self, Counted},
    dialogue_day,
    panel::Panel,
    panel_draw::{self, Outcome, PanelDraw},
};

use super::places;
use crate::{
    Cx, Error,
    candidate::Past,
    panel::{desk, held, known, matrix, public_terms, seal},
    panel_notice::{self, Target},
};

/// A term's draws.
#[derive(Debug, Clone)]
pub struct PanelDrawView {
    /// The term.
    pub panel: Panel,
    /// Its rounds, each with the reason of a further one.
    pub rounds: Vec<(PanelDraw, Option<String>)>,
    /// So many would be drawn from now, by list.
    pub waiting: BTreeMap<DrawSource, usize>,
    /// Places that nobody has.
    pub places: u32,
    /// Applications are taken still.
    pub call_open: bool,
}

impl PanelDrawView {
    /// The round of this list that is sealed and not drawn.
    #[must_use]
    pub fn open_round(&self, source: DrawSource) -> Option<&PanelDraw> {
        self.rounds.iter().map(|(round, _)| round).find(|round| round.source == source && round.drawn.is_none())
    }

    /// So many wait in this list.
    #[must_use]
    pub fn waiting(&self, source: DrawSource) -> usize {
        self.waiting.get(&source).copied().unwrap_or(0)
    }
}

/// The draws of a term, for the desk.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<PanelDrawView, Error> {
    desk(cx)?;
    let panel = known(&cx.reader(), key).await?;
    view(cx, panel).await
}

/// Terms whose draws residents read on one page.
const PUBLIC: usize = 2;

/// The draws of the newest public terms as residents read them: numbers are no names.
///
/// # Errors
/// [`Error::NotFound`] before the first call.
pub async fn public_draws(cx: &Cx) -> Result<Vec<PanelDrawView>, Error> {
    let mut views = Vec::new();
    for panel in public_terms(cx).await?.into_iter().take(PUBLIC) {
        views.push(view(cx, panel).await?);
    }
    if views.is_empty() { Err(Error::NotFound) } else { Ok(views) }
}

async fn view(cx: &Cx, panel: Panel) -> Result<PanelDrawView, Error> {
    let from = cx.reader();
    let mut rounds = Vec::new();
    for round in panel_draw::of_panel(&from, panel.id).await? {
        let why = dialogue_day::words(&from, round.reason_text).await?;
        rounds.push((round, why));
    }
    let counted = candidate_tally::of_panel(&from, panel.id).await?;
    let waiting = DrawSource::ALL.iter().map(|source| (*source, waiting(&counted, *source)));
    let chosen = counted.iter().filter(|some| some.state == CandidateState::Chosen).map(|some| some.people).sum();
    Ok(PanelDrawView {
        waiting: waiting.collect(),
        places: places(cx, &from, &panel, chosen).await?,
        call_open: panel.state == PanelState::Called && cx.today() <= panel.about.apply_until,
        rounds,
        panel,
    })
}

/// How many candidates of a list no draw and nobody has decided on.
fn waiting(counted: &[Counted], source: DrawSource) -> usize {
    let some =
        counted.iter().filter(|some| some.state == CandidateState::Received && some.way.source() == Some(source));
    some.map(|some| some.people).sum()
}

/// Draws from a list. Whom the rule excludes is passed over first, with the reason; of a register, the rows that were not drawn
/// are erased, and how many is written down.
///
/// # Errors
/// [`Refusal::AlreadyDrawn`], [`Refusal::DrawTooEarly`], [`Refusal::NothingToDraw`], [`Refusal::PanelNotNow`];
/// [`Error::Stale`] when somebody draws at the same moment.
pub async fn run(cx: &Cx, key: &PublicKey, source: DrawSource) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called]).await?;
    if source == DrawSource::Call && cx.today() <= panel.about.apply_until {
        return Err(Refusal::DrawTooEarly { until: panel.about.apply_until }.into());
    }
    let rounds = panel_draw::of_panel(&tx, panel.id).await?;
    let open = rounds.into_iter().find(|round| round.source == source && round.drawn.is_none());
    let round = open.ok_or(Refusal::AlreadyDrawn)?;
    let listed = candidate_lot::undrawn(&tx, panel.id, source).await?;
    if listed.is_empty() {
        return Err(Refusal::NothingToDraw.into());
    }
    let chosen = candidate::in_state(&tx, panel.id, CandidateState::Chosen).await?;
    let past = Past::read(&tx, &panel, &listed, &chosen).await?;
    let list = sort_out(cx, &mut tx, &past, &listed).await?;
    let places = places(cx, &tx, &panel, chosen.len()).await?;
    let drawn = entries(cx, &round, &list);
    let rule = cx.city.rules.panels();
    let free = matrix(cx, &tx, &panel).await?.free();
    let fates = fill(&drawn, free, (places, rule.draw_gives_rest), &past.homes());
    settle(cx, &mut tx, &panel, (&list, &drawn, &fates)).await?;
    let erased = match source {
        DrawSource::Register => candidate::remove_undrawn(&mut tx, panel.id).await?,
        DrawSource::Call => 0,
    };
    let numbers = |all: &mut dyn Iterator<Item = &String>| all.cloned().collect::<Vec<String>>();
    let has_place = |number: &&String| fates.get(*number) == Some(&Fate::Chosen);
    let outcome = Outcome {
        places,
        list: numbers(&mut list.iter().map(|one| &one.number)),
        result: numbers(&mut drawn.iter().map(|entry| &entry.number)),
        chosen: numbers(&mut drawn.iter().map(|entry| &entry.number).filter(has_place)),
        erased,
    };
    panel_draw::finish(&mut tx, round.id, &outcome, by).await?;
    tx.commit(Story::audit(told(&round, &outcome))).await?;
    cx.house.wake_worker();
    Ok(())
}

fn told(round: &PanelDraw, outcome: &Outcome) -> AuditEvent {
    AuditEvent::new("draw_done", "panel_draw", Some(round.id.0))
        .with("source", round.source.code())
        .with("round", round.round)
        .with("list", outcome.list.len())
        .with("chosen", outcome.chosen.len())
        .with("erased", outcome.erased)
}

/// Passes over whom the rule excludes whatever the lot; answers the others, sorted by number. One of a household is no such
/// reason yet: the lot says which one.
async fn sort_out<'a>(cx: &Cx, tx: &mut Tx, past: &Past, listed: &'a [Lot]) -> Result<Vec<&'a Lot>, Error> {
    let by = desk(cx)?.id;
    let (mut list, mut against) = (Vec::new(), BTreeMap::new());
    for one in listed {
        match past.against(cx, one).into_iter().find(|what| *what != Against::Household) {
            None => list.push(one),
            // A row of a register on which nobody has decided goes with the undrawn ones.
            Some(_) if one.is_register => {}
            Some(what) => {
                against.insert(one.id, what);
            }
        }
    }
    for one in candidate::by_ids(tx, &against.keys().copied().collect::<Vec<_>>()).await? {
        let standing = Standing {
            state: CandidateState::NotChosen,
            reason: against.get(&one.id).map(|what| what.code().to_owned()),
            decided: Some((by, cx.now())),
            ..one.standing.clone()
        };
        candidate::save(tx, &one, &standing, None).await?;
    }
    list.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(list)
}

/// The list in the order of the lots.
fn entries(cx: &Cx, round: &PanelDraw, list: &[&Lot]) -> Vec<Entry> {
    let one_of_a_home = cx.city.rules.panels().one_per_household;
    let of: BTreeMap<&str, &Lot> = list.iter().map(|one| (one.number.as_str(), *one)).collect();
    let lots = order(&round.seed, list.iter().map(|one| one.number.as_str()));
    let entry = |number: String| {
        let one = of.get(number.as_str())?;
        let home = one.hashes.home.clone().filter(|_| one_of_a_home);
        Some(Entry { classes: one.classes.clone(), home, number })
    };
    lots.into_iter().filter_map(|lot| entry(lot.number)).collect()
}

/// Writes down what the draw means for each. Of a register only those who were drawn: the other rows go.
async fn settle(
    cx: &Cx,
    tx: &mut Tx,
    panel: &Panel,
    (list, drawn, fates): (&[&Lot], &[Entry], &BTreeMap<String, Fate>),
) -> Result<(), Error> {
    let by = desk(cx)?.id;
    let named = list.iter().filter(|one| !one.is_register || fates.get(&one.number) == Some(&Fate::Chosen));
    let people = candidate::by_ids(tx, &named.map(|one| one.id).collect::<Vec<_>>()).await?;
    let of: BTreeMap<&str, &Candidate> = people.iter().map(|one| (one.about.number.as_str(), one)).collect();
    let reserve = candidate::in_state(tx, panel.id, CandidateState::Reserve).await?;
    let mut place = reserve.iter().filter_map(|one| one.standing.reserve_place).max().unwrap_or(0);
    for entry in drawn {
        let (Some(one), Some(fate)) = (of.get(entry.number.as_str()), fates.get(&entry.number)) else { continue };
        let mut standing = Standing { decided: Some((by, cx.now())), ..one.standing.clone() };
        match fate {
            Fate::Chosen => standing.state = CandidateState::Chosen,
            Fate::Reserve => {
                place += 1;
                standing.state = CandidateState::Reserve;
                standing.reserve_place = Some(place);
            }
            Fate::Household => {
                standing.state = CandidateState::NotChosen;
                standing.reason = Some(Against::Household.code().to_owned());
            }
        }
        candidate::save(tx, one, &standing, None).await?;
        if one.about.way.source() == Some(DrawSource::Register) {
            // They never asked for it: a letter asks them.
            let asks = (PanelNoticeKind::Asked, "", "");
            panel_notice::tell(cx, tx, panel, &Target::of_candidate(one), asks).await?;
        }
    }
    Ok(())
}

/// Seals a further round of a list; why stands beside it for everybody to read. A register is brought after that.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::DrawOpen`] while a round is not drawn, [`Refusal::NothingToDraw`] when nobody waits,
/// [`Refusal::PanelNotNow`].
pub async fn again(cx: &Cx, key: &PublicKey, source: DrawSource, reason: &str) -> Result<(), Error> {
    desk(cx)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called]).await?;
    let rounds = panel_draw::of_panel(&tx, panel.id).await?;
    let own = || rounds.iter().filter(|round| round.source == source);
    if own().any(|round| round.drawn.is_none()) {
        return Err(Refusal::DrawOpen.into());
    }
    let counted = candidate_tally::of_panel(&tx, panel.id).await?;
    if source == DrawSource::Call && waiting(&counted, source) == 0 {
        return Err(Refusal::NothingToDraw.into());
    }
    let last = own().next_back().map_or(0, |round| round.round);
    let event = seal(cx, &mut tx, &panel, (source, last + 1), Some(reason)).await?;
    Ok(tx.commit(Story::audit(event.saying(reason))).await?)
}
