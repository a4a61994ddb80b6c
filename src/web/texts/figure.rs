//! Which words stand on the page that tells how much came and what became of it?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// `/figures`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figure {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) few: Text,
    pub(crate) period: Phrase,
    pub(crate) letters: Text,
    pub(crate) letters_count: Phrase,
    pub(crate) cases: Text,
    pub(crate) cases_count: Phrase,
    pub(crate) cases_note: Text,
    pub(crate) proposals: Text,
    pub(crate) proposals_note: Text,
    pub(crate) percent: Phrase,
    pub(crate) ended: Text,
    pub(crate) ended_note: Text,
    pub(crate) days: Text,
    pub(crate) days_count: Phrase,
    pub(crate) days_note: Text,
    pub(crate) on_time: Text,
    pub(crate) on_time_note: Text,
    pub(crate) outcomes: Text,
    /// What ended without 対応区分.
    pub(crate) no_outcome: Text,
    pub(crate) note: Text,
}
