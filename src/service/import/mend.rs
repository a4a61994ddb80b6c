//! The rows that were refused, as a file to mend: the table's own columns, and in front of them what is wrong.

use kocho_document::table;
use kocho_domain::{
    id::PublicKey,
    import::{Cell, row::Fault, state::RowState},
    story::{AuditEvent, Story},
};
use kocho_store::{
    import,
    import_row::{self, ImportRow, Wanted},
};

use super::{CHUNK, allow, table::REASONS};
use crate::{Cx, Error};

/// A file to be saved.
#[derive(Debug, Clone)]
pub struct MendFile {
    /// Its name.
    pub name: String,
    /// CSV, UTF-8 with its mark.
    pub bytes: Vec<u8>,
}

/// The refused rows of a table. That they left the house stands in the audit.
///
/// # Errors
/// [`Error::NotFound`] without such rows, [`Error::Denied`].
pub async fn file(cx: &Cx, key: &PublicKey) -> Result<MendFile, Error> {
    allow(cx)?;
    let tx = cx.begin().await?;
    let import = import::by_key(&tx, key).await?.filter(|import| !import.state.is_erased()).ok_or(Error::NotFound)?;
    let mut bytes = table::BOM.to_vec();
    let own = import.headers.iter().filter(|header| *header != REASONS).cloned();
    bytes.extend(row(&std::iter::once(REASONS.to_owned()).chain(own).collect::<Vec<_>>())?);
    let skipped = import.headers.iter().position(|header| header == REASONS);
    let (mut after, mut lines) = (0, 0_u64);
    loop {
        let wanted = Wanted { states: &[RowState::Bad], after, size: CHUNK, ..Wanted::default() };
        let rows = import_row::rows(&tx, import.id, wanted).await?;
        let Some(last) = rows.last() else { break };
        after = last.row;
        for bad in &rows {
            bytes.extend(row(&cells(bad, skipped))?);
        }
        lines += rows.len() as u64;
    }
    if lines == 0 {
        return Err(Error::NotFound);
    }
    let event = AuditEvent::new("import_mended", "import", Some(import.id.0)).with("rows", lines);
    tx.commit(Story::audit(event)).await?;
    let stem = import.file_name.rsplit_once('.').map_or(import.file_name.as_str(), |(stem, _)| stem);
    Ok(MendFile { name: format!("{stem}_直すところ.csv"), bytes })
}

fn row(cells: &[String]) -> Result<Vec<u8>, Error> {
    table::row(cells).map_err(|e| Error::Internal(e.to_string()))
}

/// What is wrong, and the cells as they were; our own column of a file that was mended before is written anew.
fn cells(bad: &ImportRow, skipped: Option<usize>) -> Vec<String> {
    let reasons = |fault: &Fault| format!("{}：{}", fault.column, fault.message);
    let words = |cell: &Cell| cell.words().map(std::borrow::Cow::into_owned).unwrap_or_default();
    let first = bad.errors.iter().map(reasons).collect::<Vec<_>>().join("／");
    let own = bad.cells.iter().flatten().enumerate().filter(|(n, _)| Some(*n) != skipped).map(|(_, cell)| words(cell));
    std::iter::once(first).chain(own).collect()
}
