//! 取込み: tables of voices that others filled in. A file is read and judged row by row ([`read`]); the desk looks at the
//! verdicts, takes the good rows in ([`take`]), gets the others back to mend ([`mend`]), and may take the whole table back
//! while nobody works on its cases ([`undo`]).

pub mod mend;
pub mod read;
pub mod row;
pub mod table;
pub mod take;
pub mod undo;
pub mod whole;

use std::collections::BTreeMap;

use kocho_domain::{
    access::{Actor, Permission, StaffActor},
    deadline::{due_on, overdue},
    id::{ImportId, PublicKey},
    import::{
        column::{Field, Mapping},
        form::known_form,
        state::{ImportState, RowState},
    },
};
use kocho_store::{
    import::{self, Import},
    import_row::{self, ImportRow, RowVoice, Wanted},
};

use crate::{Cx, Error};

/// Rows of a chunk: one transaction.
pub const CHUNK: u64 = 500;
/// Rows of a page.
const PAGE: u64 = 50;
/// Tables of a page.
const TABLES: u64 = 30;

/// Who may bring tables, and who is it?
pub(crate) fn allow(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::ImportDo) { Ok(staff) } else { Err(Error::Denied) }
}

/// Which rows a page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    /// Every row.
    #[default]
    All,
    /// Rows with faults.
    Bad,
    /// Rows that came in with another table.
    Known,
    /// Rows with doubts.
    Doubtful,
    /// Rows with dangerous words.
    Dangerous,
    /// Rows that somebody left out.
    Left,
}

/// A table in the list.
#[derive(Debug, Clone)]
pub struct ImportLine {
    /// The table.
    pub import: Import,
    /// Who brought it, by office.
    pub by: String,
    /// How many rows stand where.
    pub counts: BTreeMap<RowState, u64>,
}

/// The tables that were brought, newest first.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx) -> Result<Vec<ImportLine>, Error> {
    allow(cx)?;
    let from = cx.reader();
    let imports = import::list(&from, None, TABLES).await?;
    let people = kocho_store::staff::names(&from, imports.iter().map(|i| i.staff)).await?;
    let mut lines = Vec::new();
    for import in imports {
        let by = people.get(&import.staff).cloned().unwrap_or_default();
        lines.push(ImportLine { by, counts: BTreeMap::new(), import });
    }
    Ok(lines)
}

/// A row with the voice that it became, or that an equal row became before.
#[derive(Debug, Clone)]
pub struct RowView {
    /// The row.
    pub row: ImportRow,
    /// The voice.
    pub voice: Option<RowVoice>,
}

/// A table with a page of its rows.
#[derive(Debug, Clone)]
pub struct ImportView {
    /// The table.
    pub import: Import,
    /// Who brought it, by office.
    pub by: String,
    /// How many rows stand where.
    pub counts: BTreeMap<RowState, u64>,
    /// How many rows have doubts.
    pub doubtful: u64,
    /// How many good rows would stand in 要緊急確認 at once.
    pub dangerous: u64,
    /// How many good rows would be late at once.
    pub late: u64,
    /// What each column is, as far as it is known.
    pub fields: Vec<Option<Field>>,
    /// The system that it comes from.
    pub form: Option<String>,
    /// Why its columns cannot be used yet.
    pub fault: Option<String>,
    /// Rows of this page.
    pub rows: Vec<RowView>,
    /// The number of the last row, when there are more.
    pub next: Option<u32>,
}

impl ImportView {
    /// How many rows stand so.
    #[must_use]
    pub fn count(&self, state: RowState) -> u64 {
        self.counts.get(&state).copied().unwrap_or(0)
    }
}

/// A table and its rows behind this number.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn view(cx: &Cx, key: &PublicKey, show: Show, after: u32) -> Result<ImportView, Error> {
    allow(cx)?;
    let from = cx.reader();
    let import = import::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let people = kocho_store::staff::names(&from, [import.staff]).await?;
    let states: &[RowState] = match show {
        Show::All | Show::Doubtful | Show::Dangerous => &[],
        Show::Left => &[RowState::Left],
        Show::Bad => &[RowState::Bad],
        Show::Known => &[RowState::Known],
    };
    let (doubtful, dangerous) = (show == Show::Doubtful, show == Show::Dangerous);
    let wanted = Wanted { states, doubtful, dangerous, after, size: PAGE };
    let rows = import_row::rows(&from, import.id, wanted).await?;
    let with_voice = |row: &&ImportRow| matches!(row.state, RowState::Taken | RowState::Known | RowState::Undone);
    let hashes: Vec<String> = rows.iter().filter(with_voice).map(|row| row.hash.clone()).collect();
    let voices = import_row::voices(&from, &hashes).await?;
    let fields = fields_of(cx, &import);
    let fault = Mapping::chosen(fields.clone(), &import.headers).err().map(|fault| fault.to_string());
    let (late, dangerous) = alarms(cx, &import).await?;
    let next = rows.last().filter(|_| rows.len() as u64 == PAGE).map(|row| row.row);
    Ok(ImportView {
        by: people.get(&import.staff).cloned().unwrap_or_default(),
        counts: import_row::counts(&from, import.id).await?,
        doubtful: import_row::doubtful(&from, import.id).await?,
        dangerous,
        late,
        form: known_form(&import.headers, cx.city.rules.imports()).map(|form| form.label.clone()),
        rows: rows
            .into_iter()
            .map(|row| RowView { voice: voices.get(&row.hash).filter(|_| with_voice(&&row)).cloned(), row })
            .collect(),
        fields,
        fault,
        next,
        import,
    })
}

/// How many rows would be late, and how many would ring, on the day on which they come in.
async fn alarms(cx: &Cx, import: &Import) -> Result<(u64, u64), Error> {
    if import.state != ImportState::Ready {
        return Ok((0, 0));
    }
    let ahead = import_row::ahead(&cx.reader(), import.id).await?;
    let rules = &cx.city.rules;
    let is_late = |(day, channel, _): &&(chrono::NaiveDate, String, u64)| {
        overdue(due_on(rules.calendar(), *day, rules.reply_deadline(channel)), cx.today())
    };
    Ok((ahead.days.iter().filter(is_late).map(|(_, _, rows)| rows).sum(), ahead.dangerous))
}

/// What each column is: as it was chosen, or as the headers are understood.
fn fields_of(cx: &Cx, import: &Import) -> Vec<Option<Field>> {
    let stored: Vec<Option<Field>> = import.mapping.split(',').map(Field::parse).collect();
    let known = stored.len() == import.headers.len() && stored.iter().any(Option::is_some);
    if known { stored } else { kocho_domain::import::column::guess(&import.headers, cx.city.rules.imports()) }
}

/// The table behind a key, in a state in which this can be done.
async fn standing(cx: &Cx, tx: &kocho_store::Tx, key: &PublicKey, states: &[ImportState]) -> Result<Import, Error> {
    allow(cx)?;
    let import = import::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    if states.contains(&import.state) { Ok(import) } else { Err(Error::Stale) }
}

/// Does the next chunks of what was begun with a table, for the person who brought it, with the rights that this person
/// has now.
///
/// # Errors
/// What the database says; the job is done again.
pub(crate) async fn go_on(cx: &Cx, id: ImportId) -> Result<(), Error> {
    let from = cx.reader();
    let Some(import) = import::by_id(&from, id).await? else { return Ok(()) };
    let account = kocho_store::staff::by_id(&from, import.staff).await?.ok_or(Error::NotFound)?;
    let actor = kocho_store::staff::actor(&from, &account, cx.today()).await?;
    let own = cx.house.cx(Actor::Staff(actor));
    let done = match import.state {
        ImportState::Taking => take::stretch(&own, &import).await,
        ImportState::Undoing => undo::chunk(&own, &import).await,
        ImportState::Reading
        | ImportState::Ready
        | ImportState::Taken
        | ImportState::Undone
        | ImportState::Dropped
        | ImportState::Broken => return Ok(()),
    };
    match done {
        // The person may do it no more: it ends here, and the page says how far it came.
        Err(Error::Denied | Error::NotFound) => take::stop(cx, &import).await,
        done => done,
    }
}
