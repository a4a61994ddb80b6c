//! Does a free text say nothing at all: 特になし, なし, －? What says anything else is never taken for nothing.

use crate::normalize::search_key;

/// Writings of nothing, however they are folded; longer texts never count.
const NOTHING: [&str; 33] = [
    "なし",
    "無し",
    "無",
    "無い",
    "ない",
    "ないです",
    "なしです",
    "ありません",
    "特になし",
    "特に無し",
    "特に無",
    "特にない",
    "特に無い",
    "特にないです",
    "特になしです",
    "特にありません",
    "特にございません",
    "特に意見なし",
    "特に意見はない",
    "特に意見はありません",
    "意見なし",
    "意見はない",
    "意見はありません",
    "今のところなし",
    "今のところない",
    "今のところ特になし",
    "今のところ特にありません",
    "該当なし",
    "none",
    "nothing",
    "no",
    "na",
    "nil",
];

/// True for a text that says nothing.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    let key = bare(text);
    key.is_empty() || NOTHING.iter().any(|nothing| bare(nothing) == key)
}

/// The key of the letters and digits alone; 特に in one of its writings.
fn bare(text: &str) -> String {
    let key: String = search_key(text).chars().filter(|c| c.is_alphanumeric()).collect();
    key.replace("特に", "とくに")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_known_in_all_its_writings() {
        for text in [
            "",
            "　",
            "－",
            "ー",
            "。",
            "特になし",
            "特に なし。",
            "とくにありません。",
            "ﾅｼ",
            "N/A",
            "（特になし）",
            "なし\n",
            "None.",
        ] {
            assert!(says_nothing(text), "{text}");
        }
    }

    #[test]
    fn what_says_anything_is_not_nothing() {
        for text in
            ["なしの花を植えてほしい", "ごみ箱がない", "街灯がありません", "ありがとう", "特に道路", "3", "no parking"]
        {
            assert!(!says_nothing(text), "{text}");
        }
    }
}
