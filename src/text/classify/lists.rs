//! Which word lists hold for this city? The built-in lists are met with the plan's measures and the city's sections.

use std::collections::BTreeMap;

use super::fold::Folded;
use super::grams::name;
use super::lexicon::{ClassWords, Lexicon, Sets, WordList};
use super::plan::{MeasureText, PlanText, SectionText};

/// The kinds in the order in which they win when equal.
pub(crate) const KINDS: [&str; 6] = ["request", "opinion", "proposal", "complaint", "question", "thanks"];

/// The lists whose counts are part of what is learned: sets, measures, topics outside.
pub(crate) const LEARNED_WITH: [&str; 3] = [
    include_str!("../data/lexicon/sets.toml"),
    include_str!("../data/lexicon/measures.toml"),
    include_str!("../data/lexicon/outside.toml"),
];

/// The word lists of one city.
#[derive(Debug)]
pub(crate) struct Lists {
    /// Classes: the plan's measures first, then the topics outside the plan.
    pub(crate) words: Lexicon,
    /// Sections in charge of each topic outside the plan, best first.
    pub(crate) topics: Vec<Vec<String>>,
    /// The classes' names as learned rows have them.
    pub(crate) names: Vec<u32>,
    pub(crate) sections: Lexicon,
    pub(crate) kinds: Lexicon,
    /// Each measure's listed words and the plan's own, as one text.
    pub(crate) own_texts: Vec<Folded>,
}

impl Lists {
    /// Prepares the built-in lists; `names` are the city's sections.
    pub(crate) fn new(plan: &PlanText, names: &[String], sections: &[SectionText]) -> Self {
        let [sets, measures, outside] = LEARNED_WITH;
        let (sets, measures, outside): (Sets, WordList, WordList) = (read(sets), read(measures), read(outside));
        let mut by_name: BTreeMap<String, ClassWords> =
            measures.class.into_iter().map(|class| (class.name.clone(), class)).collect();
        let mut class: Vec<ClassWords> =
            plan.measures.iter().map(|m| by_name.remove(&m.name).unwrap_or_default()).collect();
        let own_texts = class.iter().zip(&plan.measures).map(|(class, measure)| own_text(class, measure)).collect();
        let topics = outside.class.iter().map(|topic| topic.sections.clone()).collect();
        class.extend(outside.class);
        let list = WordList { masks: [measures.masks, outside.masks].join(" "), class };
        let classes = list.class.iter().map(|class| name(&class.id)).collect();
        Self {
            names: classes,
            words: Lexicon::new(&list, &sets).unwrap_or_default(),
            topics,
            sections: section_lexicon(names, sections, &sets),
            kinds: kind_lexicon(&sets),
            own_texts,
        }
    }
}

/// A built-in list. A test proves that all of them can be read; an unreadable one would be empty.
fn read<T: serde::de::DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

/// The plan's words and the listed words of a class as one text: near spellings of listed words are found by their runs.
fn own_text(class: &ClassWords, measure: &MeasureText) -> Folded {
    let listed = class.words.iter().filter(|(weight, _)| !weight.starts_with('-')).map(|(_, words)| words.as_str());
    let planned = measure.items.iter().map(String::as_str);
    let mut text = String::new();
    for word in listed.flat_map(str::split_whitespace).chain(planned) {
        text.push_str(word);
        text.push('。');
    }
    Folded::new(&text)
}

/// The sections given, then those that only the plan names.
pub(crate) fn section_names(plan: &PlanText, sections: &[SectionText]) -> Vec<String> {
    let given = sections.iter().map(|section| &section.name);
    let planned = plan.measures.iter().flat_map(|measure| &measure.sections);
    let mut names: Vec<String> = Vec::new();
    for name in given.chain(planned) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// The built-in words of each section and the words of its duties.
fn section_lexicon(names: &[String], sections: &[SectionText], sets: &Sets) -> Lexicon {
    let mut list: WordList = read(include_str!("../data/lexicon/sections.toml"));
    let mut built_in: BTreeMap<String, ClassWords> =
        list.class.drain(..).map(|class| (class.id.clone(), class)).collect();
    for name in names {
        let mut class =
            built_in.remove(name).unwrap_or_else(|| ClassWords { id: name.clone(), ..ClassWords::default() });
        let duties = sections.iter().filter(|s| s.name == *name).flat_map(|s| &s.duties);
        let words: Vec<&str> = duties.map(String::as_str).collect();
        class.words.entry("2.0".to_owned()).or_default().push_str(&words.join(" "));
        list.class.push(class);
    }
    Lexicon::new(&list, sets).unwrap_or_default()
}

/// The words of each kind, in the order of [`KINDS`].
fn kind_lexicon(sets: &Sets) -> Lexicon {
    let mut list: WordList = read(include_str!("../data/lexicon/kinds.toml"));
    list.class.sort_by_key(|class| KINDS.iter().position(|kind| *kind == class.id));
    Lexicon::new(&list, sets).unwrap_or_default()
}
