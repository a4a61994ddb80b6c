//! What a resident asks for by telephone or at the counter, entered by the desk: take the voice back, ask again. And what
//! the postman brings back.

use kocho_domain::{
    access::permit,
    case::Case,
    id::{PublicKey, SubmissionId},
    refusal::Refusal,
    story::{CaseEvent, Story},
    workflow::{Act, Status},
};
use kocho_store::letter;

use crate::{Cx, Error, case::known, status};

/// 取下げ for a caller: every case of the voice for which nothing was sent yet.
///
/// # Errors
/// [`Refusal::ReasonMissing`] without a word about who asked; as [`status::withdraw`]; [`Error::Stale`] when the case was
/// saved since `seen`.
pub async fn withdraw(cx: &Cx, key: &PublicKey, seen: i64, asked: &str) -> Result<(), Error> {
    if asked.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let voice = voice_of(cx, key, seen, Act::Withdraw).await?;
    status::withdraw(cx, &voice, asked.trim()).await
}

/// もう一度たずねる for a caller, in the caller's words.
///
/// # Errors
/// As [`status::reopen`]; [`Error::Stale`] when the case was saved since `seen`.
pub async fn reopen(cx: &Cx, key: &PublicKey, seen: i64, text: &str) -> Result<(), Error> {
    let voice = voice_of(cx, key, seen, Act::Reopen).await?;
    match status::reopen(cx, &voice, Some(key), text).await {
        // The public form's codes are no words for staff.
        Err(Error::Invalid(_)) => Err(Error::field("reason", "たずねられたことを10000文字までで書いてください。")),
        other => other,
    }
}

async fn voice_of(cx: &Cx, key: &PublicKey, seen: i64, act: Act) -> Result<PublicKey, Error> {
    let from = cx.reader();
    let (case, shared) = known(cx, &from, key).await?;
    let id: SubmissionId = case.submission;
    if case.lock != seen {
        return Err(Error::Stale);
    }
    permit(&cx.actor, act, case, &shared)?;
    Ok(kocho_store::submission::by_id(&from, id).await?.ok_or(Error::NotFound)?.key)
}

/// 届いていない: the letter came back or the mail was returned. Its cases wait for another dispatch.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::NotNow`] when no letter of the case went out, [`Error::Stale`].
pub async fn bounced(cx: &Cx, key: &PublicKey, seen: i64, reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let (case, shared) = known(cx, &tx, key).await?;
    if case.lock != seen {
        return Err(Error::Stale);
    }
    let (id, from) = (case.id, case.status);
    let submission = case.submission;
    permit(&cx.actor, Act::Bounced, case, &shared)?;
    let Some((letter, dispatch)) = letter::last_sent_with(&tx, id).await? else {
        return Err(Refusal::NotNow { from, act: Act::Bounced }.into());
    };
    letter::mark_bounced(&mut tx, dispatch, "").await?;
    let mut events = Vec::new();
    for id in letter::cases(&tx, letter).await? {
        let Some(case) = kocho_store::case::by_id(&tx, id).await?.filter(is_out) else { continue };
        let shared = kocho_store::case::shared_with(&tx, id).await?;
        let moved = permit(&cx.actor, Act::Bounced, case, &shared)?.apply(|c| c.step(Act::Bounced, cx.now()))?;
        kocho_store::case::save(&mut tx, &moved).await?;
        events.push(CaseEvent::act(id, submission, Act::Bounced).with("letter", letter.0).saying(reason.trim()));
    }
    if events.is_empty() {
        return Err(Refusal::NotNow { from, act: Act::Bounced }.into());
    }
    Ok(tx.commit(Story::all(events)).await?)
}

fn is_out(case: &Case) -> bool {
    matches!(case.status, Status::Sending | Status::Replied)
}
