//! 回付せずに終える: the desk proposes with a reason of the list, 広聴課長 confirms or refuses.

use kocho_domain::{
    access::Role,
    id::PublicKey,
    refusal::Refusal,
    rule::Use,
    story::{CaseEvent, Story},
    workflow::Act,
};

use crate::{
    Cx, Error,
    case::{is_transfer, open_for},
    route::notify,
};

/// What the desk may end a case for.
pub const USES: [Use; 6] =
    [Use::EndThanks, Use::EndSales, Use::EndOutOfScope, Use::EndDuplicate, Use::NoReply, Use::Transfer];

/// 終了を提案する.
///
/// # Errors
/// [`Refusal::UnknownCode`] for a reason that is not in the list for endings, or an agency that is not listed.
pub async fn propose(cx: &Cx, key: &PublicKey, seen: i64, reason: &str, agency: &str, note: &str) -> Result<(), Error> {
    let known = USES.into_iter().any(|usage| cx.city.rules.reasons_for(usage).any(|r| r.code == reason));
    match reason {
        "" => return Err(Refusal::ReasonMissing.into()),
        reason if !known => return Err(Refusal::UnknownCode(reason.to_owned()).into()),
        _ => {}
    }
    let hands_over = cx.city.rules.reason(reason).is_some_and(|found| found.uses.contains(&Use::Transfer));
    match agency {
        // The resident reads to whom it was passed on.
        "" if hands_over => return Err(Error::field("choice", "どこへ伝えるかを選んでください。")),
        "" => {}
        code if cx.city.rules.agency(code).is_none() => return Err(Refusal::UnknownCode(code.to_owned()).into()),
        _ => {}
    }
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::ProposeEnding, Some(seen)).await?.apply(|c| {
        let mut c = c.step(Act::ProposeEnding, cx.now())?;
        c.ending = Some(reason.to_owned());
        Ok::<_, Refusal>(c)
    })?;
    kocho_store::case::save(&mut tx, &case).await?;
    notify(cx, &mut tx, case.get().id, &[(Role::HearingHead, cx.city.hearing()?.id)], "ending_proposed").await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::ProposeEnding)
        .with("reason", reason)
        .with("agency", agency)
        .saying(note);
    Ok(tx.commit(Story::of(event)).await?)
}

/// 終了を確認する: 処理済, or 移送 when the reason hands it to another agency.
///
/// # Errors
/// [`Refusal::NotNow`].
pub async fn confirm(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::ConfirmEnding, Some(seen)).await?;
    let act = if is_transfer(cx, case.get()) { Act::ConfirmTransfer } else { Act::ConfirmEnding };
    let case = case.apply(|c| c.step(act, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    let reason = case.get().ending.clone().unwrap_or_default();
    let lines = kocho_store::event::of_case(&tx, case.get().id).await?;
    let proposed = lines.iter().rfind(|l| l.code == Act::ProposeEnding.code());
    let agency = proposed.and_then(|l| l.value("agency")).unwrap_or_default().to_owned();
    let event = CaseEvent::act(case.get().id, case.get().submission, act).with("reason", reason).with("agency", agency);
    Ok(tx.commit(Story::of(event)).await?)
}

/// 終了を認めない: back to the desk, with a reason.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::NotNow`].
pub async fn refuse(cx: &Cx, key: &PublicKey, seen: i64, reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::RefuseEnding, Some(seen)).await?.apply(|c| {
        let mut c = c.step(Act::RefuseEnding, cx.now())?;
        c.ending = None;
        Ok::<_, Refusal>(c)
    })?;
    kocho_store::case::save(&mut tx, &case).await?;
    notify(cx, &mut tx, case.get().id, &[(Role::HearingClerk, cx.city.hearing()?.id)], "ending_refused").await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::RefuseEnding).saying(reason);
    Ok(tx.commit(Story::of(event)).await?)
}
