//! 市政モニターの期: making a term, opening its call with sealed seeds, ending the selection, and erasing people when their day
//! has come. Choosing is in `selection.rs`, monitors in `monitor.rs`.

mod erase;
mod show;

use chrono::{Days, Months, NaiveDate};
use kocho_domain::{
    access::{Permission, StaffActor},
    draw,
    id::PublicKey,
    panel::{CandidateState, CandidateWay, Classes, DrawSource, PanelState},
    refusal::Refusal,
    rule::panel::{NO_PLACE, PanelNoticeKind},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    candidate::{self, Candidate, Standing},
    panel::{self, About, Panel},
    panel_draw,
};

pub(crate) use self::show::matrix;
pub use self::{
    erase::erase_due,
    show::{Listed, PanelView, PublicCall, Tally, list, public_call, public_terms, show},
};
use crate::{Cx, Error, FieldErrors, panel_notice};

/// The longest name of a term.
const LINE: usize = 100;

/// Who works with monitors.
///
/// # Errors
/// [`Error::Denied`].
pub(crate) fn desk(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::PanelManage) { Ok(staff) } else { Err(Error::Denied) }
}

/// What was typed about a term.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PanelForm {
    /// 名前
    pub title: String,
    /// 任期の始まり
    pub starts_on: Option<NaiveDate>,
    /// 任期の終わり
    pub ends_on: Option<NaiveDate>,
    /// 定員
    pub size: Option<u32>,
    /// 募集の始まり
    pub apply_from: Option<NaiveDate>,
    /// 募集の終わり
    pub apply_until: Option<NaiveDate>,
}

/// A new term as the rule has it, for the form: after the newest one.
///
/// # Errors
/// [`Error::Denied`].
pub async fn proposal(cx: &Cx) -> Result<PanelForm, Error> {
    desk(cx)?;
    let rule = cx.city.rules.panels();
    let newest = panel::newest(&cx.reader(), 1).await?.into_iter().next();
    let next_year = kocho_domain::era::FiscalYear::starting(kocho_domain::era::FiscalYear::of(cx.today()).year() + 1);
    let after = newest.and_then(|panel| panel.about.ends_on.succ_opt()).filter(|on| *on > cx.today());
    let starts_on = after.unwrap_or(*next_year.range().start());
    let before = |days: u64| starts_on.checked_sub_days(Days::new(days)).unwrap_or(starts_on);
    Ok(PanelForm {
        title: String::new(),
        starts_on: Some(starts_on),
        ends_on: (starts_on + Months::new(rule.term_months.into())).pred_opt(),
        size: Some(rule.size),
        apply_from: Some(before(90).max(cx.today())),
        apply_until: Some(before(60).max(cx.today())),
    })
}

/// A form as it is stored.
fn about(form: &PanelForm) -> Result<About, Error> {
    let mut errors = FieldErrors::new();
    let title = form.title.trim();
    let is_long = title.is_empty() || title.chars().count() > LINE;
    let backwards = |from: Option<NaiveDate>, until: Option<NaiveDate>| from.zip(until).is_none_or(|(a, b)| b < a);
    let is_late = form.apply_until.zip(form.ends_on).is_some_and(|(until, ends)| until > ends);
    let checks = [
        ("title", is_long, "名前を100文字までで入れてください。"),
        ("ends_on", backwards(form.starts_on, form.ends_on), "任期の終わりを、始まりより後の日にしてください。"),
        (
            "size",
            form.size.is_none_or(|size| !(1..=10_000).contains(&size)),
            "定員を1から10,000までの数で入れてください。",
        ),
        (
            "apply_until",
            backwards(form.apply_from, form.apply_until) || is_late,
            "募集の終わりを、始まりより後で任期の終わりより前の日にしてください。",
        ),
    ];
    checks.into_iter().filter(|(_, wrong, _)| *wrong).for_each(|(field, _, words)| {
        errors.insert(field, words.to_owned());
    });
    let dates = form.starts_on.zip(form.ends_on).zip(form.apply_from.zip(form.apply_until));
    match (dates, form.size) {
        (Some(((starts_on, ends_on), (apply_from, apply_until))), Some(size)) if errors.is_empty() => {
            Ok(About { title: title.to_owned(), starts_on, ends_on, size, apply_from, apply_until })
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// Makes a term as a draft; what is wanted in each class is shared out by the rule.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`].
pub async fn create(cx: &Cx, form: &PanelForm) -> Result<PublicKey, Error> {
    let by = desk(cx)?.id;
    let about = about(form)?;
    let mut tx = cx.begin().await?;
    let key = cx.new_key();
    let quota = cx.city.rules.panels().quota(about.size);
    let id = panel::insert(&mut tx, &key, &about, &quota, (by, cx.house.demo)).await?;
    let event = AuditEvent::new("panel_made", "panel", Some(id.0)).with("size", about.size);
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// A term by its key.
pub(crate) async fn known(from: &impl Source, key: &PublicKey) -> Result<Panel, Error> {
    panel::by_key(from, key).await?.ok_or(Error::NotFound)
}

/// A term in this state, kept from others.
pub(crate) async fn held(tx: &mut Tx, key: &PublicKey, states: &[PanelState]) -> Result<Panel, Error> {
    let panel = known(tx, key).await?;
    panel::hold(tx, panel.id).await?;
    if states.contains(&panel.state) { Ok(panel) } else { Err(Refusal::PanelNotNow { state: panel.state }.into()) }
}

/// Writes anew how many are wanted in each class; the size of the term is their sum.
///
/// # Errors
/// [`Error::Invalid`] for `quota`; [`Refusal::PanelNotNow`] after the selection; [`Error::Stale`].
pub async fn set_quota(cx: &Cx, key: &PublicKey, seen: i64, cells: &[(Classes, u32)]) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Draft, PanelState::Called]).await?;
    if panel.lock != seen {
        return Err(Error::Stale);
    }
    let before = panel::quota(&tx, panel.id).await?;
    let wanted =
        |classes: &Classes, old: u32| cells.iter().find(|(own, _)| own == classes).map_or(old, |(_, wanted)| *wanted);
    let after: Vec<(Classes, u32)> =
        before.into_iter().map(|(classes, old)| (classes.clone(), wanted(&classes, old))).collect();
    let size: u32 = after.iter().map(|(_, wanted)| *wanted).fold(0, u32::saturating_add);
    if !(1..=10_000).contains(&size) {
        return Err(Error::field("quota", "人数の合計を1から10,000までにしてください。"));
    }
    panel::set_quota(&mut tx, &panel, &after, size).await?;
    let event =
        AuditEvent::new("panel_quota", "panel", Some(panel.id.0)).with("from", panel.about.size).with("to", size);
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Opens the call. The seeds of the first rounds are sealed now, before anybody can apply and before a register is known.
///
/// # Errors
/// [`Refusal::PanelNotNow`]; [`Error::Invalid`] when its last day has passed; [`Error::Stale`].
pub async fn call(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Draft]).await?;
    if panel.lock != seen {
        return Err(Error::Stale);
    }
    if panel.about.apply_until < cx.today() {
        return Err(Error::field("call", "募集の終わりの日が過ぎています。新しい期を作り直してください。"));
    }
    panel::set_state(&mut tx, &panel, PanelState::Called).await?;
    let mut story = Story::audit(AuditEvent::new("panel_called", "panel", Some(panel.id.0)));
    for source in DrawSource::ALL {
        story = story.and(seal(cx, &mut tx, &panel, (*source, 1), None).await?);
    }
    Ok(tx.commit(story).await?)
}

/// Takes a seed from randomness and seals it for a round.
pub(crate) async fn seal(
    cx: &Cx,
    tx: &mut Tx,
    panel: &Panel,
    (source, round): (DrawSource, u32),
    reason: Option<&str>,
) -> Result<AuditEvent, Error> {
    let seed = draw::seed(cx.random());
    let sealed = draw::seal(&seed);
    let id = panel_draw::insert(tx, panel.id, (source, round), (&seed, &sealed), reason).await?;
    Ok(AuditEvent::new("draw_sealed", "panel_draw", Some(id.0))
        .with("source", source.code())
        .with("round", round)
        .with("sha256", sealed))
}

/// Ends the selection: who waits gets no place, and everybody who is no monitor is told and erased by the rule's day. Answers
/// how many were told.
///
/// # Errors
/// [`Refusal::PanelNotNow`], [`Refusal::DrawTooEarly`] while the call is open, [`Refusal::ChosenWaiting`],
/// [`Refusal::RegisterWaiting`].
pub async fn settle(cx: &Cx, key: &PublicKey) -> Result<usize, Error> {
    desk(cx)?;
    let mut tx = cx.begin().await?;
    let panel = held(&mut tx, key, &[PanelState::Called]).await?;
    if cx.today() <= panel.about.apply_until {
        return Err(Refusal::DrawTooEarly { until: panel.about.apply_until }.into());
    }
    let all = candidate::of_panel(&tx, panel.id).await?;
    let count = |is: fn(&Candidate) -> bool| all.iter().filter(|one| is(one)).count();
    match count(|one| one.standing.state == CandidateState::Chosen) {
        0 => {}
        count => return Err(Refusal::ChosenWaiting { count }.into()),
    }
    match count(|one| one.standing.state == CandidateState::Received && one.about.way == CandidateWay::Register) {
        0 => {}
        count => return Err(Refusal::RegisterWaiting { count }.into()),
    }
    let mut told = 0;
    for one in &all {
        told += usize::from(settle_one(cx, &mut tx, &panel, one).await?);
    }
    panel::set_state(&mut tx, &panel, PanelState::Settled).await?;
    let event = AuditEvent::new("panel_settled", "panel", Some(panel.id.0)).with("told", told);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(told)
}

/// What the end of the selection means for one; true when they are told.
async fn settle_one(cx: &Cx, tx: &mut Tx, panel: &Panel, one: &Candidate) -> Result<bool, Error> {
    let rule = cx.city.rules.panels();
    let soon = cx.today().checked_add_days(Days::new(rule.erase_candidates_days.into()));
    let by = desk(cx)?.id;
    let standing = one.standing.clone();
    let (to, kind) = match standing.state {
        CandidateState::Received => {
            let reason = standing.reason.clone().or_else(|| Some(NO_PLACE.to_owned()));
            let to = Standing { state: CandidateState::NotChosen, reason, decided: Some((by, cx.now())), ..standing };
            (Standing { purge_on: soon, ..to }, Some(PanelNoticeKind::NotChosen))
        }
        CandidateState::NotChosen => (Standing { purge_on: soon, ..standing }, Some(PanelNoticeKind::NotChosen)),
        // Somebody may follow until the last day of the term.
        CandidateState::Reserve => {
            (Standing { purge_on: Some(panel.about.ends_on), ..standing }, Some(PanelNoticeKind::Reserve))
        }
        CandidateState::Declined => (Standing { purge_on: soon, ..standing }, None),
        CandidateState::Chosen | CandidateState::Appointed => return Ok(false),
    };
    candidate::save(tx, one, &to, None).await?;
    let Some(kind) = kind else { return Ok(false) };
    let words = to.reason.as_deref().unwrap_or_default();
    panel_notice::tell(cx, tx, panel, &panel_notice::Target::of_candidate(one), (kind, words, "")).await?;
    Ok(true)
}
