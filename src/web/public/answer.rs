//! A published answer: what was said, what the city answered, what became of it.

use askama::Template;

use crate::{frame::Frame, texts::Text};

/// `/answers/{answer}`
#[derive(Template)]
#[template(path = "public/answer/show.html")]
pub(crate) struct AnswerPage {
    pub(crate) frame: Frame,
    pub(crate) heading: String,
    /// For `lang`: the language in which it was written.
    pub(crate) written_in: &'static str,
    pub(crate) outcome: Text,
    pub(crate) opinion: String,
    pub(crate) reply: String,
    pub(crate) section: String,
    /// In the words of the page's language.
    pub(crate) published_on: String,
}

impl AnswerPage {
    fn title(&self) -> Text {
        Text::verbatim(&self.heading)
    }
}
