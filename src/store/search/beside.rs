//! What is found beside cases: points and summaries of dialogue days, texts of surveys. Their lines have a token of their kind, so
//! that a common word costs no more than a rare one; whose texts one may read is decided by the tables.

use kocho_domain::id::SectionId;
use kocho_text::search::Wanted;

use super::{ids, is_sqlite, signs, words};
use crate::{Source, StoreError, case_list::Where, findable::Slot};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct AskBeside<'a> {
    /// The words. There is at least one.
    pub wanted: &'a Wanted,
    /// Which things.
    pub slot: Slot,
    /// Of texts of surveys: of surveys of these sections only; `None`: of all.
    pub sections: Option<&'a [SectionId]>,
}

/// The keys of the things that have the words, newest first, of those that are older than `than`.
///
/// # Errors
/// What the database says.
pub async fn beside(
    from: &impl Source,
    ask: AskBeside<'_>,
    than: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    if ask.sections.is_some_and(<[SectionId]>::is_empty) {
        return Ok(Vec::new());
    }
    let mut conditions = Where::default();
    let sql = statement(&mut conditions, ask, than, is_sqlite(from));
    let lines = ids(from, conditions, &format!("{sql} limit {limit}")).await?;
    // The newest lie lowest.
    Ok(lines.into_iter().rev().map(Slot::beside_at).collect())
}

fn statement(conditions: &mut Where, ask: AskBeside<'_>, than: Option<i64>, sqlite: bool) -> String {
    let (and, or) = signs(sqlite);
    let mut tokens = ask.wanted.tokens().asked(and, or);
    tokens.push(ask.slot.token());
    // `cross join` keeps SQLite from beginning anywhere but at the lists of tokens.
    let (id, join) = if sqlite { ("findable_gram.rowid", "cross join") } else { ("g.id", "join") };
    let listed = if sqlite {
        let list = conditions.bind(tokens.join(and));
        conditions.add(format!("findable_gram match {list}"));
        "select findable_gram.rowid as id from findable_gram".to_owned()
    } else {
        format!(
            "with listed as materialized (select t.id from findable_gram t where t.grams @@ '{}'::tsquery) \
             select g.id from listed g",
            tokens.join(and)
        )
    };
    words(conditions, ask.wanted.to_check(), &ask.wanted.without, sqlite);
    if let Some(than) = than {
        let mark = conditions.bind(ask.slot.line(than));
        conditions.add(format!("{id} > {mark}"));
    }
    let surveys = match ask.sections {
        Some(sections) => {
            let marks = conditions.list(sections.iter().map(|section| section.0));
            conditions.add(format!("s.section_id in ({marks})"));
            format!(" {join} survey_text x on x.id = -({id} >> 4) {join} survey s on s.id = x.survey_id")
        }
        None => String::new(),
    };
    format!("{listed} {join} findable f on f.id = {id}{surveys} where {} order by {id}", conditions.sql())
}
