//! Two people saved the same case: both versions side by side, nothing lost.
//!
//! The form posts the same fields to the same address as the one that met the conflict, with the newer version number;
//! it needs no handler of its own.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::{frame::Frame, staff::filters};

/// Answer 409 to a save that came second.
#[derive(Debug, Template)]
#[template(path = "staff/case/conflict.html")]
pub(crate) struct ConflictPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// 回答案
    pub(crate) what: String,
    /// Who saved first.
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    /// Where the choice is posted to.
    pub(crate) url: String,
    /// The newer version, now known.
    pub(crate) version: i64,
    pub(crate) fields: Vec<ConflictField>,
    /// Fields that are equal, sent along unseen: name and value.
    pub(crate) same: Vec<(String, String)>,
    /// Address of the case as it stands, to leave the own changes.
    pub(crate) back: String,
}

/// A field that differs.
#[derive(Debug, Clone)]
pub(crate) struct ConflictField {
    /// Name in the form.
    pub(crate) name: String,
    pub(crate) label: String,
    /// Long text: shown as both texts and a box to merge in; else a choice of two.
    pub(crate) long: bool,
    /// What was saved first: the value that is sent, and how it reads.
    pub(crate) theirs: (String, String),
    /// What the person at the screen typed.
    pub(crate) yours: (String, String),
}
