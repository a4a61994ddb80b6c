//! Taking in a plan, sections or a rule from a file: first the differences, then the decision.

use askama::Template;
use serde::Deserialize;

use crate::{frame::Frame, staff::view::Errors};

/// `GET` and `POST …/import`: the file, then its differences.
#[derive(Debug, Template)]
#[template(path = "staff/admin/import.html")]
pub(crate) struct ImportPage {
    pub(crate) frame: Frame,
    /// 総合計画, 課, 規則「期限」
    pub(crate) what: String,
    pub(crate) url: String,
    pub(crate) form: ImportForm,
    /// What is wrong with the text: line (0: none in particular) and a sentence with its remedy. Then nothing is taken in.
    pub(crate) faults: Vec<(usize, String)>,
    /// What would change; `None` before a text was given.
    pub(crate) differences: Option<Vec<DifferenceRow>>,
    /// Address of what is imported.
    pub(crate) back: String,
    pub(crate) errors: Errors,
}

/// One difference.
#[derive(Debug, Clone)]
pub(crate) struct DifferenceRow {
    /// 追加, 変更, 廃止
    pub(crate) change: &'static str,
    /// 個別施策 1101
    pub(crate) place: String,
    pub(crate) before: String,
    pub(crate) after: String,
}

/// What the import sends (multipart at the first step: `file` instead of `text`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ImportForm {
    /// The document.
    pub(crate) text: String,
    /// ISO date from which it holds.
    pub(crate) valid_from: String,
    /// `preview` or `apply`.
    pub(crate) step: String,
}

#[cfg(test)]
impl ImportPage {
    /// Before a file was given.
    pub(crate) fn sample() -> Self {
        ImportPage {
            frame: Frame::staff_sample(),
            what: "総合計画".into(),
            url: "/staff/admin/plan/import".into(),
            form: ImportForm { valid_from: "2026-11-01".into(), ..ImportForm::default() },
            faults: Vec::new(),
            differences: None,
            back: "/staff/admin/plan".into(),
            errors: Errors::default(),
        }
    }

    /// The differences.
    pub(crate) fn sample_preview() -> Self {
        let row = |change, place: &str, before: &str, after: &str| DifferenceRow {
            change,
            place: place.into(),
            before: before.into(),
            after: after.into(),
        };
        ImportPage {
            form: ImportForm { text: "[plan]\ncode = \"omitama-2-2\"\n".into(), ..ImportPage::sample().form },
            differences: Some(vec![
                row("追加", "個別施策 1104", "", "地域の担い手の育成"),
                row("変更", "個別施策 1101 名称", "まちづくり組織の支援", "まちづくり組織の支援と連携"),
                row("廃止", "個別施策 1103", "学区コミュニティの組織化", ""),
            ]),
            ..ImportPage::sample()
        }
    }

    /// A text with a fault.
    pub(crate) fn sample_faults() -> Self {
        ImportPage {
            form: ImportForm { text: "[plan\n".into(), ..ImportPage::sample().form },
            faults: vec![(1, "「]」がありません。[plan] と書いてください。".into())],
            ..ImportPage::sample()
        }
    }
}
