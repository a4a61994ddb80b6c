//! How fast are the office's pages in a city with 100,000 cases and a million events: when they are counted, and while many read them?

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::{
    city,
    client::{Connection, get},
    measure::{Plan, drive},
    pages::{CONNECTIONS, Pages},
    say,
};

/// Seconds of a measured run.
const SECONDS: u64 = 8;
/// Requests a second of a calm run.
const CALM: f64 = 20.0;
/// How often a page is asked for after its figures were forgotten.
const AGAIN: usize = 20;

const PAGES: [(&str, &str); 4] = [
    ("morning ", "/office"),
    ("plan    ", "/office/plan"),
    ("sections", "/office/sections"),
    ("week    ", "/office/week"),
];

/// Runs it.
///
/// # Errors
/// When a page is not there.
pub(crate) async fn run() -> Result<()> {
    let dir = city::big().await?;
    let (cases, events) = city::size(&dir).await?;
    say!("office: {cases} cases, {events} events");
    say!("office: {CONNECTIONS} connections, {SECONDS} s each (asked: p99 < 50 ms)");
    for (name, path) in PAGES {
        // A house of its own for each asking has nothing kept: what a page costs when it must be counted.
        let mut counted = Vec::with_capacity(AGAIN);
        for _ in 0..AGAIN {
            let house = city::house_in(&dir).await?;
            let (address, _) = city::serve_house(&house).await?;
            let session = Pages::find(&dir, &house, address).await?.session().to_owned();
            let mut connection = Connection::open(address).await?;
            let began = Instant::now();
            let status = connection.ask(&get(path, &session, false)).await?;
            counted.push(began.elapsed());
            ensure!(status == 200, "{path} does not open: {status}");
            house.db().clone().close().await?;
        }
        counted.sort_unstable();
        let worst = counted.last().copied().unwrap_or_default();
        say!("  {name} counted anew: p50 {:.1?}, worst of {AGAIN} {worst:.1?}", counted[AGAIN / 2]);
        let house = city::house_in(&dir).await?;
        let (address, _) = city::serve_house(&house).await?;
        let pages = Pages::find(&dir, &house, address).await?;
        for (how, pace) in [("as fast as it goes", None), ("20/s              ", Some(CALM))] {
            let plan = Plan { pace, ..Plan::of(CONNECTIONS, SECONDS) };
            let figures = drive(address, plan, pages.page(path)).await?;
            say!("  {name} {how} {figures}");
        }
        house.db().clone().close().await?;
    }
    Ok(())
}
