//! Is this letter about the same matter as that one, in other words? The rarer runs of characters of a letter are its keys
//! in an index; of the letters that share some, the angle between all runs says which are nearest.

use std::sync::OnceLock;

use super::fold::Folded;
use super::grams::grams;
use super::learned::{Learned, Run};

/// Keys of a letter in an index.
pub const KEYS: usize = 16;

/// What a letter is about, as far as its runs of characters tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// In the order of their keys.
    runs: Vec<Run>,
}

impl Topic {
    /// The topic of a letter.
    #[must_use]
    pub fn of(text: &str) -> Self {
        static LEARNED: OnceLock<Learned> = OnceLock::new();
        Topic { runs: LEARNED.get_or_init(Learned::built_in).runs(&grams(&Folded::new(text))) }
    }

    /// The rarest runs that the bank of letters knows; what it does not know are names and slips of the pen. Every key is
    /// less than 2³².
    #[must_use]
    pub fn keys(&self) -> Vec<i64> {
        let mut known: Vec<&Run> = self.runs.iter().filter(|run| run.row.is_some()).collect();
        known.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.key.cmp(&b.key)));
        known.into_iter().take(KEYS).map(|run| i64::from(run.key)).collect()
    }

    /// From 0 (no run in common) to 1 (the same runs).
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b) = (self.runs.as_slice(), other.runs.as_slice());
        let mut likeness = 0.0;
        while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
            if x.key == y.key {
                likeness += x.share * y.share;
            }
            if x.key <= y.key {
                a = rest_a;
            }
            if y.key <= x.key {
                b = rest_b;
            }
        }
        likeness
    }
}
