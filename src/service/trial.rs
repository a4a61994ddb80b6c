//! What would a change of key terms, or another version of the classifier, do? Cases that people decided in the last year
//! are asked again, in chunks that can be taken up anywhere; nothing is used before somebody says so.
//!
//! Terms are compared on equal terms: the same classifier with the same memory, the letter itself passed over. Of another
//! version only what it had suggested is left; it had remembered fewer letters then.

use std::sync::Arc;

use kocho_domain::{
    access::{Permission, case_scope},
    id::CaseId,
    job::Job,
    rule::{RuleKind, check, term::Terms},
    story::{AuditEvent, Story, Why},
};
use kocho_store::{
    decided::{self, Decided},
    trial::{self, Change, ChangedCase, Noun, State, Trial},
};
use kocho_text::classify::{self, VERSION};

use crate::{
    City, Cx, Error,
    city::{MODEL, terms},
    learning,
    suggestion::{OUTSIDE, Suggested},
};

/// How far back cases are asked.
const BACK: chrono::Months = chrono::Months::new(12);
/// How many cases are asked at most, the newest ones.
pub const MOST: u64 = 3_000;
/// Cases of a chunk.
const CHUNK: u64 = 250;
/// So many suggestions are computed while the page waits, a second at most; the others are a job.
const AT_ONCE: u64 = 300;
/// Changed cases that are shown.
const SHOWN: u64 = 100;

/// A trial with the cases that it changes.
#[derive(Debug, Clone)]
pub struct TrialView {
    /// The trial.
    pub trial: Trial,
    /// The terms that are new, and those that go.
    pub added: Vec<kocho_domain::rule::term::Term>,
    /// See `added`.
    pub removed: Vec<kocho_domain::rule::term::Term>,
    /// Something else came into use since it began: it cannot be used any more.
    pub outdated: bool,
    /// The changed cases that this person may know: those that become wrong first.
    pub cases: Vec<ChangedCase>,
}

/// Begins to try a document of key terms.
pub(crate) async fn begin_terms(cx: &Cx, body: &str) -> Result<i64, Error> {
    let base = crate::term::version(&cx.reader(), cx).await?.to_string();
    begin(cx, Noun::Terms, base, body).await
}

/// Begins to try the program's own version of the classifier.
///
/// # Errors
/// [`Error::Denied`] without the right over rules.
pub async fn begin_model(cx: &Cx) -> Result<i64, Error> {
    crate::admin::allow(cx, Permission::RuleManage)?;
    begin(cx, Noun::Model, cx.city.model.clone(), VERSION).await
}

async fn begin(cx: &Cx, noun: Noun, base: String, body: &str) -> Result<i64, Error> {
    crate::learning::follow(cx).await?;
    let since = cx.today().checked_sub_months(BACK).unwrap_or(cx.today());
    let total = decided::count(&cx.reader(), since, MOST).await?;
    let mut tx = cx.begin().await?;
    let new = Trial {
        id: 0,
        noun,
        base,
        body: body.to_owned(),
        state: State::Running,
        since,
        below: CaseId(i64::MAX),
        asked: 0,
        total,
        compared: 0,
        changed: 0,
        better: 0,
        worse: 0,
        created_at: cx.now(),
    };
    let id = trial::insert(&mut tx, &new).await?;
    tx.commit(Story::audit(AuditEvent::new("trial_begun", "trial", Some(id)))).await?;
    let (mut compared, mut state) = (0, State::Running);
    while state == State::Running && compared < AT_ONCE {
        Trial { compared, state, .. } = step(cx, id).await?;
    }
    if state == State::Running {
        let mut tx = cx.begin().await?;
        kocho_store::job::push(&mut tx, &Job::Trial { trial: id }).await?;
        tx.commit(Story::Unrecorded(Why::JobLease)).await?;
        cx.house.wake_worker();
    }
    Ok(id)
}

/// Asks all cases that are left. Done again, it goes on where it stood.
///
/// # Errors
/// [`Error::Internal`] when another version of the program has to do it.
pub(crate) async fn run(cx: &Cx, id: i64) -> Result<(), Error> {
    while step(cx, id).await?.state == State::Running {}
    Ok(())
}

/// Asks the next chunk.
async fn step(cx: &Cx, id: i64) -> Result<Trial, Error> {
    let before = trial::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)?;
    if before.state != State::Running {
        return Ok(before);
    }
    if before.noun == Noun::Model && before.body != VERSION {
        return Err(Error::Internal("another version of the program has to try its suggestions".to_owned()));
    }
    let size = CHUNK.min(before.total.saturating_sub(before.asked));
    let voices = decided::chunk(&cx.reader(), before.since, before.below, size, VERSION).await?;
    let lowest = voices.last().map_or(before.below, Decided::case);
    let read = voices.len() as u64;
    let (city, tried) = (Arc::clone(&cx.city), before.clone());
    let judged = tokio::task::spawn_blocking(move || judge(&city, &tried, &voices)).await;
    let (compared, changes) = judged.map_err(|e| Error::Internal(e.to_string()))??;
    let mut now = before.clone();
    now.below = lowest;
    now.asked += read;
    now.compared += compared;
    now.changed += changes.len() as u64;
    now.better += changes.iter().filter(|change| change.is_right && !change.was_right).count() as u64;
    now.worse += changes.iter().filter(|change| change.was_right && !change.is_right).count() as u64;
    if read < size || now.asked >= now.total {
        now.state = State::Done;
    }
    let mut tx = cx.begin().await?;
    let mine = trial::advance(&mut tx, &now, before.below, &changes).await?;
    tx.commit(Story::Unrecorded(Why::Suggestion)).await?;
    if mine { Ok(now) } else { trial::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound) }
}

/// How many of the voices could change at all, and which do.
fn judge(city: &City, tried: &Trial, voices: &[Decided]) -> Result<(u64, Vec<Change>), Error> {
    let classifier = city.classifier();
    let tried_terms = match tried.noun {
        Noun::Terms => Some(change_of(city, &tried.body)?),
        Noun::Model => None,
    };
    let (mut compared, mut changes) = (0, Vec::new());
    for voice in voices {
        let decided = learning::decision(voice, &city.plans, &city.measures);
        let (Some(text), Some(decided)) = (voice.text(), decided) else { continue };
        let pair = match (&tried_terms, &voice.suggested) {
            (Some(terms), _) if terms.touched.touch(&text) => {
                (first(&classifier.classify_as_new(&text)), first(&classifier.classify_with(&text, &terms.all)))
            }
            (None, Some(stored)) => {
                let stored = Suggested::read(stored)?;
                // Suggestions older than the plan's versions do not say of which plan they are: there was but one.
                if !stored.plan.is_empty() && stored.plan != city.plans.current_code() {
                    continue;
                }
                (stored.first().to_owned(), first(&classifier.classify_as_new(&text)))
            }
            (Some(_), _) | (None, None) => continue,
        };
        compared += 1;
        let (before, after) = pair;
        if before != after {
            let right = |said: &str| match decided.is_empty() {
                true => said == OUTSIDE,
                false => decided.iter().any(|code| code == said),
            };
            let wanted = decided.first().cloned().unwrap_or_else(|| OUTSIDE.to_owned());
            let (was_right, is_right) = (right(&before), right(&after));
            changes.push(Change { case: voice.case(), before, after, wanted, was_right, is_right });
        }
    }
    Ok((compared, changes))
}

/// What stands first of an answer, as it is stored.
fn first(found: &classify::Classification) -> String {
    let best = found.measures.first().map(|measure| measure.code.clone());
    if found.outside { OUTSIDE.to_owned() } else { best.unwrap_or_default() }
}

/// Terms made ready for the comparison.
struct TermChange {
    all: classify::Terms,
    /// Only those that are new, gone or otherwise: other letters cannot change.
    touched: classify::Terms,
}

fn change_of(city: &City, body: &str) -> Result<TermChange, Error> {
    let (added, removed) = differences(city, body)?;
    let all = check::read::<Terms>(body).map_err(|e| Error::Internal(e.to_string()))?;
    let differing: Vec<_> = added.into_iter().chain(removed).collect();
    let classifier = city.classifier();
    Ok(TermChange { all: classifier.terms_of(&terms(&all.terms)), touched: classifier.terms_of(&terms(&differing)) })
}

type Differing = Vec<kocho_domain::rule::term::Term>;

/// The terms that a document adds to those in use, and those that it takes away.
fn differences(city: &City, body: &str) -> Result<(Differing, Differing), Error> {
    let new = check::read::<Terms>(body).map_err(|e| Error::Internal(e.to_string()))?.terms;
    let old = city.rules.terms();
    let added = new.iter().filter(|term| !old.contains(term)).cloned().collect();
    let removed = old.iter().filter(|term| !new.contains(term)).cloned().collect();
    Ok((added, removed))
}

/// Tries a document of key terms to the end, for administrators who import it; answers the trial.
///
/// # Errors
/// [`Error::Invalid`] for `text` when it is no such document; [`Error::Denied`].
pub async fn try_document(cx: &Cx, body: &str) -> Result<Trial, Error> {
    crate::admin::allow(cx, Permission::RuleManage)?;
    crate::term::known_targets(cx, RuleKind::Terms, body)?;
    let id = begin_terms(cx, body).await?;
    run(cx, id).await?;
    trial::by_id(&cx.reader(), id).await?.ok_or(Error::NotFound)
}

/// A trial of key terms.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Denied`] for everybody but the hearing desk.
pub async fn show_terms(cx: &Cx, id: i64) -> Result<TrialView, Error> {
    crate::term::allow(cx)?;
    let trial = trial::by_id(&cx.reader(), id).await?.filter(|t| t.noun == Noun::Terms).ok_or(Error::NotFound)?;
    let (added, removed) = differences(&cx.city, &trial.body)?;
    let outdated =
        trial.state != State::Used && trial.base != crate::term::version(&cx.reader(), cx).await?.to_string();
    let cases = cases(cx, id).await?;
    Ok(TrialView { trial, added, removed, outdated, cases })
}

/// What is said about versions of the classifier.
#[derive(Debug, Clone)]
pub struct ModelView {
    /// The version whose suggestions may stand chosen; empty: none.
    pub used: String,
    /// The program's own version.
    pub own: &'static str,
    /// The newest trial of the program's own version.
    pub trial: Option<TrialView>,
}

/// The version in use, the program's own, and its trial.
///
/// # Errors
/// [`Error::Denied`] without the right over rules.
pub async fn show_model(cx: &Cx) -> Result<ModelView, Error> {
    crate::admin::allow(cx, Permission::RuleManage)?;
    let newest = trial::latest(&cx.reader(), Noun::Model).await?.filter(|trial| trial.body == VERSION);
    let trial = match newest {
        Some(trial) => Some(TrialView {
            cases: cases(cx, trial.id).await?,
            outdated: false,
            added: Vec::new(),
            removed: Vec::new(),
            trial,
        }),
        None => None,
    };
    Ok(ModelView { used: cx.city.model.clone(), own: VERSION, trial })
}

/// The changed cases within this person's rights; whoever reads no cases gets none.
async fn cases(cx: &Cx, id: i64) -> Result<Vec<ChangedCase>, Error> {
    let mut cases = trial::changes(&cx.reader(), &case_scope(&cx.actor), id, SHOWN).await?;
    cases.iter_mut().for_each(|case| case.title = crate::desk::masked_title(cx, &case.title));
    Ok(cases)
}

/// From now on, suggestions of the program's own version may stand chosen in a form.
///
/// # Errors
/// [`Error::Stale`] while it was not tried to the end.
pub async fn use_model(cx: &Cx) -> Result<(), Error> {
    crate::admin::allow(cx, Permission::RuleManage)?;
    let mut tx = cx.begin().await?;
    let tried = trial::latest(&tx, Noun::Model).await?.filter(|trial| trial.body == VERSION);
    let tried = tried.filter(|trial| trial.state != State::Running).ok_or(Error::Stale)?;
    kocho_store::setting::set(&mut tx, MODEL, VERSION).await?;
    trial::mark_used(&mut tx, tried.id).await?;
    let event = AuditEvent::new("model_used", "trial", Some(tried.id)).with("version", VERSION);
    tx.commit(Story::audit(event)).await?;
    cx.house.refresh().await
}

/// From now on, suggestions are only listed; nothing stands chosen.
///
/// # Errors
/// [`Error::Denied`] without the right over rules.
pub async fn only_list(cx: &Cx) -> Result<(), Error> {
    crate::admin::allow(cx, Permission::RuleManage)?;
    let mut tx = cx.begin().await?;
    kocho_store::setting::set(&mut tx, MODEL, "").await?;
    tx.commit(Story::audit(AuditEvent::new("model_listed", "trial", None).with("version", &cx.city.model))).await?;
    cx.house.refresh().await
}
