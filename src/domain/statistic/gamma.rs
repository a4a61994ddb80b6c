//! The regularised incomplete gamma function: how much of a gamma distribution lies above a value?
//!
//! Q(a, x) = Γ(a, x) / Γ(a) with Γ(a, x) = ∫ₓ^∞ tᵃ⁻¹ e⁻ᵗ dt (Abramowitz and Stegun, 6.5.3). Below a + 1 the power series of the lower
//! part converges fast (6.5.29), above it the continued fraction of the upper part (6.5.31).

/// Terms at most; far fewer are needed on either side of a + 1.
const TERMS: u32 = 100_000;
/// Stirling's series is used from here on; below, Γ(x) = Γ(x + 1) / x leads there.
const STIRLING_FROM: f64 = 20.0;

/// ln Γ(x) for x > 0, by Stirling's series (6.1.41).
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut below) = (x, 0.0);
    while x < STIRLING_FROM {
        below += x.ln();
        x += 1.0;
    }
    let square = x * x;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - below
}

/// Q(a, x): the part above `x`, between 0 and 1. `a` is positive.
pub(super) fn upper(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 { 1.0 - front * lower_series(a, x) } else { front * upper_fraction(a, x) }
}

/// Σ xⁿ / (a (a + 1) … (a + n))
fn lower_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for n in 1..TERMS {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// 1 / (x + 1 − a − 1 (1 − a) / (x + 3 − a − 2 (2 − a) / (x + 5 − a − …))), from the front (Lentz's way).
fn upper_fraction(a: f64, x: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut value = d;
    for n in 1..TERMS {
        let n = f64::from(n);
        let part = -n * (n - a);
        b += 2.0;
        d = part * d + b;
        c = b + part / c;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = if c.abs() < tiny { tiny } else { c };
        let step = d * c;
        value *= step;
        if (step - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Γ(a, x) for whole a has a closed form: Q(n, x) = e⁻ˣ Σ xᵏ/k! for k < n.
    fn closed(n: u32, x: f64) -> f64 {
        let (mut term, mut sum) = (1.0, 1.0);
        for k in 1..n {
            term *= x / f64::from(k);
            sum += term;
        }
        sum * (-x).exp()
    }

    #[test]
    fn factorials_and_half_steps_come_out() {
        let mut factorial: f64 = 1.0;
        for n in 1..40_u32 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-12 * factorial.ln().max(1.0), "{n}");
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-13);
    }

    #[test]
    fn known_chances_of_chi_square_come_out() {
        // 5 % and 1 % points of tables (3.841458820694124, 9.487729036781154, 18.30703805327515; 6.634896601021213).
        for (degrees, value, chance) in [
            (1.0, 3.841_458_820_694_124, 0.05),
            (4.0, 9.487_729_036_781_154, 0.05),
            (10.0, 18.307_038_053_275_15, 0.05),
            (1.0, 6.634_896_601_021_213, 0.01),
        ] {
            assert!((upper(degrees / 2.0, value / 2.0) - chance).abs() < 1e-12, "{degrees} {value}");
        }
        assert!((upper(3.0, 0.0) - 1.0).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_closed_form_of_whole_numbers(n in 1u32..60, x in 0.0f64..120.0) {
            let (found, known) = (upper(f64::from(n), x), closed(n, x));
            prop_assert!((found - known).abs() <= 1e-12 + 1e-10 * known, "{found} {known}");
        }

        #[test]
        fn the_part_above_never_grows(a in 0.5f64..80.0, x in 0.0f64..200.0) {
            let (here, further) = (upper(a, x), upper(a, x + 0.5));
            prop_assert!((0.0..=1.0 + 1e-12).contains(&here) && further <= here + 1e-12);
        }
    }
}
