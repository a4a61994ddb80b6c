//! The record as it stands: the slots of a day with their points, cases, promises and summaries; versions of a point; and the
//! day from which a case came.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::may_see,
    commitment::Commitment,
    id::{CaseId, MeasureId, PublicKey, RemarkId, SectionId, SlotId},
};
pub use kocho_store::remark::Version;
use kocho_store::{
    Reader,
    application::{self, Application},
    commitment_list, dialogue_day,
    dialogue_day::Day,
    remark,
    remark::Remark,
    slot,
    slot::Slot,
    summary,
    summary::Summary,
};

use super::{clerk, number};
use crate::{Cx, Error};

/// A day with everything that was written down.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// The day.
    pub day: Day,
    /// R8-対話02
    pub number: String,
    /// Its slots by time.
    pub slots: Vec<SlotRecord>,
}

/// A slot with what was written down.
#[derive(Debug, Clone)]
pub struct SlotRecord {
    /// The slot.
    pub slot: Slot,
    /// Its measures.
    pub measures: Vec<MeasureId>,
    /// Its points by number.
    pub points: Vec<Point>,
    /// Its summaries.
    pub summaries: Vec<Summary>,
    /// What the party needs to take part: 手話通訳, 車いす …, and in its own words.
    pub needs: Vec<String>,
}

/// A point with what was made of it.
#[derive(Debug, Clone)]
pub struct Point {
    /// The point.
    pub remark: Remark,
    /// R8-対話02-03
    pub number: String,
    /// The case that it became.
    pub case: Option<Standing>,
    /// What was promised.
    pub promises: Vec<Commitment>,
}

/// How far a case is that came from a point.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its key.
    pub key: PublicKey,
    /// 処理状態 in the word of staff.
    pub status: &'static str,
    /// It is done.
    pub done: bool,
    /// Who has it.
    pub holder: SectionId,
    /// 期限
    pub due_on: NaiveDate,
    /// This reader may open it.
    pub opens: bool,
}

/// The record of a day.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<RecordView, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let slots = slot::of_day(&from, day.id).await?;
    let ids: Vec<SlotId> = slots.iter().map(|slot| slot.id).collect();
    let mut points = points_of(cx, &from, &day, &ids).await?;
    let mut measures = slot::measures(&from, &ids).await?;
    let summaries = summary::of_slots(&from, &ids).await?;
    let applied: Vec<_> = slots.iter().filter_map(|slot| slot.party.as_ref()?.application).collect();
    let applied = application::by_ids(&from, &applied).await?;
    let record = |slot: Slot| SlotRecord {
        needs: slot.party.as_ref().and_then(|party| applied.get(&party.application?)).map(needs).unwrap_or_default(),
        measures: measures.remove(&slot.id).unwrap_or_default(),
        points: points.remove(&slot.id).unwrap_or_default(),
        summaries: summaries.iter().filter(|one| one.slot == slot.id).cloned().collect(),
        slot,
    };
    let slots = slots.into_iter().map(record).collect();
    Ok(RecordView { number: day.number.show(cx.city.rules.dialogues().mark(&day.about.series)), slots, day })
}

fn needs(one: &Application) -> Vec<String> {
    let named = one.about.needs.iter().map(|need| need.label().to_owned());
    named.chain(Some(one.about.needs_note.clone()).filter(|note| !note.trim().is_empty())).collect()
}

/// The points of slots of one day, with cases and promises: three statements for all of them.
pub(crate) async fn points_of(
    cx: &Cx,
    from: &Reader<'_>,
    day: &Day,
    slots: &[SlotId],
) -> Result<BTreeMap<SlotId, Vec<Point>>, Error> {
    let remarks = remark::of_slots(from, slots).await?;
    let mut cases = standings(cx, from, &remarks).await?;
    let mut promises: BTreeMap<RemarkId, Vec<Commitment>> = BTreeMap::new();
    for one in commitment_list::of_slots(from, slots).await? {
        if let Some(remark) = one.remark {
            promises.entry(remark).or_default().push(one);
        }
    }
    let mut points: BTreeMap<SlotId, Vec<Point>> = BTreeMap::new();
    for remark in remarks {
        let point = Point {
            number: number(cx, day, remark.number),
            case: remark.case.and_then(|case| cases.remove(&case)),
            promises: promises.remove(&remark.id).unwrap_or_default(),
            remark,
        };
        points.entry(point.remark.slot).or_default().push(point);
    }
    Ok(points)
}

/// How far the cases of these points are.
pub(crate) async fn standings(
    cx: &Cx,
    from: &Reader<'_>,
    remarks: &[Remark],
) -> Result<BTreeMap<CaseId, Standing>, Error> {
    let ids: Vec<CaseId> = remarks.iter().filter_map(|remark| remark.case).collect();
    let standing = |case: kocho_domain::case::Case| {
        let standing = Standing {
            opens: may_see(&cx.actor, &case, &[]),
            status: case.status.label(),
            done: !case.status.is_open(),
            holder: case.holder,
            due_on: case.due_on,
            key: case.key,
        };
        (case.id, standing)
    };
    Ok(kocho_store::case::by_ids(from, &ids).await?.into_iter().map(standing).collect())
}

/// The day of a slot.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn day_key(cx: &Cx, slot: &PublicKey) -> Result<PublicKey, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let slot = slot::by_key(&from, slot).await?.ok_or(Error::NotFound)?;
    Ok(dialogue_day::by_id(&from, slot.day).await?.ok_or(Error::NotFound)?.key)
}

/// The versions of a point, oldest first.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn versions(cx: &Cx, key: &PublicKey) -> Result<(Remark, String, PublicKey, Vec<Version>), Error> {
    clerk(cx)?;
    let from = cx.reader();
    let remark = remark::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(&from, remark.day).await?.ok_or(Error::NotFound)?;
    let versions = remark::versions(&from, remark.id).await?;
    let number = number(cx, &day, remark.number);
    Ok((remark, number, day.key, versions))
}

/// Where on a dialogue day a case came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromDialogue {
    /// R8-対話02-03
    pub number: String,
    /// 対話の日（6月）
    pub title: String,
    /// Key of the day.
    pub day: PublicKey,
    /// When it was held.
    pub held_on: NaiveDate,
}

/// The point from which a case came, if it came from one.
///
/// # Errors
/// What the database says.
pub async fn from_dialogue(cx: &Cx, case: CaseId) -> Result<Option<FromDialogue>, Error> {
    let from = cx.reader();
    let Some(remark) = remark::of_case(&from, case).await? else { return Ok(None) };
    let day = dialogue_day::by_id(&from, remark.day).await?;
    Ok(day.map(|day| FromDialogue {
        number: number(cx, &day, remark.number),
        title: day.about.title.clone(),
        held_on: day.about.held_on,
        day: day.key,
    }))
}
