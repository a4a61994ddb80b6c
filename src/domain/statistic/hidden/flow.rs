//! How large might a number be that is not shown? A table with sums is a flow: from everybody to the options, on to the groups,
//! and back. What is shown stands still; what is not shown may change along circles. A number can be raised by as much as
//! flows around the circles through it.

use std::collections::VecDeque;

use crate::anonymity::FEWEST;

/// A number of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// An option of everybody.
    Whole(usize),
    /// An option of a group.
    Cell(usize, usize),
    /// A group.
    Size(usize),
}

impl Edge {
    /// Stands in the row or the column of a cell.
    pub(super) const fn meets(self, row: usize, column: usize) -> bool {
        match self {
            Edge::Whole(at) => at == row,
            Edge::Cell(r, c) => r == row || c == column,
            Edge::Size(at) => at == column,
        }
    }
}

/// What may still change: `room[from][to]`. The number of all who answered is always shown, so the two ends are nodes of their own.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    rows: usize,
    room: Vec<Vec<u64>>,
    open: Vec<(Edge, u64)>,
}

impl Flow {
    /// A table of which everything is shown.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        let nodes = rows + columns + 2;
        Flow { rows, room: vec![vec![0; nodes]; nodes], open: Vec::new() }
    }

    /// A number that is not shown: it may grow, and shrink to nobody.
    pub(super) fn open(&mut self, edge: Edge, n: u64) {
        let (from, to) = self.ends(edge);
        // More than this is never asked.
        self.room[from][to] = FEWEST;
        self.room[to][from] = n.min(FEWEST);
        self.open.push((edge, n));
    }

    /// A number below five that what is shown gives away to be below five.
    pub(super) fn bare(&self) -> Option<Edge> {
        self.open.iter().map(|(edge, _)| *edge).find(|edge| self.is_bare(*edge))
    }

    /// This number is below five, and what is shown gives it away.
    pub(super) fn is_bare(&self, edge: Edge) -> bool {
        let n = self.open.iter().find(|(open, _)| *open == edge).map_or(0, |(_, n)| *n);
        n < FEWEST && self.raised(edge, FEWEST - n) < FEWEST - n
    }

    fn ends(&self, edge: Edge) -> (usize, usize) {
        let (source, columns) = (0, 2 + self.rows);
        match edge {
            Edge::Whole(row) => (source, 2 + row),
            Edge::Cell(row, column) => (2 + row, columns + column),
            Edge::Size(column) => (columns + column, 1),
        }
    }

    /// By how much a number can be raised, as far as it is asked.
    fn raised(&self, edge: Edge, asked: u64) -> u64 {
        let (from, to) = self.ends(edge);
        let mut room = self.room.clone();
        (room[from][to], room[to][from]) = (0, 0);
        let mut raised = 0;
        while raised < asked {
            let Some(path) = path(&room, to, from) else { break };
            let steps: Vec<(usize, usize)> = path.windows(2).map(|step| (step[0], step[1])).collect();
            let by = steps.iter().map(|(a, b)| room[*a][*b]).min().unwrap_or(0).min(asked - raised);
            for (a, b) in steps {
                room[a][b] -= by;
                room[b][a] += by;
            }
            raised += by;
        }
        raised
    }
}

/// A shortest way with room on each step.
fn path(room: &[Vec<u64>], from: usize, to: usize) -> Option<Vec<usize>> {
    let mut before: Vec<Option<usize>> = vec![None; room.len()];
    let mut next = VecDeque::from([from]);
    while let Some(node) = next.pop_front() {
        if node == to {
            let mut way = vec![to];
            while let Some(node) = way.last().filter(|node| **node != from).and_then(|node| before[*node]) {
                way.push(node);
            }
            way.reverse();
            return Some(way);
        }
        for (other, room) in room[node].iter().enumerate() {
            if *room > 0 && other != from && before[other].is_none() {
                before[other] = Some(node);
                next.push_back(other);
            }
        }
    }
    None
}
