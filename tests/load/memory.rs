//! How long does the program take to start in a city with 100,000 cases, and how much memory does it hold, at rest and
//! after load?

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    city,
    client::{Connection, get},
    fill,
    measure::{Plan, drive},
    pages::{CONNECTIONS, Pages},
    say,
};

/// After the start.
const REST: Duration = Duration::from_secs(60);
/// Connections that hand voices in during the load.
const WRITERS: usize = 4;
/// Seconds of load, a page.
const SECONDS: u64 = 5;

/// Runs it.
///
/// # Errors
/// When the program does not start or answer.
pub(crate) async fn run() -> Result<()> {
    let dir = city::copy(&city::big().await?, "load-memory")?;
    // Only for the key of the receipts; closed before the program starts.
    let house = city::house_in(&dir).await?;
    house.db().clone().close().await?;
    let (child, address, first) = city::start(&dir).await?;
    let begin = Instant::now();
    say!("first answer after {:.0} ms (asked: < 1000 ms)", first.as_secs_f64() * 1000.0);
    tokio::time::sleep(REST.saturating_sub(begin.elapsed())).await;
    say!("after 60 s at rest: {} (asked: < 80 MB)", memory(child.id())?);
    let pages = Pages::find(&dir, &house, address).await?;
    let writers: Vec<_> =
        (0..WRITERS).map(|_| tokio::spawn(hand_in(address, Duration::from_secs(4 * (SECONDS + 2))))).collect();
    for requests in [pages.cases(), pages.inbox(), pages.status(), pages.cases()] {
        drive(address, Plan::of(CONNECTIONS, SECONDS), requests(true)).await?;
    }
    let mut voices = 0;
    for writer in writers {
        voices += writer.await??;
    }
    say!("after load ({voices} voices handed in meanwhile): {} (asked: < 200 MB)", memory(child.id())?);
    city::stop(child)
}

/// Opens the form, sends it, and again.
async fn hand_in(address: SocketAddr, time: Duration) -> Result<usize> {
    let begin = Instant::now();
    let mut connection = Connection::open(address).await?;
    let mut voices = 0;
    while begin.elapsed() < time {
        connection.ask(&get("/voice/new", "", false)).await?;
        let page = connection.body();
        let token = page.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let status = connection.ask(&fill::request(token.context("a form without a token")?)).await?;
        ensure!(status == 303, "a voice was not taken in: {status}");
        voices += 1;
    }
    Ok(voices)
}

/// Resident memory of a process, now and at most.
pub(crate) fn memory(process: u32) -> Result<String> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).map(|kib| kib * 1.024 / 1000.0)
    };
    let (now, most) = megabytes("VmRSS:").zip(megabytes("VmHWM:")).context("no memory figures")?;
    Ok(format!("{now:.0} MB resident, {most:.0} MB at most"))
}
