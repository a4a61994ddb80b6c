//! Who did or saw what, for auditors. No content: codes, subjects and times only.

use askama::Template;
use axum::{
    body::Body,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use kocho_domain::access::Permission;
use kocho_service::audit;
use serde::Deserialize;

use crate::{
    files::csv_table,
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{filters, view::Choice},
    state::AppState,
    urls::staff as urls,
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
    /// Address of the newest page, when this is an older one.
    pub(crate) newest: Option<String>,
    /// Address of the older page, when there is one.
    pub(crate) next: Option<String>,
    /// A filter is set.
    pub(crate) filtered: bool,
    /// All lines of the filter as CSV.
    pub(crate) csv: String,
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
    /// Why, in their words, or empty.
    pub(crate) reason: String,
    /// `key=value` pairs of codes.
    pub(crate) data: String,
}

/// The filter in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuditQuery {
    /// Staff id.
    pub(crate) actor: String,
    /// Code of the act.
    pub(crate) act: String,
    /// A noun and its number: 案件 123.
    pub(crate) subject: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) after: String,
}

impl AuditQuery {
    /// The address of this list from a line on; empty: from the newest.
    fn address(&self, after: &str) -> String {
        self.address_of(urls::AUDIT, after)
    }

    fn csv(&self) -> String {
        self.address_of(urls::AUDIT_CSV, "")
    }

    fn address_of(&self, list: &str, after: &str) -> String {
        urls::case_list(
            list,
            &[
                ("actor", &self.actor),
                ("act", &self.act),
                ("subject", &self.subject),
                ("from", &self.from),
                ("until", &self.until),
                ("after", after),
            ],
        )
    }

    fn is_set(&self) -> bool {
        self.address("") != urls::AUDIT
    }
}

/// The door.
pub(crate) fn routes(state: &AppState) -> Routes {
    let auditor = Access::Staff(Permission::AuditRead);
    Routes::new(state).get(urls::AUDIT, auditor, list).get(urls::AUDIT_CSV, auditor, csv)
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AuditQuery>,
) -> Result<Response, AppError> {
    let found = audit::page(&signed.cx(&state), &asked(&query)).await?;
    Ok(Page::ok(page(signed.frame(&state), &query, found)).into_response())
}

/// `GET /staff/audit/csv`: goes out chunk by chunk.
async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<AuditQuery>,
) -> Result<Response, AppError> {
    let export = audit::export(&signed.cx(&state), &asked(&query)).await?;
    let name = export.file_name.clone();
    let chunks = futures_util::stream::try_unfold(export, |mut export| async move {
        Ok::<_, kocho_service::Error>(export.next().await?.map(|chunk| (chunk, export)))
    });
    Ok(csv_table(&name, Body::from_stream(chunks)))
}

fn asked(query: &AuditQuery) -> audit::AuditQuery {
    let query = query.clone();
    audit::AuditQuery {
        actor: query.actor,
        act: query.act,
        subject: query.subject,
        from: query.from,
        until: query.until,
        after: query.after,
    }
}

fn page(frame: Frame, query: &AuditQuery, found: audit::AuditPage) -> AuditPage {
    let choice =
        |value: String, label: String, chosen: &str| Choice { chosen: value == chosen, ..Choice::new(value, label) };
    let row = |row: audit::AuditRow| AuditRow {
        at: row.at,
        actor: row.actor,
        act: row.act,
        subject: row.subject,
        reason: row.reason,
        data: row.data,
    };
    AuditPage {
        frame,
        actors: found.actors.into_iter().map(|(id, name)| choice(id.to_string(), name, &query.actor)).collect(),
        acts: found.acts.into_iter().map(|(code, word)| choice(code.into(), word.into(), &query.act)).collect(),
        subject: query.subject.clone(),
        from: query.from.clone(),
        until: query.until.clone(),
        rows: found.rows.into_iter().map(row).collect(),
        newest: (!query.after.is_empty()).then(|| query.address("")),
        next: found.next.map(|after| query.address(&after)),
        filtered: query.is_set(),
        csv: query.csv(),
    }
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
            data: String::new(),
        };
        AuditPage {
            frame: Frame::staff_sample(),
            actors: vec![Choice::new("7", "市民協働課 担当A"), Choice::new("2", "広聴担当A").chosen()],
            acts: vec![Choice::new("revealed", "個人情報を見た"), Choice::new("login", "ログインした")],
            subject: String::new(),
            from: "2026-10-01".into(),
            until: String::new(),
            rows: vec![
                row(
                    "2026-10-14T10:22:31Z",
                    "市民協働課 担当A",
                    "個人情報を見た",
                    "案件 R8-000118-T",
                    "現地の確認のため",
                ),
                row("2026-10-14T10:21:02Z", "市民協働課 担当A", "案件を開いた", "案件 R8-000118-T", ""),
                row("2026-10-14T10:20:12Z", "市民協働課 担当A", "ログインした", "職員 市民協働課 担当A", ""),
            ],
            newest: None,
            next: Some("/staff/audit?after=abc".into()),
            filtered: true,
            csv: urls::AUDIT_CSV.into(),
        }
    }
}
