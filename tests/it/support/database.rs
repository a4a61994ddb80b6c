//! A database of one's own for each story: a copy of a filled SQLite file, or a schema in PostgreSQL.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use kocho::embedded::ConfigFiles;
use kocho_store::{Db, Target};
use tokio::sync::OnceCell;

static NEXT: AtomicU32 = AtomicU32::new(1);
static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();

/// The database of one story; it goes away with it.
pub(crate) struct TestDatabase {
    pub(crate) db: Db,
    target: Target,
    file: Option<PathBuf>,
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
}

impl TestDatabase {
    pub(crate) async fn new() -> Self {
        match std::env::var("KOCHO_TEST_DATABASE_URL") {
            Ok(url) => {
                let database = Self::postgres(&url).await;
                fill(&database.db).await;
                database
            }
            Err(_) => Self::sqlite().await,
        }
    }

    /// Without any table.
    pub(crate) async fn empty() -> Self {
        if let Ok(url) = std::env::var("KOCHO_TEST_DATABASE_URL") {
            return Self::postgres(&url).await;
        }
        let file = fresh_file();
        let target = Target::Sqlite(file.clone());
        TestDatabase { db: Db::open(&target).await.unwrap(), target, file: Some(file) }
    }

    async fn sqlite() -> Self {
        let template = TEMPLATE.get_or_init(make_template).await;
        let file = fresh_file();
        std::fs::copy(template, &file).unwrap();
        let target = Target::Sqlite(file.clone());
        TestDatabase { db: Db::open(&target).await.unwrap(), target, file: Some(file) }
    }

    async fn postgres(url: &str) -> Self {
        static VERSION: OnceCell<String> = OnceCell::const_new();
        let schema = format!("story_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut server = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.expect("PostgreSQL answers");
        let version = VERSION.get_or_init(async || {
            let version: (String,) = sqlx::query_as("select version()").fetch_one(&mut server).await.unwrap();
            println!("stories run on {}", version.0);
            version.0
        });
        assert!(version.await.starts_with("PostgreSQL"));
        let mut server = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create schema {schema}"))).execute(&mut server).await.unwrap();
        let target = Target::Postgres { url: url.to_owned(), schema: Some(schema), connections: 4 };
        TestDatabase { db: Db::open(&target).await.unwrap(), target, file: None }
    }

    /// Where a program of its own finds it; `None`: it is a file.
    pub(crate) fn url(&self) -> Option<String> {
        match &self.target {
            Target::Postgres { url, schema: Some(schema), .. } => {
                let more = if url.contains('?') { '&' } else { '?' };
                Some(format!("{url}{more}options[search_path]={schema}"))
            }
            Target::Postgres { schema: None, .. } | Target::Sqlite(_) => None,
        }
    }

    /// The same database, as another server opens it.
    pub(crate) async fn again(&self) -> Db {
        Db::open(&self.target).await.unwrap()
    }
}

fn fresh_file() -> PathBuf {
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("kocho-story-{}-{n}.sqlite", std::process::id()))
}

async fn make_template() -> PathBuf {
    let file = fresh_file();
    let db = Db::open(&Target::Sqlite(file.clone())).await.unwrap();
    fill(&db).await;
    db.close().await.unwrap();
    file
}

async fn fill(db: &Db) {
    kocho_migrations::up(db.for_migrations()).await.unwrap();
    let files = ConfigFiles::find(Some("config".into())).unwrap().city("omitama", "omitama-2-1").unwrap();
    let now = chrono::DateTime::from_timestamp(1_767_225_600, 0).unwrap();
    assert!(kocho_service::install::fill(db, &files, now).await.unwrap());
}
