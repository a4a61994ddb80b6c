//! What rows of cells does a file from outside hold? CSV in the encodings that Japanese offices use, or an Excel workbook.
//!
//! Nothing is repaired: what cannot be read for certain is refused with what to do about it. Rows are numbered as a
//! spreadsheet numbers them, empty ones counted too.

pub mod csv;
pub mod xlsx;

use kocho_domain::import::Cell;

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 60_000_000;
/// The most rows of a file.
pub const MOST_ROWS: usize = 200_000;
/// The most cells of a row.
pub const MOST_CELLS: usize = 300;

/// Why no row of a file can be read. The words are for the person who brought it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No byte, or white space only.
    #[error("ファイルが空です")]
    Empty,
    /// More bytes than allowed.
    #[error("ファイルが大きすぎます（{}MBまで）。分けて取り込んでください", MOST_BYTES / 1_000_000)]
    TooLarge,
    /// More rows than allowed.
    #[error("行が多すぎます（{MOST_ROWS}行まで）。分けて取り込んでください")]
    TooManyRows,
    /// More cells in a row than allowed.
    #[error("{0}行目の列が多すぎます（{MOST_CELLS}列まで）。カンマの入った文が「\"」で囲まれていないかもしれません")]
    TooManyCells(u32),
    /// Neither UTF-8 nor CP932.
    #[error("文字コードが分かりません。Excelで「CSV UTF-8」として保存し直してください")]
    Encoding,
    /// A quote that is not closed before the end of the file.
    #[error("{0}行目の「\"」が閉じられていないため、その後ろが読めません。「\"」を確かめてください")]
    OpenQuote(u32),
    /// `.xls`, or a workbook with a password.
    #[error(
        "古い形式（.xls）か、パスワードの付いたファイルです。Excelで .xlsx か CSV UTF-8 として、パスワードなしで保存し直してください"
    )]
    OldOrLocked,
    /// Another kind of file.
    #[error("CSVでもExcel（.xlsx）でもないファイルです")]
    OtherKind,
    /// A workbook that ends early or is damaged.
    #[error("Excelファイルが壊れているか、途中で切れています。元のファイルを開いて保存し直してください")]
    Damaged,
    /// A workbook that unpacks to more than allowed.
    #[error("Excelファイルの中身が大きすぎます。必要な行だけのファイルにするか、CSV UTF-8 で保存してください")]
    Bomb,
    /// A workbook without a sheet to read.
    #[error("Excelファイルに、読めるシートがありません")]
    NoSheet,
}

/// A table as it stands in a file.
pub struct Sheet {
    source: Source,
    /// The sheet that was read, in a workbook.
    pub name: Option<String>,
    /// It is text, so that texts like 46154 are no days.
    pub is_text: bool,
}

enum Source {
    Text { text: String, separator: u8 },
    Rows(Vec<Row>),
}

/// A row with its number.
pub type Row = (u32, Vec<Cell>);

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet(●●●)")
    }
}

impl Sheet {
    /// Opens a file by its content; its name says nothing.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(bytes: Vec<u8>) -> Result<Self, Unreadable> {
        if bytes.len() > MOST_BYTES {
            return Err(Unreadable::TooLarge);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Unreadable::Empty);
        }
        if bytes.starts_with(b"PK") {
            let (name, rows) = xlsx::read(&bytes)?;
            return Ok(Sheet { source: Source::Rows(rows), name: Some(name), is_text: false });
        }
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(Unreadable::OldOrLocked);
        }
        if is_of_another_kind(&bytes) {
            return Err(Unreadable::OtherKind);
        }
        let text = csv::decode(bytes)?;
        let separator = csv::separator(&text);
        Ok(Sheet { source: Source::Text { text, separator }, name: None, is_text: true })
    }

    /// All rows from the first one on; a row that cannot be read is the last.
    pub fn rows(&self) -> Box<dyn Iterator<Item = Result<Row, Unreadable>> + '_> {
        match &self.source {
            Source::Text { text, separator } => Box::new(csv::Rows::of(text, *separator)),
            Source::Rows(rows) => Box::new(rows.iter().cloned().map(Ok)),
        }
    }
}

/// Pictures, PDFs, web pages and other archives, by their first bytes.
fn is_of_another_kind(bytes: &[u8]) -> bool {
    const HEADS: [&[u8]; 9] =
        [b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"\x1F\x8B", b"Rar!", b"7z\xBC\xAF", b"{\\rtf", b"\x7FELF"];
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).map_or(bytes, |at| &bytes[at..]);
    let lower: Vec<u8> = start.iter().take(9).map(u8::to_ascii_lowercase).collect();
    HEADS.iter().any(|head| bytes.starts_with(head)) || lower.starts_with(b"<html") || lower.starts_with(b"<!doctype")
}
