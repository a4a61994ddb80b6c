//! What people decide about a voice improves the next suggestion at once: no training, only past voices that are
//! remembered. Other servers' decisions are heard of before the next suggestion; a start reads them back.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{id::CaseId, receipt::ReceiptNumber};
use kocho_store::{
    Source,
    decided::{self, Decided},
    plan::Measure,
};
use kocho_text::classify::{Classifier, Example};

use crate::{Cx, Error, city::Plans};

/// How many decided voices are remembered: a city's year or two. They take 11 MB, and no page waits for the comparison.
const REMEMBERED: usize = 2_000;
/// How long this server may not know what another one decided.
const FRESH: TimeDelta = TimeDelta::seconds(2);
/// Events are asked for again this long: on PostgreSQL a transaction may end after another one that began later.
const OVERLAP: TimeDelta = TimeDelta::seconds(30);

/// The classifier of a plan and its sections with what it remembers. Cities that follow one another share it while
/// plan and sections stay the same.
pub(crate) struct Learner {
    classifier: OnceLock<Classifier>,
    /// What was decided when this began, until the classifier is built.
    past: Mutex<Vec<Example>>,
    /// How the remembered voices are called, oldest first.
    order: Mutex<VecDeque<String>>,
    heard: tokio::sync::Mutex<Heard>,
}

/// Up to where this server has heard what happened.
#[derive(Default)]
struct Heard {
    /// Nothing new comes at or before this event.
    until: i64,
    /// Events behind it that were heard.
    events: BTreeSet<i64>,
    asked_at: Option<DateTime<Utc>>,
    commits: u64,
}

impl Learner {
    /// Reads back what was decided.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn read(from: &impl Source, plans: &Plans, measures: &[Measure]) -> Result<Self, Error> {
        // First where we stand: what is decided meanwhile is news, and learning it twice does no harm.
        let until = decided::newest_event(from).await?;
        let newest = decided::newest(from, REMEMBERED as u64).await?;
        let past = newest
            .iter()
            .rev()
            .filter_map(|voice| example(voice, plans, measures).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Learner {
            classifier: OnceLock::new(),
            order: Mutex::new(past.iter().map(|example| example.id.clone()).collect()),
            past: Mutex::new(past),
            heard: tokio::sync::Mutex::new(Heard { until, ..Heard::default() }),
        })
    }

    /// The classifier, built when first asked.
    pub(crate) fn classifier(&self, build: impl FnOnce(&[Example]) -> Classifier) -> &Classifier {
        self.classifier.get_or_init(|| {
            let past = std::mem::take(&mut *self.past.lock().unwrap_or_else(PoisonError::into_inner));
            build(&past)
        })
    }

    /// Remembers a voice, and lets the oldest go when there are too many.
    fn remember(&self, classifier: &Classifier, example: Example) {
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        order.retain(|id| *id != example.id);
        order.push_back(example.id.clone());
        classifier.learn(example);
        if order.len() > REMEMBERED
            && let Some(oldest) = order.pop_front()
        {
            classifier.forget(&oldest);
        }
    }

    fn forget(&self, classifier: &Classifier, id: &str) {
        let mut order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if order.iter().any(|known| known == id) {
            order.retain(|known| known != id);
            classifier.forget(id);
        }
    }
}

/// How a remembered voice is called: by its receipt number, and the branch behind it for a further part of a letter, `R8-000101-A/2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Learned {
    /// 受付番号
    pub(crate) number: ReceiptNumber,
    /// 枝番
    pub(crate) branch: i64,
}

impl Learned {
    fn of(voice: &Decided) -> Result<Self, Error> {
        Ok(Learned { number: voice.number()?, branch: voice.branch() })
    }

    /// Reads how a voice is called.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (number, branch) = name.split_once('/').unwrap_or((name, "1"));
        Some(Learned { number: ReceiptNumber::parse(number).ok()?, branch: branch.parse().ok()? })
    }
}

impl fmt::Display for Learned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.branch {
            1 => write!(f, "{}", self.number),
            branch => write!(f, "{}/{branch}", self.number),
        }
    }
}

/// Hears what was decided since the last time, here or on another server: decisions are remembered, corrections take
/// the place of what they correct; what was erased or became known to few only is forgotten, and of a letter that was split only its
/// parts are remembered.
///
/// # Errors
/// What the database says.
pub(crate) async fn follow(cx: &Cx) -> Result<(), Error> {
    let city = cx.house.city();
    let learner = city.learner();
    let commits = cx.house.db().commits();
    let mut heard = learner.heard.lock().await;
    let age = heard.asked_at.map(|at| cx.now() - at);
    if heard.commits == commits && age.is_some_and(|age| age >= TimeDelta::zero() && age < FRESH) {
        return Ok(());
    }
    let mut behind = heard.until;
    loop {
        let news = decided::news(&cx.reader(), behind).await?;
        let Some(last) = news.last() else { break };
        behind = last.id;
        let fresh = news.iter().filter(|event| !event.received && !heard.events.contains(&event.id));
        let cases: BTreeSet<CaseId> = fresh.map(|event| event.case).collect();
        relearn(cx, learner, &cases.into_iter().collect::<Vec<_>>()).await?;
        heard.events.extend(news.iter().map(|event| event.id));
        let settled = news.iter().take_while(|event| event.at < cx.now() - OVERLAP).last();
        if let Some(settled) = settled {
            heard.until = heard.until.max(settled.id);
        }
    }
    let until = heard.until;
    heard.events.retain(|event| *event > until);
    (heard.asked_at, heard.commits) = (Some(cx.now()), commits);
    Ok(())
}

async fn relearn(cx: &Cx, learner: &Learner, cases: &[CaseId]) -> Result<(), Error> {
    let city = cx.house.city();
    for voice in decided::of(&cx.reader(), cases).await? {
        match example(&voice, &city.plans, &city.measures)? {
            Some(example) => learner.remember(city.classifier(), example),
            None => learner.forget(city.classifier(), &Learned::of(&voice)?.to_string()),
        }
    }
    Ok(())
}

/// What there is to learn from a voice, if anything.
fn example(voice: &Decided, plans: &Plans, in_force: &[Measure]) -> Result<Option<Example>, Error> {
    let (Some(text), Some(measures)) = (voice.text(), decision(voice, plans, in_force)) else { return Ok(None) };
    Ok(Some(Example {
        id: Learned::of(voice)?.to_string(),
        text,
        measures,
        sections: Some(voice.section.clone()).filter(|_| !voice.at_desk).into_iter().collect(),
        kind: voice.kind.clone().unwrap_or_default(),
    }))
}

/// What was decided, in the words of the plan in force: codes of measures, the primary one first, or none. `None`: it was
/// decided in another plan, and what it would be in this one is not beyond doubt.
pub(crate) fn decision(voice: &Decided, plans: &Plans, in_force: &[Measure]) -> Option<Vec<String>> {
    let Some(primary) = voice.measure() else {
        // Nothing fitted at a time when the plan had other measures: that says nothing of this one.
        let widened_on = plans.current().and_then(|plan| plan.widened_on);
        return widened_on.is_none_or(|day| voice.received_on >= day).then(Vec::new);
    };
    let mut codes = plans.certain_codes(in_force, [primary]);
    if codes.is_empty() {
        return None;
    }
    codes.extend(plans.certain_codes(in_force, voice.others()));
    Some(codes)
}

#[cfg(test)]
mod tests {
    use kocho_domain::{era::FiscalYear, receipt::ReceiptNumber};

    use super::Learned;

    #[test]
    fn a_voice_is_called_by_its_number_and_a_further_part_by_its_branch_too() {
        let number =
            ReceiptNumber { fiscal_year: FiscalYear::of("2026-04-21".parse().unwrap()), sequence: 101 }.to_string();
        for (branch, name) in [(1, number.clone()), (2, format!("{number}/2")), (12, format!("{number}/12"))] {
            let read = Learned::parse(&name).unwrap();
            assert_eq!((read.branch, read.to_string()), (branch, name));
        }
        assert_eq!(Learned::parse("R8-000101-?/2"), None);
        assert_eq!(Learned::parse(&format!("{number}/zwei")), None);
    }
}
