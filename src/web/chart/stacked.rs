//! Stacked bars: of what does each consist? Each part has a pattern that the legend names, and its number where there is
//! room for it.

use super::{Around, across, labels::lines, share};

/// Pixels of a line of a name, of a bar, of the gap below it.
const LINE: usize = 20;
const BAR: usize = 22;
const GAP: usize = 14;
/// A part must reach across so many percent for its number to stand in it.
const ROOM: f64 = 8.0;
/// How many patterns there are; the last one is for what has no kind.
const PATTERNS: usize = 7;

/// Stacked bars, the names above them.
#[derive(Debug, Clone)]
pub(crate) struct StackedChart {
    pub(crate) around: Around,
    /// 件
    pub(crate) unit: &'static str,
    /// What the names are: 基本施策.
    pub(crate) heading: &'static str,
    pub(crate) series: Vec<Series>,
    pub(crate) stacks: Vec<Stack>,
    /// Of the drawing, in pixels.
    pub(crate) height: usize,
}

/// What a part means.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) name: String,
    /// Number of its pattern.
    pub(crate) pattern: usize,
}

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    /// The whole name.
    pub(crate) name: String,
    /// Numbers of all series, in their order.
    pub(crate) numbers: Vec<u64>,
    pub(crate) total: u64,
    /// Lines of the name with their places down.
    pub(crate) lines: Vec<(String, usize)>,
    pub(crate) parts: Vec<Part>,
    pub(crate) y: usize,
    /// Place across of the whole's number, and places down of all numbers.
    pub(crate) end: String,
    pub(crate) number_y: usize,
}

/// A part of a bar.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) pattern: usize,
    pub(crate) x: String,
    pub(crate) width: String,
    /// Where its number stands, when there is room.
    pub(crate) number: Option<(u64, String)>,
}

impl StackedChart {
    /// Bars of these names; of each the numbers of the series in their order. Series without a number in any bar go away.
    pub(crate) fn of(
        around: Around,
        heading: &'static str,
        unit: &'static str,
        series: &[String],
        counted: &[(String, Vec<u64>)],
    ) -> Self {
        let is_used = |place: usize| counted.iter().any(|(_, numbers)| numbers.get(place).is_some_and(|n| *n > 0));
        let used: Vec<usize> = (0..series.len()).filter(|place| is_used(*place)).collect();
        let pattern = |place: usize| if place + 1 == series.len() { PATTERNS - 1 } else { place % (PATTERNS - 1) };
        let longest = counted.iter().map(|(_, numbers)| numbers.iter().sum()).max().unwrap_or(0);
        let mut y = 0;
        let stack = |(name, numbers): &(String, Vec<u64>)| {
            let numbers: Vec<u64> = used.iter().map(|place| numbers.get(*place).copied().unwrap_or(0)).collect();
            let lines: Vec<(String, usize)> = lines(name).into_iter().zip((1..).map(|at| y + at * LINE - 5)).collect();
            let top = y + lines.len() * LINE;
            y = top + BAR + GAP;
            let patterns: Vec<usize> = used.iter().map(|place| pattern(*place)).collect();
            Stack {
                name: name.clone(),
                total: numbers.iter().sum(),
                parts: parts(&numbers, &patterns, longest),
                end: across(share(numbers.iter().sum(), longest)),
                numbers,
                lines,
                y: top,
                number_y: top + BAR - 6,
            }
        };
        let stacks = counted.iter().map(stack).collect();
        let series =
            used.iter().map(|place| Series { name: series[*place].clone(), pattern: pattern(*place) }).collect();
        StackedChart { around, unit, heading, series, stacks, height: y }
    }
}

fn parts(numbers: &[u64], patterns: &[usize], longest: u64) -> Vec<Part> {
    let mut before = 0;
    let part = |(n, pattern): (&u64, &usize)| {
        let (x, width) = (share(before, longest), share(*n, longest));
        before += n;
        let number = (width >= ROOM).then(|| (*n, across(x + width / 2.0)));
        (*n > 0).then(|| Part { pattern: *pattern, x: across(x), width: across(width), number })
    };
    numbers.iter().zip(patterns).filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_only_wide_ones_carry_their_number() {
        let series = ["意見", "要望", "苦情", "未定"].map(str::to_owned);
        let counted = [("甲".to_owned(), vec![50, 0, 3, 47]), ("乙".to_owned(), vec![10, 0, 0, 0])];
        let chart = StackedChart::of(Around::default(), "基本施策", "件", &series, &counted);
        assert_eq!(
            chart.series.iter().map(|s| (s.name.as_str(), s.pattern)).collect::<Vec<_>>(),
            [("意見", 0), ("苦情", 2), ("未定", 6)]
        );
        let parts: Vec<_> = chart.stacks[0].parts.iter().map(|p| (p.x.as_str(), p.number.is_some())).collect();
        assert_eq!(parts, [("0.0", true), ("41.0", false), ("43.5", true)]);
        assert_eq!((chart.stacks[1].total, chart.stacks[1].end.as_str()), (10, "8.2"));
    }
}
