//! How does a file of letters become a file of suggestions? One JSON object a line in, one a line out.
//! It reads and writes no files itself.

use serde::{Deserialize, Serialize};

use super::{Because, Classification, Classifier};
use crate::danger::Screen;

/// What answers a line: the suggestions here, and the screens for danger and personal information beside it.
#[derive(Debug)]
pub struct Engine {
    classifier: Classifier,
}

impl Engine {
    /// An engine that suggests with this classifier and screens with the built-in word lists. A letter that is itself
    /// among the examples is answered as if it were not, so that figures on a file of letters are honest.
    #[must_use]
    pub const fn new(classifier: Classifier) -> Self {
        Self { classifier }
    }
}

/// A letter; other fields of the line are passed over.
#[derive(Deserialize)]
struct Letter {
    id: Option<String>,
    text: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    measures: Vec<Measure>,
    outside: bool,
    sections: Vec<Section>,
    kind: &'a str,
    urgent: bool,
    danger: Vec<Danger>,
    personal_info: Vec<Personal>,
    version: &'a str,
}

#[derive(Serialize)]
struct Measure {
    code: String,
    score: f64,
    because: Vec<Reason>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Reason {
    Words { text: String, start: usize, end: usize },
    Case { case: String },
}

#[derive(Serialize)]
struct Section {
    name: String,
    score: f64,
}

#[derive(Serialize)]
struct Danger {
    group: &'static str,
    text: String,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Personal {
    kind: &'static str,
    text: String,
    start: usize,
    end: usize,
}

/// Answers one line `{"id", "channel", "text"}` with one line of JSON (no line break at its end).
///
/// # Errors
/// One sentence that says what is wrong with the line; it never repeats the letter's text.
pub fn answer_line(engine: &Engine, line: &str) -> Result<String, String> {
    let letter: Letter = serde_json::from_str(line)
        .map_err(|e| format!("not a letter in JSON (line {}, column {})", e.line(), e.column()))?;
    let id = letter.id.ok_or("the letter has no \"id\"")?;
    let text = letter.text.ok_or_else(|| format!("letter {id} has no \"text\""))?;
    let answer = answer(&id, &text, engine.classifier.classify_as_new(&text));
    serde_json::to_string(&answer).map_err(|e| format!("letter {id} cannot be answered: {e}"))
}

fn answer<'a>(id: &'a str, text: &str, guess: Classification) -> Answer<'a> {
    let hits = Screen::built_in().screen(text).into_iter();
    let danger: Vec<Danger> =
        hits.map(|hit| Danger { group: hit.group.code(), text: hit.text, start: hit.start, end: hit.end }).collect();
    let spans = crate::personal::find(text).into_iter();
    Answer {
        id,
        measures: guess.measures.into_iter().map(measure).collect(),
        outside: guess.outside,
        sections: guess.sections.into_iter().map(|s| Section { name: s.name, score: three_places(s.score) }).collect(),
        kind: guess.kind,
        urgent: !danger.is_empty(),
        danger,
        personal_info: spans
            .map(|span| Personal { kind: span.kind.code(), text: span.text, start: span.start, end: span.end })
            .collect(),
        version: guess.version,
    }
}

fn measure(guess: super::MeasureGuess) -> Measure {
    let reason = |because| match because {
        Because::Words { text, start, end } => Reason::Words { text, start, end },
        Because::Case { id } => Reason::Case { case: id },
    };
    let because = guess.because.into_iter().map(reason).collect();
    Measure { code: guess.code, score: three_places(guess.score), because }
}

/// 0.459 and not 0.45899999141693115.
fn three_places(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::{Example, PlanText};
    use super::*;

    fn engine() -> Engine {
        let plan = PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap();
        let example =
            Example { id: "d900".to_owned(), text: "班長が回ってきました".to_owned(), ..Example::default() };
        Engine::new(Classifier::new(&plan, &[], &[example]))
    }

    #[test]
    fn an_answer_has_exactly_the_promised_fields() {
        let line = r#"{"id":"x1","channel":"web","text":"😀ﾏｲﾅﾝﾊﾞｰの更新","unknown":1}"#;
        let answer: serde_json::Value = serde_json::from_str(&answer_line(&engine(), line).unwrap()).unwrap();
        let mut fields: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        let promised =
            ["danger", "id", "kind", "measures", "outside", "personal_info", "sections", "urgent", "version"];
        assert_eq!(fields, promised);
        assert_eq!(answer["measures"][0]["code"], "1303");
        let words = &answer["measures"][0]["because"][0];
        assert_eq!((&words["text"], &words["start"], &words["end"]), (&"ﾏｲﾅﾝﾊﾞｰ".into(), &1.into(), &8.into()));
    }

    #[test]
    fn an_empty_letter_is_answered_as_one_of_no_measure() {
        let answer = answer_line(&engine(), r#"{"id":"x0","text":""}"#).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!((&answer["outside"], &answer["urgent"]), (&true.into(), &false.into()));
    }

    #[test]
    fn an_answer_is_one_line_and_always_the_same() {
        let line = r#"{"id":"x2","channel":"postcard","text":"回覧板が\n回って来ません"}"#;
        let first = answer_line(&engine(), line).unwrap();
        assert!(!first.contains('\n'));
        assert_eq!(first, answer_line(&engine(), line).unwrap());
    }

    #[test]
    fn a_line_that_is_no_letter_says_what_is_missing() {
        let says = |line: &str| answer_line(&engine(), line).unwrap_err();
        assert_eq!(says(r#"{"id":"x3"}"#), "letter x3 has no \"text\"");
        assert_eq!(says(r#"{"text":"見本"}"#), "the letter has no \"id\"");
        assert_eq!(says("見本"), "not a letter in JSON (line 1, column 1)");
        assert!(!says(r#"{"id":7,"text":"ひみつ"}"#).contains("ひみつ"));
    }
}
