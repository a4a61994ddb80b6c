//! Both databases answer like a plain look through all texts: the same hits in the same order, and the same counts. What
//! each of them agrees with, they agree with among themselves.

use kocho_domain::{
    access::{Actor, Role},
    receipt::ReceiptNumber,
    search::SearchLine,
};
use kocho_service::search::{SearchQuery, Total, find};
use kocho_text::{
    personal::{hidden, mask},
    search::{Wanted, key},
};

use super::recall::{Dice, all_pages, hand_in, letters, somebody};
use crate::support::TestApp;

/// A case as its page shows it: heading and text as the desk and as others read them.
struct Shown {
    number: String,
    desk: [String; 2],
    others: [String; 2],
    restricted: bool,
}

impl Shown {
    async fn of(app: &TestApp, number: String, subject: &str, text: &str) -> Self {
        let read = ReceiptNumber::parse(&number).unwrap();
        let from = app.house.db().reader();
        let (voice, ..) =
            kocho_store::submission::by_number(&from, read.fiscal_year.year(), read.sequence).await.unwrap().unwrap();
        let case = kocho_store::case::of_submission(&from, voice).await.unwrap().remove(0);
        // The first words are the heading of a letter without a subject.
        let title = kocho_store::case::texts(&from, case.id).await.unwrap().0;
        let heading = if subject.is_empty() { &title } else { subject };
        let shown = |all: bool| [heading, text].map(|t| key(&mask(t, &hidden(t, all))));
        Shown { number, desk: shown(false), others: shown(true), restricted: case.restricted }
    }
}

/// Words, phrases and exclusions put together by dice from pieces of the letters.
fn line(dice: &mut Dice, letters: &[(String, String)]) -> String {
    let mut line = String::new();
    for n in 0..=dice.below(3) {
        let (_, text) = &letters[dice.below(letters.len())];
        let signs: Vec<char> =
            text.chars().filter(|c| !c.is_whitespace() && !"「」『』\"“”-－−＂".contains(*c)).collect();
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

/// How well a text fits: how often the words stand in it, and ten for each in the heading.
fn score(wanted: &Wanted, parts: &[String; 2]) -> usize {
    let whole = parts.join("\n");
    wanted
        .words
        .iter()
        .map(|word| {
            let often = word.writings().iter().map(|writing| whole.matches(writing.as_str()).count());
            often.sum::<usize>() + if word.stands_in(&parts[0]) { 10 } else { 0 }
        })
        .sum()
}

#[tokio::test]
async fn the_index_answers_like_a_plain_look_through_all_texts() {
    let app = TestApp::start().await;
    let letters = letters();
    let mut cases = Vec::new();
    for (n, (subject, text)) in letters.iter().enumerate().take(120) {
        let number = hand_in(&app, n, subject, text).await;
        cases.push(Shown::of(&app, number, subject, text).await);
    }
    let today = app.house.cx(Actor::Import).today();
    let desk = somebody(&app, Role::HearingClerk, today).await;
    let mayor = somebody(&app, Role::Executive, today).await;
    let mut dice = Dice(7);
    let (mut some, mut none) = (0, 0);
    for turn in 0..180 {
        let line = line(&mut dice, &letters);
        let Ok(read) = SearchLine::parse(&line) else { continue };
        let wanted = Wanted::of(&read.words, &read.without);
        if wanted.words.is_empty() {
            continue;
        }
        let is_desk = turn % 3 > 0;
        let cx = if is_desk { &desk } else { &mayor };
        let may: Vec<(&String, &[String; 2])> = cases
            .iter()
            .rev()
            .filter(|c| is_desk || !c.restricted)
            .map(|c| (&c.number, if is_desk { &c.desk } else { &c.others }))
            .filter(|(_, parts)| wanted.matches(&parts.join("\n")))
            .collect();
        let numbers = |of: &[(&String, &[String; 2])]| of.iter().map(|(n, _)| (*n).clone()).collect::<Vec<_>>();
        assert_eq!(all_pages(cx, &line, "").await, numbers(&may), "「{line}」");
        let query = SearchQuery { q: line.clone(), ..SearchQuery::default() };
        assert_eq!(find(cx, &query).await.unwrap().total, Some(Total::Exactly(may.len())), "「{line}」");
        let mut best = may.clone();
        best.sort_by_key(|(_, parts)| std::cmp::Reverse(score(&wanted, parts)));
        assert_eq!(all_pages(cx, &line, "best").await, numbers(&best), "「{line}」, best first");
        if may.is_empty() { none += 1 } else { some += 1 }
    }
    assert!(some > 50 && none > 15, "{some} lines found something, {none} nothing");
    app.leave();
}
