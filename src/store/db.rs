//! Opening the database: one writer and some readers on SQLite, one pool on PostgreSQL.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kocho_domain::access::Actor;
use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DbBackend, SqliteTransactionMode, SqlxSqliteConnector,
    TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::{StoreError, tx::Tx};

/// Where the data is.
#[derive(Debug, Clone)]
pub enum Target {
    /// One file on this machine; the folder must exist.
    Sqlite(PathBuf),
    /// `postgres://…`, with the schema to work in.
    Postgres {
        /// The address of the database.
        url: String,
        /// A schema that exists; the default one when `None`.
        schema: Option<String>,
        /// Connections at most.
        connections: u32,
    },
}

/// The database could not be opened, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("the database could not be opened: {0}")]
pub struct OpenError(String);

/// The open database.
#[derive(Debug, Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    commits: Arc<AtomicU64>,
}

/// Reads outside a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(&'a DatabaseConnection);

/// What can be read from: a [`Reader`] or a [`Tx`]. Sealed.
pub trait Source: sealed::Conn {}

pub(crate) mod sealed {
    /// Gives the connection below; private to the store.
    pub trait Conn: Sync {
        /// The kind of connection.
        type C: sea_orm::ConnectionTrait + sea_orm::StreamTrait;
        /// The connection.
        fn conn(&self) -> &Self::C;
    }
}

impl sealed::Conn for Reader<'_> {
    type C = DatabaseConnection;

    fn conn(&self) -> &DatabaseConnection {
        self.0
    }
}
impl Source for Reader<'_> {}

/// Few pages in memory per connection: a town's database is small, and memory is asked to stay under 80 MB. The one that writes
/// goes through more of them at a time than those that read.
const SQLITE_WRITER_KIB: &str = "-8192";
const SQLITE_READER_KIB: &str = "-2048";
const SQLITE_READERS: u32 = 4;
const HOUR: Duration = Duration::from_secs(3_600);

impl Db {
    /// Opens the database without changing it.
    ///
    /// # Errors
    /// [`OpenError`] in words: the file cannot be made, the server does not answer.
    pub async fn open(target: &Target) -> Result<Self, OpenError> {
        match target {
            Target::Sqlite(path) => Self::open_sqlite(path).await,
            Target::Postgres { url, schema, connections } => {
                let mut options = ConnectOptions::new(url);
                options
                    .max_connections(*connections)
                    .acquire_timeout(Duration::from_secs(10))
                    .sqlx_logging(false)
                    .set_application_name("kocho");
                if let Some(schema) = schema {
                    options.set_schema_search_path(schema);
                }
                let pool = Database::connect(options).await.map_err(|e| OpenError(e.to_string()))?;
                Ok(Db { writer: pool.clone(), reader: pool, commits: Arc::default() })
            }
        }
    }

    async fn open_sqlite(path: &PathBuf) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The promise of the receipt page: an acknowledged voice is on the disk.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            // Rows wait for their reader instead of the other way round: one change of threads a page, not one a row.
            .row_buffer_size(512)
            .pragma("cache_size", SQLITE_WRITER_KIB)
            .pragma("temp_store", "MEMORY")
            // What was erased is gone from the file: names by their day, and the earlier words of an answer that was changed.
            .pragma("secure_delete", "ON")
            .optimize_on_close(true, None);
        let pool = |n: u32, lifetime: Option<Duration>| {
            SqlitePoolOptions::new()
                .max_connections(n)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(lifetime)
                .test_before_acquire(false)
                .acquire_timeout(Duration::from_secs(10))
        };
        let writer = pool(1, None).connect_with(quiet(options.clone())).await.map_err(|e| OpenError(e.to_string()))?;
        let reading = quiet(options.read_only(true).pragma("query_only", "ON").pragma("cache_size", SQLITE_READER_KIB));
        // A connection knows the sizes of tables as they were when it was opened.
        let reader =
            pool(SQLITE_READERS, Some(HOUR)).connect_with(reading).await.map_err(|e| OpenError(e.to_string()))?;
        Ok(Db {
            writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
            reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
            commits: Arc::default(),
        })
    }

    /// Reads outside a transaction.
    pub fn reader(&self) -> Reader<'_> {
        Reader(&self.reader)
    }

    /// Begins the transaction of a use case: `BEGIN IMMEDIATE` on SQLite, plain on PostgreSQL.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection was free in time.
    pub async fn begin(&self, actor: &Actor, at: chrono::DateTime<chrono::Utc>) -> Result<Tx, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            access_mode: Some(AccessMode::ReadWrite).filter(|_| !self.is_sqlite()),
            ..Default::default()
        };
        Ok(Tx::new(self.writer.begin_with_options(options).await?, Arc::clone(&self.commits), actor, at))
    }

    /// The connection that migrations run on; nothing else uses it.
    pub fn for_migrations(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// How often this process has changed something: what was read at an equal number is still true, as far as this
    /// process knows.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// True for the embedded database.
    pub fn is_sqlite(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// After very many lines of the search index were written at once: PostgreSQL looks again which words are common. It
    /// does so by itself a little later; SQLite does not need it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look_again(&self) -> Result<(), StoreError> {
        if !self.is_sqlite() {
            // The list of what is not merged yet goes into the index first.
            for sql in ["vacuum (analyze) findable_gram", "analyze findable", "analyze \"case\""] {
                sea_orm::ConnectionTrait::execute_unprepared(&self.writer, sql).await?;
            }
        }
        Ok(())
    }

    /// SQLite looks again how large its tables are, so that it reads a grown one by its index; PostgreSQL does so by itself.
    ///
    /// # Errors
    /// What the database says.
    pub async fn measure(&self) -> Result<(), StoreError> {
        if self.is_sqlite() {
            // 0x10002: all tables, not only those that this connection has read from.
            sea_orm::ConnectionTrait::execute_unprepared(&self.writer, "pragma optimize = 0x10002").await?;
        }
        Ok(())
    }

    /// Closes both pools, so that SQLite writes its log back into the file.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(self) -> Result<(), StoreError> {
        let Db { writer, reader, .. } = self;
        let sqlite = writer.get_database_backend() == DbBackend::Sqlite;
        reader.close().await?;
        if sqlite {
            // A copy of the file alone then holds every committed row.
            sea_orm::ConnectionTrait::execute_unprepared(&writer, "pragma wal_checkpoint(truncate)").await?;
        }
        writer.close().await?;
        Ok(())
    }
}

fn quiet(options: SqliteConnectOptions) -> SqliteConnectOptions {
    use sqlx::ConnectOptions;
    options.disable_statement_logging()
}
