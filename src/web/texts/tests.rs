//! What do the text files promise?

use std::collections::BTreeSet;

use kocho_domain::localized::Lang;

use super::{EASY, EN, JA, Text, Texts, rich::placeholders};

/// Every text of a file with its place.
fn written(toml: &str) -> Vec<(String, String)> {
    fn walk(place: &str, value: &toml::Value, found: &mut Vec<(String, String)>) {
        match value {
            toml::Value::String(text) => found.push((place.to_owned(), text.clone())),
            toml::Value::Array(items) => items.iter().for_each(|item| walk(place, item, found)),
            toml::Value::Table(table) => table.iter().for_each(|(key, v)| walk(&format!("{place}.{key}"), v, found)),
            other @ (toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Boolean(_)
            | toml::Value::Datetime(_)) => panic!("{place} is no text: {other:?}"),
        }
    }
    let mut found = Vec::new();
    walk("", &toml::from_str(toml).unwrap(), &mut found);
    found
}

#[test]
fn all_three_languages_load() {
    Texts::load().unwrap();
}

#[test]
fn a_missing_key_refuses_to_load() {
    let without = JA.replacen("skip = ", "skip_ = ", 1);
    let error = Texts::read(Lang::Ja, &without).unwrap_err().to_string();
    assert!(error.contains("language ja") && error.contains("skip_"), "{error}");
    let lacking: String = JA.lines().filter(|line| !line.starts_with("skip = ")).map(|l| format!("{l}\n")).collect();
    assert!(Texts::read(Lang::Ja, &lacking).unwrap_err().to_string().contains("skip"));
}

#[test]
fn an_empty_text_a_stray_placeholder_and_open_ruby_refuse_to_load() {
    for wrong in ["skip = \"\"", "skip = \"あと{days}日\"", "skip = \"{本文|ほんぶん\""] {
        let toml = JA.replacen("skip = \"本文へ\"", wrong, 1);
        assert!(Texts::read(Lang::Ja, &toml).is_err(), "{wrong}");
    }
}

#[test]
fn every_language_fills_the_same_placeholders() {
    let names = |toml| -> BTreeSet<(String, String)> {
        let texts: Vec<(String, String)> = written(toml).into_iter().filter(|(p, _)| p != ".date.day").collect();
        texts.iter().flat_map(|(place, text)| placeholders(text).map(|n| (place.clone(), n.to_owned()))).collect()
    };
    assert_eq!(names(JA), names(EASY));
    assert_eq!(names(JA), names(EN));
}

#[test]
fn easy_japanese_gives_every_kanji_its_reading() {
    let is_kanji = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々';
    for (place, text) in written(EASY).into_iter().filter(|(place, _)| place != ".layout.title") {
        let mut rest = text.as_str();
        while let Some(at) = rest.find('{') {
            assert!(!rest[..at].contains(is_kanji), "{place}: {text}");
            rest = &rest[at + rest[at..].find('}').unwrap() + 1..];
        }
        assert!(!rest.contains(is_kanji), "{place}: {text}");
    }
}

#[test]
fn residents_are_spared_office_slang() {
    for (place, text) in written(JA) {
        for slang in ["させていただ", "回付", "所管", "起案", "供覧", "決裁"] {
            assert!(!text.contains(slang), "{place}: {text}");
        }
    }
}

#[test]
fn what_somebody_typed_is_neither_html_nor_ruby() {
    assert_eq!(Text::verbatim("<b>{市|し}&").to_string(), "&lt;b&gt;{市|し}&amp;");
    assert_eq!(Text::new("{市|し}へ").to_string(), "<ruby>市<rp>（</rp><rt>し</rt><rp>）</rp></ruby>へ");
    assert_eq!(Text::new("{市|し}へ").plain(), "市へ");
}
