//! A file's rows with their verdicts. No database: the command line checks files with it too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kocho_document::sheet::{Row, Sheet, Unreadable};
use kocho_domain::{
    import::{
        Cell,
        column::{Mapping, header_row},
        form::TableFault,
        person::People,
        row::{Flag, Reading, Verdict},
    },
    rule::{Rules, import::Imports},
};

/// The header of the column of reasons in the file of rows to mend.
pub const REASONS: &str = "直すところ";

/// Why a file's rows cannot be judged; the words are for the person who brought it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The file.
    #[error(transparent)]
    File(#[from] Unreadable),
    /// Its columns.
    #[error("{0}")]
    Columns(TableFault),
}

impl From<TableFault> for TableError {
    fn from(fault: TableFault) -> Self {
        TableError::Columns(fault)
    }
}

/// A file whose header was found.
#[derive(Debug)]
pub struct Table {
    sheet: Sheet,
    header_at: u32,
    is_ours: bool,
    /// The texts of the header row.
    pub headers: Vec<String>,
}

impl Table {
    /// Opens a file and reads it to its end once, so that nothing is found broken later.
    ///
    /// # Errors
    /// [`TableError::File`], or [`TableFault::NoRows`].
    pub fn open(bytes: Vec<u8>, imports: &Imports) -> Result<Self, TableError> {
        let sheet = Sheet::open(bytes)?;
        let first: Vec<Row> = sheet.rows().take(10).collect::<Result<_, _>>()?;
        let (header_at, headers) = header_row(&first, imports).ok_or(TableFault::NoRows)?;
        let is_ours = headers.iter().any(|header| header == REASONS);
        let table = Table { sheet, header_at, is_ours, headers };
        let mut rows = 0_usize;
        for row in table.rows() {
            row?;
            rows += 1;
        }
        if rows == 0 { Err(TableFault::NoRows.into()) } else { Ok(table) }
    }

    /// The sheet that was read, in a workbook.
    #[must_use]
    pub fn sheet_name(&self) -> Option<&str> {
        self.sheet.name.as_deref()
    }

    /// It is a file of text, not a workbook.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.sheet.is_text
    }

    /// The rows below the header that hold something.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, Unreadable>> + '_ {
        let is_data = |row: &Result<Row, Unreadable>| {
            row.as_ref().map_or(true, |(n, cells)| *n > self.header_at && !cells.iter().all(Cell::is_blank))
        };
        self.sheet.rows().filter(is_data).map(|row| {
            row.map(|(n, cells)| (n, if self.is_ours { cells.into_iter().map(as_typed).collect() } else { cells }))
        })
    }

    /// Hands over each row with its verdict.
    ///
    /// # Errors
    /// [`TableError::File`].
    pub fn judge(&self, by: &Judge<'_>, mut take: impl FnMut(Verdict, Vec<Cell>)) -> Result<(), TableError> {
        let reading = by.reading(&self.headers);
        let mut people = People::of(&by.rules.city().name.ja);
        for row in self.rows() {
            let (n, cells) = row?;
            note_person(&mut people, &reading.read(n, &cells));
        }
        let doubtful = people.doubtful();
        for row in self.rows() {
            let (n, cells) = row?;
            take(with_doubt(reading.read(n, &cells), &doubtful), cells);
        }
        Ok(())
    }
}

/// What rows are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// The city's rules.
    pub rules: &'a Rules,
    /// Which column is what.
    pub mapping: &'a Mapping,
    /// 受付方法 where a row names none.
    pub channel: &'a str,
    /// No day after this one is a day of receipt.
    pub today: NaiveDate,
}

impl<'a> Judge<'a> {
    /// The reader of rows under these headers.
    #[must_use]
    pub fn reading(&self, headers: &'a [String]) -> Reading<'a> {
        Reading::new(self.rules, headers, self.mapping, self.channel, self.today)
    }
}

/// Remembers who may have written a row.
pub(super) fn note_person(people: &mut People, verdict: &Verdict) {
    let record = &verdict.record;
    people.add(verdict.row, record.name.as_deref(), record.phone.as_deref(), record.address.as_deref());
}

/// The verdict with the doubt that another row is of the same person.
pub(super) fn with_doubt(mut verdict: Verdict, doubtful: &BTreeMap<u32, BTreeSet<u32>>) -> Verdict {
    if let Some(others) = doubtful.get(&verdict.row) {
        verdict.flags.push(Flag::SamePerson);
        verdict.same_as.clone_from(others);
    }
    verdict
}

/// In a file that we handed out, a cell that a spreadsheet would run has an apostrophe of ours in front.
fn as_typed(cell: Cell) -> Cell {
    match cell {
        Cell::Text(text) if kocho_document::table::is_neutralised(&text) => Cell::Text(text[1..].to_owned()),
        other => other,
    }
}
