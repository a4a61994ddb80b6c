//! Who may be a monitor? What the rule says against somebody, in the order in which it is told.

use crate::rule::panel::Panels;

/// What is known of a candidate when it is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Age on the first day of the term.
    pub age: Option<u16>,
    /// 市との関わり code.
    pub relation: Option<String>,
    /// 職業 code.
    pub occupation: Option<String>,
    /// Terms right before this one in which the same person was a monitor.
    pub terms_before: u8,
    /// The same person was a monitor at some time.
    pub past: bool,
    /// Somebody of the same household has a place already.
    pub household: bool,
}

/// What stands against somebody. Its code is a reason of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// Too young on the first day of the term.
    Age,
    /// Neither lives, works nor learns here.
    Relation,
    /// 公務員, 議員 and the like.
    Occupation,
    /// A further term in a row.
    Consecutive,
    /// Was a monitor before.
    Past,
    /// One of the same household is chosen.
    Household,
}

impl Against {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Age, Self::Relation, Self::Occupation, Self::Consecutive, Self::Past, Self::Household];

    /// The code of its reason in the rule.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Relation => "relation",
            Self::Occupation => "occupation",
            Self::Consecutive => "consecutive",
            Self::Past => "past",
            Self::Household => "household",
        }
    }
}

/// What the rule says against somebody; nothing when they may be a monitor.
#[must_use]
pub fn against(rule: &Panels, known: &Known) -> Vec<Against> {
    let has = |list: &[String], code: &str| list.iter().any(|one| one == code);
    let excluded = known.occupation.as_ref().and_then(|code| rule.occupation(code)).is_some_and(|one| one.excluded);
    let stranger =
        known.relation.as_ref().is_some_and(|code| !rule.relations.is_empty() && !has(&rule.relations, code));
    let found = [
        (known.age.is_some_and(|age| age < rule.youngest), Against::Age),
        (stranger, Against::Relation),
        (excluded, Against::Occupation),
        (rule.terms_in_a_row > 0 && known.terms_before >= rule.terms_in_a_row, Against::Consecutive),
        (rule.past_excluded && known.past, Against::Past),
        (rule.one_per_household && known.household, Against::Household),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::panel::tests::preset;

    #[test]
    fn the_rule_says_who_may_not_be_a_monitor_and_why() {
        let mut rule = preset();
        let fit = || Known {
            age: Some(40),
            relation: Some("resident".into()),
            occupation: Some("company".into()),
            ..Known::default()
        };
        let table = [
            (fit(), vec![]),
            (Known { age: Some(rule.youngest), ..fit() }, vec![]),
            (Known { age: Some(rule.youngest - 1), ..fit() }, vec![Against::Age]),
            (Known { relation: Some("other".into()), ..fit() }, vec![Against::Relation]),
            (Known { occupation: Some("public_servant".into()), ..fit() }, vec![Against::Occupation]),
            (Known { occupation: Some("councillor".into()), ..fit() }, vec![Against::Occupation]),
            (Known { terms_before: 1, past: true, ..fit() }, vec![Against::Consecutive]),
            (Known { terms_before: 0, past: true, ..fit() }, vec![]),
            (Known { household: true, ..fit() }, vec![Against::Household]),
            (Known { age: None, relation: None, occupation: None, ..fit() }, vec![]),
            (
                Known { age: Some(3), terms_before: 2, household: true, ..fit() },
                vec![Against::Age, Against::Consecutive, Against::Household],
            ),
        ];
        for (known, expected) in table {
            assert_eq!(against(&rule, &known), expected, "{known:?}");
        }
        rule.terms_in_a_row = 2;
        assert!(against(&rule, &Known { terms_before: 1, past: true, ..fit() }).is_empty());
        rule.terms_in_a_row = 0;
        assert!(against(&rule, &Known { terms_before: 9, past: true, ..fit() }).is_empty());
        rule.past_excluded = true;
        assert_eq!(against(&rule, &Known { past: true, ..fit() }), [Against::Past]);
    }
}
