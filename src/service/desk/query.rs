//! What the address of a list says, read so that nothing in it can break or widen the list.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, StaffActor},
    id::SectionId,
    receipt::ReceiptNumber,
    search::SearchLine,
    workflow::Status,
};
use kocho_store::case_list::{Cursor, Filter, Order, Row};
use kocho_text::search::Wanted;

use super::{
    behind,
    queue::{Queue, soon},
};
use crate::{Cx, Error};

/// The longest text that is looked for, in characters.
const TEXT_LIMIT: usize = 100;

/// The parts of a list's address, as typed; empty means not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Code of a [`Queue`].
    pub queue: String,
    /// Words in heading or text, or a receipt number.
    pub q: String,
    /// Section id: who holds it.
    pub section: String,
    /// Status code.
    pub status: String,
    /// `overdue`, `today`, `soon`
    pub due: String,
    /// Measure code, `undecided` or `outside`.
    pub measure: String,
    /// 種別 code
    pub kind: String,
    /// 受付方法 code
    pub channel: String,
    /// Received on or after, ISO date.
    pub from: String,
    /// Received on or before, ISO date.
    pub until: String,
    /// Cursor: rows behind it.
    pub after: String,
    /// Cursor: rows before it.
    pub before: String,
}

/// Something that the list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveFilter {
    /// Name of the part in the address.
    pub field: &'static str,
    /// Its value there.
    pub value: String,
    /// 課：市民協働課
    pub label: String,
}

/// A query that was read.
pub(super) struct Read {
    pub(super) queue: Queue,
    pub(super) filter: Filter,
    pub(super) status_chosen: bool,
    pub(super) order: Order,
    pub(super) cursor: Option<Cursor>,
    pub(super) active: Vec<ActiveFilter>,
}

/// Reads a query for a person.
///
/// # Errors
/// [`Error::Denied`] for people who read no cases.
pub(super) fn read(cx: &Cx, staff: &StaffActor, query: &ListQuery) -> Result<Read, Error> {
    if !staff.may(Permission::CaseRead) {
        return Err(Error::Denied);
    }
    let queue = Queue::parse(&query.queue).filter(|queue| Queue::of(staff).contains(queue));
    // Who types a whole number wants that voice, wherever it stands.
    let numbered = ReceiptNumber::parse(query.q.trim()).is_ok() && Queue::of(staff).contains(&Queue::All);
    let queue = if numbered { Queue::All } else { queue.unwrap_or_else(|| Queue::first(staff)) };
    let mut reading = Reading { cx, filter: queue.filter(cx, staff), active: Vec::new() };
    reading.text(query);
    reading.codes(query);
    reading.due(query);
    reading.received(query);
    let status_chosen = reading.status(query);
    let cursor = cursor(&query.before, true).or_else(|| cursor(&query.after, false));
    Ok(Read { queue, filter: reading.filter, status_chosen, order: queue.order(), cursor, active: reading.active })
}

/// What the address narrows a list to, without words, queue and deadline: for lists that are no queue.
pub(crate) fn narrowed(cx: &Cx, query: &ListQuery) -> (Filter, Vec<ActiveFilter>) {
    let mut reading = Reading { cx, filter: Filter::default(), active: Vec::new() };
    reading.codes(query);
    reading.received(query);
    reading.status(query);
    (Filter { open: None, ..reading.filter }, reading.active)
}

struct Reading<'a> {
    cx: &'a Cx,
    filter: Filter,
    active: Vec<ActiveFilter>,
}

impl Reading<'_> {
    fn note(&mut self, field: &'static str, value: &str, label: String) {
        self.active.push(ActiveFilter { field, value: value.to_owned(), label });
    }

    fn text(&mut self, query: &ListQuery) {
        // Control characters are no words, and PostgreSQL takes no NUL.
        let words: String = query.q.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TEXT_LIMIT).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Ok(number) = ReceiptNumber::parse(&words) {
            self.note("q", &words, format!("受付番号：{number}"));
            self.filter.number = Some(number);
            return;
        }
        // A line that cannot be looked for narrows nothing; the search page says why.
        let Ok(line) = SearchLine::parse(&words) else { return };
        let wanted = Wanted::of(&line.words, &line.without);
        if !wanted.words.is_empty() {
            self.note("q", &words, format!("語：{words}"));
            self.filter.words = Some((wanted, crate::search::reader(self.cx)));
        }
    }

    fn codes(&mut self, query: &ListQuery) {
        let city = &self.cx.city;
        if let Some(section) = query.section.parse().ok().and_then(|id| city.section(SectionId(id))) {
            self.filter.holder = Some(section.id);
            self.note("section", &query.section, format!("課：{}", section.name));
        }
        if let Some(kind) = city.rules.kind(&query.kind) {
            self.filter.kind = Some(kind.code.clone());
            self.note("kind", &query.kind, format!("種別：{}", kind.label.ja));
        }
        if let Some(channel) = city.rules.channel(&query.channel) {
            self.filter.channel = Some(channel.code.clone());
            self.note("channel", &query.channel, format!("受付方法：{}", channel.label.ja));
        }
        match query.measure.as_str() {
            "undecided" => {
                self.filter.measure_state = Some("undecided");
                self.note("measure", "undecided", "施策：未決定".to_owned());
            }
            "outside" => {
                self.filter.measure_state = Some("none");
                self.note("measure", "outside", "施策：計画に該当なし".to_owned());
            }
            code => {
                // Cases of other plans that stand under it in the tree in force are found too.
                if let Some(measure) = city.measure_named(code) {
                    let current = Some(measure.plan) == city.plans.in_force;
                    self.filter.measures = if current { city.plans.read_as(code) } else { Vec::new() };
                    self.filter.measures.push(measure.id);
                    self.note("measure", code, format!("施策：{}", city.measure_words(measure.id)));
                }
            }
        }
    }

    /// A deadline narrows what the queue says already; it never widens it.
    fn due(&mut self, query: &ListQuery) {
        let today = self.cx.today();
        let (from, until, label) = match query.due.as_str() {
            "overdue" => (None, today.pred_opt(), "期限：切れたもの"),
            "today" => (Some(today), Some(today), "期限：今日まで"),
            "soon" => (Some(today), Some(soon(self.cx)), "期限：間近"),
            _ => return,
        };
        self.filter.open = Some(true);
        self.filter.due_from = self.filter.due_from.max(from);
        self.filter.due_until = earlier(self.filter.due_until, until);
        self.note("due", &query.due, label.to_owned());
    }

    fn received(&mut self, query: &ListQuery) {
        if let Some(day) = day(&query.from) {
            self.filter.received_from = Some(day);
            self.note("from", &query.from, format!("受付：{day}から"));
        }
        if let Some(day) = day(&query.until) {
            self.filter.received_until = Some(day);
            self.note("until", &query.until, format!("受付：{day}まで"));
        }
    }

    /// A status inside a queue of some statuses shows what both hold.
    fn status(&mut self, query: &ListQuery) -> bool {
        let Some(status) = Status::parse(&query.status) else { return false };
        let held = self.filter.statuses.is_empty() || self.filter.statuses.contains(&status);
        self.filter.statuses = vec![status];
        if !held {
            // The queue has no such case: an empty list says so.
            self.filter.open = Some(!status.is_open());
        }
        self.note("status", &query.status, format!("状態：{}", status.label()));
        true
    }
}

fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// An ISO date with a year of four digits; anything else is no date.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

/// The opaque text of a cursor at a row.
pub(super) fn cursor_text(order: Order, row: &Row, backwards: bool) -> String {
    let Cursor { day, id, .. } = behind(order, row);
    let way = if backwards { "b" } else { "a" };
    data_encoding::BASE64URL_NOPAD.encode(format!("{way}{day}.{id}").as_bytes())
}

/// Reads a cursor; one that was tampered with begins at the top.
fn cursor(text: &str, backwards: bool) -> Option<Cursor> {
    let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (on, id) = text.strip_prefix(if backwards { 'b' } else { 'a' })?.split_once('.')?;
    Some(Cursor { day: day(on)?, id: id.parse().ok()?, backwards })
}

#[cfg(test)]
mod tests {
    use super::{cursor, day};

    #[test]
    fn a_cursor_that_was_tampered_with_begins_at_the_top() {
        let made = data_encoding::BASE64URL_NOPAD.encode(b"a2026-04-22.17");
        let read = cursor(&made, false).unwrap();
        assert_eq!((read.day.to_string().as_str(), read.id), ("2026-04-22", 17));
        assert_eq!(cursor(&made, true), None);
        for wrong in ["", "%%%", "YQ", "あ"] {
            assert_eq!(cursor(wrong, false), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_whole_date_is_a_date() {
        assert!(day("2026-04-22").is_some());
        for wrong in ["", "2026-4-22", "+262142-01-01", "22-04-2026", "2026-02-30"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
