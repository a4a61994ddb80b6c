//! 市政モニター: appointing those who were chosen, renewing, leaving, and the letters of appointment. The register is in
//! `monitor/register.rs`, a changed contact in `monitor/contact.rs`.

mod contact;
mod register;

use chrono::{Days, NaiveDate};
use kocho_domain::{
    dialogue::NoticeBy,
    id::PublicKey,
    panel::{CandidateState, CandidateWay, Leaving, PanelState},
    refusal::Refusal,
    rule::panel::PanelNoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    candidate::{self, Candidate, NewCandidate, Standing},
    candidate_lot::Lot,
    dialogue_day,
    monitor::{self, Monitor, NewMonitor},
    panel::{self, Panel},
    panel_notice::{PanelNotice, To},
};

pub use self::{
    contact::{Contact, change_contact},
    register::{MonitorsView, csv, list, reveal, reveal_one},
};
use crate::{
    Cx, Error,
    candidate::{Past, next_number, reasons},
    panel::{desk, held},
    panel_notice::{self, Target},
};

/// 委嘱: everybody who is chosen becomes a monitor with a number and is told. Answers how many.
///
/// # Errors
/// [`Refusal::PanelNotNow`] for a draft; [`Refusal::CandidateNotNow`] when nobody is chosen.
pub async fn appoint(cx: &Cx, key: &PublicKey) -> Result<usize, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called, PanelState::Settled]).await?;
    if panel.about.ends_on < cx.today() {
        return Err(Refusal::PanelNotNow { state: panel.state }.into());
    }
    let chosen = candidate::in_state(&tx, panel.id, CandidateState::Chosen).await?;
    if chosen.is_empty() {
        return Err(Refusal::CandidateNotNow { state: CandidateState::Received }.into());
    }
    let before = monitor::of_panel(&tx, panel.id).await?;
    let mut number = before.iter().map(|one| one.about.number).max().unwrap_or(0);
    for one in &chosen {
        number += 1;
        appoint_one(cx, &mut tx, &panel, (one, number)).await?;
    }
    // Who they are stands with the monitor now, and nowhere twice.
    candidate::erase(&mut tx, &chosen.iter().map(|one| one.id).collect::<Vec<_>>()).await?;
    let event = AuditEvent::new("monitors_appointed", "panel", Some(panel.id.0)).with("count", chosen.len());
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(chosen.len())
}

async fn appoint_one(cx: &Cx, tx: &mut Tx, panel: &Panel, (one, number): (&Candidate, u32)) -> Result<(), Error> {
    let key = cx.new_key();
    let about = &one.about;
    let new = NewMonitor {
        key: key.clone(),
        panel: panel.id,
        candidate: Some(one.id),
        number,
        language: about.language.clone(),
        person: about.person.clone(),
        way: about.notice_by,
        classes: about.classes.clone(),
        appointed_on: panel.about.starts_on.max(cx.today()),
        ends_on: panel.about.ends_on,
        purge_on: erased_after(cx, panel.about.ends_on),
    };
    monitor::insert(tx, &new, &one.hashes).await?;
    let standing =
        Standing { state: CandidateState::Appointed, decided: Some((desk(cx)?.id, cx.now())), ..one.standing.clone() };
    candidate::save(tx, one, &standing, None).await?;
    let stored = monitor::by_key(tx, &key).await?.ok_or(Error::NotFound)?;
    panel_notice::tell(cx, tx, panel, &Target::of_monitor(&stored), (PanelNoticeKind::Appointed, "", "")).await
}

/// The day on which somebody is erased who serves until a day.
fn erased_after(cx: &Cx, last: NaiveDate) -> NaiveDate {
    let days = cx.city.rules.panels().erase_monitors_days;
    last.checked_add_days(Days::new(days.into())).unwrap_or(last)
}

/// A monitor for the desk.
#[derive(Debug, Clone)]
pub struct MonitorView {
    /// The monitor.
    pub monitor: Monitor,
    /// The term.
    pub panel: Panel,
    /// They serve today.
    pub active: bool,
    /// What was told, the newest first.
    pub notices: Vec<PanelNotice>,
    /// What was said when they left.
    pub words: Option<String>,
    /// The later term that takes candidates.
    pub next: Option<Panel>,
    /// Who would follow: the first of the reserve in the same cell, or of all.
    pub reserve: Option<Candidate>,
}

/// A monitor by the key in its address.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<MonitorView, Error> {
    desk(cx)?;
    let from = cx.reader();
    let one = monitor::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let panel = panel::by_id(&from, one.about.panel).await?.ok_or(Error::NotFound)?;
    let text = one.left.as_ref().and_then(|left| left.text);
    let reserve = candidate::in_state(&from, panel.id, CandidateState::Reserve).await?;
    Ok(MonitorView {
        active: one.is_active(cx.today()),
        notices: kocho_store::panel_notice::of(&from, To::Monitor(one.id)).await?,
        words: dialogue_day::words(&from, text).await?,
        next: next_panel(&from, &panel).await?,
        reserve: follower(&reserve, &one),
        panel,
        monitor: one,
    })
}

/// Who follows somebody: the first of the reserve in the same cell, or the first of all.
fn follower(reserve: &[Candidate], gone: &Monitor) -> Option<Candidate> {
    let mut reserve: Vec<&Candidate> = reserve.iter().collect();
    reserve.sort_by_key(|one| (one.about.classes != gone.about.classes, one.standing.reserve_place));
    reserve.first().map(|one| (*one).clone())
}

async fn next_panel(from: &impl Source, panel: &Panel) -> Result<Option<Panel>, Error> {
    let later = panel::newest(from, 20).await?.into_iter();
    let mut later: Vec<Panel> = later
        .filter(|other| other.state == PanelState::Called && other.about.starts_on > panel.about.starts_on)
        .collect();
    later.sort_by_key(|other| (other.about.starts_on, other.id));
    Ok(later.into_iter().next())
}

/// 退任: with day and reason. Their data are erased by the rule's day; the answers they gave stay, because they name nobody.
///
/// # Errors
/// [`Refusal::MonitorGone`], [`Refusal::LeavingDay`], [`Refusal::UnknownCode`]; [`Error::Stale`].
pub async fn leave(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    (on, reason): (NaiveDate, &str),
    words: &str,
) -> Result<(), Error> {
    desk(cx)?;
    let reason = match reason {
        "" => return Err(Refusal::ReasonMissing.into()),
        code => Leaving::parse(code).ok_or_else(|| Refusal::UnknownCode(code.to_owned()))?,
    };
    let mut tx = cx.begin().await?;
    let one = monitor::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if one.lock != seen {
        return Err(Error::Stale);
    }
    if one.left.is_some() || one.purged_at.is_some() {
        return Err(Refusal::MonitorGone.into());
    }
    if on < one.about.appointed_on || on > one.about.ends_on {
        return Err(Refusal::LeavingDay.into());
    }
    let panel = panel::by_id(&tx, one.about.panel).await?.ok_or(Error::NotFound)?;
    panel::hold(&mut tx, panel.id).await?;
    let words = words.trim();
    let said = (!words.is_empty()).then_some(words);
    monitor::leave(&mut tx, &one, (on, reason), said, erased_after(cx, on)).await?;
    if reason != Leaving::Died {
        panel_notice::tell(cx, &mut tx, &panel, &Target::of_monitor(&one), (PanelNoticeKind::Left, "", "")).await?;
    }
    let event = AuditEvent::new("monitor_left", "monitor", Some(one.id.0)).with("on", on).with("reason", reason.code());
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// 再任: makes a monitor a candidate of the next term, where the rule lets them go on; answers the candidate's key.
///
/// # Errors
/// [`Refusal::NoNextPanel`], [`Refusal::CandidateExcluded`] with why the rule says no, [`Refusal::MonitorGone`].
pub async fn renew(cx: &Cx, key: &PublicKey) -> Result<PublicKey, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let one = monitor::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if one.left.is_some() || one.purged_at.is_some() {
        return Err(Refusal::MonitorGone.into());
    }
    let panel = panel::by_id(&tx, one.about.panel).await?.ok_or(Error::NotFound)?;
    let next = next_panel(&tx, &panel).await?.ok_or(Refusal::NoNextPanel)?;
    panel::hold(&mut tx, next.id).await?;
    let new = NewCandidate {
        key: cx.new_key(),
        form_key: format!("renewal-{}-{}", next.id, one.id),
        panel: next.id,
        number: next_number(cx, &mut tx).await?,
        way: CandidateWay::Renewal,
        language: one.about.language.clone(),
        received_on: cx.today(),
        person: one.about.person.clone(),
        notice_by: if one.about.person.reveal().email.is_some() { one.about.way } else { NoticeBy::Letter },
        classes: one.about.classes.clone(),
        relation: None,
        occupation: None,
        motive: String::new(),
        recommender: String::new(),
        renews: Some(one.id),
    };
    candidate::insert(&mut tx, &[(new.clone(), one.hashes.clone())], next.about.ends_on).await?;
    let stored = candidate::by_key(&tx, &new.key).await?.ok_or(Error::NotFound)?;
    let chosen = candidate::in_state(&tx, next.id, CandidateState::Chosen).await?;
    let lot = Lot::from(&stored);
    let found = Past::read(&tx, &next, std::slice::from_ref(&lot), &chosen).await?.against(cx, &lot);
    if !found.is_empty() {
        return Err(Refusal::CandidateExcluded { reasons: reasons(cx, &found) }.into());
    }
    let event = AuditEvent::new("monitor_renewed", "candidate", Some(stored.id.0)).with("monitor", one.id);
    tx.commit(Story::audit(event)).await?;
    Ok(new.key)
}

/// A letter of appointment.
#[derive(Debug, Clone)]
pub struct AppointmentLetter {
    /// Running number in the term.
    pub number: u32,
    /// 氏名
    pub name: String,
    /// The text, filled in.
    pub paragraphs: Vec<String>,
    /// First day.
    pub on: NaiveDate,
}

/// The letters of appointment of a term (one monitor: theirs alone). That they were printed stands in the audit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn appointment_letters(
    cx: &Cx,
    key: &PublicKey,
    of: Option<&PublicKey>,
) -> Result<(Panel, Vec<AppointmentLetter>), Error> {
    desk(cx)?;
    let tx = cx.begin().await?;
    let panel = panel::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let day = cx.today().clamp(panel.about.starts_on, panel.about.ends_on);
    let wanted = |one: &Monitor| of.is_none_or(|key| one.about.key == *key);
    let monitors = monitor::of_panel(&tx, panel.id).await?.into_iter();
    let letters: Vec<AppointmentLetter> = monitors
        .filter(|one| one.is_active(day) && one.purged_at.is_none() && wanted(one))
        .map(|one| appointment_letter(cx, &panel, &one))
        .collect();
    let event = AuditEvent::new("letter_printed", "panel", Some(panel.id.0)).with("appointments", letters.len());
    tx.commit(Story::audit(event)).await?;
    Ok((panel, letters))
}

fn appointment_letter(cx: &Cx, panel: &Panel, one: &Monitor) -> AppointmentLetter {
    use kocho_domain::era::wareki;
    let name = one.about.person.reveal().name.clone();
    let values = [
        ("name", name.clone()),
        ("panel", panel.about.title.clone()),
        ("from", wareki(one.about.appointed_on)),
        ("until", wareki(one.about.ends_on)),
        ("number", one.about.number.to_string()),
    ];
    let body = crate::decision::filled(&cx.city.rules.panels().letter.body, &values);
    AppointmentLetter {
        number: one.about.number,
        name,
        paragraphs: body.trim().split("\n\n").map(str::to_owned).collect(),
        on: one.about.appointed_on,
    }
}
