//! How fast are the pages that people open most, in a city with 100,000 cases?

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use kocho_domain::receipt::Secret;
use kocho_service::House;
use sqlx::{Connection as _, SqliteConnection};

use crate::{
    city,
    client::{Connection, get, post},
    measure::{Plan, Requests, drive},
    say,
};

/// At once.
pub(crate) const CONNECTIONS: usize = 16;
/// Seconds of a measured run.
const SECONDS: u64 = 8;
/// Different cases, and different voices, that are asked for in turn.
const DIFFERENT: usize = 400;
/// Requests a second of a calm run: some hundred people at work.
const CALM: f64 = 100.0;

/// Runs it.
///
/// # Errors
/// When a page is not there.
pub(crate) async fn run() -> Result<()> {
    let dir = city::big().await?;
    let house = city::house_in(&dir).await?;
    let (address, _) = city::serve_house(&house).await?;
    let pages = Pages::find(&dir, &house, address).await?;
    say!(
        "pages: {CONNECTIONS} connections, {SECONDS} s each, {DIFFERENT} different cases and voices (asked: p99 < 10 ms)"
    );
    for (name, requests) in
        [("case page  ", pages.cases()), ("inbox      ", pages.inbox()), ("status page", pages.status())]
    {
        for (how, pace, compressed) in [
            ("as fast as it goes", None, false),
            ("the same, gzip    ", None, true),
            ("100/s, gzip       ", Some(CALM), true),
        ] {
            let plan = Plan { pace, ..Plan::of(CONNECTIONS, SECONDS) };
            let figures = drive(address, plan, requests(compressed)).await?;
            say!("  {name} {how} {figures}");
        }
    }
    house.db().clone().close().await?;
    Ok(())
}

/// What is asked for.
pub(crate) struct Pages {
    session: String,
    cases: Vec<String>,
    passes: Vec<String>,
}

type Asking = Box<dyn Fn(bool) -> Requests>;

impl Pages {
    /// Signs in once, opens the status of some voices once, and looks for some cases.
    ///
    /// # Errors
    /// When a door does not open.
    pub(crate) async fn find(dir: &Path, house: &Arc<House>, address: SocketAddr) -> Result<Self> {
        let mut database = SqliteConnection::connect(&format!("sqlite://{}/kocho.sqlite3", dir.display())).await?;
        let every = "id % (select max(1, count(*) / 400) from submission) = 0 order by id limit 400";
        let cases: Vec<(String,)> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("select key from \"case\" where {every}")))
                .fetch_all(&mut database)
                .await?;
        let voices: Vec<(String, i64, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "select key, number_year, number_seq from submission where {every}"
        )))
        .fetch_all(&mut database)
        .await?;
        database.close().await?;
        let mut connection = Connection::open(address).await?;
        let session = sign_in(dir, &mut connection).await?;
        let mut passes = Vec::new();
        for (key, year, sequence) in voices {
            let number = number(year, sequence)?;
            let secret = Secret::derive(&house.keys().receipt(), &key).to_string();
            let status = connection.ask(&post("/status/view", &[("number", &number), ("secret", &secret)])).await?;
            ensure!(status == 303, "the status of {number} does not open: {status}");
            passes.push(format!("kocho_pass={}", connection.cookie("kocho_pass").context("no pass")?));
        }
        Ok(Pages { session, cases: cases.into_iter().map(|(key,)| format!("/staff/cases/{key}")).collect(), passes })
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// One page, asked for by the desk.
    pub(crate) fn page(&self, path: &str) -> Requests {
        in_turn(std::iter::once(get(path, &self.session, true)))
    }

    pub(crate) fn case_paths(&self) -> &[String] {
        &self.cases
    }

    pub(crate) fn cases(&self) -> Asking {
        let (session, cases) = (self.session.clone(), self.cases.clone());
        Box::new(move |compressed| in_turn(cases.iter().map(|path| get(path, &session, compressed))))
    }

    pub(crate) fn inbox(&self) -> Asking {
        let session = self.session.clone();
        Box::new(move |compressed| in_turn(std::iter::once(get("/staff/cases", &session, compressed))))
    }

    pub(crate) fn status(&self) -> Asking {
        let passes = self.passes.clone();
        Box::new(move |compressed| in_turn(passes.iter().map(|pass| get("/status/view", pass, compressed))))
    }
}

fn in_turn(requests: impl Iterator<Item = Vec<u8>>) -> Requests {
    let requests: Vec<_> = requests.collect();
    Arc::new(move |place| requests[place % requests.len()].clone())
}

fn number(year: i64, sequence: i64) -> Result<String> {
    let fiscal_year = kocho_domain::era::FiscalYear::starting(i32::try_from(year)?);
    let number = kocho_domain::receipt::ReceiptNumber { fiscal_year, sequence: u32::try_from(sequence)? };
    Ok(number.to_string())
}

/// Signs the desk in; gives its cookie.
async fn sign_in(dir: &Path, connection: &mut Connection) -> Result<String> {
    let (name, password) = city::desk_account(dir)?;
    let status = connection.ask(&post("/staff/login", &[("name", &name), ("password", &password)])).await?;
    ensure!(status == 303, "{name} cannot sign in: {status}");
    Ok(format!("kocho_session={}", connection.cookie("kocho_session").context("no session")?))
}
