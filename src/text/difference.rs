//! Which words of a text are new, and which are gone? Two versions compared word by word, so that a person sees what was
//! changed. It does not say whether a change means anything.

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stands in both.
    Same,
    /// It stood in the older text only.
    Gone,
    /// It stands in the newer text only.
    New,
}

/// Words in a row with one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its fate.
    pub change: Change,
    /// Its words, as they were written.
    pub text: String,
}

/// So many pairs of words are compared; beyond that what is between equal beginnings and ends counts as written anew.
const PAIRS: usize = 4_000_000;

/// The newer text and what is gone from the older one, in reading order; what is gone stands before what took its place.
#[must_use]
pub fn difference(before: &str, after: &str) -> Vec<Piece> {
    let (old, new) = (words(before), words(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = |list: &[&str]| list.len() - head;
    let ends = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = ends.min(rest(&old)).min(rest(&new));
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut pieces = Pieces::default();
    pieces.add_all(Change::Same, &old[..head]);
    if old_middle.len().saturating_mul(new_middle.len()) > PAIRS {
        pieces.add_all(Change::Gone, old_middle);
        pieces.add_all(Change::New, new_middle);
    } else {
        between(old_middle, new_middle, &mut pieces);
    }
    pieces.add_all(Change::Same, &old[old.len() - tail..]);
    pieces.finished()
}

/// The longest row of words that both have, and what stands between them.
fn between(old: &[&str], new: &[&str], pieces: &mut Pieces) {
    let width = new.len() + 1;
    // How many words the rests have in common, from each pair of places on.
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for (i, was) in old.iter().enumerate().rev() {
        for (j, is) in new.iter().enumerate().rev() {
            common[i * width + j] = if was == is {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            pieces.add(Change::Same, old[i]);
            (i, j) = (i + 1, j + 1);
        } else if common[(i + 1) * width + j] >= common[i * width + j + 1] {
            pieces.add(Change::Gone, old[i]);
            i += 1;
        } else {
            pieces.add(Change::New, new[j]);
            j += 1;
        }
    }
    pieces.add_all(Change::Gone, &old[i..]);
    pieces.add_all(Change::New, &new[j..]);
}

/// Pieces that are put together: between two equal ones first everything that is gone, then everything that is new.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    gone: String,
    new: String,
}

impl Pieces {
    fn add(&mut self, change: Change, word: &str) {
        match change {
            Change::Gone => self.gone.push_str(word),
            Change::New => self.new.push_str(word),
            Change::Same => {
                self.flush();
                match self.done.last_mut() {
                    Some(last) if last.change == Change::Same => last.text.push_str(word),
                    Some(_) | None => self.done.push(Piece { change, text: word.to_owned() }),
                }
            }
        }
    }

    fn add_all(&mut self, change: Change, words: &[&str]) {
        words.iter().for_each(|word| self.add(change, word));
    }

    fn flush(&mut self) {
        for (change, text) in [(Change::Gone, &mut self.gone), (Change::New, &mut self.new)] {
            if !text.is_empty() {
                self.done.push(Piece { change, text: std::mem::take(text) });
            }
        }
    }

    fn finished(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

/// What belongs together: runs of one script; marks and line breaks stand alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Hiragana,
    Katakana,
    Latin,
    Mark,
}

const fn script(c: char) -> Script {
    match c {
        '\u{3041}'..='\u{309f}' => Script::Hiragana,
        '\u{30a0}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Katakana,
        '々' | '〆' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Script::Kanji,
        // A selector belongs to the character before it.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Script::Kanji,
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '０'..='９' => Script::Latin,
        _ => Script::Mark,
    }
}

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut from, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        let now = script(c);
        if last.is_some_and(|last| last != now || now == Script::Mark) {
            words.push(&text[from..at]);
            from = at;
        }
        last = Some(now);
    }
    if from < text.len() {
        words.push(&text[from..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Change, Piece, difference};

    /// [-gone-]{+new+}
    fn shown(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match piece.change {
                Change::Same => piece.text.clone(),
                Change::Gone => format!("[-{}-]", piece.text),
                Change::New => format!("{{+{}+}}", piece.text),
            })
            .collect()
    }

    fn text_of(pieces: &[Piece], without: Change) -> String {
        pieces.iter().filter(|piece| piece.change != without).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn words_that_were_exchanged_stand_side_by_side() {
        let pieces = difference("市長は増便を約束した。\n以上。", "市長は時刻の調整を約束した。\n以上。");
        assert_eq!(shown(&pieces), "市長は[-増便-]{+時刻の調整+}を約束した。\n以上。");
    }

    #[test]
    fn equal_texts_have_no_difference_and_empty_ones_are_all_new_or_gone() {
        assert!(difference("同じ文", "同じ文").iter().all(|piece| piece.change == Change::Same));
        assert_eq!(shown(&difference("", "新しい。")), "{+新しい。+}");
        assert_eq!(shown(&difference("古い。", "")), "[-古い。-]");
        assert!(difference("", "").is_empty());
    }

    #[test]
    fn both_texts_can_be_read_out_of_the_difference() {
        let texts = [
            "",
            "あ",
            "葛\u{e0100}城のバス。",
            "バスを増やす。\n\n待合に机。",
            "待合に机。バスを増やす！",
            "2027年4月",
        ];
        for before in texts {
            for after in texts {
                let pieces = difference(before, after);
                assert_eq!(text_of(&pieces, Change::New), before);
                assert_eq!(text_of(&pieces, Change::Gone), after);
            }
        }
    }

    #[test]
    fn very_long_texts_are_still_answered() {
        let (before, after) = ("あ。".repeat(5_000), "い、".repeat(5_000));
        assert_eq!(difference(&before, &after).len(), 2);
    }
}
