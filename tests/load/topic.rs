//! How long does a map of as many opinions as one may have take the worker, from asking to the page, and how much memory?

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};
use chrono::{Days, NaiveDate};
use kocho_service::{
    Cx, House,
    topic::{self, Chosen, MOST, State},
};
use kocho_store::topic_voice;
use kocho_worker::Mailer;

use crate::{city, memory::memory, say};

/// Looks whether it is done.
const LOOK: Duration = Duration::from_millis(100);
/// After so long it is given up.
const PATIENCE: Duration = Duration::from_secs(600);

/// Runs it.
///
/// # Errors
/// When the map cannot be asked for or is never made.
pub(crate) async fn run() -> Result<()> {
    let dir = city::copy(&city::big().await?, "load-topic")?;
    let house = city::house_in(&dir).await?;
    let cx = city::desk(&house, &dir).await?;
    let (chosen, voices) = as_many_as_possible(&house, &cx).await?;
    let before = memory(std::process::id())?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(kocho_worker::run(Arc::clone(&house), Arc::new(Mailer::memory()), stopped));
    let begin = Instant::now();
    let key = topic::ask(&cx, &chosen).await?;
    loop {
        let map = kocho_store::topic::by_key(&house.db().reader(), &key).await?;
        if map.is_some_and(|map| map.state == State::Done) {
            break;
        }
        ensure!(begin.elapsed() < PATIENCE, "the map is not made");
        tokio::time::sleep(LOOK).await;
    }
    let made = begin.elapsed();
    let after = memory(std::process::id())?;
    say!("topic: a map of {voices} opinions in {:.1} s (asked: 30,000 in < 60 s)", made.as_secs_f64());
    say!("  before: {before}; then: {after} (asked: < 1 GB)");
    let begin = Instant::now();
    let view = topic::show(&cx, &key, None).await?;
    say!("  its page: {} groups in {:.0} ms", view.groups.len(), begin.elapsed().as_secs_f64() * 1000.0);
    let _ = stop.send(true);
    worker.await?;
    house.db().clone().close().await?;
    Ok(())
}

/// The newest voices, so many days back that one more day would be too many for a map.
async fn as_many_as_possible(house: &House, cx: &Cx) -> Result<(Chosen, u64)> {
    let of = |from: NaiveDate| Chosen { from, until: cx.today(), ..Chosen::default() };
    let count = async |days: u64| -> Result<(Chosen, u64)> {
        let chosen = of(cx.today() - Days::new(days));
        let voices = topic_voice::count(&house.db().reader(), &chosen, &[], MOST + 1).await?;
        Ok((chosen, voices))
    };
    let (mut fits, mut too_many) = (0_u64, 4_000_u64);
    while too_many - fits > 1 {
        let days = fits.midpoint(too_many);
        if count(days).await?.1 > MOST { too_many = days } else { fits = days }
    }
    let found = count(fits).await?;
    if found.1 == 0 { bail!("no day has a number of voices that fits") } else { Ok(found) }
}
