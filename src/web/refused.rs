//! What staff read when a rule says no: the rule's own words and the way back to the case.

use askama::Template;

use crate::frame::Frame;

/// A rule said no; nothing was changed.
#[derive(Debug, Template)]
#[template(path = "staff/refused.html")]
pub(crate) struct RefusedPage {
    pub(crate) frame: Frame,
    /// The rule's words.
    pub(crate) words: String,
    /// Where the person came from.
    pub(crate) back: String,
}

/// A form that waited for a login, ready to be sent again.
#[derive(Debug, Template)]
#[template(path = "staff/resume.html")]
pub(crate) struct ResumePage {
    pub(crate) frame: Frame,
    /// Where the form goes.
    pub(crate) action: String,
    /// Everything that was typed.
    pub(crate) fields: Vec<(String, String)>,
    /// The page it came from.
    pub(crate) back: String,
}
