//! Published answers: the list of them, and each one: what was said, what the city answered, what became of it.

use askama::Template;

use crate::{frame::Frame, texts::Text};

/// `/answers`
#[derive(Template)]
#[template(path = "public/answer/list.html")]
pub(crate) struct AnswerListPage {
    pub(crate) frame: Frame,
    pub(crate) answers: Vec<AnswerRow>,
    /// The newest ones stand here.
    pub(crate) is_first: bool,
    /// Where older ones stand.
    pub(crate) older: Option<String>,
}

impl AnswerListPage {
    fn title(&self) -> Text {
        self.frame.texts.answer.list_title.clone()
    }
}

/// An answer of the list.
pub(crate) struct AnswerRow {
    pub(crate) href: String,
    pub(crate) heading: String,
    /// For `lang`: the language in which it was written.
    pub(crate) written_in: &'static str,
    pub(crate) outcome: Text,
    pub(crate) section: String,
    pub(crate) published_on: Text,
}

/// `/answers/{answer}` of one that was taken back: answered with 410.
#[derive(Template)]
#[template(path = "public/answer/gone.html")]
pub(crate) struct AnswerGonePage {
    pub(crate) frame: Frame,
}

impl AnswerGonePage {
    fn title(&self) -> Text {
        self.frame.texts.answer.gone.clone()
    }
}

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
    pub(crate) published_on: Text,
    /// It is in ordinary Japanese on a page that is not.
    pub(crate) is_japanese_elsewhere: bool,
}

impl AnswerPage {
    fn title(&self) -> Text {
        Text::verbatim(&self.heading)
    }
}
