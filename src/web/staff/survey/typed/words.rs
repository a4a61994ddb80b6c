//! Which words has a question in easy Japanese and English, as its form has them?

use kocho_domain::{
    localized::Lang,
    survey::{Question, Translations, Words},
};

use super::QuestionTyped;

impl QuestionTyped {
    /// With the words of the question, its options, rows and steps in other languages.
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
        let own = |lang: Lang, pick: fn(&Words) -> Option<&str>| {
            question.translations.get(lang, pick).unwrap_or_default().to_owned()
        };
        let both = |pick: fn(&Words) -> Option<&str>| (own(Lang::Easy, pick), own(Lang::En, pick));
        let (easy, english) = both(|words| words.text.as_deref());
        let (note_easy, note_english) = both(|words| words.note.as_deref());
        let (unit_easy, unit_english) = both(|words| words.unit.as_deref());
        let (alt_easy, alt_english) = both(|words| words.alt.as_deref());
        let own = QuestionTyped { easy, english, note_easy, note_english, unit_easy, unit_english, ..self };
        QuestionTyped { alt_easy, alt_english, label_easy, label_english, step_easy, step_english, ..own }
    }

    /// The words of the question with what was typed of them; those of which the form of its kind shows nothing go.
    pub(super) fn words_of_question(&self, old: &Translations) -> Translations {
        let now = with(old, (&self.easy, &self.english), |words, text| words.text = text);
        let now = with(&now, (&self.note_easy, &self.note_english), |words, note| words.note = note);
        let now = with(&now, (&self.unit_easy, &self.unit_english), |words, unit| words.unit = unit);
        with(&now, (&self.alt_easy, &self.alt_english), |words, alt| words.alt = alt)
    }

    /// Something is written in another language.
    pub(crate) fn is_translated(&self) -> bool {
        let lists = [&self.label_easy, &self.label_english, &self.step_easy, &self.step_english];
        let notes = [&self.note_easy, &self.note_english, &self.unit_easy, &self.unit_english];
        let own = [&self.easy, &self.english, &self.alt_easy, &self.alt_english].into_iter().chain(notes);
        let lines = lists.into_iter().flatten().chain(own);
        lines.into_iter().any(|words| !words.trim().is_empty())
    }
}

/// Title and purpose of a questionnaire in other languages, with what was typed of them.
pub(crate) fn of_whole(old: &Translations, title: (&str, &str), purpose: (&str, &str)) -> Translations {
    let now = with(old, title, |words, title| words.title = title);
    with(&now, purpose, |words, purpose| words.purpose = purpose)
}

/// A label in one language.
fn word(words: &Option<Words>) -> String {
    words.as_ref().and_then(|words| words.label.clone()).unwrap_or_default()
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
