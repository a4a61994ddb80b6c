//! How is a questionnaire file read? Whole, or not at all: every mistake is named with its place and what to do about it.

mod fields;
mod item;

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{MOST_QUESTIONS, Period, ProfileField, Questionnaire, Translations, check};
use fields::{Name, Reader};

/// The longest title.
const TITLE: usize = 200;
/// The longest of the other texts.
const TEXT: usize = 1_000;

/// What is wrong with a questionnaire, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{place}：{problem}。{remedy}。")]
pub struct Mistake {
    /// Where: 設問3（Q3） ＞ 選択肢2.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl Mistake {
    /// A mistake at a place.
    pub fn new(place: impl fmt::Display, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Mistake { place: place.to_string(), problem: problem.into(), remedy: remedy.into() }
    }

    /// The part of the place that stands first: the question, the period.
    fn part(&self) -> &str {
        self.place.split(" ＞ ").next().unwrap_or_default()
    }
}

/// Reads a document whose questions need not fit together yet: what a draft is.
///
/// # Errors
/// Every mistake in its shape.
pub fn read(text: &str) -> Result<Questionnaire, Vec<Mistake>> {
    let (questionnaire, mistakes) = parse(text)?;
    if mistakes.is_empty() { Ok(questionnaire) } else { Err(mistakes) }
}

/// Reads a file: its shape, and whether its questions fit together.
///
/// # Errors
/// Every mistake of both; of a part whose shape is wrong only that is told.
pub fn read_whole(text: &str, is_measure: &dyn Fn(&str) -> bool) -> Result<Questionnaire, Vec<Mistake>> {
    let (questionnaire, mut mistakes) = parse(text)?;
    let mut others = check::check(&questionnaire, is_measure);
    others.retain(|other| mistakes.iter().all(|known| known.part() != other.part()));
    mistakes.extend(others);
    if mistakes.is_empty() { Ok(questionnaire) } else { Err(mistakes) }
}

fn parse(text: &str) -> Result<(Questionnaire, Vec<Mistake>), Vec<Mistake>> {
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|error| vec![unreadable(&error)])?;
    let mut reader = Reader::default();
    let questionnaire = document(&mut reader, &value);
    Ok((questionnaire, reader.found))
}

fn unreadable(error: &serde_json::Error) -> Mistake {
    let place = format!("{}行目{}文字目", error.line(), error.column());
    if error.is_eof() {
        Mistake::new(
            place,
            "ファイルが途中で終わっています",
            "かっこが閉じているか、最後まで写したかを確かめてください",
        )
    } else {
        let remedy = "その場所の前後の「\"」「,」「{ }」「[ ]」を確かめてください";
        Mistake::new(place, "JSONとして読めません", remedy)
    }
}

const KEYS: [&str; 12] = [
    "id",
    "title",
    "purpose",
    "policy",
    "period",
    "target",
    "method",
    "section",
    "anonymous",
    "profile_fields",
    "questions",
    "translations",
];

fn document(reader: &mut Reader, value: &Value) -> Questionnaire {
    let map = reader.object("全体", value, &KEYS, &[]);
    let questions = reader.list("設問（questions）", map, "questions", true);
    if questions.len() > MOST_QUESTIONS {
        let problem = format!("設問が{}あります", questions.len());
        reader.found.push(Mistake::new("設問", problem, format!("{MOST_QUESTIONS}までにしてください")));
    }
    Questionnaire {
        id: reader.name("記号（id）", map, "id", Name::Survey),
        title: reader.text("件名（title）", map, "title", TITLE),
        purpose: reader.text("目的（purpose）", map, "purpose", TEXT),
        policy: reader.optional("施策（policy）", map, "policy", TITLE).unwrap_or_default(),
        period: period(reader, map),
        target: reader.text("対象（target）", map, "target", TEXT),
        method: reader.text("方法（method）", map, "method", TEXT),
        section: reader.text("実施課（section）", map, "section", TITLE),
        anonymous: anonymous(reader, map),
        profile_fields: profile(reader, map),
        questions: questions.iter().enumerate().map(|(at, value)| item::question(reader, at, value)).collect(),
        translations: translations(reader, "全体", map, &["title", "purpose"]),
    }
}

/// Whether answers are anonymous is never guessed.
fn anonymous(reader: &mut Reader, map: &fields::Map) -> bool {
    if !map.contains_key("anonymous") {
        let remedy = "「\"anonymous\": true」（無記名）か「false」（記名）を書いてください";
        reader.found.push(Mistake::new("無記名（anonymous）", "項目がありません", remedy));
    }
    reader.flag("無記名（anonymous）", map, "anonymous")
}

fn period(reader: &mut Reader, map: &fields::Map) -> Period {
    const PLACE: &str = "実施期間";
    let Some(value) = map.get("period") else {
        let remedy = "「\"period\": {\"start\": \"2026-09-01\", \"end\": \"2026-09-24\"}」のように書いてください";
        reader.found.push(Mistake::new(PLACE, "期間（period）がありません", remedy));
        return Period { start: NaiveDate::default(), end: NaiveDate::default() };
    };
    let map = reader.object(PLACE, value, &["start", "end"], &[]);
    let mut day = |key: &str| reader.day(&format!("{PLACE} ＞ {key}"), map, key);
    Period { start: day("start"), end: day("end") }
}

fn profile(reader: &mut Reader, map: &fields::Map) -> Vec<ProfileField> {
    let values = reader.list("属性（profile_fields）", map, "profile_fields", false);
    let field = |(at, value): (usize, &Value)| {
        let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
        let place = format!("属性{}（{id}）", at + 1);
        let map = reader.object(&place, value, &["id", "label", "options", "translations"], &[]);
        ProfileField {
            id: reader.name(&format!("{place} ＞ 記号（id）"), map, "id", Name::Profile),
            label: reader.text(&format!("{place} ＞ 名前（label）"), map, "label", TITLE),
            options: reader.texts(&format!("{place} ＞ 区分（options）"), map, "options", TITLE),
            translations: translations(reader, &place, map, &["label"]),
        }
    };
    values.iter().enumerate().map(field).collect()
}

/// The words of one thing in other languages; `known` says which words it has.
fn translations(reader: &mut Reader, place: &str, map: &fields::Map, known: &[&str]) -> Translations {
    let Some(value) = map.get("translations") else { return Translations::default() };
    let place = format!("{place} ＞ 翻訳");
    let map = reader.object(&place, value, &["ja-easy", "en"], &[]);
    let mut words = |lang: &str| {
        let place = format!("{place} ＞ {lang}");
        let map = reader.object(&place, map.get(lang)?, known, &[]);
        let mut word = |key: &str| reader.optional(&format!("{place} ＞ {key}"), map, key, TEXT);
        Some(super::Words {
            title: word("title"),
            purpose: word("purpose"),
            text: word("text"),
            note: word("note"),
            unit: word("unit"),
            alt: word("alt"),
            label: word("label"),
        })
    };
    Translations { easy: words("ja-easy"), en: words("en") }
}

/// Reads one question, as the question bank keeps it.
#[must_use]
pub fn question(text: &str) -> Option<super::Question> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut reader = Reader::default();
    let question = item::question(&mut reader, 0, &value);
    reader.found.is_empty().then_some(question)
}

/// True when a survey can be called so.
#[must_use]
pub fn is_code(text: &str) -> bool {
    Name::Survey.fits(text)
}
