//! A mail answers one of ours: it is added to its voice by the same rules as on the status page.

use kocho_domain::{
    case::Case,
    id::SubmissionId,
    mail_in::{Fate, Verdict, fate},
    story::{CaseEvent, Story},
    submission::Submission,
};
use kocho_store::{
    Tx,
    attachment::{self, Owner},
    case,
    mail_in::NewMail,
    submission,
};
use kocho_text::quoted::own_words;

use super::{Read, note, note::Incoming, taken, voice};
use crate::{
    Cx, Error,
    status::{add_to, ask_again, reopenable},
};

/// Stands for the words of an answer that has none, only files.
const FILES_ONLY: &str = "（添付ファイルのみ）";

/// Takes an answer in.
pub(super) async fn take(cx: &Cx, incoming: &Incoming<'_>, read: &Read, to: SubmissionId) -> Result<Verdict, Error> {
    let own = own_words(&read.mail.text);
    let words = if own.trim().is_empty() && !read.files.is_empty() { FILES_ONLY } else { own.trim() };
    let Some((body, cut)) = voice::body(words) else {
        return super::write_down(cx, incoming, Verdict::Unread, note::EMPTY).await;
    };
    let mut tx = cx.begin().await?;
    let voice = submission::by_id(&tx, to).await?.ok_or(Error::NotFound)?;
    let cases = case::of_submission(&tx, to).await?;
    let again = reopenable(cx, &tx, &voice, &cases).await?;
    let known = (&voice, cases.as_slice());
    let in_time = |case: &Case| again.iter().any(|other| other.id == case.id);
    let (verdict, events) = match (fate(&cases, words, in_time), first(&cases)) {
        (Fate::Anew, _) | (_, None) => {
            drop(tx);
            return voice::take(cx, incoming, read, "after_end").await;
        }
        (Fate::Add | Fate::Thanks, Some(case)) => (Verdict::Addition, add_to(cx, &mut tx, known, case, &body).await?),
        (Fate::Reopen, Some(_)) => (Verdict::Reopened, ask_again(cx, &mut tx, known, again, &body).await?),
    };
    attach_files(cx, &mut tx, &voice, read).await?;
    let row = NewMail { submission: Some(to), cut, ..incoming.row(cx, verdict, "") };
    let id = note::insert(&mut tx, incoming, &row).await?;
    let events: Vec<CaseEvent> = events.into_iter().map(|event| event.with("mail", id)).collect();
    tx.commit(Story::all(events).and(taken(id, verdict, ""))).await?;
    Ok(verdict)
}

/// The case that is told: one that somebody works on, else one that was answered.
fn first(cases: &[Case]) -> Option<&Case> {
    cases.iter().find(|case| case.status.is_open()).or_else(|| cases.first())
}

async fn attach_files(cx: &Cx, tx: &mut Tx, voice: &Submission, read: &Read) -> Result<(), Error> {
    for cleaned in &read.files {
        cleaned.keep(tx).await?;
    }
    let files: Vec<_> = read.files.iter().map(|cleaned| cleaned.file.clone()).collect();
    Ok(attachment::attach(tx, Owner::Submission(voice.id), &files, || cx.new_key()).await?)
}
