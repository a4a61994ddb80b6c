//! Is a letter an opinion, a request, a complaint …? The weakest of the suggestions; people disagree about it too.

use super::Because;
use super::because::words;
use super::evidence::weigh;
use super::letter::Letter;
use super::lists::{KINDS, Lists};

/// Folded characters that count as a letter's end.
const END: usize = 25;
/// What past letters count beside words.
const LIKE: f32 = 40.0;

/// The kind of a letter in which nothing speaks: who asks for nothing says an opinion.
const SILENT: &str = "opinion";

/// The kind's code and what speaks for it. The end of a letter says what is asked for, so words there count more.
pub(crate) fn guess_kind(letter: &Letter<'_>, lists: &Lists) -> (&'static str, Vec<Because>) {
    let length = letter.folded.chars.len();
    let spoken = weigh(&lists.kinds, &letter.folded, |end| if length - end <= END { 1.3 } else { 1.0 });
    let mut best = (SILENT, 0.0);
    let mut because = Vec::new();
    for (kind, spoken) in KINDS.iter().zip(&spoken) {
        let total = spoken.score + LIKE * letter.alike.of(|e| if e.kind == *kind { 1.0 } else { 0.0 });
        if total > best.1 {
            best = (kind, total);
            because = words(&spoken.hits, &[], letter);
        }
    }
    if best.1 > 0.0 {
        let nearest = letter.alike.nearest(|e| e.kind == best.0);
        because.extend(nearest.map(|id| Because::Case { id: id.to_owned() }));
    }
    (best.0, because)
}
