//! Which voices stand nearest to each? Every pair is looked at, block by block.

use super::matrix::{Matrix, dot};
use super::rows;

/// Rows that are compared with all others at one go, so that they stay in the processor's cache.
const BLOCK: usize = 32;

/// The nearest others of a voice, nearest first, with how alike they are.
pub(super) type Near = Vec<(usize, f32)>;

/// How many neighbours tell enough.
pub(super) fn how_many(voices: usize) -> usize {
    match voices {
        0..=200 => 6,
        201..=1_000 => 8,
        _ => 12,
    }
}

/// The `k` nearest others of each row; of equals the first.
pub(super) fn nearest(places: &Matrix, k: usize) -> Vec<Near> {
    let n = places.height();
    let blocks = rows::each(n.div_ceil(BLOCK), |block| {
        let rows = block * BLOCK..n.min((block + 1) * BLOCK);
        let mut found: Vec<Near> = rows.clone().map(|_| Near::with_capacity(k + 1)).collect();
        for other in 0..n {
            let place = places.row(other);
            for (near, row) in found.iter_mut().zip(rows.clone()) {
                if row != other {
                    keep(near, k, other, dot(places.row(row), place));
                }
            }
        }
        found
    });
    blocks.into_iter().flatten().collect()
}

fn keep(near: &mut Near, k: usize, other: usize, alike: f32) {
    if near.len() == k && near.last().is_some_and(|(_, least)| alike <= *least) {
        return;
    }
    let at = near.partition_point(|(_, more)| *more >= alike);
    near.insert(at, (other, alike));
    near.truncate(k);
}
