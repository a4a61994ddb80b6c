//! Which words tell a group from the others? Whole words of its own texts, that many of its voices use and few others. No
//! word is made up, and a word that only one voice uses is nobody's label.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Voice, rows};
use crate::words::{parts, words as words_of};

/// Words of a label at most.
const WORDS: usize = 5;
/// A word that fewer of a group's voices use tells nothing.
const SHARE: f64 = 0.12;

/// A word of a label with the voices that use it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub text: String,
    /// Keys of the group's voices that use it, ascending.
    pub voices: Vec<i64>,
}

/// A word with the numbers of the voices that use it.
#[derive(Debug)]
pub(super) struct Telling {
    text: String,
    voices: Vec<usize>,
}

impl Telling {
    /// With the voices' keys instead of their numbers.
    pub(super) fn with_ids(self, voices: &[Voice<'_>]) -> Word {
        let mut ids: Vec<i64> = self.voices.into_iter().map(|voice| voices[voice].id).collect();
        ids.sort_unstable();
        Word { text: self.text, voices: ids }
    }
}

/// The telling words of each group, most telling first.
pub(super) fn words(texts: &[&str], groups: &[Vec<usize>]) -> Vec<Vec<Telling>> {
    let spoken = spoken(texts);
    let once = first_of_equals(texts);
    let mut everywhere: HashMap<&str, usize> = HashMap::new();
    for words in once.iter().map(|voice| &spoken[*voice]) {
        words.iter().for_each(|word| *everywhere.entry(word).or_default() += 1);
    }
    let all = once.len();
    rows::each(groups.len(), |group| telling(&groups[group], &spoken, &once, &everywhere, all))
}

/// The words of every voice, and the parts of compounds that stand alone elsewhere.
fn spoken(texts: &[&str]) -> Vec<BTreeSet<String>> {
    let mut spoken = rows::each(texts.len(), |voice| words_of(texts[voice]));
    let known: HashSet<String> = spoken.iter().flatten().cloned().collect();
    let is_word = |word: &str| known.contains(word);
    for words in &mut spoken {
        let more: Vec<String> = words.iter().flat_map(|word| parts(word, &is_word)).map(str::to_owned).collect();
        words.extend(more);
    }
    spoken
}

/// The first voice of each text: copies of a text are one voice as far as words are concerned.
fn first_of_equals(texts: &[&str]) -> BTreeSet<usize> {
    let mut seen = HashSet::new();
    (0..texts.len()).filter(|voice| seen.insert(texts[*voice].trim())).collect()
}

fn telling(
    group: &[usize],
    spoken: &[BTreeSet<String>],
    once: &BTreeSet<usize>,
    everywhere: &HashMap<&str, usize>,
    all: usize,
) -> Vec<Telling> {
    let own: Vec<usize> = group.iter().copied().filter(|voice| once.contains(voice)).collect();
    let mut here: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for voice in &own {
        spoken[*voice].iter().for_each(|word| here.entry(word).or_default().push(*voice));
    }
    let least = (SHARE * own.len() as f64).ceil().max(2.0) as usize;
    let mut scored: Vec<(f64, &str)> = here
        .iter()
        .filter(|(_, voices)| voices.len() >= least)
        .map(|(word, voices)| {
            let others = everywhere.get(word).copied().unwrap_or(0).saturating_sub(voices.len());
            (contrast(voices.len(), own.len(), others, all - own.len()) * weight(word), *word)
        })
        .filter(|(score, _)| *score > 0.0)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let mut chosen: Vec<&str> = Vec::new();
    for (_, word) in scored {
        let told = chosen.iter().any(|other| other.contains(word) || word.contains(other));
        if !told && chosen.len() < WORDS {
            chosen.push(word);
        }
    }
    // Every voice that uses the word stands behind it, copies too.
    let users = |word: &str| group.iter().copied().filter(|voice| spoken[*voice].contains(word)).collect();
    chosen.into_iter().map(|word| Telling { text: word.to_owned(), voices: users(word) }).collect()
}

/// What a word adds to telling the group from the others: its share in the group times the logarithm of how much more
/// common it is there.
fn contrast(here: usize, group: usize, others: usize, rest: usize) -> f64 {
    let inside = here as f64 / group as f64;
    let outside = (others as f64 + 0.5) / (rest as f64 + 1.0);
    inside * (inside / outside).ln()
}

/// Longer words say more exactly what is meant.
fn weight(word: &str) -> f64 {
    match word.chars().count() {
        ..=1 => 0.7,
        2 => 1.0,
        3 => 1.15,
        _ => 1.25,
    }
}
