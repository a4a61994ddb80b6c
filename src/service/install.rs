//! Filling an empty database from files: rules, sections, plan. A database that has them is never overwritten.

use chrono::NaiveDate;
use kocho_domain::{
    access::Actor,
    plan::Plan,
    rule::{RuleKind, Rules},
    section::Sections,
    story::{AuditEvent, Story},
};
use kocho_store::{Db, Tx, plan::Saved, rule::Version, section::Section};
use kocho_text::classify::VERSION;

use crate::{Error, city::MODEL};

/// The files' texts.
#[derive(Debug, Clone)]
pub struct Files {
    /// One document a rule kind.
    pub rules: Vec<(RuleKind, String)>,
    /// `sections.toml`
    pub sections: String,
    /// The plan.
    pub plan: String,
}

/// Fills the database when it has no rules yet; answers whether it did. A database from before there was a kind of rule
/// gets that one from the files: nothing that it has is overwritten.
///
/// # Errors
/// [`Error::Internal`] naming file, place and remedy when a file is wrong; then nothing is written.
pub async fn fill(db: &Db, files: &Files, now: chrono::DateTime<chrono::Utc>) -> Result<bool, Error> {
    let today = kocho_domain::clock::civil_date(now);
    let known = kocho_store::rule::in_force(&db.reader(), today).await?;
    if !known.is_empty() {
        add_new_kinds(db, files, &known, now).await?;
        note_model(db, now).await?;
        return Ok(false);
    }
    let wrong = |e: kocho_domain::rule::RuleError| Error::Internal(e.to_string());
    let rules = Rules::from_documents(files.rules.iter().map(|(k, b)| (*k, b.as_str()))).map_err(wrong)?;
    let sections = Sections::parse(&files.sections).map_err(wrong)?;
    let plan = Plan::parse(&files.plan).map_err(wrong)?;
    let mut tx = db.begin(&Actor::Import, now).await?;
    for (kind, body) in &files.rules {
        kocho_store::rule::add(&mut tx, *kind, begin_of_time(), body).await?;
    }
    kocho_store::rule::sync_lists(&mut tx, &rules).await?;
    save_sections(&mut tx, &sections).await?;
    let saved = import_plan(&mut tx, &plan, &files.plan).await?;
    kocho_store::plan::use_from(&mut tx, saved.plan, begin_of_time(), today).await?;
    kocho_store::setting::set(&mut tx, MODEL, VERSION).await?;
    tx.commit(Story::audit(AuditEvent::new("installed", "city", None))).await?;
    Ok(true)
}

async fn add_new_kinds(
    db: &Db,
    files: &Files,
    known: &[Version],
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Error> {
    let missing: Vec<_> = files.rules.iter().filter(|(kind, _)| !known.iter().any(|v| v.kind == kind.code())).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin(&Actor::Import, now).await?;
    let mut story = AuditEvent::new("rule_changed", "rule", None);
    for (kind, body) in missing {
        kocho_domain::rule::parse(*kind, body).map_err(|e| Error::Internal(e.to_string()))?;
        kocho_store::rule::add(&mut tx, *kind, begin_of_time(), body).await?;
        story = story.with("kind", kind.code());
    }
    Ok(tx.commit(Story::audit(story)).await?)
}

/// A database from before versions of the classifier were switched on by people: the one it used last is in use.
async fn note_model(db: &Db, now: chrono::DateTime<chrono::Utc>) -> Result<(), Error> {
    if kocho_store::setting::get(&db.reader(), MODEL).await?.is_some() {
        return Ok(());
    }
    let used = kocho_store::suggestion::newest_version(&db.reader()).await?.unwrap_or_else(|| VERSION.to_owned());
    let mut tx = db.begin(&Actor::Import, now).await?;
    kocho_store::setting::set(&mut tx, MODEL, &used).await?;
    Ok(tx.commit(Story::audit(AuditEvent::new("model_used", "setting", None).with("version", used))).await?)
}

/// What the files say holds from the start of the modern calendar, so that old demo dates have rules too.
fn begin_of_time() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default()
}

/// Saves sections, then their successors (which may stand later in the file).
pub(crate) async fn save_sections(tx: &mut Tx, file: &Sections) -> Result<(), Error> {
    let mut saved = Vec::new();
    for s in &file.sections {
        let mut section = Section {
            id: kocho_domain::id::SectionId(0),
            code: s.code.clone(),
            name: s.name.clone(),
            reading: s.reading.clone(),
            name_en: s.en.clone(),
            department: s.department.clone(),
            duties: s.duties.clone(),
            mail: s.mail.clone(),
            mark: s.mark.clone(),
            hearing: s.hearing,
            head: s.head.clone(),
            demo_note: s.demo_note.clone(),
            successor: None,
            valid_from: s.valid_from.unwrap_or_else(begin_of_time),
            valid_until: s.valid_until,
        };
        section.id = kocho_store::section::save(tx, &section).await?;
        saved.push((section, s.successor.clone()));
    }
    for (section, successor) in &saved {
        if let Some(name) = successor {
            let next = saved.iter().find(|(s, _)| s.name == *name || s.code == *name).map(|(s, _)| s.id);
            kocho_store::section::save(tx, &Section { successor: next, ..section.clone() }).await?;
        }
    }
    Ok(())
}

/// Saves a whole plan with the values of its indicators; which one is in force stays.
pub(crate) async fn import_plan(tx: &mut Tx, plan: &Plan, body: &str) -> Result<Saved, Error> {
    let sections = kocho_store::section::all(tx).await?;
    let find = |name: &str| sections.iter().find(|s| s.name == name).map(|s| s.id);
    let saved = kocho_store::plan::save(tx, plan, body, find).await?;
    crate::indicator::file::take(tx, plan, saved.plan).await?;
    Ok(saved)
}
