//! Which numbers of a ranking may leave the house? Its options are no tables of their own: whoever ranks gives each place once, so
//! that a place of one option follows from the same place of all others. Options and places are one table with sums.

use super::{Counts, FEWEST, Hidden, hide, is};

impl Counts {
    /// No group is small, none holds few of a place, and nobody is in none.
    fn is_told_whole(&self) -> bool {
        let (cells, sizes) = self.with_rest();
        sizes.len() == self.groups.len() && cells.iter().flatten().chain(&sizes).all(|n| *n >= FEWEST)
    }
}

/// What must not be shown of each option of a ranking, counted by places. By groups everything is shown or nothing: places, options
/// and groups hang together in three ways, and any number that is kept back could follow from another table. `groups`: as in
/// [`hide`].
#[must_use]
pub fn hide_ranking(options: &[Counts], groups: &[bool]) -> Vec<Hidden> {
    let places = options.iter().map(|option| option.whole.len()).max().unwrap_or(0);
    let of_place = |place: usize| -> u64 { options.iter().filter_map(|option| option.whole.get(place)).sum() };
    let whole: Vec<u64> = options.iter().map(|option| option.whole.iter().sum()).collect();
    let together = Counts {
        n: whole.iter().sum(),
        whole,
        groups: (0..places).map(of_place).collect(),
        cells: options.iter().map(|option| option.whole.clone()).collect(),
        is_single: true,
    };
    let hidden = hide(&together, &[]);
    let is_split = !groups.contains(&true) && options.iter().all(Counts::is_told_whole);
    let one = |(at, option): (usize, &Counts)| {
        let own = hide(option, groups);
        if own.all || is(&hidden.whole, at) {
            return Hidden::everything(option);
        }
        let in_all = |place: usize| hidden.cells.get(at).is_none_or(|places| is(places, place));
        let whole = own.whole.iter().enumerate().map(|(place, kept)| *kept || in_all(place)).collect();
        if is_split {
            return Hidden { whole, ..own };
        }
        Hidden { all: false, whole, ..Hidden::everything(option) }
    };
    options.iter().enumerate().map(one).collect()
}
