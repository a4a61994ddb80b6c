//! How many voices a second are received, each durable before it is acknowledged, and how much of what a bare handler
//! could do is that?

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Result, ensure};
use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::{
    bare, city, fill,
    measure::{Figures, Plan, Requests, drive},
    say,
};

/// At once.
const CONNECTIONS: usize = 32;
/// Rounds, each of both.
const ROUNDS: usize = 4;
/// Seconds of a measured round.
const SECONDS: u64 = 8;
/// What a voice is made of.
const TABLES: [&str; 12] = [
    "submission",
    "transcript",
    "contact",
    "\"case\"",
    "case_submission",
    "deadline",
    "job",
    "outbox_mail",
    "case_event",
    "audit_event",
    "findable",
    "findable_gram",
];

/// Runs it.
///
/// # Errors
/// When a server does not answer as it should.
pub(crate) async fn run() -> Result<()> {
    let dir = city::fresh_folder("load-submit")?;
    let (ours, bares) = (dir.join("kocho.sqlite"), dir.join("bare.sqlite"));
    let house = city::house_of(city::empty_database(&ours).await?).await?;
    let (kocho, state) = city::serve_house(&house).await?;
    city::empty_database(&bares).await?.close().await?;
    let bare = city::serve(bare::router(&bares).await?).await?;
    let tokens: Requests = Arc::new(move |_| fill::request(&state.form_token()));
    let before = (rows(&ours).await?, rows(&bares).await?);

    say!("submit: {CONNECTIONS} connections, {SECONDS} s a round, {} characters", fill::BODY.chars().count());
    let (mut whole, mut least) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        whole.push(measured(kocho, &tokens, 303, &format!("{round} kocho")).await?);
        least.push(measured(bare, &tokens, 303, &format!("{round} bare ")).await?);
    }
    let (whole, least) = (middle(&whole), middle(&least));
    say!("kocho {whole:.0}/s (asked: 300), bare {least:.0}/s, ratio {:.0} % (asked: 60 %)", 100.0 * whole / least);
    say!(
        "measured earlier on such a machine, one insert with its audit row: 1,873/s; in groups of many voices: 6,298/s"
    );
    same_rows(&before, &(rows(&ours).await?, rows(&bares).await?))?;
    house.db().clone().close().await?;
    Ok(())
}

async fn measured(address: SocketAddr, requests: &Requests, status: u16, name: &str) -> Result<Figures> {
    let plan = Plan { status, ..Plan::of(CONNECTIONS, SECONDS) };
    let figures = drive(address, plan, Arc::clone(requests)).await?;
    say!("  {name}  {figures}");
    // Checkpoints and disk of the one are not to be paid by the other.
    tokio::time::sleep(Duration::from_millis(500)).await;
    Ok(figures)
}

/// The median of the rates.
fn middle(figures: &[Figures]) -> f64 {
    let mut rates: Vec<f64> = figures.iter().map(|f| f.rate).collect();
    rates.sort_unstable_by(f64::total_cmp);
    let half = rates.len() / 2;
    if rates.len().is_multiple_of(2) { f64::midpoint(rates[half - 1], rates[half]) } else { rates[half] }
}

async fn rows(file: &Path) -> Result<Vec<i64>> {
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await?;
    let counts = TABLES.map(|table| format!("(select count(*) from {table})")).join(", ");
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("select {counts}"))).fetch_one(&mut database).await?;
    database.close().await?;
    Ok((0..TABLES.len()).map(|place| row.get(place)).collect())
}

/// Both must have written the same rows for each voice, or the comparison says nothing.
fn same_rows(before: &(Vec<i64>, Vec<i64>), after: &(Vec<i64>, Vec<i64>)) -> Result<()> {
    let added = |before: &[i64], after: &[i64]| after.iter().zip(before).map(|(a, b)| a - b).collect::<Vec<_>>();
    for (name, added) in [("kocho", added(&before.0, &after.0)), ("bare", added(&before.1, &after.1))] {
        let voices = added[0];
        for (table, rows) in TABLES.iter().zip(&added) {
            ensure!(*rows == voices, "{name}: {rows} rows of {table} for {voices} voices");
        }
        say!("{name}: {voices} voices, one row each in {} tables", TABLES.len());
    }
    Ok(())
}
