//! What does a passage consist of, in numbers? Its runs of one to three characters and the word families it speaks of.

use super::families::Families;
use super::pattern::ends_sentence;
use crate::normalize::Folded;

/// The longest run.
const LONGEST: usize = 3;
/// A long text is read in passages of whole sentences, at most this many characters long.
pub(super) const PASSAGE: usize = 120;

/// A text ready to be read in passages. Places are those of [`Folded::dense`].
#[derive(Debug)]
pub(super) struct Text {
    chars: Vec<char>,
    /// Start, end and name of every run, in order of their starts.
    pub(super) runs: Vec<(usize, usize, u32)>,
    /// Start, end and number of every word of a family, in order of their starts.
    pub(super) words: Vec<(usize, usize, usize)>,
}

impl Text {
    pub(super) fn new(folded: &Folded, families: &Families) -> Self {
        let chars: Vec<char> = folded.kana().iter().map(|c| plain(*c)).collect();
        Self { runs: runs(&chars), words: families.places(&chars), chars }
    }

    /// How many characters it has.
    pub(super) const fn len(&self) -> usize {
        self.chars.len()
    }

    /// The places of its sentences; one without a full stop is cut where a passage would be.
    pub(super) fn sentences(&self) -> Vec<(usize, usize)> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for (at, c) in self.chars.iter().enumerate() {
            if ends_sentence(*c) || at + 1 == self.len() || at - start >= PASSAGE {
                sentences.push((start, at + 1));
                start = at + 1;
            }
        }
        sentences
    }

    /// The whole text and, when it is long, every run of sentences that makes a passage.
    pub(super) fn passages(&self) -> Vec<(usize, usize)> {
        let mut passages = vec![(0, self.len())];
        passages.retain(|(start, end)| start < end);
        if self.len() <= PASSAGE {
            return passages;
        }
        let sentences = self.sentences();
        for (i, (start, first_end)) in sentences.iter().enumerate() {
            let rest = sentences.iter().skip(i).map(|(_, end)| *end);
            let end = rest.take_while(|end| end - start <= PASSAGE).last().unwrap_or(*first_end);
            passages.push((*start, end));
            if end == self.len() {
                break;
            }
        }
        passages
    }
}

/// The characters as they are compared: hiragana, small kana as large ones, old kana as new ones, all digits one.
pub(super) fn fold(text: &str) -> Vec<char> {
    Folded::dense(text).kana().iter().map(|c| plain(*c)).collect()
}

const fn plain(c: char) -> char {
    match c {
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        'ぁ' => 'あ',
        'ぃ' | 'ゐ' => 'い',
        'ぅ' => 'う',
        'ぇ' | 'ゑ' => 'え',
        'ぉ' => 'お',
        '0'..='9' => '0',
        c => c,
    }
}

/// Runs inside words and numbers; a single hiragana says nothing.
fn runs(chars: &[char]) -> Vec<(usize, usize, u32)> {
    let mut runs = Vec::with_capacity(chars.len() * LONGEST);
    for start in 0..chars.len() {
        let mut name = 0x811c_9dc5;
        let said = chars.iter().skip(start).take(LONGEST).take_while(|c| c.is_alphanumeric());
        for (i, c) in said.enumerate() {
            name = step(name, *c);
            if i > 0 || !('ぁ'..='ゖ').contains(c) {
                runs.push((start, start + i + 1, spread(name)));
            }
        }
    }
    runs
}

/// One round of FNV-1a over a whole character, with a shift because its low bits alone mix badly.
fn step(name: u32, c: char) -> u32 {
    let mixed = (name ^ u32::from(c)).wrapping_mul(0x0100_0193);
    mixed ^ (mixed >> 15)
}

/// Spreads names evenly over all numbers.
const fn spread(name: u32) -> u32 {
    let name = (name ^ (name >> 16)).wrapping_mul(0x85eb_ca6b);
    let name = (name ^ (name >> 13)).wrapping_mul(0xc2b2_ae35);
    name ^ (name >> 16)
}

/// The different values of what lies inside a passage, sorted.
pub(super) fn within<T: Ord + Copy>(places: &[(usize, usize, T)], (start, end): (usize, usize)) -> Vec<T> {
    let from = places.partition_point(|place| place.0 < start);
    let inside = places.iter().skip(from).take_while(|place| place.0 < end);
    let mut values: Vec<T> = inside.filter(|place| place.1 <= end).map(|place| place.2).collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// How much each run of a passage counts, by the number of different runs.
pub(super) fn share(runs: usize) -> f32 {
    1.0 / (runs.max(20) as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(said: &str) -> Text {
        let families = Families::parse("[a]\nnight = \"夜|ヨナカ\"\nhit = \"殴っ\"").expect("families");
        Text::new(&Folded::dense(said), &families)
    }

    #[test]
    fn a_family_is_found_in_katakana_and_in_old_kana() {
        assert_eq!(text("よなかに殴つた").words, vec![(0, 3, 1), (4, 6, 0)]);
        assert_eq!(text("ヨナカ").words, vec![(0, 3, 1)]);
    }

    #[test]
    fn a_short_text_is_one_passage_and_a_long_one_is_read_in_overlapping_ones() {
        assert_eq!(text("夜。朝。").passages(), vec![(0, 4)]);
        let long = text(&"あいうえおかきくけこさしすせそ、たちつてとなにぬねの。".repeat(10));
        assert!(long.passages().windows(2).skip(1).all(|w| w[0].1 > w[1].0 && w[1].1 - w[1].0 <= PASSAGE));
        assert_eq!(long.passages().last().map(|p| p.1), Some(long.len()));
    }
}
