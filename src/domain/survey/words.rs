//! The words of a questionnaire in other languages: what stands in for a translation that is missing is the Japanese.

use serde::Serialize;

use crate::localized::Lang;

/// Words in やさしい日本語 and English; both optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Translations {
    /// やさしい日本語, with ruby as `{広聴|こうちょう}`.
    #[serde(rename = "ja-easy", skip_serializing_if = "Option::is_none")]
    pub easy: Option<Words>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<Words>,
}

/// The words of one thing in one language; which of them it has depends on the thing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Words {
    /// Of a questionnaire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of a questionnaire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Of a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Of a question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Of an option, a row, a step, a class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Translations {
    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.easy.is_none() && self.en.is_none()
    }

    /// The words of a language; Japanese is no translation.
    #[must_use]
    pub fn words(&self, lang: Lang) -> Option<&Words> {
        match lang {
            Lang::Ja => None,
            Lang::Easy => self.easy.as_ref(),
            Lang::En => self.en.as_ref(),
        }
    }

    /// One word of a language, where it was translated.
    pub fn get<'a>(&'a self, lang: Lang, pick: impl FnOnce(&'a Words) -> Option<&'a str>) -> Option<&'a str> {
        self.words(lang).and_then(pick)
    }

    /// The label of an option, row, step or class for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn label<'a>(&'a self, ja: &'a str, lang: Lang) -> (&'a str, Lang) {
        self.get(lang, |words| words.label.as_deref()).map_or((ja, Lang::Ja), |text| (text, lang))
    }
}
