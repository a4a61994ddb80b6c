//! The mayor's office: its morning, what the week said, what is rising, the plan, the sections, what nobody owns, what may be
//! answered to the council and the press, whether promises are kept, which groups of opinions there are. Read only, but for
//! asking for a map of groups and for deciding who does a case.

pub(crate) mod answer;
pub(crate) mod commitment;
pub(crate) mod morning;
pub(crate) mod orphan;
#[cfg(feature = "pdf")]
mod pdf;
pub(crate) mod plan;
pub(crate) mod rising;
pub(crate) mod section;
pub(crate) mod topic;
mod view;
pub(crate) mod week;

use crate::{routes::Routes, state::AppState};

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    morning::routes(state)
        .and(commitment::routes(state))
        .and(week::routes(state))
        .and(rising::routes(state))
        .and(plan::routes(state))
        .and(section::routes(state))
        .and(orphan::routes(state))
        .and(answer::routes(state))
        .and(topic::routes(state))
}
