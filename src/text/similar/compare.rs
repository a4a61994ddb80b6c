//! How much of a later letter stands in an earlier one, and which passages are new? Runs of characters that both have count
//! as the same wherever they stand, so that sentences that changed places are not new.

use std::collections::HashSet;
use std::ops::Range;

use crate::normalize::Folded;

/// A run this long that stands in both texts is the same passage; shorter ones (してください) stand in any two letters.
const RUN: usize = 6;
/// A letter is a copy when so much of it, in percent, stands in the first one (or no more is new than one passage may be) …
const COPY: u8 = 75;
/// … and so much of the first one stands in it …
const KEPT: u8 = 50;
/// … and no new passage is longer than this, in letters: room for a name or another greeting …
const NEW_PASSAGE: usize = 24;
/// … nor longer than this with a wish in it, or with one that begins in it.
const NEW_WISH: usize = 8;
/// What wishes end in.
const WISHES: [&str; 7] = ["ください", "下さい", "ほしい", "欲しい", "ませんか", "べきで", "ではないで"];
/// The end of a wish may stand in the first letter, too: so many letters behind a passage are looked at.
const ENDING: usize = 8;
/// Texts up to this length are copies only when they are the same: one word makes another wish of them.
const SHORT: usize = 40;
/// Below this share either way two letters do not have a text in common.
const RELATED: u8 = 30;
/// And above this share in one of the two ways they do.
const CONTAINED: u8 = 55;

/// A later letter beside an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How much of the later letter stands in the earlier one, in percent; 100 only when all of it does.
    pub same: u8,
    /// How much of the earlier letter stands in the later one, in percent.
    pub kept: u8,
    /// Letters and digits of the longest new passage.
    pub longest_new: usize,
    /// A new passage says that something is wished.
    pub wishes: bool,
    /// New passages of the later letter, in characters of its original, half-open.
    pub added: Vec<Range<usize>>,
    /// Passages of the earlier letter that the later one does not have, in characters of its original, half-open.
    pub missing: Vec<Range<usize>>,
    new: usize,
    short: bool,
}

impl Comparison {
    /// Both have a text in common, one of them with more of its own perhaps.
    pub fn is_related(&self) -> bool {
        if self.short {
            return self.is_copy();
        }
        self.same.min(self.kept) >= RELATED && self.same.max(self.kept) >= CONTAINED
    }

    /// The later letter says nothing that the earlier one does not say, but for a name or a greeting.
    pub fn is_copy(&self) -> bool {
        if self.short {
            return self.same == 100 && self.kept == 100;
        }
        let little = self.same >= COPY || self.new <= NEW_PASSAGE;
        little && self.kept >= KEPT && self.longest_new <= NEW_PASSAGE && !self.wishes
    }
}

/// Compares a later letter with an earlier one.
pub fn compare(earlier: &str, later: &str) -> Comparison {
    let (earlier, later) = (Text::read(earlier), Text::read(later));
    let (of_later, of_earlier) = (later.passages_not_in(&earlier), earlier.passages_not_in(&later));
    Comparison {
        same: later.share_without(&of_later),
        kept: earlier.share_without(&of_earlier),
        longest_new: of_later.iter().map(Range::len).max().unwrap_or(0),
        wishes: of_later.iter().any(|passage| passage.len() > NEW_WISH && later.wishes_in(passage)),
        added: of_later.iter().map(|passage| later.place(passage)).collect(),
        missing: of_earlier.iter().map(|passage| earlier.place(passage)).collect(),
        new: of_later.iter().map(Range::len).sum(),
        short: later.letters.len().min(earlier.letters.len()) <= SHORT,
    }
}

/// A text's folded letters and digits, each with its place among the folded characters.
struct Text {
    folded: Folded,
    letters: Vec<char>,
    places: Vec<usize>,
}

impl Text {
    fn read(text: &str) -> Self {
        let folded = Folded::dense(text);
        let kept = folded.kana().iter().copied().enumerate().filter(|(_, c)| c.is_alphanumeric());
        let (places, letters) = kept.unzip();
        Text { folded, letters, places }
    }

    /// Passages of which no run stands in the other text, in letters.
    fn passages_not_in(&self, other: &Text) -> Vec<Range<usize>> {
        let length = RUN.min(self.letters.len()).min(other.letters.len()).max(1);
        let known: HashSet<&[char]> = other.letters.windows(length).collect();
        let mut passages = Vec::new();
        let mut told = 0;
        for (start, run) in self.letters.windows(length).enumerate() {
            if known.contains(run) {
                if start > told {
                    passages.push(told..start);
                }
                told = start + length;
            }
        }
        if told < self.letters.len() {
            passages.push(told..self.letters.len());
        }
        passages
    }

    fn wishes_in(&self, passage: &Range<usize>) -> bool {
        let end = self.letters.len().min(passage.end + ENDING);
        let words: String = self.letters.get(passage.start..end).unwrap_or_default().iter().collect();
        WISHES.iter().any(|wish| words.contains(wish))
    }

    fn share_without(&self, passages: &[Range<usize>]) -> u8 {
        let new: usize = passages.iter().map(Range::len).sum();
        let all = self.letters.len().max(1);
        u8::try_from(100 * all.saturating_sub(new) / all).unwrap_or(100)
    }

    fn place(&self, passage: &Range<usize>) -> Range<usize> {
        let at = |letter: usize| self.places.get(letter).copied().unwrap_or(0);
        let (start, end) = self.folded.place(at(passage.start), at(passage.end.saturating_sub(1)) + 1);
        start..end
    }
}
