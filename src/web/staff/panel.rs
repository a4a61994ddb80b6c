//! 市政モニターの期: the list, making one, and the page of one with its quota matrix.

mod door;
mod matrix;
#[cfg(test)]
pub(super) mod sample;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::door::{after, routes};
use self::matrix::{Block, MatrixView};
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Errors, Fact, Tone},
    },
};

/// `GET /staff/panels`
#[derive(Debug, Template)]
#[template(path = "staff/panel/list.html")]
pub(crate) struct PanelListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<PanelRow>,
}

/// A term in the list.
#[derive(Debug, Clone)]
pub(crate) struct PanelRow {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) term: (NaiveDate, NaiveDate),
    pub(crate) size: u32,
    pub(crate) active: usize,
    pub(crate) waiting: usize,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
}

/// `GET /staff/panels/new`
#[derive(Debug, Template)]
#[template(path = "staff/panel/new.html")]
pub(crate) struct PanelNewPage {
    pub(crate) frame: Frame,
    pub(crate) form: PanelTyped,
    pub(crate) errors: Errors,
}

/// A term as it is typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct PanelTyped {
    pub(crate) title: String,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
    pub(crate) size: String,
    pub(crate) apply_from: String,
    pub(crate) apply_until: String,
}

/// `GET /staff/panels/{panel}`
#[derive(Debug, Template)]
#[template(path = "staff/panel/show.html")]
pub(crate) struct PanelPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) facts: Vec<Fact>,
    /// How many candidates are how far, with the list behind each.
    pub(crate) tally: Vec<(&'static str, usize, String)>,
    pub(crate) matrix: MatrixView,
    /// Combinations with few monitors: how many, of how many, how many people, and which.
    pub(crate) small: (usize, usize, usize, Vec<(String, usize)>),
    /// Monitors who serve or will.
    pub(crate) serving: usize,
    pub(crate) chosen: usize,
    pub(crate) letters: usize,
    /// How many of them because their mail reached nobody.
    pub(crate) letters_back: usize,
    pub(crate) may: PanelMay,
    pub(crate) version: i64,
    pub(crate) errors: Errors,
    pub(crate) urls: PanelUrls,
}

/// What may be done with a term now; at most one of them is the next thing to do.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PanelMay {
    pub(crate) call: bool,
    pub(crate) quota: bool,
    pub(crate) take_in: bool,
    pub(crate) draw: bool,
    pub(crate) appoint: bool,
    pub(crate) settle: bool,
}

/// Where a term leads.
#[derive(Debug, Clone)]
pub(crate) struct PanelUrls {
    pub(crate) call: String,
    pub(crate) quota: String,
    pub(crate) settle: String,
    pub(crate) appoint: String,
    pub(crate) candidates: String,
    pub(crate) take_in: String,
    pub(crate) draw: String,
    pub(crate) letters: String,
    pub(crate) monitors: String,
    pub(crate) appointments: String,
    pub(crate) rewards: String,
}

/// `GET /staff/panels/{panel}/quota`
#[derive(Debug, Template)]
#[template(path = "staff/panel/quota.html")]
pub(crate) struct QuotaPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) version: i64,
    pub(crate) errors: Errors,
    pub(crate) action: String,
    pub(crate) back: String,
}

/// `GET /staff/panels/{panel}/letters`: notices that wait, each on A4.
#[derive(Debug, Template)]
#[template(path = "print/panel_letters.html")]
pub(crate) struct PanelLettersPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) signature: String,
    pub(crate) inquiry: Vec<String>,
    pub(crate) letters: Vec<PanelLetterView>,
    pub(crate) sent: String,
    pub(crate) back: String,
}

/// A notice on paper.
#[derive(Debug, Clone)]
pub(crate) struct PanelLetterView {
    /// Goes back with the form, so that only what was shown is marked.
    pub(crate) id: i64,
    pub(crate) dated_on: NaiveDate,
    pub(crate) addressee: Vec<String>,
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) lang: &'static str,
}
