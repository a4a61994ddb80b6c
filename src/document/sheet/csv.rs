//! How is a CSV file read? Which encoding it has, what parts its cells, and where a row ends.
//!
//! A reader of our own, because the numbers of rows are part of the answer: an empty line is a row of a spreadsheet too, and a
//! quote that is never closed must not swallow the rest of a file in silence.

use std::borrow::Cow;

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};
use kocho_domain::import::Cell;

use super::{MOST_CELLS, MOST_ROWS, Row, Unreadable};

/// The text of a file: UTF-8 with or without its mark, CP932, or UTF-16 with its mark (Excel's "Unicode text").
///
/// # Errors
/// [`Unreadable::Encoding`] when bytes stand there that none of them has.
pub fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    let wide = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => Some(UTF_16LE),
        Some([0xFE, 0xFF]) => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[2..]);
        return text.map(Cow::into_owned).ok_or(Unreadable::Encoding);
    }
    let is_marked = bytes.starts_with(b"\xEF\xBB\xBF");
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) if is_marked => Err(Unreadable::Encoding),
        Err(error) => {
            let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(error.as_bytes());
            text.map(Cow::into_owned).ok_or(Unreadable::Encoding)
        }
    }
}

/// What parts the cells: a tab where the first line has tabs and no comma, else a comma.
#[must_use]
pub fn separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if line.contains('\t') && !line.contains(',') { b'\t' } else { b',' }
}

/// The rows of a text.
#[derive(Debug)]
pub struct Rows<'t> {
    text: &'t str,
    at: usize,
    row: u32,
    separator: u8,
    is_over: bool,
}

impl<'t> Rows<'t> {
    /// From the beginning; a mark there is no text.
    #[must_use]
    pub fn of(text: &'t str, separator: u8) -> Self {
        Rows { text: text.trim_start_matches('\u{FEFF}'), at: 0, row: 0, separator, is_over: false }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over the end of a line: CR LF, LF or CR.
    fn line_end(&mut self) {
        let is_return = self.byte() == Some(b'\r');
        self.at += usize::from(is_return);
        self.at += usize::from(self.byte() == Some(b'\n'));
    }

    fn read_row(&mut self) -> Result<Row, Unreadable> {
        self.row += 1;
        if self.row as usize > MOST_ROWS {
            return Err(Unreadable::TooManyRows);
        }
        let mut cells = Vec::new();
        loop {
            if cells.len() == MOST_CELLS {
                return Err(Unreadable::TooManyCells(self.row));
            }
            cells.push(self.read_cell()?);
            if self.byte() != Some(self.separator) {
                break;
            }
            self.at += 1;
        }
        self.line_end();
        Ok((self.row, cells))
    }

    fn read_cell(&mut self) -> Result<Cell, Unreadable> {
        if self.byte() != Some(b'"') {
            return Ok(Cell::text(self.plain()));
        }
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = rest.find('"') else { return Err(Unreadable::OpenQuote(self.row)) };
            text = join(text, &rest[..end]);
            self.at += end + 1;
            if self.byte() != Some(b'"') {
                break;
            }
            text = join(text, "\"");
            self.at += 1;
        }
        let behind = self.plain();
        if behind.trim().is_empty() { Ok(Cell::text(&text)) } else { Ok(Cell::Quotes(join(text, behind).into_owned())) }
    }

    /// Everything up to the next separator or end of line.
    fn plain(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let ends = |b: &u8| *b == self.separator || *b == b'\n' || *b == b'\r';
        let end = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn join<'t>(text: Cow<'t, str>, more: &'t str) -> Cow<'t, str> {
    if text.is_empty() { Cow::Borrowed(more) } else { text + more }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over || self.at >= self.text.len() {
            return None;
        }
        let row = self.read_row();
        self.is_over = row.is_err();
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let words = |cell: Cell| match cell {
            Cell::Text(text) => text,
            Cell::Quotes(text) => format!("?{text}"),
            _ => String::new(),
        };
        Rows::of(text, b',')
            .map(|row| row.unwrap())
            .map(|(n, cells)| (n, cells.into_iter().map(words).collect()))
            .collect()
    }

    fn row(n: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (n, cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_inside_their_cell() {
        let text = "a,b\r\n\"1,\"\"x\"\"\n二行目\",=1+1\r\n";
        assert_eq!(rows(text), [row(1, &["a", "b"]), row(2, &["1,\"x\"\n二行目", "=1+1"])]);
    }

    #[test]
    fn every_line_is_a_row_whatever_ends_it_and_an_empty_one_too() {
        assert_eq!(rows("a\n\nb"), [row(1, &["a"]), row(2, &[""]), row(3, &["b"])]);
        assert_eq!(rows("a\rb\r\r\nc\n"), [row(1, &["a"]), row(2, &["b"]), row(3, &[""]), row(4, &["c"])]);
        assert_eq!(rows("\u{FEFF}a,\n,b,\n"), [row(1, &["a", ""]), row(2, &["", "b", ""])]);
    }

    #[test]
    fn quotes_that_cannot_be_understood_are_marked_or_refused() {
        assert_eq!(rows("\"彼は\"はい\"と\",b"), [row(1, &["?彼ははい\"と\"", "b"])]);
        assert_eq!(rows("5\"管,b"), [row(1, &["5\"管", "b"])]);
        let last = Rows::of("a,b\n1,\"x\n2,3\n", b',').last();
        assert_eq!(last.map(|row| row.map(drop)), Some(Err(Unreadable::OpenQuote(2))));
    }

    #[test]
    fn a_file_is_read_in_the_encodings_of_japanese_offices() {
        let text = "受付日,本文\n2026/5/1,髙橋さんの①番～\n";
        let (cp932, _, _) = SHIFT_JIS.encode(text);
        assert_eq!(decode(cp932.to_vec()).unwrap(), text);
        assert_eq!(decode(text.as_bytes().to_vec()).unwrap(), text);
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(wide).unwrap(), text);
        assert_eq!(decode(b"\xEF\xBB\xBFa,\xFF\xFE".to_vec()), Err(Unreadable::Encoding));
        assert_eq!(decode(vec![0x81, 0x20, 0xFF, 0xFD]), Err(Unreadable::Encoding));
        assert_eq!((separator("a\tb\n1,2"), separator("a,b\tc"), separator("\n\na\tb")), (b'\t', b',', b'\t'));
    }

    #[test]
    fn a_row_of_too_many_cells_is_refused() {
        let text = ",".repeat(MOST_CELLS + 1);
        assert_eq!(Rows::of(&text, b',').last().map(|row| row.map(drop)), Some(Err(Unreadable::TooManyCells(1))));
    }

    proptest! {
        #[test]
        fn what_a_writer_of_csv_wrote_is_read_back(cells in prop::collection::vec(prop::collection::vec("[a,\"\n\r字 ]{0,6}", 1..5), 1..6)) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let text: String = cells.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n").collect();
            let read: Vec<Vec<String>> = rows(&text).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, cells);
        }

        #[test]
        fn no_text_makes_it_stumble(text: String) {
            prop_assert!(Rows::of(&text, b',').count() <= text.len());
        }

        #[test]
        fn no_bytes_make_it_stumble(bytes: Vec<u8>) {
            if let Ok(sheet) = super::super::Sheet::open(bytes) {
                prop_assert!(sheet.rows().count() < 1_000_000);
            }
        }
    }
}
