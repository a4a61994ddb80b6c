//! Do groups answer differently, or may it be chance? Pearson's chi-square test of independence, without Yates' correction.
//!
//! It counts people, never weights: weighted counts do not have its distribution.

use super::gamma;

/// Cells in which fewer people were to be expected make the test unsure (Cochran 1954).
const FEW_EXPECTED: f64 = 5.0;

/// What the test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    /// Σ (seen − expected)² / expected.
    pub statistic: f64,
    /// (rows − 1) (columns − 1) of those that anybody is in.
    pub degrees: u64,
    /// How often chance alone would make a table at least so uneven.
    pub p: f64,
    /// The smallest number of people that was to be expected in a cell.
    pub least_expected: f64,
    /// Cells in which fewer than five were to be expected, of how many.
    pub small_cells: (u64, u64),
}

impl ChiSquare {
    /// The warning for small cells: the chance is not to be relied on.
    #[must_use]
    pub const fn is_unsure(&self) -> bool {
        self.small_cells.0 > 0
    }
}

/// Tests a table of people (rows by columns, each person in one cell). Rows and columns without people do not count. `None`
/// when fewer than two of either are left: then there is nothing to compare.
#[must_use]
pub fn test(table: &[Vec<u64>]) -> Option<ChiSquare> {
    let sum = |numbers: &[u64]| numbers.iter().sum::<u64>();
    let rows: Vec<(&Vec<u64>, f64)> =
        table.iter().filter(|row| sum(row) > 0).map(|row| (row, sum(row) as f64)).collect();
    let width = rows.iter().map(|(row, _)| row.len()).max()?;
    let at = |row: &[u64], place: usize| row.get(place).copied().unwrap_or(0);
    let column = |place: usize| rows.iter().map(|(row, _)| at(row, place)).sum::<u64>();
    let columns: Vec<(usize, f64)> =
        (0..width).map(|place| (place, column(place))).filter(|c| c.1 > 0).map(|c| (c.0, c.1 as f64)).collect();
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let all: f64 = rows.iter().map(|row| row.1).sum();
    let cells = rows.iter().flat_map(|(row, in_row)| {
        columns.iter().map(move |(place, in_column)| (at(row, *place) as f64, in_row * in_column / all))
    });
    let mut found = ChiSquare {
        statistic: 0.0,
        degrees: ((rows.len() - 1) * (columns.len() - 1)) as u64,
        p: 1.0,
        least_expected: f64::INFINITY,
        small_cells: (0, (rows.len() * columns.len()) as u64),
    };
    for (seen, expected) in cells {
        found.statistic += (seen - expected).powi(2) / expected;
        found.least_expected = found.least_expected.min(expected);
        found.small_cells.0 += u64::from(expected < FEW_EXPECTED);
    }
    found.p = gamma::upper(found.degrees as f64 / 2.0, found.statistic / 2.0);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_table_comes_out() {
        // Pearson by hand: expected 15, 15, 25, 25; 25/15·2 + 25/25·2 = 5.333…
        let found = test(&[vec![10, 20], vec![30, 20]]).unwrap();
        assert!((found.statistic - 16.0 / 3.0).abs() < 1e-12);
        assert_eq!((found.degrees, found.small_cells, found.is_unsure()), (1, (0, 4), false));
        assert!((found.p - 0.020_921_335_337_794_03).abs() < 1e-12);
    }

    #[test]
    fn empty_rows_and_columns_do_not_count_and_small_cells_are_named() {
        let full = test(&[vec![3, 4], vec![9, 2]]).unwrap();
        let with_empty = test(&[vec![3, 0, 4], vec![0, 0, 0], vec![9, 0, 2]]).unwrap();
        assert_eq!(full, with_empty);
        assert_eq!((full.small_cells, full.is_unsure()), ((3, 4), true));
        assert!((full.least_expected - 7.0 * 6.0 / 18.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_compared_is_not_tested() {
        for table in [vec![], vec![vec![5, 5]], vec![vec![5, 0], vec![7, 0]], vec![vec![0, 0], vec![0, 0]]] {
            assert_eq!(test(&table), None, "{table:?}");
        }
    }

    #[test]
    fn equal_shares_are_no_difference() {
        let found = test(&[vec![10, 30], vec![20, 60]]).unwrap();
        assert!(found.statistic.abs() < 1e-12 && (found.p - 1.0).abs() < 1e-12);
    }
}
