//! 聞き取り: one text box for what was said by telephone or at the counter, and what comes after it is registered.

mod door;
mod form;
#[cfg(test)]
mod sample;

use askama::Template;
use chrono::{DateTime, Utc};

pub(crate) use self::door::routes;
pub(crate) use self::form::{MemoForm, in_words, line};
use super::behalf::BehalfView;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors},
    },
};

/// `GET /staff/memos/new`
#[derive(Debug, Template)]
#[template(path = "staff/memo/new.html")]
pub(crate) struct MemoPage {
    pub(crate) frame: Frame,
    pub(crate) form: MemoForm,
    pub(crate) channels: Vec<Choice>,
    pub(crate) kinds: Vec<Choice>,
    /// The sections in which it may begin; one: there is nothing to choose.
    pub(crate) sections: Vec<Choice>,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) ways: Vec<Choice>,
    pub(crate) districts: Vec<Choice>,
    pub(crate) ages: Vec<Choice>,
    pub(crate) languages: Vec<Choice>,
    pub(crate) behalf: BehalfView,
    pub(crate) errors: Errors,
    /// Since when what stands in the form is kept; `None`: nothing is.
    pub(crate) kept_at: Option<DateTime<Utc>>,
    /// Own memos, newest first.
    pub(crate) last: Vec<MemoRow>,
    /// This person takes papers in, too.
    pub(crate) takes_petitions: bool,
}

impl MemoPage {
    fn caller_open(&self) -> bool {
        let inside = ["name", "phone", "address", "reply", "reply_way", "reach_note"];
        self.form.names_caller() || inside.iter().any(|field| self.errors.has(field))
    }

    fn more_open(&self) -> bool {
        self.form.says_more() || ["place", "district", "age_group"].iter().any(|field| self.errors.has(field))
    }
}

/// An own memo.
#[derive(Debug, Clone)]
pub(crate) struct MemoRow {
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) href: String,
}

/// `GET /staff/memos/{key}`: what was just registered.
#[derive(Debug, Template)]
#[template(path = "staff/memo/done.html")]
pub(crate) struct MemoDonePage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// Four groups of digits; `None` when it may no more be shown.
    pub(crate) secret: Option<String>,
    /// It may be dangerous: the desk reads it first, whatever was chosen.
    pub(crate) urgent: bool,
    /// Address of the case; `None` when this person may not open it.
    pub(crate) case: Option<String>,
    /// Address of the slip.
    pub(crate) slip: String,
    /// Address of the next memo.
    pub(crate) next: String,
}
