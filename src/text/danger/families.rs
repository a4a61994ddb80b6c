//! Which situation do the words of a text speak of? Families of words that say the same thing (`data/danger/families.toml`).

use std::collections::{BTreeMap, HashMap};

use super::passage::fold;

/// Words under their first character, each with the number of its family.
#[derive(Debug, Default)]
pub(super) struct Families {
    by_first: HashMap<char, Vec<(Vec<char>, usize)>>,
    count: usize,
}

impl Families {
    /// The families that come with the program.
    pub(super) const BUILT_IN: &'static str = include_str!("../data/danger/families.toml");

    /// Reads headings with families, each a list of words with `|` between them.
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let headings: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(text)?;
        let mut families = Self::default();
        for words in headings.values().flat_map(BTreeMap::values) {
            for word in words.split('|').map(fold) {
                if let Some(first) = word.first() {
                    families.by_first.entry(*first).or_default().push((word, families.count));
                }
            }
            families.count += 1;
        }
        Ok(families)
    }

    /// How many families there are.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// All words of families in the folded text: start, end, family.
    pub(super) fn places(&self, chars: &[char]) -> Vec<(usize, usize, usize)> {
        let mut places = Vec::new();
        for (at, first) in chars.iter().enumerate() {
            let rest = chars.get(at..).unwrap_or_default();
            for (word, family) in self.by_first.get(first).into_iter().flatten() {
                if rest.starts_with(word) {
                    places.push((at, at + word.len(), *family));
                }
            }
        }
        places
    }
}
