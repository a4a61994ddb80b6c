//! Whether suggestions keep what `README.md` promises: places, stability, abstaining, and the figures.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;

fn plan() -> PlanText {
    PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap()
}

fn examples() -> Vec<Example> {
    let lines = include_str!("../../../config/demo/opinions.jsonl").lines();
    lines.map(|line| Example::from_json(line).unwrap()).collect()
}

fn classifier() -> &'static Classifier {
    static READY: OnceLock<Classifier> = OnceLock::new();
    READY.get_or_init(|| Classifier::new(&plan(), &[], &examples()))
}

fn without_letters() -> &'static Classifier {
    static READY: OnceLock<Classifier> = OnceLock::new();
    READY.get_or_init(|| Classifier::new(&plan(), &[], &[]))
}

/// How often a suggestion was right, and out of how many.
#[derive(Debug, Default, Clone, Copy)]
struct Share {
    right: u16,
    of: u16,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += u16::from(right);
        self.of += 1;
    }

    fn percent(self) -> f32 {
        100.0 * f32::from(self.right) / f32::from(self.of)
    }
}

#[derive(Debug, Default)]
struct Figures {
    top1: Share,
    top3: Share,
    outside_found: Share,
    outside_false: Share,
    section: Share,
    kind: Share,
}

impl Figures {
    fn count(&mut self, letter: &Example, got: &Classification) {
        let right = |m: &MeasureGuess| letter.measures.contains(&m.code);
        if letter.measures.is_empty() {
            self.outside_found.count(got.outside);
        } else {
            self.top1.count(!got.outside && right(&got.measures[0]));
            self.top3.count(got.measures.iter().take(3).any(right));
            self.outside_false.count(got.outside);
        }
        if !letter.sections.is_empty() {
            self.section.count(got.sections.first().is_some_and(|s| letter.sections.contains(&s.name)));
        }
        self.kind.count(got.kind == letter.kind);
    }
}

fn show(name: &str, f: &Figures) {
    let parts = [f.top1, f.top3, f.outside_found, f.outside_false, f.section, f.kind].map(Share::percent);
    println!("{name}: top-1, top-3, outside found, outside false, first section, kind (%): {parts:.1?}");
}

#[test]
fn with_the_other_letters_as_examples_nine_in_ten_first_suggestions_are_right() {
    let mut f = Figures::default();
    for letter in &examples() {
        f.count(letter, &classifier().classify_as_new(&letter.text));
    }
    show("with the other letters", &f);
    assert!(f.top1.percent() >= 90.0 && f.top3.percent() >= 97.0, "{f:?}");
    assert!(f.outside_found.percent() >= 85.0 && f.outside_false.percent() <= 5.0, "{f:?}");
    assert!(f.section.percent() >= 88.0 && f.kind.percent() >= 50.0, "{f:?}");
}

#[test]
fn without_any_letter_of_the_city_nine_in_ten_are_right_too() {
    let mut f = Figures::default();
    for letter in &examples() {
        f.count(letter, &without_letters().classify(&letter.text));
    }
    show("without letters", &f);
    assert!(f.top1.percent() >= 90.0 && f.top3.percent() >= 97.0, "{f:?}");
}

#[test]
fn nine_in_ten_are_right_when_nobody_asks_what_a_letter_means() {
    let mut f = Figures::default();
    let classifier = Classifier::new(&plan(), &[], &[]).without_meaning();
    for letter in &examples() {
        f.count(letter, &classifier.classify(&letter.text));
    }
    show("by words alone", &f);
    assert!(f.top1.percent() >= 90.0 && f.top3.percent() >= 97.0, "{f:?}");
}

#[test]
fn an_empty_letter_or_a_meaningless_one_belongs_to_no_measure_and_nothing_is_sure() {
    for text in ["", "　\n", "。。。", "asdf qwer zxcv", "😀😀😀", "1234567890", "んんんんんんん"] {
        let got = classifier().classify(text);
        assert!(got.unsure && got.outside, "{text}: {got:?}");
        assert_eq!(got.measures.len(), 3, "{text}");
    }
}

#[test]
fn a_clear_letter_is_answered_with_the_words_that_made_it_clear() {
    let got = classifier().classify("😀😀ﾎｰﾑﾍﾟｰｼﾞの字が小さくて読めません。");
    assert_eq!((got.measures[0].code.as_str(), got.unsure, got.outside), ("1301", false, false));
    let words = Because::Words { text: "ﾎｰﾑﾍﾟｰｼﾞ".to_owned(), start: 2, end: 10 };
    assert!(got.measures[0].because.contains(&words), "{got:?}");
    assert_eq!(got.sections[0].name, "秘書広聴課");
}

#[test]
fn a_letter_like_a_past_one_names_it_as_a_reason() {
    let past = &examples()[14];
    let got = classifier().classify(&past.text);
    assert_eq!(got.measures[0].code, past.measures[0]);
    assert!(got.measures[0].because.contains(&Because::Case { id: past.id.clone() }));
}

#[test]
fn what_staff_decide_counts_from_the_next_letter_on_and_can_be_corrected_and_forgotten() {
    let classifier = Classifier::new(&plan(), &[], &[]);
    let asked = "ドローンの練習ができる場所を市で決めてくれませんか。河川敷だと怒られます。";
    let learned = |code: &str| Example {
        id: "c1".to_owned(),
        text: "ドローンの練習ができる場所を市で決めてほしい。公園だと怒られます。".to_owned(),
        measures: vec![code.to_owned()],
        ..Example::default()
    };
    let first = || classifier.classify(asked).measures[0].code.clone();
    let untaught = classifier.classify(asked);
    for code in ["1403", "1602"] {
        classifier.learn(learned(code));
        assert_eq!(first(), code);
        assert!(classifier.classify(asked).measures[0].because.contains(&Because::Case { id: "c1".to_owned() }));
    }
    classifier.forget("c1");
    assert_eq!(classifier.classify(asked), untaught);
}

#[test]
fn a_letter_asked_about_as_new_does_not_find_itself() {
    let past = &examples()[14];
    let got = classifier().classify_as_new(&past.text);
    assert!(!got.measures[0].because.contains(&Because::Case { id: past.id.clone() }));
}

#[test]
fn a_pothole_is_outside_and_still_gets_three_measures() {
    let got = without_letters().classify("家の前の市道に大きな穴があいています。舗装してください。");
    assert!(got.outside && got.measures.len() >= 3, "{got:?}");
}

#[test]
fn a_topic_outside_goes_to_the_section_in_charge_if_the_city_has_it() {
    let letter = "市道の舗装が割れて水たまりになります。";
    assert!(without_letters().classify(letter).sections.iter().all(|section| section.name != "建設課"));
    let section =
        SectionText { name: "建設課".to_owned(), duties: vec!["市道".to_owned(), "橋りょう".to_owned()] };
    let got = Classifier::new(&plan(), &[section], &[]).classify(letter);
    assert_eq!(got.sections[0].name, "建設課");
}

/// The words among reasons.
fn words(because: &[Because]) -> Vec<&str> {
    because
        .iter()
        .filter_map(|because| match because {
            Because::Words { text, .. } => Some(text.as_str()),
            Because::Case { .. } => None,
        })
        .collect()
}

#[test]
fn sections_have_the_words_of_their_work_and_kinds_the_words_of_what_is_asked() {
    let section =
        SectionText { name: "建設課".to_owned(), duties: vec!["市道".to_owned(), "橋りょう".to_owned()] };
    let classifier = Classifier::new(&plan(), &[section], &[]);
    let got = classifier.classify("😀市道の舗装が割れて水たまりになります。直してください。");
    assert_eq!((got.sections[0].name.as_str(), got.kind), ("建設課", "request"));
    let road = words(&got.sections[0].because);
    assert!(road.iter().any(|word| word.contains("市道") || word.contains("舗装")), "{got:?}");
    assert!(words(&got.kind_because).iter().any(|word| word.contains("ください")), "{got:?}");
    assert!(road.len() <= 3 && got.kind_because.len() <= 3, "{got:?}");
    // A section that the plan names for a measure has the words that speak for the measure.
    let got = classifier.classify("ﾎｰﾑﾍﾟｰｼﾞの字が小さい。");
    assert!(words(&got.sections[0].because).contains(&"ﾎｰﾑﾍﾟｰｼﾞ"), "{got:?}");
    // Who asks for nothing says an opinion: no word made it one.
    let got = classifier.classify("ﾎｰﾑﾍﾟｰｼﾞの字");
    assert_eq!((got.kind, words(&got.kind_because)), ("opinion", vec![]), "{got:?}");
}

#[test]
fn a_past_letter_is_a_reason_for_its_section_and_its_kind() {
    let past = &examples()[14];
    let got = classifier().classify(&past.text);
    let case = Because::Case { id: past.id.clone() };
    let section = got.sections.iter().find(|section| past.sections.first() == Some(&section.name));
    assert!(section.is_some_and(|section| section.because.contains(&case)), "{got:?}");
    assert!(got.kind != past.kind || got.kind_because.contains(&case), "{got:?}");
}

#[test]
fn another_citys_plan_is_met_by_its_own_words() {
    let measure = |code: &str, name: &str, item: &str| MeasureText {
        code: code.to_owned(),
        name: name.to_owned(),
        items: vec![item.to_owned()],
        ..MeasureText::default()
    };
    let measures = vec![measure("A", "港の整備", "漁港の防波堤を直す"), measure("B", "山の保全", "里山の間伐を進める")];
    let got = Classifier::new(&PlanText { measures }, &[], &[]).classify("漁港の防波堤が崩れそう");
    assert_eq!(got.measures[0].code, "A");
}

#[test]
fn a_plan_without_measures_is_no_accident() {
    let got = Classifier::new(&PlanText::default(), &[], &[]).classify("入札の結果");
    assert!(got.measures.is_empty() && got.sections.is_empty());
}

proptest! {
    #[test]
    fn any_text_gets_an_answer_whose_places_exist(
        text in "\\PC{0,60}|[ぁ-んァ-ヶｦ-ﾟ一-龠入札カード\\s\u{0300}-\u{030f}]{0,80}|(区|班|ﾏｲﾅﾝﾊﾞｰ|😀|広報|の|👨‍👩‍👧){0,30}",
    ) {
        let got = classifier().classify(&text);
        prop_assert!(got.measures.len() >= 3);
        let sections = got.sections.iter().flat_map(|s| &s.because);
        for because in got.measures.iter().flat_map(|m| &m.because).chain(sections).chain(&got.kind_because) {
            if let Because::Words { text: words, start, end } = because {
                let there: String = text.chars().skip(*start).take(end - start).collect();
                prop_assert!(start < end);
                prop_assert_eq!(words, &there);
            }
        }
        prop_assert_eq!(got, classifier().classify(&text));
    }
}
