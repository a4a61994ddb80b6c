//! Who is named? Family names from a list, with what shows that a person is meant: a title, 「と申します」, a signature.
//!
//! A family name alone is not enough: 小川 is a town here and 見本 is a word.

use super::{Kind, ends_before, is_before, is_kanji, one_of};

type Found = (Kind, usize, usize);

/// Common family names; the ones of examples and forms (見本, 例田 …) too.
const FAMILIES: &str = include_str!("../data/families.txt");
const HONORIFICS: &str = "さん|様|さま|氏|君|くん|ちゃん|殿|先生|議員";
const POINTED: &str = "という職員|という人|という方|という者|という男|という女|という先生|という係|って人|って職員|っていう人|っていう職員|と申|という若|といいます|と言います|といふ者|です。名前";
const TITLES: &str = "区長|会長|代表|会計|班長|組長|副会長|事務局|幹事|役員|理事|園長|隊長|世話人|委員長|民生委員|持ち主|所有者|代表者|連絡先|保護者|筆者|文責|記入者|担当者|本人|父|母|夫|妻|息子|娘|長男|長女|友人";
const LABELS: &str = "氏名|名前|お名前|ご氏名|申出人|申込者|提出者|投稿者|差出人|署名|ペンネームなし";
/// Endings of given names written in kanji.
const GIVEN: &str = "子美郎男夫雄一二三恵江代枝香介太平治司也樹人彦奈菜実豊清勝茂進弘博隆明昭正誠健昇学大翔蓮結愛希花葉絵織里佳穂乃衣音莉央紀之幸久吉助作蔵造次吾輔佑真直純淳徹剛毅武勇和敬宏浩洋由優彩梓恭章亮翼陽斗馬士志哲朗義信徳光秀英俊孝忠憲則行博枝沙季咲楓凛栞桜";
/// Towns and words that follow a family name without making it a person.
const NOT_GIVEN: &str =
    "玉里|美野里|小川|羽鳥|市民|市役所|支所|本庁|庁舎|地区|小学校|中学校|高校|公民館|駅|台|町|市|県|区|川|橋";

pub(super) fn find(chars: &[char]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match labelled(chars, at).or_else(|| familiar(chars, at)).or_else(|| spaced(chars, at)) {
            Some(end) => {
                found.push((Kind::Name, end.0, end.1));
                at = end.1.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

fn families() -> &'static std::collections::HashSet<Vec<char>> {
    static SET: std::sync::OnceLock<std::collections::HashSet<Vec<char>>> = std::sync::OnceLock::new();
    SET.get_or_init(|| FAMILIES.split_whitespace().map(|name| name.chars().collect()).collect())
}

/// The length of the longest family name at `at`.
fn family(chars: &[char], at: usize) -> Option<usize> {
    let length = (1..=4).rev().find(|n| chars.get(at..at + n).is_some_and(|word| families().contains(word)))?;
    let kana_before = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
    (!kana_before || ends_before(chars, at, TITLES)).then_some(length)
}

/// `氏名：…` up to a space after the given name, a bracket or the end of the line.
fn labelled(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let label = one_of(chars, at, LABELS)?;
    let mark = chars.get(at + label..)?.iter().take_while(|c| matches!(c, ':' | ' ' | '】' | ')')).count();
    let start = at + label + mark;
    let is_name = |c: &&char| is_kanji(**c) || is_kana(**c) || c.is_ascii_alphabetic() || **c == ' ';
    let rest = chars.get(start..)?;
    let run: Vec<char> = rest.iter().take(20).take_while(is_name).copied().collect();
    let length = run.iter().rposition(|c| *c != ' ')? + 1;
    let ends = rest.get(run.len()).is_none_or(|c| matches!(c, '\n' | '、' | '。' | '(' | ')'));
    let hidden = ["匿名", "無記名", "不要", "非公開", "なし", "書け"]
        .iter()
        .any(|word| super::is_before(chars, start + 8, 8, word));
    (mark > 0 && (2..=20).contains(&length) && ends && !hidden).then_some((start, start + length))
}

/// A name from the list with what shows a person.
fn familiar(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let family_end = at + family(chars, at)?;
    let (end, given) = given(chars, family_end);
    let long_enough = family_end - at >= 2;
    let titled = ends_before(chars, at, TITLES)
        || (chars.get(at.wrapping_sub(1)) == Some(&' ') && is_before(chars, at, 8, TITLES));
    let honoured = |place: usize| one_of(chars, place, HONORIFICS).is_some_and(|n| chars.get(place + n) != Some(&'ぽ'));
    let named = |place: usize| honoured(place) || one_of(chars, place, POINTED).is_some();
    let called = |place: usize| named(place) || (chars.get(place) == Some(&' ') && named(place + 1));
    if called(end) || (titled && given != Given::None && closes(chars, end)) {
        return Some((at, end));
    }
    if called(family_end) {
        return Some((at, family_end));
    }
    let introduced = one_of(chars, end, "です").is_some()
        && opens(chars, at)
        && (given != Given::None || is_before(chars, at, 2, "私は"));
    let signed = given != Given::None && long_enough && closes(chars, end) && opens_name(chars, at);
    (introduced || signed).then_some((at, end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    None,
    Joined,
    Apart,
}

/// The given name behind a family name, with or without a space.
fn given(chars: &[char], from: usize) -> (usize, Given) {
    let space = chars.iter().skip(from).take(2).take_while(|c| **c == ' ').count();
    let start = from + space;
    let style = if space > 0 { Given::Apart } else { Given::Joined };
    let rest = chars.get(start..).unwrap_or_default();
    let kanji = rest.iter().take(5).take_while(|c| is_kanji(**c)).count();
    let katakana = rest.iter().take(6).take_while(|c| ('ァ'..='ヶ').contains(*c)).count();
    let hiragana = rest.iter().take(6).take_while(|c| ('ぁ'..='ゖ').contains(*c)).count();
    if one_of(chars, start, NOT_GIVEN).is_some() || (space == 0 && one_of(chars, start, HONORIFICS).is_some()) {
        return (from, Given::None);
    }
    if (1..=3).contains(&kanji) {
        let end = start + kanji;
        let known = (space > 0 || kanji >= 2) && rest.get(kanji - 1).is_some_and(|c| GIVEN.contains(*c));
        return if known || (space > 0 && kanji <= 2) { (end, style) } else { (from, Given::None) };
    }
    if (2..=4).contains(&katakana) {
        let child = usize::from(rest.get(katakana) == Some(&'子'));
        return (start + katakana + child, style);
    }
    // A given name in hiragana runs into です, と, さん: it is cut there.
    let cut = (2..=4).find(|n| one_of(chars, start + n, "です|と申|という|さん|ちゃん|くん|様|と言").is_some());
    match cut {
        Some(length)
            if hiragana >= length && one_of(chars, start, "さん|さま|です|という|って|から|まで|では").is_none() =>
        {
            (start + length, style)
        }
        None if (2..=4).contains(&hiragana) && space > 0 && closes(chars, start + hiragana) => {
            (start + hiragana, style)
        }
        _ => (from, Given::None),
    }
}

/// Two short words with a space and an honorific: 名和田 太郎様, also for families that are not in the list.
fn spaced(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let fresh = !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
    let first = chars.get(at..)?.iter().take(4).take_while(|c| is_kanji(**c)).count();
    let gap = chars.get(at + first)? == &' ';
    let second = chars.get(at + first + 1..)?.iter().take(4).take_while(|c| is_kanji(**c)).count();
    let end = at + first + 1 + second;
    let shaped = fresh && gap && (1..=3).contains(&first) && (1..=3).contains(&second);
    let role = ["市長", "課長", "区長", "担当", "部長", "議員", "皆", "各位", "御中", "職員", "市", "課", "係"];
    let is_role = chars.get(at..end)?.iter().collect::<String>();
    let shown = one_of(chars, end, HONORIFICS).is_some() || one_of(chars, end, "と申").is_some();
    (shaped && shown && !role.iter().any(|word| is_role.contains(word))).then_some((at, end))
}

/// A name may begin here: at the head, after a space, a bracket, a full stop, 「は」 or 「の」.
fn opens(chars: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| chars.get(i)).is_none_or(|c| " \n。、(「:・はの".contains(*c))
}

fn opens_name(chars: &[char], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|i| chars.get(i))
        .is_none_or(|c| " \n。、(「:・".contains(*c) || c.is_ascii_digit() || is_kana(*c))
}

/// A name may end here.
fn closes(chars: &[char], end: usize) -> bool {
    chars.get(end).is_none_or(|c| " \n。、()」:・".contains(*c) || c.is_ascii_digit())
        || one_of(chars, end, "です|と申|より|の行|の携帯|の住所").is_some()
}

fn is_kana(c: char) -> bool {
    ('ぁ'..='ゖ').contains(&c) || ('ァ'..='ヶ').contains(&c) || c == 'ー'
}
