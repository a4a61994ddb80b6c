//! Which kanji count as one in a search? Old forms and the forms that names and fonts keep; the sets are data.

use std::{collections::HashMap, sync::OnceLock};

/// Kana that people write either way: small ones large (きやく, 使つて), づつ and ずつ, letters that are not taught any more. One for
/// one, so that every part of a text still finds it.
pub(super) const fn kana(c: char) -> char {
    match c {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        'ゎ' => 'わ',
        'ゕ' => 'か',
        'ゖ' => 'け',
        'ゐ' => 'い',
        'ゑ' => 'え',
        'ぢ' => 'じ',
        'づ' => 'ず',
        c => c,
    }
}

const SETS: &str = include_str!("../data/variants.txt");

/// The character that stands for the set of a character.
pub(super) fn common(c: char) -> char {
    if c < '一' {
        return c;
    }
    static TABLE: OnceLock<HashMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(table).get(&c).copied().unwrap_or(c)
}

fn table() -> HashMap<char, char> {
    let mut table = HashMap::new();
    for set in SETS.lines().filter(|line| !line.starts_with('#')) {
        let mut signs = set.chars();
        if let Some(first) = signs.next() {
            table.extend(signs.map(|other| (other, first)));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_in_one_set_only() {
        let mut seen = std::collections::BTreeSet::new();
        for set in SETS.lines().filter(|line| !line.starts_with('#')) {
            assert!(set.chars().count() > 1, "「{set}」 has nothing beside it");
            for c in set.chars() {
                assert!(seen.insert(c), "{c} stands twice");
            }
        }
    }
}
