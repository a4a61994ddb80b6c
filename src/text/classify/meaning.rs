//! What does the meaning of a letter say for each matter? Linear weights over what the encoder reads (`crate::encoder`), learned
//! from the same letters as those of the runs. Both are asked, so that neither strange words nor a strange style mislead alone.

use std::borrow::Cow;

use super::learned::Learned;
use crate::encoder::{Encoder, SAID};

/// How much the runs count beside the meaning, and the meaning beside the runs.
const RUNS: f32 = 1.0;
const MEANING: f32 = 0.5;

/// The learned weights; their rows are the numbers of a meaning.
#[derive(Debug, Clone)]
pub(crate) struct Meaning(Learned);

impl Meaning {
    /// The weights that come with the program, if they belong to those of the runs.
    pub(crate) fn built_in(runs: &Learned) -> Option<Self> {
        Self::read(Cow::Borrowed(include_bytes!("../data/meaning.bin")), runs).ok()
    }

    /// Reads a weights file.
    ///
    /// # Errors
    /// A sentence on what is wrong with it.
    pub(crate) fn read(bytes: Cow<'static, [u8]>, runs: &Learned) -> Result<Self, String> {
        let learned = Learned::read(bytes)?;
        if learned.head.runs != SAID || learned.head.matters != runs.head.matters {
            return Err("the weights of the meaning are not of the same letters".to_owned());
        }
        Ok(Self(learned))
    }

    /// Moves what the runs of a text count for each matter by what its meaning counts.
    pub(crate) fn join(&self, text: &str, counts: &mut [f32]) {
        let said = Encoder::built_in().read(text);
        for (count, meant) in counts.iter_mut().zip(self.0.sum(&said)) {
            *count = RUNS * *count + MEANING * meant;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PlanText, training::learned_from};
    use super::*;

    #[test]
    fn the_committed_weights_were_learned_from_the_committed_letters_and_encoder() {
        let plan = PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap();
        let meaning = Meaning::built_in(&Learned::built_in()).expect("weights of the matters that the runs have");
        assert_eq!(
            meaning.0.head.bank,
            learned_from(&plan),
            "out of date: cargo run --release -p kocho-text --example train"
        );
    }

    #[test]
    fn weights_of_other_matters_are_refused() {
        let bytes = include_bytes!("../data/meaning.bin");
        assert!(Meaning::read(Cow::Borrowed(bytes), &Learned::default()).is_err());
        assert!(Meaning::read(Cow::Borrowed(include_bytes!("../data/weights.bin")), &Learned::built_in()).is_err());
    }
}
