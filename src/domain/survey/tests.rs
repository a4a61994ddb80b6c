//! Questionnaires read, refused, walked through and written back.

mod file;
mod fit;
mod table;

use super::*;

/// The sample survey of the demo city.
pub(super) const SAMPLE: &str = include_str!("../../../config/demo/monitor_survey.json");
/// Its answers.
pub(super) const RESPONSES: &str = include_str!("../../../config/demo/monitor_responses.csv");

pub(super) fn sample() -> Questionnaire {
    read(SAMPLE).unwrap()
}

/// The sample with some words of its text exchanged.
pub(super) fn altered(pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(SAMPLE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the sample has no {from}");
        text.replacen(from, to, 1)
    })
}

/// Every mistake of a file as lines.
pub(super) fn mistakes_of(text: &str) -> Vec<String> {
    let known = |code: &str| code.starts_with("130");
    let mistakes = read::read_whole(text, &known).err().unwrap_or_default();
    mistakes.iter().map(ToString::to_string).collect()
}
