//! ほぼ同じ文面の声: a group's page, and beginning an act for all that say nothing of their own.

use kocho_domain::{
    access::{Permission, case_scope},
    case::Case,
    flood::BatchAct,
    id::{CaseId, PublicKey},
    job::Job,
    refusal::Refusal,
    story::{AuditEvent, Story},
    workflow::Status,
};
use kocho_store::{
    batch::Batch,
    flood::{Flood, Letter},
};
use kocho_text::similar::{Comparison, compare};

use crate::{Cx, Error, case::voice_text};

/// Letters of a page.
const PAGE: u64 = 50;

/// A group's page.
#[derive(Debug, Clone)]
pub struct FloodView {
    /// The group; its texts are masked as this reader may see them.
    pub flood: Flood,
    /// The leading case.
    pub lead: Case,
    /// The letters of this page, in the order of arrival.
    pub letters: Vec<Compared>,
    /// Letters with something new, oldest first.
    pub apart: Vec<Compared>,
    /// The last case of this page, when there are more behind it.
    pub next: Option<CaseId>,
    /// Acts on the group, newest first.
    pub batches: Vec<Batch>,
    /// What this person can begin now, with how many cases it is for.
    pub acts: Vec<(BatchAct, u64)>,
}

/// A letter beside the leading one.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The letter, its text masked.
    pub letter: Letter,
    /// What is new in it, and what it leaves out, in characters of the masked texts.
    pub found: Comparison,
}

/// The page of a group, behind a case.
///
/// # Errors
/// [`Error::NotFound`] also when the reader may know none of its cases.
pub async fn view(cx: &Cx, key: &PublicKey, after: CaseId) -> Result<FloodView, Error> {
    let scope = case_scope(&cx.actor);
    let from = cx.reader();
    let mut flood = kocho_store::flood::by_key(&from, &scope, key).await?.ok_or(Error::NotFound)?;
    let mask_all = !cx.actor.staff()?.is_hearing();
    flood.lead.body = voice_text(&flood.lead.body, flood.lead.copy.as_deref(), mask_all);
    let lead = kocho_store::case::by_id(&from, flood.lead.case).await?.ok_or(Error::NotFound)?;
    let first = flood.lead.body.clone();
    let beside = |mut letter: Letter| {
        letter.body = voice_text(&letter.body, letter.copy.as_deref(), mask_all);
        Compared { found: compare(&first, &letter.body), letter }
    };
    let mut letters = kocho_store::flood::letters_behind(&from, &scope, flood.id, after, PAGE + 1).await?;
    let more = letters.len() as u64 > PAGE;
    letters.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let apart = std::mem::take(&mut flood.apart);
    Ok(FloodView {
        next: letters.last().filter(|_| more).map(|letter| letter.case),
        letters: letters.into_iter().map(beside).collect(),
        apart: apart.into_iter().map(beside).collect(),
        batches: kocho_store::batch::of_flood(&from, flood.id).await?,
        acts: acts(cx, &flood, &lead),
        flood,
        lead,
    })
}

/// What this person can begin, with how many cases wait for it.
fn acts(cx: &Cx, flood: &Flood, lead: &Case) -> Vec<(BatchAct, u64)> {
    let may = |act: BatchAct| cx.actor.staff().is_ok_and(|staff| staff.may(right_for(act)));
    let waits = |act: BatchAct| {
        let there =
            |status: Status, holder| act == BatchAct::Follow && status == Status::Routed && holder == lead.holder;
        let fits = flood.standing.iter().filter(|s| act.takes().contains(&s.status) && !there(s.status, s.holder));
        let all: u64 = fits.map(|s| s.cases).sum();
        let itself = act.takes().contains(&lead.status) && !there(lead.status, lead.holder);
        all.saturating_sub(u64::from(itself))
    };
    let can = BatchAct::ALL.into_iter().filter(|act| may(*act) && act.can_begin(lead));
    can.map(|act| (act, waits(act))).filter(|(_, cases)| *cases > 0).collect()
}

const fn right_for(act: BatchAct) -> Permission {
    match act {
        BatchAct::Follow => Permission::CaseTriage,
        BatchAct::Answer => Permission::LetterDispatch,
    }
}

/// Begins an act for the group; it goes on in the background, chunk by chunk.
///
/// # Errors
/// [`Refusal::LeadNotThere`], [`Refusal::LeadSplit`], [`Refusal::BatchRunning`].
pub async fn begin(cx: &Cx, key: &PublicKey, act: BatchAct) -> Result<(), Error> {
    let staff = cx.actor.staff()?.clone();
    if !staff.may(right_for(act)) {
        return Err(Error::Denied);
    }
    let mut tx = cx.begin().await?;
    let flood = kocho_store::flood::by_key(&tx, &case_scope(&cx.actor), key).await?.ok_or(Error::NotFound)?;
    let lead = kocho_store::case::by_id(&tx, flood.lead.case).await?.ok_or(Error::NotFound)?;
    if !act.can_begin(&lead) {
        return Err(Refusal::LeadNotThere.into());
    }
    if kocho_store::case::of_submission(&tx, lead.submission).await?.len() > 1 {
        return Err(Refusal::LeadSplit.into());
    }
    if kocho_store::batch::of_flood(&tx, flood.id).await?.iter().any(|batch| batch.ended_at.is_none()) {
        return Err(Refusal::BatchRunning.into());
    }
    let batch = kocho_store::batch::insert(&mut tx, &cx.new_key(), (flood.id, act), lead.id, staff.id).await?;
    kocho_store::job::push(&mut tx, &Job::Batch { batch: batch.0 }).await?;
    let event = AuditEvent::new("batch_begun", "flood", Some(flood.id.0))
        .with("batch", batch)
        .with("act", act.code())
        .with("lead", lead.id);
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}
