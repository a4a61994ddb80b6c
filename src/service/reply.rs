//! 起案から決裁まで: drafts, the route, decisions. A changed text voids what was decided.

use kocho_domain::{
    access::{Permitted, Role},
    approval::{NewStep, StepAct},
    case::Case,
    id::PublicKey,
    named_day::named_day,
    refusal::Refusal,
    reply::{Enclosure, Form, NewReply, OutcomeNeeds, Reply},
    rule::{Use, approval::StepSection, outcome::Need},
    story::{CaseEvent, Story},
    workflow::Act,
};
use kocho_store::{Tx, approval::Ending, attachment::Owner};

use crate::{
    Cx, Error,
    case::open_for,
    enclosure,
    route::{notify, reason_given},
};

/// How long after the day on which something shall be done the city looks whether it was.
const DAYS_AFTER: chrono::Days = chrono::Days::new(7);

/// What a section writes.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The text.
    pub body: String,
    /// 対応区分 code
    pub outcome: String,
    /// 時期・理由
    pub outcome_note: String,
    /// 次に確認する日
    pub follow_up_on: Option<chrono::NaiveDate>,
    /// Files of the version before that are not enclosed any more.
    pub removed: Vec<PublicKey>,
}

/// 回答案 where a reply is owed, 処理結果 otherwise.
pub fn form_of(case: &Case) -> Form {
    if case.reply_due { Form::Reply } else { Form::Result }
}

/// 案を保存する: a new version. Decisions about the old text count no more.
///
/// # Errors
/// [`Refusal::TextMissing`], [`Refusal::UnknownCode`], [`Error::Stale`].
pub async fn draft(cx: &Cx, key: &PublicKey, seen: i64, new: &Draft) -> Result<(), Error> {
    if new.body.trim().is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    if !new.outcome.is_empty() && cx.city.rules.outcome(&new.outcome).is_none() {
        return Err(Refusal::UnknownCode(new.outcome.clone()).into());
    }
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::Draft, Some(seen)).await?.apply(|c| {
        let mut c = c.step(Act::Draft, cx.now())?;
        c.holder_staff = c.holder_staff.or(Some(staff));
        Ok::<_, Refusal>(c)
    })?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::approval::end(&mut tx, &case, Ending::Void).await?;
    let waiting = enclosure::waiting_key(&case.get().key, staff);
    let files = enclosure::of_next(&tx, case.get().id, &waiting, &new.removed).await?;
    let reply = NewReply {
        form: form_of(case.get()),
        body: new.body.clone(),
        outcome: new.outcome.clone(),
        outcome_note: new.outcome_note.clone(),
        follow_up_on: new.follow_up_on.or_else(|| follow_up_by_rule(cx, &new.outcome, &new.outcome_note)),
        enclosures: files.iter().map(Enclosure::from).collect(),
    };
    reply.enclosures_fit()?;
    let id = kocho_store::reply::insert(&mut tx, &case, staff, &reply).await?;
    kocho_store::attachment::attach(&mut tx, Owner::Reply(id), &files, || cx.new_key()).await?;
    kocho_store::attachment::remove_uploads(&mut tx, &waiting).await?;
    Ok(tx.commit(Story::of(CaseEvent::act(case.get().id, case.get().submission, Act::Draft).with("reply", id))).await?)
}

/// The day on which the city looks again, where the outcome asks for one: soon after the day that the note on the time
/// names, else by the city's rule.
fn follow_up_by_rule(cx: &Cx, outcome: &str, note: &str) -> Option<chrono::NaiveDate> {
    let rules = &cx.city.rules;
    let outcome = rules.outcome(outcome).filter(|outcome| outcome.asks(Need::FollowUp))?;
    let named = outcome.asks(Need::When).then(|| named_day(note, cx.today())).flatten();
    let months = chrono::Months::new(rules.deadlines().follow_up_months.into());
    let day = named.and_then(|day| day.checked_add_days(DAYS_AFTER)).unwrap_or_else(|| cx.today() + months);
    Some(rules.calendar().next_open(day))
}

/// 決裁に回す, by the route named or the city's default.
///
/// # Errors
/// What is missing in the newest version ([`Refusal::OutcomeMissing`] …).
pub async fn request(cx: &Cx, key: &PublicKey, seen: i64, route: Option<&str>) -> Result<(), Error> {
    let staff = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::RequestApproval, Some(seen))
        .await?
        .apply(|c| c.step(Act::RequestApproval, cx.now()))?;
    let reply = newest(&tx, case.get()).await?;
    complete(cx, &reply)?;
    let route = cx.city.rules.route(route).ok_or_else(|| Refusal::UnknownCode(route.unwrap_or_default().to_owned()))?;
    let steps = bind(cx, case.get(), route)?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::approval::start(&mut tx, &case, &reply, staff, &route.code, &steps).await?;
    tell_turn(cx, &mut tx, &case).await?;
    let event = CaseEvent::act(case.get().id, case.get().submission, Act::RequestApproval)
        .with("reply", reply.id)
        .with("route", &route.code);
    Ok(tx.commit(Story::of(event)).await?)
}

fn complete(cx: &Cx, reply: &Reply) -> Result<(), Refusal> {
    let outcome = cx.city.rules.outcome(&reply.outcome);
    let asks = |need| outcome.is_some_and(|o| o.asks(need));
    let needs = OutcomeNeeds { note: asks(Need::When) || asks(Need::Reason), follow_up: asks(Need::FollowUp) };
    NewReply::from(reply).complete(needs, cx.today())
}

/// The route's steps, bound to the holding section and the hearing desk.
fn bind(cx: &Cx, case: &Case, route: &kocho_domain::rule::approval::Route) -> Result<Vec<NewStep>, Error> {
    let mut steps: Vec<NewStep> = Vec::new();
    let mut group = None;
    for step in route.steps_on() {
        let together = step.parallel.is_some() && step.parallel == group;
        let position = steps.last().map_or(1, |s| if together { s.position } else { s.position + 1 });
        group = step.parallel;
        steps.push(NewStep {
            position,
            label: step.label.clone(),
            role: Role::parse(&step.role).ok_or_else(|| Error::Internal(format!("role {}", step.role)))?,
            section: match step.section {
                StepSection::Own => case.holder,
                StepSection::Hearing => cx.city.hearing()?.id,
            },
            act: match step.act {
                kocho_domain::rule::approval::StepAct::Consult => StepAct::Consult,
                kocho_domain::rule::approval::StepAct::Approve => StepAct::Approve,
                kocho_domain::rule::approval::StepAct::Decide => StepAct::Decide,
            },
        });
    }
    Ok(steps)
}

/// 承認・決裁する: the step whose turn it is. The last one decides the case's outcome.
///
/// # Errors
/// [`Refusal::NotYourTurn`], [`Refusal::OwnDraft`], [`Refusal::TextChanged`].
pub async fn approve(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let staff = cx.actor.staff()?.clone();
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::ApproveStep, Some(seen)).await?;
    let approval = kocho_store::approval::open_of(&tx, case.get().id)
        .await?
        .ok_or(Refusal::NotNow { from: case.get().status, act: Act::ApproveStep })?;
    let reply = newest(&tx, case.get()).await?;
    if reply.id != approval.reply || reply.sha256 != approval.text_sha256 {
        return Err(Refusal::TextChanged.into());
    }
    let turn = approval.step_for(&staff).map(|(step, _)| step.id);
    let (approval, act) = approval.decide(&staff, reply.form, cx.now())?;
    let done = approval.steps.iter().find(|step| Some(step.id) == turn);
    let case = case.apply(|c| {
        let mut c = c.step(act, cx.now())?;
        if matches!(act, Act::ApproveReply | Act::ApproveResult) {
            c.outcome = Some(reply.outcome.clone());
            c.follow_up_on = reply.follow_up_on;
        }
        Ok::<_, Refusal>(c)
    })?;
    kocho_store::case::save(&mut tx, &case).await?;
    if let Some(step) = done {
        kocho_store::approval::save_step(&mut tx, &case, step).await?;
    }
    if act == Act::ApproveStep {
        tell_turn(cx, &mut tx, &case).await?;
    } else {
        kocho_store::approval::end(&mut tx, &case, Ending::Decided).await?;
        let desk = cx.city.hearing()?.id;
        notify(cx, &mut tx, case.get().id, &[(Role::HearingClerk, desk)], "decided").await?;
    }
    let mut event = CaseEvent::act(case.get().id, case.get().submission, act).with("reply", reply.id);
    if let Some(office) = done.and_then(|s| s.done.as_ref()).and_then(|d| d.for_office.as_ref()) {
        event = event.with("for", office);
    }
    Ok(tx.commit(Story::of(event)).await?)
}

/// 差し戻す: back to the drafter, with a reason.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::NotYourTurn`].
pub async fn send_back(cx: &Cx, key: &PublicKey, seen: i64, reason_code: &str, reason: &str) -> Result<(), Error> {
    reason_given(cx, Use::SendBack, reason_code, reason)?;
    let staff = cx.actor.staff()?.clone();
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, Act::SendBack, Some(seen)).await?;
    let approval = kocho_store::approval::open_of(&tx, case.get().id)
        .await?
        .ok_or(Refusal::NotNow { from: case.get().status, act: Act::SendBack })?;
    if approval.step_for(&staff).is_none() {
        let label = approval.turn().first().map(|s| s.plan.label.clone()).unwrap_or_default();
        return Err(Refusal::NotYourTurn { label }.into());
    }
    let case = case.apply(|c| c.step(Act::SendBack, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::approval::end(&mut tx, &case, Ending::SentBack).await?;
    kocho_store::outbox::add_notice(&mut tx, approval.started_by, case.get().id, "sent_back").await?;
    let event =
        CaseEvent::act(case.get().id, case.get().submission, Act::SendBack).with("reason", reason_code).saying(reason);
    Ok(tx.commit(Story::of(event)).await?)
}

/// 決裁を取り下げる, by the section that asked.
///
/// # Errors
/// [`Refusal::NotNow`].
pub async fn withdraw_request(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    back_to_draft(cx, key, seen, Act::WithdrawRequest, Ending::Withdrawn, "").await
}

/// 発送前に取り戻す: the decided text goes back to the section; its decision is void.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::NotNow`].
pub async fn recall(cx: &Cx, key: &PublicKey, seen: i64, reason: &str) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    back_to_draft(cx, key, seen, Act::Recall, Ending::Void, reason).await
}

async fn back_to_draft(
    cx: &Cx,
    key: &PublicKey,
    seen: i64,
    act: Act,
    ending: Ending,
    reason: &str,
) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let case = open_for(cx, &mut tx, key, act, Some(seen)).await?.apply(|c| c.step(act, cx.now()))?;
    kocho_store::case::save(&mut tx, &case).await?;
    kocho_store::approval::end(&mut tx, &case, ending).await?;
    if let Some(person) = case.get().holder_staff {
        kocho_store::outbox::add_notice(&mut tx, person, case.get().id, act.code()).await?;
    }
    Ok(tx.commit(Story::of(CaseEvent::act(case.get().id, case.get().submission, act).saying(reason))).await?)
}

async fn newest(tx: &Tx, case: &Case) -> Result<Reply, Error> {
    Ok(kocho_store::reply::latest(tx, case.id).await?.ok_or(Refusal::TextMissing)?)
}

/// A notice to the people whose turn it is now.
async fn tell_turn(cx: &Cx, tx: &mut Tx, case: &Permitted<Case>) -> Result<(), Error> {
    let Some(approval) = kocho_store::approval::open_of(tx, case.get().id).await? else { return Ok(()) };
    let offices: Vec<_> = approval.turn().iter().map(|s| (s.plan.role, s.plan.section)).collect();
    notify(cx, tx, case.get().id, &offices, "turn").await
}
