//! What do the city's own key terms say about a letter? Words, places, events and institutions that staff entered move
//! the shares that lists, weights and past letters gave; a strong one leads. It reads no rules and keeps no history.

use super::Because;
use super::SectionGuess;
use super::fold::Folded;
use super::letter::Letter;
use super::lexicon::{ClassWords, Lexicon, Occurrence, Sets, WordList, inside};
use super::plan::PlanText;

/// What a term of each weight adds to its target, in the powers that the shares are made from.
const WEIGHT: [f32; 3] = [0.8, 2.0, 4.0];
/// What the first, second, … strongest term for one target counts; later terms count as the last.
const FADE: [f32; 4] = [1.0, 0.6, 0.4, 0.25];
/// By how much a target of a strong term leads all targets without one.
const LEAD: f32 = 2.5;
/// What a section has that nothing else speaks for.
const LEAST: f32 = 0.003;
/// So many sections are named at most.
const SECTIONS: usize = 3;

/// How much a key term says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermWeight {
    /// A hint: it decides only between near equals.
    Weak,
    /// It speaks clearly.
    Normal,
    /// It names the matter: it leads whatever the built-in lists say.
    Strong,
}

/// What a key term speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermTarget {
    /// A measure by its code.
    Measure(String),
    /// The plan has nothing for it.
    Outside,
}

/// A key term of the city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As residents write it; other spellings that folding makes equal are met too.
    pub word: String,
    /// What it speaks for in the plan, if for anything.
    pub target: Option<TermTarget>,
    /// Name of the section it speaks for, if for one.
    pub section: Option<String>,
    /// How much.
    pub weight: TermWeight,
    /// The term says nothing in a letter with one of these words.
    pub unless: Vec<String>,
}

/// Terms made ready for one plan. A target that the plan does not have is passed over.
#[derive(Debug, Default)]
pub struct Terms {
    terms: Vec<Ready>,
    /// One class a term; the classes behind them are the words that silence a term.
    words: Lexicon,
}

#[derive(Debug)]
struct Ready {
    /// Place among the shares: a measure's, or the last one for outside.
    share: Option<usize>,
    section: Option<String>,
    weight: TermWeight,
    /// Classes of the words that silence it.
    unless: Vec<usize>,
}

/// A term that was met.
#[derive(Debug, Clone, Copy)]
struct Met {
    term: usize,
    start: usize,
    len: usize,
}

/// The terms that a letter holds.
#[derive(Debug)]
pub(crate) struct Spoken<'a> {
    terms: &'a Terms,
    met: Vec<Met>,
}

impl Terms {
    /// Prepares terms for a plan.
    #[must_use]
    pub fn new(plan: &PlanText, terms: &[Term]) -> Self {
        let mut silencers: Vec<&str> = terms.iter().flat_map(|term| &term.unless).map(String::as_str).collect();
        silencers.sort_unstable();
        silencers.dedup();
        let words = terms.iter().map(|term| term.word.as_str()).chain(silencers.iter().copied());
        let list = WordList { masks: String::new(), class: words.map(class).collect() };
        let ready = |term: &Term| Ready {
            share: term.target.as_ref().and_then(|target| place(plan, target)),
            section: term.section.clone(),
            weight: term.weight,
            unless: term
                .unless
                .iter()
                .filter_map(|word| silencers.binary_search(&word.as_str()).ok())
                .map(|silencer| terms.len() + silencer)
                .collect(),
        };
        Self { terms: terms.iter().map(ready).collect(), words: Lexicon::new(&list, &Sets::new()).unwrap_or_default() }
    }

    /// Whether a text holds one of the terms' words: other letters cannot change with them.
    #[must_use]
    pub fn touch(&self, text: &str) -> bool {
        !self.terms.is_empty() && self.words.find(&Folded::new(text).chars).iter().any(|o| self.terms_of(o).count() > 0)
    }

    /// Looks for the terms in a letter. A term inside a longer one that is met at the same place says nothing.
    pub(crate) fn spoken(&self, letter: &Letter<'_>) -> Spoken<'_> {
        if self.terms.is_empty() {
            return Spoken { terms: self, met: Vec::new() };
        }
        let found = self.words.find(&letter.folded.chars);
        let classes = |o: &Occurrence| self.words.votes[o.word].iter().map(|(class, _)| *class);
        let said: Vec<usize> = found.iter().flat_map(classes).collect();
        let speaks = |term: &usize| !self.terms[*term].unless.iter().any(|class| said.contains(class));
        let spans: Vec<Occurrence> = found.iter().copied().filter(|o| self.terms_of(o).any(|t| speaks(&t))).collect();
        let mut met: Vec<Met> = Vec::new();
        for span in spans.iter().filter(|span| !spans.iter().any(|large| inside(span, large))) {
            for term in self.terms_of(span).filter(speaks) {
                if !met.iter().any(|seen| seen.term == term) {
                    met.push(Met { term, start: span.start, len: span.len });
                }
            }
        }
        Spoken { terms: self, met }
    }

    fn terms_of(&self, occurrence: &Occurrence) -> impl Iterator<Item = usize> {
        let classes = self.words.votes[occurrence.word].iter().map(|(class, _)| *class);
        classes.filter(|class| *class < self.terms.len())
    }
}

impl Spoken<'_> {
    /// A term that is more than a hint was met: the letter has been understood.
    pub(crate) fn is_clear(&self) -> bool {
        self.met.iter().any(|met| self.terms.terms[met.term].weight > TermWeight::Weak)
    }

    /// Moves each measure's share, and the last one, which is that of outside; they make 1 again.
    pub(crate) fn move_shares(&self, shares: &mut [f32]) {
        let targets = |place: usize| self.weights(move |term| term.share == Some(place));
        let voices: Vec<Vec<TermWeight>> = (0..shares.len()).map(targets).collect();
        if voices.iter().all(Vec::is_empty) {
            return;
        }
        let counts: Vec<f32> = shares
            .iter()
            .zip(&voices)
            .map(|(share, voices)| share.max(f32::MIN_POSITIVE).ln() + count(voices))
            .collect();
        shares.copy_from_slice(&super::measures::shares(&led(counts, &voices)));
    }

    /// Moves the sections' scores; a section that only a term names joins them.
    pub(crate) fn move_sections(&self, guesses: Vec<SectionGuess>, known: &[String]) -> Vec<SectionGuess> {
        let named = self.met.iter().filter_map(|met| self.terms.terms[met.term].section.as_ref());
        let named: Vec<&String> = named.filter(|name| known.contains(name)).collect();
        if named.is_empty() {
            return guesses;
        }
        let mut all = guesses;
        for name in named {
            if !all.iter().any(|guess| guess.name == *name) {
                all.push(SectionGuess { name: name.clone(), score: LEAST, because: Vec::new() });
            }
        }
        let of = |guess: &SectionGuess| self.weights(|term| term.section.as_ref() == Some(&guess.name));
        let voices: Vec<Vec<TermWeight>> = all.iter().map(of).collect();
        let counts =
            all.iter().zip(&voices).map(|(guess, voices)| guess.score.max(f32::MIN_POSITIVE).ln() + count(voices));
        let scores = super::measures::shares(&led(counts.collect(), &voices));
        all.iter_mut().zip(scores).for_each(|(guess, score)| guess.score = score);
        // A stable order: equal scores stay as they stood.
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(SECTIONS);
        all
    }

    /// The words that speak for a share, as reasons.
    pub(crate) fn because(&self, place: usize, letter: &Letter<'_>) -> Vec<Because> {
        self.reasons(|term| term.share == Some(place), letter)
    }

    /// The words that speak for a section.
    pub(crate) fn because_of_section(&self, name: &str, letter: &Letter<'_>) -> Vec<Because> {
        self.reasons(|term| term.section.as_deref() == Some(name), letter)
    }

    fn reasons(&self, of: impl Fn(&Ready) -> bool, letter: &Letter<'_>) -> Vec<Because> {
        let mut met: Vec<&Met> = self.met.iter().filter(|met| of(&self.terms.terms[met.term])).collect();
        met.sort_by_key(|met| (std::cmp::Reverse(self.terms.terms[met.term].weight), met.start));
        met.dedup_by_key(|met| met.start);
        let reason = |met: &Met| {
            let (start, end) = letter.folded.original(met.start, met.len);
            Because::Words { text: letter.text.chars().skip(start).take(end - start).collect(), start, end }
        };
        met.into_iter().map(reason).collect()
    }

    /// The weights of the met terms of a target, strongest first.
    fn weights(&self, of: impl Fn(&Ready) -> bool) -> Vec<TermWeight> {
        let met = self.met.iter().map(|met| &self.terms.terms[met.term]).filter(|term| of(term));
        let mut weights: Vec<TermWeight> = met.map(|term| term.weight).collect();
        weights.sort_unstable_by(|a, b| b.cmp(a));
        weights
    }
}

/// What the terms of a target count together: the strongest in full, the others less.
fn count(voices: &[TermWeight]) -> f32 {
    let fade = |i: usize| FADE.get(i).or(FADE.last()).copied().unwrap_or(1.0);
    voices.iter().enumerate().map(|(i, weight)| WEIGHT[*weight as usize] * fade(i)).sum()
}

/// Lifts the targets of strong terms above all others; among themselves they keep their order.
fn led(mut counts: Vec<f32>, voices: &[Vec<TermWeight>]) -> Vec<f32> {
    let strong = |voices: &Vec<TermWeight>| voices.first() == Some(&TermWeight::Strong);
    let highest = |wanted: bool| {
        let group = counts.iter().zip(voices).filter(|(_, voices)| strong(voices) == wanted);
        group.map(|(count, _)| *count).fold(f32::MIN, f32::max)
    };
    let (best_strong, best_other) = (highest(true), highest(false));
    let lift = (best_other + LEAD - best_strong).max(0.0);
    if best_strong > f32::MIN && best_other > f32::MIN {
        let lifted = counts.iter_mut().zip(voices).filter(|(_, voices)| strong(voices));
        lifted.for_each(|(count, _)| *count += lift);
    }
    counts
}

/// A class of one word.
fn class(word: &str) -> ClassWords {
    let whole: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    ClassWords { id: whole.clone(), words: [("1".to_owned(), whole)].into(), ..ClassWords::default() }
}

fn place(plan: &PlanText, target: &TermTarget) -> Option<usize> {
    match target {
        TermTarget::Measure(code) => plan.measures.iter().position(|measure| measure.code == *code),
        TermTarget::Outside => Some(plan.measures.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Classifier;
    use super::*;

    fn plan() -> PlanText {
        PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap()
    }

    fn term(word: &str, target: &str, weight: TermWeight) -> Term {
        let target = match target {
            "" => None,
            "none" => Some(TermTarget::Outside),
            code => Some(TermTarget::Measure(code.to_owned())),
        };
        Term { word: word.to_owned(), target, section: None, weight, unless: Vec::new() }
    }

    fn first(terms: &[Term], text: &str) -> String {
        let got = Classifier::new(&plan(), &[], &[]).with_terms(terms).classify(text);
        if got.outside { "none".to_owned() } else { got.measures[0].code.clone() }
    }

    #[test]
    fn a_strong_term_beats_what_the_built_in_lists_say() {
        use TermWeight::Strong;
        let letters = [
            ("ホームページの字が小さくて読めません。ぽんぽこ広場の時間も載せてください。", "1301"),
            ("家の前の市道に大きな穴があいています。ぽんぽこ広場の横です。", "none"),
        ];
        for (letter, built_in) in letters {
            assert_eq!(first(&[], letter), built_in);
            assert_eq!(first(&[term("ぽんぽこ広場", "1305", Strong)], letter), "1305");
        }
        assert_eq!(first(&[term("ホームページ", "none", Strong)], letters[0].0), "none");
    }

    #[test]
    fn a_weak_term_does_not_turn_a_clear_letter() {
        let letter = "ホームページの字が小さくて読めません。ぽんぽこ広場の時間も載せてください。";
        assert_eq!(first(&[term("ぽんぽこ広場", "1305", TermWeight::Weak)], letter), "1301");
    }

    #[test]
    fn a_term_is_met_in_other_spellings_and_marked_where_it_stands() {
        let terms = [term("ポンポコ バス", "1305", TermWeight::Strong)];
        let got = Classifier::new(&plan(), &[], &[]).with_terms(&terms).classify("😀ﾎﾟﾝﾎﾟｺﾊﾞｽが来ません");
        let marked = Because::Words { text: "ﾎﾟﾝﾎﾟｺﾊﾞｽ".to_owned(), start: 1, end: 10 };
        assert_eq!((got.measures[0].code.as_str(), &got.measures[0].because[0]), ("1305", &marked));
        assert!(!got.unsure);
    }

    #[test]
    fn outside_has_its_reasons_too() {
        let terms = [term("ぽんぽこ踏切", "none", TermWeight::Strong)];
        let got = Classifier::new(&plan(), &[], &[]).with_terms(&terms).classify("ぽんぽこ踏切が開かない");
        let marked = Because::Words { text: "ぽんぽこ踏切".to_owned(), start: 0, end: 6 };
        assert_eq!((got.outside, got.unsure, got.outside_because), (true, false, vec![marked]));
    }

    #[test]
    fn a_silencing_word_and_a_longer_term_silence_a_term() {
        let letter = "ぽんぽこ広場のトイレが壊れています。";
        let mut silenced = term("ぽんぽこ広場", "1305", TermWeight::Strong);
        silenced.unless = vec!["トイレ".to_owned()];
        assert_eq!(first(&[silenced.clone()], letter), first(&[], letter));
        assert_eq!(first(&[silenced], "ぽんぽこ広場がせまい。"), "1305");
        let nested = [term("広場", "1305", TermWeight::Strong), term("ぽんぽこ広場", "1501", TermWeight::Strong)];
        assert_eq!(first(&nested, letter), "1501");
    }

    #[test]
    fn a_strong_term_names_the_first_section() {
        let mut named = term("ぽんぽこ広場", "", TermWeight::Strong);
        named.section = Some("市民協働課".to_owned());
        let letter = "ホームページの字が小さい。ぽんぽこ広場も。";
        let got = Classifier::new(&plan(), &[], &[]).with_terms(&[named.clone()]).classify(letter);
        assert_eq!((got.sections[0].name.as_str(), got.sections.len()), ("市民協働課", 3));
        let marked = Because::Words { text: "ぽんぽこ広場".to_owned(), start: 13, end: 19 };
        assert_eq!(got.sections[0].because.first(), Some(&marked), "a section has its reasons too");
        assert_eq!(got.measures[0].code, "1301", "a term for a section says nothing of the measure");
        named.section = Some("ない課".to_owned());
        let got = Classifier::new(&plan(), &[], &[]).with_terms(&[named]).classify(letter);
        assert!(got.sections.iter().all(|section| section.name != "ない課"));
    }

    #[test]
    fn terms_of_another_plan_and_no_terms_change_nothing() {
        let letter = "ぽんぽこ広場の時間を知りたいです。";
        let bare = Classifier::new(&plan(), &[], &[]).classify(letter);
        for terms in [vec![], vec![term("ぽんぽこ広場", "9999", TermWeight::Strong)]] {
            let got = Classifier::new(&plan(), &[], &[]).with_terms(&terms).classify(letter);
            assert_eq!(got.measures, bare.measures);
        }
    }

    #[test]
    fn only_letters_with_a_terms_word_are_touched() {
        let terms = Terms::new(&plan(), &[term("ぽんぽこ", "1305", TermWeight::Weak)]);
        assert!(terms.touch("ﾎﾟﾝﾎﾟｺではなく、ぽんぽこ") && !terms.touch("広場のこと"));
        assert!(!Terms::default().touch("何でも"));
    }
}
