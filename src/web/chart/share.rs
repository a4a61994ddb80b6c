//! Shares of people who answered a question: a bar an option, from 0 to 100 percent, with people and percent beside it. Its words
//! are given, because residents read it in three languages.

use super::{Around, WIDEST, across, labels::lines};

/// Pixels of a line of a name, of a bar, of the gap below it.
const LINE: usize = 20;
const BAR: usize = 14;
const GAP: usize = 12;

/// Bars of shares, the names above them.
#[derive(Debug, Clone)]
pub(crate) struct ShareChart {
    pub(crate) around: Around,
    pub(crate) words: ShareWords,
    pub(crate) bars: Vec<ShareBar>,
    /// Of the drawing, in pixels.
    pub(crate) height: usize,
}

/// The words around the shares.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShareWords {
    /// 表で見る
    pub(crate) table: String,
    /// What the names are: 選択肢.
    pub(crate) heading: String,
    /// 人
    pub(crate) people: String,
    /// ％
    pub(crate) percent: String,
    /// 標本誤差 (±ポイント); empty: the column is not there.
    pub(crate) margin: String,
    /// What the share of all ticks is called; empty: the column is not there.
    pub(crate) of_answers: String,
    /// Stands for a number that is kept back.
    pub(crate) kept_back: String,
}

/// A share before it is drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Share {
    /// The option.
    pub(crate) name: String,
    /// The language of its name for the HTML; empty: that of the page.
    pub(crate) lang: &'static str,
    /// People and percent; `None`: kept back.
    pub(crate) told: Option<(u64, f64)>,
    /// In points.
    pub(crate) margin: Option<f64>,
    /// Percent of all ticks.
    pub(crate) of_answers: Option<f64>,
}

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct ShareBar {
    /// The whole name.
    pub(crate) name: String,
    /// Its language for the HTML; empty: that of the page.
    pub(crate) lang: &'static str,
    /// 33.3%（100人）
    pub(crate) label: String,
    pub(crate) people: String,
    pub(crate) percent: String,
    pub(crate) margin: String,
    pub(crate) of_answers: String,
    /// Lines of the name with their places down.
    pub(crate) lines: Vec<(String, usize)>,
    pub(crate) y: usize,
    pub(crate) width: String,
    pub(crate) number_y: usize,
}

impl ShareChart {
    /// Bars of these shares, in their order.
    pub(crate) fn of(around: Around, words: ShareWords, shares: &[Share]) -> Self {
        let mut y = 0;
        let bar = |share: &Share| {
            let lines: Vec<(String, usize)> =
                lines(&share.name).into_iter().zip((1..).map(|at| y + at * LINE - 5)).collect();
            let top = y + lines.len() * LINE;
            y = top + BAR + GAP;
            let kept_back = || words.kept_back.clone();
            let percent = share.told.map(|(_, percent)| tenths(percent));
            ShareBar {
                name: share.name.clone(),
                lang: share.lang,
                label: share
                    .told
                    .map_or_else(kept_back, |(n, share)| format!("{}%（{n}{}）", tenths(share), words.people)),
                people: share.told.map_or_else(kept_back, |(n, _)| n.to_string()),
                percent: percent.unwrap_or_else(kept_back),
                margin: share.margin.filter(|_| share.told.is_some()).map_or_else(|| "－".to_owned(), tenths),
                of_answers: share
                    .of_answers
                    .map_or_else(|| share.told.map_or_else(kept_back, |_| "－".to_owned()), tenths),
                lines,
                y: top,
                width: across(WIDEST * share.told.map_or(0.0, |(_, percent)| percent) / 100.0),
                number_y: top + BAR - 2,
            }
        };
        let bars = shares.iter().map(bar).collect();
        ShareChart { around, words, bars, height: y }
    }
}

/// 33.3
pub(crate) fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_from_nobody_to_everybody_and_what_is_kept_back_has_none() {
        let words = ShareWords { people: "人".into(), kept_back: "5人未満".into(), ..ShareWords::default() };
        let share = |name: &str, told| Share { name: name.into(), told, ..Share::default() };
        let both = Share { of_answers: Some(37.5), ..share("はい", Some((30, 75.0))) };
        let shares = [both, share("いいえ", None), share("全員", Some((40, 100.0)))];
        let chart = ShareChart::of(Around::default(), words, &shares);
        let told: Vec<(&str, &str)> = chart.bars.iter().map(|bar| (bar.width.as_str(), bar.label.as_str())).collect();
        assert_eq!(told, [("61.5", "75.0%（30人）"), ("0.0", "5人未満"), ("82.0", "100.0%（40人）")]);
        assert_eq!((chart.bars[1].percent.as_str(), chart.bars[1].y), ("5人未満", 66));
        let of_answers: Vec<&str> = chart.bars.iter().map(|bar| bar.of_answers.as_str()).collect();
        assert_eq!(of_answers, ["37.5", "5人未満", "－"]);
    }
}
