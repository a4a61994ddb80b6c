//! 選考: choosing by hand, saying why not, and a person's own no. Drawing is in `selection/draw.rs`, a register of residents in
//! `selection/register.rs`.

mod draw;
mod register;

use chrono::Days;
use kocho_domain::{
    id::PublicKey,
    panel::{CandidateState, PanelState},
    refusal::Refusal,
    rule::panel::PanelNoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    candidate::{self, Candidate, Standing},
    candidate_lot::Lot,
    monitor,
    panel::{self, Panel},
};

pub use self::{
    draw::{PanelDrawView, again, public_draws, run, show as show_draws},
    register::{Brought, Headings, bring, drop_rows},
};
use crate::{
    Cx, Error,
    candidate::{Past, reasons},
    panel::desk,
    panel_notice::{self, Target},
};

/// A candidate in hand, with the lock that the person's page carried, and its term, kept from others.
async fn known(tx: &mut Tx, key: &PublicKey, seen: i64) -> Result<(Candidate, Panel), Error> {
    let one = candidate::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    if one.lock != seen {
        return Err(Error::Stale);
    }
    let panel = panel::by_id(tx, one.about.panel).await?.ok_or(Error::NotFound)?;
    panel::hold(tx, panel.id).await?;
    Ok((one, panel))
}

fn decided(cx: &Cx, one: &Candidate, state: CandidateState) -> Result<Standing, Error> {
    Ok(Standing { state, reserve_place: None, decided: Some((desk(cx)?.id, cx.now())), ..one.standing.clone() })
}

/// Places of a term that nobody has: not the chosen ones, not those who serve or will.
pub(super) async fn places(cx: &Cx, from: &impl Source, panel: &Panel, chosen: usize) -> Result<u32, Error> {
    let day = cx.today().clamp(panel.about.starts_on, panel.about.ends_on);
    let serving = monitor::of_panel(from, panel.id).await?.iter().filter(|one| one.is_active(day)).count();
    Ok(panel.about.size.saturating_sub(u32::try_from(chosen + serving).unwrap_or(u32::MAX)))
}

/// 選出: by hand, from those who wait or from the reserve.
///
/// # Errors
/// [`Refusal::CandidateNotNow`], [`Refusal::CandidateExcluded`] with what the rule says against it, [`Refusal::PanelFull`];
/// [`Error::Stale`].
pub async fn choose(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let (one, panel) = known(&mut tx, key, seen).await?;
    if !one.standing.state.is_open() || panel.state == PanelState::Draft {
        return Err(Refusal::CandidateNotNow { state: one.standing.state }.into());
    }
    let chosen = candidate::in_state(&tx, panel.id, CandidateState::Chosen).await?;
    let lot = Lot::from(&one);
    let found = Past::read(&tx, &panel, std::slice::from_ref(&lot), &chosen).await?.against(cx, &lot);
    if !found.is_empty() {
        return Err(Refusal::CandidateExcluded { reasons: reasons(cx, &found) }.into());
    }
    if places(cx, &tx, &panel, chosen.len()).await? == 0 {
        return Err(Refusal::PanelFull { size: panel.about.size }.into());
    }
    let standing = Standing { reason: None, ..decided(cx, &one, CandidateState::Chosen)? };
    candidate::save(&mut tx, &one, &standing, None).await?;
    let event = AuditEvent::new("candidate_chosen", "candidate", Some(one.id.0)).with("by", "hand");
    Ok(tx.commit(Story::audit(event)).await?)
}

/// 選外, with a reason of the city's list. The person is told when the selection ends.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::UnknownCode`], [`Refusal::CandidateNotNow`], [`Refusal::PanelNotNow`] after the
/// selection; [`Error::Stale`].
pub async fn pass_over(cx: &Cx, key: &PublicKey, seen: i64, reason: &str, words: &str) -> Result<(), Error> {
    desk(cx)?;
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    if cx.city.rules.panels().reason(reason).is_none() {
        return Err(Refusal::UnknownCode(reason.to_owned()).into());
    }
    let mut tx = cx.begin().await?;
    let (one, panel) = known(&mut tx, key, seen).await?;
    if panel.state != PanelState::Called {
        return Err(Refusal::PanelNotNow { state: panel.state }.into());
    }
    if !one.standing.state.is_open() && one.standing.state != CandidateState::Chosen {
        return Err(Refusal::CandidateNotNow { state: one.standing.state }.into());
    }
    let standing = Standing { reason: Some(reason.to_owned()), ..decided(cx, &one, CandidateState::NotChosen)? };
    let words = words.trim();
    candidate::save(&mut tx, &one, &standing, (!words.is_empty()).then_some(words)).await?;
    let event = AuditEvent::new("candidate_passed_over", "candidate", Some(one.id.0)).with("reason", reason);
    Ok(tx.commit(Story::audit(event.saying(words))).await?)
}

/// 辞退: the person does not want to. Their data are erased by the rule's day.
///
/// # Errors
/// [`Refusal::ReasonMissing`] without a word about who said so, [`Refusal::CandidateNotNow`]; [`Error::Stale`].
pub async fn decline(cx: &Cx, key: &PublicKey, seen: i64, words: &str) -> Result<(), Error> {
    desk(cx)?;
    let words = words.trim();
    if words.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let (one, _) = known(&mut tx, key, seen).await?;
    if !one.standing.state.is_open() && one.standing.state != CandidateState::Chosen {
        return Err(Refusal::CandidateNotNow { state: one.standing.state }.into());
    }
    let days = cx.city.rules.panels().erase_candidates_days;
    let standing = Standing {
        purge_on: cx.today().checked_add_days(Days::new(days.into())),
        ..decided(cx, &one, CandidateState::Declined)?
    };
    candidate::save(&mut tx, &one, &standing, Some(words)).await?;
    let event = AuditEvent::new("candidate_declined", "candidate", Some(one.id.0)).saying(words);
    Ok(tx.commit(Story::audit(event)).await?)
}

/// 就任の依頼: asks a recommended person by letter or mail whether they want to.
///
/// # Errors
/// [`Refusal::CandidateNotNow`] unless they are chosen; [`Error::Stale`].
pub async fn ask(cx: &Cx, key: &PublicKey, seen: i64, words: &str) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let (one, panel) = known(&mut tx, key, seen).await?;
    if one.standing.state != CandidateState::Chosen {
        return Err(Refusal::CandidateNotNow { state: one.standing.state }.into());
    }
    let told = (PanelNoticeKind::Asked, "", words);
    panel_notice::tell(cx, &mut tx, &panel, &Target::of_candidate(&one), told).await?;
    let event = AuditEvent::new("candidate_asked", "candidate", Some(one.id.0));
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}
