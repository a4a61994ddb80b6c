//! Which matters do many voices speak of? Voices are put into groups of opinions (意見グループ) by what they are about, with
//! labels taken from their own words, a tree over the groups and a place for each on a map. It does not know who wrote
//! them, and a group is no stance: those for and against a matter stand together.
//!
//! The same voices give the same bytes, in whatever order they come and on however many threads: sums have a fixed order,
//! randomness a fixed seed, and threads share nothing but what they read.

mod embed;
mod features;
mod group;
mod label;
mod layout;
mod matrix;
mod near;
mod random;
mod rows;
#[cfg(test)]
mod tests;
mod tree;

pub use label::Word;
pub use layout::{HEIGHT, WIDTH, around, radius};

use crate::classify::Classifier;

/// Changes whenever the same voices may get another map.
pub const VERSION: &str = "topic-2026.11.1";

/// Fewer voices make no map.
pub const FEWEST: usize = 12;

/// A voice as the map reads it.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// Its key; keys are unique.
    pub id: i64,
    /// Its words; personal details are masked before.
    pub text: &'a str,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    /// The groups, the largest first; neighbours of one theme keep their own order.
    pub groups: Vec<Group>,
    /// Voices that stand alone, by key.
    pub ungrouped: Vec<i64>,
    /// How many themes the groups belong to.
    pub themes: usize,
}

/// Voices about one matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// The words that tell it from the others, most telling first.
    pub words: Vec<Word>,
    /// The keys of its voices, the most typical first.
    pub members: Vec<i64>,
    /// The theme (まとまり) it belongs to, counted from 0.
    pub theme: usize,
    /// Its place on a field of [`WIDTH`] × [`HEIGHT`].
    pub x: i32,
    /// See `x`.
    pub y: i32,
}

/// How far the work is: hundredths.
pub type Progress<'a> = &'a mut dyn FnMut(u8);

/// Makes the map of these voices. `classifier` tells how each leans among the matters that it has learned.
#[must_use]
pub fn map(voices: &[Voice<'_>], classifier: &Classifier, progress: Progress<'_>) -> Map {
    let mut voices = voices.to_vec();
    voices.sort_by_key(|voice| voice.id);
    if voices.len() < FEWEST {
        return Map { ungrouped: voices.iter().map(|voice| voice.id).collect(), ..Map::default() };
    }
    let texts: Vec<&str> = voices.iter().map(|voice| voice.text).collect();
    let places = embed::places(&texts, classifier);
    progress(50);
    let near = near::nearest(&places, near::how_many(voices.len()));
    progress(80);
    let found = group::groups(&near, &places);
    let centres: Vec<Vec<f32>> = found.iter().map(|members| places.mean(members)).collect();
    let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
    let themes = tree::themes(&centres, &sizes);
    let at = layout::place(&centres, &sizes, &themes);
    progress(90);
    let words = label::words(&texts, &found);
    let mut alone = vec![true; voices.len()];
    found.iter().flatten().for_each(|member| alone[*member] = false);
    let groups = found.iter().zip(words).zip(at).zip(&themes).map(|(((members, words), (x, y)), theme)| Group {
        words: words.into_iter().map(|word| word.with_ids(&voices)).collect(),
        members: members.iter().map(|member| voices[*member].id).collect(),
        theme: *theme,
        x,
        y,
    });
    Map {
        groups: groups.collect(),
        ungrouped: voices.iter().zip(&alone).filter(|(_, alone)| **alone).map(|(voice, _)| voice.id).collect(),
        themes: themes.iter().max().map_or(0, |most| most + 1),
    }
}
