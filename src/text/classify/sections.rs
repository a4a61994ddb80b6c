//! Which section answers? The sections of the likely measures and topics, moved by what was learned of sections, by words
//! that name a section's work, and by past letters.

use super::SectionGuess;
use super::evidence::weigh;
use super::learned::Learned;
use super::letter::Letter;
use super::lists::Lists;
use super::measures::{Known, Weighed, shares};
use super::past::rank;
use super::plan::PlanText;

/// What a section has by its own words when no likely measure is its.
const LEAST: f32 = 0.003;
/// The power to which the learned share is taken.
const LEARNED: f32 = 0.5;
/// What a word that names a section's work counts.
const WORD: f32 = 0.08;
/// What a past letter counts, for its likeness beyond what is common.
const LIKE: f32 = 15.0;
/// The part of the listed topics among what is outside the plan; the rest was learned.
const LISTED: f32 = 0.3;
/// What a section counts that is named after another one.
const SECOND: f32 = 0.6;

/// The city whose sections are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct City<'a> {
    pub(crate) plan: &'a PlanText,
    pub(crate) sections: &'a [String],
    pub(crate) lists: &'a Lists,
    pub(crate) learned: &'a Learned,
    pub(crate) known: &'a Known,
}

/// Sections, best first; at most three.
pub(crate) fn guess_sections(letter: &Letter<'_>, weighed: &Weighed, city: City<'_>) -> Vec<SectionGuess> {
    let mut totals = in_charge(letter, weighed, city);
    let learned = learned(letter, city);
    let words = weigh(&city.lists.sections, &letter.folded, |_| 1.0);
    for (section, total) in totals.iter_mut().enumerate() {
        let like = letter.alike.of(|e| rank(&e.sections, &city.sections[section]));
        let named = words.get(section).map_or(0.0, |w| w.score).clamp(-6.0, 12.0);
        *total = (*total + LEAST) * learned[section].max(1e-4).powf(LEARNED) * (WORD * named + LIKE * like).exp();
    }
    let all = totals.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut order: Vec<usize> = (0..city.sections.len()).collect();
    order.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]).then(a.cmp(b)));
    let guess = |s: usize| SectionGuess { name: city.sections[s].clone(), score: totals[s] / all };
    order.into_iter().take(3).map(guess).collect()
}

/// What was learned of each section, as shares of 1. A section that nothing was learned of stands in the middle.
fn learned(letter: &Letter<'_>, city: City<'_>) -> Vec<f32> {
    let head = &city.learned.head;
    let first = head.measures.len() + head.outside.len();
    let class = |name: &String| head.sections.iter().position(|section| section == name);
    let count = |name: &String| class(name).map_or(0.0, |class| letter.learned[first + class]);
    shares(&city.sections.iter().map(count).collect::<Vec<f32>>())
}

/// Each section's share by the measures and topics that it is in charge of.
fn in_charge(letter: &Letter<'_>, weighed: &Weighed, city: City<'_>) -> Vec<f32> {
    let mut totals = vec![0.0_f32; city.sections.len()];
    let mut add = |name: &str, share: f32| {
        if let Some(section) = city.sections.iter().position(|section| section == name) {
            totals[section] += share;
        }
    };
    let part = |place: usize| if place == 0 { 1.0 } else { SECOND };
    for (measure, share) in city.plan.measures.iter().zip(&weighed.shares) {
        measure.sections.iter().enumerate().for_each(|(place, name)| add(name, share * part(place)));
    }
    let outside = weighed.shares.last().copied().unwrap_or_default();
    let topics = shares(&letter.learned[city.known.outside.clone()]);
    for (name, share) in city.learned.head.outside.iter().zip(topics) {
        add(name, outside * share * (1.0 - LISTED));
    }
    let best = weighed.topics.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    if let Some((topic, _)) = best.filter(|(_, count)| **count > 0.0) {
        let names = city.lists.topics[topic].iter().enumerate();
        names.for_each(|(place, name)| add(name, outside * LISTED * part(place)));
    }
    totals
}
