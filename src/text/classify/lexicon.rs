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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sets() -> Sets {
        toml::from_str(include_str!("../data/lexicon/sets.toml")).unwrap()
    }

    fn lists() -> [(&'static str, WordList); 4] {
        [
            ("measures", include_str!("../data/lexicon/measures.toml")),
            ("outside", include_str!("../data/lexicon/outside.toml")),
            ("sections", include_str!("../data/lexicon/sections.toml")),
            ("kinds", include_str!("../data/lexicon/kinds.toml")),
        ]
        .map(|(name, text)| (name, toml::from_str(text).unwrap()))
    }

    #[test]
    fn every_built_in_list_can_be_read() {
        assert!(sets().len() > 40);
        for (name, list) in lists() {
            assert_eq!(Lexicon::new(&list, &sets()).map(|l| l.classes), Ok(list.class.len()), "{name}");
        }
    }

    #[test]
    fn no_class_lists_a_word_twice() {
        for (name, list) in lists() {
            for class in &list.class {
                let mut seen = BTreeSet::new();
                for word in class.words.values().flat_map(|words| words.split_whitespace()) {
                    let folded: String = Folded::new(word).chars.iter().collect();
                    assert!(seen.insert(folded), "{name}, {}: {word} stands twice", class.id);
                }
            }
        }
    }

    #[test]
    fn every_measure_of_the_plan_has_its_words() {
        let plan = super::super::PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap();
        let [(_, measures), ..] = lists();
        for measure in &plan.measures {
            let class = measures.class.iter().find(|class| class.name == measure.name);
            assert_eq!(class.map(|class| &class.id), Some(&measure.code));
        }
    }

    #[test]
    fn a_mask_hides_the_words_inside_it() {
        let list: WordList =
            toml::from_str("masks = '広報車'\n[[class]]\nid = 'a'\n[class.words]\n2 = '広報'").unwrap();
        let lexicon = Lexicon::new(&list, &Sets::new()).unwrap();
        let found = |text: &str| lexicon.find(&Folded::new(text).chars).len();
        assert_eq!((found("広報車の音"), found("広報の字")), (1, 1));
        assert!(lexicon.votes[lexicon.words["広報車"]].is_empty());
    }

    #[test]
    fn an_unreadable_weight_or_pair_is_named() {
        let read = |text: &str| Lexicon::new(&toml::from_str(text).unwrap(), &Sets::new()).map(|_| ());
        assert_eq!(read("[[class]]\nid = 'a'\n[class.words]\nmuch = '広報'"), Err("a: weight much".to_owned()));
        assert_eq!(read("[[class]]\nid = 'a'\npairs = ['広報 字']"), Err("a: pair 広報 字".to_owned()));
    }
}
