//! The loop: what is due is done, one thing at a time.
//!
//! Nothing is lost: a mail is marked only after the server took it. If the program dies between the two, the lease runs
//! out after ten minutes and the mail goes once more, under the same Message-ID, so that most mail programs show it
//! once. No order of the two steps does better; not sending a reply at all would be worse.

use std::{sync::Arc, time::Duration};

use kocho_domain::access::Actor;
use kocho_service::{
    Cx, Error, House,
    job::{self, Outgoing},
    reminder, search, stored,
};
use tokio::{sync::watch, time};

use crate::{Mailer, SendError, mailer::Letter, render};

/// Without a wake-up the database is asked this often; other servers may have queued something.
const ROUND: Duration = Duration::from_secs(10);
/// Rules are read again this often, so that several servers follow a change.
const REFRESH: Duration = Duration::from_secs(60);
/// Old uploads, sessions and counters are erased this often.
const SWEEP: Duration = Duration::from_secs(15 * 60);
/// Between two jobs the database belongs to residents for a moment; mails do not wait.
const BREATH: Duration = Duration::from_millis(50);
/// How often a sent mail is tried to be marked before its lease decides.
const MARK_TRIES: u32 = 5;

/// Does everything that is due now, until nothing is left; answers how many mails and jobs that were.
///
/// # Errors
/// What the database says. A mail or job that fails is no error: it is put back for later.
pub async fn run_due(house: &Arc<House>, mailer: &Mailer) -> Result<usize, Error> {
    let mut done = 0;
    loop {
        if next_mail(house, mailer).await? || next_job(house).await? {
            done += 1;
        } else if gather(house).await? == 0 {
            return Ok(done);
        }
    }
}

/// Works until `shutdown` becomes true; a mail that is on its way is finished first.
pub async fn run(house: Arc<House>, mailer: Arc<Mailer>, mut shutdown: watch::Receiver<bool>) {
    let mut refresh = time::interval(REFRESH);
    let mut sweep = time::interval(SWEEP);
    while !*shutdown.borrow() {
        if let Err(error) = round(&house, &mailer, &shutdown).await {
            tracing::error!(%error, "the worker's round failed; it goes on");
            time::sleep(BREATH).await;
        }
        tokio::select! {
            () = house.woken() => {}
            () = time::sleep(ROUND) => {}
            _ = refresh.tick() => report("rules could not be read again", house.refresh().await),
            _ = sweep.tick() => {
                report("sweeping failed", job::sweep(&house.cx(Actor::Worker)).await);
                report("reminding failed", reminder::remind(&house.cx(Actor::Worker)).await.map(|_| ()));
            }
            changed = shutdown.changed() => if changed.is_err() { return },
        }
    }
}

async fn round(house: &Arc<House>, mailer: &Mailer, shutdown: &watch::Receiver<bool>) -> Result<(), Error> {
    loop {
        if *shutdown.borrow() {
            return Ok(());
        }
        if next_mail(house, mailer).await? {
            continue;
        }
        if next_job(house).await? {
            time::sleep(BREATH).await;
        } else if gather(house).await? == 0 {
            return Ok(());
        }
    }
}

/// Puts together what people get by the hour and by the day, and brings what can be found since; answers how much that was.
async fn gather(house: &Arc<House>) -> Result<usize, Error> {
    let cx = house.cx(Actor::Worker);
    let mails = job::collect_notices(&cx).await? + job::queue_digests(&cx).await?;
    // A survey that cannot be read must not keep mails back.
    let brought = search::bring_waiting(&cx).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the search could not be brought up to date");
        0
    });
    Ok(mails + brought)
}

fn report(what: &str, done: Result<(), Error>) {
    if let Err(error) = done {
        tracing::warn!(%error, "{what}");
    }
}

/// Sends the next mail that is due; false when none is.
async fn next_mail(house: &Arc<House>, mailer: &Mailer) -> Result<bool, Error> {
    let cx = house.cx(Actor::Worker);
    let Some(claimed) = job::claim_mail(&cx).await? else { return Ok(false) };
    let kind = claimed.mail.code();
    match deliver(&cx, &claimed, mailer).await {
        Ok(evidence) => mark_sent(house, &claimed, &evidence).await?,
        Err(SendError::Later(why)) => {
            tracing::warn!(mail = claimed.id, kind, attempts = claimed.attempts, %why, "a mail did not go; it will be tried again");
            job::mail_failed(&house.cx(Actor::Worker), &claimed, &why, false).await?;
        }
        Err(SendError::Never(why)) => {
            tracing::error!(mail = claimed.id, kind, %why, "a mail was refused for good");
            job::mail_failed(&house.cx(Actor::Worker), &claimed, &why, true).await?;
        }
    }
    Ok(true)
}

async fn deliver(cx: &Cx, claimed: &stored::outbox::Claimed, mailer: &Mailer) -> Result<String, SendError> {
    let outgoing = match job::mail_content(cx, claimed).await {
        Ok(outgoing) => outgoing,
        Err(Error::NotFound) => return Err(SendError::Never("what the mail speaks of is gone".into())),
        Err(error) => return Err(SendError::Later(error.to_string())),
    };
    mailer.send(&in_words(cx, &outgoing)?).await
}

fn in_words(cx: &Cx, outgoing: &Outgoing) -> Result<Letter, SendError> {
    render::letter(outgoing, cx.now()).map_err(|e| SendError::Later(e.to_string()))
}

/// The mail is out; a clerk who saved the same case at this moment must not make it go twice.
async fn mark_sent(house: &Arc<House>, claimed: &stored::outbox::Claimed, evidence: &str) -> Result<(), Error> {
    let mut tries = 1;
    loop {
        match job::mail_sent(&house.cx(Actor::Worker), claimed, evidence).await {
            Err(Error::Stale | Error::Busy) if tries < MARK_TRIES => {
                time::sleep(BREATH * tries).await;
                tries += 1;
            }
            done => return done,
        }
    }
}

/// Does the next job that is due; false when none is. A job that panics fails like any other and does not end the loop.
async fn next_job(house: &Arc<House>) -> Result<bool, Error> {
    let cx = house.cx(Actor::Worker);
    let Some(claimed) = job::claim_job(&cx).await? else { return Ok(false) };
    let work = claimed.job.clone();
    let done = tokio::spawn(async move { job::run_job(&cx, &work).await }).await;
    let failure = match done {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error.to_string()),
        // What it panicked with may hold a resident's words.
        Err(_) => Some("the job panicked".to_owned()),
    };
    let cx = house.cx(Actor::Worker);
    match failure {
        None => job::finish_job(&cx, &claimed).await?,
        Some(why) => {
            tracing::warn!(job = claimed.id, kind = claimed.job.code(), attempts = claimed.attempts, %why, "a job failed");
            job::job_failed(&cx, &claimed, &why).await?;
        }
    }
    Ok(true)
}

/// Sends a test mail at once, past the queue; answers what was sent and what the server said.
///
/// # Errors
/// [`SendError`]: what the way out says.
pub async fn send_test(house: &Arc<House>, mailer: &Mailer, address: &str) -> Result<String, SendError> {
    let cx = house.cx(Actor::Worker);
    mailer.send(&in_words(&cx, &job::test_mail(&cx, address))?).await
}
