//! How are database, house, pages and worker put together, and how does the program come to a good end?

use std::io::{ErrorKind, IsTerminal};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use kocho_domain::{access::Actor, clock::Clock};
use kocho_service::{House, Parts, SystemClock, SystemIds, install};
use kocho_store::{
    Db,
    origin::{self, Origin},
};
use kocho_worker::{Mailbox, Mailer};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::config::{Log, LogFormat, Settings};
use crate::embedded::ConfigFiles;
use crate::key_file;

/// How long open requests may take to finish when the program is asked to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Parts that tell every start what only their makers need to know.
const QUIET: &str = "sea_orm_migration=warn";
/// Parts that would tell at their finest level what goes over the wire: names and passwords.
const SILENT: &str = "async_imap=warn,imap_proto=warn";

/// Starts logging to stderr. Log lines hold codes and ids, never personal data.
///
/// # Errors
/// When the level is not understood.
pub fn start_log(log: &Log) -> Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{QUIET},{},{SILENT}", log.level))
        .map_err(|e| anyhow!("the setting log.level is not understood ({e}); write info, or info,kocho_web=debug"))?;
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|e| anyhow!("logging cannot be started: {e}"))
}

/// Takes the port.
///
/// # Errors
/// In words, when it is taken or not allowed.
pub async fn listen(at: SocketAddr) -> Result<TcpListener> {
    let remedy = "choose another with server.listen or KOCHO__SERVER__LISTEN=127.0.0.1:9000";
    TcpListener::bind(at).await.map_err(|error| {
        let kind = error.kind();
        if kind == ErrorKind::AddrInUse {
            anyhow!("port {} of {} is taken by another program; stop it, or {remedy}", at.port(), at.ip())
        } else if kind == ErrorKind::PermissionDenied {
            anyhow!("port {} is not allowed for this user; {remedy}", at.port())
        } else if kind == ErrorKind::AddrNotAvailable {
            anyhow!("{} is not an address of this machine; {remedy}", at.ip())
        } else {
            anyhow!("{at} cannot be listened on ({error}); {remedy}")
        }
    })
}

/// Opens the database and brings it up to date.
///
/// # Errors
/// See [`open_if`].
pub async fn open(settings: &Settings) -> Result<Db> {
    open_if(settings, |_| Ok(())).await
}

/// Opens the database, lets somebody refuse it by what it holds, and only then brings it up to date: a database of an
/// older version that is refused is still that version's.
///
/// # Errors
/// In words, when the folder cannot be written, the database cannot be opened, or it is refused.
pub async fn open_if(settings: &Settings, is_ours: impl FnOnce(&Origin) -> Result<()>) -> Result<Db> {
    writable(&settings.data.dir)?;
    let db = Db::open(&settings.target()).await?;
    is_ours(&origin::of(&db.reader()).await?)?;
    kocho_migrations::up(db.for_migrations()).await.context("the database cannot be brought up to date")?;
    Ok(db)
}

/// Makes the data folder and tries whether it can be written.
fn writable(dir: &Path) -> Result<()> {
    let try_it = || -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        let probe = dir.join(format!(".probe-{}", std::process::id()));
        std::fs::write(&probe, b"")?;
        std::fs::remove_file(&probe)
    };
    try_it().map_err(|error| {
        anyhow!(
            "the folder {} cannot be written ({error}); give it to the user who runs the program, or choose another with \
             data.dir or KOCHO__DATA__DIR",
            dir.display()
        )
    })
}

/// Fills an empty database from the configuration; answers whether it was empty.
///
/// # Errors
/// Naming file, place and remedy when a file is wrong; then nothing is written.
pub async fn fill(db: &Db, files: &ConfigFiles, settings: &Settings) -> Result<bool> {
    let city = files.city(&settings.city.preset, &settings.city.plan)?;
    install::fill(db, &city, SystemClock.now()).await.context("the database cannot be filled from the configuration")
}

/// What a house is built for.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// The demo city: every page says so.
    pub demo: bool,
    /// The address for people.
    pub public_url: String,
}

/// Builds the house over an open, filled database.
///
/// # Errors
/// When the key file is lost or wrong, or the city cannot be read from the database.
pub async fn house(db: Db, settings: &Settings, purpose: Purpose, clock: Arc<dyn Clock>) -> Result<Arc<House>> {
    let there = origin::of(&db.reader()).await?;
    let keys = key_file::open(&settings.data.dir, there.real_voices || there.demo_voices)?;
    let parts = Parts {
        db,
        clock,
        ids: Arc::new(SystemIds),
        keys,
        demo: purpose.demo,
        public_url: purpose.public_url,
        mail_address: settings.mail_in.house_address(),
        cheap_passwords: false,
        papers: cfg!(feature = "pdf"),
        scanner: settings.scanner()?,
        ocr: settings.ocr()?,
        encoder: settings.classify.encoder,
    };
    Ok(House::build(parts).await?)
}

/// SIGTERM and Ctrl-C, heard from the moment at which this stands: whoever is told that the program is ready may ask it to
/// stop at once.
#[derive(Debug)]
pub struct StopSignal {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignal {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system does not let the program listen.
    pub fn listen() -> Result<Self> {
        let of = |kind| signal(kind).context("the program cannot be told to stop");
        Ok(StopSignal { terminate: of(SignalKind::terminate())?, interrupt: of(SignalKind::interrupt())? })
    }

    /// Resolves when somebody asks to stop, or asked since this stands.
    async fn asked(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Serves pages and works off the queue until somebody asks to stop; then lets both finish and closes the database.
///
/// # Errors
/// When the network or the database fails.
pub async fn run(house: Arc<House>, listener: TcpListener, settings: &Settings, asked: StopSignal) -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    let mailer = Arc::new(Mailer::from_settings(&settings.mail, &settings.data.dir)?);
    // Reading a year of letters back takes a moment; the first clerk does not wait for it.
    let city = house.city();
    tokio::task::spawn_blocking(move || city.classifier().classify("").unsure);
    let worker = tokio::spawn(kocho_worker::run(Arc::clone(&house), mailer, stopped.clone()));
    let reader = Mailbox::from_settings(&settings.mail_in, &settings.data.dir)?.map(|mailbox| {
        let watched = kocho_worker::watch_mail(Arc::clone(&house), mailbox, settings.mail_in.every(), stopped.clone());
        tokio::spawn(watched)
    });
    let app = router(&house, settings)?.into_make_service_with_connect_info::<SocketAddr>();
    let finish = until(stopped.clone());
    let mut server = tokio::spawn(async move { axum::serve(listener, app).with_graceful_shutdown(finish).await });

    let ended = tokio::select! {
        ended = &mut server => Some(ended),
        () = asked.asked() => None,
    };
    let _ = stop.send(true);
    tracing::info!("stopping: open requests may finish");
    let ended = match ended {
        Some(ended) => Some(ended),
        None => tokio::time::timeout(FAREWELL, server).await.ok(),
    };
    if tokio::time::timeout(FAREWELL, worker).await.is_err() {
        tracing::warn!("the worker did not finish in time; what it held will be taken up again");
    }
    if let Some(reader) = reader
        && tokio::time::timeout(FAREWELL, reader).await.is_err()
    {
        tracing::warn!("the mailbox did not answer in time; what was not taken in will be the next time");
    }
    // Marks of who has answered are gathered in memory.
    if let Err(error) = kocho_service::answering::settle(&house.cx(Actor::Worker), true).await {
        tracing::warn!(%error, "who has answered surveys last could not be marked; they may get a reminder");
    }
    house.db().clone().close().await.context("the database cannot be closed")?;
    match ended {
        Some(Ok(Err(error))) => bail!("the network failed: {error}"),
        Some(Err(error)) => bail!("the server failed: {error}"),
        Some(Ok(Ok(()))) | None => Ok(()),
    }
}

/// The pages. `/dev` routes exist in the demo only.
fn router(house: &Arc<House>, settings: &Settings) -> Result<axum::Router> {
    kocho_web::load_texts().context("the texts for residents cannot be read")?;
    let dev_mail = house.demo.then(|| settings.data.dir.join("mail"));
    let mails =
        kocho_worker::mail_samples(house.city().rules.city(), house.demo).context("a mail cannot be written")?;
    let state = kocho_web::AppState::new(Arc::clone(house), dev_mail).with_mails(mails);
    let router = kocho_web::router(state);
    Ok(kocho_web::behind(router, &settings.server.proxies))
}

/// Resolves when the flag is raised.
async fn until(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_said_in_words() {
        let first = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let words = listen(first.local_addr().unwrap()).await.unwrap_err().to_string();
        assert!(words.contains("taken") && words.contains("KOCHO__SERVER__LISTEN"), "{words}");
    }

    #[tokio::test]
    async fn a_database_that_is_refused_stays_of_its_version() {
        use kocho_migrations::{Migrator, MigratorTrait};
        let dir = std::env::temp_dir().join(format!("kocho-refused-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        let env = [("KOCHO__DATA__DIR".to_owned(), dir.display().to_string())];
        let settings =
            Settings::from_parts(&ConfigFiles::default(), crate::config::Mode::Production, env.into_iter()).unwrap();
        let old = Db::open(&settings.target()).await.unwrap();
        Migrator::up(old.for_migrations(), Some(1)).await.unwrap();
        let steps = async || Migrator::get_applied_migrations(old.for_migrations()).await.unwrap().len();

        let refused = open_if(&settings, |_| bail!("somebody else's")).await;
        assert_eq!((refused.unwrap_err().to_string().as_str(), steps().await), ("somebody else's", 1));
        open(&settings).await.unwrap();
        assert!(steps().await > 1);
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[tokio::test]
    async fn who_asks_to_stop_before_the_program_waits_for_it_is_heard() {
        let stop = StopSignal::listen().unwrap();
        // Without a handler this would end the tests by the signal.
        let own = std::process::id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &own]).status().unwrap().success());
        tokio::time::timeout(Duration::from_secs(60), stop.asked()).await.expect("the signal was not heard");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said_in_words() {
        let words = writable(Path::new("/dev/null/var")).unwrap_err().to_string();
        assert!(words.contains("/dev/null/var") && words.contains("KOCHO__DATA__DIR"), "{words}");
    }
}
