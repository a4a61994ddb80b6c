//! What does a voice consist of, in numbers? Its runs of characters, each with how rare it is among all voices.

use std::collections::HashMap;

use super::rows;
use crate::classify::runs::topic_runs;

/// More different runs than this are not looked at; the most common ones of those that tell something stay.
const MOST: usize = 24_000;

/// Voices as rows of few numbers: run and weight, in the order of the runs.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// The rows.
    pub(super) rows: Vec<Vec<(u32, f32)>>,
    /// How many different runs there are.
    pub(super) runs: usize,
}

impl Features {
    pub(super) fn of(texts: &[&str]) -> Self {
        let spoken = rows::each(texts.len(), |voice| counted(&topic_runs(texts[voice])));
        let kept = kept(&spoken);
        let rows = rows::each(spoken.len(), |voice| {
            let known = spoken[voice].iter().filter_map(|(run, times)| Some((kept.get(run)?, times)));
            let mut row: Vec<(u32, f32)> =
                known.map(|((run, rarity), times)| (*run, (1.0 + (*times as f32).ln()) * rarity)).collect();
            row.sort_unstable_by_key(|(run, _)| *run);
            let length = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            row.iter_mut().for_each(|(_, weight)| *weight /= length);
            row
        });
        Self { rows, runs: kept.len() }
    }

    /// The voices of each run: the same numbers by columns.
    pub(super) fn columns(&self) -> Vec<Vec<(u32, f32)>> {
        let mut columns = vec![Vec::new(); self.runs];
        for (voice, row) in self.rows.iter().enumerate() {
            for (run, weight) in row {
                columns[*run as usize].push((u32::try_from(voice).unwrap_or(u32::MAX), *weight));
            }
        }
        columns
    }
}

/// Each run with how often it stands in the voice, in the order of the runs' names.
fn counted(runs: &[u32]) -> Vec<(u32, u32)> {
    let mut runs = runs.to_vec();
    runs.sort_unstable();
    runs.chunk_by(|a, b| a == b).map(|same| (same[0], u32::try_from(same.len()).unwrap_or(u32::MAX))).collect()
}

/// The runs that more than one voice has and not everybody: their numbers and how rare they are.
fn kept(spoken: &[Vec<(u32, u32)>]) -> HashMap<u32, (u32, f32)> {
    let mut voices: HashMap<u32, u32> = HashMap::new();
    for (run, _) in spoken.iter().flatten() {
        *voices.entry(*run).or_default() += 1;
    }
    let most = u32::try_from(spoken.len() / 5).unwrap_or(u32::MAX).max(3);
    let mut runs: Vec<(u32, u32)> = voices.into_iter().filter(|(_, n)| (2..=most).contains(n)).collect();
    runs.sort_unstable_by_key(|(run, n)| (u32::MAX - n, *run));
    runs.truncate(MOST);
    let all = spoken.len() as f32;
    let numbered = runs.into_iter().zip(0..);
    numbered.map(|((run, n), number)| (run, (number, (all / n as f32).ln()))).collect()
}
