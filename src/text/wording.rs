//! Does an answer hide behind phrases that residents read as no answer, or speak of later without saying when? Hints for who
//! writes and who decides; nothing is refused for its words.

/// Phrases that are no answer where nothing says why.
const EMPTY: [&str; 7] = [
    "貴重なご意見",
    "貴重な御意見",
    "参考とさせていただき",
    "参考にさせていただき",
    "参考といたします",
    "今後の参考",
    "ご理解とご協力",
];
/// Words with which a reason is given.
const BECAUSE: [&str; 4] = ["ため", "ので", "理由", "によるもの"];
/// Words that speak of later.
const LATER: [&str; 3] = ["検討", "予定", "今後"];

/// The first phrase that says nothing, in an answer that gives no reason either.
#[must_use]
pub fn empty_phrase(answer: &str) -> Option<&'static str> {
    let plain = plain(answer);
    let reasoned = BECAUSE.iter().any(|word| plain.contains(word));
    EMPTY.into_iter().find(|phrase| !reasoned && plain.contains(phrase))
}

/// The first word that speaks of later.
#[must_use]
pub fn of_later(answer: &str) -> Option<&'static str> {
    let plain = plain(answer);
    LATER.into_iter().find(|word| plain.contains(word))
}

/// Without blanks and line breaks: a phrase may go over the end of a line.
fn plain(answer: &str) -> String {
    answer.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_that_says_nothing_is_found_unless_the_answer_gives_a_reason() {
        for (answer, found) in [
            ("貴重なご意見をありがとうございます。", Some("貴重なご意見")),
            ("いただいたご意見は、参考とさせ\nていただきます。", Some("参考とさせていただき")),
            ("貴重なご意見ですが、道幅が足りないため、歩道は付けられません。", None),
            ("7月に街灯を付けました。", None),
            ("", None),
        ] {
            assert_eq!(empty_phrase(answer), found, "{answer}");
        }
    }

    #[test]
    fn words_of_later_are_found_over_the_end_of_a_line() {
        assert_eq!(of_later("来年度に付けるか検\n討します。"), Some("検討"));
        assert_eq!(of_later("秋に直す予定です。"), Some("予定"));
        assert_eq!(of_later("7月に直しました。"), None);
    }
}
