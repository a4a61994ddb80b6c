//! Letters, briefs and reports as PDF files: what a paper says goes in, the bytes of an A4 file come out.
//!
//! Knows no database, no page and no clock: the same paper always gives the same bytes.

mod draw;
mod figure;
mod font;
mod heading;
mod keyvalue;
mod kinsoku;
mod letter;
mod line;
mod list;
mod page;
mod paper;
mod paragraph;
#[cfg(test)]
mod reader;
mod stack;
mod table;
mod tags;
#[cfg(test)]
mod tests;

pub use self::{
    figure::Figure,
    letter::Letter,
    paper::{Block, Paper},
    stack::Stacks,
    table::{Align, Column, Table},
};

/// A finished file.
#[derive(Debug, Clone)]
pub struct File {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// A4 pages.
    pub pages: usize,
    /// Signs that our font cannot draw, each once: 〓 stands in their place, and the last page says so.
    pub missing: Vec<String>,
}

/// Why no file was made. Nothing that a paper says should bring this about: it is a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be written: {0}")]
pub struct PdfError(pub(crate) String);

/// Lays a paper out on A4 and writes it as PDF 1.7, tagged as PDF/UA-1 asks.
///
/// # Errors
/// [`PdfError`] when the font cannot be read or the file would not be a correct one.
pub fn render(paper: &Paper) -> Result<File, PdfError> {
    let fonts = font::Fonts::ours()?;
    let laid = paper::lay_out(paper, fonts);
    Ok(File {
        bytes: draw::write(paper, &laid, fonts)?,
        pages: laid.sheets.len(),
        missing: laid.missing.into_iter().collect(),
    })
}
