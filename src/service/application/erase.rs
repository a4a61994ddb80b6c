//! Whose contact has had its time? After so many days as the series says, names, contacts and needs of applicants go; numbers,
//! themes, records and promises stay.

use chrono::Days;
use kocho_domain::{
    clock::day_begins,
    rule::dialogue::CONTACT_DAYS_LEAST,
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
    let rules = cx.city.rules.dialogues();
    for series in application_erase::series(&cx.reader()).await? {
        let days = rules.series(&series).map_or(CONTACT_DAYS_LEAST, |series| series.contact_days);
        let Some(before) = cx.today().checked_sub_days(Days::new(days.into())) else { continue };
        let limits = (before, day_begins(before));
        while !application_erase::due(&cx.reader(), &series, limits, 1).await?.is_empty() {
            let mut tx = cx.begin().await?;
            let due = application_erase::due(&tx, &series, limits, CHUNK).await?;
            application_erase::erase(&mut tx, &due).await?;
            let event = AuditEvent::new("applications_erased", "application", None)
                .with("series", &series)
                .with("count", due.len());
            tx.commit(Story::audit(event)).await?;
            all += due.len();
        }
    }
    Ok(all)
}
