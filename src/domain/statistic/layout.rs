//! Which columns does a questionnaire make, and what does one person's answer put into them?
//!
//! First the classes that people said of themselves, then the questions in their order. A matrix has a column that says whether
//! any row was answered, and one a row; a ranking the same, with one an option that holds its rank.

use std::collections::BTreeMap;

use super::sheet::{Cell, Kind, Sheet};
use crate::survey::{Answer, Answers, Question, Questionnaire, path, question::Kind as Asked};

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A class, by the field's place.
    Profile(usize),
    /// A question, by its place in the questionnaire.
    Question(usize),
    /// A row of a matrix, or an option of a ranking.
    Part(usize, usize),
}

/// The columns of a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<(About, Kind)>,
    /// Nobody is led past a question.
    is_straight: bool,
}

impl Layout {
    /// The columns of a questionnaire.
    #[must_use]
    pub fn of(questionnaire: &Questionnaire) -> Self {
        let profile = questionnaire.profile_fields.iter().enumerate();
        let mut columns: Vec<(About, Kind)> =
            profile.map(|(place, field)| (About::Profile(place), Kind::Choice(field.options.len()))).collect();
        for (place, question) in questionnaire.questions.iter().enumerate() {
            let Some(kind) = kind(question) else { continue };
            columns.push((About::Question(place), kind));
            let part = |part| {
                let steps = if question.kind == Asked::Ranking { ranks(question) } else { question.scale.len() };
                (About::Part(place, part), Kind::Choice(steps))
            };
            columns.extend((0..parts(question)).map(part));
        }
        Layout { columns, is_straight: questionnaire.questions.iter().all(|question| question.skip.is_empty()) }
    }

    /// A sheet without people.
    #[must_use]
    pub fn sheet(&self) -> Sheet {
        Sheet::new(&self.columns.iter().map(|(_, kind)| *kind).collect::<Vec<_>>())
    }

    /// The place of the column about something.
    #[must_use]
    pub fn place(&self, about: About) -> Option<usize> {
        self.columns.iter().position(|(of, _)| *of == about)
    }

    /// The column that an address or a command names: `age_group`, `Q1`, `Q4_2`.
    #[must_use]
    pub fn named(&self, questionnaire: &Questionnaire, name: &str) -> Option<About> {
        let profile = questionnaire.profile_fields.iter().position(|field| field.id == name).map(About::Profile);
        let question = || questionnaire.position(name).map(About::Question);
        let part = || {
            let (id, code) = name.rsplit_once('_')?;
            let place = questionnaire.position(id)?;
            let rows = &questionnaire.questions[place].rows;
            Some(About::Part(place, rows.iter().position(|row| row.code == code)?))
        };
        profile.or_else(question).or_else(part).filter(|about| self.place(*about).is_some())
    }

    /// One person's cells, in the order of the columns.
    #[must_use]
    pub fn cells(
        &self,
        questionnaire: &Questionnaire,
        profile: &BTreeMap<String, String>,
        answers: &Answers,
    ) -> Vec<Cell> {
        let asked = if self.is_straight { vec![] } else { path::mask(questionnaire, answers) };
        let cell = |(about, _): &(About, Kind)| match *about {
            About::Profile(place) => {
                let field = &questionnaire.profile_fields[place];
                let class = profile.get(&field.id);
                class
                    .and_then(|class| field.options.iter().position(|o| o == class))
                    .map_or(Cell::Unanswered, Cell::One)
            }
            About::Question(place) | About::Part(place, _) if asked.get(place) == Some(&false) => Cell::NotAsked,
            About::Question(place) => {
                let question = &questionnaire.questions[place];
                answers.get(&question.id).map_or(Cell::Unanswered, |answer| whole(question, answer))
            }
            About::Part(place, part) => {
                let question = &questionnaire.questions[place];
                answers
                    .get(&question.id)
                    .and_then(|answer| piece(question, answer, part))
                    .map_or(Cell::Unanswered, Cell::One)
            }
        };
        self.columns.iter().map(cell).collect()
    }
}

/// How many ranks can be given.
pub(super) fn ranks(question: &Question) -> usize {
    let all = question.options.len();
    question.max_select.map_or(all, |most| usize::try_from(most).map_or(all, |most| most.min(all)))
}

/// How many columns stand beside the question's own.
fn parts(question: &Question) -> usize {
    match question.kind {
        Asked::ScaleMatrix => question.rows.len(),
        Asked::Ranking => question.options.len(),
        Asked::SingleChoice
        | Asked::MultipleChoice
        | Asked::Scale
        | Asked::Number
        | Asked::Date
        | Asked::ShortText
        | Asked::FreeText
        | Asked::SectionText
        | Asked::Image => 0,
    }
}

/// What the question's own column holds; `None` where nothing is answered.
fn kind(question: &Question) -> Option<Kind> {
    match question.kind {
        Asked::SingleChoice => Some(Kind::Choice(question.options.len())),
        Asked::MultipleChoice => Some(Kind::Choices(question.options.len())),
        Asked::Scale => Some(Kind::Choice(question.scale.len())),
        Asked::Number => Some(Kind::Number),
        Asked::ScaleMatrix | Asked::Ranking | Asked::Date | Asked::ShortText | Asked::FreeText => Some(Kind::Text),
        Asked::SectionText | Asked::Image => None,
    }
}

fn option(question: &Question, code: &str) -> Option<usize> {
    question.options.iter().position(|option| option.code == code)
}

fn step(question: &Question, value: i64) -> Option<usize> {
    question.scale.iter().position(|step| step.value == value)
}

fn whole(question: &Question, answer: &Answer) -> Cell {
    match (question.kind, answer) {
        (Asked::SingleChoice, Answer::Codes { codes, .. }) => {
            codes.first().and_then(|code| option(question, code)).map_or(Cell::Unanswered, Cell::One)
        }
        (Asked::MultipleChoice, Answer::Codes { codes, .. }) => {
            Cell::Many(codes.iter().filter_map(|code| option(question, code)).collect())
        }
        (Asked::Scale, Answer::Scale(value)) => step(question, *value).map_or(Cell::Unanswered, Cell::One),
        (_, Answer::Number(number)) => Cell::Number(*number as f64),
        (_, Answer::Rows(_) | Answer::Ranking(_) | Answer::Date(_) | Answer::Text(_)) => Cell::Written,
        (_, Answer::Codes { .. } | Answer::Scale(_)) => Cell::Unanswered,
    }
}

/// The step of a row, or the rank of an option.
fn piece(question: &Question, answer: &Answer, part: usize) -> Option<usize> {
    match answer {
        Answer::Rows(rows) => step(question, *rows.get(&question.rows.get(part)?.code)?),
        Answer::Ranking(codes) => {
            let code = &question.options.get(part)?.code;
            codes.iter().position(|ranked| ranked == code)
        }
        Answer::Codes { .. } | Answer::Scale(_) | Answer::Number(_) | Answer::Date(_) | Answer::Text(_) => None,
    }
}
