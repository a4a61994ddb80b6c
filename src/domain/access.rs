//! Who may do what: roles, permissions, and the proof (`Permitted`) that a right was checked before a change.

use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::id::{SectionId, StaffId};
use crate::refusal::Denied;
use crate::survey::SurveyState;
use crate::workflow::Act;

/// 役割. A person holds roles in sections, from–until; who holds which is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 広聴担当
    HearingClerk,
    /// 広聴課長
    HearingHead,
    /// 課担当
    SectionClerk,
    /// 係長
    SectionChief,
    /// 課長
    SectionHead,
    /// 部長
    Director,
    /// 市長・副市長・秘書
    Executive,
    /// 統計閲覧
    Statistics,
    /// システム管理者: reads no content.
    Admin,
    /// 監査
    Auditor,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 10] = [
        Role::HearingClerk,
        Role::HearingHead,
        Role::SectionClerk,
        Role::SectionChief,
        Role::SectionHead,
        Role::Director,
        Role::Executive,
        Role::Statistics,
        Role::Admin,
        Role::Auditor,
    ];

    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Role::HearingClerk => "hearing_clerk",
            Role::HearingHead => "hearing_head",
            Role::SectionClerk => "section_clerk",
            Role::SectionChief => "section_chief",
            Role::SectionHead => "section_head",
            Role::Director => "director",
            Role::Executive => "executive",
            Role::Statistics => "statistics",
            Role::Admin => "admin",
            Role::Auditor => "auditor",
        }
    }

    /// Reads a stored code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }

    /// The word that staff use.
    pub const fn label(self) -> &'static str {
        match self {
            Role::HearingClerk => "広聴担当",
            Role::HearingHead => "広聴課長",
            Role::SectionClerk => "課担当",
            Role::SectionChief => "係長",
            Role::SectionHead => "課長",
            Role::Director => "部長",
            Role::Executive => "市長・副市長・秘書",
            Role::Statistics => "統計閲覧",
            Role::Admin => "システム管理者",
            Role::Auditor => "監査",
        }
    }
}

/// What a role may do; a door names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Own account: password, shortcuts, help.
    Account,
    /// Lists and pages of cases (which ones is the scope's question).
    CaseRead,
    /// Tagging, splitting, routing, ending, urgent.
    CaseTriage,
    /// 裁定, confirming endings.
    CaseRule,
    /// Accepting, returning, drafting.
    CaseAnswer,
    /// Approving steps of a route.
    CaseApprove,
    /// Assembling and sending letters.
    LetterDispatch,
    /// Contact, attachments, unmasked text, with a reason.
    PersonalReveal,
    /// Notes on a case.
    CaseNote,
    /// CSV and registers.
    CaseExport,
    /// The office's pages.
    OfficeRead,
    /// Groups of opinions and what is rising: the office and the whole hearing desk, which makes them for the office.
    TopicRead,
    /// Who did or saw what.
    AuditRead,
    /// Staff and roles.
    StaffManage,
    /// Sections, calendar, plan, rules.
    RuleManage,
    /// The plan's tree with its figures.
    PlanRead,
    /// 読替え: deciding how measures go on in another plan.
    CrosswalkDecide,
    /// 取込み: bringing tables of voices, and taking them back.
    ImportDo,
    /// Collections of slips, their pictures and their transcription.
    PaperEntry,
    /// 聞き取り: writing down what was said by telephone or at the counter.
    MemoWrite,
    /// 対話の日: days, slots, applications, decisions, draws.
    DialogueManage,
    /// 対話の日: days and briefs (which ones a section knows is asked again behind the door).
    DialogueRead,
    /// 対話の日: reception and the record of what was said.
    DialogueRecord,
    /// 対話の日: reviewing, approving and sending back summaries.
    SummaryReview,
    /// 約束: reporting progress and closing with evidence.
    CommitmentClose,
    /// 調査: lists and pages of surveys (which ones is the scope's question).
    SurveyRead,
    /// 調査: writing one for one's own section and putting it before the desk.
    SurveyWrite,
    /// 調査: reviewing, opening and closing them, taking answers in.
    SurveyManage,
    /// 供覧: saying that the mayor's office has read it.
    CirculationRead,
    /// 市政モニター: terms, selection, register, rewards.
    PanelManage,
    /// 成果指標: values of every year and how they came about.
    IndicatorRead,
    /// 成果指標: proposing a value (for which indicators is asked again behind the door).
    IndicatorPropose,
    /// 成果指標: deciding what somebody else proposed.
    IndicatorDecide,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Permission; 33] = [
        Permission::Account,
        Permission::CaseRead,
        Permission::CaseTriage,
        Permission::CaseRule,
        Permission::CaseAnswer,
        Permission::CaseApprove,
        Permission::LetterDispatch,
        Permission::PersonalReveal,
        Permission::CaseNote,
        Permission::CaseExport,
        Permission::OfficeRead,
        Permission::TopicRead,
        Permission::AuditRead,
        Permission::StaffManage,
        Permission::RuleManage,
        Permission::PlanRead,
        Permission::CrosswalkDecide,
        Permission::ImportDo,
        Permission::PaperEntry,
        Permission::MemoWrite,
        Permission::DialogueManage,
        Permission::DialogueRead,
        Permission::DialogueRecord,
        Permission::SummaryReview,
        Permission::CommitmentClose,
        Permission::SurveyRead,
        Permission::SurveyWrite,
        Permission::SurveyManage,
        Permission::CirculationRead,
        Permission::PanelManage,
        Permission::IndicatorRead,
        Permission::IndicatorPropose,
        Permission::IndicatorDecide,
    ];

    /// True when the role carries this permission.
    pub const fn of(self, role: Role) -> bool {
        use Role as R;
        match self {
            Permission::Account => true,
            Permission::CaseRead | Permission::CaseNote | Permission::DialogueRead => {
                matches!(
                    role,
                    R::HearingClerk
                        | R::HearingHead
                        | R::SectionClerk
                        | R::SectionChief
                        | R::SectionHead
                        | R::Director
                        | R::Executive
                )
            }
            Permission::CaseTriage | Permission::LetterDispatch | Permission::ImportDo => {
                matches!(role, R::HearingClerk | R::HearingHead)
            }
            Permission::CaseRule => matches!(role, R::HearingHead),
            Permission::CaseAnswer => matches!(role, R::SectionClerk | R::SectionChief | R::SectionHead),
            Permission::CaseApprove => {
                matches!(
                    role,
                    R::HearingClerk | R::HearingHead | R::SectionChief | R::SectionHead | R::Director | R::Executive
                )
            }
            Permission::PersonalReveal => {
                matches!(role, R::HearingClerk | R::HearingHead | R::SectionClerk | R::SectionChief | R::SectionHead)
            }
            // Whoever reads a list may take it along; it holds what the screen shows, and taking it is recorded.
            Permission::CaseExport => Permission::CaseRead.of(role),
            // The whole desk: it prepares what the office reads, and its menu leads there.
            Permission::OfficeRead | Permission::TopicRead => {
                matches!(role, R::HearingClerk | R::HearingHead | R::Executive | R::Statistics)
            }
            Permission::AuditRead => matches!(role, R::Auditor),
            Permission::StaffManage => matches!(role, R::Admin),
            Permission::RuleManage => matches!(role, R::Admin | R::HearingHead),
            Permission::PlanRead => {
                matches!(role, R::HearingClerk | R::HearingHead | R::Executive | R::Statistics | R::Admin)
            }
            Permission::CrosswalkDecide => matches!(role, R::HearingClerk | R::HearingHead | R::Admin),
            Permission::PaperEntry
            | Permission::DialogueManage
            | Permission::DialogueRecord
            | Permission::PanelManage => {
                matches!(role, R::HearingClerk | R::HearingHead)
            }
            Permission::SummaryReview | Permission::IndicatorDecide => matches!(role, R::HearingHead | R::Executive),
            Permission::CirculationRead => matches!(role, R::Executive),
            Permission::CommitmentClose => {
                matches!(role, R::HearingClerk | R::HearingHead | R::SectionChief | R::SectionHead)
            }
            Permission::MemoWrite | Permission::SurveyWrite | Permission::IndicatorPropose => {
                matches!(role, R::HearingClerk | R::HearingHead | R::SectionClerk | R::SectionChief | R::SectionHead)
            }
            Permission::SurveyRead => Permission::CaseRead.of(role) || matches!(role, R::Statistics),
            Permission::SurveyManage => matches!(role, R::HearingClerk | R::HearingHead),
            Permission::IndicatorRead => Permission::IndicatorPropose.of(role) || Permission::PlanRead.of(role),
        }
    }
}

/// A role held in a section today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Office {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub section: SectionId,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffActor {
    /// Who.
    pub id: StaffId,
    /// Named by office: 市民協働課 担当A.
    pub name: String,
    /// Roles in force today.
    pub offices: Vec<Office>,
}

impl StaffActor {
    /// True when any role held carries the permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.offices.iter().any(|o| permission.of(o.role))
    }

    /// True when the person holds the role in the section.
    pub fn holds(&self, role: Role, section: SectionId) -> bool {
        self.offices.iter().any(|o| o.role == role && o.section == section)
    }

    /// True when the person works for the hearing desk (clerk or head).
    pub fn is_hearing(&self) -> bool {
        self.may(Permission::CaseTriage)
    }

    /// The sections in which the person carries the permission.
    pub fn sections_with(&self, permission: Permission) -> Vec<SectionId> {
        let mut sections: Vec<SectionId> =
            self.offices.iter().filter(|o| permission.of(o.role)).map(|o| o.section).collect();
        sections.sort_unstable();
        sections.dedup();
        sections
    }
}

/// Who acts. An API key comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The resident, known by number and secret only.
    Resident,
    /// A signed-in person.
    Staff(StaffActor),
    /// The job loop.
    Worker,
    /// Demo data or an import, through the use cases.
    Import,
}

impl Actor {
    /// `resident`, `staff`, `worker`, `import` with the staff id where there is one.
    pub fn kind_and_id(&self) -> (&'static str, Option<i64>) {
        match self {
            Actor::Resident => ("resident", None),
            Actor::Staff(staff) => ("staff", Some(staff.id.0)),
            Actor::Worker => ("worker", None),
            Actor::Import => ("import", None),
        }
    }

    /// The signed-in person, or a denial.
    pub fn staff(&self) -> Result<&StaffActor, Denied> {
        match self {
            Actor::Staff(staff) => Ok(staff),
            Actor::Resident | Actor::Worker | Actor::Import => Err(Denied::Forbidden),
        }
    }
}

/// Which cases a list may show; a list function cannot be called without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseScope(Reach);

/// What a scope reaches; store translates it to SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every case, restricted ones too (hearing desk).
    Everything,
    /// Every case that is not restricted (mayor's office).
    Unrestricted,
    /// Cases held by, or shared with, these sections; restricted ones only where the person is 係長, 課長 or 部長.
    Sections {
        /// Sections whose cases are seen.
        sections: Vec<SectionId>,
        /// Sections whose restricted cases are seen too.
        heads: Vec<SectionId>,
    },
    /// Nothing.
    Nothing,
}

impl CaseScope {
    /// What the scope reaches.
    pub fn reach(&self) -> &Reach {
        &self.0
    }

    /// True when everything that is not restricted may be read: figures about all sections lead to their voices.
    pub fn reads_all_sections(&self) -> bool {
        matches!(self.0, Reach::Everything | Reach::Unrestricted)
    }
}

/// The cases that an actor's lists show.
pub fn case_scope(actor: &Actor) -> CaseScope {
    CaseScope(match actor {
        Actor::Worker | Actor::Import => Reach::Everything,
        Actor::Resident => Reach::Nothing,
        Actor::Staff(staff) if staff.is_hearing() => Reach::Everything,
        Actor::Staff(staff) if staff.offices.iter().any(|o| o.role == Role::Executive) => Reach::Unrestricted,
        Actor::Staff(staff) => {
            let sections = staff.sections_with(Permission::CaseRead);
            // 係長 writes and 課長 decides, so that a restricted case can be answered by two people; 課担当 does not know it.
            let trusted = [Role::SectionChief, Role::SectionHead, Role::Director];
            let heads = staff.offices.iter().filter(|o| trusted.contains(&o.role)).map(|o| o.section).collect();
            if sections.is_empty() { Reach::Nothing } else { Reach::Sections { sections, heads } }
        }
    })
}

/// The cases that are counted in the city's figures for an actor: all for the hearing desk, for others who may read figures
/// those that everybody of the office may know.
pub fn figure_scope(actor: &Actor) -> CaseScope {
    let cases = case_scope(actor);
    let reads_figures = |staff: &StaffActor| staff.may(Permission::OfficeRead) || staff.may(Permission::PlanRead);
    match actor {
        Actor::Staff(staff) if cases.0 != Reach::Everything => {
            CaseScope(if reads_figures(staff) { Reach::Unrestricted } else { Reach::Nothing })
        }
        Actor::Staff(_) | Actor::Worker | Actor::Import | Actor::Resident => cases,
    }
}

/// True when the actor may know that the case exists. `shared_with` are the sections it is assigned to beside the holder.
pub fn may_see(actor: &Actor, case: &Case, shared_with: &[SectionId]) -> bool {
    match case_scope(actor).0 {
        Reach::Everything => true,
        Reach::Unrestricted => !case.restricted,
        Reach::Nothing => false,
        Reach::Sections { sections, heads } => {
            let seen_by = if case.restricted { heads } else { sections };
            seen_by.contains(&case.holder) || shared_with.iter().any(|s| seen_by.contains(s))
        }
    }
}

/// Which surveys an actor knows: a list function cannot be called without one. What has begun is public; before that, only
/// those who write or review it know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyScope {
    everything: bool,
    sections: Vec<SectionId>,
}

impl SurveyScope {
    /// Drafts of every section are known.
    pub fn everything(&self) -> bool {
        self.everything
    }

    /// Sections whose drafts are known.
    pub fn sections(&self) -> &[SectionId] {
        &self.sections
    }

    /// True when the survey of this section in this state may be known.
    pub fn knows(&self, section: SectionId, state: SurveyState) -> bool {
        self.everything || state.is_answered() || self.sections.contains(&section)
    }
}

/// The surveys that an actor knows.
pub fn survey_scope(actor: &Actor) -> SurveyScope {
    match actor {
        Actor::Worker | Actor::Import => SurveyScope { everything: true, sections: vec![] },
        Actor::Resident => SurveyScope { everything: false, sections: vec![] },
        Actor::Staff(staff) => SurveyScope {
            everything: staff.may(Permission::SurveyManage),
            sections: staff.sections_with(Permission::SurveyWrite),
        },
    }
}

/// A thing together with the proof that a right to change it was checked. Store saves nothing else.
#[derive(Debug, Clone)]
pub struct Permitted<T>(T);

impl<T> Permitted<T> {
    /// Looks at it.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// Changes it by a rule; the proof stays with it.
    ///
    /// # Errors
    /// Whatever the rule refuses.
    pub fn apply<E>(self, rule: impl FnOnce(T) -> Result<T, E>) -> Result<Permitted<T>, E> {
        rule(self.0).map(Permitted)
    }
}

/// Checks that the actor may do this act to this case.
///
/// # Errors
/// `Hidden` when the actor may not know the case, `Forbidden` when the right is missing.
pub fn permit(actor: &Actor, act: Act, case: Case, shared_with: &[SectionId]) -> Result<Permitted<Case>, Denied> {
    if let Actor::Staff(_) = actor
        && !may_see(actor, &case, shared_with)
    {
        return Err(Denied::Hidden);
    }
    if has_right(actor, act, &case) { Ok(Permitted(case)) } else { Err(Denied::Forbidden) }
}

/// The right alone, without the question whether the case may be known; for buttons.
pub fn has_right(actor: &Actor, act: Act, case: &Case) -> bool {
    match actor {
        Actor::Worker => matches!(act, Act::MailSent | Act::Bounced),
        Actor::Resident => matches!(act, Act::Withdraw | Act::Reopen),
        Actor::Import => false,
        Actor::Staff(staff) => staff_right(staff, act, case),
    }
}

fn staff_right(staff: &StaffActor, act: Act, case: &Case) -> bool {
    let answers_here = || staff.sections_with(Permission::CaseAnswer).contains(&case.holder);
    match act {
        Act::TakeUrgent => staff.is_hearing() || answers_here(),
        Act::Triage | Act::Split | Act::Route | Act::ProposeEnding => staff.may(Permission::CaseTriage),
        // Who is late does not put off the day alone: the desk does, or who decides in the section.
        Act::Extend => {
            let decides_here = staff.sections_with(Permission::CaseApprove).contains(&case.holder);
            staff.may(Permission::CaseTriage) || (answers_here() && decides_here)
        }
        Act::Rule | Act::ConfirmEnding | Act::ConfirmTransfer | Act::RefuseEnding => staff.may(Permission::CaseRule),
        Act::Accept | Act::Return | Act::ReturnToHead | Act::Draft | Act::RequestApproval | Act::WithdrawRequest => {
            answers_here()
        }
        // Whose turn it is stands in the approval's steps, not here.
        Act::ApproveStep | Act::ApproveReply | Act::ApproveResult | Act::SendBack => staff.may(Permission::CaseApprove),
        // The text was decided for the leading case of the group; the desk sends it to the others.
        Act::DispatchMail | Act::DispatchOther | Act::AdoptReply | Act::AdoptResult | Act::Excuse => {
            staff.may(Permission::LetterDispatch)
        }
        Act::Recall => staff.may(Permission::LetterDispatch) || answers_here(),
        Act::Bounced => staff.may(Permission::LetterDispatch),
        // A resident may take back or ask again by telephone; the desk enters it.
        Act::Withdraw | Act::Reopen => staff.may(Permission::CaseTriage),
        Act::MailSent => false,
    }
}
