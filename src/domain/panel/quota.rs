//! The quota matrix 年代×性別×地区: how many are wanted in each cell, how it fills, and whom a draw gives a place.

use std::collections::{BTreeMap, BTreeSet};

use super::Classes;

/// A cell, or a sum of cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// So many are wanted.
    pub wanted: u32,
    /// So many have a place.
    pub chosen: u32,
    /// So many may still be chosen.
    pub waiting: u32,
}

impl Count {
    /// Places that nobody has.
    #[must_use]
    pub const fn free(self) -> u32 {
        self.wanted.saturating_sub(self.chosen)
    }

    /// Chosen beyond what was wanted.
    #[must_use]
    pub const fn beyond(self) -> u32 {
        self.chosen.saturating_sub(self.wanted)
    }

    fn plus(self, other: Self) -> Self {
        Count {
            wanted: self.wanted + other.wanted,
            chosen: self.chosen + other.chosen,
            waiting: self.waiting + other.waiting,
        }
    }
}

/// The matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matrix(BTreeMap<Classes, Count>);

impl Matrix {
    /// From what is wanted, who has a place, and who waits.
    #[must_use]
    pub fn of<'a>(
        wanted: impl IntoIterator<Item = (Classes, u32)>,
        chosen: impl IntoIterator<Item = &'a Classes>,
        waiting: impl IntoIterator<Item = &'a Classes>,
    ) -> Self {
        let mut cells: BTreeMap<Classes, Count> = BTreeMap::new();
        for (classes, number) in wanted {
            cells.entry(classes).or_default().wanted += number;
        }
        for classes in chosen {
            cells.entry(classes.clone()).or_default().chosen += 1;
        }
        for classes in waiting {
            cells.entry(classes.clone()).or_default().waiting += 1;
        }
        Matrix(cells)
    }

    /// One cell.
    #[must_use]
    pub fn cell(&self, classes: &Classes) -> Count {
        self.0.get(classes).copied().unwrap_or_default()
    }

    /// The sum of the cells that `which` names: a margin, or all of them.
    #[must_use]
    pub fn sum(&self, which: impl Fn(&Classes) -> bool) -> Count {
        self.0.iter().filter(|(classes, _)| which(classes)).fold(Count::default(), |sum, (_, cell)| sum.plus(*cell))
    }

    /// Free places by cell.
    #[must_use]
    pub fn free(&self) -> BTreeMap<Classes, u32> {
        self.0.iter().map(|(classes, cell)| (classes.clone(), cell.free())).collect()
    }

    /// Every cell that is wanted, taken or waited for.
    pub fn cells(&self) -> impl Iterator<Item = (&Classes, &Count)> {
        self.0.iter()
    }
}

/// Shares places out by weight (largest remainder; of equal remainders the earlier row). The sum is `size`, unless no row has
/// any weight.
#[must_use]
pub fn share(size: u32, weights: &[(Classes, u64)]) -> Vec<(Classes, u32)> {
    let total: u128 = weights.iter().map(|(_, weight)| u128::from(*weight)).sum();
    if total == 0 {
        return weights.iter().map(|(classes, _)| (classes.clone(), 0)).collect();
    }
    let exact = |weight: u64| u128::from(size) * u128::from(weight);
    let mut shares: Vec<u32> =
        weights.iter().map(|(_, weight)| u32::try_from(exact(*weight) / total).unwrap_or(u32::MAX)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(exact(weights[*at].1) % total), *at));
    let left = size.saturating_sub(shares.iter().sum());
    for at in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        shares[at] += 1;
    }
    weights.iter().map(|(classes, _)| classes.clone()).zip(shares).collect()
}

/// Somebody in a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The number in the list.
    pub number: String,
    /// The cell.
    pub classes: Classes,
    /// What stands for the household, where it is known and only one of it may be chosen.
    pub home: Option<String>,
}

/// What a draw decides for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Has a place.
    Chosen,
    /// Next when one becomes free.
    Reserve,
    /// Another one of the household has a place.
    Household,
}

/// Gives places in the order of the lots: each to who falls into a cell that is not full. With `rest` the places that are
/// left then go on in the same order, whatever the cell. `homes` have a place already.
#[must_use]
pub fn fill(
    drawn: &[Entry],
    mut free: BTreeMap<Classes, u32>,
    (places, rest): (u32, bool),
    homes: &BTreeSet<String>,
) -> BTreeMap<String, Fate> {
    let mut homes = homes.clone();
    let mut left = places;
    let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
    for by_cell in [true, false] {
        if !by_cell && !rest {
            break;
        }
        for entry in drawn {
            let is_home = entry.home.as_ref().is_some_and(|home| homes.contains(home));
            let room = free.entry(entry.classes.clone()).or_default();
            if left == 0 || fates.contains_key(&entry.number) || is_home || (by_cell && *room == 0) {
                continue;
            }
            *room = room.saturating_sub(1);
            left -= 1;
            homes.extend(entry.home.clone());
            fates.insert(entry.number.clone(), Fate::Chosen);
        }
    }
    for entry in drawn {
        let is_home = entry.home.as_ref().is_some_and(|home| homes.contains(home));
        fates.entry(entry.number.clone()).or_insert(if is_home { Fate::Household } else { Fate::Reserve });
    }
    fates
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(age: &str, gender: &str) -> Classes {
        Classes { age_group: age.into(), gender: gender.into(), district: "ogawa".into() }
    }

    fn entry(number: &str, age: &str, home: Option<&str>) -> Entry {
        Entry { number: number.into(), classes: cell(age, "female"), home: home.map(str::to_owned) }
    }

    #[test]
    fn cells_and_margins_say_wanted_chosen_and_free() {
        let (young, old, man) = (cell("20s", "female"), cell("60s", "female"), cell("20s", "male"));
        let wanted = [(young.clone(), 2), (old.clone(), 1), (man.clone(), 1)];
        let matrix = Matrix::of(wanted, [&young, &old, &old], [&man, &young]);
        assert_eq!(matrix.cell(&young), Count { wanted: 2, chosen: 1, waiting: 1 });
        assert_eq!((matrix.cell(&young).free(), matrix.cell(&old).free(), matrix.cell(&old).beyond()), (1, 0, 1));
        assert_eq!(matrix.sum(|c| c.gender == "female"), Count { wanted: 3, chosen: 3, waiting: 1 });
        assert_eq!(matrix.sum(|_| true), Count { wanted: 4, chosen: 3, waiting: 2 });
    }

    #[test]
    fn a_draw_fills_cells_before_it_gives_the_rest() {
        let drawn = [
            entry("a", "20s", Some("1")),
            entry("b", "20s", None),
            entry("c", "60s", Some("1")),
            entry("d", "60s", None),
            entry("e", "60s", None),
        ];
        let free = BTreeMap::from([(cell("20s", "female"), 1), (cell("60s", "female"), 1)]);
        let of = |rest, places| fill(&drawn, free.clone(), (places, rest), &BTreeSet::new());
        let cells = of(false, 3);
        let chosen = |fates: &BTreeMap<String, Fate>| -> Vec<String> {
            fates.iter().filter(|(_, fate)| **fate == Fate::Chosen).map(|(number, _)| number.clone()).collect()
        };
        assert_eq!(chosen(&cells), ["a", "d"]);
        assert_eq!(cells["c"], Fate::Household);
        assert_eq!(cells["b"], Fate::Reserve);
        assert_eq!(chosen(&of(true, 3)), ["a", "b", "d"]);
        assert_eq!(chosen(&of(true, 1)), ["a"]);
        let taken = BTreeSet::from(["1".to_owned()]);
        assert_eq!(chosen(&fill(&drawn, free.clone(), (3, false), &taken)), ["b", "d"]);
    }

    proptest! {
        #[test]
        fn shares_add_up_and_are_at_most_one_from_exact(size in 0u32..500, weights in proptest::collection::vec(0u64..1000, 1..40)) {
            let rows: Vec<(Classes, u64)> =
                weights.iter().enumerate().map(|(at, weight)| (cell(&at.to_string(), "x"), *weight)).collect();
            let total: u64 = weights.iter().sum();
            let shares = share(size, &rows);
            let sum: u32 = shares.iter().map(|(_, share)| share).sum();
            prop_assert_eq!(sum, if total == 0 { 0 } else { size });
            for ((_, share), weight) in shares.iter().zip(&weights) {
                if total > 0 {
                    let exact = f64::from(size) * (*weight as f64) / (total as f64);
                    prop_assert!((f64::from(*share) - exact).abs() < 1.0 + 1e-9);
                    prop_assert!(*weight > 0 || *share == 0);
                }
            }
        }

        #[test]
        fn a_draw_gives_no_more_than_there_is_and_every_one_has_a_fate(
            ages in proptest::collection::vec(0u8..4, 0..40), places in 0u32..20, room in 0u32..5, rest: bool,
        ) {
            let drawn: Vec<Entry> = ages.iter().enumerate()
                .map(|(at, age)| entry(&format!("{at:03}"), &age.to_string(), Some(&(at / 2).to_string()))).collect();
            let free: BTreeMap<Classes, u32> = (0..4).map(|age: u8| (cell(&age.to_string(), "female"), room)).collect();
            let fates = fill(&drawn, free, (places, rest), &BTreeSet::new());
            prop_assert_eq!(fates.len(), drawn.len());
            let chosen: Vec<&Entry> = drawn.iter().filter(|one| fates[&one.number] == Fate::Chosen).collect();
            prop_assert!(chosen.len() <= places as usize);
            let homes: BTreeSet<_> = chosen.iter().map(|one| one.home.clone()).collect();
            prop_assert_eq!(homes.len(), chosen.len());
            if !rest {
                for age in 0..4u8 {
                    let own = chosen.iter().filter(|one| one.classes.age_group == age.to_string()).count();
                    prop_assert!(own <= room as usize);
                }
            }
        }
    }
}
