//! Which words stand around every page, on error pages and on pages that explain?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// Around every page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    pub(crate) skip: Text,
    pub(crate) demo: Text,
    pub(crate) service: Text,
    pub(crate) title: Phrase,
    pub(crate) language: Text,
    pub(crate) privacy: Text,
    pub(crate) accessibility: Text,
}

/// On every form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    pub(crate) required: Text,
    pub(crate) not_chosen: Text,
    pub(crate) errors_title: Text,
    pub(crate) now: Text,
    pub(crate) done: Text,
}

/// How a date is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Date {
    pub(crate) day: Phrase,
    pub(crate) moment: Phrase,
    pub(crate) weekdays: Vec<Text>,
    pub(crate) months: Vec<Text>,
}

/// Error pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Problem {
    pub(crate) home: Text,
    pub(crate) back_note: Text,
    pub(crate) call: Phrase,
    pub(crate) reference: Phrase,
    pub(crate) not_found_title: Text,
    pub(crate) not_found: Text,
    pub(crate) method_title: Text,
    pub(crate) method: Text,
    pub(crate) too_large_title: Text,
    pub(crate) too_large: Text,
    pub(crate) media_title: Text,
    pub(crate) media: Text,
    pub(crate) unreadable_title: Text,
    pub(crate) unreadable: Text,
    pub(crate) too_many_title: Text,
    pub(crate) too_many: Text,
    pub(crate) internal_title: Text,
    pub(crate) internal: Text,
    pub(crate) busy_title: Text,
    pub(crate) busy: Text,
}

/// Too many wrong numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slowed {
    pub(crate) title: Text,
    pub(crate) lead: Phrase,
    pub(crate) note: Text,
    pub(crate) retry: Text,
}

/// `/privacy`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Privacy {
    pub(crate) title: Text,
    pub(crate) lead: Phrase,
    pub(crate) what_title: Text,
    pub(crate) what: Vec<Text>,
    pub(crate) why_title: Text,
    pub(crate) why: Vec<Text>,
    pub(crate) who_title: Text,
    pub(crate) who: Text,
    pub(crate) how_long_title: Text,
    pub(crate) how_long: Text,
    pub(crate) device_title: Text,
    pub(crate) device: Text,
    pub(crate) rights_title: Text,
    pub(crate) rights: Phrase,
}

/// `/accessibility`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accessibility {
    pub(crate) title: Text,
    pub(crate) lead: Text,
    pub(crate) goal_title: Text,
    pub(crate) goal: Text,
    pub(crate) done_title: Text,
    pub(crate) done: Vec<Text>,
    pub(crate) test_title: Text,
    pub(crate) test: Text,
    pub(crate) known_title: Text,
    pub(crate) known: Text,
    pub(crate) contact_title: Text,
    pub(crate) contact: Phrase,
}
