//! One row of a table, whole: every cell as it was typed, and whether it is to be taken in. That somebody opened it stands in
//! the audit, because it shows a resident's words and address.

use kocho_domain::{
    id::PublicKey,
    import::state::{ImportState, RowState},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    import::{self, Import},
    import_row::{self, ImportRow},
};

use super::{allow, standing};
use crate::{Cx, Error};

/// A row with its columns.
#[derive(Debug, Clone)]
pub struct WholeRow {
    /// Its table.
    pub import: Import,
    /// The row.
    pub row: ImportRow,
    /// Header and what stands under it, in the order of the columns; none when they are erased.
    pub cells: Vec<Labelled>,
}

/// A cell under its header. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The header.
    pub label: String,
    /// What was typed.
    pub words: String,
}

impl std::fmt::Debug for Labelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Labelled({}, ●●●)", self.label)
    }
}

/// Opens a row.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn open(cx: &Cx, key: &PublicKey, row: u32) -> Result<WholeRow, Error> {
    allow(cx)?;
    let tx = cx.begin().await?;
    let import = import::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let row = import_row::one(&tx, import.id, row).await?.ok_or(Error::NotFound)?;
    let event = AuditEvent::new("import_row_opened", "import", Some(import.id.0)).with("row", row.row);
    tx.commit(Story::audit(event)).await?;
    let label = |n: usize| match import.headers.get(n) {
        Some(header) if !header.is_empty() => header.clone(),
        _ => format!("{}列目", n + 1),
    };
    let words = |cell: &kocho_domain::import::Cell| cell.words().map(std::borrow::Cow::into_owned).unwrap_or_default();
    let columns = row.cells.as_ref().map_or(0, |cells| cells.len().max(import.headers.len()));
    let cell = |n: usize| row.cells.as_ref().and_then(|cells| cells.get(n)).map(words).unwrap_or_default();
    let cells = (0..columns).map(|n| Labelled { label: label(n), words: cell(n) }).collect();
    Ok(WholeRow { cells, import, row })
}

/// Leaves a row out, or takes it back among those that are taken in.
///
/// # Errors
/// [`Error::Stale`] when taking in has begun or the row is none that can be taken in, [`Error::NotFound`], [`Error::Denied`].
pub async fn leave(cx: &Cx, key: &PublicKey, row: u32, out: bool) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let import = standing(cx, &tx, key, &[ImportState::Ready]).await?;
    let found = import_row::one(&tx, import.id, row).await?.ok_or(Error::NotFound)?;
    match (found.state, out) {
        (RowState::Good | RowState::Known, true) => mark(&mut tx, &found, RowState::Left).await?,
        (RowState::Left, false) => {
            mark(&mut tx, &found, RowState::Good).await?;
            import_row::mark_known(&mut tx, import.id).await?;
        }
        _ => return Err(Error::Stale),
    }
    let code = if out { "import_row_left" } else { "import_row_back" };
    let event = AuditEvent::new(code, "import", Some(import.id.0)).with("row", found.row);
    Ok(tx.commit(Story::audit(event)).await?)
}

async fn mark(tx: &mut Tx, row: &ImportRow, to: RowState) -> Result<(), Error> {
    Ok(import_row::mark(tx, &[row.id], to, false).await?)
}
