//! Which 年代 does a clerk's word mean, and is there such a choice? Only what lies wholly inside one choice is that choice.

use super::fold::{kanji_number, narrow};
use crate::rule::city::Choice;

/// Ages from–to; the end is part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    from: u32,
    to: u32,
}

/// The oldest age that can be meant.
const OLDEST: u32 = 130;

impl Ages {
    /// 60代, 八十代, 80代以上, 10代以下, 75歳; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = narrow(text).chars().filter(|c| !c.is_whitespace()).collect();
        let end =
            text.find(|c: char| !c.is_ascii_digit() && !"〇一二三四五六七八九十百".contains(c)).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let number: u32 = number.parse().ok().or_else(|| kanji_number(number)).filter(|n| *n <= OLDEST)?;
        let (rest, is_decade) = ["歳代", "才代", "代"]
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .map_or((rest, false), |rest| (rest, number.is_multiple_of(10)));
        let rest = rest.trim_start_matches(['歳', '才']);
        let last = if is_decade { number + 9 } else { number };
        match rest {
            "" | "前半" | "後半" | "位" | "くらい" | "ぐらい" => Some(Ages { from: number, to: last }),
            "以上" | "~" | "～" => Some(Ages { from: number, to: OLDEST }),
            "以下" => Some(Ages { from: 0, to: last }),
            "未満" => Some(Ages { from: 0, to: number.checked_sub(1)? }),
            _ => None,
        }
    }

    fn holds(self, other: Ages) -> bool {
        self.from <= other.from && other.to <= self.to
    }
}

/// The code of the one choice that holds these ages.
#[must_use]
pub fn code<'a>(choices: &'a [Choice], typed: &str) -> Option<&'a str> {
    let ages = Ages::parse(typed)?;
    let mut fits = choices.iter().filter(|choice| Ages::parse(&choice.label.ja).is_some_and(|range| range.holds(ages)));
    let first = fits.next()?;
    fits.next().is_none().then_some(first.code.as_str())
}

/// The word as the table means it, in one writing: ７０代 and 七十代 are 70代; other words stay as they were typed.
#[must_use]
pub fn word(typed: &str) -> String {
    let plain: String = narrow(typed).chars().filter(|c| !c.is_whitespace()).collect();
    if Ages::parse(&plain).is_none() {
        return typed.to_owned();
    }
    let end = plain.find(|c: char| !"〇一二三四五六七八九十百".contains(c)).unwrap_or(plain.len());
    let (number, rest) = plain.split_at(end);
    kanji_number(number).map_or(plain.clone(), |number| format!("{number}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::{Ages, code, word};
    use crate::{localized::Localized, rule::city::Choice};

    #[test]
    fn only_what_lies_in_one_choice_is_that_choice() {
        let choice = |code: &str, ja: &str| Choice {
            code: code.into(),
            label: Localized { ja: ja.into(), ..Localized::default() },
        };
        let choices =
            [choice("10s", "10代以下"), choice("60s", "60代"), choice("70s", "70代"), choice("80s", "80代以上")];
        let table = [
            ("10代", Some("10s")),
            ("６０代", Some("60s")),
            ("八十代", Some("80s")),
            ("80代以上", Some("80s")),
            ("90代", Some("80s")),
            ("70才代", Some("70s")),
            ("75歳", Some("70s")),
            ("7歳", Some("10s")),
            ("70代前半", Some("70s")),
            ("85歳以上", Some("80s")),
            ("70代以上", None),
            ("60代以下", None),
            ("50代", None),
            ("高校生", None),
            ("", None),
            ("999", None),
            ("代", None),
        ];
        for (text, expected) in table {
            assert_eq!(code(&choices, text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_has_one_writing_and_an_unknown_one_its_own() {
        for (typed, written) in [
            ("７０代", "70代"),
            ("八十代", "80代"),
            ("70代以上", "70代以上"),
            ("高校生 ", "高校生 "),
            ("８０ 代以上", "80代以上"),
        ] {
            assert_eq!(word(typed), written);
        }
        assert!(Ages::parse("131歳").is_none());
    }
}
