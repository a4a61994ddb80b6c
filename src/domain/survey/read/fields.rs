//! Reads fields of a JSON object and notes every mistake instead of stopping at the first.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::Value;

use crate::survey::Mistake;

/// A JSON object.
pub(super) type Map = serde_json::Map<String, Value>;

static NOTHING: LazyLock<Map> = LazyLock::new(Map::new);

/// Which names are allowed where.
#[derive(Clone, Copy)]
pub(super) enum Name {
    /// A survey's code.
    Survey,
    /// Of a class: letters, digits, `_`.
    Profile,
    /// Of a question: a letter, then letters, digits and hyphens; `_` separates it from a row in the head of a column.
    Question,
    /// Of an option or row.
    Code,
}

/// Codes that are addresses of their own.
const RESERVED: [&str; 2] = ["new", "import"];

impl Name {
    pub(super) fn fits(self, name: &str) -> bool {
        let first = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        let all = |extra: u8| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == extra);
        match self {
            Name::Survey => {
                (1..=60).contains(&name.len()) && all(b'-') && !name.starts_with('-') && !RESERVED.contains(&name)
            }
            Name::Profile => (1..=30).contains(&name.len()) && first && all(b'_'),
            Name::Question => (1..=20).contains(&name.len()) && first && all(b'-') && name != "new",
            Name::Code => (1..=20).contains(&name.len()) && all(b'-'),
        }
    }

    const fn remedy(self) -> &'static str {
        match self {
            Name::Survey => "半角の英数字とハイフンで60字までにしてください（例：monitor-2026-02）",
            Name::Profile => "英字で始まる半角の英数字と「_」で30字までにしてください（例：age_group）",
            Name::Question => "英字で始まる半角の英数字で20字までにしてください（例：Q1）",
            Name::Code => "半角の英数字で20字までにしてください（例：1）",
        }
    }
}

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) found: Vec<Mistake>,
}

impl Reader {
    fn note(&mut self, place: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(Mistake::new(place, problem, remedy));
    }

    /// An object with only known fields; `elsewhere` are fields that have a meaning in other places.
    pub(super) fn object<'v>(&mut self, place: &str, value: &'v Value, known: &[&str], elsewhere: &[&str]) -> &'v Map {
        let Some(map) = value.as_object() else {
            self.note(place, "{ } で囲まれた項目の集まりではありません", "「{ \"項目\": 値, … }」の形で書いてください");
            return &NOTHING;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            if elsewhere.contains(&key.as_str()) {
                self.note(place, format!("項目「{key}」は、この種類の設問では使いません"), "消してください");
            } else {
                let remedy = format!("つづりを確かめてください。使える項目: {}", known.join(", "));
                self.note(place, format!("知らない項目「{key}」があります"), remedy);
            }
        }
        map
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, place: &str, map: &Map, key: &str, most: usize) -> String {
        let text = self.optional(place, map, key, most);
        if text.is_none() && !map.get(key).is_some_and(|value| !value.is_null() && !value.is_string()) {
            self.note(place, "文がありません", format!("「\"{key}\": \"…\"」を書いてください"));
        }
        text.unwrap_or_default()
    }

    /// A text that may be missing; an empty one is missing.
    pub(super) fn optional(&mut self, place: &str, map: &Map, key: &str, most: usize) -> Option<String> {
        let value = map.get(key).filter(|value| !value.is_null())?;
        let Some(text) = value.as_str() else {
            self.note(place, "文ではありません", "値を「\"」で囲んでください");
            return None;
        };
        let length = text.chars().count();
        if length > most {
            self.note(place, format!("長すぎます（{length}字）"), format!("{most}字までにしてください"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
            self.note(place, "見えない制御文字が入っています", "打ち直してください");
        }
        Some(text.to_owned()).filter(|text| !text.trim().is_empty())
    }

    /// A name that must be there.
    pub(super) fn name(&mut self, place: &str, map: &Map, key: &str, name: Name) -> String {
        let text = self.text(place, map, key, usize::MAX);
        if !text.is_empty() && !name.fits(&text) {
            self.note(place, format!("記号「{text}」は使えません"), name.remedy());
        }
        text
    }

    /// A name that may be missing.
    pub(super) fn optional_name(&mut self, place: &str, map: &Map, key: &str, name: Name) -> Option<String> {
        map.get(key).filter(|value| !value.is_null())?;
        Some(self.name(place, map, key, name)).filter(|text| !text.is_empty())
    }

    /// Yes or no; a missing one is no.
    pub(super) fn flag(&mut self, place: &str, map: &Map, key: &str) -> bool {
        match map.get(key) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.note(place, "true でも false でもありません", "true か false（「\"」なし）にしてください");
                false
            }
        }
    }

    /// A whole number that may be missing.
    pub(super) fn number(&mut self, place: &str, map: &Map, key: &str) -> Option<i64> {
        let value = map.get(key).filter(|value| !value.is_null())?;
        if value.as_i64().is_none() {
            self.note(place, "整数ではありません", "半角の整数（「\"」なし）にしてください");
        }
        value.as_i64()
    }

    /// A whole number from 0 on that may be missing.
    pub(super) fn count(&mut self, place: &str, map: &Map, key: &str) -> Option<u32> {
        let number = self.number(place, map, key)?;
        let count = u32::try_from(number).ok();
        if count.is_none() {
            self.note(place, format!("{number}は使えない数です"), "0以上の整数にしてください");
        }
        count
    }

    /// A day.
    pub(super) fn day(&mut self, place: &str, map: &Map, key: &str) -> NaiveDate {
        let text = self.text(place, map, key, usize::MAX);
        let day = text.parse().ok();
        if day.is_none() && !text.is_empty() {
            self.note(place, format!("「{text}」は日付ではありません"), "2026-09-01 の形の、ある日付にしてください");
        }
        day.unwrap_or_default()
    }

    /// A list; a missing one is empty, and a mistake where it must be there.
    pub(super) fn list<'v>(&mut self, place: &str, map: &'v Map, key: &str, must: bool) -> &'v [Value] {
        match map.get(key) {
            Some(Value::Array(values)) => values,
            None | Some(Value::Null) if !must => &[],
            None | Some(Value::Null) => {
                self.note(place, "項目がありません", format!("「\"{key}\": [ … ]」を書いてください"));
                &[]
            }
            Some(_) => {
                self.note(place, "一覧ではありません", "[ ] で囲んでください");
                &[]
            }
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, place: &str, map: &Map, key: &str, most: usize) -> Vec<String> {
        let mut texts = Vec::new();
        for (at, value) in self.list(place, map, key, false).iter().enumerate() {
            match value.as_str().filter(|text| !text.trim().is_empty() && text.chars().count() <= most) {
                Some(text) => texts.push(text.to_owned()),
                None => {
                    let remedy = format!("「\"」で囲んだ{most}字までの文にしてください");
                    self.note(&format!("{place} ＞ {}番目", at + 1), "文ではないか、空か、長すぎます", remedy);
                }
            }
        }
        texts
    }
}
