//! Searching: one box over everything that was said and written about cases, on dialogue days and in surveys, the hits with their words
//! marked.

pub(crate) mod door;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::NaiveDate;
use kocho_domain::access::Permission;
use serde::Deserialize;

use crate::{
    frame::Frame,
    routes::{Access, Routes},
    staff::{
        case::list::Chip,
        filters,
        view::{Choice, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/search`
#[derive(Debug, Template)]
#[template(path = "staff/search/show.html")]
pub(crate) struct SearchPage {
    pub(crate) frame: Frame,
    /// The line of words.
    pub(crate) q: String,
    /// Why nothing was looked for, or empty.
    pub(crate) fault: String,
    pub(crate) fields: FieldsView,
    /// `None` when nothing was looked for.
    pub(crate) result: Option<ResultView>,
    pub(crate) saved: Vec<SavedView>,
    /// The part of the address that can be kept; empty when there is nothing to keep.
    pub(crate) keep: String,
    /// A name that could not be kept, and why.
    pub(crate) save_name: String,
    pub(crate) name_fault: String,
    /// Older voices are still being indexed.
    pub(crate) is_indexing: bool,
    /// Where published answers are written; empty for people who do not.
    pub(crate) publications: &'static str,
}

/// What can be narrowed, and what is.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldsView {
    pub(crate) sections: Vec<Choice>,
    pub(crate) statuses: Vec<Choice>,
    pub(crate) measures: Vec<Choice>,
    /// Measures of other plans that have cases, plan by plan with its name.
    pub(crate) older_measures: Vec<(String, Vec<Choice>)>,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) channels: Vec<Choice>,
    /// ISO dates, as typed.
    pub(crate) from: String,
    pub(crate) until: String,
    /// What is set, each with the address without it.
    pub(crate) chips: Vec<Chip>,
    /// The address with the words alone.
    pub(crate) clear: String,
    /// The hits are in the order of how well they fit.
    pub(crate) is_best: bool,
}

/// What was found.
#[derive(Debug, Clone)]
pub(crate) struct ResultView {
    /// 12件, 1,000件以上
    pub(crate) total: String,
    /// Only the newest of more hits are in this order.
    pub(crate) is_cut: bool,
    pub(crate) rows: Vec<HitView>,
    /// Published answers that have the words.
    pub(crate) answers: Vec<AnswerView>,
    /// What was said on dialogue days and written in surveys.
    pub(crate) beside: Vec<BesideView>,
    /// The place that alone was looked in, as a code; empty: in cases and a little everywhere.
    pub(crate) place: String,
    /// The search in cases; empty when this is it.
    pub(crate) cases: String,
    /// What of it may be answered to the council and the press; empty for people who do not read the office's pages.
    pub(crate) public: String,
    /// The same list in the other order.
    pub(crate) other_order: String,
    /// Address of the first page, when this is another one.
    pub(crate) first: Option<String>,
    /// Address of the page behind.
    pub(crate) next: Option<String>,
}

/// A hit.
#[derive(Debug, Clone)]
pub(crate) struct HitView {
    pub(crate) href: String,
    /// R8-000123-K
    pub(crate) number: String,
    /// Heading, personal details masked, what was looked for marked.
    pub(crate) title: Vec<PieceView>,
    pub(crate) received_on: NaiveDate,
    pub(crate) channel: String,
    /// Who has it.
    pub(crate) section: String,
    pub(crate) status: &'static str,
    pub(crate) status_tone: Tone,
    /// Seen by few only (要配慮).
    pub(crate) restricted: bool,
    pub(crate) snippets: Vec<SnippetView>,
}

/// A published answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerView {
    pub(crate) href: String,
    pub(crate) title: Vec<PieceView>,
    pub(crate) published_on: NaiveDate,
    pub(crate) section: String,
    pub(crate) snippets: Vec<SnippetView>,
}

/// What was found in one place beside cases.
#[derive(Debug, Clone)]
pub(crate) struct BesideView {
    /// 対話の記録
    pub(crate) label: &'static str,
    /// 12件
    pub(crate) total: String,
    pub(crate) rows: Vec<BesideHitView>,
    /// The whole list; empty when all of it is here.
    pub(crate) all: String,
}

/// A hit there.
#[derive(Debug, Clone)]
pub(crate) struct BesideHitView {
    pub(crate) href: String,
    /// The day, the survey.
    pub(crate) title: String,
    /// R8-対話02-03, 問12
    pub(crate) number: String,
    pub(crate) on: NaiveDate,
    pub(crate) snippets: Vec<SnippetView>,
}

/// Words of one text.
#[derive(Debug, Clone)]
pub(crate) struct SnippetView {
    /// 本文, 回答, メモ …
    pub(crate) place: &'static str,
    pub(crate) pieces: Vec<PieceView>,
}

/// A piece of it.
#[derive(Debug, Clone)]
pub(crate) struct PieceView {
    pub(crate) text: String,
    pub(crate) is_marked: bool,
}

/// A kept search.
#[derive(Debug, Clone)]
pub(crate) struct SavedView {
    pub(crate) name: String,
    pub(crate) href: String,
    /// Where it is forgotten (POST).
    pub(crate) delete: String,
}

/// What the address says; cursors are opaque.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SearchQuery {
    pub(crate) q: String,
    /// Section id.
    pub(crate) section: String,
    /// Status code.
    pub(crate) status: String,
    /// Measure code, `undecided` or `outside`.
    pub(crate) measure: String,
    pub(crate) kind: String,
    pub(crate) channel: String,
    /// Received on or after, ISO date.
    pub(crate) from: String,
    /// Received on or before, ISO date.
    pub(crate) until: String,
    /// `best`, or empty for the newest first.
    pub(crate) order: String,
    /// Cursor: hits behind it.
    pub(crate) after: String,
    /// Code of the place that alone is looked in: records, summaries, texts of surveys.
    pub(crate) place: String,
}

/// `POST /staff/search/saved`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SaveForm {
    pub(crate) name: String,
    /// The address of the search behind its question mark.
    pub(crate) query: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let to = Access::Staff(Permission::CaseRead);
    Routes::new(state).get(urls::SEARCH, to, door::show).post(urls::SEARCH_SAVED, to, door::post_save).post(
        "/staff/search/saved/{id}/delete",
        to,
        door::post_delete,
    )
}
