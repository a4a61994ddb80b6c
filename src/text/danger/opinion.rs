//! How much does a passage sound like danger? The second opinion beside the rules: a linear model that was learned from a
//! bank of invented letters (`learn.rs`). It rings where no rule knows the words, and calms rules that ring in an
//! everyday letter.

use super::families::Families;
use super::passage::{PASSAGE, Text, share, within};
use super::weights::{Row, Weights, pair};
use super::{GROUPS, Group, ScreenError};
use crate::normalize::Folded;

/// From this likelihood on it rings; found by leaving one writer of the bank out after the other.
const RINGS: f32 = 0.05;
/// A passage of fewer characters has few runs, so each weighs much …
const BRIEF: usize = 60;
/// … and it rings from this likelihood on.
const RINGS_BRIEF: f32 = 0.12;
/// A text, or what is left at its end, of fewer characters is a sentence without a story …
const SHORT: usize = 25;
/// … and rings from this likelihood on, and only with a word of danger in it: the bank holds few of them, and every run
/// of a greeting weighs much.
const RINGS_SHORT: f32 = 0.5;
/// A text of fewer characters is a greeting or one line: it says too little for an opinion, the rules alone hear it.
const TINY: usize = 15;
/// Below this likelihood of any danger in all passages around, a rule that is not firm does not ring …
const CALMS: f32 = 0.04;
/// … and, in a long text where a passage says much else, below this likelihood in the sentence alone.
const CALMS_ALONE: f32 = 0.06;
/// A text of fewer characters says too little to calm a rule.
const ENOUGH: usize = 20;
/// How much a family and a pair of families count, beside the runs whose squares add up to 1.
pub(super) const FAMILY: f32 = 0.5;
pub(super) const PAIR: f32 = 0.1;

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
        let mut danger = vec![0.0_f32; sentences.len()];
        let mut thought = Thought::default();
        for passage in reading.text.passages() {
            let likely = self.likely(&reading, passage);
            let any = likely.iter().sum();
            let inside = |sentence: &(usize, usize)| passage.0 <= sentence.0 && sentence.1 <= passage.1;
            let is_long = passage.1 - passage.0 > PASSAGE;
            for (most, _) in danger.iter_mut().zip(&sentences).filter(|(_, sentence)| inside(sentence) && !is_long) {
                *most = most.max(any);
            }
            let length = passage.1 - passage.0;
            let is_short = length < SHORT;
            let says_so = !is_short || !within(&reading.text.words, passage).is_empty();
            let says_enough = reading.text.len() >= TINY && says_so;
            if says_enough && any > rings(length) {
                let group = most_likely(likely);
                let heard = sentences.iter().filter(|sentence| inside(sentence));
                let loudest = heard.map(|place| (self.loudness(&reading, *place, group), place));
                let (start, end) = loudest.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(passage, |(_, place)| *place);
                thought.places.push((group, start, end));
            }
        }
        if reading.text.len() >= ENOUGH {
            let is_long = reading.text.len() > PASSAGE;
            let alone = |place: &(usize, usize)| self.likely(&reading, *place).iter().sum::<f32>();
            let is_calm =
                |(most, place): &(f32, &(usize, usize))| *most < CALMS && !(is_long && alone(place) > CALMS_ALONE);
            thought.calm = danger.into_iter().zip(&sentences).filter(is_calm).map(|(_, place)| *place).collect();
        }
        thought
    }

    /// How much a sentence of a passage speaks of the group.
    fn loudness(&self, reading: &Reading, sentence: (usize, usize), group: Group) -> f32 {
        let sums = self.sums(reading, sentence, 1.0 / 8.0);
        sums.get(group as usize).copied().unwrap_or_default()
    }

    /// How likely each group is.
    fn likely(&self, reading: &Reading, passage: (usize, usize)) -> [f32; GROUPS.len()] {
        let sums = self.sums(reading, passage, share(reading.runs(passage).len()));
        let odds: [f32; GROUPS.len()] = std::array::from_fn(|i| (sums[i] + self.weights.biases[i]).exp());
        let all = 1.0 + odds.iter().sum::<f32>();
        odds.map(|odd| odd / all)
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

/// From which likelihood on a passage of so many characters rings.
const fn rings(length: usize) -> f32 {
    match length {
        0..SHORT => RINGS_SHORT,
        SHORT..BRIEF => RINGS_BRIEF,
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
