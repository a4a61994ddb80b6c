//! How much does a passage sound like danger? The second opinion beside the rules: a linear model that was learned from a
//! bank of invented letters (`learn.rs`). It rings where no rule knows the words, and calms rules that ring in an
//! everyday letter.

use super::families::Families;
use super::passage::{PASSAGE, Text, share, within};
use super::weights::{Row, Weights, pair};
use super::{GROUPS, Group, ScreenError};
use crate::normalize::Folded;

/// A text, or what is left at its end, of fewer characters is a sentence without a story, and rings only with a word of danger in
/// it: the bank holds few of them, and every run of a greeting weighs much.
const SHORT: usize = 25;
/// A passage of fewer characters has few runs, so each weighs much.
const BRIEF: usize = 60;

/// From this likelihood on it rings; found by leaving one writer of the bank out after the other.
const RINGS: f32 = 0.05;
/// … in a brief passage,
const RINGS_BRIEF: f32 = 0.15;
/// … in a short one,
const RINGS_SHORT: f32 = 0.5;
/// … and in a part of a longer letter: a letter that has many parts has as many chances to be misunderstood.
const RINGS_PART: f32 = 0.12;
/// A text of fewer characters is a greeting or one line: it says too little for an opinion, the rules alone hear it.
const TINY: usize = 15;
/// Below this likelihood of any danger in all passages around, a rule that is not firm does not ring …
const CALMS: f32 = 0.06;
/// … and, in a long text where a passage says much else, below this likelihood in the sentence alone.
const CALMS_ALONE: f32 = 0.06;
/// A text of fewer characters says too little to calm a rule.
const ENOUGH: usize = 20;
/// How much a family and a pair of families count, beside the runs whose squares add up to 1.
pub(super) const FAMILY: f32 = 0.5;
pub(super) const PAIR: f32 = 0.1;

/// First and one past the last character, as in [`Folded::dense`].
type Place = (usize, usize);
/// For each group how much more than of nothing is spoken of it, or how likely it is.
type Odds = [f32; GROUPS.len()];

/// A part of a text as its words speak.
struct Passage {
    place: Place,
    odds: Odds,
}

/// Learned weights and the families they speak of.
#[derive(Debug)]
pub(super) struct Opinion {
    families: Families,
    weights: Weights,
}

/// What it thinks of a text. Places are those of [`Folded::dense`].
#[derive(Debug, Default)]
pub(super) struct Thought {
    /// Sentences that sound like danger.
    pub(super) places: Vec<(Group, usize, usize)>,
    /// Sentences in which, and around which, nothing sounds like danger: rules that are not firm are calmed there.
    calm: Vec<(usize, usize)>,
}

impl Thought {
    /// Whether what stands from `start` to `end` is calmed.
    pub(super) fn is_calm(&self, start: usize, end: usize) -> bool {
        let touches = |sentence: &&(usize, usize)| sentence.0 < end && start < sentence.1;
        let calm: usize = self.calm.iter().filter(touches).map(|(from, to)| end.min(*to) - start.max(*from)).sum();
        start < end && calm == end - start
    }
}

impl Opinion {
    /// The weights that come with the program.
    pub(super) const BUILT_IN: &'static [u8] = include_bytes!("../data/danger/weights.bin");

    pub(super) fn read(weights: &[u8]) -> Result<Self, ScreenError> {
        let families = Families::parse(Families::BUILT_IN)?;
        let weights = Weights::read(weights).filter(|weights| weights.families.len() == families.count());
        Ok(Self { families, weights: weights.ok_or(ScreenError::Weights)? })
    }

    /// Reads the whole text, each passage of it and each sentence.
    pub(super) fn of(&self, folded: &Folded) -> Thought {
        let reading = Reading::new(self, folded);
        let sentences = reading.text.sentences();
        let passages = reading.text.passages().into_iter();
        let passages: Vec<Passage> =
            passages.map(|place| Passage { place, odds: self.odds(&reading, place) }).collect();
        let mut thought = Thought { places: Vec::new(), calm: self.calm(&reading, &passages, &sentences) };
        if reading.text.len() < TINY {
            return thought;
        }
        for Passage { place: passage, odds } in passages {
            let likely = likely(odds);
            let is_part = passage.1 - passage.0 < reading.text.len();
            let length = passage.1 - passage.0;
            let says_so = length >= SHORT || !within(&reading.text.words, passage).is_empty();
            if says_so && likely.iter().sum::<f32>() > bar(length, is_part) {
                let group = most_likely(likely);
                let (start, end) = self.loudest(&reading, (passage, &sentences), group);
                thought.places.push((group, start, end));
            }
        }
        thought
    }

    /// The sentences in which, and around which, nothing sounds like danger.
    fn calm(&self, reading: &Reading, passages: &[Passage], sentences: &[Place]) -> Vec<Place> {
        if reading.text.len() < ENOUGH {
            return Vec::new();
        }
        let short = passages.iter().filter(|passage| passage.place.1 - passage.place.0 <= PASSAGE);
        let short: Vec<(Place, f32)> =
            short.map(|passage| (passage.place, likely(passage.odds).iter().sum())).collect();
        let danger = |sentence: Place| {
            let around = short.iter().filter(|(place, _)| is_inside(*place, sentence));
            around.fold(0.0_f32, |most, (_, any)| most.max(*any))
        };
        let is_long = reading.text.len() > PASSAGE;
        let alone = |sentence: Place| likely(self.odds(reading, sentence)).iter().sum::<f32>();
        let is_calm = |sentence: &Place| danger(*sentence) < CALMS && !(is_long && alone(*sentence) > CALMS_ALONE);
        sentences.iter().copied().filter(is_calm).collect()
    }

    /// The sentence of a passage that speaks most of the group.
    fn loudest(&self, reading: &Reading, (passage, sentences): (Place, &[Place]), group: Group) -> Place {
        let heard = sentences.iter().filter(|sentence| is_inside(passage, **sentence));
        let loudness = |place: &Place| (self.loudness(reading, *place, group), *place);
        heard.map(loudness).max_by(|a, b| a.0.total_cmp(&b.0)).map_or(passage, |(_, place)| place)
    }

    /// How much a sentence of a passage speaks of the group.
    fn loudness(&self, reading: &Reading, sentence: Place, group: Group) -> f32 {
        let sums = self.sums(reading, sentence, 1.0 / 8.0);
        sums.get(group as usize).copied().unwrap_or_default()
    }

    /// How much more than of nothing a passage speaks of each group.
    fn odds(&self, reading: &Reading, passage: Place) -> Odds {
        let sums = self.sums(reading, passage, share(reading.runs(passage).len()));
        std::array::from_fn(|i| sums[i] + self.weights.biases[i])
    }

    fn sums(&self, reading: &Reading, passage: (usize, usize), share: f32) -> [f32; GROUPS.len()] {
        let weights = &self.weights;
        let mut sums = [0.0; GROUPS.len()];
        let runs = reading.runs(passage);
        add(&mut sums, runs.iter().filter_map(|run| weights.runs.get(*run)), share * weights.run_scale);
        let families = within(&reading.text.words, passage);
        let unit = FAMILY * weights.family_scale;
        add(&mut sums, families.iter().filter_map(|family| weights.families.get(*family)), unit);
        let pairs =
            families.iter().enumerate().flat_map(|(i, high)| families.iter().take(i).map(|low| pair(*low, *high)));
        add(&mut sums, pairs.filter_map(|pair| weights.pairs.get(pair)), PAIR * weights.family_scale);
        sums
    }
}

/// How likely each group is.
fn likely(odds: Odds) -> Odds {
    let odds = odds.map(f32::exp);
    let all = 1.0 + odds.iter().sum::<f32>();
    odds.map(|odd| odd / all)
}

fn is_inside(passage: Place, sentence: Place) -> bool {
    passage.0 <= sentence.0 && sentence.1 <= passage.1
}

/// From which likelihood on a passage of so many characters rings.
const fn bar(length: usize, is_part: bool) -> f32 {
    match length {
        0..SHORT => RINGS_SHORT,
        SHORT..BRIEF => RINGS_BRIEF,
        _ if is_part => RINGS_PART,
        _ => RINGS,
    }
}

/// A text with the rows of the runs that the weights know.
struct Reading {
    text: Text,
    rows: Vec<(usize, usize, usize)>,
}

impl Reading {
    fn new(opinion: &Opinion, folded: &Folded) -> Self {
        let text = Text::new(folded, &opinion.families);
        let find = |name: u32| opinion.weights.names.binary_search(&name).ok();
        let rows = text.runs.iter().filter_map(|(from, to, name)| Some((*from, *to, find(*name)?))).collect();
        Self { text, rows }
    }

    fn runs(&self, passage: (usize, usize)) -> Vec<usize> {
        within(&self.rows, passage)
    }
}

fn most_likely(likely: [f32; GROUPS.len()]) -> Group {
    let best = GROUPS.into_iter().zip(likely).max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or(Group::SelfHarm, |(group, _)| group)
}

fn add<'a>(sums: &mut [f32; GROUPS.len()], rows: impl Iterator<Item = &'a Row>, unit: f32) {
    let mut steps = [0_i32; GROUPS.len()];
    for row in rows {
        steps.iter_mut().zip(row).for_each(|(step, weight)| *step += i32::from(*weight));
    }
    sums.iter_mut().zip(steps).for_each(|(sum, step)| *sum += step as f32 * unit);
}
