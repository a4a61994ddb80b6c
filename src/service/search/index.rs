//! The index of what was there before it could be found: in chunks, each a transaction, so that a stop loses nothing.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Actor,
    job::Job,
    story::{AuditEvent, Story, Why},
};
use kocho_store::{Db, Tx, case_text, dialogue_text, job};

use crate::{Cx, Error};

/// Indexes the next chunk and queues the one behind it; false when all is done. Done again after a stop, it goes on from
/// where it came.
///
/// # Errors
/// What the database says.
pub async fn index_next(cx: &Cx) -> Result<bool, Error> {
    let mut tx = cx.begin().await?;
    let more = case_text::index_step(&mut tx).await?;
    if more {
        job::push(&mut tx, &Job::Index).await?;
    }
    end(tx, more).await
}

/// Brings what is no case and waits for its lines: records and summaries of dialogue days that were there before, texts of surveys
/// that are over. Answers how many steps that were, one or none.
///
/// # Errors
/// What the database says; what was brought stays.
pub async fn bring_waiting(cx: &Cx) -> Result<usize, Error> {
    if dialogue_text::is_waiting(&cx.reader()).await? {
        let mut tx = cx.begin().await?;
        dialogue_text::index_step(&mut tx).await?;
        tx.commit(Story::Unrecorded(Why::Index)).await?;
        return Ok(1);
    }
    crate::survey_result::found::bring_texts(cx).await
}

/// Indexes everything that waits, without the worker; answers how many chunks that were. What the worker has queued
/// finds nothing left.
///
/// # Errors
/// What the database says; chunks that were written stay.
pub async fn index_all(db: &Db, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut chunks = 0;
    while case_text::is_waiting(&db.reader()).await? {
        let mut tx = db.begin(&Actor::Worker, now).await?;
        let more = case_text::index_step(&mut tx).await?;
        end(tx, more).await?;
        chunks += usize::from(more);
    }
    if chunks > 0 {
        db.look_again().await?;
    }
    Ok(chunks)
}

/// The history tells when the index became whole.
async fn end(tx: Tx, more: bool) -> Result<bool, Error> {
    let whole = || Story::audit(AuditEvent::new("search_indexed", "setting", None));
    tx.commit(if more { Story::Unrecorded(Why::Index) } else { whole() }).await?;
    Ok(more)
}
