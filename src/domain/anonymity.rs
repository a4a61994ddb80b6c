//! What may a figure that leaves the house show? Never so few people that somebody could be told among them.

/// Fewer people than this are not shown.
pub const FEWEST: u64 = 5;

/// Counts that may be shown, and what is left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown<T> {
    /// Each with at least [`FEWEST`], in the order given.
    pub counts: Vec<(T, u64)>,
    /// All others together: 0, or at least [`FEWEST`], so that nothing can be reckoned back from the whole.
    pub rest: u64,
}

/// Leaves out counts that are too small. What is left out together is never small either: if need be the smallest of the
/// others goes with it.
pub fn shown<T>(counts: Vec<(T, u64)>) -> Shown<T> {
    let (mut counts, small): (Vec<_>, Vec<_>) =
        counts.into_iter().filter(|(_, n)| *n > 0).partition(|(_, n)| *n >= FEWEST);
    let mut rest: u64 = small.iter().map(|(_, n)| n).sum();
    while rest > 0 && rest < FEWEST && !counts.is_empty() {
        let smallest = counts.iter().enumerate().min_by_key(|(_, (_, n))| *n).map_or(0, |(place, _)| place);
        rest += counts.remove(smallest).1;
    }
    // Nothing but a few is left: then even their number is kept.
    Shown { counts, rest: if rest < FEWEST { 0 } else { rest } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_counts_go_together_and_take_one_more_with_them() {
        let table: [(&[u64], &[u64], u64); 5] = [
            (&[12, 7, 5], &[12, 7, 5], 0),
            (&[12, 7, 2], &[12], 9),
            (&[12, 7, 3, 2], &[12, 7], 5),
            (&[4], &[], 0),
            (&[6, 4], &[], 10),
        ];
        for (given, counts, rest) in table {
            let found = shown(given.iter().map(|n| ((), *n)).collect());
            assert_eq!(
                (found.counts.iter().map(|(_, n)| *n).collect::<Vec<_>>().as_slice(), found.rest),
                (counts, rest)
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_and_nothing_that_can_be_reckoned_back_is_small(counts in proptest::collection::vec(0u64..20, 0..8)) {
            let all: u64 = counts.iter().sum();
            let found = shown(counts.iter().map(|n| ((), *n)).collect());
            prop_assert!(found.counts.iter().all(|(_, n)| *n >= FEWEST));
            prop_assert!(found.rest == 0 || found.rest >= FEWEST);
            let told = found.rest + found.counts.iter().map(|(_, n)| n).sum::<u64>();
            prop_assert!(told == all || (told == 0 && all < FEWEST));
        }
    }
}
