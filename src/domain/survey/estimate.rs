//! How many minutes does a questionnaire take? By the characters that are read and what each kind of answer asks of a hand.

use super::{Kind, Question, Questionnaire, question::END};

/// Seconds to read one character (about 500 a minute).
const READING: f64 = 0.12;

/// How long it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes {
    /// On the shortest way, nothing optional answered.
    pub least: u32,
    /// When everything is asked and answered.
    pub most: u32,
}

/// How long a questionnaire takes, in whole minutes upwards.
#[must_use]
pub fn minutes(of: &Questionnaire) -> Minutes {
    let most: f64 = of.questions.iter().map(|question| seconds(question, true)).sum();
    Minutes { least: whole(shortest(of)), most: whole(most) }
}

fn whole(seconds: f64) -> u32 {
    // At most MOST_QUESTIONS questions of bounded length: far below u32.
    let minutes = (seconds / 60.0).ceil().max(1.0);
    (1..=10_000).find(|n| f64::from(*n) >= minutes).unwrap_or(10_000)
}

/// The shortest way from the end backwards: each question knows what follows it.
fn shortest(of: &Questionnaire) -> f64 {
    let mut rest = vec![0.0_f64; of.questions.len() + 1];
    for (at, question) in of.questions.iter().enumerate().rev() {
        let target = |go_to: &str| if go_to == END { Some(of.questions.len()) } else { of.position(go_to) };
        let jumps = question.skip.iter().filter_map(|skip| target(&skip.go_to)).filter(|to| *to > at);
        let on = jumps.map(|to| rest[to]).fold(rest[at + 1], f64::min);
        rest[at] = on + seconds(question, question.required);
    }
    rest[0]
}

/// Seconds for one question: reading it, and answering it where it is answered.
fn seconds(question: &Question, is_answered: bool) -> f64 {
    let labels = question.options.iter().map(|option| option.label.as_str());
    let labels = labels.chain(question.scale.iter().map(|step| step.label.as_str()));
    let labels = labels.chain(question.rows.iter().map(|row| row.label.as_str()));
    let words = [question.text.as_str(), question.note.as_deref().unwrap_or_default()].into_iter().chain(labels);
    let read = words.map(|text| text.chars().count()).sum::<usize>();
    let rows = u32::try_from(question.rows.len()).unwrap_or(u32::MAX);
    let answer = match question.kind {
        Kind::SingleChoice | Kind::Scale => 3.0,
        Kind::MultipleChoice => 7.0,
        Kind::ScaleMatrix => 4.0 * f64::from(rows),
        Kind::Ranking => 15.0,
        Kind::Number | Kind::Date => 6.0,
        Kind::ShortText => 20.0,
        Kind::FreeText => 60.0,
        Kind::SectionText => 0.0,
        Kind::Image => 3.0,
    };
    let read = READING * f64::from(u32::try_from(read).unwrap_or(u32::MAX));
    read + if is_answered { answer } else { 0.0 }
}
