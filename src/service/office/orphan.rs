//! Matters that no section owns: returned twice and waiting for a ruling, or left at the desk for days. Here somebody
//! decides who does it, with the reason; what was decided stands beside them as long as the case is at work.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use kocho_domain::{
    access::{CaseScope, Permission, case_scope},
    id::{CaseId, PublicKey, SectionId},
    workflow::{Act, Status},
};
use kocho_store::{
    case_list::{self, Filter, Order},
    event::Line,
    load,
};

use super::named;
use crate::{
    Cx, Error,
    desk::{DeskRow, SOON_OPEN_DAYS, desk_row},
};

/// So many open days may pass until the desk has routed a case.
pub const PATIENCE: u16 = 5;
/// Rows of each list.
const LISTED: u64 = 50;

/// Cases without an owner.
#[derive(Debug, Clone)]
pub struct Orphans {
    /// 裁定待ち, the earliest day first.
    pub disputed: Vec<Orphan>,
    /// At the desk since before [`PATIENCE`] open days, the earliest day first.
    pub left: Vec<Orphan>,
    /// Decided, and still at work, the newest decision first.
    pub decided: Vec<Orphan>,
    /// The reader decides who does them.
    pub decides: bool,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct Orphan {
    /// As lists show it.
    pub desk: DeskRow,
    /// The number of its last save: who decides has seen this state.
    pub lock: i64,
    /// What was said about who does it, the oldest first.
    pub said: Vec<Said>,
    /// Sections that were named as the right one, the last named first.
    pub named: Vec<SectionId>,
}

/// A return or a ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: DateTime<Utc>,
    /// It was decided; else a section returned it.
    pub is_ruling: bool,
    /// Who returned it, or who decided, by office.
    pub by: String,
    /// The section that was named or decided.
    pub section: String,
    /// Why: the reason of the city's list, and words.
    pub why: String,
}

/// The lists.
///
/// # Errors
/// [`Error::Denied`] for people who do not read all sections' cases.
pub async fn orphans(cx: &Cx) -> Result<Orphans, Error> {
    let (scope, decides) = reader(cx)?;
    let from = cx.reader();
    let disputed = Filter { statuses: vec![Status::Ruling], open: Some(true), ..Filter::default() };
    let disputed = case_list::page(&from, &scope, &disputed, Order::Due, None, LISTED).await?.rows;
    let left = case_list::page(&from, &scope, &left(cx), Order::Due, None, LISTED).await?.rows;
    let ruled = load::ruled(&from, LISTED).await?;
    let mut decided = case_list::of(&from, &scope, &ruled).await?;
    decided.sort_by_key(|row| ruled.iter().position(|id| *id == row.id));
    let all: Vec<CaseId> = disputed.iter().chain(&left).chain(&decided).map(|row| row.id).collect();
    let mut said: HashMap<CaseId, Vec<Line>> = HashMap::new();
    for line in load::disputes(&from, &all).await? {
        said.entry(CaseId(line.subject.unwrap_or(0))).or_default().push(line);
    }
    let locks = kocho_store::case::locks(&from, &all).await?;
    let soon = cx.city.rules.calendar().add_open_days(cx.today(), SOON_OPEN_DAYS);
    let orphan = |row: case_list::Row| {
        let lines = said.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        Orphan {
            lock: locks.get(&row.id).copied().unwrap_or(0),
            said: lines.iter().map(|line| told(cx, line)).collect(),
            named: last_named(lines),
            desk: desk_row(cx, row, soon),
        }
    };
    Ok(Orphans {
        disputed: disputed.into_iter().map(orphan).collect(),
        left: left.into_iter().map(orphan).collect(),
        decided: decided.into_iter().map(orphan).collect(),
        decides,
    })
}

/// How many cases wait for somebody to say who does them.
///
/// # Errors
/// As [`orphans`].
pub(super) async fn count(cx: &Cx) -> Result<u64, Error> {
    let (scope, _) = reader(cx)?;
    let from = cx.reader();
    let disputed = Filter { statuses: vec![Status::Ruling], open: Some(true), ..Filter::default() };
    Ok(case_list::count(&from, &scope, &disputed).await? + case_list::count(&from, &scope, &left(cx)).await?)
}

/// Decides who does a case: the same act as on its own page.
///
/// # Errors
/// As [`crate::route::rule`].
pub async fn decide(cx: &Cx, key: &PublicKey, seen: i64, section: SectionId, reason: &str) -> Result<(), Error> {
    crate::route::rule(cx, key, seen, section, reason).await
}

fn reader(cx: &Cx) -> Result<(CaseScope, bool), Error> {
    let staff = cx.actor.staff()?;
    let scope = case_scope(&cx.actor);
    if !staff.may(Permission::OfficeRead) || !scope.reads_all_sections() {
        return Err(Error::Denied);
    }
    Ok((scope, staff.may(Permission::CaseRule)))
}

/// Received, and nobody routed them since.
fn left(cx: &Cx) -> Filter {
    Filter {
        statuses: vec![Status::Received],
        open: Some(true),
        received_until: Some(patience_began(cx)),
        ..Filter::default()
    }
}

/// The last day from which [`PATIENCE`] open days have passed.
fn patience_began(cx: &Cx) -> NaiveDate {
    let calendar = cx.city.rules.calendar();
    let mut day = cx.today();
    while calendar.open_days_between(day, cx.today()) < usize::from(PATIENCE) && day > cx.today() - Days::new(60) {
        day = day - Days::new(1);
    }
    day
}

fn told(cx: &Cx, line: &Line) -> Said {
    let section = |key: &str| {
        let id = line.value(key).and_then(|id| id.parse().ok()).map(SectionId);
        id.map(|id| named::section(cx, id)).unwrap_or_default()
    };
    let is_ruling = line.code == Act::Rule.code();
    let reason = line.value("reason").and_then(|code| cx.city.rules.reason(code)).map(|reason| reason.label.clone());
    let words = line.free_text.as_deref().map(|text| crate::desk::masked_title(cx, text));
    Said {
        at: line.at,
        is_ruling,
        by: if is_ruling { line.actor.clone().unwrap_or_default() } else { section("from") },
        section: section(if is_ruling { "section" } else { "right" }),
        why: reason.into_iter().chain(words).collect::<Vec<_>>().join("　"),
    }
}

/// Sections that returns named, the last first, each once.
fn last_named(lines: &[Line]) -> Vec<SectionId> {
    let mut named: Vec<SectionId> = Vec::new();
    for id in lines.iter().rev().filter_map(|line| line.value("right")?.parse().ok()).map(SectionId) {
        if !named.contains(&id) {
            named.push(id);
        }
    }
    named
}
