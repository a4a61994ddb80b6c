//! The city's rules: which there are, what one says and said, and taking in a new version.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Permission,
    rule::{RuleKind, Rules},
    story::{AuditEvent, Story},
};
use kocho_store::{
    Tx,
    rule::{self, Version},
};

use super::{
    allow,
    diff::{Difference, compare, entries},
    sensible,
};
use crate::{Cx, Error};

/// The largest document that is taken in, in bytes.
const DOCUMENT_BYTES: usize = 500_000;

/// A kind of rule in the list.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// Which.
    pub kind: RuleKind,
    /// The version in force.
    pub version: i64,
    /// Since when it holds.
    pub valid_from: NaiveDate,
    /// A newer version begins on this day.
    pub next_from: Option<NaiveDate>,
}

/// A version of a rule.
#[derive(Debug, Clone)]
pub struct RuleView {
    /// Which.
    pub kind: RuleKind,
    /// The version shown.
    pub version: i64,
    /// Since when it holds.
    pub valid_from: NaiveDate,
    /// It is the one in force.
    pub current: bool,
    /// The document.
    pub body: String,
    /// All versions, newest first.
    pub history: Vec<VersionView>,
}

/// A line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    /// From 1.
    pub version: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// Who entered it, by office; empty when it came from a file.
    pub by: String,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// In force today.
    pub current: bool,
}

/// All kinds of rules.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn list(cx: &Cx) -> Result<Vec<RuleRow>, Error> {
    allow(cx, Permission::RuleManage)?;
    let mut rows = Vec::new();
    for kind in RuleKind::ALL {
        let history = rule::history(&cx.reader(), kind).await?;
        if let Some(current) = in_force(&history, cx.today()) {
            let next = history.iter().filter(|v| v.version > current.version).map(|v| v.valid_from).min();
            rows.push(RuleRow { kind, version: current.version, valid_from: current.valid_from, next_from: next });
        }
    }
    Ok(rows)
}

/// A rule as it is, or as it was in a version.
///
/// # Errors
/// [`Error::NotFound`] for a version that never was; [`Error::Denied`].
pub async fn show(cx: &Cx, kind: RuleKind, version: Option<i64>) -> Result<RuleView, Error> {
    allow(cx, Permission::RuleManage)?;
    let history = rule::history(&cx.reader(), kind).await?;
    let authors = rule::authors(&cx.reader(), kind).await?;
    let current = in_force(&history, cx.today()).map(|v| v.version);
    let wanted = version.or(current);
    let shown = history.iter().find(|v| Some(v.version) == wanted).ok_or(Error::NotFound)?;
    let line = |v: &Version| VersionView::of(v, &authors, current);
    Ok(RuleView {
        kind,
        version: shown.version,
        valid_from: shown.valid_from,
        current: Some(shown.version) == current,
        body: shown.body.clone(),
        history: history.iter().map(line).collect(),
    })
}

impl VersionView {
    fn of(v: &Version, authors: &BTreeMap<i64, String>, current: Option<i64>) -> Self {
        VersionView {
            version: v.version,
            valid_from: v.valid_from,
            by: authors.get(&v.version).cloned().unwrap_or_default(),
            at: v.created_at,
            current: Some(v.version) == current,
        }
    }
}

/// The history of a rule, newest first, for those who may change this one alone.
pub(crate) async fn lines(cx: &Cx, kind: RuleKind) -> Result<Vec<VersionView>, Error> {
    let history = rule::history(&cx.reader(), kind).await?;
    let authors = rule::authors(&cx.reader(), kind).await?;
    let current = in_force(&history, cx.today()).map(|v| v.version);
    Ok(history.iter().map(|v| VersionView::of(v, &authors, current)).collect())
}

/// Of the versions that have begun, the newest.
fn in_force(newest_first: &[Version], today: NaiveDate) -> Option<&Version> {
    newest_first.iter().find(|v| v.valid_from <= today)
}

/// What a new text would change. Nothing is taken in.
///
/// # Errors
/// [`Error::Invalid`] for `text` with place, problem and remedy when it is no such rule.
pub async fn preview(cx: &Cx, kind: RuleKind, text: &str) -> Result<Vec<Difference>, Error> {
    allow(cx, Permission::RuleManage)?;
    check(&rule::in_force(&cx.reader(), cx.today()).await?, kind, text)?;
    crate::term::known_targets(cx, kind, text)?;
    let now = show(cx, kind, None).await?;
    Ok(compare(&entries(&now.body), &entries(text)))
}

/// Takes a new version in, in force from a day (today or later); answers its number.
///
/// # Errors
/// [`Error::Invalid`] for `text` or `valid_from`.
pub async fn import(cx: &Cx, kind: RuleKind, text: &str, valid_from: NaiveDate) -> Result<i64, Error> {
    allow(cx, Permission::RuleManage)?;
    if sensible("valid_from", valid_from)? < cx.today() {
        return Err(Error::field(
            "valid_from",
            "今日か、今日より後の日にしてください。過ぎた日の規則は変えられません。",
        ));
    }
    let mut tx = cx.begin().await?;
    let version = add_version(cx, &mut tx, kind, text, valid_from).await?;
    tx.commit(Story::audit(changed(kind, version, valid_from))).await?;
    cx.house.refresh().await?;
    Ok(version)
}

/// Adds a version that fits to all the other rules, and brings the lists that cases point to in line.
pub(crate) async fn add_version(
    cx: &Cx,
    tx: &mut Tx,
    kind: RuleKind,
    text: &str,
    valid_from: NaiveDate,
) -> Result<i64, Error> {
    let rules = check(&rule::in_force(tx, cx.today()).await?, kind, text)?;
    crate::term::known_targets(cx, kind, text)?;
    let version = rule::add(tx, kind, valid_from, text).await?;
    rule::sync_lists(tx, &rules).await?;
    Ok(version)
}

pub(crate) fn changed(kind: RuleKind, version: i64, valid_from: NaiveDate) -> AuditEvent {
    let event = AuditEvent::new("rule_changed", "rule", None).with("kind", kind.code());
    event.with("version", version).with("from", valid_from)
}

/// All rules with this text in the place of the one in force.
fn check(versions: &[Version], kind: RuleKind, text: &str) -> Result<Rules, Error> {
    if text.len() > DOCUMENT_BYTES || text.contains('\0') {
        return Err(Error::field("text", "規則の文として読めません。ファイルを確かめてください。"));
    }
    let others = versions.iter().filter_map(|v| RuleKind::from_code(&v.kind).map(|k| (k, v.body.as_str())));
    let documents = others.filter(|(other, _)| *other != kind).chain([(kind, text)]);
    Rules::from_documents(documents).map_err(|error| Error::field("text", error.to_string()))
}

/// The rule in force as a file: name and text.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn export(cx: &Cx, kind: RuleKind) -> Result<(String, String), Error> {
    Ok((kind.file_name(), show(cx, kind, None).await?.body))
}
