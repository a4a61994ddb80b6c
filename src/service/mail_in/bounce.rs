//! A mail of ours came back: which one, and what does that do to its case, contact or notice?
//!
//! A bounce is believed only when it names the key of a mail that really left: nobody can guess one.

use kocho_document::mail_in::Mail;
use kocho_domain::{
    id::SubmissionId,
    mail_in::{Failure, Verdict},
    story::{CaseEvent, Story},
};
use kocho_store::{
    Tx, case,
    mail_in::{NewMail, Place},
    outbox::{self, Named},
    submission,
};

use super::{note, note::Incoming, taken};
use crate::{
    Cx, Error,
    job::{self, Posted, post_instead},
};

/// Takes a bounce in.
pub(super) async fn take(cx: &Cx, incoming: &Incoming<'_>, mail: &Mail, failure: Failure) -> Result<Verdict, Error> {
    let verdict = if failure == Failure::Passing { Verdict::Delayed } else { Verdict::Bounce };
    let mut tx = cx.begin().await?;
    // Newest first: a returned mail may quote older ones.
    let meant = outbox::named(&tx, &mail.returns).await?.into_iter().find(|mail| mail.left);
    let (events, posted) = match (&meant, failure) {
        (Some(meant), Failure::Lasting) => {
            let posted = match &meant.mail {
                Some(mail) => post_instead(&mut tx, mail).await?,
                None => Posted::Other,
            };
            (failed(cx, &mut tx, meant).await?, posted)
        }
        _ => (Vec::new(), Posted::Other),
    };
    // The case itself, or the letter to be posted, waits for the desk then.
    let waits_elsewhere =
        !matches!(posted, Posted::Other) || meant.as_ref().is_some_and(|meant| meant.dispatch.is_some());
    let row = incoming.row(cx, verdict, if meant.is_some() { "" } else { "unknown_mail" });
    let row = NewMail {
        submission: meant.as_ref().and_then(|meant| meant.submission),
        outbox: meant.as_ref().map(|meant| meant.id),
        place: if verdict == Verdict::Bounce && waits_elsewhere { Place::Noted } else { row.place },
        ..row
    };
    let id = note::insert(&mut tx, incoming, &row).await?;
    let events: Vec<CaseEvent> = events.into_iter().map(|event| event.with("mail", id)).collect();
    let story = Story::all(events).and(taken(id, verdict, row.reason));
    let posted = posted.event().map(|event| event.with("mail", id));
    tx.commit(posted.into_iter().fold(story, Story::and)).await?;
    Ok(verdict)
}

/// A letter's cases wait for another dispatch; the address of a receipt is marked.
async fn failed(cx: &Cx, tx: &mut Tx, meant: &Named) -> Result<Vec<CaseEvent>, Error> {
    if let Some(dispatch) = meant.dispatch {
        mark_contact(tx, meant.submission).await?;
        return job::came_back(cx, tx, dispatch).await;
    }
    let Some(voice) = meant.submission else {
        crate::invitation::mail_failed(tx, meant.id, true).await?;
        return Ok(Vec::new());
    };
    if !mark_contact(tx, Some(voice)).await? {
        return Ok(Vec::new());
    }
    let cases = case::of_submission(tx, voice).await?;
    Ok(cases.first().map(|case| CaseEvent::new(case.id, voice, "receipt_bounced")).into_iter().collect())
}

async fn mark_contact(tx: &mut Tx, voice: Option<SubmissionId>) -> Result<bool, Error> {
    match voice {
        Some(voice) => Ok(submission::mark_bounced(tx, voice).await?),
        None => Ok(false),
    }
}
