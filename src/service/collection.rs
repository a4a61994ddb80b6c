//! 回収: a box is opened by two people, cards come with the post. The papers are counted first, then photographed and read;
//! the collection is closed when papers, records and count are equal. Zero is a count too: it says that the box was opened.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, StaffActor},
    id::{CollectionId, PublicKey, StaffId},
    paper::{Counts, Missing},
    refusal::Refusal,
    rule::{
        channel::{Base, Channel},
        paper::Place,
    },
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, collection,
    collection::{Collection, NewCollection},
    edition,
    edition::Edition,
    slip,
    slip::Slip,
    slip_page,
    slip_page::SlipPage,
};

use crate::{Cx, Error, FieldErrors};

/// Closed collections a page.
const CLOSED: u64 = 20;
/// The most papers of one collection.
const MOST: u32 = 2_000;
/// The longest line of a form.
const LINE: usize = 200;

/// A collection with how far it is.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The collection.
    pub collection: Collection,
    /// Its papers.
    pub counts: Counts,
}

/// What the list shows.
#[derive(Debug, Clone)]
pub struct List {
    /// At work, oldest first.
    pub open: Vec<Listed>,
    /// Closed ones, newest first.
    pub closed: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<CollectionId>,
    /// Boxes of today and the day on which each was opened last.
    pub boxes: Vec<(Place, Option<NaiveDate>)>,
}

/// Who may work with paper.
///
/// # Errors
/// [`Error::Denied`].
pub(crate) fn clerk(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::PaperEntry) { Ok(staff) } else { Err(Error::Denied) }
}

/// The collections and the boxes; closed ones with a smaller database key than `before`.
///
/// # Errors
/// [`Error::Denied`].
pub async fn list(cx: &Cx, before: Option<CollectionId>) -> Result<List, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let open = collection::open(&from).await?;
    let closed = collection::closed(&from, before, CLOSED).await?;
    let all: Vec<&Collection> = open.iter().chain(&closed).collect();
    let counts = collection::counts(&from, &all).await?;
    let days = collection::last_days(&from).await?;
    let papers = cx.city.rules.papers();
    let boxes = papers.places_on(cx.today()).map(|place| (place.clone(), days.get(&place.code).copied())).collect();
    let next = closed.last().filter(|_| closed.len() as u64 == CLOSED).map(|last| last.id);
    Ok(List { open: with(open, &counts), closed: with(closed, &counts), next, boxes })
}

fn with(collections: Vec<Collection>, counts: &BTreeMap<CollectionId, Counts>) -> Vec<Listed> {
    collections
        .into_iter()
        .map(|collection| Listed { counts: counts.get(&collection.id).copied().unwrap_or_default(), collection })
        .collect()
}

/// The ways of receiving paper that are in use today.
pub fn channels(cx: &Cx) -> impl Iterator<Item = &Channel> {
    cx.city.rules.channels_on(cx.today()).filter(|channel| channel.base == Base::Paper)
}

/// What was typed when papers were taken out.
#[derive(Debug, Clone, Default)]
pub struct NewForm {
    /// 受付方法 code.
    pub channel: String,
    /// 設置場所 code.
    pub place: String,
    /// Code of the newsletter.
    pub edition: String,
    /// 回収日
    pub collected_on: Option<NaiveDate>,
    /// 回収した人
    pub collected_by: String,
    /// 立ち会った人
    pub witness: String,
    /// 確認枚数
    pub found: Option<u32>,
    /// 原本の保管場所
    pub kept_at: String,
    /// メモ
    pub note: String,
}

/// Enters a collection.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`].
pub async fn open(cx: &Cx, form: &NewForm) -> Result<PublicKey, Error> {
    let by = clerk(cx)?.id;
    let edition = edition_of(&cx.reader(), &form.edition).await?;
    let new = checked(cx, form, edition.as_ref())?;
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    let id = collection::insert(&mut tx, &key, &new, by).await?;
    let event = AuditEvent::new("collection_opened", "collection", Some(id.0)).with("found", new.found);
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// The issue with this code; nothing for nothing.
///
/// # Errors
/// [`Error::Invalid`] for the field `edition`.
pub(crate) async fn edition_of(from: &impl Source, code: &str) -> Result<Option<Edition>, Error> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    match edition::by_code(from, code).await? {
        Some(edition) => Ok(Some(edition)),
        None => Err(Error::field("edition", "この符号の号は登録されていません。「広報の号」の画面で加えてください。")),
    }
}

fn checked(cx: &Cx, form: &NewForm, edition: Option<&Edition>) -> Result<NewCollection, Error> {
    let errors = mistakes(cx, form);
    let (Some(collected_on), Some(found)) = (form.collected_on, form.found.filter(|_| errors.is_empty())) else {
        return Err(Error::Invalid(errors));
    };
    let from_box = form.channel == cx.city.rules.papers().box_channel;
    Ok(NewCollection {
        channel: form.channel.clone(),
        place: from_box.then(|| form.place.clone()),
        edition: edition.map(|edition| edition.id),
        collected_on,
        collected_by: form.collected_by.trim().to_owned(),
        witness: form.witness.trim().to_owned(),
        found,
        kept_at: form.kept_at.trim().to_owned(),
        note: form.note.trim().to_owned(),
    })
}

/// What is wrong with a form; nothing when it can be taken.
fn mistakes(cx: &Cx, form: &NewForm) -> FieldErrors {
    let papers = cx.city.rules.papers();
    let from_box = form.channel == papers.box_channel;
    let on = form.collected_on.unwrap_or(cx.today());
    let has_place = papers.places_on(on).any(|place| place.code == form.place);
    let empty = |text: &str| text.trim().is_empty();
    let long = |text: &str| text.chars().count() > LINE;
    let too_long = || format!("{LINE}文字までで書いてください。");
    let checks = [
        ("channel", !channels(cx).any(|c| c.code == form.channel), "受付方法を選んでください。".to_owned()),
        ("place", from_box && !has_place, "その日に箱があった設置場所を選んでください。".into()),
        (
            "collected_on",
            form.collected_on.is_none_or(|on| on > cx.today()),
            "回収した日を、今日までの日付で入れてください。".into(),
        ),
        ("collected_by", empty(&form.collected_by), "回収した人を入れてください。".into()),
        ("collected_by", long(&form.collected_by), too_long()),
        ("witness", from_box && empty(&form.witness), "箱は2人で開けます。立ち会った人を入れてください。".into()),
        ("witness", long(&form.witness), too_long()),
        ("found", form.found.is_none_or(|found| found > MOST), wrong_count()),
        (
            "kept_at",
            form.found.is_some_and(|found| found > 0) && empty(&form.kept_at),
            "原本をしまう簿冊や箱の名前を入れてください。".into(),
        ),
        ("kept_at", long(&form.kept_at), too_long()),
        ("note", long(&form.note), too_long()),
    ];
    checks.into_iter().filter(|(_, wrong, _)| *wrong).map(|(field, _, sentence)| (field, sentence)).collect()
}

fn wrong_count() -> String {
    format!("数えた枚数を、0から{MOST}までの数で入れてください。")
}

/// A collection with its slips.
#[derive(Debug, Clone)]
pub struct CollectionView {
    /// The collection.
    pub collection: Collection,
    /// Its papers.
    pub counts: Counts,
    /// What stands between it and its closing.
    pub missing: Vec<Missing>,
    /// Its slips, each with its pages.
    pub slips: Vec<(Slip, Vec<SlipPage>)>,
    /// Which newsletter its cards are from.
    pub edition: Option<Edition>,
    /// Who has slips in hand, by account.
    pub names: BTreeMap<StaffId, String>,
}

/// A collection by its key.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<CollectionView, Error> {
    clerk(cx)?;
    let from = cx.reader();
    let collection = collection::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let counts = counts_of(&from, &collection).await?;
    let mut pages: BTreeMap<_, Vec<SlipPage>> = BTreeMap::new();
    for page in slip_page::of_collection(&from, collection.id).await? {
        pages.entry(page.slip).or_default().push(page);
    }
    let slips = slip::of(&from, collection.id).await?;
    let holders: Vec<StaffId> = slips.iter().filter_map(|slip| Some(slip.holder?.0)).collect();
    let names = kocho_store::staff::names(&from, holders).await?;
    let slips = slips.into_iter().map(|slip| (pages.remove(&slip.id).unwrap_or_default(), slip));
    let edition = match collection.about.edition {
        Some(id) => edition::by_id(&from, id).await?,
        None => None,
    };
    Ok(CollectionView {
        missing: counts.missing(),
        counts,
        slips: slips.map(|(pages, slip)| (slip, pages)).collect(),
        edition,
        names,
        collection,
    })
}

/// How far the papers of one collection are.
pub(crate) async fn counts_of(from: &impl Source, of: &Collection) -> Result<Counts, Error> {
    Ok(collection::counts(from, &[of]).await?.remove(&of.id).unwrap_or_default())
}

/// A collection that is not closed.
///
/// # Errors
/// [`Error::NotFound`], [`Refusal::CollectionClosed`].
pub(crate) async fn still_open(from: &impl Source, key: &PublicKey) -> Result<Collection, Error> {
    let collection = collection::by_key(from, key).await?.ok_or(Error::NotFound)?;
    if collection.closed_at.is_some() { Err(Refusal::CollectionClosed.into()) } else { Ok(collection) }
}

/// Corrects the count of papers; why stands in the audit.
///
/// # Errors
/// [`Refusal::ReasonMissing`], [`Refusal::CollectionClosed`]; [`Error::Invalid`] for the field `found`.
pub async fn recount(cx: &Cx, key: &PublicKey, found: Option<u32>, reason: &str) -> Result<(), Error> {
    clerk(cx)?;
    let found = found.filter(|found| *found <= MOST).ok_or_else(|| Error::field("found", wrong_count()))?;
    if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing.into());
    }
    let mut tx = cx.begin().await?;
    let collection = still_open(&tx, key).await?;
    collection::recount(&mut tx, &collection, found).await?;
    let event = AuditEvent::new("collection_recounted", "collection", Some(collection.id.0))
        .with("from", collection.about.found)
        .with("to", found)
        .saying(reason);
    Ok(tx.commit(Story::audit(event)).await?)
}

/// Closes a collection whose papers, records and count are equal.
///
/// # Errors
/// [`Refusal::CollectionOpen`] with what is missing; [`Error::Stale`] when a slip changed at the same moment.
pub async fn close(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    let by = clerk(cx)?.id;
    let mut tx = cx.begin().await?;
    let collection = still_open(&tx, key).await?;
    let counts = counts_of(&tx, &collection).await?;
    let missing = counts.missing();
    if !missing.is_empty() {
        return Err(Refusal::CollectionOpen { missing }.into());
    }
    collection::close(&mut tx, &collection, by).await?;
    let event = AuditEvent::new("collection_closed", "collection", Some(collection.id.0))
        .with("found", counts.found)
        .with("received", counts.received)
        .with("void", counts.void);
    Ok(tx.commit(Story::audit(event)).await?)
}
