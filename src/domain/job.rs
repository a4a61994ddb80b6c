//! Work that is done after a commit: jobs and mails, by name.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A queued piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Job {
    /// Compute the suggestions of a case.
    Suggest {
        /// The case.
        case: i64,
    },
    /// Put the voices of a topic map into groups.
    Topic {
        /// The map.
        map: i64,
    },
    /// Erase uploads whose form was never sent, old sessions and counters.
    Sweep,
    /// Do the next chunk of an act on a group of cases.
    Batch {
        /// The act.
        batch: i64,
    },
    /// Do the next chunk of what was begun with a table.
    Import {
        /// The table.
        import: i64,
    },
    /// Collect waiting notices into at most one mail a person and hour.
    Notices,
    /// Ask decided cases what a change of the suggestions would do.
    Trial {
        /// The trial.
        trial: i64,
    },
    /// Index the next voices that were there before the search was.
    Index,
}

impl Job {
    /// The stored code.
    pub const fn code(&self) -> &'static str {
        match self {
            Job::Suggest { .. } => "suggest",
            Job::Topic { .. } => "topic",
            Job::Batch { .. } => "batch",
            Job::Import { .. } => "import",
            Job::Sweep => "sweep",
            Job::Notices => "notices",
            Job::Trial { .. } => "trial",
            Job::Index => "index",
        }
    }
}

/// A queued mail. It names what to say; the words come from a template when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Mail {
    /// To the resident: number, what happens next; never the text, never the secret in an address.
    Receipt {
        /// The submission.
        submission: i64,
    },
    /// To the resident: the letter itself.
    Reply {
        /// The letter.
        letter: i64,
    },
    /// To the resident: a reply is there, read it with your number.
    ReplyNotice {
        /// The letter.
        letter: i64,
    },
    /// To the duty address: number and group only.
    Urgent {
        /// The case.
        case: i64,
        /// Danger groups.
        groups: Vec<String>,
    },
    /// To a member of staff: numbers and links, no content.
    Notices {
        /// The person.
        staff: i64,
        /// Cases and what happened to them.
        lines: Vec<NoticeLine>,
    },
    /// To a member of staff: promises that are due or late; numbers and links, no content.
    Commitments {
        /// The person.
        staff: i64,
        /// The promises.
        lines: Vec<CommitmentLine>,
    },
    /// To who applied for a dialogue day: what was decided, or that the day is near.
    Dialogue {
        /// The frozen notice.
        notice: i64,
    },
    /// A test from the command line.
    Test,
}

/// One line of a reminder of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentLine {
    /// R8-約束012
    pub number: String,
    /// Its key in its address.
    pub key: String,
    /// soon, late, follow_up
    pub code: String,
    /// The deadline in force.
    pub due_on: NaiveDate,
}

/// One line of a notice to staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Receipt number with branch.
    pub number: String,
    /// Key of the case in its address.
    pub case_key: String,
    /// What happened: routed, returned, turn, due …
    pub code: String,
}

impl Mail {
    /// The stored code.
    pub const fn code(&self) -> &'static str {
        match self {
            Mail::Receipt { .. } => "receipt",
            Mail::Reply { .. } => "reply",
            Mail::ReplyNotice { .. } => "reply_notice",
            Mail::Urgent { .. } => "urgent",
            Mail::Notices { .. } => "notices",
            Mail::Commitments { .. } => "commitments",
            Mail::Dialogue { .. } => "dialogue",
            Mail::Test => "test",
        }
    }
}

/// How long to wait after a failure: 1, 2, 4 … minutes, at most two hours; never given up while somebody waits for it.
pub const fn back_off_minutes(attempts: u32) -> i64 {
    let doubled = 1_i64 << (if attempts > 7 { 7 } else { attempts });
    if doubled > 120 { 120 } else { doubled }
}
