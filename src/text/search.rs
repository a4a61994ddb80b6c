//! Is a word in a text, however it is written? The key of a text, the tokens of an index over keys, and the way back.
//!
//! Width, case, spaces, line breaks, kana (also small ones, ぢ, づ, ゐ, ゑ), long marks, dashes, old and variant kanji do not hide a word;
//! a number that counts something is asked for as 2丁目 and as 二丁目 (`numeral.rs`).
//! Keys of older lines have to be made again when this changes (`search_below`, as `m0027_found` does). Nothing here is
//! shown or stored as somebody's words, and no rights are decided here.

mod numeral;
mod token;
mod variant;

use crate::normalize::Folded;

pub use token::{Tokens, tag, tokens};

/// Puts parts of one thing beside each other in a key: no word reaches over it.
pub const GAP: char = '\n';

/// A text folded for a search, with the way back to the original.
#[derive(Debug, Clone)]
pub struct Searched {
    folded: Folded,
    key: Vec<char>,
    /// For each character of the key its place in the folded text.
    at: Vec<usize>,
}

impl Searched {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        let folded = Folded::dense(text);
        let (mut key, mut at) = (Vec::new(), Vec::new());
        for (place, c) in folded.kana().iter().enumerate() {
            let c = match *c {
                // スーパー, スーパ and すぱ are one word; between numbers the same sign is a dash.
                'ー' | '〜' | '~' if key.last().is_some_and(|p| is_kana(*p)) => continue,
                c if crate::personal::is_dash(c) => '-',
                // Control characters are nobody's words, and the gap is one of them; nor is a voiced mark without its kana.
                c if c.is_control() || matches!(c, '\u{3099}' | '\u{309a}') => continue,
                c => variant::common(variant::kana(c)),
            };
            key.push(c);
            at.push(place);
        }
        Searched { folded, key, at }
    }

    /// The key.
    pub fn key(&self) -> String {
        self.key.iter().collect()
    }

    /// Where a word's key stands: places in characters of the original text, half-open, not overlapping.
    pub fn find(&self, word: &str) -> Vec<(usize, usize)> {
        let word: Vec<char> = word.chars().collect();
        let (mut found, mut from) = (Vec::new(), 0);
        if word.is_empty() {
            return found;
        }
        while let Some(window) = self.key.get(from..from + word.len()) {
            let ends = self.at.get(from).zip(self.at.get(from + word.len() - 1));
            match ends {
                Some((first, last)) if window == word => {
                    found.push(self.folded.place(*first, last + 1));
                    from += word.len();
                }
                _ => from += 1,
            }
        }
        found
    }
}

/// The key of a text.
pub fn key(text: &str) -> String {
    Searched::of(text).key()
}

/// The key of a word that is looked for. What only carries on the sign before it is left out at the beginning: a word may
/// be cut out of the middle of a text.
pub fn word_key(word: &str) -> String {
    key(word).trim_start_matches('-').to_owned()
}

/// A word that is looked for, as keys: as it was typed, and with its numbers in their other writings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(Vec<String>);

impl Word {
    /// From a word as typed; `None` when nothing of it is left.
    pub fn of(typed: &str) -> Option<Self> {
        let key = word_key(typed);
        (!key.is_empty()).then(|| Word(numeral::writings(&key)))
    }

    /// The writings; there is at least one.
    pub fn writings(&self) -> &[String] {
        &self.0
    }

    /// Whether it stands in a key, in one writing or another.
    pub fn stands_in(&self, key: &str) -> bool {
        self.0.iter().any(|writing| key.contains(writing.as_str()))
    }

    /// Where it stands in a text: places as [`Searched::find`] gives them, by writing.
    pub fn places(&self, text: &Searched) -> Vec<(usize, usize)> {
        self.0.iter().flat_map(|writing| text.find(writing)).collect()
    }
}

/// What a search asks of a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words that all stand in it.
    pub words: Vec<Word>,
    /// Words of which none stands in it.
    pub without: Vec<Word>,
}

impl Wanted {
    /// From words as typed; those of which nothing is left are left out.
    pub fn of(words: &[String], without: &[String]) -> Self {
        let keys = |words: &[String]| {
            let mut keys: Vec<Word> = words.iter().filter_map(|word| Word::of(word)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        Wanted { words: keys(words), without: keys(without) }
    }

    /// The tokens that a key has when all words stand in it; other keys may have them too.
    pub fn tokens(&self) -> Tokens {
        Tokens::of(&self.words)
    }

    /// The words for which having their tokens is not enough: the key itself must be looked at.
    pub fn to_check(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| !word.0.iter().all(|writing| token::is_exact(writing)))
    }

    /// What the index must agree with: the plain reading of a key.
    pub fn matches(&self, key: &str) -> bool {
        self.words.iter().all(|word| word.stands_in(key)) && !self.without.iter().any(|word| word.stands_in(key))
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ')
}

#[cfg(test)]
mod tests;
