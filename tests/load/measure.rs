//! How fast are answers? Some connections ask one question after the other for some seconds; what was asked in the
//! warm-up is not counted.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::client::Connection;

/// Gives the next request; the number counts them.
pub(crate) type Requests = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// How to ask.
#[derive(Clone)]
pub(crate) struct Plan {
    /// Connections at once.
    pub(crate) connections: usize,
    /// Not counted.
    pub(crate) warm_up: Duration,
    /// Counted.
    pub(crate) measured: Duration,
    /// Requests a second over all connections; `None`: as fast as answers come.
    pub(crate) pace: Option<f64>,
    /// The status that every answer has.
    pub(crate) status: u16,
}

impl Plan {
    /// A plan that asks as fast as answers come.
    pub(crate) fn of(connections: usize, seconds: u64) -> Self {
        Plan {
            connections,
            warm_up: Duration::from_secs(2),
            measured: Duration::from_secs(seconds),
            pace: None,
            status: 200,
        }
    }
}

/// What came out.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Half of the answers came faster.
    pub(crate) p50: Duration,
    /// 99 of 100 answers came faster.
    pub(crate) p99: Duration,
    /// The slowest.
    pub(crate) worst: Duration,
    /// Bytes of an answer on average.
    pub(crate) size: usize,
    /// Processor time that this process spent on an answer, without the asking thread's; only of use where the server
    /// runs in this process. It hardly changes when other programs want the processors too.
    pub(crate) cost: Duration,
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |d: Duration| d.as_secs_f64() * 1000.0;
        write!(
            f,
            "{:>6.0}/s  p50 {:>6.2} ms  p99 {:>6.2} ms  worst {:>6.1} ms  {:>6} bytes  {:>5.2} ms of processor",
            self.rate,
            ms(self.p50),
            ms(self.p99),
            ms(self.worst),
            self.size,
            ms(self.cost)
        )
    }
}

/// Asks; the connections have a thread of their own beside the server's.
///
/// # Errors
/// When a connection breaks or an answer has another status.
pub(crate) async fn drive(address: SocketAddr, plan: Plan, requests: Requests) -> Result<Figures> {
    let asking = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let before = (Processor::of("self")?, Processor::of("thread-self")?);
        let (mut figures, answers) = runtime.block_on(ask_all(address, &plan, &requests))?;
        let spent =
            Processor::of("self")?.since(&before.0).saturating_sub(Processor::of("thread-self")?.since(&before.1));
        figures.cost = spent / u32::try_from(answers).unwrap_or(u32::MAX).max(1);
        Ok(figures)
    });
    asking.await.context("the asking thread ended")?
}

/// Processor time spent since the start.
struct Processor(Duration);

impl Processor {
    /// Of `self`, the process, or `thread-self`.
    fn of(whose: &str) -> Result<Self> {
        // Fields 14 and 15, of which the second (the program's name) may hold spaces; the unit is 1/100 s.
        let stat = std::fs::read_to_string(format!("/proc/{whose}/stat"))?;
        let behind = stat.rsplit_once(')').context("a process without a name")?.1;
        let ticks: u64 = behind.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Ok(Processor(Duration::from_millis(ticks * 10)))
    }

    fn since(&self, before: &Self) -> Duration {
        self.0.saturating_sub(before.0)
    }
}

/// What one connection has seen; `answers` counts the warm-up too.
#[derive(Default)]
struct Seen {
    answers: usize,
    micros: Vec<u64>,
    bytes: usize,
}

async fn ask_all(address: SocketAddr, plan: &Plan, requests: &Requests) -> Result<(Figures, usize)> {
    let begin = Instant::now();
    let count = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for place in 0..plan.connections {
        let (plan, requests, count) = (plan.clone(), Arc::clone(requests), Arc::clone(&count));
        tasks.push(tokio::spawn(async move {
            ask_on(address, &plan, place, begin, || requests(count.fetch_add(1, Ordering::Relaxed))).await
        }));
    }
    let mut all = Seen::default();
    for task in tasks {
        let seen = task.await??;
        all.micros.extend(seen.micros);
        all.bytes += seen.bytes;
        all.answers += seen.answers;
    }
    ensure!(!all.micros.is_empty(), "no answer came");
    all.micros.sort_unstable();
    let at = |share: f64| {
        let place = (all.micros.len() as f64 * share) as usize;
        Duration::from_micros(all.micros[place.min(all.micros.len() - 1)])
    };
    let figures = Figures {
        rate: all.micros.len() as f64 / plan.measured.as_secs_f64(),
        p50: at(0.5),
        p99: at(0.99),
        worst: at(1.0),
        size: all.bytes / all.micros.len(),
        cost: Duration::ZERO,
    };
    Ok((figures, all.answers))
}

async fn ask_on(
    address: SocketAddr,
    plan: &Plan,
    place: usize,
    begin: Instant,
    next: impl Fn() -> Vec<u8>,
) -> Result<Seen> {
    let mut connection = Connection::open(address).await?;
    let mut seen = Seen::default();
    let (from, until) = (begin + plan.warm_up, begin + plan.warm_up + plan.measured);
    let every = plan.pace.map(|pace| Duration::from_secs_f64(plan.connections as f64 / pace));
    let mut due = begin + every.unwrap_or_default().mul_f64(place as f64 / plan.connections as f64);
    loop {
        let request = next();
        let start = match every {
            None => Instant::now(),
            Some(every) => {
                let planned = due;
                due += every;
                wait_for(planned).await
            }
        };
        if start >= until {
            return Ok(seen);
        }
        let status = connection.ask(&request).await?;
        ensure!(status == plan.status, "status {status}: {}", connection.body().chars().take(2000).collect::<String>());
        let end = Instant::now();
        seen.answers += 1;
        if start >= from && end <= until {
            seen.micros.push(u64::try_from((end - start).as_micros()).unwrap_or(u64::MAX));
            seen.bytes += connection.size();
        }
    }
}

/// Waits for the planned moment. Who comes late because the answer before was slow, waits since the planned moment.
async fn wait_for(planned: Instant) -> Instant {
    if Instant::now() >= planned {
        return planned;
    }
    tokio::time::sleep_until(planned.into()).await;
    Instant::now()
}
