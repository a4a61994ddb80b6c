//! 聞き取り: where does begin what somebody heard by telephone or at the counter?
//!
//! Only what was spoken, and only in a section of whoever wrote it down, goes past the desk: the people who heard it can
//! answer for it. Everything else begins at the desk, as letters do.

use crate::access::{Permission, StaffActor};
use crate::case::Begin;
use crate::id::SectionId;
use crate::refusal::Refusal;
use crate::rule::channel::Base;

/// What was done while it was heard.
#[derive(Clone, PartialEq, Eq)]
pub struct Done {
    /// 対応区分 code
    pub outcome: String,
    /// 処理結果 in one line or more.
    pub result: String,
    /// The outcome asks for a reason, which the result tells.
    pub gives_reason: bool,
}

impl std::fmt::Debug for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Done({})", self.outcome)
    }
}

/// The sections in which this person may write a memo down, the own ones first; the desk, which takes what belongs to
/// others, is always among them.
#[must_use]
pub fn sections_of(staff: &StaffActor, desk: SectionId) -> Vec<SectionId> {
    let mut sections = staff.sections_with(Permission::MemoWrite);
    if !sections.contains(&desk) {
        sections.push(desk);
    }
    sections
}

/// How a memo begins in the section that was chosen.
///
/// # Errors
/// [`Refusal::MemoNotSpoken`], [`Refusal::MemoElsewhere`], [`Refusal::DoneForOthers`], [`Refusal::DoneButPromised`].
pub fn begin(
    staff: &StaffActor,
    base: Base,
    (section, desk): (SectionId, SectionId),
    done: Option<Done>,
    promised: bool,
) -> Result<Begin, Refusal> {
    if base != Base::Voice {
        return Err(Refusal::MemoNotSpoken);
    }
    if !sections_of(staff, desk).contains(&section) {
        return Err(Refusal::MemoElsewhere);
    }
    let is_own = staff.sections_with(Permission::MemoWrite).contains(&section);
    match done {
        Some(_) if !is_own => Err(Refusal::DoneForOthers),
        Some(_) if promised => Err(Refusal::DoneButPromised),
        Some(done) => Ok(Begin::Done { staff: staff.id, done }),
        None if section == desk => Ok(Begin::Desk),
        None => Ok(Begin::Section { staff: staff.id }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Office, Role};
    use crate::id::StaffId;
    use crate::workflow::Start;

    const DESK: SectionId = SectionId(1);
    const OWN: SectionId = SectionId(2);
    const OTHER: SectionId = SectionId(3);

    fn somebody(role: Role, section: SectionId) -> StaffActor {
        StaffActor { id: StaffId(7), name: String::new(), offices: vec![Office { role, section }] }
    }

    fn done() -> Option<Done> {
        Some(Done { outcome: "explained".into(), result: "説明した。".into(), gives_reason: false })
    }

    #[test]
    fn a_section_begins_and_ends_only_what_it_heard_itself() {
        let clerk = somebody(Role::SectionClerk, OWN);
        let started = |section, done| begin(&clerk, Base::Voice, (section, DESK), done, false).map(|b| b.start());
        assert_eq!(started(OWN, None), Ok(Start::Section));
        assert_eq!(started(OWN, done()), Ok(Start::Done));
        assert_eq!(started(DESK, None), Ok(Start::Desk));
        assert_eq!(started(DESK, done()), Err(Refusal::DoneForOthers));
        assert_eq!(started(OTHER, None), Err(Refusal::MemoElsewhere));
    }

    #[test]
    fn the_desk_takes_in_and_may_end_what_it_dealt_with() {
        let clerk = somebody(Role::HearingClerk, DESK);
        let started = |done| begin(&clerk, Base::Voice, (DESK, DESK), done, false).map(|b| b.start());
        assert_eq!((started(None), started(done())), (Ok(Start::Desk), Ok(Start::Done)));
        assert_eq!(sections_of(&clerk, DESK), [DESK]);
    }

    #[test]
    fn only_what_was_spoken_goes_past_the_desk_and_a_promise_is_not_done() {
        let clerk = somebody(Role::SectionHead, OWN);
        for base in [Base::Web, Base::Paper, Base::Mail, Base::Meeting, Base::Survey, Base::Other] {
            assert_eq!(begin(&clerk, base, (OWN, DESK), None, false), Err(Refusal::MemoNotSpoken));
        }
        assert_eq!(begin(&clerk, Base::Voice, (OWN, DESK), done(), true), Err(Refusal::DoneButPromised));
        assert!(begin(&clerk, Base::Voice, (OWN, DESK), None, true).is_ok());
    }
}
