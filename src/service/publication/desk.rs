//! Who writes what is published, and who agrees: the desk writes an answer anew or in other words, apart from any voice; a second person
//! of the desk puts it before everybody. Taking one back needs one person, because what is wrong must go at once.

use kocho_domain::{
    access::Permission,
    body::{Body, Line},
    id::PublicKey,
    localized::Lang,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
pub use kocho_store::publication_draft::{PublicationDraft, Words};
use kocho_store::{publication, publication_draft, staff};

use super::Publication;
use crate::{Cx, Error, commitment};

/// Characters of a heading.
const TITLE_LIMIT: usize = 100;

/// What the desk sees.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Published, the newest first.
    pub answers: Vec<Publication>,
    /// Waiting for a second person.
    pub waiting: Vec<Waiting>,
}

/// A draft with what one must know to agree to it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The draft.
    pub draft: PublicationDraft,
    /// The name of who wrote it.
    pub by: String,
    /// This person wrote it, and so may not publish it.
    pub is_own: bool,
    /// The published answer in whose place it is to stand, as everybody reads it now.
    pub before: Option<Publication>,
    /// Words that may point at a person.
    pub doubts: Vec<String>,
}

/// Everything that is published, and what waits.
///
/// # Errors
/// [`Error::Denied`] for everybody but the hearing desk.
pub async fn list(cx: &Cx) -> Result<Desk, Error> {
    allow(cx)?;
    let from = cx.reader();
    let mut waiting = Vec::new();
    for draft in publication_draft::all(&from).await? {
        waiting.push(shown(cx, draft).await?);
    }
    Ok(Desk { answers: publication::all(&from).await?, waiting })
}

/// A draft.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn draft(cx: &Cx, key: &PublicKey) -> Result<Waiting, Error> {
    allow(cx)?;
    let draft = publication_draft::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    shown(cx, draft).await
}

async fn shown(cx: &Cx, draft: PublicationDraft) -> Result<Waiting, Error> {
    let from = cx.reader();
    let before = match &draft.of {
        Some(key) => publication::by_key(&from, key).await?,
        None => None,
    };
    let by = staff::names(&from, [draft.by]).await?.remove(&draft.by).unwrap_or_default();
    let is_own = cx.actor.staff()?.id == draft.by;
    Ok(Waiting { by, is_own, before, doubts: doubts(&draft.words), draft })
}

/// A published answer, to be written anew.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn published(cx: &Cx, key: &PublicKey) -> Result<Publication, Error> {
    allow(cx)?;
    super::by_key(cx, key).await
}

/// Writes a draft; answers its key. `checked`: somebody looked at the words that may point at a person.
///
/// # Errors
/// [`Error::Invalid`] beside the field, `checked` among them; [`Error::NotFound`] when what it is to stand for is gone.
pub async fn write(cx: &Cx, of: Option<&PublicKey>, words: &Words, checked: bool) -> Result<PublicKey, Error> {
    allow(cx)?;
    let words = read(cx, words)?;
    let found = doubts(&words);
    if !checked && !found.is_empty() {
        let told =
            format!("個人を示すかもしれない言葉があります（{}）。確かめて、印を付けてください。", found.join("、"));
        return Err(Error::field("checked", told));
    }
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    if let Some(of) = of {
        publication::by_key(&tx, of).await?.ok_or(Error::NotFound)?;
    }
    publication_draft::insert(&mut tx, &key, of, &words, cx.actor.staff()?.id).await?;
    tx.commit(story("publication_written", &key)).await?;
    Ok(key)
}

/// Puts a draft before everybody; answers the published answer's key.
///
/// # Errors
/// [`Refusal::OwnDraft`] for who wrote it, [`Error::NotFound`], [`Error::Denied`].
pub async fn release(cx: &Cx, key: &PublicKey) -> Result<PublicKey, Error> {
    allow(cx)?;
    let mut tx = cx.begin().await?;
    let draft = publication_draft::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if draft.by == cx.actor.staff()?.id {
        return Err(Refusal::OwnDraft.into());
    }
    let (of, words) = (draft.of, draft.words);
    let is_new = of.is_none();
    let answer = Publication {
        key: of.unwrap_or_else(|| cx.new_key()),
        source: format!("desk-{}", key.as_str()),
        title: words.title,
        opinion: words.opinion,
        reply: words.reply,
        section: words.section,
        measure: words.measure,
        outcome: words.outcome,
        published_on: cx.today(),
        language: words.language,
    };
    let done = if is_new {
        publication::insert(&mut tx, &answer).await?
    } else {
        publication::change(&mut tx, &answer).await?
    };
    if !done || !publication_draft::remove(&mut tx, key).await? {
        return Err(Error::NotFound);
    }
    tx.commit(story("publication_released", &answer.key)).await?;
    cx.house.refresh().await?;
    Ok(answer.key)
}

/// Takes a draft away: it is not published.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn discard(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    allow(cx)?;
    let mut tx = cx.begin().await?;
    if !publication_draft::remove(&mut tx, key).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit(story("publication_dropped", key)).await?)
}

/// Takes a published answer back: nobody reads or finds it any more.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn withdraw(cx: &Cx, key: &PublicKey) -> Result<(), Error> {
    allow(cx)?;
    let mut tx = cx.begin().await?;
    if !publication::withdraw(&mut tx, key).await? {
        return Err(Error::NotFound);
    }
    tx.commit(story("publication_withdrawn", key)).await?;
    cx.house.refresh().await
}

fn allow(cx: &Cx) -> Result<(), Error> {
    if cx.actor.staff()?.may(Permission::CaseTriage) { Ok(()) } else { Err(Error::Denied) }
}

fn story(code: &'static str, key: &PublicKey) -> Story {
    Story::audit(AuditEvent::new(code, "publication", None).with("key", key.as_str()))
}

/// Words that may point at a person, in everything that everybody will read.
fn doubts(words: &Words) -> Vec<String> {
    commitment::doubts(&[words.title.as_str(), words.opinion.as_str(), words.reply.as_str()].join("\n"))
}

/// The words as they are kept.
fn read(cx: &Cx, typed: &Words) -> Result<Words, Error> {
    let title = Line::parse(typed.title.trim(), TITLE_LIMIT)
        .map_err(|_| Error::field("title", format!("見出しを{TITLE_LIMIT}文字までの1行で入れてください。")))?;
    let opinion = long("opinion", &typed.opinion, "意見の要旨")?;
    let reply = long("reply", &typed.reply, "市の回答")?;
    let city = &cx.city;
    let is_measure = |code: &String| city.measures.iter().any(|measure| measure.code == *code);
    let known = [
        ("section", city.sections.iter().any(|section| section.name == typed.section)),
        ("measure", typed.measure.as_ref().is_none_or(is_measure)),
        ("outcome", city.rules.outcome(&typed.outcome).is_some()),
        ("language", Lang::from_code(&typed.language).is_some()),
    ];
    if let Some((field, _)) = known.into_iter().find(|(_, known)| !known) {
        return Err(Error::field(field, "一覧から選んでください。"));
    }
    Ok(Words { title: title.as_str().to_owned(), opinion, reply, ..typed.clone() })
}

fn long(field: &'static str, typed: &str, what: &str) -> Result<String, Error> {
    let body = Body::parse(typed.trim())
        .map_err(|_| Error::field(field, format!("{what}を入れてください（長すぎるものは入りません）。")))?;
    if kocho_text::my_number::stands_in(body.as_str()) {
        return Err(Error::field(field, format!("{what}に、マイナンバーのような番号があります。除いてください。")));
    }
    Ok(body.as_str().to_owned())
}
