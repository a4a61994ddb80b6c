//! Which everyday words, places, events and institutions does this city know that speak for a measure or a section?
//!
//! The words only move suggestions; people decide. Whether a measure or section exists is not known here: a term whose
//! target has gone speaks for nothing until somebody changes it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::check::{self, Document};
use super::error::RuleError;

/// What a term's `measure` says when the plan has nothing for it.
pub const OUTSIDE: &str = "none";
/// The longest word, in characters.
pub const LONGEST: usize = 40;
/// Terms of one city: more would be a second plan that nobody keeps up.
const MOST: usize = 2_000;
/// Words that silence one term.
const MOST_UNLESS: usize = 20;

/// `terms.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The terms, in the order in which they were entered.
    #[serde(default)]
    pub terms: Vec<Term>,
}

/// A key term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// As residents write it.
    pub word: String,
    /// Code of a measure, or [`OUTSIDE`]; `None`: it says nothing of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Name of a section; `None`: it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// How much it says.
    pub weight: TermWeight,
    /// The term says nothing in a voice with one of these words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
}

/// How much a key term says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermWeight {
    /// 弱い: decides between near equals.
    Weak,
    /// 普通
    #[default]
    Normal,
    /// 強い: leads whatever the built-in lists say.
    Strong,
}

impl TermWeight {
    /// Every weight, the strongest first.
    pub const ALL: [Self; 3] = [Self::Strong, Self::Normal, Self::Weak];

    /// The code in files and forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Normal => "normal",
            Self::Strong => "strong",
        }
    }

    /// The word that staff use.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Weak => "弱い",
            Self::Normal => "普通",
            Self::Strong => "強い",
        }
    }

    /// The weight of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|weight| weight.code() == code)
    }
}

impl Term {
    /// Both are the same word for the same target.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.key() == other.key()
    }

    /// Tests the term alone.
    ///
    /// # Errors
    /// The first rule that it breaks, with place and remedy.
    pub fn check(&self) -> Result<(), RuleError> {
        self.validate()
    }

    fn key(&self) -> (String, Option<&str>, Option<&str>) {
        (plain(&self.word), self.measure.as_deref(), self.section.as_deref())
    }

    fn validate(&self) -> Result<(), RuleError> {
        let place = format!("手がかり語「{}」", self.word);
        word(&place, &self.word)?;
        if self.measure.is_none() && self.section.is_none() {
            return Err(RuleError::new(place, "施策も課もありません", "施策か課のどちらかを書いてください"));
        }
        for (field, value) in [("measure", &self.measure), ("section", &self.section)] {
            value.as_ref().map_or(Ok(()), |value| check::filled(&place, field, value))?;
        }
        if self.unless.len() > MOST_UNLESS {
            let remedy = format!("{MOST_UNLESS}語までにしてください");
            return Err(RuleError::new(place, "除く言葉が多すぎます", remedy));
        }
        for silencer in &self.unless {
            word(&format!("{place}の除く言葉「{silencer}」"), silencer)?;
            if plain(silencer) == plain(&self.word) {
                return Err(RuleError::new(place, "除く言葉が手がかり語と同じです", "除く言葉を変えてください"));
            }
        }
        Ok(())
    }
}

/// A word as it is compared: without white space, in small letters.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A word must be long enough not to be met by accident: two characters, in hiragana alone three.
fn word(place: &str, word: &str) -> Result<(), RuleError> {
    let letters = plain(word);
    let hiragana = letters.chars().all(|c| matches!(c, 'ぁ'..='ん' | 'ー'));
    let least = if hiragana { 3 } else { 2 };
    if letters.chars().count() < least {
        let remedy = "2文字以上（ひらがなだけなら3文字以上）にしてください。短い言葉は関係のない声にも当たります";
        return Err(RuleError::new(place, "言葉が短すぎます", remedy));
    }
    if word.chars().count() > LONGEST {
        return Err(RuleError::new(place, "言葉が長すぎます", format!("{LONGEST}文字までにしてください")));
    }
    if !letters.chars().any(char::is_alphanumeric) || word.chars().any(char::is_control) {
        return Err(RuleError::new(place, "言葉として読めません", "声に書かれる言葉をそのまま書いてください"));
    }
    Ok(())
}

impl Document for Terms {
    const TITLE: &'static str = "手がかり語";

    fn validate(&self) -> Result<(), RuleError> {
        if self.terms.len() > MOST {
            let remedy = format!("{MOST}語までにしてください。使わない言葉を外してください");
            return Err(RuleError::new("terms", format!("{}語あります", self.terms.len()), remedy));
        }
        let mut seen = BTreeSet::new();
        for term in &self.terms {
            term.validate()?;
            if !seen.insert(term.key()) {
                let place = format!("手がかり語「{}」", term.word);
                return Err(RuleError::new(place, "同じ言葉が同じ先に2回あります", "片方を外してください"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{read, write};
    use super::*;

    fn document(term: &str) -> Result<Terms, RuleError> {
        read(&format!("[[terms]]\n{term}\n"))
    }

    #[test]
    fn a_document_comes_back_as_it_was_written() {
        let text = "[[terms]]\nword = 'ぽんぽこ広場'\nmeasure = '1305'\nweight = 'strong'\nunless = ['トイレ']\n\
                    [[terms]]\nword = '鐘楼'\nsection = '文化課'\nweight = 'weak'\n";
        let terms: Terms = read(text).unwrap();
        assert_eq!((terms.terms.len(), terms.terms[0].weight), (2, TermWeight::Strong));
        assert_eq!(read::<Terms>(&write(&terms).unwrap()).unwrap(), terms);
        assert_eq!(read::<Terms>(&write(&Terms::default()).unwrap()).unwrap(), Terms::default());
    }

    #[test]
    fn each_mistake_is_said_in_plain_words() {
        let normal = "weight = 'normal'";
        let cases = [
            (format!("word = '橋'\nmeasure = '1101'\n{normal}"), "短すぎます"),
            (format!("word = 'ばす'\nmeasure = '1101'\n{normal}"), "短すぎます"),
            (format!("word = '！！'\nmeasure = '1101'\n{normal}"), "読めません"),
            (format!("word = '{}'\nmeasure = '1101'\n{normal}", "長".repeat(41)), "長すぎます"),
            (format!("word = '鐘楼'\n{normal}"), "施策も課もありません"),
            (format!("word = '鐘楼'\nmeasure = ' '\n{normal}"), "空です"),
            (format!("word = '鐘楼'\nmeasure = '1101'\nunless = ['鐘 楼']\n{normal}"), "同じです"),
            (format!("word = '鐘楼'\nmeasure = '1101'\nunless = ['は']\n{normal}"), "短すぎます"),
            ("word = '鐘楼'\nmeasure = '1101'\nweight = 'loud'".to_owned(), "使えない値"),
            (
                format!(
                    "word = 'Bus'\nmeasure = '1101'\n{normal}\n[[terms]]\nword = 'b us'\nmeasure = '1101'\n{normal}"
                ),
                "2回",
            ),
        ];
        for (text, problem) in cases {
            let error = document(&text).unwrap_err();
            assert!(error.problem.contains(problem) && !error.remedy.is_empty(), "{text}: {error}");
        }
    }

    #[test]
    fn one_word_may_speak_for_two_targets_and_two_kanji_are_enough() {
        let two = "word = '鐘楼'\nmeasure = '1101'\nweight = 'weak'\n[[terms]]\nword = '鐘楼'\nmeasure = 'none'\nweight = 'weak'";
        assert_eq!(document(two).unwrap().terms.len(), 2);
    }

    #[test]
    fn weights_come_back_from_their_codes() {
        for weight in TermWeight::ALL {
            assert_eq!(TermWeight::from_code(weight.code()), Some(weight));
        }
        assert_eq!(TermWeight::from_code("loud"), None);
    }
}
