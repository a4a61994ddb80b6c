//! Sections: names, 部, what they do, from when until when, who follows.

use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    id::SectionId,
    rule::{
        RuleError,
        check::{Document, write},
    },
    section::{Section as Written, Sections},
    story::{AuditEvent, Story},
};
use kocho_store::{
    StoreError,
    section::{self, Section},
};

use super::{
    allow,
    diff::{Difference, compare},
    filled, line, mail, sensible,
};
use crate::{Cx, Error};

/// The largest file of sections that is taken in, in bytes.
const FILE_BYTES: usize = 500_000;

/// A section in the list.
#[derive(Debug, Clone)]
pub struct SectionRow {
    /// The section.
    pub section: Section,
    /// People who hold a role in it today.
    pub staff: usize,
    /// Open cases that it holds.
    pub open_cases: u64,
    /// Name of the section that follows.
    pub successor: Option<String>,
    /// It works today.
    pub current: bool,
}

/// What a page may change of a section.
#[derive(Debug, Clone, Default)]
pub struct EditSection {
    /// 課名
    pub name: String,
    /// Kana.
    pub reading: String,
    /// English name.
    pub name_en: String,
    /// 部
    pub department: String,
    /// 事務分掌, one a line.
    pub duties: String,
    /// Mail address.
    pub mail: String,
    /// 文書記号; empty: as it was, or the name for a new section.
    pub mark: String,
    /// First day; empty: as it was, or today for a new section.
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
    /// Who takes over its work.
    pub successor: Option<SectionId>,
}

/// All sections in the city's order.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn list(cx: &Cx) -> Result<Vec<SectionRow>, Error> {
    allow(cx, Permission::RuleManage)?;
    let sections = section::all(&cx.reader()).await?;
    let people = kocho_store::staff::all(&cx.reader()).await?;
    let open = kocho_store::case_list::open_by_section(&cx.reader()).await?;
    let today = cx.today();
    let works = |id: SectionId, roles: &[kocho_store::staff::HeldRole]| {
        roles.iter().any(|r| r.section == id && r.from <= today && r.until.is_none_or(|until| until >= today))
    };
    let name = |id: SectionId| sections.iter().find(|s| s.id == id).map(|s| s.name.clone());
    let row = |s: &Section| SectionRow {
        staff: people.iter().filter(|(account, roles)| account.active && works(s.id, roles)).count(),
        open_cases: open.get(&s.id.0).copied().unwrap_or(0),
        successor: s.successor.and_then(name),
        current: s.in_force(today),
        section: s.clone(),
    };
    Ok(sections.iter().map(row).collect())
}

/// One section.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`].
pub async fn show(cx: &Cx, id: SectionId) -> Result<Section, Error> {
    allow(cx, Permission::RuleManage)?;
    section::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)
}

/// Makes a section (`None`) or changes one. The list as a whole has to stay sound.
///
/// # Errors
/// [`Error::Invalid`] for the fields of [`EditSection`].
pub async fn save(cx: &Cx, id: Option<SectionId>, edit: &EditSection) -> Result<SectionId, Error> {
    allow(cx, Permission::RuleManage)?;
    let mut tx = cx.begin().await?;
    let mut sections = section::all(&tx).await?;
    let old = match id {
        Some(id) => Some(sections.iter().find(|s| s.id == id).cloned().ok_or(Error::NotFound)?),
        None => None,
    };
    let new = edited(cx, old.as_ref(), edit, &sections)?;
    match sections.iter_mut().find(|s| Some(s.id) == id) {
        Some(place) => *place = new.clone(),
        None => sections.push(new.clone()),
    }
    written(&sections).validate().map_err(|e| in_field(&e))?;
    let saved = section::save(&mut tx, &new).await.map_err(|error| {
        let taken = matches!(error, StoreError::Conflict);
        if taken { Error::field("name", "同じ名前の課があります。") } else { error.into() }
    })?;
    let code = if id.is_some() { "section_changed" } else { "section_added" };
    tx.commit(Story::audit(AuditEvent::new(code, "section", Some(saved.0)))).await?;
    cx.house.refresh().await?;
    Ok(saved)
}

fn edited(cx: &Cx, old: Option<&Section>, edit: &EditSection, all: &[Section]) -> Result<Section, Error> {
    let name = filled("name", &edit.name, 40)?;
    let from = edit.valid_from.or(old.map(|s| s.valid_from)).unwrap_or_else(|| cx.today());
    let until = edit.valid_until.map(|until| sensible("until", until)).transpose()?;
    if until.is_some_and(|until| until < from) {
        return Err(Error::field("until", "終わりの日は、始まりの日より後にしてください。"));
    }
    if edit.successor.is_some_and(|next| !all.iter().any(|s| s.id == next) || old.is_some_and(|s| s.id == next)) {
        return Err(Error::field("successor", "引き継ぐ課を、ほかの課から選んでください。"));
    }
    let duties = edit.duties.lines().map(str::trim).filter(|duty| !duty.is_empty());
    let duties = duties.map(|duty| line("duties", duty, 200)).collect::<Result<Vec<_>, _>>()?;
    if duties.is_empty() {
        return Err(Error::field("duties", "事務分掌を1つ以上、1行に1つずつ書いてください。"));
    }
    let mark = line("mark", &edit.mark, 10)?;
    let mark = if mark.is_empty() { old.map_or_else(|| name.clone(), |s| s.mark.clone()) } else { mark };
    Ok(Section {
        id: old.map_or(SectionId(0), |s| s.id),
        code: old.map_or_else(|| free_code(all), |s| s.code.clone()),
        reading: filled("reading", &edit.reading, 80)?,
        name_en: filled("english", &edit.name_en, 120)?,
        department: filled("department", &edit.department, 40)?,
        duties,
        mail: mail("mail", &edit.mail)?,
        mark,
        hearing: old.is_some_and(|s| s.hearing),
        head: old.and_then(|s| s.head.clone()),
        demo_note: old.and_then(|s| s.demo_note.clone()),
        successor: edit.successor,
        valid_from: sensible("from", from)?,
        valid_until: until,
        name,
    })
}

/// A code that no section had; codes are never used again.
fn free_code(all: &[Section]) -> String {
    let mut number = all.len() + 1;
    while all.iter().any(|s| s.code == format!("section-{number}")) {
        number += 1;
    }
    format!("section-{number}")
}

/// Beside which field a fault of the whole list stands.
fn in_field(error: &RuleError) -> Error {
    let text = error.to_string();
    let fields = [
        ("reading", "読み"),
        ("mark", "文書記号"),
        ("mail", "メール"),
        ("successor", "引き継ぐ課"),
        ("duties", "事務分掌"),
    ];
    let field = fields.into_iter().find(|(_, word)| text.contains(word)).map_or("name", |(field, _)| field);
    Error::field(field, text)
}

/// The list as a file has it.
fn written(sections: &[Section]) -> Sections {
    let name = |id: SectionId| sections.iter().find(|s| s.id == id).map(|s| s.name.clone());
    let section = |s: &Section| Written {
        code: s.code.clone(),
        name: s.name.clone(),
        reading: s.reading.clone(),
        en: s.name_en.clone(),
        department: s.department.clone(),
        mark: s.mark.clone(),
        head: s.head.clone(),
        mail: s.mail.clone(),
        duties: s.duties.clone(),
        hearing: s.hearing,
        valid_from: Some(s.valid_from),
        valid_until: s.valid_until,
        successor: s.successor.and_then(name),
        demo_note: s.demo_note.clone(),
    };
    Sections { sections: sections.iter().map(section).collect() }
}

/// The sections as a file: name and text.
///
/// # Errors
/// [`Error::Denied`] without the right.
pub async fn export(cx: &Cx) -> Result<(String, String), Error> {
    allow(cx, Permission::RuleManage)?;
    let sections = section::all(&cx.reader()).await?;
    let text = write(&written(&sections)).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(("sections.toml".to_owned(), text))
}

/// What a new file would change. Sections that it does not name stay as they are. Nothing is taken in.
///
/// # Errors
/// [`Error::Invalid`] for `text` with place, problem and remedy.
pub async fn preview(cx: &Cx, text: &str) -> Result<Vec<Difference>, Error> {
    allow(cx, Permission::RuleManage)?;
    let new = check(text)?;
    let mut old = written(&section::all(&cx.reader()).await?);
    old.sections.retain(|s| new.get(&s.code).is_some());
    Ok(compare(&entries(&old), &entries(&new)))
}

/// Takes a file of sections in: new ones are made, those with a known code changed, none deleted, for cases point to them.
///
/// # Errors
/// [`Error::Invalid`] for `text`.
pub async fn import(cx: &Cx, text: &str) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let new = check(text)?;
    let mut tx = cx.begin().await?;
    crate::install::save_sections(&mut tx, &new).await.map_err(|error| {
        let taken = matches!(error, Error::Stale);
        if taken {
            Error::field("text", "同じ名前の課が、別のコードでもうあります。コードを確かめてください。")
        } else {
            error
        }
    })?;
    let all = written(&section::all(&tx).await?);
    all.validate().map_err(|e| Error::field("text", e.to_string()))?;
    let event = AuditEvent::new("sections_imported", "section", None).with("count", new.sections.len());
    tx.commit(Story::audit(event)).await?;
    cx.house.refresh().await
}

fn check(text: &str) -> Result<Sections, Error> {
    if text.len() > FILE_BYTES || text.contains('\0') {
        return Err(Error::field("text", "課の一覧として読めません。ファイルを確かめてください。"));
    }
    Sections::parse(text).map_err(|e| Error::field("text", e.to_string()))
}

fn entries(file: &Sections) -> Vec<(String, String)> {
    let period = |s: &Written| {
        let until = s.valid_until.map(|day| format!("{day}まで")).unwrap_or_default();
        format!("{}{until}", s.successor.as_ref().map(|next| format!("{next}へ引継ぎ ")).unwrap_or_default())
    };
    let section = |s: &Written| {
        let place = format!("課 {}", s.code);
        [
            (place.clone(), s.name.clone()),
            (format!("{place} 部"), s.department.clone()),
            (format!("{place} 読み"), s.reading.clone()),
            (format!("{place} 英語名"), s.en.clone()),
            (format!("{place} メール"), s.mail.clone()),
            (format!("{place} 文書記号"), s.mark.clone()),
            (format!("{place} 事務分掌"), s.duties.join("\n")),
            (format!("{place} 期間"), period(s)),
        ]
    };
    file.sections.iter().flat_map(section).filter(|(_, text)| !text.is_empty()).collect()
}
