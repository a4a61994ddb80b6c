//! Which words stand around published results of surveys?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// `/surveys` and `/surveys/{survey}/results`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Result {
    pub(crate) list_title: Text,
    pub(crate) list_lead: Text,
    pub(crate) list_none: Text,
    pub(crate) ended: Phrase,
    pub(crate) title: Phrase,
    pub(crate) answers: Text,
    pub(crate) answers_n: Phrase,
    pub(crate) answers_rate: Phrase,
    pub(crate) chosen: Text,
    pub(crate) chosen_panel: Text,
    pub(crate) chosen_random: Text,
    pub(crate) chosen_everybody: Text,
    pub(crate) chosen_voluntary: Text,
    pub(crate) caution_panel: Text,
    pub(crate) caution_random: Text,
    pub(crate) caution_everybody: Text,
    pub(crate) caution_voluntary: Text,
    pub(crate) period: Text,
    pub(crate) period_days: Phrase,
    pub(crate) target: Text,
    pub(crate) section: Text,
    pub(crate) kept_back: Text,
    pub(crate) kept_back_note: Text,
    pub(crate) split: Text,
    pub(crate) split_none: Text,
    pub(crate) split_show: Text,
    pub(crate) table: Text,
    pub(crate) option: Text,
    pub(crate) people: Text,
    pub(crate) percent: Text,
    pub(crate) whole: Text,
    pub(crate) mean: Text,
    pub(crate) median: Text,
    pub(crate) basis: Phrase,
    pub(crate) basis_few: Text,
    pub(crate) basis_margin: Phrase,
    pub(crate) basis_rate: Phrase,
    pub(crate) basis_chosen: Phrase,
    pub(crate) words_note: Text,
    pub(crate) comment: Text,
    pub(crate) reflection: Text,
    pub(crate) reflection_due: Phrase,
    pub(crate) to_list: Text,
    pub(crate) save_pdf: Text,
}
