//! The audit as CSV: the same lines as on the page, newest first, as many as there are.

use kocho_domain::{
    access::Permission,
    story::{AuditEvent, Story},
};
use kocho_store::event::{self, AuditFilter};

use super::{AuditQuery, AuditRow, filter, rows};
use crate::{Cx, Error, desk::csv_line};

/// Lines read at one time.
const CHUNK: u64 = 500;
const HEADER: [&str; 7] = ["日時", "だれが", "何をしたか", "コード", "対象", "理由", "控え"];

/// The audit on its way out. Ask for [`AuditCsv::next`] until it gives nothing.
pub struct AuditCsv {
    cx: Cx,
    filter: AuditFilter,
    begun: bool,
    ended: bool,
    /// A name for the file.
    pub file_name: String,
}

/// Checks the right, notes that the audit was taken out, and begins.
///
/// # Errors
/// [`Error::Denied`] for everybody but auditors.
pub async fn export(cx: &Cx, query: &AuditQuery) -> Result<AuditCsv, Error> {
    if !cx.actor.staff()?.may(Permission::AuditRead) {
        return Err(Error::Denied);
    }
    let event = AuditEvent::new("exported", "audit", None).with("form", "csv");
    let codes = [("act", &query.act), ("actor", &query.actor), ("from", &query.from), ("until", &query.until)];
    let set = codes.into_iter().filter(|(_, value)| !value.is_empty());
    let event = set.fold(event, |event, (name, value)| event.with(name, value));
    cx.begin().await?.commit(Story::audit(event)).await?;
    Ok(AuditCsv {
        cx: cx.clone(),
        filter: filter(query),
        begun: false,
        ended: false,
        file_name: format!("kocho-audit-{}.csv", cx.today().format("%Y%m%d")),
    })
}

impl AuditCsv {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// What the database says; what went out before stays incomplete.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        if self.ended {
            return Ok(None);
        }
        let mut text = if self.begun { String::new() } else { format!("\u{feff}{}", csv_line(&HEADER)) };
        self.begun = true;
        let lines = event::audit_page(&self.cx.reader(), &self.filter, CHUNK).await?;
        self.ended = (lines.len() as u64) < CHUNK;
        self.filter.before = lines.last().map(|line| line.id).or(self.filter.before);
        for row in rows(&self.cx, lines).await? {
            text.push_str(&csv_line(&cells(row)));
        }
        Ok(Some(text.into_bytes()))
    }
}

fn cells(row: AuditRow) -> [String; 7] {
    let at = kocho_domain::clock::civil_date(row.at);
    let time = kocho_domain::clock::civil_time(row.at);
    let at = format!("{at} {}", time.format("%H:%M:%S"));
    [at, row.actor, row.act, row.code, row.subject, row.reason, row.data]
}
