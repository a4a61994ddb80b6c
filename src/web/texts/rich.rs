//! How does a written text with ruby and placeholders become HTML that is safe, and plain text for titles?

use std::fmt;

use askama::filters::HtmlSafe;
use kocho_domain::localized::{
    Lang, Localized,
    ruby::{self, Segment},
};
use serde::{Deserialize, Deserializer, de};

/// A text without placeholders. Ruby is written `{広聴|こうちょう}`; everything else is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    html: String,
    plain: String,
}

impl Text {
    /// Reads the ruby notation.
    pub(crate) fn new(written: &str) -> Self {
        let mut text = Text::default();
        for segment in ruby::segments(written) {
            match segment {
                Segment::Plain(plain) => text.push(plain),
                Segment::Ruby { base, reading } => text.push_ruby(base, reading),
            }
        }
        text
    }

    /// Words that somebody typed: nothing in them is notation.
    pub(crate) fn verbatim(typed: &str) -> Self {
        let mut text = Text::default();
        text.push(typed);
        text
    }

    /// The city's own text in the reader's language; a Japanese fallback says so with `lang="ja"`.
    pub(crate) fn of(localized: &Localized, lang: Lang) -> Self {
        let (written, found) = localized.get(lang);
        let mut text = Text::new(written);
        if found.html() != lang.html() {
            text.html = format!("<span lang=\"{}\">{}</span>", found.html(), text.html);
        }
        text
    }

    /// Words of a questionnaire for a reader of `lang`, which are really in `found`; notation is read in easy Japanese only.
    pub(crate) fn of_words((words, found): (&str, Lang), lang: Lang) -> Self {
        let mut text = if found == Lang::Easy { Text::new(words) } else { Text::verbatim(words) };
        if found.html() != lang.html() {
            text.html = format!("<span lang=\"{}\">{}</span>", found.html(), text.html);
        }
        text
    }

    /// Without ruby and without escaping, for titles and attributes.
    pub(crate) fn plain(&self) -> &str {
        &self.plain
    }

    /// The text with typed words after it.
    pub(crate) fn followed_by(mut self, typed: &str) -> Self {
        self.push(typed);
        self
    }

    /// Two texts with a space between them.
    pub(crate) fn joined(mut self, other: &Text) -> Self {
        self.html = format!("{} {}", self.html, other.html);
        self.plain = format!("{} {}", self.plain, other.plain);
        self
    }

    /// Nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    fn push(&mut self, plain: &str) {
        escape(&mut self.html, plain);
        self.plain.push_str(plain);
    }

    fn push_ruby(&mut self, base: &str, reading: &str) {
        self.html.push_str("<ruby>");
        escape(&mut self.html, base);
        self.html.push_str("<rp>（</rp><rt>");
        escape(&mut self.html, reading);
        self.html.push_str("</rt><rp>）</rp></ruby>");
        self.plain.push_str(base);
    }
}

fn escape(html: &mut String, plain: &str) {
    for c in plain.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

/// `Display` writes escaped text and ruby only.
impl HtmlSafe for Text {}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = read(deserializer)?;
        match placeholders(&written).next() {
            None => Ok(Text::new(&written)),
            Some(name) => Err(de::Error::custom(format!("{{{name}}} has no place in this text: {written}"))),
        }
    }
}

/// A text with placeholders such as `{days}`, filled by [`Phrase::with`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase(Text);

impl Phrase {
    /// The phrase with one placeholder filled; `value` is escaped unless it is a [`Text`].
    pub(crate) fn with(&self, name: &str, value: impl Fill) -> Phrase {
        let (mark, value) = (format!("{{{name}}}"), value.fill());
        Phrase(Text { html: self.0.html.replace(&mark, &value.html), plain: self.0.plain.replace(&mark, &value.plain) })
    }

    /// The filled phrase.
    pub(crate) fn text(self) -> Text {
        self.0
    }

    /// As written, for scripts that fill it themselves, and for titles.
    pub(crate) fn plain(&self) -> &str {
        self.0.plain()
    }

    /// A phrase always says something.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl HtmlSafe for Phrase {}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = read(deserializer)?;
        match placeholders(&written).next() {
            Some(_) => Ok(Phrase(Text::new(&written))),
            None => Err(de::Error::custom(format!("a placeholder is missing in this text: {written}"))),
        }
    }
}

/// The names of `{placeholders}` in a written text.
pub(super) fn placeholders(written: &str) -> impl Iterator<Item = &str> {
    written.split('{').skip(1).filter_map(|rest| {
        let name = &rest[..rest.find('}')?];
        name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_').then_some(name)
    })
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let written = String::deserialize(deserializer)?;
    match (written.trim().is_empty(), ruby::is_well_formed(&written)) {
        (true, _) => Err(de::Error::custom("the text is empty")),
        (false, false) => Err(de::Error::custom(format!("the ruby does not close: {written}"))),
        (false, true) => Ok(written),
    }
}

/// What may fill a placeholder. Typed words and numbers are escaped; a [`Text`] brings its ruby.
pub(crate) trait Fill {
    /// As a text.
    fn fill(&self) -> Text;
}

impl Fill for str {
    fn fill(&self) -> Text {
        Text::verbatim(self)
    }
}

impl Fill for String {
    fn fill(&self) -> Text {
        Text::verbatim(self)
    }
}

impl Fill for Text {
    fn fill(&self) -> Text {
        self.clone()
    }
}

impl Fill for u8 {
    fn fill(&self) -> Text {
        Text::verbatim(&self.to_string())
    }
}

impl Fill for u32 {
    fn fill(&self) -> Text {
        Text::verbatim(&self.to_string())
    }
}

impl Fill for usize {
    fn fill(&self) -> Text {
        Text::verbatim(&self.to_string())
    }
}

impl<T: Fill + ?Sized> Fill for &T {
    fn fill(&self) -> Text {
        (**self).fill()
    }
}
