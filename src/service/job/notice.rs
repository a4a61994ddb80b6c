//! Who is told what happened to their cases, and what else waits for them (a value of an indicator, a memo, a summary, a free slot): at most one
//! mail a person and hour, with numbers and links.

use chrono::TimeDelta;
use kocho_domain::{
    dialogue::ApplicationState,
    id::{ActualId, ApplicationId, CaseId, SlotId, SlotMemoId, StaffId, SummaryId},
    indicator::State,
    job::{
        APPLICATION_CALL, BRIEF_DUE, Mail, NoticeLine, SUMMARY_APPROVED, SUMMARY_ASKED, SUMMARY_DUE, SUMMARY_LATE,
        SUMMARY_SENT_BACK,
    },
    personal::Personal,
    story::{Story, Why},
    summary::{Audience, SummaryState},
};
use kocho_store::{
    Source, Tx,
    application::{self, Application},
    case, dialogue_day, indicator,
    notice::{self, About, Waiting},
    outbox,
    slot::{self, Slot},
    slot_memo, staff, submission, summary,
};

use crate::{Cx, Error};

/// A person gets at most one notice mail in this time.
const QUIET: TimeDelta = TimeDelta::hours(1);

/// Collects waiting notices into mails; answers how many were queued.
///
/// # Errors
/// What the database says.
pub async fn collect_notices(cx: &Cx) -> Result<usize, Error> {
    if notice::waiting(&cx.reader()).await?.is_empty() {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let waiting = notice::waiting(&tx).await?;
    let mut queued = 0;
    for own in waiting.chunk_by(|a, b| a.staff == b.staff) {
        let Some(person) = own.first().map(|notice| notice.staff) else { continue };
        if notice::last_mailed(&tx, person).await?.is_some_and(|last| cx.now() < last + QUIET) {
            continue;
        }
        queued += usize::from(tell(cx, &mut tx, person, own).await?);
        notice::mark_mailed(&mut tx, own).await?;
    }
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(queued)
}

/// Queues one person's mail; false when the person has left or has no address.
async fn tell(cx: &Cx, tx: &mut Tx, person: StaffId, notices: &[Waiting]) -> Result<bool, Error> {
    let Some(account) = staff::by_id(tx, person).await?.filter(|a| a.active && !a.mail.is_empty()) else {
        return Ok(false);
    };
    let mut lines: Vec<NoticeLine> = Vec::new();
    for Waiting { about, code, .. } in notices {
        let line = match about {
            About::Case(case) => line(tx, *case, code).await?,
            About::Indicator(actual) => value_line(cx, tx, *actual, code).await?,
            About::Memo(memo) => memo_line(cx, tx, *memo, code).await?,
            About::Summary(summary) => summary_line(cx, tx, *summary, code).await?,
            About::Application(one) => application_line(tx, *one, code).await?,
            About::Slot(slot) => slot_line(cx, tx, *slot, code).await?,
        };
        let Some(line) = line else { continue };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return Ok(false);
    }
    outbox::push(tx, &Personal::new(account.mail), &Mail::Notices { staff: person.0, lines }, None, None).await?;
    Ok(true)
}

async fn line(from: &impl Source, id: CaseId, code: &str) -> Result<Option<NoticeLine>, Error> {
    let Some(case) = case::by_id(from, id).await? else { return Ok(None) };
    let number = case_number(from, &case).await?;
    Ok(number.map(|number| NoticeLine { number, case_key: case.key.as_str().to_owned(), code: code.to_owned() }))
}

/// Nothing when it was decided or withdrawn meanwhile, or the plan in force has another indicator in its place.
async fn value_line(cx: &Cx, from: &impl Source, id: ActualId, code: &str) -> Result<Option<NoticeLine>, Error> {
    let Some(actual) = indicator::by_id(from, id).await?.filter(|actual| actual.state == State::Proposed) else {
        return Ok(None);
    };
    let id = crate::indicator::id_of(cx, &actual.new.which)?;
    Ok(id.map(|id| NoticeLine { number: format!("成果指標 {id}"), case_key: id, code: code.to_owned() }))
}

/// Nothing when it was written meanwhile, or nobody comes any more.
async fn memo_line(cx: &Cx, from: &impl Source, id: SlotMemoId, code: &str) -> Result<Option<NoticeLine>, Error> {
    let Some(memo) = slot_memo::by_id(from, id).await?.filter(|memo| memo.answered.is_none()) else {
        return Ok(None);
    };
    let number = slot_number(cx, from, memo.slot).await?;
    Ok(number.map(|number| NoticeLine { number, case_key: id.to_string(), code: code.to_owned() }))
}

/// Nothing when it stands somewhere else meanwhile.
async fn summary_line(cx: &Cx, from: &impl Source, id: SummaryId, code: &str) -> Result<Option<NoticeLine>, Error> {
    let Some(one) = summary::by_id(from, id).await?.filter(|one| waits(one.state, code)) else { return Ok(None) };
    let number = slot_number(cx, from, one.slot).await?;
    Ok(number.map(|number| NoticeLine { number, case_key: one.key.to_string(), code: code.to_owned() }))
}

/// Nobody is called who does not come any more.
async fn application_line(from: &impl Source, id: ApplicationId, code: &str) -> Result<Option<NoticeLine>, Error> {
    let comes = |one: &Application| code != APPLICATION_CALL || one.standing.state == ApplicationState::Accepted;
    let one = application::by_id(from, id).await?.filter(comes);
    Ok(one.map(|one| NoticeLine {
        number: one.about.number.to_string(),
        case_key: one.about.key.to_string(),
        code: code.to_owned(),
    }))
}

/// The brief of a visitor, or the record of the day, where a summary is begun; nothing when somebody began one meanwhile, or nobody
/// has the slot any more.
async fn slot_line(cx: &Cx, from: &impl Source, id: SlotId, code: &str) -> Result<Option<NoticeLine>, Error> {
    if code == BRIEF_DUE {
        let slot = slot::by_ids(from, &[id]).await?.into_iter().next();
        let number = slot_number(cx, from, id).await?;
        let line = |(slot, number): (Slot, String)| NoticeLine {
            number,
            case_key: slot.key.to_string(),
            code: code.to_owned(),
        };
        return Ok(slot.zip(number).map(line));
    }
    let there = summary::of_slots(from, &[id]).await?;
    if there.iter().any(|one| one.audience == Audience::Applicant) {
        return Ok(None);
    }
    let Some(slot) = slot::by_ids(from, &[id]).await?.into_iter().next() else { return Ok(None) };
    let Some(day) = dialogue_day::by_id(from, slot.day).await? else { return Ok(None) };
    let number = slot_number(cx, from, id).await?;
    Ok(number.map(|number| NoticeLine { number, case_key: day.key.to_string(), code: code.to_owned() }))
}

/// A summary still stands where this was told of it.
fn waits(state: SummaryState, code: &str) -> bool {
    match code {
        SUMMARY_ASKED => state == SummaryState::Review,
        SUMMARY_SENT_BACK => state == SummaryState::SentBack,
        SUMMARY_APPROVED => state == SummaryState::Approved,
        SUMMARY_DUE | SUMMARY_LATE => matches!(state, SummaryState::Draft | SummaryState::SentBack),
        _ => false,
    }
}

/// R8-対話02　13:30～13:55; nothing when nobody has the slot.
async fn slot_number(cx: &Cx, from: &impl Source, id: SlotId) -> Result<Option<String>, Error> {
    let slot = slot::by_ids(from, &[id]).await?.into_iter().find(|slot| slot.party.is_some());
    let Some(slot) = slot else { return Ok(None) };
    let day = dialogue_day::by_id(from, slot.day).await?;
    let number = |day: dialogue_day::Day| day.number.show(cx.city.rules.dialogues().mark(&day.about.series));
    Ok(day.map(|day| format!("{}　{}", number(day), slot.period)))
}

/// R8-000123-K; R8-000123-K 2/3 where the voice has several cases.
pub(super) async fn case_number(from: &impl Source, case: &kocho_domain::case::Case) -> Result<Option<String>, Error> {
    let Some(voice) = submission::by_id(from, case.submission).await? else { return Ok(None) };
    let branches = case::of_submission(from, case.submission).await?.len();
    let number = voice.number;
    Ok(Some(if branches > 1 { format!("{number} {}/{branches}", case.branch) } else { number.to_string() }))
}
