//! Work that is done after a commit: jobs and mails, by name.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

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
        /// Cases, and what else waits, and what happened to them.
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
    /// To a candidate or monitor: what was decided.
    Panel {
        /// The frozen notice.
        notice: i64,
    },
    /// To somebody of the office: how much came, waits and is late; counts and links, no content.
    Digest {
        /// The person.
        staff: i64,
        /// How often they get it.
        pace: Pace,
    },
    /// To who is asked in a survey: the code that opens it, or a reminder without one.
    Survey {
        /// What is sent.
        invitation: i64,
    },
    /// A test from the command line.
    Test,
}

/// The code of a notice about a value of an indicator that waits for a decision.
pub const INDICATOR_PROPOSED: &str = "indicator_proposed";
/// The code of a notice to a section that is asked for a memo before a dialogue day.
pub const MEMO_ASKED: &str = "memo_asked";
/// The code of a notice to a section whose memo is due and not written.
pub const MEMO_DUE: &str = "memo_due";
/// The code of a notice to the desk: somebody who had a time takes the application back, and the slot is free.
pub const APPLICATION_TAKEN_BACK: &str = "application_taken_back";
/// The code of a notice to the desk: a meeting is near, and its applicant is told of it by telephone or not at all.
pub const APPLICATION_CALL: &str = "application_call";
/// The code of a notice to the desk: the brief of a visitor has to be ready, and is not.
pub const BRIEF_DUE: &str = "brief_due";
/// The code of a notice about a summary that waits for the office's reading.
pub const SUMMARY_ASKED: &str = "summary_asked";
/// The code of a notice about a summary that the office sent back.
pub const SUMMARY_SENT_BACK: &str = "summary_sent_back";
/// The code of a notice about a summary that may go to the applicant now.
pub const SUMMARY_APPROVED: &str = "summary_approved";
/// The code of a notice to the desk: the office should soon have this summary, which is still being written.
pub const SUMMARY_DUE: &str = "summary_due";
/// The code of a notice to the desk: the office or the applicant should have had this summary.
pub const SUMMARY_LATE: &str = "summary_late";
/// The code of a notice to the desk: the office should soon have a summary that nobody began.
pub const SUMMARY_MISSING: &str = "summary_missing";
/// The code of a notice to the desk: the office or the applicant should have had a summary that nobody began.
pub const SUMMARY_MISSING_LATE: &str = "summary_missing_late";

/// The code of a line about a survey of which nothing was told in time.
pub const REFLECTION: &str = "reflection";

/// One line of a reminder of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitmentLine {
    /// R8-約束012; of a survey its code.
    pub number: String,
    /// Its key in its address.
    pub key: String,
    /// soon, late, follow_up, [`REFLECTION`]
    pub code: String,
    /// The deadline in force.
    pub due_on: NaiveDate,
}

/// How often somebody of the office gets a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// なし
    Never,
    /// 毎日: the morning of every open day.
    Daily,
    /// 毎週: the morning of the week's first open day.
    Weekly,
}

impl Pace {
    /// Every pace.
    pub const ALL: [Pace; 3] = [Pace::Never, Pace::Daily, Pace::Weekly];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Pace::Never => "never",
            Pace::Daily => "daily",
            Pace::Weekly => "weekly",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.code() == code)
    }

    /// The word on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Pace::Never => "なし",
            Pace::Daily => "毎日（開庁日の朝）",
            Pace::Weekly => "毎週（週の最初の開庁日の朝）",
        }
    }

    /// True when a digest is due on this day, the last one having gone on `sent_on`. Days on which nobody works have none;
    /// one that a stop of the program held up goes later in the week.
    #[must_use]
    pub fn is_due(self, today: NaiveDate, sent_on: Option<NaiveDate>, calendar: &Calendar) -> bool {
        let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
        let is_new = |since: NaiveDate| sent_on.is_none_or(|sent| sent < since);
        match self {
            Pace::Never => false,
            Pace::Daily => calendar.is_open(today) && is_new(today),
            Pace::Weekly => calendar.is_open(today) && is_new(monday),
        }
    }
}

/// One line of a notice to staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Receipt number with branch; of an indicator its number, of a memo, a summary or a slot the day's number and the time.
    pub number: String,
    /// Key in the address of the case, or of what else it is.
    pub case_key: String,
    /// What happened: routed, returned, turn, due …, [`INDICATOR_PROPOSED`], [`MEMO_ASKED`], [`SUMMARY_ASKED`] …
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
            Mail::Panel { .. } => "panel",
            Mail::Digest { .. } => "digest",
            Mail::Survey { .. } => "survey",
            Mail::Test => "test",
        }
    }
}

/// How long to wait after a failure: 1, 2, 4 … minutes, at most two hours; never given up while somebody waits for it.
pub const fn back_off_minutes(attempts: u32) -> i64 {
    let doubled = 1_i64 << (if attempts > 7 { 7 } else { attempts });
    if doubled > 120 { 120 } else { doubled }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_goes_in_the_morning_of_open_days_once_and_weekly_on_the_first_of_the_week() {
        let calendar = Calendar::default();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (pace, today, sent, due) in [
            (Pace::Never, "2026-11-30", None, false),
            (Pace::Daily, "2026-11-30", None, true),
            (Pace::Daily, "2026-11-30", Some("2026-11-30"), false),
            (Pace::Daily, "2026-12-01", Some("2026-11-30"), true),
            (Pace::Daily, "2026-11-29", None, false),
            (Pace::Weekly, "2026-11-30", Some("2026-11-24"), true),
            (Pace::Weekly, "2026-11-30", Some("2026-11-30"), false),
            // 勤労感謝の日 on a Monday: the week begins on Tuesday.
            (Pace::Weekly, "2026-11-23", None, false),
            (Pace::Weekly, "2026-11-24", Some("2026-11-16"), true),
            (Pace::Weekly, "2026-11-25", Some("2026-11-24"), false),
            (Pace::Weekly, "2026-11-25", Some("2026-11-16"), true),
        ] {
            assert_eq!(pace.is_due(day(today), sent.map(day), &calendar), due, "{pace:?} {today} {sent:?}");
        }
    }
}
