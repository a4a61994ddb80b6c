//! 抽せん: who is drawn, so that anybody can compute it again and nobody can choose the result?
//!
//! Before the first application can come, a seed is taken from randomness and its SHA-256 is shown ([`seal`]). The list is
//! sorted by application number. Each number's lot is SHA-256 of the seed followed by the number, both as printed
//! (`printf '%s' 種番号 | sha256sum`); the smallest lot is first ([`order`]). After the draw the seed is shown.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The seal of a seed: SHA-256 of its characters, 64 hexadecimal digits.
#[must_use]
pub fn seal(seed: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(seed.as_bytes()))
}

/// A seed from 32 random bytes: 64 hexadecimal digits.
#[must_use]
pub fn seed(random: [u8; 32]) -> String {
    HEXLOWER.encode(&random)
}

/// A number with its lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The application's number as printed.
    pub number: String,
    /// SHA-256 of seed and number, 64 hexadecimal digits.
    pub lot: String,
}

/// The lots of these numbers, the first drawn first. The order of `numbers` does not matter.
#[must_use]
pub fn order<'a>(seed: &str, numbers: impl IntoIterator<Item = &'a str>) -> Vec<Lot> {
    let lot = |number: &'a str| {
        let digest = Sha256::new().chain_update(seed.as_bytes()).chain_update(number.as_bytes()).finalize();
        Lot { number: number.to_owned(), lot: HEXLOWER.encode(&digest) }
    };
    let mut lots: Vec<Lot> = numbers.into_iter().map(lot).collect();
    lots.sort_by(|a, b| (&a.lot, &a.number).cmp(&(&b.lot, &b.number)));
    lots
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_draw_can_be_computed_with_other_tools() {
        // printf '%s' kocho | sha256sum
        assert_eq!(seal("kocho"), "ae8ccef9eaa63b3d46956127a9d4a1c1ddd5e36400781f27b3f4af7af594d2fc");
        // for n in 1 2 3; do printf '%s' "seedR8-$n" | sha256sum; done
        let lots = order("seed", ["R8-1", "R8-2", "R8-3"]);
        let told: Vec<_> = lots.iter().map(|lot| (lot.number.as_str(), &lot.lot[..8])).collect();
        assert_eq!(told, [("R8-3", "70f9a137"), ("R8-2", "a9f66098"), ("R8-1", "f3867a58")]);
    }

    proptest! {
        #[test]
        fn everybody_is_drawn_once_and_the_order_of_the_list_does_not_matter(
            seed in "[0-9a-f]{64}",
            numbers in proptest::collection::btree_set("R8-対話申込-[0-9]{4}-[A-Z]", 0..40),
        ) {
            let forward = order(&seed, numbers.iter().map(String::as_str));
            let backward = order(&seed, numbers.iter().rev().map(String::as_str));
            prop_assert_eq!(&forward, &backward);
            let drawn: BTreeSet<String> = forward.iter().map(|lot| lot.number.clone()).collect();
            prop_assert_eq!(drawn, numbers);
        }

        #[test]
        fn who_is_left_out_changes_nothing_for_the_others(
            seed in "[0-9a-f]{64}",
            numbers in proptest::collection::btree_set("[0-9]{4}", 1..20),
        ) {
            let all = order(&seed, numbers.iter().map(String::as_str));
            let gone = numbers.iter().next().cloned().unwrap_or_default();
            let rest = order(&seed, numbers.iter().filter(|n| **n != gone).map(String::as_str));
            let kept: Vec<_> = all.into_iter().filter(|lot| lot.number != gone).collect();
            prop_assert_eq!(rest, kept);
        }
    }

    /// Over many seeds each place of the list is first about equally often: 6 of 6,000 within 4.5 standard deviations.
    #[test]
    fn no_place_in_the_list_is_better() {
        let numbers: Vec<String> = (1..=6).map(|n| format!("R8-対話申込-{n:04}")).collect();
        let mut first = [0u32; 6];
        for round in 0..6_000u32 {
            let drawn = order(&seal(&round.to_string()), numbers.iter().map(String::as_str));
            let at = numbers.iter().position(|n| *n == drawn[0].number).unwrap();
            first[at] += 1;
        }
        assert!(first.iter().all(|times| (870..=1_130).contains(times)), "{first:?}");
    }
}
