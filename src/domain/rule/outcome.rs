//! What came of a matter (対応区分), and what has to be said with it?
//!
//! This axis is independent of the workflow. The words follow the lists that cities publish (富士, 日高, 氷見, 大阪).

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `outcomes.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    /// All outcomes, in the order of the statistics.
    pub outcomes: Vec<Outcome>,
}

/// One outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Code, e.g. `planned`.
    pub code: String,
    /// Its name.
    pub label: Localized,
    /// Its name where residents read figures; the label when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_list: Option<Localized>,
    /// What the resident reads.
    pub public: Localized,
    /// What the resident reads where no letter went out; the same when it is missing. It must not point to a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_without_letter: Option<Localized>,
    /// What has to be given with it.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// Something that an outcome asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// When, in words.
    When,
    /// Why.
    Reason,
    /// The day on which the city looks again.
    FollowUp,
}

impl Outcome {
    /// Its name where residents read figures.
    #[must_use]
    pub fn listed(&self) -> &Localized {
        self.in_list.as_ref().unwrap_or(&self.label)
    }

    /// What the resident reads where no letter went out.
    #[must_use]
    pub fn without_letter(&self) -> &Localized {
        self.public_without_letter.as_ref().unwrap_or(&self.public)
    }

    /// Whether it asks for this.
    #[must_use]
    pub fn asks(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }

    /// Whether a matter can end so in the moment in which it is heard: there is no later day to name.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        !self.asks(Need::When) && !self.asks(Need::FollowUp)
    }
}

impl Document for Outcomes {
    const TITLE: &'static str = "対応区分";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("対応区分", &self.outcomes)?;
        check::codes("対応区分", self.outcomes.iter().map(|outcome| outcome.code.as_str()))?;
        self.outcomes.iter().try_for_each(|outcome| {
            let place = format!("対応区分「{}」", outcome.code);
            check::text(&format!("{place} label"), &outcome.label)?;
            check::text(&format!("{place} public"), &outcome.public)?;
            if let Some(name) = &outcome.in_list {
                check::text(&format!("{place} in_list"), name)?;
            }
            let without = outcome.public_without_letter.as_ref();
            without.map_or(Ok(()), |text| check::text(&format!("{place} public_without_letter"), text))
        })
    }
}
