//! In which language is a text for residents shown, and what stands in for a translation that is missing?
//!
//! Japanese is always there; easy Japanese and English are optional and fall back to Japanese. A page marks such a
//! fallback with `lang="ja"`, so [`Localized::get`] says which language it gave. Ruby in easy Japanese is written
//! `{広聴|こうちょう}` and read by [`ruby::segments`].

use serde::{Deserialize, Serialize};

/// A language in which residents can read and write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Plain Japanese, です・ます.
    #[default]
    Ja,
    /// Easy Japanese (やさしい日本語) with ruby.
    Easy,
    /// English.
    En,
}

impl Lang {
    /// Every language, the main one first.
    pub const ALL: [Self; 3] = [Self::Ja, Self::Easy, Self::En];

    /// The code that is stored and written in rule files: `ja`, `easy`, `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::Easy => "easy",
            Self::En => "en",
        }
    }

    /// What stands before every public path: empty for Japanese, else `/easy` or `/en`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Ja => "",
            Self::Easy => "/easy",
            Self::En => "/en",
        }
    }

    /// The value of the HTML `lang` attribute (BCP 47). Easy Japanese is Japanese to a screen reader.
    #[must_use]
    pub const fn html(self) -> &'static str {
        match self {
            Self::Ja | Self::Easy => "ja",
            Self::En => "en",
        }
    }

    /// The language with this code, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// A text that residents see, in up to three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// Japanese; never empty in a valid rule.
    pub ja: String,
    /// Easy Japanese, with ruby as `{広聴|こうちょう}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub easy: Option<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl Localized {
    /// A text that exists in Japanese only.
    #[must_use]
    pub fn ja(text: impl Into<String>) -> Self {
        Self { ja: text.into(), easy: None, en: None }
    }

    /// The text for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn get(&self, lang: Lang) -> (&str, Lang) {
        let wanted = match lang {
            Lang::Ja => None,
            Lang::Easy => self.easy.as_deref(),
            Lang::En => self.en.as_deref(),
        };
        wanted.map_or((self.ja.as_str(), Lang::Ja), |text| (text, lang))
    }

    /// The languages in which this text exists, with their texts.
    pub fn texts(&self) -> impl Iterator<Item = (Lang, &str)> {
        let easy = self.easy.as_deref().map(|text| (Lang::Easy, text));
        let en = self.en.as_deref().map(|text| (Lang::En, text));
        std::iter::once((Lang::Ja, self.ja.as_str())).chain(easy).chain(en)
    }

    /// What is wrong with this text, in Japanese for the person who edits it: a language given but empty, or ruby
    /// that does not close.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.texts().find_map(|(lang, text)| {
            let code = lang.code();
            if text.trim().is_empty() {
                Some(format!("{code} の文が空です"))
            } else if ruby::is_well_formed(text) {
                None
            } else {
                Some(format!("{code} の文のふりがなの書き方が正しくありません"))
            }
        })
    }
}

/// Reading the ruby (ふりがな) notation `{漢字|かんじ}`.
pub mod ruby {
    /// A piece of a text.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Segment<'a> {
        /// Text without a reading.
        Plain(&'a str),
        /// Text with its reading in kana.
        Ruby {
            /// What is written.
            base: &'a str,
            /// How it is read.
            reading: &'a str,
        },
    }

    /// The pieces of `text` in order. A brace that is not part of the notation stays as plain text, so a text never
    /// loses a character.
    #[must_use]
    pub fn segments(text: &str) -> Vec<Segment<'_>> {
        let mut pieces = Vec::new();
        let (mut plain_from, mut at) = (0, 0);
        while let Some(open) = text[at..].find('{').map(|offset| at + offset) {
            match pair(&text[open..]) {
                Some((base, reading)) => {
                    push_plain(&mut pieces, &text[plain_from..open]);
                    pieces.push(Segment::Ruby { base, reading });
                    at = open + base.len() + reading.len() + "{|}".len();
                    plain_from = at;
                }
                None => at = open + 1,
            }
        }
        push_plain(&mut pieces, &text[plain_from..]);
        pieces
    }

    /// The text without readings, for titles, mails and search.
    #[must_use]
    pub fn strip(text: &str) -> String {
        let written = |segment| match segment {
            Segment::Plain(text) | Segment::Ruby { base: text, .. } => text,
        };
        segments(text).into_iter().map(written).collect()
    }

    /// Whether every brace belongs to a complete `{漢字|かんじ}`. Placeholders as `{n}` are not ruby and not tested
    /// here: see [`segments`].
    #[must_use]
    pub fn is_well_formed(text: &str) -> bool {
        segments(text).into_iter().all(|segment| match segment {
            Segment::Plain(plain) => !plain.contains('|') && !has_open_brace(plain),
            Segment::Ruby { base, reading } => !base.trim().is_empty() && reading.chars().all(is_reading),
        })
    }

    /// `{base|reading}` at the start of `text`.
    fn pair(text: &str) -> Option<(&str, &str)> {
        let inside = text.strip_prefix('{')?;
        let inside = &inside[..inside.find('}')?];
        let (base, reading) = inside.split_once('|')?;
        let flat = !base.contains('{') && !reading.contains(['|', '{']);
        (flat && !base.is_empty() && !reading.is_empty()).then_some((base, reading))
    }

    /// A `{` whose placeholder name (ASCII) does not close.
    fn has_open_brace(plain: &str) -> bool {
        plain.split('{').skip(1).any(|rest| {
            let name = rest.split('}').next().unwrap_or_default();
            name.len() == rest.len() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        })
    }

    fn is_reading(c: char) -> bool {
        matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ー' | ' ')
    }

    fn push_plain<'a>(pieces: &mut Vec<Segment<'a>>, plain: &'a str) {
        if !plain.is_empty() {
            pieces.push(Segment::Plain(plain));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ruby::{Segment, is_well_formed, segments, strip};
    use super::*;

    #[test]
    fn a_missing_translation_falls_back_to_japanese_and_says_so() {
        let text = Localized { ja: "市政へのご意見".into(), easy: None, en: Some("Your voice".into()) };
        assert_eq!(text.get(Lang::En), ("Your voice", Lang::En));
        assert_eq!(text.get(Lang::Easy), ("市政へのご意見", Lang::Ja));
        assert_eq!(text.get(Lang::Easy).1.html(), "ja");
    }

    #[test]
    fn a_code_names_its_language() {
        for lang in Lang::ALL {
            assert_eq!(Lang::from_code(lang.code()), Some(lang));
        }
        assert_eq!(Lang::from_code("zh"), None);
    }

    #[test]
    fn ruby_is_split_from_plain_text() {
        assert_eq!(
            segments("これは{広聴|こうちょう}です"),
            [Segment::Plain("これは"), Segment::Ruby { base: "広聴", reading: "こうちょう" }, Segment::Plain("です")]
        );
        assert_eq!(strip("{市|し}の{仕事|しごと}"), "市の仕事");
    }

    #[test]
    fn broken_ruby_keeps_every_character_and_is_reported() {
        for broken in ["{広聴|こうちょう", "{広聴}", "広聴|こうちょう", "{|こうちょう}", "{a{広聴|こうちょう}"]
        {
            assert!(strip(broken).contains("広聴") || broken.starts_with("{|"), "{broken}");
            assert!(!is_well_formed(broken), "{broken}");
        }
        assert!(is_well_formed("{mark}第{n}号"));
    }

    #[test]
    fn an_empty_translation_is_a_problem() {
        let text = Localized { ja: "はい".into(), easy: Some(" ".into()), en: None };
        assert_eq!(text.problem().as_deref(), Some("easy の文が空です"));
        assert_eq!(Localized::ja("はい").problem(), None);
    }
}
