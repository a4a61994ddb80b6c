//! Horizontal bars: how many of each?

use super::{Around, across, labels::lines, share};

/// Pixels of a line of a name.
const LINE: usize = 20;
/// Pixels of a bar and of the gap below it.
const BAR: usize = 14;
const GAP: usize = 12;

/// Bars, the names above them.
#[derive(Debug, Clone)]
pub(crate) struct BarChart {
    pub(crate) around: Around,
    /// 件
    pub(crate) unit: &'static str,
    /// What the names are: 施策, 課.
    pub(crate) heading: &'static str,
    pub(crate) bars: Vec<Bar>,
    /// Of the drawing, in pixels.
    pub(crate) height: usize,
}

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// The whole name.
    pub(crate) name: String,
    pub(crate) n: u64,
    /// Lines of the name with their places down.
    pub(crate) lines: Vec<(String, usize)>,
    /// Place down and length across of the bar.
    pub(crate) y: usize,
    pub(crate) width: String,
    /// Place down of its number.
    pub(crate) number_y: usize,
}

impl BarChart {
    /// Bars of these names and numbers, in their order.
    pub(crate) fn of(around: Around, heading: &'static str, unit: &'static str, counted: &[(String, u64)]) -> Self {
        let longest = counted.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let mut y = 0;
        let bar = |(name, n): &(String, u64)| {
            let lines: Vec<(String, usize)> = lines(name).into_iter().zip((1..).map(|at| y + at * LINE - 5)).collect();
            let top = y + lines.len() * LINE;
            y = top + BAR + GAP;
            Bar { name: name.clone(), n: *n, lines, y: top, width: across(share(*n, longest)), number_y: top + BAR - 2 }
        };
        let bars = counted.iter().map(bar).collect();
        BarChart { around, unit, heading, bars, height: y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_below_each_other_and_long_names_push_the_next_one_down() {
        let counted = [("短い".to_owned(), 4), ("あ".repeat(30), 2), ("ない".to_owned(), 0)];
        let chart = BarChart::of(Around::default(), "施策", "件", &counted);
        let places: Vec<(usize, &str)> = chart.bars.iter().map(|bar| (bar.y, bar.width.as_str())).collect();
        assert_eq!(places, [(20, "82.0"), (86, "41.0"), (132, "0.0")]);
        assert_eq!(chart.height, 158);
    }
}
