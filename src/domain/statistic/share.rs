//! What share of people chose any of some options? One walk along a column, so that who ticked two of them counts once.

use super::sheet::{Column, Kind, Mark, Sheet};
use crate::indicator::Base;

/// A share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Of how many people.
    pub n: u64,
    /// How many of them chose one of the options, never weighted.
    pub chosen: u64,
    /// In percent, weighted where there are weights; `None` of nobody.
    pub percent: Option<f64>,
}

impl Share {
    /// Counts who chose one of the options (places in the column), each person with a weight where there are weights.
    #[must_use]
    pub fn of(sheet: &Sheet, column: &Column, options: &[usize], base: Base, weights: Option<&[f64]>) -> Self {
        let (mut n, mut chosen, mut whole, mut part) = (0, 0, 0.0, 0.0);
        for person in 0..sheet.people() {
            let mark = column.mark(person);
            let counts = match mark {
                Mark::NotAsked => false,
                Mark::Unanswered => base == Base::Asked,
                Mark::Answered(_) => true,
            };
            if !counts {
                continue;
            }
            let weight = weights.map_or(1.0, |weights| weights.get(person).copied().unwrap_or(1.0));
            n += 1;
            whole += weight;
            let is_chosen = match (mark, column.kind()) {
                (Mark::Answered(option), Kind::Choice(_)) => options.contains(&option),
                (Mark::Answered(_), Kind::Choices(_)) => column.ticked(person).any(|option| options.contains(&option)),
                (Mark::Answered(_), Kind::Number | Kind::Text) | (Mark::Unanswered | Mark::NotAsked, _) => false,
            };
            if is_chosen {
                chosen += 1;
                part += weight;
            }
        }
        Share { n, chosen, percent: (whole > 0.0).then(|| 100.0 * part / whole) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistic::{banner::Banner, hidden::sum_tells, sheet::Cell, tally::Tally};

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new(&[Kind::Choice(3), Kind::Choices(3)]);
        sheet.push(true, &[Cell::One(0), Cell::Many(vec![0, 1])]);
        sheet.push(true, &[Cell::One(1), Cell::Many(vec![1])]);
        sheet.push(true, &[Cell::One(2), Cell::Many(vec![2])]);
        sheet.push(true, &[Cell::Unanswered, Cell::NotAsked]);
        sheet
    }

    #[test]
    fn who_ticked_two_of_the_options_counts_once_and_who_was_not_asked_never() {
        let sheet = sheet();
        let of = |place: usize, options: &[usize], base| {
            let share = Share::of(&sheet, sheet.column(place).unwrap(), options, base, None);
            (share.chosen, share.n)
        };
        assert_eq!(of(0, &[0, 1], Base::Answered), (2, 3));
        assert_eq!(of(0, &[0, 1], Base::Asked), (2, 4));
        assert_eq!(of(1, &[0, 1], Base::Answered), (2, 3));
        assert_eq!(of(1, &[0, 1], Base::Asked), (2, 3));
    }

    #[test]
    fn a_share_of_one_option_is_what_the_tables_say_with_weights_and_without() {
        let sheet = sheet();
        let column = sheet.column(0).unwrap();
        let weights = [2.0, 0.5, 1.0, 4.0];
        for weights in [None, Some(&weights[..])] {
            let tally = Tally::of(&sheet, column, &Banner::EVERYBODY, weights);
            for option in 0..3 {
                let share = Share::of(&sheet, column, &[option], Base::Answered, weights);
                assert_eq!(share.percent, tally.groups[0].percent(option));
            }
        }
        assert_eq!(Share::of(&Sheet::new(&[Kind::Choice(1)]), column, &[0], Base::Answered, None).percent, None);
    }

    /// Counts, options, chosen, n; one answer a person? Does it tell?
    type Told<'a> = (&'a [u64], &'a [usize], u64, u64, bool, bool);

    #[test]
    fn a_share_that_tells_of_few_is_known() {
        let table: [Told<'_>; 11] = [
            (&[20, 30, 40], &[0, 1], 50, 90, true, false),
            (&[4, 30, 40], &[0], 4, 74, true, true),
            (&[40, 30, 4], &[0, 1], 70, 74, true, true),
            // The 30 are kept back with the 4: nobody can part them.
            (&[4, 30, 40], &[0, 1], 34, 74, true, false),
            (&[4, 3, 30, 40], &[0, 1, 2], 37, 77, true, false),
            (&[4, 3, 30, 40], &[0, 2], 34, 77, true, true),
            (&[20, 30], &[0], 20, 40, false, false),
            (&[3, 30], &[0, 1], 33, 40, false, true),
            // The 8 are kept back with the 3: what was ticked in all would tell them.
            (&[3, 8, 30], &[1], 8, 40, false, true),
            (&[3, 8, 30], &[2], 30, 40, false, false),
            // 50 less 30 less 20: nobody chose the one between.
            (&[20, 0, 30], &[0], 20, 50, true, true),
        ];
        for (counts, options, chosen, n, is_single, tells) in table {
            assert_eq!(sum_tells(counts, options, (chosen, n), is_single), tells, "{counts:?} {options:?}");
        }
    }
}
