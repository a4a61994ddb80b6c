//! What happened, told so that it can be committed: nobody commits without a story.

use crate::id::{CaseId, SubmissionId};
use crate::workflow::Act;

/// One line of a case's history. Data holds codes and ids only; free text stands in an erasable row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// The case.
    pub case: CaseId,
    /// Its submission.
    pub submission: SubmissionId,
    /// What happened: an act's code, or one of [`CaseEvent`]'s own (received, added, note, due_changed, suggested).
    pub code: &'static str,
    /// Codes and ids: `section=12 reason=wrong_section`.
    pub data: Vec<(&'static str, String)>,
    /// A reason or remark in somebody's own words.
    pub free_text: Option<String>,
}

impl CaseEvent {
    /// An event without data.
    pub fn new(case: CaseId, submission: SubmissionId, code: &'static str) -> Self {
        CaseEvent { case, submission, code, data: Vec::new(), free_text: None }
    }

    /// An act of the workflow.
    pub fn act(case: CaseId, submission: SubmissionId, act: Act) -> Self {
        Self::new(case, submission, act.code())
    }

    /// Adds a code or id.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        self.data.push((key, value.to_string()));
        self
    }

    /// Adds a remark in somebody's own words.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.free_text = Some(text.to_owned());
        }
        self
    }
}

/// Who did or saw what, beside the history of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// login, login_failed, revealed, exported, rule_changed …
    pub code: &'static str,
    /// The noun it is about.
    pub noun: &'static str,
    /// Which one.
    pub subject: Option<i64>,
    /// Codes and ids only.
    pub data: Vec<(&'static str, String)>,
    /// A reason in somebody's own words.
    pub free_text: Option<String>,
}

impl AuditEvent {
    /// An event without data.
    pub fn new(code: &'static str, noun: &'static str, subject: Option<i64>) -> Self {
        AuditEvent { code, noun, subject, data: Vec::new(), free_text: None }
    }

    /// Adds a code or id.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl std::fmt::Display) -> Self {
        self.data.push((key, value.to_string()));
        self
    }

    /// Adds a reason in somebody's own words.
    #[must_use]
    pub fn saying(mut self, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.free_text = Some(text.to_owned());
        }
        self
    }
}

/// Why a commit tells nothing. The list is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A session was begun, renewed or ended by itself.
    Session,
    /// A job or mail was leased, finished or put back.
    JobLease,
    /// A rate counter moved.
    RateCounter,
    /// A picture was kept for a form that is not sent yet.
    Upload,
    /// What somebody is still writing was kept.
    Draft,
    /// A suggestion was computed.
    Suggestion,
    /// Voices were put into groups.
    Topic,
    /// Voices were compared with earlier ones.
    Likeness,
    /// Rows of a table were read; nothing of it is a voice yet.
    Import,
    /// A slip was taken in hand, put back, turned, or its half-typed text kept.
    SlipDraft,
    /// Answers of a survey came in: a line with a time would say whose they are.
    Answer,
    /// Lines of the search index were written for voices that were there before.
    Index,
}

/// The story of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Story {
    /// What happened.
    Told {
        /// Lines of case histories; each is written to the audit too.
        cases: Vec<CaseEvent>,
        /// Further lines of the audit.
        audits: Vec<AuditEvent>,
    },
    /// Nothing that a history needs.
    Unrecorded(Why),
}

impl Story {
    /// One event of a case.
    pub fn of(event: CaseEvent) -> Self {
        Story::Told { cases: vec![event], audits: Vec::new() }
    }

    /// Several events.
    pub fn all(cases: Vec<CaseEvent>) -> Self {
        Story::Told { cases, audits: Vec::new() }
    }

    /// One line of the audit.
    pub fn audit(event: AuditEvent) -> Self {
        Story::Told { cases: Vec::new(), audits: vec![event] }
    }

    /// Adds a line of the audit.
    #[must_use]
    pub fn and(self, event: AuditEvent) -> Self {
        match self {
            Story::Told { cases, mut audits } => {
                audits.push(event);
                Story::Told { cases, audits }
            }
            Story::Unrecorded(_) => Story::audit(event),
        }
    }
}
