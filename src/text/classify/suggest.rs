//! What is suggested for a letter? The classifier of one city: prepared once, asked often, and told what staff decided.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use super::because::words;
use super::grams::grams;
use super::kinds::guess_kind;
use super::learned::Learned;
use super::letter::Letter;
use super::lists::{Lists, section_names};
use super::meaning::Meaning;
use super::measures::{Known, Weighed, weigh_measures};
use super::nearest::Nearest;
use super::past::Past;
use super::plan::{Example, PlanText, SectionText};
use super::sections::{City, guess_sections};
use super::terms::{Spoken, Term, Terms};
use super::{Because, Classification, MeasureGuess, SectionGuess, VERSION};

/// From this share on, 19 first suggestions of 20 were right by the runs alone …
const SURE: f32 = 0.65;
/// … and as many where the meaning was asked, too: two that agree give more of the whole to the first.
const SURE_OF_BOTH: f32 = 0.85;
/// So many words are shown at most, unless the city's own terms are more.
const REASONS: usize = 3;
/// A text with fewer known runs has not been understood.
const FAINT: usize = 8;

/// A city's plan, sections and past letters, ready to suggest from. Cheap to ask, meant to be built once.
#[derive(Debug)]
pub struct Classifier {
    plan: PlanText,
    sections: Vec<String>,
    pub(super) lists: Lists,
    pub(super) learned: Learned,
    meaning: Option<Meaning>,
    pub(super) known: Known,
    own_texts: Nearest,
    terms: RwLock<Arc<Terms>>,
    past: RwLock<Past>,
}

impl Classifier {
    /// Prepares the built-in word lists and weights for this city. With no `sections` the plan's own are taken; `examples`
    /// may be empty.
    #[must_use]
    pub fn new(plan: &PlanText, sections: &[SectionText], examples: &[Example]) -> Self {
        let learned = Learned::built_in();
        let meaning = Meaning::built_in(&learned);
        Self { meaning, ..Self::build(plan, sections, examples, learned) }
    }

    /// The same without asking what a letter means: quicker, in less memory, and right less often.
    #[must_use]
    pub fn without_meaning(self) -> Self {
        Self { meaning: None, ..self }
    }

    /// The same with other weights for meanings, learned from the letters that the others were learned from.
    ///
    /// # Errors
    /// A sentence on what is wrong with the weights.
    pub fn with_meaning(self, weights: Vec<u8>) -> Result<Self, String> {
        Ok(Self { meaning: Some(Meaning::read(Cow::Owned(weights), &self.learned)?), ..self })
    }

    /// As [`Classifier::new`], with other weights than the built-in ones: for measuring what other letters would teach.
    /// What a letter means is not asked.
    ///
    /// # Errors
    /// A sentence on what is wrong with the weights.
    pub fn with_weights(
        plan: &PlanText,
        sections: &[SectionText],
        examples: &[Example],
        weights: Vec<u8>,
    ) -> Result<Self, String> {
        Ok(Self::build(plan, sections, examples, Learned::read(Cow::Owned(weights))?))
    }

    fn build(plan: &PlanText, sections: &[SectionText], examples: &[Example], learned: Learned) -> Self {
        let names = section_names(plan, sections);
        let mut lists = Lists::new(plan, &names, sections);
        let mut own_texts = Nearest::default();
        // Their runs are all that is asked for later.
        for text in std::mem::take(&mut lists.own_texts) {
            own_texts.add(&learned.runs(&grams(&text)));
        }
        let mut past = Past::default();
        examples.iter().for_each(|example| past.learn(example.clone(), &learned));
        Self {
            known: Known::new(plan, &learned),
            plan: plan.clone(),
            sections: names,
            lists,
            learned,
            meaning: None,
            own_texts,
            terms: RwLock::default(),
            past: RwLock::new(past),
        }
    }

    /// Takes the city's own key terms into account.
    #[must_use]
    pub fn with_terms(self, terms: &[Term]) -> Self {
        self.use_terms(terms);
        self
    }

    /// Takes other key terms into account from the next letter on.
    pub fn use_terms(&self, terms: &[Term]) {
        *self.terms.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(self.terms_of(terms));
    }

    fn terms(&self) -> Arc<Terms> {
        Arc::clone(&self.terms.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Other key terms made ready for this city: to ask what they would change, with [`Classifier::classify_with`].
    #[must_use]
    pub fn terms_of(&self, terms: &[Term]) -> Terms {
        Terms::new(&self.plan, terms)
    }

    /// Learns what staff decided about a letter; it counts from the next letter on. The same id again corrects it.
    pub fn learn(&self, example: Example) {
        self.past.write().unwrap_or_else(PoisonError::into_inner).learn(example, &self.learned);
    }

    /// Forgets a letter that was given or learned: its text was erased.
    pub fn forget(&self, id: &str) {
        self.past.write().unwrap_or_else(PoisonError::into_inner).forget(id);
    }

    /// Suggests for one letter. Any text is accepted, also an empty one.
    #[must_use]
    pub fn classify(&self, text: &str) -> Classification {
        self.suggest(text, &self.terms(), false)
    }

    /// Suggests as if no past letter had this very text: for honest figures on letters that are among the examples.
    #[must_use]
    pub fn classify_as_new(&self, text: &str) -> Classification {
        self.suggest(text, &self.terms(), true)
    }

    /// As [`Classifier::classify_as_new`], with these key terms instead of the ones in use.
    #[must_use]
    pub fn classify_with(&self, text: &str, terms: &Terms) -> Classification {
        self.suggest(text, terms, true)
    }

    fn suggest(&self, text: &str, terms: &Terms, new: bool) -> Classification {
        let past = self.past.read().unwrap_or_else(PoisonError::into_inner);
        let letter = Letter::read(text, (&self.learned, self.meaning.as_ref()), &self.lists, &past, new);
        let own = self.own_texts.alike(&letter.runs);
        let mut weighed = weigh_measures(&letter, &self.plan, &self.known, &own);
        let spoken = terms.spoken(&letter);
        spoken.move_shares(&mut weighed.shares);
        let shares = &weighed.shares;
        let mut order: Vec<usize> = (0..self.plan.measures.len()).collect();
        order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
        let best = order.first().map_or(0.0, |first| shares[*first]);
        let outside_share = shares.last().copied().unwrap_or_default();
        let faint = is_faint(&letter) && !spoken.is_clear();
        // A text that says nothing belongs to no measure; it is unsure, so nothing stands chosen for it.
        let outside = outside_share > 0.5 || faint;
        let (kind, kind_because) = guess_kind(&letter, &self.lists);
        Classification {
            measures: order
                .iter()
                .take(5)
                .enumerate()
                .filter(|(i, m)| *i < 3 || shares[**m] >= 0.05)
                .map(|(_, m)| self.guess(*m, &letter, &weighed, &spoken))
                .collect(),
            outside,
            outside_score: outside_share,
            outside_because: spoken.because(self.plan.measures.len(), &letter),
            unsure: faint || best.max(outside_share) < self.sure(&spoken),
            sections: self.sections(&letter, &weighed, &spoken),
            kind,
            kind_because,
            version: VERSION,
        }
    }

    /// From which share on the first suggestion is sure; the city's own terms are trusted as far as ever.
    fn sure(&self, spoken: &Spoken<'_>) -> f32 {
        if self.meaning.is_some() && !spoken.is_clear() { SURE_OF_BOTH } else { SURE }
    }

    fn city(&self) -> City<'_> {
        let (plan, sections, lists) = (&self.plan, self.sections.as_slice(), &self.lists);
        City { plan, sections, lists, learned: &self.learned, known: &self.known }
    }

    fn sections(&self, letter: &Letter<'_>, weighed: &Weighed, spoken: &Spoken<'_>) -> Vec<SectionGuess> {
        let mut sections = spoken.move_sections(guess_sections(letter, weighed, self.city()), &self.sections);
        for section in &mut sections {
            let words = std::mem::take(&mut section.because);
            section.because = behind(spoken.because_of_section(&section.name, letter), words);
            let nearest = letter.alike.nearest(|e| e.sections.first() == Some(&section.name));
            section.because.extend(nearest.map(|id| Because::Case { id: id.to_owned() }));
        }
        sections
    }

    fn guess(&self, measure: usize, letter: &Letter<'_>, weighed: &Weighed, spoken: &Spoken<'_>) -> MeasureGuess {
        let code = &self.plan.measures[measure].code;
        let matters = self.known.measures[measure].iter();
        let likeliest = matters.max_by(|a, b| letter.learned[**a].total_cmp(&letter.learned[**b]));
        let speak = likeliest.map(|matter| self.learned.speak(&letter.runs, *matter));
        let others = words(&letter.words[measure].hits, &speak.unwrap_or_default(), letter);
        let mut because = behind(spoken.because(measure, letter), others);
        let nearest = letter.alike.nearest(|e| e.measures.contains(code));
        because.extend(nearest.map(|id| Because::Case { id: id.to_owned() }));
        MeasureGuess { code: code.clone(), score: round(weighed.shares[measure]), because }
    }
}

/// The city's own terms, and behind them as many other words as there is room for.
fn behind(mut terms: Vec<Because>, words: Vec<Because>) -> Vec<Because> {
    let room = REASONS.saturating_sub(terms.len());
    let others = words.into_iter().filter(|word| !terms.iter().any(|term| term.meets(word)));
    let others: Vec<Because> = others.take(room).collect();
    terms.extend(others);
    terms
}

/// Hardly anything in it is known.
fn is_faint(letter: &Letter<'_>) -> bool {
    let runs = letter.runs.iter().filter(|run| run.row.is_some()).count();
    runs < FAINT && letter.words.iter().all(|words| words.score <= 0.0)
}

/// Three places are enough to compare, and the same on every machine.
fn round(score: f32) -> f32 {
    (score * 1000.0).round() / 1000.0
}
