//! The map's promises: the same bytes, the planted matters, words that stand in the letters.

use proptest::prelude::*;

use super::*;
use crate::classify::PlanText;
use crate::classify::voices;

/// Five matters that have nothing to do with each other, twelve letters each.
const PLANTED: [(&str, [&str; 4]); 5] = [
    (
        "ごみ袋",
        [
            "指定のごみ袋が小さすぎます",
            "ごみ袋の値段が上がって困ります",
            "ごみ袋を売る店が近くにありません",
            "ごみ袋がすぐ破れます",
        ],
    ),
    (
        "通学路",
        [
            "通学路の歩道に草が伸びています",
            "通学路の信号が短くて子どもが渡れません",
            "通学路に車が入ってきます",
            "通学路の街灯が切れて暗いです",
        ],
    ),
    (
        "予防接種",
        [
            "予防接種の予約が取れません",
            "予防接種の知らせが届きません",
            "予防接種の費用を助けてください",
            "予防接種を受ける病院が遠いです",
        ],
    ),
    (
        "図書館",
        [
            "図書館の本が古いです",
            "図書館の開館を夜まで延ばしてください",
            "図書館の自習の席が足りません",
            "図書館の駐車場が狭いです",
        ],
    ),
    (
        "自治会",
        [
            "自治会の役員のなり手がいません",
            "自治会の会費が高いです",
            "自治会に入らない人が増えました",
            "自治会の回覧板が遅れます",
        ],
    ),
];
const ENDINGS: [&str; 3] = ["。どうにかしてください。", "。お願いいたします。", "と思っています。"];

fn classifier() -> Classifier {
    let plan = PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap();
    Classifier::new(&plan, &[], &[])
}

fn planted() -> Vec<(i64, String, usize)> {
    let mut letters = Vec::new();
    for ending in ENDINGS {
        for (matter, (_, sentences)) in PLANTED.iter().enumerate() {
            for sentence in sentences {
                letters.push((letters.len() as i64 * 7 + 3, format!("{sentence}{ending}"), matter));
            }
        }
    }
    letters
}

fn mapped(letters: &[(i64, String, usize)], classifier: &Classifier) -> Map {
    let voices: Vec<Voice<'_>> = letters.iter().map(|(id, text, _)| Voice { id: *id, text }).collect();
    map(&voices, classifier, &mut |_| ())
}

#[test]
fn planted_matters_are_found_and_named_by_their_own_words() {
    let letters = planted();
    let map = mapped(&letters, &classifier());
    let matter = |id: &i64| letters.iter().find(|(key, ..)| key == id).unwrap().2;
    for group in &map.groups {
        let first = matter(&group.members[0]);
        assert!(group.members.iter().all(|id| matter(id) == first), "{group:?}");
    }
    for (number, (word, _)) in PLANTED.iter().enumerate() {
        let of: Vec<&Group> = map.groups.iter().filter(|group| matter(&group.members[0]) == number).collect();
        assert!(of.iter().map(|group| group.members.len()).sum::<usize>() >= 9, "{word}: {of:?}");
        assert!(of.iter().any(|group| group.words.iter().any(|found| found.text == *word)), "{word}: {of:?}");
    }
}

#[test]
fn the_same_voices_in_another_order_give_the_same_bytes() {
    let classifier = classifier();
    let mut letters = planted();
    let first = format!("{:?}", mapped(&letters, &classifier));
    assert_eq!(format!("{:?}", mapped(&letters, &classifier)), first);
    letters.reverse();
    letters.swap(3, 40);
    assert_eq!(format!("{:?}", mapped(&letters, &classifier)), first);
}

#[test]
fn few_voices_make_no_groups_and_nothing_is_lost() {
    let letters = planted();
    let map = mapped(&letters[..FEWEST - 1], &classifier());
    assert_eq!((map.groups.len(), map.ungrouped.len()), (0, FEWEST - 1));
    let empty: Vec<(i64, String, usize)> = (0..40).map(|id| (id, String::new(), 0)).collect();
    assert_eq!(mapped(&empty, &classifier()).ungrouped.len() + members(&mapped(&empty, &classifier())).len(), 40);
}

fn members(map: &Map) -> Vec<i64> {
    map.groups.iter().flat_map(|group| group.members.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Any letters of the bank: every voice stands in one place, and a word of a label in at least two voices of its group.
    #[test]
    fn every_voice_has_one_place_and_every_word_stands_in_its_voices(from in 0usize..6_000, n in 12usize..220) {
        let plan = PlanText::from_toml(include_str!("../../../config/plans/omitama-2-1.toml")).unwrap();
        let bank = voices::all(&plan).unwrap().concat();
        let letters: Vec<(i64, String, usize)> =
            bank[from..from + n].iter().zip(0..).map(|(letter, id)| (id, letter.text.clone(), 0)).collect();
        let map = mapped(&letters, &classifier());
        let mut all: Vec<i64> = members(&map);
        all.extend(&map.ungrouped);
        all.sort_unstable();
        prop_assert_eq!(all, (0..n as i64).collect::<Vec<i64>>());
        for group in &map.groups {
            prop_assert!(group.theme < map.themes && (0..=WIDTH).contains(&group.x) && (0..=HEIGHT).contains(&group.y));
            for word in &group.words {
                prop_assert!(word.voices.len() >= 2);
                for id in &word.voices {
                    let text = &letters[usize::try_from(*id).unwrap()].1;
                    prop_assert!(group.members.contains(id));
                    let written = unicode_normalization::UnicodeNormalization::nfkc(text.as_str()).filter(|c| !matches!(c, '\n' | '\r')).collect::<String>();
                    prop_assert!(written.contains(&word.text), "{} is not in {}", word.text, written);
                }
            }
        }
    }

    #[test]
    fn voices_stand_inside_their_group(n in 1usize..3_000, rank in 0usize..3_000, voices in 1usize..400) {
        let rank = rank % n;
        let radius = radius(voices, 1_000);
        let (x, y) = around(rank, n, radius);
        prop_assert!(f64::from(x).hypot(f64::from(y)) <= 10.0 * f64::from(radius) + 2.0);
    }
}
