//! How many combinations of coarse classes have so few monitors that an anonymous answer could point at one of them?

use std::collections::BTreeMap;

use super::Classes;

/// Fewer than these in a combination are few.
pub const FEW: usize = 5;

/// Combinations that somebody is in, and those with few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SmallCells {
    /// Combinations with at least one monitor.
    pub combinations: usize,
    /// Those with fewer than [`FEW`], the smallest first.
    pub small: Vec<(Classes, usize)>,
    /// Monitors in those.
    pub people: usize,
}

/// Counts the combinations.
#[must_use]
pub fn small_cells<'a>(monitors: impl IntoIterator<Item = &'a Classes>) -> SmallCells {
    let mut cells: BTreeMap<&Classes, usize> = BTreeMap::new();
    for classes in monitors {
        *cells.entry(classes).or_default() += 1;
    }
    let mut small: Vec<(Classes, usize)> =
        cells.iter().filter(|(_, count)| **count < FEW).map(|(classes, count)| ((*classes).clone(), *count)).collect();
    small.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    SmallCells { combinations: cells.len(), people: small.iter().map(|(_, count)| count).sum(), small }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(age: &str, count: usize) -> Vec<Classes> {
        let one = Classes { age_group: age.into(), gender: "male".into(), district: "minori".into() };
        vec![one; count]
    }

    #[test]
    fn combinations_with_fewer_than_five_are_counted() {
        for (sizes, combinations, small, people) in
            [(vec![], 0, 0, 0), (vec![5], 1, 0, 0), (vec![4], 1, 1, 4), (vec![12, 1, 5, 3], 4, 2, 4)]
        {
            let all: Vec<Classes> =
                sizes.iter().enumerate().flat_map(|(at, size)| many(&format!("{at}0s"), *size)).collect();
            let found = small_cells(&all);
            assert_eq!(
                (found.combinations, found.small.len(), found.people),
                (combinations, small, people),
                "{sizes:?}"
            );
        }
        let all = [many("20s", 3), many("30s", 1)].concat();
        assert_eq!(small_cells(&all).small[0].1, 1);
    }
}
