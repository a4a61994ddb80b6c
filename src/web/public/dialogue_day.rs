//! `/dialogue/days`: what was said to the mayor, as two people agreed to publish it, and what became of it.

use askama::Template;

use super::promise::PromiseView;
use crate::{frame::Frame, texts::Text};

/// `GET /dialogue/days`
#[derive(Template)]
#[template(path = "public/dialogue/days.html")]
pub(crate) struct DialogueDaysPage {
    pub(crate) frame: Frame,
    pub(crate) days: Vec<DayRow>,
}

impl DialogueDaysPage {
    fn title(&self) -> Text {
        self.frame.texts.dialogue_day.list_title.clone()
    }
}

/// A day of which something was published. Its name is Japanese.
pub(crate) struct DayRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) held: Text,
}

/// `GET /dialogue/days/{day}`
#[derive(Template)]
#[template(path = "public/dialogue/day.html")]
pub(crate) struct DialogueDayPage {
    pub(crate) frame: Frame,
    pub(crate) day: Text,
    /// 対話の日（6月）
    pub(crate) name: String,
    pub(crate) held: Text,
    pub(crate) talks: Vec<TalkView>,
}

impl DialogueDayPage {
    fn title(&self) -> Text {
        self.frame.texts.dialogue_day.title.with("day", self.day.clone()).text()
    }
}

/// A talk. What the city wrote is Japanese.
pub(crate) struct TalkView {
    pub(crate) theme: String,
    pub(crate) body: String,
    pub(crate) promises: Vec<PromiseView>,
    /// How many matters a section answers, and how many of them are done.
    pub(crate) taken: Option<Text>,
}
