//! How is an Excel workbook read? Its first visible sheet, cell by cell; formulas as the values they had when it was saved.
//!
//! What it unpacks to is measured first, part by part and to the end: what a part says of its own size is not believed.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::{Datelike, NaiveDate};
use kocho_domain::import::Cell;
use zip::ZipArchive;

use super::{MOST_CELLS, MOST_ROWS, Row, Unreadable};

/// What all parts may unpack to, in bytes.
const MOST_UNPACKED: u64 = 200_000_000;
/// The most parts of a workbook.
const MOST_PARTS: usize = 2_000;
/// The most cells with something in them.
const MOST_FILLED: usize = 4_000_000;

/// The name of the sheet that was read, and its rows.
///
/// # Errors
/// [`Unreadable`].
pub(super) fn read(bytes: &[u8]) -> Result<(String, Vec<Row>), Unreadable> {
    measure(bytes, MOST_UNPACKED)?;
    // A reader that stumbles over a damaged file must not take the server's thread with it.
    catch_unwind(AssertUnwindSafe(|| read_sheet(bytes))).unwrap_or(Err(Unreadable::Damaged))
}

/// Unpacks everything into nothing, up to the limit.
fn measure(bytes: &[u8], limit: u64) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(Unreadable::Bomb);
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        let is_office = archive.index_for_name("[Content_Types].xml").is_some();
        return Err(if is_office { Unreadable::NoSheet } else { Unreadable::OtherKind });
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| Unreadable::Damaged)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| Unreadable::Damaged)?;
        left = left.checked_sub(size).ok_or(Unreadable::Bomb)?;
    }
    Ok(())
}

fn read_sheet(bytes: &[u8]) -> Result<(String, Vec<Row>), Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| of(&e))?;
    let since_1904 = book.has_1904_epoch();
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        let rows = rows_of(&mut book, &name, since_1904)?;
        if !rows.is_empty() {
            return Ok((name, rows));
        }
    }
    Err(Unreadable::NoSheet)
}

fn rows_of(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, since_1904: bool) -> Result<Vec<Row>, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| of(&e))?;
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    let mut filled = 0;
    while let Some(cell) = cells.next_cell().map_err(|e| of(&e))? {
        let (row, column) = cell.get_position();
        let value = value(cell.get_value(), since_1904);
        if value == Cell::Empty {
            continue;
        }
        filled += 1;
        if filled > MOST_FILLED || rows.len() > MOST_ROWS {
            return Err(Unreadable::TooManyRows);
        }
        let (number, column) = (row + 1, column as usize);
        if column >= MOST_CELLS {
            return Err(Unreadable::TooManyCells(number));
        }
        let line = rows.entry(number).or_default();
        if line.len() <= column {
            line.resize(column + 1, Cell::Empty);
        }
        line[column] = value;
    }
    Ok(rows.into_iter().collect())
}

/// A workbook of old Macs counts its days from 1904. Cells that are dates come right by themselves; in a plain number nobody
/// can see the day that it counts from, so it stays the text that it looks like and is never taken for another day.
fn value(data: &DataRef<'_>, since_1904: bool) -> Cell {
    match data {
        DataRef::Int(number) if since_1904 => Cell::text(&number.to_string()),
        DataRef::Float(number) if since_1904 => Cell::text(&number.to_string()),
        DataRef::Empty => Cell::Empty,
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet has no more digits either")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(truth) => Cell::text(if *truth { "はい" } else { "いいえ" }),
        DataRef::DateTime(moment) => match moment.as_datetime() {
            // A clock time alone is a moment of the first day of all.
            Some(moment) if moment.date().year() > 1900 => Cell::Day(moment.date()),
            _ => Cell::Number(moment.as_f64()),
        },
        DataRef::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
            day.map_or_else(|| Cell::text(text), Cell::Day)
        }
        DataRef::Error(fault) => Cell::Fault(fault.to_string()),
    }
}

/// What a reader's error means to a person.
fn of(error: &XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::OldOrLocked,
        _ => Unreadable::Damaged,
    }
}

#[cfg(test)]
mod tests;
