//! What is known of a letter before anything is weighed? Its folded text, its runs and what they have been learned to say.

use super::evidence::{Evidence, weigh};
use super::fold::Folded;
use super::grams::{Gram, grams};
use super::learned::{Learned, Run};
use super::lists::Lists;
use super::meaning::Meaning;
use super::past::{Alike, Past};

/// What a listed word of weight 1 counts beside runs, whose squares make 1 together.
const CUE: f32 = 0.03;
/// More than this is not listened to.
const MOST: f32 = 20.0;

/// What was learned of runs and, if the encoder is asked, of meanings.
pub(crate) type Weights<'a> = (&'a Learned, Option<&'a Meaning>);

/// A letter as it is being read.
#[derive(Debug)]
pub(crate) struct Letter<'a> {
    pub(crate) text: &'a str,
    pub(crate) folded: Folded,
    pub(crate) grams: Vec<Gram>,
    pub(crate) runs: Vec<Run>,
    /// What has been learned of each class.
    pub(crate) learned: Vec<f32>,
    pub(crate) alike: Alike<'a>,
    /// What the listed words count.
    pub(crate) words: Vec<Evidence>,
}

impl<'a> Letter<'a> {
    /// Reads a letter. With `new`, past letters of the very same text are passed over.
    pub(crate) fn read(
        text: &'a str,
        (learned, meaning): Weights<'_>,
        lists: &Lists,
        past: &'a Past,
        new: bool,
    ) -> Self {
        let folded = Folded::new(text);
        let grams = grams(&folded);
        let runs = learned.runs(&grams);
        let alike = past.alike(&folded, &runs, new);
        let words = weigh(&lists.words, &folded, |_| 1.0);
        let mut learned = learned.count(&runs, &cues(&words, lists));
        if let Some(meaning) = meaning {
            meaning.join(text, &mut learned);
        }
        Self { text, grams, learned, alike, runs, folded, words }
    }
}

/// What the listed words count for their classes, on the scale of a run's share, under the classes' names.
pub(crate) fn cues(words: &[Evidence], lists: &Lists) -> Vec<(u32, f32)> {
    let spoken = words.iter().zip(&lists.names).filter(|(words, _)| words.score != 0.0);
    spoken.map(|(words, name)| (*name, CUE * words.score.clamp(-MOST, MOST))).collect()
}
