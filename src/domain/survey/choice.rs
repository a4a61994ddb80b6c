//! What can be chosen in a question: options, the steps of a scale, and the rows of a matrix.

use serde::Serialize;

use super::words::Translations;

const fn is_false(value: &bool) -> bool {
    !*value
}

/// An option of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Choice {
    /// What is stored; never changes its meaning.
    pub code: String,
    /// What is read.
    pub label: String,
    /// その他: words of one's own stand beside it. At most one option of a question has them.
    #[serde(skip_serializing_if = "is_false")]
    pub free_text: bool,
    /// 特にない: cannot be chosen together with another one.
    #[serde(skip_serializing_if = "is_false")]
    pub exclusive: bool,
    /// The label in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

/// A step of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Step {
    /// What is stored and computed with; the larger, the better.
    pub value: i64,
    /// What is read.
    pub label: String,
    /// The label in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

/// A row of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Row {
    /// What is stored.
    pub code: String,
    /// What is read.
    pub label: String,
    /// The measure that this row asks about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The label in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}
