//! What must hold of a case in a list: rights and filters as the text of a condition, its values beside it. The case is
//! called `c`.

use kocho_domain::{
    access::{CaseScope, Office, Reach},
    id::SectionId,
};
use kocho_text::search::Wanted;
use sea_orm::{ConnectionTrait, DbBackend, Value};

use super::Filter;
use crate::{Source, findable::Reader, search::signs};

/// Builds the text of a condition and its values side by side.
#[derive(Default)]
pub(crate) struct Where {
    text: Vec<String>,
    pub(crate) values: Vec<Value>,
    postgres: bool,
}

impl Where {
    /// Conditions for this database.
    pub(crate) fn on(from: &impl Source) -> Self {
        Where { postgres: from.conn().get_database_backend() == DbBackend::Postgres, ..Where::default() }
    }

    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    pub(crate) fn list(&mut self, ids: impl Iterator<Item = i64>) -> String {
        ids.map(|id| self.bind(id)).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn add(&mut self, condition: String) {
        self.text.push(condition);
    }

    pub(crate) fn scope(&mut self, scope: &CaseScope) {
        match scope.reach() {
            Reach::Everything => {}
            Reach::Unrestricted => self.add("not c.restricted".into()),
            Reach::Nothing => self.add("1 = 0".into()),
            Reach::Sections { sections, heads } => {
                let seen = self.seen_by(sections);
                let headed = if heads.is_empty() { "1 = 0".to_owned() } else { self.seen_by(heads) };
                self.add(format!("((not c.restricted and {seen}) or (c.restricted and {headed}))"));
            }
        }
    }

    fn seen_by(&mut self, sections: &[SectionId]) -> String {
        let held = self.list(sections.iter().map(|s| s.0));
        let shared = self.list(sections.iter().map(|s| s.0));
        format!(
            "(c.holder_id in ({held}) or exists (select 1 from assignment a where a.case_id = c.id and a.until_at is null and a.section_id in ({shared})))"
        )
    }

    pub(crate) fn filter(&mut self, filter: &Filter) {
        if !filter.statuses.is_empty() {
            let marks: Vec<String> = filter.statuses.iter().map(|s| self.bind(s.code())).collect();
            self.add(format!("c.status in ({})", marks.join(", ")));
        }
        if let Some(open) = filter.open {
            let mark = self.bind(open);
            self.add(format!("c.open = {mark}"));
        }
        if let Some(holder) = filter.holder {
            let mark = self.bind(holder.0);
            self.add(format!("c.holder_id = {mark}"));
        }
        if !filter.sections.is_empty() {
            let seen = self.seen_by(&filter.sections);
            self.add(seen);
        }
        if let Some(staff) = filter.staff {
            let mark = self.bind(staff.0);
            self.add(format!("c.holder_staff_id = {mark}"));
        }
        if filter.returned {
            self.add("c.returns > 0".into());
        }
        if filter.circulated {
            self.add(
                "not c.restricted and c.id in (select w.case_id from circulation w where w.read_at is null)".into(),
            );
        }
        if let Some(flood) = filter.flood {
            let mark = self.bind(flood.0);
            self.add(format!("c.flood_id = {mark}"));
        } else if filter.alone {
            self.add("c.flood_id is null".into());
        }
        if let Some(number) = filter.number {
            let year = self.bind(i64::from(number.fiscal_year.year()));
            let sequence = self.bind(i64::from(number.sequence));
            self.add(format!(
                "c.submission_id in (select v.id from submission v where v.number_year = {year} and v.number_seq = {sequence})"
            ));
        }
        self.days(filter);
        self.codes(filter);
        if let Some((wanted, reader)) = &filter.words {
            self.words(wanted, *reader, filter.open == Some(true));
        }
        self.turn(&filter.turn_of);
    }

    fn days(&mut self, filter: &Filter) {
        for (column, sign, day) in [
            ("due_on", ">=", filter.due_from),
            ("due_on", "<=", filter.due_until),
            ("received_on", ">=", filter.received_from),
            ("received_on", "<=", filter.received_until),
        ] {
            if let Some(day) = day {
                let mark = self.bind(day);
                self.add(format!("c.{column} {sign} {mark}"));
            }
        }
    }

    fn codes(&mut self, filter: &Filter) {
        if !filter.measures.is_empty() {
            let marks = self.list(filter.measures.iter().map(|measure| measure.0));
            self.add(format!("c.measure_id in ({marks})"));
        }
        for (column, code) in [("c.kind", &filter.kind), ("c.channel", &filter.channel)] {
            if let Some(code) = code {
                let mark = self.bind(code.clone());
                self.add(format!("{column} = {mark}"));
            }
        }
        if let Some(state) = filter.measure_state {
            let mark = self.bind(state);
            self.add(format!("c.measure_state = {mark}"));
        }
    }

    /// Words are looked for in keys; where the list reaches over ended cases, their tokens narrow it first.
    fn words(&mut self, wanted: &Wanted, reader: Reader, is_open: bool) {
        let slots = reader.case_slots();
        let mut keys = vec!["f.case_id = c.id".to_owned(), format!("(f.id & 15) in {slots}")];
        for (words, sign, join) in [(&wanted.words, "like", " or "), (&wanted.without, "not like", " and ")] {
            for word in words {
                let each = word.writings().iter().map(|writing| {
                    let plain = writing.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                    let mark = self.bind(format!("%{plain}%"));
                    format!("f.key {sign} {mark} escape '\\'")
                });
                keys.push(format!("({})", each.collect::<Vec<_>>().join(join)));
            }
        }
        self.add(format!("exists (select 1 from findable f where {})", keys.join(" and ")));
        let (and, or) = signs(!self.postgres);
        let tokens = wanted.tokens().asked(and, or).join(and);
        if !is_open && !tokens.is_empty() {
            let narrowed = if self.postgres {
                // Letters and digits of our own making: a plan that sees them is the better one.
                format!("c.id in (select g.id >> 4 from findable_gram g where g.grams @@ '{tokens}'::tsquery)")
            } else {
                let mark = self.bind(tokens);
                format!("c.id in (select g.rowid >> 4 from findable_gram g where g.findable_gram match {mark})")
            };
            self.add(narrowed);
        }
    }

    fn turn(&mut self, offices: &[Office]) {
        if offices.is_empty() {
            return;
        }
        let any: Vec<String> = offices
            .iter()
            .map(|o| {
                let role = self.bind(o.role.code());
                let section = self.bind(o.section.0);
                format!("(s.role = {role} and s.section_id = {section})")
            })
            .collect();
        self.add(format!(
            "c.id in (select p.case_id from approval_step s join approval p on p.id = s.approval_id and p.state = 'open' \
             where s.done_at is null and ({}) and not exists (select 1 from approval_step e where e.approval_id = s.approval_id \
             and e.done_at is null and e.position < s.position))",
            any.join(" or ")
        ));
    }

    pub(crate) fn sql(&self) -> String {
        if self.text.is_empty() { "1 = 1".into() } else { self.text.join(" and ") }
    }
}
