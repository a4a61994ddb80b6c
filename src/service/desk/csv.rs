//! A list as CSV: UTF-8 with a mark, CRLF, and no cell that a spreadsheet would run. What leaves the house names nobody, whoever takes
//! it out: who needs the name opens the case.

use kocho_domain::{
    access::{CaseScope, Permission, case_scope},
    story::{AuditEvent, Story},
};
use kocho_store::case_list::{self, Cursor, Filter, Order};

use super::{DeskRow, behind, desk_row, masked, query, query::ListQuery, queue::soon};
use crate::{Cx, Error};

/// Rows of a chunk.
const CHUNK: u64 = 500;
const HEADER: [&str; 18] = [
    "受付番号",
    "枝番",
    "受付日",
    "受付方法",
    "要旨",
    "種別",
    "施策コード",
    "施策",
    "処理状態",
    "担当課",
    "担当者",
    "期限",
    "超過日数",
    "対応区分",
    "返却回数",
    "緊急",
    "取扱注意",
    "状態の日",
];

/// A list on its way out. Ask for [`CsvExport::next`] until it gives nothing.
pub struct CsvExport {
    cx: Cx,
    scope: CaseScope,
    filter: Filter,
    order: Order,
    at: Place,
    /// A name for the file.
    pub file_name: String,
    /// How many cases it holds.
    pub count: u64,
}

enum Place {
    Top,
    Behind(Cursor),
    End,
}

/// Checks the right, tells the audit what goes out, and begins.
pub(super) async fn begin(cx: &Cx, asked: &ListQuery) -> Result<CsvExport, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::CaseExport) {
        return Err(Error::Denied);
    }
    let read = query::read(cx, staff, asked)?;
    let scope = case_scope(&cx.actor);
    let count = case_list::count(&cx.reader(), &scope, &read.filter).await?;
    told(cx, "csv", read.queue.code(), &read.active, count).await?;
    Ok(CsvExport {
        cx: cx.clone(),
        scope,
        filter: read.filter,
        order: read.order,
        at: Place::Top,
        file_name: format!("kocho-{}-{}.csv", read.queue.code(), cx.today().format("%Y%m%d")),
        count,
    })
}

/// Tells the audit that a list left the house: which one, narrowed to what, how many. Words that were looked for stand
/// in erasable text, for they may name a person.
pub(super) async fn told(
    cx: &Cx,
    form: &'static str,
    queue: &'static str,
    active: &[query::ActiveFilter],
    count: u64,
) -> Result<(), Error> {
    let event = AuditEvent::new("exported", "case", None).with("form", form).with("queue", queue).with("count", count);
    let codes = active.iter().filter(|a| a.field != "q");
    let event = codes.fold(event, |event, a| event.with(a.field, &a.value));
    let words = active.iter().find(|a| a.field == "q").map_or("", |a| a.value.as_str());
    let tx = cx.begin().await?;
    Ok(tx.commit(Story::audit(event.saying(words))).await?)
}

impl CsvExport {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// What the database says; what went out before stays incomplete.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let (cursor, mut text) = match self.at {
            Place::End => return Ok(None),
            Place::Top => (None, format!("\u{feff}{}", line(&HEADER))),
            Place::Behind(cursor) => (Some(cursor), String::new()),
        };
        let page = case_list::page(&self.cx.reader(), &self.scope, &self.filter, self.order, cursor, CHUNK).await?;
        self.at = match page.rows.last().filter(|_| page.more_behind) {
            Some(last) => Place::Behind(behind(self.order, last)),
            None => Place::End,
        };
        let soon = soon(&self.cx);
        for row in page.rows {
            text.push_str(&line(&cells(&desk_row(&self.cx, row, soon))));
        }
        Ok(Some(text.into_bytes()))
    }
}

fn cells(desk: &DeskRow) -> [String; 18] {
    let row = &desk.row;
    let (code, measure) = match (&row.measure, row.measure_state.as_str()) {
        (Some((code, name)), _) => (code.clone(), name.clone()),
        (None, "none") => (String::new(), "計画に該当なし".to_owned()),
        (None, _) => (String::new(), String::new()),
    };
    let late = desk.days_left.filter(|days| *days < 0).map(|days| (-days).to_string());
    let yes = |it: bool| if it { "○".to_owned() } else { String::new() };
    [
        row.number.to_string(),
        row.branch.to_string(),
        row.received_on.to_string(),
        desk.channel.clone(),
        masked(&row.title),
        desk.kind.clone(),
        code,
        measure,
        row.status.label().to_owned(),
        row.holder.clone(),
        row.holder_staff.clone().unwrap_or_default(),
        row.due_on.to_string(),
        late.unwrap_or_default(),
        desk.outcome.clone(),
        row.returns.to_string(),
        yes(row.urgent_at.is_some()),
        yes(row.restricted),
        kocho_domain::clock::civil_date(row.status_at).to_string(),
    ]
}

/// A line with its end.
pub(crate) fn line(cells: &[impl AsRef<str>]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escape(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell as text: what a spreadsheet would run gets an apostrophe in front, what would break the line gets quotes.
fn escape(cell: &str) -> String {
    let neutral = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() };
    if neutral.contains([',', '"', '\n', '\r']) { format!("\"{}\"", neutral.replace('"', "\"\"")) } else { neutral }
}

#[cfg(test)]
mod tests {
    use super::{escape, line};

    #[test]
    fn a_cell_never_runs_in_a_spreadsheet() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+81", "'+81"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("道路, 水", "\"道路, 水\""),
            ("「\"」", "\"「\"\"」\""),
            ("回覧板", "回覧板"),
        ] {
            assert_eq!(escape(cell), written);
        }
    }

    #[test]
    fn a_line_ends_as_spreadsheets_expect() {
        assert_eq!(line(&["受付番号", "枝番"]), "受付番号,枝番\r\n");
    }
}
