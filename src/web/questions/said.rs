//! What is wrong with an answer, and what it says, in the reader's words.

use kocho_domain::{
    localized::Lang,
    survey::{Answer, Question, Row, validate::What},
};

use super::{Unread, other_field, part_field};
use crate::{
    filters::date_in,
    texts::{Text, Texts},
};

/// What could not be read: the field and what to say beside it.
pub(crate) fn unread(texts: &Texts, question: &Question, what: Unread) -> (String, Text) {
    let t = &texts.answering;
    let said = match what {
        Unread::Number => t.number_only.clone(),
        Unread::Date => t.date_wrong.clone(),
        Unread::Control => texts.error.get("control").clone(),
    };
    (question.id.clone(), said)
}

/// What does not fit: the field and what to say beside it.
pub(crate) fn wrong(texts: &Texts, question: &Question, what: &What) -> (String, Text) {
    let t = &texts.answering;
    let own = question.id.clone();
    let words = Text::verbatim;
    match what {
        What::Missing if question.kind.has_options() || question.kind.has_scale() => (own, t.need_answer.clone()),
        What::Missing => (own, t.need_text.clone()),
        What::RowMissing { code, label } => (part_field(&own, code), t.need_row.with("row", words(label)).text()),
        What::TooMany { most, given } => (own, t.too_many.with("most", *most).with("given", *given).text()),
        What::Exclusive { label } => (own, t.not_with.with("label", words(label)).text()),
        What::Twice(_) => (own, t.twice.clone()),
        What::Range { min, max } => (own, range(texts, *min, *max)),
        What::TooLong { most, given } => (own, t.text_most.with("most", *most).with("given", *given).text()),
        What::OtherWithoutChoice => (other_field(&own), t.other_choose.clone()),
        What::NoOption(_) | What::NoRow(_) | What::NoStep(_) => (own, texts.error.get("choice_unknown").clone()),
        What::NoQuestion | What::NotAsked | What::Shape => (own, texts.error.get("general").clone()),
    }
}

fn range(texts: &Texts, min: Option<i64>, max: Option<i64>) -> Text {
    let t = &texts.answering;
    let bound = |bound: Option<i64>| bound.map(|n| n.to_string()).unwrap_or_else(|| "…".to_owned());
    t.range.with("min", bound(min)).with("max", bound(max)).text()
}

/// An answer in words, line by line.
pub(crate) fn answered(texts: &Texts, lang: Lang, question: &Question, answer: &Answer) -> Vec<Text> {
    let option = |code: &String| match question.option(code) {
        Some(option) => Text::of_words(option.translations.label(&option.label, lang), lang),
        None => Text::verbatim(code),
    };
    let step = |value: i64| match question.step(value) {
        Some(step) => Text::of_words(step.translations.label(&step.label, lang), lang),
        None => Text::verbatim(&value.to_string()),
    };
    match answer {
        Answer::Codes { codes, other } => {
            codes.iter().map(option).chain(other.as_deref().map(Text::verbatim)).collect()
        }
        Answer::Rows(rows) => {
            let kept = question.rows.iter().filter_map(|row| Some((row, rows.get(&row.code)?)));
            let line = |(row, value): (&Row, &i64)| {
                Text::of_words(row.translations.label(&row.label, lang), lang)
                    .joined(&Text::verbatim("："))
                    .joined(&step(*value))
            };
            kept.map(line).collect()
        }
        Answer::Scale(value) => vec![step(*value)],
        Answer::Ranking(codes) => {
            let place = |at: usize| texts.answering.rank.with("place", at).text();
            codes.iter().zip(1..).map(|(code, at)| place(at).joined(&option(code))).collect()
        }
        Answer::Number(number) => {
            let own = question.translations.get(lang, |words| words.unit.as_deref()).map(|unit| (unit, lang));
            let (unit, written_in) = own.unwrap_or((question.unit.as_deref().unwrap_or_default(), Lang::Ja));
            vec![Text::of_words((&format!("{number}{unit}"), written_in), lang)]
        }
        Answer::Date(on) => vec![date_in(*on, lang)],
        Answer::Text(text) => vec![Text::verbatim(text)],
    }
}
