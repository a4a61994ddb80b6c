//! 回付・受諾・返却・裁定: who holds a case. The clock never resets.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permitted, Role},
    case::Case,
    deadline::Stage,
    id::{CaseId, PublicKey, SectionId},
    refusal::Refusal,
    rule::Use,
    story::{CaseEvent, Story},
    workflow::Act,
};
use kocho_store::{Tx, case::Part, staff::Holders};

use crate::{Cx, Error, case::open_for};

/// A routing.
#[derive(Debug, Clone)]
pub struct Route {
    /// 主管課
    pub lead: SectionId,
    /// 協力課
    pub support: Vec<SectionId>,
    /// Another deadline than the rule's.
    pub due_on: Option<NaiveDate>,
    /// A word to the section.
    pub note: String,
}

/// 回付する. A section that has ended is followed to its successor.
///
/// # Errors
/// [`Refusal::SectionNotInForce`], [`Error::Stale`].
pub async fn route(cx: &Cx, key: &PublicKey, seen: i64, new: &Route) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Route, Some(seen)).await?;
    let event = hand_to(cx, &mut tx, case, new).await?;
    Ok(tx.commit(Story::of(event)).await?)
}

/// Hands a case to its sections inside the transaction of a use case, which commits the event.
///
/// # Errors
/// [`Refusal::SectionNotInForce`], [`Refusal::NotNow`].
pub(crate) async fn hand_to(cx: &Cx, tx: &mut Tx, case: Permitted<Case>, new: &Route) -> Result<CaseEvent, Error> {
    let lead = in_force(cx, new.lead)?;
    let case = case.apply(|c| c.route(lead, cx.now()))?;
    let due_on = new.due_on.filter(|day| *day != case.get().due_on);
    let case = case.apply(|mut c| {
        c.due_on = due_on.unwrap_or(c.due_on);
        Ok::<_, Refusal>(c)
    })?;
    kocho_store::case::save(tx, &case).await?;
    kocho_store::case::assign(tx, &case, lead, Part::Lead).await?;
    let mut event =
        CaseEvent::act(case.get().id, case.get().submission, Act::Route).with("section", lead).saying(&new.note);
    for section in &new.support {
        let section = in_force(cx, *section)?;
        if section != lead {
            kocho_store::case::assign(tx, &case, section, Part::Support).await?;
            event = event.with("support", section);
        }
    }
    if let Some(day) = due_on {
        kocho_store::case::add_deadline(tx, case.get().id, Stage::Reply, day).await?;
        event = event.with("due_on", day);
    }
    crate::accuracy::note_section(cx, tx, case.get()).await?;
    notify(cx, tx, case.get().id, &[(Role::SectionClerk, lead), (Role::SectionHead, lead)], "routed").await?;
    Ok(event)
}

/// 受諾する.
///
/// # Errors
/// [`Refusal::NotNow`], [`Error::Stale`].
pub async fn accept(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Accept, Some(seen)).await?.apply(|c| c.accept(staff, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    Ok(tx.commit(Story::of(CaseEvent::act(case.get().id, case.get().submission, Act::Accept))).await?)
}

/// 返却する, naming the section believed right and why; with the last return that the city's rule allows it goes to 広聴課長.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::SameSection`], [`Refusal::NotNow`] after a ruling.
pub async fn give_back(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    right: SectionId,
    reason_code: &str,
    reason: &str,
) -> Result<(), Error> {
    reason_given(cx, Use::Return, reason_code, reason)?;
    let right = in_force(cx, right)?;
    let desk = cx.city.hearing()?.id;
    let mut tx = cx.begin().await?;
    // Either kind of return needs the same right; which one it is depends on how often it came back.
    let case = open_for(cx, &mut tx, key, Act::Return, Some(seen)).await?;
    let until_ruling = cx.city.rules.deadlines().returns_until_ruling;
    let (act, from) = (case.get().return_act(until_ruling), case.get().holder);
    let case = case.apply(|c| c.give_back(right, desk, until_ruling, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::case::end_assignments(&mut tx, &case, Some(right)).await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, act)
        .with("from", from)
        .with("right", right)
        .with("reason", reason_code)
        .saying(reason);
    let who = if act == Act::ReturnToHead { Role::HearingHead } else { Role::HearingClerk };
    notify(cx, &mut tx, case.get().id, &[(who, desk)], "returned").await?;
    Ok(tx.commit(Story::of(event)).await?)
}

/// 裁定する: the section that has to do it; it cannot return it again.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::NotNow`].
pub async fn rule(cx: &Cx, key: &PublicKey, seen: i64, section: SectionId, reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let section = in_force(cx, section)?;
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Rule, Some(seen)).await?.apply(|c| c.rule(section, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::case::assign(&mut tx, &case, section, Part::Lead).await?;
    crate::accuracy::note_section(cx, &mut tx, case.get()).await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::Rule).with("section", section).saying(reason);
    notify(cx, &mut tx, case.get().id, &[(Role::SectionClerk, section), (Role::SectionHead, section)], "ruled").await?;
    Ok(tx.commit(Story::of(event)).await?)
}

/// The section, or the one that took over its work.
pub(crate) fn in_force(cx: &Cx, section: SectionId) -> Result<SectionId, Refusal> {
    let name = cx.city.section(section).map(|s| s.name.clone()).ok_or(Refusal::SectionNotInForce)?;
    cx.city.section_in_charge(&name, cx.today()).map(|s| s.id).ok_or(Refusal::SectionNotInForce)
}

/// A reason: one of the city's list for this use, or own words.
pub(crate) fn reason_given(cx: &Cx, usage: Use, code: &str, words: &str) -> Result<(), Refusal> {
    match (code, words.trim()) {
        ("", "") => Err(Refusal::ReasonMissing),
        ("", _) => Ok(()),
        (code, _) if cx.city.rules.reasons_for(usage).any(|r| r.code == code) => Ok(()),
        (code, _) => Err(Refusal::UnknownCode(code.to_owned())),
    }
}

/// A notice for everybody who holds one of these offices, except the person who acts.
pub(crate) async fn notify(
    cx: &Cx,
    tx: &mut Tx,
    case: CaseId,
    offices: &[(Role, SectionId)],
    code: &str,
) -> Result<(), Error> {
    let holders = kocho_store::staff::holders_of(tx, offices, cx.today()).await?;
    tell(cx, tx, case, (offices, &holders), code).await
}

/// The same where it is known who holds the offices, as for many cases at once.
pub(crate) async fn tell(
    cx: &Cx,
    tx: &mut Tx,
    case: CaseId,
    (offices, holders): (&[(Role, SectionId)], &Holders),
    code: &str,
) -> Result<(), Error> {
    let actor = cx.actor.staff().map(|s| s.id).ok();
    let mut told = std::collections::BTreeSet::new();
    for office in offices {
        for person in holders.get(office).into_iter().flatten() {
            if Some(*person) != actor && told.insert(*person) {
                kocho_store::outbox::add_notice(tx, *person, case, code).await?;
            }
        }
    }
    Ok(())
}
