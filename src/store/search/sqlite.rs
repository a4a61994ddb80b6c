//! SQLite: the lists of tokens are read newest first, and no further than needed.

use kocho_domain::id::CaseId;

use super::{Ask, decide, ids, reads_keys, tokens};
use crate::{Source, StoreError, case_list::Where};

/// The newest hits, or those older than a case.
pub(super) async fn newest(
    from: &impl Source,
    ask: &Ask<'_>,
    than: Option<CaseId>,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut conditions = Where::default();
    let sql = statement(&mut conditions, ask, than, limit);
    ids(from, conditions, &sql).await
}

/// The statement; `cross join` keeps SQLite from beginning anywhere else.
pub(super) fn statement(conditions: &mut Where, ask: &Ask<'_>, than: Option<CaseId>, limit: usize) -> String {
    let narrowed = !ask.wanted.tokens().is_empty();
    let mut from = "findable f";
    let mut id = "f.id";
    if narrowed {
        let list = conditions.bind(tokens(ask, true).join(" AND "));
        conditions.add(format!("findable_gram match {list}"));
        id = "findable_gram.rowid";
        from = if reads_keys(ask) {
            "findable_gram cross join findable f on f.id = findable_gram.rowid"
        } else {
            "findable_gram"
        };
    }
    conditions.add(format!("({id} & 15) in {}", ask.reader.case_slots()));
    if let Some(CaseId(than)) = than {
        let mark = conditions.bind(than << 4);
        conditions.add(format!("{id} < {mark}"));
    }
    decide(conditions, ask, true, !narrowed);
    format!(
        "select {id} as id from {from} cross join \"case\" c on c.id = {id} >> 4 where {} order by {id} desc limit {limit}",
        conditions.sql()
    )
}
