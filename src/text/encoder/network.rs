//! What do the pieces of a text say together? Every piece has a vector; three branches look at each with its neighbours
//! (two, three and five pieces wide); of what all places say the average and the most are taken. Google's `universal-sentence-encoder-multilingual`,
//! version 3, up to its average (the most is our own addition); what follows there was made for other tasks and is not needed.

use super::dense::Table;

/// The length of a piece's vector.
pub(super) const PIECE: usize = 512;
/// The width of a branch.
pub(super) const BRANCH: usize = 256;
/// For each branch how many pieces it sees, and how many of them stand before its own.
pub(super) const BRANCHES: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// The length of what is said of a place.
pub(crate) const PLACE: usize = PIECE + BRANCHES.len() * BRANCH;
/// The length of what is said of a text: first the average of all places, then the most that one of them says.
pub(crate) const SAID: usize = 2 * PLACE;
/// Keeps a row of equal numbers from being divided by nothing.
const LEAST: f32 = 1e-12;

/// One branch: the way in, and twice a look at the neighbours.
#[derive(Debug, Default)]
pub(super) struct Branch {
    pub(super) way_in: Layer,
    pub(super) looks: [Look; 2],
}

/// Weights and what is added.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) table: Table,
    pub(super) bias: Vec<f32>,
}

/// A look at the neighbours: a table for each of them.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) tables: Vec<Table>,
    pub(super) bias: Vec<f32>,
}

/// Makes a row's mean nothing and its spread one, then stretches and moves it.
#[derive(Debug, Default)]
pub(super) struct Norm {
    pub(super) stretch: Vec<f32>,
    pub(super) shift: Vec<f32>,
}

/// The network.
#[derive(Debug, Default)]
pub(super) struct Network {
    pub(super) branches: Vec<Branch>,
    /// Of what comes in at all branches together.
    pub(super) norm_in: Norm,
    /// Of what is said of a place.
    pub(super) norm: Norm,
}

impl Network {
    /// What a text says, from the vectors of its pieces one after the other.
    pub(super) fn say(&self, pieces: &[f32]) -> Vec<f32> {
        let count = pieces.len() / PIECE;
        let come_in = self.come_in(pieces);
        let branches = self.branches.iter().zip(BRANCHES).zip(come_in);
        let seen: Vec<Vec<f32>> = branches.map(|((branch, shape), rows)| branch.see(rows, shape)).collect();
        let mut said = vec![0.0; PLACE];
        let mut most = vec![f32::MIN; PLACE];
        let mut row = Vec::with_capacity(PLACE);
        for place in 0..count {
            row.clear();
            row.extend_from_slice(&pieces[place * PIECE..(place + 1) * PIECE]);
            seen.iter().for_each(|seen| row.extend_from_slice(&seen[place * BRANCH..(place + 1) * BRANCH]));
            self.norm.apply(&mut row);
            for ((sum, most), here) in said.iter_mut().zip(&mut most).zip(&row) {
                *sum += here;
                *most = most.max(*here);
            }
        }
        said.iter_mut().for_each(|sum| *sum /= count.max(1) as f32);
        said.extend(most);
        said
    }

    /// What comes in at each branch; its norm is that of all branches together.
    fn come_in(&self, pieces: &[f32]) -> Vec<Vec<f32>> {
        let count = pieces.len() / PIECE;
        let mut come_in: Vec<Vec<f32>> = self.branches.iter().map(|b| b.way_in.bias.repeat(count)).collect();
        for (branch, rows) in self.branches.iter().zip(&mut come_in) {
            branch.way_in.table.add(pieces, rows);
        }
        for place in (0..count).map(|place| place * BRANCH..(place + 1) * BRANCH) {
            let mut row: Vec<f32> = come_in.iter().flat_map(|rows| &rows[place.clone()]).copied().collect();
            self.norm_in.apply(&mut row);
            for (rows, part) in come_in.iter_mut().zip(row.chunks_exact(BRANCH)) {
                rows[place.clone()].copy_from_slice(part);
            }
        }
        come_in
    }
}

impl Branch {
    fn see(&self, mut rows: Vec<f32>, (width, before): (usize, usize)) -> Vec<f32> {
        for look in &self.looks {
            rows = look.over(&rows, width, before);
        }
        rows
    }
}

impl Look {
    /// Each row with what it sees of itself and its neighbours; beyond the ends there is nothing.
    fn over(&self, rows: &[f32], width: usize, before: usize) -> Vec<f32> {
        let count = rows.len() / BRANCH;
        let mut seen = self.bias.repeat(count);
        for (table, neighbour) in self.tables.iter().zip(0..width) {
            let (from, to) = (neighbour.saturating_sub(before), before.saturating_sub(neighbour));
            let both = count.saturating_sub(from + to);
            table.add(&rows[from * BRANCH..(from + both) * BRANCH], &mut seen[to * BRANCH..(to + both) * BRANCH]);
        }
        seen.iter_mut().zip(rows).for_each(|(seen, own)| *seen = seen.max(0.0) + own);
        seen
    }
}

impl Norm {
    fn apply(&self, row: &mut [f32]) {
        let all = row.len() as f32;
        let mean = row.iter().sum::<f32>() / all;
        row.iter_mut().for_each(|x| *x -= mean);
        let spread = (row.iter().map(|x| x * x).sum::<f32>() / all + LEAST).sqrt();
        for (x, (stretch, shift)) in row.iter_mut().zip(self.stretch.iter().zip(&self.shift)) {
            *x = *x / spread * stretch + shift;
        }
    }
}
