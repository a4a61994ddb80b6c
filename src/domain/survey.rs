//! 調査票: the questions of a survey as one typed document, in the shape in which files hold it. How a file is read and
//! refused is in `survey/read.rs`, what makes its questions fit together in `survey/check.rs`, the way through them in
//! `survey/path.rs`, and what was answered in `survey/answer.rs`.

pub mod answer;
pub mod check;
pub mod choice;
pub mod estimate;
pub mod leading;
pub mod path;
pub mod question;
pub mod read;
pub mod state;
pub mod table;
#[cfg(test)]
mod tests;
pub mod validate;
pub mod words;

use chrono::NaiveDate;
use serde::Serialize;

pub use answer::{Answer, Answers};
pub use choice::{Choice, Row, Step};
pub use question::{Kind, Question, Skip, When};
pub use read::{Mistake, read};
pub use state::{Act, Method, Selection, SurveyKind, SurveyState};
pub use words::{Translations, Words};

use crate::localized::Lang;

/// The most questions of a questionnaire.
pub const MOST_QUESTIONS: usize = 200;

/// A questionnaire: what is asked, of whom, and in which way. Written with [`Questionnaire::to_json`], read with [`read`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Questionnaire {
    /// The code by which the survey is called everywhere: letters, digits and hyphens.
    pub id: String,
    /// 件名
    pub title: String,
    /// 目的
    pub purpose: String,
    /// 基本施策 in words, where there is one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// 実施期間
    pub period: Period,
    /// 対象
    pub target: String,
    /// 方法
    pub method: String,
    /// 実施課
    pub section: String,
    /// 無記名: no answer can be joined to a person.
    pub anonymous: bool,
    /// Coarse classes that stand beside each answer.
    pub profile_fields: Vec<ProfileField>,
    /// The questions in their order.
    pub questions: Vec<Question>,
    /// Title and purpose in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

/// From when to when answers are taken, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

/// A class that stands beside each answer: 年代, 性別, 地区.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileField {
    /// ASCII name, also the header of its column.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Its classes.
    pub options: Vec<String>,
    /// Its label in other languages.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    pub translations: Translations,
}

impl Questionnaire {
    /// The document as it is kept and exported.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Maps with text keys and plain values: this cannot fail, and an empty text would be refused by the reader.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// A question by its id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Where a question stands, from zero.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }

    /// Questions that want an answer: not headings and pictures.
    pub fn asked(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.kind.is_answered())
    }

    /// A class by its id.
    #[must_use]
    pub fn profile_field(&self, id: &str) -> Option<&ProfileField> {
        self.profile_fields.iter().find(|field| field.id == id)
    }

    /// The title for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn title_in(&self, lang: Lang) -> (&str, Lang) {
        self.translations.get(lang, |words| words.title.as_deref()).map_or((&self.title, Lang::Ja), |text| (text, lang))
    }

    /// The purpose for a reader of `lang`, and the language that it is really in.
    #[must_use]
    pub fn purpose_in(&self, lang: Lang) -> (&str, Lang) {
        let found = self.translations.get(lang, |words| words.purpose.as_deref());
        found.map_or((&self.purpose, Lang::Ja), |text| (text, lang))
    }

    /// True when any of its words was translated to this language; every questionnaire speaks Japanese.
    #[must_use]
    pub fn speaks(&self, lang: Lang) -> bool {
        let fields = self.profile_fields.iter().map(|field| &field.translations);
        let mut all = std::iter::once(&self.translations)
            .chain(fields)
            .chain(self.questions.iter().flat_map(Question::all_translations));
        lang == Lang::Ja || all.any(|translations| translations.words(lang).is_some())
    }

    /// Gives the questions that want an answer their numbers from 1 on, in their order.
    pub fn renumber(&mut self) {
        let mut no = 0;
        for question in &mut self.questions {
            question.no = question.kind.is_answered().then(|| {
                no += 1;
                no
            });
        }
    }

    /// An id that no question has: Q and the next free number.
    #[must_use]
    pub fn free_id(&self) -> String {
        (1..).map(|n| format!("Q{n}")).find(|id| self.question(id).is_none()).unwrap_or_default()
    }
}
