//! Copies are found, other letters are not called copies.

use proptest::prelude::*;

use super::alter::{Change, altered};
use super::{Fingerprint, compare};

const LETTER: &str = "羽鳥駅前のロータリーに屋根のあるバス待合所を作ってください。雨の日は高校生もお年寄りも傘を差して並び、\
    車いすの方は濡れたままです。隣の石岡駅には風よけのついた待合所があり、とても助かっています。\
    ベンチを2つ置くだけでもかまいません。運転免許を返した人がバスで病院に通えるように、来年度の予算で考えてください。\
    利用者の声を聞く場も、ぜひ設けてほしいと思います。";

fn meets(a: &str, b: &str) -> bool {
    Fingerprint::of(a).zip(Fingerprint::of(b)).is_some_and(|(a, b)| a.shared(&b) > 0)
}

#[test]
fn other_writings_of_a_text_are_the_text() {
    for which in 0..20 {
        let copy = altered(LETTER, Change::Writing, which);
        assert_eq!(Fingerprint::of(&copy), Fingerprint::of(LETTER), "{copy}");
        assert_eq!((compare(LETTER, &copy).same, compare(LETTER, &copy).kept), (100, 100));
    }
}

#[test]
fn copies_with_another_greeting_order_or_words_meet_their_text() {
    for which in 0..60 {
        for change in [Change::Greeting, Change::Order, Change::Words(10), Change::Words(20), Change::Words(30)] {
            let copy = altered(LETTER, change, which);
            let found = compare(LETTER, &copy);
            assert!(meets(LETTER, &copy) && found.is_related(), "{change:?} {which}: {found:?}\n{copy}");
        }
    }
}

#[test]
fn a_greeting_is_nothing_new_and_a_wish_of_ones_own_is() {
    for which in 0..20 {
        assert!(compare(LETTER, &altered(LETTER, Change::Greeting, which)).is_copy(), "{which}");
        let more = compare(LETTER, &altered(LETTER, Change::Wish, which));
        assert!(more.is_related() && !more.is_copy() && more.kept == 100, "{more:?}");
    }
    let short_wish = compare(LETTER, &format!("{LETTER}駅の時計も早く直してください。"));
    assert!(short_wish.longest_new <= 24 && !short_wish.is_copy(), "{short_wish:?}");
}

#[test]
fn what_is_new_is_pointed_at_in_the_letter_as_it_was_written() {
    let later = format!("{LETTER}\nなお、ﾊﾞｽ停の前の側溝のふたが一枚なくなっていて、子どもが落ちそうです。");
    let found = compare(LETTER, &later);
    let chars: Vec<char> = later.chars().collect();
    let new: String = found.added.iter().flat_map(|passage| &chars[passage.clone()]).collect();
    assert!(new.starts_with("なお、ﾊﾞｽ停の前の側溝"), "{new}");
    assert!(found.missing.is_empty() && found.longest_new > 24);
}

#[test]
fn short_texts_are_the_same_or_they_are_not() {
    let (a, b) = ("公園に街灯を付けてください。", "公園に遊具を付けてください。");
    assert!(!meets(a, b) && !compare(a, b).is_related());
    assert!(meets(a, "公園に　街灯を付けて下さい。".replace("下さい", "ください").as_str()));
    assert!(compare(a, a).is_copy());
    let (one, other) = ("小川地区の図書館を夜八時まで開けてください。", "玉里地区の図書館を夜八時まで開けてください。");
    assert!(!compare(one, other).is_copy(), "another place is another wish");
}

#[test]
fn a_letter_inside_a_longer_one_is_related_and_not_its_copy() {
    let own = "私は三人の子を育てています。上の子は高校に電車で通い、下の子は保育園です。夫は夜勤があり、送り迎えは私だけです。\
        先月は熱を出した子を抱えて雨の中を三十分待ちました。駅員さんが見かねて事務室に入れてくれたほどです。";
    let found = compare(LETTER, &format!("{own}{LETTER}"));
    assert!(found.is_related() && !found.is_copy() && found.kept == 100, "{found:?}");
}

#[test]
fn a_text_without_letters_has_no_fingerprint() {
    assert_eq!(Fingerprint::of("。、！？\n 　"), None);
    assert_eq!(compare("", "").same, 100);
}

proptest! {
    #[test]
    fn any_text_is_its_own_copy(text in "\\PC{0,120}|[ぁ-んァ-ンｱ-ﾟ一-三。、\n]{0,120}") {
        let found = compare(&text, &text);
        prop_assert!(found.is_copy() && found.added.is_empty() && found.missing.is_empty());
        prop_assert_eq!(Fingerprint::of(&text), Fingerprint::of(&text));
    }

    #[test]
    fn shares_and_places_stay_inside_the_texts(a in "\\PC{0,80}|[あ-こ漢字。]{0,80}", b in "\\PC{0,80}|[あ-こ漢字。]{0,80}") {
        let found = compare(&a, &b);
        prop_assert!(found.same <= 100 && found.kept <= 100);
        prop_assert!(found.added.iter().all(|p| p.start <= p.end && p.end <= b.chars().count()));
        prop_assert!(found.missing.iter().all(|p| p.start <= p.end && p.end <= a.chars().count()));
        prop_assert_eq!(found.same == 100, found.added.is_empty());
    }
}
