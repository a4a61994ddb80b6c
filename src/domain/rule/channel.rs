//! By which ways do voices arrive, and what may a resident expect from each (受付方法)?

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::deadline::DayCount;
use crate::localized::Localized;

/// `channels.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// All channels, in the order in which lists show them.
    pub channels: Vec<Channel>,
}

/// One way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Code, e.g. `proposal_box`.
    pub code: String,
    /// Its name for residents.
    pub label: Localized,
    /// How it arrives; the program's own distinction.
    pub base: Base,
    /// What happens to what arrives here.
    pub reply_policy: ReplyPolicy,
    /// Time to the reply; the city's usual one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DayCount>,
    /// How long a resident may take a closed matter up again; the city's usual time when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen: Option<DayCount>,
    /// First day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
}

impl Channel {
    /// Whether the channel is in use on this day.
    #[must_use]
    pub fn is_used_on(&self, on: NaiveDate) -> bool {
        check::holds(self.valid_from, self.valid_until, on)
    }
}

/// How a voice physically arrives. Closed: a new way of arriving needs an intake of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// The public form.
    Web,
    /// Paper: box, card, letter, fax.
    Paper,
    /// Spoken: telephone, counter.
    Voice,
    /// E-mail.
    Mail,
    /// Said at a meeting.
    Meeting,
    /// Free text of a survey or a monitor.
    Survey,
    /// Anything else.
    Other,
}

/// What a channel promises. Three policies are in real use; a city that answers in public only is 日光市 (since 2025).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyPolicy {
    /// 個別回答: a reply to those who wish one.
    Individual,
    /// 公表のみ: the answer is published, nobody gets a letter.
    PublishOnly,
    /// 供覧のみ: the mayor and the section read it.
    CirculateOnly,
}

impl Document for Channels {
    const TITLE: &'static str = "受付方法";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("受付方法", &self.channels)?;
        check::codes("受付方法", self.channels.iter().map(|channel| channel.code.as_str()))?;
        self.channels.iter().try_for_each(|channel| {
            let place = format!("受付方法「{}」", channel.code);
            check::text(&format!("{place} label"), &channel.label)?;
            check::period(&place, channel.valid_from, channel.valid_until)?;
            let counts = [("deadline", channel.deadline), ("reopen", channel.reopen)];
            counts.iter().filter_map(|(field, count)| count.map(|count| (field, count))).try_for_each(
                |(field, count)| check::within(&format!("{place} {field} の days"), count.days.into(), 1, 366),
            )
        })
    }
}
