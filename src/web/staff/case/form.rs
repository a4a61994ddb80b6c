//! What is posted to a case. Shape only; whether it may be done is the workflow's matter.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

/// `POST /staff/cases/{key}/{act}` of an act that asks a button press, a reason, a section or a decision.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ActForm {
    /// The version of the case that was on the screen.
    pub(crate) version: i64,
    /// Section id.
    #[serde(deserialize_with = "empty_as_none")]
    pub(crate) section: Option<i64>,
    /// Code of the city's list.
    pub(crate) reason_code: String,
    #[validate(length(max = 2000, message = "理由は2000文字までにしてください"))]
    pub(crate) reason: String,
    /// Code of what was chosen from the act's own list (決裁の流れ).
    pub(crate) choice: String,
    /// ISO date (期限を変える).
    pub(crate) due_on: String,
}

/// `POST /staff/cases/{key}/split`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SplitForm {
    pub(crate) version: i64,
    /// Numbers of the points that become cases.
    pub(crate) point: Vec<usize>,
    /// The text of every point, in order.
    pub(crate) text: Vec<String>,
}

/// `POST /staff/cases/{key}/triage`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TriageForm {
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) category: String,
    /// undecided, outside or tagged.
    pub(crate) decision: String,
    /// Code of the primary measure.
    pub(crate) measure: String,
    /// Codes of further measures.
    pub(crate) further: Vec<String>,
    /// Code of the suggestion that was taken with one press; wins over `decision` and `measure`. `outside` takes
    /// 「計画に該当なし」, `undecided` leaves it open.
    pub(crate) take: String,
}

/// `POST /staff/cases/{key}/route`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct RouteForm {
    pub(crate) version: i64,
    /// Section id of a suggested lead, or `other`.
    pub(crate) suggested: String,
    /// Section id, when `suggested` is `other` or nothing was suggested.
    #[serde(deserialize_with = "empty_as_none")]
    pub(crate) lead: Option<i64>,
    /// Section ids.
    pub(crate) support: Vec<i64>,
    /// ISO date.
    pub(crate) due_on: String,
    #[validate(length(max = 2000, message = "申し送りは2000文字までにしてください"))]
    pub(crate) note: String,
}

/// `POST /staff/cases/{key}/draft`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ReplyForm {
    pub(crate) version: i64,
    #[validate(length(min = 1, max = 20000, message = "本文を20000文字までで入力してください"))]
    pub(crate) text: String,
    /// Code of the 対応区分.
    pub(crate) outcome: String,
    /// 時期・理由
    #[validate(length(max = 1000, message = "時期・理由は1000文字までにしてください"))]
    pub(crate) outcome_reason: String,
    /// ISO date.
    pub(crate) follow_up_on: String,
}

/// `POST /staff/cases/{key}/reveal`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct RevealForm {
    pub(crate) reason_code: String,
    #[validate(length(max = 500, message = "理由は500文字までにしてください"))]
    pub(crate) reason: String,
}

/// `POST /staff/cases/{key}/note`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct NoteForm {
    #[validate(length(min = 1, max = 4000, message = "メモを4000文字までで入力してください"))]
    pub(crate) text: String,
}

/// `POST /staff/cases/{key}/clean`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CleanForm {
    pub(crate) text: String,
}

/// A date as a browser sends it; empty is no date.
///
/// # Errors
/// A sentence for the field.
pub(crate) fn day(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "日付を 2026-10-21 のように入力してください"),
    }
}

/// An empty field of a form is no value.
fn empty_as_none<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = String::deserialize(from)?;
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(serde::de::Error::custom) }
}
