//! 公表された回答: taking them in from a file, and which may already help somebody who is about to write. How the desk writes one stands in
//! `publication/desk.rs`.

pub mod desk;

use std::sync::OnceLock;

use chrono::NaiveDate;
use kocho_domain::{
    id::PublicKey,
    story::{AuditEvent, Story},
    submission::whole,
};
use kocho_store::Source;
pub use kocho_store::publication::{Publication, Words};
use kocho_text::{
    classify::topic::Topic,
    search::{GAP, Wanted, key},
};
use serde::Deserialize;

use crate::{Cx, Error, commitment, submission::warnings};

/// Answers on a page of the list that everybody reads.
pub const PAGE: usize = 20;
/// One more than a page: whether another page follows.
const LOOKED: u64 = 21;
/// So many answers are shown at most.
const SHOWN: usize = 3;
/// From so much likeness on an answer is shown. Chosen by reading: below it answers on other matters come up.
const HELPS: f32 = 0.22;
/// An answer's measure has to be among so many likely ones.
const LIKELY: usize = 2;

/// A file of published voices with their answers.
#[derive(Debug, Deserialize)]
struct File {
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    date: NaiveDate,
    title: String,
    opinion: String,
    reply: String,
    section: String,
    measure: Option<String>,
    status: String,
}

/// Takes a file in; answers how many were new. What came from the same source before stays as it is.
///
/// # Errors
/// [`Error::Invalid`] when the file cannot be read or names an outcome that the city does not have.
pub async fn import(cx: &Cx, json: &str) -> Result<usize, Error> {
    let file: File = serde_json::from_str(json).map_err(|e| Error::field("file", e.to_string()))?;
    let mut tx = cx.begin().await?;
    let mut new = 0;
    for item in file.items {
        let unknown = || Error::field("file", format!("{}: 対応区分「{}」は一覧にありません。", item.id, item.status));
        let outcome = outcome(cx, &item.status).ok_or_else(unknown)?;
        let publication = Publication {
            key: cx.new_key(),
            source: item.id.clone(),
            words: Words {
                title: item.title,
                opinion: item.opinion,
                reply: item.reply,
                section: item.section,
                measure: item.measure,
                outcome,
                language: "ja".to_owned(),
            },
            published_on: item.date,
        };
        new += usize::from(kocho_store::publication::insert(&mut tx, &publication).await?);
    }
    tx.commit(Story::audit(AuditEvent::new("published", "publication", None).with("count", new))).await?;
    cx.house.refresh().await?;
    Ok(new)
}

/// What of a file may point at a person: the source of an answer, and the words. Everything in it is read by everybody as soon as it is
/// taken in, so a person looks at these words first.
///
/// # Errors
/// [`Error::Invalid`] when the file cannot be read.
pub fn doubts(json: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
    let file: File = serde_json::from_str(json).map_err(|e| Error::field("file", e.to_string()))?;
    let words = |item: &Item| commitment::doubts(&[&*item.title, &*item.opinion, &*item.reply].join("\n"));
    let found = file.items.iter().map(|item| (item.id.clone(), words(item)));
    Ok(found.filter(|(_, words)| !words.is_empty()).collect())
}

/// The code of an outcome by its name, 対応済み and 対応困難 as other cities write them too.
fn outcome(cx: &Cx, name: &str) -> Option<String> {
    let own = match name {
        "対応済み" => "実施済",
        "対応困難" => "困難",
        own => own,
    };
    let outcomes = cx.city.rules.outcomes();
    outcomes.iter().find(|outcome| outcome.label.ja == own || outcome.code == own).map(|outcome| outcome.code.clone())
}

/// A published answer.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn by_key(cx: &Cx, key: &PublicKey) -> Result<Publication, Error> {
    kocho_store::publication::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)
}

/// Whether an answer was published and taken back, so that who has its address hears that it ended.
///
/// # Errors
/// What the database says.
pub async fn is_withdrawn(cx: &Cx, key: &PublicKey) -> Result<bool, Error> {
    Ok(kocho_store::publication::is_withdrawn(&cx.reader(), key).await?)
}

/// A page of the list that everybody reads.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// At most [`PAGE`], newest first.
    pub answers: Vec<Publication>,
    /// Older ones follow.
    pub more: bool,
}

/// The published answers from behind `after` on.
///
/// # Errors
/// [`Error::NotFound`] when nobody ever published `after`.
pub async fn list(cx: &Cx, after: Option<&PublicKey>) -> Result<Listed, Error> {
    let found = kocho_store::publication::page(&cx.reader(), after, LOOKED).await?;
    let mut answers = found.ok_or(Error::NotFound)?;
    let more = answers.len() > PAGE;
    answers.truncate(PAGE);
    Ok(Listed { answers, more })
}

/// Published answers, ready to be compared with.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    all: Vec<Publication>,
    topics: OnceLock<Vec<Topic>>,
    keys: OnceLock<Vec<String>>,
}

impl Answers {
    /// Reads all.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn read(from: &impl Source) -> Result<Self, Error> {
        Ok(Answers { all: kocho_store::publication::all(from).await?, topics: OnceLock::new(), keys: OnceLock::new() })
    }

    /// Those in which the words stand, newest first. There are few, so each is looked at.
    pub(crate) fn with_words(&self, wanted: &Wanted) -> impl Iterator<Item = &Publication> {
        let key_of = |p: &Publication| {
            key(&[&p.words.title, &p.words.opinion, &p.words.reply].map(String::as_str).join(&GAP.to_string()))
        };
        let keys = self.keys.get_or_init(|| self.all.iter().map(key_of).collect());
        self.all.iter().zip(keys).filter(|(_, key)| wanted.matches(key)).map(|(publication, _)| publication)
    }

    fn topics(&self) -> &[Topic] {
        self.topics.get_or_init(|| {
            self.all.iter().map(|p| Topic::of(&format!("{}\n{}", p.words.title, p.words.opinion))).collect()
        })
    }
}

/// The answers that may already help, best first; none for words of danger, and none where it is not sure: the text has to
/// be like the published opinion, and its measure among the two most likely ones. Nothing of the text is kept.
pub fn helpful(cx: &Cx, subject: &str, body: &str) -> Vec<Publication> {
    if cx.city.answers.all.is_empty() || !warnings(subject, body, &[]).danger.is_empty() {
        return Vec::new();
    }
    let text = whole(subject, body);
    let topic = Topic::of(&text);
    let likeness = cx.city.answers.topics().iter().map(|other| topic.likeness(other));
    let mut near: Vec<(f32, &Publication)> =
        likeness.zip(&cx.city.answers.all).filter(|(likeness, _)| *likeness >= HELPS).collect();
    if near.is_empty() {
        return Vec::new();
    }
    let likely = cx.city.classifier().classify(&text).measures;
    let likely: Vec<&str> = likely.iter().take(LIKELY).map(|measure| measure.code.as_str()).collect();
    near.retain(|(_, publication)| {
        publication.words.measure.as_deref().is_none_or(|measure| likely.contains(&measure))
    });
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(SHOWN).map(|(_, publication)| publication.clone()).collect()
}
