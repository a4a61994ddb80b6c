//! Nobody can reckon back what is not shown: asked of other ways than the one that chose it.

use proptest::prelude::*;

use super::*;

fn counts(cells: &[Vec<u64>], rest: &[u64]) -> Counts {
    let whole: Vec<u64> =
        cells.iter().enumerate().map(|(row, cells)| cells.iter().sum::<u64>() + rest.get(row).unwrap_or(&0)).collect();
    let width = cells.first().map_or(0, Vec::len);
    Counts {
        n: whole.iter().sum(),
        whole,
        groups: (0..width).map(|column| cells.iter().map(|row| row[column]).sum()).collect(),
        cells: cells.to_vec(),
        is_single: true,
    }
}

#[test]
fn a_small_cell_takes_others_with_it_so_that_no_sum_gives_it_away() {
    let hidden = hide(&counts(&[vec![20, 3, 30], vec![40, 25, 9], vec![31, 32, 33]], &[]), &[]);
    assert_eq!(
        (hidden.all, hidden.whole.as_slice(), hidden.groups.as_slice()),
        (false, [false; 3].as_slice(), [false; 3].as_slice())
    );
    // One more in its row, and the two below them.
    assert_eq!(hidden.cells, [[true, true, false], [true, true, false], [false, false, false]].map(Vec::from).to_vec());
}

#[test]
fn a_table_without_small_numbers_is_shown_whole() {
    let hidden = hide(&counts(&[vec![20, 5], vec![40, 25]], &[]), &[]);
    assert!(
        !hidden.all && hidden.cells.iter().flatten().chain(&hidden.whole).chain(&hidden.groups).all(|hidden| !hidden)
    );
}

#[test]
fn few_answers_are_not_shown_at_all_and_a_small_group_takes_another_with_it() {
    assert!(hide(&counts(&[vec![2, 1], vec![1, 0]], &[]), &[]).all);
    let hidden = hide(&counts(&[vec![20, 2, 10], vec![40, 1, 9]], &[]), &[]);
    assert_eq!(hidden.groups, [false, true, true]);
    assert_eq!(small_groups(&[20, 3, 9], 32), [false, true, true]);
    assert_eq!(small_groups(&[20, 9], 31), [false, true]);
    assert_eq!(small_groups(&[20, 9], 40), [false, false]);
}

#[test]
fn without_groups_only_the_options_are_judged() {
    let plain = Counts { whole: vec![30, 3, 8], n: 41, groups: vec![], cells: vec![], is_single: true };
    let hidden = hide(&plain, &[]);
    assert_eq!((hidden.all, hidden.whole, hidden.groups.len()), (false, vec![false, true, true], 0));
}

#[test]
fn of_several_answers_what_was_ticked_in_all_gives_no_option_away() {
    let whole = |whole: &[u64]| {
        let several = Counts { whole: whole.to_vec(), n: 41, groups: vec![], cells: vec![], is_single: false };
        hide(&several, &[]).whole
    };
    // 41 ticks less 30 less 8 would tell the 3: the next larger goes with it.
    assert_eq!(whole(&[30, 3, 8]), [false, true, true]);
    // Two small ones that are five together need nobody else.
    assert_eq!(whole(&[30, 3, 8, 2]), [false, true, false, true]);
    // All but three chose the first: how many did not is known in the same way.
    assert_eq!(whole(&[38, 20, 8]), [true, true, false]);
    assert_eq!(whole(&[38, 20, 3]), [true, false, true]);
    assert_eq!(whole(&[20, 12, 9]), [false, false, false]);
}

#[test]
fn the_groups_of_an_option_that_is_kept_back_are_kept_back_with_it() {
    let counts = Counts {
        whole: vec![30, 3, 16],
        n: 41,
        groups: vec![21, 20],
        cells: vec![vec![16, 14], vec![2, 1], vec![8, 8]],
        is_single: false,
    };
    let hidden = hide(&counts, &[]);
    assert_eq!(hidden.whole, [false, true, true]);
    assert_eq!(hidden.cells, [[false, false], [true, true], [true, true]].map(Vec::from).to_vec());
}

/// One option that `chose` so many of each group of these sizes, and others that do not matter here.
fn option(chose: &[u64], sizes: &[u64]) -> Counts {
    Counts {
        whole: vec![chose.iter().sum()],
        n: sizes.iter().sum(),
        groups: sizes.to_vec(),
        cells: vec![chose.to_vec()],
        is_single: false,
    }
}

#[test]
fn of_several_answers_who_did_not_choose_is_a_number_like_who_did() {
    // Who chose it of whom, whether the whole is kept back, and which groups are.
    type Case<'a> = (&'a [u64], &'a [u64], bool, &'a [bool]);
    let table: [Case<'_>; 9] = [
        (&[10, 20], &[20, 40], false, &[false, false]),
        (&[11, 1], &[20, 20], false, &[true, true]),
        (&[2, 1], &[20, 20], true, &[true, true]),
        // Three of the second group did not choose it: with its size shown, nineteen would tell.
        (&[10, 19, 12], &[20, 22, 30], false, &[true, true, false]),
        (&[10, 12, 19], &[20, 24, 22], false, &[true, false, true]),
        // All of a group chose it.
        (&[20, 8], &[20, 20], false, &[true, true]),
        // All but three in the whole chose it.
        (&[19, 18], &[20, 20], true, &[true, true]),
        // Everybody chose it.
        (&[20, 20], &[20, 20], true, &[true, true]),
        // Two small complements are six together: nothing else goes with them, but who chose it is enough.
        (&[17, 17, 10], &[20, 20, 20], false, &[true, true, false]),
    ];
    for (chose, sizes, whole, groups) in table {
        let hidden = hide(&option(chose, sizes), &[]);
        assert_eq!((hidden.whole, hidden.cells), (vec![whole], vec![groups.to_vec()]), "{chose:?} of {sizes:?}");
        assert!(!hidden.groups.contains(&true), "sizes stay: {sizes:?}");
    }
    // Without groups only the whole is judged.
    let plain =
        |whole: &[u64]| Counts { whole: whole.to_vec(), n: 40, groups: vec![], cells: vec![], is_single: false };
    assert_eq!(hide(&plain(&[30, 12, 3, 36, 40, 35]), &[]).whole, [false, false, true, true, true, false]);
}

/// The options of a ranking by places, without groups.
fn ranked(cells: &[Vec<u64>]) -> Vec<Counts> {
    let option = |places: &Vec<u64>| Counts { whole: places.clone(), n: places.iter().sum(), ..counts(&[], &[]) };
    cells.iter().map(option).collect()
}

#[test]
fn a_place_of_one_option_does_not_follow_from_the_same_place_of_the_others() {
    // 41 people ranked three things; three of them put the second one first.
    let hidden = hide_ranking(&ranked(&[vec![30, 6, 5], vec![3, 20, 18], vec![8, 15, 18]]), &[]);
    let whole: Vec<Vec<bool>> = hidden.iter().map(|option| option.whole.clone()).collect();
    let kept = |place: usize| whole.iter().filter(|option| option[place]).count();
    assert!(whole[1][0] && kept(0) > 1, "41 less 30 less 8 would tell it: {whole:?}");
    assert!(whole[1].iter().filter(|kept| **kept).count() > 1, "so would the places of the option: {whole:?}");
    assert!(hidden.iter().all(|option| !option.all));
    // Nobody is few: all of it is shown.
    let hidden = hide_ranking(&ranked(&[vec![20, 21], vec![21, 20]]), &[]);
    assert!(hidden.iter().all(|option| !option.all && !option.whole.contains(&true)));
    // An option that few ranked is not shown at all, nor is the next one.
    let hidden = hide_ranking(&ranked(&[vec![3, 1], vec![20, 21], vec![30, 31]]), &[]);
    assert_eq!(hidden.iter().map(|option| option.all).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn a_ranking_is_split_by_groups_only_where_nobody_is_few_in_any_of_its_tables() {
    let option = |cells: &[Vec<u64>]| Counts { is_single: true, ..counts(cells, &[]) };
    let even = [option(&[vec![20, 10], vec![10, 20]]), option(&[vec![10, 20], vec![20, 10]])];
    let shown = |options: &[Counts], small: &[bool]| {
        let hidden = hide_ranking(options, small);
        let cells = hidden.iter().flat_map(|option| option.cells.iter().flatten().chain(&option.groups));
        cells.filter(|hidden| !**hidden).count()
    };
    assert_eq!(shown(&even, &[false, false]), 12);
    assert_eq!(shown(&even, &[true, true]), 0);
    // Three of a group put the first one second: of no option is it told by groups.
    let few = [option(&[vec![20, 27], vec![10, 3]]), option(&[vec![10, 3], vec![20, 27]])];
    assert_eq!(shown(&few, &[false, false]), 0);
    assert!(hide_ranking(&few, &[false, false]).iter().all(|option| !option.whole.contains(&true)));
}

/// All numbers of a table with a rest: rows of cells, the last row the sizes, the last column everybody.
fn whole_table(cells: &[Vec<u64>], counts: &Counts) -> Vec<Vec<u64>> {
    let mut rows: Vec<Vec<u64>> =
        cells.iter().zip(&counts.whole).map(|(row, n)| [row.as_slice(), &[*n]].concat()).collect();
    let last: Vec<u64> = (0..rows[0].len()).map(|column| rows.iter().map(|row| row[column]).sum()).collect();
    rows.push(last);
    rows
}

fn whole_hidden(hidden: &Hidden, has_rest: bool) -> Vec<Vec<bool>> {
    let rest = |at: bool| if has_rest { vec![at] } else { vec![] };
    let mut rows: Vec<Vec<bool>> = hidden
        .cells
        .iter()
        .zip(&hidden.whole)
        .map(|(row, whole)| [row.as_slice(), &rest(true), &[*whole]].concat())
        .collect();
    rows.push([hidden.groups.as_slice(), &rest(true), &[false]].concat());
    rows
}

/// The numbers that are not shown and that the sums determine: those with a unit row in the reduced system of all sums.
fn determined(hidden: &[Vec<bool>]) -> Vec<(usize, usize)> {
    let (height, width) = (hidden.len(), hidden[0].len());
    let unknown: Vec<(usize, usize)> =
        (0..height).flat_map(|r| (0..width).map(move |c| (r, c))).filter(|(r, c)| hidden[*r][*c]).collect();
    let sign = |last: bool| if last { -1.0 } else { 1.0 };
    let row =
        |r: usize| unknown.iter().map(|u| if u.0 == r { sign(u.1 + 1 == width) } else { 0.0 }).collect::<Vec<f64>>();
    let column =
        |c: usize| unknown.iter().map(|u| if u.1 == c { sign(u.0 + 1 == height) } else { 0.0 }).collect::<Vec<f64>>();
    let mut system: Vec<Vec<f64>> = (0..height).map(row).chain((0..width).map(column)).collect();
    let mut done = 0;
    for at in 0..unknown.len() {
        let Some(pivot) = (done..system.len()).find(|r| system[*r][at].abs() > 1e-9) else { continue };
        system.swap(done, pivot);
        let by = system[done][at];
        system[done].iter_mut().for_each(|x| *x /= by);
        let pivot = system[done].clone();
        for (r, line) in system.iter_mut().enumerate() {
            let factor = line[at];
            if r != done && factor != 0.0 {
                line.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
            }
        }
        done += 1;
    }
    let units = system.iter().filter(|line| line.iter().filter(|x| x.abs() > 1e-9).count() == 1);
    units.filter_map(|line| line.iter().position(|x| x.abs() > 1e-9)).map(|at| unknown[at]).collect()
}

/// The largest value that each cell has in any table of whole numbers that agrees with all that is shown.
fn largest(table: &[Vec<u64>], hidden: &[Vec<bool>]) -> Vec<Vec<u64>> {
    let (height, width) = (table.len() - 1, table[0].len() - 1);
    let mut most = vec![vec![0; width]; height];
    let mut cells = vec![vec![0; width]; height];
    search(table, hidden, 0, table[height][width], &mut cells, &mut most);
    most
}

fn search(
    table: &[Vec<u64>],
    hidden: &[Vec<bool>],
    at: usize,
    left: u64,
    cells: &mut Vec<Vec<u64>>,
    most: &mut [Vec<u64>],
) {
    let (height, width) = (cells.len(), cells[0].len());
    if at == height * width {
        let agrees = |shown: bool, sum: u64, n: u64| !shown || sum == n;
        let rows = (0..height).all(|r| agrees(!hidden[r][width], cells[r].iter().sum(), table[r][width]));
        let columns =
            (0..width).all(|c| agrees(!hidden[height][c], cells.iter().map(|row| row[c]).sum(), table[height][c]));
        if left == 0 && rows && columns {
            for (most, cell) in most.iter_mut().flatten().zip(cells.iter().flatten()) {
                *most = (*most).max(*cell);
            }
        }
        return;
    }
    let (r, c) = (at / width, at % width);
    let values = if hidden[r][c] { 0..=left } else { table[r][c]..=table[r][c] };
    for value in values.filter(|value| *value <= left) {
        cells[r][c] = value;
        search(table, hidden, at + 1, left - value, cells, most);
    }
    cells[r][c] = 0;
}

fn tables(rows: usize, columns: usize, most: u64) -> impl Strategy<Value = Vec<Vec<u64>>> {
    proptest::collection::vec(proptest::collection::vec(prop_oneof![0..6u64, 0..=most], columns), rows)
}

proptest! {
    #[test]
    fn no_small_number_is_shown_or_follows_from_the_sums(
        cells in (1usize..6, 1usize..6).prop_flat_map(|(rows, columns)| tables(rows, columns, 60)),
        rest in proptest::collection::vec(prop_oneof![Just(0u64), 0..9u64], 6),
    ) {
        let counts = counts(&cells, &rest[..cells.len()]);
        let hidden = hide(&counts, &[]);
        if hidden.all {
            return Ok(());
        }
        let (with_rest, _) = counts.with_rest();
        let has_rest = with_rest[0].len() > cells[0].len();
        let (table, hidden) = (whole_table(&with_rest, &counts), whole_hidden(&hidden, has_rest));
        for (row, shown) in table.iter().zip(&hidden) {
            for (n, hidden) in row.iter().zip(shown) {
                prop_assert!(*hidden || *n >= FEWEST);
            }
        }
        for (row, column) in determined(&hidden) {
            prop_assert!(table[row][column] >= FEWEST, "{} at {row}, {column}\n{table:?}\n{hidden:?}", table[row][column]);
        }
    }

    #[test]
    fn no_small_place_of_a_ranking_follows_from_the_other_options(
        cells in (1usize..5, 1usize..5).prop_flat_map(|(options, places)| tables(options, places, 60)),
    ) {
        let options = ranked(&cells);
        let hidden = hide_ranking(&options, &[]);
        let mut table: Vec<Vec<bool>> =
            hidden.iter().map(|option| [option.whole.as_slice(), &[option.all]].concat()).collect();
        // How many gave a place is known unless the place is kept back in all options.
        let mut last: Vec<bool> = (0..cells[0].len()).map(|place| hidden.iter().all(|option| option.whole[place])).collect();
        last.push(false);
        table.push(last);
        let sum = |row: &Vec<u64>| row.iter().sum::<u64>();
        let places: Vec<u64> = (0..cells[0].len()).map(|place| cells.iter().map(|row| row[place]).sum()).collect();
        let numbers: Vec<Vec<u64>> =
            cells.iter().chain([&places]).map(|row| [row.as_slice(), &[sum(row)]].concat()).collect();
        for (row, shown) in numbers.iter().zip(&table).take(cells.len()) {
            for (n, hidden) in row.iter().zip(shown) {
                prop_assert!(*hidden || *n >= FEWEST, "{numbers:?}\n{table:?}");
            }
        }
        if hidden.iter().all(|option| option.all) {
            return Ok(());
        }
        for (row, column) in determined(&table) {
            prop_assert!(numbers[row][column] >= FEWEST, "{row}, {column}\n{numbers:?}\n{table:?}");
        }
    }

    #[test]
    fn every_small_cell_might_as_well_be_five_or_more(cells in prop_oneof![tables(2, 2, 9), tables(2, 3, 6), tables(3, 2, 6)]) {
        let counts = counts(&cells, &[]);
        let hidden = hide(&counts, &[]);
        if hidden.all || counts.n > 20 {
            return Ok(());
        }
        let (table, hidden) = (whole_table(&cells, &counts), whole_hidden(&hidden, false));
        let most = largest(&table, &hidden);
        for (row, column) in (0..cells.len()).flat_map(|r| (0..cells[0].len()).map(move |c| (r, c))) {
            prop_assert!(cells[row][column] >= FEWEST || most[row][column] >= FEWEST, "{row}, {column}\n{table:?}\n{hidden:?}");
        }
    }

    #[test]
    fn of_several_answers_neither_who_chose_nor_who_did_not_is_told_where_few(
        both in (1usize..6).prop_flat_map(|groups| tables(2, groups, 60)),
        kept in proptest::collection::vec(proptest::bool::weighted(0.2), 6),
    ) {
        let sizes: Vec<u64> = both[0].iter().zip(&both[1]).map(|(chose, not)| chose + not).collect();
        let hidden = hide(&option(&both[0], &sizes), &kept[..sizes.len()]);
        if hidden.all {
            return Ok(());
        }
        // The option as a table of two rows, of which one gives the other away.
        let pair = |of: Vec<bool>| vec![of.clone(), of];
        let two = Hidden { cells: pair(hidden.cells[0].clone()), whole: vec![hidden.whole[0]; 2], ..hidden };
        let table = whole_table(&both, &counts(&both, &[]));
        let shown = whole_hidden(&two, false);
        for (row, shown) in table.iter().zip(&shown) {
            for (n, hidden) in row.iter().zip(shown) {
                prop_assert!(*hidden || *n >= FEWEST, "{table:?}\n{shown:?}");
            }
        }
        for (row, column) in determined(&shown) {
            prop_assert!(table[row][column] >= FEWEST, "{} at {row}, {column}\n{table:?}\n{shown:?}", table[row][column]);
        }
    }

    #[test]
    fn of_several_answers_no_small_number_follows_from_what_was_ticked_in_all(
        whole in proptest::collection::vec(prop_oneof![0..6u64, 0..=60u64, 54..=60u64], 1..8),
    ) {
        let counts = Counts { whole, n: 60, groups: vec![], cells: vec![], is_single: false };
        let hidden = hide(&counts, &[]).whole;
        let both: Vec<(u64, bool)> = counts.whole.iter().copied().zip(hidden.iter().copied()).collect();
        prop_assert!(both.iter().all(|(chose, hidden)| *hidden || (FEWEST..=60 - FEWEST).contains(chose)), "{both:?}");
        // Where nothing is shown, nobody learns how many were ticked.
        if both.iter().any(|(_, hidden)| *hidden) && both.iter().any(|(_, hidden)| !hidden) {
            let kept = || both.iter().filter(|(_, hidden)| *hidden).map(|(chose, _)| *chose);
            prop_assert!(kept().sum::<u64>() >= FEWEST, "{both:?}");
            prop_assert!(kept().map(|chose| 60 - chose).sum::<u64>() >= FEWEST, "{both:?}");
        }
    }

    #[test]
    fn each_small_number_of_an_option_might_as_well_be_five_or_more(both in prop_oneof![tables(2, 2, 9), tables(2, 3, 6)]) {
        let sizes: Vec<u64> = both[0].iter().zip(&both[1]).map(|(chose, not)| chose + not).collect();
        let hidden = hide(&option(&both[0], &sizes), &[]);
        if hidden.all || sizes.iter().sum::<u64>() > 20 {
            return Ok(());
        }
        let pair = |of: Vec<bool>| vec![of.clone(), of];
        let two = Hidden { cells: pair(hidden.cells[0].clone()), whole: vec![hidden.whole[0]; 2], ..hidden };
        let (table, shown) = (whole_table(&both, &counts(&both, &[])), whole_hidden(&two, false));
        let most = largest(&table, &shown);
        for (row, column) in (0..2).flat_map(|r| (0..sizes.len()).map(move |c| (r, c))) {
            prop_assert!(both[row][column] >= FEWEST || most[row][column] >= FEWEST, "{row}, {column}\n{table:?}\n{shown:?}");
        }
    }
}
