//! 満足度×重要度: how is a scale put into one number, and in which of the four fields does a measure lie?

use super::tally::Group;

/// How a scale becomes a number. Cities use either; which one is data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The mean, with the best answer at +2 and the worst at −2.
    Mean,
    /// 満足率−不満率: percent above the middle less percent below it.
    Difference,
}

impl Method {
    /// Both.
    pub const ALL: [Method; 2] = [Method::Mean, Method::Difference];

    /// The code in addresses and settings.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Method::Mean => "mean",
            Method::Difference => "difference",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// As it is told beside the figures.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Method::Mean => "平均点（+2～−2）",
            Method::Difference => "満足率−不満率（ポイント）",
        }
    }

    /// The score of a group that answered on a scale with these values (in the order of the options; higher is better). `None`
    /// when nobody answered or the scale has no width.
    #[must_use]
    pub fn score(self, group: &Group, values: &[f64]) -> Option<f64> {
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let all: f64 = group.masses.iter().sum();
        if all <= 0.0 || high <= low {
            return None;
        }
        let middle = f64::midpoint(low, high);
        let worth = |value: f64| match self {
            Method::Mean => (value - middle) * 4.0 / (high - low),
            Method::Difference if value > middle => 100.0,
            Method::Difference if value < middle => -100.0,
            Method::Difference => 0.0,
        };
        let sum: f64 = group.masses.iter().zip(values).map(|(mass, value)| mass * worth(*value)).sum();
        Some(sum / all)
    }
}

/// A field of the chart; the axes are the means of all measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Important and not satisfied.
    ImproveFirst,
    /// Important and satisfied.
    KeepFirst,
    /// Less important and not satisfied.
    Improve,
    /// Less important and satisfied.
    Keep,
}

impl Quadrant {
    /// The word in reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Quadrant::ImproveFirst => "重点改善",
            Quadrant::KeepFirst => "重点維持",
            Quadrant::Improve => "改善",
            Quadrant::Keep => "維持",
        }
    }
}

/// The field of each pair (satisfaction, importance), and the axes. What lies on an axis counts as above it.
#[must_use]
pub fn quadrants(scores: &[(f64, f64)]) -> (Vec<Quadrant>, (f64, f64)) {
    let n = scores.len().max(1) as f64;
    let axes = (scores.iter().map(|s| s.0).sum::<f64>() / n, scores.iter().map(|s| s.1).sum::<f64>() / n);
    let of = |(satisfied, important): &(f64, f64)| match (*satisfied >= axes.0, *important >= axes.1) {
        (false, true) => Quadrant::ImproveFirst,
        (true, true) => Quadrant::KeepFirst,
        (false, false) => Quadrant::Improve,
        (true, false) => Quadrant::Keep,
    };
    (scores.iter().map(of).collect(), axes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(masses: &[f64]) -> Group {
        let mut group = Group::default();
        group.masses = masses.to_vec();
        group
    }

    #[test]
    fn five_steps_go_from_plus_two_to_minus_two_and_other_scales_too() {
        let five = [5.0, 4.0, 3.0, 2.0, 1.0];
        let said = group(&[1.0, 2.0, 4.0, 2.0, 1.0]);
        assert_eq!((Method::Mean.score(&said, &five), Method::Difference.score(&said, &five)), (Some(0.0), Some(0.0)));
        let glad = group(&[3.0, 3.0, 2.0, 1.0, 1.0]);
        assert_eq!(Method::Mean.score(&glad, &five), Some(0.6));
        assert_eq!(Method::Difference.score(&glad, &five), Some(40.0));
        assert_eq!(Method::Mean.score(&group(&[1.0, 0.0, 0.0, 0.0]), &[4.0, 3.0, 2.0, 1.0]), Some(2.0));
    }

    #[test]
    fn nobody_and_a_scale_of_one_step_have_no_score() {
        assert_eq!(Method::Mean.score(&group(&[0.0, 0.0]), &[2.0, 1.0]), None);
        assert_eq!(Method::Mean.score(&group(&[3.0]), &[1.0]), None);
        assert_eq!(Method::Mean.score(&group(&[]), &[]), None);
    }

    #[test]
    fn four_measures_lie_in_four_fields_around_their_means() {
        let (fields, axes) = quadrants(&[(-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)]);
        assert_eq!(fields, [Quadrant::ImproveFirst, Quadrant::KeepFirst, Quadrant::Improve, Quadrant::Keep]);
        assert_eq!(axes, (0.0, 0.0));
        assert_eq!(quadrants(&[]).0, []);
    }

    #[test]
    fn methods_are_read_by_their_codes() {
        assert!(Method::ALL.into_iter().all(|method| Method::parse(method.code()) == Some(method)));
        assert_eq!(Method::parse("median"), None);
    }
}
