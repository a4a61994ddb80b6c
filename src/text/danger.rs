//! Must a person read this today? Words of danger in a resident's text.
//!
//! Rules, not statistics: the lexicon (`data/danger.toml`) says which words together mean danger and which surroundings
//! make them harmless. A miss costs a life, a false alarm a minute: when in doubt, it rings. It does not judge, send or block.

mod lexicon;
mod pattern;

use std::sync::OnceLock;

use crate::normalize::Folded;
use lexicon::Rule;
pub use lexicon::ScreenError;
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

impl Group {
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

/// A lexicon, ready to read texts.
#[derive(Debug, Default)]
pub struct Screen {
    rules: Vec<Rule>,
    /// Rule and pattern under the heads they may begin with; the place in the list is [`Head::shelf`].
    by_head: Vec<Vec<(Head, usize, usize)>>,
}

impl Screen {
    /// The lexicon that comes with the program. A test keeps it readable.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Screen> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::parse(include_str!("data/danger.toml")).unwrap_or_default())
    }

    /// Reads a lexicon in the form of `data/danger.toml`.
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
        Ok(Self { rules, by_head })
    }

    /// All places of danger in `text`, in order; places of one group that overlap are one hit.
    pub fn screen(&self, text: &str) -> Vec<Hit> {
        let folded = Folded::dense(text);
        let mut places = Vec::new();
        for at in 0..folded.chars().len() {
            self.read_at(&folded, at, &mut places);
        }
        places.sort_unstable();
        let mut merged: Vec<(Group, usize, usize)> = Vec::new();
        for (group, start, end) in places {
            match merged.last_mut() {
                Some((last, _, until)) if *last == group && start < *until => *until = end.max(*until),
                _ => merged.push((group, start, end)),
            }
        }
        let mut hits: Vec<Hit> = merged.into_iter().map(|place| hit(&folded, place)).collect();
        hits.sort_by_key(|hit| (hit.start, hit.end));
        hits
    }

    fn read_at(&self, folded: &Folded, at: usize, places: &mut Vec<(Group, usize, usize)>) {
        let shelf = |head: Head| self.by_head.get(head.shelf()).into_iter().flatten().filter(move |f| f.0 == head);
        for (_, r, p) in Head::at(folded, at).flat_map(shelf) {
            let Some(rule) = self.rules.get(*r) else { continue };
            let end = rule.patterns.get(*p).and_then(|pattern| pattern.end_from(folded, at));
            if let Some(end) = end.filter(|end| !rule.is_calm(folded, at, *end)) {
                places.push((rule.group, at, end));
            }
        }
    }
}

fn hit(folded: &Folded, (group, start, end): (Group, usize, usize)) -> Hit {
    let (start, end) = folded.place(start, end);
    Hit { group, text: folded.original(start, end), start, end }
}

#[cfg(test)]
mod tests;
