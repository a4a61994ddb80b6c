//! Whom to call now, when a text speaks of danger: the same numbers before a voice is sent and after something was added to one.

use kocho_domain::rule::danger::DangerGroup;

use super::Asked;
use crate::{
    public::submission::{CallView, DangerView},
    state::AppState,
    texts::Text,
};

/// What each group of danger words calls for, in the resident's language.
pub(super) fn calls(state: &AppState, asked: &Asked, groups: &[DangerGroup]) -> Vec<DangerView> {
    let rules = &state.house.city().rules;
    let danger = groups.iter().filter_map(|group| {
        let response = rules.danger(*group)?;
        let calls = rules.danger_calls(*group).map(|c| CallView {
            label: Text::of(&c.label, asked.lang),
            number: c.number.clone(),
            hours: Text::of(&c.hours, asked.lang),
        });
        Some(DangerView {
            title: Text::of(&response.title, asked.lang),
            message: Text::of(&response.message, asked.lang),
            calls: calls.collect(),
        })
    });
    danger.collect()
}
