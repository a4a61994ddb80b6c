//! A version of a draft and what it changed.

use askama::Template;
use chrono::{DateTime, Utc};

use super::stage::{EnclosureView, VersionRow};
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
    /// 添付資料 of this version.
    pub(crate) enclosures: Vec<EnclosureView>,
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

/// Longest texts, in units, that are compared unit by unit; longer ones are shown as taken out and put in whole.
const COMPARED: usize = 2_000;

/// What changed from the version before, sentence by sentence: 。 and line ends cut.
pub(crate) fn changes(before: Option<&str>, after: &str) -> Vec<(Change, String)> {
    let Some(before) = before else { return vec![(Change::Same, after.to_owned())] };
    let (old, new) = (units(before), units(after));
    if old.len() > COMPARED || new.len() > COMPARED {
        return vec![(Change::Removed, before.to_owned()), (Change::Added, after.to_owned())];
    }
    let common = common_lengths(&old, &new);
    let length = |i: usize, j: usize| common.get(i * (new.len() + 1) + j).copied().unwrap_or(0);
    let mut pieces: Vec<(Change, String)> = Vec::new();
    let mut add = |change: Change, unit: &str| match pieces.last_mut() {
        Some((last, text)) if *last == change => text.push_str(unit),
        _ => pieces.push((change, unit.to_owned())),
    };
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b => {
                add(Change::Same, b);
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || length(i + 1, j) >= length(i, j + 1) => {
                add(Change::Removed, a);
                i += 1;
            }
            (_, Some(b)) => {
                add(Change::Added, b);
                j += 1;
            }
            (_, None) => break,
        }
    }
    pieces
}

/// A text in units that a reader compares: clauses, each with its mark.
fn units(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '、', '\n']).collect()
}

/// For every pair of ends, how many units both texts have in common from there on.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<u16> {
    let width = new.len() + 1;
    let mut table = vec![0u16; (old.len() + 1) * width];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let at = |i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
            let longest = if a == b { at(i + 1, j + 1) + 1 } else { at(i + 1, j).max(at(i, j + 1)) };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = longest;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};

    #[test]
    fn the_first_version_is_all_the_same() {
        assert_eq!(changes(None, "広報紙です。"), vec![(Change::Same, "広報紙です。".to_owned())]);
    }

    #[test]
    fn what_stayed_and_what_was_added_make_the_new_text() {
        let (old, new) = ("一つ目。二つ目。\n三つ目。", "一つ目。直した二つ目。\n三つ目。四つ目。");
        let pieces = changes(Some(old), new);
        let text = |without: Change| -> String {
            pieces.iter().filter(|(change, _)| *change != without).map(|(_, text)| text.as_str()).collect()
        };
        assert_eq!(text(Change::Removed), new);
        assert_eq!(text(Change::Added), old);
        assert_eq!(pieces.first(), Some(&(Change::Same, "一つ目。".to_owned())));
        assert!(changes(Some(""), "").is_empty());
    }
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
                enclosures: vec![EnclosureView::sample()],
                versions: vec![version(2, "2026-10-13T16:40"), version(1, "2026-10-12T11:05")],
                back: urls::case(KEY),
            }
        }
    }
}
