//! Names without kanji: サイトウ ミホン, グエン・ティ・ラン, "My name is Maria Rei".

use super::{ends_before, is_before, one_of};

/// What names of other languages begin with, as residents write them.
const FIRST: &str = "グエン|トラン|ズオン|チャン|ファム|ホアン|フイン|ヴォー|ブイ|ダン|マリア|ホセ|アンナ|ジョン|マイケル|サントス|デラ|カルロス|ルイス|シルバ|\
    キム|パク|リー|ワン|チン|リン|ラム|アリ|モハメド|ムハンマド|シン|クマール|ラマ|タパ|グルン|スニタ|プトラ|フェルナンド|ロドリゲス|ガルシア|\
    ジャスミン|メアリー|アンジェラ|レイ|ミホン|カソウ|れい|みほん";
/// What stands before a name in kana.
const LABELS: &str = "名前|氏名|代表|名は|名前は|名義|名義は|登録名|登録名は|会員名|申込者|参加者|本人|私は|わたしは|ぼくは|担当|母|父|娘|息子|子は|孫|夫|妻";

/// The ones of them that children and learners do not write in a sentence.
const SURE_LABELS: &str = "名前|氏名|代表|名は|名前は|名義|名義は|申込者|参加者|代表は|寄附者";
/// What the names of examples begin with.
const SAMPLES: &str = "みほん|れい|レイ|ミホン|カソウ|サンプル|カナ";

/// The end of a name that begins at `at`.
pub(super) fn find(chars: &[char], at: usize) -> Option<usize> {
    dotted(chars, at).or_else(|| kana(chars, at)).or_else(|| english(chars, at)).or_else(|| roman(chars, at))
}

fn katakana(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take(9).take_while(|c| ('ァ'..='ヺ').contains(*c) || **c == 'ー').count()
}

fn hiragana(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take(9).take_while(|c| ('ぁ'..='ゖ').contains(*c)).count()
}

fn is_fresh(chars: &[char], at: usize, is_part: impl Fn(&char) -> bool) -> bool {
    !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(is_part)
}

/// グエン・ティ・ラン, グエン ティ ハー.
fn dotted(chars: &[char], at: usize) -> Option<usize> {
    if katakana(chars, at) == 0 || !is_fresh(chars, at, |c| ('ァ'..='ヺ').contains(c) || "ー・".contains(*c)) {
        return None;
    }
    let (mut end, mut parts) = (at, 0);
    loop {
        let length = katakana(chars, end);
        if length == 0 || length > 8 {
            break;
        }
        end += length;
        parts += 1;
        let joined = chars.get(end).is_some_and(|c| matches!(c, '・' | ' ')) && katakana(chars, end + 1) > 0;
        if !joined {
            break;
        }
        end += 1;
    }
    let first = one_of(chars, at, FIRST).is_some_and(|n| katakana(chars, at) == n);
    let called = one_of(chars, end, "さん|様|氏|と申|と言います|といいます|です").is_some();
    let person = one_of(chars, end, "さん|様|氏|と申").is_some() && chars.get(at..end)?.contains(&'・');
    (parts >= 2 && (person || (first && (called || is_bound(chars, at, end) || is_before(chars, at, 12, LABELS)))))
        .then_some(end)
}

fn is_bound(chars: &[char], at: usize, end: usize) -> bool {
    let opens = at.checked_sub(1).and_then(|i| chars.get(i)).is_none_or(|c| " \n。、(「:/はの".contains(*c));
    let ends = chars.get(end).is_none_or(|c| " \n。、()」:/".contains(*c) || c.is_ascii_digit())
        || one_of(chars, end, "です|と|の|が|は|に|を|より|まで").is_some();
    opens && ends
}

/// サイトウ ミホン, みほん ありさ: two words with a space; hiragana only behind a label or as the name of an example.
fn kana(chars: &[char], at: usize) -> Option<usize> {
    let in_hiragana = hiragana(chars, at) > 0;
    let same = if in_hiragana { hiragana } else { katakana };
    let first = same(chars, at);
    if !(2..=5).contains(&first) || chars.get(at + first) != Some(&' ') {
        return alone(chars, at);
    }
    let labels = if in_hiragana { SURE_LABELS } else { LABELS };
    let spaced = at > 0 && chars.get(at - 1) == Some(&' ') && ends_before(chars, at - 1, labels);
    let labelled = spaced || ends_before(chars, at, labels);
    let fresh = labelled || is_fresh(chars, at, |c| super::is_kana(*c) || *c == '・');
    if !fresh {
        return alone(chars, at);
    }
    let from = at + first + 1;
    let run = same(chars, from);
    let called = |n: &usize| one_of(chars, from + n, "です|と申|という|さん|様").is_some();
    let end = from + (2..=run.min(5)).find(called).unwrap_or(run);
    let sample = one_of(chars, at, SAMPLES).is_some();
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    let signs = before.is_none_or(|c| "\n。、(「:/".contains(*c));
    let ends = chars.get(end).is_none_or(|c| "\n。、()」/".contains(*c) || c.is_ascii_digit()) || called(&(end - from));
    let bound = if labelled { is_bound(chars, end, end) || ends } else { is_bound(chars, at, end) };
    let shown = (bound && (labelled || sample)) || (!in_hiragana && signs && ends && !is_spaced_text(chars));
    ((2..=5).contains(&(end - from)) && shown && !is_spelled(chars, at, end)).then_some(end)
}

/// A text that puts a space between all its words, as children and learners do.
fn is_spaced_text(chars: &[char]) -> bool {
    chars.iter().filter(|c| **c == ' ').count() * 12 > chars.len()
}

/// Two words of every day.
fn is_spelled(chars: &[char], at: usize, end: usize) -> bool {
    let said: String = chars.get(at..end).unwrap_or_default().iter().collect();
    ["です", "ます", "した", "ください", "いる", "ない", "センター", "ホール", "まつり", "フェス", "デイ", "クラブ"]
        .iter()
        .any(|word| said.contains(word))
}

/// Family names of examples in kana.
const ALONE: &str = "れいだ|れいもと|れいの|れいまえ|れいさわ|れいかわ|れいたに|みほんだ|みほん|レイダ|レイモト|レイサワ|レイカワ|レイヤマ|\
    レイノ|ミホン|かなざわ";

/// れいだです, レイサワ係長: one word of kana that is the name of an example.
fn alone(chars: &[char], at: usize) -> Option<usize> {
    let same: fn(&[char], usize) -> usize = if katakana(chars, at) > 0 { katakana } else { hiragana };
    let head = one_of(chars, at, ALONE)?;
    let run = same(chars, at);
    // ミホンアキラ
    let given = if chars.get(at) == Some(&'ミ') && (head + 2..=head + 4).contains(&run) { run - head } else { 0 };
    let end = at + head + given;
    let called = one_of(chars, end, "です|と申|さん|様|先生|係長|課長|主任|、|。|(").is_some();
    let ends = called || chars.get(end).is_none_or(|c| *c == ' ');
    let fresh = is_fresh(chars, at, |c| ('ァ'..='ヺ').contains(c) || *c == 'き') || ends_before(chars, at, LABELS);
    (fresh && ends && head + given <= run).then_some(end)
}

/// "my name is maria rei": the text is folded to small letters.
fn english(chars: &[char], at: usize) -> Option<usize> {
    if !ends_before(chars, at, "my name is |i am |this is ") || !chars.get(at)?.is_ascii_alphabetic() {
        return None;
    }
    let word = |from: usize| chars.iter().skip(from).take_while(|c| c.is_ascii_alphabetic() || **c == '\'').count();
    let first = word(at);
    let second = if chars.get(at + first) == Some(&' ') { word(at + first + 1) } else { 0 };
    let said: String = chars.get(at..at + first)?.iter().collect();
    let plain = [
        "a", "an", "the", "not", "from", "living", "very", "so", "in", "new", "writing", "worried", "here", "happy",
        "looking",
    ];
    (first >= 2 && second >= 2 && !plain.contains(&said.as_str())).then_some(at + first + 1 + second)
}

/// Family names in Latin letters, folded to small ones.
const ROMAN: [&str; 48] = [
    "sato",
    "suzuki",
    "takahashi",
    "tanaka",
    "ito",
    "watanabe",
    "yamamoto",
    "nakamura",
    "kobayashi",
    "kato",
    "yoshida",
    "yamada",
    "sasaki",
    "yamaguchi",
    "matsumoto",
    "inoue",
    "kimura",
    "hayashi",
    "saito",
    "shimizu",
    "yamazaki",
    "mori",
    "ikeda",
    "hashimoto",
    "ishikawa",
    "ogawa",
    "okada",
    "goto",
    "hasegawa",
    "murakami",
    "kondo",
    "ishii",
    "sakamoto",
    "fujita",
    "aoki",
    "nishimura",
    "fukuda",
    "ota",
    "miura",
    "fujiwara",
    "sudo",
    "nguyen",
    "tran",
    "pham",
    "santos",
    "reyes",
    "kumar",
    "sharma",
];

/// Emily Watanabe, K. Sudo, Tanaka Y.
fn roman(chars: &[char], at: usize) -> Option<usize> {
    let is_part = |c: &char| c.is_ascii_alphabetic() || matches!(c, '-' | '.' | '\'');
    if !chars.get(at)?.is_ascii_alphabetic()
        || !is_fresh(chars, at, |c| c.is_ascii_alphanumeric() || "-.' @_/".contains(*c))
    {
        return None;
    }
    let run = chars.get(at..)?.iter().take(30).take_while(|c| is_part(c) || **c == ' ').count();
    let said: String = chars.get(at..at + run)?.iter().collect();
    let words: Vec<&str> = said.split_whitespace().collect();
    let named = words.iter().flat_map(|word| word.split('-')).any(|word| ROMAN.contains(&word));
    (named && (2..=3).contains(&words.len())).then_some(at + said.trim_end().chars().count())
}
