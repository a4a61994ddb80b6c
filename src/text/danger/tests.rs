//! Are the sentences of residents found, and are look-alikes left alone?

use super::*;
use proptest::prelude::*;

#[derive(serde::Deserialize)]
struct Sentences {
    urgent: Vec<Urgent>,
    harmless: Vec<Harmless>,
}

#[derive(serde::Deserialize)]
struct Urgent {
    text: String,
    group: Group,
    #[serde(default)]
    set: String,
}

#[derive(serde::Deserialize)]
struct Harmless {
    text: String,
    note: String,
    #[serde(default)]
    set: String,
}

#[derive(serde::Deserialize)]
struct Opinion {
    id: String,
    subject: String,
    text: String,
    urgent: bool,
}

fn sentences() -> Sentences {
    toml::from_str(include_str!("../../../tests/it/urgent.toml")).expect("urgent.toml is readable")
}

fn opinions() -> Vec<Opinion> {
    let lines = include_str!("../../../config/demo/opinions.jsonl").lines();
    lines.filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect("an opinion")).collect()
}

#[test]
fn the_built_in_lexicon_can_be_read() {
    let screen = Screen::parse(include_str!("../data/danger.toml")).map_err(|e| e.to_string());
    assert!(screen.expect("danger.toml").rules.len() > 10);
}

#[test]
fn no_urgent_sentence_is_missed() {
    let screen = Screen::built_in();
    let all = sentences().urgent;
    let missed: Vec<String> = all
        .iter()
        .filter(|s| !screen.screen(&s.text).iter().any(|hit| hit.group == s.group))
        .map(|s| format!("{} [{}] {}", s.group.code(), s.set, s.text))
        .collect();
    println!("urgent: {} of {} missed", missed.len(), all.len());
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), all.len(), missed.join("\n"));
}

#[test]
fn harmless_look_alikes_ring_in_at_most_one_of_twenty() {
    let screen = Screen::built_in();
    let all = sentences().harmless;
    let rung: Vec<String> = all
        .iter()
        .filter_map(|s| Some((s, screen.screen(&s.text).into_iter().next()?)))
        .map(|(s, hit)| format!("{} [{}{}] {} <- {}", hit.group.code(), s.note, s.set, s.text, hit.text))
        .collect();
    println!("harmless: {} of {} rang:\n{}", rung.len(), all.len(), rung.join("\n"));
    assert!(rung.len() * 20 <= all.len(), "{} of {} rang:\n{}", rung.len(), all.len(), rung.join("\n"));
}

#[test]
fn the_demo_opinions_ring_where_they_should() {
    let screen = Screen::built_in();
    let mut wrong = Vec::new();
    let mut calm = 0;
    for opinion in opinions() {
        let hits = screen.screen(&format!("{}\n{}", opinion.subject, opinion.text));
        assert!(!opinion.urgent || !hits.is_empty(), "{} is missed", opinion.id);
        calm += usize::from(!opinion.urgent);
        if let (false, Some(hit)) = (opinion.urgent, hits.first()) {
            wrong.push(format!("{} {} {}", opinion.id, hit.group.code(), hit.text));
        }
    }
    println!("demo: {} of {calm} rang: {wrong:?}", wrong.len());
    assert!(wrong.len() * 50 <= calm, "{} of {calm} rang:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_word_cut_by_lines_spaces_or_half_width_is_still_seen() {
    for text in ["死に\nたい", "シ ニ タ イ", "しにた〜い", "ｶﾞｽ 漏れ", "ガ\nス漏れ"] {
        assert!(!Screen::built_in().screen(text).is_empty(), "{text}");
    }
}

#[test]
fn a_hit_points_at_the_residents_own_characters() {
    let text = "市の皆さんへ。\nもう 死に\nたい です";
    let hits = Screen::built_in().screen(text);
    let hit = hits.iter().find(|hit| hit.group == Group::SelfHarm).expect("a hit");
    assert_eq!(hit.text, text.chars().skip(hit.start).take(hit.end - hit.start).collect::<String>());
    assert!(hit.text.starts_with("死に"));
}

#[test]
fn a_lexicon_with_a_mistake_is_refused_with_its_place() {
    let refused = |toml: &str| Screen::parse(toml).expect_err("refused").to_string();
    assert!(refused("[[rule]]\ngroup = \"hazard\"\nsay = [\"{road}…穴\"]").contains("road"));
    assert!(refused("[[rule]]\ngroup = \"hazard\"\nsay = [\"…穴\"]").contains("begin with a word"));
    assert!(refused("[[rule]]\ngroup = \"harm\"\nsay = [\"穴\"]").contains("harm"));
}

#[test]
fn ten_thousand_characters_are_read_within_the_submit() {
    let text: String = opinions().iter().map(|o| o.text.clone()).collect::<String>().chars().take(10_000).collect();
    let screen = Screen::built_in();
    let once = || {
        let start = std::time::Instant::now();
        assert!(screen.screen(&text).len() < 200);
        start.elapsed()
    };
    let took = (0..5).map(|_| once()).min().unwrap_or_default();
    assert!(took.as_millis() < 50, "{took:?}");
    println!("10,000 characters: {took:?}");
}

proptest! {
    #[test]
    fn offsets_are_valid_in_any_text(text in "\\PC{0,80}|[死にたい消えたガスｶﾞｽ漏れ電線切 \n。\u{3099}\u{e0100}殴夫]{0,80}") {
        let chars: Vec<char> = text.chars().collect();
        for hit in Screen::built_in().screen(&text) {
            prop_assert!(hit.start < hit.end && hit.end <= chars.len());
            prop_assert_eq!(chars[hit.start..hit.end].iter().collect::<String>(), hit.text);
        }
    }
}
