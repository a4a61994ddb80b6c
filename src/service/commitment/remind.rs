//! Who is reminded of promises: sections a week before the deadline and when it has passed, the desk when applicants are to
//! hear what became of them. Sections and the desk, too, when the day has passed by which residents were to be told what became
//! of a survey (反映状況): that is promised like anything else. Mails hold numbers and links only.

use std::collections::BTreeMap;

use kocho_domain::{
    access::Role,
    commitment::{Commitment, Reminder},
    id::{CommitmentId, SectionId, StaffId},
    job::{CommitmentLine, Mail, REFLECTION},
    personal::Personal,
    story::{Story, Why},
};
use kocho_store::{
    Tx, commitment, commitment_list, outbox, staff,
    survey_result::{self, Late},
};

use crate::{Cx, Error};

/// Those of a section who hear of its promises.
const SECTION: [Role; 3] = [Role::SectionClerk, Role::SectionChief, Role::SectionHead];
/// Those of the hearing desk.
const DESK: [Role; 2] = [Role::HearingClerk, Role::HearingHead];

/// Queues at most one mail a person for everything of which they have to be reminded today; answers how many. Done twice, it
/// reminds once.
///
/// # Errors
/// What the database says.
pub async fn remind(cx: &Cx) -> Result<usize, Error> {
    let today = cx.today();
    let waits = !commitment_list::to_remind(&cx.reader(), today).await?.is_empty();
    let is_silent = survey_result::late(&cx.reader(), today).await?.iter().all(|late| late.is_told);
    if !waits && is_silent && commitment_list::to_follow_up(&cx.reader(), today, true).await?.is_empty() {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let due: Vec<(Commitment, Reminder)> = commitment_list::to_remind(&tx, today)
        .await?
        .into_iter()
        .filter_map(|one| one.reminder(today).map(|reminder| (one, reminder)))
        .collect();
    let mut mails: BTreeMap<StaffId, Vec<CommitmentLine>> = BTreeMap::new();
    for own in due.chunk_by(|a, b| a.0.section == b.0.section) {
        let Some((first, _)) = own.first() else { continue };
        for person in people(cx, &tx, first.section).await? {
            mails.entry(person).or_default().extend(own.iter().map(|(one, reminder)| line(one, *reminder)));
        }
    }
    let follow = commitment_list::to_follow_up(&tx, today, true).await?;
    for person in if follow.is_empty() { Vec::new() } else { people(cx, &tx, cx.city.hearing()?.id).await? } {
        mails.entry(person).or_default().extend(follow.iter().map(|one| line(one, Reminder::FollowUp)));
    }
    let heard: Vec<CommitmentId> = follow.iter().map(|one| one.id).collect();
    commitment::mark_follow_up_told(&mut tx, &heard, today).await?;
    let told: Vec<CommitmentId> = due.iter().map(|(one, _)| one.id).collect();
    commitment::mark_reminded(&mut tx, &told, today).await?;
    surveys(cx, &mut tx, &mut mails).await?;
    let queued = push(&mut tx, mails).await?;
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(queued)
}

/// Surveys of which nothing was told in time, each once.
async fn surveys(cx: &Cx, tx: &mut Tx, mails: &mut BTreeMap<StaffId, Vec<CommitmentLine>>) -> Result<(), Error> {
    let late = survey_result::late(tx, cx.today()).await?;
    let new: Vec<&Late> = late.iter().filter(|one| !one.is_told).collect();
    let desk = if new.is_empty() { Vec::new() } else { people(cx, tx, cx.city.hearing()?.id).await? };
    for one in &new {
        let mut told = people(cx, tx, one.section).await?;
        told.extend(&desk);
        told.sort_unstable();
        told.dedup();
        for person in told {
            mails.entry(person).or_default().push(CommitmentLine {
                number: one.code.clone(),
                key: one.code.clone(),
                code: REFLECTION.to_owned(),
                due_on: one.due_on,
            });
        }
    }
    Ok(survey_result::mark_told(tx, &new).await?)
}

fn line(one: &Commitment, reminder: Reminder) -> CommitmentLine {
    CommitmentLine {
        number: one.number.to_string(),
        key: one.key.as_str().to_owned(),
        code: reminder.code().to_owned(),
        due_on: one.due_on,
    }
}

/// Everybody who hears of a section's promises, and of what else it is asked for, each once.
pub(crate) async fn people(cx: &Cx, tx: &Tx, section: SectionId) -> Result<Vec<StaffId>, Error> {
    let roles: &[Role] = if cx.city.hearing()?.id == section { &DESK } else { &SECTION };
    let offices: Vec<(Role, SectionId)> = roles.iter().map(|role| (*role, section)).collect();
    let held = staff::holders_of(tx, &offices, cx.today()).await?;
    let mut people: Vec<StaffId> = held.into_values().flatten().collect();
    people.sort_unstable();
    people.dedup();
    Ok(people)
}

/// Queues the mails of those who still work here and have an address.
async fn push(tx: &mut Tx, mails: BTreeMap<StaffId, Vec<CommitmentLine>>) -> Result<usize, Error> {
    let mut queued = 0;
    for (person, lines) in mails {
        let Some(account) = staff::by_id(tx, person).await?.filter(|a| a.active && !a.mail.is_empty()) else {
            continue;
        };
        let mail = Mail::Commitments { staff: person.0, lines };
        outbox::push(tx, &Personal::new(account.mail), &mail, None, None).await?;
        queued += 1;
    }
    Ok(queued)
}
