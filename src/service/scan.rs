//! Pictures of slips: photos and PDFs become pages, pages become slips, and a clerk joins, parts or takes away.

use std::{collections::BTreeSet, time::Duration};

use kocho_document::{pdf, picture, picture::Sheet};
use kocho_domain::{
    id::{CollectionId, PublicKey, SlipId, SlipPageId},
    paper::{Grouping, SlipState},
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx, attachment, collection,
    collection::Collection,
    slip,
    slip::Slip,
    slip_page,
    slip_page::{NewPage, SlipPage},
};

use crate::{
    Cx, Error,
    collection::{clerk, still_open},
    keys::sha256,
    malware::{self, Finding},
    upload::{Incoming, safe_name},
};

/// The largest file of a scan, in bytes. Photos of telephones have 3 to 8 MB, PDFs of a scanner more.
pub const MOST_BYTES: usize = 40_000_000;
/// How long a page of a PDF may take to be drawn.
const PATIENCE: Duration = Duration::from_secs(30);

/// Works on pictures away from the requests, one after the other.
pub(crate) async fn at_the_easel<T: Send + 'static>(
    cx: &Cx,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::Internal(e.to_string());
    let _turn = cx.house.easel.acquire().await.map_err(|e| broken(&e))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| broken(&e))
}

/// What came of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// New slips.
    pub slips: u32,
    /// Pages that were added.
    pub pages: u32,
    /// Pages that were there already, bit by bit, and were left out.
    pub known: u32,
    /// Pages of a PDF that could not be drawn; they are there as the PDF.
    pub undrawn: u32,
}

impl Added {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Added) -> Added {
        Added {
            slips: self.slips + other.slips,
            pages: self.pages + other.pages,
            known: self.known + other.known,
            undrawn: self.undrawn + other.undrawn,
        }
    }
}

/// A page on its way into the database.
struct Scan {
    page: NewPage,
    bytes: Vec<u8>,
    small: Option<Vec<u8>>,
}

/// Adds the pages of a file to a collection.
///
/// # Errors
/// [`Error::Invalid`] for the field `files` with the code of what is wrong with the file; [`Refusal::CollectionClosed`].
pub async fn add(cx: &Cx, key: &PublicKey, file: Incoming, grouping: Grouping) -> Result<Added, Error> {
    clerk(cx)?;
    still_open(&cx.reader(), key).await?;
    if file.bytes.len() > MOST_BYTES {
        return Err(Error::field("files", "file_large"));
    }
    let scanned = malware::look(cx.house.scanner.as_ref(), &file.bytes).await? == Finding::Clean;
    let scans = at_the_easel(cx, move || scans(&file)).await??;
    let mut tx = cx.begin().await?;
    let collection = still_open(&tx, key).await?;
    let pages = slip_page::of_collection(&tx, collection.id).await?;
    let there: BTreeSet<&str> = pages.iter().map(|page| page.file.blob.as_str()).collect();
    let mut added = Added::default();
    let mut last = None;
    for mut scan in scans {
        scan.page.scanned = scanned;
        if there.contains(scan.page.blob.as_str()) {
            added.known += 1;
            continue;
        }
        added.pages += 1;
        added.undrawn += u32::from(scan.small.is_none());
        let slip = match last.filter(|_| grouping == Grouping::File) {
            Some(slip) => slip,
            None => {
                let (slip, is_new) = next_slip(cx, &mut tx, &collection, grouping).await?;
                added.slips += u32::from(is_new);
                slip
            }
        };
        keep(&mut tx, slip, scan).await?;
        last = Some(slip);
    }
    collection::touch(&mut tx, collection.id).await?;
    let event = AuditEvent::new("scan_added", "collection", Some(collection.id.0)).with("pages", added.pages);
    tx.commit(Story::audit(event)).await?;
    Ok(added)
}

fn scans(file: &Incoming) -> Result<Vec<Scan>, Error> {
    let wrong = |e: picture::Unclean| Error::field("files", e.code());
    if !file.bytes.starts_with(b"%PDF-") {
        return Ok(vec![drawn(&file.name, picture::sheet(&file.bytes).map_err(wrong)?)]);
    }
    let whole = |bytes: &[u8]| Scan {
        page: NewPage {
            blob: sha256(bytes),
            small: None,
            name: safe_name(&file.name, "pdf"),
            media_type: "application/pdf".to_owned(),
            size: bytes.len() as u64,
            scanned: false,
        },
        bytes: bytes.to_vec(),
        small: None,
    };
    let pages = pdf::sheets(&file.bytes, PATIENCE).map_err(wrong)?;
    Ok(pages
        .into_iter()
        .map(|page| page.map_or_else(|| whole(&file.bytes), |sheet| drawn(&file.name, sheet)))
        .collect())
}

fn drawn(name: &str, sheet: Sheet) -> Scan {
    Scan {
        page: NewPage {
            blob: sha256(&sheet.bytes),
            small: Some(sha256(&sheet.small)),
            name: safe_name(name, "jpg"),
            media_type: "image/jpeg".to_owned(),
            size: sheet.bytes.len() as u64,
            scanned: false,
        },
        bytes: sheet.bytes,
        small: Some(sheet.small),
    }
}

/// The slip that the next page belongs to, and whether it is new.
async fn next_slip(cx: &Cx, tx: &mut Tx, collection: &Collection, grouping: Grouping) -> Result<(SlipId, bool), Error> {
    if grouping == Grouping::Pairs
        && let Some(front) = slip::of(tx, collection.id).await?.pop().filter(|slip| slip.awaits_back)
        && front.state == SlipState::Waiting
    {
        slip::save(tx, &front, &Slip { awaits_back: false, ..front.clone() }).await?;
        return Ok((front.id, false));
    }
    let edition = collection.about.edition;
    Ok((slip::insert(tx, &cx.new_key(), collection.id, edition, grouping == Grouping::Pairs).await?, true))
}

async fn keep(tx: &mut Tx, slip: SlipId, scan: Scan) -> Result<(), Error> {
    attachment::keep(tx, &scan.page.blob, scan.bytes).await?;
    if let (Some(hash), Some(small)) = (&scan.page.small, scan.small) {
        attachment::keep(tx, hash, small).await?;
    }
    Ok(slip_page::add(tx, slip, &scan.page).await?)
}

/// Makes one slip of several that nobody has read, in the order of their places.
///
/// # Errors
/// [`Refusal::NothingToJoin`] for fewer than two, or where one is read or in somebody's hand.
pub async fn join(cx: &Cx, key: &PublicKey, chosen: &[PublicKey]) -> Result<(), Error> {
    clerk(cx)?;
    let mut tx = cx.begin().await?;
    let collection = still_open(&tx, key).await?;
    let slips: Vec<Slip> =
        slip::of(&tx, collection.id).await?.into_iter().filter(|slip| chosen.contains(&slip.key)).collect();
    let Some((first, others)) = slips.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Err(Refusal::NothingToJoin.into());
    };
    if !slips.iter().all(|slip| is_untouched(cx, slip)) {
        return Err(Refusal::NothingToJoin.into());
    }
    for other in others {
        slip_page::hand_over(&mut tx, other.id, first.id).await?;
        slip::delete(&mut tx, other.id).await?;
    }
    slip::save(&mut tx, first, &Slip { awaits_back: false, ..first.clone() }).await?;
    commit(tx, collection.id, AuditEvent::new("slip_joined", "slip", Some(first.id.0)).with("slips", slips.len())).await
}

/// Nobody has read it, has typed anything, or has it in hand now.
fn is_untouched(cx: &Cx, slip: &Slip) -> bool {
    let held = slip.holder.is_some_and(|(_, until)| until > cx.now());
    slip.state == SlipState::Waiting && slip.draft.is_empty() && !held
}

/// Makes a slip of each page.
///
/// # Errors
/// [`Refusal::SlipNotNow`] when it was read, [`Refusal::SlipHeld`].
pub async fn part(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    clerk(cx)?;
    let mut tx = cx.begin().await?;
    let (slip, collection) = untouched(cx, &tx, key).await?;
    for page in slip_page::of(&tx, slip.id).await?.iter().skip(1) {
        let own = slip::insert(&mut tx, &cx.new_key(), collection, slip.edition, false).await?;
        slip_page::move_to(&mut tx, page.id, own).await?;
    }
    commit(tx, collection, AuditEvent::new("slip_parted", "slip", Some(slip.id.0))).await
}

/// Takes a picture away that does not belong there; only while nobody has read it.
///
/// # Errors
/// [`Refusal::SlipNotNow`] when it was read, [`Refusal::SlipHeld`].
pub async fn remove(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    clerk(cx)?;
    let mut tx = cx.begin().await?;
    let (slip, collection) = untouched(cx, &tx, key).await?;
    slip::delete(&mut tx, slip.id).await?;
    commit(tx, collection, AuditEvent::new("slip_removed", "slip", Some(slip.id.0))).await
}

async fn untouched(cx: &Cx, tx: &Tx, key: &PublicKey) -> Result<(Slip, CollectionId), Error> {
    let slip = slip::by_key(tx, key).await?.ok_or(Error::NotFound)?;
    if slip.state != SlipState::Waiting {
        return Err(Refusal::SlipNotNow { state: slip.state }.into());
    }
    if !is_untouched(cx, &slip) {
        return Err(Refusal::SlipHeld.into());
    }
    let collection = slip.collection;
    Ok((slip, collection))
}

async fn commit(mut tx: Tx, collection: CollectionId, event: AuditEvent) -> Result<(), Error> {
    collection::touch(&mut tx, collection).await?;
    Ok(tx.commit(Story::audit(event)).await?)
}

/// How a page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As it is read, with so many quarters to the right.
    Turned(u8),
    /// Small, for a list.
    Small,
}

/// The picture of a page, or the PDF that could not be drawn: its type and bytes. When the slip is a voice, its pictures
/// are behind the voice's mask and no more here.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn picture(cx: &Cx, key: &PublicKey, page: SlipPageId, look: Look) -> Result<(String, Vec<u8>), Error> {
    clerk(cx)?;
    let from = cx.reader();
    let slip = slip::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let page = slip_page::of(&from, slip.id).await?.into_iter().find(|found| found.id == page);
    let page = page.filter(|_| slip.state != SlipState::Received).ok_or(Error::NotFound)?;
    let hash = match look {
        Look::Small => page.file.small.as_ref().ok_or(Error::NotFound)?,
        Look::Turned(_) => &page.file.blob,
    };
    let bytes = attachment::bytes(&from, hash).await?.ok_or(Error::NotFound)?;
    match look {
        Look::Turned(quarters) if quarters % 4 != 0 && page.file.small.is_some() => {
            let turned = at_the_easel(cx, move || picture::turned(&bytes, quarters)).await?;
            Ok((page.file.media_type, turned.map_err(|e| Error::Internal(e.to_string()))?))
        }
        Look::Turned(_) | Look::Small => Ok((page.file.media_type, bytes)),
    }
}

/// The pages of a slip as files of its voice, turned as they were read. Bytes are there only where they have to be kept anew.
pub(crate) async fn as_files(cx: &Cx, pages: Vec<SlipPage>) -> Result<Vec<(attachment::File, Option<Vec<u8>>)>, Error> {
    let from = cx.reader();
    let mut files = Vec::new();
    for page in pages {
        let mut file = attachment::File {
            id: kocho_domain::id::AttachmentId(0),
            key: None,
            blob: page.file.blob,
            name: page.file.name,
            media_type: page.file.media_type,
            size: page.file.size,
            small: page.file.small,
            scanned: page.file.scanned,
        };
        let mut anew = None;
        if page.turn != 0 && file.small.is_some() {
            let bytes = attachment::bytes(&from, &file.blob).await?.ok_or(Error::NotFound)?;
            let turned = at_the_easel(cx, move || picture::turned(&bytes, page.turn)).await?;
            let turned = turned.map_err(|e| Error::Internal(e.to_string()))?;
            (file.blob, file.size) = (sha256(&turned), turned.len() as u64);
            anew = Some(turned);
        }
        files.push((file, anew));
    }
    Ok(files)
}
