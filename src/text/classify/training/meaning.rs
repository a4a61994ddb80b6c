//! How are weights learned for the meanings of letters? By softmax regression again, but all 1,280 numbers of a meaning speak in
//! every letter: steps are made from many letters at once (Adam), and half of the numbers are passed over each time.

use super::{Table, Vocabulary, digest, matters, order, softmax, wanted, write};
use crate::classify::learned::Head;
use crate::classify::{Example, PlanText};
use crate::dropout::Dropout;
use crate::encoder::{Encoder, SAID};

/// How often the whole bank is read.
const ROUNDS: u32 = 12;
/// So many letters make a step.
const AT_ONCE: usize = 128;
/// The length of the first step; the last ones are short.
const RATE: f32 = 1e-3;
/// The part of a meaning that is passed over each time it is read.
const PASSED_OVER: f32 = 0.5;
/// How long earlier slopes and their squares are remembered.
const SLOPES: f32 = 0.9;
const SQUARES: f32 = 0.999;

/// What letters mean, read on all cores.
#[must_use]
pub fn meanings(letters: &[Example]) -> Vec<Vec<f32>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let parts = letters.chunks(letters.len().div_ceil(cores).max(1));
    let read = |part: &[Example]| part.iter().map(|l| Encoder::built_in().read(&l.text).to_vec()).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

/// Learns from letters and what each of them means; gives back the bytes of a weights file.
#[must_use]
pub fn learn_meaning(letters: &[Example], meanings: &[&[f32]], plan: &PlanText) -> Vec<u8> {
    let matters = matters(letters, plan);
    let wanted: Vec<Vec<f32>> = letters.iter().map(|letter| wanted(letter, plan, &matters)).collect();
    let scale = Scale::of(meanings);
    let even: Vec<Vec<f32>> = meanings.iter().map(|meaning| scale.even(meaning)).collect();
    let mut weights = Weights::new(matters.len());
    let steps = ROUNDS as usize * (letters.len() / AT_ONCE);
    for round in 0..ROUNDS {
        for (step, places) in order(letters.len(), round).chunks_exact(AT_ONCE).enumerate() {
            let done = round as usize * (letters.len() / AT_ONCE) + step;
            let slopes = weights.slopes(places, &even, &wanted, round);
            weights.step(&slopes, done, RATE * (1.0 - done as f32 / steps as f32));
        }
    }
    let (rows, bias) = scale.undo(&weights);
    let known = Vocabulary { names: (0..SAID as u32).collect(), rarities: vec![0; SAID] };
    let table = Table { classes: matters.len(), weights: rows, squares: Vec::new() };
    write(&Head { bank: learned_from(plan), matters, runs: SAID, bias }, &known, &table)
}

/// The bank and the encoder that weights were learned from.
pub(crate) fn learned_from(plan: &PlanText) -> String {
    format!("{} {:016x}", digest(plan), Encoder::digest())
}

/// The middle of each number of a meaning, and how far it goes from there.
struct Scale {
    middle: Vec<f32>,
    spread: Vec<f32>,
}

impl Scale {
    fn of(meanings: &[&[f32]]) -> Self {
        let all = meanings.len().max(1) as f32;
        let mean = |of: &dyn Fn(&[f32], usize) -> f32| -> Vec<f32> {
            (0..SAID).map(|i| meanings.iter().map(|meaning| of(meaning, i)).sum::<f32>() / all).collect()
        };
        let middle = mean(&|meaning, i| meaning[i]);
        let squares = mean(&|meaning, i| (meaning[i] - middle[i]) * (meaning[i] - middle[i]));
        Self { spread: squares.into_iter().map(|square| square.sqrt().max(1e-6)).collect(), middle }
    }

    fn even(&self, meaning: &[f32]) -> Vec<f32> {
        let numbers = meaning.iter().zip(self.middle.iter().zip(&self.spread));
        numbers.map(|(x, (middle, spread))| (x - middle) / spread).collect()
    }

    /// The weights and the bias for meanings as they are read.
    fn undo(&self, learned: &Weights) -> (Vec<f32>, Vec<f32>) {
        let mut bias = learned.now[SAID * learned.classes..].to_vec();
        let mut rows = Vec::with_capacity(SAID * learned.classes);
        for (row, (middle, spread)) in
            learned.now.chunks_exact(learned.classes).zip(self.middle.iter().zip(&self.spread))
        {
            for (weight, bias) in row.iter().zip(&mut bias) {
                rows.push(weight / spread);
                *bias -= weight / spread * middle;
            }
        }
        (rows, bias)
    }
}

/// The weights while they are learned, one row a number and the last for the bias, and how they moved.
struct Weights {
    classes: usize,
    now: Vec<f32>,
    slopes: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    fn new(classes: usize) -> Self {
        let none = vec![0.0; (SAID + 1) * classes];
        Self { classes, now: none.clone(), slopes: none.clone(), squares: none }
    }

    /// How the weights would have to change for some letters, on average.
    fn slopes(&self, places: &[usize], meanings: &[Vec<f32>], wanted: &[Vec<f32>], round: u32) -> Vec<f32> {
        let mut slopes = vec![0.0; self.now.len()];
        for place in places {
            let mut dropout = Dropout::new(PASSED_OVER, round.into(), *place);
            let more = 1.0 / (1.0 - PASSED_OVER);
            let read = meanings[*place].iter().enumerate().filter(|_| !dropout.drop());
            let mut read: Vec<(usize, f32)> = read.map(|(row, x)| (row, x * more)).collect();
            read.push((SAID, 1.0));
            let mut off = vec![0.0; self.classes];
            for (row, x) in &read {
                off.iter_mut().zip(&self.now[row * self.classes..]).for_each(|(off, weight)| *off += x * weight);
            }
            softmax(&mut off);
            off.iter_mut().zip(&wanted[*place]).for_each(|(off, wanted)| *off = (*off - wanted) / AT_ONCE as f32);
            for (row, x) in &read {
                slopes[row * self.classes..].iter_mut().zip(&off).for_each(|(slope, off)| *slope += x * off);
            }
        }
        slopes
    }

    fn step(&mut self, slopes: &[f32], done: usize, rate: f32) {
        let times = i32::try_from(done + 1).unwrap_or(i32::MAX);
        let (first, second) = (1.0 - SLOPES.powi(times), 1.0 - SQUARES.powi(times));
        let moved = self.slopes.iter_mut().zip(&mut self.squares);
        for ((weight, (slope, square)), new) in self.now.iter_mut().zip(moved).zip(slopes) {
            *slope = SLOPES * *slope + (1.0 - SLOPES) * new;
            *square = SQUARES * *square + (1.0 - SQUARES) * new * new;
            *weight -= rate * (*slope / first) / ((*square / second).sqrt() + 1e-8);
        }
    }
}
