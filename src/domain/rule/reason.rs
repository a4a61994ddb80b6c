//! Which reasons may be chosen when the city does not simply answer, and what does the resident read then?
//!
//! The list unites the published by-laws of many cities. A resident is owed the reason in plain words: a downgrade
//! without notice was the complaint in several cities.

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `reasons.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// All reasons, in the order in which lists show them.
    pub reasons: Vec<Reason>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Code, e.g. `anonymous`.
    pub code: String,
    /// What staff choose.
    pub label: String,
    /// What it may be given for.
    pub uses: Vec<Use>,
    /// What the resident reads; needed where a use is shown to residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Localized>,
    /// Its short name in the list of what gets no reply, which residents read before they write; only where the reason is
    /// about what is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_list: Option<Localized>,
}

/// What a reason is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// 回答しない
    NoReply,
    /// 終了: thanks only.
    EndThanks,
    /// 終了: advertising.
    EndSales,
    /// 終了: not the city's matter.
    EndOutOfScope,
    /// 終了: the same matter is already open or answered.
    EndDuplicate,
    /// 移送
    Transfer,
    /// 返却 (section → desk)
    Return,
    /// 差戻し (approver → drafter)
    SendBack,
    /// Looking at hidden personal data.
    Reveal,
    /// A point of a letter stays without an answer.
    UnansweredPoint,
    /// 期限延長
    Overrun,
}

impl Use {
    /// Every use.
    pub const ALL: [Self; 11] = [
        Self::NoReply,
        Self::EndThanks,
        Self::EndSales,
        Self::EndOutOfScope,
        Self::EndDuplicate,
        Self::Transfer,
        Self::Return,
        Self::SendBack,
        Self::Reveal,
        Self::UnansweredPoint,
        Self::Overrun,
    ];

    /// Whether the resident reads this reason.
    #[must_use]
    pub const fn is_public(self) -> bool {
        match self {
            Self::NoReply
            | Self::EndThanks
            | Self::EndSales
            | Self::EndOutOfScope
            | Self::EndDuplicate
            | Self::Transfer
            | Self::UnansweredPoint
            | Self::Overrun => true,
            Self::Return | Self::SendBack | Self::Reveal => false,
        }
    }
}

impl Document for Reasons {
    const TITLE: &'static str = "理由";

    fn validate(&self) -> Result<(), RuleError> {
        check::codes("理由", self.reasons.iter().map(|reason| reason.code.as_str()))?;
        for reason in &self.reasons {
            let place = format!("理由「{}」", reason.code);
            check::filled(&place, "label", &reason.label)?;
            check::some(&format!("{place} の uses"), &reason.uses)?;
            match &reason.public {
                Some(public) => check::text(&format!("{place} public"), public)?,
                None if reason.uses.iter().any(|usage| usage.is_public()) => {
                    let remedy = "public = { ja = \"…\" } を書き足してください";
                    return Err(RuleError::new(place, "市民が読む文がありません", remedy));
                }
                None => {}
            }
            if let Some(name) = &reason.in_list {
                check::text(&format!("{place} in_list"), name)?;
            }
        }
        match Use::ALL.into_iter().find(|usage| !self.reasons.iter().any(|reason| reason.uses.contains(usage))) {
            Some(usage) => {
                let problem = format!("{usage:?} に使える理由がありません");
                Err(RuleError::new("全体", problem, "少なくとも1つの理由の uses に加えてください"))
            }
            None => Ok(()),
        }
    }
}
