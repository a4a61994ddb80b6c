//! Letters that are like a letter: placing what came in among earlier texts, and what a clerk sees beside a letter.
//!
//! Placing happens right after a letter came in, in the job that suggests, and takes all that wait with it: receiving stays
//! as short as it was, and of a flood the first job already sees some hundred letters.

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::case_scope,
    id::PublicKey,
    story::{Story, Why},
    workflow::Status,
};
use kocho_store::{
    Tx, fingerprint,
    fingerprint::{Met, Placed, Waiting},
    similar::{Other, Own},
};
use kocho_text::{
    classify::topic::Topic,
    similar::{Comparison, Fingerprint, VERSION, compare},
};

use crate::{
    Cx, Error,
    case::{known, mask_text, voice_text},
};

/// Voices that are placed in one transaction.
const CHUNK: u64 = 200;
/// Earlier letters that are compared word by word.
const COMPARED: u64 = 8;
/// From so much on a letter is shown as one on the same matter.
const NEAR: f32 = 0.12;
/// An answer is worth so much likeness: an answered letter stands before an unanswered one that is little nearer.
const ANSWERED: f32 = 0.05;
/// Letters on the same matter that are shown.
const SHOWN: usize = 6;
/// Letters of the same text that are shown; their group has a page.
const COPIES: usize = 3;

/// Compares voices that came in with earlier texts; answers how many were placed.
///
/// # Errors
/// What the database says; then none of them is placed.
pub async fn place_waiting(cx: &Cx) -> Result<usize, Error> {
    let waiting = fingerprint::waiting(&cx.reader(), CHUNK).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut tx = cx.begin().await?;
    for voice in &waiting {
        place(cx, &mut tx, voice).await?;
    }
    tx.commit(Story::Unrecorded(Why::Likeness)).await?;
    Ok(waiting.len())
}

async fn place(cx: &Cx, tx: &mut Tx, voice: &Waiting) -> Result<(), Error> {
    let print = Fingerprint::of(&voice.body);
    // What only few may know leads nobody and follows nobody: it stands alone.
    let print = print.filter(|_| !voice.restricted);
    let earlier = match &print {
        Some(print) => nearest(voice, fingerprint::met(tx, print.keys(), COMPARED).await?),
        None => None,
    };
    let (first, found) = earlier.map_or((None, Comparison::default()), |(met, found)| (Some(met), found));
    let is_copy = first.is_some() && found.is_copy();
    let placed = Placed {
        voice: voice.id(),
        first: first.as_ref().map_or_else(|| voice.id(), Met::id),
        is_copy,
        same: found.same,
        longest_new: found.longest_new,
    };
    // A copy is found by its text; only letters that say something of their own are keys for others.
    let mut keys = if is_copy { Vec::new() } else { Topic::of(&voice.body).keys() };
    keys.extend(print.iter().filter(|_| !is_copy).flat_map(Fingerprint::keys));
    keys.sort_unstable();
    keys.dedup();
    let is_new = fingerprint::insert(tx, VERSION, placed, &keys).await?;
    if let Some(first) = first.filter(|_| is_copy && is_new) {
        let first = (first.id(), first.received_at);
        kocho_store::flood::join(tx, &cx.new_key(), first, (voice.id(), voice.received_at)).await?;
    }
    Ok(())
}

/// The earlier letter of which this one is a copy; else the one with which it has most in common.
fn nearest(voice: &Waiting, met: Vec<Met>) -> Option<(Met, Comparison)> {
    let compared = met.into_iter().map(|met| {
        let found = compare(&met.body, &voice.body);
        (met, found)
    });
    let related = compared.filter(|(_, found)| found.is_related() || found.is_copy());
    related.max_by_key(|(met, found)| (found.is_copy(), found.same, std::cmp::Reverse(met.id())))
}

/// What stands beside a letter.
#[derive(Debug, Clone)]
pub struct SimilarView {
    /// Heading of the case.
    pub title: String,
    /// Letters on the same matter, nearest first.
    pub near: Vec<Beside>,
    /// Letters of the same text, newest first.
    pub copies: Vec<Beside>,
    /// Key of their group in addresses.
    pub flood: Option<PublicKey>,
    /// Letters from the same mail address or phone number, newest first.
    pub writer: Vec<Beside>,
    /// Letters under the same name: perhaps somebody else.
    pub namesakes: Vec<Beside>,
}

/// A letter beside a letter, as this reader may see it.
#[derive(Debug, Clone)]
pub struct Beside {
    /// The case's key in addresses.
    pub key: PublicKey,
    /// R8-000123-K
    pub number: String,
    /// Heading.
    pub title: String,
    /// The text.
    pub body: String,
    /// 処理状態
    pub status: Status,
    /// 受付日
    pub received_on: NaiveDate,
    /// The section that has, or had, it.
    pub section: String,
    /// Name of the 対応区分.
    pub outcome: String,
    /// What was answered.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// How much of it stands in the letter that is read, in percent; for letters of the same text.
    pub same: u8,
}

/// Letters that are like a case's letter, each within the reader's rights.
///
/// # Errors
/// [`Error::NotFound`] also when the case may not be known.
pub async fn beside(cx: &Cx, key: &PublicKey) -> Result<SimilarView, Error> {
    let from = cx.reader();
    let (case, _) = known(cx, &from, key).await?;
    let own = kocho_store::similar::own(&from, case.id).await?.ok_or(Error::NotFound)?;
    let topic = Topic::of(&own.matter);
    let found = kocho_store::similar::beside(&from, &case_scope(&cx.actor), &own, &topic.keys()).await?;
    let mask_all = !cx.actor.staff()?.is_hearing();
    let show = |other: &Other, same: u8| shown(cx, other, same, mask_all);
    let shown_copies = found.copies.iter().take(COPIES);
    let copies: Vec<Beside> = shown_copies.map(|other| show(other, compare(&own.body, &other.body).same)).collect();
    let near = near(&topic, &own, &found.topic).into_iter().map(|other| show(other, 0));
    let written = |same_contact: bool| found.writer.iter().filter(move |other| other.same_contact == same_contact);
    Ok(SimilarView {
        title: mask_text(&kocho_store::case::texts(&from, case.id).await?.0, mask_all),
        near: near.collect(),
        copies,
        writer: written(true).map(|other| show(other, 0)).collect(),
        namesakes: written(false).map(|other| show(other, 0)).collect(),
        flood: own.flood,
    })
}

/// The nearest letters on the matter, without those that are written alike.
fn near<'a>(topic: &Topic, own: &Own, others: &'a [Other]) -> Vec<&'a Other> {
    let likeness = |other: &Other| topic.likeness(&Topic::of(&other.body));
    let mut near: Vec<(f32, &Other)> = others
        .iter()
        .map(|other| (likeness(other), other))
        .filter(|(likeness, other)| *likeness >= NEAR && !compare(&other.body, &own.body).is_related())
        .map(|(likeness, other)| (if other.answer.is_some() { likeness + ANSWERED } else { likeness }, other))
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.case.cmp(&a.1.case)));
    near.into_iter().take(SHOWN).map(|(_, other)| other).collect()
}

fn shown(cx: &Cx, other: &Other, same: u8, mask_all: bool) -> Beside {
    let outcome = other.outcome.as_deref().and_then(|code| cx.city.rules.outcome(code));
    Beside {
        key: other.key.clone(),
        number: other.number.to_string(),
        title: mask_text(&other.title, mask_all),
        body: voice_text(&other.body, other.copy.as_deref(), mask_all),
        status: other.status,
        received_on: other.received_on,
        section: other.section.clone(),
        outcome: outcome.map(|outcome| outcome.label.ja.clone()).unwrap_or_default(),
        answer: other.answer.as_deref().map(|text| mask_text(text, mask_all)),
        answered_at: other.answered_at,
        same,
    }
}
