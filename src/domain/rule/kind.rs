//! What kinds of voices are counted (種別), and in which fields of city work (分野)?
//!
//! A kind is a definition, not a bare word: statistics are comparable only if two people choose the same one. The
//! field is a second axis, comparable with other cities; the plan is a third.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `kinds.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    /// All kinds, in the order of the statistics.
    pub kinds: Vec<Kind>,
}

/// One kind (種別).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Code, e.g. `proposal`.
    pub code: String,
    /// Its name.
    pub label: Localized,
    /// When to choose it.
    pub definition: Localized,
    /// The line of the statistics that it counts under.
    pub base: KindBase,
    /// First day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

/// The fixed lines of the statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindBase {
    /// 意見
    Opinion,
    /// 要望
    Request,
    /// 提案 (other cities: 提言)
    Proposal,
    /// 苦情
    Complaint,
    /// 問合せ
    Question,
    /// お礼
    Thanks,
}

/// `categories.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// All fields, in the order of the statistics.
    pub categories: Vec<Category>,
}

/// One field of city work (分野).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Code, e.g. `road`.
    pub code: String,
    /// Its name.
    pub label: Localized,
    /// Everyday words that belong to it.
    #[serde(default)]
    pub words: Vec<String>,
    /// First day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

impl Document for Kinds {
    const TITLE: &'static str = "種別";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("種別", &self.kinds)?;
        check::codes("種別", self.kinds.iter().map(|kind| kind.code.as_str()))?;
        self.kinds.iter().try_for_each(|kind| {
            let place = format!("種別「{}」", kind.code);
            check::text(&format!("{place} label"), &kind.label)?;
            check::text(&format!("{place} definition"), &kind.definition)?;
            check::period(&place, kind.valid_from, kind.valid_until)
        })
    }
}

impl Document for Categories {
    const TITLE: &'static str = "分野";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("分野", &self.categories)?;
        check::codes("分野", self.categories.iter().map(|category| category.code.as_str()))?;
        self.categories.iter().try_for_each(|category| {
            let place = format!("分野「{}」", category.code);
            check::text(&format!("{place} label"), &category.label)?;
            check::period(&place, category.valid_from, category.valid_until)
        })
    }
}
