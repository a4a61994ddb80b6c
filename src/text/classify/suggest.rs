//! How are words and past letters put together into one suggestion? By a sum that can be read aloud: what the words count,
//! plus how alike the past letters of the class are.

use std::collections::BTreeMap;

use super::evidence::{Evidence, weigh};
use super::fold::Folded;
use super::lexicon::{ClassWords, Lexicon, Sets, WordList};
use super::nearest::Nearest;
use super::plan::{Example, MeasureText, PlanText, SectionText};
use super::{Because, Classification, MeasureGuess, SectionGuess, VERSION};

/// What a likeness of 1 counts beside words.
const LIKE: f32 = 40.0;
/// What the class's own text (the plan's items and the listed words, cut into runs) counts, at a likeness of 1.
const OWN: f32 = 60.0;
/// How much sharper or flatter differences of counts become shares of 1.
const SHARPNESS: f32 = 0.55;
/// A topic outside must lead by so much: a wrong "outside" hides the measure, a wrong measure is seen at once.
const INSIDE_FIRST: f32 = 1.5;
/// Below this count nothing has been understood.
const FAINT: f32 = 4.0;
/// Below this lead over the second, the evidence is divided.
const LEAD: f32 = 0.12;
/// A past letter is shown as a reason from this likeness on.
const SHOWN: f32 = 0.08;

/// The kinds in the order in which they win when equal.
const KINDS: [&str; 6] = ["request", "opinion", "proposal", "complaint", "question", "thanks"];

/// A city's plan, sections and past letters, ready to suggest from. Cheap to ask, meant to be built once.
#[derive(Debug)]
pub struct Classifier {
    plan: PlanText,
    sections: Vec<String>,
    /// Classes: the plan's measures first, then the topics outside the plan.
    topics: Vec<ClassWords>,
    words: Lexicon,
    section_words: Lexicon,
    kind_words: Lexicon,
    examples: Vec<Example>,
    letters: Nearest,
    own_texts: Nearest,
}

/// What speaks for one measure or topic.
struct Count {
    words: Evidence,
    total: f32,
}

impl Classifier {
    /// Prepares the built-in word lists for this city. With no `sections` the plan's own are taken; `examples` may be empty.
    #[must_use]
    pub fn new(plan: &PlanText, sections: &[SectionText], examples: &[Example]) -> Self {
        let sets: Sets = read(include_str!("../data/lexicon/sets.toml"));
        let measures: WordList = read(include_str!("../data/lexicon/measures.toml"));
        let outside: WordList = read(include_str!("../data/lexicon/outside.toml"));
        let mut by_name: BTreeMap<String, ClassWords> =
            measures.class.into_iter().map(|class| (class.name.clone(), class)).collect();
        let mut class: Vec<ClassWords> =
            plan.measures.iter().map(|m| by_name.remove(&m.name).unwrap_or_default()).collect();
        class.extend(outside.class);
        let mut list = WordList { masks: [measures.masks, outside.masks].join(" "), class };
        let names = section_names(plan, sections);
        let folded: Vec<Folded> = examples.iter().map(|example| Folded::new(&example.text)).collect();
        let own_texts: Vec<Folded> =
            list.class.iter().enumerate().map(|(i, c)| own_text(c, plan.measures.get(i))).collect();
        Self {
            words: Lexicon::new(&list, &sets).unwrap_or_default(),
            section_words: section_lexicon(&names, sections, &sets),
            kind_words: kind_lexicon(&sets),
            topics: list.class.split_off(plan.measures.len()),
            plan: plan.clone(),
            sections: names,
            examples: examples.to_vec(),
            letters: Nearest::new(folded.iter()),
            own_texts: Nearest::new(own_texts.iter()),
        }
    }

    /// Suggests for one letter. Any text is accepted, also an empty one.
    #[must_use]
    pub fn classify(&self, text: &str) -> Classification {
        let folded = Folded::new(text);
        let alike = self.letters.alike(&folded);
        let counts = self.count(&folded, &alike);
        let (measures, topics) = counts.split_at(self.plan.measures.len());
        let unplanned = self.likeness(&alike, |e| if e.measures.is_empty() { 1.0 } else { 0.0 });
        let outside_count = topics.iter().map(|count| count.total).fold(0.0, f32::max) + unplanned - INSIDE_FIRST;
        let totals: Vec<f32> = measures.iter().map(|count| count.total).chain([outside_count]).collect();
        let shares = shares(&totals);
        let mut order: Vec<usize> = (0..measures.len()).collect();
        order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
        let best = order.first().map_or(0.0, |first| shares[*first]);
        let outside_share = shares.last().copied().unwrap_or_default();
        let outside = outside_share > best && outside_count >= FAINT;
        let guess =
            |m: &usize| self.guess(*m, shares[*m], &measures[*m], &Letter { text, folded: &folded, alike: &alike });
        Classification {
            measures: order
                .iter()
                .take(5)
                .enumerate()
                .filter(|(i, m)| *i < 3 || shares[**m] >= 0.05)
                .map(|(_, m)| guess(m))
                .collect(),
            outside,
            unsure: unsure(&totals, &shares),
            sections: self.guess_sections(&folded, &alike, &shares, topics),
            kind: self.guess_kind(&folded, &alike),
            version: VERSION,
        }
    }

    /// What speaks for each measure and each topic.
    fn count(&self, folded: &Folded, alike: &[f32]) -> Vec<Count> {
        let own = self.own_texts.alike(folded);
        let words = weigh(&self.words, folded, |_| 1.0);
        let count = |(class, words): (usize, Evidence)| {
            let like =
                self.plan.measures.get(class).map_or(0.0, |m| self.likeness(alike, |e| rank(&e.measures, &m.code)));
            let total = words.score + like + OWN * own.get(class).unwrap_or(&0.0);
            Count { words, total }
        };
        words.into_iter().enumerate().map(count).collect()
    }

    /// How alike the past letters of a class are: the nearest, and their crowd.
    fn likeness(&self, alike: &[f32], belongs: impl Fn(&Example) -> f32) -> f32 {
        let (mut nearest, mut sum, mut n) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (example, alike) in self.examples.iter().zip(alike) {
            let part = belongs(example);
            if part > 0.0 {
                nearest = nearest.max(part * alike);
                sum += part * alike;
                n += part;
            }
        }
        LIKE * (nearest + sum / n.max(1.0).sqrt()) / 2.0
    }

    fn guess(&self, measure: usize, score: f32, count: &Count, letter: &Letter<'_>) -> MeasureGuess {
        let code = &self.plan.measures[measure].code;
        let mut because = reasons(&count.words, letter);
        let same =
            self.examples.iter().zip(letter.alike).filter(|(e, like)| **like >= SHOWN && e.measures.contains(code));
        let nearest = same.max_by(|a, b| a.1.total_cmp(b.1));
        because.extend(nearest.map(|(example, _)| Because::Case { id: example.id.clone() }));
        MeasureGuess { code: code.clone(), score: round(score), because }
    }

    /// Sections of the likely measures and topics, moved by words that name a section's work.
    fn guess_sections(&self, folded: &Folded, alike: &[f32], shares: &[f32], topics: &[Count]) -> Vec<SectionGuess> {
        let mut totals = vec![0.0_f32; self.sections.len()];
        let mut add = |names: &[String], share: f32| {
            for (place, name) in names.iter().enumerate() {
                if let Some(section) = self.sections.iter().position(|section| section == name) {
                    totals[section] += share * if place == 0 { 1.0 } else { 0.6 };
                }
            }
        };
        for (measure, share) in self.plan.measures.iter().zip(shares) {
            add(&measure.sections, *share);
        }
        let outside = shares.last().copied().unwrap_or_default();
        let best = topics.iter().enumerate().max_by(|a, b| a.1.total.total_cmp(&b.1.total).then(b.0.cmp(&a.0)));
        if let Some((topic, _)) = best.filter(|(_, count)| count.total > 0.0) {
            add(&self.topics[topic].sections, outside * 1.2);
        }
        let words = weigh(&self.section_words, folded, |_| 1.0);
        for (section, total) in totals.iter_mut().enumerate() {
            let like = self.likeness(alike, |e| rank(&e.sections, &self.sections[section]));
            let named = words.get(section).map_or(0.0, |w| w.score);
            *total *= (0.12 * named.clamp(-6.0, 12.0) + 0.06 * like).exp();
            *total += 0.01 * named.clamp(0.0, 12.0);
        }
        let all = totals.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let mut order: Vec<usize> = (0..totals.len()).filter(|s| totals[*s] / all >= 0.05).collect();
        order.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]).then(a.cmp(b)));
        let guess = |s: usize| SectionGuess { name: self.sections[s].clone(), score: round(totals[s] / all) };
        order.into_iter().take(3).map(guess).collect()
    }

    /// The end of a letter says what is asked for, so words there count more.
    fn guess_kind(&self, folded: &Folded, alike: &[f32]) -> &'static str {
        let length = folded.chars.len();
        let words = weigh(&self.kind_words, folded, |end| if length - end <= 25 { 1.3 } else { 1.0 });
        let mut best = (KINDS[0], f32::MIN);
        for (kind, words) in KINDS.iter().zip(&words) {
            let total = words.score + self.likeness(alike, |e| if e.kind == *kind { 1.0 } else { 0.0 });
            if total > best.1 {
                best = (kind, total);
            }
        }
        best.0
    }
}

/// A letter as it is being read.
struct Letter<'a> {
    text: &'a str,
    folded: &'a Folded,
    alike: &'a [f32],
}

/// The three strongest words, in the order of the letter.
fn reasons(words: &Evidence, letter: &Letter<'_>) -> Vec<Because> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for hit in words.hits.iter().filter(|hit| hit.weight > 0.0) {
        let place = letter.folded.original(hit.start, hit.len);
        if places.len() < 3 && !places.iter().any(|p| place.0 < p.1 && p.0 < place.1) {
            places.push(place);
        }
    }
    let words = |(start, end): (usize, usize)| Because::Words {
        text: letter.text.chars().skip(start).take(end - start).collect(),
        start,
        end,
    };
    places.into_iter().map(words).collect()
}

/// The plan's words and the listed words of a class as one text: near spellings of listed words are found by their runs.
fn own_text(class: &ClassWords, measure: Option<&MeasureText>) -> Folded {
    let listed = class.words.iter().filter(|(weight, _)| !weight.starts_with('-')).map(|(_, words)| words.as_str());
    let planned = measure.into_iter().flat_map(|m| m.items.iter().map(String::as_str));
    let mut text = String::new();
    for word in listed.flat_map(str::split_whitespace).chain(planned) {
        text.push_str(word);
        text.push('。');
    }
    Folded::new(&text)
}

/// 1 for the first of the acceptable answers, less for the others, 0 for none.
fn rank(answers: &[String], answer: &str) -> f32 {
    match answers.iter().position(|a| a == answer) {
        Some(0) => 1.0,
        Some(_) => 0.6,
        None => 0.0,
    }
}

/// Counts as shares of 1.
fn shares(totals: &[f32]) -> Vec<f32> {
    let top = totals.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = totals.iter().map(|total| ((total - top) * SHARPNESS).exp()).collect();
    let all = powers.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    powers.into_iter().map(|power| power / all).collect()
}

fn unsure(totals: &[f32], shares: &[f32]) -> bool {
    let mut sorted = shares.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let lead = sorted.first().unwrap_or(&0.0) - sorted.get(1).unwrap_or(&0.0);
    totals.iter().copied().fold(f32::MIN, f32::max) < FAINT || lead < LEAD
}

/// Three places are enough to compare, and the same on every machine.
fn round(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}

/// A built-in list. A test proves that all of them can be read; an unreadable one would be empty.
fn read<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

fn section_names(plan: &PlanText, sections: &[SectionText]) -> Vec<String> {
    let given = sections.iter().map(|section| &section.name);
    let planned = plan.measures.iter().flat_map(|measure| &measure.sections);
    let mut names: Vec<String> = Vec::new();
    for name in given.chain(planned) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The built-in words of each section and the words of its duties.
fn section_lexicon(names: &[String], sections: &[SectionText], sets: &Sets) -> Lexicon {
    let mut list: WordList = read(include_str!("../data/lexicon/sections.toml"));
    let mut built_in: BTreeMap<String, ClassWords> =
        list.class.drain(..).map(|class| (class.id.clone(), class)).collect();
    for name in names {
        let mut class =
            built_in.remove(name).unwrap_or_else(|| ClassWords { id: name.clone(), ..ClassWords::default() });
        let duties = sections.iter().filter(|s| s.name == *name).flat_map(|s| &s.duties);
        let words: Vec<&str> = duties.map(String::as_str).collect();
        class.words.entry("2.0".to_owned()).or_default().push_str(&words.join(" "));
        list.class.push(class);
    }
    Lexicon::new(&list, sets).unwrap_or_default()
}

/// The words of each kind, in the order of [`KINDS`].
fn kind_lexicon(sets: &Sets) -> Lexicon {
    let mut list: WordList = read(include_str!("../data/lexicon/kinds.toml"));
    list.class.sort_by_key(|class| KINDS.iter().position(|kind| *kind == class.id));
    Lexicon::new(&list, sets).unwrap_or_default()
}
