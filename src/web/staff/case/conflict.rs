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

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, at, desk_frame},
        urls::staff as urls,
    };

    impl ConflictPage {
        /// Text and outcome differ.
        pub(crate) fn sample() -> Self {
            let field = |name: &str, label: &str, long, theirs: (&str, &str), yours: (&str, &str)| ConflictField {
                name: name.into(),
                label: label.into(),
                long,
                theirs: (theirs.0.into(), theirs.1.into()),
                yours: (yours.0.into(), yours.1.into()),
            };
            let theirs = "広報紙は郵便局と公民館でお渡ししています。";
            let yours = "広報紙は、自治会に入っていない方にも郵便局でお渡ししています。";
            ConflictPage {
                frame: desk_frame(),
                number: "R8-000118-T".into(),
                what: "回答案".into(),
                by: "市民協働課 担当B".into(),
                at: at("2026-10-13T16:42"),
                url: urls::case_act(KEY, "draft"),
                version: 4,
                fields: vec![
                    field("text", "本文", true, (theirs, theirs), (yours, yours)),
                    field("outcome", "対応区分", false, ("explained", "説明"), ("considering", "検討中")),
                ],
                same: vec![("note".into(), String::new())],
                back: urls::case(KEY),
            }
        }
    }
}
