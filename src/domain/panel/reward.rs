//! 謝礼: what does an answer bring, within what a fiscal year may bring at most?

/// What one answer brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Yen.
    pub amount: u32,
    /// The year's cap took something away.
    pub capped: bool,
}

/// What an answer brings to somebody who has `already` got so much in this fiscal year. A cap of 0 is none.
#[must_use]
pub fn grant(per_answer: u32, cap: u32, already: u32) -> Granted {
    let left = if cap == 0 { per_answer } else { cap.saturating_sub(already) };
    let amount = per_answer.min(left);
    Granted { amount, capped: amount < per_answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiscal_year_brings_at_most_its_cap() {
        for (per, cap, already, amount, capped) in [
            (500, 1_000, 0, 500, false),
            (500, 1_000, 500, 500, false),
            (500, 1_000, 1_000, 0, true),
            (500, 1_200, 1_000, 200, true),
            (500, 1_000, 1_500, 0, true),
            (500, 0, 9_999, 500, false),
            (0, 1_000, 0, 0, false),
        ] {
            assert_eq!(grant(per, cap, already), Granted { amount, capped }, "{per} {cap} {already}");
        }
    }
}
