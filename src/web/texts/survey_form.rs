//! Which words stand on the form of a survey on paper?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// What is printed around the questions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SurveyForm {
    pub(crate) code: Text,
    pub(crate) until: Phrase,
    pub(crate) anonymous: Text,
    pub(crate) circle: Text,
    pub(crate) about: Text,
    pub(crate) item: Text,
    pub(crate) year: Text,
    pub(crate) month: Text,
    pub(crate) day: Text,
    pub(crate) limit: Phrase,
    pub(crate) who: Phrase,
    pub(crate) who_of: Phrase,
    pub(crate) go_on: Phrase,
    pub(crate) end: Phrase,
    pub(crate) thanks: Text,
}
