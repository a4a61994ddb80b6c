//! The schema's history: each migration is one text that both databases understand.

pub use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, TransactionOptions, TransactionTrait},
};

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        HISTORY.iter().map(|step| Box::new(*step) as Box<dyn MigrationTrait>).collect()
    }
}

/// The steps of the schema, oldest first: a name that never changes, the text that both databases share, and what only
/// one of them understands.
const HISTORY: &[Step] = &[
    Step { name: "m0001_first", sql: include_str!("first.sql"), sqlite: "", postgres: "" },
    Step {
        name: "m0002_search",
        sql: include_str!("search.sql"),
        sqlite: include_str!("search.sqlite.sql"),
        postgres: include_str!("search.postgres.sql"),
    },
    Step { name: "m0003_plan_version", sql: include_str!("plan_version.sql"), sqlite: "", postgres: "" },
    Step {
        name: "m0004_similar",
        sql: include_str!("similar.sql"),
        sqlite: include_str!("similar.sqlite.sql"),
        postgres: include_str!("similar.postgres.sql"),
    },
    Step { name: "m0005_topic", sql: include_str!("topic.sql"), sqlite: "", postgres: "" },
    Step { name: "m0006_accuracy", sql: include_str!("accuracy.sql"), sqlite: "", postgres: "" },
    Step { name: "m0007_import", sql: include_str!("import.sql"), sqlite: "", postgres: "" },
    Step { name: "m0008_mail_in", sql: include_str!("mail_in.sql"), sqlite: "", postgres: "" },
    Step { name: "m0009_paper", sql: include_str!("paper.sql"), sqlite: "", postgres: "" },
    Step { name: "m0010_intake", sql: include_str!("intake.sql"), sqlite: "", postgres: "" },
    Step { name: "m0011_dialogue", sql: include_str!("dialogue.sql"), sqlite: "", postgres: "" },
    Step { name: "m0012_desk", sql: include_str!("desk.sql"), sqlite: "", postgres: "" },
    Step { name: "m0013_office", sql: include_str!("office.sql"), sqlite: "", postgres: "" },
    Step { name: "m0014_minutes", sql: include_str!("minutes.sql"), sqlite: "", postgres: "" },
    Step {
        name: "m0015_survey",
        sql: include_str!("survey.sql"),
        sqlite: include_str!("survey.sqlite.sql"),
        postgres: include_str!("survey.postgres.sql"),
    },
    Step { name: "m0016_panel", sql: include_str!("panel.sql"), sqlite: "", postgres: "" },
    Step {
        name: "m0017_answering",
        sql: include_str!("answering.sql"),
        sqlite: include_str!("answering.sqlite.sql"),
        postgres: include_str!("answering.postgres.sql"),
    },
    Step { name: "m0018_results", sql: include_str!("results.sql"), sqlite: "", postgres: "" },
    Step { name: "m0019_letter_template", sql: include_str!("letter_template.sql"), sqlite: "", postgres: "" },
    Step { name: "m0020_circulation", sql: include_str!("circulation.sql"), sqlite: "", postgres: "" },
    Step { name: "m0021_slot_party", sql: include_str!("slot_party.sql"), sqlite: "", postgres: "" },
    Step { name: "m0022_result_use", sql: include_str!("result_use.sql"), sqlite: "", postgres: "" },
    Step { name: "m0023_reflection", sql: include_str!("reflection.sql"), sqlite: "", postgres: "" },
    Step { name: "m0024_day", sql: include_str!("day.sql"), sqlite: "", postgres: "" },
    Step { name: "m0025_lookup", sql: include_str!("lookup.sql"), sqlite: "", postgres: "" },
    Step { name: "m0026_told", sql: include_str!("told.sql"), sqlite: "", postgres: "" },
    Step { name: "m0027_found", sql: include_str!("found.sql"), sqlite: "", postgres: "" },
    Step { name: "m0030_publication", sql: include_str!("publication.sql"), sqlite: "", postgres: "" },
    Step { name: "m0031_publication_return", sql: include_str!("publication_return.sql"), sqlite: "", postgres: "" },
];

/// The whole schema as its texts stand: what a database made from it can be told by.
#[must_use]
pub fn schema() -> String {
    HISTORY.iter().flat_map(|step| [step.name, step.sql, step.sqlite, step.postgres]).collect()
}

/// Takes the place of a name: every `kocho` that migrates a PostgreSQL database asks for this lock first.
const LOCK: &str = "select pg_advisory_xact_lock(7075868)";

/// Brings the database up to date. On PostgreSQL under an advisory lock, so that two programs that start at one moment
/// do it one after the other; it takes two connections.
///
/// # Errors
/// What the database says; on both databases a migration happens as a whole or not at all.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    let lock = db.begin_with_options(TransactionOptions::default()).await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(db, None).await?;
    lock.commit().await
}

/// One step: its shared text is carried out first, then the text of the database it runs on.
#[derive(Clone, Copy)]
struct Step {
    name: &'static str,
    sql: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let own = if backend == DbBackend::Postgres { self.postgres } else { self.sqlite };
        for sql in [self.sql, own] {
            if !sql.is_empty() {
                manager.get_connection().execute_unprepared(&dialect(sql, backend)).await?;
            }
        }
        Ok(())
    }
}

/// Replaces the type tokens by what the database calls them.
fn dialect(sql: &str, backend: DbBackend) -> String {
    let words = match backend {
        DbBackend::Postgres => {
            ["bigint generated by default as identity primary key", "timestamptz", "date", "boolean", "bytea"]
        }
        _ => ["integer primary key autoincrement", "text", "text", "boolean", "blob"],
    };
    ["{id}", "{ts}", "{date}", "{bool}", "{blob}"]
        .iter()
        .zip(words)
        .fold(sql.to_owned(), |text, (token, word)| text.replace(token, word))
}
