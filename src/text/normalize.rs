//! Which writings count as the same? Folding for searching and matching; never a form to store or to show.
//!
//! Width, case, variation selectors, old kanji, spaces and prolonged sounds do not hide a word. [`Folded`] remembers
//! where each folded character came from, so that what is found can be pointed at in the resident's own text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The key under which a text is searched: `ｱﾊﾟｰﾄ`, `アパート` and `あぱと` share one key, `澤` and `沢` too.
///
/// The key is for a search column only. Names are stored byte for byte as they were written.
pub fn search_key(text: &str) -> String {
    Folded::dense(text).kana.iter().filter(|c| !is_prolonged(**c)).collect()
}

/// A text folded for matching, with the way back to the original offsets.
///
/// Offsets count Unicode scalar values of the original, half-open.
#[derive(Debug, Clone)]
pub struct Folded {
    original: Vec<char>,
    chars: Vec<char>,
    kana: Vec<char>,
    origin: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds width, case and old kanji and drops all spaces and line breaks: words cut by a line are whole again.
    pub fn dense(text: &str) -> Self {
        Self::fold(text, true)
    }

    /// Folds width, case and old kanji but keeps spaces (as `' '`) and line breaks, for matchers that look at lines.
    pub fn lined(text: &str) -> Self {
        Self::fold(text, false)
    }

    /// The folded characters; katakana stays katakana.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The folded characters with katakana as hiragana; same length and places as [`Folded::chars`].
    pub fn kana(&self) -> &[char] {
        &self.kana
    }

    /// The place in the original text of the folded range `start..end`; an empty or outside range is clipped.
    pub fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let last = end.min(self.origin.len());
        match (self.origin.get(start), last.checked_sub(1).and_then(|i| self.origin.get(i))) {
            (Some(&(from, _)), Some(&(_, to))) if from < to => (from, to),
            _ => (self.original.len(), self.original.len()),
        }
    }

    /// The original characters between two original offsets.
    pub fn original(&self, start: usize, end: usize) -> String {
        self.original.get(start..end).unwrap_or_default().iter().collect()
    }

    fn fold(text: &str, dense: bool) -> Self {
        let original: Vec<char> = text.chars().collect();
        let capacity = original.len();
        let mut folded = Self {
            original: Vec::new(),
            chars: Vec::with_capacity(capacity),
            kana: Vec::with_capacity(capacity),
            origin: Vec::with_capacity(capacity),
        };
        let mut start = 0;
        while let Some(&first) = original.get(start) {
            let mut end = start + 1;
            while original.get(end).is_some_and(|c| joins(*c)) {
                end += 1;
            }
            if end == start + 1 && is_plain(first) {
                folded.push(modern(first), (start, end), dense);
            } else {
                let cluster = original.get(start..end).unwrap_or_default();
                let visible = cluster.iter().copied().filter(|c| !is_ignorable(*c));
                for c in visible.nfkc().flat_map(char::to_lowercase) {
                    folded.push(modern(c), (start, end), dense);
                }
            }
            start = end;
        }
        folded.original = original;
        folded
    }

    fn push(&mut self, c: char, place: (usize, usize), dense: bool) {
        let c = match c {
            '\n' => '\n',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let drawn_out = is_prolonged(c) && self.chars.last().is_some_and(|p| is_hiragana(*p));
        if dense && (c == ' ' || c == '\n' || drawn_out) {
            return;
        }
        self.chars.push(c);
        self.kana.push(hiragana(c));
        self.origin.push(place);
    }
}

/// Katakana as hiragana; everything else unchanged.
pub(crate) fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    }
}

/// Whether a character is katakana (the prolonged sound mark is not).
pub(crate) fn is_katakana(c: char) -> bool {
    ('ァ'..='ヺ').contains(&c)
}

fn is_hiragana(c: char) -> bool {
    ('ぁ'..='ゖ').contains(&c)
}

fn is_prolonged(c: char) -> bool {
    matches!(c, 'ー' | '〜' | '～' | '~')
}

/// Characters that NFKC leaves alone and that nothing before them joins.
fn is_plain(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' | '、' | '。' | 'ー' | 'a'..='z' | '0'..='9' | ' ' | '\n')
}

/// Marks that belong to the character before them: half-width (semi-)voiced marks, combining marks, variation selectors.
fn joins(c: char) -> bool {
    match c {
        ' '..='~' | '、'..='ゖ' | '一'..='\u{9fff}' | 'ァ'..='ヺ' => false,
        'ﾞ' | 'ﾟ' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => true,
        c => canonical_combining_class(c) != 0,
    }
}

fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Old and variant kanji that residents still write, each beside the common form.
const OLD_AND_NEW: &str = "亞亜惡悪圍囲爲為醫医壹壱隱隠榮栄營営衞衛驛駅圓円鹽塩緣縁艷艶應応歐欧櫻桜奧奥橫横溫温假仮價価畫画會会壞壊懷懐繪絵擴拡殼殻覺覚學学嶽岳樂楽渴渇鐮鎌勸勧寬寛漢漢關関歸帰氣気龜亀僞偽戲戯舊旧據拠擧挙峽峡狹狭鄕郷曉暁區区驅駆勳勲薰薫徑径惠恵溪渓經経繼継莖茎輕軽鷄鶏藝芸擊撃缺欠儉倹劍剣圈圏檢検權権獻献縣県險険顯顕驗験嚴厳廣広效効恆恒黃黄國国黑黒濟済碎砕齋斎齊斉劑剤櫻桜雜雑參参慘惨棧桟蠶蚕贊賛殘残絲糸齒歯兒児辭辞濕湿實実舍舎寫写釋釈壽寿收収從従澁渋獸獣縱縦肅粛處処敍叙獎奨將将燒焼稱称證証乘乗剩剰壤壌孃嬢條条淨浄疊畳讓譲觸触寢寝愼慎眞真盡尽圖図粹粋醉酔隨随髓髄數数瀨瀬聲声靜静竊窃攝摂專専戰戦淺浅潛潜纖繊踐践錢銭禪禅雙双壯壮搜捜插挿爭争總総聰聡莊荘裝装騷騒增増臟臓藏蔵屬属續続墮堕體体對対帶帯滯滞臺台瀧滝擇択澤沢單単擔担膽胆團団彈弾斷断癡痴遲遅晝昼蟲虫鑄鋳廳庁聽聴鎭鎮遞逓鐵鉄轉転點点傳伝黨党盜盗燈灯當当鬪闘德徳獨独讀読屆届繩縄貳弐惱悩腦脳廢廃拜拝賣売麥麦發発髮髪拔抜蠻蛮祕秘濱浜瓶瓶拂払佛仏竝並變変邊辺邉辺辨弁瓣弁辯弁舖舗步歩穗穂寶宝沒没飜翻槇槙萬万滿満默黙彌弥藥薬譯訳豫予餘余與与譽誉搖揺樣様謠謡來来賴頼亂乱覽覧龍竜兩両獵猟綠緑壘塁勵励禮礼隸隷靈霊齡齢戀恋爐炉勞労樓楼郞郎祿録灣湾﨑崎嵜崎髙高桒桑栁柳塚塚嶋島嶌島冨富";

fn modern(c: char) -> char {
    if c < '一' {
        return c;
    }
    modern_table().get(&c).copied().unwrap_or(c)
}

fn modern_table() -> &'static std::collections::HashMap<char, char> {
    static TABLE: std::sync::OnceLock<std::collections::HashMap<char, char>> = std::sync::OnceLock::new();
    TABLE.get_or_init(|| {
        let chars: Vec<char> = OLD_AND_NEW.chars().collect();
        chars.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_word_in_many_writings_has_one_key() {
        for other in ["ｱﾊﾟｰﾄ", "アパート", "あ ぱ ー と", "ア\nパート", "アハ\u{309a}ート"] {
            assert_eq!(search_key(other), "あぱと", "{other}");
        }
        assert_eq!(search_key("Ｏｍｉｔａｍａ　１２"), "omitama12");
        assert_eq!(search_key("廣聽 澤田 髙橋 葛\u{e0100}"), "広聴沢田高橋葛");
        assert_eq!(search_key("サーバー"), search_key("サーバ"));
    }

    #[test]
    fn old_and_new_kanji_stand_in_pairs() {
        assert_eq!(OLD_AND_NEW.chars().count() % 2, 0);
        assert_eq!(modern('國'), '国');
        assert_eq!(modern('冨'), '富');
    }

    #[test]
    fn a_folded_place_points_at_the_original() {
        let folded = Folded::dense("あの ｶﾞｽ\nが");
        let at = folded.chars().iter().position(|c| *c == 'ガ').expect("ガ is there");
        let (start, end) = folded.place(at, at + 2);
        assert_eq!((start, end), (3, 6));
        assert_eq!(folded.original(start, end), "ｶﾞｽ");
    }

    proptest! {
        #[test]
        fn places_are_always_inside_the_text(text in "\\PC{0,60}|[ｱ-ﾟ\u{3099}\u{fe00}あア漢 \n]{0,60}", a in 0usize..70, b in 0usize..70) {
            for folded in [Folded::dense(&text), Folded::lined(&text)] {
                let (start, end) = folded.place(a, b);
                prop_assert!(start <= end && end <= text.chars().count());
                prop_assert_eq!(folded.chars().len(), folded.kana().len());
                prop_assert_eq!(folded.original(start, end).chars().count(), end - start);
            }
            prop_assert_eq!(search_key(&search_key(&text)).is_empty(), search_key(&text).is_empty());
        }
    }
}
