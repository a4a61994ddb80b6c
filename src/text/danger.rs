//! Must a person read this today? Words of danger in a resident's text.
//!
//! Two readers: the rules (`data/danger`) say which words together mean danger and which surroundings make them harmless;
//! a second opinion, learned from invented letters, rings where residents find words that no rule knows, and calms rules in
//! letters where nothing sounds like danger. A miss costs a life, a false alarm a minute: when in doubt, it rings. It does
//! not judge, send or block.

pub mod bank;
mod families;
pub mod learn;
mod lexicon;
mod opinion;
mod passage;
mod pattern;
mod weights;

use std::sync::OnceLock;

use crate::normalize::Folded;
use lexicon::Rule;
pub use lexicon::ScreenError;
use opinion::{Opinion, Thought};
use pattern::Head;

/// What kind of danger; decides who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The wish to die or to harm oneself, or a life that no longer holds.
    SelfHarm,
    /// A threat against staff, the mayor or a building.
    Threat,
    /// Violence between partners or in the family, stalking, assault.
    Violence,
    /// Abuse of a child, an elderly or a disabled person.
    Abuse,
    /// Danger to life or property in the town: roads, trees, wires, fire, water.
    Hazard,
    /// Personal data seen by those who must not see it.
    Leak,
}

/// All groups.
pub const GROUPS: [Group; weights::GROUPS] =
    [Group::SelfHarm, Group::Threat, Group::Violence, Group::Abuse, Group::Hazard, Group::Leak];

impl Group {
    /// The group with this code.
    pub fn of(code: &str) -> Option<Self> {
        GROUPS.into_iter().find(|group| group.code() == code)
    }

    /// The code that is stored: `self_harm threat violence abuse hazard leak`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SelfHarm => "self_harm",
            Self::Threat => "threat",
            Self::Violence => "violence",
            Self::Abuse => "abuse",
            Self::Hazard => "hazard",
            Self::Leak => "leak",
        }
    }
}

/// One place that made the bell ring. `start..end` are characters of the original text, `text` is what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The kind of danger.
    pub group: Group,
    /// The original characters.
    pub text: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The rules that come with the program, one file a group.
const RULES: &str = concat!(
    include_str!("data/danger/words.toml"),
    include_str!("data/danger/self_harm.toml"),
    include_str!("data/danger/threat.toml"),
    include_str!("data/danger/violence.toml"),
    include_str!("data/danger/abuse.toml"),
    include_str!("data/danger/hazard.toml"),
    include_str!("data/danger/leak.toml"),
);

/// Rules and perhaps a second opinion, ready to read texts.
#[derive(Debug, Default)]
pub struct Screen {
    rules: Vec<Rule>,
    /// Rule and pattern under the heads they may begin with; the place in the list is [`Head::shelf`].
    by_head: Vec<Vec<(Head, usize, usize)>>,
    opinion: Option<Opinion>,
}

impl Screen {
    /// The rules and the second opinion that come with the program. A test keeps them readable.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Screen> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            let rules = Self::rules_alone().unwrap_or_default();
            let opinion = Opinion::read(Opinion::BUILT_IN).ok();
            Self { opinion, ..rules }
        })
    }

    /// What tells these rules and weights from those of another version: what was screened by the same ones need not be screened
    /// again.
    pub fn version() -> &'static str {
        static VERSION: OnceLock<String> = OnceLock::new();
        VERSION.get_or_init(|| {
            // FNV-1a: a change is noticed, nothing is protected.
            let mix = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            let sum = RULES.as_bytes().iter().chain(Opinion::BUILT_IN).fold(0xcbf2_9ce4_8422_2325, mix);
            format!("{sum:016x}")
        })
    }

    /// The rules that come with the program, without a second opinion.
    ///
    /// # Errors
    /// Like [`Screen::parse`].
    pub fn rules_alone() -> Result<Self, ScreenError> {
        Self::parse(RULES)
    }

    /// Reads rules in the form of `data/danger`: word lists and rules of all groups in one text. All of them ring; a
    /// second opinion is not asked.
    ///
    /// # Errors
    /// Refuses the whole text when it is not TOML of that form, names an unknown word list or has an empty pattern.
    pub fn parse(toml: &str) -> Result<Self, ScreenError> {
        let rules = lexicon::parse(toml)?;
        let mut by_head: Vec<Vec<(Head, usize, usize)>> = vec![Vec::new(); Head::SHELVES];
        for (r, rule) in rules.iter().enumerate() {
            for (p, pattern) in rule.patterns.iter().enumerate() {
                for head in pattern.heads() {
                    by_head.iter_mut().skip(head.shelf()).take(1).for_each(|shelf| shelf.push((head, r, p)));
                }
            }
        }
        Ok(Self { rules, by_head, opinion: None })
    }

    /// The same rules with a second opinion from learned weights ([`learn::learn`]).
    ///
    /// # Errors
    /// When the bytes are not weights for the word families of this program.
    pub fn with_opinion(self, weights: &[u8]) -> Result<Self, ScreenError> {
        Ok(Self { opinion: Some(Opinion::read(weights)?), ..self })
    }

    /// All places of danger in `text`, in order; places of one group that overlap are one hit. Where a rule knows the
    /// words, the words are the hit; where the second opinion alone rings, the sentence is.
    pub fn screen(&self, text: &str) -> Vec<Hit> {
        let folded = Folded::dense(text);
        let thought = self.opinion.as_ref().map_or_else(Thought::default, |opinion| opinion.of(&folded));
        let mut places = Vec::new();
        for at in 0..folded.chars().len() {
            self.read_at(&folded, at, &thought, &mut places);
        }
        let known = places.clone();
        let is_known = |(group, start, end): &(Group, usize, usize)| {
            known.iter().any(|(other, from, to)| other == group && from < end && start < to)
        };
        places.extend(thought.places.into_iter().filter(|place| !is_known(place)));
        let mut hits: Vec<Hit> = merged(places).into_iter().map(|place| hit(&folded, place)).collect();
        hits.sort_by_key(|hit| (hit.start, hit.end));
        hits
    }

    fn read_at(&self, folded: &Folded, at: usize, thought: &Thought, places: &mut Vec<(Group, usize, usize)>) {
        let shelf = |head: Head| self.by_head.get(head.shelf()).into_iter().flatten().filter(move |f| f.0 == head);
        for (_, r, p) in Head::at(folded, at).flat_map(shelf) {
            let Some(rule) = self.rules.get(*r) else { continue };
            let end = rule.patterns.get(*p).and_then(|pattern| pattern.end_from(folded, at));
            let is_calm = |end: usize| rule.is_calm(folded, at, end) || (!rule.firm && thought.is_calm(at, end));
            if let Some(end) = end.filter(|end| !is_calm(*end)) {
                places.push((rule.group, at, end));
            }
        }
    }
}

/// Places of one group that overlap become one.
fn merged(mut places: Vec<(Group, usize, usize)>) -> Vec<(Group, usize, usize)> {
    places.sort_unstable();
    let mut merged: Vec<(Group, usize, usize)> = Vec::new();
    for (group, start, end) in places {
        match merged.last_mut() {
            Some((last, _, until)) if *last == group && start < *until => *until = end.max(*until),
            _ => merged.push((group, start, end)),
        }
    }
    merged
}

fn hit(folded: &Folded, (group, start, end): (Group, usize, usize)) -> Hit {
    let (start, end) = folded.place(start, end);
    Hit { group, text: folded.original(start, end), start, end }
}

#[cfg(test)]
mod tests;
