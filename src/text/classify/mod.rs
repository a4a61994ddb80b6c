//! Which measure of the plan, which section and which kind does a letter belong to? Suggestions with their reasons, made
//! offline from reviewed word lists, from weights learned from a bank of example letters, from what an encoder says that a letter
//! means, and from past letters. It never decides: people do. See `README.md` beside this file.

mod because;
mod evidence;
mod fold;
mod grams;
pub mod jsonl;
mod kinds;
mod learned;
mod letter;
mod lexicon;
mod lists;
mod meaning;
mod measures;
mod nearest;
mod past;
mod plan;
pub(crate) mod runs;
mod sections;
mod suggest;
mod terms;
#[cfg(test)]
mod tests;
pub mod topic;
pub mod training;
pub mod voices;

pub(crate) use fold::modern;
pub use plan::{Example, MeasureText, PlanText, SectionText};
pub use suggest::Classifier;
pub use terms::{Term, TermTarget, TermWeight, Terms};

/// Changes whenever the same letter may get another suggestion: word lists, weights or the way of counting.
pub const VERSION: &str = "learned-2026.11.5";

/// What is suggested for one letter.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// Measures, best first; at least three (or all that the plan has) even when `outside`.
    pub measures: Vec<MeasureGuess>,
    /// The plan probably has nothing for it; so it is with a text that says nothing.
    pub outside: bool,
    /// Between 0 and 1: outside's part beside the measures' scores.
    pub outside_score: f32,
    /// The city's own key terms that speak for "outside", as words of the letter.
    pub outside_because: Vec<Because>,
    /// The evidence is thin or divided: do not preselect anything.
    pub unsure: bool,
    /// Sections, best first; may be empty.
    pub sections: Vec<SectionGuess>,
    /// The kind's code: `opinion`, `request`, `proposal`, `complaint`, `question` or `thanks`.
    pub kind: &'static str,
    /// Why it is of this kind, strongest first; empty when nothing in it speaks and it is taken for an opinion.
    pub kind_because: Vec<Because>,
    /// [`VERSION`].
    pub version: &'static str,
}

/// A suggested measure.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureGuess {
    /// The measure's code.
    pub code: String,
    /// Between 0 and 1; all measures and "outside" together make 1. Not a probability of being right.
    pub score: f32,
    /// Why, strongest first.
    pub because: Vec<Because>,
}

/// A suggested section.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionGuess {
    /// The section's name.
    pub name: String,
    /// Between 0 and 1.
    pub score: f32,
    /// Why, strongest first.
    pub because: Vec<Because>,
}

/// A reason that staff can check with their own eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// Words of the letter.
    Words {
        /// As written in the letter.
        text: String,
        /// First `char` of the original.
        start: usize,
        /// The `char` after the last one.
        end: usize,
    },
    /// A past letter that is written alike.
    Case {
        /// The example's id.
        id: String,
    },
}

impl Because {
    /// Both are words, and they overlap.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Words { start, end, .. }, Self::Words { start: from, end: until, .. }) => {
                start < until && from < end
            }
            (Self::Words { .. } | Self::Case { .. }, Self::Words { .. } | Self::Case { .. }) => false,
        }
    }
}
