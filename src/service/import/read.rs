//! Bringing a table: the file is read, each row judged, and nothing of it is a voice yet.

use std::sync::Arc;

use kocho_domain::{
    id::{ImportId, PublicKey, StaffId},
    import::{
        Cell,
        column::{Field, Mapping, guess},
        fold::key as fold,
        form::known_form,
        person::People,
        row::{Record, Verdict},
        state::{ImportState, RowState},
    },
    story::{AuditEvent, Story, Why},
};
use kocho_store::{
    import::{self, Import},
    import_row::{self, NewRow, Wanted},
};
use tokio::sync::mpsc;

use super::{
    CHUNK, allow, standing,
    table::{Judge, Table, note_person, with_doubt},
};
use crate::{Cx, Error, keys::sha256, upload::Incoming};

/// Characters of a row's text that its heading is made from.
const HEAD: usize = 80;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// It was read.
    New(PublicKey),
    /// The same file was read before.
    Same(PublicKey),
}

/// Reads a file and judges its rows. What cannot be read changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for `file` or `channel`, [`Error::Denied`].
pub async fn bring(cx: &Cx, file: Incoming, channel: &str) -> Result<Brought, Error> {
    let staff = allow(cx)?.id;
    if cx.city.rules.channel(channel).is_none() && !channel.is_empty() {
        return Err(Error::field("channel", "受付方法を選んでください"));
    }
    let hash = sha256(&file.bytes);
    if let Some(known) = import::of_file(&cx.reader(), &hash).await? {
        return Ok(Brought::Same(known.key));
    }
    let table = open(cx, file.bytes).await?;
    let (new, mapping) = described(cx, &table, (&file.name, hash), (staff, channel)).await?;
    let mut tx = cx.begin().await?;
    let new = Import { id: import::insert(&mut tx, &new).await?, ..new };
    tx.commit(Story::audit(AuditEvent::new("import_brought", "import", Some(new.id.0)))).await?;
    let rows = write_all(cx, &new, table, mapping).await?;
    finish(cx, &new, rows).await?;
    Ok(Brought::New(new.key))
}

/// What is known of a table before its rows are: which column is what, as far as it is known.
async fn described(
    cx: &Cx,
    table: &Table,
    (name, file_hash): (&str, String),
    (staff, channel): (StaffId, &str),
) -> Result<(Import, Option<Mapping>), Error> {
    let section = cx.city.hearing()?.id;
    let header_key = sha256(table.headers.iter().map(|header| fold(header)).collect::<Vec<_>>().join("\n").as_bytes());
    let remembered = import::mapping_of(&cx.reader(), section, &header_key).await?;
    let (mapping, usual) = columns(cx, table, remembered);
    let guessed = || codes(&guess(&table.headers, cx.city.rules.imports()));
    let new = Import {
        id: ImportId(0),
        key: cx.new_key(),
        file_name: file_name(name),
        file_hash,
        sheet: table.sheet_name().map(str::to_owned),
        headers: table.headers.clone(),
        header_key,
        mapping: mapping.as_ref().map_or_else(guessed, Mapping::code),
        channel: if channel.is_empty() { usual } else { channel.to_owned() },
        is_text: table.is_text(),
        section,
        staff,
        state: ImportState::Reading,
        rows: 0,
        take_known: false,
        after: 0,
        taken: 0,
        kept: 0,
        created_at: cx.now(),
        started_at: None,
        ended_at: None,
    };
    Ok((new, mapping))
}

async fn open(cx: &Cx, bytes: Vec<u8>) -> Result<Table, Error> {
    let city = Arc::clone(&cx.city);
    let opened = tokio::task::spawn_blocking(move || Table::open(bytes, city.rules.imports())).await;
    opened.map_err(|e| Error::Internal(e.to_string()))?.map_err(|fault| Error::field("file", fault.to_string()))
}

/// Which column is what, and the usual 受付方法: as this section chose it last, as the city's rule knows the headers, or not
/// known yet.
fn columns(cx: &Cx, table: &Table, remembered: Option<(String, String)>) -> (Option<Mapping>, String) {
    let imports = cx.city.rules.imports();
    let first = cx.city.rules.channels().first().map(|c| c.code.clone()).unwrap_or_default();
    let form = known_form(&table.headers, imports).map(|form| form.channel.clone());
    let usual = remembered.as_ref().map(|(_, channel)| channel.clone()).or(form).unwrap_or(first);
    let chosen = remembered.and_then(|(mapping, _)| Mapping::parse(&mapping, &table.headers));
    (chosen.or_else(|| Mapping::find(&table.headers, imports).ok()), usual)
}

/// The last part of a path, without control characters.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(100).collect();
    if plain.trim().is_empty() { "（名前なし）".to_owned() } else { plain }
}

fn codes(fields: &[Option<Field>]) -> String {
    fields.iter().map(|field| field.map_or("", Field::code)).collect::<Vec<_>>().join(",")
}

/// Judges all rows beside the server's threads and writes them chunk by chunk; a page waits no longer than for one chunk.
async fn write_all(cx: &Cx, import: &Import, table: Table, mapping: Option<Mapping>) -> Result<u64, Error> {
    let (hand, mut hands) = mpsc::channel::<Vec<NewRow>>(2);
    let (own, channel) = (cx.clone(), import.channel.clone());
    let judging = tokio::task::spawn_blocking(move || judge(&own, &table, mapping.as_ref(), &channel, &hand));
    let mut written = 0;
    while let Some(rows) = hands.recv().await {
        written += rows.len() as u64;
        write(cx, import.id, &rows).await?;
    }
    judging.await.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(written)
}

async fn write(cx: &Cx, import: ImportId, rows: &[NewRow]) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    import_row::write(&mut tx, import, rows).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Import)).await?)
}

/// Hands the rows over in chunks; whoever does not listen any more ends it.
fn judge(cx: &Cx, table: &Table, mapping: Option<&Mapping>, channel: &str, to: &mpsc::Sender<Vec<NewRow>>) {
    let mut chunk = Vec::with_capacity(CHUNK as usize);
    let mut push = |row: NewRow| {
        chunk.push(row);
        if chunk.len() as u64 == CHUNK {
            let _ = to.blocking_send(std::mem::take(&mut chunk));
        }
    };
    // The file was read to its end when it was opened.
    match mapping {
        Some(mapping) => {
            let by = Judge { rules: &cx.city.rules, mapping, channel, today: cx.today() };
            let _ = table.judge(&by, |verdict, cells| push(judged(cx, verdict, cells)));
        }
        None => table.rows().filter_map(Result::ok).for_each(|(row, cells)| push(unread(row, cells))),
    }
    if !chunk.is_empty() {
        let _ = to.blocking_send(chunk);
    }
}

fn unread(row: u32, cells: Vec<Cell>) -> NewRow {
    let (errors, doubts) = (Vec::new(), Vec::new());
    let state = RowState::Unread;
    NewRow {
        row,
        state,
        errors,
        doubts,
        hash: String::new(),
        head: String::new(),
        received_on: None,
        channel: None,
        cells,
    }
}

fn judged(cx: &Cx, verdict: Verdict, cells: Vec<Cell>) -> NewRow {
    let state = if verdict.is_good() { RowState::Good } else { RowState::Bad };
    let doubts = verdict.flags.iter().map(|flag| flag.label()).chain(verdict.hints.iter().map(|hint| hint.label()));
    NewRow {
        row: verdict.row,
        state,
        doubts: doubts.map(str::to_owned).collect(),
        hash: if state == RowState::Good { identity(cx, &verdict.record) } else { String::new() },
        head: head(&verdict.record),
        received_on: verdict.record.received_on,
        channel: verdict.record.channel,
        errors: verdict.errors,
        cells,
    }
}

/// What two rows that are the same share, whatever table they stand in.
fn identity(cx: &Cx, record: &Record) -> String {
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = record.received_on.map(|day| day.to_string()).unwrap_or_default();
    let parts = [
        day,
        of(&record.channel),
        of(&record.name),
        of(&record.phone),
        of(&record.address),
        of(&record.subject),
        of(&record.body),
    ];
    cx.keys().contact_hash(&parts.join("\u{1F}"))
}

/// The first words as lists show them; only so much of a long text is looked through.
fn head(record: &Record) -> String {
    let start = |text: &Option<String>| text.as_deref().unwrap_or_default().chars().take(HEAD).collect::<String>();
    crate::submission::title(&start(&record.subject), &start(&record.body))
}

async fn finish(cx: &Cx, import: &Import, rows: u64) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    import_row::mark_known(&mut tx, import.id).await?;
    let ready = Import { state: ImportState::Ready, rows, ..import.clone() };
    if !import::advance(&mut tx, import, &ready).await? {
        return Err(Error::Stale);
    }
    Ok(tx.commit(Story::Unrecorded(Why::Import)).await?)
}

/// Judges the rows again with other columns or another 受付方法; both are remembered for the next table with these headers.
///
/// # Errors
/// [`Error::Invalid`] for `columns` or `channel`, [`Error::Stale`] when taking in has begun, [`Error::NotFound`].
pub async fn choose(cx: &Cx, key: &PublicKey, fields: Vec<Option<Field>>, channel: &str) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let import = standing(cx, &tx, key, &[ImportState::Ready]).await?;
    if cx.city.rules.channel(channel).is_none() {
        return Err(Error::field("channel", "受付方法を選んでください"));
    }
    let mut fields = fields;
    fields.resize(import.headers.len(), None);
    let mapping = Mapping::chosen(fields, &import.headers).map_err(|e| Error::field("columns", e.to_string()))?;
    let reading =
        Import { state: ImportState::Reading, mapping: mapping.code(), channel: channel.to_owned(), ..import.clone() };
    if !import::advance(&mut tx, &import, &reading).await? {
        return Err(Error::Stale);
    }
    tx.commit(Story::audit(AuditEvent::new("import_columns", "import", Some(import.id.0)))).await?;
    judge_again(cx, &reading, &mapping).await?;
    finish(cx, &reading, import.rows).await
}

async fn judge_again(cx: &Cx, import: &Import, mapping: &Mapping) -> Result<(), Error> {
    let by = Judge { rules: &cx.city.rules, mapping, channel: &import.channel, today: cx.today() };
    let reading = by.reading(&import.headers);
    let mut people = People::of(&cx.city.rules.city().name.ja);
    let mut after = 0;
    while let Some(rows) = next(cx, import.id, &mut after).await? {
        rows.iter().for_each(|(row, cells)| note_person(&mut people, &reading.read(*row, cells)));
    }
    let doubtful = people.doubtful();
    after = 0;
    while let Some(rows) = next(cx, import.id, &mut after).await? {
        let judge =
            |(row, cells): (u32, Vec<Cell>)| judged(cx, with_doubt(reading.read(row, &cells), &doubtful), cells);
        write(cx, import.id, &rows.into_iter().map(judge).collect::<Vec<_>>()).await?;
    }
    Ok(())
}

async fn next(cx: &Cx, import: ImportId, after: &mut u32) -> Result<Option<Vec<(u32, Vec<Cell>)>>, Error> {
    let wanted = Wanted { after: *after, size: CHUNK, ..Wanted::default() };
    let rows = import_row::rows(&cx.reader(), import, wanted).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    *after = last.row;
    Ok(Some(rows.into_iter().map(|row| (row.row, row.cells.unwrap_or_default())).collect()))
}
