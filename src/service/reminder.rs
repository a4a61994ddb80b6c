//! 督促: who is told before and after a deadline, as the city's rule says (`reminders` in `deadlines.toml`), and when the day
//! has come on which a matter under consideration (検討中) is to be looked at again? Sections that owe a memo for a dialogue day too.
//!
//! Once an open day, after the doors have opened. A reminder is a notice like any other: number and link, collected into
//! at most one mail a person and hour.

use chrono::NaiveDate;
use kocho_domain::{
    access::Role,
    id::SectionId,
    rule::deadlines::Reminder,
    story::{Story, Why},
};
use kocho_store::{
    Tx,
    case::{Due, FollowUp},
    setting,
};

use crate::{Cx, Error, route::notify};

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
    let mut count = 0;
    for due in kocho_store::case::due_between(&tx, today - REACH, today + REACH).await? {
        let fits = |reminder: &&Reminder| reminder.falls_on(rules.calendar(), due.received_on, due.due_on, today);
        for reminder in rules.deadlines().reminders.iter().filter(fits) {
            tell(cx, &mut tx, &due, reminder).await?;
            count += 1;
        }
    }
    // Days on which the office was closed since are made up for.
    let since = told.and_then(|day| day.parse().ok()).and_then(|day: NaiveDate| day.succ_opt()).unwrap_or(today);
    for again in kocho_store::case::follow_ups_between(&tx, since, today).await? {
        look_again(cx, &mut tx, again).await?;
        count += 1;
    }
    count += crate::brief::remind(cx, &mut tx).await?;
    setting::set(&mut tx, LAST, &today.to_string()).await?;
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(count)
}

async fn tell(cx: &Cx, tx: &mut Tx, due: &Due, reminder: &Reminder) -> Result<(), Error> {
    let desk = cx.city.hearing()?.id;
    let code = if due.due_on < cx.today() { "overdue" } else { "due" };
    let roles = reminder.to.iter().filter_map(|code| Role::parse(code)).filter(|role| may_know(*role, due));
    let offices: Vec<(Role, SectionId)> = roles.map(|role| (role, place(role, due, desk))).collect();
    notify(cx, tx, due.case, &offices, code).await
}

/// The section that answered, and the desk: it sees to it that somebody does.
async fn look_again(cx: &Cx, tx: &mut Tx, again: FollowUp) -> Result<(), Error> {
    let section = if again.restricted { Role::SectionHead } else { Role::SectionClerk };
    let desk = (Role::HearingClerk, cx.city.hearing()?.id);
    notify(cx, tx, again.case, &[(section, again.holder), desk], "follow_up").await
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
