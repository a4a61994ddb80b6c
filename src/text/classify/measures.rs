//! How strongly does everything together speak for each measure, and for "outside the plan"? A sum of what the listed words,
//! the learned runs and the past letters count, and its shares of 1.

use super::learned::Learned;
use super::letter::Letter;
use super::past::rank;
use super::plan::PlanText;

/// What a past letter counts, for its likeness beyond what is common.
const LIKE: f32 = 15.0;
/// How much the likeliest of a measure's matters counts beside its others: with 1 a measure that many sections share would be
/// likely only because it is divided into many.
const SHARP: f32 = 2.0;
/// Where the learned matters decide, outside may even be a little behind: chosen so that 1 letter in 18 is wrongly outside. When
/// the share of the bank's letters outside the plan changes, it changes with the logarithm of their odds.
const LEARNED_INSIDE_FIRST: f32 = -0.15;
/// What a listed word of weight 1 counts where nothing was learned.
const WORD: f32 = 0.55;
/// What the class's own text counts there, at a likeness of 1.
const OWN: f32 = 30.0;
/// By how much a topic outside must lead there: a wrong "outside" hides the measure, a wrong measure is seen at once.
const INSIDE_FIRST: f32 = 0.8;

/// Which learned matters belong to which measure of the plan? Met by name, so that a plan with other codes keeps its weights.
#[derive(Debug)]
pub(crate) struct Known {
    /// For each measure of the plan its learned matters; none if nothing was learned of it.
    pub(crate) measures: Vec<Vec<usize>>,
    /// The learned matters outside the plan.
    pub(crate) outside: Vec<usize>,
    /// How much of the plan was learned: what is outside *another* plan was not.
    share: f32,
}

impl Known {
    pub(crate) fn new(plan: &PlanText, learned: &Learned) -> Self {
        let of = |measure: Option<&String>| -> Vec<usize> {
            let matters = learned.head.matters.iter().enumerate();
            matters.filter(|(_, matter)| matter.measure.as_ref() == measure).map(|(i, _)| i).collect()
        };
        let measures: Vec<Vec<usize>> = plan.measures.iter().map(|m| of(Some(&m.name))).collect();
        let learned = measures.iter().filter(|matters| !matters.is_empty()).count();
        let share = learned as f32 / measures.len().max(1) as f32;
        Self { measures, outside: of(None), share }
    }
}

/// What speaks for each measure and for outside.
#[derive(Debug)]
pub(crate) struct Weighed {
    /// What the listed words count for each topic outside.
    pub(crate) topics: Vec<f32>,
    /// Each measure's share of 1, and last that of outside.
    pub(crate) shares: Vec<f32>,
}

/// Weighs a letter. `own` is how alike the letter is to each measure's own text.
pub(crate) fn weigh_measures(letter: &Letter<'_>, plan: &PlanText, known: &Known, own: &[f32]) -> Weighed {
    let (listed, topics) = letter.words.split_at(plan.measures.len());
    let mut totals = Vec::with_capacity(plan.measures.len() + 1);
    for (measure, text) in plan.measures.iter().enumerate() {
        let spoken = match known.measures[measure].as_slice() {
            [] => WORD * listed[measure].score + OWN * own.get(measure).unwrap_or(&0.0),
            matters => log_sum(letter, matters, SHARP),
        };
        totals.push(spoken + LIKE * letter.alike.of(|e| rank(&e.measures, &text.code)));
    }
    let topics: Vec<f32> = topics.iter().map(|topic| topic.score).collect();
    let topic = topics.iter().copied().fold(0.0, f32::max);
    let unplanned = letter.alike.of(|e| if e.measures.is_empty() { 1.0 } else { 0.0 });
    let learned = known.share * (log_sum(letter, &known.outside, 1.0) - LEARNED_INSIDE_FIRST);
    totals.push(learned + (1.0 - known.share) * (WORD * topic - INSIDE_FIRST) + LIKE * unplanned);
    Weighed { topics, shares: shares(&totals) }
}

/// The logarithm of the sum of powers: several matters that are likely together count together, the sharper the less.
fn log_sum(letter: &Letter<'_>, matters: &[usize], sharp: f32) -> f32 {
    let counts = matters.iter().map(|matter| letter.learned[*matter]);
    let top = counts.clone().fold(f32::MIN, f32::max);
    if matters.is_empty() { 0.0 } else { top + counts.map(|c| ((c - top) * sharp).exp()).sum::<f32>().ln() / sharp }
}

/// Counts as shares of 1.
pub(crate) fn shares(totals: &[f32]) -> Vec<f32> {
    let top = totals.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = totals.iter().map(|total| (total - top).exp()).collect();
    let all = powers.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    powers.into_iter().map(|power| power / all).collect()
}
