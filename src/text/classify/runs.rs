//! What of a text tells its matter from another's, before anything is learned? Two views for putting letters beside each
//! other (`crate::topic`); no suggestion is made from them.

use super::Classifier;
use super::evidence::weigh;
use super::fold::Folded;
use super::grams::{Script, grams, script};
use super::letter::cues;
use super::measures::shares;

/// The names of a text's runs of characters without hiragana: those name the matter, where endings
/// only tell how somebody writes.
pub(crate) fn topic_runs(text: &str) -> Vec<u32> {
    let folded = Folded::new(text);
    let says = |start: usize, len: usize| {
        len > 1
            && folded.chars[start..start + len].iter().all(|c| !matches!(script(*c), Script::Hiragana | Script::None))
    };
    grams(&folded).iter().filter(|gram| says(gram.start, gram.len)).map(|gram| gram.key).collect()
}

impl Classifier {
    /// How a text leans: for everything that was learned that a letter can be about its share of 1.
    pub(crate) fn leaning(&self, text: &str) -> Vec<f32> {
        let folded = Folded::new(text);
        let runs = self.learned.runs(&grams(&folded));
        let words = weigh(&self.lists.words, &folded, |_| 1.0);
        shares(&self.learned.count(&runs, &cues(&words, &self.lists)))
    }
}
