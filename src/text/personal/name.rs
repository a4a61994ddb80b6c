//! Who is named? A family name with what shows that a person is meant: a given name, a title, 「と申します」, a signature.
//!
//! A family name alone is not enough: 小川 is a town here and 見本 is a word.

use super::alone;
use super::family::{Sure, family};
use super::foreign;
use super::given::{Given, child, given};
use super::listed;
use super::told;
use super::{Kind, ends_before, is_before, is_kana, is_kanji, one_of};

type Found = (Kind, usize, usize);

const HONORIFICS: &str = "さん|様|さま|氏|君|くん|ちゃん|殿|先生|議員";
/// Offices that follow a family name.
const OFFICES: &str =
    "主任|係長|課長|部長|社長|会長|区長|副区長|班長|校長|園長|教頭|監督|コーチ|隊長|町内会長|親方|司書|保健師|教諭";
const POINTED: &str = "という職員|という人|という方|という者|という男|という女|という先生|という係|という表札|という名札|という子|という若|というやつ|という奴|ってやつ|って奴|って男|って女|って係|といふ係|\
    といふ者|とかいう|って人|って職員|という名字|という苗字|という姓|両家|の妻です|の母です|の夫です|の父です|っていう人|っていう職員|と申|といいます|と言います|と名乗|です。名前|の名で|と刺しゅう|と書いてある札|と署名";
/// What stands right before the name of a person.
const TITLES: &str = "区長|会長|代表|会計|班長|組長|副会長|事務局|幹事|役員|理事|園長|隊長|世話人|委員長|民生委員|持ち主|所有者|代表者|連絡先|\
    保護者|筆者|文責|記入者|担当者|本人|父|母|夫|妻|息子|娘|長男|長女|友人|店長|社長|喪主|責任者|請求者|申請者|申込者|応募者|当方|会員名|登録名|名義|\
    旧姓|新姓|世帯主|飼い主|飼い主を|会計は|副会長は|当番は|会長は|区長は|班長は|亡夫|亡妻|亡父|亡母|旧姓は|名札は|名札に|名は|名前は|名義は|代表は|代表の|後任は|責任者は|連絡は|旧姓の|姓は|名札|表札は|会計の|喪主は|宛名は|氏名は|私は|私、";
const LABELS: &str = "氏名|名前|お名前|ご氏名|申出人|申込者|提出者|投稿者|差出人|署名|ペンネームなし";

pub(super) fn find(chars: &[char]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let here = labelled(chars, at).or_else(|| familiar(chars, at)).or_else(|| spaced(chars, at));
        let until = |end: usize| (at, end);
        let here = here.or_else(|| foreign::find(chars, at).map(until)).or_else(|| child(chars, at).map(until));
        match here.or_else(|| alone::find(chars, at)).or_else(|| told::find(chars, at)) {
            Some((start, end)) => {
                found.push((Kind::Name, start, end));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
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

/// A family name with what shows a person.
fn familiar(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let (length, sure) = family(chars, at)?;
    let family_end = at + length;
    let (end, style) = given(chars, family_end);
    if is_called(chars, end) || (style != Given::None && is_full(chars, at, end, sure, style)) {
        return Some((at, end));
    }
    if sure > Sure::Little && (is_relative_of(chars, family_end) || is_one_of_several(chars, at, family_end)) {
        return Some((at, family_end));
    }
    let office = sure > Sure::Little && one_of(chars, family_end, OFFICES).is_some();
    if is_called(chars, family_end) || office {
        return Some((at, family_end));
    }
    (sure > Sure::Little && is_pointed_at(chars, at, family_end, sure)).then_some((at, family_end))
}

/// 松延のおばあさん, 吉沢のばあちゃん.
fn is_relative_of(chars: &[char], end: usize) -> bool {
    one_of(chars, end, "のおばあ|のばあ|のおじい|のじい|の婆|の爺|の奥さん|の嫁さん|の旦那|のせがれ|の倅|の息子|の娘|の家内|の女房|の若夫婦|の老夫婦|の本家|の隠居").is_some()
}

/// 市村、関根の二人: common family names in a row.
fn is_one_of_several(chars: &[char], at: usize, end: usize) -> bool {
    let is_family = |from: usize| {
        family(chars, from)
            .filter(|(n, sure)| *n >= 2 && *sure > Sure::Little && !chars.get(from + n).is_some_and(|c| is_kanji(*c)))
            .is_some()
    };
    let next = end - at >= 2 && chars.get(end).is_some_and(|c| "、・,".contains(*c)) && is_family(end + 1);
    let before = chars.get(..at).and_then(<[char]>::last).is_some_and(|c| "、・,".contains(*c))
        && (2..=3).any(|n| {
            at.checked_sub(n + 1).is_some_and(|i| {
                let own = !i.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
                own && is_family(i) && family(chars, i).is_some_and(|(length, _)| length == n)
            })
        });
    end - at >= 2 && (next || before)
}

/// An honorific or 「という人」 follows, perhaps after a space.
fn is_called(chars: &[char], end: usize) -> bool {
    let honoured =
        |place: usize| one_of(chars, place, HONORIFICS).is_some_and(|n| !follows_name_of_a_shop(chars, place + n));
    let named = |place: usize| honoured(place) || one_of(chars, place, POINTED).is_some();
    // 鈴木(健)さん: which of several.
    let which = chars.get(end) == Some(&'(')
        && (1..=2).any(|n| chars.get(end + 1 + n) == Some(&')') && honoured(end + 2 + n) && is_kanji(chars[end + n]));
    which || named(end) || (chars.get(end) == Some(&' ') && named(end + 1))
}

/// 森さんぽの会, 渡辺さんという名のパン屋.
fn follows_name_of_a_shop(chars: &[char], end: usize) -> bool {
    one_of(chars, end, "ぽ|という名の|という店|というお店|というパン|という屋号").is_some()
}

/// A family and a given name stand so that a person is meant.
fn is_full(chars: &[char], at: usize, end: usize, sure: Sure, style: Given) -> bool {
    let titled = ends_before(chars, at, TITLES)
        || (chars.get(at.wrapping_sub(1)) == Some(&' ') && is_before(chars, at, 8, TITLES));
    let is_long = end - at >= 3;
    match sure {
        Sure::Sample => closes(chars, end) || goes_on(chars, end) || style == Given::Apart,
        _ if titled => closes(chars, end) || goes_on(chars, end),
        Sure::Known => {
            let begins = opens(chars, at) || ends_in_kana(chars, at);
            let listed = is_listed(chars, at, end);
            is_long && begins && (closes(chars, end) || ((style == Given::Apart || listed) && goes_on(chars, end)))
        }
        Sure::Little => is_long && style == Given::Apart && closes(chars, end) && opens(chars, at),
    }
}

/// 大和田健吾の: it ends in a given name of the lists.
fn is_listed(chars: &[char], at: usize, end: usize) -> bool {
    let ends = |n: &usize| chars.get(end - n..end).is_some_and(|w| alone::is_given(w) || listed::is_given(w));
    // 藤沢周平の小説: who is read, sung and shown is no neighbour.
    let near: String =
        chars.get(at.saturating_sub(12)..(end + 16).min(chars.len())).unwrap_or_default().iter().collect();
    let famous = FAME.split('|').any(|word| near.contains(word));
    !famous && (2..=3).filter(|n| end - at >= n + 2).any(|n| ends(&n))
}

/// Near these a full name is that of somebody known to all.
const FAME: &str = "小説|の本|本が|図書|展示|の歌|の詩|句碑|歌碑|俳句|短歌を|ドラマ|映画|講演|偉人|パネル|武将|記念館|記念の|記念試合|史料館|図工|伝記|作家|選手|俳優|歌手|合唱|の「|芸能人|大河|\
    画集|文学|全集|紙幣|お札|銅像|肖像|討入|歌を詠|没後|生誕|主人公|テレビ|続柄|記入例|書き方の見本";

/// 名札は例藤, 例田です, 例沢の家: a family name alone.
fn is_pointed_at(chars: &[char], at: usize, end: usize, sure: Sure) -> bool {
    let titled = ends_before(chars, at, TITLES);
    let goes_on = sure == Sure::Sample && one_of(chars, end, "から|で|と|に").is_some();
    let labelled = titled && (closes(chars, end) || goes_on);
    let house = one_of(chars, end, "宅|一家|方へ|方まで|の家の|の家は|の門|という家").is_some();
    let says = one_of(chars, end, "です|でござい|でした").is_some();
    let mine = one_of(chars, end, "だ。|だが").is_some();
    match sure {
        Sure::Sample => {
            let signs = opens(chars, at) && closes(chars, end) && one_of(chars, end, " ").is_none();
            labelled || house || says || mine || (signs && end - at >= 2 && chars.get(at) != Some(&'見'))
        }
        _ => {
            labelled && !is_kana_before(chars, at)
                || (says && is_before(chars, at, 2, "私は|の"))
                || (says && (at == 0 || ends_before(chars, at, SAYS_BEHIND)) && end - at >= 2)
                || (opens(chars, at) && is_aged(chars, end))
                || (is_before_end(chars, at, end) && end - at >= 2)
                || (signs_off(chars, at, end) && end - at >= 2)
                || (sure == Sure::Known && is_told_of(chars, at, end))
                || (one_of(chars, end, "宅").is_some() && opens(chars, at))
        }
    }
}

/// What stands before the family name of somebody who is spoken of.
const WHOSE: &str = "甥の|姪の|友人の|同僚の|係の|職員の|うちは|課の|農政の|税務の|福祉の|窓口の|支所の|ケアマネの|ヘルパーの|担当の|組の|班の|\
    団地の|隣の|向かいの|裏の|下の階の|上の階の|近所の|クラスの|先輩の|後輩の|上司の|部下の|店長の|親方の|元夫の|元妻の|夫の|妻の|娘の|息子の|父の|母の|\
    兄の|姉の|弟の|妹の|孫の|嫁の|婿の|祖母の|祖父の|区長の|班長の|会長の|組長の|団長は|団長の|引率は|当番は|当番の|読み手は|講師の|民生委員の|議員の|名字だけ、|\
    名字は|苗字は|姓が|姓は|私は|発起人は私|本人|宛名が夫の|宛名は";

/// What stands before the family name of who says it: 電話した田村です.
const SAYS_BEHIND: &str = "。|、|\n|「|した|った|いた|ている|てる|区長の|班長の|組長の|会長の|代表の|役員の|委員の|担当は|団長は|団長は |会長は |代表は |読み手は";

/// 甥の田村が, 田村と書いてあります.
fn is_told_of(chars: &[char], at: usize, end: usize) -> bool {
    let whose = ends_before(chars, at, WHOSE);
    let written =
        one_of(chars, end, "と書いてし|と書いてあ|と書かれ|と彫って|です」と|ですと名|でございます|と名乗").is_some();
    written || (whose && (closes(chars, end) || goes_on(chars, end)))
}

/// …救われました。田村 as the last word, or behind who it is: 娘の母、田村.
fn signs_off(chars: &[char], at: usize, end: usize) -> bool {
    let mut rest = chars.iter().skip(end);
    let last = rest.all(|c| matches!(c, '。' | ' ' | '\n'));
    let told = ends_before(chars, at, "母、|父、|妻、|夫、|祖母、|祖父、|姉、|兄、|代筆、")
        || at.checked_sub(2).and_then(|i| chars.get(i..at)).is_some_and(|c| c[0].is_ascii_digit() && c[1] == '、');
    last && (ends_before(chars, at, "。|。 |。\n|\n\n") || told)
}

/// 田村(56)
fn is_aged(chars: &[char], end: usize) -> bool {
    let age =
        chars.iter().skip(end + 1).take(4).take_while(|c| c.is_ascii_digit() || super::is_kanji_number(**c)).count();
    chars.get(end) == Some(&'(') && age >= 2 && one_of(chars, end + 1 + age, ")|歳|才").is_some()
}

/// …前田より as the last words.
fn is_before_end(chars: &[char], at: usize, end: usize) -> bool {
    let last = chars.get(end + 2).is_none_or(|c| matches!(c, '\n' | '。'));
    one_of(chars, end, "より").is_some() && last && opens(chars, at)
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
    let kin = chars.get(at).is_some_and(|c| "孫母父夫妻娘息兄弟姉妹甥姪".contains(*c));
    (shaped && shown && !kin && !role.iter().any(|word| is_role.contains(word))).then_some((at, end))
}

/// A name may begin here: at the head, after a space, a bracket, a full stop, a number, 「は」 or 「の」.
fn opens(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    before.is_none_or(|c| " \n。、(「:/・はの!?".contains(*c) || c.is_ascii_digit())
}

fn ends_in_kana(chars: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kana(*c))
}

fn is_kana_before(chars: &[char], at: usize) -> bool {
    ends_in_kana(chars, at) && !ends_before(chars, at, "は|の")
}

/// A name may end here.
fn closes(chars: &[char], end: usize) -> bool {
    chars.get(end).is_none_or(|c| " \n。、()」:/・".contains(*c) || c.is_ascii_digit())
        || one_of(chars, end, "です|と申|より|の行|の携帯|の住所").is_some()
}

/// The sentence goes on behind a full name.
fn goes_on(chars: &[char], end: usize) -> bool {
    one_of(chars, end, "は|が|の|を|に|へ|と|も|だ。|宅|方|まで|から|で出|君|さん").is_some()
}
