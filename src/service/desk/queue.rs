//! The queues: what wants attention, by who asks for it.

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, StaffActor},
    workflow::Status,
};
use kocho_store::case_list::{Filter, Order};

use super::SOON_OPEN_DAYS;
use crate::Cx;

/// A queue of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// 要緊急確認 that nobody took.
    Urgent,
    /// Received and not routed.
    Unrouted,
    /// Open cases of my sections.
    Section,
    /// Open cases that I took.
    Mine,
    /// Whose next step of a 決裁 is mine.
    Deciding,
    /// Put before the mayor's office and not read.
    Circulated,
    /// Due within the next open days.
    Soon,
    /// Past the deadline.
    Overdue,
    /// Returned to the desk or waiting for a ruling.
    Returned,
    /// Proposed to end without routing.
    Ending,
    /// Decided, not sent.
    Ready,
    /// Past the desk without a decision about the plan: what sections heard themselves, most often.
    Unclassified,
    /// Everything, ended ones too.
    All,
}

impl Queue {
    /// Every queue, in the order of the list on the left.
    pub const ALL: [Queue; 13] = [
        Queue::Urgent,
        Queue::Unrouted,
        Queue::Returned,
        Queue::Ending,
        Queue::Ready,
        Queue::Section,
        Queue::Mine,
        Queue::Deciding,
        Queue::Circulated,
        Queue::Soon,
        Queue::Overdue,
        Queue::Unclassified,
        Queue::All,
    ];

    /// The code in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Queue::Urgent => "urgent",
            Queue::Unrouted => "unrouted",
            Queue::Section => "section",
            Queue::Mine => "mine",
            Queue::Deciding => "approval",
            Queue::Circulated => "circulation",
            Queue::Soon => "soon",
            Queue::Overdue => "overdue",
            Queue::Returned => "returned",
            Queue::Ending => "ending",
            Queue::Ready => "dispatch",
            Queue::Unclassified => "unclassified",
            Queue::All => "all",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Queue::Urgent => "緊急",
            Queue::Unrouted => "未回付",
            Queue::Section => "課の案件",
            Queue::Mine => "自分の案件",
            Queue::Deciding => "決裁の番",
            Queue::Circulated => "供覧",
            Queue::Soon => "期限間近",
            Queue::Overdue => "期限切れ",
            Queue::Returned => "返却・裁定",
            Queue::Ending => "終了確認",
            Queue::Ready => "発送待ち",
            Queue::Unclassified => "未分類",
            Queue::All => "すべて",
        }
    }

    /// The queues that a person has.
    #[must_use]
    pub fn of(staff: &StaffActor) -> Vec<Queue> {
        let has = |queue: &Queue| match queue {
            Queue::Unrouted | Queue::Returned | Queue::Ending | Queue::Ready | Queue::Unclassified => {
                staff.is_hearing()
            }
            Queue::Section | Queue::Mine => staff.may(Permission::CaseAnswer),
            Queue::Deciding => staff.may(Permission::CaseApprove),
            Queue::Circulated => staff.may(Permission::CirculationRead),
            Queue::Urgent | Queue::Soon | Queue::Overdue | Queue::All => true,
        };
        Self::ALL.into_iter().filter(has).collect()
    }

    /// Where a person begins.
    #[must_use]
    pub fn first(staff: &StaffActor) -> Self {
        if staff.is_hearing() {
            Queue::Unrouted
        } else if staff.may(Permission::CaseAnswer) {
            Queue::Section
        } else if staff.may(Permission::CaseApprove) {
            Queue::Deciding
        } else {
            Queue::All
        }
    }

    /// The order of its rows.
    pub(super) const fn order(self) -> Order {
        match self {
            Queue::All | Queue::Unclassified => Order::Newest,
            Queue::Urgent
            | Queue::Unrouted
            | Queue::Section
            | Queue::Mine
            | Queue::Deciding
            | Queue::Circulated
            | Queue::Soon
            | Queue::Overdue
            | Queue::Returned
            | Queue::Ending
            | Queue::Ready => Order::Due,
        }
    }

    /// What it holds.
    pub(super) fn filter(self, cx: &Cx, staff: &StaffActor) -> Filter {
        let open = Filter { open: Some(true), ..Filter::default() };
        let statuses = |statuses: &[Status]| Filter { statuses: statuses.to_vec(), ..open.clone() };
        match self {
            Queue::Urgent => statuses(&[Status::Urgent]),
            Queue::Unrouted => statuses(&[Status::Received]),
            Queue::Section => Filter { sections: staff.sections_with(Permission::CaseRead), ..open },
            Queue::Mine => Filter { staff: Some(staff.id), ..open },
            Queue::Deciding => Filter { turn_of: staff.offices.clone(), ..open },
            // An ended case may lie there, too.
            Queue::Circulated => Filter { circulated: true, ..Filter::default() },
            Queue::Soon => Filter { due_from: Some(cx.today()), due_until: Some(soon(cx)), ..open },
            Queue::Overdue => Filter { due_until: cx.today().pred_opt(), ..open },
            Queue::Returned => Filter { returned: true, ..statuses(&[Status::Received, Status::Ruling]) },
            Queue::Ending => statuses(&[Status::EndingProposed]),
            Queue::Ready => statuses(&[Status::Ready, Status::Sending]),
            Queue::Unclassified => {
                let is_past = |status: &Status| !matches!(status, Status::Received | Status::Urgent);
                let statuses = Status::CLASSIFIED.into_iter().filter(is_past).collect();
                Filter { statuses, measure_state: Some("undecided"), ..Filter::default() }
            }
            Queue::All => Filter::default(),
        }
    }
}

/// The last day that counts as near.
pub(super) fn soon(cx: &Cx) -> NaiveDate {
    cx.city.rules.calendar().add_open_days(cx.today(), SOON_OPEN_DAYS)
}

/// A queue with the number of its cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCount {
    /// The queue.
    pub queue: Queue,
    /// How many open cases it holds; `None` for everything, which is not counted.
    pub count: Option<u64>,
}

#[cfg(test)]
mod tests {
    use kocho_domain::{
        access::{Office, Role, StaffActor},
        id::{SectionId, StaffId},
    };

    use super::Queue;

    fn holder(role: Role) -> StaffActor {
        StaffActor { id: StaffId(1), name: "担当".into(), offices: vec![Office { role, section: SectionId(1) }] }
    }

    #[test]
    fn codes_come_back() {
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.code()), Some(queue));
        }
    }

    #[test]
    fn everybody_begins_in_a_queue_that_they_have() {
        for role in Role::ALL {
            let staff = holder(role);
            assert!(Queue::of(&staff).contains(&Queue::first(&staff)), "{role:?}");
        }
        assert!(!Queue::of(&holder(Role::SectionClerk)).contains(&Queue::Unrouted));
    }
}
