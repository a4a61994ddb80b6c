//! How does a letter of the city begin, end and count, and what does a receipt promise (回答書・受付の文)?
//!
//! A receipt promises a reply only where the channel gives one and the resident wishes one: a thank-you text that
//! promised more than the policy was a complaint elsewhere.

use serde::{Deserialize, Serialize};

use super::channel::ReplyPolicy;
use super::check::{self, Document};
use super::error::RuleError;
use crate::localized::Localized;

/// `letter.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letters {
    /// Code of the template that a letter takes unless another is chosen.
    pub default: String,
    /// The matter of a letter to somebody who gave no 件名.
    #[serde(default = "what_was_sent")]
    pub matter: Localized,
    /// 文書番号.
    pub number: DocumentNumber,
    /// What the receipt says.
    pub receipt: ReceiptTexts,
    /// All templates.
    pub templates: Vec<LetterTemplate>,
}

/// First words of a voice, cut off somewhere, are no heading for a letter of the city.
fn what_was_sent() -> Localized {
    Localized {
        ja: "お寄せいただいたご意見".to_owned(),
        easy: Some("もらった{意見|いけん}".to_owned()),
        en: Some("what you wrote to us".to_owned()),
    }
}

/// How documents are numbered (文書番号).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentNumber {
    /// With `{mark}` (文書記号 of the section), `{n}` (number) and, if wished, `{year}` (年度).
    pub format: String,
    /// Where the number comes from.
    pub counter: Counter,
}

/// Where a document number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// Counted here, by section and fiscal year.
    SectionYear,
    /// Typed in by staff from the city's document system.
    Typed,
}

impl DocumentNumber {
    /// The number as printed, e.g. 秘広第123号.
    #[must_use]
    pub fn print(&self, mark: &str, n: u32, year: &str) -> String {
        self.format.replace("{mark}", mark).replace("{year}", year).replace("{n}", &n.to_string())
    }
}

/// What the receipt says about the reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptTexts {
    /// A reply is wished and the channel gives one; `{due}` is the expected day.
    pub reply: Localized,
    /// No reply is wished.
    pub not_wanted: Localized,
    /// The channel answers in public only.
    pub publish_only: Localized,
    /// The channel passes voices on without an answer.
    pub circulate_only: Localized,
}

impl ReceiptTexts {
    /// The text for a channel's policy and the resident's wish.
    #[must_use]
    pub const fn choose(&self, policy: ReplyPolicy, wanted: bool) -> &Localized {
        match (policy, wanted) {
            (ReplyPolicy::Individual, true) => &self.reply,
            (ReplyPolicy::Individual, false) => &self.not_wanted,
            (ReplyPolicy::PublishOnly, _) => &self.publish_only,
            (ReplyPolicy::CirculateOnly, _) => &self.circulate_only,
        }
    }
}

/// One letter template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterTemplate {
    /// Code, e.g. `section_head`.
    pub code: String,
    /// Its name for staff.
    pub label: String,
    /// Under whose name the letter goes out (名義); `{section}` is the section's name, `{head}` the title of its head.
    pub signature: Localized,
    /// Subject line; `{subject}` is the matter.
    pub subject: Localized,
    /// How the resident is addressed, e.g. `{name} 様`.
    pub addressee: Localized,
    /// First paragraph; `{received}` is the day of receipt, `{receipt}` the receipt number.
    pub opening: Localized,
    /// Last paragraph.
    pub closing: Localized,
    /// 公印省略 or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal_note: Option<String>,
    /// Whether this is an interim reply; it must say so.
    #[serde(default)]
    pub interim: bool,
}

impl LetterTemplate {
    fn check(&self) -> Result<(), RuleError> {
        let place = format!("回答書「{}」", self.code);
        check::filled(&place, "label", &self.label)?;
        let parts = [
            ("signature", &self.signature, &["section", "head"][..]),
            ("subject", &self.subject, &["subject"]),
            ("addressee", &self.addressee, &["name"]),
            ("opening", &self.opening, &["received", "receipt"]),
            ("closing", &self.closing, &["section", "phone"]),
        ];
        for (field, text, allowed) in parts {
            text_with(&format!("{place} {field}"), text, allowed)?;
        }
        if self.interim && !self.subject.ja.contains("中間") {
            let remedy = "subject に「中間回答」という言葉を入れてください";
            return Err(RuleError::new(place, "中間の回答だと分かりません", remedy));
        }
        Ok(())
    }
}

impl Document for Letters {
    const TITLE: &'static str = "回答書と受付の文";

    fn validate(&self) -> Result<(), RuleError> {
        check::some("templates", &self.templates)?;
        check::codes("回答書", self.templates.iter().map(|template| template.code.as_str()))?;
        if !self.templates.iter().any(|template| template.code == self.default) {
            let problem = format!("「{}」という回答書がありません", self.default);
            return Err(RuleError::new("default", problem, "templates にあるコードを書いてください"));
        }
        text_with("matter", &self.matter, &[])?;
        check::placeholders("number.format", &self.number.format, &["mark", "n", "year"])?;
        if !self.number.format.contains("{n}") {
            return Err(RuleError::new("number.format", "番号が入りません", "「{n}」を入れてください"));
        }
        let receipt = &self.receipt;
        text_with("receipt.reply", &receipt.reply, &["due"])?;
        text_with("receipt.not_wanted", &receipt.not_wanted, &[])?;
        text_with("receipt.publish_only", &receipt.publish_only, &[])?;
        text_with("receipt.circulate_only", &receipt.circulate_only, &[])?;
        self.templates.iter().try_for_each(LetterTemplate::check)
    }
}

fn text_with(place: &str, text: &Localized, allowed: &[&str]) -> Result<(), RuleError> {
    check::text(place, text)?;
    text.texts().try_for_each(|(_, text)| check::placeholders(place, text, allowed))
}
