//! Which child is pointed at by school and class? 見本中学校2年3組, 例小2年, 見本台幼稚園の年長.

use super::{Kind, is_dash, is_kana, is_kanji, is_kanji_number, one_of};

type Found = (Kind, usize, usize);

const SCHOOLS: &str = "小学校|中学校|高校|高等学校|支援学校高等部|支援学校中学部|支援学校小学部|支援学校|学園|学校|幼稚園|こども園|保育園|保育所|小|中|高";
const INFANTS: &str = "幼稚園|こども園|保育園|保育所";
/// What stands before 小学校 without naming one.
const ANY: &str = "同じ|市内|町内|地元|近く|全|各|県内|公立|私立|統合|義務|新しい|母校";

/// A school by its name and the grade or class of a child; `at` is the first character of the kind of school.
pub(super) fn find(chars: &[char], at: usize) -> Option<Found> {
    let word = one_of(chars, at, SCHOOLS)?;
    let infants = one_of(chars, at, INFANTS).is_some();
    let is_name = |c: char| is_name(c) || (infants && is_kana(c));
    let name = chars.get(..at)?.iter().rev().take(8).take_while(|c| is_name(**c)).count();
    let part_of_word = one_of(chars, at, "学校").is_some() && super::ends_before(chars, at, "小|中|高等|支援");
    if part_of_word {
        return None;
    }
    let start = at - name;
    let start = start + one_of(chars, start, "学校").filter(|n| *n < name).unwrap_or(0);
    let from = at + word + chars.iter().skip(at + word).take(2).take_while(|c| matches!(c, ' ' | 'の' | '、')).count();
    let end = if infants { infants_class(chars, from) } else { grade(chars, from, word) }?;
    let counts = chars.get(start..at)?.iter().any(|c| "年月日期間度回最".contains(*c));
    (name > 0 && !counts && one_of(chars, start, ANY).is_none()).then_some((Kind::School, start, end))
}

fn is_name(c: char) -> bool {
    is_kanji(c) || matches!(c, 'ケ' | 'ヶ' | 'ノ' | 'が')
}

/// 2年3組, 1年B組, 四年, 2-1, 4の2. A short name of a school (例小) needs a grade that is not a mere number of years.
fn grade(chars: &[char], start: usize, word: usize) -> Option<usize> {
    let number = |from: usize| {
        chars.iter().skip(from).take(2).take_while(|c| c.is_ascii_digit() || is_kanji_number(**c)).count()
    };
    let after = start + number(start);
    if number(start) != 1 || one_of(chars, after, "年間|年前|年後|年度|年目|年ほど|年半|年ぶり").is_some()
    {
        return None;
    }
    if chars.get(after).is_some_and(|c| is_dash(*c) || *c == 'の') {
        let class = number(after + 1).max(usize::from(chars.get(after + 1).is_some_and(char::is_ascii_alphabetic)));
        let goes_on = |c: &char| c.is_ascii_digit() || is_dash(*c) || "人名月日丁番つ割".contains(*c);
        let ends = class == 1 && !chars.get(after + 1 + class).is_some_and(goes_on);
        return (ends && word <= 3).then_some(after + 1 + class);
    }
    let end = after + one_of(chars, after, "年生|年")?;
    let gap = usize::from(chars.get(end) == Some(&' '));
    let letter = usize::from(chars.get(end + gap).is_some_and(char::is_ascii_alphabetic));
    let class = number(end + gap).max(letter);
    let in_class = (class > 0).then(|| one_of(chars, end + gap + class, "組")).flatten();
    Some(in_class.map_or(end, |n| end + gap + class + n))
}

/// 年長, 年中ほし組, もも組.
fn infants_class(chars: &[char], start: usize) -> Option<usize> {
    let year = one_of(chars, start, "年長|年中|年少").unwrap_or(0);
    let name = chars.iter().skip(start + year).take(5).take_while(|c| is_kana(**c)).count();
    let class = (name > 0).then(|| one_of(chars, start + year + name, "組")).flatten();
    class.map(|n| start + year + name + n).or((year > 0).then_some(start + year))
}
