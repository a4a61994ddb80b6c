//! Which words stand on the pages about what was said to the mayor, and what the city promised?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// `/promises`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Promise {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) rate: Phrase,
    pub(crate) rate_none: Text,
    pub(crate) formula_title: Text,
    pub(crate) formula: Text,
    pub(crate) open_title: Text,
    pub(crate) open_none: Text,
    pub(crate) done_title: Text,
    pub(crate) done_none: Text,
    pub(crate) due: Phrase,
    pub(crate) first_due: Phrase,
    pub(crate) late: Text,
    pub(crate) kept: Phrase,
    pub(crate) dropped: Phrase,
    pub(crate) section: Text,
    pub(crate) made: Phrase,
    pub(crate) after: Text,
    pub(crate) note: Text,
}

/// `/dialogue/days` and `/dialogue/days/{held}`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Minutes {
    pub(crate) title: Phrase,
    pub(crate) list_title: Text,
    pub(crate) list_lead: Text,
    pub(crate) list_none: Text,
    pub(crate) held: Phrase,
    pub(crate) after_title: Text,
    pub(crate) promises_title: Text,
    pub(crate) promises_none: Text,
    pub(crate) taken: Phrase,
    pub(crate) to_promises: Text,
}
