//! Where does a voice stand among the others? In a space of few directions: those in which the runs of all voices differ
//! most, and beside them how the voice leans among the matters that the classifier has learned.

use super::features::Features;
use super::matrix::{Matrix, unit};
use super::random::Random;
use crate::classify::Classifier;

/// Directions of the runs at most.
const DIRECTIONS: usize = 64;
/// Rounds of the search for them.
const ROUNDS: usize = 4;
/// What the leaning counts beside the runs. On the demo's letters, which taught nobody anything, the groups agree with the
/// measures that people named at 0.66 (normalised mutual information) without it and at 0.94 with it.
const LEANING: f32 = 1.2;

/// A place of length 1 for every voice.
pub(super) fn places(texts: &[&str], classifier: &Classifier) -> Matrix {
    places_with(texts, classifier, LEANING)
}

pub(super) fn places_with(texts: &[&str], classifier: &Classifier, leaning: f32) -> Matrix {
    let features = Features::of(texts);
    let spread = spread(&features, DIRECTIONS.min(texts.len() / 4).max(2));
    let mean = spread.mean(&(0..texts.len()).collect::<Vec<_>>());
    let leanings = super::rows::each(texts.len(), |voice| classifier.leaning(texts[voice]));
    let width = spread.width() + leanings.first().map_or(0, Vec::len);
    Matrix::make(texts.len(), width, |voice| {
        let mut own: Vec<f32> = spread.row(voice).iter().zip(&mean).map(|(number, mean)| number - mean).collect();
        unit(&mut own, 1.0);
        let mut leans = leanings[voice].clone();
        unit(&mut leans, leaning);
        own.extend(leans);
        unit(&mut own, 1.0);
        own
    })
}

/// The voices in the directions in which they differ most, found by going to and fro between voices and runs.
fn spread(features: &Features, directions: usize) -> Matrix {
    let columns = features.columns();
    let mut random = Random::seeded(0x6b6f_6368_6f21);
    let mut runs = Matrix::zeros(features.runs, directions);
    for run in 0..features.runs {
        runs.row_mut(run)[..directions].iter_mut().for_each(|number| *number = random.normal());
    }
    for _ in 0..ROUNDS {
        let mut voices = times(&features.rows, &runs);
        voices.stand_upright();
        runs = times(&columns, &voices);
        runs.stand_upright();
    }
    times(&features.rows, &runs)
}

/// Rows of few numbers times a matrix.
fn times(rows: &[Vec<(u32, f32)>], by: &Matrix) -> Matrix {
    Matrix::make(rows.len(), by.width(), |row| {
        let mut sums = vec![0.0; by.width()];
        for (place, weight) in &rows[row] {
            sums.iter_mut().zip(by.row(*place as usize)).for_each(|(sum, number)| *sum += weight * number);
        }
        sums
    })
}
