//! Every character comes back as it was sent, whatever it is, in each field and on both databases.

use kocho_domain::{
    access::Actor,
    body::{Body, Line},
    personal::Personal,
    submission::Contact,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::support::TestApp;

/// How many texts, each as long as this.
const TEXTS: usize = 32;
const SIGNS: std::ops::Range<usize> = 1..48;

/// What Japanese people really type, and anything else that is no control character.
fn sign() -> impl Strategy<Value = String> {
    let of = |signs: &'static [&'static str]| prop::sample::select(signs).prop_map(str::to_owned);
    prop_oneof![
        // 異体字
        of(&["葛\u{E0100}", "葛\u{E0101}", "辻\u{E0101}", "邉\u{E0105}", "祗\u{FE00}", "\u{FA19}", "\u{FA10}"]),
        // Beyond the first plane.
        of(&["𠮷", "𩸽", "𪚲", "𡈽", "𛀁", "\u{2F81A}", "\u{30000}"]),
        // Signs made of several.
        of(&["👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "☂\u{FE0F}", "1\u{FE0F}\u{20E3}", "🇯🇵"]),
        of(&["ｶﾞ", "ﾊﾟ", "ｰ", "｢", "か\u{3099}", "が", "Ａ", "㈱", "①", "～", "〜", "\u{3000}"]),
        // 外字
        prop_oneof![prop::char::range('\u{E000}', '\u{F8FF}'), prop::char::range('\u{F0000}', '\u{FFFFD}')]
            .prop_map(String::from),
        of(&["\t", " ", "'", "\"", "\\", "%", "_", "--", "$1", "<b>", "&amp;", "\u{200F}", "\u{FEFF}", "\u{FFFD}"]),
        "[^\\p{Cc}\u{2028}\u{2029}]{1,3}",
    ]
}

fn texts() -> Vec<String> {
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let text = prop::collection::vec(sign(), SIGNS).prop_map(|signs| format!("{}字", signs.concat()));
    (0..TEXTS).map(|_| text.new_tree(&mut runner).unwrap().current()).collect()
}

#[tokio::test]
async fn whatever_is_written_in_any_field_is_read_again_as_it_was_written() {
    let app = TestApp::start().await;
    let cx = app.house.cx(Actor::Resident);
    let reader = app.house.db().reader();
    for text in texts() {
        let several = format!("{text}\n{text}");
        let line = Line::parse(&text, 1_000).unwrap();
        let contact = Contact {
            name: Some(line.clone()),
            address: Some(line.clone()),
            reach_note: Some(Body::parse(&several).unwrap()),
            ..Contact::default()
        };
        let new = kocho_service::submission::Submit {
            body: Body::parse(&several).unwrap(),
            subject: Some(line.clone()),
            place: Some(line),
            contact: Personal::new(contact),
            ..super::anonymous(&cx, &text)
        };
        let receipt = kocho_service::submission::submit(&cx, new).await.unwrap();
        let read = kocho_store::submission::by_key(&reader, &receipt.key).await.unwrap().unwrap();
        assert_eq!(read.body, several);
        assert_eq!((read.subject.as_str(), read.place.as_deref()), (text.as_str(), Some(text.as_str())));
        let contact = kocho_store::submission::contact(&reader, read.id).await.unwrap().unwrap().into_inner();
        assert_eq!([contact.name.as_deref(), contact.address.as_deref()], [Some(text.as_str()); 2]);
        assert_eq!(contact.reach_note.as_deref(), Some(several.as_str()));
    }
    app.run_jobs().await;
    app.finish().await;
}
