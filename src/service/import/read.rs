//! Bringing a table: the file is read, each row judged, and nothing of it is a voice yet.

use std::{collections::VecDeque, sync::Arc};

use chrono::TimeDelta;
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
    import_row::{self, ImportRow, NewRow, Wanted},
};
use kocho_text::danger::Screen;
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
        past: false,
        screened: Screen::version().to_owned(),
        after: 0,
        taken: 0,
        kept: 0,
        created_at: cx.now(),
        started_at: Some(cx.now()),
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
    let (hand, mut hands) = mpsc::channel::<Vec<Seen>>(2);
    let (own, channel) = (cx.clone(), import.channel.clone());
    let judging = tokio::task::spawn_blocking(move || judge(&own, &table, mapping.as_ref(), &channel, &hand));
    let (mut written, mut weighed) = (0, VecDeque::new());
    loop {
        let seen = hands.recv().await;
        let is_through = seen.is_none();
        if let Some(seen) = seen {
            let own = cx.clone();
            weighed.push_back(tokio::task::spawn_blocking(move || weigh(&own, seen)));
        }
        while weighed.len() > if is_through { 0 } else { WEIGHED_AT_ONCE } {
            let Some(rows) = weighed.pop_front() else { break };
            let rows = rows.await.map_err(|e| Error::Internal(e.to_string()))?;
            written += rows.len() as u64;
            write(cx, import.id, &rows).await?;
        }
        if is_through {
            break;
        }
    }
    judging.await.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(written)
}

/// Chunks whose rows are weighed at the same time: masking, hashing and looking for danger is most of the work.
const WEIGHED_AT_ONCE: usize = 2;

/// A row that was read.
enum Seen {
    /// With its verdict.
    Judged(Box<Verdict>, Vec<Cell>),
    /// Its columns are not known yet.
    Unread(u32, Vec<Cell>),
}

fn weigh(cx: &Cx, seen: Vec<Seen>) -> Vec<NewRow> {
    let row = |seen: Seen| match seen {
        Seen::Judged(verdict, cells) => judged(cx, *verdict, cells),
        Seen::Unread(row, cells) => unread(row, cells),
    };
    seen.into_iter().map(row).collect()
}

async fn write(cx: &Cx, import: ImportId, rows: &[NewRow]) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    import_row::write(&mut tx, import, rows).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Import)).await?)
}

/// Hands the rows over in chunks; whoever does not listen any more ends it.
fn judge(cx: &Cx, table: &Table, mapping: Option<&Mapping>, channel: &str, to: &mpsc::Sender<Vec<Seen>>) {
    let mut chunk = Vec::with_capacity(CHUNK as usize);
    let mut push = |row: Seen| {
        chunk.push(row);
        if chunk.len() as u64 == CHUNK {
            let _ = to.blocking_send(std::mem::take(&mut chunk));
        }
    };
    // The file was read to its end when it was opened.
    match mapping {
        Some(mapping) => {
            let by = Judge { rules: &cx.city.rules, mapping, channel, today: cx.today() };
            let _ = table.judge(&by, |verdict, cells| push(Seen::Judged(Box::new(verdict), cells)));
        }
        None => table.rows().filter_map(Result::ok).for_each(|(row, cells)| push(Seen::Unread(row, cells))),
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
        danger: String::new(),
    }
}

fn judged(cx: &Cx, verdict: Verdict, cells: Vec<Cell>) -> NewRow {
    let state = if verdict.is_good() { RowState::Good } else { RowState::Bad };
    NewRow {
        row: verdict.row,
        state,
        doubts: verdict.doubts(),
        hash: if state == RowState::Good { identity(cx, &verdict.record) } else { String::new() },
        head: head(&verdict.record),
        received_on: verdict.record.received_on,
        danger: if state == RowState::Good { danger(&verdict.record) } else { String::new() },
        channel: verdict.record.channel,
        errors: verdict.errors,
        cells,
    }
}

/// The groups of its dangerous words, so that whoever takes the table in knows what will ring.
fn danger(record: &Record) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let groups = crate::submission::danger_groups(&text(&record.subject), &text(&record.body));
    groups.iter().map(|group| group.code()).collect::<Vec<_>>().join(",")
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
    let ready = Import { state: ImportState::Ready, rows, started_at: None, ..import.clone() };
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
    let reading = Import {
        state: ImportState::Reading,
        mapping: mapping.code(),
        channel: channel.to_owned(),
        started_at: Some(cx.now()),
        screened: Screen::version().to_owned(),
        ..import.clone()
    };
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
        rows.iter().for_each(|row| note_person(&mut people, &reading.read(row.row, cells_of(row))));
    }
    let doubtful = people.doubtful();
    after = 0;
    while let Some(rows) = next(cx, import.id, &mut after).await? {
        let judge = |row: ImportRow| {
            let verdict = with_doubt(reading.read(row.row, cells_of(&row)), &doubtful);
            let new = judged(cx, verdict, row.cells.unwrap_or_default());
            // What somebody left out stays out.
            let stays = row.state == RowState::Left && new.state == RowState::Good;
            if stays { NewRow { state: RowState::Left, ..new } } else { new }
        };
        write(cx, import.id, &rows.into_iter().map(judge).collect::<Vec<_>>()).await?;
    }
    Ok(())
}

fn cells_of(row: &ImportRow) -> &[Cell] {
    row.cells.as_deref().unwrap_or_default()
}

async fn next(cx: &Cx, import: ImportId, after: &mut u32) -> Result<Option<Vec<ImportRow>>, Error> {
    let wanted = Wanted { after: *after, size: CHUNK, ..Wanted::default() };
    let rows = import_row::rows(&cx.reader(), import, wanted).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    *after = last.row;
    Ok(Some(rows))
}

/// How long a table may be read: what is not through by then was cut off when the program ended.
const READ_BY: TimeDelta = TimeDelta::minutes(10);

/// Gives up tables whose reading never came to its end: the file's bytes are gone, so it has to be brought again.
pub(crate) async fn give_up(cx: &Cx) -> Result<(), Error> {
    for import in import::unfinished(&cx.reader(), cx.now() - READ_BY).await? {
        let mut tx = cx.begin().await?;
        let broken = Import { state: ImportState::Broken, ended_at: Some(cx.now()), ..import.clone() };
        if import::advance(&mut tx, &import, &broken).await? {
            import_row::erase(&mut tx, import.id).await?;
            tx.commit(Story::audit(AuditEvent::new("import_broken", "import", Some(import.id.0)))).await?;
        }
    }
    Ok(())
}
