//! How else is a number written? 二丁目 is 2丁目, 第三小学校 is 第3小学校: the other writings of a word that is looked for.
//!
//! The key itself leaves numerals as they are. What is a number depends on the signs around it (一般 and 三村 count nothing), and a part
//! of a text may be cut between a number and what it counts: its key would differ from the text's, and it would not find it. So a
//! word with a number is asked for in each writing, and as it was typed in any case.

use std::sync::OnceLock;

/// What a number counts. After anything else, and without 第 before it, a numeral is a part of some other word.
const COUNTERS: &[&str] = &[
    "丁",
    "丁目",
    "番",
    "番地",
    "番目",
    "番線",
    "号",
    "号線",
    "号室",
    "号館",
    "号棟",
    "年",
    "年生",
    "年度",
    "年間",
    "学年",
    "か年",
    "ヶ年",
    "月",
    "か月",
    "ヶ月",
    "日",
    "日間",
    "週",
    "週間",
    "時",
    "時間",
    "分",
    "分間",
    "秒",
    "人",
    "名",
    "回",
    "件",
    "世帯",
    "戸",
    "軒",
    "棟",
    "階",
    "区",
    "組",
    "班",
    "歳",
    "才",
    "代",
    "円",
    "割",
    "倍",
    "度",
    "点",
    "票",
    "台",
    "本",
    "枚",
    "匹",
    "頭",
    "羽",
    "個",
    "箇所",
    "か所",
    "ヶ所",
    "車線",
    "両",
    "便",
    "校",
    "校時",
    "学期",
    "学級",
    "級",
    "位",
    "条",
    "項",
    "章",
    "次",
    "期",
    "部",
    "泊",
    "周",
    "周年",
    "つ",
    "キロ",
    "メートル",
    "センチ",
    "グラム",
    "万",
    "億",
];

/// Words that mostly count nothing, as number and counter: 十分, 一時. They are numbers where a kanji goes on: 十分間, 一番地.
const WORDS: &[(u32, &str)] = &[(10, "分"), (1, "時"), (1, "度"), (1, "番"), (1, "部")];

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const UNITS: [(char, u32); 3] = [('千', 1_000), ('百', 100), ('十', 10)];

/// The most writings of a word; numbers behind that stay as they were typed.
const MOST: usize = 9;

/// The writings of a word's key, itself first.
pub(super) fn writings(word: &str) -> Vec<String> {
    let signs: Vec<char> = word.chars().collect();
    let mut written = vec![String::new()];
    let (mut rest, mut before) = (signs.as_slice(), None);
    while !rest.is_empty() {
        let length = numeral(rest);
        let (part, after) = rest.split_at(length.max(1));
        let mut forms = vec![part.iter().collect::<String>()];
        if length > 0 {
            forms.extend(others(before, part, after));
        }
        if written.len() * forms.len() > MOST {
            forms.truncate(1);
        }
        written = written.iter().flat_map(|head| forms.iter().map(move |form| format!("{head}{form}"))).collect();
        (rest, before) = (after, part.last().copied());
    }
    written
}

/// How many signs at the beginning are a numeral.
fn numeral(signs: &[char]) -> usize {
    let digits = signs.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 { digits } else { signs.iter().take_while(|c| digit(**c).is_some() || unit(**c).is_some()).count() }
}

/// The other writings of a numeral, where it is a number.
fn others(before: Option<char>, numeral: &[char], after: &[char]) -> Vec<String> {
    let Some(value) = value(numeral) else { return Vec::new() };
    let is_part = matches!(before, Some('.' | ','));
    if is_part || !(before == Some('第') || counts(value, after)) {
        return Vec::new();
    }
    let own: String = numeral.iter().collect();
    let mut forms = vec![value.to_string(), spoken(value), by_places(value)];
    forms.retain(|form| *form != own);
    forms.dedup();
    forms
}

/// Whether what follows is something that a number counts.
fn counts(value: u32, after: &[char]) -> bool {
    static KEYS: OnceLock<Vec<Vec<char>>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| COUNTERS.iter().map(|counter| super::key(counter).chars().collect()).collect());
    let Some(counter) = keys.iter().filter(|counter| after.starts_with(counter)).max_by_key(|counter| counter.len())
    else {
        return false;
    };
    let is_word = WORDS.iter().any(|(n, word)| *n == value && word.chars().eq(counter.iter().copied()));
    !is_word || after.get(counter.len()).is_some_and(|c| matches!(c, '一'..='鿿' | '々'))
}

/// What a numeral says, up to four places.
fn value(numeral: &[char]) -> Option<u32> {
    if numeral.iter().any(|c| unit(*c).is_some()) {
        return of_units(numeral);
    }
    let is_short = numeral.len() == 1 || (numeral.len() <= 4 && !matches!(numeral.first(), Some('0' | '〇')));
    let mut places = numeral.iter().map(|c| c.to_digit(10).or_else(|| digit(*c)));
    if is_short { places.try_fold(0, |value, place| Some(value * 10 + place?)) } else { None }
}

/// 二千二十六
fn of_units(numeral: &[char]) -> Option<u32> {
    let (mut value, mut times, mut last) = (0, None, u32::MAX);
    for c in numeral {
        match (unit(*c), digit(*c)) {
            (Some(unit), _) if unit < last => {
                value += times.take().unwrap_or(1) * unit;
                last = unit;
            }
            (None, Some(place @ 1..)) if times.is_none() => times = Some(place),
            _ => return None,
        }
    }
    Some(value + times.unwrap_or(0))
}

/// As it is spoken: 二千二十六.
fn spoken(value: u32) -> String {
    if value == 0 {
        return DIGITS.iter().take(1).collect();
    }
    let mut written = String::new();
    for (sign, unit) in UNITS {
        let times = value / unit % 10;
        written.extend(digit_sign(times).filter(|_| times > 1));
        written.extend((times > 0).then_some(sign));
    }
    written.extend(digit_sign(value % 10).filter(|_| !value.is_multiple_of(10)));
    written
}

/// Place by place: 二〇二六.
fn by_places(value: u32) -> String {
    value.to_string().chars().filter_map(|c| digit_sign(c.to_digit(10)?)).collect()
}

fn digit(c: char) -> Option<u32> {
    DIGITS.iter().zip(0..).find(|(sign, _)| **sign == c).map(|(_, value)| value)
}

fn digit_sign(value: u32) -> Option<char> {
    DIGITS.get(usize::try_from(value).ok()?).copied()
}

fn unit(c: char) -> Option<u32> {
    UNITS.iter().find(|(sign, _)| *sign == c).map(|(_, unit)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_before_what_it_counts_or_behind_第_has_other_writings() {
        for (word, others) in [
            ("二丁目", &["2丁目"][..]),
            ("2丁目", &["二丁目"]),
            ("第三小学校", &["第3小学校"]),
            ("第3", &["第三"]),
            ("12番地", &["十二番地", "一二番地"]),
            ("十二番地", &["12番地", "一二番地"]),
            ("二〇二六年", &["2026年", "二千二十六年"]),
            ("2026年", &["二千二十六年", "二〇二六年"]),
            ("令和8年度", &["令和八年度"]),
            ("三万円", &["3万円"]),
            ("百円", &["100円", "一〇〇円"]),
            ("十分間", &["10分間", "一〇分間"]),
            ("一番地", &["1番地"]),
            ("2丁目3番", &["2丁目三番", "二丁目3番", "二丁目三番"]),
        ] {
            let all = writings(word);
            assert_eq!(
                (all[0].as_str(), &all[1..]),
                (word, &others.iter().map(|o| (*o).to_owned()).collect::<Vec<_>>()[..])
            );
        }
        assert_eq!(writings(&super::super::key("三ヶ月")), ["三け月", "3け月"]);
        assert_eq!(writings(&super::super::key("五メートル")), ["五めとる", "5めとる"]);
    }

    #[test]
    fn other_words_with_a_numeral_in_them_and_bare_numbers_stay_as_they_are() {
        for word in [
            "一般",
            "三村",
            "十分",
            "10分",
            "10分に",
            "十分な",
            "一部",
            "五十嵐",
            "一",
            "12",
            "3.11",
            "1.5時間",
            "007号",
            "二二三四五年",
            "十十年",
            "",
        ] {
            assert_eq!(writings(word), [word], "{word}");
        }
    }

    #[test]
    fn a_word_with_many_numbers_has_few_writings() {
        let word = "1年2年3年4年5年";
        let all = writings(word);
        assert!(all.len() <= MOST && all[0] == word, "{all:?}");
    }

    #[test]
    fn every_number_is_read_as_it_is_written() {
        for number in 0..10_000 {
            for written in [number.to_string(), spoken(number), by_places(number)] {
                assert_eq!(value(&written.chars().collect::<Vec<_>>()), Some(number), "{written}");
            }
        }
    }
}
