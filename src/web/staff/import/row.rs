//! One row of a table, every cell as it was typed, and whether it is taken in.

use askama::Template;
use kocho_domain::import::{
    column::Field,
    state::{ImportState, RowState},
};
use kocho_service::import::row::WholeRow;

use super::tone_of_row;
use crate::{
    frame::Frame,
    staff::view::{Fact, Tone},
    urls::staff as urls,
};

/// `GET /staff/imports/{import}/rows/{line}`
#[derive(Debug, Template)]
#[template(path = "staff/import/row.html")]
pub(crate) struct ImportRowPage {
    pub(crate) frame: Frame,
    pub(crate) number: u32,
    pub(crate) file: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// It has dangerous words.
    pub(crate) dangerous: bool,
    /// Column and what is wrong.
    pub(crate) errors: Vec<(String, String)>,
    pub(crate) doubts: Vec<String>,
    /// Header and what was typed; empty when it is erased.
    pub(crate) cells: Vec<Fact>,
    /// What can be done: the button's value and its word.
    pub(crate) act: Option<(&'static str, &'static str)>,
    pub(crate) url: String,
    pub(crate) back: String,
}

impl ImportRowPage {
    /// From what the service says.
    pub(super) fn of(frame: Frame, whole: &WholeRow) -> Self {
        let (import, row) = (&whole.import, &whole.row);
        let key = import.key.as_str();
        let wish = import.mapping.split(',').position(|code| Field::parse(code) == Some(Field::ReplyWanted));
        let said = |(n, words): (usize, &str)| match words {
            "" if Some(n) == wish => "未記入（希望なしとして扱います）".to_owned(),
            "" => "－".to_owned(),
            words => words.to_owned(),
        };
        let cells = whole.cells.iter().enumerate();
        ImportRowPage {
            frame,
            number: row.row,
            file: import.file_name.clone(),
            state: row.state.label(),
            tone: tone_of_row(row.state),
            dangerous: !row.danger.is_empty(),
            errors: row.errors.iter().map(|fault| (fault.column.clone(), fault.message.clone())).collect(),
            doubts: row.doubts.clone(),
            cells: cells.map(|(n, cell)| Fact::new(cell.label.clone(), said((n, &cell.words)))).collect(),
            act: if import.state == ImportState::Ready { act(row.state) } else { None },
            url: urls::import_row(key, row.row),
            back: urls::import_rows(key, "", row.row.saturating_sub(1)),
        }
    }
}

const fn act(state: RowState) -> Option<(&'static str, &'static str)> {
    match state {
        RowState::Good | RowState::Known => Some(("leave", "この行を取り込まない")),
        RowState::Left => Some(("back", "取り込む行に戻す")),
        RowState::Unread | RowState::Bad | RowState::Taken | RowState::Undone => None,
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, desk_frame};

    impl ImportRowPage {
        /// A row that may be of somebody who wrote another one too.
        pub(crate) fn sample() -> Self {
            ImportRowPage {
                frame: desk_frame(),
                number: 10,
                file: "提案箱_5月.csv".into(),
                state: RowState::Good.label(),
                tone: tone_of_row(RowState::Good),
                dangerous: true,
                errors: Vec::new(),
                doubts: vec!["この表のほかの行と同じ人かもしれません（35行目）".into()],
                cells: vec![
                    Fact::new("受付日", "2026/5/1"),
                    Fact::new("返信希望", "未記入（希望なしとして扱います）"),
                    Fact::new("本文", "道の穴で自転車が倒れました。\n早く直してください。"),
                ],
                act: act(RowState::Good),
                url: urls::import_row(KEY, 10),
                back: urls::import_rows(KEY, "", 9),
            }
        }

        /// A row to mend.
        pub(crate) fn sample_bad() -> Self {
            ImportRowPage {
                state: RowState::Bad.label(),
                tone: tone_of_row(RowState::Bad),
                dangerous: false,
                errors: vec![("本文".into(), "本文がありません。白紙なら、この行は取り込めません".into())],
                doubts: Vec::new(),
                act: None,
                ..ImportRowPage::sample()
            }
        }
    }
}
