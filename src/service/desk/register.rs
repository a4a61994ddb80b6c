//! 受付簿: what was received, in the order of receipt, for printing. Paper goes from hand to hand, so its headings name nobody.

use chrono::NaiveDate;
use kocho_domain::access::{Permission, case_scope};
use kocho_store::case_list::{self, Closing, Order};

use super::{DeskRow, behind, csv::told, desk_row, masked, query, query::ListQuery, queue::soon};
use crate::{Cx, Error};

/// Rows read at one time.
const CHUNK: u64 = 500;
/// The longest register that is printed.
const LONGEST: usize = 5_000;

/// The register.
#[derive(Debug, Clone)]
pub struct Register {
    /// What it is narrowed to, in words; empty for everything.
    pub narrowed: Vec<String>,
    /// Its rows, oldest first.
    pub rows: Vec<RegisterRow>,
    /// There is more than can be printed at once: choose a shorter time.
    pub cut: bool,
}

/// A line of the register.
#[derive(Debug, Clone)]
pub struct RegisterRow {
    /// What lists say of the case.
    pub desk: DeskRow,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// 文書番号; empty when no letter went out.
    pub document_number: String,
}

pub(super) async fn read(cx: &Cx, asked: &ListQuery) -> Result<Register, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::CaseExport) {
        return Err(Error::Denied);
    }
    let read = query::read(cx, staff, asked)?;
    let (scope, from) = (case_scope(&cx.actor), cx.reader());
    let mut rows: Vec<RegisterRow> = Vec::new();
    let mut cursor = None;
    let mut more = true;
    let soon = soon(cx);
    while more && rows.len() < LONGEST {
        let page = case_list::page(&from, &scope, &read.filter, Order::Newest, cursor, CHUNK).await?;
        let ids: Vec<_> = page.rows.iter().map(|row| row.id).collect();
        let mut closings = case_list::closings(&from, &ids).await?;
        cursor = page.rows.last().map(|row| behind(Order::Newest, row));
        more = page.more_behind;
        rows.extend(page.rows.into_iter().map(|row| {
            let Closing { on, document_number } = closings.remove(&row.id.0).unwrap_or_default();
            let mut desk = desk_row(cx, row, soon);
            desk.row.title = masked(&desk.row.title);
            RegisterRow { desk, ended_on: on, document_number }
        }));
    }
    rows.reverse();
    told(cx, "register", read.queue.code(), &read.active, rows.len() as u64).await?;
    Ok(Register { narrowed: read.active.into_iter().map(|active| active.label).collect(), rows, cut: more })
}
