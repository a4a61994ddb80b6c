//! 取込み: the tables that were brought, and one of them with what becomes of each row.

mod door;
mod row;
mod show;

use askama::Template;
use chrono::{DateTime, Utc};
use kocho_domain::import::state::{ImportState, RowState};
use kocho_service::import::ImportLine;

pub(crate) use self::{door::routes, row::ImportRowPage, show::ImportShowPage};
use crate::{
    frame::Frame,
    staff::{
        case::words::thousands,
        filters,
        view::{Choice, Errors, Tone},
    },
    urls::staff as urls,
};

/// `GET /staff/imports`
#[derive(Debug, Template)]
#[template(path = "staff/import/list.html")]
pub(crate) struct ImportListPage {
    pub(crate) frame: Frame,
    /// 受付方法 for rows that name none.
    pub(crate) channels: Vec<Choice>,
    pub(crate) errors: Errors,
    pub(crate) rows: Vec<ImportListRow>,
}

/// A table in the list.
#[derive(Debug, Clone)]
pub(crate) struct ImportListRow {
    pub(crate) href: String,
    pub(crate) file: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// 40行のうち38件
    pub(crate) words: String,
}

impl ImportListRow {
    fn of(line: &ImportLine) -> Self {
        let import = &line.import;
        ImportListRow {
            href: urls::import_table(import.key.as_str()),
            file: import.file_name.clone(),
            at: import.created_at,
            by: line.by.clone(),
            state: import.state.label(),
            tone: tone_of(import.state),
            words: match import.state {
                ImportState::Reading | ImportState::Ready | ImportState::Dropped | ImportState::Broken => {
                    format!("{}行", thousands(import.rows))
                }
                ImportState::Taking | ImportState::Taken | ImportState::Undoing | ImportState::Undone => {
                    format!("{}行のうち{}件を登録", thousands(import.rows), thousands(import.taken))
                }
            },
        }
    }
}

/// How a table's state looks.
const fn tone_of(state: ImportState) -> Tone {
    match state {
        ImportState::Reading | ImportState::Taking | ImportState::Undoing => Tone::Info,
        ImportState::Ready => Tone::Warning,
        ImportState::Taken => Tone::Success,
        ImportState::Undone | ImportState::Dropped => Tone::Calm,
        ImportState::Broken => Tone::Danger,
    }
}

/// How a row's state looks: only what asks for somebody stands out.
const fn tone_of_row(state: RowState) -> Tone {
    match state {
        RowState::Unread | RowState::Good | RowState::Left | RowState::Taken | RowState::Undone => Tone::Calm,
        RowState::Bad => Tone::Danger,
        RowState::Known => Tone::Warning,
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};

    impl ImportListPage {
        /// Two tables.
        pub(crate) fn sample() -> Self {
            let row = |file: &str, state: ImportState, words: &str| ImportListRow {
                href: urls::import_table(KEY),
                file: file.into(),
                at: at("2026-06-01T10:20"),
                by: "秘書広聴課 担当A".into(),
                state: state.label(),
                tone: tone_of(state),
                words: words.into(),
            };
            ImportListPage {
                frame: desk_frame(),
                channels: vec![
                    Choice::new("proposal_box", "市政提案箱").chosen(),
                    Choice::new("postcard", "私の提案はがき"),
                ],
                errors: Errors::default(),
                rows: vec![
                    row("提案箱_6月.xlsx", ImportState::Ready, "52行"),
                    row("提案箱_5月.csv", ImportState::Taken, "40行のうち38件を登録"),
                ],
            }
        }

        /// Nothing brought yet, and a file that was refused.
        pub(crate) fn sample_refused() -> Self {
            ImportListPage {
                errors: Errors::one(
                    "file",
                    "Excelファイルが壊れているか、途中で切れています。元のファイルを開いて保存し直してください",
                ),
                rows: Vec::new(),
                ..ImportListPage::sample()
            }
        }
    }
}
