//! What do the words of a table's cells mean: yes or no, no name, which 受付方法?

use super::fold::key;
use crate::rule::{Rules, city::Choice};

/// The words of the city's rule, folded once for all rows.
#[derive(Debug, Clone)]
pub struct Words {
    yes: Vec<String>,
    no: Vec<String>,
    anonymous: Vec<String>,
    begins: Vec<String>,
    channels: Vec<(String, String)>,
    districts: Vec<(String, String)>,
}

impl Words {
    /// Reads the rules.
    #[must_use]
    pub fn of(rules: &Rules) -> Self {
        let imports = rules.imports();
        let keys = |words: &[String]| words.iter().map(|word| key(word)).collect();
        let names =
            rules.channels().iter().flat_map(|c| [(key(&c.label.ja), c.code.clone()), (key(&c.code), c.code.clone())]);
        let own = imports.channels.iter().flat_map(|c| c.words.iter().map(|word| (key(word), c.code.clone())));
        let choice = |c: &Choice| (key(&c.label.ja), c.code.clone());
        Words {
            yes: keys(&imports.yes),
            no: keys(&imports.no),
            anonymous: keys(&imports.anonymous),
            begins: keys(&imports.anonymous_begins),
            channels: names.chain(own).collect(),
            districts: rules.city().districts.iter().map(choice).collect(),
        }
    }

    /// Yes or no; `None` for any other word.
    #[must_use]
    pub fn answer(&self, typed: &str) -> Option<bool> {
        let word = key(typed);
        match (self.yes.contains(&word), self.no.contains(&word)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// The cell of the name says that there is none.
    #[must_use]
    pub fn is_nobody(&self, typed: &str) -> bool {
        let word = key(typed);
        word.is_empty()
            || self.anonymous.contains(&word)
            || self.begins.iter().any(|begin| word.starts_with(begin.as_str()))
            || word.chars().all(|c| !c.is_alphanumeric())
    }

    /// The name is given, and asked not to be shown.
    #[must_use]
    pub fn asks_not_to_be_named(&self, typed: &str) -> bool {
        let word = key(typed);
        !self.is_nobody(typed) && self.begins.iter().any(|begin| word.contains(begin.as_str()))
    }

    /// The code of a 受付方法.
    #[must_use]
    pub fn channel(&self, typed: &str) -> Option<&str> {
        find(&self.channels, typed)
    }

    /// The code of a 地区.
    #[must_use]
    pub fn district(&self, typed: &str) -> Option<&str> {
        find(&self.districts, typed)
    }
}

fn find<'a>(words: &'a [(String, String)], typed: &str) -> Option<&'a str> {
    let word = key(typed);
    words.iter().find(|(known, _)| *known == word).map(|(_, code)| code.as_str())
}
