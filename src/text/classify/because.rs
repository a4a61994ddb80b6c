//! Why was a measure, a section or a kind suggested? Words of the letter that a reader can check with their own eyes: listed words first, then
//! whole words that hold the strongest learned runs.

use super::Because;
use super::evidence::Hit;
use super::grams::{Script, script};
use super::letter::Letter;

/// So many words are shown at most.
const SHOWN: usize = 3;
/// What the runs inside a word must count together to be shown.
const LEAST: f32 = 0.25;

/// What follows a word and does not end it.
const PARTICLES: &str = "のをはがにへともやでか";

/// The strongest words. `listed` are listed words that were met, strongest first; `speak` is what each of the letter's runs
/// counts for what was suggested, empty where nothing was learned of it.
pub(crate) fn words(listed: &[Hit], speak: &[f32], letter: &Letter<'_>) -> Vec<Because> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut show = |start: usize, len: usize| {
        if spans.len() < SHOWN && !spans.iter().any(|(from, until)| start < *until && *from < start + len) {
            spans.push((start, start + len));
        }
    };
    listed.iter().filter(|hit| hit.weight > 0.0).for_each(|hit| show(hit.start, hit.len));
    for (start, len) in strongest(speak, letter) {
        show(start, len);
    }
    let because = |(from, until): (usize, usize)| {
        let (start, end) = letter.folded.original(from, until - from);
        Because::Words { text: letter.text.chars().skip(start).take(end - start).collect(), start, end }
    };
    spans.into_iter().map(because).collect()
}

/// Whole words by what the runs inside them count, strongest first.
fn strongest(speak: &[f32], letter: &Letter<'_>) -> Vec<(usize, usize)> {
    if speak.is_empty() {
        return Vec::new();
    }
    let words = whole_words(&letter.folded.chars);
    let mut word_at: Vec<Option<usize>> = vec![None; letter.folded.chars.len()];
    for (word, (start, len)) in words.iter().enumerate() {
        word_at[*start..start + len].iter_mut().for_each(|at| *at = at.or(Some(word)));
    }
    let mut counts = vec![0.0_f32; words.len()];
    for gram in &letter.grams {
        let (first, last) = (word_at[gram.start], word_at[gram.start + gram.len - 1]);
        if let Some(word) = first.filter(|_| first == last) {
            let run = letter.runs.binary_search_by_key(&gram.key, |run| run.key).ok();
            counts[word] += run.and_then(|run| speak.get(run)).copied().unwrap_or_default();
        }
    }
    let mut order: Vec<usize> = (0..words.len()).filter(|word| counts[*word] >= LEAST).collect();
    order.sort_by(|a, b| counts[*b].total_cmp(&counts[*a]).then(a.cmp(b)));
    order.into_iter().map(|word| words[word]).collect()
}

/// Words as they look: characters of one script, a single kanji with its kana ending,
/// kana words of three to five.
fn whole_words(chars: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = 0;
    for run in chars.chunk_by(|a, b| script(*a) == script(*b)) {
        let ending = |c: &char| script(*c) == Script::Hiragana && !PARTICLES.contains(*c);
        let after = chars[start + run.len()..].iter().take(2).take_while(|c| ending(c)).count();
        match (script(run[0]), run.len()) {
            (Script::Kanji, 1) => words.push((start, 1 + after)),
            (Script::Katakana | Script::Latin | Script::Kanji, 2..) => words.push((start, run.len())),
            (Script::Hiragana, 3..=5) => words.push((start, run.len())),
            _ => {}
        }
        start += run.len();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_and_no_kana_stand_alone_or_in_twos() {
        let chars: Vec<char> = "市の花を見る。カードとごみ袋".chars().collect();
        let words = whole_words(&chars).into_iter().map(|(start, len)| chars[start..start + len].iter().collect());
        assert_eq!(words.collect::<Vec<String>>(), ["市", "花", "見る", "カード", "とごみ", "袋"]);
    }
}
