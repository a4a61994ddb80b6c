//! 約束: what the city said it would do, by when, whether it did, and how well the city keeps its word.
//!
//! A promise ends in two ways only: kept, with evidence, or dropped, with a reason. Its first deadline never changes;
//! a later one stands beside it.

use chrono::{Days, NaiveDate};

use crate::access::{Actor, Permission, Role, StaffActor};
use crate::era::FiscalYear;
use crate::id::{CaseId, CommitmentId, MeasureId, PublicKey, RemarkId, SectionId, SlotId};
use crate::refusal::Refusal;

/// A section is reminded so many days before the deadline.
pub const REMIND_DAYS: u64 = 7;
/// While it is late, the section is reminded again after so many days.
pub const REMIND_AGAIN_DAYS: u64 = 30;
/// The longest text of a promise, in characters.
pub const TEXT_LENGTH: usize = 400;
/// The longest address of evidence.
const ADDRESS_LENGTH: usize = 500;

/// How far a promise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 進行中
    Open,
    /// 期限変更: still open, with another deadline than the first one.
    Moved,
    /// 果たした
    Kept,
    /// 取りやめ
    Dropped,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [State::Open, State::Moved, State::Kept, State::Dropped];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Moved => "moved",
            State::Kept => "kept",
            State::Dropped => "dropped",
        }
    }

    /// Reads a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            State::Open => "進行中",
            State::Moved => "期限変更",
            State::Kept => "果たした",
            State::Dropped => "取りやめ",
        }
    }

    /// Something is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, State::Open | State::Moved)
    }
}

/// By which people speak of a promise: R8-約束012.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitmentNumber {
    /// The fiscal year in which it was made.
    pub fiscal_year: FiscalYear,
    /// From 1.
    pub sequence: u32,
}

impl std::fmt::Display for CommitmentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-約束{:03}", self.fiscal_year.short(), self.sequence)
    }
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// Database key.
    pub id: CommitmentId,
    /// Key in addresses.
    pub key: PublicKey,
    /// R8-約束012
    pub number: CommitmentNumber,
    /// Where on a dialogue day it was made.
    pub slot: Option<SlotId>,
    /// The point that it answers.
    pub remark: Option<RemarkId>,
    /// The case from which it came.
    pub case: Option<CaseId>,
    /// 施策
    pub measure: Option<MeasureId>,
    /// What was promised, as staff know it.
    pub text: String,
    /// The same as residents read it; empty: it is not shown to them.
    pub public_text: String,
    /// その後, as residents read it.
    pub public_outcome: String,
    /// 担当課
    pub section: SectionId,
    /// When it was made.
    pub made_on: NaiveDate,
    /// The deadline that was promised first.
    pub first_due_on: NaiveDate,
    /// The deadline in force.
    pub due_on: NaiveDate,
    /// How far it is.
    pub state: State,
    /// When it was kept or dropped.
    pub closed_on: Option<NaiveDate>,
    /// Where the evidence can be seen; may be empty.
    pub evidence_url: String,
    /// When the section was reminded last.
    pub reminded_on: Option<NaiveDate>,
    /// When the applicant is told how far it is; nothing when nobody is to be told.
    pub follow_up_on: Option<NaiveDate>,
    /// The applicant was told.
    pub followed_up: bool,
    /// Moves with every change.
    pub lock: i64,
}

impl Commitment {
    /// 期限を変える. The first deadline stays; why stands in the history.
    ///
    /// # Errors
    /// [`Refusal::CommitmentOver`], [`Refusal::ReasonMissing`], [`Refusal::DueDay`].
    pub fn move_to(self, due_on: NaiveDate, reason: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let mut moved = self.still_open()?;
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if due_on < today || due_on == moved.due_on {
            return Err(Refusal::DueDay);
        }
        moved.due_on = due_on;
        moved.state = if due_on == moved.first_due_on { State::Open } else { State::Moved };
        Ok(moved)
    }

    /// 果たした, on a day that may be some days ago; the evidence stands in the history.
    ///
    /// # Errors
    /// [`Refusal::CommitmentOver`], [`Refusal::EvidenceMissing`], [`Refusal::EvidenceAddress`], [`Refusal::KeptDay`].
    pub fn keep(self, on: NaiveDate, (evidence, address): (&str, &str), today: NaiveDate) -> Result<Self, Refusal> {
        let mut kept = self.still_open()?;
        if evidence.trim().is_empty() {
            return Err(Refusal::EvidenceMissing);
        }
        let address = address.trim();
        if !address.is_empty() && !is_address(address) {
            return Err(Refusal::EvidenceAddress);
        }
        if on < kept.made_on || on > today {
            return Err(Refusal::KeptDay);
        }
        address.clone_into(&mut kept.evidence_url);
        Ok(kept.end(State::Kept, on))
    }

    /// 取りやめる.
    ///
    /// # Errors
    /// [`Refusal::CommitmentOver`], [`Refusal::ReasonMissing`].
    pub fn give_up(self, reason: &str, today: NaiveDate) -> Result<Self, Refusal> {
        let dropped = self.still_open()?;
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        Ok(dropped.end(State::Dropped, today))
    }

    /// The promise, as long as something is to be done.
    ///
    /// # Errors
    /// [`Refusal::CommitmentOver`].
    pub fn still_open(self) -> Result<Self, Refusal> {
        if self.state.is_open() { Ok(self) } else { Err(Refusal::CommitmentOver { state: self.state }) }
    }

    fn end(mut self, state: State, on: NaiveDate) -> Self {
        self.state = state;
        self.closed_on = Some(on);
        self
    }

    /// The deadline in force has passed.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.state.is_open() && self.due_on < today
    }

    /// Kept by the deadline that was promised first.
    #[must_use]
    pub fn is_on_time(&self) -> bool {
        self.state == State::Kept && self.closed_on.is_some_and(|on| on <= self.first_due_on)
    }

    /// Whether the section is reminded today, and of what.
    #[must_use]
    pub fn reminder(&self, today: NaiveDate) -> Option<Reminder> {
        if !self.state.is_open() {
            return None;
        }
        let since = |days: u64, from: NaiveDate| from.checked_add_days(Days::new(days)).is_some_and(|on| on <= today);
        if self.due_on < today {
            let again = self.reminded_on.is_none_or(|on| on <= self.due_on || since(REMIND_AGAIN_DAYS, on));
            return again.then_some(Reminder::Late);
        }
        let first = self.due_on.checked_sub_days(Days::new(REMIND_DAYS)).unwrap_or(self.due_on);
        let again = self.reminded_on.is_none_or(|on| on < first);
        (today >= first && again).then_some(Reminder::Soon)
    }
}

/// `http://…` or `https://…` without spaces.
fn is_address(text: &str) -> bool {
    let has_scheme = ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    has_scheme && text.chars().count() <= ADDRESS_LENGTH && !text.chars().any(char::is_whitespace)
}

/// Of what a section is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// The deadline is near.
    Soon,
    /// It has passed.
    Late,
    /// The applicant wants to hear how far it is; for the desk.
    FollowUp,
}

impl Reminder {
    /// The code in a mail.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Reminder::Soon => "soon",
            Reminder::Late => "late",
            Reminder::FollowUp => "follow_up",
        }
    }
}

/// How promises stand, and how well the city keeps its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// 進行中 and 期限変更
    pub open: u64,
    /// Of these: the deadline in force has passed.
    pub late: u64,
    /// Of the open ones: the first deadline has passed.
    pub past: u64,
    /// Of the open ones: due within a week.
    pub soon: u64,
    /// 果たした
    pub kept: u64,
    /// Of these: by the first deadline.
    pub on_time: u64,
    /// 取りやめ
    pub dropped: u64,
}

impl Tally {
    /// Counts a promise.
    pub fn add(&mut self, one: &Commitment, today: NaiveDate) {
        let week = today.checked_add_days(Days::new(REMIND_DAYS)).unwrap_or(today);
        let open = one.state.is_open();
        let counts = [
            (&mut self.open, open),
            (&mut self.late, one.is_late(today)),
            (&mut self.past, open && one.first_due_on < today),
            (&mut self.soon, open && (today..=week).contains(&one.due_on)),
            (&mut self.kept, one.state == State::Kept),
            (&mut self.on_time, one.is_on_time()),
            (&mut self.dropped, one.state == State::Dropped),
        ];
        for (count, counts) in counts {
            *count += u64::from(counts);
        }
    }

    /// Adds the figures of others.
    #[must_use]
    pub const fn and(self, other: Tally) -> Tally {
        Tally {
            open: self.open + other.open,
            late: self.late + other.late,
            past: self.past + other.past,
            soon: self.soon + other.soon,
            kept: self.kept + other.kept,
            on_time: self.on_time + other.on_time,
            dropped: self.dropped + other.dropped,
        }
    }

    /// What the rate is a share of: everything whose first deadline has shown whether it was met.
    #[must_use]
    pub const fn judged(self) -> u64 {
        self.kept + self.past + self.dropped
    }

    /// 期限内に果たした割合, whole per cent, rounded down so that nothing looks better than it is: on time ÷ (kept + open
    /// past the first deadline + dropped). `None` while nothing can be judged.
    #[must_use]
    pub fn percent(self) -> Option<u64> {
        (self.on_time * 100).checked_div(self.judged())
    }
}

/// The formula, as it stands on each page that shows the rate to staff.
pub const FORMULA: &str = "期限内に果たした ÷（果たした ＋ 期限を過ぎた進行中 ＋ 取りやめ）。期限は最初に約束した日で、後で変えても割合は変わりません。小数点以下は切り捨てます。";

/// Which promises a list may show; a list function cannot be called without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitmentScope(Reach);

/// What a scope reaches; store translates it to SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every promise: the hearing desk, the mayor's office.
    Everything,
    /// Those of these sections.
    Sections(Vec<SectionId>),
    /// Those that are written for residents, too.
    Public,
}

impl CommitmentScope {
    /// What the scope reaches.
    #[must_use]
    pub const fn reach(&self) -> &Reach {
        &self.0
    }

    /// True when the promise is within it.
    #[must_use]
    pub fn has(&self, one: &Commitment) -> bool {
        match &self.0 {
            Reach::Everything => true,
            Reach::Sections(sections) => sections.contains(&one.section),
            Reach::Public => !one.public_text.is_empty(),
        }
    }
}

/// The promises that an actor's lists show.
#[must_use]
pub fn scope(actor: &Actor) -> CommitmentScope {
    CommitmentScope(match actor {
        Actor::Worker | Actor::Import => Reach::Everything,
        Actor::Resident => Reach::Public,
        Actor::Staff(staff) if sees_all(staff) => Reach::Everything,
        Actor::Staff(staff) => Reach::Sections(staff.sections_with(Permission::DialogueRead)),
    })
}

fn sees_all(staff: &StaffActor) -> bool {
    staff.is_hearing() || staff.offices.iter().any(|office| office.role == Role::Executive)
}

/// The promises that are counted for an actor: all of them for those who may read the office's pages, and for residents, to
/// whom the city says how well it keeps its word.
#[must_use]
pub fn figure_scope(actor: &Actor) -> CommitmentScope {
    match actor {
        Actor::Staff(staff) if staff.may(Permission::OfficeRead) => CommitmentScope(Reach::Everything),
        Actor::Resident => CommitmentScope(Reach::Everything),
        Actor::Staff(_) | Actor::Worker | Actor::Import => scope(actor),
    }
}

/// True when this person may write how far the promise is: everybody who answers in its section, and the hearing desk.
#[must_use]
pub fn may_report(staff: &StaffActor, one: &Commitment) -> bool {
    may_close(staff, one) || staff.sections_with(Permission::CaseAnswer).contains(&one.section)
}

/// True when this person may move its deadline and end it: 係長 and 課長 of its section, and the hearing desk.
#[must_use]
pub fn may_close(staff: &StaffActor, one: &Commitment) -> bool {
    staff.is_hearing() || staff.sections_with(Permission::CommitmentClose).contains(&one.section)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::access::Office;
    use crate::id::StaffId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn promise() -> Commitment {
        Commitment {
            id: CommitmentId(1),
            key: PublicKey::from_random([1; 17]),
            number: CommitmentNumber { fiscal_year: FiscalYear::of(day("2026-05-20")), sequence: 12 },
            slot: None,
            remark: None,
            case: None,
            measure: None,
            text: "手順を1枚にまとめて渡す".into(),
            public_text: String::new(),
            public_outcome: String::new(),
            section: SectionId(7),
            made_on: day("2026-05-20"),
            first_due_on: day("2026-06-30"),
            due_on: day("2026-06-30"),
            state: State::Open,
            closed_on: None,
            evidence_url: String::new(),
            reminded_on: None,
            follow_up_on: None,
            followed_up: false,
            lock: 0,
        }
    }

    #[test]
    fn a_number_reads_as_people_say_it() {
        assert_eq!(promise().number.to_string(), "R8-約束012");
    }

    #[test]
    fn nothing_is_closed_without_evidence_or_a_reason() {
        let today = day("2026-06-20");
        let keep = |evidence, address, on| promise().keep(day(on), (evidence, address), today).map(|c| c.closed_on);
        assert_eq!(keep(" ", "", "2026-06-20"), Err(Refusal::EvidenceMissing));
        assert_eq!(keep("渡した", "ftp://x", "2026-06-20"), Err(Refusal::EvidenceAddress));
        assert_eq!(keep("渡した", "", "2026-06-21"), Err(Refusal::KeptDay));
        assert_eq!(keep("渡した", "", "2026-05-19"), Err(Refusal::KeptDay));
        assert_eq!(keep("渡した", "https://city.example.jp/a", "2026-06-18"), Ok(Some(day("2026-06-18"))));
        assert_eq!(promise().give_up("", today), Err(Refusal::ReasonMissing));
        assert_eq!(promise().give_up("国の制度が変わった", today).unwrap().state, State::Dropped);
    }

    #[test]
    fn the_first_deadline_stays_and_a_move_needs_a_reason() {
        let today = day("2026-06-20");
        assert_eq!(promise().move_to(day("2026-07-31"), "", today), Err(Refusal::ReasonMissing));
        assert_eq!(promise().move_to(day("2026-06-19"), "人手", today), Err(Refusal::DueDay));
        assert_eq!(promise().move_to(day("2026-06-30"), "人手", today), Err(Refusal::DueDay));
        let moved = promise().move_to(day("2026-07-31"), "人手が足りない", today).unwrap();
        assert_eq!((moved.state, moved.first_due_on), (State::Moved, day("2026-06-30")));
        let back = moved.clone().move_to(day("2026-06-30"), "間に合う", today).unwrap();
        assert_eq!(back.state, State::Open);
        // Kept by the later deadline is not kept on time.
        let kept = moved.keep(day("2026-07-10"), ("配った", ""), day("2026-07-10")).unwrap();
        assert!(!kept.is_on_time());
        assert_eq!(kept.give_up("x", today), Err(Refusal::CommitmentOver { state: State::Kept }));
    }

    #[test]
    fn a_section_is_reminded_a_week_before_once_late_and_then_every_month() {
        let told = |reminded: Option<&str>, today| {
            Commitment { reminded_on: reminded.map(day), ..promise() }.reminder(day(today))
        };
        assert_eq!(told(None, "2026-06-22"), None);
        assert_eq!(told(None, "2026-06-23"), Some(Reminder::Soon));
        assert_eq!(told(Some("2026-06-23"), "2026-06-30"), None);
        assert_eq!(told(Some("2026-06-23"), "2026-07-01"), Some(Reminder::Late));
        assert_eq!(told(Some("2026-07-01"), "2026-07-30"), None);
        assert_eq!(told(Some("2026-07-01"), "2026-07-31"), Some(Reminder::Late));
        assert_eq!(Commitment { state: State::Kept, ..promise() }.reminder(day("2026-07-01")), None);
    }

    #[test]
    fn the_rate_counts_what_can_be_judged_and_is_rounded_down() {
        assert_eq!(Tally::default().percent(), None);
        let tally = Tally { on_time: 8, kept: 9, past: 0, dropped: 0, open: 5, ..Tally::default() };
        assert_eq!(tally.percent(), Some(88));
        assert_eq!(Tally { past: 1, dropped: 1, ..tally }.percent(), Some(72));
    }

    #[test]
    fn a_section_sees_and_reports_its_own_the_desk_and_the_mayor_see_all() {
        let person = |role, section| StaffActor {
            id: StaffId(1),
            name: String::new(),
            offices: vec![Office { role, section: SectionId(section) }],
        };
        let sees = |staff: &StaffActor| scope(&Actor::Staff(staff.clone())).has(&promise());
        let (own, other) = (person(Role::SectionClerk, 7), person(Role::SectionHead, 8));
        let (desk, mayor, figures) =
            (person(Role::HearingClerk, 1), person(Role::Executive, 1), person(Role::Statistics, 1));
        assert_eq!([&own, &other, &desk, &mayor, &figures].map(sees), [true, false, true, true, false]);
        let head = person(Role::SectionHead, 7);
        let people = [&own, &head, &other, &desk, &mayor];
        assert_eq!(people.map(|staff| may_report(staff, &promise())), [true, true, false, true, false]);
        assert_eq!(people.map(|staff| may_close(staff, &promise())), [false, true, false, true, false]);
        assert_eq!(figure_scope(&Actor::Staff(figures)).reach(), &Reach::Everything);
    }

    proptest! {
        #[test]
        fn the_rate_never_leaves_its_bounds(on_time in 0u64..50, later in 0u64..50, past in 0u64..50, dropped in 0u64..50) {
            let tally = Tally { on_time, kept: on_time + later, past, dropped, ..Tally::default() };
            match tally.percent() {
                None => prop_assert_eq!(tally.judged(), 0),
                Some(percent) => {
                    prop_assert!(percent <= 100);
                    prop_assert_eq!(percent == 100, on_time == tally.judged());
                }
            }
        }
    }
}
