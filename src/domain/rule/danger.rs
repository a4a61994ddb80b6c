//! What is shown and who is told when a voice speaks of danger?
//!
//! Finding the words is another floor's work; this is only the response. The form shows the message beside the text
//! and never blocks it; the duty addresses get a mail at once.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `danger.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerResponses {
    /// Telephone numbers that the groups point to.
    pub contacts: Vec<DangerContact>,
    /// One response a group.
    pub groups: Vec<DangerResponse>,
}

/// Somebody to call now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerContact {
    /// Code, e.g. `police`.
    pub code: String,
    /// Who answers.
    pub label: Localized,
    /// The number as dialled.
    pub number: String,
    /// When somebody answers.
    pub hours: Localized,
    /// Where the row was taken from.
    pub source: String,
    /// When it was last checked; if not verified, when the row was written.
    pub checked_on: NaiveDate,
    /// Whether it was checked against that source.
    pub verified: bool,
}

/// The response to one group of danger words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerResponse {
    /// Which group.
    pub group: DangerGroup,
    /// Heading of the message.
    pub title: Localized,
    /// The message.
    pub message: Localized,
    /// Codes of whom to call, the first one first.
    pub call: Vec<String>,
    /// Who is mailed at once.
    pub duty_mails: Vec<String>,
}

/// The groups that the danger lexicon knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DangerGroup {
    /// 自殺・自傷
    SelfHarm,
    /// 職員・市長・庁舎への脅し、予告
    Threat,
    /// 暴力・DV
    Violence,
    /// 虐待
    Abuse,
    /// 道路陥没・火災などの危険
    Hazard,
    /// 個人情報の漏えい
    Leak,
}

impl DangerGroup {
    /// Reads a code as the text floor gives it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.code() == code)
    }

    /// Every group.
    pub const ALL: [Self; 6] = [Self::SelfHarm, Self::Threat, Self::Violence, Self::Abuse, Self::Hazard, Self::Leak];

    /// The code in files and tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SelfHarm => "self_harm",
            Self::Threat => "threat",
            Self::Violence => "violence",
            Self::Abuse => "abuse",
            Self::Hazard => "hazard",
            Self::Leak => "leak",
        }
    }
}

impl DangerResponses {
    /// The response to a group.
    #[must_use]
    pub fn response(&self, group: DangerGroup) -> Option<&DangerResponse> {
        self.groups.iter().find(|response| response.group == group)
    }

    /// Whom to call for a group, the first one first.
    pub fn calls(&self, group: DangerGroup) -> impl Iterator<Item = &DangerContact> {
        let codes = self.response(group).map_or(&[][..], |response| response.call.as_slice());
        codes.iter().filter_map(|code| self.contacts.iter().find(|contact| contact.code == *code))
    }

    fn check_contacts(&self) -> Result<(), RuleError> {
        check::codes("連絡先", self.contacts.iter().map(|contact| contact.code.as_str()))?;
        self.contacts.iter().try_for_each(|contact| {
            let place = format!("連絡先「{}」", contact.code);
            check::text(&format!("{place} label"), &contact.label)?;
            check::text(&format!("{place} hours"), &contact.hours)?;
            check::phone(&place, &contact.number)?;
            check::filled(&place, "source", &contact.source)
        })
    }

    fn check_group(&self, group: DangerGroup) -> Result<(), RuleError> {
        let place = format!("危険の種類「{}」", group.code());
        let rows: Vec<_> = self.groups.iter().filter(|response| response.group == group).collect();
        let [response] = rows.as_slice() else {
            let problem = format!("対応が{}件あります", rows.len());
            return Err(RuleError::new(place, problem, "種類ごとに1件ずつ書いてください"));
        };
        check::text(&format!("{place} title"), &response.title)?;
        check::text(&format!("{place} message"), &response.message)?;
        check::some(&format!("{place} の call"), &response.call)?;
        check::some(&format!("{place} の duty_mails"), &response.duty_mails)?;
        if let Some(code) = response.call.iter().find(|code| !self.contacts.iter().any(|c| c.code == **code)) {
            let problem = format!("連絡先「{code}」がありません");
            return Err(RuleError::new(place, problem, "contacts にあるコードを書いてください"));
        }
        response.duty_mails.iter().try_for_each(|address| check::mail(&place, address))
    }
}

impl Document for DangerResponses {
    const TITLE: &'static str = "危険への対応";

    fn validate(&self) -> Result<(), RuleError> {
        self.check_contacts()?;
        DangerGroup::ALL.into_iter().try_for_each(|group| self.check_group(group))
    }
}
