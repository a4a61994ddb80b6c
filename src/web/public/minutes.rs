//! `/dialogue/days`: what was said to the mayor, as two people agreed to publish it, and what became of it.

use askama::Template;

use super::promise::PromiseView;
use crate::{frame::Frame, texts::Text};

/// `GET /dialogue/days`
#[derive(Template)]
#[template(path = "public/minutes/days.html")]
pub(crate) struct HeldDaysPage {
    pub(crate) frame: Frame,
    pub(crate) days: Vec<DayRow>,
}

impl HeldDaysPage {
    fn title(&self) -> Text {
        self.frame.texts.minutes.list_title.clone()
    }
}

/// A day of which something was published. Its name is Japanese.
pub(crate) struct DayRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) held: Text,
}

/// `GET /dialogue/days/{held}`
#[derive(Template)]
#[template(path = "public/minutes/day.html")]
pub(crate) struct HeldDayPage {
    pub(crate) frame: Frame,
    pub(crate) day: Text,
    /// 対話の日（6月）
    pub(crate) name: String,
    pub(crate) held: Text,
    pub(crate) talks: Vec<TalkView>,
}

impl HeldDayPage {
    fn title(&self) -> Text {
        self.frame.texts.minutes.title.with("day", self.day.clone()).text()
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
