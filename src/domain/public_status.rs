//! The five words that residents see, drawn from what staff did. 回答しました only when a letter was dispatched.

use crate::workflow::Status;

/// Where a point stands, for the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicStatus {
    /// 受け付けました
    Received,
    /// 担当課で確認しています
    Checking,
    /// 回答を準備しています
    Preparing,
    /// How it ended.
    Ended(PublicEnding),
}

/// How a point ended, for the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicEnding {
    /// 回答しました
    Replied,
    /// 担当課と市長に届けました
    Delivered,
    /// ○○に伝えました
    PassedOn,
    /// お答えできません（理由）
    NotAnswered,
    /// 取り下げを受け付けました
    Withdrawn,
}

/// The public word of a case. `reply_due`: a reply is owed; `dispatched`: a letter with this point went out, be it with an
/// answer or with the reason why there is none;
/// `refused`: it ended with a reason from the no-reply list although a reply was wanted.
pub const fn public_status(status: Status, reply_due: bool, dispatched: bool, refused: bool) -> PublicStatus {
    match status {
        Status::Received | Status::Urgent | Status::EndingProposed => PublicStatus::Received,
        Status::Routed | Status::Ruling | Status::Accepted => PublicStatus::Checking,
        Status::Drafting | Status::Deciding | Status::Ready | Status::Sending => {
            if reply_due {
                PublicStatus::Preparing
            } else {
                PublicStatus::Checking
            }
        }
        Status::Replied | Status::Settled if dispatched => PublicStatus::Ended(PublicEnding::Replied),
        Status::Replied | Status::Settled => {
            PublicStatus::Ended(if refused { PublicEnding::NotAnswered } else { PublicEnding::Delivered })
        }
        Status::Transferred => PublicStatus::Ended(PublicEnding::PassedOn),
        Status::Withdrawn => PublicStatus::Ended(PublicEnding::Withdrawn),
    }
}

#[cfg(test)]
mod tests {
    use super::{PublicEnding, PublicStatus, public_status};
    use crate::workflow::Status;

    #[test]
    fn a_resident_reads_that_we_replied_only_when_a_letter_went_out() {
        for status in Status::ALL {
            for (reply_due, dispatched, refused) in (0..8).map(|n| (n & 1 == 1, n & 2 == 2, n & 4 == 4)) {
                let seen = public_status(status, reply_due, dispatched, refused);
                if seen == PublicStatus::Ended(PublicEnding::Replied) {
                    assert!(dispatched);
                }
            }
        }
    }
}
