//! Receiving many voices in one transaction, as tables bring them: the same rows as one by one, with one statement a table.
//! A story holds the one against the other.

use std::collections::BTreeMap;

use kocho_domain::{
    case::NewCase,
    clock::civil_date,
    era::FiscalYear,
    id::{CaseId, StaffId},
    job::Job,
    receipt::{ReceiptNumber, Secret},
    rule::danger::DangerGroup,
    story::CaseEvent,
    submission::NewSubmission,
};
use kocho_store::{Tx, case_text::Opened, submission::Written};

use super::{Opening, Submit, contact_hashes, danger_in, new_case, new_row, push_urgent_mails, received_event};
use crate::{Cx, Error};

/// A voice with what stood beside it: a memo of the person who brought it.
#[derive(Debug)]
pub(crate) struct WithNote {
    pub(crate) voice: Submit,
    pub(crate) note: Option<String>,
}

/// What is known of a voice before it has rows.
struct Ready {
    row: NewSubmission,
    case: NewCase,
    groups: Vec<DangerGroup>,
    note: Option<String>,
}

/// Writes the rows of voices that come without files and without a receipt mail; answers their events in the same order.
/// Whoever calls it has looked at the codes and commits the events.
pub(crate) async fn receive_all(
    cx: &Cx,
    tx: &mut Tx,
    by: StaffId,
    voices: Vec<WithNote>,
) -> Result<Vec<CaseEvent>, Error> {
    if voices.is_empty() {
        return Ok(Vec::new());
    }
    let mut numbers = numbers(cx, tx, &voices).await?;
    let ready = |WithNote { voice, note }: WithNote| ready(cx, &voice, note, &mut numbers);
    let ready: Vec<Ready> = voices.into_iter().map(ready).collect::<Result<_, _>>()?;
    let written = ready.iter().map(|r| written(cx, r)).collect();
    let ids = kocho_store::submission::insert_all(tx, written).await?;
    let holder = cx.city.hearing()?.id;
    let opened = ready.iter().zip(&ids).map(|(r, id)| (*id, r.row.channel.as_str(), r.case.clone())).collect();
    let cases = kocho_store::case::insert_all(tx, holder, opened).await?;
    let whole = || ready.iter().zip(&ids).zip(&cases).map(|((ready, voice), case)| (ready, *voice, *case));
    let lines: Vec<Opened<'_>> = whole()
        .map(|(r, voice, case)| Opened { voice, written: &r.row, case, opened: &r.case, note: r.note.as_deref() })
        .collect();
    kocho_store::case_text::open_all(tx, holder, &lines).await?;
    let notes: Vec<(CaseId, &str)> = whole().filter_map(|(r, _, case)| Some((case, r.note.as_deref()?))).collect();
    kocho_store::note::insert_all(tx, by, &notes).await?;
    let jobs: Vec<Job> = cases.iter().map(|case| Job::Suggest { case: case.0 }).collect();
    kocho_store::job::push_all(tx, &jobs).await?;
    for (r, _, case) in whole() {
        push_urgent_mails(cx, tx, case, &r.groups).await?;
    }
    Ok(whole().map(|(r, voice, case)| received_event(case, voice, &r.row.channel, &r.groups)).collect())
}

/// The next receipt number of each fiscal year; as many as are needed are taken at once.
async fn numbers(cx: &Cx, tx: &mut Tx, voices: &[WithNote]) -> Result<BTreeMap<i32, u32>, Error> {
    let mut needed: BTreeMap<i32, u32> = BTreeMap::new();
    for WithNote { voice, .. } in voices {
        let on = civil_date(voice.received_at.unwrap_or_else(|| cx.now()));
        *needed.entry(FiscalYear::of(on).year()).or_default() += 1;
    }
    let mut next = BTreeMap::new();
    for (year, count) in needed {
        next.insert(year, kocho_store::counter::take(tx, &format!("receipt-{year}"), count).await?);
    }
    Ok(next)
}

fn ready(cx: &Cx, voice: &Submit, note: Option<String>, numbers: &mut BTreeMap<i32, u32>) -> Result<Ready, Error> {
    let received_at = voice.received_at.unwrap_or_else(|| cx.now());
    let received_on = civil_date(received_at);
    let fiscal_year = FiscalYear::of(received_on);
    let next = numbers.entry(fiscal_year.year()).or_default();
    let number = ReceiptNumber { fiscal_year, sequence: *next };
    *next += 1;
    let groups = danger_in(voice);
    Ok(Ready {
        row: new_row(cx, voice, number, received_at, received_on),
        case: new_case(cx, voice, received_on, Opening::at_the_desk(cx, voice)?, &groups),
        groups,
        note,
    })
}

fn written<'a>(cx: &Cx, ready: &'a Ready) -> Written<'a> {
    let key = cx.keys().receipt();
    Written {
        new: &ready.row,
        secret_hash: Secret::derive(&key, ready.row.key.as_str()).keyed_hash(&key),
        hashes: contact_hashes(cx, ready.row.contact.reveal()),
    }
}
