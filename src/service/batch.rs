//! An act on a group of cases, chunk by chunk: each chunk is one transaction that says how far it has come, so that it goes on
//! where it stopped. It acts for the person who began it, with the rights that this person has now.

use kocho_domain::{
    access::{Actor, Permitted, permit},
    case::Case,
    flood::{BatchAct, takes_along},
    id::BatchId,
    job::Job,
    refusal::Refusal,
    reply::{Form, NewReply, Reply},
    story::{CaseEvent, Story, Why},
    workflow::{Act, Status},
};
use kocho_store::{Tx, approval, attachment::Owner, batch, batch::Batch};

use crate::{Cx, Error, letter, reply::form_of};

/// Cases of a chunk that are routed alike.
const ROUTED: u64 = 500;
/// Letters of a chunk: each takes some twenty statements, and residents' voices wait for no more than these.
const ANSWERED: u64 = 100;

/// Does the next chunk and queues the one after it.
///
/// # Errors
/// What the database says; the job is done again. An act that is through, or whose person may do it no more, ends.
pub(crate) async fn go_on(cx: &Cx, id: BatchId) -> Result<(), Error> {
    let from = cx.reader();
    let Some(batch) = batch::by_id(&from, id).await?.filter(|batch| batch.ended_at.is_none()) else { return Ok(()) };
    let account = kocho_store::staff::by_id(&from, batch.by).await?.ok_or(Error::NotFound)?;
    let actor = kocho_store::staff::actor(&from, &account, cx.today()).await?;
    let cx = cx.house.cx(Actor::Staff(actor));
    match chunk(&cx, &batch).await {
        // Nothing of the chunk was written; the act ends here, and the page says how far it came.
        Err(Error::Denied | Error::NotFound) => stop(&cx, &batch).await,
        done => done,
    }
}

async fn stop(cx: &Cx, batch: &Batch) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    batch::advance(&mut tx, batch, &Batch { ended_at: Some(cx.now()), ..batch.clone() }).await?;
    Ok(tx.commit(Story::Unrecorded(Why::JobLease)).await?)
}

async fn chunk(cx: &Cx, batch: &Batch) -> Result<(), Error> {
    let size = match batch.act {
        BatchAct::Follow => ROUTED,
        BatchAct::Answer => ANSWERED,
    };
    let mut tx = cx.begin().await?;
    let lead = kocho_store::case::by_id(&tx, batch.lead).await?.ok_or(Error::NotFound)?;
    let cases = batch::next_cases(&tx, batch, size).await?;
    let through = (cases.len() as u64) < size;
    let after = cases.last().map_or(batch.after, |case| case.id);
    let (events, done, skipped) = match batch.act {
        BatchAct::Follow => follow(cx, &mut tx, batch, &lead, cases).await?,
        BatchAct::Answer => answer(cx, &mut tx, batch, &lead, cases).await?,
    };
    let moved = Batch {
        after,
        done: batch.done + done,
        skipped: batch.skipped + skipped,
        ended_at: through.then(|| cx.now()),
        ..batch.clone()
    };
    if !batch::advance(&mut tx, batch, &moved).await? {
        return Err(Error::Stale);
    }
    if !through {
        kocho_store::job::push(&mut tx, &Job::Batch { batch: batch.id.0 }).await?;
    }
    tx.commit(if events.is_empty() { Story::Unrecorded(Why::JobLease) } else { Story::all(events) }).await?;
    Ok(())
}

/// What was done for how many, and how many were passed over.
type Done = (Vec<CaseEvent>, u64, u64);

/// 分類・回付 like the leading case; the voices are attached to it. Its section was told when it got the leading case.
async fn follow(cx: &Cx, tx: &mut Tx, batch: &Batch, lead: &Case, cases: Vec<Case>) -> Result<Done, Error> {
    let sections = kocho_store::case::shared_with(tx, lead.id).await?;
    let (along, rest): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(|case| takes_along(batch.act, lead, case));
    let skipped = rest.iter().filter(|case| case.status != Status::Routed).count() as u64;
    let (mut saved, mut events) = (Vec::new(), Vec::new());
    for case in along {
        let was_urgent = case.status == Status::Urgent;
        let case = permit(&cx.actor, Act::Route, case, &[])?.apply(|case| like(cx, case, lead))?;
        kocho_store::case::save(tx, &case).await?;
        events.extend(told(case.get(), lead, batch, was_urgent));
        saved.push(case);
    }
    batch::attach(tx, lead.id, &saved).await?;
    batch::assign(tx, &saved, &sections).await?;
    Ok((events, saved.len() as u64, skipped))
}

fn like(cx: &Cx, case: Case, lead: &Case) -> Result<Case, Refusal> {
    let case = if case.status == Status::Urgent { case.step(Act::TakeUrgent, cx.now())? } else { case };
    let mut case = case.step(Act::Triage, cx.now())?;
    case.kind.clone_from(&lead.kind);
    case.category.clone_from(&lead.category);
    case.measure = lead.measure.clone();
    case.route(lead.holder, cx.now())
}

fn told(case: &Case, lead: &Case, batch: &Batch, was_urgent: bool) -> Vec<CaseEvent> {
    let event = |act: Act| CaseEvent::act(case.id, case.submission, act).with("batch", batch.id).with("lead", lead.id);
    let taken = was_urgent.then(|| event(Act::TakeUrgent));
    taken.into_iter().chain([event(Act::Triage), event(Act::Route).with("section", lead.holder)]).collect()
}

/// The leading case's decided text for each case that was taken to it: a letter of its own where one is owed.
async fn answer(cx: &Cx, tx: &mut Tx, batch: &Batch, lead: &Case, cases: Vec<Case>) -> Result<Done, Error> {
    let text = kocho_store::reply::latest(tx, lead.id).await?.ok_or(Error::NotFound)?;
    let decided = approval::decided_of(tx, lead.id).await?.filter(|approval| approval.reply == text.id);
    let decided = decided.ok_or(Refusal::TextChanged)?;
    let taken = batch::taken(tx, lead.id, &cases).await?;
    let mut skipped = (cases.len() - taken.len()) as u64;
    let (mut events, mut done) = (Vec::new(), 0);
    for case in taken {
        let voice = kocho_store::submission::by_id(tx, case.submission).await?.ok_or(Error::NotFound)?;
        let reached = !case.reply_due || letter::can_reach(tx, &voice).await?;
        if !reached || !takes_along(batch.act, lead, &case) {
            skipped += 1;
            continue;
        }
        let form = form_of(&case);
        let (case, reply) = adopt(cx, tx, case, &text).await?;
        let act = act_for(form);
        let event = CaseEvent::act(case.get().id, case.get().submission, act);
        events.push(event.with("reply", reply.0).with("batch", batch.id).with("lead", lead.id));
        if form == Form::Reply {
            approval::adopt(tx, &case, (reply.0, &reply.1), &decided).await?;
            events.extend(letter::send_in(cx, tx, &voice, &letter::Send::default()).await?);
        }
        done += 1;
    }
    Ok((events, done, skipped))
}

const fn act_for(form: Form) -> Act {
    match form {
        Form::Reply => Act::AdoptReply,
        Form::Result => Act::AdoptResult,
    }
}

/// The case with the leading case's text as its newest version; answers that version and its hash.
async fn adopt(
    cx: &Cx,
    tx: &mut Tx,
    case: Case,
    text: &Reply,
) -> Result<(Permitted<Case>, (kocho_domain::id::ReplyId, String)), Error> {
    let form = form_of(&case);
    let act = act_for(form);
    let case = permit(&cx.actor, act, case, &[])?.apply(|case| {
        let mut case = case.step(act, cx.now())?;
        case.outcome = Some(text.outcome.clone());
        case.follow_up_on = text.follow_up_on;
        Ok::<_, Refusal>(case)
    })?;
    kocho_store::case::save(tx, &case).await?;
    let mut new = NewReply { form, ..NewReply::from(text) };
    if form == Form::Result {
        // It is sent to nobody, so nothing goes with it.
        new.enclosures.clear();
    }
    let id = kocho_store::reply::insert(tx, &case, text.author, &new).await?;
    if !new.enclosures.is_empty() {
        let files = kocho_store::attachment::of(tx, Owner::Reply(text.id)).await?;
        kocho_store::attachment::attach(tx, Owner::Reply(id), &files, || cx.new_key()).await?;
    }
    Ok((case, (id, new.sha256())))
}
