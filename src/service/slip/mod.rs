//! 転記: who has which slip in hand, what they have typed so far, and what a slip's page shows. What becomes of it: `enter.rs`.

mod enter;
mod guess;
mod voice;

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    id::{PublicKey, SlipPageId},
    paper::{Counts, Field, Reading, SlipState},
    receipt::ReceiptNumber,
    refusal::Refusal,
    story::{Story, Why},
};
use kocho_store::{
    Source,
    collection::{self, Collection},
    edition::{self, Edition},
    slip::{self, Slip, Turn},
    slip_page::{self, SlipPage},
};

use crate::{
    Cx, Error,
    collection::{clerk, counts_of},
};

pub use enter::{Entered, decide, enter, restore, void};
pub use guess::{can_guess, guess};

/// How long a slip stays in a person's hand after the last key.
const HELD: TimeDelta = TimeDelta::minutes(20);
/// Slips that a person finished last.
const RECENT: u64 = 10;

/// What the desk shows to a person.
#[derive(Debug, Clone)]
pub struct Desk {
    /// 転記待ち
    pub unread: u64,
    /// 照合待ち that somebody else has read first.
    pub unchecked: u64,
    /// What this person received last, newest first.
    pub recent: Vec<Recent>,
}

/// A slip that became a voice.
#[derive(Debug, Clone)]
pub struct Recent {
    /// 受付番号
    pub number: ReceiptNumber,
    /// Key of the voice.
    pub submission: PublicKey,
    /// Key of its first case.
    pub case: PublicKey,
    /// When.
    pub at: DateTime<Utc>,
}

/// What waits, and what this person did last.
///
/// # Errors
/// [`Error::Denied`].
pub async fn desk(cx: &Cx) -> Result<Desk, Error> {
    let me = clerk(cx)?.id;
    let from = cx.reader();
    let (unread, unchecked) = slip::waiting(&from, me).await?;
    let mut recent = Vec::new();
    for slip in slip::settled_by(&from, me, RECENT).await? {
        recent.extend(became(&from, &slip).await?);
    }
    Ok(Desk { unread, unchecked, recent })
}

/// The voice that a slip became.
async fn became(from: &impl Source, slip: &Slip) -> Result<Option<Recent>, Error> {
    let Some(id) = slip.submission else { return Ok(None) };
    let voice = kocho_store::submission::by_id(from, id).await?.ok_or(Error::NotFound)?;
    let case = kocho_store::case::of_submission(from, id).await?.into_iter().next().ok_or(Error::NotFound)?;
    let at = slip.settled_at.unwrap_or(voice.received_at);
    Ok(Some(Recent { number: voice.number, submission: voice.key, case: case.key, at }))
}

/// Takes the next slip in hand; `None` when nothing waits.
///
/// # Errors
/// [`Error::Denied`].
pub async fn next(cx: &Cx, turn: Turn) -> Result<Option<PublicKey>, Error> {
    let me = clerk(cx)?.id;
    let mut tx = cx.begin().await?;
    let key = slip::take_next(&mut tx, me, turn, cx.now() + HELD).await?;
    tx.commit(Story::Unrecorded(Why::SlipDraft)).await?;
    Ok(key)
}

/// Takes this slip in hand.
///
/// # Errors
/// [`Refusal::SlipHeld`], [`Refusal::OwnReading`], [`Refusal::SlipNotNow`].
pub async fn take(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let me = clerk(cx)?.id;
    let mut tx = cx.begin().await?;
    let slip = slip::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if slip.state.is_settled() {
        return Err(Refusal::SlipNotNow { state: slip.state }.into());
    }
    if slip.state != SlipState::Waiting && slip.first_by == Some(me) {
        return Err(Refusal::OwnReading.into());
    }
    if !slip::take(&mut tx, slip.id, me, cx.now() + HELD).await? {
        return Err(Refusal::SlipHeld.into());
    }
    Ok(tx.commit(Story::Unrecorded(Why::SlipDraft)).await?)
}

/// Puts a slip back; what was typed stays for whoever takes it next.
///
/// # Errors
/// [`Refusal::SlipHeld`].
pub async fn put_back(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let slip = in_hand(cx, &tx, key).await?;
    slip::save(&mut tx, &slip, &Slip { holder: None, ..slip.clone() }).await?;
    Ok(tx.commit(Story::Unrecorded(Why::SlipDraft)).await?)
}

/// Keeps what was typed so far, and holds the slip longer.
///
/// # Errors
/// [`Refusal::SlipHeld`] when somebody else took it meanwhile.
pub async fn keep_draft(cx: &Cx, key: &PublicKey, typed: &Reading) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let slip = in_hand(cx, &tx, key).await?;
    let kept = Slip { draft: typed.clone(), draft_at: Some(cx.now()), ..held_longer(cx, &slip) };
    slip::save(&mut tx, &slip, &kept).await?;
    Ok(tx.commit(Story::Unrecorded(Why::SlipDraft)).await?)
}

/// Turns a page by a quarter to the right; it stays so for the next reader and for the voice.
///
/// # Errors
/// [`Refusal::SlipHeld`]; [`Error::NotFound`] for a page of another slip.
pub async fn turn(cx: &Cx, key: &PublicKey, page: SlipPageId) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    let slip = in_hand(cx, &tx, key).await?;
    let found = slip_page::of(&tx, slip.id).await?.into_iter().find(|found| found.id == page);
    let found = found.ok_or(Error::NotFound)?;
    slip_page::turn(&mut tx, found.id, (found.turn + 1) % 4).await?;
    slip::save(&mut tx, &slip, &held_longer(cx, &slip)).await?;
    Ok(tx.commit(Story::Unrecorded(Why::SlipDraft)).await?)
}

fn held_longer(cx: &Cx, slip: &Slip) -> Slip {
    Slip { holder: slip.holder.map(|(staff, _)| (staff, cx.now() + HELD)), ..slip.clone() }
}

/// A slip that this person has in hand.
pub(crate) async fn in_hand(cx: &Cx, from: &impl Source, key: &PublicKey) -> Result<Slip, Error> {
    let me = clerk(cx)?.id;
    let slip = slip::by_key(from, key).await?.ok_or(Error::NotFound)?;
    if slip.state.is_settled() {
        return Err(Refusal::SlipNotNow { state: slip.state }.into());
    }
    if slip.is_held_by(me) { Ok(slip) } else { Err(Refusal::SlipHeld.into()) }
}

/// A slip's page.
#[derive(Debug, Clone)]
pub struct SlipView {
    /// The slip.
    pub slip: Slip,
    /// Its pages in their order.
    pub pages: Vec<SlipPage>,
    /// Where it was found.
    pub collection: Collection,
    /// How far that collection is.
    pub counts: Counts,
    /// The fields of its form, in the paper's order.
    pub fields: Vec<Field>,
    /// The two readings, where they have to be decided between and this person may.
    pub readings: Option<(Reading, Reading)>,
    /// Every issue of the newsletter, newest first.
    pub editions: Vec<Edition>,
    /// This person has it in hand.
    pub mine: bool,
    /// Who else has it in hand now.
    pub held_by: Option<String>,
    /// This person has read it first, so that others have to read it second.
    pub own_reading: bool,
    /// The voice that it became.
    pub voice: Option<Recent>,
}

/// A slip by its key.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<SlipView, Error> {
    let me = clerk(cx)?.id;
    let from = cx.reader();
    let slip = slip::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let collection = collection::by_id(&from, slip.collection).await?.ok_or(Error::NotFound)?;
    let own_reading = slip.state != SlipState::Waiting && slip.first_by == Some(me);
    let readings = match slip.state {
        SlipState::Differing if !own_reading => two(slip::readings(&from, slip.id).await?),
        _ => None,
    };
    let held_by = match slip.holder.filter(|_| slip.is_held_from(me, cx.now())) {
        Some((staff, _)) => kocho_store::staff::names(&from, [staff]).await?.remove(&staff),
        None => None,
    };
    Ok(SlipView {
        pages: slip_page::of(&from, slip.id).await?,
        counts: counts_of(&from, &collection).await?,
        fields: cx.city.rules.papers().fields(&collection.about.channel).to_vec(),
        readings,
        editions: edition::all(&from).await?,
        mine: slip.is_held_by(me) && !slip.state.is_settled() && !own_reading,
        held_by,
        own_reading,
        voice: became(&from, &slip).await?,
        collection,
        slip,
    })
}

fn two(readings: Vec<Reading>) -> Option<(Reading, Reading)> {
    let mut readings = readings.into_iter();
    readings.next().zip(readings.next())
}
