//! What becomes of a slip that was read: a voice, a second reading, a decision between two readings, or nothing.

use kocho_domain::{
    id::{PublicKey, StaffId},
    paper::{Reading, SlipState, is_read_twice, read_by_a_person},
    receipt::ReceiptNumber,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    attachment::{self, File, Owner},
    collection::{self, Collection},
    slip::{self, Slip},
    slip_page,
};

use super::{
    in_hand,
    voice::{Read, voice},
};
use crate::{Cx, Error, collection::clerk, scan::as_files, submission};

/// What came of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// It is a voice.
    Received {
        /// 受付番号
        number: ReceiptNumber,
        /// Key of the voice.
        submission: PublicKey,
    },
    /// Somebody else reads it too.
    ForSecond,
    /// The second reading differs from the first.
    Differs,
}

/// Saves what was read, as the first or the second reader; `compared` when it was compared with the picture. Dangerous words
/// never wait for a second reader.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Refusal::SlipHeld`] when somebody else took the slip meanwhile.
pub async fn enter(cx: &Cx, key: &PublicKey, read: &Reading, compared: bool) -> Result<Entered, Error> {
    let me = clerk(cx)?.id;
    let ready = Ready::prepare(cx, key, read).await?;
    read_by_a_person(&ready.slip.guess, compared)?;
    match ready.slip.state {
        SlipState::Waiting => first(cx, ready, read, me).await,
        SlipState::Second if ready.slip.first_by == Some(me) => Err(Refusal::OwnReading.into()),
        SlipState::Second => second(cx, ready, read, me).await,
        state @ (SlipState::Differing | SlipState::Received | SlipState::Void) => {
            Err(Refusal::SlipNotNow { state }.into())
        }
    }
}

/// Decides what stands on a slip that two people read differently.
///
/// # Errors
/// [`Error::Invalid`], [`Refusal::SlipNotNow`] when there is nothing to decide, [`Refusal::OwnReading`].
pub async fn decide(cx: &Cx, key: &PublicKey, decided: &Reading) -> Result<Entered, Error> {
    let me = clerk(cx)?.id;
    let ready = Ready::prepare(cx, key, decided).await?;
    if ready.slip.state != SlipState::Differing {
        return Err(Refusal::SlipNotNow { state: ready.slip.state }.into());
    }
    if ready.slip.first_by == Some(me) {
        return Err(Refusal::OwnReading.into());
    }
    let tx = cx.begin().await?;
    let now = ready.slip.clone();
    ready.receive(cx, tx, now, me).await
}

/// A slip in this person's hand with everything that is needed to receive it, made before the transaction begins.
struct Ready {
    slip: Slip,
    collection: Collection,
    read: Read,
    files: Vec<(File, Option<Vec<u8>>)>,
}

impl Ready {
    async fn prepare(cx: &Cx, key: &PublicKey, read: &Reading) -> Result<Self, Error> {
        let from = cx.reader();
        let slip = in_hand(cx, &from, key).await?;
        let collection = collection::by_id(&from, slip.collection).await?.ok_or(Error::NotFound)?;
        let read = voice(cx, &from, (&collection, &slip), read).await?;
        let pages = slip_page::of(&from, slip.id).await?;
        let files = as_files(cx, pages).await?;
        Ok(Ready { slip, collection, read, files })
    }

    /// Makes the voice; `now` is the slip as it will be, apart from what receiving changes.
    async fn receive(self, cx: &Cx, mut tx: Tx, now: Slip, by: StaffId) -> Result<Entered, Error> {
        let received = submission::receive(cx, &mut tx, &self.read.submit).await?;
        for (file, anew) in &self.files {
            if let Some(bytes) = anew {
                attachment::keep(&mut tx, &file.blob, bytes.clone()).await?;
            }
        }
        let files: Vec<File> = self.files.into_iter().map(|(file, _)| file).collect();
        let voice = received.event.submission;
        attachment::attach(&mut tx, Owner::Submission(voice), &files, || cx.new_key()).await?;
        let now = Slip {
            state: SlipState::Received,
            submission: Some(voice),
            edition: self.read.edition,
            posted_on: self.read.posted_on,
            holder: None,
            draft: Reading::default(),
            draft_at: None,
            settled_by: Some(by),
            settled_at: Some(cx.now()),
            ..now
        };
        slip::save(&mut tx, &self.slip, &now).await?;
        slip::empty_readings(&mut tx, now.id).await?;
        collection::touch(&mut tx, self.collection.id).await?;
        let audit = AuditEvent::new("slip_received", "slip", Some(now.id.0)).with("submission", voice.0);
        tx.commit(Story::of(received.event).and(audit)).await?;
        cx.house.wake_worker();
        let voice = kocho_store::submission::by_id(&cx.reader(), voice).await?.ok_or(Error::NotFound)?;
        Ok(Entered::Received { number: voice.number, submission: voice.key })
    }
}

async fn first(cx: &Cx, ready: Ready, read: &Reading, me: StaffId) -> Result<Entered, Error> {
    let is_urgent = !submission::danger_in(&ready.read.submit).is_empty();
    let percent = cx.city.rules.papers().second_reading_percent;
    let now = Slip { first_by: Some(me), ..ready.slip.clone() };
    let mut tx = cx.begin().await?;
    if is_urgent || !is_read_twice(&ready.slip.key, percent) {
        return ready.receive(cx, tx, now, me).await;
    }
    slip::add_reading(&mut tx, ready.slip.id, 1, read, me).await?;
    let now = Slip { state: SlipState::Second, holder: None, draft: Reading::default(), draft_at: None, ..now };
    slip::save(&mut tx, &ready.slip, &now).await?;
    collection::touch(&mut tx, ready.collection.id).await?;
    tx.commit(Story::audit(AuditEvent::new("slip_read", "slip", Some(now.id.0)).with("turn", 1))).await?;
    Ok(Entered::ForSecond)
}

async fn second(cx: &Cx, ready: Ready, read: &Reading, me: StaffId) -> Result<Entered, Error> {
    let mut tx = cx.begin().await?;
    let before = slip::readings(&tx, ready.slip.id).await?.into_iter().next().unwrap_or_default();
    slip::add_reading(&mut tx, ready.slip.id, 2, read, me).await?;
    let now = Slip { second_by: Some(me), ..ready.slip.clone() };
    if before.differences(read).is_empty() {
        return ready.receive(cx, tx, now, me).await;
    }
    let now = Slip { state: SlipState::Differing, draft: Reading::default(), draft_at: None, ..now };
    slip::save(&mut tx, &ready.slip, &now).await?;
    collection::touch(&mut tx, ready.collection.id).await?;
    tx.commit(Story::audit(AuditEvent::new("slip_read", "slip", Some(now.id.0)).with("turn", 2))).await?;
    Ok(Entered::Differs)
}

/// Says that a paper is no voice: blank, or not meant for the box. It stays a record of the collection.
///
/// # Errors
/// [`Refusal::ReasonMissing`]; [`Refusal::SlipNotNow`] when somebody has read it already.
pub async fn void(cx: &Cx, key: &PublicKey, reason: &str) -> Result<(), Error> {
    let me = clerk(cx)?.id;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let seen = in_hand(cx, &tx, key).await?;
    if seen.state != SlipState::Waiting {
        return Err(Refusal::SlipNotNow { state: seen.state }.into());
    }
    let now = Slip {
        state: SlipState::Void,
        void_reason: Some(reason.chars().take(200).collect()),
        holder: None,
        draft: Reading::default(),
        draft_at: None,
        settled_by: Some(me),
        settled_at: Some(cx.now()),
        ..seen.clone()
    };
    slip::save(&mut tx, &seen, &now).await?;
    collection::touch(&mut tx, now.collection).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("slip_voided", "slip", Some(now.id.0)))).await?)
}

/// Takes that back, while the collection is open.
///
/// # Errors
/// [`Refusal::SlipNotNow`] when nobody said so, [`Refusal::CollectionClosed`].
pub async fn restore(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    clerk(cx)?;
    let mut tx = cx.begin().await?;
    let seen = slip::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if seen.state != SlipState::Void {
        return Err(Refusal::SlipNotNow { state: seen.state }.into());
    }
    let collection = collection::by_id(&tx, seen.collection).await?.ok_or(Error::NotFound)?;
    if collection.closed_at.is_some() {
        return Err(Refusal::CollectionClosed.into());
    }
    let now = Slip { state: SlipState::Waiting, void_reason: None, settled_by: None, settled_at: None, ..seen.clone() };
    slip::save(&mut tx, &seen, &now).await?;
    collection::touch(&mut tx, now.collection).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("slip_restored", "slip", Some(now.id.0)))).await?)
}
