//! Whose contact has had its time? After so many days as the series says, names, contacts and needs of applicants go; numbers,
//! themes, records and promises stay.

use chrono::Days;
use kocho_domain::{
    clock::day_begins,
    story::{AuditEvent, Story},
};
use kocho_store::application_erase;

use crate::{Cx, Error};

/// Applications erased in one transaction.
const CHUNK: u64 = 200;

/// Erases the contacts that are due; answers how many. Whose they were stands nowhere, that it happened does.
///
/// # Errors
/// What the database says.
pub async fn erase_due(cx: &Cx) -> Result<usize, Error> {
    let mut all = 0;
    for series in &cx.city.rules.dialogues().series {
        let Some(before) = cx.today().checked_sub_days(Days::new(series.contact_days.into())) else { continue };
        let limits = (before, day_begins(before));
        while !application_erase::due(&cx.reader(), &series.code, limits, 1).await?.is_empty() {
            let mut tx = cx.begin().await?;
            let due = application_erase::due(&tx, &series.code, limits, CHUNK).await?;
            application_erase::erase(&mut tx, &due).await?;
            let event = AuditEvent::new("applications_erased", "application", None)
                .with("series", &series.code)
                .with("count", due.len());
            tx.commit(Story::audit(event)).await?;
            all += due.len();
        }
    }
    Ok(all)
}
