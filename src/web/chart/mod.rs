//! Charts made on the server: SVG that needs no script and no style of its own, with the words, the basis and the table
//! that belong to each.
//!
//! A drawing is as wide as its place and its letters keep their size, so places are percentages across and pixels down.
//! No meaning stands in colour alone: bars carry their numbers, parts of a bar a pattern, a target its own sign and word.

mod bars;
pub(crate) mod example;
mod labels;
mod line;
mod share;
mod spark;
mod stacked;

pub(crate) use bars::BarChart;
pub(crate) use line::LineChart;
#[cfg(feature = "pdf")]
pub(crate) use share::ShareBar;
pub(crate) use share::{Share, ShareChart, ShareWords, tenths};
pub(crate) use spark::Spark;
#[cfg(feature = "pdf")]
pub(crate) use stacked::Stack;
pub(crate) use stacked::StackedChart;

/// Across so much of the drawing the longest bar reaches; its number stands behind it.
const WIDEST: f64 = 82.0;

/// What stands around every chart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// Unique on the page, letters and hyphens.
    pub(crate) id: String,
    /// Heading.
    pub(crate) title: String,
    /// What a screen reader says of the drawing; the numbers stand in the table.
    pub(crate) desc: String,
    /// 全体 120通（ウェブ 80、提案箱 40）; empty: the chart shows no voices, and the caution does not stand there.
    pub(crate) basis: String,
}

impl Around {
    /// n and the channel mix of a chart of voices: 120通（ウェブ 80通、提案箱 40通）.
    pub(crate) fn basis(channels: &[(String, u64)]) -> String {
        let all: u64 = channels.iter().map(|(_, n)| n).sum();
        let mix: Vec<String> = channels.iter().map(|(name, n)| format!("{name} {n}")).collect();
        if mix.is_empty() { format!("{all}通") } else { format!("{all}通（{}）", mix.join("、")) }
    }
}

/// A place across, as SVG takes it: 63.2.
fn across(share: f64) -> String {
    format!("{share:.1}")
}

/// A share of the longest bar.
fn share(n: u64, longest: u64) -> f64 {
    if longest == 0 { 0.0 } else { WIDEST * n as f64 / longest as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chart_stands_on_is_said_with_its_channels() {
        let channels = [("ウェブ".to_owned(), 80), ("提案箱".to_owned(), 40)];
        assert_eq!(Around::basis(&channels), "120通（ウェブ 80、提案箱 40）");
        assert_eq!(Around::basis(&[]), "0通");
    }

    #[test]
    fn the_longest_bar_leaves_room_for_its_number() {
        assert_eq!(
            (across(share(7, 7)), across(share(1, 3)), across(share(0, 0))),
            ("82.0".into(), "27.3".into(), "0.0".into())
        );
    }
}
