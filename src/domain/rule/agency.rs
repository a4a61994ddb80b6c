//! Who handles what the city does not (国・県・警察・事業者)?
//!
//! Telling a resident "not ours" without saying whose it is, is the complaint behind たらい回し.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `agencies.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agencies {
    /// All agencies.
    pub agencies: Vec<Agency>,
}

/// One agency and what it handles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Code, e.g. `police_signal`.
    pub code: String,
    /// Its name.
    pub name: Localized,
    /// What it handles.
    pub handles: Localized,
    /// Everyday words that point to it.
    #[serde(default)]
    pub words: Vec<String>,
    /// Telephone number, as dialled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where the row was taken from.
    pub source: String,
    /// When it was last checked; if not verified, when the row was written.
    pub checked_on: NaiveDate,
    /// Whether it was checked against that source.
    pub verified: bool,
}

impl Document for Agencies {
    const TITLE: &'static str = "市以外の窓口";

    fn validate(&self) -> Result<(), RuleError> {
        check::codes("窓口", self.agencies.iter().map(|agency| agency.code.as_str()))?;
        self.agencies.iter().try_for_each(|agency| {
            let place = format!("窓口「{}」", agency.code);
            check::text(&format!("{place} name"), &agency.name)?;
            check::text(&format!("{place} handles"), &agency.handles)?;
            check::filled(&place, "source", &agency.source)?;
            agency.phone.iter().try_for_each(|phone| check::phone(&place, phone))
        })
    }
}
