//! Who writes what is published, and who agrees: the desk writes an answer anew or in other words, apart from any voice; a second person
//! of the desk puts it before everybody, or gives it back with a reason. Taking one back needs one person, because what is wrong must go
//! at once.

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permission,
    body::{Body, Line},
    id::{PublicKey, StaffId},
    localized::Lang,
    refusal::Refusal,
    story::{AuditEvent, Story},
};
pub use kocho_store::publication_draft::PublicationDraft;
use kocho_store::{
    publication,
    publication_draft::{self, Returned},
    staff,
};

use super::{Publication, Words};
use crate::{Cx, Error, FieldErrors, commitment};

/// Characters of a heading.
const TITLE_LIMIT: usize = 100;
/// Characters of a reason for giving a draft back.
const REASON_LIMIT: usize = 300;
/// Answers that were taken back, in the list: the last ones.
const WITHDRAWN: u64 = 50;

/// What the desk sees.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Published, the newest first.
    pub answers: Vec<Publication>,
    /// Waiting for a second person.
    pub waiting: Vec<Waiting>,
    /// Taken back and when, the last one first.
    pub withdrawn: Vec<(Publication, DateTime<Utc>)>,
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
    /// What it was to stand for was taken back meanwhile: it would be published as a new answer.
    pub before_is_gone: bool,
    /// Why it was given back, and the name of who did it.
    pub returned: Option<(String, String)>,
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
    let withdrawn = publication::withdrawn(&from, WITHDRAWN).await?;
    Ok(Desk { answers: publication::all(&from).await?, waiting, withdrawn })
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
    let mut people = vec![draft.by];
    people.extend(draft.returned.as_ref().map(|returned| returned.by));
    let names = staff::names(&from, people).await?;
    let name = |id: StaffId| names.get(&id).cloned().unwrap_or_default();
    Ok(Waiting {
        by: name(draft.by),
        is_own: cx.actor.staff()?.id == draft.by,
        before_is_gone: draft.of.is_some() && before.is_none(),
        before,
        returned: draft.returned.as_ref().map(|returned| (returned.reason.clone(), name(returned.by))),
        doubts: doubts(&draft.words),
        draft,
    })
}

/// A draft of this person's own, to be written anew.
///
/// # Errors
/// [`Error::Denied`] for everybody else, [`Error::NotFound`].
pub async fn own(cx: &Cx, key: &PublicKey) -> Result<PublicationDraft, Error> {
    allow(cx)?;
    let draft = publication_draft::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    if draft.by == cx.actor.staff()?.id { Ok(draft) } else { Err(Error::Denied) }
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
/// [`Error::Invalid`] beside every field that is wrong, `checked` among them; [`Error::NotFound`] when nobody ever published what it is to
/// stand for.
pub async fn write(cx: &Cx, of: Option<&PublicKey>, words: &Words, checked: bool) -> Result<PublicKey, Error> {
    allow(cx)?;
    let words = read(cx, words, checked)?;
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    if let Some(of) = of {
        // One that was taken back while somebody wrote: the draft says so to who agrees to it, and nothing typed is lost.
        let known = publication::by_key(&tx, of).await?.is_some() || publication::is_withdrawn(&tx, of).await?;
        if !known {
            return Err(Error::NotFound);
        }
    }
    publication_draft::insert(&mut tx, &key, of, &words, cx.actor.staff()?.id).await?;
    tx.commit(story("publication_written", &key)).await?;
    Ok(key)
}

/// Writes one's own draft anew: another draft stands in its place, so that nobody agrees to words that were not on the page. Answers its
/// key.
///
/// # Errors
/// As [`write`]; [`Error::Denied`] for a draft of somebody else, [`Error::NotFound`] when the draft is not there any more.
pub async fn rewrite(cx: &Cx, draft: &PublicKey, words: &Words, checked: bool) -> Result<PublicKey, Error> {
    allow(cx)?;
    let words = read(cx, words, checked)?;
    let me = cx.actor.staff()?.id;
    let key = cx.new_key();
    let mut tx = cx.begin().await?;
    let before = publication_draft::by_key(&tx, draft).await?.ok_or(Error::NotFound)?;
    if before.by != me {
        return Err(Error::Denied);
    }
    if !publication_draft::remove(&mut tx, draft).await? {
        return Err(Error::NotFound);
    }
    publication_draft::insert(&mut tx, &key, before.of.as_ref(), &words, me).await?;
    tx.commit(story("publication_rewritten", &key)).await?;
    Ok(key)
}

/// Gives a draft back to who wrote it, with the reason. It is published only after it was written anew.
///
/// # Errors
/// [`Error::Invalid`] for the reason, [`Error::Denied`] for one's own, [`Error::Stale`] when somebody gave it back before,
/// [`Error::NotFound`].
pub async fn send_back(cx: &Cx, key: &PublicKey, reason: &str) -> Result<(), Error> {
    allow(cx)?;
    let reason = Line::parse(reason.trim(), REASON_LIMIT)
        .map_err(|_| Error::field("reason", format!("戻す理由を{REASON_LIMIT}文字までの1行で入れてください。")))?;
    let me = cx.actor.staff()?.id;
    let mut tx = cx.begin().await?;
    let draft = publication_draft::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if draft.by == me {
        return Err(Error::Denied);
    }
    let returned = Returned { reason: reason.as_str().to_owned(), by: me };
    if !publication_draft::send_back(&mut tx, key, &returned).await? {
        return Err(Error::Stale);
    }
    Ok(tx.commit(story("publication_returned", key)).await?)
}

/// Puts a draft before everybody; answers the published answer's key. `as_new`: the page said that what it was to stand for was taken
/// back, and that it becomes a new answer.
///
/// # Errors
/// [`Refusal::OwnPublication`] for who wrote it, [`Error::Stale`] when it was given back or the page said something else,
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn release(cx: &Cx, key: &PublicKey, as_new: bool) -> Result<PublicKey, Error> {
    allow(cx)?;
    let mut tx = cx.begin().await?;
    let draft = publication_draft::by_key(&tx, key).await?.ok_or(Error::NotFound)?;
    if draft.by == cx.actor.staff()?.id {
        return Err(Refusal::OwnPublication.into());
    }
    let before = match &draft.of {
        Some(of) => publication::by_key(&tx, of).await?.map(|answer| answer.key),
        None => None,
    };
    let is_gone = draft.of.is_some() && before.is_none();
    if draft.returned.is_some() || is_gone != as_new {
        return Err(Error::Stale);
    }
    let is_new = before.is_none();
    let answer = Publication {
        key: before.unwrap_or_else(|| cx.new_key()),
        source: format!("desk-{}", key.as_str()),
        words: draft.words,
        published_on: cx.today(),
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

/// The words as they are kept; all mistakes at once.
fn read(cx: &Cx, typed: &Words, checked: bool) -> Result<Words, Error> {
    let mut wrong = FieldErrors::new();
    let mut taken = |field: &'static str, found: Result<String, String>| {
        found.unwrap_or_else(|mistake| {
            wrong.insert(field, mistake);
            String::new()
        })
    };
    let title = taken("title", heading(&typed.title));
    let opinion = taken("opinion", long(&typed.opinion, "意見の要旨"));
    let reply = taken("reply", long(&typed.reply, "市の回答"));
    let city = &cx.city;
    let is_measure = |code: &String| city.measures.iter().any(|measure| measure.code == *code);
    let known = [
        ("section", "担当", city.sections.iter().any(|section| section.name == typed.section)),
        ("measure", "施策", typed.measure.as_ref().is_none_or(is_measure)),
        ("outcome", "対応区分", city.rules.outcome(&typed.outcome).is_some()),
        ("language", "ことば", Lang::from_code(&typed.language).is_some()),
    ];
    for (field, what, _) in known.into_iter().filter(|(_, _, known)| !known) {
        wrong.insert(field, format!("{what}を選んでください。"));
    }
    let found = doubts(typed);
    if !checked && !found.is_empty() {
        let told =
            format!("個人を示すかもしれない言葉があります（{}）。確かめて、印を付けてください。", found.join("、"));
        wrong.insert("checked", told);
    }
    if wrong.is_empty() { Ok(Words { title, opinion, reply, ..typed.clone() }) } else { Err(Error::Invalid(wrong)) }
}

fn heading(typed: &str) -> Result<String, String> {
    let line = Line::parse(typed.trim(), TITLE_LIMIT);
    line.map(|line| line.as_str().to_owned())
        .map_err(|_| format!("見出しを{TITLE_LIMIT}文字までの1行で入れてください。"))
}

fn long(typed: &str, what: &str) -> Result<String, String> {
    let body =
        Body::parse(typed.trim()).map_err(|_| format!("{what}を入れてください（長すぎるものは入りません）。"))?;
    if kocho_text::my_number::stands_in(body.as_str()) {
        return Err(format!("{what}に、マイナンバーのような番号があります。除いてください。"));
    }
    Ok(body.as_str().to_owned())
}
