//! Tables as one workbook (.xlsx) that any spreadsheet opens: some sheets, a head each, texts and numbers. Nothing in it runs: texts are
//! texts, also those that look like a formula.
//!
//! It is written from its head to its end and never looked back at, so whoever makes a long one hands it on in pieces
//! ([`Workbook::ready`]) and keeps none of it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use zip::{
    ZipWriter,
    result::ZipError,
    write::{SimpleFileOptions, StreamWriter},
};

/// Rows of a sheet that any spreadsheet can open.
const MOST_ROWS: usize = 1_048_576;
/// Characters of a cell that any spreadsheet can open.
const MOST_CHARACTERS: usize = 32_767;
/// Characters of a sheet's name.
const MOST_NAME: usize = 31;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Words.
    Text(&'a str),
    /// Words of a head.
    Head(&'a str),
    /// A number as it is.
    Number(f64),
    /// A number with one digit after the point.
    Tenths(f64),
}

/// Bytes that were written and not taken yet. The archive holds one end, the workbook the other.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A workbook that is being written.
pub struct Workbook {
    zip: ZipWriter<StreamWriter<Written>>,
    written: Written,
    names: Vec<String>,
    /// Rows of the open sheet.
    rows: usize,
    line: String,
}

impl Default for Workbook {
    fn default() -> Self {
        let written = Written::default();
        let zip = ZipWriter::new_stream(written.clone());
        Workbook { zip, written, names: Vec::new(), rows: 0, line: String::new() }
    }
}

impl Workbook {
    /// Begins a sheet; the one before is closed. Widths of its columns in characters; the head is as many rows as stay in place.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn sheet(&mut self, name: &str, widths: &[u32], head: usize) -> Result<(), ZipError> {
        self.close()?;
        self.names.push(self.free_name(name));
        self.rows = 0;
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.names.len()), options())?;
        let mut text = format!("{XML}<worksheet xmlns=\"{MAIN}\">");
        if head > 0 {
            text += &format!(
                "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{head}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>",
                head + 1
            );
        }
        if !widths.is_empty() {
            let column = |(at, width): (usize, &u32)| {
                format!("<col min=\"{0}\" max=\"{0}\" width=\"{width}\" customWidth=\"1\"/>", at + 1)
            };
            text += &format!("<cols>{}</cols>", widths.iter().enumerate().map(column).collect::<String>());
        }
        self.write(&(text + "<sheetData>"))
    }

    /// Adds a row to the open sheet; rows that no spreadsheet could open are left out.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ZipError> {
        if self.names.is_empty() || self.rows == MOST_ROWS {
            return Ok(());
        }
        self.rows += 1;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        line += &format!("<row r=\"{}\">", self.rows);
        for cell in cells {
            write_cell(&mut line, cell);
        }
        line += "</row>";
        self.zip.write_all(line.as_bytes())?;
        self.line = line;
        Ok(())
    }

    /// The bytes that are ready since somebody last asked; they come before all that follow.
    pub fn ready(&mut self) -> Vec<u8> {
        self.written.take()
    }

    /// The last of the workbook's bytes: all of them when nobody asked before.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub fn finish(mut self) -> Result<Vec<u8>, ZipError> {
        if self.names.is_empty() {
            self.sheet("1", &[], 0)?;
        }
        self.close()?;
        for (name, text) in self.frame() {
            self.zip.start_file(name, options())?;
            self.write(&text)?;
        }
        self.zip.finish()?;
        Ok(self.written.take())
    }

    fn close(&mut self) -> Result<(), ZipError> {
        if self.names.is_empty() { Ok(()) } else { self.write("</sheetData></worksheet>") }
    }

    fn write(&mut self, text: &str) -> Result<(), ZipError> {
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    /// A name that spreadsheets take and no other sheet has.
    fn free_name(&self, name: &str) -> String {
        let plain: String = name.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
        let plain = if plain.trim().is_empty() { "表".to_owned() } else { plain };
        let short = |room: usize| plain.chars().take(room).collect::<String>().trim().to_owned();
        let numbered = (2..).map(|n| format!("{} {n}", short(MOST_NAME - 5)));
        let is_free = |name: &String| !name.is_empty() && !self.names.contains(name);
        std::iter::once(short(MOST_NAME)).chain(numbered).find(is_free).unwrap_or_default()
    }

    /// What names the sheets and says how cells look.
    fn frame(&self) -> [(&'static str, String); 5] {
        let all = |part: &dyn Fn(usize, &str) -> String| {
            (1..).zip(&self.names).map(|(no, name)| part(no, name)).collect::<String>()
        };
        let types = all(&|no, _| {
            format!("<Override PartName=\"/xl/worksheets/sheet{no}.xml\" ContentType=\"{SPREADSHEET}.worksheet+xml\"/>")
        });
        let sheets = all(&|no, name| format!("<sheet name=\"{}\" sheetId=\"{no}\" r:id=\"rId{no}\"/>", escaped(name)));
        let links = all(&|no, _| {
            format!("<Relationship Id=\"rId{no}\" Type=\"{RELATION}/worksheet\" Target=\"worksheets/sheet{no}.xml\"/>")
        });
        [
            (
                "[Content_Types].xml",
                format!(
                    "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{SPREADSHEET}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{SPREADSHEET}.styles+xml\"/>{types}</Types>"
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    "{XML}<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{RELATION}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!("{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets>{sheets}</sheets></workbook>"),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "{XML}<Relationships xmlns=\"{PACKAGE}\">{links}<Relationship Id=\"rIdS\" Type=\"{RELATION}/styles\" Target=\"styles.xml\"/></Relationships>"
                ),
            ),
            ("xl/styles.xml", STYLES.to_owned()),
        ]
    }
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
/// 0 plain, 1 head, 2 tenths.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"0.0\"/></numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Yu Gothic\"/></font><font><b/><sz val=\"11\"/><name val=\"Yu Gothic\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf xfId=\"0\"/><xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/><xf xfId=\"0\" numFmtId=\"164\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
}

fn write_cell(line: &mut String, cell: &Cell<'_>) {
    match cell {
        Cell::Text(text) if !text.is_empty() => text_cell(line, text, ""),
        Cell::Head(text) if !text.is_empty() => text_cell(line, text, " s=\"1\""),
        Cell::Number(number) if number.is_finite() => *line += &format!("<c><v>{number}</v></c>"),
        Cell::Tenths(number) if number.is_finite() => *line += &format!("<c s=\"2\"><v>{number}</v></c>"),
        Cell::Empty | Cell::Text(_) | Cell::Head(_) | Cell::Number(_) | Cell::Tenths(_) => *line += "<c/>",
    }
}

fn text_cell(line: &mut String, text: &str, style: &str) {
    *line += &format!("<c t=\"inlineStr\"{style}><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(text));
}

/// As XML takes it: marks written out, characters that XML forbids left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().take(MOST_CHARACTERS) {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    use super::*;

    #[test]
    fn another_program_reads_what_was_written() {
        let mut book = Workbook::default();
        book.sheet("単純集計", &[30, 8], 1).unwrap();
        book.row(&[Cell::Head("選択肢"), Cell::Head("n")]).unwrap();
        book.row(&[Cell::Text("=1+1 & <b>\u{7}\n二行目"), Cell::Number(12.0), Cell::Empty, Cell::Tenths(33.333)])
            .unwrap();
        book.sheet("単純集計", &[], 0).unwrap();
        book.row(&[Cell::Text("もう一枚")]).unwrap();
        let mut read: Xlsx<_> = open_workbook_from_rs(Cursor::new(book.finish().unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["単純集計", "単純集計 2"]);
        let sheet = read.worksheet_range("単純集計").unwrap();
        assert_eq!(sheet.get((1, 0)), Some(&Data::String("=1+1 & <b>\n二行目".into())));
        assert_eq!((sheet.get((1, 1)), sheet.get((1, 3))), (Some(&Data::Float(12.0)), Some(&Data::Float(33.333))));
    }

    #[test]
    fn a_long_workbook_goes_out_in_pieces_and_keeps_little_of_itself() {
        let mut book = Workbook::default();
        book.sheet("回答", &[], 0).unwrap();
        let (mut all, mut most) = (Vec::new(), 0);
        let words = |row: u32| {
            (0..40_u32).map(|at| (row.wrapping_mul(2_654_435_761) >> (at % 16)).to_string()).collect::<Vec<_>>()
        };
        for row in 0..4_000 {
            let words = words(row);
            book.row(&words.iter().map(|text| Cell::Text(text)).collect::<Vec<_>>()).unwrap();
            if row % 100 == 0 {
                let piece = book.ready();
                most = most.max(piece.len());
                all.extend(piece);
            }
        }
        all.extend(book.finish().unwrap());
        assert!(most * 4 < all.len(), "{most} of {} bytes at once", all.len());
        let mut read: Xlsx<_> = open_workbook_from_rs(Cursor::new(all)).unwrap();
        let sheet = read.worksheet_range("回答").unwrap();
        assert_eq!((sheet.height(), sheet.get((3_999, 39))), (4_000, Some(&Data::String(words(3_999)[39].clone()))));
    }

    #[test]
    fn names_of_sheets_are_such_that_spreadsheets_take_them() {
        let mut book = Workbook::default();
        book.sheet(&"長".repeat(60), &[], 0).unwrap();
        book.sheet("Q1/Q2: [x]?", &[], 0).unwrap();
        book.sheet("", &[], 0).unwrap();
        assert_eq!(book.names, ["長".repeat(31), "Q1 Q2   x".to_owned(), "表".to_owned()]);
        assert!(Workbook::default().finish().unwrap().starts_with(b"PK"));
    }
}
