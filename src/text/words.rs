//! Which whole words does a text have that name things? Runs of kanji, katakana and letters as they stand, compounds and
//! their parts, and listed words that have hiragana in them; never a piece of a word.
//!
//! The words are as they are written, in half or full width alike. Which of them tell something is decided where they are
//! compared (`topic`, or what is new this week). Personal details are masked before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

/// A longer run is a sentence without kana, not a word.
const LONGEST: usize = 12;

/// Behind these a new word begins.
const PARTICLES: &str = "のがをにはもとへやで";

/// Words with hiragana in them, and short ones that are words all the same.
static MIXED: LazyLock<HashMap<char, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut by_first: HashMap<char, Vec<Vec<char>>> = HashMap::new();
    for word in include_str!("data/words/mixed.txt").split_whitespace() {
        let chars: Vec<char> = word.chars().collect();
        by_first.entry(chars[0]).or_default().push(chars);
    }
    by_first.values_mut().for_each(|words| words.sort_by_key(|word| usize::MAX - word.len()));
    by_first
});

/// Words that stand in letters about anything.
static STOP: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("data/words/stop.txt").split_whitespace().collect());

/// The words of a text, each once, in order of their characters.
#[must_use]
pub fn words(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.nfkc().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < chars.len() {
        let listed = listed(&chars, at);
        let run = run(&chars, at);
        let len = listed.max(run);
        let word: String = chars[at..at + len.max(1)].iter().collect();
        let says = len > 1 || listed == 1;
        if says && len <= LONGEST && !is_stop(&word) {
            found.insert(word);
        }
        at += len.max(1);
    }
    found
}

/// The parts of a compound that are words by themselves according to `is_word`: what it begins or ends with.
pub fn parts<'a>(word: &'a str, is_word: &'a impl Fn(&str) -> bool) -> impl Iterator<Item = &'a str> {
    let cuts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    let n = cuts.len();
    // Two characters at least on the side that is taken; what is left over may be one.
    let starts = cuts.clone().into_iter().skip(2).map(move |at| &word[..at]);
    let ends = cuts.into_iter().take(n.saturating_sub(1)).skip(1).map(move |at| &word[at..]);
    starts.chain(ends).filter(move |part| part.chars().nth(1).is_some() && !is_stop(part) && is_word(part))
}

/// A word that stands in letters about anything.
fn is_stop(word: &str) -> bool {
    STOP.contains(word) || (word.is_ascii() && STOP.contains(word.to_ascii_lowercase().as_str()))
}

/// The length of the longest listed word that begins here, as a word.
fn listed(chars: &[char], at: usize) -> usize {
    let Some(words) = MIXED.get(&chars[at]) else { return 0 };
    // なごみ is no ごみ, 自動車道 no 道; but a word may stand behind a particle (指定のごみ袋).
    let before = at.checked_sub(1).map(|before| chars[before]).filter(|before| !PARTICLES.contains(*before));
    let own = kind(chars[at]);
    if before.map(kind) == Some(own) && own != Kind::None {
        return 0;
    }
    let fits = |word: &&Vec<char>| {
        let end = at + word.len();
        let whole = word.len() > 1 || chars.get(end).is_none_or(|next| kind(*next) != own);
        chars.len() >= end && chars[at..end] == word[..] && whole
    };
    words.iter().find(fits).map_or(0, Vec::len)
}

/// The length of the run of naming characters that begins here; a run of katakana or letters ends where kanji begin only
/// together with them (スクールバス停).
fn run(chars: &[char], at: usize) -> usize {
    let names = |c: &char| matches!(kind(*c), Kind::Kanji | Kind::Katakana | Kind::Latin);
    if !names(&chars[at]) || chars[at] == 'ー' {
        return usize::from(names(&chars[at]));
    }
    chars[at..].iter().take_while(|c| names(c)).count()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Hiragana,
    Katakana,
    Latin,
    Kanji,
}

fn kind(c: char) -> Kind {
    match c {
        'ぁ'..='ゖ' => Kind::Hiragana,
        'ァ'..='ヺ' | 'ー' => Kind::Katakana,
        'a'..='z' | 'A'..='Z' => Kind::Latin,
        '々' | '〆' => Kind::Kanji,
        _ if c.is_numeric() => Kind::None,
        _ if c.is_alphabetic() => Kind::Kanji,
        _ => Kind::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        words(text).into_iter().collect()
    }

    #[test]
    fn words_are_whole_runs_and_listed_words_with_hiragana() {
        assert_eq!(of("ごみ袋が高くて、自治会費も払えない"), ["ごみ袋", "自治会費"]);
        assert_eq!(of("ＬＩＮＥの登録"), ["LINE", "登録"]);
        assert_eq!(of("ｽｸｰﾙﾊﾞｽの停留所"), ["スクールバス", "停留所"]);
        assert_eq!(of("指定のごみ袋"), ["ごみ袋", "指定"]);
        assert_eq!(of("なごみの湯"), Vec::<String>::new());
        assert_eq!(of("市役所の皆様、今回の回答"), Vec::<String>::new());
        assert_eq!(of("猫がいる。招猫。"), ["招猫", "猫"]);
    }

    #[test]
    fn numbers_and_what_is_masked_are_no_words() {
        assert_eq!(of("12月3日に●●さんが来た"), Vec::<String>::new());
    }

    #[test]
    fn a_compound_has_parts_that_are_words_elsewhere() {
        let known = |word: &str| matches!(word, "自治会" | "会費" | "自治" | "費");
        let found: Vec<&str> = parts("自治会費", &known).collect();
        assert_eq!(found, ["自治", "自治会", "会費"]);
    }

    #[test]
    fn the_lists_have_no_word_twice_and_no_word_in_both() {
        let all: Vec<&str> = include_str!("data/words/mixed.txt").split_whitespace().collect();
        let once: HashSet<&str> = all.iter().copied().collect();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|word| !STOP.contains(word)));
    }
}
