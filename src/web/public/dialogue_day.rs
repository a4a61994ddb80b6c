//! `/dialogue`: what meeting the mayor is, the next days, who may apply and what is not taken. And the draws of a day.

use askama::Template;
use chrono::NaiveDate;

use crate::{filters, frame::Frame, texts::Text};

/// `/dialogue`
#[derive(Debug, Template)]
#[template(path = "public/dialogue_day/show.html")]
pub(crate) struct DialoguePage {
    pub(crate) frame: Frame,
    pub(crate) series: Vec<SeriesView>,
    /// What is not taken.
    pub(crate) excluded: Vec<Text>,
    pub(crate) phone: String,
}

impl DialoguePage {
    fn title(&self) -> &Text {
        &self.frame.texts.dialogue.title
    }

    /// To some of these meetings one comes by applying.
    fn asks_to_apply(&self) -> bool {
        self.series.iter().any(|one| one.come.is_empty())
    }
}

/// A series with its days.
#[derive(Debug, Clone)]
pub(crate) struct SeriesView {
    pub(crate) label: Text,
    pub(crate) about: Text,
    pub(crate) who: Text,
    /// How often one may apply in a fiscal year; empty where nobody counts.
    pub(crate) limit: Text,
    /// How one comes without applying; empty where one has to apply.
    pub(crate) come: Text,
    pub(crate) days: Vec<PublicDayView>,
    /// Address of the form, while one may apply.
    pub(crate) apply: Option<String>,
    /// It is the first one: its button is the page's.
    pub(crate) first: bool,
}

/// A day.
#[derive(Debug, Clone)]
pub(crate) struct PublicDayView {
    pub(crate) on: NaiveDate,
    /// The name that it was given, in Japanese; empty where it has only that of its series.
    pub(crate) title: String,
    pub(crate) venue: String,
    /// 13:30～13:55, 14:00～14:25
    pub(crate) times: Vec<String>,
    /// That it was announced for another date; may be empty.
    pub(crate) moved: Text,
    pub(crate) slots: usize,
    /// How many people there is room for; may be empty.
    pub(crate) capacity: Text,
    /// When one may apply, in words.
    pub(crate) reception: Text,
    pub(crate) cancelled: bool,
    /// Address of its draws.
    pub(crate) draw: Option<String>,
}

/// `/dialogue/draws/{day}`
#[derive(Debug, Template)]
#[template(path = "public/draw/show.html")]
pub(crate) struct DrawPage {
    pub(crate) frame: Frame,
    pub(crate) on: NaiveDate,
    /// R8-対話02
    pub(crate) number: String,
    pub(crate) rounds: Vec<RoundView>,
}

impl DrawPage {
    fn title(&self) -> &Text {
        let words = &self.frame.texts.dialogue;
        &words.draw_title
    }
}

/// A round of a draw.
#[derive(Debug, Clone)]
pub(crate) struct RoundView {
    pub(crate) round: u32,
    /// SHA-256 of the seed.
    pub(crate) seal: String,
    /// When it was sealed: 令和8年5月3日 10:00
    pub(crate) sealed_at: Text,
    /// Why there is a further round.
    pub(crate) reason: String,
    /// The seed; empty before the draw.
    pub(crate) seed: String,
    pub(crate) drawn_at: Text,
    pub(crate) places: u32,
    /// Numbers as drawn, each with its lot and whether it was chosen.
    pub(crate) result: Vec<(String, String, bool)>,
}
