//! For how long is it known who was asked? Names and addresses, also those of mails, go some days after an anonymous survey has ended.

use chrono::Days;
use kocho_domain::story::{AuditEvent, Story};
use kocho_store::invitee;

use crate::{Cx, Error};

/// People erased in one transaction.
const CHUNK: u64 = 500;

/// Erases who was asked in anonymous surveys that ended the rule's days ago; answers how many. Who they were stands nowhere, that
/// it happened does.
///
/// # Errors
/// What the database says.
pub(crate) async fn erase_due(cx: &Cx) -> Result<u64, Error> {
    let days = Days::new(cx.city.rules.panels().erase_invitees_days.into());
    let Some(ended_before) = cx.today().checked_sub_days(days) else { return Ok(0) };
    let mut all = 0;
    loop {
        let mut tx = cx.begin().await?;
        let erased = invitee::erase(&mut tx, ended_before, CHUNK).await?;
        if erased == 0 {
            return Ok(all);
        }
        let event = AuditEvent::new("survey_invitees_erased", "survey", None).with("count", erased);
        tx.commit(Story::audit(event)).await?;
        all += erased;
    }
}
