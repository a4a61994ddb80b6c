//! The city's rules: which there are, what one says, what it said before.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{frame::Frame, staff::filters};

/// `GET /staff/admin/rules`
#[derive(Debug, Template)]
#[template(path = "staff/admin/rule/list.html")]
pub(crate) struct RuleListPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<RuleRow>,
}

/// A kind of rule.
#[derive(Debug, Clone)]
pub(crate) struct RuleRow {
    pub(crate) href: String,
    /// 回答期限
    pub(crate) label: String,
    /// What it decides.
    pub(crate) about: String,
    pub(crate) version: i64,
    pub(crate) valid_from: NaiveDate,
}

/// `GET /staff/admin/rules/{kind}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/rule/show.html")]
pub(crate) struct RulePage {
    pub(crate) frame: Frame,
    pub(crate) label: String,
    pub(crate) about: String,
    pub(crate) version: i64,
    pub(crate) valid_from: NaiveDate,
    /// It is not the one in force.
    pub(crate) old: bool,
    /// The document itself.
    pub(crate) text: String,
    pub(crate) history: Vec<HistoryRow>,
    pub(crate) import: String,
    pub(crate) export: String,
}

/// A version of a rule or a plan.
#[derive(Debug, Clone)]
pub(crate) struct HistoryRow {
    pub(crate) version: i64,
    pub(crate) valid_from: NaiveDate,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) href: String,
    pub(crate) current: bool,
}

#[cfg(test)]
mod sample {
    use super::*;

    impl HistoryRow {
        /// Two versions.
        pub(crate) fn samples() -> Vec<HistoryRow> {
            let row = |version, from: &str, at: &str, current| HistoryRow {
                version,
                valid_from: from.parse().unwrap(),
                by: "システム管理者".into(),
                at: at.parse().unwrap(),
                href: format!("/staff/admin/rules/deadline?version={version}"),
                current,
            };
            vec![
                row(2, "2026-10-01", "2026-09-24T14:02:00Z", true),
                row(1, "2026-04-01", "2026-03-27T09:10:00Z", false),
            ]
        }
    }

    impl RuleListPage {
        /// Two rules.
        pub(crate) fn sample() -> Self {
            let row = |kind: &str, label: &str, about: &str| RuleRow {
                href: crate::urls::staff::rule(kind),
                label: label.into(),
                about: about.into(),
                version: 2,
                valid_from: "2026-10-01".parse().unwrap(),
            };
            RuleListPage {
                frame: Frame::staff_sample(),
                rows: vec![
                    row("deadline", "期限", "受付方法ごとの回答期限と、途中の期限"),
                    row("approval", "決裁の順序", "起案から決裁までの役割と順序"),
                    row("reasons", "回答しない理由", "回付せずに終えるときの理由の一覧"),
                ],
            }
        }
    }

    impl RulePage {
        /// The deadlines.
        pub(crate) fn sample() -> Self {
            RulePage {
                frame: Frame::staff_sample(),
                label: "期限".into(),
                about: "受付方法ごとの回答期限と、途中の期限".into(),
                version: 2,
                valid_from: "2026-10-01".parse().unwrap(),
                old: false,
                text: "[reply]\ndays = 10\ncount = \"open_days\"  # 開庁日\n\n[route]\ndays = 1\n".into(),
                history: HistoryRow::samples(),
                import: "/staff/admin/rules/deadline/import".into(),
                export: "/staff/admin/rules/deadline/export".into(),
            }
        }
    }
}
