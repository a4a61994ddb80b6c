//! The mayor's office: what the week said, what is rising, which groups of opinions there are, whether promises are kept. Read only, but for asking
//! for a map of groups.

pub(crate) mod commitment;
pub(crate) mod rising;
pub(crate) mod topic;
mod view;
pub(crate) mod week;

use crate::{routes::Routes, state::AppState};

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    week::routes(state).and(rising::routes(state)).and(topic::routes(state)).and(commitment::routes(state))
}
