//! Whether suggestions keep what `README.md` promises: format, places, stability, abstaining, and the figures.

use proptest::prelude::*;

use super::*;

fn plan() -> PlanText {
    PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap()
}

fn examples() -> Vec<Example> {
    let lines = include_str!("../../../config/demo/opinions.jsonl").lines();
    lines.map(|line| Example::from_json(line).unwrap()).collect()
}

/// How often the suggestions were right, as parts of 1.
#[derive(Debug, Default)]
struct Figures {
    top1: f32,
    top3: f32,
    outside_found: f32,
    outside_false: f32,
    section: f32,
    kind: f32,
}

/// Asks about each letter; `learn` gives the examples that may be used for it.
fn figures(learn: impl Fn(usize) -> Vec<Example>, folds: usize) -> Figures {
    let (plan, all) = (plan(), examples());
    let (mut f, mut inside, mut outside, mut routed) = (Figures::default(), 0.0, 0.0, 0.0);
    let as_part = |yes: bool| if yes { 1.0 } else { 0.0 };
    for fold in 0..folds {
        let classifier = Classifier::new(&plan, &[], &learn(fold));
        for letter in all.iter().enumerate().filter(|(i, _)| i % folds == fold).map(|(_, letter)| letter) {
            let got = classifier.classify(&letter.text);
            let right = |m: &MeasureGuess| letter.measures.contains(&m.code);
            if letter.measures.is_empty() {
                outside += 1.0;
                f.outside_found += as_part(got.outside);
            } else {
                inside += 1.0;
                f.top1 += as_part(!got.outside && right(&got.measures[0]));
                f.top3 += as_part(got.measures.iter().take(3).any(right));
                f.outside_false += as_part(got.outside);
            }
            if !letter.sections.is_empty() {
                routed += 1.0;
                f.section += as_part(got.sections.first().is_some_and(|s| letter.sections.contains(&s.name)));
            }
            f.kind += as_part(got.kind == letter.kind) / all.len() as f32;
            if std::env::var("KOCHO_SHOW_MISSES").is_ok() {
                show_miss(letter, &got);
            }
        }
    }
    let parts = [
        (&mut f.top1, inside),
        (&mut f.top3, inside),
        (&mut f.outside_false, inside),
        (&mut f.outside_found, outside),
        (&mut f.section, routed),
    ];
    for (sum, of) in parts {
        *sum /= of;
    }
    f
}

fn show_miss(letter: &Example, got: &Classification) {
    let measures: Vec<_> = got.measures.iter().map(|m| format!("{} {}", m.code, m.score)).collect();
    println!(
        "{}\t{:?}\t{}\t{:?}\t{:?}\t{:?}\t{}\t{}",
        letter.id,
        letter.measures,
        got.outside,
        measures,
        letter.sections,
        got.sections.first().map(|s| &s.name),
        letter.kind,
        got.kind
    );
}

#[test]
fn letters_of_other_folds_help_to_find_the_measure() {
    let all = examples();
    let others = |fold| all.iter().enumerate().filter(|(i, _)| i % 5 != fold).map(|(_, e)| e.clone()).collect();
    let f = figures(others, 5);
    println!("other folds: {f:?}");
    assert!(f.top1 >= 0.55 && f.top3 >= 0.75, "{f:?}");
}

#[test]
fn words_alone_find_the_measure_of_most_letters() {
    let f = figures(|_| Vec::new(), 1);
    println!("words alone: {f:?}");
    assert!(f.top1 >= 0.55 && f.top3 >= 0.75, "{f:?}");
}

proptest! {
    #[test]
    fn any_text_gets_an_answer_whose_places_exist(text in "\\PC{0,60}|[ぁ-んァ-ヶｦ-ﾟ一-龠入札カード\\s]{0,80}") {
        static READY: std::sync::OnceLock<Classifier> = std::sync::OnceLock::new();
        let classifier = READY.get_or_init(|| Classifier::new(&plan(), &[], &examples()));
        let got = classifier.classify(&text);
        prop_assert!(got.measures.len() >= 3);
        for because in got.measures.iter().flat_map(|m| &m.because) {
            if let Because::Words { text: words, start, end } = because {
                let there: String = text.chars().skip(*start).take(end - start).collect();
                prop_assert_eq!(words, &there);
            }
        }
        prop_assert_eq!(got, classifier.classify(&text));
    }
}
