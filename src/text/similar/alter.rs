//! What do the copies of a campaign look like? Makes them from a text, the same ones for the same number: for tests, load
//! runs and figures. The program itself never asks.

/// How a copy differs from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Katakana and digits in other widths, lines broken elsewhere, other punctuation.
    Writing,
    /// Another greeting before it and another name below it.
    Greeting,
    /// Two sentences changed places.
    Order,
    /// About so many of a hundred characters were put in other words.
    Words(u8),
    /// A sentence of its own at the end.
    Wish,
}

const GREETINGS: [&str; 6] = [
    "お世話になっております。",
    "市長様、はじめまして。",
    "小川に住む50代の主婦です。",
    "いつもありがとうございます。",
    "突然のお手紙で失礼します。",
    "美野里の会社員です。",
];
const NAMES: [&str; 6] =
    ["見本花子", "甲野太郎より", "一市民", "乙川みどり 拝", "羽鳥の丙山です。", "どうぞよろしくお願いいたします。"];
const OTHER_WORDS: [&str; 8] = [
    "このことは前から気になっていました",
    "ほかの町ではもう始めています",
    "みんなで使える形にしてほしいのです",
    "家族で話し合ってこう考えました",
    "早めに動いていただけると助かります",
    "小さな子どものいる家にとっては切実です",
    "お金がかかるのは分かっています",
    "近所の人も同じ気持ちだと思います",
];
const WISHES: [&str; 4] = [
    "なお、先週この場所で孫が自転車ごと転び、ひざを五針縫いましたので、そのことも調べてください。",
    "それとは別に、うちの前の側溝のふたが一枚なくなっているので、それも見に来てください。",
    "あわせて、説明会を土曜日の午後に羽鳥の公民館でも開いていただくことはできないでしょうか。",
    "ところで、議会の傍聴に行ったときに手話の通訳がいませんでしたが、頼めば来てもらえるのですか。",
];

/// A copy of a text with one change; `which` chooses among many.
#[must_use]
pub fn altered(text: &str, change: Change, which: usize) -> String {
    let mut dice = Dice(which as u64);
    match change {
        Change::Writing => other_writing(text, &mut dice),
        Change::Greeting => format!("{}\n{text}\n{}", dice.choose(&GREETINGS), dice.choose(&NAMES)),
        Change::Order => other_order(text, &mut dice),
        Change::Words(percent) => other_words(text, percent, &mut dice),
        Change::Wish => format!("{text}\n{}", dice.choose(&WISHES)),
    }
}

fn other_writing(text: &str, dice: &mut Dice) -> String {
    let mut other = String::new();
    for c in text.chars() {
        match c {
            'バ' => other.push_str("ﾊﾞ"),
            'ス' => other.push('ｽ'),
            'ト' => other.push('ﾄ'),
            'ン' => other.push('ﾝ'),
            '0'..='9' => other.push(char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)),
            '\n' => {}
            '。' => other.push_str("。\n"),
            '、' if dice.below(2) == 0 => other.push(' '),
            c => other.push(c),
        }
        if dice.below(20) == 0 {
            other.push('\n');
        }
    }
    other
}

fn other_order(text: &str, dice: &mut Dice) -> String {
    let mut sentences: Vec<&str> = text.split_inclusive('。').collect();
    let length = sentences.len();
    sentences.swap(dice.below(length), dice.below(length));
    sentences.concat()
}

/// Clauses are put in other words until so much of the text is others'.
fn other_words(text: &str, percent: u8, dice: &mut Dice) -> String {
    let mut clauses: Vec<&str> = text.split_inclusive(['。', '、', '\n']).collect();
    let whole = text.chars().count();
    let mut left = whole * usize::from(percent) / 100;
    for _ in 0..clauses.len() * 4 {
        let place = dice.below(clauses.len());
        let Some(clause) = clauses.get_mut(place) else { break };
        let length = clause.chars().count();
        if length > 3 && length <= left + 2 && !OTHER_WORDS.contains(clause) {
            left = left.saturating_sub(length);
            *clause = dice.choose(&OTHER_WORDS);
        }
    }
    clauses.concat()
}

/// `SplitMix64`: small, fast, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        usize::try_from(super::mix(self.0) % limit.max(1) as u64).unwrap_or_default()
    }

    fn choose(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}
