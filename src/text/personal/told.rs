//! Is somebody spoken of without a title, so that only the words around show it? 祖母(千代)が, 浩之、四十一歳, ハセガワです,
//! 集会所の鍵は富永が持っています, みやもと先生.

use super::alone::is_known_in_kana;
use super::family::{Sure, family};
use super::{ends_before, is_kana, is_kanji, is_kanji_number, listed, one_of};

/// Who somebody is to the writer, with and without the word that joins it to a name.
const KIN: &str = "祖母|祖父|母|父|妻|夫|主人|家内|孫|娘|息子|長男|長女|次男|次女|三男|三女|兄|姉|弟|妹|伯父|伯母|叔父|叔母|甥|姪|義母|義父|倅|嫁|婿|\
    友人|友達|同僚|おばあちゃん|おじいちゃん|おとこのこ|おんなのこ|こども|子ども|子供|下の子|上の子|の子|妻子|担任|隣人";
/// What joins it.
const JOINS: &str = "の|は|、|・|が";
/// What follows the name of somebody who is told of.
const FOLLOWS: &str = "が|は|を|に|へ|の|と|も|から|より|です|で、|といい|と言い|と申|、|。|)|」|(|から|まで|だ";
/// What an office or a club is called before the name of who holds it.
const CLUBS: &str = "会の|部の|班の|区の|組の|団の|課の|係の|隣の|裏の|向かいの|前の|先の|住む|住んでいる|代表、|代表の|会計の|持ち主は|相手は|名義は|名札が|名札は|表札は|\
    「|は|、|。|\n|から";
/// What only a person does: 鍵は富永が持って.
const DOES: &str = "が持って|が担当|が一人で|がひとりで|がやって|が来て|が言っ|が言う|が書い|に預け|に頼ん|に聞い|に聞け|に言われ|に相談|に渡し|に連絡|に電話|まで連絡|\
    まで電話|まで折返|まで折り返|から電話|から聞|と話|という|とかいう|って人|って職員|だが|ですが|です。|です、|と申|でござい|と言い|といい";
/// Offices that follow a name, also one that is a place as well.
const OFFICES: &str = "主査|主幹|主事|主任|係長|課長補佐|副分団長|分団長|副団長|校長|教頭|教諭|先生|巡査|民生委員|相談員|支援員|指導員|保健師|主任保育士|医師";
/// Places of the city: an office there is nobody's name.
const LOCAL: &str = "小川|玉里|美野里|羽鳥|堅倉|竹原|納場|橘|中央|東|西|南|北|上吉影|下吉影|本庁|水戸|石岡|茨城|土浦|鉾田|笠間|行方|かすみがうら";

/// The place of a name that begins at `at`.
pub(super) fn find(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let first = *chars.get(at)?;
    if !is_kanji(first) && !is_kana(first) {
        return None;
    }
    let end = of_kin(chars, at)
        .or_else(|| aged(chars, at))
        .or_else(|| in_kana(chars, at))
        .or_else(|| full_in_kana(chars, at))
        .or_else(|| holder(chars, at))
        .or_else(|| doer(chars, at))
        .or_else(|| signed(chars, at));
    end.map(|end| (at, end))
}

/// How many characters of one script stand from `at` on.
fn run(chars: &[char], at: usize, is: fn(char) -> bool) -> usize {
    chars.iter().skip(at).take(9).take_while(|c| is(**c)).count()
}

fn is_katakana(c: char) -> bool {
    ('ァ'..='ヺ').contains(&c) || c == 'ー'
}

fn is_hiragana(c: char) -> bool {
    ('ぁ'..='ゖ').contains(&c) || c == 'ー'
}

/// The ends that a given name at `at` may have, the longest first.
fn given_ends(chars: &[char], at: usize) -> Vec<usize> {
    let kanji = run(chars, at, is_kanji);
    let word = |end: usize| chars.get(at..end).unwrap_or_default();
    if kanji > 0 {
        let known = |end: &usize| {
            let counts = word(*end).iter().all(|c| is_kanji_number(*c) || "男女人子".contains(*c));
            !counts && (super::alone::is_given(word(*end)) || listed::is_given(word(*end)))
        };
        return Some(at + kanji).into_iter().filter(|_| kanji <= 3).filter(known).collect();
    }
    let same: fn(char) -> bool = if is_katakana(chars[at]) { is_katakana } else { is_hiragana };
    let title = one_of(chars, at, "さん|ちゃん|くん|さま|うち|わし|おれ|うちの|わたし").is_some();
    let known = |end: &usize| !title && (is_known_in_kana(word(*end)) || listed::is_given_in_kana(word(*end)));
    (at + 2..=at + run(chars, at, same).min(6)).rev().filter(known).collect()
}

/// 祖母(千代)が, 夫の晃が, 母ふじは, 子ども(そうすけ、4歳).
fn of_kin(chars: &[char], at: usize) -> Option<usize> {
    let joined = JOINS.split('|').chain(["(", "「"]).find(|word| ends_before(chars, at, word));
    let join = joined.map_or(0, |word| word.chars().count());
    if !ends_before(chars, at - join, KIN) {
        return None;
    }
    let bracket = matches!(joined, Some("(" | "「"));
    let plain = joined.is_none();
    let loose = matches!(joined, Some("は" | "が" | "、" | "・"));
    given_ends(chars, at).into_iter().find(|end| {
        let long = end - at >= 3 || is_kanji(chars[at]) && end - at >= 2;
        let closes = if bracket {
            chars.get(*end).is_some_and(|c| ")」、 ".contains(*c))
        } else if loose {
            let certain = is_kanji(chars[at]) || is_known_in_kana(&chars[at..*end]);
            let ends = chars.get(*end).is_none_or(|c| "、。(\n".contains(*c));
            certain && (ends || one_of(chars, *end, "です|といい|と言い|は|と申").is_some())
        } else {
            one_of(chars, *end, FOLLOWS).is_some()
        };
        closes && (bracket || long || (!plain && joined == Some("の") && is_kanji(chars[at])))
    })
}

/// ひろみ、女、五十歳; 浩之、四十一歳; 前嶋(七十八).
fn aged(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    if !before.is_none_or(|c| "。、\n (「はのと".contains(*c)) {
        return None;
    }
    let says_age = |from: usize| {
        let number = chars.iter().skip(from).take(4).take_while(|c| c.is_ascii_digit() || is_kanji_number(**c)).count();
        let counted = one_of(chars, from + number, "歳|才").is_some();
        let closed = number >= 2 && chars.get(from + number).is_some_and(|c| ")、。".contains(*c));
        let sex = one_of(chars, from, "女、|男、|女)|男)|男性|女性").is_some();
        (number > 0 && (counted || closed)) || sex
    };
    let known = given_ends(chars, at).into_iter().chain(family_end(chars, at));
    known.into_iter().find(|end| chars.get(*end).is_some_and(|c| "、( ".contains(*c)) && says_age(end + 1))
}

/// The end of a family name at `at` that is nothing else.
fn family_end(chars: &[char], at: usize) -> Option<usize> {
    if is_kanji(*chars.get(at)?) {
        let (length, sure) = family(chars, at).filter(|(n, sure)| *n >= 2 && *sure > Sure::Little)?;
        let whole = !chars.get(at + length).is_some_and(|c| is_kanji(*c));
        return (whole && sure > Sure::Little).then_some(at + length);
    }
    let same: fn(char) -> bool = if is_katakana(chars[at]) { is_katakana } else { is_hiragana };
    let n = run(chars, at, same);
    let all = chars.get(at..at + n)?;
    (is_katakana(chars[at]) && n >= 3 && listed::is_family_in_kana(all)).then_some(at + n)
}

/// ミヤモト先生, たなかさん; ハセガワです, 名前ササオカ、.
fn in_kana(chars: &[char], at: usize) -> Option<usize> {
    let katakana = is_katakana(*chars.get(at)?);
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
    if is_kanji(chars[at])
        || before.is_some_and(|c| {
            if katakana { is_katakana(c) || c == '・' } else { !"のはがとにた。、 \n(「:".contains(c) }
        })
    {
        return None;
    }
    let same: fn(char) -> bool = if katakana { is_katakana } else { is_hiragana };
    let n = run(chars, at, same);
    let called = |end: usize| {
        one_of(chars, end, if katakana { "さん|様|さま|氏|先生|係長|主任|課長" } else { "さん|さま|先生|係長" })
            .is_some_and(|m| one_of(chars, end + m, "んま|という店|というお店|ぽ").is_none())
    };
    let honoured = (3..=n.min(6)).rev().find(|m| {
        let word = &chars[at..at + m];
        let dear = one_of(chars, at + m, "先生|ちゃん|くん").is_some();
        let given = (katakana || dear) && listed::is_given_in_kana(word);
        (called(at + m) && (listed::is_family_in_kana(word) || given)) || (dear && given)
    });
    if let Some(m) = honoured {
        return Some(at + m);
    }
    if katakana
        && (2..=8).contains(&n)
        && one_of(chars, at + n, "さん").is_some()
        && called(at + n)
        && !is_role(&chars[at..at + n])
    {
        return Some(at + n);
    }
    let whole = katakana && n >= 3 && listed::is_family_in_kana(chars.get(at..at + n)?);
    let labelled = ends_before(chars, at, "名前|氏名|名前は|名義は|した|する|住む|の者、|旧姓|。|\n");
    let says = one_of(chars, at + n, "です|だが|だけど|と申|といい|と言い|という友|という人|という者|という男|という女|という係|という職員|という先生").is_some();
    let label = ends_before(chars, at, "名前|氏名|名前は|名義は|旧姓")
        && chars.get(at + n).is_none_or(|c| "、。 \n(".contains(*c));
    (whole && (label || (says && (labelled || before.is_none_or(|c| "、の(は ".contains(c)))))).then_some(at + n)
}

/// What さん follows without naming anybody: ヘルパーさん, ヤクルトさん.
const ROLES: &str = "スタッフ|ボランティア|ケアマネ|パート|サンタ|ヤクルト|コープ|カスミ|イオン|ママ|パパ|バイト|アルバイト|クラブ|サービス|ハローワーク|ガイド|プロ|ベテラン|シェフ|\
    ゾウ|ヤギ|ウサギ|ネコ|イヌ|タヌキ|サル|カメ|キツネ|クマ|ハト|カラス|ツバメ|ミツバチ|ウシ|ブタ|ニワトリ|カエル|オジ|オバ|オニイ|オネエ|オバア|オジイ|オカア|オトウ|オクサ|ミナ|ムスメ|ムスコ|ヨメ|ダンナ|\
    バス|トイレ|キッズ|ファミサポ|エンジニア|アーティスト|ピアニスト|モデル|アイドル|タレント|アシスタント|コンサルタント|ソーシャルワーカ|サポータ|ドクタ|ナース|カメラマン|サラリーマン|ベビーシッタ|ヤマト|サガワ|トヨタ|ローソン|セブン";

fn is_role(word: &[char]) -> bool {
    let said: String = word.iter().collect();
    word.last() == Some(&'ー') || ROLES.split('|').any(|role| role == said)
}

/// おくぼたけお, ヤギオカ スミコ: a family and a given name that fill what stands between two signs.
fn full_in_kana(chars: &[char], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    let same: fn(char) -> bool = if is_katakana(*chars.get(at)?) { is_katakana } else { is_hiragana };
    if is_kanji(chars[at]) || !before.is_none_or(|c| "。、\n (「:)".contains(*c)) {
        return None;
    }
    let n = run(chars, at, same);
    let gap = chars.iter().skip(at + n).take(2).take_while(|c| **c == ' ').count();
    let second = at + n + gap;
    let closes = |end: usize| {
        chars.get(end).is_none_or(|c| "。、\n ()」/".contains(*c) || c.is_ascii_digit())
            || one_of(chars, end, "です|と申|といい|さん|様").is_some()
    };
    let given = |from: usize, end: usize| {
        let word = chars.get(from..end).unwrap_or_default();
        let shaped = is_katakana(chars[at]) || word.last().is_some_and(|c| "おこえじうけたみよぞき".contains(*c));
        is_known_in_kana(word) || (shaped && listed::is_given_in_kana(word))
    };
    if gap > 0 && (2..=5).contains(&n) {
        let m = run(chars, second, same);
        let end = (2..=m.min(5)).rev().find(|m| closes(second + m) && given(second, second + m));
        let spelled = chars.iter().filter(|c| **c == ' ').count() * 12 > chars.len();
        let known = n >= 3 && listed::is_family_in_kana(&chars[at..at + n]);
        return end.filter(|_| known && !(spelled && is_hiragana(chars[at]))).map(|m| second + m);
    }
    // ありがたいが、 is thanks.
    if one_of(chars, at, "ありが|かわい|わたし|わたく|うちの|うちで|おねが|すみま").is_some() {
        return None;
    }
    let joined = (5..=n).find(|end| {
        closes(at + end)
            && (3..=end - 2).any(|m| listed::is_family_in_kana(&chars[at..at + m]) && given(at + m, at + end))
    });
    joined.map(|m| at + m)
}

/// 長洲主査, 軍司副分団長: an office behind a name that may be a place as well.
fn holder(chars: &[char], at: usize) -> Option<usize> {
    let fresh = !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| is_kanji(*c));
    let (n, _) = family(chars, at).filter(|(n, _)| *n >= 2)?;
    let local = LOCAL.split('|').any(|place| place.chars().eq(chars[at..at + n].iter().copied()));
    (fresh && !local && one_of(chars, at + n, OFFICES).is_some()).then_some(at + n)
}

/// 集会所の鍵は富永が持って, バレーの会の関川。, 岩間(部室1145-8).
fn doer(chars: &[char], at: usize) -> Option<usize> {
    if !is_kanji(chars[at]) {
        return None;
    }
    let end = family_end(chars, at)?;
    let begins = at == 0 || ends_before(chars, at, CLUBS);
    let quoted = ends_before(chars, at, "表札は「|名札は「|名札に「|名前は「|名の「|名が「|名は「")
        && chars.get(end) == Some(&'」');
    let club = ends_before(chars, at, "会の|の会|部の|班の|組の|団の|隣の|裏の|は私、")
        && chars.get(end).is_none_or(|c| "。、\n".contains(*c));
    let house = chars.get(end) == Some(&'(')
        && chars.iter().skip(end).take(12).any(char::is_ascii_digit)
        && at > 0
        && "。、\n ".contains(chars[at - 1]);
    let called = one_of(chars, end, "のじい|のばあ|のおじ|のおば|の人。|の若|の奥|のご主人").is_some();
    ((begins && one_of(chars, end, DOES).is_some()) || quoted || club || house || called).then_some(end)
}

/// …楽しみにしております。静 as the last word.
fn signed(chars: &[char], at: usize) -> Option<usize> {
    let last = |end: usize| chars.iter().skip(end).all(|c| "。 \n)".contains(*c));
    let begins = at > 1 && ends_before(chars, at, "。|。 |\n|\n ");
    if !begins {
        return None;
    }
    given_ends(chars, at).into_iter().find(|end| last(*end) && chars.iter().take(at).count() > 15)
}
