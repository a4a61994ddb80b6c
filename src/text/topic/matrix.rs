//! Rows of numbers of one width, beside each other in memory, with the few sums that the map needs.

use super::rows;

/// Sums run over so many lanes side by side, always the same ones: fast, and the same on every machine.
const LANES: usize = 16;

/// Rows of equal width; the width is a multiple of the lanes, what is beyond is 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Matrix {
    width: usize,
    numbers: Vec<f32>,
}

impl Matrix {
    /// `height` rows of zeros.
    pub(super) fn zeros(height: usize, width: usize) -> Self {
        let width = width.next_multiple_of(LANES);
        Self { width, numbers: vec![0.0; height * width] }
    }

    /// Makes each row on its own.
    pub(super) fn make(height: usize, width: usize, make: impl Fn(usize) -> Vec<f32> + Sync) -> Self {
        let mut matrix = Self::zeros(height, width);
        for (row, made) in matrix.numbers.chunks_mut(matrix.width.max(1)).zip(rows::each(height, make)) {
            row[..made.len()].copy_from_slice(&made);
        }
        matrix
    }

    pub(super) fn height(&self) -> usize {
        self.numbers.len().checked_div(self.width).unwrap_or(0)
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.numbers[row * self.width..(row + 1) * self.width]
    }

    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.numbers[row * self.width..(row + 1) * self.width]
    }

    /// The mean of some rows.
    pub(super) fn mean(&self, members: &[usize]) -> Vec<f32> {
        let mut mean = vec![0.0; self.width];
        for member in members {
            mean.iter_mut().zip(self.row(*member)).for_each(|(sum, number)| *sum += number);
        }
        mean.iter_mut().for_each(|sum| *sum /= members.len().max(1) as f32);
        mean
    }

    /// Makes the columns stand upright on each other and of length 1 (modified Gram–Schmidt); what is left of a column
    /// that says nothing new becomes 0.
    pub(super) fn stand_upright(&mut self) {
        let mut columns: Vec<Vec<f32>> =
            (0..self.width).map(|column| (0..self.height()).map(|row| self.row(row)[column]).collect()).collect();
        for column in 0..columns.len() {
            let (done, rest) = columns.split_at_mut(column);
            let own = &mut rest[0];
            let before = length(own);
            for other in done.iter() {
                let shared = dot(own, other);
                own.iter_mut().zip(other).for_each(|(number, other)| *number -= shared * other);
            }
            let left = length(own);
            let scale = if left > 1e-4 * before && left > f32::MIN_POSITIVE { 1.0 / left } else { 0.0 };
            own.iter_mut().for_each(|number| *number *= scale);
        }
        for row in 0..self.height() {
            self.row_mut(row).iter_mut().zip(&columns).for_each(|(number, column)| *number = column[row]);
        }
    }
}

/// The sum of products, lane by lane.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (left, right) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

/// The length of a row.
pub(super) fn length(row: &[f32]) -> f32 {
    dot(row, row).sqrt()
}

/// Makes a row's length 1, or leaves nothing of it.
pub(super) fn unit(row: &mut [f32], scale: f32) {
    let length = length(row);
    let by = if length > f32::MIN_POSITIVE { scale / length } else { 0.0 };
    row.iter_mut().for_each(|number| *number *= by);
}

/// How alike two directions are: the cosine.
pub(super) fn alike(a: &[f32], b: &[f32]) -> f32 {
    dot(a, b) / (length(a) * length(b)).max(f32::MIN_POSITIVE)
}
