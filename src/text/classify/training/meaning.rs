//! How are weights learned for the meanings of letters? By softmax regression again, but as `crate::encoder::learn` does it.

use super::{Table, Vocabulary, digest, matters, wanted, write};
use crate::classify::learned::Head;
use crate::classify::{Example, PlanText};
use crate::encoder::learn::{Lesson, learn};
use crate::encoder::{Encoder, SAID};

/// What letters mean, read on all cores.
#[must_use]
pub fn meanings(letters: &[Example]) -> Vec<Vec<f32>> {
    let texts: Vec<&str> = letters.iter().map(|letter| letter.text.as_str()).collect();
    Encoder::built_in().read_all(&texts)
}

/// Learns from letters and what each of them means; gives back the bytes of a weights file.
#[must_use]
pub fn learn_meaning(letters: &[Example], meanings: &[&[f32]], plan: &PlanText) -> Vec<u8> {
    let matters = matters(letters, plan);
    let lessons: Vec<Lesson<'_>> = letters
        .iter()
        .zip(meanings.iter().copied())
        .map(|(letter, meaning)| Lesson { meaning, wanted: wanted(letter, plan, &matters), counts: 1.0 })
        .collect();
    let learned = learn(&lessons);
    let known = Vocabulary { names: (0..SAID as u32).collect(), rarities: vec![0; SAID] };
    let table = Table { classes: matters.len(), weights: learned.rows, squares: Vec::new() };
    write(&Head { bank: learned_from(plan), matters, runs: SAID, bias: learned.bias }, &known, &table)
}

/// The bank and the encoder that weights were learned from.
pub(crate) fn learned_from(plan: &PlanText) -> String {
    format!("{} {:016x}", digest(plan), Encoder::digest())
}
