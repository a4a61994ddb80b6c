//! Which small tests do all rule documents share? Codes, dates, texts, mail addresses: each gives place and remedy.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::RuleError;
use crate::localized::Localized;

/// A rule document: a TOML body that is read into a typed value and tested as a whole.
pub trait Document: Serialize + DeserializeOwned {
    /// What staff call this document, e.g. 受付方法.
    const TITLE: &'static str;

    /// Tests what the types cannot say.
    ///
    /// # Errors
    /// The first rule that the document breaks, with place and remedy.
    fn validate(&self) -> Result<(), RuleError>;
}

/// Reads and tests a document.
///
/// # Errors
/// When `body` is not TOML of this shape, or breaks one of the document's rules.
pub fn read<T: Document>(body: &str) -> Result<T, RuleError> {
    let document: T = toml::from_str(body).map_err(|e| RuleError::from_toml(body, &e).within(T::TITLE))?;
    document.validate().map_err(|e| e.within(T::TITLE))?;
    Ok(document)
}

/// Writes a document as TOML, so that [`read`] gives it back.
///
/// # Errors
/// When the value cannot be written as TOML; no document of this crate is such a value.
pub fn write<T: Document>(document: &T) -> Result<String, RuleError> {
    toml::to_string_pretty(document)
        .map_err(|e| RuleError::new(T::TITLE, format!("書き出せません（{e}）"), "内容を確かめてください"))
}

/// Codes are `a-z`, digits and `_`, begin with a letter or digit, have at most 40 characters, and occur once.
pub(crate) fn codes<'a>(row: &str, codes: impl IntoIterator<Item = &'a str>) -> Result<(), RuleError> {
    let mut seen = BTreeSet::new();
    for code in codes {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        let place = format!("{row}「{code}」");
        if code.is_empty() || code.len() > 40 || !code.chars().all(fits) || code.starts_with(['_', '-']) {
            let remedy = "英小文字・数字・_ だけで40字以内にしてください";
            return Err(RuleError::new(place, "コードに使えない文字があります", remedy));
        }
        if !seen.insert(code) {
            return Err(RuleError::new(place, "同じコードが2回あります", "どちらかのコードを変えてください"));
        }
    }
    Ok(())
}

/// At least one row.
pub(crate) fn some<T>(row: &str, rows: &[T]) -> Result<(), RuleError> {
    if rows.is_empty() {
        return Err(RuleError::new(row, "1件もありません", "少なくとも1件は書いてください"));
    }
    Ok(())
}

/// The text is there in Japanese and well written in every language.
pub(crate) fn text(place: &str, text: &Localized) -> Result<(), RuleError> {
    text.problem().map_or(Ok(()), |problem| {
        let remedy = "ja には必ず文を書き、ふりがなは {漢字|かんじ} の形にしてください";
        Err(RuleError::new(place, problem, remedy))
    })
}

/// A line for staff is not empty.
pub(crate) fn filled(place: &str, field: &str, value: &str) -> Result<(), RuleError> {
    if value.trim().is_empty() {
        return Err(RuleError::new(place, format!("「{field}」が空です"), format!("「{field}」を書いてください")));
    }
    Ok(())
}

/// A period does not end before it begins.
pub(crate) fn period(place: &str, from: Option<NaiveDate>, until: Option<NaiveDate>) -> Result<(), RuleError> {
    match (from, until) {
        (Some(from), Some(until)) if until < from => {
            let problem = format!("終わりの日（{until}）が始まりの日（{from}）より前です");
            Err(RuleError::new(place, problem, "valid_from と valid_until を確かめてください"))
        }
        _ => Ok(()),
    }
}

/// A number stands within `least..=most`.
pub(crate) fn within(place: &str, value: u64, least: u64, most: u64) -> Result<(), RuleError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let remedy = format!("{least}から{most}までの数にしてください");
    Err(RuleError::new(place, format!("{value} は使えない数です"), remedy))
}

/// A mail address has one `@` with something sensible on both sides.
pub(crate) fn mail(place: &str, address: &str) -> Result<(), RuleError> {
    let sound = |(user, host): (&str, &str)| {
        !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    };
    if address.split_once('@').is_some_and(sound) && address.chars().all(|c| c.is_ascii_graphic()) {
        return Ok(());
    }
    let problem = format!("メールアドレス「{address}」の形が正しくありません");
    Err(RuleError::new(place, problem, "name@city.example.jp の形で書いてください"))
}

/// Whether `on` stands within a period whose ends are part of it; a missing end is open.
pub(crate) fn holds(from: Option<NaiveDate>, until: Option<NaiveDate>, on: NaiveDate) -> bool {
    from.is_none_or(|from| from <= on) && until.is_none_or(|until| on <= until)
}

/// A telephone number as dialled: digits and hyphens, or a short number as `#9110`.
pub(crate) fn phone(place: &str, number: &str) -> Result<(), RuleError> {
    let digits = number.strip_prefix('#').unwrap_or(number);
    let fits = digits.bytes().all(|b| b.is_ascii_digit() || b == b'-') && digits.len() >= 3;
    if fits && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let problem = format!("電話番号「{number}」の形が正しくありません");
    Err(RuleError::new(place, problem, "0299-00-0000、110、#9110 のように半角で書いてください"))
}

/// Only these names stand as `{name}` in the text.
pub(crate) fn placeholders(place: &str, text: &str, allowed: &[&str]) -> Result<(), RuleError> {
    for rest in text.split('{').skip(1) {
        let name = rest.split('}').next().unwrap_or_default();
        if !name.contains('|') && !allowed.contains(&name) {
            let names: Vec<_> = allowed.iter().map(|name| format!("{{{name}}}")).collect();
            let remedy = if names.is_empty() {
                "波かっこの言葉を消してください".to_owned()
            } else {
                format!("ここで使えるのは {} です", names.join("、"))
            };
            return Err(RuleError::new(place, format!("「{{{name}}}」はここでは使えません"), remedy));
        }
    }
    Ok(())
}
