//! 準備書: one brief per visitor, on the screen and on A4; and what sections were asked to write for it.

pub(crate) mod door;
mod memo;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod sample;
mod view;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/dialogues/slots/{slot}/brief`
#[derive(Debug, Template)]
#[template(path = "staff/brief/show.html")]
pub(crate) struct BriefPage {
    pub(crate) frame: Frame,
    pub(crate) brief: BriefView,
    /// By when it has to be ready.
    pub(crate) ready_by: NaiveDate,
    pub(crate) ready: bool,
    /// The person works with it.
    pub(crate) manages: bool,
    /// Codes of the measures, for the form.
    pub(crate) codes: String,
    /// Sections that can be asked.
    pub(crate) sections: Vec<Choice>,
    pub(crate) due_on: String,
    pub(crate) errors: Errors,
    pub(crate) measures_url: String,
    pub(crate) memos_url: String,
    pub(crate) print: String,
    /// This one as a file.
    pub(crate) pdf: String,
    pub(crate) back: String,
}

/// What a brief says, on the screen and on paper.
#[derive(Debug, Clone)]
pub(crate) struct BriefView {
    /// 令和8年6月17日 13:30～13:55
    pub(crate) on: NaiveDate,
    pub(crate) period: String,
    pub(crate) number: String,
    pub(crate) party: String,
    pub(crate) theme: String,
    pub(crate) detail: String,
    pub(crate) facts: Vec<Fact>,
    /// The desk has chosen the measures; else they are what the text speaks of.
    pub(crate) chosen: bool,
    pub(crate) measures: Vec<MeasureView>,
    pub(crate) letters: Vec<LetterView>,
    /// Earlier meetings: day and theme.
    pub(crate) meetings: Vec<(NaiveDate, String)>,
    pub(crate) memos: Vec<MemoView>,
}

/// A measure.
#[derive(Debug, Clone)]
pub(crate) struct MeasureView {
    /// 1101 市民協働推進のための環境づくり
    pub(crate) name: String,
    pub(crate) policy: String,
    pub(crate) sections: String,
    /// Name, where it began, where it should go.
    pub(crate) indicators: Vec<(String, String, String)>,
}

/// An earlier letter.
#[derive(Debug, Clone)]
pub(crate) struct LetterView {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) on: NaiveDate,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) status: &'static str,
}

/// A memo of a section.
#[derive(Debug, Clone)]
pub(crate) struct MemoView {
    pub(crate) section: String,
    pub(crate) due_on: NaiveDate,
    pub(crate) body: String,
    pub(crate) late: bool,
}

/// `GET /staff/dialogues/{day}/briefs`: all briefs of a day on A4.
#[derive(Debug, Template)]
#[template(path = "print/brief.html")]
pub(crate) struct BriefPrintPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) attendees: String,
    pub(crate) briefs: Vec<BriefView>,
    /// The same as a file.
    pub(crate) pdf: String,
    pub(crate) back: String,
}

/// `GET /staff/dialogues/memos`
#[derive(Debug, Template)]
#[template(path = "staff/brief/list.html")]
pub(crate) struct MemoListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<MemoRow>,
}

/// A memo in the list.
#[derive(Debug, Clone)]
pub(crate) struct MemoRow {
    pub(crate) href: String,
    pub(crate) due_on: NaiveDate,
    pub(crate) on: NaiveDate,
    pub(crate) party: String,
    pub(crate) theme: String,
    pub(crate) section: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
}

/// `GET /staff/dialogues/memos/{memo}`
#[derive(Debug, Template)]
#[template(path = "staff/brief/memo.html")]
pub(crate) struct MemoPage {
    pub(crate) frame: Frame,
    pub(crate) row: MemoRow,
    pub(crate) period: String,
    pub(crate) detail: String,
    /// Who wrote it, and when.
    pub(crate) written: Option<(String, chrono::DateTime<chrono::Utc>)>,
    /// What stands there.
    pub(crate) saved: String,
    /// Somebody else saved it meanwhile: both are shown.
    pub(crate) conflict: bool,
    pub(crate) may_write: bool,
    pub(crate) typed: String,
    pub(crate) version: i64,
    pub(crate) errors: Errors,
    pub(crate) action: String,
}
