//! Into which pieces does the encoder cut a text? The likeliest way to make the text of known pieces (unigram model): each
//! piece has a score, and the best sum wins. Spaces become `▁`; a character that is in no piece is an unknown one.

use unicode_normalization::UnicodeNormalization as _;

use crate::classify::modern;

/// What a space becomes; one stands before the text.
const SPACE: char = '▁';
/// An unknown character counts so much less than the rarest piece.
const UNKNOWN: f32 = 10.0;

/// The known pieces, sorted.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    names: Vec<&'static str>,
    scores: Vec<f32>,
    unknown: f32,
}

impl Pieces {
    /// `names` are sorted; each has its score.
    pub(super) fn new(names: Vec<&'static str>, scores: Vec<f32>) -> Self {
        let unknown = scores.iter().copied().fold(0.0, f32::min) - UNKNOWN;
        Self { names, scores, unknown }
    }

    /// The numbers of the pieces that make the text; none where no piece is known.
    pub(super) fn cut(&self, text: &str) -> Vec<Option<usize>> {
        let text = plain(text);
        // For each place the best way to it: its score, where its last piece began and which one it is.
        let mut ways: Vec<(f32, usize, Option<usize>)> = vec![(f32::MIN, 0, None); text.len() + 1];
        ways[0].0 = 0.0;
        for (start, c) in text.char_indices() {
            let so_far = ways[start].0;
            let mut try_way = |end: usize, score: f32, piece: Option<usize>| {
                if so_far + score > ways[end].0 {
                    ways[end] = (so_far + score, start, piece);
                }
            };
            let single = start + c.len_utf8();
            let mut known = false;
            self.beginnings(&text[start..], |length, piece| {
                known |= start + length == single;
                try_way(start + length, self.scores[piece], Some(piece));
            });
            if !known {
                try_way(single, self.unknown, None);
            }
        }
        let mut cut = Vec::new();
        let mut end = text.len();
        while end > 0 {
            cut.push(ways[end].2);
            end = ways[end].1;
        }
        cut.reverse();
        cut
    }

    /// Every piece that the text begins with, the shortest first.
    fn beginnings(&self, text: &str, mut found: impl FnMut(usize, usize)) {
        let (mut low, mut high) = (0, self.names.len());
        for (at, c) in text.char_indices() {
            let length = at + c.len_utf8();
            let said = &text[..length];
            low += self.names[low..high].partition_point(|name| *name < said);
            high = low + self.names[low..high].partition_point(|name| name.starts_with(said));
            if low == high {
                return;
            }
            if self.names[low].len() == length {
                found(length, low);
            }
        }
    }
}

/// A text as the pieces know it: compatible forms are one, old kanji are new ones, and each gap is one sign.
fn plain(text: &str) -> String {
    let mut plain = String::from(SPACE);
    for c in text.nfkc().map(modern) {
        let gap = c.is_whitespace() || c.is_control();
        if !gap {
            plain.push(c);
        } else if !plain.ends_with(SPACE) {
            plain.push(SPACE);
        }
    }
    let end = plain.trim_end_matches(SPACE).len();
    plain.truncate(end);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> Pieces {
        let names = vec!["▁", "▁道", "が", "段", "段差", "差", "道", "道路"];
        Pieces::new(names, vec![-3.0, -4.0, -2.0, -5.0, -6.0, -5.0, -5.0, -6.5])
    }

    fn cut(text: &str) -> Vec<&'static str> {
        let pieces = pieces();
        pieces.cut(text).into_iter().map(|piece| piece.map_or("?", |piece| pieces.names[piece])).collect()
    }

    #[test]
    fn the_best_sum_wins_and_unknown_characters_stand_alone() {
        assert_eq!(cut("道路が段差"), ["▁", "道路", "が", "段差"]);
        assert_eq!(cut("道が"), ["▁道", "が"]);
        assert_eq!(cut("道☆路"), ["▁道", "?", "?"]);
    }

    #[test]
    fn gaps_are_one_sign_and_none_stands_at_the_end() {
        assert_eq!(plain("ｶﾞﾀｶﾞﾀの　　國道\n\n１２ "), "▁ガタガタの▁国道▁12");
        assert_eq!(cut(""), Vec::<&str>::new());
        assert_eq!(cut(" \n"), Vec::<&str>::new());
    }
}
