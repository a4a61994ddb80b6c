//! Which runs of characters does a text have? Runs of one to three folded characters, whole words of one script, and pairs of
//! characters that stand together when hiragana are passed over (引っ越し = 引越). Each has a number for a name and its place.
//! It does not know what a run says; that is `learned.rs`.

use super::fold::Folded;

/// The longest run that is not a word.
const LONGEST: usize = 3;
/// What names begin with, so that 市 + 役 as a run, as a word and as a pair differ.
const RUN: u32 = 0x811c_9dc5;
const WORD: u32 = 0x51ed_270b;
const PAIR: u32 = 0x2545_f491;
const CLASS: u32 = 0x1234_5678;

/// A run of characters: its name and its place in the folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gram {
    pub(crate) key: u32,
    pub(crate) start: usize,
    pub(crate) len: usize,
}

/// How a character looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Punctuation and signs.
    None,
    Hiragana,
    Katakana,
    /// Latin letters and digits.
    Latin,
    /// Kanji and all others.
    Kanji,
}

/// The name of a class of listed words; it stands among the names of runs.
pub(crate) fn name(id: &str) -> u32 {
    last_mix(id.chars().fold(CLASS, step))
}

/// The script of a folded character.
pub(crate) fn script(c: char) -> Script {
    match c {
        'ぁ'..='ゖ' => Script::Hiragana,
        'ァ'..='ヺ' | 'ー' => Script::Katakana,
        _ if c.is_ascii_alphanumeric() => Script::Latin,
        _ if c.is_alphanumeric() => Script::Kanji,
        _ => Script::None,
    }
}

/// Every run of a text, without runs over punctuation, of digits alone, and single kana.
pub(crate) fn grams(text: &Folded) -> Vec<Gram> {
    let chars: Vec<char> = text.chars.iter().map(|c| if c.is_ascii_digit() { '0' } else { *c }).collect();
    let scripts: Vec<Script> = chars.iter().map(|c| script(*c)).collect();
    let mut grams = Vec::with_capacity(chars.len() * (LONGEST + 1));
    runs(&chars, &scripts, &mut grams);
    words(&chars, &scripts, &mut grams);
    pairs(&chars, &scripts, &mut grams);
    grams
}

fn runs(chars: &[char], scripts: &[Script], grams: &mut Vec<Gram>) {
    for start in 0..chars.len() {
        let (mut key, mut says) = (RUN, false);
        for len in 1..=LONGEST.min(chars.len() - start) {
            let (c, script) = (chars[start + len - 1], scripts[start + len - 1]);
            if script == Script::None {
                break;
            }
            key = step(key, c);
            says |= c != '0' && (len > 1 || script == Script::Kanji);
            if says {
                grams.push(Gram { key: last_mix(key), start, len });
            }
        }
    }
}

fn words(chars: &[char], scripts: &[Script], grams: &mut Vec<Gram>) {
    let mut start = 0;
    for word in scripts.chunk_by(|a, b| a == b) {
        let place = start..start + word.len();
        let said = &chars[place];
        if word.len() > 1 && !matches!(word[0], Script::None | Script::Hiragana) && said.iter().any(|c| *c != '0') {
            let key = said.iter().fold(WORD, |key, c| step(key, *c));
            grams.push(Gram { key: last_mix(key), start, len: word.len() });
        }
        start += word.len();
    }
}

fn pairs(chars: &[char], scripts: &[Script], grams: &mut Vec<Gram>) {
    let mut left: Option<usize> = None;
    for (place, script) in scripts.iter().enumerate() {
        match script {
            Script::Hiragana => continue,
            Script::None => left = None,
            _ => {
                if let Some(start) = left.filter(|start| chars[*start] != '0' || chars[place] != '0') {
                    let key = last_mix(step(step(PAIR, chars[start]), chars[place]));
                    grams.push(Gram { key, start, len: place + 1 - start });
                }
                left = Some(place);
            }
        }
    }
}

/// One round of FNV-1a over a whole character, with a shift because its low bits alone mix badly.
fn step(key: u32, c: char) -> u32 {
    let mixed = (key ^ u32::from(c)).wrapping_mul(0x0100_0193);
    mixed ^ (mixed >> 15)
}

/// Spreads names evenly over all numbers.
fn last_mix(key: u32) -> u32 {
    let key = (key ^ (key >> 16)).wrapping_mul(0x85eb_ca6b);
    let key = (key ^ (key >> 13)).wrapping_mul(0xc2b2_ae35);
    key ^ (key >> 16)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn places(text: &str) -> Vec<(usize, usize)> {
        grams(&Folded::new(text)).iter().map(|gram| (gram.start, gram.len)).collect()
    }

    #[test]
    fn runs_end_at_punctuation_and_single_kana_and_bare_digits_are_left_out() {
        assert_eq!(places("区の。班"), [(0, 1), (0, 2), (3, 1)]);
        assert_eq!(places("0299の12"), [(2, 3), (3, 2), (3, 3)]);
    }

    #[test]
    fn a_word_and_a_pair_over_hiragana_are_runs_too() {
        let (word, pair) = (Folded::new("引越"), Folded::new("引っ越し"));
        let names = |text| grams(text).into_iter().map(|gram| gram.key).collect::<Vec<u32>>();
        assert!(names(&word).last().is_some_and(|key| names(&pair).contains(key)));
    }

    #[test]
    fn different_runs_have_different_names_and_digits_are_one() {
        let text = Folded::new("自治会の班長が毎月の回覧板と広報紙を三十軒に配っていますが高齢で坂道が大変です");
        let mut names: HashMap<u32, Vec<char>> = HashMap::new();
        for gram in grams(&text) {
            let said = text.chars[gram.start..gram.start + gram.len].to_vec();
            assert_eq!(names.entry(gram.key).or_insert_with(|| said.clone()), &said);
        }
        assert_eq!(grams(&Folded::new("4月"))[0].key, grams(&Folded::new("9月"))[0].key);
    }
}
