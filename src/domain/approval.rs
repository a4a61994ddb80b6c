//! 決裁: whose turn it is, who may act for whom, and what the last act does.

use chrono::{DateTime, Utc};

use crate::access::{Role, StaffActor};
use crate::id::{ApprovalId, CaseId, ReplyId, SectionId, StaffId};
use crate::refusal::Refusal;
use crate::reply::Form;
use crate::workflow::Act;

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepAct {
    /// 合議: looks in before.
    Consult,
    /// 承認: intermediate.
    Approve,
    /// 決裁: final.
    Decide,
}

impl StepAct {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            StepAct::Consult => "consult",
            StepAct::Approve => "approve",
            StepAct::Decide => "decide",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        [StepAct::Consult, StepAct::Approve, StepAct::Decide].into_iter().find(|a| a.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            StepAct::Consult => "合議",
            StepAct::Approve => "承認",
            StepAct::Decide => "決裁",
        }
    }
}

/// A step as the route names it, already bound to a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Steps with one position are parallel.
    pub position: u16,
    /// 課長 決裁
    pub label: String,
    /// Who.
    pub role: Role,
    /// Where.
    pub section: SectionId,
    /// What.
    pub act: StepAct,
}

/// A step of a running approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Database key.
    pub id: i64,
    /// What the route says.
    pub plan: NewStep,
    /// Who did it, when, and 代決 for which office.
    pub done: Option<StepDone>,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDone {
    /// Who did it.
    pub by: StaffId,
    /// 代決: for which office it was done.
    pub for_office: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A running or ended approval of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Database key.
    pub id: ApprovalId,
    /// The case it is about.
    pub case: CaseId,
    /// The version it is about.
    pub reply: ReplyId,
    /// The hash that is decided.
    pub text_sha256: String,
    /// Who asked for it.
    pub started_by: StaffId,
    /// The route's steps, in order.
    pub steps: Vec<Step>,
}

/// The office that may act when the holder of this one is away (代決).
pub const fn deputy_of(role: Role) -> Option<Role> {
    match role {
        Role::SectionHead => Some(Role::SectionChief),
        Role::Director => Some(Role::SectionHead),
        Role::HearingClerk
        | Role::HearingHead
        | Role::SectionClerk
        | Role::SectionChief
        | Role::Executive
        | Role::Statistics
        | Role::Admin
        | Role::Auditor => None,
    }
}

impl Approval {
    /// The steps whose turn it is: the open ones of the lowest position.
    pub fn turn(&self) -> Vec<&Step> {
        let Some(position) = self.steps.iter().filter(|s| s.done.is_none()).map(|s| s.plan.position).min() else {
            return Vec::new();
        };
        self.steps.iter().filter(|s| s.done.is_none() && s.plan.position == position).collect()
    }

    /// The step that this person can do now, and whether as a deputy.
    pub fn step_for(&self, staff: &StaffActor) -> Option<(&Step, bool)> {
        let turn = self.turn();
        let own = turn.iter().find(|s| staff.holds(s.plan.role, s.plan.section)).map(|s| (*s, false));
        own.or_else(|| {
            turn.iter()
                .find(|s| deputy_of(s.plan.role).is_some_and(|deputy| staff.holds(deputy, s.plan.section)))
                .map(|s| (*s, true))
        })
    }

    /// Does a step: gives back the approval and the act of the workflow table that it is.
    ///
    /// # Errors
    /// [`Refusal::NotYourTurn`], [`Refusal::OwnDraft`] where the drafter would decide alone.
    pub fn decide(mut self, staff: &StaffActor, form: Form, at: DateTime<Utc>) -> Result<(Self, Act), Refusal> {
        let Some((step, deputy)) = self.step_for(staff) else {
            let label = self.turn().first().map(|s| s.plan.label.clone()).unwrap_or_default();
            return Err(Refusal::NotYourTurn { label });
        };
        if step.plan.act == StepAct::Decide && self.started_by == staff.id {
            return Err(Refusal::OwnDraft);
        }
        let (id, label) = (step.id, step.plan.role.label().to_owned());
        for step in &mut self.steps {
            if step.id == id {
                step.done = Some(StepDone { by: staff.id, for_office: deputy.then(|| label.clone()), at });
            }
        }
        let act = match (self.turn().is_empty(), form) {
            (false, _) => Act::ApproveStep,
            (true, Form::Reply) => Act::ApproveReply,
            (true, Form::Result) => Act::ApproveResult,
        };
        Ok((self, act))
    }
}
