//! By what is a table split? The groups at its head: everybody, the options of one question, or classes of what people said
//! of themselves.

use super::sheet::{Column, Kind, Mark};

/// Groups of people.
#[derive(Debug, Clone, Copy)]
pub struct Banner<'a>(Option<&'a Column>);

impl<'a> Banner<'a> {
    /// One group: everybody.
    pub const EVERYBODY: Banner<'static> = Banner(None);

    /// A group an option of a column. Numbers and texts make no groups.
    #[must_use]
    pub const fn by(column: &'a Column) -> Option<Self> {
        match column.kind() {
            Kind::Choice(_) | Kind::Choices(_) => Some(Banner(Some(column))),
            Kind::Number | Kind::Text => None,
        }
    }

    /// How many groups there are.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.0.map_or(1, |column| column.kind().options())
    }

    /// A person can be in more than one group: then groups do not sum up, and chance cannot be reckoned from them.
    #[must_use]
    pub fn overlaps(&self) -> bool {
        self.0.is_some_and(|column| matches!(column.kind(), Kind::Choices(_)))
    }

    /// Calls with each group that a person is in; whoever said nothing is in none.
    pub(super) fn each(&self, person: usize, mut call: impl FnMut(usize)) {
        let Some(column) = self.0 else { return call(0) };
        match (column.mark(person), column.kind()) {
            (Mark::Answered(_), Kind::Choices(_)) => column.ticked(person).for_each(call),
            (Mark::Answered(group), _) => call(group),
            (Mark::NotAsked | Mark::Unanswered, _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistic::sheet::{Cell, Sheet};

    #[test]
    fn everybody_is_one_group_and_ticks_put_a_person_in_several() {
        let mut sheet = Sheet::new(&[Kind::Choice(2), Kind::Choices(3), Kind::Number]);
        sheet.push(true, &[Cell::One(1), Cell::Many(vec![0, 2]), Cell::Number(1.0)]);
        sheet.push(true, &[Cell::Unanswered, Cell::NotAsked, Cell::Unanswered]);
        let of = |banner: Banner, person| {
            let mut groups = Vec::new();
            banner.each(person, |group| groups.push(group));
            groups
        };
        let by = |place| Banner::by(sheet.column(place).unwrap());
        assert_eq!((of(Banner::EVERYBODY, 0), of(Banner::EVERYBODY, 1)), (vec![0], vec![0]));
        assert_eq!((of(by(0).unwrap(), 0), of(by(0).unwrap(), 1)), (vec![1], vec![]));
        assert_eq!((of(by(1).unwrap(), 0), of(by(1).unwrap(), 1)), (vec![0, 2], vec![]));
        assert!(by(1).unwrap().overlaps() && !by(0).unwrap().overlaps() && by(2).is_none());
        assert_eq!((by(0).unwrap().groups(), Banner::EVERYBODY.groups()), (2, 1));
    }
}
