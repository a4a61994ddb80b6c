//! Which words do residents read? Typed texts in three languages, read once at the start from `templates/text/`.
//!
//! A key that is missing or unknown, an empty text or a broken ruby refuses to load. Staff pages have their Japanese
//! in place; only the words of shared components come from here.

mod answering;
mod common;
mod dialogue;
mod error;
mod figure;
mod monitor;
mod promise;
mod result;
mod rich;
mod status;
mod survey_form;
#[cfg(test)]
mod tests;
mod voice;

use std::sync::LazyLock;

use kocho_domain::localized::Lang;
use serde::Deserialize;

pub(crate) use result::Result as ResultTexts;
pub(crate) use rich::{Phrase, Text};
pub(crate) use status::{Slip as SlipTexts, Status as StatusTexts};
pub(crate) use survey_form::SurveyForm;

const JA: &str = include_str!("../../templates/text/ja.toml");
const EASY: &str = include_str!("../../templates/text/ja-easy.toml");
const EN: &str = include_str!("../../templates/text/en.toml");

/// All texts of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) layout: common::Layout,
    pub(crate) form: common::Form,
    pub(crate) date: common::Date,
    pub(crate) error: error::Error,
    pub(crate) home: voice::Home,
    pub(crate) voice: voice::Voice,
    pub(crate) check: voice::Check,
    pub(crate) answer: voice::Answer,
    pub(crate) figure: figure::Figure,
    pub(crate) promise: promise::Promise,
    pub(crate) minutes: promise::Minutes,
    pub(crate) result: result::Result,
    pub(crate) done: voice::Done,
    pub(crate) slip: status::Slip,
    pub(crate) ask: status::Ask,
    pub(crate) status: status::Status,
    pub(crate) withdraw: status::Withdraw,
    pub(crate) dialogue: dialogue::Dialogue,
    pub(crate) application: dialogue::Application,
    pub(crate) answering: answering::Answering,
    pub(crate) survey_form: survey_form::SurveyForm,
    pub(crate) monitor: monitor::Monitor,
    pub(crate) slowed: common::Slowed,
    pub(crate) problem: common::Problem,
    pub(crate) privacy: common::Privacy,
    pub(crate) accessibility: common::Accessibility,
}

/// The texts are not as the program needs them: which language, and why.
#[derive(Debug, Clone, thiserror::Error)]
#[error("templates/text, language {lang}: {reason}")]
pub struct TextsError {
    lang: &'static str,
    reason: String,
}

static ALL: LazyLock<Result<[Texts; 3], TextsError>> =
    LazyLock::new(|| Ok([Texts::read(Lang::Ja, JA)?, Texts::read(Lang::Easy, EASY)?, Texts::read(Lang::En, EN)?]));

impl Texts {
    /// Reads all languages; the program calls this before it listens.
    ///
    /// # Errors
    /// The first language whose file lacks a key, has an unknown one, or is badly written.
    pub(crate) fn load() -> Result<(), TextsError> {
        ALL.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The texts of a language. [`Texts::load`] has said before whether they can be read.
    pub(crate) fn of(lang: Lang) -> &'static Texts {
        match (ALL.as_ref(), lang) {
            (Ok([ja, _, _]), Lang::Ja) => ja,
            (Ok([_, easy, _]), Lang::Easy) => easy,
            (Ok([_, _, en]), Lang::En) => en,
            (Err(error), _) => unreachable!("texts are loaded before the program listens: {error}"),
        }
    }

    fn read(lang: Lang, toml: &str) -> Result<Texts, TextsError> {
        toml::from_str(toml).map_err(|error| TextsError { lang: lang.code(), reason: error.to_string() })
    }
}
