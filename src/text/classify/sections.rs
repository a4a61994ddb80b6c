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
/// What a word that names a section's work counts.
const WORD: f32 = 0.04;
/// What a past letter counts, for its likeness beyond what is common.
const LIKE: f32 = 15.0;
/// The part of the listed topics among what is outside the plan; the rest was learned.
const LISTED: f32 = 0.1;
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
    let words = weigh(&city.lists.sections, &letter.folded, |_| 1.0);
    for (section, total) in totals.iter_mut().enumerate() {
        let like = letter.alike.of(|e| rank(&e.sections, &city.sections[section]));
        let named = words.get(section).map_or(0.0, |w| w.score).clamp(-6.0, 12.0);
        *total = (*total + LEAST) * (WORD * named + LIKE * like).exp();
    }
    let all = totals.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut order: Vec<usize> = (0..city.sections.len()).collect();
    order.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]).then(a.cmp(b)));
    let guess = |s: usize| SectionGuess { name: city.sections[s].clone(), score: totals[s] / all };
    order.into_iter().take(3).map(guess).collect()
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
    for ((measure, share), matters) in city.plan.measures.iter().zip(&weighed.shares).zip(&city.known.measures) {
        let rest = share - learned(letter, matters, *share, city, &mut add);
        measure.sections.iter().enumerate().for_each(|(place, name)| add(name, rest * part(place)));
    }
    let outside = weighed.shares.last().copied().unwrap_or_default();
    learned(letter, &city.known.outside, outside * (1.0 - LISTED), city, &mut add);
    let best = weighed.topics.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    if let Some((topic, _)) = best.filter(|(_, count)| **count > 0.0) {
        let names = city.lists.topics[topic].iter().enumerate();
        names.for_each(|(place, name)| add(name, outside * LISTED * part(place)));
    }
    totals
}

/// Divides the share of a measure, or of what is outside, among the sections that deal with it; gives back how much was
/// given to sections that the city has.
fn learned(letter: &Letter<'_>, matters: &[usize], share: f32, city: City<'_>, mut add: impl FnMut(&str, f32)) -> f32 {
    let mut given = 0.0;
    let counts: Vec<f32> = matters.iter().map(|matter| letter.learned[*matter]).collect();
    for (matter, part) in matters.iter().zip(shares(&counts)) {
        let section = &city.learned.head.matters[*matter].section;
        if city.sections.contains(section) {
            add(section, share * part);
            given += share * part;
        }
    }
    given
}
