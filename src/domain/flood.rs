//! ほぼ同じ文面の声: from how many on they are one row of a list, and which of them may be dealt with like the leading one.

use crate::case::Case;
use crate::workflow::Status;

/// So many letters of one text are one row in the queues.
pub const ONE_ROW_FROM: u64 = 5;

/// What a group of cases gets in one act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchAct {
    /// 先頭の案件と同じ分類・回付にする
    Follow,
    /// 先頭の案件の回答・処理結果を使う
    Answer,
}

impl BatchAct {
    /// Every act.
    pub const ALL: [BatchAct; 2] = [BatchAct::Follow, BatchAct::Answer];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            BatchAct::Follow => "follow",
            BatchAct::Answer => "answer",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// The statuses of cases that it is for.
    pub const fn takes(self) -> &'static [Status] {
        match self {
            BatchAct::Follow => &[Status::Received, Status::Urgent, Status::Routed],
            BatchAct::Answer => &[Status::Routed, Status::Accepted, Status::Drafting],
        }
    }

    /// The leading case is so far that others can be dealt with like it. One that the desk ended itself leads nobody.
    pub fn can_begin(self, lead: &Case) -> bool {
        let far = match self {
            BatchAct::Follow => matches!(
                lead.status,
                Status::Routed
                    | Status::Accepted
                    | Status::Drafting
                    | Status::Deciding
                    | Status::Ready
                    | Status::Sending
                    | Status::Replied
                    | Status::Settled
            ),
            // Its letter is out, or its result is decided: nobody can take the text back any more.
            BatchAct::Answer => matches!(lead.status, Status::Sending | Status::Replied | Status::Settled),
        };
        far && lead.ending.is_none()
    }
}

/// The later case may get what the leading one got. A warning is taken only where somebody took the same one before, and
/// what only few may know is never dealt with among many.
pub fn takes_along(act: BatchAct, lead: &Case, later: &Case) -> bool {
    let fits = act.takes().contains(&later.status) && act.can_begin(lead) && lead.id != later.id;
    // Routed ones follow when the leading case was returned and went to another section.
    let there = act == BatchAct::Follow && later.status == Status::Routed && later.holder == lead.holder;
    let warned = later.status == Status::Urgent && lead.urgent_taken_at.is_none();
    // A result that was decided without a letter is no letter for somebody who waits for one.
    let unanswered = act == BatchAct::Answer && later.reply_due && !lead.reply_due;
    fits && !there && !later.restricted && !warned && !unanswered
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::{BatchAct, takes_along};
    use crate::case::{Case, MeasureDecision};
    use crate::id::{CaseId, PublicKey, SectionId, SubmissionId};
    use crate::workflow::Status;

    fn case(id: i64, status: Status) -> Case {
        Case {
            id: CaseId(id),
            key: PublicKey::from_random([7; 17]),
            submission: SubmissionId(id),
            branch: 1,
            status,
            status_at: DateTime::UNIX_EPOCH,
            holder: SectionId(1),
            holder_staff: None,
            holder_at: DateTime::UNIX_EPOCH,
            restricted: false,
            kind: None,
            category: None,
            measure: MeasureDecision::Undecided,
            outcome: None,
            reply_due: true,
            received_on: NaiveDate::default(),
            due_on: NaiveDate::default(),
            follow_up_on: None,
            returns: 0,
            ruled: false,
            urgent_at: None,
            urgent_taken_at: None,
            ending: None,
            closed_on: None,
            lock: 1,
        }
    }

    fn routed(section: i64) -> Case {
        Case { holder: SectionId(section), ..case(1, Status::Routed) }
    }

    #[test]
    fn what_waits_at_the_desk_follows_a_leading_case_that_was_routed() {
        assert!(takes_along(BatchAct::Follow, &routed(2), &case(2, Status::Received)));
        assert!(!takes_along(BatchAct::Follow, &case(1, Status::Received), &case(2, Status::Received)));
        assert!(!takes_along(BatchAct::Follow, &routed(2), &routed(2)), "itself");
        let ended = Case { ending: Some("sales".into()), ..case(1, Status::Settled) };
        assert!(!takes_along(BatchAct::Follow, &ended, &case(2, Status::Received)));
        for status in Status::ALL.into_iter().filter(|status| !BatchAct::Follow.takes().contains(status)) {
            assert!(!takes_along(BatchAct::Follow, &routed(2), &case(2, status)), "{status:?}");
        }
    }

    #[test]
    fn a_routed_letter_follows_only_to_another_section() {
        let later = |section| Case { id: CaseId(2), ..routed(section) };
        assert!(
            takes_along(BatchAct::Follow, &routed(2), &later(3))
                && !takes_along(BatchAct::Follow, &routed(2), &later(2))
        );
    }

    #[test]
    fn a_warning_follows_only_one_that_somebody_took_and_few_may_know_is_never_among_many() {
        let urgent = case(2, Status::Urgent);
        assert!(!takes_along(BatchAct::Follow, &routed(2), &urgent));
        let taken = Case { urgent_taken_at: Some(DateTime::UNIX_EPOCH), ..routed(2) };
        assert!(takes_along(BatchAct::Follow, &taken, &urgent));
        let restricted = Case { restricted: true, ..case(2, Status::Received) };
        assert!(!takes_along(BatchAct::Follow, &routed(2), &restricted));
    }

    #[test]
    fn a_letter_answers_letters_and_a_result_ends_what_waits_for_none() {
        let (letter, result) = (case(1, Status::Replied), Case { reply_due: false, ..case(1, Status::Settled) });
        let (waits, waits_not) = (case(2, Status::Routed), Case { reply_due: false, ..case(2, Status::Routed) });
        assert!(takes_along(BatchAct::Answer, &letter, &waits) && takes_along(BatchAct::Answer, &letter, &waits_not));
        assert!(!takes_along(BatchAct::Answer, &result, &waits) && takes_along(BatchAct::Answer, &result, &waits_not));
        assert!(!takes_along(BatchAct::Answer, &case(1, Status::Ready), &waits));
    }
}
