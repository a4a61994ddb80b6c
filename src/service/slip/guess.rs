//! 文字の読取り: what a machine reads off a slip lies beside what is typed, as a guess. It is for the first reader alone: a second
//! one who saw it would agree with the machine, not with the paper.

use kocho_domain::{
    id::PublicKey,
    paper::{Field, Reading, SlipState},
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    slip::{self, Slip},
    slip_page,
};

use super::{held_longer, in_hand, keep_draft};
use crate::{
    Cx, Error,
    ocr::{Unread, Writing},
    scan::as_files,
};

/// Whether pictures can be read here.
#[must_use]
pub fn can_guess(cx: &Cx) -> bool {
    cx.house.ocr.is_some()
}

/// Has the pictures of a slip read. What was typed is kept first, so that nothing is lost whatever comes of it.
///
/// # Errors
/// [`Error::Invalid`] for the field `slip` with a sentence when nothing came of it; [`Refusal::SlipNotNow`] for a slip that
/// somebody has read already, [`Refusal::SlipHeld`].
pub async fn guess(cx: &Cx, key: &PublicKey, typed: &Reading, writing: Writing) -> Result<(), Error> {
    keep_draft(cx, key, typed).await?;
    let seen = unread(cx, key).await?;
    let ocr = cx.house.ocr.as_ref().ok_or(Unread::Off)?;
    let pictures = pictures(cx, &seen).await?;
    let pages = pictures.len();
    let mut read = Reading::default();
    read.set(Field::Body, &ocr.read(pictures, writing).await?);
    let mut tx = cx.begin().await?;
    let seen = in_hand(cx, &tx, key).await?;
    slip::save(&mut tx, &seen, &Slip { guess: read, ..held_longer(cx, &seen) }).await?;
    let event = AuditEvent::new("slip_guessed", "slip", Some(seen.id.0)).with("pages", pages);
    Ok(tx.commit(Story::audit(event)).await?)
}

async fn unread(cx: &Cx, key: &PublicKey) -> Result<Slip, Error> {
    let slip = in_hand(cx, &cx.reader(), key).await?;
    match slip.state {
        SlipState::Waiting => Ok(slip),
        state => Err(Refusal::SlipNotNow { state }.into()),
    }
}

/// The pictures as they were turned; pages that are only there as a PDF are none.
async fn pictures(cx: &Cx, slip: &Slip) -> Result<Vec<Vec<u8>>, Error> {
    let from = cx.reader();
    let pages = slip_page::of(&from, slip.id).await?.into_iter().filter(|page| page.file.small.is_some()).collect();
    let mut pictures = Vec::new();
    for (file, anew) in as_files(cx, pages).await? {
        pictures.push(match anew {
            Some(bytes) => bytes,
            None => kocho_store::attachment::bytes(&from, &file.blob).await?.ok_or(Error::NotFound)?,
        });
    }
    Ok(pictures)
}
