//! A version of a draft and what it changed.

use askama::Template;
use chrono::{DateTime, Utc};

use super::stage::VersionRow;
use crate::{frame::Frame, staff::filters};

/// `GET /staff/cases/{id}/versions/{n}`
#[derive(Debug, Template)]
#[template(path = "staff/case/version.html")]
pub(crate) struct VersionPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// 回答案 or 処理結果
    pub(crate) what: &'static str,
    pub(crate) version: i64,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    /// 対応区分 of this version.
    pub(crate) outcome: String,
    /// The text against the version before; for the first one all is [`Change::Same`].
    pub(crate) pieces: Vec<(Change, String)>,
    /// All versions, newest first.
    pub(crate) versions: Vec<VersionRow>,
    /// Address of the case.
    pub(crate) back: String,
}

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It stayed.
    Same,
    /// It is new.
    Added,
    /// It was taken out.
    Removed,
}
