//! What is wrong with a form, and what may be chosen in it: shared by all forms.

use std::borrow::Cow;

use validator::{ValidationErrors, ValidationErrorsKind};

use crate::texts::{Text, Texts};

/// Mistakes by field, as codes, in the order in which they were found. A form mistake is not an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mistakes {
    noted: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// Files that were not kept, by the code of why.
    refused: Vec<(&'static str, Vec<String>)>,
}

/// The field of files.
const FILES: &str = "files";

impl From<kocho_service::FieldErrors> for Mistakes {
    /// What a use case says of fields, by code.
    fn from(fields: kocho_service::FieldErrors) -> Self {
        let mut mistakes = Mistakes::default();
        fields.into_iter().for_each(|(field, code)| mistakes.add(field, code));
        mistakes
    }
}

impl Mistakes {
    /// Notes a mistake; the first one of a field stays.
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, code: impl Into<Cow<'static, str>>) {
        let field = field.into();
        if !self.noted.iter().any(|(noted, _)| *noted == field) {
            self.noted.push((field, code.into()));
        }
    }

    /// Notes `code` when `wrong`.
    pub(crate) fn add_if(&mut self, wrong: bool, field: &'static str, code: &'static str) {
        if wrong {
            self.add(field, code);
        }
    }

    /// Notes a file that was not kept, by the name that its sender gave it.
    pub(crate) fn add_file(&mut self, name: String, code: &'static str) {
        match self.refused.iter_mut().find(|(noted, _)| *noted == code) {
            Some((_, names)) => names.push(name),
            None => self.refused.push((code, vec![name])),
        }
    }

    /// What the validator found.
    pub(crate) fn of(errors: &ValidationErrors) -> Self {
        let mut mistakes = Mistakes::default();
        for (field, kind) in errors.errors() {
            if let ValidationErrorsKind::Field(found) = kind
                && let Some(first) = found.first()
            {
                mistakes.add(field.clone(), first.code.clone());
            }
        }
        mistakes
    }

    /// In the order in which the fields stand on the page, so that the first mistake is the topmost one.
    pub(crate) fn in_order(mut self, fields: &[&str]) -> Self {
        self.noted.sort_by_key(|(field, _)| fields.iter().position(|name| name == field).unwrap_or(fields.len()));
        self
    }

    /// `Err` with the mistakes, if there are any.
    pub(crate) fn into_result(self) -> Result<(), Mistakes> {
        if self.noted.is_empty() && self.refused.is_empty() { Ok(()) } else { Err(self) }
    }

    /// In the reader's words.
    pub(crate) fn in_words(&self, texts: &Texts) -> FieldErrors {
        let said = self.noted.iter().map(|(field, code)| (field.to_string(), texts.error.get(code).clone()));
        FieldErrors(said.chain(self.files_in_words(texts).map(|words| (FILES.to_owned(), words))).collect())
    }

    /// Which files were not kept, each with why; those with one reason stand together.
    fn files_in_words(&self, texts: &Texts) -> Option<Text> {
        let said = |(code, names): &(&'static str, Vec<String>)| {
            texts.error.files_refused.with("why", texts.error.get(code)).with("names", names.join(" / ")).text()
        };
        self.refused.iter().map(said).reduce(|all, one| all.joined(&one))
    }
}

/// Mistakes in words, for the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldErrors(Vec<(String, Text)>);

impl FieldErrors {
    /// Mistakes that have their words already, in the order of the page.
    pub(crate) fn said(said: Vec<(String, Text)>) -> Self {
        FieldErrors(said)
    }

    /// What to say beside a field.
    pub(crate) fn get(&self, field: &str) -> Option<&Text> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message)
    }

    /// Whether a field has a mistake.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
    }

    /// Nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, for the summary above the form.
    pub(crate) fn list(&self) -> &[(String, Text)] {
        &self.0
    }
}

/// One answer of a list, from the city's rules.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// What is sent.
    pub(crate) value: String,
    /// What is read.
    pub(crate) label: Text,
}

/// Shapes that validator asks for: each gives the code of the mistake.
pub(crate) mod shape {
    use kocho_domain::body::{Body, BodyError, Line};
    use validator::{ValidateEmail, ValidationError};

    /// The longest single line, in characters.
    const LINE_LIMIT: usize = 200;

    fn code(error: BodyError) -> &'static str {
        match error {
            BodyError::Empty => "body_empty",
            BodyError::TooLong { .. } | BodyError::TooManyBytes { .. } => "text_long",
            BodyError::Control { .. } => "control",
            BodyError::LineBreak { .. } => "line_break",
        }
    }

    fn refused(error: BodyError) -> ValidationError {
        ValidationError::new(code(error))
    }

    /// A text that must be there.
    pub(crate) fn body(typed: &str) -> Result<(), ValidationError> {
        Body::parse(typed).map(|_| ()).map_err(refused)
    }

    /// Several lines, or nothing.
    pub(crate) fn note(typed: &str) -> Result<(), ValidationError> {
        if typed.trim().is_empty() { Ok(()) } else { body(typed) }
    }

    /// One line, or nothing.
    pub(crate) fn line(typed: &str) -> Result<(), ValidationError> {
        if typed.trim().is_empty() { Ok(()) } else { Line::parse(typed, LINE_LIMIT).map(|_| ()).map_err(refused) }
    }

    /// An e-mail address, or nothing.
    pub(crate) fn email(typed: &str) -> Result<(), ValidationError> {
        let typed = typed.trim();
        if typed.is_empty() || typed.validate_email() { Ok(()) } else { Err(ValidationError::new("email_shape")) }
    }

    /// A phone number as people write it, full-width digits too, or nothing.
    pub(crate) fn phone(typed: &str) -> Result<(), ValidationError> {
        let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
        let is_between = |c: char| "+＋-－ー−‐() （）・ 　".contains(c);
        let (digits, rest): (Vec<char>, Vec<char>) = typed.chars().partition(is_digit);
        let written = (9..=15).contains(&digits.len()) && rest.into_iter().all(is_between);
        if typed.trim().is_empty() || written { Ok(()) } else { Err(ValidationError::new("phone_shape")) }
    }

    /// `yes`, `no`, or nothing.
    pub(crate) fn yes_no(typed: &str) -> Result<(), ValidationError> {
        if ["", "yes", "no"].contains(&typed) { Ok(()) } else { Err(ValidationError::new("choice_unknown")) }
    }

    #[cfg(test)]
    mod tests {
        use kocho_domain::localized::Lang;

        use super::{super::Mistakes, *};
        use crate::texts::Texts;

        #[test]
        fn a_refused_file_is_named_and_those_of_one_reason_stand_together() {
            let mut mistakes = Mistakes::default();
            for (name, code) in [("1.HEIC", "file_heic"), ("<b>.txt", "file_type"), ("2.HEIC", "file_heic")] {
                mistakes.add_file(name.to_owned(), code);
            }
            assert!(mistakes.clone().into_result().is_err());
            let said = mistakes.in_words(Texts::of(Lang::Ja));
            assert_eq!(said.list().len(), 1);
            let words = said.get("files").unwrap();
            assert!(words.plain().contains("「1.HEIC / 2.HEIC」") && words.plain().contains("「<b>.txt」"), "{words}");
            assert!(words.to_string().contains("&lt;b&gt;"));
        }

        #[test]
        fn a_phone_number_is_taken_as_people_write_it() {
            for typed in ["", "0299-48-1111", "０２９９ー４８ー１１１１", "+81 299 48 1111", "(0299)48-1111"]
            {
                assert!(phone(typed).is_ok(), "{typed}");
            }
            for typed in ["12345", "電話はありません", "0299-48-1111 内線3番まで"] {
                assert!(phone(typed).is_err(), "{typed}");
            }
        }

        #[test]
        fn what_is_not_written_is_not_wrong() {
            assert!(email("").is_ok() && line(" ").is_ok() && note("\n").is_ok());
            assert_eq!(body(" \n").unwrap_err().code, "body_empty");
            assert_eq!(email("name@").unwrap_err().code, "email_shape");
        }
    }
}
