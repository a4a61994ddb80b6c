//! What do past letters say that staff have tagged? How alike those of a class are to the letter that is asked about.

use super::fold::Folded;
use super::grams::grams;
use super::learned::{Learned, Run};
use super::nearest::Nearest;
use super::plan::Example;

/// So much alike are letters on different matters, too.
const COMMON: f32 = 0.2;

/// A past letter is shown as a reason from this likeness on.
const SHOWN: f32 = 0.1;

/// Past letters, in the order in which they were learned.
#[derive(Debug, Default)]
pub(crate) struct Past {
    letters: Vec<Letter>,
    nearest: Nearest,
}

#[derive(Debug)]
struct Letter {
    example: Example,
    /// Of the folded text: enough to know the letter again.
    digest: u64,
}

/// The past letters that are at all like the one asked about, and how much.
#[derive(Debug)]
pub(crate) struct Alike<'a> {
    near: Vec<(&'a Example, f32)>,
}

impl Past {
    /// Adds a letter. One with the same id is forgotten: its tags were corrected.
    pub(crate) fn learn(&mut self, example: Example, learned: &Learned) {
        self.forget(&example.id);
        let folded = Folded::new(&example.text);
        self.nearest.add(&learned.runs(&grams(&folded)));
        let example = Example { text: String::new(), ..example };
        self.letters.push(Letter { example, digest: digest(&folded) });
    }

    /// Lets a letter speak no longer and drops its text; its place stays empty.
    pub(crate) fn forget(&mut self, id: &str) {
        for (number, letter) in self.letters.iter_mut().enumerate().filter(|(_, letter)| letter.example.id == id) {
            self.nearest.forget(number);
            *letter = Letter { example: Example::default(), digest: 0 };
        }
    }

    /// Compares a text with all letters. With `new`, letters of the very same text are passed over.
    pub(crate) fn alike(&self, text: &Folded, runs: &[Run], new: bool) -> Alike<'_> {
        let same = new.then(|| digest(text));
        let letters = self.letters.iter().zip(self.nearest.alike(runs));
        let near = letters.filter(|(letter, alike)| *alike >= SHOWN && same != Some(letter.digest));
        Alike { near: near.map(|(letter, alike)| (&letter.example, alike)).collect() }
    }
}

/// A number that another text has as good as never (FNV-1a over whole characters).
fn digest(text: &Folded) -> u64 {
    let step = |hash: u64, c: &char| (hash ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3);
    text.chars.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

impl Alike<'_> {
    /// How alike the nearest letter of a class is, beyond what any two letters are. `belongs` gives each letter's part in
    /// the class.
    pub(crate) fn of(&self, belongs: impl Fn(&Example) -> f32) -> f32 {
        let counts = self.near.iter().filter(|(_, alike)| *alike > COMMON);
        counts.map(|(example, alike)| (alike - COMMON) * belongs(example)).fold(0.0, f32::max)
    }

    /// The id of the nearest letter that belongs to a class, as a reason.
    pub(crate) fn nearest(&self, belongs: impl Fn(&Example) -> bool) -> Option<&str> {
        let same = self.near.iter().filter(|(example, _)| belongs(example));
        same.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(example, _)| example.id.as_str())
    }
}

/// 1 for the first of the acceptable answers, less for the others, 0 for none.
pub(crate) fn rank(answers: &[String], answer: &str) -> f32 {
    match answers.iter().position(|a| a == answer) {
        Some(0) => 1.0,
        Some(_) => 0.6,
        None => 0.0,
    }
}
