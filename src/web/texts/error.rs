//! Which words stand beside a wrong field?

use serde::Deserialize;

use super::rich::{Phrase, Text};

/// What is said beside a wrong field; the names are the codes of mistakes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Error {
    pub(crate) body_empty: Text,
    pub(crate) text_long: Text,
    pub(crate) control: Text,
    pub(crate) line_break: Text,
    pub(crate) reply_way_needed: Text,
    pub(crate) name_needed: Text,
    pub(crate) address_needed: Text,
    pub(crate) email_needed: Text,
    pub(crate) email_shape: Text,
    pub(crate) phone_needed: Text,
    pub(crate) phone_shape: Text,
    pub(crate) choice_unknown: Text,
    pub(crate) number_needed: Text,
    pub(crate) number_shape: Text,
    pub(crate) number_check: Text,
    pub(crate) secret_needed: Text,
    pub(crate) secret_shape: Text,
    pub(crate) secret_check: Text,
    pub(crate) no_match: Text,
    pub(crate) file_type: Text,
    pub(crate) file_heic: Text,
    pub(crate) file_large: Text,
    pub(crate) file_many: Text,
    pub(crate) file_pixels: Text,
    pub(crate) file_broken: Text,
    pub(crate) file_malware: Text,
    pub(crate) files_refused: Phrase,
    pub(crate) confirm_needed: Text,
    pub(crate) form_old: Text,
    pub(crate) general: Text,
}

impl Error {
    /// The words for the code of a mistake; a code that nobody wrote words for gets the general ones.
    pub(crate) fn get(&self, code: &str) -> &Text {
        match code {
            "body_empty" => &self.body_empty,
            "text_long" => &self.text_long,
            "control" => &self.control,
            "line_break" => &self.line_break,
            "reply_way_needed" => &self.reply_way_needed,
            "name_needed" => &self.name_needed,
            "address_needed" => &self.address_needed,
            "email_needed" => &self.email_needed,
            "email_shape" => &self.email_shape,
            "phone_needed" => &self.phone_needed,
            "phone_shape" => &self.phone_shape,
            "choice_unknown" => &self.choice_unknown,
            "number_needed" => &self.number_needed,
            "number_shape" => &self.number_shape,
            "number_check" => &self.number_check,
            "secret_needed" => &self.secret_needed,
            "secret_shape" => &self.secret_shape,
            "secret_check" => &self.secret_check,
            "no_match" => &self.no_match,
            "file_type" => &self.file_type,
            "file_heic" => &self.file_heic,
            "file_large" => &self.file_large,
            "file_many" => &self.file_many,
            "file_pixels" => &self.file_pixels,
            "file_broken" => &self.file_broken,
            "file_malware" => &self.file_malware,
            "confirm_needed" => &self.confirm_needed,
            "form_old" => &self.form_old,
            _ => &self.general,
        }
    }
}
