//! Is more said about a matter this week than was to be expected? A stated rule over counts; what is counted, and of whom,
//! is not decided here.
//!
//! To be expected is the mean of the four weeks before or, where it is more, the same week of last year (a matter of the
//! season is no news), and half a voice beside it, because nothing at all is never expected for sure. How surprising this
//! week's number is: `-log10 P(X >= n)`, X Poisson with that expectation. Two means once in a hundred such weeks.

/// So many independent people must speak.
pub const PEOPLE: u64 = 3;
/// Once in a hundred weeks.
pub const RISING: f64 = 2.0;
/// Ten times rarer than what is asked for.
const STRONGLY: f64 = 1.0;

/// How surprising a matter must be when so many are looked at: of a thousand words ten are once-in-a-hundred-weeks ones
/// every week. With this rule one week in ten names a matter by chance.
pub fn least(candidates: usize) -> f64 {
    (1.0 + (candidates.max(1) as f64).log10()).max(RISING)
}

/// What was said about a matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Voices of this week.
    pub now: u64,
    /// Independent people among them.
    pub people: u64,
    /// Voices of the four weeks before together.
    pub before: u64,
    /// Voices of the same week of last year; `None` when there is no record of that time.
    pub last_year: Option<u64>,
}

/// How surprising that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Voices that were to be expected, without the half.
    pub expected: f64,
    /// `-log10 P(X >= n)`.
    pub surprise: f64,
    /// Far beyond what was asked for.
    pub strongly: bool,
}

impl Counts {
    /// The mean of the four weeks before.
    pub fn mean(&self) -> f64 {
        self.before as f64 / 4.0
    }

    /// What was to be expected, without the half.
    pub fn expected(&self) -> f64 {
        self.mean().max(self.last_year.unwrap_or(0) as f64)
    }

    /// The rise, if enough people speak and it is at least as surprising as `least`.
    pub fn rising(&self, least: f64) -> Option<Rise> {
        let (expected, surprise) = (self.expected(), self.surprise());
        let more = self.now as f64 > expected && surprise >= least;
        (more && self.people >= PEOPLE).then_some(Rise { expected, surprise, strongly: surprise >= least + STRONGLY })
    }

    /// How surprising this week is, whether or not it is rising.
    fn surprise(&self) -> f64 {
        surprise(self.now, self.expected() + 0.5)
    }
}

/// `-log10 P(X >= n)` for a Poisson variable with this mean.
fn surprise(n: u64, mean: f64) -> f64 {
    if n == 0 {
        return 0.0;
    }
    // The terms are summed from n upwards beside the first one, so that small probabilities stay exact.
    let log_first = n as f64 * mean.ln() - mean - (1..=n).map(|k| (k as f64).ln()).sum::<f64>();
    let (mut sum, mut term) = (1.0, 1.0);
    for k in n + 1..n + 2_000 {
        term *= mean / k as f64;
        sum += term;
        if term < 1e-12 * sum {
            break;
        }
    }
    (-(log_first + sum.ln()) / std::f64::consts::LN_10).max(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_rising_stands_in_a_table() {
        // now, people, before (four weeks), last year → rising, strongly
        let table = [
            ((7, 6, 6, None), true, false),  // P(X >= 7 | 2) = 0.0045
            ((7, 2, 6, None), false, false), // one person seven times
            ((3, 3, 0, None), false, false), // P(X >= 3 | 0.5) = 0.0144
            ((4, 4, 0, None), true, false),  // P(X >= 4 | 0.5) = 0.0018
            ((5, 5, 0, None), true, true),
            ((7, 6, 6, Some(7)), false, false), // as every year in this week
            ((7, 6, 6, Some(1)), true, false),
            ((40, 30, 120, None), false, false), // 40 where 30 are usual
            ((60, 50, 120, None), true, true),
            ((3, 3, 12, None), false, false),
            ((0, 0, 0, None), false, false),
        ];
        for ((now, people, before, last_year), rising, strongly) in table {
            let counts = Counts { now, people, before, last_year };
            let found = counts.rising(least(5));
            assert_eq!((found.is_some(), found.is_some_and(|rise| rise.strongly)), (rising, strongly), "{counts:?}");
        }
    }

    #[test]
    fn the_more_matters_are_looked_at_the_more_surprising_one_must_be() {
        for (candidates, asked) in [(0, 2.0), (10, 2.0), (100, 3.0), (1_000, 4.0)] {
            assert!((least(candidates) - asked).abs() < 1e-9, "{candidates}: {}", least(candidates));
        }
    }

    #[test]
    fn the_surprise_is_that_of_poisson() {
        // P(X >= 1 | 1) = 1 - 1/e, P(X >= 3 | 0.5) = 0.014388, P(X >= 10 | 2) = 0.0000465
        for (n, mean, p) in [(1, 1.0, 0.632_120_6), (3, 0.5, 0.014_387_7), (10, 2.0, 0.000_046_498)] {
            let expected: f64 = -f64::log10(p);
            assert!((surprise(n, mean) - expected).abs() < 1e-3, "{n} {mean}: {}", surprise(n, mean));
        }
    }

    proptest! {
        #[test]
        fn more_voices_are_more_surprising_and_a_past_that_said_more_makes_them_less(now in 0u64..300, before in 0u64..400) {
            let of = |now, before| Counts { now, people: now, before, last_year: None }.surprise();
            prop_assert!(of(now + 1, before) >= of(now, before) - 1e-9);
            prop_assert!(of(now, before + 1) <= of(now, before) + 1e-9);
            prop_assert!(of(now, before).is_finite() && of(now, before) >= 0.0);
        }
    }
}
