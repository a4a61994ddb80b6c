//! How are weights learned from the bank? By softmax regression over runs of characters, step by step in a fixed order
//! (AdaGrad), always with the same result. Run by `cargo run --release -p kocho-text --example train`.

use std::collections::BTreeMap;

use super::evidence::weigh;
use super::fold::Folded;
use super::grams::grams;
use super::learned::{Head, MAGIC, RARITY_STEP, share};
use super::letter::cues;
use super::lists::Lists;
use super::voices::digest;
use super::{Example, PlanText};

/// What the bias counts as a run of every letter.
const BIAS: f32 = 0.3;

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
    /// Runs that are kept at most, the strongest first.
    pub kept: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 60, rate: 0.1, decay: 1e-4, seen_in: 2, kept: 55_000 }
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

/// Learns from the letters; gives back the bytes of a weights file. First from all runs, and then again from those that
/// turned out to say most.
#[must_use]
pub fn learn(letters: &[Example], plan: &PlanText, settings: Settings) -> Vec<u8> {
    let lists = Lists::new(plan, &[], &[]);
    let texts: Vec<Text> = letters.iter().map(|letter| Text::new(letter, &lists)).collect();
    let mut head = classes(letters, plan);
    let wanted: Vec<Vec<f32>> = letters.iter().map(|letter| wanted(letter, plan, &head)).collect();
    let all = vocabulary(&texts, &lists.names, settings.seen_in);
    let first = Table::learned(&texts, &wanted, &all, &head, settings);
    let kept = all.strongest(&first, settings.kept);
    let table = Table::learned(&texts, &wanted, &kept, &head, settings);
    head.runs = kept.names.len();
    head.bias = table.row(head.runs).iter().map(|weight| weight * BIAS).collect();
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

fn classes(letters: &[Example], plan: &PlanText) -> Head {
    let measures = plan.measures.iter().map(|m| m.name.clone()).collect();
    let mut head = Head { bank: digest(plan), measures, ..Head::default() };
    for letter in letters {
        for section in &letter.sections {
            if !head.sections.contains(section) {
                head.sections.push(section.clone());
            }
        }
        if letter.measures.is_empty() {
            let first = letter.sections.first().cloned().unwrap_or_default();
            if !head.outside.contains(&first) {
                head.outside.push(first);
            }
        }
    }
    head.sections.sort();
    head.outside.sort();
    head
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

/// What the classes should be: shares of 1 among measures and topics outside, and again among sections.
fn wanted(letter: &Example, plan: &PlanText, head: &Head) -> Vec<f32> {
    let mut wanted = vec![0.0; head.classes()];
    let topics = head.measures.len();
    let sections = topics + head.outside.len();
    for (place, code) in letter.measures.iter().enumerate() {
        if let Some(measure) = plan.measures.iter().position(|m| m.code == *code) {
            wanted[measure] = if place == 0 { 1.0 } else { 0.6 };
        }
    }
    if letter.measures.is_empty() {
        let first = letter.sections.first().map_or("", String::as_str);
        if let Some(topic) = head.outside.iter().position(|name| name == first) {
            wanted[topics + topic] = 1.0;
        }
    }
    for (place, name) in letter.sections.iter().enumerate() {
        if let Some(section) = head.sections.iter().position(|section| section == name) {
            wanted[sections + section] = if place == 0 { 1.0 } else { 0.4 };
        }
    }
    let (measures, sections) = wanted.split_at_mut(sections);
    for group in [measures, sections] {
        let all = group.iter().sum::<f32>().max(1.0);
        group.iter_mut().for_each(|share| *share /= all);
    }
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
    fn learned(texts: &[Text], wanted: &[Vec<f32>], known: &Vocabulary, head: &Head, settings: Settings) -> Self {
        let (rows, classes) = (known.names.len() + 1, head.classes());
        let mut table = Self { classes, weights: vec![0.0; rows * classes], squares: vec![0.0; rows * classes] };
        let samples: Vec<Sample> = texts.iter().zip(wanted).map(|(text, wanted)| text.sample(known, wanted)).collect();
        let measures = head.measures.len() + head.outside.len();
        for round in 0..settings.rounds {
            for i in order(samples.len(), round) {
                table.step(&samples[i], measures, settings);
            }
        }
        table
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.weights[row * self.classes..(row + 1) * self.classes]
    }

    /// One letter: what is said now, how far that is from what is wanted, and a step towards it.
    fn step(&mut self, sample: &Sample, measures: usize, settings: Settings) {
        let off = self.off(sample, measures);
        for (row, share) in &sample.rows {
            let place = row * self.classes..(row + 1) * self.classes;
            let weights = self.weights[place.clone()].iter_mut().zip(&mut self.squares[place]);
            for ((weight, square), off) in weights.zip(&off) {
                let slope = off * share + settings.decay * *weight;
                *square += slope * slope;
                *weight -= settings.rate * slope / (square.sqrt() + 1e-3);
            }
        }
    }

    /// How far each class is from what is wanted. A letter without a section says nothing about sections.
    fn off(&self, sample: &Sample, measures: usize) -> Vec<f32> {
        let mut off = vec![0.0; self.classes];
        for (row, share) in &sample.rows {
            for (total, weight) in off.iter_mut().zip(self.row(*row)) {
                *total += share * weight;
            }
        }
        softmax(&mut off[..measures]);
        softmax(&mut off[measures..]);
        off.iter_mut().zip(&sample.wanted).for_each(|(off, wanted)| *off -= wanted);
        if sample.wanted[measures..].iter().all(|share| *share == 0.0) {
            off[measures..].fill(0.0);
        }
        off
    }
}

/// Counts as shares of 1.
fn softmax(counts: &mut [f32]) {
    let top = counts.iter().copied().fold(f32::MIN, f32::max);
    counts.iter_mut().for_each(|count| *count = (*count - top).exp());
    let all = counts.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    counts.iter_mut().for_each(|count| *count /= all);
}

/// Another order for each round, the same on every machine.
fn order(len: usize, round: u32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(round + 1);
    for i in (1..len).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, (state >> 33) as usize % (i + 1));
    }
    order
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
