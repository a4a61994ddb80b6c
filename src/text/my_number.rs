//! Does the text contain an individual number (マイナンバー)?
//!
//! A run of twelve digits counts when its last digit is the check digit of 行政手続における特定の個人を識別するための
//! 番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の
//! 提供等に関する省令（平成26年総務省令第85号）第5条: 11 − (Σ Pn·Qn mod 11) for n = 1…11, where Pn is the n-th digit from the
//! right of the eleven, Qn = n + 1 for n ≤ 6 and n − 5 for n ≥ 7; a remainder of 0 or 1 gives the check digit 0.

use crate::normalize::Folded;

/// Digits of an individual number.
const DIGITS: usize = 12;

/// Places of valid individual numbers: offsets in characters of `text`, half-open.
///
/// Full-width digits count; between two digits there may be one hyphen, space or line break. Twelve digits inside a longer run do not count.
pub fn find(text: &str) -> Vec<(usize, usize)> {
    find_in(&Folded::lined(text))
}

/// Whether a valid individual number stands in a text.
pub fn stands_in(text: &str) -> bool {
    // Most texts have far fewer digits; ⑫ is one sign of two.
    text.chars().filter(|c| c.is_numeric()).count() >= DIGITS / 2 && !find(text).is_empty()
}

/// A text without its individual numbers: `●` for each of their characters; `None` when it has none.
pub fn erased(text: &str) -> Option<String> {
    let places = if stands_in(text) { find(text) } else { Vec::new() };
    let is_inside = |i: usize| places.iter().any(|(start, end)| (*start..*end).contains(&i));
    let dot = |(i, c): (usize, char)| if is_inside(i) && !matches!(c, '\n' | '\r') { '●' } else { c };
    (!places.is_empty()).then(|| text.chars().enumerate().map(dot).collect())
}

pub(crate) fn find_in(folded: &Folded) -> Vec<(usize, usize)> {
    let chars = folded.chars();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let run = digit_run(chars, at);
        let (Some(&first), Some(&last)) = (run.first(), run.last()) else {
            at += 1;
            continue;
        };
        let digits: Vec<u32> = run.iter().filter_map(|i| chars.get(*i)?.to_digit(10)).collect();
        if is_valid(&digits) {
            found.push(folded.place(first, last + 1));
        }
        at = last + 1;
    }
    found
}

/// Positions of the digits that stand together from `from`, one separator allowed between two digits.
fn digit_run(chars: &[char], from: usize) -> Vec<usize> {
    let is_digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut run = Vec::new();
    let mut at = from;
    while is_digit(at) {
        run.push(at);
        let separated = chars.get(at + 1).is_some_and(|c| matches!(c, ' ' | '\n') || crate::personal::is_dash(*c));
        at += if separated && is_digit(at + 2) { 2 } else { 1 };
    }
    run
}

fn is_valid(digits: &[u32]) -> bool {
    let [body @ .., check] = digits else { return false };
    if body.len() != DIGITS - 1 || digits.iter().all(|d| d == check) {
        return false;
    }
    let sum: u32 = (1u32..).zip(body.iter().rev()).map(|(n, p)| p * if n <= 6 { n + 1 } else { n - 5 }).sum();
    let remainder = sum % 11;
    *check == if remainder <= 1 { 0 } else { 11 - remainder }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_with_the_right_check_digit_is_found_however_it_is_written() {
        for text in [
            "番号は123456789018です",
            "１２３４　５６７８　９０１８",
            "1234-5678-9018",
            "1234－5678－9018",
            "123456\n789018",
        ] {
            assert_eq!(find(text).len(), 1, "{text}");
        }
        assert_eq!(find("番号は123456789018です"), vec![(3, 15)]);
    }

    #[test]
    fn an_erased_number_leaves_everything_else_where_it_stood() {
        let text = "番号は1234-5678-9018、電話は0299-48-1111です。\n１２３４５６\n７８９０１８も。";
        let erased = erased(text).unwrap();
        assert_eq!(erased, "番号は●●●●●●●●●●●●●●、電話は0299-48-1111です。\n●●●●●●\n●●●●●●も。");
        assert_eq!(erased.chars().count(), text.chars().count());
        assert!(!stands_in(&erased) && super::erased(&erased).is_none());
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in ["123456789012", "1234567890180", "9123456789018", "000000000000", "0299-00-0111", "12345678901"] {
            assert!(find(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn offsets_are_valid_in_any_text(text in "\\PC{0,40}|[0-9０-９ \\-\n]{0,40}") {
            let length = text.chars().count();
            prop_assert!(find(&text).iter().all(|(start, end)| start < end && *end <= length));
        }
    }
}
