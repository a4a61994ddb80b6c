//! Summaries to be read: one beside the raw record and the promises, with what was changed; those that wait; and what
//! residents read of a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    commitment::Commitment,
    dialogue::DayState,
    id::{DialogueDayId, PublicKey, SlotId},
    summary::{Audience, SummaryState, length},
};
use kocho_store::summary::{Comment, Version};
use kocho_store::{
    commitment_list, dialogue_day,
    dialogue_day::Day,
    remark, slot,
    slot::Slot,
    summary::{self, Summary},
};
use kocho_text::difference::{Piece, difference};

use super::{
    due::{Awaited, unbegun},
    reader, review_day,
};
use crate::{Cx, Error, commitment::doubts, record, record::Point};

/// Summaries of a list.
pub(super) const PAGE: u64 = 200;
/// Days that residents see in the list.
const DAYS: u64 = 60;

/// A summary beside what it was made of.
#[derive(Debug, Clone)]
pub struct SummaryView {
    /// The summary.
    pub one: Summary,
    /// Its day.
    pub day: Day,
    /// R8-対話02
    pub number: String,
    /// Its slot.
    pub slot: Slot,
    /// The raw record.
    pub points: Vec<Point>,
    /// What was promised in the slot.
    pub promises: Vec<Commitment>,
    /// All versions, oldest first.
    pub versions: Vec<Version>,
    /// What the newest version changed, against the one that is named or the one before; nothing for the first.
    pub changes: Option<(u32, Vec<Piece>)>,
    /// Remarks, oldest first.
    pub comments: Vec<Comment>,
    /// Who agreed to the newest text.
    pub consents: Vec<String>,
    /// This person agreed to it.
    pub agreed: bool,
    /// Words that may point at a person.
    pub doubts: Vec<String>,
    /// Characters of the newest text.
    pub length: usize,
    /// By when the office has looked at it.
    pub review_by: Option<NaiveDate>,
    /// The summaries of the same slot.
    pub beside: Vec<Summary>,
    /// This person may write it now.
    pub writes: bool,
    /// This person reviews.
    pub reviews: bool,
    /// This person keeps the record: asks, sends, publishes.
    pub keeps: bool,
}

/// A summary; `against` is the older version with which the newest one is compared.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(cx: &Cx, key: &PublicKey, against: Option<u32>) -> Result<SummaryView, Error> {
    let staff = reader(cx)?;
    let from = cx.reader();
    let one = summary::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let slot = slot::by_ids(&from, &[one.slot]).await?.into_iter().next().ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(&from, slot.day).await?.ok_or(Error::NotFound)?;
    let mut points = record::points_of(cx, &from, &day, &[slot.id]).await?;
    let versions = summary::versions(&from, one.id).await?;
    let newest = versions.last().ok_or(Error::NotFound)?;
    let consents = summary::consents(&from, one.id, &newest.sha256).await?;
    let (keeps, reviews) = (staff.may(Permission::DialogueRecord), staff.may(Permission::SummaryReview));
    let in_hand = match (one.audience, one.state) {
        (Audience::Applicant, SummaryState::Draft | SummaryState::SentBack) => keeps,
        (Audience::Applicant, SummaryState::Review) => keeps || reviews,
        (Audience::Public, SummaryState::Draft | SummaryState::Published) => keeps,
        (Audience::Applicant | Audience::Public, _) => false,
    };
    Ok(SummaryView {
        number: day.number.show(cx.city.rules.dialogues().mark(&day.about.series)),
        points: points.remove(&slot.id).unwrap_or_default(),
        promises: commitment_list::of_slots(&from, &[slot.id]).await?,
        changes: changes(&versions, against),
        comments: summary::comments(&from, one.id).await?,
        agreed: consents.iter().any(|(id, _)| *id == staff.id),
        consents: consents.into_iter().map(|(_, name)| name).collect(),
        doubts: if one.audience == Audience::Public { doubts(&newest.body) } else { Vec::new() },
        length: length(&newest.body),
        review_by: review_day(cx, &day),
        beside: summary::of_slots(&from, &[slot.id]).await?,
        writes: in_hand,
        reviews,
        keeps,
        versions,
        day,
        slot,
        one,
    })
}

/// What the newest version changed.
fn changes(versions: &[Version], against: Option<u32>) -> Option<(u32, Vec<Piece>)> {
    let (newest, older) = versions.split_last()?;
    let named = against.and_then(|wanted| older.iter().find(|version| version.version == wanted));
    let before = named.or(older.last())?;
    Some((before.version, difference(&before.body, &newest.body)))
}

/// A summary of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The summary.
    pub one: Summary,
    /// Its slot.
    pub slot: Slot,
    /// Title of its day.
    pub title: String,
    /// When it was held.
    pub held_on: NaiveDate,
    /// By when the office has looked at it.
    pub review_by: Option<NaiveDate>,
}

/// What waits for whom.
#[derive(Debug, Clone)]
pub struct List {
    /// For the desk: slots whose party was heard, and nobody began a summary.
    pub unbegun: Vec<Awaited>,
    /// For the office: 確認待ち.
    pub review: Vec<Listed>,
    /// For the desk: drafts and what was sent back.
    pub drafts: Vec<Listed>,
    /// For the desk: approved, to be sent.
    pub approved: Vec<Listed>,
    /// Texts for the public that are not published.
    pub public: Vec<Listed>,
}

/// The summaries that wait.
///
/// # Errors
/// [`Error::NotFound`] for who has nothing to do with them.
pub async fn list(cx: &Cx) -> Result<List, Error> {
    reader(cx)?;
    let from = cx.reader();
    let waiting = [SummaryState::Draft, SummaryState::SentBack, SummaryState::Review, SummaryState::Approved];
    let all = summary::in_states(&from, &waiting, PAGE).await?;
    let slots: Vec<SlotId> = all.iter().map(|one| one.slot).collect();
    let slots = slot::by_ids(&from, &slots).await?;
    let mut days: Vec<DialogueDayId> = slots.iter().map(|slot| slot.day).collect();
    days.sort_unstable();
    days.dedup();
    let days = dialogue_day::by_ids(&from, &days).await?;
    let listed = |one: Summary| {
        let slot = slots.iter().find(|slot| slot.id == one.slot)?;
        let day = days.iter().find(|day| day.id == slot.day)?;
        Some(Listed {
            one,
            slot: slot.clone(),
            title: day.about.title.clone(),
            held_on: day.about.held_on,
            review_by: review_day(cx, day),
        })
    };
    let unbegun = unbegun(cx, &from).await?;
    let mut list = List { unbegun, review: vec![], drafts: vec![], approved: vec![], public: vec![] };
    for listed in all.into_iter().filter_map(listed) {
        let place = match (listed.one.audience, listed.one.state) {
            (Audience::Public, _) => &mut list.public,
            (Audience::Applicant, SummaryState::Review) => &mut list.review,
            (Audience::Applicant, SummaryState::Approved) => &mut list.approved,
            (Audience::Applicant, _) => &mut list.drafts,
        };
        place.push(listed);
    }
    Ok(list)
}

/// A day as residents read it.
#[derive(Debug, Clone)]
pub struct PublicDay {
    /// The day.
    pub day: Day,
    /// What was published of it, by time.
    pub slots: Vec<PublicSlot>,
}

/// A slot as residents read it.
#[derive(Debug, Clone)]
pub struct PublicSlot {
    /// テーマ
    pub theme: String,
    /// The published text.
    pub body: String,
    /// What was promised, as far as it is told.
    pub promises: Vec<Commitment>,
    /// Points that went to a section, and how many of them are done.
    pub taken: (usize, usize),
}

/// The published part of a day.
///
/// # Errors
/// [`Error::NotFound`] when nothing of it was published.
pub async fn public_day(cx: &Cx, key: &PublicKey) -> Result<PublicDay, Error> {
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.filter(is_held).ok_or(Error::NotFound)?;
    let slots = slot::of_day(&from, day.id).await?;
    let ids: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let mut texts: BTreeMap<SlotId, String> = summary::published(&from, &ids).await?.into_iter().collect();
    if texts.is_empty() {
        return Err(Error::NotFound);
    }
    let promises = commitment_list::of_slots(&from, &ids).await?;
    let remarks = remark::of_slots(&from, &ids).await?;
    let cases = record::standings(cx, &from, &remarks).await?;
    let of_slot = |slot: Slot| {
        let body = texts.remove(&slot.id)?;
        let taken = remarks.iter().filter(|remark| remark.slot == slot.id).filter_map(|remark| remark.case);
        let done: Vec<bool> = taken.filter_map(|case| cases.get(&case)).map(|case| case.done).collect();
        let told = |one: &&Commitment| one.slot == Some(slot.id) && !one.public_text.is_empty();
        Some(PublicSlot {
            theme: slot.party.as_ref().map(|party| party.theme.clone()).unwrap_or_default(),
            promises: promises.iter().filter(told).cloned().collect(),
            taken: (done.len(), done.iter().filter(|done| **done).count()),
            body,
        })
    };
    Ok(PublicDay { slots: slots.into_iter().filter_map(of_slot).collect(), day })
}

fn is_held(day: &Day) -> bool {
    matches!(day.state, DayState::Held | DayState::Announced)
}

/// The days of which something was published, latest first.
///
/// # Errors
/// What the database says.
pub async fn public_days(cx: &Cx) -> Result<Vec<Day>, Error> {
    let from = cx.reader();
    let tomorrow = cx.today().succ_opt().unwrap_or(cx.today());
    let days = dialogue_day::before_day(&from, tomorrow, None, DAYS).await?;
    let ids: Vec<DialogueDayId> = days.iter().map(|day| day.id).collect();
    let slots = slot::of_days(&from, &ids).await?;
    let slot_ids: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let shown: Vec<SlotId> = summary::of_slots(&from, &slot_ids)
        .await?
        .into_iter()
        .filter(|one| one.published_version.is_some())
        .map(|one| one.slot)
        .collect();
    let told = |day: &Day| slots.iter().any(|slot| slot.day == day.id && shown.contains(&slot.id));
    Ok(days.into_iter().filter(|day| is_held(day) && told(day)).collect())
}
