//! What does the way through the questions give away? A question that some are led past tells, by how many answered it, how many
//! were led past it: a sum of options of the question that decided it. Where that sum would part numbers which are kept back
//! there, the question that follows is kept back.

use std::collections::BTreeMap;

use super::{Hidden, is};
use crate::survey::{Question, Questionnaire, question::Kind};

/// What of a question is kept back because of the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Withheld {
    /// Nothing.
    #[default]
    Nothing,
    /// What it says by groups.
    Groups,
    /// All that it says.
    Everything,
}

/// What of the question `id` is kept back. `hidden`: what is kept back of the questions before it, by id; `groups`: those that are
/// kept back in the whole survey.
#[must_use]
pub fn withheld(of: &Questionnaire, id: &str, hidden: &BTreeMap<String, Hidden>, groups: &[bool]) -> Withheld {
    let Some(place) = of.position(id) else { return Withheld::Nothing };
    let before = of.questions.iter().enumerate().take(place);
    let ways = before.flat_map(|(at, question)| question.skip.iter().map(move |skip| (at, skip)));
    let led_past = ways.filter(|(at, skip)| {
        let until = of.position(&skip.go_to).unwrap_or(of.questions.len());
        *at < place && place < until
    });
    let told = led_past.filter_map(|(_, skip)| {
        let decided = of.question(&skip.when.question)?;
        Some(parted(decided, &skip.when.codes, hidden.get(&decided.id)?, groups))
    });
    told.max().unwrap_or_default()
}

/// Whether the number of people who chose any of these codes parts what is kept back, of everybody or of a group.
fn parted(decided: &Question, codes: &[String], hidden: &Hidden, groups: &[bool]) -> Withheld {
    let inside: Vec<bool> = decided.codes().iter().map(|(code, _)| codes.contains(code)).collect();
    let any = |kept: &dyn Fn(usize) -> bool, side: bool| {
        inside.iter().enumerate().any(|(option, inside)| *inside == side && kept(option))
    };
    // Of several answers each option stands alone; of one answer those on one side are known together already.
    let is_parted =
        |kept: &dyn Fn(usize) -> bool| any(kept, true) && (decided.kind == Kind::MultipleChoice || any(kept, false));
    if is_parted(&|option| is(&hidden.whole, option)) {
        return Withheld::Everything;
    }
    let mut own = (0..hidden.groups.len()).filter(|group| !groups.get(*group).copied().unwrap_or(false));
    let is_told = |group: usize| {
        is(&hidden.groups, group) || is_parted(&|option| hidden.cells.get(option).is_none_or(|row| is(row, group)))
    };
    if own.any(is_told) { Withheld::Groups } else { Withheld::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever answers Q3 with 4 or 5 is led past Q4.
    const SAMPLE: &str = include_str!("../../../../config/demo/monitor_survey.json");

    fn sample() -> Questionnaire {
        crate::survey::read(SAMPLE).unwrap()
    }

    /// What is kept back of Q3 by two groups: options of everybody, and options of groups.
    fn kept(whole: &[usize], cells: &[(usize, usize)]) -> BTreeMap<String, Hidden> {
        let hidden = Hidden {
            all: false,
            whole: (0..5).map(|option| whole.contains(&option)).collect(),
            groups: vec![false; 2],
            cells: (0..5).map(|option| [0, 1].map(|group| cells.contains(&(option, group))).to_vec()).collect(),
        };
        BTreeMap::from([("Q3".to_owned(), hidden)])
    }

    #[test]
    fn who_was_led_past_a_question_is_no_sum_that_parts_what_is_kept_back() {
        let of = sample();
        // Options and cells that are kept back, and what follows for Q4.
        type Case<'a> = (&'a [usize], &'a [(usize, usize)], Withheld);
        let table: [Case<'_>; 6] = [
            (&[], &[], Withheld::Nothing),
            // Both lead past it: their sum is known from the table itself.
            (&[3, 4], &[], Withheld::Nothing),
            (&[0, 3], &[], Withheld::Everything),
            (&[], &[(3, 1), (4, 1), (0, 0), (1, 0)], Withheld::Nothing),
            (&[], &[(0, 1), (3, 1)], Withheld::Groups),
            (&[0, 4], &[(0, 1), (3, 1)], Withheld::Everything),
        ];
        for (whole, cells, expected) in table {
            let hidden = kept(whole, cells);
            assert_eq!(withheld(&of, "Q4", &hidden, &[false, false]), expected, "{whole:?} {cells:?}");
            for free in ["Q3", "Q5", "Q12"] {
                assert_eq!(withheld(&of, free, &hidden, &[false, false]), Withheld::Nothing, "{free}");
            }
        }
        // A group that is kept back everywhere parts nothing.
        assert_eq!(withheld(&of, "Q4", &kept(&[], &[(0, 1), (3, 1)]), &[false, true]), Withheld::Nothing);
        assert_eq!(withheld(&of, "Q4", &BTreeMap::new(), &[]), Withheld::Nothing);
    }

    #[test]
    fn of_several_answers_an_option_that_leads_past_stands_alone() {
        let mut of = sample();
        let place = of.position("Q3").unwrap();
        of.questions[place].kind = Kind::MultipleChoice;
        assert_eq!(withheld(&of, "Q4", &kept(&[3], &[]), &[false, false]), Withheld::Everything);
        assert_eq!(withheld(&of, "Q4", &kept(&[0, 1], &[]), &[false, false]), Withheld::Nothing);
    }
}
