//! `/promises`: what did the city say it would do, and did it?

use askama::Template;

use crate::{frame::Frame, texts::Text};

/// `GET /promises`
#[derive(Template)]
#[template(path = "public/promise/list.html")]
pub(crate) struct PromisesPage {
    pub(crate) frame: Frame,
    /// The rate in words, or that there is none yet.
    pub(crate) rate: Text,
    pub(crate) open: Vec<PromiseView>,
    pub(crate) done: Vec<PromiseView>,
}

impl PromisesPage {
    fn title(&self) -> Text {
        self.frame.texts.promise.title.clone()
    }
}

/// A promise as residents read it. What the city wrote is Japanese.
#[derive(Debug, Clone)]
pub(crate) struct PromiseView {
    pub(crate) text: String,
    pub(crate) section: String,
    pub(crate) made: Text,
    /// The deadline, or how it ended.
    pub(crate) standing: Text,
    /// The first deadline, where another one is in force.
    pub(crate) first_due: Option<Text>,
    pub(crate) late: bool,
    /// What became of it; may be empty.
    pub(crate) outcome: String,
}
