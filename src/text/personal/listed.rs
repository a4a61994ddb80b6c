//! Does a word stand in the lists of names? `data/people` is made of the dictionary IPADIC by `make.py`; its licence stands beside it.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::normalize::hiragana;

const FAMILIES: &str = include_str!("../data/people/families.txt");
const OR_PLACES: &str = include_str!("../data/people/families_or_places.txt");
const FAMILIES_KANA: &str = include_str!("../data/people/families_kana.txt");
const GIVEN: &str = include_str!("../data/people/given.txt");
const GIVEN_KANA: &str = include_str!("../data/people/given_kana.txt");
/// Given names in the list that are words of every day when they stand in hiragana.
const WORDS: &str = "あたり|おかげ|かたち|ことし|このみ|たいし|たから|ちかい|つかい|なかば|はじめ|ひとり|ふたり|みんな|むかし|もとの|ゆたか|よけい|これら|そのみ|たちの|たより|いつか|あらた|かなえ|しんご|こころ|せいじ|きょう|おとな|こども";

type Words = HashSet<&'static str>;

fn has(list: &'static OnceLock<Words>, text: &'static str, word: &[char]) -> bool {
    let said: String = word.iter().collect();
    list.get_or_init(|| text.split_whitespace().collect()).contains(said.as_str())
}

/// A family name that is no other word.
pub(super) fn is_family(word: &[char]) -> bool {
    static LIST: OnceLock<Words> = OnceLock::new();
    has(&LIST, FAMILIES, word)
}

/// A family name that is a place as well.
pub(super) fn is_family_or_place(word: &[char]) -> bool {
    static LIST: OnceLock<Words> = OnceLock::new();
    has(&LIST, OR_PLACES, word)
}

/// How a family name is said: タナカ, たなか.
pub(super) fn is_family_in_kana(word: &[char]) -> bool {
    static LIST: OnceLock<Words> = OnceLock::new();
    let said: Vec<char> = word.iter().map(|c| hiragana(*c)).collect();
    has(&LIST, FAMILIES_KANA, &said)
}

/// A given name in kanji that is no other word.
pub(super) fn is_given(word: &[char]) -> bool {
    static LIST: OnceLock<Words> = OnceLock::new();
    has(&LIST, GIVEN, word)
}

/// How a given name is said, of three characters and more.
pub(super) fn is_given_in_kana(word: &[char]) -> bool {
    static LIST: OnceLock<Words> = OnceLock::new();
    let said: Vec<char> = word.iter().map(|c| hiragana(*c)).collect();
    let text: String = said.iter().collect();
    said.len() >= 3 && has(&LIST, GIVEN_KANA, &said) && WORDS.split('|').all(|word| word != text)
}
