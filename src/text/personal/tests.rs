//! Are personal details found, and is what only looks like them left alone?

use super::*;
use proptest::prelude::*;

#[derive(serde::Deserialize)]
struct Opinion {
    id: String,
    subject: String,
    text: String,
    contains_personal_info: bool,
}

const POSITIVE: &str = include_str!("../tests/personal.txt");
const NEGATIVE: &str = include_str!("../tests/not_personal.txt");

#[test]
fn personal_information_is_found_in_every_way_of_writing() {
    let mut missed = Vec::new();
    for line in POSITIVE.lines().filter(|line| !line.is_empty()) {
        let (codes, text) = line.split_once('\t').expect("kinds and a text");
        let found = find(&text.replace("\\n", "\n"));
        let has = |code: &str| found.iter().any(|span| span.kind.code() == code);
        if !codes.split(' ').all(has) {
            missed.push(format!("{line} <- {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), POSITIVE.lines().count(), missed.join("\n"));
}

/// Letters in which the writers marked what points at a person: `[[kind:words]]`.
const MARKED: &str = include_str!("../tests/personal_marked.txt");
/// Letters with names of shops, places, offices and with numbers that point at nobody.
const QUIET: &str = include_str!("../tests/not_personal_letters.txt");

/// The text without its marks, and the marks: kind, start, end.
fn unmarked(line: &str) -> (String, Vec<(String, usize, usize)>) {
    let line = line.replace("\\n", "\n");
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), line.as_str());
    while let Some((before, after)) = rest.split_once("[[") {
        let (mark, tail) = after.split_once("]]").expect("a mark is closed");
        let (kind, words) = mark.split_once(':').expect("a mark has a kind");
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(words);
        marks.push((kind.to_owned(), start, start + words.chars().count()));
        rest = tail;
    }
    (text + rest, marks)
}

#[test]
fn spans_lie_where_the_writers_marked_them_and_have_their_kind() {
    let (mut wrong, mut all, mut silent, mut beside) = (Vec::new(), 0, 0, 0);
    for line in MARKED.lines() {
        let (text, marks) = unmarked(line);
        let spans = find(&text);
        silent += usize::from(spans.is_empty());
        all += marks.len();
        let covers = |(kind, start, end): &&(String, usize, usize)| {
            spans.iter().any(|span| span.kind.code() == kind && span.start < *end && *start < span.end)
        };
        wrong.extend(marks.iter().filter(|mark| !covers(mark)).map(|mark| format!("{mark:?} of {text} <- {spans:?}")));
        let is_marked = |span: &&Span| marks.iter().any(|(_, start, end)| span.start < *end && *start < span.end);
        beside += spans.iter().filter(|span| !is_marked(span)).count();
    }
    println!("{} of {all} marks missed, {silent} letters silent, {beside} spans beside the marks", wrong.len());
    assert!(MARKED.lines().count() >= 80 && all >= 150);
    assert!(wrong.len() * 10 <= all, "{} of {all} marks:\n{}", wrong.len(), wrong.join("\n"));
    assert!(silent * 25 <= MARKED.lines().count() && beside * 50 <= all, "{silent} silent, {beside} beside");
}

#[test]
fn letters_with_shops_places_and_figures_stay_quiet() {
    let found: Vec<String> = QUIET
        .lines()
        .filter_map(|line| Some(format!("{line} <- {:?}", find(&line.replace("\\n", "\n")).first()?)))
        .collect();
    assert!(QUIET.lines().count() >= 80);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn offices_places_and_figures_are_not_personal() {
    let found: Vec<String> =
        NEGATIVE.lines().filter_map(|line| Some(format!("{line} <- {:?}", find(line).first()?))).collect();
    assert!(found.is_empty(), "{} of {} found:\n{}", found.len(), NEGATIVE.lines().count(), found.join("\n"));
}

#[test]
fn the_demo_opinions_show_their_personal_information() {
    let (mut wrong, mut clean) = (Vec::new(), 0);
    for line in include_str!("../../../config/demo/opinions.jsonl").lines() {
        let opinion: Opinion = serde_json::from_str(line).expect("an opinion");
        let spans = find(&format!("{}\n{}", opinion.subject, opinion.text));
        if opinion.contains_personal_info {
            assert!(!spans.is_empty(), "{} is missed", opinion.id);
        } else {
            clean += 1;
            wrong.extend(spans.first().map(|span| format!("{} {} {}", opinion.id, span.kind.code(), span.text)));
        }
    }
    assert!(wrong.len() * 100 <= clean * 3, "{} of {clean}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn masking_keeps_lines_and_length() {
    let text = "見本 和子\n電話 090-0000-0021";
    assert_eq!(mask(text, &find(text)), "●●●●●\n電話 ●●●●●●●●●●●●●");
}

proptest! {
    #[test]
    fn spans_are_in_order_and_point_at_the_text(text in "\\PC{0,60}|[見本例田小川 市台0-9０-９@a.\\-ー丁目番地年月日さん様です\n（）]{0,60}") {
        let chars: Vec<char> = text.chars().collect();
        let spans = find(&text);
        for span in &spans {
            prop_assert!(span.start < span.end && span.end <= chars.len());
            prop_assert_eq!(chars[span.start..span.end].iter().collect::<String>(), span.text.clone());
        }
        prop_assert!(spans.windows(2).all(|w| w[0].end <= w[1].start));
        let masked = mask(&text, &spans);
        prop_assert_eq!(masked.chars().count(), chars.len());
        prop_assert_eq!(masked.matches('\n').count(), text.matches('\n').count());
    }
}
