//! A line with the years or months below it, and a target where there is one: an indicator on its way.

use super::{Around, across};

/// Pixels: of the drawing, and the places down of the highest and the lowest value and of the words below.
const HEIGHT: usize = 150;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 112.0;
const WORDS: usize = 138;
/// Percent: places across of the first and the last value.
const FIRST: f64 = 8.0;
const LAST: f64 = 92.0;
/// With more values than this only the first, the last and the highest are written.
const WRITTEN: usize = 4;

/// A line.
#[derive(Debug, Clone)]
pub(crate) struct LineChart {
    pub(crate) around: Around,
    /// 団体
    pub(crate) unit: String,
    /// What the words below are: 年, 月.
    pub(crate) heading: &'static str,
    pub(crate) points: Vec<Point>,
    /// The target behind the values.
    pub(crate) target: Option<Point>,
    /// Corners of the line, in thousandths across and pixels down.
    pub(crate) path: String,
    /// From the last value to the target; empty where its year has passed.
    pub(crate) way: String,
    /// The target stands at the end.
    pub(crate) is_ahead: bool,
    pub(crate) height: usize,
    pub(crate) words_y: usize,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// 2026年
    pub(crate) name: String,
    /// As it is written: 84, 3.5
    pub(crate) value: String,
    pub(crate) x: String,
    pub(crate) y: usize,
    /// Place down of the number; `None`: it is only in the table.
    pub(crate) number_y: Option<usize>,
    /// The name stands below.
    pub(crate) is_named: bool,
}

impl LineChart {
    /// A line through these values at their places (`at` in years or months), and a target.
    pub(crate) fn of(
        around: Around,
        (heading, unit): (&'static str, &str),
        values: &[(String, f64, f64)],
        target: Option<&(String, f64, f64)>,
    ) -> Self {
        let all: Vec<&(String, f64, f64)> = values.iter().chain(target).collect();
        let range = |place: fn(&(String, f64, f64)) -> f64| {
            let places = all.iter().map(|value| place(value));
            (places.clone().fold(f64::INFINITY, f64::min), places.fold(f64::NEG_INFINITY, f64::max))
        };
        let (early, late) = range(|value| value.1);
        let (low, high) = range(|value| value.2);
        let low = low.min(0.0);
        let highest = values.iter().map(|value| value.2).fold(f64::NEG_INFINITY, f64::max);
        let last = values.len().saturating_sub(1);
        let point = |place: usize, value: &(String, f64, f64)| {
            let part = |from: f64, until: f64, at: f64| if until > from { (at - from) / (until - from) } else { 0.5 };
            let x = FIRST + (LAST - FIRST) * part(early, late, value.1);
            let y = BOTTOM - (BOTTOM - TOP) * part(low, high, value.2);
            let is_written = all.len() <= WRITTEN || place == 0 || place == last || value.2 >= highest;
            (
                x,
                y,
                Point {
                    name: value.0.clone(),
                    value: written(value.2),
                    x: across(x),
                    y: y as usize,
                    number_y: is_written.then_some(y as usize - 10),
                    is_named: all.len() <= WRITTEN || place.is_multiple_of(3) || place == last,
                },
            )
        };
        let drawn: Vec<(f64, f64, Point)> = values.iter().enumerate().map(|(place, v)| point(place, v)).collect();
        let target = target.map(|value| point(last, value));
        let corner = |(x, y, _): &(f64, f64, Point)| format!("{:.0},{y:.0}", 10.0 * x);
        let ends = drawn.last().map_or(f64::NEG_INFINITY, |(x, _, _)| *x);
        let is_ahead = target.as_ref().is_some_and(|(x, _, _)| *x > ends || drawn.is_empty());
        let way = drawn.last().into_iter().chain(&target).filter(|_| is_ahead);
        LineChart {
            around,
            unit: unit.to_owned(),
            heading,
            path: drawn.iter().map(corner).collect::<Vec<_>>().join(" "),
            way: way.map(corner).collect::<Vec<_>>().join(" "),
            is_ahead,
            target: target.map(|(_, _, point)| point),
            points: drawn.into_iter().map(|(_, _, point)| point).collect(),
            height: HEIGHT,
            words_y: WORDS,
        }
    }
}

/// 84, 3.5
fn written(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, at: f64, value: f64) -> (String, f64, f64) {
        (name.to_owned(), at, value)
    }

    #[test]
    fn an_indicator_goes_from_its_first_value_to_its_target() {
        let values = [value("2016年", 2016.0, 58.0), value("2019年", 2019.0, 71.5)];
        let target = Some(value("2022年", 2022.0, 84.0));
        let chart = LineChart::of(Around::default(), ("年", "団体"), &values, target.as_ref());
        let target = chart.target.unwrap();
        assert_eq!((target.x.as_str(), target.y, target.value.as_str()), ("92.0", 34, "84"));
        assert_eq!(
            chart.points.iter().map(|p| (p.x.as_str(), p.value.as_str())).collect::<Vec<_>>(),
            [("8.0", "58"), ("50.0", "71.5")]
        );
        assert!(chart.way.starts_with("500,") && chart.way.ends_with("920,34"));
    }

    #[test]
    fn one_value_and_equal_values_are_drawn_too() {
        let one = LineChart::of(Around::default(), ("年", "件"), &[value("2016年", 2016.0, 0.0)], None);
        assert_eq!((one.points[0].x.as_str(), one.way.as_str()), ("50.0", ""));
        let none = LineChart::of(Around::default(), ("年", "件"), &[], None);
        assert!(none.points.is_empty() && none.path.is_empty());
    }

    #[test]
    fn no_way_leads_back_to_a_target_whose_year_has_passed() {
        let values = [value("2016年度", 2016.0, 14.8), value("2026年度", 2026.0, 18.2)];
        let chart = LineChart::of(Around::default(), ("年度", "%"), &values, Some(&value("2022年度", 2022.0, 20.0)));
        assert!(chart.way.is_empty() && !chart.is_ahead);
        assert_eq!(chart.target.unwrap().x, "58.4");
    }

    #[test]
    fn of_many_values_the_first_the_last_and_the_highest_are_written() {
        let values: Vec<_> = (0..12).map(|i| value("月", f64::from(i), f64::from(i % 7))).collect();
        let chart = LineChart::of(Around::default(), ("月", "件"), &values, None);
        let written = |p: &Point| p.number_y.is_some();
        assert_eq!(
            chart.points.iter().map(written).collect::<Vec<_>>(),
            (0..12).map(|i| matches!(i, 0 | 6 | 11)).collect::<Vec<_>>()
        );
    }
}
