//! How are two spellings of one word made equal before they are compared? Half-width kana, capital letters, old kanji and
//! small kana are folded and white space is dropped, while every folded character remembers its place in the original.
//! It does not build search keys; those belong to `crate::normalize`.

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// Old kanji that elderly writers still use, and the form that the lexicon is written in.
const OLD_KANJI: &[(char, char)] = &[
    ('國', '国'),
    ('學', '学'),
    ('會', '会'),
    ('體', '体'),
    ('縣', '県'),
    ('廣', '広'),
    ('驛', '駅'),
    ('區', '区'),
    ('燈', '灯'),
    ('廳', '庁'),
    ('當', '当'),
    ('來', '来'),
    ('對', '対'),
    ('變', '変'),
    ('圖', '図'),
    ('舊', '旧'),
    ('惡', '悪'),
    ('醫', '医'),
    ('藥', '薬'),
    ('傳', '伝'),
    ('發', '発'),
    ('團', '団'),
    ('聽', '聴'),
    ('聲', '声'),
    ('稅', '税'),
    ('澤', '沢'),
    ('濱', '浜'),
    ('與', '与'),
    ('應', '応'),
    ('勞', '労'),
    ('實', '実'),
    ('讀', '読'),
    ('寫', '写'),
    ('號', '号'),
    ('豫', '予'),
    ('數', '数'),
    ('戶', '戸'),
    ('髙', '高'),
];

/// Small kana and their large form: old writing has no small ones (なつた, ちよつと).
const SMALL_KANA: &str = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわァアィイゥウェエォオッツャヤュユョヨヮワヵカヶケ";

/// A text made comparable, with the way back to its original.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    /// The folded characters, without white space.
    pub(crate) chars: Vec<char>,
    /// For each folded character, the half-open range of `char`s of the original that it came from.
    places: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds a text. A grapheme is folded as a whole, so that ﾊﾞ becomes one character バ.
    pub(crate) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        let mut at = 0;
        for grapheme in text.graphemes(true) {
            let end = at + grapheme.chars().count();
            for c in grapheme.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()) {
                folded.chars.push(fold_char(c));
                folded.places.push((at, end));
            }
            at = end;
        }
        folded
    }

    /// The half-open range of `char`s in the original for `len` folded characters from `start`.
    pub(crate) fn original(&self, start: usize, len: usize) -> (usize, usize) {
        let from = self.places.get(start).map_or(0, |place| place.0);
        let until = self.places.get((start + len).saturating_sub(1)).map_or(from, |place| place.1);
        (from, until)
    }
}

/// One character's comparable form.
fn fold_char(c: char) -> char {
    let c = match c {
        'ゐ' => 'い',
        'ゑ' => 'え',
        'ヰ' => 'イ',
        'ヱ' => 'エ',
        '〜' | '~' => 'ー',
        other => other,
    };
    let c = modern(c);
    let mut pairs = SMALL_KANA.chars();
    while let (Some(small), Some(large)) = (pairs.next(), pairs.next()) {
        if small == c {
            return large;
        }
    }
    c
}

/// The new form of an old kanji; any other character as it is.
pub(crate) fn modern(c: char) -> char {
    OLD_KANJI.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Folded::new(text).chars.into_iter().collect()
    }

    #[test]
    fn half_width_kana_and_old_writing_meet_the_modern_form() {
        assert_eq!(folded("ｽﾏﾎのﾊﾞｽ"), folded("スマホのバス"));
        assert_eq!(folded("學校が なつた"), folded("学校がなった"));
        assert_eq!(folded("ＬＩＮＥ"), "line");
    }

    #[test]
    fn places_count_the_characters_of_the_original() {
        let text = "😀　ﾊﾞｽ停";
        let folded = Folded::new(text);
        assert_eq!(folded.chars, ['😀', 'バ', 'ス', '停']);
        assert_eq!(folded.original(1, 2), (2, 5));
        assert_eq!(folded.original(3, 1), (5, 6));
        assert_eq!(folded.original(9, 1), (0, 0));
    }
}
