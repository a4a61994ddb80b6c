//! Which city is this, how is it reached, and what may a resident choose about themselves?

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `city.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Name of the city.
    pub name: Localized,
    /// About how long a reply takes, in words; no promise for one matter.
    pub expected_days: Localized,
    /// The office that hears residents.
    pub office: Office,
    /// 地区.
    pub districts: Vec<Choice>,
    /// 年代.
    pub age_groups: Vec<Choice>,
    /// 市との関わり.
    pub relations: Vec<Choice>,
    /// 代筆・代理の事情: why somebody else wrote for a resident. A city without the list offers no proxy entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<Choice>,
}

/// How to reach the hearing desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Name of the section.
    pub name: Localized,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub mail: String,
    /// 〒, as `000-0000`.
    pub postal_code: String,
    /// Postal address.
    pub address: Localized,
    /// Opening hours in words.
    pub hours: Localized,
}

/// Something a resident may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Code in tables and files.
    pub code: String,
    /// What the resident reads.
    pub label: Localized,
}

impl Document for City {
    const TITLE: &'static str = "市の基本情報";

    fn validate(&self) -> Result<(), RuleError> {
        let office = &self.office;
        let texts = [
            ("name", &self.name),
            ("expected_days", &self.expected_days),
            ("office.name", &office.name),
            ("office.address", &office.address),
            ("office.hours", &office.hours),
        ];
        texts.into_iter().try_for_each(|(place, text)| check::text(place, text))?;
        check::phone("office.phone", &office.phone)?;
        check::mail("office.mail", &office.mail)?;
        check_postal_code(&office.postal_code)?;
        let lists = [("地区", &self.districts), ("年代", &self.age_groups), ("市との関わり", &self.relations)];
        lists.into_iter().try_for_each(|(row, choices)| {
            check::some(row, choices)?;
            check_choices(row, choices)
        })?;
        check_choices("代筆・代理の事情", &self.proxies)
    }
}

fn check_choices(row: &str, choices: &[Choice]) -> Result<(), RuleError> {
    check::codes(row, choices.iter().map(|choice| choice.code.as_str()))?;
    choices.iter().try_for_each(|choice| check::text(&format!("{row}「{}」", choice.code), &choice.label))
}

fn check_postal_code(code: &str) -> Result<(), RuleError> {
    let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    if code.split_once('-').is_some_and(|(first, last)| digits(first, 3) && digits(last, 4)) {
        return Ok(());
    }
    let problem = format!("郵便番号「{code}」の形が正しくありません");
    Err(RuleError::new("office.postal_code", problem, "319-0000 のように半角の数字とハイフンで書いてください"))
}
