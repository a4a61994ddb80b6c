//! Which typed text is taken in, and in what form?
//!
//! Line ends become LF; everything else is kept byte for byte (variation selectors, supplementary planes, half-width
//! kana, private use): no normalisation, no trimming. What the text says is not judged here.

use std::fmt;

use thiserror::Error;
use unicode_segmentation::UnicodeSegmentation;

/// The longest body, in grapheme clusters: what a reader calls characters.
pub const BODY_LIMIT: usize = 10_000;
/// The largest body, in bytes of UTF-8.
pub const BODY_BYTES: usize = 200_000;
/// The room for one character of a [`Line`], in bytes on average; flags and families of emoji need up to 28.
const LINE_BYTES_EACH: usize = 32;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BodyError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More grapheme clusters than allowed.
    #[error("the text has {actual} characters, more than {limit}")]
    TooLong {
        /// Grapheme clusters allowed.
        limit: usize,
        /// Grapheme clusters found.
        actual: usize,
    },
    /// More bytes than allowed, whatever the count of characters.
    #[error("the text has {actual} bytes, more than {limit}")]
    TooManyBytes {
        /// Bytes allowed.
        limit: usize,
        /// Bytes found.
        actual: usize,
    },
    /// A control character other than tab and line end.
    #[error("the text has the control character U+{code:04X} at character {position}")]
    Control {
        /// The place, in Unicode characters from 1, a line end counted once.
        position: usize,
        /// The code point.
        code: u32,
    },
    /// A line break in a text of one line.
    #[error("the line has a line break at character {position}")]
    LineBreak {
        /// The place, in Unicode characters from 1.
        position: usize,
    },
}

/// What a resident wrote: 1 to [`BODY_LIMIT`] characters in lines that end in LF. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Takes a typed text in.
    ///
    /// # Errors
    /// [`BodyError`], except `LineBreak`.
    pub fn parse(typed: &str) -> Result<Self, BodyError> {
        check_bytes(typed, BODY_BYTES)?;
        let text = typed.replace("\r\n", "\n").replace('\r', "\n");
        check(&text, BODY_LIMIT)?;
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Its length in grapheme clusters.
    #[must_use]
    pub fn length(&self) -> usize {
        length(&self.0)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(●●●)")
    }
}

/// A text of one line, such as a subject or a name. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Line(String);

impl Line {
    /// Takes a typed line in, of at most `limit` grapheme clusters.
    ///
    /// # Errors
    /// [`BodyError`]; `LineBreak` also for a line end at the end and for the separators U+2028 and U+2029.
    pub fn parse(typed: &str, limit: usize) -> Result<Self, BodyError> {
        check_bytes(typed, limit.saturating_mul(LINE_BYTES_EACH))?;
        if let Some(at) = typed.chars().position(|sign| matches!(sign, '\n' | '\r' | '\u{2028}' | '\u{2029}')) {
            return Err(BodyError::LineBreak { position: at + 1 });
        }
        check(typed, limit)?;
        Ok(Self(typed.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line(●●●)")
    }
}

/// The length of a text as a reader counts it: grapheme clusters. CRLF counts one.
#[must_use]
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The first characters of a text, as a reader counts them.
#[must_use]
pub fn head(text: &str, characters: usize) -> &str {
    let end = text.grapheme_indices(true).nth(characters).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn check_bytes(text: &str, limit: usize) -> Result<(), BodyError> {
    let actual = text.len();
    if actual > limit { Err(BodyError::TooManyBytes { limit, actual }) } else { Ok(()) }
}

fn check(text: &str, limit: usize) -> Result<(), BodyError> {
    if text.chars().all(char::is_whitespace) {
        return Err(BodyError::Empty);
    }
    let refused = |sign: &char| sign.is_control() && !matches!(sign, '\t' | '\n');
    if let Some((at, sign)) = text.chars().enumerate().find(|(_, sign)| refused(sign)) {
        return Err(BodyError::Control { position: at + 1, code: sign.into() });
    }
    let actual = length(text);
    if actual > limit { Err(BodyError::TooLong { limit, actual }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(text: &str) {
        assert_eq!(Body::parse(text).unwrap().as_str(), text);
        assert_eq!(Line::parse(text, 100).unwrap().as_str(), text);
    }

    #[test]
    fn characters_are_kept_byte_for_byte() {
        kept("葛\u{E0100}飾区と葛\u{E0101}城市");
        kept("𠮷野家の𩸽定食 𪚲");
        kept("\u{FA19}社と\u{FA10}原と\u{FA11}");
        kept("か\u{3099}とが、ｶﾞｷﾞｸﾞ、Ａと㈱");
        kept("👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👍🏽");
        kept("外字\u{E000}と\u{F0000}");
        kept("\u{3000} 字下げ\tと末尾の空白 ");
        kept("\u{200F}עברית\u{FEFF}");
    }

    #[test]
    fn line_ends_become_one_kind_and_count_one() {
        let body = Body::parse("一行目\r\n二行目\r三行目\n\r\n\n四行目\r\r\n").unwrap();
        assert_eq!(body.as_str(), "一行目\n二行目\n三行目\n\n\n四行目\n\n");
        assert_eq!(body.length(), 12 + 7);
    }

    #[test]
    fn white_space_alone_is_empty() {
        for text in ["", " ", "\u{3000}\t\r\n\n", "\u{A0}\u{2003}"] {
            assert_eq!(Body::parse(text), Err(BodyError::Empty), "{text:?}");
        }
        assert_eq!(Line::parse("\u{3000}", 10), Err(BodyError::Empty));
    }

    #[test]
    fn the_limit_counts_what_a_reader_counts() {
        let family = "👨‍👩‍👧";
        assert_eq!(Body::parse(&family.repeat(BODY_LIMIT)).unwrap().length(), BODY_LIMIT);
        assert!(Body::parse(&"か\u{3099}\r\n".repeat(BODY_LIMIT / 2)).is_ok());
        let error = BodyError::TooLong { limit: BODY_LIMIT, actual: BODY_LIMIT + 1 };
        assert_eq!(Body::parse(&"市".repeat(BODY_LIMIT + 1)), Err(error));
        assert_eq!(Line::parse("あいう", 2), Err(BodyError::TooLong { limit: 2, actual: 3 }));
    }

    #[test]
    fn a_mountain_of_combining_marks_is_too_many_bytes() {
        let heap = format!("a{}", "\u{301}".repeat(BODY_BYTES / 2));
        assert_eq!(length(&heap), 1);
        let error = BodyError::TooManyBytes { limit: BODY_BYTES, actual: heap.len() };
        assert_eq!(Body::parse(&heap), Err(error));
        assert_eq!(Line::parse(&heap, 10), Err(BodyError::TooManyBytes { limit: 320, actual: heap.len() }));
    }

    #[test]
    fn control_characters_are_refused_with_their_place() {
        assert_eq!(Body::parse("一\r\n二\u{0}"), Err(BodyError::Control { position: 4, code: 0 }));
        for code in ['\u{1}', '\u{8}', '\u{B}', '\u{C}', '\u{1B}', '\u{7F}', '\u{85}', '\u{9F}'] {
            let error = BodyError::Control { position: 2, code: code.into() };
            assert_eq!(Body::parse(&format!("あ{code}い")), Err(error));
            assert_eq!(Line::parse(&format!("あ{code}い"), 10), Err(error));
        }
        assert!(Body::parse("品名\t数").is_ok());
    }

    #[test]
    fn a_line_has_no_line_break() {
        for end in ["\n", "\r", "\r\n", "\u{2028}", "\u{2029}"] {
            assert_eq!(Line::parse(&format!("件名{end}"), 10), Err(BodyError::LineBreak { position: 3 }));
        }
    }

    #[test]
    fn debug_does_not_show_the_text() {
        assert_eq!(format!("{:?}", Body::parse("秘密").unwrap()), "Body(●●●)");
        assert_eq!(format!("{:?}", Line::parse("小美玉花子", 10).unwrap()), "Line(●●●)");
    }

    proptest! {
        #[test]
        fn any_text_without_control_characters_comes_back_equal(text in "[^\\p{Cc}]{0,60}(\\t|\\n|[^\\p{Cc}]){0,60}") {
            match Body::parse(&text) {
                Ok(body) => prop_assert_eq!(body.as_str(), text),
                Err(error) => prop_assert_eq!((error, text.trim()), (BodyError::Empty, "")),
            }
        }

        #[test]
        fn a_body_taken_in_again_is_the_same(text: String, ends in prop::collection::vec("\r|\n|\r\n|字", 0..20)) {
            let typed = format!("{text}{}", ends.concat());
            if let Ok(body) = Body::parse(&typed) {
                prop_assert!(!body.as_str().contains('\r'));
                prop_assert_eq!(body.as_str().lines().count(), typed.replace("\r\n", "\r").replace('\r', "\n").lines().count());
                prop_assert_eq!(Body::parse(body.as_str()), Ok(body));
            }
        }

        #[test]
        fn a_line_taken_in_is_the_line_typed(text: String, limit in 0usize..40) {
            if let Ok(line) = Line::parse(&text, limit) {
                prop_assert!(length(line.as_str()) <= limit);
                prop_assert_eq!(line.as_str(), text);
            }
        }
    }
}
