//! What a resident does with number and secret: adds, withdraws, says that the reply did not answer.

use kocho_domain::{
    access::permit,
    body::{Body, BodyError},
    case::{Begin, Case, NewCase},
    deadline::{Stage, due_on},
    id::{CaseId, PublicKey, SubmissionId},
    job::Job,
    refusal::Refusal,
    rule::danger::DangerGroup,
    story::{CaseEvent, Story},
    submission::Submission,
    workflow::{Act, Status, next},
};
use kocho_store::{Tx, case};

use super::view::{reopen_until, sent_on};
use crate::{
    Cx, Error,
    submission::{danger_groups, push_urgent_mails, title},
};

/// Adds a text to a voice. Words of danger in it open a case of its own in 要緊急確認, so that somebody takes it at once.
///
/// # Errors
/// [`Error::Invalid`] for `add` with a code of the public forms; [`Error::Refused`] when nobody works on it any more.
pub async fn add(cx: &Cx, key: &PublicKey, text: &str) -> Result<(), Error> {
    let body = Body::parse(text).map_err(|error| Error::field("add", code(error)))?;
    let mut tx = cx.begin().await?;
    let (submission, cases) = load(&tx, key).await?;
    let Some(open) = cases.iter().find(|c| c.status.is_open()) else {
        let from = cases.first().map_or(Status::Settled, |c| c.status);
        return Err(Refusal::NotNow { from, act: Act::Withdraw }.into());
    };
    let events = add_to(cx, &mut tx, (&submission, &cases), open, &body).await?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// Adds a text to a voice inside a transaction that does more: a case of it is told, and whoever has that case.
pub(crate) async fn add_to(
    cx: &Cx,
    tx: &mut Tx,
    (submission, cases): (&Submission, &[Case]),
    case: &Case,
    body: &Body,
) -> Result<Vec<CaseEvent>, Error> {
    write_down(tx, submission.id, body).await?;
    let mut events = vec![CaseEvent::new(case.id, submission.id, "added")];
    notify(tx, case, "added").await?;
    events.extend(urgent_case(cx, tx, submission, cases, body.as_str()).await?);
    Ok(events)
}

/// Takes a voice back: every case of it for which nothing was sent yet. `asked`: what the desk notes of a call.
///
/// # Errors
/// [`Error::Refused`] when nothing is left to take back, [`Error::Stale`] when staff saved a case at this moment.
pub async fn withdraw(cx: &Cx, key: &PublicKey, asked: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let (submission, cases) = load(&tx, key).await?;
    let from = cases.first().map_or(Status::Withdrawn, |c| c.status);
    let mut events = Vec::new();
    for case in cases.into_iter().filter(|c| next(c.status, Act::Withdraw).is_some()) {
        notify(&mut tx, &case, Act::Withdraw.code()).await?;
        let id = case.id;
        let case = permit(&cx.actor, Act::Withdraw, case, &[])?.apply(|c| c.step(Act::Withdraw, cx.now()))?;
        case::save(&mut tx, &case).await?;
        case::end_assignments(&mut tx, &case, None).await?;
        kocho_store::approval::end(&mut tx, &case, kocho_store::approval::Ending::Withdrawn).await?;
        events.push(CaseEvent::act(id, submission.id, Act::Withdraw).saying(asked));
    }
    if events.is_empty() {
        return Err(Refusal::NotNow { from, act: Act::Withdraw }.into());
    }
    Ok(tx.commit(Story::all(events)).await?)
}

/// Says that the reply did not answer: the point (all answered ones when none is named) goes back to its section, with a
/// new deadline from today.
///
/// # Errors
/// [`Error::Invalid`] for `reopen`, [`Error::NotFound`] for a case of another voice, [`Error::Refused`] with
/// [`Refusal::ReopenOver`] after the city's time.
pub async fn reopen(cx: &Cx, key: &PublicKey, only: Option<&PublicKey>, text: &str) -> Result<(), Error> {
    let body = Body::parse(text).map_err(|error| Error::field("reopen", code(error)))?;
    let mut tx = cx.begin().await?;
    let (submission, cases) = load(&tx, key).await?;
    if only.is_some_and(|only| !cases.iter().any(|c| c.key == *only)) {
        return Err(Error::NotFound);
    }
    let wanted: Vec<Case> = cases.iter().filter(|c| only.is_none_or(|only| c.key == *only)).cloned().collect();
    let again = reopenable(cx, &tx, &submission, &wanted).await?;
    let events = ask_again(cx, &mut tx, (&submission, &cases), again, &body).await?;
    tx.commit(Story::all(events)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// The answered cases about which the resident may still ask once more.
pub(crate) async fn reopenable(cx: &Cx, tx: &Tx, submission: &Submission, cases: &[Case]) -> Result<Vec<Case>, Error> {
    let letters = kocho_store::letter::of(tx, submission.id).await?;
    let may = |c: &&Case| {
        next(c.status, Act::Reopen).is_some()
            && sent_on(&letters, c.id).is_some_and(|on| reopen_until(cx, submission, on).is_some())
    };
    Ok(cases.iter().filter(may).cloned().collect())
}

/// Opens cases again inside a transaction that does more, with what the resident asks.
pub(crate) async fn ask_again(
    cx: &Cx,
    tx: &mut Tx,
    (submission, cases): (&Submission, &[Case]),
    again: Vec<Case>,
    body: &Body,
) -> Result<Vec<CaseEvent>, Error> {
    if again.is_empty() {
        return Err(Refusal::ReopenOver.into());
    }
    write_down(tx, submission.id, body).await?;
    let mut events = Vec::new();
    for case in again {
        events.push(reopen_one(cx, tx, submission, case).await?);
    }
    events.extend(urgent_case(cx, tx, submission, cases, body.as_str()).await?);
    Ok(events)
}

async fn reopen_one(cx: &Cx, tx: &mut Tx, submission: &Submission, case: Case) -> Result<CaseEvent, Error> {
    let rules = &cx.city.rules;
    let due = due_on(rules.calendar(), cx.today(), rules.reply_deadline(&submission.channel));
    notify(tx, &case, Act::Reopen.code()).await?;
    let id = case.id;
    let case = permit(&cx.actor, Act::Reopen, case, &[])?.apply(|c| {
        let mut case = c.step(Act::Reopen, cx.now())?;
        case.due_on = due;
        Ok::<_, Refusal>(case)
    })?;
    case::save(tx, &case).await?;
    case::add_deadline(tx, id, Stage::Reply, due).await?;
    Ok(CaseEvent::act(id, submission.id, Act::Reopen).with("due", due))
}

/// A later word of the resident; a My Number in it is noted as in the first.
async fn write_down(tx: &mut Tx, voice: SubmissionId, body: &Body) -> Result<(), Error> {
    kocho_store::addition::insert(tx, voice, body.as_str()).await?;
    if kocho_text::my_number::stands_in(body.as_str()) {
        kocho_store::my_number::mark(tx, voice, true).await?;
    }
    Ok(())
}

async fn load(tx: &Tx, key: &PublicKey) -> Result<(Submission, Vec<Case>), Error> {
    let submission = kocho_store::submission::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    let cases = case::of_submission(tx, submission.id).await?;
    Ok((submission, cases))
}

/// The person who has the case reads of it in the next notice.
async fn notify(tx: &mut Tx, case: &Case, what: &str) -> Result<(), Error> {
    match case.holder_staff {
        Some(staff) => Ok(kocho_store::outbox::add_notice(tx, staff, case.id, what).await?),
        None => Ok(()),
    }
}

/// A case of its own for words of danger in what came later; duty addresses are told at once.
async fn urgent_case(
    cx: &Cx,
    tx: &mut Tx,
    submission: &Submission,
    cases: &[Case],
    text: &str,
) -> Result<Option<CaseEvent>, Error> {
    let groups = danger_groups("", text);
    if groups.is_empty() {
        return Ok(None);
    }
    let branch = cases.iter().map(|c| c.branch).max().unwrap_or(0).saturating_add(1);
    let id = case::insert(
        tx,
        submission.id,
        &submission.channel,
        cx.city.hearing()?.id,
        NewCase {
            key: cx.new_key(),
            branch,
            point: Some(text.to_owned()),
            title: title("", text),
            received_on: cx.today(),
            due_on: due_on(cx.city.rules.calendar(), cx.today(), cx.city.rules.reply_deadline(&submission.channel)),
            reply_due: cases.iter().any(|c| c.reply_due),
            kind: None,
            urgent: true,
            restricted: is_restricted(&groups) || cases.iter().any(|c| c.restricted),
            begin: Begin::Desk,
        },
    )
    .await?;
    kocho_store::job::push(tx, &Job::Suggest { case: id.0 }).await?;
    push_urgent_mails(cx, tx, id, &groups).await?;
    Ok(Some(urgent_event(id, submission.id, &groups)))
}

fn urgent_event(id: CaseId, submission: SubmissionId, groups: &[DangerGroup]) -> CaseEvent {
    let codes: Vec<&str> = groups.iter().map(|group| group.code()).collect();
    CaseEvent::new(id, submission, "received").with("source", "addition").with("danger", codes.join(","))
}

/// Cases of these groups are known only to those who must know.
fn is_restricted(groups: &[DangerGroup]) -> bool {
    groups.iter().any(|g| matches!(g, DangerGroup::SelfHarm | DangerGroup::Violence | DangerGroup::Abuse))
}

/// The public forms' code of a mistake.
fn code(error: BodyError) -> &'static str {
    match error {
        BodyError::Empty => "body_empty",
        BodyError::TooLong { .. } | BodyError::TooManyBytes { .. } => "text_long",
        BodyError::Control { .. } => "control",
        BodyError::LineBreak { .. } => "line_break",
    }
}
