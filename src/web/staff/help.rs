//! Help: the keys, and the way of a case in words.

use askama::Template;

use crate::frame::Frame;

/// `GET /staff/help`
#[derive(Debug, Template)]
#[template(path = "staff/help/show.html")]
pub(crate) struct HelpPage {
    pub(crate) frame: Frame,
    /// Shortcuts act for this person.
    pub(crate) shortcuts: bool,
    /// The workflow table in words, made from the table itself.
    pub(crate) steps: Vec<WorkflowRow>,
}

/// One row of the workflow.
#[derive(Debug, Clone)]
pub(crate) struct WorkflowRow {
    /// 回付済
    pub(crate) status: &'static str,
    /// 受諾する
    pub(crate) act: &'static str,
    /// 課担当・係長・課長
    pub(crate) who: String,
    /// 受諾
    pub(crate) to: &'static str,
    /// The first row of its status: the word is shown once for all its rows.
    pub(crate) span: Option<usize>,
}

#[cfg(test)]
impl HelpPage {
    /// Three rows.
    pub(crate) fn sample() -> Self {
        let row = |span, status, act, who: &str, to| WorkflowRow { status, act, who: who.into(), to, span };
        HelpPage {
            frame: Frame::staff_sample(),
            shortcuts: true,
            steps: vec![
                row(Some(2), "受付", "回付する", "広聴担当", "回付済"),
                row(None, "受付", "回付せずに終える", "広聴担当", "終了確認待ち"),
                row(Some(2), "回付済", "受諾する", "課担当・係長・課長", "受諾"),
                row(None, "回付済", "返却する", "課担当・係長・課長", "受付"),
                row(Some(1), "決裁中", "決裁する", "課長", "発送待ち"),
            ],
        }
    }
}
