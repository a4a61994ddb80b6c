//! How many cases wait in each queue? Counting walks all open cases, so the numbers are kept for the next page while they
//! cannot have changed.

use std::sync::Arc;

use kocho_domain::{
    access::{CaseScope, Office, StaffActor},
    id::StaffId,
    workflow::Status,
};
use kocho_store::case_list::{self, OpenCount};

use super::queue::{Queue, QueueCount, soon};
use crate::{
    Cx, Error,
    kept::{Kept, Moment},
};

/// The numbers of the people at work, with the offices for which they were counted.
pub(crate) type KeptCounts = Kept<StaffId, (Vec<Office>, Arc<[QueueCount]>)>;

/// The queues of a person with their counts.
pub(super) async fn counts(cx: &Cx, staff: &StaffActor, scope: &CaseScope) -> Result<Arc<[QueueCount]>, Error> {
    let now = Moment::of(cx);
    if let Some((offices, counts)) = cx.house.queue_counts.find(&staff.id, now)
        && offices == staff.offices
    {
        return Ok(counts);
    }
    let counts: Arc<[QueueCount]> = count(cx, staff, scope).await?.into();
    cx.house.queue_counts.keep(staff.id, now, (staff.offices.clone(), Arc::clone(&counts)));
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
            // Ended cases are not counted; what lies before the office is on its morning page.
            Queue::Circulated | Queue::Unclassified | Queue::All => None,
        };
        counts.push(QueueCount { queue, count });
    }
    Ok(counts)
}
