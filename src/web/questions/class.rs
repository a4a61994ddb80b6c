//! What are the classes beside an answer called in the reader's language? A questionnaire may say it; where it does not, 年代, 性別,
//! 地区 and the classes of the city's monitors have words of their own.

use kocho_domain::{localized::Lang, rule::panel::Panels, survey::ProfileField};

use crate::texts::{Text, Texts};

/// The name of a field as the questionnaire says it, and where it has no translation of 年代, 性別 and 地区, in our own words; with
/// the language that it is really in.
pub(crate) fn field_name(field: &ProfileField, lang: Lang) -> (Text, Lang) {
    let words = &Texts::of(lang).answering;
    let usual = match field.id.as_str() {
        "age_group" => Some(&words.age_group),
        "gender" => Some(&words.gender),
        "district" => Some(&words.district),
        _ => None,
    };
    match (field.translations.label(&field.label, lang), usual) {
        ((_, Lang::Ja), Some(usual)) if lang != Lang::Ja => (usual.clone(), lang),
        (found, _) => (Text::of_words(found, lang), found.1),
    }
}

/// A class, which questionnaires name in Japanese only; those of the city's monitors have words in every language.
pub(crate) fn class_word(class: &str, rule: &Panels, lang: Lang) -> Text {
    rule.class_named(class).map_or_else(|| Text::of_words((class, Lang::Ja), lang), |words| Text::of(words, lang))
}

#[cfg(test)]
mod tests {
    use kocho_domain::survey::{Translations, Words};

    use super::*;

    #[test]
    fn what_the_questionnaire_says_comes_first_then_our_own_words_then_japanese() {
        let field = |id: &str, english: Option<&str>| ProfileField {
            id: id.to_owned(),
            label: "お住まい".to_owned(),
            options: vec![],
            translations: Translations {
                en: english.map(|label| Words { label: Some(label.to_owned()), ..Words::default() }),
                ..Translations::default()
            },
        };
        let name = |id: &str, english: Option<&str>, lang: Lang| {
            let (name, found) = field_name(&field(id, english), lang);
            (name.plain().to_owned(), found)
        };
        assert_eq!(name("district", Some("Home"), Lang::En), ("Home".to_owned(), Lang::En));
        assert_eq!(name("district", None, Lang::En), ("District".to_owned(), Lang::En));
        assert_eq!(name("district", None, Lang::Ja), ("お住まい".to_owned(), Lang::Ja));
        assert_eq!(name("years", None, Lang::En), ("お住まい".to_owned(), Lang::Ja));
    }
}
