//! Phones, mail addresses, birth dates, accounts and car plates: things with digits or an `@`.

use super::label;
use super::{Kind, ends_before, is_before, is_dash, is_kanji, is_kanji_number, one_of};

type Found = (Kind, usize, usize);

/// Free numbers and services: not a person's phone.
const SERVICES: &str = "0299-48-1111|0299(48)1111|110|119|0120|0570|0180|0800-|0800ー|0800(";
const OFFICES: &str = "市役所|役場|担当課|窓口の|代表電話|コールセンター|相談電話|相談ダイヤル|いのちの電話|支所の|庁舎の|センターの番号|\
    センターの電話|処理場の電話|防災の電話|消防の電話|\
    水道局|医院|内科|歯科|病院|クリニック|申込み電話|申込電話|不動産|包括支援センター|電話一覧";

pub(super) fn find(chars: &[char]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let here = mail(chars, at)
            .or_else(|| label::find(chars, at))
            .or_else(|| birth_date(chars, at))
            .or_else(|| account(chars, at));
        match here.or_else(|| phone(chars, at)).or_else(|| plate(chars, at)).or_else(|| small_plate(chars, at)) {
            Some(place) => {
                at = place.2.max(at + 1);
                found.push(place);
            }
            None => at += 1,
        }
    }
    found
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '〇' | '零' => Some('0'),
        c => {
            (1u32..).zip("一二三四五六七八九".chars()).find(|(_, k)| *k == c).and_then(|(n, _)| char::from_digit(n, 10))
        }
    }
}

fn phone(chars: &[char], at: usize) -> Option<Found> {
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) || ends_after_digit(chars, at) {
        return None;
    }
    let (digits, end) = dialled(chars, at);
    let labelled = || is_before(chars, at, 8, "電話|tel|℡|でんわ|携帯|連絡先|fax|自宅");
    let whole = matches!(digits.len(), 10 | 11) && digits.starts_with('0');
    let local = matches!(digits.len(), 6..=9) && !digits.starts_with("20") && labelled();
    let service = || one_of(chars, at, SERVICES).is_some() || is_before(chars, at, 16, OFFICES);
    let opened = usize::from(before == Some('(') && chars.get(at..end)?.contains(&')'));
    ((whole || local) && !service()).then_some((Kind::Phone, at - opened, end))
}

/// A dash with a digit before it: `at` is inside a longer number.
fn ends_after_digit(chars: &[char], at: usize) -> bool {
    let nth = |back: usize| at.checked_sub(back).and_then(|i| chars.get(i)).copied();
    nth(1).is_some_and(is_dash) && nth(2).is_some_and(|c| c.is_ascii_digit())
}

/// The digits from `at`, with dashes, brackets and single spaces between them, and where they end.
fn dialled(chars: &[char], at: usize) -> (String, usize) {
    let mut digits = String::new();
    let (mut place, mut end, mut gap) = (at, at, 0);
    let kanji = chars.get(at).is_some_and(|c| is_kanji_number(*c));
    while let Some(&c) = chars.get(place) {
        match digit(c).filter(|_| kanji || c.is_ascii_digit()) {
            Some(d) => {
                digits.push(d);
                gap = 0;
                end = place + 1;
            }
            None if gap < 2
                && !digits.is_empty()
                && (is_dash(c)
                    || (c == '.' && digits.starts_with('0'))
                    || matches!(c, '(' | ')' | ' ' | 'の' | '・')) =>
            {
                gap += 1;
            }
            None => break,
        }
        place += 1;
    }
    (digits, end)
}

fn mail(chars: &[char], at: usize) -> Option<Found> {
    let is_local = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '%');
    let first =
        chars.get(at).is_some_and(is_local) && !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(is_local);
    if !first {
        return None;
    }
    let rest = chars.get(at..)?;
    let local = rest.iter().take_while(|c| is_local(c)).count();
    // Some write the sign out, so that machines do not read it.
    let sign = one_of(chars, at + local, "(アット)|[アット]|アットマーク|アット|(at)|[at]| at |(あっと)").unwrap_or(1);
    let domain: Vec<char> = rest
        .get(local + sign..)?
        .iter()
        .copied()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        .collect();
    let length = domain.iter().rposition(|c| c.is_ascii_alphanumeric())? + 1;
    let office = one_of(chars, at, "info@|kouhou@|koho@|soumu@").is_some()
        || domain.windows(6).any(|w| w == ['.', 'l', 'g', '.', 'j', 'p']);
    let dotted = !office && domain.iter().take(length).any(|c| *c == '.');
    (sign == 1 && rest.get(local) == Some(&'@') || sign > 1)
        .then_some((Kind::Email, at, at + local + sign + length))
        .filter(|_| dotted)
}

/// Who is meant stands before a date in brackets or behind a comma: the second look in `personal.rs`.
pub(super) fn birth_dates_beside(chars: &[char], names: &[(usize, usize)]) -> Vec<Found> {
    let beside = |end: usize| {
        let gap = chars.iter().skip(end).take(3).take_while(|c| " 、(,/".contains(**c)).count();
        // 三十四歳、 may stand between.
        let age = (1..=6).find(|n| one_of(chars, end + gap + n, "歳、|才、|歳 |歳/").is_some());
        let starts = [Some(end + gap), age.map(|n| end + gap + n + 2)];
        (gap > 0).then(|| starts.into_iter().flatten().find_map(|at| Some((at, date(chars, at)?)))).flatten()
    };
    // Where somebody is named, a whole date of an old era is when somebody was born.
    let old = |at: usize| {
        let era = one_of(chars, at, "明治|大正|昭和").filter(|_| !names.is_empty());
        let end = era.and_then(|_| date(chars, at))?;
        let ends = chars.get(end).is_none_or(|c| "、。) \n".contains(*c)) || one_of(chars, end, "です").is_some();
        ends.then_some((at, end))
    };
    let beside = names.iter().filter_map(|(_, end)| beside(*end));
    beside.chain((0..chars.len()).filter_map(old)).map(|(from, to)| (Kind::BirthDate, from, to)).collect()
}

const ALL_BORN: &str = "生まれた男|生まれた女|生まれた方|生まれた人|生まれた者|生まれの方|生まれの人|生まれの男|生まれの女|以前に生まれ|以降に生まれ|以後に生まれ";

fn birth_date(chars: &[char], at: usize) -> Option<Found> {
    let month = month(chars, at).map(|end| (end, true));
    let (end, only_month) = date(chars, at).map(|end| (end, false)).or(month)?;
    let named = is_before(chars, at, 9, "生年月日|誕生日|生まれ|出生|生れ");
    let born = (end..end + 4).any(|i| one_of(chars, i, "生まれ|生れ|生|うまれ").is_some());
    // Years of birth of all who are called to something.
    let all = (end..end + 4).any(|i| one_of(chars, i, ALL_BORN).is_some());
    let study = all || one_of(chars, end, "生徒|生活|生物").is_some();
    let short = one_of(chars, at, "m|t|s|h").is_some() && chars.get(at + 1).is_some_and(char::is_ascii_digit);
    (only_month || named || (born && !study) || short).then_some((Kind::BirthDate, at, end))
}

/// 大正十四年十一月 before 生: a year and a month of an era.
fn month(chars: &[char], at: usize) -> Option<usize> {
    let era = one_of(chars, at, "明治|大正|昭和|平成|令和")?;
    let number = |from: usize| chars.iter().skip(from).take_while(|c| is_numeral(**c)).count();
    let year = at + era + number(at + era);
    let month = year + 1 + number(year + 1);
    let shaped = chars.get(year) == Some(&'年') && chars.get(month) == Some(&'月') && month > year + 1;
    (shaped && chars.get(month + 1) == Some(&'生')).then_some(month + 2)
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || is_kanji_number(c) || "元正拾廿壱弐参".contains(c)
}

/// The end of a date with year, month and day that begins at `at`.
fn date(chars: &[char], at: usize) -> Option<usize> {
    if at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let era = one_of(chars, at, "明治|大正|昭和|平成|令和|m|t|s|h|r|西暦").unwrap_or(0);
    let mut place = at + era;
    for (n, marks) in ["年./-", "月./-", "日"].iter().enumerate() {
        let length = chars.get(place..)?.iter().take_while(|c| is_numeral(**c)).count();
        let western = n == 0 && era == 0;
        if !(1..=4).contains(&length) || (western && (length != 4 || chars.get(place) == Some(&'0'))) {
            return None;
        }
        place += length;
        let marked = chars.get(place).is_some_and(|c| marks.contains(*c));
        if !marked && n < 2 {
            return None;
        }
        place += usize::from(marked);
        place += usize::from(n == 0 && marked && era > 0 && chars.get(place) == Some(&'の'));
    }
    Some(place)
}

fn account(chars: &[char], at: usize) -> Option<Found> {
    let digits = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    let fresh = !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| c.is_ascii_digit() || is_dash(*c));
    if !fresh || !(6..=8).contains(&digits) {
        return None;
    }
    let bank = "銀行|信用金庫|信金|農協|ja|支店|ゆうちょ|信用組合|労金";
    let labelled = is_before(chars, at, 9, "口座番号|口座|普通預金|普通|当座")
        || (is_before(chars, at, 25, bank) && is_before(chars, at, 6, "番号|記号|no"));
    labelled.then_some((Kind::Account, at, at + digits))
}

/// Where cars of the region are registered: behind these a short number is enough.
const REGISTERED: &str =
    "水戸|土浦|つくば|宇都宮|とちぎ|千葉|成田|柏|野田|習志野|大宮|春日部|品川|足立|練馬|いわき|福島|群馬";

/// 小美玉市 あ 12-34: the plate of a small motorcycle, found at its kana.
fn small_plate(chars: &[char], at: usize) -> Option<Found> {
    let kana = chars.get(at).is_some_and(|c| ('あ'..='ん').contains(c));
    let town = at.checked_sub(2).is_some_and(|i| matches!(chars.get(i..at), Some(['市' | '町' | '村', ' '])))
        && !at.checked_sub(3).and_then(|i| chars.get(i)).is_some_and(|c| "市町村区の".contains(*c));
    if !kana || !town || chars.get(at + 1) != Some(&' ') {
        return None;
    }
    let number = chars.get(at + 2..)?.iter().take_while(|c| c.is_ascii_digit() || is_dash(**c)).count();
    let name = chars.get(..at - 1)?.iter().rev().take(5).take_while(|c| is_kanji(**c)).count();
    (number >= 2).then_some((Kind::Plate, at - 1 - name, at + 2 + number))
}

/// 水戸 500 あ 12-34: found at its class number (500), then widened to the place name.
fn plate(chars: &[char], at: usize) -> Option<Found> {
    let spaces = |from: usize| chars.iter().skip(from).take_while(|c| **c == ' ').count();
    let class = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    let kana = at + class + spaces(at + class);
    if !(2..=3).contains(&class) || !chars.get(kana).is_some_and(|c| ('あ'..='ん').contains(c)) {
        return None;
    }
    let serial = kana + 1 + spaces(kana + 1);
    let is_serial = |c: &&char| c.is_ascii_digit() || is_dash(**c) || **c == '・';
    let end = serial + chars.get(serial..)?.iter().take_while(is_serial).count();
    let written = chars.get(serial..end)?;
    let shown = written.len() >= 4 && (written.len() == 4 || written.iter().any(|c| is_dash(*c)));
    let head: Vec<char> = chars.get(..at)?.iter().rev().copied().skip_while(|c| *c == ' ').collect();
    let gap = chars.get(..at)?.len() - head.len();
    let place = head.iter().take(4).take_while(|c| is_kanji(**c)).count();
    let registered = ends_before(chars, at - gap, REGISTERED) && kana > at + class && chars.get(kana + 1) == Some(&' ');
    let shown = shown || (registered && written.iter().any(char::is_ascii_digit));
    let town = if place > 0 { place } else { 3 * usize::from(ends_before(chars, at - gap, "つくば|なにわ")) };
    let start = at - gap - town;
    let start = start + usize::from(town > 2 && chars.get(start) == Some(&'車'));
    (shown && town > 0).then_some((Kind::Plate, start, end))
}
