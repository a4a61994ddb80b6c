//! Whose day of erasing has come? Names, contacts and own words go; numbers, classes and figures stay.

use kocho_domain::story::{AuditEvent, Story};
use kocho_store::{candidate, monitor};

use crate::{Cx, Error};

/// People erased in one transaction.
const CHUNK: u64 = 500;

/// Erases candidates and monitors whose day has come; answers how many. Who was erased stands nowhere, that it happened does.
///
/// # Errors
/// What the database says.
pub async fn erase_due(cx: &Cx) -> Result<usize, Error> {
    let mut all = 0;
    loop {
        let mut tx = cx.begin().await?;
        let candidates = candidate::due(&tx, cx.today(), CHUNK).await?;
        candidate::erase(&mut tx, &candidates).await?;
        let monitors = monitor::erase_due(&mut tx, cx.today(), CHUNK).await?;
        let erased = candidates.len() + monitors;
        if erased == 0 {
            return Ok(all);
        }
        let event = AuditEvent::new("panel_erased", "panel", None)
            .with("candidates", candidates.len())
            .with("monitors", monitors);
        tx.commit(Story::audit(event)).await?;
        all += erased;
    }
}
