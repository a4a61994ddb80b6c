//! The city's rules: which there are, what one says, what it said before.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{access::Permission, rule::RuleKind};
use kocho_service::{
    Error,
    admin::rule::{self, RuleView, VersionView},
};
use serde::Deserialize;

use super::file;
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

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
    pub(crate) label: &'static str,
    /// What it decides.
    pub(crate) about: &'static str,
    pub(crate) version: i64,
    pub(crate) valid_from: NaiveDate,
    /// A newer version begins on this day.
    pub(crate) next_from: Option<NaiveDate>,
}

/// `GET /staff/admin/rules/{kind}`
#[derive(Debug, Template)]
#[template(path = "staff/admin/rule/show.html")]
pub(crate) struct RulePage {
    pub(crate) frame: Frame,
    pub(crate) label: &'static str,
    pub(crate) about: &'static str,
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

/// The address of a rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RuleQuery {
    /// A version; empty: the one in force.
    version: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    let one = urls::rule("{kind}");
    Routes::new(state).get(urls::RULES, manage, list).get(urls::export(&one), manage, export).get(one, manage, show)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let rows = rule::list(&signed.cx(&state)).await?;
    let row = |row: rule::RuleRow| RuleRow {
        href: urls::rule(row.kind.code()),
        label: row.kind.title(),
        about: about(row.kind),
        version: row.version,
        valid_from: row.valid_from,
        next_from: row.next_from,
    };
    let page = RuleListPage { frame: signed.frame(&state), rows: rows.into_iter().map(row).collect() };
    Ok(Page::ok(page).into_response())
}

async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
    Query(query): Query<RuleQuery>,
) -> Result<Response, AppError> {
    let version = match query.version.as_str() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| Error::NotFound)?),
    };
    let view = rule::show(&signed.cx(&state), kind(&code)?, version).await?;
    Ok(Page::ok(RulePage::of(signed.frame(&state), view)).into_response())
}

async fn export(State(state): State<AppState>, signed: Signed, Path(code): Path<String>) -> Result<Response, AppError> {
    Ok(file(rule::export(&signed.cx(&state), kind(&code)?).await?))
}

/// The kind of rule in an address.
///
/// # Errors
/// [`Error::NotFound`] when there is none of this code.
pub(super) fn kind(code: &str) -> Result<RuleKind, Error> {
    RuleKind::from_code(code).ok_or(Error::NotFound)
}

/// What a rule decides, in a line.
const fn about(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Agencies => "市ではないところが答える用件と、その窓口",
        RuleKind::Approval => "起案から決裁までの順序と代決",
        RuleKind::Calendar => "開庁日、休庁日、開庁時間",
        RuleKind::Categories => "分野の一覧",
        RuleKind::Channels => "受付方法と、それぞれの回答の方針",
        RuleKind::City => "市の名前、連絡先、地区、年代など",
        RuleKind::Danger => "危険を知らせる言葉が見つかったときの連絡先と案内",
        RuleKind::Deadlines => "回答期限と、途中の期限",
        RuleKind::Dialogue => "市長との対話の日など：申し込める人、枠、申込期間、断る理由",
        RuleKind::Imports => "CSV・Excelの取込みで読める見出しと言葉",
        RuleKind::Kinds => "種別の一覧",
        RuleKind::Letter => "回答書と受付の文面、文書番号",
        RuleKind::Limits => "文字数、ファイル、ログインなどの上限",
        RuleKind::Outcomes => "対応区分の一覧",
        RuleKind::Reasons => "終了、返却などの理由の一覧",
        RuleKind::Panel => "市政モニター：なれる人、割り当て、公募で聞くこと、謝礼、通知",
        RuleKind::Paper => "提案箱の設置場所、用紙の欄の順、照合の割合",
        RuleKind::Terms => "施策や課を指す、この市の言葉（画面「手がかり語」でも変えられます）",
    }
}

impl RulePage {
    fn of(frame: Frame, view: RuleView) -> Self {
        let url = urls::rule(view.kind.code());
        RulePage {
            frame,
            label: view.kind.title(),
            about: about(view.kind),
            version: view.version,
            valid_from: view.valid_from,
            old: !view.current,
            text: view.body,
            import: urls::import(&url),
            export: urls::export(&url),
            history: view.history.into_iter().map(|line| HistoryRow::of(&url, line)).collect(),
        }
    }
}

impl HistoryRow {
    pub(crate) fn of(url: &str, line: VersionView) -> Self {
        HistoryRow {
            version: line.version,
            valid_from: line.valid_from,
            by: line.by,
            at: line.at,
            href: urls::version(url, line.version),
            current: line.current,
        }
    }
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
                href: format!("/staff/admin/rules/deadlines?version={version}"),
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
            let row = |kind: RuleKind| RuleRow {
                href: urls::rule(kind.code()),
                label: kind.title(),
                about: about(kind),
                version: 2,
                valid_from: "2026-10-01".parse().unwrap(),
                next_from: "2027-04-01".parse().ok(),
            };
            RuleListPage { frame: Frame::staff_sample(), rows: RuleKind::ALL.map(row).to_vec() }
        }
    }

    impl RulePage {
        /// The deadlines.
        pub(crate) fn sample() -> Self {
            RulePage {
                frame: Frame::staff_sample(),
                label: "期限",
                about: about(RuleKind::Deadlines),
                version: 2,
                valid_from: "2026-10-01".parse().unwrap(),
                old: false,
                text: "[reply]\ndays = 10\ncount = \"open_days\"  # 開庁日\n\n[route]\ndays = 1\n".into(),
                history: HistoryRow::samples(),
                import: "/staff/admin/rules/deadlines/import".into(),
                export: "/staff/admin/rules/deadlines/export".into(),
            }
        }
    }
}
