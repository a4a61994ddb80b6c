//! How many cases wait in each queue? Counting walks all open cases, so the numbers are kept for the next page while they
//! cannot have changed: until this process commits anything, and for two seconds at most, because other servers commit too.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use kocho_domain::{
    access::{CaseScope, Office, StaffActor},
    id::StaffId,
    workflow::Status,
};
use kocho_store::case_list::{self, OpenCount};

use super::queue::{Queue, QueueCount, soon};
use crate::{Cx, Error};

/// How long numbers may be shown that another server may have changed.
const KEPT: TimeDelta = TimeDelta::seconds(2);
/// People whose numbers are kept; beyond it all are forgotten and counted again.
const PEOPLE: usize = 1_000;

/// The numbers of the people at work.
#[derive(Default)]
pub(crate) struct KeptCounts(Mutex<BTreeMap<StaffId, Kept>>);

struct Kept {
    offices: Vec<Office>,
    at: DateTime<Utc>,
    commits: u64,
    counts: Arc<[QueueCount]>,
}

impl KeptCounts {
    fn find(&self, cx: &Cx, staff: &StaffActor, commits: u64) -> Option<Arc<[QueueCount]>> {
        let people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = people.get(&staff.id)?;
        let age = cx.now() - kept.at;
        let is_true = kept.commits == commits && kept.offices == staff.offices;
        (is_true && age >= TimeDelta::zero() && age < KEPT).then(|| Arc::clone(&kept.counts))
    }

    fn keep(&self, staff: &StaffActor, kept: Kept) {
        let mut people = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= PEOPLE {
            people.clear();
        }
        people.insert(staff.id, kept);
    }
}

/// The queues of a person with their counts.
pub(super) async fn counts(cx: &Cx, staff: &StaffActor, scope: &CaseScope) -> Result<Arc<[QueueCount]>, Error> {
    // Read before counting: what is committed meanwhile makes the numbers old.
    let commits = cx.house.db().commits();
    if let Some(kept) = cx.house.queue_counts.find(cx, staff, commits) {
        return Ok(kept);
    }
    let counts: Arc<[QueueCount]> = count(cx, staff, scope).await?.into();
    let kept = Kept { offices: staff.offices.clone(), at: cx.now(), commits, counts: Arc::clone(&counts) };
    cx.house.queue_counts.keep(staff, kept);
    Ok(counts)
}

/// One statement for most queues, one each for the personal ones.
async fn count(cx: &Cx, staff: &StaffActor, scope: &CaseScope) -> Result<Vec<QueueCount>, Error> {
    let open = case_list::open_counts(&cx.reader(), scope, cx.today(), soon(cx)).await?;
    let sum = |number: fn(&OpenCount) -> u64, statuses: &[Status]| {
        open.iter().filter(|c| statuses.contains(&c.status)).map(number).sum::<u64>()
    };
    let mut counts = Vec::new();
    for queue in Queue::of(staff) {
        let count = match queue {
            Queue::Urgent => Some(sum(|c| c.all, &[Status::Urgent])),
            Queue::Unrouted => Some(sum(|c| c.all, &[Status::Received])),
            Queue::Ending => Some(sum(|c| c.all, &[Status::EndingProposed])),
            Queue::Ready => Some(sum(|c| c.all, &[Status::Ready, Status::Sending])),
            Queue::Soon => Some(sum(|c| c.soon, &Status::OPEN)),
            Queue::Overdue => Some(sum(|c| c.overdue, &Status::OPEN)),
            Queue::Section | Queue::Mine | Queue::Deciding | Queue::Returned => {
                Some(case_list::count(&cx.reader(), scope, &queue.filter(cx, staff)).await?)
            }
            Queue::All => None,
        };
        counts.push(QueueCount { queue, count });
    }
    Ok(counts)
}
