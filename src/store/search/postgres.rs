//! PostgreSQL: its lists of tokens come as a whole and in no order, so common words are walked for and rare ones looked up.
//!
//! Tokens stand in the statement itself: they are letters and digits of our own making, and a plan that is made without
//! seeing them is a hundred times slower for rare words.

use kocho_domain::id::CaseId;

use super::{Ask, Hits, cases, decide, ids, signs, tokens};
use crate::{Source, StoreError, case_list::Where};

/// Lines that the first walk reads at most; each further walk reads four times as many.
const WALK: i64 = 4_000;

/// The newest hits, and how many there are.
pub(super) async fn newest(from: &impl Source, ask: &Ask<'_>, needed: usize, limit: usize) -> Result<Hits, StoreError> {
    let (near, below) = near(from, ask, limit + 1).await?;
    if near.len() > limit {
        return Ok(Hits { counted: near.len(), cases: cases(near) });
    }
    if ask.wanted.tokens().is_empty() {
        let all = further(from, ask, near, below, limit + 1).await?;
        return Ok(Hits { counted: all.len(), cases: cases(all) });
    }
    let mut conditions = Where::default();
    let sql = format!("{} limit {}", by_tokens(&mut conditions, ask), limit + 1);
    let listed = ids(from, conditions, &sql).await?;
    let counted = listed.len();
    if counted <= limit {
        return Ok(Hits { counted, cases: cases(listed) });
    }
    let near = if near.len() >= needed { near } else { further(from, ask, near, below, needed).await? };
    Ok(Hits { counted, cases: cases(near) })
}

/// The newest `limit` hits themselves. What is common is walked for: its whole list of tokens would have to be read and put in order.
pub(super) async fn lines(from: &impl Source, ask: &Ask<'_>, limit: usize) -> Result<Vec<i64>, StoreError> {
    let (near, below) = near(from, ask, limit).await?;
    if near.len() < limit && !ask.wanted.tokens().is_empty() {
        let mut conditions = Where::default();
        let sql = format!("{} limit {}", by_tokens(&mut conditions, ask), limit + 1);
        let listed = ids(from, conditions, &sql).await?;
        if listed.len() <= limit {
            return Ok(listed);
        }
    }
    further(from, ask, near, below, limit).await
}

/// The hits among the newest lines, and the line below which nothing was looked at yet. Where sections or filters narrow what is
/// asked, the newest lines seldom hold enough, so the lists of tokens are asked at once.
async fn near(from: &impl Source, ask: &Ask<'_>, limit: usize) -> Result<(Vec<i64>, i64), StoreError> {
    let top = top(from).await?;
    if is_narrowed(ask) {
        return Ok((Vec::new(), top));
    }
    let bottom = top - WALK * 16;
    Ok((walk(from, ask, (bottom, top), limit).await?, bottom))
}

/// True when tokens of sections or filters must hold beside those of the words.
fn is_narrowed(ask: &Ask<'_>) -> bool {
    let (and, or) = signs(false);
    tokens(ask, false).len() > ask.wanted.tokens().asked(and, or).len()
}

/// The next hits that are older than a case.
pub(super) async fn older(
    from: &impl Source,
    ask: &Ask<'_>,
    than: CaseId,
    needed: usize,
) -> Result<Vec<i64>, StoreError> {
    further(from, ask, Vec::new(), than.0 << 4, needed).await
}

/// Walks on downwards from a line, further each time, until there are enough.
async fn further(
    from: &impl Source,
    ask: &Ask<'_>,
    mut found: Vec<i64>,
    mut below: i64,
    needed: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut lines = WALK * 4;
    while found.len() < needed && below > 0 {
        let bottom = below - lines * 16;
        found.extend(walk(from, ask, (bottom, below), needed - found.len()).await?);
        (below, lines) = (bottom, lines * 4);
    }
    Ok(found)
}

/// The newest hits with `above <= id < below`, by reading keys.
async fn walk(
    from: &impl Source,
    ask: &Ask<'_>,
    (above, below): (i64, i64),
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut conditions = Where::default();
    let (above, below) = (conditions.bind(above), conditions.bind(below));
    conditions.add(format!("f.id >= {above} and f.id < {below}"));
    conditions.add(format!("(f.id & 15) in {}", ask.reader.case_slots()));
    decide(&mut conditions, ask, false, true);
    let sql = format!(
        "select f.id from findable f join \"case\" c on c.id = f.case_id where {} order by f.id desc limit {limit}",
        conditions.sql()
    );
    ids(from, conditions, &sql).await
}

/// The statement that goes by the lists of tokens, in no order.
fn by_tokens(conditions: &mut Where, ask: &Ask<'_>) -> String {
    conditions.add(format!("(g.id & 15) in {}", ask.reader.case_slots()));
    decide(conditions, ask, false, ask.wanted.tokens().is_empty());
    let query = tokens(ask, false);
    // A list of its own, so that the plan is one for all of its lines, and still ends when enough were read.
    let listed = if query.is_empty() {
        "select f.id from findable f".to_owned()
    } else {
        format!("select t.id from findable_gram t where t.grams @@ '{}'::tsquery", query.join(" & "))
    };
    format!(
        "with listed as materialized ({listed}) select g.id from listed g join findable f on f.id = g.id \
         join \"case\" c on c.id = f.case_id where {}",
        conditions.sql()
    )
}

/// One more than the highest line.
async fn top(from: &impl Source) -> Result<i64, StoreError> {
    let sql = "select max(f.id) as id from findable f having max(f.id) is not null";
    Ok(ids(from, Where::default(), sql).await?.first().map_or(0, |id| id + 1))
}
