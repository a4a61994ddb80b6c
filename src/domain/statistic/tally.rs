//! How many of each group chose what? One question counted along a banner.

use super::{
    banner::Banner,
    describe::{Described, Weighed, describe},
    margin::Basis,
    sheet::{Column, Kind, Mark, Sheet},
};

/// One question, counted group by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// In the banner's order.
    pub groups: Vec<Group>,
}

/// One group's answers to one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// To whom the question was put; the others are 非該当.
    pub asked: u64,
    /// Of these, who answered: the n of everything below.
    pub answered: u64,
    /// People an option.
    pub counts: Vec<u64>,
    /// What the people of each option weigh; as many as there are without weights.
    pub masses: Vec<f64>,
    /// What all who answered weigh, and the sum of the squares of it.
    pub weight: f64,
    squares: f64,
    numbers: Vec<(f64, f64)>,
}

impl Group {
    /// 無回答: the question was put and not answered.
    #[must_use]
    pub const fn unanswered(&self) -> u64 {
        self.asked.saturating_sub(self.answered)
    }

    /// A share of those who answered, in percent; `None` when nobody did.
    #[must_use]
    pub fn percent(&self, option: usize) -> Option<f64> {
        share(self.masses.get(option).copied()?, self.weight)
    }

    /// A share of all that was ticked, in percent: of several answers the other basis.
    #[must_use]
    pub fn percent_of_answers(&self, option: usize) -> Option<f64> {
        share(self.masses.get(option).copied()?, self.masses.iter().sum())
    }

    /// Effective number of people after weighing, (Σw)² / Σw² (Kish 1965).
    #[must_use]
    pub fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 }
    }

    /// On what a share of this group stands.
    #[must_use]
    pub fn basis(&self, population: Option<u64>) -> Basis {
        Basis { n: self.answered, effective: self.effective(), population }
    }

    /// Answers in numbers; of options, what these values say that they mean.
    #[must_use]
    pub fn described(&self, values: Option<&[f64]>) -> Option<Described> {
        let Some(values) = values else {
            return describe(
                self.numbers
                    .iter()
                    .map(|(value, weight)| Weighed { value: *value, people: 1, mass: *weight })
                    .collect(),
            );
        };
        let option =
            |((value, people), mass): ((&f64, &u64), &f64)| Weighed { value: *value, people: *people, mass: *mass };
        describe(values.iter().zip(&self.counts).zip(&self.masses).map(option).collect())
    }

    fn answer(&mut self, weight: f64) {
        self.answered += 1;
        self.weight += weight;
        self.squares += weight * weight;
    }

    fn choose(&mut self, option: usize, weight: f64) {
        self.counts[option] += 1;
        self.masses[option] += weight;
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| 100.0 * part / whole)
}

impl Tally {
    /// Counts a column of a sheet along a banner, each person with a weight where there are weights.
    #[must_use]
    pub fn of(sheet: &Sheet, column: &Column, banner: &Banner<'_>, weights: Option<&[f64]>) -> Self {
        let options = column.kind().options();
        let empty = Group { counts: vec![0; options], masses: vec![0.0; options], ..Group::default() };
        let mut groups = vec![empty; banner.groups()];
        for person in 0..sheet.people() {
            let mark = column.mark(person);
            if mark == Mark::NotAsked {
                continue;
            }
            let weight = weights.map_or(1.0, |weights| weights.get(person).copied().unwrap_or(1.0));
            banner.each(person, |group| {
                let group = &mut groups[group];
                group.asked += 1;
                let Mark::Answered(option) = mark else { return };
                group.answer(weight);
                match column.kind() {
                    Kind::Choice(_) => group.choose(option, weight),
                    Kind::Choices(_) => column.ticked(person).for_each(|option| group.choose(option, weight)),
                    Kind::Number => group.numbers.extend(column.number(person).map(|number| (number, weight))),
                    Kind::Text => {}
                }
            });
        }
        Tally { groups }
    }

    /// People, rows an option and columns a group, as tests and suppression read them.
    #[must_use]
    pub fn table(&self) -> Vec<Vec<u64>> {
        let options = self.groups.first().map_or(0, |group| group.counts.len());
        (0..options).map(|option| self.groups.iter().map(|group| group.counts[option]).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistic::sheet::Cell;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new(&[Kind::Choice(2), Kind::Choices(3), Kind::Number]);
        for (one, many, number) in [
            (Cell::One(0), Cell::Many(vec![0, 1]), Cell::Number(4.0)),
            (Cell::One(1), Cell::Many(vec![1]), Cell::Number(1.0)),
            (Cell::One(1), Cell::NotAsked, Cell::Unanswered),
            (Cell::Unanswered, Cell::Unanswered, Cell::Number(3.0)),
        ] {
            sheet.push(true, &[one, many, number]);
        }
        sheet
    }

    fn tally(sheet: &Sheet, column: usize, by: Option<usize>, weights: Option<&[f64]>) -> Tally {
        let banner = by.map_or(Banner::EVERYBODY, |place| Banner::by(sheet.column(place).unwrap()).unwrap());
        Tally::of(sheet, sheet.column(column).unwrap(), &banner, weights)
    }

    #[test]
    fn who_was_not_asked_is_told_from_who_did_not_answer() {
        let sheet = sheet();
        let all = &tally(&sheet, 1, None, None).groups[0];
        assert_eq!((all.asked, all.answered, all.unanswered()), (3, 2, 1));
        assert_eq!(all.counts, [1, 2, 0]);
        assert_eq!((all.percent(1), all.percent_of_answers(1)), (Some(100.0), Some(200.0 / 3.0)));
    }

    #[test]
    fn groups_are_counted_apart_and_whoever_is_in_none_is_only_in_the_whole() {
        let sheet = sheet();
        let by = tally(&sheet, 1, Some(0), None);
        assert_eq!(by.table(), [[1, 0], [1, 1], [0, 0]]);
        assert_eq!(by.groups.iter().map(|g| (g.asked, g.answered)).collect::<Vec<_>>(), [(1, 1), (1, 1)]);
        let numbers = tally(&sheet, 2, None, None).groups[0].described(None).unwrap();
        assert_eq!((numbers.n, numbers.median), (3, 3.0));
        let steps = tally(&sheet, 0, None, None).groups[0].described(Some(&[5.0, 1.0])).unwrap();
        assert_eq!((steps.n, steps.mean, steps.q3), (3, 7.0 / 3.0, 3.0));
    }

    #[test]
    fn weights_change_shares_and_not_counts() {
        let sheet = sheet();
        let weighted = &tally(&sheet, 0, None, Some(&[3.0, 0.5, 0.5, 9.0])).groups[0];
        assert_eq!((weighted.counts.as_slice(), weighted.percent(0)), ([1, 2].as_slice(), Some(75.0)));
        assert!((weighted.effective() - 16.0 / 9.5).abs() < 1e-12);
        let plain = &tally(&sheet, 0, None, None).groups[0];
        assert!((plain.effective() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn nobody_gives_no_share() {
        let sheet = Sheet::new(&[Kind::Choice(2)]);
        let none = &tally(&sheet, 0, None, None).groups[0];
        assert_eq!((none.percent(0), none.effective(), none.percent(7)), (None, 0.0, None));
    }

    proptest! {
        #[test]
        fn groups_that_do_not_overlap_sum_up_to_the_whole(people in proptest::collection::vec((0usize..3, 0usize..4), 0..60)) {
            let mut sheet = Sheet::new(&[Kind::Choice(3), Kind::Choice(4)]);
            people.iter().for_each(|(a, b)| sheet.push(true, &[Cell::One(*a), Cell::One(*b)]));
            let (whole, parts) = (tally(&sheet, 1, None, None), tally(&sheet, 1, Some(0), None));
            for option in 0..4 {
                let sum: u64 = parts.groups.iter().map(|group| group.counts[option]).sum();
                prop_assert_eq!(sum, whole.groups[0].counts[option]);
            }
        }
    }
}
