//! Sections: names, 部, duties in words, validity, who follows.

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors},
    },
};

/// `GET /staff/admin/sections`
#[derive(Debug, Template)]
#[template(path = "staff/admin/section/list.html")]
pub(crate) struct SectionListPage {
    pub(crate) frame: Frame,
    /// 部 with their sections, in the city's order.
    pub(crate) groups: Vec<SectionGroup>,
    pub(crate) import: String,
    pub(crate) export: String,
}

/// A 部.
#[derive(Debug, Clone)]
pub(crate) struct SectionGroup {
    pub(crate) name: String,
    pub(crate) rows: Vec<SectionRow>,
}

/// A section.
#[derive(Debug, Clone)]
pub(crate) struct SectionRow {
    pub(crate) href: String,
    pub(crate) name: String,
    /// First words of its duties.
    pub(crate) duties: String,
    pub(crate) mail: String,
    pub(crate) staff: usize,
    pub(crate) open_cases: u64,
    /// Ended on, and who follows; `None` while it exists.
    pub(crate) ended: Option<(NaiveDate, String)>,
    /// デモ用の仮の課 and the like, or empty.
    pub(crate) note: String,
}

/// `GET /staff/admin/sections/new`, `GET /staff/admin/sections/{id}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/section/edit.html")]
pub(crate) struct SectionEditPage {
    pub(crate) frame: Frame,
    pub(crate) url: String,
    pub(crate) new: bool,
    pub(crate) form: SectionForm,
    /// 部 that exist.
    pub(crate) parents: Vec<Choice>,
    /// Sections that can follow.
    pub(crate) successors: Vec<Choice>,
    pub(crate) errors: Errors,
}

/// `POST /staff/admin/sections`, `POST /staff/admin/sections/{id}`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct SectionForm {
    #[validate(length(min = 1, max = 40, message = "課の名前を入力してください"))]
    pub(crate) name: String,
    #[validate(length(max = 80, message = "読みが長すぎます"))]
    pub(crate) reading: String,
    #[validate(length(max = 120, message = "英語の名前が長すぎます"))]
    pub(crate) english: String,
    /// Id of the 部.
    pub(crate) parent: String,
    /// 事務分掌, one duty a line.
    #[validate(length(max = 8000, message = "事務分掌は8000文字までにしてください"))]
    pub(crate) duties: String,
    #[validate(length(max = 254, message = "メールアドレスが長すぎます"))]
    pub(crate) mail: String,
    #[validate(length(max = 40, message = "電話番号が長すぎます"))]
    pub(crate) phone: String,
    /// ISO dates; `until` empty: no end.
    pub(crate) from: String,
    pub(crate) until: String,
    /// Id of the section that follows; empty: none.
    pub(crate) successor: String,
}

#[cfg(test)]
mod sample {
    use super::*;

    impl SectionListPage {
        /// Two 部, one section that ended.
        pub(crate) fn sample() -> Self {
            let row = |name: &str, duties: &str, note: &str| SectionRow {
                href: "/staff/admin/sections/4".into(),
                name: name.into(),
                duties: duties.into(),
                mail: "ka@example.jp".into(),
                staff: 3,
                open_cases: 5,
                ended: None,
                note: note.into(),
            };
            let ended = Some(("2025-03-31".parse().unwrap(), "企画調整課".to_owned()));
            let first = vec![
                row("企画調整課", "総合計画、行政改革", ""),
                SectionRow { ended, open_cases: 0, ..row("政策調整課", "総合計画", "") },
            ];
            let second = vec![
                row("市民協働課", "市民活動、自治会、男女共同参画", ""),
                row("下水道課", "下水道、浄化槽", "デモ用の仮の課"),
            ];
            SectionListPage {
                frame: Frame::staff_sample(),
                groups: vec![
                    SectionGroup { name: "企画財政部".into(), rows: first },
                    SectionGroup { name: "市民生活部".into(), rows: second },
                ],
                import: "/staff/admin/sections/import".into(),
                export: "/staff/admin/sections/export".into(),
            }
        }
    }

    impl SectionEditPage {
        /// 市民協働課.
        pub(crate) fn sample() -> Self {
            SectionEditPage {
                frame: Frame::staff_sample(),
                url: "/staff/admin/sections/4".into(),
                new: false,
                form: SectionForm {
                    name: "市民協働課".into(),
                    reading: "しみんきょうどうか".into(),
                    english: "Civic Cooperation Section".into(),
                    parent: "2".into(),
                    duties: "市民活動の支援に関すること\n自治会に関すること".into(),
                    mail: "kyodo@example.jp".into(),
                    phone: "0299-00-0000".into(),
                    from: "2018-04-01".into(),
                    ..SectionForm::default()
                },
                parents: vec![Choice::new("2", "市民生活部").chosen(), Choice::new("3", "企画財政部")],
                successors: vec![Choice::new("9", "企画調整課")],
                errors: Errors::default(),
            }
        }
    }
}
