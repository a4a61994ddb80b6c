//! Who may propose a value of an indicator, and who may decide one? Nobody decides their own.

use super::Act;
use crate::{
    access::{Permission, StaffActor},
    id::{SectionId, StaffId},
};

/// Why somebody may not do an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// They have no right to it.
    Right,
    /// It is their own proposal.
    Own,
}

/// The hearing desk proposes for every indicator, a section for those of the policies whose measures are in its charge.
#[must_use]
pub fn may_propose(staff: &StaffActor, in_charge: impl IntoIterator<Item = SectionId>) -> bool {
    if staff.is_hearing() {
        return staff.may(Permission::IndicatorPropose);
    }
    let own = staff.sections_with(Permission::IndicatorPropose);
    in_charge.into_iter().any(|section| own.contains(&section))
}

/// Whether somebody may do an act with what `proposed_by` proposed: a plan's file names nobody.
///
/// # Errors
/// The [`Objection`].
pub fn may(staff: &StaffActor, act: Act, proposed_by: Option<StaffId>) -> Result<(), Objection> {
    let is_own = proposed_by == Some(staff.id);
    match act {
        Act::Approve | Act::SendBack if !staff.may(Permission::IndicatorDecide) => Err(Objection::Right),
        Act::Approve | Act::SendBack if is_own => Err(Objection::Own),
        Act::Withdraw if !is_own => Err(Objection::Right),
        Act::Approve | Act::SendBack | Act::Withdraw => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Office, Role};

    const DESK: SectionId = SectionId(1);
    const OWN: SectionId = SectionId(2);
    const OTHER: SectionId = SectionId(3);

    fn staff(id: i64, offices: &[(Role, SectionId)]) -> StaffActor {
        let offices = offices.iter().map(|(role, section)| Office { role: *role, section: *section }).collect();
        StaffActor { id: StaffId(id), name: String::new(), offices }
    }

    #[test]
    fn the_desk_proposes_for_all_and_a_section_for_what_is_in_its_charge() {
        for (role, section, own, other, nobodys) in [
            (Role::HearingClerk, DESK, true, true, true),
            (Role::HearingHead, DESK, true, true, true),
            (Role::SectionClerk, OWN, true, false, false),
            (Role::SectionChief, OWN, true, false, false),
            (Role::SectionHead, OWN, true, false, false),
            (Role::Director, OWN, false, false, false),
            (Role::Executive, DESK, false, false, false),
            (Role::Statistics, OWN, false, false, false),
            (Role::Admin, OWN, false, false, false),
            (Role::Auditor, OWN, false, false, false),
        ] {
            let staff = staff(1, &[(role, section)]);
            let of = |sections: &[SectionId]| may_propose(&staff, sections.iter().copied());
            assert_eq!((of(&[OTHER, OWN]), of(&[OTHER]), of(&[])), (own, other, nobodys), "{role:?}");
        }
        // Reading for one section and proposing for another are two things.
        let both = staff(1, &[(Role::SectionClerk, OWN), (Role::Director, OTHER)]);
        assert!(!may_propose(&both, [OTHER]));
    }

    #[test]
    fn somebody_else_decides_and_only_who_proposed_withdraws() {
        use Objection::{Own, Right};
        let (own, others, files) = (Some(StaffId(1)), Some(StaffId(2)), None);
        for role in Role::ALL {
            let staff = staff(1, &[(role, DESK)]);
            let decides = matches!(role, Role::HearingHead | Role::Executive);
            for act in [Act::Approve, Act::SendBack] {
                let other = if decides { Ok(()) } else { Err(Right) };
                assert_eq!(may(&staff, act, own), Err(if decides { Own } else { Right }), "{role:?} {act:?}");
                assert_eq!((may(&staff, act, others), may(&staff, act, files)), (other, other), "{role:?} {act:?}");
            }
            let withdraws = [own, others, files].map(|by| may(&staff, Act::Withdraw, by));
            assert_eq!(withdraws, [Ok(()), Err(Right), Err(Right)], "{role:?}");
        }
    }
}
