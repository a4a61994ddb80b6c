//! Deciding a proposed value: somebody else than who proposed it approves it or sends it back with a reason; who proposed it may
//! withdraw it. A value that came from a survey is reckoned again first.

use kocho_domain::{
    access::Permission,
    id::PublicKey,
    indicator::{
        Act, Formula,
        allowed::{self, Objection},
        is_same, written,
    },
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::indicator::{self as stored, Actual};

use super::of_survey;
use crate::{Cx, Error};

/// 決定する: from now on it is the value of its year; the one before it stays in the history.
///
/// # Errors
/// [`Refusal::OwnProposal`], [`Refusal::IndicatorNotNow`], [`Refusal::ResultOpen`], [`Refusal::ResultChanged`];
/// [`Error::NotFound`], [`Error::Denied`], [`Error::Stale`].
pub async fn approve(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let seen = allowed_to(cx, key, Act::Approve).await?;
    is_still_so(cx, &seen).await?;
    decide(cx, &seen, Act::Approve, "").await
}

/// 差し戻す.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::OwnProposal`], [`Refusal::IndicatorNotNow`]; [`Error::NotFound`], [`Error::Denied`].
pub async fn send_back(cx: &Cx, key: &PublicKey, reason: &str) -> Result<(), Error> {
    let seen = allowed_to(cx, key, Act::SendBack).await?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    decide(cx, &seen, Act::SendBack, reason.trim()).await
}

/// 取り下げる: by who proposed it.
///
/// # Errors
/// [`Refusal::IndicatorNotNow`]; [`Error::NotFound`], [`Error::Denied`].
pub async fn withdraw(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let seen = allowed_to(cx, key, Act::Withdraw).await?;
    decide(cx, &seen, Act::Withdraw, "").await
}

/// A value for somebody who may do this with it.
async fn allowed_to(cx: &Cx, key: &PublicKey, act: Act) -> Result<Actual, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::IndicatorRead) {
        return Err(Error::Denied);
    }
    let seen = stored::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    match allowed::may(staff, act, seen.proposed_by) {
        Ok(()) => Ok(seen),
        Err(Objection::Own) => Err(Refusal::OwnProposal.into()),
        Err(Objection::Right) => Err(Error::Denied),
    }
}

async fn decide(cx: &Cx, seen: &Actual, act: Act, reason: &str) -> Result<(), Error> {
    let to = seen.state.next(act).ok_or(Refusal::IndicatorNotNow { state: seen.state })?;
    let mut tx = cx.begin().await?;
    if act == Act::Approve {
        stored::give_way(&mut tx, &seen.new.which, seen.new.year).await?;
    }
    stored::decide(&mut tx, seen, to, reason).await?;
    let event = AuditEvent::new(act.code(), "indicator_actual", Some(seen.id.0)).with("policy", &seen.new.which.policy);
    Ok(tx.commit(Story::audit(event.with("year", seen.new.year))).await?)
}

/// What was reckoned from a survey still comes out of its answers: nobody decides on figures that have moved since.
async fn is_still_so(cx: &Cx, seen: &Actual) -> Result<(), Error> {
    let Some(basis) = &seen.new.basis else { return Ok(()) };
    let formula: Formula = serde_json::from_str(&basis.formula).map_err(|e| Error::Internal(e.to_string()))?;
    let now = of_survey::again(cx, basis.survey, &formula).await?;
    if is_same(now.value, seen.new.value) && now.version == basis.version && now.n == basis.n {
        return Ok(());
    }
    Err(Refusal::ResultChanged { now: format!("{}、n={}", written(now.value), now.n) }.into())
}
