//! 督促: who is told before and after a deadline, as the city's rule says (`reminders` in `deadlines.toml`), and when the day
//! has come on which a matter under consideration (検討中) is to be looked at again? Sections that owe a memo for a dialogue day too,
//! and the desk that owes a brief or a summary of one, or a call to somebody who has no mail.
//!
//! Once an open day, after the doors have opened. A reminder is a notice like any other: number and link, collected into
//! at most one mail a person and hour.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kocho_domain::{
    access::Role,
    id::{CaseId, SectionId},
    rule::deadlines::Reminder,
    story::{Story, Why},
};
use kocho_store::{
    case::{Due, FollowUp},
    setting, staff,
};

use crate::{Cx, Error, route::tell};

/// The day for which reminders were last looked up.
const LAST: &str = "reminders.on";
/// Calendar days around today in which a deadline can call for a reminder; rules count in open days, far fewer.
const REACH: chrono::Days = chrono::Days::new(400);

/// Reminds of the deadlines for which today is the day; answers of how many. Asked again on the same day, of none.
///
/// # Errors
/// What the database says; then the next call tries again.
pub async fn remind(cx: &Cx) -> Result<usize, Error> {
    let (rules, today) = (&cx.city.rules, cx.today());
    let open_now =
        rules.calendar().is_open(today) && rules.office_hours().opens <= kocho_domain::clock::civil_time(cx.now());
    let told = setting::get(&cx.reader(), LAST).await?;
    if !open_now || told.as_deref() == Some(today.to_string().as_str()) {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let desk = cx.city.hearing()?.id;
    let mut notices = Vec::new();
    for due in &kocho_store::case::due_between(&tx, today - REACH, today + REACH).await? {
        let fits = |reminder: &&Reminder| reminder.falls_on(rules.calendar(), due.received_on, due.due_on, today);
        notices
            .extend(rules.deadlines().reminders.iter().filter(fits).map(|reminder| of_due(due, reminder, desk, today)));
    }
    // Days on which the office was closed since are made up for.
    let since = told.and_then(|day| day.parse().ok()).and_then(|day: NaiveDate| day.succ_opt()).unwrap_or(today);
    notices.extend(kocho_store::case::follow_ups_between(&tx, since, today).await?.iter().map(|one| again(one, desk)));
    let offices: BTreeSet<(Role, SectionId)> = notices.iter().flat_map(|one| one.offices.iter().copied()).collect();
    let holders = staff::holders_of(&tx, &offices.into_iter().collect::<Vec<_>>(), today).await?;
    for one in &notices {
        tell(cx, &mut tx, one.case, (&one.offices, &holders), one.code).await?;
    }
    let memos = crate::brief::remind(cx, &mut tx, since).await?;
    let calls = crate::decision::remind_desk(cx, &mut tx, since).await?;
    let summaries = crate::summary::remind(cx, &mut tx, since).await?;
    setting::set(&mut tx, LAST, &today.to_string()).await?;
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(notices.len() + memos + calls + summaries)
}

/// Of which case whoever holds one of these offices hears what.
struct Notice {
    case: CaseId,
    offices: Vec<(Role, SectionId)>,
    code: &'static str,
}

fn of_due(due: &Due, reminder: &Reminder, desk: SectionId, today: NaiveDate) -> Notice {
    let roles = reminder.to.iter().filter_map(|code| Role::parse(code)).filter(|role| may_know(*role, due));
    Notice {
        case: due.case,
        offices: roles.map(|role| (role, place(role, due, desk))).collect(),
        code: if due.due_on < today { "overdue" } else { "due" },
    }
}

/// The section that answered, and the desk: it sees to it that somebody does.
fn again(one: &FollowUp, desk: SectionId) -> Notice {
    let section = if one.restricted { Role::SectionHead } else { Role::SectionClerk };
    Notice { case: one.case, offices: vec![(section, one.holder), (Role::HearingClerk, desk)], code: "follow_up" }
}

/// Of a restricted case 課担当 hears nothing, as they do not know it.
const fn may_know(role: Role, due: &Due) -> bool {
    !due.restricted || !matches!(role, Role::SectionClerk)
}

const fn place(role: Role, due: &Due, desk: SectionId) -> SectionId {
    match role {
        Role::HearingClerk | Role::HearingHead => desk,
        _ => due.holder,
    }
}
