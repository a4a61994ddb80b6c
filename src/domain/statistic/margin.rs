//! How far may a share of the answers lie from the share of all who could have been asked?
//!
//! The margin of a simple random sample (標本誤差) at a confidence of 95 %. Who answers a panel is no such sample: the pages say so beside
//! every figure.

/// Of a normal distribution, 95 % lie within so many standard deviations.
const Z95: f64 = 1.959_963_984_540_054;

/// On how many people a share stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basis {
    /// People who answered.
    pub n: u64,
    /// What they are worth after weighing; `n` without weights.
    pub effective: f64,
    /// How many could have been asked, where it is known.
    pub population: Option<u64>,
}

impl Basis {
    /// People who answered, unweighted.
    #[must_use]
    pub fn of(n: u64, population: Option<u64>) -> Self {
        Basis { n, effective: n as f64, population }
    }

    /// Half the width of the 95 % interval of a share (0 to 1), as a share. `None` without people.
    #[must_use]
    pub fn margin(&self, share: f64) -> Option<f64> {
        let of_sample = (self.effective > 0.0).then(|| Z95 * (share * (1.0 - share) / self.effective).sqrt())?;
        Some(of_sample * self.correction())
    }

    /// The widest margin that any share can have: that of a half.
    #[must_use]
    pub fn widest(&self) -> Option<f64> {
        self.margin(0.5)
    }

    /// 有限母集団修正 √((N − n) / (N − 1)): whoever asked everybody knows.
    fn correction(&self) -> f64 {
        match self.population {
            Some(all) if all > 1 => (all.saturating_sub(self.n) as f64 / (all - 1) as f64).sqrt(),
            Some(_) => 0.0,
            None => 1.0,
        }
    }
}

/// 回答率: answers among those who were asked, in percent. `None` when nobody was.
#[must_use]
pub fn response_rate(answers: u64, asked: u64) -> Option<f64> {
    (asked > 0).then(|| 100.0 * answers as f64 / asked as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_of_many_are_known_to_five_points() {
        let margin = Basis::of(400, None).widest().unwrap();
        assert!((margin - 0.048_999_099_613_501_35).abs() < 1e-12);
        let known = Basis::of(400, Some(1_000)).widest().unwrap();
        assert!((known - margin * (600.0_f64 / 999.0).sqrt()).abs() < 1e-12);
        assert!(Basis { effective: 100.0, ..Basis::of(400, None) }.widest().unwrap() > margin * 1.99);
    }

    #[test]
    fn whoever_asked_everybody_knows_and_whoever_asked_nobody_knows_nothing() {
        assert_eq!(Basis::of(50, Some(50)).widest(), Some(0.0));
        assert_eq!(Basis::of(0, Some(50)).widest(), None);
        assert_eq!(Basis::of(7, None).margin(0.0), Some(0.0));
        assert_eq!((response_rate(300, 412).map(f64::round), response_rate(1, 0)), (Some(73.0), None));
    }
}
