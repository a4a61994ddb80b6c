//! Slowing down who guesses: so many tries, then a wait that doubles, per subject and per address.

use chrono::TimeDelta;
use kocho_domain::story::{AuditEvent, Story, Why};
use kocho_store::{
    Source, Tx,
    throttle::{self, Counter},
};

use crate::{Cx, Error, Keys};

/// The door before a secret: one counter for what is opened (an account, a receipt number), one for where it comes from.
/// Counters hold keyed hashes only.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    own: String,
    address: String,
}

impl Gate {
    /// The gate of a subject; the same for one that does not exist.
    pub(crate) fn new(keys: &Keys, kind: &str, subject: &str, address: &str) -> Self {
        Gate {
            own: keys.throttle_hash(&format!("{kind}\n{subject}")),
            address: keys.throttle_hash(&format!("{kind} from\n{address}")),
        }
    }

    /// Lets a try in, or says how long to wait. The try counts as failed until [`Gate::passed`], so that many tries at
    /// one instant are counted like one after another.
    ///
    /// # Errors
    /// [`Error::Slowed`].
    pub(crate) async fn enter(&self, cx: &Cx) -> Result<(), Error> {
        let mut tx = cx.begin().await?;
        let (own, address) = (throttle::get(&tx, &self.own).await?, throttle::get(&tx, &self.address).await?);
        if let Some(until) = own.blocked_until.max(address.blocked_until).filter(|until| *until > cx.now()) {
            return Err(Error::Slowed { seconds: (until - cx.now()).num_seconds().max(1) });
        }
        throttle::set(&mut tx, &self.own, one_more(cx, own)).await?;
        tx.commit(Story::Unrecorded(Why::RateCounter)).await?;
        Ok(())
    }

    /// Tells the audit that a try was refused: once in each wait, whatever else is tried until it ends. A flood of refused
    /// tries cannot fill the audit so, because each wait began with a failure that was counted, and waits double. Whether a
    /// line is written depends on the counters alone: nobody learns from the time it takes what exists.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn tell(&self, cx: &Cx, refused: AuditEvent) -> Result<(), Error> {
        // Nearly always the audit knows: a flood does not take its turn among those who write.
        if self.untold(cx, &cx.reader()).await?.is_empty() {
            return Ok(());
        }
        let mut tx = cx.begin().await?;
        let waits = self.untold(cx, &tx).await?;
        for (told, wait) in &waits {
            throttle::set(&mut tx, told, *wait).await?;
        }
        if !waits.is_empty() {
            tx.commit(Story::audit(refused)).await?;
        }
        Ok(())
    }

    /// The waits that the audit does not know of, each with the name of the counter that says until when it does.
    async fn untold(&self, cx: &Cx, from: &impl Source) -> Result<Vec<(String, Counter)>, Error> {
        let mut waits = Vec::new();
        for counter in [&self.own, &self.address] {
            let until = throttle::get(from, counter).await?.blocked_until.filter(|until| *until > cx.now());
            let told = cx.keys().throttle_hash(&format!("told\n{counter}"));
            if until > throttle::get(from, &told).await?.blocked_until {
                waits.push((told, Counter { failures: 0, blocked_until: until }));
            }
        }
        Ok(waits)
    }

    /// Whether the address may try now; nothing is counted, and nothing written.
    ///
    /// # Errors
    /// [`Error::Slowed`].
    pub(crate) async fn is_open(&self, cx: &Cx) -> Result<(), Error> {
        let counter = throttle::get(&cx.reader(), &self.address).await?;
        match counter.blocked_until.filter(|until| *until > cx.now()) {
            Some(until) => Err(Error::Slowed { seconds: (until - cx.now()).num_seconds().max(1) }),
            None => Ok(()),
        }
    }

    /// The try failed: the address counts too.
    pub(crate) async fn failed(&self, cx: &Cx, tx: &mut Tx) -> Result<(), Error> {
        let counter = throttle::get(tx, &self.address).await?;
        Ok(throttle::set(tx, &self.address, one_more(cx, counter)).await?)
    }

    /// The try was right: the subject's counter begins anew, and the address is forgiven what was mistyped on the way to
    /// this subject. What it guessed at others stays, so that a secret of one's own buys no further guesses.
    pub(crate) async fn passed(&self, tx: &mut Tx) -> Result<(), Error> {
        // The try that was right counted too when it was let in.
        let mistyped = throttle::get(tx, &self.own).await?.failures.saturating_sub(1);
        throttle::clear(tx, &self.own).await?;
        let address = throttle::get(tx, &self.address).await?.failures;
        match address.saturating_sub(mistyped) {
            0 if address == 0 => Ok(()),
            0 => Ok(throttle::clear(tx, &self.address).await?),
            _ if mistyped == 0 => Ok(()),
            failures => Ok(throttle::set(tx, &self.address, Counter { failures, blocked_until: None }).await?),
        }
    }
}

fn one_more(cx: &Cx, counter: Counter) -> Counter {
    let failures = counter.failures.saturating_add(1);
    let wait = i64::from(cx.city.rules.limits().secret_wait(failures));
    Counter { failures, blocked_until: (wait > 0).then(|| cx.now() + TimeDelta::seconds(wait)) }
}
