//! How long do 100,000 rows of a table take from the file to voices, and how much memory? With the worker, as in the program;
//! suggestions follow as jobs and are not waited for.

use std::{
    fmt::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use kocho_domain::{
    access::{Actor, Role},
    clock::Clock,
    id::PublicKey,
    import::state::{ImportState, RowState},
    story::{AuditEvent, Story},
};
use kocho_service::{
    Cx, House, SystemClock,
    import::{self, Show, read::Brought},
    upload::Incoming,
};
use kocho_store::staff::{HeldRole, NewAccount};
use kocho_worker::Mailer;

use crate::{city, fill, say};

/// How many rows.
const ROWS: usize = 100_000;

/// Runs it.
///
/// # Errors
/// When the table is not taken in.
pub(crate) async fn run() -> Result<()> {
    let dir = city::fresh_folder("load-import")?;
    let file = dir.join("rows.csv");
    write_table(&file)?;
    let house = city::house_of(city::empty_database(&dir.join("kocho.sqlite")).await?).await?;
    let cx = house.cx(clerk(&house).await?);
    let bytes = std::fs::read(&file)?;
    say!("import: {ROWS} rows, {:.1} MB of CSV; before: {}", bytes.len() as f64 / 1e6, memory()?);
    let begin = Instant::now();
    let Brought::New(key) = import::read::bring(&cx, Incoming { name: "rows.csv".into(), bytes }, "web").await? else {
        anyhow::bail!("the file was there before");
    };
    let read = begin.elapsed();
    say!("read and judged in {:.1} s; {}", read.as_secs_f64(), memory()?);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(kocho_worker::run(Arc::clone(&house), Arc::new(Mailer::memory()), stopped));
    import::take::begin(&cx, &key, import::take::How::default()).await?;
    wait(&cx, &key).await?;
    let whole = begin.elapsed();
    say!("taken in in {:.1} s; {}", (whole - read).as_secs_f64(), memory()?);
    say!(
        "together {:.1} s, {:.0} rows/s (asked: < 60 s, < 200 MB)",
        whole.as_secs_f64(),
        ROWS as f64 / whole.as_secs_f64()
    );
    let _ = stop.send(true);
    worker.await?;
    house.db().clone().close().await?;
    Ok(())
}

/// Slips of a year; each has words of its own.
fn write_table(file: &std::path::Path) -> Result<()> {
    let mut csv = String::from("受付日,種別,氏名,住所,電話,年代,返信希望,件名,本文,備考\n");
    for n in 0..ROWS {
        let (month, day) = (n % 12 + 1, n % 28 + 1);
        let kind = if n % 3 == 0 { "はがき" } else { "提案箱" };
        let name = if n % 2 == 0 { "匿名".to_owned() } else { format!("見本 {n}") };
        let body = format!("{n}番の道について。{}", fill::BODY.replace('"', "\"\""));
        writeln!(
            csv,
            "2025/{month}/{day},{kind},{name},見本台{n},0299-{:02}-{:04},60代,無,件名{n},\"{body}\",",
            n / 10_000,
            n % 10_000
        )?;
    }
    Ok(std::fs::write(file, csv)?)
}

async fn clerk(house: &Arc<House>) -> Result<Actor> {
    let now = SystemClock.now();
    let mut tx = house.db().begin(&Actor::Import, now).await?;
    let account = NewAccount {
        login: "load".into(),
        name: "秘書広聴課 担当".into(),
        mail: "load@city.example.jp".into(),
        password_hash: String::new(),
        demo: false,
    };
    let id = kocho_store::staff::insert(&mut tx, account).await?;
    let from = NaiveDate::from_ymd_opt(2020, 4, 1).unwrap_or_default();
    let held = HeldRole { role: Role::HearingClerk, section: house.city().hearing()?.id, from, until: None };
    kocho_store::staff::set_roles(&mut tx, id, &[held]).await?;
    tx.commit(Story::audit(AuditEvent::new("staff_added", "staff", Some(id.0)))).await?;
    let reader = house.db().reader();
    let account = kocho_store::staff::by_id(&reader, id).await?.context("no account")?;
    Ok(Actor::Staff(kocho_store::staff::actor(&reader, &account, SystemClock.today()).await?))
}

/// Asks for the state alone: the page with all its counts is not what is measured.
async fn wait(cx: &Cx, key: &PublicKey) -> Result<()> {
    let reader = cx.house.db().reader();
    loop {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let import = kocho_store::import::by_key(&reader, key).await?.context("no table")?;
        if import.state == ImportState::Taken {
            let view = import::view(cx, key, Show::Bad, 0).await?;
            ensure!(view.count(RowState::Taken) == ROWS as u64, "{:?}", view.counts);
            return Ok(());
        }
    }
}

/// Resident memory of this process, now and at most.
fn memory() -> Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()).map(|kib| kib * 1.024 / 1000.0)
    };
    let (now, most) = megabytes("VmRSS:").zip(megabytes("VmHWM:")).context("no memory figures")?;
    Ok(format!("{now:.0} MB resident, {most:.0} MB at most"))
}
