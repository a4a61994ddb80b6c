//! How strongly do the words of a text speak for each class of a lexicon, and which words are they?
//! Each word counts once (a little more when repeated), the strongest first, so that long letters do not win by length.

use super::fold::Folded;
use super::lexicon::{Lexicon, Occurrence, Pair, inside};

/// Two words of a pair may stand this many folded characters apart.
const NEAR: usize = 45;
/// What the first, second, … strongest word of a class counts; later words count as the last.
const FADE: [f32; 6] = [1.0, 0.85, 0.7, 0.6, 0.5, 0.4];
/// What a word that is said again adds.
const AGAIN: f32 = 0.15;

/// A word that spoke for a class: its place in the folded text and what it counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub(crate) weight: f32,
    pub(crate) start: usize,
    pub(crate) len: usize,
}

/// The evidence for one class.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Evidence {
    /// The sum of what the words count.
    pub(crate) score: f32,
    /// The words, strongest first.
    pub(crate) hits: Vec<Hit>,
}

/// Weighs a text. `emphasis` multiplies a word by its place (1.0 where all places are equal).
pub(crate) fn weigh(lexicon: &Lexicon, text: &Folded, emphasis: impl Fn(usize) -> f32) -> Vec<Evidence> {
    let found = lexicon.find(&text.chars);
    let mut votes: Vec<Vec<(usize, Hit)>> = vec![Vec::new(); lexicon.classes];
    for o in &found {
        for (class, weight) in &lexicon.votes[o.word] {
            let weight = weight * emphasis(o.start + o.len);
            votes[*class].push((o.word, Hit { weight, start: o.start, len: o.len }));
        }
    }
    let alone = |votes| Evidence { score: 0.0, hits: single_words(votes) };
    let mut evidence: Vec<Evidence> = votes.into_iter().map(alone).collect();
    for pair in &lexicon.pairs {
        evidence[pair.class].hits.extend(near(pair, &found));
    }
    for class in &mut evidence {
        class.hits.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.start.cmp(&b.start)));
        class.score = sum(&class.hits);
    }
    evidence
}

/// One hit for each distinct word, without words that lie inside a longer one of the same class.
fn single_words(votes: Vec<(usize, Hit)>) -> Vec<Hit> {
    let spans: Vec<Occurrence> =
        votes.iter().map(|(word, hit)| Occurrence { word: *word, start: hit.start, len: hit.len }).collect();
    let mut hits: Vec<(usize, Hit)> = Vec::new();
    for ((word, hit), span) in votes.into_iter().zip(&spans) {
        if spans.iter().any(|large| inside(span, large)) {
            continue;
        }
        match hits.iter_mut().find(|(seen, _)| *seen == word) {
            Some((_, first)) if first.weight.abs() < hit.weight.abs() => *first = hit,
            Some((_, first)) => first.weight *= 1.0 + AGAIN,
            None => hits.push((word, hit)),
        }
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}

/// The two nearest words of a pair, if they are near enough; the pair counts once.
fn near(pair: &Pair, found: &[Occurrence]) -> Vec<Hit> {
    let mut best: Option<(usize, Occurrence, Occurrence)> = None;
    for left in found.iter().filter(|o| pair.left.binary_search(&o.word).is_ok()) {
        for right in found.iter().filter(|o| pair.right.binary_search(&o.word).is_ok()) {
            let apart = left.start.abs_diff(right.start);
            let overlap = left.start < right.start + right.len && right.start < left.start + left.len;
            if !overlap && apart <= NEAR && best.is_none_or(|(least, ..)| apart < least) {
                best = Some((apart, *left, *right));
            }
        }
    }
    let half = |o: Occurrence| Hit { weight: pair.weight / 2.0, start: o.start, len: o.len };
    best.map_or_else(Vec::new, |(_, left, right)| vec![half(left), half(right)])
}

/// Strongest first, each counting less; words against a class count in full.
fn sum(hits: &[Hit]) -> f32 {
    let last = FADE[FADE.len() - 1];
    let with_fade = hits.iter().filter(|hit| hit.weight > 0.0).enumerate();
    let speaking_for: f32 = with_fade.map(|(i, hit)| hit.weight * FADE.get(i).unwrap_or(&last)).sum();
    speaking_for + hits.iter().map(|hit| hit.weight.min(0.0)).sum::<f32>()
}
