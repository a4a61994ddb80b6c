//! What one person answered: a value a question, and how it is written down.

mod written;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The answer to one question. Each shape is told apart by how it is written, so that no questionnaire is needed to read it:
/// `["1"]`, `{"codes":["9"],"other":"…"}`, `{"rows":{"1":5}}`, `{"scale":4}`, `{"rank":["2","1"]}`, `7`,
/// `{"date":"2026-09-01"}`, `"…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Options that were chosen (one, for a single choice), in the order of the questionnaire, and the words of その他.
    Codes {
        /// Codes of options.
        codes: Vec<String>,
        /// Words of one's own.
        other: Option<String>,
    },
    /// Of a matrix: row → step.
    Rows(BTreeMap<String, i64>),
    /// A step of a scale.
    Scale(i64),
    /// Options, the first rank first.
    Ranking(Vec<String>),
    /// A number.
    Number(i64),
    /// A day.
    Date(NaiveDate),
    /// Words.
    Text(String),
}

impl Answer {
    /// One option.
    #[must_use]
    pub fn one(code: &str) -> Self {
        Answer::Codes { codes: vec![code.to_owned()], other: None }
    }

    /// Some options.
    #[must_use]
    pub fn some(codes: &[&str]) -> Self {
        Answer::Codes { codes: codes.iter().map(|code| (*code).to_owned()).collect(), other: None }
    }

    /// True when it says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Answer::Codes { codes, other } => codes.is_empty() && other.is_none(),
            Answer::Rows(rows) => rows.is_empty(),
            Answer::Ranking(codes) => codes.is_empty(),
            Answer::Text(text) => text.trim().is_empty(),
            Answer::Scale(_) | Answer::Number(_) | Answer::Date(_) => false,
        }
    }
}

/// All answers of one person: question id → answer. Questions without an answer are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// The answer to a question.
    #[must_use]
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Sets an answer; one that says nothing takes the earlier one away.
    pub fn set(&mut self, question: &str, answer: Answer) {
        if answer.is_empty() {
            self.0.remove(question);
        } else {
            self.0.insert(question.to_owned(), answer);
        }
    }

    /// Takes an answer away.
    pub fn remove(&mut self, question: &str) {
        self.0.remove(question);
    }

    /// Every answer by question id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// True when nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many questions were answered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The answers to questions that `keep` names.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Answers {
        Answers(self.0.iter().filter(|(id, _)| keep(id)).map(|(id, answer)| (id.clone(), answer.clone())).collect())
    }

    /// The one way in which these answers are written: equal answers give equal bytes.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Maps with text keys and plain values: this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`Answers::to_json`] wrote.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl FromIterator<(String, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(pairs: I) -> Self {
        Answers(pairs.into_iter().filter(|(_, answer)| !answer.is_empty()).collect())
    }
}
