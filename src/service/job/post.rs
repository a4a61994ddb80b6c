//! A notice whose mail reached nobody waits as a letter, once: whether the mail was refused at once or came back later. Not for
//! somebody whose contact was erased.

use kocho_domain::{
    id::{DecisionNoticeId, PanelNoticeId},
    job::Mail,
    story::AuditEvent,
};
use kocho_store::{
    Tx, application, candidate, decision_notice, monitor,
    panel_notice::{self, To},
};

use crate::Error;

/// What became of a mail that reached nobody.
pub(crate) enum Posted {
    /// A letter waits for the desk.
    Made(AuditEvent),
    /// It waits or was posted already, or there is nobody left to write to.
    Settled,
    /// It is not a notice that goes by post instead.
    Other,
}

impl Posted {
    /// What the commit has to tell.
    pub(crate) fn event(self) -> Option<AuditEvent> {
        match self {
            Posted::Made(event) => Some(event),
            Posted::Settled | Posted::Other => None,
        }
    }
}

/// Makes a letter of what a mail said.
pub(crate) async fn post_instead(tx: &mut Tx, mail: &Mail) -> Result<Posted, Error> {
    match mail {
        Mail::Dialogue { notice } => of_dialogue(tx, DecisionNoticeId(*notice)).await,
        Mail::Panel { notice } => of_panel(tx, PanelNoticeId(*notice)).await,
        Mail::Receipt { .. }
        | Mail::Reply { .. }
        | Mail::ReplyNotice { .. }
        | Mail::Urgent { .. }
        | Mail::Notices { .. }
        | Mail::Commitments { .. }
        | Mail::Digest { .. }
        | Mail::Survey { .. }
        | Mail::Test => Ok(Posted::Other),
    }
}

/// To who applied for a dialogue day.
async fn of_dialogue(tx: &mut Tx, id: DecisionNoticeId) -> Result<Posted, Error> {
    let Some(notice) = decision_notice::by_id(tx, id).await? else { return Ok(Posted::Settled) };
    let known = application::by_id(tx, notice.application).await?.is_some_and(|one| one.purged_at.is_none());
    if !known || !decision_notice::make_letter(tx, id).await? {
        return Ok(Posted::Settled);
    }
    let event = AuditEvent::new("notice_returned", "application", Some(notice.application.0));
    Ok(Posted::Made(event.with("notice", id)))
}

/// To a candidate or a monitor.
async fn of_panel(tx: &mut Tx, id: PanelNoticeId) -> Result<Posted, Error> {
    let Some(notice) = panel_notice::by_id(tx, id).await? else { return Ok(Posted::Settled) };
    let (noun, person, known) = match notice.to {
        To::Candidate(id) => {
            ("candidate", id.0, candidate::by_id(tx, id).await?.is_some_and(|one| one.purged_at.is_none()))
        }
        To::Monitor(id) => ("monitor", id.0, monitor::by_id(tx, id).await?.is_some_and(|one| one.purged_at.is_none())),
    };
    if !known || !panel_notice::make_letter(tx, id).await? {
        return Ok(Posted::Settled);
    }
    Ok(Posted::Made(AuditEvent::new("notice_returned", noun, Some(person)).with("notice", id)))
}
