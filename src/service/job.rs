//! What is done after a commit: claiming what is due, doing it, and writing down how it went.
//!
//! A claim is a lease. A worker that dies loses its lease, and the work is done again by another one; so every job may
//! be done twice without harm. How mails look and travel is the worker's business.

mod content;
mod dialogue;
mod mail;
mod notice;
mod post;

use chrono::TimeDelta;
use kocho_domain::{
    id::{BatchId, CaseId, ImportId},
    job::{Job, back_off_minutes},
    story::{Story, Why},
};
use kocho_store::{attachment, job, memo_draft, session, throttle};

use crate::{Cx, Error};

pub use content::{
    CommitmentText, CommitmentsMail, DialogueMail, DigestMail, Enclosed, MailContent, MailSample, NoticeText,
    NoticesMail, PanelMail, ReceiptMail, ReplyMail, ReplyNoticeMail, Sender, SurveyMail, TestMail, UrgentMail,
};
pub(crate) use content::{in_plain_text, words as plain_words};
pub(crate) use mail::came_back;
pub use mail::{Outgoing, claim_mail, mail_content, mail_failed, mail_sent, test_mail};
pub use notice::collect_notices;
pub(crate) use post::{Posted, post_instead};

pub use crate::office::digest::queue as queue_digests;

/// How long a rate counter is remembered after its last move.
const COUNTER_MEMORY: TimeDelta = TimeDelta::days(1);

/// How long a memo that nobody goes on with is kept.
const DRAFT_MEMORY: TimeDelta = TimeDelta::days(14);

/// Chunks of voices that a sweep compares with earlier ones.
const PLACED_A_SWEEP: usize = 10;

/// Claims the next job that is due; `None` when nothing is.
///
/// # Errors
/// What the database says.
pub async fn claim_job(cx: &Cx) -> Result<Option<job::Claimed>, Error> {
    let mut tx = cx.begin().await?;
    let claimed = job::claim(&mut tx, &worker_name()).await?;
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(claimed)
}

/// Does a job. Done again after a crash, it changes nothing more.
///
/// # Errors
/// What the use case behind it says; a case that is gone is no error, there is nothing left to do.
pub async fn run_job(cx: &Cx, job: &Job) -> Result<(), Error> {
    match job {
        Job::Suggest { case } => {
            // First of all: a flood is seen while it arrives.
            crate::similar::place_waiting(cx).await?;
            match crate::suggestion::compute(cx, CaseId(*case)).await {
                Err(Error::NotFound) => Ok(()),
                done => done,
            }
        }
        Job::Topic { map } => crate::topic::make::make(cx, *map).await,
        Job::Batch { batch } => crate::batch::go_on(cx, BatchId(*batch)).await,
        Job::Import { import } => crate::import::go_on(cx, ImportId(*import)).await,
        Job::Sweep => sweep(cx).await,
        Job::Notices => collect_notices(cx).await.map(|_| ()),
        Job::Trial { trial } => match crate::trial::run(cx, *trial).await {
            Err(Error::NotFound) => Ok(()),
            done => done,
        },
        Job::Index => crate::search::index_next(cx).await.map(|_| ()),
    }
}

/// Removes a finished job.
///
/// # Errors
/// What the database says.
pub async fn finish_job(cx: &Cx, claimed: &job::Claimed) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    job::finish(&mut tx, claimed.id).await?;
    Ok(tx.commit(Story::Unrecorded(Why::JobLease)).await?)
}

/// Puts a failed job back; each failure doubles the wait.
///
/// # Errors
/// What the database says.
pub async fn job_failed(cx: &Cx, claimed: &job::Claimed, error: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let again = cx.now() + TimeDelta::minutes(back_off_minutes(claimed.attempts.saturating_sub(1)));
    job::put_back(&mut tx, claimed.id, error, again).await?;
    Ok(tx.commit(Story::Unrecorded(Why::JobLease)).await?)
}

/// Erases uploads whose form was never sent, sessions that ended, counters that nobody moved for a day, and memos
/// that nobody went on with, and people's data whose day has come. Reminds sections of promises.
///
/// # Errors
/// What the database says.
pub async fn sweep(cx: &Cx) -> Result<(), Error> {
    let limits = cx.city.rules.limits();
    let now = cx.now();
    // Before the files, so that the bytes go at once.
    crate::mail_in::desk::erase_old(cx).await?;
    let mut tx = cx.begin().await?;
    attachment::sweep(&mut tx, now - TimeDelta::hours(limits.upload_hours.into())).await?;
    session::sweep(&mut tx, now - TimeDelta::minutes(limits.session_idle_minutes.into())).await?;
    throttle::sweep(&mut tx, now - COUNTER_MEMORY).await?;
    memo_draft::sweep(&mut tx, now - DRAFT_MEMORY).await?;
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    crate::import::read::give_up(cx).await?;
    crate::commitment::remind::remind(cx).await?;
    crate::answering::settle(cx, false).await?;
    crate::panel::erase_due(cx).await?;
    crate::invitation::erase_due(cx).await?;
    crate::application::erase_due(cx).await?;
    if crate::decision::remind(cx).await? > 0 {
        cx.house.wake_worker();
    }
    // Voices from before there were fingerprints, some at a time.
    for _ in 0..PLACED_A_SWEEP {
        if crate::similar::place_waiting(cx).await? == 0 {
            break;
        }
    }
    Ok(cx.house.db().measure().await?)
}

/// Who holds a lease: this process.
fn worker_name() -> String {
    format!("worker-{}", std::process::id())
}
