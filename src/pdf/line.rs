//! How is a text broken into lines that fit? What may not stand first takes the sign before it along (追い出し).

use crate::{
    font::{Fonts, Unit, Weight},
    kinsoku::{is_blank, is_joined, is_not_first, is_not_last},
};

/// A line that fits its box.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    pub(crate) units: Vec<Unit>,
    /// Of what is seen: blanks at the end hang out.
    pub(crate) width: u32,
    /// It begins one of the writer's own lines.
    pub(crate) begins: bool,
    /// The writer ended it, not the edge.
    pub(crate) ended: bool,
}

impl Line {
    /// The words as they were written.
    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.units.iter().map(|unit| unit.text.as_str()).collect()
    }

    /// How many signs are seen.
    pub(crate) fn seen(&self) -> usize {
        self.units.len() - self.units.iter().rev().take_while(|unit| is_blank(unit.sign())).count()
    }
}

/// Breaks a text into lines no wider than `width`; the first line of each of the writer's own is `indent` shorter.
pub(crate) fn wrap(fonts: &Fonts, text: &str, weight: Weight, (width, indent): (u32, u32)) -> Vec<Line> {
    let mut lines = Vec::new();
    for own in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let units = fonts.units(own, weight);
        let (mut rest, mut begins) = (units.as_slice(), true);
        loop {
            let room = if begins { width.saturating_sub(indent) } else { width };
            let (taken, left) = rest.split_at(cut(rest, room));
            lines.push(Line { units: taken.to_vec(), width: seen_width(taken), begins, ended: left.is_empty() });
            if left.is_empty() {
                break;
            }
            (rest, begins) = (left, false);
        }
    }
    lines
}

/// How many units go on a line: at least one when there is one.
fn cut(units: &[Unit], room: u32) -> usize {
    let end = fitting(units, room);
    if end == units.len() {
        return end;
    }
    let sign = |at: usize| units[at].sign();
    let allowed = (1..=end).rev().find(|at| !is_joined(sign(at - 1), sign(*at)));
    // A word longer than the line is broken somewhere; even then no stop begins a line if that can be helped.
    let least_bad = |at: &usize| !is_blank(sign(*at)) && !is_not_first(sign(*at)) && !is_not_last(sign(at - 1));
    allowed.or_else(|| (1..=end).rev().find(least_bad)).unwrap_or(end.max(1))
}

/// How many units fit, blanks that would hang out included.
fn fitting(units: &[Unit], room: u32) -> usize {
    let mut width = 0;
    for (at, unit) in units.iter().enumerate() {
        width += unit.width;
        if width > room && !is_blank(unit.sign()) {
            return at;
        }
    }
    units.len()
}

fn seen_width(units: &[Unit]) -> u32 {
    let seen = units.len() - units.iter().rev().take_while(|unit| is_blank(unit.sign())).count();
    units[..seen].iter().map(|unit| unit.width).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::font::EM;

    fn broken(text: &str, ems: u32) -> Vec<String> {
        let fonts = Fonts::ours().unwrap();
        wrap(fonts, text, Weight::Regular, (ems * EM, 0)).iter().map(Line::text).collect()
    }

    #[test]
    fn a_line_ends_where_a_japanese_reader_expects_it() {
        let table: [(&str, u32, &[&str], &str); 14] = [
            ("あいうえおか", 3, &["あいう", "えおか"], "plain"),
            ("あいう。えお", 3, &["あい", "う。え", "お"], "the stop takes the sign before it along"),
            ("あいう」。え", 3, &["あい", "う」。", "え"], "two closing marks"),
            ("あい「うえ」お", 3, &["あい", "「う", "え」お"], "no line ends with an opening bracket"),
            ("あいしゃしん", 3, &["あい", "しゃし", "ん"], "small kana are not first"),
            ("あいチャット", 3, &["あい", "チャッ", "ト"], "two small kana"),
            ("サービスです", 2, &["サー", "ビス", "です"], "the long sound is not first"),
            ("番号はR8-000123-Kです", 5, &["番号は", "R8-000123-", "Kです"], "a word that is too long breaks"),
            ("番号はR8-01です", 5, &["番号は", "R8-01です"], "a word stays whole"),
            ("これは……ね", 4, &["これは", "……ね"], "leaders stay together"),
            ("小美玉市　堅倉", 4, &["小美玉市　", "堅倉"], "a blank hangs out"),
            ("一\n\n二", 4, &["一", "", "二"], "the writer's own lines"),
            ("金額は￥１２３です", 4, &["金額は", "￥１２３", "です"], "a sum stays whole"),
            ("", 4, &[""], "nothing"),
        ];
        for (text, ems, lines, what) in table {
            assert_eq!(broken(text, ems), lines, "{what}");
        }
    }

    #[test]
    fn a_line_that_windows_ended_is_one_line() {
        assert_eq!(broken("一\r\n二", 4), ["一", "二"]);
    }

    #[test]
    fn the_first_line_can_be_shorter() {
        let fonts = Fonts::ours().unwrap();
        let lines = wrap(fonts, "あいうえお", Weight::Regular, (3 * EM, EM));
        assert_eq!(lines.iter().map(Line::text).collect::<Vec<_>>(), ["あい", "うえお"]);
    }

    #[test]
    fn a_sign_the_font_lacks_is_kept_and_told() {
        let fonts = Fonts::ours().unwrap();
        let units = fonts.units("𠮷田👩‍👩‍👧", Weight::Regular);
        let told: Vec<(&str, bool)> = units.iter().map(|unit| (unit.text.as_str(), unit.missing)).collect();
        assert_eq!(told, [("𠮷", true), ("田", false), ("👩‍👩‍👧", true)]);
        assert!(units.iter().all(|unit| unit.glyph != 0), "nothing is drawn as an empty box");
    }

    #[test]
    fn a_voiced_kana_in_two_pieces_is_drawn_as_one() {
        let fonts = Fonts::ours().unwrap();
        let (two, one) = (fonts.units("か\u{3099}", Weight::Regular), fonts.units("が", Weight::Regular));
        assert_eq!((two.len(), two[0].glyph), (1, one[0].glyph));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_box_and_nothing_is_lost(
            text in "[ぁ-んァ-ヶ一-龠a-zA-Z0-9０-９、。「」（）ーっゃ…—　 \n/.,()𠮷髙①]{0,120}", ems in 1_u32..45, indent in 0_u32..2,
        ) {
            let fonts = Fonts::ours().unwrap();
            let lines = wrap(fonts, &text, Weight::Regular, (ems * EM, indent.min(ems - 1) * EM));
            for line in &lines {
                prop_assert!(line.width <= ems * EM, "{} is too wide", line.text());
            }
            let kept: String = lines.iter().map(|line| line.text() + if line.ended { "\n" } else { "" }).collect();
            prop_assert_eq!(kept, text + "\n");
        }

        #[test]
        fn no_line_begins_with_a_stop_that_could_have_been_avoided(text in "[あ-ん、。」（「ーっ]{1,80}", ems in 3_u32..30) {
            for pair in broken(&text, ems).windows(2) {
                let (end, begin) = (pair[0].chars().last().unwrap(), pair[1].chars().next().unwrap());
                // Only where a whole line consists of what may not be parted.
                let all_joined = pair[0].chars().zip(pair[0].chars().skip(1)).all(|(a, b)| is_joined(a, b));
                prop_assert!(!is_joined(end, begin) || all_joined, "{:?}", pair);
            }
        }
    }
}
