//! 要旨: drafting it from the record, reviewing it in red, approving, sending back, giving it to the applicant; and the text for
//! the public, to which two people agree. Reading stands in `summary/show.rs`, what nobody began in `summary/due.rs`.

mod due;
mod show;

use kocho_domain::{
    access::{Permission, Role, StaffActor},
    deadline::due_on,
    id::{PublicKey, StaffId},
    job::{SUMMARY_APPROVED, SUMMARY_ASKED, SUMMARY_SENT_BACK},
    refusal::Refusal,
    remark::Outcome,
    reply::text_hash,
    rule::dialogue::NoticeKind,
    story::{AuditEvent, Story},
    summary::{Audience, CONSENTS, Point, SummaryAct, SummaryState, draft, fits, step},
};
use kocho_store::{
    Tx, application, commitment_list, dialogue_day,
    dialogue_day::Day,
    notice::{self, About},
    remark, slot,
    slot::Slot,
    staff,
    summary::{self, Summary, Text},
};

pub(crate) use self::due::{remind, unbegun};
pub use self::{
    due::Awaited,
    show::{List, Listed, PublicDay, PublicSlot, SummaryView, list, public_day, public_days, show},
};
use crate::{
    Cx, Error,
    commitment::remind::people,
    decision::{Told, tell},
};

/// The longest remark on a summary.
const COMMENT: usize = 1_000;

/// Who works with summaries: the hearing desk and the mayor's office. For others there are none.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn reader(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    let reads = staff.may(Permission::DialogueRecord) || staff.may(Permission::SummaryReview);
    if reads { Ok(staff) } else { Err(Error::NotFound) }
}

fn needs(staff: &StaffActor, permission: Permission) -> Result<(), Error> {
    if staff.may(permission) { Ok(()) } else { Err(Error::Denied) }
}

/// Begins a slot's summary with a draft: for the applicant from the record, for the public from what the applicant gets, with
/// what may point at a person masked. One that is there is opened.
///
/// # Errors
/// [`Refusal::SummaryFirst`]; [`Error::NotFound`] for a slot without a party, [`Error::Denied`].
pub async fn begin(cx: &Cx, slot: &PublicKey, audience: Audience) -> Result<PublicKey, Error> {
    let staff = reader(cx)?;
    needs(staff, Permission::DialogueRecord)?;
    let mut tx = cx.begin().await?;
    let slot = slot::by_key(&tx, slot).await?.filter(|slot| slot.party.is_some()).ok_or(Error::NotFound)?;
    let there = summary::of_slots(&tx, &[slot.id]).await?;
    if let Some(one) = there.iter().find(|one| one.audience == audience) {
        return Ok(one.key.clone());
    }
    let day = dialogue_day::by_id(&tx, slot.day).await?.ok_or(Error::NotFound)?;
    let body = match audience {
        Audience::Applicant => from_record(&tx, &slot).await?,
        Audience::Public => from_approved(&tx, &there).await?,
    };
    let due_on = (audience == Audience::Applicant).then(|| notice_day(cx, &day)).flatten();
    let (key, hash) = (cx.new_key(), hash(&body));
    let text = Text { body: &body, sha256: &hash, by: staff.id };
    let id = summary::insert(&mut tx, &key, (slot.id, audience), due_on, text).await?;
    let event = AuditEvent::new("summary_begun", "summary", Some(id.0)).with("for", audience.code());
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// By when the applicant has the summary of a day.
pub(crate) fn notice_day(cx: &Cx, day: &Day) -> Option<chrono::NaiveDate> {
    let series = cx.city.rules.dialogues().series(&day.about.series)?;
    Some(due_on(cx.city.rules.calendar(), day.about.held_on, series.notice))
}

/// By when the office has looked at it.
pub(crate) fn review_day(cx: &Cx, day: &Day) -> Option<chrono::NaiveDate> {
    let series = cx.city.rules.dialogues().series(&day.about.series)?;
    Some(due_on(cx.city.rules.calendar(), day.about.held_on, series.summary))
}

async fn from_record(tx: &Tx, slot: &Slot) -> Result<String, Error> {
    let promises = commitment_list::of_slots(tx, &[slot.id]).await?;
    let point = |one: remark::Remark| {
        let said: Vec<String> = promises
            .iter()
            .filter(|promise| promise.remark == Some(one.id))
            .map(|promise| format!("{}（{}まで）", promise.text, kocho_domain::era::wareki(promise.due_on)))
            .collect();
        Point {
            outcome: one.outcome.unwrap_or(Outcome::Heard),
            said: one.words.said,
            answered: one.words.answered,
            promise: (!said.is_empty()).then(|| said.join("、")),
        }
    };
    let points: Vec<Point> = remark::of_slots(tx, &[slot.id]).await?.into_iter().map(point).collect();
    let theme = slot.party.as_ref().map_or("", |party| party.theme.as_str());
    Ok(draft(theme, &points))
}

async fn from_approved(tx: &Tx, there: &[Summary]) -> Result<String, Error> {
    let approved = |one: &&Summary| {
        one.audience == Audience::Applicant && matches!(one.state, SummaryState::Approved | SummaryState::Sent)
    };
    let one = there.iter().find(approved).ok_or(Refusal::SummaryFirst)?;
    let body = summary::versions(tx, one.id).await?.pop().map(|version| version.body).unwrap_or_default();
    Ok(kocho_text::personal::mask(&body, &kocho_text::personal::find(&body)))
}

/// The hash to which people agree.
fn hash(body: &str) -> String {
    text_hash(&["summary", body])
}

/// A summary for an act, as its page showed it.
async fn open(cx: &Cx, tx: &Tx, key: &PublicKey, seen: i64) -> Result<Summary, Error> {
    reader(cx)?;
    let one = summary::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    if one.lock == seen { Ok(one) } else { Err(Error::Stale) }
}

/// What an act tells the audit.
fn told(code: &'static str, one: &Summary) -> Story {
    let event = AuditEvent::new(code, "summary", Some(one.id.0)).with("for", one.audience.code());
    Story::audit(event.with("version", one.version))
}

/// 書き直す: the desk writes, who reviews writes in red. The same text again makes no version. Agreements to an older text say
/// nothing about the new one.
///
/// # Errors
/// [`Refusal::SummaryLong`], [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn write(cx: &Cx, key: &PublicKey, body: &str, seen: i64) -> Result<(), Error> {
    let staff = reader(cx)?;
    let body = body.replace("\r\n", "\n").trim().to_owned();
    fits(&body)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::Write)?;
    let in_red = one.state == SummaryState::Review && staff.may(Permission::SummaryReview);
    if !staff.may(Permission::DialogueRecord) && !in_red {
        return Err(Error::Denied);
    }
    let newest = summary::versions(&tx, one.id).await?.pop();
    if newest.is_some_and(|version| version.body == body) {
        return Ok(());
    }
    let hash = hash(&body);
    summary::rewrite(&mut tx, &one, to, Text { body: &body, sha256: &hash, by: staff.id }).await?;
    Ok(tx.commit(told("summary_written", &one)).await?)
}

/// 確認に出す.
///
/// # Errors
/// [`Refusal::SummaryLong`], [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn ask(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    needs(reader(cx)?, Permission::DialogueRecord)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::Ask)?;
    let newest = summary::versions(&tx, one.id).await?.pop();
    fits(newest.as_ref().map_or("", |version| version.body.as_str()))?;
    summary::set_state(&mut tx, &one, to).await?;
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| Permission::SummaryReview.of(*role)).collect();
    let readers = staff::holders_anywhere(&tx, &roles, cx.today()).await?;
    tell_staff(cx, &mut tx, &one, (readers, SUMMARY_ASKED)).await?;
    tx.commit(told("summary_asked", &one)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// These people, but for who acts, hear of a summary with the next hourly mail.
async fn tell_staff(cx: &Cx, tx: &mut Tx, one: &Summary, (people, code): (Vec<StaffId>, &str)) -> Result<(), Error> {
    let own = cx.actor.staff()?.id;
    for person in people.into_iter().filter(|person| *person != own) {
        notice::add_other(tx, person, About::Summary(one.id), code).await?;
    }
    Ok(())
}

/// The hearing desk, which wrote it, hears what became of it.
async fn tell_desk(cx: &Cx, tx: &mut Tx, one: &Summary, code: &str) -> Result<(), Error> {
    let desk = people(cx, tx, cx.city.hearing()?.id).await?;
    tell_staff(cx, tx, one, (desk, code)).await
}

/// Adds a remark, about some words where they are named.
///
/// # Errors
/// [`Refusal::TextMissing`]; [`Error::Invalid`] for too long a remark; [`Error::NotFound`].
pub async fn comment(cx: &Cx, key: &PublicKey, (quote, body): (&str, &str)) -> Result<(), Error> {
    let staff = reader(cx)?;
    let (quote, body) = (quote.trim(), body.trim());
    if body.is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    if body.chars().count() > COMMENT || quote.chars().count() > COMMENT {
        return Err(Error::field("comment", format!("{COMMENT}文字までで書いてください。")));
    }
    let mut tx = cx.begin().await?;
    let one = summary::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    summary::comment(&mut tx, &one, "comment", (quote, body), staff.id).await?;
    Ok(tx.commit(told("summary_commented", &one)).await?)
}

/// 差し戻す, with a reason.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn send_back(cx: &Cx, key: &PublicKey, reason: &str, seen: i64) -> Result<(), Error> {
    let staff = reader(cx)?;
    needs(staff, Permission::SummaryReview)?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::SendBack)?;
    summary::set_state(&mut tx, &one, to).await?;
    summary::comment(&mut tx, &one, "sent_back", ("", reason.trim()), staff.id).await?;
    tell_desk(cx, &mut tx, &one, SUMMARY_SENT_BACK).await?;
    tx.commit(told("summary_sent_back", &one)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// 承認する. Somebody else has to have written a part of it: two people look at what leaves the house.
///
/// # Errors
/// [`Refusal::OwnDraft`], [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn approve(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let staff = reader(cx)?;
    needs(staff, Permission::SummaryReview)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::Approve)?;
    if summary::versions(&tx, one.id).await?.iter().all(|version| version.staff == staff.id) {
        return Err(Refusal::OwnDraft.into());
    }
    summary::set_state(&mut tx, &one, to).await?;
    summary::comment(&mut tx, &one, "approved", ("", ""), staff.id).await?;
    tell_desk(cx, &mut tx, &one, SUMMARY_APPROVED).await?;
    tx.commit(told("summary_approved", &one)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// 申出人へ送る: what was approved goes by mail, or is frozen as a letter to be printed, as the applicant wished. A party that
/// came without an application is handed a print; then this only notes it.
///
/// # Errors
/// [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn send(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let staff = reader(cx)?;
    needs(staff, Permission::DialogueRecord)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::Send)?;
    let slot = slot::by_ids(&tx, &[one.slot]).await?.into_iter().next().ok_or(Error::NotFound)?;
    if let Some(applied) = slot.party.as_ref().and_then(|party| party.application) {
        let applied = application::by_id(&tx, applied).await?.ok_or(Error::NotFound)?;
        let day = dialogue_day::by_id(&tx, slot.day).await?;
        let body = summary::versions(&tx, one.id).await?.pop().map(|version| version.body).unwrap_or_default();
        let told = Told { kind: NoticeKind::Summary, day: day.as_ref(), slot: Some(&slot), words: &body, before: None };
        tell(cx, &mut tx, &applied, &told).await?;
    }
    summary::set_state(&mut tx, &one, to).await?;
    summary::comment(&mut tx, &one, "sent", ("", ""), staff.id).await?;
    tx.commit(told("summary_sent", &one)).await?;
    cx.house.wake_worker();
    Ok(())
}

/// 公表を承認する: to this very text.
///
/// # Errors
/// [`Refusal::ConsentTwice`], [`Refusal::SummaryNotNow`], [`Error::Stale`].
pub async fn consent(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    let staff = reader(cx)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    step(one.audience, one.state, SummaryAct::Publish)?;
    let text = newest_hash(&tx, &one).await?;
    if !summary::consent(&mut tx, one.id, &text, staff.id).await? {
        return Err(Refusal::ConsentTwice.into());
    }
    Ok(tx.commit(told("summary_consented", &one)).await?)
}

async fn newest_hash(tx: &Tx, one: &Summary) -> Result<String, Error> {
    let newest = summary::versions(tx, one.id).await?.pop().ok_or(Error::NotFound)?;
    Ok(newest.sha256)
}

/// 公表する: what two different people agreed to, and nothing else.
///
/// # Errors
/// [`Refusal::ConsentMissing`], [`Refusal::SummaryNotNow`], [`Error::Stale`], [`Error::Denied`].
pub async fn publish(cx: &Cx, key: &PublicKey, seen: i64) -> Result<(), Error> {
    needs(reader(cx)?, Permission::DialogueRecord)?;
    let mut tx = cx.begin().await?;
    let one = open(cx, &tx, key, seen).await?;
    let to = step(one.audience, one.state, SummaryAct::Publish)?;
    let text = newest_hash(&tx, &one).await?;
    let given = summary::consents(&tx, one.id, &text).await?.len();
    if given < CONSENTS {
        return Err(Refusal::ConsentMissing { given }.into());
    }
    summary::set_state(&mut tx, &one, to).await?;
    Ok(tx.commit(told("summary_published", &one)).await?)
}
