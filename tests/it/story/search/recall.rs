//! Every piece of the demo's letters leads back to its letter, by the pages to their end.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Actor, Role},
    body::{Body, Line},
    id::SubmissionId,
    personal::Personal,
    receipt::ReceiptNumber,
    submission::Contact,
};
use kocho_service::{
    Cx,
    memo::{self, NewMemo},
    petition::{self, Item, NewPetition},
    search::{SearchQuery, find},
    submission::{Submit, submit},
};

use crate::support::TestApp;

/// SplitMix64.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % (limit.max(1) as u64)) as usize
    }
}

/// Subject and text of the demo's letters.
pub(super) fn letters() -> Vec<(String, String)> {
    let lines = std::fs::read_to_string("config/demo/opinions.jsonl").unwrap();
    let letter = |line: &str| {
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        (read["subject"].as_str().unwrap().to_owned(), read["text"].as_str().unwrap().to_owned())
    };
    lines.lines().map(letter).collect()
}

/// Hands in a letter; answers its case's number.
pub(super) async fn hand_in(app: &TestApp, n: usize, subject: &str, text: &str) -> String {
    let new = letter(&format!("recall-{n}"), subject, text);
    let cx = app.house.cx(Actor::Resident);
    let key = submit(&cx, new).await.unwrap().key;
    let voice = kocho_store::submission::by_key(&app.house.db().reader(), &key).await.unwrap().unwrap();
    voice.number.to_string()
}

fn letter(form_key: &str, subject: &str, text: &str) -> Submit {
    let body = Body::parse(text).unwrap();
    Submit { subject: Line::parse(subject, 200).ok(), ..Submit::of_text(form_key.to_owned(), "web", "screen", body) }
}

/// The numbers of all hits, by the pages to their end.
pub(super) async fn all_pages(cx: &Cx, q: &str, order: &str) -> Vec<String> {
    let mut query = SearchQuery { q: q.to_owned(), order: order.to_owned(), ..SearchQuery::default() };
    let mut numbers = Vec::new();
    loop {
        let page = find(cx, &query).await.unwrap();
        assert_eq!(page.refused, None, "{q}");
        numbers.extend(page.rows.iter().map(|row| row.desk.number.clone()));
        match page.next {
            Some(next) => query.after = next,
            None => return numbers,
        }
    }
}

/// Somebody of the mayor's section in this role.
pub(super) async fn somebody(app: &TestApp, role: Role, today: NaiveDate) -> Cx {
    somebody_of(app, "秘書広聴課", role, today).await
}

async fn somebody_of(app: &TestApp, section: &str, role: Role, today: NaiveDate) -> Cx {
    let login = app.account(section, &[role]).await;
    let from = app.house.db().reader();
    let account = kocho_store::staff::by_login(&from, &login).await.unwrap().unwrap();
    app.house.cx(Actor::Staff(kocho_store::staff::actor(&from, &account, today).await.unwrap()))
}

#[tokio::test]
async fn every_piece_of_every_letter_finds_it() {
    let app = TestApp::start().await;
    let mut given: Vec<(String, String, String)> = Vec::new();
    for (n, (subject, text)) in letters().into_iter().enumerate() {
        let number = hand_in(&app, n, &subject, &text).await;
        given.push((number, subject, text));
    }
    let cx = somebody(&app, Role::HearingClerk, app.house.cx(Actor::Import).today()).await;
    let mut dice = Dice(160);
    let mut asked = 0;
    for (number, subject, text) in &given {
        for _ in 0..4 {
            let source = if dice.below(4) == 0 && !subject.is_empty() { subject } else { text };
            let signs: Vec<char> = source.chars().collect();
            let length = 2 + dice.below(9);
            let from = dice.below(signs.len().saturating_sub(length) + 1);
            let piece: String = signs.iter().skip(from).take(length).collect();
            // Half-width kana and its mark are one sign; a piece without letters is no word.
            let cut = signs.get(from + length).is_some_and(|c| matches!(c, 'ﾞ' | 'ﾟ'))
                || piece.starts_with(['ﾞ', 'ﾟ', '-', '－']);
            if cut || kocho_text::search::word_key(&piece).is_empty() {
                continue;
            }
            asked += 1;
            let found = all_pages(&cx, &piece, "").await;
            assert!(found.contains(number), "「{piece}」 does not find {number}");
            let distinct: BTreeSet<&String> = found.iter().collect();
            assert_eq!(distinct.len(), found.len(), "「{piece}」 finds something twice");
        }
    }
    assert!(asked > 500, "only {asked} pieces");
    app.leave();
}

#[tokio::test]
async fn the_line_written_when_a_voice_comes_in_is_the_one_that_reading_it_again_gives() {
    let app = TestApp::start().await;
    let mut given = letters();
    given.push(("氏名の件".into(), "氏名は架空花子です。電話は0299-00-0000です。".into()));
    given.push((String::new(), "家の前の道路が陥没して、車が落ちそうです。".into()));
    let cx = app.house.cx(Actor::Import);
    let mut voices = Vec::new();
    for (n, (subject, text)) in given.iter().enumerate() {
        let number = ReceiptNumber::parse(&hand_in(&app, n, subject, text).await).unwrap();
        let reader = app.house.db().reader();
        let found = kocho_store::submission::by_number(&reader, number.fiscal_year.year(), number.sequence);
        voices.push(found.await.unwrap().unwrap().0);
    }
    voices.extend(heard(&app).await);
    let tx = app.house.db().begin(&Actor::Import, cx.now()).await.unwrap();
    assert_eq!(kocho_store::case_text::index(&tx, &voices).await.unwrap(), 0, "a line differs");
    drop(tx);
    app.leave();
}

/// Memos that begin, and end, in a section, and a paper with two items.
async fn heard(app: &TestApp) -> Vec<SubmissionId> {
    let today = app.house.cx(Actor::Import).today();
    let clerk = somebody_of(app, "市民協働課", Role::SectionClerk, today).await;
    let mut keys = Vec::new();
    for (n, done) in
        [None, Some(("explained".to_owned(), "電話は0299-00-0000と伝えた。".to_owned()))].into_iter().enumerate()
    {
        let voice = Submit {
            channel: "phone".into(),
            ..letter(&format!("memo-{n}"), "", "集会所の鍵の件。氏名は架空花子です。")
        };
        let section = app.section("市民協働課");
        let new = NewMemo { voice, section, kind: Some("question".into()), done, proxy: None };
        keys.push(memo::register(&clerk, &new).await.unwrap());
    }
    let desk = somebody(app, Role::HearingClerk, today).await;
    let line = |text: &str| Line::parse(text, 200).unwrap();
    let item = |title: &str| Item { title: line(title), text: None, place: Some(line("見本台12番地先")) };
    let paper = NewPetition {
        channel: "letter".into(),
        form_key: "paper".into(),
        received_on: today,
        organisation: line("見本台行政区"),
        contact: Personal::new(Contact::default()),
        reply_wanted: false,
        resolution: (None, None),
        budget_year: None,
        earlier: String::new(),
        items: vec![item("街灯"), item("側溝のふた")],
        proxy: None,
    };
    petition::register(&desk, &paper).await.unwrap();
    let reader = app.house.db().reader();
    keys.push(kocho_store::submission::key_of_form(&reader, "paper").await.unwrap().unwrap());
    let mut voices = Vec::new();
    for key in keys {
        voices.push(kocho_store::submission::by_key(&reader, &key).await.unwrap().unwrap().id);
    }
    voices
}
