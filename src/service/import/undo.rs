//! Taking a table back: its cases end as 取下げ, with the import as the reason in their history. Nothing is removed, because
//! histories and numbers only grow; and nothing is taken back once somebody works on one of its cases.

use kocho_domain::{
    access::permit,
    id::PublicKey,
    import::state::{ImportState, RowState},
    job::Job,
    story::{AuditEvent, CaseEvent, Story, Why},
    workflow::Act,
};
use kocho_store::{
    Tx,
    import::{self, Import},
    import_row::{self, Wanted},
};

use super::{CHUNK, standing, take};
use crate::{Cx, Error};

/// What the history of a case says.
const REASON: &str = "取込みの取消し";

/// Begins to take a table back.
///
/// # Errors
/// [`Error::Invalid`] for `undo` when somebody works on its cases, [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
pub async fn begin(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let import = standing(cx, &tx, key, &[ImportState::Taken]).await?;
    let touched = touched(&tx, &import).await?;
    if touched > 0 {
        let words =
            format!("{touched}件はもう職員が扱い始めているため、まとめて取り消せません。1件ずつ取り下げてください");
        return Err(Error::field("undo", words));
    }
    let undoing =
        Import { state: ImportState::Undoing, started_at: Some(cx.now()), ended_at: None, after: 0, ..import.clone() };
    if !import::advance(&mut tx, &import, &undoing).await? {
        return Err(Error::Stale);
    }
    kocho_store::job::push(&mut tx, &Job::Import { import: import.id.0 }).await?;
    tx.commit(Story::audit(AuditEvent::new("import_undone", "import", Some(import.id.0)))).await?;
    cx.house.wake_worker();
    Ok(())
}

async fn touched(tx: &Tx, import: &Import) -> Result<usize, Error> {
    let (mut after, mut touched) = (0, 0);
    loop {
        let rows = import_row::rows(tx, import.id, wanted(after)).await?;
        let Some(last) = rows.last() else { return Ok(touched) };
        after = last.row;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        touched += import_row::touched(tx, import.id, &ids).await?.len();
    }
}

const fn wanted(after: u32) -> Wanted<'static> {
    Wanted { states: &[RowState::Taken], doubtful: false, dangerous: false, after, size: CHUNK }
}

/// Takes the next cases back and queues the chunk after them. Whoever began to work on a case meanwhile keeps it.
pub(super) async fn chunk(cx: &Cx, import: &Import) -> Result<(), Error> {
    super::allow(cx)?;
    let mut tx = cx.begin().await?;
    let rows = import_row::rows(&tx, import.id, wanted(import.after)).await?;
    let through = (rows.len() as u64) < CHUNK;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let touched = import_row::touched(&tx, import.id, &ids).await?;
    let (mut events, mut undone) = (Vec::new(), Vec::new());
    for (row, case) in import_row::cases(&tx, &ids).await? {
        if !touched.contains(&row) {
            let case = kocho_store::case::by_id(&tx, case).await?.ok_or(Error::NotFound)?;
            let at = cx.now();
            let case = permit(&cx.actor, Act::Withdraw, case, &[])?.apply(|case| case.step(Act::Withdraw, at))?;
            kocho_store::case::save(&mut tx, &case).await?;
            let event = CaseEvent::act(case.get().id, case.get().submission, Act::Withdraw);
            events.push(event.with("import", import.id).saying(REASON));
            undone.push(row);
        }
    }
    import_row::mark(&mut tx, &undone, RowState::Undone, true).await?;
    let moved = Import {
        state: if through { ImportState::Undone } else { ImportState::Undoing },
        after: rows.last().map_or(import.after, |row| row.row),
        kept: import.kept + touched.len() as u64,
        ended_at: through.then(|| cx.now()),
        ..import.clone()
    };
    if !import::advance(&mut tx, import, &moved).await? {
        return Err(Error::Stale);
    }
    take::go_on(&mut tx, import, through).await?;
    tx.commit(if events.is_empty() { Story::Unrecorded(Why::JobLease) } else { Story::all(events) }).await?;
    Ok(())
}
