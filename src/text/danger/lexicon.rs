//! What do the files of rules say? Reads `data/danger` into rules.

use std::collections::BTreeMap;

use super::Group;
use super::pattern::{Pattern, Word, ends_sentence};
use crate::normalize::Folded;

/// How far around a hit a harmless word still calms it, in characters.
const AROUND: usize = 30;
/// How far behind a hit thanks or "it is repaired" still calm it, in characters; a full stop does not matter.
const BEHIND: usize = 40;

/// Why rules or weights were refused.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// Not TOML, or not of the form of the built-in lexicon.
    #[error("the danger lexicon cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A pattern cannot be read.
    #[error("the danger lexicon has a pattern that cannot be read: {pattern}: {reason}")]
    Pattern {
        /// The pattern as it is written.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Not weights of a second opinion, or learned with other word families.
    #[error("the weights of the second opinion cannot be read")]
    Weights,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    #[serde(default)]
    words: BTreeMap<String, String>,
    #[serde(default)]
    calm: Vec<Calm>,
    rule: Vec<RuleText>,
}

/// Words that make every rule of a group harmless, unless the rule is firm.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Calm {
    group: Group,
    #[serde(default)]
    around: Vec<String>,
    #[serde(default)]
    behind: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    group: Group,
    say: Vec<String>,
    /// Harmless words around this rule's hits.
    #[serde(default)]
    unless: Vec<String>,
    /// The group's calming surroundings and a second opinion do not count: 「講演会で爆破する」 rings. That all is over does.
    #[serde(default)]
    firm: bool,
}

/// One rule, ready to match.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) group: Group,
    pub(crate) firm: bool,
    pub(crate) patterns: Vec<Pattern>,
    around: Pattern,
    behind: Pattern,
}

impl Rule {
    /// Whether harmless words stand in the same sentence as the hit, or thanks come after it.
    pub(crate) fn is_calm(&self, folded: &Folded, start: usize, end: usize) -> bool {
        let chars = folded.chars();
        let is_open = |i: &usize| chars.get(*i).is_some_and(|c| !ends_sentence(*c));
        let from = (start.saturating_sub(AROUND)..start).rev().take_while(is_open).last().unwrap_or(start);
        let until = (end..end + AROUND).take_while(is_open).last().map_or(end, |i| i + 1);
        let stands = |words: &Pattern, from: usize, until: usize| {
            (from..until.min(chars.len())).any(|at| words.end_from(folded, at).is_some())
        };
        stands(&self.around, from, until) || stands(&self.behind, start, end + BEHIND)
    }
}

pub(crate) fn parse(toml: &str) -> Result<Vec<Rule>, ScreenError> {
    let lexicon: Lexicon = toml::from_str(toml)?;
    lexicon.rule.iter().map(|rule| read_rule(rule, &lexicon)).collect()
}

fn read_rule(text: &RuleText, lexicon: &Lexicon) -> Result<Rule, ScreenError> {
    let calm = || lexicon.calm.iter().filter(|calm| calm.group == text.group);
    let surroundings = calm().filter(|_| !text.firm).flat_map(|calm| &calm.around);
    let around = Pattern::any_of(text.unless.iter().chain(surroundings).flat_map(|line| words(line)));
    let behind = Pattern::any_of(calm().flat_map(|c| &c.behind).flat_map(|line| words(line)));
    let mut patterns = Vec::new();
    for line in &text.say {
        for pattern in both_ways(line) {
            let read = Pattern::parse(&pattern, &lexicon.words);
            patterns.push(read.map_err(|reason| ScreenError::Pattern { pattern: line.clone(), reason })?);
        }
    }
    Ok(Rule { group: text.group, firm: text.firm, patterns, around, behind })
}

/// `a~b` means `a…b` or `b…a`; `a~~b` the same over the longer gap.
fn both_ways(line: &str) -> Vec<String> {
    match line.split_once("~~").map(|pair| (pair, "……")).or_else(|| line.split_once('~').map(|pair| (pair, "…")))
    {
        Some(((a, b), gap)) => vec![format!("{a}{gap}{b}"), format!("{b}{gap}{a}")],
        None => vec![line.to_owned()],
    }
}

fn words(line: &str) -> impl Iterator<Item = Word> {
    line.split('|').filter(|word| !word.is_empty()).map(Word::new)
}
