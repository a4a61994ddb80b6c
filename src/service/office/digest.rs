//! The office's digest by mail: counts and links in the morning, for whoever chose it. No content, no personal data; what
//! is counted is counted when the mail is written, for the person who gets it.

use chrono::{NaiveDate, TimeDelta};
use kocho_domain::{
    access::{Actor, Permission},
    clock::day_begins,
    figure::{Week, since_last_open},
    id::StaffId,
    job::{Mail, Pace},
    personal::Personal,
    story::{AuditEvent, Story, Why},
};
use kocho_store::{digest, outbox, report, staff};

use super::{morning, orphan, sections};
use crate::{
    Cx, Error,
    job::{DigestMail, Sender},
};

/// From this hour of the morning on (Japan).
const HOUR: i64 = 7;

/// What the signed-in person chose; `None` for people who do not read the office's pages.
///
/// # Errors
/// What the database says.
pub async fn chosen(cx: &Cx) -> Result<Option<Pace>, Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::OfficeRead) {
        return Ok(None);
    }
    Ok(Some(digest::of(&cx.reader(), staff.id).await?))
}

/// Chooses for the signed-in person. The first digest comes on the next day that has one.
///
/// # Errors
/// [`Error::Denied`] for people who do not read the office's pages.
pub async fn choose(cx: &Cx, pace: Pace) -> Result<(), Error> {
    let staff = cx.actor.staff()?;
    if !staff.may(Permission::OfficeRead) {
        return Err(Error::Denied);
    }
    let mut tx = cx.begin().await?;
    digest::choose(&mut tx, staff.id, pace, cx.today()).await?;
    let event = AuditEvent::new("digest_chosen", "staff", Some(staff.id.0)).with("pace", pace.code());
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Queues the digests that are due this morning; answers how many.
///
/// # Errors
/// What the database says.
pub async fn queue(cx: &Cx) -> Result<usize, Error> {
    let today = cx.today();
    if cx.now() < day_begins(today) + TimeDelta::hours(HOUR) || !cx.city.rules.calendar().is_open(today) {
        return Ok(0);
    }
    if due(cx, digest::waiting(&cx.reader(), today).await?).is_empty() {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    let mut queued = 0;
    // Read again inside: another server may have queued them meanwhile.
    for digest in due(cx, digest::waiting(&tx, today).await?) {
        digest::mark(&mut tx, digest.staff, today).await?;
        let account = staff::by_id(&tx, digest.staff).await?.filter(|a| a.active && !a.mail.is_empty());
        if let Some(account) = account {
            let mail = Mail::Digest { staff: digest.staff.0, pace: digest.pace };
            outbox::push(&mut tx, &Personal::new(account.mail), &mail, None, None).await?;
            queued += 1;
        }
    }
    tx.commit(Story::Unrecorded(Why::JobLease)).await?;
    Ok(queued)
}

fn due(cx: &Cx, waiting: Vec<digest::Digest>) -> Vec<digest::Digest> {
    let calendar = cx.city.rules.calendar();
    waiting.into_iter().filter(|digest| digest.pace.is_due(cx.today(), digest.sent_on, calendar)).collect()
}

/// What a digest says to a person, by the rights that they have at this moment.
///
/// # Errors
/// [`Error::NotFound`] when the person may not read the office's pages any more.
pub(crate) async fn content(cx: &Cx, person: StaffId, pace: Pace, from: Sender) -> Result<DigestMail, Error> {
    let account = staff::by_id(&cx.reader(), person).await?.filter(|a| a.active).ok_or(Error::NotFound)?;
    let actor = staff::actor(&cx.reader(), &account, cx.today()).await?;
    if !actor.may(Permission::OfficeRead) {
        return Err(Error::NotFound);
    }
    let reads = actor.may(Permission::CaseRead);
    let cx = cx.house.cx(Actor::Staff(actor.clone()));
    let today = cx.today();
    let since = first_day(&cx, pace, today);
    let sections = sections(&cx).await?;
    let urgent = if reads { Some(report::urgent_count(&cx.reader()).await?) } else { None };
    Ok(DigestMail {
        pace,
        since,
        until: today,
        arrived: morning::letters(&cx, since, today).await?,
        urgent,
        turns: if actor.may(Permission::CaseApprove) { Some(morning::turns(&cx, &actor).await?.1) } else { None },
        open: sections.whole.open,
        overdue: sections.whole.overdue,
        orphans: if reads { Some(orphan::count(&cx).await?) } else { None },
        office_url: format!("{}/office", cx.house.public_url),
        week_url: (pace == Pace::Weekly).then(|| format!("{}/office/week?week={since}", cx.house.public_url)),
        pdf_url: cx.house.papers.then(|| format!("{}/office/{}", cx.house.public_url, file(pace, since))),
        from,
    })
}

/// The file of a digest's days. It is drawn for whoever opens it, by their own rights.
fn file(pace: Pace, since: NaiveDate) -> String {
    match pace {
        Pace::Never | Pace::Daily => "morning.pdf".to_owned(),
        Pace::Weekly => format!("week.pdf?week={since}"),
    }
}

fn first_day(cx: &Cx, pace: Pace, today: NaiveDate) -> NaiveDate {
    match pace {
        Pace::Never | Pace::Daily => since_last_open(today, cx.city.rules.calendar()),
        Pace::Weekly => Week::ending(today, today).from,
    }
}
