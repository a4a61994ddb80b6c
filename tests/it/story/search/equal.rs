//! Both databases answer like a plain look through all texts: the same hits in the same order, and the same counts. What
//! each of them agrees with, they agree with among themselves.

use kocho_service::search::{SearchQuery, Total, find};
use kocho_text::search::{Wanted, key};

use super::recall::{Dice, all_pages, desk, hand_in, letters};
use crate::support::TestApp;

/// Words, phrases and exclusions put together by dice from pieces of the letters.
fn line(dice: &mut Dice, letters: &[(String, String)]) -> String {
    let mut line = String::new();
    for n in 0..=dice.below(3) {
        let (_, text) = &letters[dice.below(letters.len())];
        let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && !"「」『』\"“”-－−＂".contains(*c)).collect();
        let length = [1, 1, 2, 2, 2, 3, 5][dice.below(7)];
        let from = dice.below(signs.len().saturating_sub(length) + 1);
        let piece: String = signs.iter().skip(from).take(length).collect();
        if kocho_text::search::word_key(&piece).is_empty() {
            continue;
        }
        let out = if n > 0 && dice.below(3) == 0 { "-" } else { "" };
        line += &if dice.below(2) == 0 { format!("{out}「{piece}」 ") } else { format!("{out}{piece} ") };
    }
    line
}

/// The heading that lists show.
async fn heading(app: &TestApp, number: &str) -> String {
    let number = kocho_domain::receipt::ReceiptNumber::parse(number).unwrap();
    let from = app.house.db().reader();
    let (voice, ..) =
        kocho_store::submission::by_number(&from, number.fiscal_year.year(), number.sequence).await.unwrap().unwrap();
    let case = kocho_store::case::of_submission(&from, voice).await.unwrap()[0].id;
    kocho_store::case::texts(&from, case).await.unwrap().0
}

#[tokio::test]
async fn the_index_answers_like_a_plain_look_through_all_texts() {
    let app = TestApp::start().await;
    let letters = letters();
    let mut keys: Vec<(String, Vec<String>)> = Vec::new();
    for (n, (subject, text)) in letters.iter().enumerate().take(120) {
        let number = hand_in(&app, n, subject, text).await;
        // As the desk reads it: individual numbers masked; the first words are the heading of a letter without a subject.
        let heading = if subject.is_empty() { heading(&app, &number).await } else { subject.clone() };
        let parts = [&heading, text].map(|t| kocho_text::personal::mask(t, &kocho_text::personal::hidden(t, false)));
        keys.push((number, parts.iter().map(|part| key(part)).collect()));
    }
    let cx = desk(&app).await;
    let mut dice = Dice(7);
    let (mut some, mut none) = (0, 0);
    for _ in 0..250 {
        let line = line(&mut dice, &letters);
        let Ok(read) = kocho_domain::search::SearchLine::parse(&line) else { continue };
        let wanted = Wanted::of(&read.words, &read.without);
        if wanted.words.is_empty() {
            continue;
        }
        let whole = |parts: &[String]| parts.join("\n");
        let expected: Vec<&(String, Vec<String>)> =
            keys.iter().rev().filter(|(_, parts)| wanted.matches(&whole(parts))).collect();
        let newest: Vec<String> = expected.iter().map(|(number, _)| number.clone()).collect();
        assert_eq!(all_pages(&cx, &line, "").await, newest, "「{line}」");
        let query = SearchQuery { q: line.clone(), ..SearchQuery::default() };
        assert_eq!(find(&cx, &query).await.unwrap().total, Some(Total::Exactly(newest.len())), "「{line}」");

        let score = |parts: &[String]| -> i64 {
            let of = |word: &String| {
                let often = whole(parts).matches(word.as_str()).count() as i64;
                often + if parts[0].contains(word.as_str()) { 10 } else { 0 }
            };
            wanted.words.iter().map(of).sum()
        };
        let mut best = expected.clone();
        best.sort_by_key(|(_, parts)| -score(parts));
        let best: Vec<String> = best.iter().map(|(number, _)| number.clone()).collect();
        assert_eq!(all_pages(&cx, &line, "best").await, best, "「{line}」, best first");
        if newest.is_empty() { none += 1 } else { some += 1 }
    }
    assert!(some > 60 && none > 20, "{some} lines found something, {none} nothing");
    app.leave();
}
