//! Which section answers? The sections of the likely measures and topics, moved by what was learned of sections, by words
//! that name a section's work, and by past letters.

use super::because::words;
use super::evidence::{Evidence, Hit, weigh};
use super::learned::Learned;
use super::letter::Letter;
use super::lists::Lists;
use super::measures::{Known, Weighed, shares};
use super::past::rank;
use super::plan::PlanText;
use super::{Because, SectionGuess};

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

/// What a section has by the measures and topics that it is in charge of.
#[derive(Debug, Clone, Copy, Default)]
struct Charge {
    share: f32,
    /// The largest part of it, and what gave it.
    most: f32,
    by: Giver,
}

/// What gave a section a share: a learned matter, or something with listed words of its own, by its class in the lists.
#[derive(Debug, Clone, Copy, Default)]
struct Giver {
    matter: Option<usize>,
    listed: Option<usize>,
}

/// Sections, best first, with the words that speak for them; at most three.
pub(crate) fn guess_sections(letter: &Letter<'_>, weighed: &Weighed, city: City<'_>) -> Vec<SectionGuess> {
    let charges = in_charge(letter, weighed, city);
    let mut totals: Vec<f32> = charges.iter().map(|charge| charge.share).collect();
    let own = weigh(&city.lists.sections, &letter.folded, |_| 1.0);
    for (section, total) in totals.iter_mut().enumerate() {
        let like = letter.alike.of(|e| rank(&e.sections, &city.sections[section]));
        let named = own.get(section).map_or(0.0, |w| w.score).clamp(-6.0, 12.0);
        *total = (*total + LEAST) * (WORD * named + LIKE * like).exp();
    }
    let all = totals.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut order: Vec<usize> = (0..city.sections.len()).collect();
    order.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]).then(a.cmp(b)));
    let guess = |s: usize| SectionGuess {
        name: city.sections[s].clone(),
        score: totals[s] / all,
        because: because(letter, own.get(s), charges[s].by, city),
    };
    order.into_iter().take(3).map(guess).collect()
}

/// The words of a section's own work, then those of what gave it most of its share.
fn because(letter: &Letter<'_>, own: Option<&Evidence>, by: Giver, city: City<'_>) -> Vec<Because> {
    let listed = by.listed.and_then(|class| letter.words.get(class));
    let hits: Vec<Hit> = own.into_iter().chain(listed).flat_map(|evidence| evidence.hits.iter().copied()).collect();
    let speak = by.matter.map(|matter| city.learned.speak(&letter.runs, matter));
    words(&hits, &speak.unwrap_or_default(), letter)
}

/// Each section's share by the measures and topics that it is in charge of.
fn in_charge(letter: &Letter<'_>, weighed: &Weighed, city: City<'_>) -> Vec<Charge> {
    let mut charges = vec![Charge::default(); city.sections.len()];
    let mut add = |name: &str, share: f32, by: Giver| {
        if let Some(section) = city.sections.iter().position(|section| section == name) {
            let charge = &mut charges[section];
            charge.share += share;
            if share > charge.most {
                (charge.most, charge.by) = (share, by);
            }
        }
    };
    let part = |place: usize| if place == 0 { 1.0 } else { SECOND };
    let measures = city.plan.measures.iter().zip(&weighed.shares).zip(&city.known.measures);
    for (class, ((measure, share), matters)) in measures.enumerate() {
        let listed = Some(class);
        let rest = share - learned(letter, (matters, listed), *share, city, &mut add);
        let by = Giver { matter: None, listed };
        measure.sections.iter().enumerate().for_each(|(place, name)| add(name, rest * part(place), by));
    }
    let outside = weighed.shares.last().copied().unwrap_or_default();
    learned(letter, (&city.known.outside, None), outside * (1.0 - LISTED), city, &mut add);
    let best = weighed.topics.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    if let Some((topic, _)) = best.filter(|(_, count)| **count > 0.0) {
        let names = city.lists.topics[topic].iter().enumerate();
        // The topics stand behind the measures.
        let by = Giver { matter: None, listed: Some(city.plan.measures.len() + topic) };
        names.for_each(|(place, name)| add(name, outside * LISTED * part(place), by));
    }
    charges
}

/// Divides the share of a measure, or of what is outside, among the sections that deal with it; gives back how much was
/// given to sections that the city has. With the matters goes the class of their listed words.
fn learned(
    letter: &Letter<'_>,
    (matters, listed): (&[usize], Option<usize>),
    share: f32,
    city: City<'_>,
    mut add: impl FnMut(&str, f32, Giver),
) -> f32 {
    let mut given = 0.0;
    let counts: Vec<f32> = matters.iter().map(|matter| letter.learned[*matter]).collect();
    for (matter, part) in matters.iter().zip(shares(&counts)) {
        let section = &city.learned.head.matters[*matter].section;
        if city.sections.contains(section) {
            add(section, share * part, Giver { matter: Some(*matter), listed });
            given += share * part;
        }
    }
    given
}
