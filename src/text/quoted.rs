//! Which words of an answer did its writer write, and which stand there because the mail program repeated ours?
//!
//! Repeated mails at the end or at the beginning are left out; an answer written between the repeated lines is kept
//! whole, because it cannot be understood without them. Where nothing else is found, everything is kept.

/// Lines that many mail programs put above a repeated mail.
const ABOVE: [&str; 7] = [
    "original message",
    "元のメッセージ",
    "元のメール",
    "オリジナルメッセージ",
    "返信元のメール",
    "転送元のメール",
    "reply message",
];
/// Names of the lines of a repeated mail's head.
const HEAD: [&str; 10] =
    ["from:", "sent:", "date:", "to:", "subject:", "差出人:", "送信日時:", "日時:", "宛先:", "件名:"];

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Own,
    Repeated,
    Blank,
}

/// The writer's own words.
pub fn own_words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let sent_on = lines.iter().position(|line| is_sent_on(line)).unwrap_or(lines.len());
    let end = (0..sent_on).find(|at| begins_repeated_mail(&lines, *at)).unwrap_or(lines.len());
    let lines = if is_own(&lines[..end]) { &lines[..end] } else { &lines[..] };
    let kinds = kinds(lines);
    let first = kinds.iter().position(|kind| *kind == Line::Own);
    let last = kinds.iter().rposition(|kind| *kind == Line::Own);
    match (first, last) {
        (Some(first), Some(last)) => lines[first..=last].join("\n"),
        _ => text.trim().to_owned(),
    }
}

/// A mail that is sent on is meant to be read.
fn is_sent_on(line: &str) -> bool {
    let line = line.to_lowercase();
    ["forwarded message", "転送メッセージ", "転送されたメ"].iter().any(|words| line.contains(words))
}

fn is_own(lines: &[&str]) -> bool {
    kinds(lines).contains(&Line::Own)
}

/// A line drawn above a repeated mail, or the first line of its head.
fn begins_repeated_mail(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim().to_lowercase();
    let drawn = line.starts_with("--") || line.starts_with("__") || line.starts_with("──");
    if drawn && ABOVE.iter().any(|word| line.contains(word)) {
        return true;
    }
    is_head(&line) && lines[at..].iter().take(5).filter(|line| is_head(&line.trim().to_lowercase())).count() >= 3
}

fn is_head(line: &str) -> bool {
    let line = line.replace('：', ":").replace(" :", ":").replace('*', "");
    HEAD.iter().any(|name| line.starts_with(name))
}

fn kinds(lines: &[&str]) -> Vec<Line> {
    let mut kinds: Vec<Line> = lines.iter().map(|line| kind(line)).collect();
    for at in 0..kinds.len() {
        let next = kinds[at + 1..].iter().find(|kind| **kind != Line::Blank);
        if kinds[at] == Line::Own && next == Some(&Line::Repeated) && announces(lines[at]) {
            kinds[at] = Line::Repeated;
            // A long announcement goes over two lines: "On … <somebody@example.jp>" and "wrote:".
            let short = lines[at].trim().len() <= "wrote:".len();
            if at > 0 && kinds[at - 1] == Line::Own && (short || lines[at - 1].trim_start().starts_with("On ")) {
                kinds[at - 1] = Line::Repeated;
            }
        }
    }
    kinds
}

fn kind(line: &str) -> Line {
    let line = line.trim_start();
    if line.is_empty() {
        Line::Blank
    } else if line.starts_with(['>', '＞', '》']) {
        Line::Repeated
    } else {
        Line::Own
    }
}

/// 「2026年5月12日(火) 10:00 小美玉市 <…>:」, "On Tue, 12 May 2026, … wrote:"
fn announces(line: &str) -> bool {
    let line = line.trim();
    let named = ["wrote", "書きました", "さんのメール", "のメッセージ"].iter().any(|word| line.contains(word));
    named || (line.ends_with([':', '：']) && (line.contains('@') || line.chars().any(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use super::own_words;
    use proptest::prelude::*;

    #[test]
    fn a_repeated_mail_below_or_above_is_left_out() {
        let below = "街灯がまだ消えています。\n場所は竹原の交差点です。\n\n2026年5月12日(火) 10:00 小美玉市 <kocho@city.example.jp>:\n\n> 市政へのご意見を\n> 受け付けました。\n";
        assert_eq!(own_words(below), "街灯がまだ消えています。\n場所は竹原の交差点です。");
        let above = "On Tue, 12 May 2026 at 10:00, Omitama <kocho@city.example.jp>\nwrote:\n> 受け付けました。\n\n追加です。橋の手前です。";
        assert_eq!(own_words(above), "追加です。橋の手前です。");
    }

    #[test]
    fn the_lines_of_many_mail_programs_are_known() {
        for tail in [
            "-----Original Message-----\nFrom: a@example.jp\n本文",
            "----- 元のメッセージ -----\n差出人: 小美玉市\n本文",
            "差出人: 小美玉市 <kocho@city.example.jp>\n送信日時: 2026年5月12日 10:00\n宛先: 小川花子\n件名: 回答\n\n本文",
            "From: kocho@city.example.jp\nSent: Tuesday\nTo: hanako\nSubject: R8\n\n本文",
        ] {
            assert_eq!(own_words(&format!("よくわかりました。\n\n{tail}")), "よくわかりました。", "{tail}");
        }
    }

    #[test]
    fn an_answer_between_the_lines_is_kept_whole() {
        let between = "> いつのことですか。\n先週の月曜です。\n> どこですか。\n羽鳥駅の前です。\n> 担当";
        assert_eq!(own_words(between), "先週の月曜です。\n> どこですか。\n羽鳥駅の前です。");
    }

    #[test]
    fn what_only_looks_like_a_repeated_mail_stays() {
        for text in [
            "> 引用だけ\n> です。",
            "件名: 道路\n道が悪いです。",
            "要望：\n1. 道\n2. 橋",
            "日時：5月12日 10:00\n場所：公民館",
        ] {
            assert_eq!(own_words(text), text);
        }
        for forwarded in [
            "-----Original Message-----\nFrom: x",
            "ご覧ください。\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\nTo: d\n\n側溝のふた",
        ] {
            assert_eq!(own_words(forwarded), forwarded);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_invented_and_something_stays(text in "([^\\r]{0,12}|[>＞]{1,3} ?|On .* wrote:|From: a|To: b|件名：c|\\n){0,30}") {
            let own = own_words(&text);
            prop_assert!(own.lines().all(|line| text.contains(line.trim())));
            prop_assert_eq!(own.trim().is_empty(), text.trim().is_empty());
        }
    }
}
