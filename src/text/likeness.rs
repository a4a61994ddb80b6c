//! How alike are the measures of two plans, and which words say so? Counted by runs of two characters: rare ones count more,
//! a name counts more than what stands under it. What follows from it is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify::MeasureText;
use crate::normalize::Folded;

/// A run in a measure's name counts so many times what one in its items does.
const NAME: f64 = 3.0;
/// Words that are shown as reasons.
const SHOWN: usize = 4;

/// Two measures that share something, by their places in the two lists. Shares are of 1000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Place in the older list.
    pub older: usize,
    /// Place in the newer list.
    pub newer: usize,
    /// Both against each other.
    pub both: u16,
    /// How much of the older one is found in the newer.
    pub of_older: u16,
    /// How much of the newer one is found in the older.
    pub of_newer: u16,
    /// Words that both have, the most telling first.
    pub words: Vec<String>,
}

type Run = [char; 2];

/// A measure's text: its runs with how strongly it has them.
struct Text {
    runs: BTreeMap<Run, f64>,
    /// The name and the items, folded.
    parts: Vec<Folded>,
}

/// Compares each measure of one plan with each of another; pairs without anything in common are left out.
#[must_use]
pub fn alike(older: &[MeasureText], newer: &[MeasureText]) -> Vec<Alike> {
    let (older, newer): (Vec<Text>, Vec<Text>) =
        (older.iter().map(Text::read).collect(), newer.iter().map(Text::read).collect());
    let rarity = rarity(older.iter().chain(&newer));
    let weights = |texts: &[Text]| texts.iter().map(|text| text.weighed(&rarity)).collect::<Vec<_>>();
    let (old_weights, new_weights) = (weights(&older), weights(&newer));
    let mut found = Vec::new();
    for (i, (a, of_a)) in older.iter().zip(&old_weights).enumerate() {
        for (j, (b, of_b)) in newer.iter().zip(&new_weights).enumerate() {
            let both = thousandths(dot(of_a, of_b), (dot(of_a, of_a) * dot(of_b, of_b)).sqrt());
            if both > 0 {
                let (of_older, of_newer) = (share(of_a, of_b), share(of_b, of_a));
                let words = words(a, b, &rarity);
                found.push(Alike { older: i, newer: j, both, of_older, of_newer, words });
            }
        }
    }
    found
}

impl Text {
    fn read(measure: &MeasureText) -> Self {
        let parts: Vec<Folded> =
            std::iter::once(&measure.name).chain(&measure.items).map(|part| Folded::dense(part)).collect();
        let mut runs: BTreeMap<Run, f64> = BTreeMap::new();
        for (part, counts) in parts.iter().zip(std::iter::once(NAME).chain(std::iter::repeat(1.0))) {
            for run in runs_of(part.chars()) {
                let count = runs.entry(run).or_default();
                *count = count.max(counts);
            }
        }
        Text { runs, parts }
    }

    fn weighed(&self, rarity: &BTreeMap<Run, f64>) -> BTreeMap<Run, f64> {
        self.runs.iter().map(|(run, count)| (*run, count.sqrt() * rarity.get(run).unwrap_or(&0.0))).collect()
    }
}

/// Runs of two characters that say something: none over punctuation, none of hiragana or digits alone.
fn runs_of(chars: &[char]) -> impl Iterator<Item = Run> {
    chars.windows(2).filter_map(|pair| match pair {
        [a, b] if is_word(*a) && is_word(*b) && (is_telling(*a) || is_telling(*b)) => Some([*a, *b]),
        _ => None,
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == 'ー'
}

fn is_telling(c: char) -> bool {
    is_word(c) && !('ぁ'..='ゖ').contains(&c) && !c.is_ascii_digit()
}

/// How rare each run is among all measures: what stands everywhere (推進, 充実) says little.
fn rarity<'a>(texts: impl Iterator<Item = &'a Text>) -> BTreeMap<Run, f64> {
    let mut seen: BTreeMap<Run, u32> = BTreeMap::new();
    let mut all = 0_u32;
    for text in texts {
        all += 1;
        for run in text.runs.keys() {
            *seen.entry(*run).or_default() += 1;
        }
    }
    // A measure that goes on stands in both lists; so two are as rare as it gets.
    let rare = |n: u32| (f64::from(all + 2) / f64::from(n.max(2))).ln().max(0.0);
    seen.into_iter().map(|(run, n)| (run, rare(n))).collect()
}

fn dot(a: &BTreeMap<Run, f64>, b: &BTreeMap<Run, f64>) -> f64 {
    a.iter().filter_map(|(run, weight)| Some(weight * b.get(run)?)).sum()
}

/// How much of `a` is found in `b`.
fn share(a: &BTreeMap<Run, f64>, b: &BTreeMap<Run, f64>) -> u16 {
    let found: f64 = a.iter().filter(|(run, _)| b.contains_key(*run)).map(|(_, weight)| weight).sum();
    thousandths(found, a.values().sum())
}

fn thousandths(part: f64, whole: f64) -> u16 {
    if whole <= 0.0 {
        return 0;
    }
    // Between 0 and 1000, so nothing is lost.
    let share = (part / whole * 1000.0).round().clamp(0.0, 1000.0);
    (0..=1000).rev().find(|n| f64::from(*n) <= share).unwrap_or(0)
}

/// The longest words that both have, as written in the newer one: hiragana end a word, and none is the piece of a katakana
/// word.
fn words(older: &Text, newer: &Text, rarity: &BTreeMap<Run, f64>) -> Vec<String> {
    let shared: BTreeSet<&Run> = newer.runs.keys().filter(|run| older.runs.contains_key(*run)).collect();
    let mut found: BTreeMap<String, f64> = BTreeMap::new();
    for part in &newer.parts {
        let chars = part.chars();
        let mut start = 0;
        while start < chars.len() {
            let (mut end, mut weight) = (start + 1, 0.0);
            while let Some(run) = chars.get(end).map(|c| [chars[end - 1], *c]) {
                if !run.iter().all(|c| is_telling(*c)) || !shared.contains(&run) {
                    break;
                }
                weight += rarity.get(&run).unwrap_or(&0.0);
                end += 1;
            }
            if end > start + 1 && !cuts_a_word(chars, start) && !cuts_a_word(chars, end) {
                let (from, to) = part.place(start, end);
                found.insert(part.original(from, to), weight);
            }
            start = end;
        }
    }
    let mut words: Vec<(String, f64)> = found.into_iter().collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut shown: Vec<String> = Vec::new();
    for (word, _) in words {
        if shown.len() < SHOWN && !shown.iter().any(|longer| longer.contains(&word)) {
            shown.push(word);
        }
    }
    shown
}

/// Whether the characters before and at a place belong to one katakana word.
fn cuts_a_word(chars: &[char], at: usize) -> bool {
    let is_katakana = |place: Option<usize>| {
        place.and_then(|place| chars.get(place)).is_some_and(|c| matches!(c, 'ァ'..='ヺ' | 'ー'))
    };
    is_katakana(at.checked_sub(1)) && is_katakana(Some(at))
}

#[cfg(test)]
mod tests {
    use super::alike;
    use crate::classify::{MeasureText, PlanText};

    const OMITAMA: &str = include_str!("../../config/plans/omitama-2-1.toml");

    fn measure(name: &str, items: &[&str]) -> MeasureText {
        MeasureText {
            code: String::new(),
            name: name.into(),
            policy: String::new(),
            items: items.iter().map(|item| (*item).to_owned()).collect(),
            sections: Vec::new(),
        }
    }

    #[test]
    fn a_plan_is_most_like_itself() {
        let plan = PlanText::from_toml(OMITAMA).unwrap().measures;
        let pairs = alike(&plan, &plan);
        for (place, measure) in plan.iter().enumerate() {
            let best = pairs.iter().filter(|p| p.older == place).max_by_key(|p| p.both).unwrap();
            assert_eq!((best.newer, best.both, best.of_older), (place, 1000, 1000), "{}", measure.name);
        }
    }

    #[test]
    fn the_words_that_both_have_are_shown_as_written_without_what_stands_everywhere_first() {
        let old = [measure("広聴の充実", &["市政モニター制度の充実"]), measure("情報提供の充実", &["広報紙"])];
        let new = [measure("市民の声を聴く機会の充実", &["市政モニター", "対話の日"]), measure("広報の充実", &[])];
        let pairs = alike(&old, &new);
        let first = pairs.iter().find(|p| (p.older, p.newer) == (0, 0)).unwrap();
        assert_eq!(first.words.first().map(String::as_str), Some("市政モニター"));
        let other = pairs.iter().find(|p| (p.older, p.newer) == (1, 0)).unwrap();
        assert!(first.both > other.both, "{first:?} {other:?}");
        assert_eq!(alike(&old, &[measure("道路", &[])]), []);
    }

    #[test]
    fn the_same_texts_give_the_same_answer() {
        let plan = PlanText::from_toml(OMITAMA).unwrap().measures;
        assert_eq!(alike(&plan, &plan), alike(&plan, &plan));
    }
}
