//! Asking the index: which cases have these words, newest first? The index only narrows; rights, filters and longer words
//! are decided by the tables themselves, so both databases answer alike.
//!
//! SQLite reads its lists of tokens newest first and stops when it has enough. PostgreSQL cannot: a short walk over the
//! newest keys answers for common words, the lists of tokens for rare ones (`search/postgres.rs`).

mod beside;
mod postgres;
mod sqlite;

use kocho_domain::{
    access::{CaseScope, Reach},
    id::CaseId,
};
use kocho_text::search::{Wanted, Word, tag};
use sea_orm::DbBackend;
use serde::Deserialize;

pub use beside::{AskBeside, beside};

use crate::{
    Source, StoreError,
    case_list::{Filter, Where},
    findable::Reader,
    together::Together,
};

/// What is looked for, and by whom.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The words. There is at least one.
    pub wanted: &'a Wanted,
    /// What the list is narrowed to.
    pub filter: &'a Filter,
    /// Which cases may be known.
    pub scope: &'a CaseScope,
    /// Which texts of them.
    pub reader: Reader,
}

/// The newest of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// Newest first; at least as many as were needed, where there are so many.
    pub cases: Vec<CaseId>,
    /// How many there are, counted no further than the limit and one more.
    pub counted: usize,
}

/// Looks for the newest `needed` hits, and counts up to `limit`.
///
/// # Errors
/// What the database says.
pub async fn newest(from: &impl Source, ask: &Ask<'_>, needed: usize, limit: usize) -> Result<Hits, StoreError> {
    let found = if is_sqlite(from) {
        sqlite::newest(from, ask, None, limit + 1).await?
    } else {
        return postgres::newest(from, ask, needed, limit).await;
    };
    Ok(Hits { counted: found.len(), cases: cases(found) })
}

/// The next `needed` hits that are older than a case.
///
/// # Errors
/// What the database says.
pub async fn older(from: &impl Source, ask: &Ask<'_>, than: CaseId, needed: usize) -> Result<Vec<CaseId>, StoreError> {
    let found = if is_sqlite(from) {
        sqlite::newest(from, ask, Some(than), needed).await?
    } else {
        postgres::older(from, ask, than, needed).await?
    };
    Ok(cases(found))
}

/// The newest `limit` hits with how well each fits: how often the words stand in it, and ten for each word in the heading.
/// Best first, newer ones first among equals.
///
/// # Errors
/// What the database says.
pub async fn best(from: &impl Source, ask: &Ask<'_>, limit: usize) -> Result<Vec<(CaseId, i64)>, StoreError> {
    let mut conditions = Where::default();
    let inner = if is_sqlite(from) {
        sqlite::statement(&mut conditions, ask, None, limit)
    } else {
        let lines: Vec<String> = postgres::lines(from, ask, limit).await?.iter().map(i64::to_string).collect();
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        format!("select f.id from findable f where f.id in ({})", lines.join(", "))
    };
    let sqlite = is_sqlite(from);
    let scores: Vec<String> = ask.wanted.words.iter().map(|word| score(&mut conditions, word, sqlite)).collect();
    let sql = format!("select h.id, {} as score from ({inner}) h join findable f on f.id = h.id", scores.join(" + "));
    let mut rows = Together::around(from, conditions.values).with_query::<Scored>("hit", &sql).read(from).await?;
    let mut found: Vec<Scored> = rows.take_part("hit")?;
    found.sort_unstable_by_key(|hit| (-hit.score, -hit.id));
    Ok(found.into_iter().map(|hit| (CaseId(hit.id >> 4), hit.score)).collect())
}

/// How often a word stands in a key, in any writing, and ten more where one stands in the heading.
fn score(conditions: &mut Where, word: &Word, sqlite: bool) -> String {
    let place = place(sqlite);
    let (mut often, mut heads) = (Vec::new(), Vec::new());
    for writing in word.writings() {
        let mark = conditions.bind(writing.clone());
        let length = writing.chars().count().max(1);
        often.push(format!("(length(f.key) - length(replace(f.key, {mark}, ''))) / {length}"));
        heads.push(format!("{place}(f.key, {mark}) between 1 and f.head"));
    }
    format!("{} + case when {} then 10 else 0 end", often.join(" + "), heads.join(" or "))
}

/// The database's word for "at which place does this stand there".
const fn place(sqlite: bool) -> &'static str {
    if sqlite { "instr" } else { "strpos" }
}

/// The signs of the lists of tokens for "and" and "or".
pub(crate) const fn signs(sqlite: bool) -> (&'static str, &'static str) {
    if sqlite { (" AND ", " OR ") } else { (" & ", " | ") }
}

/// The words as keys must have them: each in one of its writings, or in none.
fn words<'a>(conditions: &mut Where, words: impl Iterator<Item = &'a Word>, without: &[Word], sqlite: bool) {
    let place = place(sqlite);
    let mut looked = |word: &Word, sign: &str, join: &str| {
        let marks: Vec<String> = word.writings().iter().map(|writing| conditions.bind(writing.clone())).collect();
        let each: Vec<String> = marks.iter().map(|mark| format!("{place}(f.key, {mark}) {sign} 0")).collect();
        conditions.add(if each.len() > 1 { format!("({})", each.join(join)) } else { each.concat() });
    };
    words.for_each(|word| looked(word, ">", " or "));
    without.iter().for_each(|word| looked(word, "=", " and "));
}

#[derive(Deserialize)]
struct Scored {
    id: i64,
    score: i64,
}

#[derive(Deserialize)]
struct Hit {
    id: i64,
}

fn is_sqlite(from: &impl Source) -> bool {
    sea_orm::ConnectionTrait::get_database_backend(from.conn()) == DbBackend::Sqlite
}

fn cases(ids: Vec<i64>) -> Vec<CaseId> {
    ids.into_iter().map(|id| CaseId(id >> 4)).collect()
}

/// Runs a statement that gives ids of lines; newest first.
async fn ids(from: &impl Source, conditions: Where, sql: &str) -> Result<Vec<i64>, StoreError> {
    let mut rows = Together::around(from, conditions.values).with_query::<Hit>("hit", sql).read(from).await?;
    let mut ids: Vec<i64> = rows.take_part::<Hit>("hit")?.into_iter().map(|hit| hit.id).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    Ok(ids)
}

/// What the tokens must say, each condition by itself. Filters and sections are tokens too.
fn tokens(ask: &Ask<'_>, sqlite: bool) -> Vec<String> {
    let (and, or) = signs(sqlite);
    let mut asked = ask.wanted.tokens().asked(and, or);
    let any = |tags: Vec<String>| format!("({})", tags.join(or));
    if let Reach::Sections { sections, heads } = ask.scope.reach() {
        asked.push(any(sections.iter().chain(heads).map(|section| tag('v', &section.to_string())).collect()));
    }
    let filter = ask.filter;
    asked.extend(filter.holder.map(|section| tag('h', &section.to_string())));
    asked.extend(filter.kind.as_ref().map(|code| tag('k', code)));
    asked.extend(filter.channel.as_ref().map(|code| tag('c', code)));
    asked.extend(filter.measure_state.map(|state| tag('p', state)));
    if !filter.measures.is_empty() {
        asked.push(any(filter.measures.iter().map(|measure| tag('m', &measure.to_string())).collect()));
    }
    if !filter.statuses.is_empty() {
        asked.push(any(filter.statuses.iter().map(|status| tag('s', status.code())).collect()));
    }
    asked
}

/// What the tables decide: rights, filters, and words in keys. `all_words` also looks for those that tokens know surely.
fn decide(conditions: &mut Where, ask: &Ask<'_>, sqlite: bool, all_words: bool) {
    let wanted = ask.wanted;
    if all_words {
        words(conditions, wanted.words.iter(), &wanted.without, sqlite);
    } else {
        words(conditions, wanted.to_check(), &wanted.without, sqlite);
    }
    conditions.scope(ask.scope);
    conditions.filter(ask.filter);
}

/// True when a key must be read beside the tokens.
fn reads_keys(ask: &Ask<'_>) -> bool {
    ask.wanted.to_check().next().is_some() || !ask.wanted.without.is_empty()
}
