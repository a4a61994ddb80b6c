//! Which numbered points does a letter make? A proposal for splitting one letter into cases; a person decides.
//!
//! Only numbering that stands at the head of a line or repeats a clear mark (①②, 1つ目) is taken; 「まず」「次に」 are not numbers.

/// One numbered point of a letter: offsets in characters, half-open, from its number to the next one (or the end).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// First character of the number.
    pub start: usize,
    /// One past the last character that is not white space.
    pub end: usize,
}

/// The style of a number; points of one letter are counted in one style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Circled,
    Bracketed,
    Dotted,
    Kanji,
    Counted,
}

const STYLES: [Style; 5] = [Style::Circled, Style::Bracketed, Style::Dotted, Style::Kanji, Style::Counted];

/// The points numbered 1, 2, 3 … in one style, in order; empty when there are fewer than two.
pub fn split(text: &str) -> Vec<Point> {
    let chars: Vec<char> = text.chars().collect();
    STYLES.iter().map(|style| points(&chars, *style)).find(|found| found.len() >= 2).unwrap_or_default()
}

fn points(chars: &[char], style: Style) -> Vec<Point> {
    let mut starts = Vec::new();
    let mut wanted = 1;
    for at in 0..chars.len() {
        if mark(chars, at, style) == Some(wanted) {
            starts.push(at);
            wanted += 1;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([chars.len()]);
    let trimmed = |start: usize, end: usize| {
        let body = chars.get(start..end).unwrap_or_default();
        start + body.iter().rposition(|c| !c.is_whitespace()).map_or(0, |i| i + 1)
    };
    starts.iter().zip(ends).map(|(&start, end)| Point { start, end: trimmed(start, end) }).collect()
}

/// The number that a mark of `style` at `at` shows, if there is one.
fn mark(chars: &[char], at: usize, style: Style) -> Option<u32> {
    let rest = chars.get(at..)?;
    let next = |n: usize| rest.get(n).copied();
    match style {
        Style::Circled => match *rest.first()? {
            c @ '①'..='⑳' => Some(u32::from(c) - u32::from('①') + 1),
            c @ '❶'..='❿' => Some(u32::from(c) - u32::from('❶') + 1),
            _ => None,
        },
        Style::Bracketed => {
            let open = matches!(next(0), Some('(' | '（')) && fresh(chars, at);
            let (number, length) = number(rest.get(1..)?)?;
            (open && matches!(next(1 + length), Some(')' | '）'))).then_some(number)
        }
        Style::Dotted => {
            let (number, length) = number(rest)?;
            let dotted = match next(length)? {
                '．' | '、' | ')' | '）' | '：' | ':' => true,
                '.' | ',' => next(length + 1).and_then(digit).is_none(),
                ' ' | '　' => line_head(chars, at),
                _ => false,
            };
            (dotted && line_head(chars, at)).then_some(number)
        }
        Style::Kanji => {
            let number = kanji_digit(*rest.first()?)?;
            (line_head(chars, at) && matches!(next(1)?, '、' | '．' | '.' | '　' | ' ' | '）' | ')')).then_some(number)
        }
        Style::Counted => {
            let (number, length) = number(rest).or_else(|| Some((kanji_digit(*rest.first()?)?, 1)))?;
            let counted = next(length) == Some('つ') && matches!(next(length + 1), Some('目' | 'め'));
            let listed = next(length) == Some('点') && matches!(next(length + 1), Some('目' | 'め'));
            ((counted || listed) && fresh(chars, at)).then_some(number)
        }
    }
}

/// Whether only spaces stand between `at` and the head of its line.
fn line_head(chars: &[char], at: usize) -> bool {
    chars
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|c| !matches!(c, ' ' | '　' | '\t'))
        .is_none_or(|c| *c == '\n')
}

/// A line head, or right after a full stop or comma, where a new point may begin.
fn fresh(chars: &[char], at: usize) -> bool {
    let before = chars.get(..at).unwrap_or_default().iter().rev().find(|c| !matches!(c, ' ' | '　'));
    before.is_none_or(|c| matches!(c, '\n' | '。' | '、' | '！' | '？' | '」' | '）' | 'が' | 'は' | 'で'))
}

fn number(chars: &[char]) -> Option<(u32, usize)> {
    let digits: Vec<u32> = chars.iter().take(3).map_while(|c| digit(*c)).collect();
    let value = digits.iter().fold(0, |sum, d| sum * 10 + d);
    ((1..=2).contains(&digits.len()) && value > 0).then_some((value, digits.len()))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => None,
    }
}

fn kanji_digit(c: char) -> Option<u32> {
    (1..).zip("一二三四五六七八九十".chars()).find(|(_, k)| *k == c).map(|(n, _)| n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        split(text).iter().map(|p| chars[p.start..p.end].iter().collect()).collect()
    }

    #[test]
    fn numbered_points_are_proposed() {
        assert_eq!(texts("お願いです。\n１．街灯\n２．側溝のふた\n"), ["１．街灯", "２．側溝のふた"]);
        assert_eq!(texts("(1) バス　増便\n(2) 駅の時計"), ["(1) バス　増便", "(2) 駅の時計"]);
        assert_eq!(texts("①何を ②いつ ③何歳から"), ["①何を", "②いつ", "③何歳から"]);
        assert_eq!(texts("一、道路\n二、水道\n"), ["一、道路", "二、水道"]);
        assert_eq!(texts("二点あります。1つ目は広報。2つ目はバスです。").len(), 2);
        assert_eq!(texts("一つめは草刈り、二つめは街灯").len(), 2);
        assert_eq!(texts("1 草刈り\n2 街灯"), ["1 草刈り", "2 街灯"]);
    }

    #[test]
    fn other_numbers_do_not_split_a_letter() {
        for text in [
            "まず広報の件です。次に水道の件です。",
            "一人で1人30分, 2時間かかった。",
            "2.5キロ歩いて1.5時間",
            "１．街灯だけです",
            "令和8年5月1日\n2026年\n",
            "一日も二日も待った",
            "",
        ] {
            assert!(split(text).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn points_are_in_order_inside_the_text(text in "\\PC{0,60}|[1-3１-３①②．、()つ目一二\n あ。]{0,60}") {
            let found = split(&text);
            prop_assert!(found.len() != 1);
            prop_assert!(found.iter().all(|p| p.start < p.end && p.end <= text.chars().count()));
            prop_assert!(found.windows(2).all(|w| w[0].end <= w[1].start));
        }
    }
}
