//! What do the weights learned from the bank say about a text? Reads the committed file and adds up what its runs of
//! characters count for each class. It neither learns (`training.rs`) nor decides (`suggest.rs`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::grams::Gram;

/// The first bytes of a weights file; changes with its layout.
pub(crate) const MAGIC: &[u8; 8] = b"KOCHOW02";
/// Rarities are kept as bytes, in steps of one sixteenth.
pub(crate) const RARITY_STEP: f32 = 16.0;
/// The rarity of a run that no letter of the bank has.
const UNKNOWN: f32 = 8.0;

/// What stands at the head of a weights file, as one line of JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// Digest of the bank that the weights were learned from.
    pub(crate) bank: String,
    /// What a letter can be about; a row has a weight for each.
    pub(crate) matters: Vec<Matter>,
    /// How many runs are known.
    pub(crate) runs: usize,
    /// What each class counts before anything is read.
    pub(crate) bias: Vec<f32>,
}

/// What a letter can be about: a measure, or something outside the plan, as one section deals with it. A measure that several
/// sections share has several matters, because residents write of each in other words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Matter {
    /// The measure's name; none when the plan has nothing for it.
    pub(crate) measure: Option<String>,
    /// The section's name.
    pub(crate) section: String,
}

/// The learned weights. Nothing is copied: a run is looked up in the file's own bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Learned {
    pub(crate) head: Head,
    bytes: Cow<'static, [u8]>,
    /// Where the names of the runs begin in `bytes`; rarities, scales and rows follow.
    keys: usize,
}

/// A run of a text, known or not, and its share of the text; the squares of all shares make 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Run {
    pub(crate) key: u32,
    /// Its row among the weights, if it has one.
    pub(crate) row: Option<usize>,
    pub(crate) share: f32,
}

impl Learned {
    /// The weights that come with the program; none at all if the file is of another layout.
    pub(crate) fn built_in() -> Self {
        Self::read(Cow::Borrowed(include_bytes!("../data/weights.bin"))).unwrap_or_default()
    }

    /// Reads a weights file.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Result<Self, String> {
        let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or("not a weights file")?;
        let end = rest.iter().position(|b| *b == b'\n').ok_or("no head")?;
        let head: Head = serde_json::from_slice(&rest[..end]).map_err(|e| e.to_string())?;
        let keys = MAGIC.len() + end + 1;
        let matters = head.matters.len();
        if bytes.len() != keys + head.runs * (4 + 1 + 4 + matters) || head.bias.len() != matters {
            return Err("the weights file is incomplete".to_owned());
        }
        Ok(Self { head, bytes, keys })
    }

    /// What a text counts for each matter. `cues` are the listed words' counts under their classes' names.
    pub(crate) fn count(&self, runs: &[Run], cues: &[(u32, f32)]) -> Vec<f32> {
        let mut totals = self.head.bias.clone();
        let known = known_part(runs);
        let runs = runs.iter().filter_map(|run| Some((run.row?, run.share / known)));
        let cues = cues.iter().filter_map(|(name, share)| Some((self.find(*name)?, *share)));
        for (row, share) in runs.chain(cues) {
            let (scale, row) = self.row(row);
            for (total, weight) in totals.iter_mut().zip(row) {
                *total += share * scale * f32::from(weight.cast_signed());
            }
        }
        totals
    }

    /// What a row of numbers counts for each matter, each by the weights of its place.
    pub(crate) fn sum(&self, numbers: &[f32]) -> Vec<f32> {
        let mut totals = self.head.bias.clone();
        for (place, number) in numbers.iter().enumerate().take(self.head.runs) {
            let (scale, row) = self.row(place);
            for (total, weight) in totals.iter_mut().zip(row) {
                *total += number * scale * f32::from(weight.cast_signed());
            }
        }
        totals
    }

    /// What each run counts for a matter beyond what it counts on average for all.
    pub(crate) fn speak(&self, runs: &[Run], matter: usize) -> Vec<f32> {
        let known = known_part(runs);
        let speaks = |run: &Run| {
            let Some((scale, row)) = run.row.map(|row| self.row(row)) else { return 0.0 };
            let all: f32 = row.iter().map(|w| f32::from(w.cast_signed())).sum();
            run.share / known * scale * (f32::from(row[matter].cast_signed()) - all / row.len() as f32)
        };
        runs.iter().map(speaks).collect()
    }

    /// The runs of a text in the order of their names: rarer and repeated runs have more of it.
    pub(crate) fn runs(&self, grams: &[Gram]) -> Vec<Run> {
        let mut keys: Vec<u32> = grams.iter().map(|gram| gram.key).collect();
        keys.sort_unstable();
        let mut runs: Vec<Run> = Vec::with_capacity(keys.len());
        for same in keys.chunk_by(|a, b| a == b) {
            let row = self.find(same[0]);
            let rarity = row.map_or(UNKNOWN, |row| f32::from(self.bytes[self.rarities() + row]) / RARITY_STEP);
            runs.push(Run { key: same[0], row, share: share(same.len() as f32, rarity) });
        }
        let length = length(runs.iter()).max(f32::MIN_POSITIVE);
        runs.iter_mut().for_each(|run| run.share /= length);
        runs
    }

    fn find(&self, key: u32) -> Option<usize> {
        let (mut low, mut high) = (0, self.head.runs);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.key(middle).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    fn key(&self, row: usize) -> u32 {
        u32::from_le_bytes(self.four(self.keys + 4 * row))
    }

    const fn rarities(&self) -> usize {
        self.keys + 4 * self.head.runs
    }

    fn row(&self, row: usize) -> (f32, &[u8]) {
        let scales = self.rarities() + self.head.runs;
        let matters = self.head.matters.len();
        let start = scales + 4 * self.head.runs + row * matters;
        (f32::from_le_bytes(self.four(scales + 4 * row)), &self.bytes[start..start + matters])
    }

    fn four(&self, at: usize) -> [u8; 4] {
        let mut four = [0; 4];
        four.copy_from_slice(&self.bytes[at..at + 4]);
        four
    }
}

/// What a run counts in a text before all shares are made one: how often it stands there, and how rare it is.
pub(crate) fn share(times: f32, rarity: f32) -> f32 {
    (1.0 + times.ln()) * rarity
}

fn length<'a>(runs: impl Iterator<Item = &'a Run>) -> f32 {
    runs.map(|run| run.share * run.share).sum::<f32>().sqrt()
}

/// The length of the part that has weights: a text is judged by what is known of it.
fn known_part(runs: &[Run]) -> f32 {
    length(runs.iter().filter(|run| run.row.is_some())).max(f32::MIN_POSITIVE)
}
