//! How are weights learned from the bank? By softmax regression over runs of characters, step by step in a fixed order
//! (AdaGrad), always with the same result; for what letters mean, see `training/meaning.rs`. Run by `cargo run --release -p kocho-text --example train`.

mod meaning;

use std::collections::BTreeMap;

use super::evidence::weigh;
use super::fold::Folded;
use super::grams::grams;
use super::learned::{Head, MAGIC, Matter, RARITY_STEP, share};
use super::letter::cues;
use super::lists::Lists;
use super::voices::digest;
use super::{Example, PlanText};
use crate::dropout::Dropout;
use crate::encoder::learn::{order, softmax};

#[cfg(test)]
pub(crate) use meaning::learned_from;
pub use meaning::{learn_meaning, meanings};

/// What the bias counts as a run of every letter.
const BIAS: f32 = 0.3;

/// Of so many letters a matter is made; rarer ones count for the measure's others.
const MATTER: u32 = 3;

/// So near to what is wanted, no step is taken.
const NEAR: f32 = 5e-4;

/// How it is learned.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// How often the whole bank is read.
    pub rounds: u32,
    /// The length of a step.
    pub rate: f32,
    /// How strongly weights are drawn to nothing at each step.
    pub decay: f32,
    /// A run must stand in so many letters.
    pub seen_in: u32,
    /// The part of a letter's runs that is passed over each time it is read.
    pub passed_over: f32,
    /// Runs that are kept at most, the strongest first.
    pub kept: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 60, rate: 0.1, decay: 1e-4, seen_in: 2, passed_over: 0.4, kept: 55_000 }
    }
}

/// The runs that are learned about, in the order of their names, and how rare each is.
#[derive(Debug, Clone, Default)]
struct Vocabulary {
    names: Vec<u32>,
    rarities: Vec<u8>,
}

/// A letter as numbers: its rows with their shares, and what each class should be.
struct Sample {
    rows: Vec<(usize, f32)>,
    wanted: Vec<f32>,
}

impl Sample {
    /// Without the runs that are passed over this time; what comes last is the bias and stays.
    fn without(&self, mut dropout: Dropout) -> Self {
        let more = dropout.more();
        let mut rows = self.rows.clone();
        let bias = rows.pop();
        rows.retain(|_| !dropout.drop());
        rows.iter_mut().for_each(|(_, share)| *share *= more);
        rows.extend(bias);
        Self { rows, wanted: self.wanted.clone() }
    }
}

/// Learns from the letters; gives back the bytes of a weights file. First from all runs, and then again from those that
/// turned out to say most.
#[must_use]
pub fn learn(letters: &[Example], plan: &PlanText, settings: Settings) -> Vec<u8> {
    let lists = Lists::new(plan, &[], &[]);
    let texts: Vec<Text> = letters.iter().map(|letter| Text::new(letter, &lists)).collect();
    let matters = matters(letters, plan);
    let wanted: Vec<Vec<f32>> = letters.iter().map(|letter| wanted(letter, plan, &matters)).collect();
    let all = vocabulary(&texts, &lists.names, settings.seen_in);
    let first = Table::learned(&texts, &wanted, &all, Settings { rounds: settings.rounds / 3, ..settings });
    let kept = all.strongest(&first, settings.kept);
    let table = Table::learned(&texts, &wanted, &kept, settings);
    let bias = table.row(kept.names.len()).iter().map(|weight| weight * BIAS).collect();
    let head = Head { bank: digest(plan), matters, runs: kept.names.len(), bias };
    write(&head, &kept, &table)
}

/// What is read of a letter, once.
struct Text {
    /// The names of its runs, in order, and how often each stands there.
    runs: Vec<(u32, f32)>,
    cues: Vec<(u32, f32)>,
}

impl Text {
    fn new(letter: &Example, lists: &Lists) -> Self {
        let folded = Folded::new(&letter.text);
        let mut names: Vec<u32> = grams(&folded).iter().map(|gram| gram.key).collect();
        names.sort_unstable();
        let runs = names.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f32)).collect();
        Self { runs, cues: cues(&weigh(&lists.words, &folded, |_| 1.0), lists) }
    }

    fn sample(&self, known: &Vocabulary, wanted: &[f32]) -> Sample {
        let row = |name: &u32| known.names.binary_search(name).ok();
        let runs = self.runs.iter().filter_map(|(name, times)| Some((row(name)?, *times)));
        let rarity = |row: usize| f32::from(known.rarities[row]) / RARITY_STEP;
        let mut rows: Vec<(usize, f32)> = runs.map(|(row, times)| (row, share(times, rarity(row)))).collect();
        let length = rows.iter().map(|(_, share)| share * share).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        rows.iter_mut().for_each(|(_, share)| *share /= length);
        rows.extend(self.cues.iter().filter_map(|(name, share)| Some((row(name)?, *share))));
        rows.push((known.names.len(), BIAS));
        Sample { rows, wanted: wanted.to_vec() }
    }
}

/// What the letters are about, measures in the plan's order, then what is outside.
fn matters(letters: &[Example], plan: &PlanText) -> Vec<Matter> {
    let mut seen: BTreeMap<Matter, u32> = BTreeMap::new();
    for letter in letters {
        let code = letter.measures.first();
        let measure = code.and_then(|code| plan.measures.iter().find(|m| m.code == *code)).map(|m| m.name.clone());
        let section = letter.sections.first().cloned().unwrap_or_default();
        *seen.entry(Matter { measure, section }).or_default() += 1;
    }
    seen.into_iter().filter(|(_, letters)| *letters >= MATTER).map(|(matter, _)| matter).collect()
}

/// The runs that stand in enough letters, and the classes of listed words.
fn vocabulary(texts: &[Text], classes: &[u32], seen_in: u32) -> Vocabulary {
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    for (name, _) in texts.iter().flat_map(|text| &text.runs) {
        *seen.entry(*name).or_default() += 1;
    }
    seen.retain(|_, n| *n >= seen_in);
    seen.extend(classes.iter().map(|name| (*name, 1)));
    let all = texts.len() as f32;
    let rarity = |n: u32| (((1.0 + all) / (0.5 + n as f32)).ln() * RARITY_STEP).round() as u8;
    let (names, rarities) = seen.into_iter().map(|(name, n)| (name, rarity(n))).unzip();
    Vocabulary { names, rarities }
}

impl Vocabulary {
    /// The runs whose weights say most.
    fn strongest(&self, table: &Table, most: usize) -> Self {
        let strength = |row: usize| table.row(row).iter().map(|weight| weight * weight).sum::<f32>();
        let mut rows: Vec<(f32, usize)> = (0..self.names.len()).map(|row| (strength(row), row)).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut rows: Vec<usize> = rows.into_iter().take(most).map(|(_, row)| row).collect();
        rows.sort_unstable();
        let (names, rarities) = rows.iter().map(|row| (self.names[*row], self.rarities[*row])).unzip();
        Self { names, rarities }
    }
}

/// What the matters should be, as shares of 1: the first measure and the first section most.
fn wanted(letter: &Example, plan: &PlanText, matters: &[Matter]) -> Vec<f32> {
    let mut wanted = vec![0.0; matters.len()];
    let codes = letter.measures.iter().enumerate();
    let name = |code: &String| plan.measures.iter().find(|m| m.code == *code).map(|m| m.name.clone());
    let mut measures: Vec<(Option<String>, f32)> =
        codes.map(|(place, code)| (name(code), if place == 0 { 1.0 } else { 0.6 })).collect();
    if measures.is_empty() {
        measures.push((None, 1.0));
    }
    for (measure, much) in measures {
        let of = |(matter, _): &(&Matter, &mut f32)| matter.measure == measure;
        let rank = |matter: &Matter| letter.sections.iter().position(|section| *section == matter.section);
        let known = matters.iter().any(|matter| matter.measure == measure && rank(matter).is_some());
        for (matter, wanted) in matters.iter().zip(&mut wanted).filter(of) {
            *wanted += much
                * match rank(matter) {
                    Some(0) => 1.0,
                    Some(_) => 0.4,
                    None if known => 0.0,
                    None => 1.0,
                };
        }
    }
    let all = wanted.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    wanted.iter_mut().for_each(|share| *share /= all);
    wanted
}

/// The weights while they are learned: one row a run, the last for the bias.
struct Table {
    classes: usize,
    weights: Vec<f32>,
    squares: Vec<f32>,
}

impl Table {
    /// The weights after all rounds.
    fn learned(texts: &[Text], wanted: &[Vec<f32>], known: &Vocabulary, settings: Settings) -> Self {
        let (rows, classes) = (known.names.len() + 1, wanted.first().map_or(0, Vec::len));
        let mut table = Self { classes, weights: vec![0.0; rows * classes], squares: vec![0.0; rows * classes] };
        let samples: Vec<Sample> = texts.iter().zip(wanted).map(|(text, wanted)| text.sample(known, wanted)).collect();
        for round in 0..settings.rounds {
            for i in order(samples.len(), round) {
                let dropout = Dropout::new(settings.passed_over, round.into(), i);
                table.step(&samples[i].without(dropout), settings);
            }
        }
        table
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.weights[row * self.classes..(row + 1) * self.classes]
    }

    /// One letter: what is said now, how far that is from what is wanted, and a step towards it.
    fn step(&mut self, sample: &Sample, settings: Settings) {
        let off: Vec<(usize, f32)> =
            self.off(sample).into_iter().enumerate().filter(|(_, off)| off.abs() > NEAR).collect();
        for (row, share) in &sample.rows {
            for (class, off) in &off {
                let (weight, square) =
                    (&mut self.weights[row * self.classes + class], &mut self.squares[row * self.classes + class]);
                let slope = off * share + settings.decay * *weight;
                *square += slope * slope;
                *weight -= settings.rate * slope / (square.sqrt() + 1e-3);
            }
        }
    }

    /// How far each matter is from what is wanted.
    fn off(&self, sample: &Sample) -> Vec<f32> {
        let mut off = vec![0.0; self.classes];
        for (row, share) in &sample.rows {
            for (total, weight) in off.iter_mut().zip(self.row(*row)) {
                *total += share * weight;
            }
        }
        softmax(&mut off);
        off.iter_mut().zip(&sample.wanted).for_each(|(off, wanted)| *off -= wanted);
        off
    }
}

fn write(head: &Head, known: &Vocabulary, table: &Table) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(serde_json::to_vec(head).unwrap_or_default());
    bytes.push(b'\n');
    bytes.extend(known.names.iter().flat_map(|name| name.to_le_bytes()));
    bytes.extend(&known.rarities);
    let scale = |row: usize| table.row(row).iter().fold(0.0_f32, |most, w| most.max(w.abs())) / 127.0;
    bytes.extend((0..head.runs).flat_map(|row| scale(row).to_le_bytes()));
    for row in 0..head.runs {
        let scale = scale(row).max(f32::MIN_POSITIVE);
        bytes.extend(table.row(row).iter().map(|weight| ((weight / scale).round() as i8).cast_unsigned()));
    }
    bytes
}
