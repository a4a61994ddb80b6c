//! Is somebody called by a given name alone, or by a family name that is in no list? 陽菜ちゃん, 美代子さん, ミヨさん,
//! 鵜殿さん, and 名和田翔太と申します.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::family::{BEGINNINGS, ENDINGS};
use super::given::KANA;
use super::{ends_before, is_kana, is_kanji, one_of};

/// Given names in kanji.
const GIVEN: &str = include_str!("../data/given.txt");
/// Given names in hiragana that are too short or too like words to be seen without さん or ちゃん.
const GIVEN_KANA: &str = include_str!("../data/given_kana.txt");
/// What is said behind the name of somebody who is known.
const HONORIFICS: &str = "さん|ちゃん|くん|さま|兄ちゃん|姉ちゃん|君|様|氏";
/// Behind さん: the name of a walk, a shop, a kind of people.
const NO_PEOPLE: &str = "ぽ|という名の|という店|というお店|というパン|という屋号|んで|んま|ろく|ぶつ|かい|せい|こん";
/// Words that さん follows without naming anybody.
const CALLINGS: &str = include_str!("../data/callings.txt");
/// What the words of callings and kinds of people end with.
const ROLE_ENDINGS: &str =
    "者員師手屋長士生様客婦親達方所会隊課係部局署店館校園社党団課組班家人民族僧官吏医工臣王神仏様殿等";

fn listed() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| {
        let kana = KANA.split('|').map(str::trim).chain(GIVEN_KANA.split_whitespace());
        GIVEN.split_whitespace().chain(kana).collect()
    })
}

fn callings() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| CALLINGS.split_whitespace().collect())
}

/// Whether these characters are a given name in kanji.
pub(super) fn is_given(name: &[char]) -> bool {
    listed().contains(name.iter().collect::<String>().as_str())
}

/// Whether these characters are a given name in kana that is common or was.
pub(super) fn is_known_in_kana(name: &[char]) -> bool {
    listed().contains(name.iter().map(|c| hiragana(*c)).collect::<String>().as_str())
}

/// The place of a name that begins at `at`, where no family name of the list does.
pub(super) fn find(chars: &[char], at: usize) -> Option<(usize, usize)> {
    if let Some(place) = last_words(chars, at).or_else(|| introduced(chars, at)) {
        return Some(place);
    }
    if chars.get(at).is_some_and(|c| is_kanji(*c)) {
        let fresh = !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
        let run = chars.get(at..)?.iter().take(8).take_while(|c| is_kanji(**c)).count();
        let begins = fresh || ends_before(chars, at, KIN);
        let found =
            || in_kanji(chars, at, run).or_else(|| full(chars, at, run, fresh)).or_else(|| of_kin(chars, at, run));
        return begins.then(found).flatten();
    }
    in_kana(chars, at).map(|end| (at, end))
}

/// Words of the family right before a name: 長男翔太くん.
const KIN: &str = "孫|娘|息子|弟|妹|兄|姉|長男|長女|次男|次女|三男|三女|母|父|妻|夫|祖母|祖父|友人|隣|同級生|先輩|後輩";

/// 陽菜ちゃん, 翔太君, 鵜殿さん.
fn in_kanji(chars: &[char], at: usize, run: usize) -> Option<(usize, usize)> {
    let titled = chars.get(at + run.checked_sub(1)?).is_some_and(|c| "君様氏".contains(*c));
    let length = if titled { run - 1 } else { run };
    let end = at + length;
    let name = chars.get(at..end)?;
    let honoured = one_of(chars, end, HONORIFICS).filter(|n| one_of(chars, end + n, NO_PEOPLE).is_none());
    honoured?;
    let polite = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| "おご".contains(*c));
    (!polite && (is_given(name) || is_unlisted(name, titled))).then_some((at, end))
}

/// Two or three characters that are no word for a kind of people.
fn is_unlisted(name: &[char], titled: bool) -> bool {
    let word: String = name.iter().collect();
    let is_role = callings().contains(word.as_str());
    let ends = name.last().is_some_and(|c| ROLE_ENDINGS.contains(*c));
    let numbered = name.iter().any(|c| super::is_kanji_number(*c));
    let shaped = is_like_a_family(name);
    (2..=3).contains(&name.len()) && shaped && !titled && !is_role && !ends && !numbered
}

/// It begins or ends as many family names do.
fn is_like_a_family(name: &[char]) -> bool {
    name.first().is_some_and(|c| BEGINNINGS.contains(*c)) || name.last().is_some_and(|c| ENDINGS.contains(*c))
}

/// 姉の紀子は, 弟の章(五十): a given name of the list behind who it is.
fn of_kin(chars: &[char], at: usize, run: usize) -> Option<(usize, usize)> {
    let follows = chars.get(at + run).is_none_or(|c| "がはのをにともへ、。() \n".contains(*c));
    let kin = ends_before(chars, at, OF_KIN);
    (kin && follows && run >= 2 && is_given(chars.get(at..at + run)?)).then_some((at, at + run))
}

const OF_KIN: &str = "孫の|娘の|息子の|弟の|妹の|兄の|姉の|長男の|長女の|次男の|次女の|三男の|三女の|妻の|夫の|母の|父の|友人の|友達の|同級生の|名前は|名は|\
    クラスの|うちの|長男・|長女・|次男・|次女・|本人|子の名は|子は";

/// The last words of a letter: 古宇田 きん, ｵｵｸﾎﾞ ﾐﾂ, 羽成 だいち.
fn last_words(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    // Cheap things first: most places are inside a word.
    if !before.is_none_or(|c| "。\n )」、".contains(*c)) {
        return None;
    }
    let word = |from: usize, is: fn(char) -> bool| chars.iter().skip(from).take(6).take_while(|c| is(**c)).count();
    let is_katakana = |c: char| ('ァ'..='ヺ').contains(&c) || c == 'ー';
    let first = word(at, is_kanji).max(word(at, is_katakana));
    let gap = usize::from(first > 0 && chars.get(at + first) == Some(&' '));
    let second = at + first + gap;
    let kana = word(second, is_kana);
    let end = second + kana;
    let ends = chars.iter().skip(end).all(|c| matches!(c, '。' | ' ' | '\n' | ')'));
    let shaped = gap == 1 && (1..=5).contains(&first) && (2..=4).contains(&kana) && ends;
    let said: String = chars.get(second..end)?.iter().map(|c| hiragana(*c)).collect();
    (shaped
        && listed().contains(said.as_str())
        && !callings().contains(chars.get(at..at + first)?.iter().collect::<String>().as_str()))
    .then_some((at, end))
}

/// わたしの なまえは ファティマです, ぼくは さとし。
fn introduced(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let said = ["なまえは", "名前は", "氏名", "ぼくは", "わたしは", "私は", "ボクは"];
    let space = usize::from(at > 0 && chars.get(at - 1) == Some(&' '));
    let label = said.iter().position(|label| ends_before(chars, at - space, label))?;
    let run = chars.iter().skip(at).take(9).take_while(|c| is_kana(**c) || **c == '・').count();
    let foreign = chars.iter().skip(at).take_while(|c| ('ァ'..='ヺ').contains(*c) || matches!(c, 'ー' | '・')).count();
    let named = label < 3 && foreign >= 2 && one_of(chars, at + foreign, "です|と|。|、").is_some();
    if named {
        return Some((at, at + foreign));
    }
    let length = (2..=run.min(5)).rev().find(|n| {
        let closes = chars.get(at + n).is_none_or(|c| matches!(c, '。' | '\n' | '、' | '('))
            || one_of(chars, at + n, "です|だ。|と").is_some();
        let name: String = chars[at..at + n].iter().map(|c| hiragana(*c)).collect();
        closes && listed().contains(name.as_str())
    })?;
    Some((at, at + length))
}

/// A line of its own, or who introduces himself: a run of kanji that a given name of the list ends.
fn full(chars: &[char], at: usize, run: usize, fresh: bool) -> Option<(usize, usize)> {
    let gap = usize::from(chars.get(at + run) == Some(&' '));
    let second = chars.iter().skip(at + run + gap).take(4 * gap).take_while(|c| is_kanji(**c)).count();
    let end = if second > 0 { at + run + gap + second } else { at + run };
    let given = chars.get(at + run + gap..end)?;
    let family = chars.get(at..at + run)?;
    let word: String = family.iter().collect();
    let apart = second > 0
        && (1..=3).contains(&run)
        && is_given(given)
        && !callings().contains(word.as_str())
        && !family.last().is_some_and(|c| "市町村区県課係部局会小中高校園組年月日番号".contains(*c));
    if fresh && apart && given.len() >= 2 && is_like_a_family(family) {
        return Some((at, end));
    }
    let shaped = if second > 0 {
        apart
    } else {
        (3..=6).contains(&run) && (2..=3).any(|n| run > n && run - n <= 3 && is_given(&chars[end - n..end]))
    };
    if !fresh || !shaped {
        return None;
    }
    let alone = is_line_start(chars, at) && chars.get(end).is_none_or(|c| matches!(c, '\n' | '。' | '('));
    let says = one_of(chars, end, "と申|といいます|と言います|と名乗").is_some();
    (alone || says).then_some((at, end))
}

fn is_line_start(chars: &[char], at: usize) -> bool {
    let before = chars.get(..at).unwrap_or_default().iter().rev().find(|c| **c != ' ');
    before.is_none_or(|c| matches!(c, '\n' | '。'))
}

/// ミヨさん, タケシくん, ふみさん: a given name of the list in kana.
fn in_kana(chars: &[char], at: usize) -> Option<usize> {
    let first = *chars.get(at)?;
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).filter(|c| is_kana(**c));
    if before.is_some_and(|c| !"のはがとやたるいな".contains(*c)) || !is_kana(first) {
        return None;
    }
    let run = (2..=5).find(|n| one_of(chars, at + n, "さん|ちゃん|くん|君|様|氏").is_some())?;
    let said: String = chars.get(at..at + run)?.iter().map(|c| hiragana(*c)).collect();
    let honour = one_of(chars, at + run, "さん|ちゃん|くん|君|様|氏")?;
    let shop = one_of(chars, at + run + honour, NO_PEOPLE).is_some();
    // …忘れたともくん: behind a verb only who is called like a child.
    let behind_verb = before.is_some_and(|c| "たるいな".contains(*c));
    let called = !behind_verb
        || (one_of(chars, at + run, "くん|君|ちゃん").is_some() && one_of(chars, at + run, "ちゃんと").is_none());
    (!shop && called && listed().contains(said.as_str())).then_some(at + run)
}

const fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => match char::from_u32(c as u32 - 0x60) {
            Some(kana) => kana,
            None => c,
        },
        c => c,
    }
}
