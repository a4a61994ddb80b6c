//! A version of a draft and what it changed.

use askama::Template;
use chrono::{DateTime, Utc};

use super::stage::VersionRow;
use crate::{frame::Frame, staff::filters};

/// `GET /staff/cases/{key}/versions/{version}`
#[derive(Debug, Template)]
#[template(path = "staff/case/version.html")]
pub(crate) struct VersionPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// 回答案 or 処理結果
    pub(crate) what: &'static str,
    pub(crate) version: u32,
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

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, at, desk_frame},
        urls::staff as urls,
    };

    impl VersionPage {
        /// The second version.
        pub(crate) fn sample() -> Self {
            let version = |number, time| VersionRow {
                number,
                by: "市民協働課 担当A".into(),
                at: at(time),
                href: urls::draft_version(KEY, number),
            };
            VersionPage {
                frame: desk_frame(),
                number: "R8-000118-T".into(),
                what: "回答案",
                version: 2,
                by: "市民協働課 担当A".into(),
                at: at("2026-10-13T16:40"),
                outcome: "説明".into(),
                pieces: vec![
                    (Change::Same, "広報紙は、".into()),
                    (Change::Removed, "郵便局で".into()),
                    (Change::Added, "自治会に入っていない方にも、郵便局と公民館で".into()),
                    (Change::Same, "お渡ししています。\n".into()),
                    (Change::Added, "郵送もできます。".into()),
                ],
                versions: vec![version(2, "2026-10-13T16:40"), version(1, "2026-10-12T11:05")],
                back: urls::case(KEY),
            }
        }
    }
}
