//! What staff read when a rule says no: the rule's own words and the way back to the case.

use askama::Template;

use crate::frame::Frame;

/// A rule said no; nothing was changed.
#[derive(Debug, Template)]
#[template(path = "staff/refused.html")]
pub(crate) struct RefusedPage {
    pub(crate) frame: Frame,
    /// The rule's words.
    pub(crate) words: String,
    /// Where the person came from.
    pub(crate) back: String,
}

/// A form that waited for a login, ready to be sent again.
#[derive(Debug, Template)]
#[template(path = "staff/resume.html")]
pub(crate) struct ResumePage {
    pub(crate) frame: Frame,
    /// Where the form goes.
    pub(crate) action: String,
    /// Everything that was typed and chosen.
    pub(crate) fields: Vec<WaitingField>,
    /// The page it came from.
    pub(crate) back: String,
}

/// A field of a form that waited.
#[derive(Debug)]
pub(crate) struct WaitingField {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) value: String,
    /// 入力した文章, counted where there are several.
    pub(crate) label: String,
}

impl WaitingField {
    /// The fields of a form in its order.
    pub(crate) fn all(sent: Vec<(String, String)>) -> Vec<Self> {
        let mut texts = 0;
        let field = |(at, (name, value)): (usize, (String, String))| {
            texts += usize::from(is_text(&value));
            let label =
                if texts > 1 { format!("入力した文章（{texts}）") } else { "入力した文章".to_owned() };
            WaitingField { id: format!("waiting-{at}"), name, value, label }
        };
        sent.into_iter().enumerate().map(field).collect()
    }

    /// A person wrote it, so a person may want to change it; codes and keys of choices go along unseen.
    pub(crate) fn is_text(&self) -> bool {
        is_text(&self.value)
    }
}

fn is_text(value: &str) -> bool {
    value.chars().any(|c| !c.is_ascii() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::WaitingField;

    #[test]
    fn what_a_person_wrote_can_be_changed_and_codes_are_left_alone() {
        let sent = [("measure", "1101"), ("note", "現地を見ました"), ("reason", "see above"), ("lock", "3")];
        let fields = WaitingField::all(sent.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let texts: Vec<(&str, &str)> = fields
            .iter()
            .filter(|field| field.is_text())
            .map(|field| (field.name.as_str(), field.label.as_str()))
            .collect();
        assert_eq!(texts, [("note", "入力した文章"), ("reason", "入力した文章（2）")]);
    }
}
