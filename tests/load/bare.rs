//! How fast could it be at best? The same form, the same rows, one transaction, SQL by hand: no checks, no signatures,
//! no danger screen, no layers.

use std::path::Path;

use anyhow::Result;
use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use kocho_domain::clock::Clock;
use kocho_service::SystemClock;
use serde::Deserialize;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// Stands for hashes and keys of the same length.
const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// What the page sends.
#[derive(Deserialize)]
struct Voice {
    form_token: String,
    body: String,
    reply: String,
    reply_way: String,
    name: String,
    email: String,
}

/// The one route over a database of its own, with the same settings as the program's writer.
///
/// # Errors
/// When the database cannot be opened.
pub(crate) async fn router(file: &Path) -> Result<Router> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .statement_cache_capacity(256)
        .pragma("cache_size", "-8192")
        .pragma("temp_store", "MEMORY");
    let options = sqlx::ConnectOptions::disable_statement_logging(options);
    let pool = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options).await?;
    Ok(Router::new().route("/voice", post(create)).with_state(pool))
}

async fn create(State(pool): State<SqlitePool>, Form(voice): Form<Voice>) -> Response {
    match write(&pool, &voice).await {
        Ok(number) => Redirect::to(&format!("/voice/done/{number}")).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn write(pool: &SqlitePool, voice: &Voice) -> Result<i64, sqlx::Error> {
    let now = SystemClock.now();
    let today = kocho_domain::clock::civil_date(now);
    let mut tx = pool.begin_with("begin immediate").await?;
    let number: i64 = sqlx::query_scalar(
        "insert into counter (name, value) values ('receipt-2026', 1) on conflict (name) do update set value = value + 1 returning value",
    )
    .fetch_one(&mut *tx)
    .await?;
    let submission = sqlx::query(
        "insert into submission (key, form_key, number_year, number_seq, channel, medium, language, received_on, received_at, \
         registered_at, registered_by_kind, subject, reply_wanted, reply_way, receipt_mail, secret_hash, has_my_number, demo) \
         values (?, ?, 2026, ?, 'web', 'screen', 'ja', ?, ?, ?, 'resident', '', ?, ?, true, ?, false, false)",
    )
    .bind(format!("abcdefghijklmnopqrstu{number:07}"))
    .bind(&voice.form_token[..32.min(voice.form_token.len())])
    .bind(number)
    .bind(today)
    .bind(now)
    .bind(now)
    .bind(voice.reply == "yes")
    .bind(&voice.reply_way)
    .bind(HASH)
    .execute(&mut *tx)
    .await?
    .last_insert_rowid();
    sqlx::query(
        "insert into transcript (submission_id, version, body, actor_kind, created_at) values (?, 1, ?, 'resident', ?)",
    )
    .bind(submission)
    .bind(&voice.body)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("insert into contact (submission_id, name, email, notice_only, name_hash, email_hash) values (?, ?, ?, false, ?, ?)")
        .bind(submission)
        .bind(&voice.name)
        .bind(&voice.email)
        .bind(HASH)
        .bind(HASH)
        .execute(&mut *tx)
        .await?;
    let case = open_case(&mut tx, submission, number, voice, now).await?;
    queue(&mut tx, submission, case, voice, now).await?;
    tell(&mut tx, submission, case, now).await?;
    index(&mut tx, case, voice).await?;
    tx.commit().await?;
    Ok(number)
}

type Tx<'a> = sqlx::Transaction<'a, sqlx::Sqlite>;
type Moment = chrono::DateTime<chrono::Utc>;

async fn open_case(
    tx: &mut Tx<'_>,
    submission: i64,
    number: i64,
    voice: &Voice,
    now: Moment,
) -> Result<i64, sqlx::Error> {
    let today = kocho_domain::clock::civil_date(now);
    let title: String = voice.body.chars().take(32).collect();
    let case = sqlx::query(
        "insert into \"case\" (key, submission_id, branch, title, status, status_at, holder_id, holder_at, restricted, \
         measure_state, reply_due, received_on, due_on, returns, ruled, open, channel, retention, hold, lock) \
         values (?, ?, 1, ?, 'received', ?, 1, ?, false, 'undecided', true, ?, ?, 0, false, true, 'web', 'standard', false, 1)",
    )
    .bind(format!("zyxwvutsrqponmlkjihgf{number:07}"))
    .bind(submission)
    .bind(title)
    .bind(now)
    .bind(now)
    .bind(today)
    .bind(today + chrono::TimeDelta::days(14))
    .execute(&mut **tx)
    .await?
    .last_insert_rowid();
    sqlx::query(
        "insert into case_submission (case_id, submission_id, relation, created_at) values (?, ?, 'origin', ?)",
    )
    .bind(case)
    .bind(submission)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "insert into deadline (case_id, stage, due_on, actor_kind, created_at) values (?, 'reply', ?, 'resident', ?)",
    )
    .bind(case)
    .bind(today + chrono::TimeDelta::days(14))
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(case)
}

async fn queue(tx: &mut Tx<'_>, submission: i64, case: i64, voice: &Voice, now: Moment) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into job (kind, body, state, attempts, run_at, created_at) values ('suggest', ?, 'ready', 0, ?, ?)",
    )
    .bind(format!("{{\"kind\":\"suggest\",\"case\":{case}}}"))
    .bind(now)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "insert into outbox_mail (kind, recipient, body, submission_id, state, attempts, run_at, created_at) \
         values ('receipt', ?, ?, ?, 'ready', 0, ?, ?)",
    )
    .bind(&voice.email)
    .bind(format!("{{\"kind\":\"receipt\",\"submission\":{submission}}}"))
    .bind(submission)
    .bind(now)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn tell(tx: &mut Tx<'_>, submission: i64, case: i64, now: Moment) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into case_event (case_id, submission_id, at, actor_kind, code, data, sha256) \
         values (?, ?, ?, 'resident', 'received', 'channel=web', ?)",
    )
    .bind(case)
    .bind(submission)
    .bind(now)
    .bind(HASH)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "insert into audit_event (at, actor_kind, code, noun, subject_id, data, sha256) \
         values (?, 'resident', 'received', 'case', ?, 'channel=web', ?)",
    )
    .bind(now)
    .bind(case)
    .bind(HASH)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The line of the search index: the key of the text, and its tokens.
async fn index(tx: &mut Tx<'_>, case: i64, voice: &Voice) -> Result<(), sqlx::Error> {
    let key = kocho_text::search::key(&voice.body);
    let grams = kocho_text::search::tokens(&key).join(" ");
    sqlx::query("insert into findable (id, case_id, head, tags, key) values (?, ?, 0, 'zh1 zsreceived zcweb zpundecided zv1', ?)")
        .bind(case * 16)
        .bind(case)
        .bind(key)
        .execute(&mut **tx)
        .await?;
    sqlx::query("insert into findable_gram (rowid, grams) values (?, ?)")
        .bind(case * 16)
        .bind(grams + " zh1 zsreceived zcweb zpundecided zv1")
        .execute(&mut **tx)
        .await?;
    Ok(())
}
