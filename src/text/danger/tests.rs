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
struct Letter {
    id: String,
    subject: String,
    text: String,
    urgent: bool,
}

fn sentences() -> Sentences {
    toml::from_str(include_str!("../../../tests/it/urgent.toml")).expect("urgent.toml is readable")
}

fn opinions() -> Vec<Letter> {
    let lines = include_str!("../../../config/demo/opinions.jsonl").lines();
    lines.filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect("an opinion")).collect()
}

#[test]
fn the_built_in_lexicon_can_be_read() {
    let screen = Screen::rules_alone().map_err(|e| e.to_string());
    assert!(screen.expect("the rules").rules.len() > 10);
}

#[test]
fn the_second_opinion_was_learned_from_the_letters_that_stand_here() {
    let voices = [
        include_str!("../data/voices/elderly.tsv"),
        include_str!("../data/voices/young.tsv"),
        include_str!("../data/voices/families.tsv"),
        include_str!("../data/voices/leaders.tsv"),
        include_str!("../data/voices/memos.tsv"),
        include_str!("../data/voices/newcomers.tsv"),
        include_str!("../data/voices/neighbours.tsv"),
        include_str!("../data/voices/callers.tsv"),
        include_str!("../data/voices/visitors.tsv"),
        include_str!("../data/voices/witnesses.tsv"),
        include_str!("../data/voices/townsfolk.tsv"),
        include_str!("../data/voices/signers.tsv"),
        include_str!("../data/voices/wayfarers.tsv"),
        include_str!("../data/voices/lodgers.tsv"),
        include_str!("../data/voices/borderers.tsv"),
        include_str!("../data/voices/scribes.tsv"),
        include_str!("../data/voices/novelists.tsv"),
    ];
    let bank = bank::Bank {
        voices: voices.map(str::to_owned),
        sentences: include_str!("../../../tests/it/urgent.toml").to_owned(),
        labels: include_str!("../data/danger/labels.tsv").to_owned(),
    };
    let weights = weights::Weights::read(Opinion::BUILT_IN).expect("weights");
    assert_eq!(
        weights.fingerprint,
        bank.fingerprint(),
        "learn again: cargo run --release -p kocho-text --example danger"
    );
    let flags = bank.labels.lines().map(|line| line.split('\t').take(2).collect::<Vec<_>>());
    for label in flags {
        let told = |text: &str| text.lines().any(|line| line.contains(label[1]));
        assert!(Group::of(label[0]).is_some() || label[0] == "-", "{label:?}");
        assert!(
            voices.iter().any(|file| told(&file.replace("[[name:", "").replace("]]", ""))),
            "{label:?} is no letter"
        );
    }
}

#[test]
fn the_opinion_rings_with_the_sentence_where_no_rule_knows_the_words() {
    let text = "いつも広報をありがとうございます。隣の家の男の子が、夜の十時を過ぎても裸足で玄関の外にいます。\
                鍵をかけられたと言います。来月の文化祭も楽しみにしています。";
    assert_eq!(Screen::parse("rule = []").expect("no rules").screen(text), Vec::new());
    let opinion =
        Screen::parse("rule = []").and_then(|screen| screen.with_opinion(Opinion::BUILT_IN)).expect("weights");
    let hits = opinion.screen(text);
    assert!(hits.iter().any(|hit| hit.group == Group::Abuse && hit.text.contains("裸足")), "{hits:?}");
    assert!(hits.iter().all(|hit| !hit.text.contains("文化祭")), "{hits:?}");
}

#[test]
fn one_urgent_letter_among_harmless_ones_in_a_long_letter_is_seen() {
    let harmless: Vec<String> = opinions().into_iter().filter(|o| !o.urgent).map(|o| o.text).take(60).collect();
    let urgent = sentences().urgent;
    let long =
        |i: usize| [&harmless[i % 60], &urgent[i].text, &harmless[(i + 7) % 60]].map(String::as_str).join("。\n");
    let missed: Vec<&str> = (0..urgent.len())
        .filter(|i| Screen::built_in().screen(&long(*i)).is_empty())
        .map(|i| urgent[i].text.as_str())
        .collect();
    assert!(missed.len() * 20 <= urgent.len(), "{} of {}: {missed:#?}", missed.len(), urgent.len());
}

#[test]
fn bytes_that_are_no_weights_are_refused() {
    assert!(Screen::default().with_opinion(b"KDO1").is_err());
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
    assert!(wrong.len() * 20 <= calm, "{} of {calm} rang:\n{}", wrong.len(), wrong.join("\n"));
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
fn a_long_record_does_not_ring_at_every_line() {
    let text: String = opinions().iter().map(|o| o.text.clone()).collect::<String>().chars().take(10_000).collect();
    assert!(Screen::built_in().screen(&text).len() < 200);
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

/// What people also type into a form: greetings, a word of thanks, one line about nothing.
const ONE_LINERS: &str = "今度は書きました|ありがとうございました。|お世話になりました|よろしくお願いします|特になし|以上です|手紙を書きました|\
    先日は失礼しました|テストです|写真です|なし|窓口が混んでいる|こんにちは|はじめまして|いつもありがとう|お疲れさまです|ご苦労さまです|\
    お返事待ってます|返事はいりません|前回の続きです|追伸です|上のとおりです|同じ意見です|賛成です|反対です|よいと思います|がんばってください|\
    応援しています|助かりました|うれしかったです|楽しかったです|きれいでした|また行きたい|広報を見ました|ホームページを見ました|電話しました|\
    昨日行きました|子どもと行きました|母が喜んでいました|担当の方へ|市長さんへ|お願いがあります|質問があります|意見です|要望です|提案です|\
    以上、よろしく|検討してください|ご検討ください|お任せします|わかりました|了解です|まちがえました|もう一度送ります|写真を送ります|\
    地図をつけます|名前は書きません|匿名でお願いします|連絡は不要です|またメールします";

#[test]
fn a_greeting_or_one_line_about_nothing_never_rings() {
    let ringing: Vec<&str> =
        ONE_LINERS.split('|').map(str::trim).filter(|text| !Screen::built_in().screen(text).is_empty()).collect();
    assert!(ringing.is_empty(), "{ringing:?}");
}
