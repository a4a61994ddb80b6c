//! Who did or saw what, for auditors. No content: codes, subjects and times only.

use askama::Template;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    frame::Frame,
    staff::{filters, view::Choice},
};

/// `GET /staff/audit`
#[derive(Debug, Template)]
#[template(path = "staff/audit/list.html")]
pub(crate) struct AuditPage {
    pub(crate) frame: Frame,
    pub(crate) actors: Vec<Choice>,
    pub(crate) acts: Vec<Choice>,
    /// What was looked for: 案件 123.
    pub(crate) subject: String,
    /// ISO dates, as typed.
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) rows: Vec<AuditRow>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    /// A filter is set.
    pub(crate) filtered: bool,
    pub(crate) csv: Option<String>,
}

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct AuditRow {
    pub(crate) at: DateTime<Utc>,
    /// 市民協働課 担当A, 自動処理, 申出人
    pub(crate) actor: String,
    /// 連絡先を見た
    pub(crate) act: String,
    /// 案件 R8-000123-K
    pub(crate) subject: String,
    /// Reason code in words, or empty.
    pub(crate) reason: String,
    /// Request id.
    pub(crate) request: String,
}

/// The filter in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuditQuery {
    /// Staff id.
    pub(crate) actor: String,
    /// Code of the act.
    pub(crate) act: String,
    /// A receipt number, or a noun and id.
    pub(crate) subject: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) after: String,
    pub(crate) before: String,
}

#[cfg(test)]
impl AuditPage {
    /// Two looks and a login.
    pub(crate) fn sample() -> Self {
        let at = |text: &str| text.parse().unwrap();
        let row = |time, actor: &str, act: &str, subject: &str, reason: &str| AuditRow {
            at: at(time),
            actor: actor.into(),
            act: act.into(),
            subject: subject.into(),
            reason: reason.into(),
            request: "01J9Z3K8".into(),
        };
        AuditPage {
            frame: Frame::staff_sample(),
            actors: vec![Choice::new("7", "市民協働課 担当A"), Choice::new("2", "広聴担当A").chosen()],
            acts: vec![Choice::new("reveal", "連絡先を見た"), Choice::new("login", "ログインした")],
            subject: String::new(),
            from: "2026-10-01".into(),
            until: String::new(),
            rows: vec![
                row("2026-10-14T10:22:31Z", "市民協働課 担当A", "連絡先を見た", "案件 R8-000118-T", "現地の確認のため"),
                row("2026-10-14T10:21:02Z", "市民協働課 担当A", "案件を開いた", "案件 R8-000118-T", ""),
                row("2026-10-14T10:20:12Z", "市民協働課 担当A", "ログインした", "本人", ""),
                row("2026-10-14T09:58:40Z", "自動処理", "メールを送った", "回答書 R8-000096-P", ""),
            ],
            previous: None,
            next: Some("/staff/audit?after=abc".into()),
            filtered: true,
            csv: Some("/staff/audit.csv".into()),
        }
    }
}
