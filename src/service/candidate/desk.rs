//! A candidate as the desk sees it: what stands against it, how its cell is filled; who it is opens with a reason, and that is noted.

use kocho_domain::{
    access::Permission,
    id::PublicKey,
    panel::{CandidateState, Person, quota::Count},
    personal::Personal,
    rule::Use,
    story::{AuditEvent, Story},
};
use kocho_store::{
    candidate::{self, Candidate},
    candidate_lot::Lot,
    dialogue_day,
    panel::{self, Panel},
    panel_notice::{self, PanelNotice, To},
};

use super::{Past, reasons};
use crate::{Cx, Error, panel::desk as of_desk, route::reason_given};

/// Rows of a page.
const PAGE: u64 = 100;

/// A candidate with what is needed to decide.
#[derive(Debug, Clone)]
pub struct CandidateView {
    /// The candidate.
    pub candidate: Candidate,
    /// The term.
    pub panel: Panel,
    /// What stands against it, in the city's words.
    pub against: Vec<String>,
    /// Its cell of the matrix.
    pub cell: Count,
    /// What was told, the newest first.
    pub notices: Vec<PanelNotice>,
    /// Further words to the decision.
    pub words: Option<String>,
}

/// A candidate by its key.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<CandidateView, Error> {
    of_desk(cx)?;
    let from = cx.reader();
    let one = candidate::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let panel = panel::by_id(&from, one.about.panel).await?.ok_or(Error::NotFound)?;
    let chosen = candidate::in_state(&from, panel.id, CandidateState::Chosen).await?;
    let lot = Lot::from(&one);
    let past = Past::read(&from, &panel, std::slice::from_ref(&lot), &chosen).await?;
    let matrix = crate::panel::matrix(cx, &from, &panel).await?;
    Ok(CandidateView {
        against: reasons(cx, &past.against(cx, &lot)),
        cell: matrix.cell(&one.about.classes),
        notices: panel_notice::of(&from, To::Candidate(one.id)).await?,
        words: dialogue_day::words(&from, one.standing.reason_text).await?,
        panel,
        candidate: one,
    })
}

/// Candidates of a term in one state (none: all), behind a number; with where the next page begins.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn list(
    cx: &Cx,
    key: &PublicKey,
    state: Option<CandidateState>,
    after: &str,
) -> Result<(Panel, Vec<Candidate>, Option<String>), Error> {
    of_desk(cx)?;
    let from = cx.reader();
    let panel = panel::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let mut rows = candidate::page(&from, panel.id, state, (after, PAGE + 1)).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|one| one.about.number.clone());
    Ok((panel, rows, next))
}

/// Shows who a candidate is to a person who says why.
///
/// # Errors
/// [`kocho_domain::refusal::Refusal::ReasonMissing`], [`Error::NotFound`], [`Error::Denied`].
pub async fn reveal(cx: &Cx, key: &PublicKey, reason_code: &str, reason: &str) -> Result<Personal<Person>, Error> {
    of_desk(cx)?;
    if !cx.actor.staff()?.may(Permission::PersonalReveal) {
        return Err(Error::Denied);
    }
    reason_given(cx, Use::Reveal, reason_code, reason)?;
    let tx = cx.begin().await?;
    let one = candidate::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let event = AuditEvent::new("revealed", "candidate", Some(one.id.0)).with("reason", reason_code).saying(reason);
    tx.commit(Story::audit(event)).await?;
    Ok(one.about.person)
}
