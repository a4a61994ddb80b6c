//! What does somebody look for? The line as typed: words that must be there, phrases, words that must not.

/// The longest line, in characters.
pub const LINE_LIMIT: usize = 200;
/// The most words in it.
pub const WORD_LIMIT: usize = 10;

/// A line that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchLine {
    /// All of these stand in what is found.
    pub words: Vec<String>,
    /// None of these does.
    pub without: Vec<String>,
}

/// Why a line is not looked for, in words for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SearchLineError {
    /// Too many characters.
    #[error("探す言葉は{LINE_LIMIT}文字までにしてください。")]
    TooLong,
    /// Too many words.
    #[error("探す言葉は{WORD_LIMIT}語までにしてください。")]
    TooMany,
    /// Only words that must not be there.
    #[error("除く言葉のほかに、探す言葉を1つ以上入れてください。")]
    OnlyWithout,
}

impl SearchLine {
    /// Reads a line. Spaces of any width part words; 「…」, 『…』 and "…" hold a phrase together; a hyphen before a word
    /// or phrase leaves out what has it. A quotation mark that is not closed reaches to the end.
    ///
    /// # Errors
    /// [`SearchLineError`]; an empty line is no error and has no words.
    pub fn parse(line: &str) -> Result<Self, SearchLineError> {
        if line.chars().count() > LINE_LIMIT {
            return Err(SearchLineError::TooLong);
        }
        let mut read = SearchLine::default();
        let mut signs = line.chars().map(|c| if c.is_control() { ' ' } else { c }).peekable();
        while let Some(first) = signs.next() {
            if first.is_whitespace() {
                continue;
            }
            let is_out = is_minus(first) && signs.peek().is_some_and(|next| !next.is_whitespace());
            let first = if is_out { signs.next().unwrap_or(first) } else { first };
            let word: String = match closing(first) {
                Some(end) => signs.by_ref().take_while(|c| !end.contains(c)).collect(),
                None => {
                    let mut word = String::from(first);
                    while let Some(c) = signs.next_if(|c| !c.is_whitespace() && closing(*c).is_none()) {
                        word.push(c);
                    }
                    word
                }
            };
            if !word.trim().is_empty() {
                if is_out { &mut read.without } else { &mut read.words }.push(word);
            }
        }
        match (read.words.len(), read.without.len()) {
            (0, 1..) => Err(SearchLineError::OnlyWithout),
            (words, without) if words + without > WORD_LIMIT => Err(SearchLineError::TooMany),
            _ => Ok(read),
        }
    }
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '－' | '−')
}

/// What closes a quotation that this character opens.
fn closing(c: char) -> Option<&'static [char]> {
    match c {
        '「' => Some(&['」']),
        '『' => Some(&['』']),
        '"' | '“' | '”' | '＂' => Some(&['"', '“', '”', '＂']),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_what_must_not_be_there() {
        for (line, words, without) in [
            ("", &[][..], &[][..]),
            ("　", &[], &[]),
            ("道路", &["道路"], &[]),
            ("道路　給食 バス", &["道路", "給食", "バス"], &[]),
            ("「通学 路」の安全", &["通学 路", "の安全"], &[]),
            ("駅前「バス停」", &["駅前", "バス停"], &[]),
            ("\"bus stop\" -給食 −「放課後 児童」", &["bus stop"], &["給食", "放課後 児童"]),
            ("R8-000123-K 2-15", &["R8-000123-K", "2-15"], &[]),
            ("給食 -", &["給食", "-"], &[]),
            ("「閉じない", &["閉じない"], &[]),
            ("「」給食", &["給食"], &[]),
            ("給\u{0}食", &["給", "食"], &[]),
        ] {
            let read = SearchLine::parse(line).unwrap();
            assert_eq!((read.words, read.without), (own(words), own(without)), "{line}");
        }
    }

    fn own(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        assert_eq!(SearchLine::parse("-給食"), Err(SearchLineError::OnlyWithout));
        assert_eq!(SearchLine::parse(&"語 ".repeat(11)), Err(SearchLineError::TooMany));
        assert_eq!(SearchLine::parse(&"語".repeat(201)), Err(SearchLineError::TooLong));
        assert!(SearchLineError::TooLong.to_string().contains("200"));
    }
}
