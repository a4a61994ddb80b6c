//! The workflow: which act leads a case from which status to which. One table; nothing else moves a case.

use serde::{Deserialize, Serialize};

/// 処理状態. Where a case stands for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 受付
    Received,
    /// 要緊急確認: danger words were found; nobody has taken it yet.
    Urgent,
    /// 回付済: waits for the section's 受諾.
    Routed,
    /// 受諾
    Accepted,
    /// 裁定待ち: returned twice; 広聴課長 decides who does it.
    Ruling,
    /// 終了確認待ち: the desk proposes to end it without routing; 広聴課長 confirms.
    EndingProposed,
    /// 回答案作成
    Drafting,
    /// 決裁中
    Deciding,
    /// 発送待ち: decided, not sent.
    Ready,
    /// 送信待ち: the mail is queued.
    Sending,
    /// 回答済
    Replied,
    /// 処理済: ended without a letter.
    Settled,
    /// 移送: handed to another agency.
    Transferred,
    /// 取下げ
    Withdrawn,
}

/// What can be done to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// 緊急を引き受ける
    TakeUrgent,
    /// 種別・分野・施策を付ける
    Triage,
    /// 件分けする
    Split,
    /// 回付する
    Route,
    /// 期限を変える
    Extend,
    /// 受諾する
    Accept,
    /// 返却する (first return: to the desk)
    Return,
    /// 返却する (second return: to 広聴課長)
    ReturnToHead,
    /// 裁定する
    Rule,
    /// 終了を提案する
    ProposeEnding,
    /// 終了を確認する → 処理済
    ConfirmEnding,
    /// 移送を確認する → 移送
    ConfirmTransfer,
    /// 終了を認めない
    RefuseEnding,
    /// 回答案・処理結果を書く
    Draft,
    /// 決裁に回す
    RequestApproval,
    /// 承認する (not the last step)
    ApproveStep,
    /// 決裁する (last step of a reply)
    ApproveReply,
    /// 決裁する (last step of a result without a letter)
    ApproveResult,
    /// 差し戻す
    SendBack,
    /// 決裁を取り下げる
    WithdrawRequest,
    /// 発送前に取り戻す
    Recall,
    /// メールで発送する
    DispatchMail,
    /// 郵送・番号で見る方法で発送する
    DispatchOther,
    /// 同じ文面の案件の回答を使う (its decision counts for this text too)
    AdoptReply,
    /// 同じ文面の案件の処理結果を使う
    AdoptResult,
    /// 回答書で理由を示して終える: the letter of the voice says why this point has no answer of its own
    Excuse,
    /// メールが届け先に渡った
    MailSent,
    /// メールが届かなかった
    Bounced,
    /// 取り下げる (resident)
    Withdraw,
    /// もう一度たずねる (resident says the reply did not answer)
    Reopen,
}

impl Status {
    /// Every status, in the order of work.
    pub const ALL: [Status; 14] = [
        Status::Received,
        Status::Urgent,
        Status::Routed,
        Status::Accepted,
        Status::Ruling,
        Status::EndingProposed,
        Status::Drafting,
        Status::Deciding,
        Status::Ready,
        Status::Sending,
        Status::Replied,
        Status::Settled,
        Status::Transferred,
        Status::Withdrawn,
    ];

    /// The statuses in which somebody in the city still has to do something.
    pub const OPEN: [Status; 10] = [
        Status::Received,
        Status::Urgent,
        Status::Routed,
        Status::Accepted,
        Status::Ruling,
        Status::EndingProposed,
        Status::Drafting,
        Status::Deciding,
        Status::Ready,
        Status::Sending,
    ];

    /// The statuses in which a case can be classified. What was dealt with while it was heard ends before the desk has seen
    /// it, so an ended one can be, too: else sections' voices would stand in no figure of the plan. What was taken back counts nowhere.
    pub const CLASSIFIED: [Status; 13] = [
        Status::Received,
        Status::Urgent,
        Status::Routed,
        Status::Accepted,
        Status::Ruling,
        Status::EndingProposed,
        Status::Drafting,
        Status::Deciding,
        Status::Ready,
        Status::Sending,
        Status::Replied,
        Status::Settled,
        Status::Transferred,
    ];

    /// The statuses in which a resident can still take the voice back: nothing was sent.
    pub const BEFORE_SENDING: [Status; 9] = [
        Status::Received,
        Status::Urgent,
        Status::Routed,
        Status::Accepted,
        Status::Ruling,
        Status::EndingProposed,
        Status::Drafting,
        Status::Deciding,
        Status::Ready,
    ];

    /// The statuses in which the city still owes something by a day.
    pub const BEFORE_A_DECISION: [Status; 7] = [
        Status::Received,
        Status::Urgent,
        Status::Routed,
        Status::Accepted,
        Status::Ruling,
        Status::Drafting,
        Status::Deciding,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::Urgent => "urgent",
            Status::Routed => "routed",
            Status::Accepted => "accepted",
            Status::Ruling => "ruling",
            Status::EndingProposed => "ending_proposed",
            Status::Drafting => "drafting",
            Status::Deciding => "deciding",
            Status::Ready => "ready",
            Status::Sending => "sending",
            Status::Replied => "replied",
            Status::Settled => "settled",
            Status::Transferred => "transferred",
            Status::Withdrawn => "withdrawn",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Status::Received => "受付",
            Status::Urgent => "要緊急確認",
            Status::Routed => "回付済",
            Status::Accepted => "受諾",
            Status::Ruling => "裁定待ち",
            Status::EndingProposed => "終了確認待ち",
            Status::Drafting => "回答案作成",
            Status::Deciding => "決裁中",
            Status::Ready => "発送待ち",
            Status::Sending => "送信待ち",
            Status::Replied => "回答済",
            Status::Settled => "処理済",
            Status::Transferred => "移送",
            Status::Withdrawn => "取下げ",
        }
    }

    /// True while somebody in the city still has to do something.
    pub const fn is_open(self) -> bool {
        !matches!(self, Status::Replied | Status::Settled | Status::Transferred | Status::Withdrawn)
    }
}

impl Act {
    /// Every act, in the order of work.
    pub const ALL: [Act; 30] = [
        Act::TakeUrgent,
        Act::Triage,
        Act::Split,
        Act::Route,
        Act::Extend,
        Act::Accept,
        Act::Return,
        Act::ReturnToHead,
        Act::Rule,
        Act::ProposeEnding,
        Act::ConfirmEnding,
        Act::ConfirmTransfer,
        Act::RefuseEnding,
        Act::Draft,
        Act::RequestApproval,
        Act::ApproveStep,
        Act::ApproveReply,
        Act::ApproveResult,
        Act::SendBack,
        Act::WithdrawRequest,
        Act::Recall,
        Act::DispatchMail,
        Act::DispatchOther,
        Act::AdoptReply,
        Act::AdoptResult,
        Act::Excuse,
        Act::MailSent,
        Act::Bounced,
        Act::Withdraw,
        Act::Reopen,
    ];

    /// The code in addresses and events.
    pub const fn code(self) -> &'static str {
        match self {
            Act::TakeUrgent => "take_urgent",
            Act::Triage => "triage",
            Act::Split => "split",
            Act::Route => "route",
            Act::Extend => "extend",
            Act::Accept => "accept",
            Act::Return => "return",
            Act::ReturnToHead => "return_to_head",
            Act::Rule => "rule",
            Act::ProposeEnding => "propose_ending",
            Act::ConfirmEnding => "confirm_ending",
            Act::ConfirmTransfer => "confirm_transfer",
            Act::RefuseEnding => "refuse_ending",
            Act::Draft => "draft",
            Act::RequestApproval => "request_approval",
            Act::ApproveStep => "approve_step",
            Act::ApproveReply => "approve_reply",
            Act::ApproveResult => "approve_result",
            Act::SendBack => "send_back",
            Act::WithdrawRequest => "withdraw_request",
            Act::Recall => "recall",
            Act::DispatchMail => "dispatch_mail",
            Act::DispatchOther => "dispatch_other",
            Act::AdoptReply => "adopt_reply",
            Act::AdoptResult => "adopt_result",
            Act::Excuse => "excuse",
            Act::MailSent => "mail_sent",
            Act::Bounced => "bounced",
            Act::Withdraw => "withdraw",
            Act::Reopen => "reopen",
        }
    }

    /// The word on the button.
    pub const fn label(self) -> &'static str {
        match self {
            Act::TakeUrgent => "緊急を引き受ける",
            Act::Triage => "分類を保存する",
            Act::Split => "件分けする",
            Act::Route => "回付する",
            Act::Extend => "期限を変える",
            Act::Accept => "受諾する",
            Act::Return | Act::ReturnToHead => "返却する",
            Act::Rule => "裁定する",
            Act::ProposeEnding => "回付せずに終える",
            Act::ConfirmEnding | Act::ConfirmTransfer => "終了を確認する",
            Act::RefuseEnding => "広聴担当に戻す",
            Act::Draft => "案を保存する",
            Act::RequestApproval => "決裁に回す",
            Act::ApproveStep => "承認する",
            Act::ApproveReply | Act::ApproveResult => "決裁する",
            Act::SendBack => "差し戻す",
            Act::WithdrawRequest => "決裁を取り下げる",
            Act::Recall => "発送前に取り戻す",
            Act::DispatchMail | Act::DispatchOther => "発送する",
            Act::AdoptReply | Act::AdoptResult => "同じ文面の回答を使う",
            Act::Excuse => "回答書で理由を示して終える",
            Act::MailSent => "送信済みにする",
            Act::Bounced => "届いていない",
            Act::Withdraw => "取り下げる",
            Act::Reopen => "もう一度たずねる",
        }
    }

    /// What the act asks of the person who does it.
    pub const fn asks(self) -> Asks {
        match self {
            Act::TakeUrgent
            | Act::Accept
            | Act::ConfirmEnding
            | Act::ConfirmTransfer
            | Act::RequestApproval
            | Act::ApproveStep
            | Act::ApproveReply
            | Act::ApproveResult
            | Act::WithdrawRequest
            | Act::AdoptReply
            | Act::AdoptResult
            | Act::Excuse
            | Act::MailSent
            | Act::Bounced
            | Act::Withdraw => Asks::Nothing,
            Act::ProposeEnding | Act::RefuseEnding | Act::SendBack | Act::Recall | Act::Reopen => Asks::Reason,
            Act::Return | Act::ReturnToHead | Act::Rule => Asks::SectionAndReason,
            Act::Route => Asks::Section,
            Act::Triage | Act::Split | Act::Extend | Act::Draft | Act::DispatchMail | Act::DispatchOther => Asks::Form,
        }
    }
}

/// What an act asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing but the press of the button.
    Nothing,
    /// A reason.
    Reason,
    /// A section.
    Section,
    /// The section believed right, and why.
    SectionAndReason,
    /// A form of its own.
    Form,
}

/// Where a case begins. Nearly all begin at the desk; what was spoken may begin in the section that heard it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// 広聴担当: nobody has decided who does it.
    Desk,
    /// 聞いた課が受け持つ: the section that heard it does it, so nobody routes or accepts it.
    Section,
    /// 対応済で登録: it was dealt with while it was heard, and ends with its 処理結果 in the same moment.
    Done,
}

impl Start {
    /// Every start.
    pub const ALL: [Start; 3] = [Start::Desk, Start::Section, Start::Done];

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Start::Desk => "広聴担当へ",
            Start::Section => "聞いた課が受け持つ",
            Start::Done => "対応済で登録",
        }
    }
}

/// The status in which a case begins. Danger words win: whatever was thought of it, a person at the desk reads it first.
pub const fn first(start: Start, urgent: bool) -> Status {
    match start {
        Start::Desk | Start::Section | Start::Done if urgent => Status::Urgent,
        Start::Desk => Status::Received,
        Start::Section => Status::Accepted,
        Start::Done => Status::Settled,
    }
}

/// The table: where an act leads, or `None` where it cannot be done. A new act does not compile without its row; a new
/// status shows up in the committed snapshot of the whole table.
pub const fn next(from: Status, act: Act) -> Option<Status> {
    use Status as S;
    match act {
        Act::TakeUrgent => step(from, &[S::Urgent], S::Received),
        Act::Triage => stay(from, &S::CLASSIFIED),
        Act::Split => stay(from, &[S::Received, S::Urgent]),
        Act::Route => step(from, &[S::Received, S::Urgent, S::Routed], S::Routed),
        Act::Extend => stay(from, &S::BEFORE_A_DECISION),
        Act::Accept => step(from, &[S::Routed], S::Accepted),
        Act::Return => step(from, &[S::Routed, S::Accepted], S::Received),
        Act::ReturnToHead => step(from, &[S::Routed, S::Accepted], S::Ruling),
        Act::Rule => step(from, &[S::Ruling], S::Accepted),
        Act::ProposeEnding => step(from, &[S::Received, S::Ruling], S::EndingProposed),
        Act::ConfirmEnding => step(from, &[S::EndingProposed], S::Settled),
        Act::ConfirmTransfer => step(from, &[S::EndingProposed], S::Transferred),
        Act::RefuseEnding => step(from, &[S::EndingProposed], S::Received),
        Act::Draft => step(from, &[S::Accepted, S::Drafting], S::Drafting),
        Act::RequestApproval => step(from, &[S::Drafting], S::Deciding),
        Act::ApproveStep => stay(from, &[S::Deciding]),
        Act::ApproveReply => step(from, &[S::Deciding], S::Ready),
        Act::ApproveResult => step(from, &[S::Deciding], S::Settled),
        Act::SendBack | Act::WithdrawRequest => step(from, &[S::Deciding], S::Drafting),
        Act::Recall => step(from, &[S::Ready], S::Drafting),
        Act::DispatchMail => step(from, &[S::Ready], S::Sending),
        Act::DispatchOther => step(from, &[S::Ready], S::Replied),
        Act::AdoptReply => step(from, &[S::Routed, S::Accepted, S::Drafting], S::Ready),
        Act::AdoptResult => step(from, &[S::Routed, S::Accepted, S::Drafting], S::Settled),
        Act::Excuse => step(from, &[S::Received, S::Routed, S::Accepted, S::Ruling, S::Drafting], S::Settled),
        Act::MailSent => step(from, &[S::Sending], S::Replied),
        Act::Bounced => step(from, &[S::Sending, S::Replied], S::Ready),
        Act::Withdraw => step(from, &S::BEFORE_SENDING, S::Withdrawn),
        Act::Reopen => step(from, &[S::Replied], S::Accepted),
    }
}

const fn step(from: Status, sources: &[Status], to: Status) -> Option<Status> {
    let mut i = 0;
    while i < sources.len() {
        if sources[i] as u8 == from as u8 {
            return Some(to);
        }
        i += 1;
    }
    None
}

const fn stay(from: Status, sources: &[Status]) -> Option<Status> {
    step(from, sources, from)
}

#[cfg(test)]
mod tests {
    use super::{Act, Start, Status, first, next};

    #[test]
    fn every_open_status_has_a_way_on_and_an_ended_one_only_comes_back_by_reopening_or_a_bounce() {
        for status in Status::ALL {
            let ways: Vec<Act> =
                Act::ALL.into_iter().filter(|act| next(status, *act).is_some_and(|to| to != status)).collect();
            if status.is_open() {
                assert!(!ways.is_empty(), "{status:?} is a dead end");
            } else {
                assert!(ways.iter().all(|act| matches!(act, Act::Reopen | Act::Bounced)), "{status:?}: {ways:?}");
            }
        }
    }

    #[test]
    fn only_a_dispatched_letter_makes_a_case_replied() {
        for from in Status::ALL {
            for act in Act::ALL {
                if from != Status::Replied && next(from, act) == Some(Status::Replied) {
                    assert!(matches!(act, Act::DispatchOther | Act::MailSent));
                }
            }
        }
    }

    #[test]
    fn a_danger_stands_before_the_desk_wherever_it_was_heard() {
        for start in Start::ALL {
            assert_eq!(first(start, true), Status::Urgent);
        }
        assert_eq!(Start::ALL.map(|s| first(s, false)), [Status::Received, Status::Accepted, Status::Settled]);
    }

    #[test]
    fn codes_come_back() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.code()), Some(status));
        }
    }
}
