//! Which words of a text point at a person? Names, addresses, numbers: proposals for masking; a person decides.
//!
//! It reads the text only; whether something may be published is not decided here.

mod address;
mod alone;
mod family;
mod foreign;
mod given;
mod label;
mod listed;
mod name;
mod number;
mod school;
mod told;

use crate::normalize::Folded;

/// What kind of personal information a place holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 氏名
    Name,
    /// 住所
    Address,
    /// 電話番号
    Phone,
    /// メールアドレス
    Email,
    /// 生年月日
    BirthDate,
    /// 口座番号
    Account,
    /// 自動車の登録番号
    Plate,
    /// 個人番号
    MyNumber,
    /// 学校と学級
    School,
    /// そのほか
    Other,
}

impl Kind {
    /// The code that is stored: `name address phone email birth_date account plate my_number school other`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::BirthDate => "birth_date",
            Self::Account => "account",
            Self::Plate => "plate",
            Self::MyNumber => "my_number",
            Self::School => "school",
            Self::Other => "other",
        }
    }
}

/// One place with personal information. `start..end` are characters of the original text, `text` is what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The kind of information.
    pub kind: Kind,
    /// The original characters.
    pub text: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The places with personal information, in order, none overlapping another.
pub fn find(text: &str) -> Vec<Span> {
    let folded = Folded::lined(text);
    let chars = folded.chars();
    let mut places: Vec<(Kind, usize, usize)> = Vec::new();
    for (start, end) in crate::my_number::find_in(&folded) {
        places.push((Kind::MyNumber, start, end));
    }
    let numbers_and_places = [number::find, address::find].into_iter().flat_map(|finder| finder(chars));
    let names = name::find(chars);
    let named: Vec<(usize, usize)> = names.iter().map(|(_, start, end)| (*start, *end)).collect();
    let dates = number::birth_dates_beside(chars, &named);
    for (kind, start, end) in numbers_and_places.chain(dates).chain(names) {
        let (start, end) = folded.place(start, end);
        let free = places.iter().all(|(_, from, to)| end <= *from || *to <= start);
        if start < end && free {
            places.push((kind, start, end));
        }
    }
    places.sort_by_key(|(_, start, _)| *start);
    places.into_iter().map(|(kind, start, end)| Span { kind, text: folded.original(start, end), start, end }).collect()
}

/// The text with every character of the spans as `●`; line breaks stay, the number of characters stays the same.
pub fn mask(text: &str, spans: &[Span]) -> String {
    let is_inside = |i: usize| spans.iter().any(|span| (span.start..span.end).contains(&i));
    let masked = text.chars().enumerate().map(|(i, c)| if !matches!(c, '\n' | '\r') && is_inside(i) { '●' } else { c });
    masked.collect()
}

/// What is hidden from a reader: everything that [`find`] finds where `all` is set, individual numbers always.
pub fn hidden(text: &str, all: bool) -> Vec<Span> {
    let numbers = crate::my_number::find(text);
    let mut spans = if all { find(text) } else { Vec::new() };
    spans.retain(|s| !numbers.iter().any(|(start, end)| s.start < *end && *start < s.end));
    spans.extend(numbers.into_iter().map(|(start, end)| Span {
        kind: Kind::MyNumber,
        text: String::new(),
        start,
        end,
    }));
    spans.sort_by_key(|s| s.start);
    spans
}

/// The dashes that people type between numbers.
pub(crate) const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '~' | '〜')
}

/// Whether `word` stands in `chars` at `at`.
fn stands(chars: &[char], at: usize, word: &str) -> bool {
    let mut place = at;
    word.chars().all(|c| {
        place += 1;
        chars.get(place - 1) == Some(&c)
    })
}

/// Whether one of the words (joined by `|`) stands at `at`; the length of the longest.
fn one_of(chars: &[char], at: usize, words: &str) -> Option<usize> {
    // Most places hold no character of the list at all.
    if !words.contains(*chars.get(at)?) {
        return None;
    }
    words.split('|').filter(|word| stands(chars, at, word)).map(|word| word.chars().count()).max()
}

/// Whether one of the words stands within the `reach` characters before `at`.
fn is_before(chars: &[char], at: usize, reach: usize, words: &str) -> bool {
    (at.saturating_sub(reach)..at).any(|i| one_of(chars, i, words).is_some_and(|length| i + length <= at))
}

/// Whether one of the words ends exactly at `at`.
fn ends_before(chars: &[char], at: usize, words: &str) -> bool {
    if !chars.get(..at).and_then(<[char]>::last).is_some_and(|c| words.contains(*c)) {
        return false;
    }
    words.split('|').any(|word| at.checked_sub(word.chars().count()).is_some_and(|i| stands(chars, i, word)))
}

fn is_kanji(c: char) -> bool {
    matches!(c, '一'..='\u{9fff}' | '々' | '〆' | '\u{3400}'..='\u{4dbf}')
}

fn is_kana(c: char) -> bool {
    ('ぁ'..='ゖ').contains(&c) || ('ァ'..='ヶ').contains(&c) || c == 'ー'
}

fn is_kanji_number(c: char) -> bool {
    "〇零一二三四五六七八九十百".contains(c)
}

#[cfg(test)]
mod tests;
