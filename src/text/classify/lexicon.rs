//! Which everyday words speak for which measure, topic, section or kind? This file reads the reviewed word lists of
//! `data/lexicon` and turns one of them into a matcher. It does not decide anything.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::fold::Folded;

/// One list as it stands in a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WordList {
    /// Longer phrases that hide the words inside them (広報車 says nothing about 広報).
    #[serde(default)]
    pub(crate) masks: String,
    /// What can be suggested.
    #[serde(default)]
    pub(crate) class: Vec<ClassWords>,
}

/// The words of one class.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClassWords {
    /// A measure's code, a topic's, section's or kind's name.
    pub(crate) id: String,
    /// A measure's name: the plan is met by name, so a renumbered plan keeps its words.
    #[serde(default)]
    pub(crate) name: String,
    /// Sections in charge of a topic outside the plan, best first.
    #[serde(default)]
    pub(crate) sections: Vec<String>,
    /// Weight (as a key) and words separated by white space; negative weights speak against the class.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, String>,
    /// `left right weight`: two words, or named sets of words, that stand near each other.
    #[serde(default)]
    pub(crate) pairs: Vec<String>,
}

/// Named sets of words, shared by the pairs of all lists.
pub(crate) type Sets = BTreeMap<String, String>;

/// Where a word of the lexicon stands in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Occurrence {
    /// Index of the word.
    pub(crate) word: usize,
    /// First folded character.
    pub(crate) start: usize,
    /// How many folded characters.
    pub(crate) len: usize,
}

/// Two groups of words that count when near each other.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) class: usize,
    pub(crate) left: Vec<usize>,
    pub(crate) right: Vec<usize>,
    pub(crate) weight: f32,
}

/// A list made ready for matching.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// How many classes the list has; classes are numbered in the file's order.
    pub(crate) classes: usize,
    /// Each word's (class, weight).
    pub(crate) votes: Vec<Vec<(usize, f32)>>,
    pub(crate) pairs: Vec<Pair>,
    masks: Vec<bool>,
    words: HashMap<String, usize>,
    trie: Trie,
}

impl Lexicon {
    /// Builds the matcher for the given classes.
    ///
    /// # Errors
    /// A sentence that names the first weight or pair that cannot be read.
    pub(crate) fn new(list: &WordList, sets: &Sets) -> Result<Self, String> {
        let mut lexicon = Self { classes: list.class.len(), ..Self::default() };
        for mask in list.masks.split_whitespace() {
            let word = lexicon.word(mask);
            lexicon.masks[word] = true;
        }
        for (class, words) in list.class.iter().enumerate() {
            for (weight, list) in &words.words {
                let weight = weight.parse::<f32>().map_err(|_| format!("{}: weight {weight}", words.id))?;
                for word in list.split_whitespace() {
                    let word = lexicon.word(word);
                    lexicon.votes[word].push((class, weight));
                }
            }
            for line in &words.pairs {
                let pair = lexicon.pair(class, line, sets).ok_or_else(|| format!("{}: pair {line}", words.id))?;
                lexicon.pairs.push(pair);
            }
        }
        Ok(lexicon)
    }

    fn pair(&mut self, class: usize, line: &str, sets: &Sets) -> Option<Pair> {
        let mut parts = line.split_whitespace();
        let (left, right, weight) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
        if parts.next().is_some() {
            return None;
        }
        let mut group = |name: &str| -> Vec<usize> {
            let words = sets.get(name).map_or(name, String::as_str);
            let mut group: Vec<usize> = words.split_whitespace().map(|word| self.word(word)).collect();
            group.sort_unstable();
            group
        };
        Some(Pair { class, left: group(left), right: group(right), weight })
    }

    fn word(&mut self, written: &str) -> usize {
        let chars = Folded::new(written).chars;
        let key: String = chars.iter().collect();
        if let Some(word) = self.words.get(&key) {
            return *word;
        }
        let word = self.votes.len();
        self.words.insert(key, word);
        self.trie.insert(&chars, word);
        self.votes.push(Vec::new());
        self.masks.push(false);
        word
    }

    /// All occurrences of all words, by place, without those that a mask hides.
    pub(crate) fn find(&self, text: &[char]) -> Vec<Occurrence> {
        let mut found = Vec::new();
        for start in 0..text.len() {
            self.trie.walk(&text[start..], |word, len| found.push(Occurrence { word, start, len }));
        }
        let masks: Vec<Occurrence> = found.iter().copied().filter(|o| self.masks[o.word]).collect();
        found.retain(|o| !masks.iter().any(|mask| inside(o, mask)));
        found
    }
}

/// Whether `small` lies within `large` and is shorter.
pub(crate) fn inside(small: &Occurrence, large: &Occurrence) -> bool {
    small.len < large.len && large.start <= small.start && small.start + small.len <= large.start + large.len
}

/// A tree of characters that ends in words.
#[derive(Debug, Default)]
struct Trie {
    steps: HashMap<(u32, char), u32>,
    ends: HashMap<u32, usize>,
}

impl Trie {
    fn insert(&mut self, chars: &[char], word: usize) {
        let mut node = 0;
        for c in chars {
            let next = u32::try_from(self.steps.len() + 1).unwrap_or(u32::MAX);
            node = *self.steps.entry((node, *c)).or_insert(next);
        }
        if node != 0 {
            self.ends.insert(node, word);
        }
    }

    fn walk(&self, text: &[char], mut found: impl FnMut(usize, usize)) {
        let mut node = 0;
        for (i, c) in text.iter().enumerate() {
            let Some(next) = self.steps.get(&(node, *c)) else { return };
            node = *next;
            if let Some(word) = self.ends.get(&node) {
                found(*word, i + 1);
            }
        }
    }
}
