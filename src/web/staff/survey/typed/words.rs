//! Which words has a question in easy Japanese and English, as its form has them?

use kocho_domain::survey::{Question, Translations, Words};

use super::QuestionTyped;

impl QuestionTyped {
    /// With the labels of options, rows and steps in other languages.
    pub(super) fn with_words_of(self, question: &Question) -> Self {
        let of = |all: Vec<&Translations>| {
            let easy = all.iter().map(|one| word(&one.easy)).collect();
            (easy, all.iter().map(|one| word(&one.en)).collect())
        };
        let lines: Vec<&Translations> = if question.rows.is_empty() {
            question.options.iter().map(|option| &option.translations).collect()
        } else {
            question.rows.iter().map(|row| &row.translations).collect()
        };
        let (label_easy, label_english) = of(lines);
        let (step_easy, step_english) = of(question.scale.iter().map(|step| &step.translations).collect());
        QuestionTyped { label_easy, label_english, step_easy, step_english, ..self }
    }

    /// Something is written in another language.
    pub(crate) fn is_translated(&self) -> bool {
        let lists = [&self.label_easy, &self.label_english, &self.step_easy, &self.step_english];
        let lines = lists.into_iter().flatten().chain([&self.easy, &self.english]);
        lines.into_iter().any(|words| !words.trim().is_empty())
    }
}

/// What is asked, in one language.
pub(super) fn text(words: &Option<Words>) -> String {
    words.as_ref().and_then(|words| words.text.clone()).unwrap_or_default()
}

/// A label in one language.
fn word(words: &Option<Words>) -> String {
    words.as_ref().and_then(|words| words.label.clone()).unwrap_or_default()
}

/// The words of a question, with what was typed of what is asked.
pub(super) fn of_question(old: &Translations, easy: &str, english: &str) -> Translations {
    with(old, (easy, english), |words, text| words.text = text)
}

/// The words of the line at a position, with what was typed of its label.
pub(super) fn label(old: &Translations, easy: &[String], english: &[String], at: usize) -> Translations {
    let typed = |list: &'_ [String]| list.get(at).cloned().unwrap_or_default();
    with(old, (&typed(easy), &typed(english)), |words, label| words.label = label)
}

/// Puts what was typed where it belongs; what the form does not show stays.
fn with(old: &Translations, (easy, english): (&str, &str), put: fn(&mut Words, Option<String>)) -> Translations {
    let mut now = old.clone();
    for (words, typed) in [(&mut now.easy, easy), (&mut now.en, english)] {
        let text = Some(typed.trim().to_owned()).filter(|text| !text.is_empty());
        if text.is_some() || words.is_some() {
            put(words.get_or_insert_default(), text);
        }
        if words.as_ref().is_some_and(|words| *words == Words::default()) {
            *words = None;
        }
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_written_changed_and_taken_away_and_other_words_stay() {
        let old = Translations {
            easy: Some(Words { label: Some("{読|よ}む".into()), note: Some("注".into()), ..Words::default() }),
            en: None,
        };
        let typed = |words: &str| vec![String::new(), words.to_owned()];
        let now = label(&old, &typed(" はい "), &typed("Yes"), 1);
        assert_eq!(now.easy.as_ref().and_then(|words| words.label.as_deref()), Some("はい"));
        assert_eq!(now.en.as_ref().and_then(|words| words.label.as_deref()), Some("Yes"));
        let gone = label(&now, &[], &[], 1);
        assert_eq!((gone.en, gone.easy.unwrap().note), (None, Some("注".to_owned())));
    }
}
