//! Which numbers of a table may leave the house? None below five, nobody counted included, and none from which such a
//! number could be reckoned back (complementary suppression).
//!
//! A table hangs together by its sums. The numbers that are kept back are chosen so that, from all that is shown, each small one
//! might as well be five or more. That is a question of flows through the table ([`flow`]); what else is kept back is the
//! smallest number that helps.
//!
//! Of several answers a person every option is a table of its own: who chose it and who did not. Since it is shown how many
//! answered, one tells the other; where either is below five, neither is shown. The options hang together by one sum only: how
//! many were ticked in all, which the second percentage of each of them tells. Options of a ranking hang together by their places
//! ([`hide_ranking`]), and a question that some are led past with the one that decided it ([`withheld`]).

mod flow;
mod ranking;
mod routed;
#[cfg(test)]
mod tests;

use super::tally::{Group, Tally};
use crate::anonymity::FEWEST;
use flow::{Edge, Flow};
pub use ranking::hide_ranking;
pub use routed::{Withheld, withheld};

/// Counts of one question along a banner whose groups do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Of everybody, an option.
    pub whole: Vec<u64>,
    /// Everybody who answered.
    pub n: u64,
    /// Who answered, a group.
    pub groups: Vec<u64>,
    /// Options by groups.
    pub cells: Vec<Vec<u64>>,
    /// One answer a person, so that options sum up to who answered.
    pub is_single: bool,
}

/// What must not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Everything: fewer than five answered.
    pub all: bool,
    /// Of everybody, an option.
    pub whole: Vec<bool>,
    /// Groups as a whole: their size and all that is in them.
    pub groups: Vec<bool>,
    /// Options by groups.
    pub cells: Vec<Vec<bool>>,
}

impl Counts {
    /// Counts as they were tallied.
    #[must_use]
    pub fn of(whole: &Group, split: &Tally, is_single: bool) -> Self {
        Counts {
            whole: whole.counts.clone(),
            n: whole.answered,
            groups: split.groups.iter().map(|group| group.answered).collect(),
            cells: split.table(),
            is_single,
        }
    }

    /// People who said nothing of what splits the table, a row and in all: nobody shows them, but everybody can reckon them.
    fn with_rest(&self) -> (Vec<Vec<u64>>, Vec<u64>) {
        let rest = |whole: u64, parts: &[u64]| whole.saturating_sub(parts.iter().sum());
        let size = rest(self.n, &self.groups);
        if size == 0 {
            return (self.cells.clone(), self.groups.clone());
        }
        let wider = |(row, whole): (&Vec<u64>, &u64)| [row.as_slice(), &[rest(*whole, row)]].concat();
        (self.cells.iter().zip(&self.whole).map(wider).collect(), [self.groups.as_slice(), &[size]].concat())
    }
}

impl Hidden {
    /// Nothing may be shown.
    #[must_use]
    pub fn everything(of: &Counts) -> Self {
        let row = vec![true; of.groups.len()];
        Hidden { all: true, whole: vec![true; of.whole.len()], groups: row.clone(), cells: vec![row; of.whole.len()] }
    }
}

/// What must not be shown of one question's counts. `groups`: those that are kept back in the whole survey already
/// ([`small_groups`]), so that questions do not betray each other.
#[must_use]
pub fn hide(counts: &Counts, groups: &[bool]) -> Hidden {
    let width = counts.groups.len();
    if counts.n < FEWEST {
        return Hidden::everything(counts);
    }
    let whole = if counts.is_single { line(&counts.whole, &[]) } else { ticked(&counts.whole, counts.n) };
    if width == 0 {
        return Hidden { all: false, cells: vec![vec![]; whole.len()], groups: vec![], whole };
    }
    let (cells, sizes) = counts.with_rest();
    let mut kept: Vec<bool> = groups.to_vec();
    kept.resize(width, false);
    // The rest is never shown.
    kept.resize(sizes.len(), true);
    let kept = line(&sizes, &kept);
    let mut hidden = cells
        .iter()
        .map(|row| row.iter().zip(&kept).map(|(n, kept)| *kept || *n < FEWEST).collect())
        .collect::<Vec<Vec<bool>>>();
    if counts.is_single {
        protect(
            &Sums { cells: &cells, whole: &counts.whole, sizes: &sizes, whole_hidden: &whole, sizes_hidden: &kept },
            &mut hidden,
        );
    } else {
        for ((row, hidden), whole) in cells.iter().zip(&mut hidden).zip(&whole) {
            // The groups of an option would sum up to what is kept back of everybody.
            *hidden = if *whole { vec![true; row.len()] } else { chosen_or_not(row, &sizes, hidden) };
        }
    }
    let first = |row: &Vec<bool>| row[..width].to_vec();
    Hidden { all: false, whole, groups: first(&kept), cells: hidden.iter().map(first).collect() }
}

/// True when the number of people who chose some options tells of few: they, or the others, are fewer than five, or numbers that
/// are kept back where the options stand one by one could be reckoned from it. `chosen` of `n` people who answered.
#[must_use]
pub fn sum_tells(counts: &[u64], options: &[usize], (chosen, n): (u64, u64), is_single: bool) -> bool {
    if chosen < FEWEST || n.saturating_sub(chosen) < FEWEST {
        return true;
    }
    if !is_single {
        // Who ticked several is in several numbers: one that is kept back could be bounded by the others.
        let hidden = ticked(counts, n);
        return options.iter().any(|option| is(&hidden, *option));
    }
    let hidden = line(counts, &[]);
    [true, false].into_iter().any(|inside| {
        let kept = (0..counts.len()).filter(|at| hidden[*at] && options.contains(at) == inside);
        let mut kept = kept.map(|at| counts[at]).peekable();
        kept.peek().is_some() && kept.sum::<u64>() < FEWEST
    })
}

/// Groups of the whole survey that are too small to be shown, and those that go with them.
#[must_use]
pub fn small_groups(sizes: &[u64], everybody: u64) -> Vec<bool> {
    let rest = everybody.saturating_sub(sizes.iter().sum());
    let (mut all, mut kept) = (sizes.to_vec(), vec![false; sizes.len()]);
    if rest > 0 {
        all.push(rest);
        kept.push(true);
    }
    let mut kept = line(&all, &kept);
    kept.truncate(sizes.len());
    kept
}

/// True also for what is not in the list: nothing is shown that nobody judged.
fn is(hidden: &[bool], place: usize) -> bool {
    hidden.get(place).copied().unwrap_or(true)
}

/// Options of everybody, of which a person could tick several. How many were ticked in all is known from the second percentage,
/// so that those who chose any of what is kept back are known together, and with them those who did not.
fn ticked(chose: &[u64], answered: u64) -> Vec<bool> {
    let few: Vec<bool> = chose.iter().map(|chose| *chose < FEWEST || others(answered, *chose) < FEWEST).collect();
    chosen_or_not(chose, &vec![answered; chose.len()], &few)
}

/// Those who answered and did not choose an option.
const fn others(answered: u64, chose: u64) -> u64 {
    answered.saturating_sub(chose)
}

/// One option among several, a group: both who chose it and who did not are numbers whose sums are shown.
fn chosen_or_not(chose: &[u64], sizes: &[u64], kept: &[bool]) -> Vec<bool> {
    let did_not: Vec<u64> = sizes.iter().zip(chose).map(|(size, chose)| others(*size, *chose)).collect();
    let mut hidden = kept.to_vec();
    loop {
        let wider = line(&did_not, &line(chose, &hidden));
        if wider == hidden {
            return hidden;
        }
        hidden = wider;
    }
}

/// Numbers whose sum is shown: those below five, those that are `kept` already, and as many of the smallest others as it takes
/// for all that is kept back to be five or more together.
fn line(numbers: &[u64], kept: &[bool]) -> Vec<bool> {
    let mut hidden: Vec<bool> =
        numbers.iter().enumerate().map(|(at, n)| *n < FEWEST || kept.get(at).copied().unwrap_or(false)).collect();
    let is_any = hidden.contains(&true);
    let together =
        |hidden: &[bool]| numbers.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(n, _)| n).sum::<u64>();
    while is_any && together(&hidden) < FEWEST {
        let shown = (0..numbers.len()).filter(|at| !hidden[*at]);
        let Some(smallest) = shown.min_by_key(|at| numbers[*at]) else { break };
        hidden[smallest] = true;
    }
    hidden
}

/// A table with its sums, and which of the sums are shown.
struct Sums<'a> {
    cells: &'a [Vec<u64>],
    whole: &'a [u64],
    sizes: &'a [u64],
    whole_hidden: &'a [bool],
    sizes_hidden: &'a [bool],
}

impl Sums<'_> {
    fn flow(&self, hidden: &[Vec<bool>]) -> Flow {
        let mut flow = Flow::new(self.whole.len(), self.sizes.len());
        let inner = |row: usize, column: usize| (Edge::Cell(row, column), self.cells[row][column], hidden[row][column]);
        let rows = (0..self.whole.len()).map(|row| (Edge::Whole(row), self.whole[row], self.whole_hidden[row]));
        let columns = (0..self.sizes.len()).map(|at| (Edge::Size(at), self.sizes[at], self.sizes_hidden[at]));
        let cells = (0..self.whole.len()).flat_map(|row| (0..self.sizes.len()).map(move |column| inner(row, column)));
        for (edge, n, _) in rows.chain(columns).chain(cells).filter(|(_, _, hidden)| *hidden) {
            flow.open(edge, n);
        }
        flow
    }
}

/// Keeps further cells back until every small number might be five or more.
fn protect(sums: &Sums<'_>, hidden: &mut [Vec<bool>]) {
    loop {
        let flow = sums.flow(hidden);
        let Some(bare) = flow.bare() else { return };
        let mut shown: Vec<(usize, usize)> = (0..hidden.len())
            .flat_map(|row| (0..hidden[row].len()).map(move |column| (row, column)))
            .filter(|(row, column)| !hidden[*row][*column])
            .collect();
        // The smallest of its own row or column first, then of any other.
        shown.sort_by_key(|(row, column)| (!bare.meets(*row, *column), sums.cells[*row][*column]));
        let Some(first) = shown.first().copied() else { return };
        let helps = |(row, column): &(usize, usize)| {
            hidden[*row][*column] = true;
            let helps = !sums.flow(hidden).is_bare(bare);
            hidden[*row][*column] = false;
            helps
        };
        let (row, column) = shown.iter().copied().find(helps).unwrap_or(first);
        hidden[row][column] = true;
    }
}
