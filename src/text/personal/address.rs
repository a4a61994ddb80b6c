//! Where does somebody live? Place names with house numbers, lines that begin with 住所, post codes.

use super::school;
use super::{Kind, is_before, is_dash, is_kana, is_kanji, is_kanji_number, one_of};

type Found = (Kind, usize, usize);

/// Words before a number that are no place.
const NOT_PLACES: &str = "約|第|札|窓口|整理券|令和|平成|昭和|電話|計|毎|各|午後|午前|施策|番号|議案|年度|年|月|日|時|国道|県道|市道|号|最大|最低|合計|対|比|点|回|全|式|号室|頃|名|資料|図|表|条例|法|附則|別表|様式";
const LABELS: &str = "住所|所在地|現住所|自宅|在住|住まい|居所|実家";

/// Whose address is no secret.
const OFFICES: &str = "市役所|支所|庁舎|役場|センター|公民館|学校|病院|医院|郵便局|本社|会館";

/// 市役所(堅倉835番地), 堅倉835の市役所: the address of an office.
fn is_office(chars: &[char], (_, start, end): &Found) -> bool {
    is_before(chars, *start, 8, OFFICES) || (*end..end + 2).any(|i| one_of(chars, i, OFFICES).is_some())
}

pub(super) fn find(chars: &[char]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match labelled(chars, at)
            .or_else(|| school::find(chars, at))
            .or_else(|| postal(chars, at))
            .or_else(|| numbered(chars, at))
            .or_else(|| quarter(chars, at))
            .or_else(|| lot_in_kana(chars, at))
            .or_else(|| local(chars, at))
            .or_else(|| flat(chars, at))
        {
            Some(place) => {
                at = place.2.max(at + 1);
                if place.0 != Kind::Address || !is_office(chars, &place) {
                    found.push(place);
                }
            }
            None => at += 1,
        }
    }
    found
}

/// `住所：…` up to the end of its line, when a number stands in it.
fn labelled(chars: &[char], at: usize) -> Option<Found> {
    let label = one_of(chars, at, "住所|ご住所|現住所|所在地")?;
    let mark = chars.get(at + label..)?.iter().take_while(|c| matches!(c, ':' | ' ' | '】' | ')' | '・')).count();
    let start = at + label + mark;
    let rest = chars.get(start..)?;
    let length = rest.iter().take(40).take_while(|c| !matches!(c, '\n' | '。' | '、' | '(' | ' ')).count();
    let has_number = rest.iter().take(length).any(|c| c.is_ascii_digit() || is_kanji_number(*c));
    (mark > 0 && length >= 3 && has_number).then_some((Kind::Address, start, start + length))
}

/// 〒123-4567, with the address behind it.
fn postal(chars: &[char], at: usize) -> Option<Found> {
    if chars.get(at) != Some(&'〒') {
        return None;
    }
    let is_part = |c: &&char| c.is_ascii_digit() || is_dash(**c) || **c == ' ';
    let length = chars.get(at + 1..)?.iter().take(9).take_while(is_part).count();
    let code = chars.get(at + 1..at + 1 + length)?;
    let end = at + 2 + code.iter().rposition(char::is_ascii_digit)?;
    let ends = |i: &usize| chars.get(*i).is_none_or(|c| "、。\n".contains(*c));
    let behind = (end..end + 22).take_while(|i| !ends(i)).filter_map(|i| numbered(chars, i));
    let address = behind.into_iter().find(|(_, start, _)| *start <= end + 1);
    let digits = code.iter().filter(|c| c.is_ascii_digit()).count();
    (digits >= 7).then_some((Kind::Address, at, address.map_or(end, |(_, _, to)| to)))
}

/// 字見本前七十八: a quarter of a village and the number in it, found at its 字.
fn quarter(chars: &[char], at: usize) -> Option<Found> {
    let word = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| "文漢数習赤太苗十点英活題黒".contains(*c));
    if chars.get(at) != Some(&'字') || word {
        return None;
    }
    let is_place = |c: &&char| (is_kanji(**c) && !is_kanji_number(**c)) || "ノケヶのツ".contains(**c);
    let place = chars.get(at + 1..)?.iter().take(6).take_while(is_place).count();
    let number = at + 1 + place;
    let is_number = |c: &&char| c.is_ascii_digit() || is_kanji_number(**c) || is_dash(**c);
    let length = chars.get(number..)?.iter().take(8).take_while(is_number).count();
    let ends = chars.get(number + length).is_none_or(|c| " のにで、。\n".contains(*c));
    let before = chars.get(..at)?.iter().rev().take(6).take_while(|c| is_kanji(**c)).count();
    (place >= 1 && length >= 1 && ends).then_some((Kind::Address, at - before, number + length))
}

/// たけはら 二千四十ばんち: a village and a lot as they are said; `at` is the first character of the number.
fn lot_in_kana(chars: &[char], at: usize) -> Option<Found> {
    let is_number = |c: &char| c.is_ascii_digit() || is_kanji_number(*c);
    let before = chars.get(..at)?;
    if before.last().is_some_and(is_number) {
        return None;
    }
    let number = chars.get(at..)?.iter().take(6).take_while(|c| is_number(c)).count();
    let unit = one_of(chars, at + number, "ばんち|バンチ")?;
    let gap = usize::from(before.last() == Some(&' '));
    let is_name = |c: &&char| is_place(**c) || is_kana(**c);
    let name = before.iter().rev().skip(gap).take(8).take_while(is_name).count();
    (number > 0).then_some((Kind::Address, at - if name > 0 { gap + name } else { 0 }, at + number + unit))
}

/// A place name and a house number; `at` is the first character of the number.
fn numbered(chars: &[char], at: usize) -> Option<Found> {
    let before = chars.get(..at)?;
    let is_number = |c: &char| c.is_ascii_digit() || is_kanji_number(*c);
    if !chars.get(at).is_some_and(is_number) || before.last().is_some_and(|c| is_number(c) || is_dash(*c)) {
        return None;
    }
    let (end, shape) = house(chars, at)?;
    if one_of(chars, at, "110番|119番|118番|188番|189番|0120|0570|0800").is_some() {
        return None;
    }
    let mut name = before.iter().rev().take(20).take_while(|c| is_place(**c)).count();
    let spaced = name == 0 && before.last() == Some(&' ');
    if spaced {
        name = 1 + before.iter().rev().skip(1).take(20).take_while(|c| is_place(**c)).count();
    }
    let start = at - name;
    let place = chars.get(start..at)?;
    let not_place = NOT_PLACES.split('|').any(|word| super::ends_before(chars, at - usize::from(spaced), word));
    let is_town = place.iter().any(|c| "市町村郡字区台丘".contains(*c));
    let at_home = is_before(chars, start, 12, LABELS) || is_before(chars, end + 6, 8, "在住|に住|番地|号室|に居住");
    let enough = match shape {
        Shape::Named => name >= 2,
        Shape::Three => name >= 2 && (!spaced || is_town),
        Shape::Two => name >= 2 && !spaced && (is_town || at_home),
        Shape::One => {
            let home = is_home(chars, start, place, end - at);
            !spaced && closes(chars, end) && ((name >= 4 && is_lot(place)) || (name >= 2 && home))
        }
    };
    let before = one_of(chars, start, "実家|本籍|自宅|現住所|新住所|旧住所|住所").filter(|n| *n < name).unwrap_or(0);
    (enough && !not_place).then_some((Kind::Address, start + before, building(chars, end)))
}

/// The old villages of the city: behind them a number is a lot.
const VILLAGES: &str = "小川|野田|幡谷|中延|与沢|外之内|山野|佐才|下吉影|上吉影|前野|飯前|世楽|宮田|川戸|倉数|上合|百里|伏沼|堅倉|西郷地|小岩戸|大笹|上馬場|下馬場|大谷|柴高|羽刈|\
    部室|手堤|橋場美|納場|江戸|先後|鶴田|羽鳥|花野井|三箇|寺崎|竹原|竹原下郷|竹原中郷|大曲|中台|小曽納|張星|中野谷|上玉里|下玉里|田木谷|高崎|栗又四ケ|栗又四ヶ|川中子|見本台|例町";

/// 佐才の1290-1, 田木谷170の3、: a village and a lot, without the city's name; `at` is the first character of the number.
fn local(chars: &[char], at: usize) -> Option<Found> {
    let joined = usize::from(super::ends_before(chars, at, "の"));
    if !chars.get(at)?.is_ascii_digit() || !super::ends_before(chars, at - joined, VILLAGES) {
        return None;
    }
    let (end, shape) = house(chars, at)?;
    let name = chars.get(..at - joined)?.iter().rev().take(6).take_while(|c| is_place(**c)).count();
    let counted = chars.get(end).is_some_and(|c| "番便系か月名人台円回戸軒棟匹頭本度".contains(*c));
    let lot = match shape {
        Shape::Named => true,
        Shape::Two | Shape::Three => !counted,
        Shape::One => end - at >= 2 && joined == 0 && !counted && closes(chars, end),
    };
    lot.then_some((Kind::Address, at - joined - name, end))
}

/// ハイツみのり203号室, コーポ岡105: a house with a name and a room; `at` is where the kind of house begins.
fn flat(chars: &[char], at: usize) -> Option<Found> {
    let kind = one_of(chars, at, "ハイツ|コーポ|メゾン|アパート|マンション|レジデンス|グリーンハイツ|サンハイツ")?;
    let is_name = |c: &&char| {
        is_kanji(**c) && !is_kanji_number(**c) || is_kana(**c) && !"をがにではへ".contains(**c) || **c == ' '
    };
    let name = chars.iter().skip(at + kind).take(8).take_while(is_name).count();
    let room = chars.iter().skip(at + kind + name).take(4).take_while(|c| c.is_ascii_digit()).count();
    let end = at + kind + name + room;
    let unit = one_of(chars, end, "号室|号");
    let counted = chars.get(end).is_some_and(|c| "人世戸軒円台年月日階棟件".contains(*c));
    let shown = (room == 3 && !counted && name <= 6) || (room > 0 && unit == Some(2));
    shown.then_some((Kind::Address, at, end + unit.unwrap_or(0)))
}

/// コーポ例202, 見本荘101: the house and the room behind a house number.
fn building(chars: &[char], end: usize) -> usize {
    let start = end + usize::from(chars.get(end) == Some(&' '));
    let is_name =
        |c: &char| is_kanji(*c) && !is_kanji_number(*c) || ('ァ'..='ヺ').contains(c) || matches!(c, 'ー' | ' ');
    let name = chars.iter().skip(start).take(10).take_while(|c| is_name(c)).count();
    let said: String = chars.get(start..start + name).unwrap_or_default().iter().collect();
    let is_house = HOUSES.split('|').any(|word| said.contains(word));
    let is_room = |c: &char| c.is_ascii_digit() || is_kanji_number(*c) || is_dash(*c);
    let room = chars.iter().skip(start + name).take(5).take_while(|c| is_room(c)).count();
    let after = start + name + room;
    let unit = one_of(chars, after, "号室|号|ごう|階");
    let shown = room > 0 && (is_house || (name == 0 && start > end && unit.is_some()));
    if shown { after + unit.unwrap_or(0) } else { end }
}

const HOUSES: &str = "コーポ|ハイツ|メゾン|荘|寮|アパート|マンション|団地|ビル|ハウス|号棟";

#[derive(Clone, Copy)]
enum Shape {
    Named,
    Three,
    Two,
    One,
}

/// Where a house number ends and how it is written.
fn house(chars: &[char], at: usize) -> Option<(usize, Shape)> {
    let number = |from: usize| {
        let rest = chars.get(from..).unwrap_or_default();
        let western = rest.iter().take(6).take_while(|c| c.is_ascii_digit()).count();
        if western > 0 { western } else { rest.iter().take(5).take_while(|c| is_kanji_number(**c)).count() }
    };
    let (mut end, mut parts, mut named) = (at, 0, false);
    loop {
        let length = number(end);
        if length == 0 {
            break;
        }
        parts += 1;
        end += length;
        if let Some(unit) = one_of(chars, end, "丁目|番地の|番地|番") {
            named |= one_of(chars, end, "番地|番").is_some()
                && one_of(chars, end, "番目|番組|番号|番線|番街|番手").is_none();
            let open = chars.get(end + unit - 1) == Some(&'の') && number(end + unit) == 0;
            end += unit - usize::from(open);
        } else if number(end + 1) > 0 && chars.get(end).is_some_and(|c| is_dash(*c) || matches!(c, 'の' | 'ノ')) {
            end += 1;
        } else {
            break;
        }
    }
    end += usize::from(named && chars.get(end) == Some(&'号'));
    let shape = match parts {
        0 => return None,
        _ if named => Shape::Named,
        1 => Shape::One,
        2 => Shape::Two,
        _ => Shape::Three,
    };
    (!chars.get(end).is_some_and(|c| "年月日時分円人件個%回点位割万億".contains(*c))).then_some((end, shape))
}

fn is_place(c: char) -> bool {
    (is_kanji(c) && !is_kanji_number(c)) || matches!(c, 'ケ' | 'ヶ' | 'ノ' | 'ッ' | 'ツ')
}

/// うちは例町88, 例町二五三: a number behind a town that somebody calls home, or digits in a row as only lots are written.
fn is_home(chars: &[char], start: usize, place: &[char], digits: usize) -> bool {
    let is_town = place.last().is_some_and(|c| "町台字".contains(*c)) || place.contains(&'町');
    let in_a_row = chars.get(start + place.len()).is_some_and(|c| is_kanji_number(*c)) && digits >= 2;
    let called =
        is_before(chars, start, 9, "うちは|うちの番地|番地(|家は|住所|住まい|実家|自宅|宛先|送り先|勤め先は|遺族は");
    is_town && (called || (in_a_row && is_before(chars, start, 14, "市|家|郵送|送|宛|住|投句")))
}

/// A town and a smaller place in it: 小美玉市見本台.
fn is_lot(place: &[char]) -> bool {
    place.iter().position(|c| "市町村".contains(*c)).is_some_and(|i| i >= 1 && i + 2 < place.len())
}

/// Nothing that counts follows: the number stood for a house.
fn closes(chars: &[char], end: usize) -> bool {
    chars.get(end).is_none_or(|c| matches!(c, ' ' | '\n' | '、' | '。' | ')' | 'に' | 'の'))
}
