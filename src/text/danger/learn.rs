//! How is the second opinion learned? By softmax regression over the letters of a bank, step by step in a fixed order
//! (AdaGrad). Run by `cargo run --release -p kocho-text --example danger`; the program itself never learns.

use std::collections::BTreeMap;

use super::families::Families;
use super::opinion::{FAMILY, PAIR};
use super::passage::{Text, share, within};
use super::weights::{GROUPS, Row, Weights, pair, pairs};
use super::{Group, ScreenError};
use crate::dropout::Dropout;
use crate::normalize::Folded;

/// How often the bank is read.
const ROUNDS: u64 = 12;
/// The length of a step.
const RATE: f32 = 0.2;
/// How strongly weights are drawn to nothing.
const DECAY: f32 = 1e-5;
/// An urgent letter counts as much as so many others.
const URGENT: f32 = 2.0;
/// The part of a letter that is passed over each time it is read.
const PASSED_OVER: f32 = 0.4;
/// A run must stand in so many letters.
const SEEN_IN: usize = 4;
/// What every letter has: the bias.
const BIAS: f32 = 0.5;

/// A letter and what should ring, if anything.
#[derive(Debug, Clone)]
pub struct Letter {
    /// As the resident wrote it.
    pub text: String,
    /// The danger it speaks of.
    pub group: Option<Group>,
}

/// Learns from the letters; gives back the bytes of `data/danger/weights.bin`. `fingerprint` is kept in them.
///
/// # Errors
/// When the built-in word families cannot be read.
pub fn learn(letters: &[Letter], fingerprint: u64) -> Result<Vec<u8>, ScreenError> {
    let families = Families::parse(Families::BUILT_IN)?;
    let texts: Vec<Text> = letters.iter().map(|l| Text::new(&Folded::dense(&l.text), &families)).collect();
    let names = known(&texts);
    let first_run = 1 + families.count() + pairs(families.count());
    let sample = |(text, letter): (&Text, &Letter)| Sample {
        parts: parts(text, &names, families.count(), first_run),
        class: letter.group.map_or(GROUPS, |group| group as usize),
    };
    let samples: Vec<Sample> = texts.iter().zip(letters).map(sample).collect();
    let mut table = Table::new(first_run + names.len());
    for round in 0..ROUNDS {
        for i in order(samples.len(), round) {
            let part = |sample: &Sample| sample.without(Dropout::new(PASSED_OVER, round, i));
            samples.get(i).into_iter().for_each(|sample| table.step(&part(sample)));
        }
    }
    Ok(table.weights(&names, families.count(), fingerprint).write())
}

/// The fingerprint (FNV-1a) of texts: other texts, other fingerprint.
pub fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What a letter consists of (places in the table, how much each counts) and its group; [`GROUPS`] is none.
struct Sample {
    parts: Vec<(usize, f32)>,
    class: usize,
}

impl Sample {
    /// Without the parts that are passed over this time; the first is the bias and stays.
    fn without(&self, mut dropout: Dropout) -> Self {
        let more = dropout.more();
        let parts = self.parts.iter().enumerate().filter(|(i, _)| *i == 0 || !dropout.drop());
        let parts = parts.map(|(i, (row, much))| (*row, if i == 0 { *much } else { much * more })).collect();
        Self { parts, class: self.class }
    }
}

/// The names of the runs that are worth a row, sorted.
fn known(texts: &[Text]) -> Vec<u32> {
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    for name in texts.iter().flat_map(|text| within(&text.runs, (0, text.len()))) {
        *seen.entry(name).or_default() += 1;
    }
    seen.into_iter().filter(|(_, letters)| *letters >= SEEN_IN).map(|(name, _)| name).collect()
}

fn parts(text: &Text, names: &[u32], families: usize, first_run: usize) -> Vec<(usize, f32)> {
    let whole = (0, text.len());
    let rows: Vec<usize> = within(&text.runs, whole).iter().filter_map(|name| names.binary_search(name).ok()).collect();
    let spoken = within(&text.words, whole);
    let mut parts = vec![(0, BIAS)];
    parts.extend(rows.iter().map(|row| (first_run + row, share(rows.len()))));
    parts.extend(spoken.iter().map(|family| (1 + family, FAMILY)));
    for (i, high) in spoken.iter().enumerate() {
        parts.extend(spoken.iter().take(i).map(|low| (1 + families + pair(*low, *high), PAIR)));
    }
    parts
}

/// All places once, mixed, another way in each round.
fn order(count: usize, round: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut state = 12_345 + round;
    for i in (1..count).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap_or_default() % (i + 1);
        order.swap(i, other);
    }
    order
}

/// Weights while they are learned, one for each group and for none, and how far each has gone.
struct Table {
    weights: Vec<[f32; GROUPS + 1]>,
    gone: Vec<[f32; GROUPS + 1]>,
}

impl Table {
    fn new(rows: usize) -> Self {
        Self { weights: vec![[0.0; GROUPS + 1]; rows], gone: vec![[1e-3; GROUPS + 1]; rows] }
    }

    fn likely(&self, parts: &[(usize, f32)]) -> [f32; GROUPS + 1] {
        let mut sums = [0.0_f32; GROUPS + 1];
        for (weights, much) in parts.iter().filter_map(|(row, much)| Some((self.weights.get(*row)?, much))) {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight * much);
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let odds = sums.map(|sum| (sum - most).exp());
        let all: f32 = odds.iter().sum();
        odds.map(|odd| odd / all)
    }

    fn step(&mut self, sample: &Sample) {
        let counts = if sample.class == GROUPS { 1.0 } else { URGENT };
        let likely = self.likely(&sample.parts);
        for (class, likely) in likely.into_iter().enumerate() {
            let error = counts * (likely - if class == sample.class { 1.0 } else { 0.0 });
            if error.abs() < 1e-4 {
                continue;
            }
            for (row, much) in &sample.parts {
                let weight = self.weights.get_mut(*row).and_then(|row| row.get_mut(class));
                let gone = self.gone.get_mut(*row).and_then(|row| row.get_mut(class));
                if let (Some(weight), Some(gone)) = (weight, gone) {
                    let slope = error * much + DECAY * *weight;
                    *gone += slope * slope;
                    *weight -= RATE * slope / gone.sqrt();
                }
            }
        }
    }

    /// How much more than "none" each group is spoken of, as bytes.
    fn weights(&self, names: &[u32], families: usize, fingerprint: u64) -> Weights {
        let more = |row: &[f32; GROUPS + 1]| std::array::from_fn(|class| row[class] - row[GROUPS]);
        let rows: Vec<[f32; GROUPS]> = self.weights.iter().map(more).collect();
        let (head, runs) = rows.split_at(rows.len() - names.len());
        let (bias, families_and_pairs) = head.split_first().map_or(([0.0; GROUPS], head), |(bias, rest)| (*bias, rest));
        let (family_scale, bytes) = in_bytes(families_and_pairs);
        let (run_scale, runs) = in_bytes(runs);
        let (of_families, of_pairs) = bytes.split_at(families);
        let kept = |row: &Row| row.iter().any(|weight| weight.unsigned_abs() > 1);
        let (names, runs) = names.iter().zip(runs).filter(|(_, row)| kept(row)).unzip();
        Weights {
            fingerprint,
            biases: bias.map(|weight| weight * BIAS),
            family_scale,
            families: of_families.to_vec(),
            pairs: of_pairs.to_vec(),
            run_scale,
            names,
            runs,
        }
    }
}

/// What one step of a byte counts, and the rows in such steps.
fn in_bytes(rows: &[[f32; GROUPS]]) -> (f32, Vec<Row>) {
    let most = rows.iter().flatten().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let scale = most / 127.0;
    (scale, rows.iter().map(|row| row.map(|weight| (weight / scale).round() as i8)).collect())
}
