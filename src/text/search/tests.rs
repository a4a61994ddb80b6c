//! Every writing finds every other; every part of a text finds the text.

use proptest::prelude::*;

use super::*;
use unicode_segmentation::UnicodeSegmentation;

fn finds(text: &str, word: &str) -> bool {
    let wanted = Wanted::of(&[word.to_owned()], &[]);
    let key = key(text);
    let tokens = tokens(&key);
    let asked = wanted.tokens();
    let has = |wanted: &[String]| wanted.iter().all(|token| tokens.contains(token));
    let narrowed = has(&asked.all) && asked.any.iter().all(|writings| writings.iter().any(|writing| has(writing)));
    assert_eq!(wanted.matches(&key), narrowed && wanted.to_check().all(|w| w.stands_in(&key)), "{text} {word}");
    wanted.matches(&key)
}

#[test]
fn one_word_is_found_in_every_writing() {
    for writings in [
        &["沢田", "澤田"][..],
        &["高橋", "髙橋"],
        &["山崎", "山﨑", "山嵜"],
        &["渡辺", "渡邊", "渡邉"],
        &["斎藤", "斉藤", "齋藤", "齊藤"],
        &["スーパー", "すーぱー", "ｽｰﾊﾟｰ", "スーパ", "ス ー パ ー", "スー\nパー"],
        &["アパート", "ｱﾊﾟｰﾄ", "あぱーと"],
        &["麺", "麵"],
        &["ＡＢＣ１２", "abc12", "Abc 12"],
        &["２－１５", "2-15", "2−15", "2ー15", "２‐１５"],
        &["霞ヶ浦", "霞ケ浦", "霞け浦"],
        &["㍍", "メートル", "めーとる"],
        &["少しずつ", "少しづつ", "少シヅツ"],
        &["ちょっと", "ちよつと", "ﾁｮｯﾄ", "チヨツト"],
        &["ちぢむ", "ちじむ"],
        &["ウヰスキー", "ういすきー"],
        &["二丁目", "2丁目", "２丁目"],
        &["第三小学校", "第3小学校", "第３小学校"],
        &["十二番地", "12番地", "一二番地"],
        &["二〇二六年", "2026年", "二千二十六年"],
        &["三十分間", "30分間"],
        &["3年", "三年"],
        &["三ヶ月", "3ヶ月", "3ケ月"],
    ] {
        for text in writings {
            for word in writings {
                assert!(finds(&format!("前の{text}、後"), word), "{word} in {text}");
            }
        }
    }
    assert!(!finds("道路", "道道") && !finds("火事", "水"));
    assert!(finds("10〜12時", "10-12") && !finds("10〜12時", "1012"));
    for (text, word) in [("一般", "1般"), ("三村", "3村"), ("十分な広さ", "10分"), ("10分おき", "十分"), ("三", "3")]
    {
        assert!(!finds(text, word) && !finds(word, text), "{word} in {text}");
    }
}

#[test]
fn a_part_that_ends_between_a_number_and_what_it_counts_finds_its_text() {
    let text = "二丁目の第三小学校の前で、十二番地の三年生が";
    let signs: Vec<char> = text.chars().collect();
    for from in 0..signs.len() {
        for until in from + 1..=signs.len() {
            let part: String = signs[from..until].iter().collect();
            assert!(word_key(&part).is_empty() || finds(text, &part), "{part}");
        }
    }
    let without = |word: &str| Wanted::of(&["前".into()], &[word.into()]);
    assert!(!without("2丁目").matches(&key(text)) && without("2丁").matches(&key("二重の前")));
}

#[test]
fn short_words_need_no_second_look_and_long_ones_do() {
    let wanted = |word: &str| Wanted::of(&[word.to_owned()], &[]);
    for exact in ["火", "道路", "ゔ"] {
        assert_eq!(wanted(exact).to_check().count(), 0, "{exact}");
        assert_eq!(wanted(exact).tokens().all.len(), 1, "{exact}");
    }
    for checked in ["の", "通学路", "す。"] {
        assert_eq!(wanted(checked).to_check().count(), 1, "{checked}");
    }
    assert!(wanted("の").tokens().is_empty());
    // 学路通学 has the pairs of 通学路 too.
    assert!(!finds("学路通学", "通学路"));
}

#[test]
fn no_word_reaches_over_a_gap_and_no_tag_is_a_text() {
    let two_parts = format!("{}{GAP}{}", key("通学"), key("路線"));
    assert!(!Wanted::of(&["学路".into()], &[]).matches(&two_parts));
    assert!(!tokens(&two_parts).contains(&Wanted::of(&["学路".into()], &[]).tokens().all[0]));
    assert!(tokens("\u{10ffff}\u{10fffe}").iter().all(|token| token.as_str() < "z"));
    assert_eq!((tag('h', "12"), tag('k', "a_b")), ("zh12".into(), "zkaz5fzb".into()));
}

#[test]
fn a_found_place_points_at_the_original() {
    let text = "あの ｶﾞ ｿ\nﾘﾝｽﾀﾝﾄﾞ";
    let found = Searched::of(text).find(&word_key("ガソリン"));
    let [(start, end)] = found[..] else { panic!("{found:?}") };
    assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), "ｶﾞ ｿ\nﾘﾝ");
}

proptest! {
    #[test]
    fn every_folded_text_finds_itself(text in "\\PC{0,40}|[ぁ-んァ-ヴーｱ-ﾟ一-龥0-9a-zA-Z〜、。 \n-]{0,60}") {
        let word = word_key(&text);
        if !word.is_empty() {
            prop_assert!(finds(&text, &text));
            prop_assert!(!Searched::of(&text).find(&word).is_empty());
        }
        for (start, end) in Searched::of(&text).find(&word) {
            prop_assert!(start < end && end <= text.chars().count());
        }
    }

    #[test]
    fn every_part_of_a_text_finds_it(
        text in "[ぁ-んァ-ヴーｱ-ﾟ一-龥0-9a-zA-Z〜、。 \n㍍㈱-]{2,40}", from in 0usize..40, length in 1usize..10,
    ) {
        let signs: Vec<&str> = text.graphemes(true).collect();
        let from = from % signs.len();
        let part: String = signs[from..(from + length).min(signs.len())].concat();
        if !word_key(&part).is_empty() {
            prop_assert!(finds(&text, &part), "{part:?} in {text:?}");
        }
    }
}
