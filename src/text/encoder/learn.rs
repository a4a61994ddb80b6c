//! How are weights learned for what texts mean? By softmax regression: all numbers of a meaning speak in every text, so steps are
//! made from many texts at once (Adam), and half of the numbers are passed over each time. Always with the same result.

use super::SAID;
use crate::dropout::Dropout;

/// How often all texts are read.
const ROUNDS: u32 = 12;
/// So many texts make a step.
const AT_ONCE: usize = 128;
/// The length of the first step; the last ones are short.
const RATE: f32 = 1e-3;
/// The part of a meaning that is passed over each time it is read.
const PASSED_OVER: f32 = 0.5;
/// How long earlier slopes and their squares are remembered.
const SLOPES: f32 = 0.9;
const SQUARES: f32 = 0.999;

/// A text to learn from.
#[derive(Debug)]
pub(crate) struct Lesson<'a> {
    /// What it means.
    pub(crate) meaning: &'a [f32],
    /// What each class should be, as shares of 1.
    pub(crate) wanted: Vec<f32>,
    /// It counts as much as so many others.
    pub(crate) counts: f32,
}

/// What was learned: for each number of a meaning a weight for each class, and what each class has before anything is read.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) rows: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// Learns from texts.
pub(crate) fn learn(lessons: &[Lesson<'_>]) -> Linear {
    let scale = Scale::of(lessons);
    let even: Vec<Vec<f32>> = lessons.iter().map(|lesson| scale.even(lesson.meaning)).collect();
    let mut weights = Weights::new(lessons.first().map_or(0, |lesson| lesson.wanted.len()));
    let at_once = lessons.len() / AT_ONCE;
    for round in 0..ROUNDS {
        for (step, places) in order(lessons.len(), round).chunks_exact(AT_ONCE).enumerate() {
            let done = round as usize * at_once + step;
            let slopes = weights.slopes(places, (&even, lessons), round);
            weights.step(&slopes, done, RATE * (1.0 - done as f32 / (ROUNDS as usize * at_once) as f32));
        }
    }
    scale.undo(&weights)
}

/// Counts as shares of 1.
pub(crate) fn softmax(counts: &mut [f32]) {
    let top = counts.iter().copied().fold(f32::MIN, f32::max);
    counts.iter_mut().for_each(|count| *count = (*count - top).exp());
    let all = counts.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    counts.iter_mut().for_each(|count| *count /= all);
}

/// Another order for each round, the same on every machine.
pub(crate) fn order(len: usize, round: u32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(round + 1);
    for i in (1..len).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(i, (state >> 33) as usize % (i + 1));
    }
    order
}

/// The middle of each number of a meaning, and how far it goes from there.
struct Scale {
    middle: Vec<f32>,
    spread: Vec<f32>,
}

impl Scale {
    fn of(lessons: &[Lesson<'_>]) -> Self {
        let all = lessons.len().max(1) as f32;
        let mean = |of: &dyn Fn(&[f32], usize) -> f32| -> Vec<f32> {
            (0..SAID).map(|i| lessons.iter().map(|lesson| of(lesson.meaning, i)).sum::<f32>() / all).collect()
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
    fn undo(&self, learned: &Weights) -> Linear {
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
        Linear { rows, bias }
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

    /// How the weights would have to change for some texts, on average.
    fn slopes(&self, places: &[usize], (even, lessons): (&[Vec<f32>], &[Lesson<'_>]), round: u32) -> Vec<f32> {
        let mut slopes = vec![0.0; self.now.len()];
        for place in places {
            let mut dropout = Dropout::new(PASSED_OVER, round.into(), *place);
            let more = 1.0 / (1.0 - PASSED_OVER);
            let read = even[*place].iter().enumerate().filter(|_| !dropout.drop());
            let mut read: Vec<(usize, f32)> = read.map(|(row, x)| (row, x * more)).collect();
            read.push((SAID, 1.0));
            let mut off = vec![0.0; self.classes];
            for (row, x) in &read {
                off.iter_mut().zip(&self.now[row * self.classes..]).for_each(|(off, weight)| *off += x * weight);
            }
            softmax(&mut off);
            let Lesson { wanted, counts, .. } = &lessons[*place];
            off.iter_mut().zip(wanted).for_each(|(off, wanted)| *off = counts * (*off - wanted) / AT_ONCE as f32);
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
