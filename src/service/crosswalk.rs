//! 読替え: how the measures of one plan go on in the next, proposed when a plan comes in and decided row by row.

mod propose;

use chrono::{DateTime, Utc};
use kocho_domain::{
    access::{Actor, Permission, figure_scope},
    crosswalk::{Crosswalk, Relation, Row, Target},
    id::{CrosswalkId, PlanId},
    refusal::Refusal,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    crosswalk::{self, StoredRow},
    plan::{Measure, StoredPlan},
    report, staff,
};

pub(crate) use propose::propose_beside;

use crate::{Cx, Error};

/// The longest note beside a decision, in characters.
const NOTE: usize = 400;

/// The rows between two plans.
#[derive(Debug, Clone)]
pub struct CrosswalkView {
    /// The older plan.
    pub older: PlanName,
    /// The newer plan.
    pub newer: PlanName,
    /// Measures of the older plan in its order, then new ones of the newer.
    pub rows: Vec<RowView>,
}

/// How a plan is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanName {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A measure as it is shown; its name is missing while its part is not taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeasureName {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Option<String>,
    /// Its policy with the code before it: 13 開かれた行政.
    pub policy: String,
    /// 取組
    pub items: Vec<String>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct RowView {
    /// Database key.
    pub id: CrosswalkId,
    /// Grows with each save.
    pub lock: i64,
    /// What it is about.
    pub subject: MeasureName,
    /// How it goes on.
    pub relation: Relation,
    /// Where; the primary one first.
    pub targets: Vec<MeasureName>,
    /// Words that both have.
    pub words: Vec<String>,
    /// A person decided it.
    pub decided: bool,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What was written beside it.
    pub note: String,
    /// Cases tagged with the subject, of all years.
    pub cases: u64,
    /// Its subject stands for the targets in the older tree.
    pub home: bool,
    /// Other rows lead to one of its targets too.
    pub shared: bool,
}

/// What is decided about a row.
#[derive(Debug, Clone)]
pub struct Decision {
    /// How it goes on.
    pub relation: Relation,
    /// Codes in the newer plan; the primary one first.
    pub targets: Vec<String>,
    /// In the older tree, cases of the targets stand here, also where others lead to them.
    pub home: bool,
    /// Why.
    pub note: String,
    /// The row as it was seen.
    pub lock: i64,
}

/// Two plans between which there are rows.
struct Pair<'a> {
    older: &'a StoredPlan,
    newer: &'a StoredPlan,
    rows: Vec<StoredRow>,
}

/// The rows between two plans, by their codes.
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] when there are none.
pub async fn show(cx: &Cx, older: &str, newer: &str) -> Result<CrosswalkView, Error> {
    allow(cx)?;
    let pair = pair(cx, &cx.reader(), older, newer).await?;
    let (since, until) = crate::plan::always();
    let counts = report::by_measure(&cx.reader(), &figure_scope(&cx.actor), since, until).await?;
    let people = staff::all(&cx.reader()).await?;
    let row = |stored: &StoredRow| {
        let plan = if stored.row.relation == Relation::New { pair.newer } else { pair.older };
        let of = |known: &(String, String)| known.0 == plan.code && known.1 == stored.row.subject;
        let others = || pair.rows.iter().filter(|other| other.id != stored.id);
        let leads = |other: &StoredRow, code: &str| other.row.targets.iter().any(|target| target.code == code);
        RowView {
            id: stored.id,
            lock: stored.lock,
            subject: name(cx, plan.id, &stored.row.subject),
            relation: stored.row.relation,
            targets: stored.row.targets.iter().map(|target| name(cx, pair.newer.id, &target.code)).collect(),
            words: stored.words.clone(),
            decided: stored.row.decided,
            by: stored
                .by
                .and_then(|id| people.iter().find(|(account, _)| account.id == id))
                .map(|(account, _)| account.name.clone())
                .unwrap_or_default(),
            at: stored.decided_at,
            note: stored.note.clone(),
            cases: counts.iter().filter(|count| count.measure.as_ref().is_some_and(of)).map(|count| count.n).sum(),
            home: stored.row.targets.iter().any(|target| target.home),
            shared: stored.row.targets.iter().any(|target| others().any(|other| leads(other, &target.code))),
        }
    };
    Ok(CrosswalkView {
        older: PlanName { code: pair.older.code.clone(), name: pair.older.name.clone() },
        newer: PlanName { code: pair.newer.code.clone(), name: pair.newer.name.clone() },
        rows: pair.rows.iter().map(row).collect(),
    })
}

/// Decides how one measure goes on.
///
/// # Errors
/// [`Refusal::CrosswalkTargets`], [`Refusal::CrosswalkTaken`], [`Refusal::UnknownCode`], [`Error::Stale`].
pub async fn decide(cx: &Cx, (older, newer): (&str, &str), id: CrosswalkId, new: &Decision) -> Result<(), Error> {
    allow(cx)?;
    if new.note.chars().count() > NOTE || new.note.contains('\0') {
        return Err(Error::field("note", format!("{NOTE}文字以内にしてください。")));
    }
    let tx = cx.begin().await?;
    let pair = pair(cx, &tx, older, newer).await?;
    let stored = pair.rows.iter().find(|row| row.id == id).ok_or(Error::NotFound)?;
    let is_new = stored.row.relation == Relation::New;
    if is_new != (new.relation == Relation::New) {
        return Err(Refusal::UnknownCode(new.relation.label().to_owned()).into());
    }
    let target = |code: &String| Target { code: code.clone(), home: new.home };
    let row = Row {
        subject: stored.row.subject.clone(),
        relation: new.relation,
        targets: new.targets.iter().map(target).collect(),
        decided: true,
    };
    save(cx, tx, &pair, vec![(id, new.lock, row, new.note.trim())]).await
}

/// Decides rows as they were proposed, all or none.
///
/// # Errors
/// As [`decide`].
pub async fn accept(cx: &Cx, (older, newer): (&str, &str), seen: &[(CrosswalkId, i64)]) -> Result<usize, Error> {
    allow(cx)?;
    let tx = cx.begin().await?;
    let pair = pair(cx, &tx, older, newer).await?;
    let mut rows = Vec::new();
    for (id, lock) in seen {
        // A proposal that was there may have given way to a better one.
        let stored = pair.rows.iter().find(|row| row.id == *id).ok_or(Error::Stale)?;
        rows.push((*id, *lock, Row { decided: true, ..stored.row.clone() }, stored.note.as_str()));
    }
    let count = rows.len();
    save(cx, tx, &pair, rows).await?;
    Ok(count)
}

async fn save(cx: &Cx, mut tx: Tx, pair: &Pair<'_>, new: Vec<(CrosswalkId, i64, Row, &str)>) -> Result<(), Error> {
    let mut whole = Crosswalk {
        older: pair.older.code.clone(),
        newer: pair.newer.code.clone(),
        rows: pair.rows.iter().map(|stored| stored.row.clone()).collect(),
    };
    let mut audits = Vec::new();
    for (id, lock, row, note) in new {
        whole.fits(&row)?;
        crosswalk::decide(&mut tx, (id, lock), &row, note).await?;
        for target in row.targets.iter().filter(|target| target.home) {
            let leading =
                pair.rows.iter().filter(|r| r.id != id && r.row.targets.iter().any(|t| t.code == target.code));
            let leading: Vec<CrosswalkId> = leading.map(|row| row.id).chain([id]).collect();
            crosswalk::set_home(&mut tx, &leading, &target.code, id).await?;
        }
        let event = AuditEvent::new("crosswalk_decided", "plan", Some(pair.newer.id.0)).with("from", &pair.older.code);
        let event = event.with("subject", &row.subject).with("relation", row.relation.code());
        let targets: Vec<&str> = row.targets.iter().map(|target| target.code.as_str()).collect();
        audits.push(event.with("targets", targets.join(",")).saying(note));
        if let Some(old) = pair.rows.iter().position(|stored| stored.id == id) {
            whole.rows[old] = row;
        }
    }
    settle_newcomers(cx, &mut tx, pair, &whole).await?;
    tx.commit(Story::Told { cases: Vec::new(), audits }).await?;
    cx.house.refresh().await
}

/// Measures of the newer plan that nothing leads to any more are proposed as new ones; those that something leads to now
/// are none.
async fn settle_newcomers(cx: &Cx, tx: &mut Tx, pair: &Pair<'_>, whole: &Crosswalk) -> Result<(), Error> {
    let codes = measures(cx, pair.newer.id).map(|measure| measure.code.as_str());
    let new = whole.newcomers(codes);
    let known = || pair.rows.iter().filter(|stored| stored.row.relation == Relation::New);
    for gone in known().filter(|stored| !new.contains(&stored.row.subject.as_str())) {
        crosswalk::remove(tx, gone.id).await?;
    }
    for code in new.iter().filter(|code| !known().any(|stored| stored.row.subject == **code)) {
        let row = Row { subject: (*code).to_owned(), relation: Relation::New, targets: Vec::new(), decided: false };
        crosswalk::propose(tx, (pair.older.id, pair.newer.id), &row, &[]).await?;
    }
    Ok(())
}

async fn pair<'a>(cx: &'a Cx, from: &impl Source, older: &str, newer: &str) -> Result<Pair<'a>, Error> {
    let plans = &cx.city.plans;
    let (older, newer) = plans.named(older).zip(plans.named(newer)).ok_or(Error::NotFound)?;
    let mut rows = crosswalk::rows(from, Some((older.id, newer.id))).await?;
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    let place = |plan, code: &str| measures(cx, plan).position(|measure| measure.code == code);
    rows.sort_by_key(|stored| match stored.row.relation {
        Relation::New => (true, place(newer.id, &stored.row.subject)),
        Relation::Same | Relation::Moved | Relation::Merged | Relation::Split | Relation::Ended => {
            (false, place(older.id, &stored.row.subject))
        }
    });
    Ok(Pair { older, newer, rows })
}

/// The measures of a plan in its order.
pub fn measures(cx: &Cx, plan: PlanId) -> impl Iterator<Item = &Measure> {
    cx.city.measures.iter().chain(&cx.city.plans.others).filter(move |measure| measure.plan == plan)
}

fn name(cx: &Cx, plan: PlanId, code: &str) -> MeasureName {
    let known = measures(cx, plan).find(|measure| measure.code == code);
    MeasureName {
        code: code.to_owned(),
        name: known.map(|measure| measure.name.clone()),
        policy: known.map(|m| format!("{} {}", m.policy_code, m.policy_name)).unwrap_or_default(),
        items: known.map(|measure| measure.items.clone()).unwrap_or_default(),
    }
}

fn allow(cx: &Cx) -> Result<(), Error> {
    match &cx.actor {
        Actor::Staff(staff) if staff.may(Permission::CrosswalkDecide) => Ok(()),
        Actor::Import => Ok(()),
        Actor::Staff(_) | Actor::Resident | Actor::Worker => Err(Error::Denied),
    }
}
