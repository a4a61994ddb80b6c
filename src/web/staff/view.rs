//! What are the small parts that several staff pages show: choices, facts, acts, mistakes?
//!
//! Plain owned values; which act may be done and what it asks is decided by the workflow, not here.

use std::{borrow::Cow, collections::BTreeMap};

/// One thing that can be chosen: radio, option or checkbox.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// What the form sends.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: String,
    /// One line of explanation, or empty.
    pub(crate) support: String,
    /// Chosen now.
    pub(crate) chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), ..Choice::default() }
    }

    /// The same choice, chosen.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn chosen(mut self) -> Self {
        self.chosen = true;
        self
    }
}

/// A label and what is known.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// 受付方法
    pub(crate) label: Cow<'static, str>,
    /// ウェブ
    pub(crate) value: String,
}

impl Fact {
    /// A fact.
    pub(crate) fn new(label: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        Fact { label: label.into(), value: value.into() }
    }
}

/// How urgent a word looks; the word itself always says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing to notice.
    Calm,
    /// In hand, going its way.
    Info,
    /// Done.
    Success,
    /// Soon.
    Warning,
    /// Late or dangerous.
    Danger,
}

impl Tone {
    /// The last word of the classes `badge-…`, `due-…`.
    pub(crate) const fn css(self) -> &'static str {
        match self {
            Tone::Calm => "quiet",
            Tone::Info => "info",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }
}

/// A deadline in words.
#[derive(Debug, Clone)]
pub(crate) struct DueView {
    /// The day itself.
    pub(crate) on: chrono::NaiveDate,
    /// あと3日, 今日まで, 2日超過.
    pub(crate) words: String,
    /// Calm, [`Tone::Warning`] when near, [`Tone::Danger`] when overdue.
    pub(crate) tone: Tone,
}

/// A button of a case: an act that the workflow and the person's rights allow now.
#[derive(Debug, Clone)]
pub(crate) struct ActButton {
    /// The code of the act, unique on the page.
    pub(crate) code: &'static str,
    /// The word on the button.
    pub(crate) label: &'static str,
    /// Where it posts to.
    pub(crate) url: String,
    /// The next sensible act: the only filled button of the page.
    pub(crate) primary: bool,
    /// Ends or takes something away; asks once, in words that name the thing.
    pub(crate) danger: bool,
    /// One sentence beside the button, or empty.
    pub(crate) hint: String,
    /// What it asks.
    pub(crate) asks: Asks,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
}

impl ActButton {
    /// The act must be opened before it can be done, because it asks something or undoes what others wait for.
    pub(crate) fn folds(&self) -> bool {
        !matches!(self.asks, Asks::Nothing) || self.code == "withdraw_request"
    }

    /// Folded or not, it is as much an answer as the filled button beside it: 差し戻す beside 決裁する.
    pub(crate) fn weighs(&self) -> bool {
        self.code == "send_back"
    }
}

/// What an act asks of the person who does it.
#[derive(Debug, Clone)]
pub(crate) enum Asks {
    /// Nothing but the press of the button.
    Nothing,
    /// A reason in words (`reason`).
    Text {
        /// 差戻しの理由
        label: &'static str,
        /// One line of help, or empty.
        support: &'static str,
        /// What was typed before.
        typed: String,
    },
    /// A reason of a list (`reason_code`) and, where it helps, words (`reason`).
    Reasons {
        /// 終了の理由
        label: &'static str,
        /// The list of the city's rules.
        choices: Vec<Choice>,
        /// To whom it is handed, where a reason means that (`choice`); empty when there is nothing to choose.
        agencies: Vec<Choice>,
        /// What was typed before.
        typed: String,
    },
    /// Another day (`due_on`), a reason of a list (`reason_code`) and, where it helps, words (`reason`).
    Day {
        /// 新しい期限
        label: &'static str,
        /// What was typed before, ISO.
        day: String,
        /// The list of the city's rules.
        choices: Vec<Choice>,
        /// What was typed before.
        typed: String,
    },
    /// A section (`section`) and why it is the right one (`reason`).
    SectionAndReason {
        /// 正しいと思う課
        label: &'static str,
        /// Suggested sections first.
        sections: Vec<Choice>,
        /// What was typed before.
        typed: String,
    },
    /// One of a list (`choice`), the usual one chosen already.
    Choice {
        /// 決裁の流れ
        label: &'static str,
        /// The list.
        choices: Vec<Choice>,
    },
}

/// Mistakes of a form by field name, each a sentence without the leading 「＊」.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errors(BTreeMap<String, String>);

impl Errors {
    /// Adds a mistake; the first one of a field stays.
    pub(crate) fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.entry(field.into()).or_insert_with(|| sentence.into());
    }

    /// One mistake.
    pub(crate) fn one(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        let mut errors = Errors::default();
        errors.add(field, sentence);
        errors
    }

    /// The mistake of a field.
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// The field has a mistake.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// All mistakes by field.
    pub(crate) fn list(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }

    /// All mistakes in one line.
    pub(crate) fn sentences(&self) -> String {
        self.0.values().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// No mistakes.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<validator::ValidationErrors> for Errors {
    fn from(found: validator::ValidationErrors) -> Self {
        let mut errors = Errors::default();
        for (field, list) in found.field_errors() {
            if let Some(first) = list.first() {
                let sentence = first.message.as_deref().unwrap_or("入力をお確かめください");
                errors.add(field.as_ref(), sentence);
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::Errors;

    #[test]
    fn the_first_mistake_of_a_field_stays() {
        let mut errors = Errors::default();
        errors.add("name", "氏名を入力してください");
        errors.add("name", "長すぎます");
        assert_eq!(errors.get("name"), Some("氏名を入力してください"));
        assert!(!errors.has("mail"));
        assert_eq!(errors.list().count(), 1);
        assert!(!errors.is_empty());
    }
}
