//! Is this letter written like that one? A fingerprint finds letters of the same text among many, copied and altered ones
//! too; [`compare`] then says how much of it is the same and shows what is new.
//!
//! It does not say what a letter is about; the same matter in other words is `classify::topic`'s question.

pub mod alter;
mod compare;
#[cfg(test)]
mod tests;

pub use compare::{Comparison, compare};

use crate::normalize::Folded;

/// Changes whenever a letter may get another fingerprint: folding, runs, hashes or bands.
pub const VERSION: u32 = 1;

/// Bands of a fingerprint; letters that share one are compared.
pub const BANDS: usize = 16;
/// Least hashes a band: two, so that letters that share a third of their runs meet in some band.
const ROWS: usize = 2;
/// Characters of a run.
const RUN: usize = 3;
/// Shorter texts are found only when they are the same: one word makes another matter of them.
const SHORT: usize = 20;
/// Band keys lie beyond this, so that they share a table with keys of another kind.
const FLOOR: u64 = 1 << 40;

/// What letters of one text share: a key a band, fit for a column of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([i64; BANDS]);

impl Fingerprint {
    /// The fingerprint of a letter; `None` for a text without letters or digits.
    ///
    /// Width, case, old kanji, kana, spaces, line breaks and punctuation do not count.
    pub fn of(text: &str) -> Option<Self> {
        let chars = letters(text);
        if chars.is_empty() {
            return None;
        }
        let least = if chars.len() < SHORT { least(chars.chunks(chars.len())) } else { least(chars.windows(RUN)) };
        let mut keys = [0; BANDS];
        for ((key, rows), band) in keys.iter_mut().zip(least.chunks(ROWS)).zip(0_u64..) {
            let name = rows.iter().fold(mix(band), |name, least| mix(name ^ least));
            *key = (FLOOR | (name >> 2)).cast_signed();
        }
        Some(Fingerprint(keys))
    }

    /// A key a band.
    pub fn keys(&self) -> &[i64; BANDS] {
        &self.0
    }

    /// How many bands two letters share.
    pub fn shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count()
    }
}

/// The folded letters and digits of a text.
fn letters(text: &str) -> Vec<char> {
    Folded::dense(text).kana().iter().copied().filter(|c| c.is_alphanumeric()).collect()
}

/// For each hash function the least hash of any run: equal ones are as likely as the share of runs that two texts share.
fn least<'a>(runs: impl Iterator<Item = &'a [char]>) -> [u64; BANDS * ROWS] {
    let mut least = [u64::MAX; BANDS * ROWS];
    for run in runs {
        let name = run.iter().fold(0x6b6f_6368_6f00, |name, c| mix(name ^ u64::from(*c)));
        for (slot, place) in least.iter_mut().zip(1_u64..) {
            *slot = (*slot).min(mix(name ^ place.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
    }
    least
}

/// The last step of `SplitMix64`: spreads a number evenly over all numbers.
const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
