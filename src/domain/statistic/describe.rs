//! What do answers in numbers say? Mean, spread, median and quartiles.

/// Numbers in few words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Described {
    /// How many there are.
    pub n: u64,
    /// Weighted where there are weights.
    pub mean: f64,
    /// Of the sample (n − 1), unweighted; `None` of one.
    pub sd: Option<f64>,
    /// The smallest.
    pub min: f64,
    /// First quartile, unweighted; quartiles lie between two values in proportion (as spreadsheets reckon, QUARTILE.INC).
    pub q1: f64,
    /// The middle, unweighted.
    pub median: f64,
    /// Third quartile, unweighted.
    pub q3: f64,
    /// The largest.
    pub max: f64,
}

/// A value with the people who gave it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The value.
    pub value: f64,
    /// How many gave it.
    pub people: u64,
    /// What they weigh together.
    pub mass: f64,
}

/// Describes values in any order. `None` when nobody gave any.
#[must_use]
pub fn describe(mut values: Vec<Weighed>) -> Option<Described> {
    values.retain(|weighed| weighed.people > 0);
    values.sort_unstable_by(|a, b| a.value.total_cmp(&b.value));
    let (min, max) = (values.first()?.value, values.last()?.value);
    let n: u64 = values.iter().map(|weighed| weighed.people).sum();
    let of_people = |of: &dyn Fn(f64) -> f64| values.iter().map(|w| w.people as f64 * of(w.value)).sum::<f64>();
    let plain = of_people(&|value| value) / n as f64;
    let squares = of_people(&|value| (value - plain).powi(2));
    let mass: f64 = values.iter().map(|weighed| weighed.mass).sum();
    Some(Described {
        n,
        mean: values.iter().map(|weighed| weighed.value * weighed.mass).sum::<f64>() / mass,
        sd: (n > 1).then(|| (squares / (n - 1) as f64).sqrt()),
        min,
        q1: quantile(&values, n, 0.25),
        median: quantile(&values, n, 0.5),
        q3: quantile(&values, n, 0.75),
        max,
    })
}

/// Of sorted values the one below which a share of the people lies.
fn quantile(sorted: &[Weighed], n: u64, share: f64) -> f64 {
    let place = share * (n - 1) as f64;
    let at = |place: f64| {
        let mut passed = 0;
        let found = sorted.iter().find(|weighed| {
            passed += weighed.people;
            passed > place as u64
        });
        found.map_or(f64::NAN, |weighed| weighed.value)
    };
    let (low, high) = (at(place.floor()), at(place.ceil()));
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(values: &[(f64, u64, f64)]) -> Option<Described> {
        describe(
            values
                .iter()
                .map(|(value, people, mass)| Weighed { value: *value, people: *people, mass: *mass })
                .collect(),
        )
    }

    #[test]
    fn numbers_are_described_as_a_spreadsheet_does() {
        let found = described(&[4.0, 1.0, 3.0, 2.0].map(|value| (value, 1, 1.0))).unwrap();
        assert_eq!((found.n, found.mean, found.q1, found.median, found.q3), (4, 2.5, 1.75, 2.5, 3.25));
        assert!((found.sd.unwrap() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        let weighted = described(&[(1.0, 1, 3.0), (5.0, 1, 1.0)]).unwrap();
        assert_eq!((weighted.mean, weighted.median), (2.0, 3.0));
    }

    #[test]
    fn a_value_that_many_gave_is_as_many_values() {
        let apart = described(&[(5.0, 1, 1.0), (5.0, 1, 1.0), (2.0, 1, 1.0), (5.0, 1, 1.0)]);
        assert_eq!(described(&[(9.0, 0, 0.0), (5.0, 3, 3.0), (2.0, 1, 1.0)]), apart);
    }

    #[test]
    fn one_number_has_no_spread_and_none_is_nothing() {
        let one = described(&[(7.0, 1, 0.5)]).unwrap();
        assert_eq!((one.sd, one.q1, one.max), (None, 7.0, 7.0));
        assert_eq!(described(&[(7.0, 0, 0.0)]), None);
    }
}
