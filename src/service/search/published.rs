//! Which published answers have the words? They belong to nobody's case and everybody may read them.

use chrono::NaiveDate;
use kocho_domain::id::PublicKey;
use kocho_text::search::Wanted;

use super::{Piece, Snippet, snippet};
use crate::Cx;

/// A published answer that was found.
#[derive(Debug, Clone)]
pub struct FoundAnswer {
    /// Key in addresses.
    pub key: PublicKey,
    /// Its heading, the words marked.
    pub title: Vec<Piece>,
    /// Name of the section that answered.
    pub section: String,
    /// 公表日
    pub published_on: NaiveDate,
    /// Where the words stand.
    pub snippets: Vec<Snippet>,
}

/// All of them, newest first.
pub(super) fn of(cx: &Cx, wanted: &Wanted) -> Vec<FoundAnswer> {
    let found = cx.city.answers.with_words(wanted);
    found
        .map(|answer| {
            let title = snippet::heading(&answer.words.title, wanted);
            let snippets = snippet::of_texts(&[("意見", &answer.words.opinion), ("回答", &answer.words.reply)], wanted);
            let key = answer.key.clone();
            FoundAnswer {
                key,
                title,
                snippets,
                section: answer.words.section.clone(),
                published_on: answer.published_on,
            }
        })
        .collect()
}
