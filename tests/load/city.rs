//! Which cities do load runs ask? A fresh one for each submit run; one with many cases, kept between runs.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use kocho::{
    config::{Mode, Settings},
    embedded::ConfigFiles,
    wiring::{self, Purpose},
};
use kocho_domain::{access::Actor, clock::Clock, reply::text_hash};
use kocho_service::{Cx, House, Keys, Parts, SystemClock, SystemIds, install};
use kocho_store::{Db, Target};
use kocho_web::AppState;
use sqlx::{Connection as _, SqliteConnection};
use tokio::net::TcpListener;

use crate::{
    client::{Connection, get},
    say,
};

/// The program of the same build.
const PROGRAM: &str = env!("CARGO_BIN_EXE_kocho");
/// Under the target folder.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");
/// How many cases the big city has beside the demo's own.
const CASES: &str = "100000";
/// The account whose desk is asked for.
const DESK: &str = "kocho-a";

/// A folder for a run, emptied.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn fresh_folder(name: &str) -> Result<PathBuf> {
    let dir = Path::new(FOLDER).join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// The configuration that the program carries.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn files() -> Result<ConfigFiles> {
    ConfigFiles::find(Some("config".into()))
}

/// Makes an empty city's database in a file.
///
/// # Errors
/// What the database says.
pub(crate) async fn empty_database(file: &Path) -> Result<Db> {
    let db = Db::open(&Target::Sqlite(file.to_owned())).await?;
    kocho_migrations::up(db.for_migrations()).await?;
    install::fill(&db, &files()?.city("omitama", "omitama-2-1")?, SystemClock.now()).await?;
    Ok(db)
}

/// The program over an open database, without worker.
///
/// # Errors
/// When the city cannot be read.
pub(crate) async fn house_of(db: Db) -> Result<Arc<House>> {
    let parts = Parts {
        mail_address: None,
        db,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        keys: Keys::new([7; 32]),
        demo: false,
        public_url: "http://localhost".into(),
        cheap_passwords: true,
        papers: cfg!(feature = "pdf"),
        scanner: None,
        ocr: None,
        encoder: true,
    };
    Ok(House::build(parts).await?)
}

/// Serves a router on a free port of this machine.
///
/// # Errors
/// When there is none.
pub(crate) async fn serve(router: axum::Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(address)
}

/// Serves the pages of a house.
///
/// # Errors
/// When there is no free port.
pub(crate) async fn serve_house(house: &Arc<House>) -> Result<(SocketAddr, AppState)> {
    let state = AppState::new(Arc::clone(house), None);
    Ok((serve(kocho_web::router(state.clone())).await?, state))
}

/// The big city's data folder, made at the first run; another schema makes another one.
///
/// # Errors
/// When the program cannot make it.
pub(crate) async fn big() -> Result<PathBuf> {
    let schema = text_hash(&[&kocho_migrations::schema()]);
    let name = format!("load-city-{}", &schema[..8]);
    let ready = Path::new(FOLDER).join(&name);
    if ready.exists() {
        return Ok(ready);
    }
    say!("making a city with {CASES} cases …");
    let dir = fresh_folder(&format!("{name}-unfinished"))?;
    let (child, _, _) = start(&dir).await?;
    idle(&dir).await?;
    stop(child)?;
    let made = Command::new(PROGRAM).args(["demo", "--cases", CASES]).env("KOCHO__DATA__DIR", &dir).output()?;
    ensure!(made.status.success(), "kocho demo: {}", String::from_utf8_lossy(&made.stderr));
    say!("{}", String::from_utf8_lossy(&made.stdout).lines().next().unwrap_or_default());
    std::fs::rename(&dir, &ready)?;
    Ok(ready)
}

/// Waits until the new city's own jobs are done (its map of opinions among them), so that they are not part of what is
/// measured later.
async fn idle(dir: &Path) -> Result<()> {
    let mut database = SqliteConnection::connect(&format!("sqlite://{}/kocho.sqlite3", dir.display())).await?;
    let waiting = "select count(*) from job where state in ('ready', 'running')";
    for _ in 0..240 {
        let (left,): (i64,) = sqlx::query_as(waiting).fetch_one(&mut database).await?;
        if left == 0 {
            return Ok(database.close().await?);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    bail!("the new city's jobs are not done after two minutes")
}

/// How many cases and lines of histories (of cases, and of the audit) a closed city holds.
///
/// # Errors
/// What the database says.
pub(crate) async fn size(dir: &Path) -> Result<(i64, i64)> {
    let mut database = SqliteConnection::connect(&format!("sqlite://{}/kocho.sqlite3", dir.display())).await?;
    let sql = "select (select count(*) from \"case\"), (select count(*) from case_event) + (select count(*) from audit_event)";
    let size: (i64, i64) = sqlx::query_as(sql).fetch_one(&mut database).await?;
    database.close().await?;
    Ok(size)
}

/// A new demo city's data folder, with nothing but the demo's own voices.
///
/// # Errors
/// When the program cannot make it.
pub(crate) async fn small() -> Result<PathBuf> {
    let dir = fresh_folder("load-city-small")?;
    let (child, _, _) = start(&dir).await?;
    stop(child)?;
    Ok(dir)
}

/// Where a city for searches is.
pub(crate) struct Place {
    /// Its data folder.
    pub(crate) dir: Option<PathBuf>,
    variables: Vec<(String, String)>,
}

impl Place {
    /// It is in PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        self.variables.len() > 1
    }
}

/// A city with so many cases, made at the first run: a SQLite file, or the empty database that
/// `KOCHO_LOAD_DATABASE_URL` names (it is used as it is when it holds voices already).
///
/// # Errors
/// When the program cannot make it.
pub(crate) async fn searched(cases: &str) -> Result<Place> {
    let schema = text_hash(&[&kocho_migrations::schema()]);
    let url = std::env::var("KOCHO_LOAD_DATABASE_URL").ok();
    let kind = if url.is_some() { "postgres" } else { "sqlite" };
    let dir = Path::new(FOLDER).join(format!("search-city-{kind}-{cases}-{}", &schema[..8]));
    let mut variables = vec![("KOCHO__DATA__DIR".to_owned(), dir.display().to_string())];
    variables.extend(url.map(|url| ("KOCHO__DATABASE__URL".to_owned(), url)));
    if !dir.join("ready").exists() {
        std::fs::create_dir_all(&dir)?;
        say!("making a city with {cases} cases …");
        let made = Command::new(PROGRAM).args(["demo", "--cases", cases]).envs(variables.clone()).output()?;
        ensure!(made.status.success(), "kocho demo: {}", String::from_utf8_lossy(&made.stderr));
        say!("{}", String::from_utf8_lossy(&made.stdout).lines().next().unwrap_or_default());
        std::fs::write(dir.join("ready"), "")?;
    }
    Ok(Place { dir: Some(dir), variables })
}

/// The program over such a city, inside this process and without worker.
///
/// # Errors
/// When it does not start.
pub(crate) async fn house_of_settings(place: &Place) -> Result<Arc<House>> {
    let settings = Settings::from_parts(&files()?, Mode::Development, place.variables.clone().into_iter())?;
    let db = wiring::open(&settings).await?;
    let purpose = Purpose { demo: true, public_url: "http://localhost".into() };
    wiring::house(db, &settings, purpose, Arc::new(SystemClock)).await
}

/// A copy of a closed data folder.
///
/// # Errors
/// When it cannot be copied.
pub(crate) fn copy(from: &Path, name: &str) -> Result<PathBuf> {
    let dir = fresh_folder(name)?;
    for entry in std::fs::read_dir(from)?.filter_map(Result::ok).filter(|e| e.path().is_file()) {
        std::fs::copy(entry.path(), dir.join(entry.file_name()))?;
    }
    Ok(dir)
}

/// The program over a data folder, inside this process and without worker.
///
/// # Errors
/// When it does not start.
pub(crate) async fn house_in(dir: &Path) -> Result<Arc<House>> {
    let variables = [("KOCHO__DATA__DIR".to_owned(), dir.display().to_string())];
    let settings = Settings::from_parts(&files()?, Mode::Development, variables.into_iter())?;
    let db = wiring::open(&settings).await?;
    let purpose = Purpose { demo: true, public_url: "http://localhost".into() };
    wiring::house(db, &settings, purpose, Arc::new(SystemClock)).await
}

/// The desk's login name and password in a data folder.
///
/// # Errors
/// When the accounts are not there.
pub(crate) fn desk_account(dir: &Path) -> Result<(String, String)> {
    let text = std::fs::read_to_string(dir.join("demo-accounts.txt"))?;
    let line = text.lines().find(|line| line.starts_with(DESK)).context("no account of the desk")?;
    let mut words = line.split_whitespace();
    let pair = words.next().zip(words.next()).context("an account without a password")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

/// The desk at work in a house over a data folder.
///
/// # Errors
/// When it has no account.
pub(crate) async fn desk(house: &Arc<House>, dir: &Path) -> Result<Cx> {
    let (login, _) = desk_account(dir)?;
    let from = house.db().reader();
    let account = kocho_store::staff::by_login(&from, &login).await?.context("no desk")?;
    let actor = kocho_store::staff::actor(&from, &account, house.cx(Actor::Worker).today()).await?;
    Ok(house.cx(Actor::Staff(actor)))
}

/// Starts `kocho dev` over a data folder; gives its address and the time to the first page.
///
/// # Errors
/// When it does not answer within two minutes.
pub(crate) async fn start(dir: &Path) -> Result<(Child, SocketAddr, Duration)> {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?;
    let begin = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("dev")
        .env("KOCHO__DATA__DIR", dir)
        .env("KOCHO__SERVER__LISTEN", address.to_string())
        .stdout(Stdio::null())
        .spawn()?;
    let home = get("/", "", false);
    while begin.elapsed() < Duration::from_secs(120) {
        if let Some(ended) = child.try_wait()? {
            bail!("kocho dev ended: {ended}");
        }
        if let Ok(mut connection) = Connection::open(address).await
            && connection.ask(&home).await.is_ok_and(|status| status == 200)
        {
            return Ok((child, address, begin.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill()?;
    bail!("kocho dev does not answer")
}

/// Asks the program to stop and waits until it has.
///
/// # Errors
/// When it cannot be asked.
pub(crate) fn stop(mut child: Child) -> Result<()> {
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
    ensure!(child.wait()?.success(), "kocho dev did not end well");
    Ok(())
}
