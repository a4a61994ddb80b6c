//! What can be found: the lines of the search index. They are written where the thing itself is written, before the commit.
//!
//! Cases need no call: the index follows their story (`case_text.rs`). Anything else that people look for calls [`put`] in
//! the transaction that writes it, and [`erase`] where it goes away. How the index is asked is not decided here.
//!
//! Cases lie above nought, the newest highest; everything else lies below nought, the newest lowest: who walks over the newest
//! cases never meets anything else.

use kocho_domain::id::CaseId;
use kocho_text::search::tag;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::{StoreError, Tx, db::sealed::Conn};

/// Slots for one thing's number; a new noun takes a free one.
const SLOTS: i64 = 16;
/// Rows of one statement.
const ROWS: usize = 500;

/// What is found, and for whom this text of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A case, for everybody who may know it.
    Case,
    /// A case as the hearing desk reads it, where others read less.
    CaseDesk,
    /// The same case as all others read it.
    CaseMasked,
    /// 論点: a point of a dialogue day.
    Remark,
    /// 要旨: a summary of what was said on one.
    Summary,
    /// 自由記述: what somebody wrote in a survey that is over, personal details masked.
    SurveyText,
}

impl Slot {
    const fn number(self) -> i64 {
        match self {
            Slot::Case => 0,
            Slot::CaseDesk => 1,
            Slot::CaseMasked => 2,
            Slot::Remark => 3,
            Slot::Summary => 4,
            Slot::SurveyText => 5,
        }
    }

    /// Where the line of the thing with this key stands.
    pub(crate) const fn line(self, id: i64) -> i64 {
        match self {
            Slot::Case | Slot::CaseDesk | Slot::CaseMasked => id * SLOTS + self.number(),
            Slot::Remark | Slot::Summary | Slot::SurveyText => -id * SLOTS + self.number(),
        }
    }

    /// The key of the thing that is no case and whose line stands there.
    pub(crate) const fn beside_at(line: i64) -> i64 {
        -(line >> 4)
    }

    /// The token that all lines of such things have.
    pub(crate) fn token(self) -> String {
        tag('n', &self.number().to_string())
    }
}

/// Who looks: which texts of a thing are theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The hearing desk: texts as they came in.
    Desk,
    /// Everybody else: texts with personal details masked, or the copy that the desk released.
    Others,
}

impl Reader {
    /// The numbers of the slots of cases that this reader finds, as a list in SQL.
    pub(crate) const fn case_slots(self) -> &'static str {
        match self {
            Reader::Desk => "(0, 1)",
            Reader::Others => "(0, 2)",
        }
    }
}

/// A line of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable {
    /// What it is, and for whom.
    pub slot: Slot,
    /// The thing's key in its own table.
    pub id: i64,
    /// The case whose rights decide who may find it.
    pub scope: Option<CaseId>,
    /// Its heading; words in it count more.
    pub head: String,
    /// Its further texts, each apart from the others.
    pub texts: Vec<String>,
    /// Tokens of its properties ([`kocho_text::search::tag`]), so that filters narrow the index too.
    pub tags: Vec<String>,
}

/// A line as its table has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) case_id: Option<i64>,
    pub(crate) head: i64,
    pub(crate) tags: String,
    pub(crate) key: String,
}

impl Findable {
    /// The line of something that is no case. What it is stands among its tokens, so that a common word narrows to few lines.
    #[must_use]
    pub fn beside(slot: Slot, id: i64, mut texts: Vec<String>) -> Self {
        texts.retain(|text| !text.is_empty());
        Findable { slot, id, scope: None, head: String::new(), texts, tags: vec![slot.token()] }
    }

    pub(crate) fn entry(&self) -> Entry {
        use kocho_text::search::{GAP, key};
        let mut whole = key(&self.head);
        let head = whole.chars().count();
        for text in &self.texts {
            whole.push(GAP);
            whole.push_str(&key(text));
        }
        Entry {
            id: self.slot.line(self.id),
            case_id: self.scope.map(|case| case.0),
            head: i64::try_from(head).unwrap_or(i64::MAX),
            tags: self.tags.join(" "),
            key: whole,
        }
    }
}

/// Writes or replaces a line.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, line: &Findable) -> Result<(), StoreError> {
    write(tx, &[Worded::of(line.entry())]).await
}

/// Takes lines out of the index.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut Tx, slot: Slot, id: i64) -> Result<(), StoreError> {
    remove(tx, &[slot.line(id)]).await
}

/// An entry with its tokens.
#[derive(Debug, Clone)]
pub(crate) struct Worded {
    entry: Entry,
    grams: String,
}

impl Worded {
    pub(crate) fn of(entry: Entry) -> Self {
        Worded { grams: grams(&entry), entry }
    }

    /// The same line for the case that has its key by now.
    pub(crate) fn at(mut self, case: CaseId) -> Self {
        self.entry.id = case.0 * SLOTS + self.entry.id % SLOTS;
        self.entry.case_id = Some(case.0);
        self
    }
}

/// Writes or replaces entries.
pub(crate) async fn write(tx: &Tx, entries: &[Worded]) -> Result<(), StoreError> {
    for some in entries.chunks(ROWS) {
        let rows = some.iter().map(|w| &w.entry).map(|e| -> Vec<Value> {
            vec![e.id.into(), e.case_id.into(), e.head.into(), e.tags.clone().into(), e.key.clone().into()]
        });
        let sql = "insert into findable (id, case_id, head, tags, key) values {rows} on conflict (id) do update set \
                   case_id = excluded.case_id, head = excluded.head, tags = excluded.tags, key = excluded.key";
        run(tx, sql, rows).await?;
        let sqlite = tx.conn().get_database_backend() == DbBackend::Sqlite;
        let rows = some.iter().map(|w| -> Vec<Value> { vec![w.entry.id.into(), w.grams.clone().into()] });
        let sql = if sqlite {
            "insert or replace into findable_gram (rowid, grams) values {rows}"
        } else {
            "insert into findable_gram (id, grams) select v.id, array_to_tsvector(string_to_array(v.grams, ' ')) \
             from (values {rows}) v (id, grams) on conflict (id) do update set grams = excluded.grams"
        };
        run(tx, sql, rows).await?;
    }
    Ok(())
}

/// The tokens of an entry, parted by spaces; PostgreSQL's lists know no empty word.
fn grams(entry: &Entry) -> String {
    let mut all = kocho_text::search::tokens(&entry.key).join(" ");
    if !entry.tags.is_empty() {
        all.push(' ');
        all.push_str(&entry.tags);
    }
    all.trim().to_owned()
}

/// Fills `{rows}` with marks and runs the statement.
async fn run(tx: &Tx, sql: &str, rows: impl Iterator<Item = Vec<Value>>) -> Result<(), StoreError> {
    let (mut values, mut marks) = (Vec::new(), Vec::new());
    let backend = tx.conn().get_database_backend();
    for row in rows {
        let from = values.len() + 1;
        let kinds = if row.len() == 2 { ["::bigint", "::text"].as_slice() } else { &[] };
        let one: Vec<String> = (0..row.len())
            .map(|n| {
                let kind = kinds.get(n).copied().filter(|_| backend == DbBackend::Postgres).unwrap_or_default();
                format!("${}{kind}", from + n)
            })
            .collect();
        marks.push(format!("({})", one.join(", ")));
        values.extend(row);
    }
    let sql = sql.replace("{rows}", &marks.join(", "));
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Removes entries by their ids.
pub(crate) async fn remove(tx: &Tx, ids: &[i64]) -> Result<(), StoreError> {
    for some in ids.chunks(ROWS) {
        let marks: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
        let values: Vec<Value> = some.iter().map(|id| (*id).into()).collect();
        let conn = tx.conn();
        let backend = conn.get_database_backend();
        let id = if backend == DbBackend::Sqlite { "rowid" } else { "id" };
        for sql in [
            format!("delete from findable_gram where {id} in ({})", marks.join(", ")),
            format!("delete from findable where id in ({})", marks.join(", ")),
        ] {
            conn.execute_raw(Statement::from_sql_and_values(backend, sql, values.clone())).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_case_lies_below_all_cases_the_newest_lowest() {
        for slot in [Slot::Remark, Slot::Summary, Slot::SurveyText] {
            assert!(slot.line(1) < 0 && slot.line(2) < slot.line(1), "{slot:?}");
            for id in [1, 2, 15, 16, 17, 4_000_000] {
                assert_eq!((Slot::beside_at(slot.line(id)), slot.line(id) & 15), (id, slot.number()), "{slot:?} {id}");
            }
        }
        assert_eq!(Slot::CaseMasked.line(7) >> 4, 7);
    }
}
