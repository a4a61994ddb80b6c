//! その後のお知らせ: some months after a dialogue day the applicant hears how far each promise is.

use chrono::NaiveDate;
use kocho_domain::{
    commitment::{Commitment, State},
    era::wareki,
    id::{CommitmentId, PublicKey, SlotId},
    refusal::Refusal,
    rule::dialogue::NoticeKind,
    story::{AuditEvent, Story},
};
use kocho_store::{application, commitment, commitment_list, dialogue_day, slot};

use super::{Origin, origins};
use crate::{
    Cx, Error,
    decision::{Told, tell},
    record::clerk,
};

/// The longest text.
const LENGTH: usize = 4_000;

/// A party that waits to hear.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Where it spoke.
    pub origin: Origin,
    /// Since when it is to be told.
    pub since: NaiveDate,
    /// What was promised.
    pub promises: Vec<Commitment>,
    /// It applied, so it is told by mail or letter; else a print is handed over.
    pub applied: bool,
    /// A text to go on from.
    pub draft: String,
}

/// The parties that wait to hear, the longest wait first.
///
/// # Errors
/// [`Error::Denied`].
pub async fn waiting(cx: &Cx) -> Result<Vec<Waiting>, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let due = commitment_list::to_follow_up(&from, cx.today(), false).await?;
    let mut slots: Vec<SlotId> = Vec::new();
    for slot in due.iter().filter_map(|one| one.slot) {
        if !slots.contains(&slot) {
            slots.push(slot);
        }
    }
    let mut places = origins(cx, &slots).await?;
    let rows = slot::by_ids(&from, &slots).await?;
    let waits = |id: SlotId| {
        let promises: Vec<Commitment> = due.iter().filter(|one| one.slot == Some(id)).cloned().collect();
        let party = rows.iter().find(|slot| slot.id == id)?.party.as_ref()?;
        Some(Waiting {
            origin: places.remove(&id)?,
            since: promises.iter().filter_map(|one| one.follow_up_on).min()?,
            applied: party.application.is_some(),
            draft: draft(cx, &promises),
            promises,
        })
    };
    Ok(slots.into_iter().filter_map(waits).collect())
}

/// A text to go on from: each promise with how far it is.
fn draft(cx: &Cx, promises: &[Commitment]) -> String {
    let line = |one: &Commitment| {
        let day = |on: Option<NaiveDate>| wareki(on.unwrap_or(one.due_on));
        let standing = match one.state {
            State::Kept => format!("{}に行いました。", day(one.closed_on)),
            State::Dropped => format!("{}に取りやめました。", day(one.closed_on)),
            State::Open if one.is_late(cx.today()) => {
                format!("{}までの予定でしたが、まだ終わっていません。", day(None))
            }
            State::Open => format!("進めています（{}まで）。", day(None)),
            State::Moved => format!("期限を{}に変えて進めています。", day(None)),
        };
        let words = if one.public_text.is_empty() { &one.text } else { &one.public_text };
        let more = if one.public_outcome.is_empty() { String::new() } else { format!("\n　{}", one.public_outcome) };
        format!("・{words}（{}）\n　{standing}{more}", cx.city.section_name(one.section))
    };
    promises.iter().map(line).collect::<Vec<_>>().join("\n\n")
}

/// Tells the party of a slot: by mail or letter where it applied, else this only notes that it was told.
///
/// # Errors
/// [`Refusal::TextMissing`]; [`Error::Invalid`] for too long a text; [`Error::Stale`] when it was told meanwhile;
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn tell_party(cx: &Cx, key: &PublicKey, text: &str) -> Result<(), Error> {
    clerk(cx)?;
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    if text.chars().count() > LENGTH {
        return Err(Error::field("text", format!("{LENGTH}文字までで書いてください。")));
    }
    let mut tx = cx.begin().await?;
    let slot = slot::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    let due = commitment_list::to_follow_up(&tx, cx.today(), false).await?;
    let ids: Vec<CommitmentId> = due.iter().filter(|one| one.slot == Some(slot.id)).map(|one| one.id).collect();
    if ids.is_empty() || commitment::mark_followed_up(&mut tx, &ids).await? == 0 {
        return Err(Error::Stale);
    }
    for id in &ids {
        commitment::add_step(&mut tx, *id, "followed_up", None, "").await?;
    }
    if let Some(applied) = slot.party.as_ref().and_then(|party| party.application) {
        let applied = application::by_id(&tx, applied).await?.ok_or(Error::NotFound)?;
        let day = dialogue_day::by_id(&tx, slot.day).await?;
        let told =
            Told { kind: NoticeKind::FollowUp, day: day.as_ref(), slot: Some(&slot), words: &text, before: None };
        tell(cx, &mut tx, &applied, &told).await?;
    }
    let event = AuditEvent::new("commitment_followed_up", "slot", Some(slot.id.0)).with("promises", ids.len());
    tx.commit(Story::audit(event)).await?;
    cx.house.wake_worker();
    Ok(())
}
