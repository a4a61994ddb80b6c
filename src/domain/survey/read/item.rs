//! Reads one question of a questionnaire file.

use serde_json::Value;

use super::{
    TEXT, TITLE,
    fields::{Map, Name, Reader},
    translations,
};
use crate::survey::{
    Choice, Kind, Question, Row, Step, check,
    question::{Skip, When},
};

/// The longest picture, written as text in the file (about 300 kB).
const PICTURE: usize = 400_000;
/// How a picture begins that stands in the file.
const PICTURES: [&str; 3] = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"];

/// Fields of every kind.
const COMMON: [&str; 10] = ["id", "no", "bank", "type", "required", "text", "note", "skip", "measures", "translations"];
/// Fields of some kinds.
const SPECIAL: [&str; 10] =
    ["options", "max_select", "scale", "rows", "min", "max", "unit", "max_length", "image", "alt"];

const fn special(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::SingleChoice => &["options"],
        Kind::MultipleChoice | Kind::Ranking => &["options", "max_select"],
        Kind::Scale => &["scale"],
        Kind::ScaleMatrix => &["scale", "rows"],
        Kind::Number => &["min", "max", "unit"],
        Kind::Date | Kind::SectionText => &[],
        Kind::ShortText | Kind::FreeText => &["max_length"],
        Kind::Image => &["image", "alt"],
    }
}

/// A question; what cannot be read of it stays empty.
pub(super) fn question(reader: &mut Reader, at: usize, value: &Value) -> Question {
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = check::place(at, &Question { id, ..Question::default() });
    let kind = kind(reader, &place, value);
    let mut known = COMMON.to_vec();
    known.extend_from_slice(kind.map_or(&SPECIAL, special));
    let map = reader.object(&place, value, &known, &SPECIAL);
    let part = |name: &str| format!("{place} ＞ {name}");
    Question {
        id: reader.name(&part("記号（id）"), map, "id", Name::Question),
        no: reader.count(&part("番号（no）"), map, "no"),
        bank: reader.optional_name(&part("設問集の記号（bank）"), map, "bank", Name::Survey),
        kind: kind.unwrap_or_default(),
        required: reader.flag(&part("必須（required）"), map, "required"),
        max_select: reader.count(&part("選べる数（max_select）"), map, "max_select"),
        min: reader.number(&part("最小（min）"), map, "min"),
        max: reader.number(&part("最大（max）"), map, "max"),
        unit: reader.optional(&part("単位（unit）"), map, "unit", 20),
        max_length: reader.count(&part("字数（max_length）"), map, "max_length"),
        text: reader.text(&part("設問の文（text）"), map, "text", TEXT),
        note: reader.optional(&part("注（note）"), map, "note", TEXT),
        image: picture(reader, &part("画像（image）"), map),
        alt: reader.optional(&part("画像の説明（alt）"), map, "alt", TEXT),
        options: options(reader, &place, map),
        scale: scale(reader, &place, map),
        rows: rows(reader, &place, map),
        skip: skips(reader, &place, map),
        measures: reader.texts(&part("施策（measures）"), map, "measures", 60),
        translations: translations(reader, &place, map, &["text", "note", "unit", "alt"]),
    }
}

fn kind(reader: &mut Reader, place: &str, value: &Value) -> Option<Kind> {
    let code = value.get("type").and_then(Value::as_str).unwrap_or_default();
    let kind = Kind::parse(code);
    if kind.is_none() && value.is_object() {
        let problem = if code.is_empty() {
            "種類がありません".into()
        } else {
            format!("「{code}」という種類はありません")
        };
        let remedy = format!("次のどれかにしてください: {}", Kind::ALL.map(Kind::code).join(", "));
        reader.found.push(crate::survey::Mistake::new(format!("{place} ＞ 種類（type）"), problem, remedy));
    }
    kind
}

fn picture(reader: &mut Reader, place: &str, map: &Map) -> Option<String> {
    let picture = reader.optional(place, map, "image", PICTURE);
    let fits = picture.as_deref().is_some_and(|text| PICTURES.iter().any(|start| text.starts_with(start)));
    if picture.is_some() && !fits {
        let remedy = "PNG、JPEG、WebPの画像を「data:image/png;base64,…」の形で入れてください";
        reader.found.push(crate::survey::Mistake::new(place, "使えない形の画像です", remedy));
    }
    picture
}

fn options(reader: &mut Reader, place: &str, map: &Map) -> Vec<Choice> {
    let values = reader.list(&format!("{place} ＞ 選択肢（options）"), map, "options", false);
    let option = |(at, value): (usize, &Value)| {
        let place = format!("{place} ＞ 選択肢{}", at + 1);
        let known = ["code", "label", "free_text", "exclusive", "translations"];
        let map = reader.object(&place, value, &known, &[]);
        Choice {
            code: reader.name(&format!("{place} ＞ 番号（code）"), map, "code", Name::Code),
            label: reader.text(&format!("{place} ＞ 文（label）"), map, "label", TITLE),
            free_text: reader.flag(&format!("{place} ＞ free_text"), map, "free_text"),
            exclusive: reader.flag(&format!("{place} ＞ exclusive"), map, "exclusive"),
            translations: translations(reader, &place, map, &["label"]),
        }
    };
    values.iter().enumerate().map(option).collect()
}

fn scale(reader: &mut Reader, place: &str, map: &Map) -> Vec<Step> {
    let values = reader.list(&format!("{place} ＞ 段階（scale）"), map, "scale", false);
    let step = |(at, value): (usize, &Value)| {
        let place = format!("{place} ＞ 段階{}", at + 1);
        let map = reader.object(&place, value, &["value", "label", "translations"], &[]);
        let number = reader.number(&format!("{place} ＞ 数（value）"), map, "value");
        if !map.contains_key("value") {
            let remedy = "「\"value\": 5」のように書いてください";
            reader.found.push(crate::survey::Mistake::new(format!("{place} ＞ 数（value）"), "数がありません", remedy));
        }
        Step {
            value: number.unwrap_or_default(),
            label: reader.text(&format!("{place} ＞ 文（label）"), map, "label", TITLE),
            translations: translations(reader, &place, map, &["label"]),
        }
    };
    values.iter().enumerate().map(step).collect()
}

fn rows(reader: &mut Reader, place: &str, map: &Map) -> Vec<Row> {
    let values = reader.list(&format!("{place} ＞ 表の項目（rows）"), map, "rows", false);
    let row = |(at, value): (usize, &Value)| {
        let place = format!("{place} ＞ 表の項目{}", at + 1);
        let map = reader.object(&place, value, &["code", "label", "measure", "translations"], &[]);
        Row {
            code: reader.name(&format!("{place} ＞ 番号（code）"), map, "code", Name::Code),
            label: reader.text(&format!("{place} ＞ 文（label）"), map, "label", TITLE),
            measure: reader.optional(&format!("{place} ＞ 施策（measure）"), map, "measure", 60),
            translations: translations(reader, &place, map, &["label"]),
        }
    };
    values.iter().enumerate().map(row).collect()
}

fn skips(reader: &mut Reader, place: &str, map: &Map) -> Vec<Skip> {
    let values = reader.list(&format!("{place} ＞ 分岐（skip）"), map, "skip", false);
    let skip = |(at, value): (usize, &Value)| {
        let place = format!("{place} ＞ 分岐{}", at + 1);
        let map = reader.object(&place, value, &["if", "go_to"], &[]);
        let nothing = Value::Object(Map::new());
        let condition = format!("{place} ＞ 条件（if）");
        let when = reader.object(&condition, map.get("if").unwrap_or(&nothing), &["question", "in"], &[]);
        Skip {
            when: When {
                question: reader.text(&format!("{condition} ＞ question"), when, "question", 60),
                codes: reader.texts(&format!("{condition} ＞ in"), when, "in", 60),
            },
            go_to: reader.text(&format!("{place} ＞ 行き先（go_to）"), map, "go_to", 60),
        }
    };
    values.iter().enumerate().map(skip).collect()
}
