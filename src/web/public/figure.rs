//! `/figures`: how much came in twelve months, and what became of it?

use askama::Template;

use crate::{frame::Frame, texts::Text};

/// `GET /figures`
#[derive(Template)]
#[template(path = "public/figure/show.html")]
pub(crate) struct FiguresPage {
    pub(crate) frame: Frame,
    /// Of which days.
    pub(crate) period: Text,
    /// Nothing while there is too little to tell.
    pub(crate) figures: Vec<FigureView>,
    /// What became of what has ended: 実施済 12件.
    pub(crate) outcomes: Vec<FigureView>,
}

impl FiguresPage {
    fn title(&self) -> Text {
        self.frame.texts.figure.title.clone()
    }
}

/// A figure with its name and what it means.
#[derive(Debug, Clone)]
pub(crate) struct FigureView {
    pub(crate) name: Text,
    pub(crate) value: Text,
    /// May be empty.
    pub(crate) note: Text,
}
