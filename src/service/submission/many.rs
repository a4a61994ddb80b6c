//! Receiving many voices in one transaction, as tables bring them: the same rows as one by one, with one statement a table.
//! A story holds the one against the other.

use std::collections::BTreeMap;

use kocho_domain::{
    case::NewCase,
    clock::civil_date,
    deadline::due_on,
    era::FiscalYear,
    id::{CaseId, StaffId},
    job::Job,
    receipt::{ReceiptNumber, Secret},
    rule::danger::DangerGroup,
    story::CaseEvent,
    submission::NewSubmission,
};
use kocho_store::{
    Tx,
    case_text::{self, Lines},
    submission::{ContactHashes, Written},
};

use super::{Opening, Submit, contact_hashes, danger_in, new_case, new_row, push_urgent_mails, received_event};
use crate::{Cx, Error};

/// A voice with what stood beside it: a memo of the person who brought it.
#[derive(Debug)]
pub(crate) struct WithNote {
    pub(crate) voice: Submit,
    pub(crate) note: Option<String>,
    /// It is a record of the past.
    pub(crate) past: bool,
    /// It was written some time ago and could not be known before today: periods count from now on.
    pub(crate) from_today: bool,
    /// Its groups of danger, when they are known.
    pub(crate) danger: Option<Vec<DangerGroup>>,
}

/// A voice with everything that is known before it has rows: it was read for danger and its line of the index is made. This
/// is most of the work, and needs no transaction.
pub(crate) struct Ready {
    row: NewSubmission,
    secret_hash: String,
    hashes: ContactHashes,
    case: NewCase,
    lines: Lines,
    groups: Vec<DangerGroup>,
    note: Option<String>,
    past: bool,
}

/// Makes a voice ready. Its receipt number is the transaction's to give.
pub(crate) fn make_ready(
    cx: &Cx,
    WithNote { voice, note, past, from_today, danger }: WithNote,
) -> Result<Ready, Error> {
    let received_at = voice.received_at.unwrap_or_else(|| cx.now());
    let received_on = civil_date(received_at);
    let number = ReceiptNumber { fiscal_year: FiscalYear::of(received_on), sequence: 0 };
    let groups = danger.unwrap_or_else(|| danger_in(&voice));
    let row = new_row(cx, &voice, number, received_at, received_on);
    let mut case = new_case(cx, &voice, received_on, Opening::at_the_desk(cx, &voice)?, &groups);
    if past {
        // What was written long ago does not ring now.
        case.urgent = false;
    }
    if past || from_today {
        // Nor is it late on its first day.
        case.due_on = due_on(cx.city.rules.calendar(), cx.today(), cx.city.rules.reply_deadline(&voice.channel));
    }
    let key = cx.keys().receipt();
    Ok(Ready {
        secret_hash: Secret::derive(&key, row.key.as_str()).keyed_hash(&key),
        hashes: contact_hashes(cx, row.contact.reveal()),
        lines: case_text::lines((&row, &case), note.as_deref(), cx.city.hearing()?.id),
        row,
        case,
        groups,
        note,
        past,
    })
}

/// Writes the rows of voices that come without files and without a receipt mail; answers their events in the same order.
/// Whoever calls it has looked at the codes and commits the events.
pub(crate) async fn receive_all(
    cx: &Cx,
    tx: &mut Tx,
    by: StaffId,
    mut ready: Vec<Ready>,
) -> Result<Vec<CaseEvent>, Error> {
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    give_numbers(tx, &mut ready).await?;
    let ids = kocho_store::submission::insert_all(tx, ready.iter().map(written).collect()).await?;
    let holder = cx.city.hearing()?.id;
    let opened = ready.iter().zip(&ids).map(|(r, id)| (*id, r.row.channel.as_str(), r.case.clone())).collect();
    let cases = kocho_store::case::insert_all(tx, holder, opened).await?;
    let lines = ready.iter_mut().map(|r| std::mem::take(&mut r.lines));
    case_text::open_all(tx, ids.iter().zip(&cases).zip(lines).map(|((v, c), lines)| (*v, *c, lines)).collect()).await?;
    let whole = || ready.iter().zip(&ids).zip(&cases).map(|((ready, voice), case)| (ready, *voice, *case));
    let notes: Vec<(CaseId, &str)> = whole().filter_map(|(r, _, case)| Some((case, r.note.as_deref()?))).collect();
    kocho_store::note::insert_all(tx, by, &notes).await?;
    let jobs: Vec<Job> = cases.iter().map(|case| Job::Suggest { case: case.0 }).collect();
    kocho_store::job::push_all(tx, &jobs).await?;
    for (r, _, case) in whole().filter(|(r, ..)| !r.past) {
        push_urgent_mails(cx, tx, case, &r.groups).await?;
    }
    let event = |(r, voice, case): (&Ready, _, _)| {
        let event = received_event(case, voice, &r.row.channel, &r.groups);
        if r.past { event.with("past", "yes") } else { event }
    };
    Ok(whole().map(event).collect())
}

/// Gives the next receipt numbers of each fiscal year; as many as are needed are taken at once.
async fn give_numbers(tx: &mut Tx, ready: &mut [Ready]) -> Result<(), Error> {
    let mut needed: BTreeMap<i32, u32> = BTreeMap::new();
    for voice in ready.iter() {
        *needed.entry(voice.row.number.fiscal_year.year()).or_default() += 1;
    }
    let mut next = BTreeMap::new();
    for (year, count) in needed {
        next.insert(year, kocho_store::counter::take(tx, &format!("receipt-{year}"), count).await?);
    }
    for voice in ready {
        let next = next.entry(voice.row.number.fiscal_year.year()).or_default();
        voice.row.number.sequence = *next;
        *next += 1;
    }
    Ok(())
}

fn written(ready: &Ready) -> Written<'_> {
    Written { new: &ready.row, secret_hash: ready.secret_hash.clone(), hashes: ready.hashes.clone() }
}
