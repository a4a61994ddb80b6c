//! By which words are records and summaries of dialogue days found? By those of their newest version, individual numbers masked. Who
//! may read them is not decided here.

use kocho_domain::{
    id::{RemarkId, SummaryId},
    remark::Words,
};
use kocho_text::personal::{hidden, mask};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use crate::{
    Source, StoreError, Tx,
    db::sealed::Conn,
    findable::{self, Findable, Slot},
    setting,
};

/// Things of one step.
const STEP: u64 = 500;
/// How far the older ones have come, kind by kind; nothing where there were none.
const REMARKS: &str = "search_remarks";
/// See [`REMARKS`].
const SUMMARIES: &str = "search_summaries";

/// Brings a point's line up to what it says now.
pub(crate) async fn remark(tx: &mut Tx, id: RemarkId, words: &Words) -> Result<(), StoreError> {
    let texts = vec![shown(&words.said), shown(&words.answered)];
    findable::put(tx, &Findable::beside(Slot::Remark, id.0, texts)).await
}

/// Brings a summary's line up to what it says now.
pub(crate) async fn summary(tx: &mut Tx, id: SummaryId, body: &str) -> Result<(), StoreError> {
    findable::put(tx, &Findable::beside(Slot::Summary, id.0, vec![shown(body)])).await
}

fn shown(text: &str) -> String {
    mask(text, &hidden(text, false))
}

/// True while older records or summaries still wait for their lines.
///
/// # Errors
/// What the database says.
pub async fn is_waiting(from: &impl Source) -> Result<bool, StoreError> {
    Ok(below(from, REMARKS).await? > 0 || below(from, SUMMARIES).await? > 0)
}

async fn below(from: &impl Source, name: &str) -> Result<i64, StoreError> {
    Ok(setting::get(from, name).await?.and_then(|below| below.parse().ok()).unwrap_or(0))
}

/// Indexes the next older records, then summaries, and notes how far it came; answers how many.
///
/// # Errors
/// What the database says.
pub async fn index_step(tx: &mut Tx) -> Result<usize, StoreError> {
    let remarks = "select r.id, r.said, r.answered from remark r";
    let rows = older(tx, REMARKS, "r.id", remarks).await?;
    for row in &rows {
        let words = Words { said: row.try_get("", "said")?, answered: row.try_get("", "answered")? };
        remark(tx, RemarkId(row.try_get("", "id")?), &words).await?;
    }
    if !rows.is_empty() {
        return Ok(rows.len());
    }
    let summaries = "select s.id, v.body from summary s \
                     join summary_version v on v.summary_id = s.id and v.version = s.version";
    let rows = older(tx, SUMMARIES, "s.id", summaries).await?;
    for row in &rows {
        let body: String = row.try_get("", "body")?;
        summary(tx, SummaryId(row.try_get("", "id")?), &body).await?;
    }
    Ok(rows.len())
}

/// The next older rows; notes how far they reach.
async fn older(tx: &mut Tx, name: &str, id: &str, select: &str) -> Result<Vec<QueryResult>, StoreError> {
    let below = below(tx, name).await?;
    if below <= 0 {
        return Ok(Vec::new());
    }
    let sql = format!("{select} where {id} < $1 order by {id} desc limit {STEP}");
    let conn = tx.conn();
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, [below.into()]);
    let rows = conn.query_all_raw(statement).await?;
    let reached: i64 = rows.last().map_or(Ok(0), |row| row.try_get("", "id"))?;
    setting::set(tx, name, &reached.to_string()).await?;
    Ok(rows)
}
