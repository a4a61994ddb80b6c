//! Taking in: the good rows of a table become voices, chunk by chunk; each chunk is one transaction that says how far it has
//! come, so that it goes on where it stopped.

use chrono::TimeDelta;
use kocho_domain::{
    body::{Body, Line},
    clock::day_begins,
    id::PublicKey,
    import::{
        Cell,
        column::{Field, Mapping},
        row::{Extra, LINE, Record, Verdict},
        state::{ImportState, RowState},
    },
    job::Job,
    personal::Personal,
    rule::{channel::Base, danger::DangerGroup},
    story::{AuditEvent, CaseEvent, Story, Why},
    submission::{Contact, ReplyWay, SourceRef},
};
use kocho_store::{
    Tx,
    import::{self, Import},
    import_row::{self, ImportRow, Wanted},
};
use kocho_text::danger::Screen;

use super::{CHUNK, standing, table::Judge};
use crate::{
    Cx, Error,
    submission::{self, Ready, Submit, WithNote, receive_all},
};

/// Chunks of one job: mails and other jobs wait no longer than for these.
const STRETCH: u32 = 4;

/// How a table is taken in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct How {
    /// Rows that came in with another table are taken in too.
    pub known: bool,
    /// 過去の記録として: nothing rings, and periods count from today.
    pub past: bool,
}

/// Begins to take the good rows in.
///
/// # Errors
/// [`Error::Stale`] when it was begun already, [`Error::NotFound`], [`Error::Denied`].
pub async fn begin(cx: &Cx, key: &PublicKey, how: How) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let import = standing(cx, &tx, key, &[ImportState::Ready]).await?;
    let taking = Import {
        state: ImportState::Taking,
        take_known: how.known,
        past: how.past,
        started_at: Some(cx.now()),
        after: 0,
        ..import.clone()
    };
    if !import::advance(&mut tx, &import, &taking).await? {
        return Err(Error::Stale);
    }
    kocho_store::job::push(&mut tx, &Job::Import { import: import.id.0 }).await?;
    tx.commit(Story::audit(AuditEvent::new("import_begun", "import", Some(import.id.0)))).await?;
    cx.house.wake_worker();
    Ok(())
}

/// Gives a table up before anything was taken in; what its rows say is erased.
///
/// # Errors
/// [`Error::Stale`] when taking in has begun, [`Error::NotFound`], [`Error::Denied`].
pub async fn drop(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let import = standing(cx, &tx, key, &[ImportState::Ready, ImportState::Reading]).await?;
    let dropped = Import { state: ImportState::Dropped, ended_at: Some(cx.now()), ..import.clone() };
    if !import::advance(&mut tx, &import, &dropped).await? {
        return Err(Error::Stale);
    }
    import_row::erase(&mut tx, import.id).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("import_dropped", "import", Some(import.id.0)))).await?)
}

/// What was begun ends where it is.
pub(super) async fn stop(cx: &Cx, import: &Import) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let stopped = Import { state: ImportState::Taken, ended_at: Some(cx.now()), ..import.clone() };
    import::advance(&mut tx, import, &stopped).await?;
    Ok(tx.commit(Story::Unrecorded(Why::JobLease)).await?)
}

/// Takes the next chunks in, each in a transaction of its own, and queues the ones after them. While one is written the next
/// is made ready, so nothing is read or weighed while the database is held.
pub(super) async fn stretch(cx: &Cx, import: &Import) -> Result<(), Error> {
    super::allow(cx)?;
    let mapping = Mapping::parse(&import.mapping, &import.headers).ok_or(Error::NotFound)?;
    let make = |import: &Import, after: u32| make_ready(cx.clone(), import.clone(), mapping.clone(), after);
    let mut import = import.clone();
    let mut chunk = make(&import, import.after).await?;
    for left in (0..STRETCH).rev() {
        let goes_on = left > 0 && !chunk.is_last;
        let ahead = goes_on.then(|| tokio::spawn(make(&import, chunk.after)));
        import = take(cx, &import, chunk, goes_on).await?;
        let Some(ahead) = ahead else { break };
        chunk = ahead.await.map_err(|e| Error::Internal(e.to_string()))??;
    }
    Ok(())
}

/// Rows with the voices that they say, ready to be written.
struct Chunk {
    rows: Vec<i64>,
    voices: Vec<Ready>,
    /// The number of the last row that was looked at.
    after: u32,
    /// No row is left behind it.
    is_last: bool,
}

/// Reads the rows behind a number and makes their voices ready, beside the server's threads.
async fn make_ready(cx: Cx, import: Import, mapping: Mapping, after: u32) -> Result<Chunk, Error> {
    let states: &[RowState] = if import.take_known { &[RowState::Good, RowState::Known] } else { &[RowState::Good] };
    let wanted = Wanted { states, after, size: CHUNK, ..Wanted::default() };
    let rows = import_row::rows(&cx.reader(), import.id, wanted).await?;
    let work = tokio::task::spawn_blocking(move || chunk_of(&cx, &import, &mapping, (rows, after)));
    work.await.map_err(|e| Error::Internal(e.to_string()))?
}

fn chunk_of(cx: &Cx, import: &Import, mapping: &Mapping, (rows, after): (Vec<ImportRow>, u32)) -> Result<Chunk, Error> {
    let by = Judge { rules: &cx.city.rules, mapping, channel: &import.channel, today: cx.today() };
    let reading = by.reading(&import.headers);
    let mut chunk = Chunk {
        rows: Vec::with_capacity(rows.len()),
        voices: Vec::with_capacity(rows.len()),
        after: rows.last().map_or(after, |row| row.row),
        is_last: (rows.len() as u64) < CHUNK,
    };
    // Between reading and taking in the program may have learned more words of danger.
    let is_screened = import.screened == Screen::version();
    for row in &rows {
        let cells: &[Cell] = row.cells.as_deref().unwrap_or_default();
        let verdict = reading.read(row.row, cells);
        // A rule may have changed since the row was judged; it then stays where it is.
        let Some(voice) = voice(cx, import, row, &verdict) else { continue };
        let danger = is_screened.then(|| row.danger.split(',').filter_map(DangerGroup::from_code).collect());
        let note = remark(mapping, &verdict);
        let brought = WithNote { voice, note, past: import.past, from_today: false, danger };
        chunk.voices.push(submission::make_ready(cx, brought)?);
        chunk.rows.push(row.id);
    }
    Ok(chunk)
}

/// Writes a chunk; answers the table as it then stands. Unless this job goes on, the next one is queued.
async fn take(cx: &Cx, import: &Import, chunk: Chunk, goes_on: bool) -> Result<Import, Error> {
    let mut tx = cx.begin().await?;
    let events = receive_all(cx, &mut tx, import.staff, chunk.voices).await?;
    let events: Vec<CaseEvent> = events.into_iter().map(|event| event.with("import", import.id)).collect();
    import_row::mark(&mut tx, &chunk.rows, RowState::Taken, true).await?;
    let moved = Import {
        state: if chunk.is_last { ImportState::Taken } else { ImportState::Taking },
        after: chunk.after,
        taken: import.taken + chunk.rows.len() as u64,
        ended_at: chunk.is_last.then(|| cx.now()),
        ..import.clone()
    };
    if !import::advance(&mut tx, import, &moved).await? {
        return Err(Error::Stale);
    }
    go_on(&mut tx, import, goes_on || chunk.is_last).await?;
    tx.commit(if events.is_empty() { Story::Unrecorded(Why::JobLease) } else { Story::all(events) }).await?;
    Ok(moved)
}

/// Takes a table in to its end, here and now, for whoever waits at a terminal. A worker that is at it too does no harm: the
/// one that comes second finds that it was done.
///
/// # Errors
/// What the database says.
pub async fn through(cx: &Cx, key: &PublicKey) -> Result<Import, Error> {
    loop {
        let import = import::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
        if import.state != ImportState::Taking {
            return Ok(import);
        }
        match super::go_on(cx, import.id).await {
            Ok(()) | Err(Error::Stale | Error::Busy) => {}
            Err(other) => return Err(other),
        }
    }
}

/// The next chunk is due since the work began: before the suggestions of what it has taken in already.
pub(super) async fn go_on(tx: &mut Tx, import: &Import, through: bool) -> Result<(), Error> {
    if !through {
        let since = import.started_at.unwrap_or_else(|| tx.at()) - TimeDelta::milliseconds(1);
        kocho_store::job::push_at(tx, &Job::Import { import: import.id.0 }, since).await?;
    }
    Ok(())
}

/// 備考 and 回収場所: where the box stands is not where the matter is.
fn remark(mapping: &Mapping, verdict: &Verdict) -> Option<String> {
    let box_place = verdict
        .record
        .place
        .as_ref()
        .filter(|_| mapping.column(Field::Collected).is_some() && verdict.extra.site.is_none());
    let lines: Vec<String> =
        box_place.map(|place| format!("回収場所：{place}")).into_iter().chain(verdict.record.note.clone()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The voice that a row says; `None` when it is not good any more.
fn voice(cx: &Cx, import: &Import, row: &ImportRow, verdict: &Verdict) -> Option<Submit> {
    if !verdict.is_good() {
        return None;
    }
    let (record, extra) = (&verdict.record, &verdict.extra);
    let channel = record.channel.clone()?;
    let line = |text: &Option<String>| text.as_deref().and_then(|text| Line::parse(text, LINE).ok());
    Some(Submit {
        // The row's own: done twice, it is one voice.
        form_key: format!("import-{}-{}", import.id, row.row),
        medium: medium(cx, &channel).to_owned(),
        channel,
        language: "ja".to_owned(),
        received_at: Some(day_begins(record.received_on?)),
        body: Body::parse(record.body.as_deref()?).ok()?,
        subject: line(&record.subject),
        kind_guess: extra.kind.clone(),
        place: line(&extra.site),
        age_group: extra.age_code.clone(),
        district: extra.district.clone(),
        relation: None,
        reply_wanted: record.reply_wanted,
        publish_ok: extra.publish_ok,
        reply_way: reply_way(record, extra),
        receipt_mail: false,
        contact: Personal::new(Contact {
            name: line(&record.name),
            address: line(&record.address),
            phone: line(&record.phone),
            email: line(&extra.email),
            reach_note: None,
            notice_only: false,
        }),
        source: Some(SourceRef { noun: import_row::NOUN, id: row.id }),
        demo: false,
    })
}

fn medium(cx: &Cx, channel: &str) -> &'static str {
    match cx.city.rules.channel(channel).map(|c| c.base) {
        Some(Base::Paper | Base::Survey) => "paper",
        Some(Base::Voice | Base::Meeting) => "voice",
        Some(Base::Web | Base::Mail | Base::Other) | None => "screen",
    }
}

/// The way that the given contact allows, the written one first.
fn reply_way(record: &Record, extra: &Extra) -> Option<ReplyWay> {
    let ways = [
        (extra.email.is_some(), ReplyWay::Mail),
        (record.address.is_some(), ReplyWay::Letter),
        (record.phone.is_some(), ReplyWay::Phone),
    ];
    ways.into_iter().find(|(given, _)| *given && record.reply_wanted == Some(true)).map(|(_, way)| way)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_on_that_day() {
        let day: chrono::NaiveDate = "2026-05-12".parse().unwrap();
        assert_eq!(kocho_domain::clock::civil_date(day_begins(day)), day);
    }
}
