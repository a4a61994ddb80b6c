//! Does a given name stand behind a family name, or alone behind 孫の, うちの …?

use super::{is_kanji, listed, one_of};

/// Last characters of given names written in kanji.
const ENDINGS: &str = "子美郎男夫雄一二三恵江代枝香介太平治司也樹人彦奈菜実豊清勝茂進弘博隆明昭正誠健昇学大翔蓮結愛希花葉絵織里佳穂乃衣音\
    莉央紀之幸久吉助作蔵造次吾輔佑真直純淳徹剛毅武勇和敬宏浩洋由優彩梓恭章亮翼陽斗馬士志哲朗義信徳光秀英俊孝忠憲則行博枝沙季咲楓凛栞桜\
    寅市八松定巌巖堂杏銀駿悠隼拓智花蓮瑞葵遥晴丸生良貴仁耕稔満務貢登潤";
/// Hiragana given names that are common today or were.
pub(super) const KANA: &str = "はると|ゆいと|りく|さら|はるか|けんた|ひなた|れいか|ゆい|そら|あおい|みく|はな|さくら|ひまり|めい|いちか|りお|つむぎ|\
    ことね|ゆづき|ひより|みゆ|みお|ゆうと|そうた|はやと|だいち|ゆうき|れん|こうた|たくみ|しょうた|りょうた|まさと|けいた|たいが|そうま|いつき|\
    かいと|あさひ|ゆず|まなみ|かな|まい|あい|ゆか|なお|ゆき|りな|えみ|まゆ|あやか|みさき|ちひろ|なつき|みずき|うた|こはる|すず|ふみ|きみ|とし|\
    はつ|よね|とめ|うめ|つる|かつ|ちよ|たか|すみ|なみ|のぞみ|めぐみ|まこと|さとし|たろう|はなこ|じろう|ひろし|あきら|たけし|こうへい|じゅんこ|\
    ようこ|さとこ|けいこ|かずこ|さとみ|ひろみ|くみこ|くみ|ゆみこ|ゆみ|まさこ|よしこ|ともこ|のぶこ|のぶ|みちこ|あつこ|ひさこ|はるえ|しずえ|ひろこ|ともみ|あゆみ|ちづる|ゆかり|まどか|みどり|あかね|さつき|さゆり|ありさ";
/// Words that follow a family name without making it a person.
const NOT_GIVEN: &str = "玉里|美野里|小川|羽鳥|市民|市役所|支所|本庁|庁舎|地区|小学校|中学校|高校|公民館|駅|台|町|市|県|区|川|橋|何人|\
    なにがし|銀行|信用金庫|農協|牧場|商店|工務店|医院|病院|塾|家|宅|方|氏|様|君|殿|さん|さま|くん|ちゃん|です|という|って|から|より|まで|では|\
    のよう|など|まで|という|いわく|ゼミ|ホール|ビル|ハイツ|コーポ|アパート|メゾン|カップ|デザイン|サービス|グループ|チーム|フーズ|プラン|モデル|ケース|センター|クリニック|ストア|スーパー|パン|バンド|クラブ|\
    一家|夫妻|夫婦|本人|先生|課長|係長|部長|主任|社長|会長|区長|議員|人形|大学|高等|学園|幼稚園|保育|こども園|新聞|神社|寺";

/// How a given name was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// There is none.
    None,
    /// Right behind the family name.
    Joined,
    /// After a space.
    Apart,
}

/// The given name behind a family name that ends at `from`, with or without a space, and its end.
pub(super) fn given(chars: &[char], from: usize) -> (usize, Given) {
    let space = chars.iter().skip(from).take(2).take_while(|c| **c == ' ').count();
    let start = from + space;
    let style = if space > 0 { Given::Apart } else { Given::Joined };
    let plain = !matches!(chars.get(start..start + 2), Some(['君', c]) if is_kanji(*c));
    if plain && one_of(chars, start, NOT_GIVEN).is_some() {
        return (from, Given::None);
    }
    let found =
        in_kanji(chars, start, style).or_else(|| in_katakana(chars, start)).or_else(|| in_hiragana(chars, start));
    found.map_or((from, Given::None), |end| (end, style))
}

/// One to three kanji; a title may follow: 昌平会長.
fn in_kanji(chars: &[char], start: usize, style: Given) -> Option<usize> {
    let rest = chars.get(start..)?;
    let run = rest.iter().take(7).take_while(|c| is_kanji(**c)).count();
    let title =
        |n: &usize| one_of(chars, start + n, "会長|区長|様|君|氏|殿|先生|宅|方|議員|社長|主任|係長|課長").is_some();
    let length = (1..=3).find(|n| *n < run && title(n)).or((run <= 3).then_some(run))?;
    if length >= 2 && rest.iter().take(length).all(|c| super::is_kanji_number(*c)) {
        return None;
    }
    let known = rest.get(length.checked_sub(1)?).is_some_and(|c| ENDINGS.contains(*c))
        || rest.get(..length).is_some_and(listed::is_given);
    let kana = rest.get(length).is_some_and(|c| *c == 'え' || *c == 'み') && length == 1;
    let shaped = known || (style == Given::Apart && length <= 2 && run <= 3);
    shaped.then_some(start + length + usize::from(kana && !known))
}

/// トシ, スエ子; together with what can follow a name.
fn in_katakana(chars: &[char], start: usize) -> Option<usize> {
    let length = chars.get(start..)?.iter().take(7).take_while(|c| ('ァ'..='ヶ').contains(*c) || **c == 'ー').count();
    let end = start + length + usize::from(chars.get(start + length).is_some_and(|c| "子江枝代美".contains(*c)));
    ((2..=5).contains(&length) && !chars.get(end).is_some_and(|c| is_kanji(*c) && !"宅様君氏方殿".contains(*c)))
        .then_some(end)
}

/// A given name in hiragana runs into です, と, さん: it is cut there; one of the list also before は, が, の …
fn in_hiragana(chars: &[char], start: usize) -> Option<usize> {
    let run = chars.get(start..)?.iter().take(8).take_while(|c| ('ぁ'..='ゖ').contains(*c)).count();
    let closes = |end: usize| {
        chars.get(end).is_none_or(|c| " \n。、()」:/・".contains(*c) || c.is_ascii_digit())
            || one_of(chars, end, "です|と申|という|さん|ちゃん|くん|様|と言|といい|さま|君|氏|宅").is_some()
    };
    if let Some(length) = one_of(chars, start, KANA)
        && (closes(start + length) || one_of(chars, start + length, "は|が|の|を|に|へ|と|も|より|まで").is_some())
    {
        return Some(start + length);
    }
    // すみ江, とし子
    let mixed = (2..=3).find(|n| *n <= run && chars.get(start + n).is_some_and(|c| "江子代枝美".contains(*c)));
    if let Some(length) = mixed.filter(|n| !chars.get(start + n + 1).is_some_and(|c| is_kanji(*c))) {
        return Some(start + length + 1);
    }
    let particle = chars.get(start).is_some_and(|c| "がをにでへのはもとやな".contains(*c));
    (2..=4).find(|n| !particle && *n <= run && closes(start + n)).map(|n| start + n)
}

/// The end of a child's name alone at `at`: behind 孫の, うちの, 妹 … or before くん and ちゃん.
pub(super) fn child(chars: &[char], at: usize) -> Option<usize> {
    child_in_kana(chars, at).or_else(|| child_in_kanji(chars, at))
}

/// 息子の翔太が.
fn child_in_kanji(chars: &[char], at: usize) -> Option<usize> {
    let kin = "孫の|娘の|息子の|弟の|妹の|長男の|長女の|次男の|次女の|三男の|三女の|名前は";
    let length = chars.get(at..)?.iter().take(4).take_while(|c| is_kanji(**c)).count();
    let last = *chars.get(at + length.checked_sub(1)?)?;
    let shaped = (2..=3).contains(&length) && "太翔斗介輔咲奈莉央衣穂也哉馬樹葵蓮翼希美".contains(last);
    let follows = chars.get(at + length).is_some_and(|c| "がはのをにと、(も。".contains(*c));
    (shaped && follows && super::ends_before(chars, at, kin)).then_some(at + length)
}

fn child_in_kana(chars: &[char], at: usize) -> Option<usize> {
    // Rare things first: the list of names is long.
    let of_kin = super::ends_before(chars, at, KIN);
    if !of_kin && !(at + 2..at + 6).any(|i| one_of(chars, i, "くん|ちゃん").is_some()) {
        return None;
    }
    let inside = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| ('ァ'..='ヺ').contains(c));
    let length = one_of(chars, at, KANA)?;
    let end = at + length;
    let called = one_of(chars, end, "くん|ちゃん").is_some();
    let follows =
        chars.get(end).is_none_or(|c| "(、。)はがをのとにも \n".contains(*c)) || one_of(chars, end, "です").is_some();
    (!inside && (called || (of_kin && length >= 2 && follows && !is_word(chars, at)))).then_some(end)
}

/// Whose name follows.
const KIN: &str = "孫の|娘の|息子の|弟の|妹の|兄の|姉の|うちの|長男の|長女の|次男の|次女の|孫|娘|息子|弟|妹|長男|長女|組の|妻|年の|子は|\
    子の名は|子の名前は|名は";

/// Words of every day that a hiragana name is the beginning of.
fn is_word(chars: &[char], at: usize) -> bool {
    one_of(chars, at, WORDS).is_some()
}

const WORDS: &str = "かなり|かなし|なおさ|なおし|なおり|なおっ|あいだ|あいさ|あいて|まいに|まいば|まいと|たかが|たかい|すずし|うたが|うたい|\
    うたわ|めいわ|そらに|そらま|はなし|はなれ|りくつ|ゆきが|ゆきの|れんこ|れんら|れんし|つるつ|かつて|としは|としが|としの|とし上|すみま|すみた|\
    なみだ|ゆかの|ゆかに|あいの|まい上|うめの|はなの|はなが|さくらの|さくらが|そらの|うたの|うたを|はなを|なおの";
