//! Does the desk stay usable when 10,000 near-identical letters come in? In the city with 100,000 cases, with the worker.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use kocho_domain::{
    access::{Actor, case_scope},
    body::Body,
    flood::BatchAct,
    id::CaseId,
};
use kocho_service::{House, flood, route, submission::Submit};
use kocho_store::case_list::Filter;
use kocho_text::similar::alter::{Change, altered};
use kocho_worker::Mailer;

use crate::{
    city,
    client::get,
    measure::{Plan, Requests, drive},
    pages::{CONNECTIONS, Pages},
    say,
};

/// How many letters.
const LETTERS: usize = 10_000;
/// At once.
const SENDERS: usize = 8;
/// Seconds of a measured run.
const SECONDS: u64 = 8;
/// Requests a second of a calm run.
const CALM: f64 = 100.0;
const TEXT: &str = "羽鳥駅前のロータリーに屋根のあるバス待合所を作ってください。雨の日は高校生もお年寄りも傘を差して並び、車いすの方は濡れたままです。隣の駅には風よけのついた待合所があり、とても助かっています。運転免許を返した人がバスで病院に通えるように、来年度の予算で考えてほしいと思います。";

/// Runs it.
///
/// # Errors
/// When a page is not there or a letter is not taken.
pub(crate) async fn run(in_big_city: bool) -> Result<()> {
    let dir = if in_big_city { city::copy(&city::big().await?, "load-flood")? } else { city::small().await? };
    let house = city::house_in(&dir).await?;
    let (address, _) = city::serve_house(&house).await?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(kocho_worker::run(Arc::clone(&house), Arc::new(Mailer::memory()), stopped));
    while waiting(&house).await? > 0 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let pages = Pages::find(&dir, &house, address).await?;
    let look = async |what: &str, requests: Requests, pace: Option<f64>| -> Result<()> {
        let figures = drive(address, Plan { pace, ..Plan::of(CONNECTIONS, SECONDS) }, requests).await?;
        say!("  {what} {figures}");
        Ok(())
    };
    look("before: inbox, 100/s       ", pages.inbox()(true), Some(CALM)).await?;

    let begin = Instant::now();
    send(&house).await?;
    let sent = begin.elapsed();
    while waiting(&house).await? > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let behind = begin.elapsed().saturating_sub(sent);
    say!(
        "{LETTERS} letters in {:.1} s ({:.0}/s); all in their group {:.1} s later",
        sent.as_secs_f64(),
        LETTERS as f64 / sent.as_secs_f64(),
        behind.as_secs_f64()
    );

    let group = group(&house).await?;
    look("after: inbox, 100/s        ", pages.inbox()(true), Some(CALM)).await?;
    look("after: inbox, as fast      ", pages.inbox()(false), None).await?;
    let page = |path: String| -> Requests {
        let request = get(&path, pages.session(), true);
        Arc::new(move |_| request.clone())
    };
    look("after: the group's page, 5/s", page(format!("/staff/floods/{group}")), Some(5.0)).await?;
    let similar: Vec<Vec<u8>> =
        pages.case_paths().iter().map(|path| get(&format!("{path}/similar"), pages.session(), true)).collect();
    look("similar letters, 20/s      ", Arc::new(move |n| similar[n % similar.len()].clone()), Some(20.0)).await?;
    follow(&house, &dir, &group).await?;
    look("routed: inbox, 100/s       ", pages.inbox()(true), Some(CALM)).await?;
    let _ = stop.send(true);
    worker.await?;
    house.db().clone().close().await?;
    Ok(())
}

async fn waiting(house: &House) -> Result<usize> {
    Ok(kocho_store::fingerprint::waiting(&house.db().reader(), 1).await?.len())
}

async fn send(house: &Arc<House>) -> Result<()> {
    let mut senders = Vec::new();
    for sender in 0..SENDERS {
        let house = Arc::clone(house);
        senders.push(tokio::spawn(async move {
            for n in (sender..LETTERS).step_by(SENDERS) {
                let cx = house.cx(Actor::Resident);
                kocho_service::submission::submit(&cx, letter(cx.new_token(), n)?).await?;
            }
            anyhow::Ok(())
        }));
    }
    for sender in senders {
        sender.await??;
    }
    Ok(())
}

fn letter(form_key: String, n: usize) -> Result<Submit> {
    let change = [Change::Greeting, Change::Writing, Change::Order][n % 3];
    let text = if n == 0 { TEXT.to_owned() } else { altered(TEXT, change, n) };
    let body = Body::parse(&text).map_err(|_| anyhow::anyhow!("no body"))?;
    Ok(Submit { reply_wanted: Some(false), demo: true, ..Submit::of_text(form_key, "web", "screen", body) })
}

/// The key of the greatest group among the letters of today: the list ends after some groups, and the city has older ones.
async fn group(house: &Arc<House>) -> Result<String> {
    let scope = case_scope(&Actor::Worker);
    let filter = Filter { received_from: Some(house.cx(Actor::Worker).today()), ..Filter::default() };
    let rows = kocho_store::flood::rows(&house.db().reader(), &scope, &filter).await?;
    let greatest = rows.into_iter().max_by_key(|row| row.cases).context("no group")?;
    say!("the group has {} letters", greatest.cases);
    Ok(greatest.key.to_string())
}

/// Routes the leading case and then all others.
async fn follow(house: &Arc<House>, dir: &Path, group: &str) -> Result<()> {
    let cx = city::desk(house, dir).await?;
    let key = kocho_domain::id::PublicKey::parse(group).context("no key")?;
    let lead = flood::view(&cx, &key, CaseId(0)).await?.lead;
    let lead_section = cx.city.sections.iter().find(|s| s.name == "企画調整課").context("no section")?.id;
    let way = route::Route { lead: lead_section, support: Vec::new(), due_on: None, note: String::new() };
    route::route(&cx, &lead.key, lead.lock, &way).await?;
    let begin = Instant::now();
    flood::begin(&cx, &key, BatchAct::Follow).await?;
    loop {
        let view = flood::view(&cx, &key, CaseId(0)).await?;
        let batch = view.batches.first().context("no act")?;
        if batch.ended_at.is_some() {
            say!("routed {} letters like the first in {:.1} s", batch.done, begin.elapsed().as_secs_f64());
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
