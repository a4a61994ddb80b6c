//! What must hold for any crosswalk: one place for every case, and proposals that fit.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn row(subject: &str, relation: Relation, targets: &[&str]) -> Row {
    let target = |code: &&str| Target { code: (*code).to_owned(), home: false };
    Row { subject: subject.to_owned(), relation, targets: targets.iter().map(target).collect(), decided: true }
}

fn crosswalk(rows: Vec<Row>) -> Crosswalk {
    Crosswalk { older: "a".into(), newer: "b".into(), rows }
}

fn at(code: &str) -> Place {
    Place::Measure(code.to_owned())
}

#[test]
fn a_case_stands_in_one_place_of_the_other_tree_both_ways() {
    let mut rows = vec![
        row("1101", Relation::Same, &["1101"]),
        row("1102", Relation::Merged, &["1102"]),
        row("1103", Relation::Merged, &["1102"]),
        row("1301", Relation::Split, &["1301", "1302"]),
        row("1401", Relation::Ended, &[]),
        row("1501", Relation::New, &[]),
    ];
    rows[2].targets[0].home = true;
    let found = crosswalk(rows);
    for (old, new) in [("1101", at("1101")), ("1103", at("1102")), ("1301", at("1301")), ("1401", Place::Ended)] {
        assert_eq!(found.forward(old), new, "{old}");
    }
    for (new, old) in [("1102", at("1103")), ("1302", at("1301")), ("1501", Place::New), ("1999", Place::Undecided)] {
        assert_eq!(found.back(new), old, "{new}");
    }
}

#[test]
fn what_is_only_proposed_moves_no_figure() {
    let proposed = Row { decided: false, ..row("1101", Relation::Same, &["1101"]) };
    let found = crosswalk(vec![proposed]);
    assert_eq!((found.forward("1101"), found.back("1101")), (Place::Undecided, Place::Undecided));
}

#[test]
fn a_relation_says_how_many_it_leads_to() {
    for (relation, targets, good) in [
        (Relation::Same, vec!["1101"], true),
        (Relation::Same, vec![], false),
        (Relation::Split, vec!["1101"], false),
        (Relation::Split, vec!["1101", "1101"], false),
        (Relation::Split, vec!["1101", "2101"], true),
        (Relation::Ended, vec!["1101"], false),
        (Relation::Moved, vec!["110"], false),
    ] {
        assert_eq!(row("1101", relation, &targets).check().is_ok(), good, "{relation:?} {targets:?}");
    }
}

#[test]
fn what_goes_on_alone_leaves_no_room_for_a_second_one() {
    let found = crosswalk(vec![row("1101", Relation::Same, &["1101"]), row("1103", Relation::Merged, &["1105"])]);
    let taken = Err(Refusal::CrosswalkTaken { target: "1101".into(), other: "1101".into() });
    assert_eq!(found.fits(&row("1102", Relation::Merged, &["1101"])), taken);
    assert_eq!(found.fits(&row("1101", Relation::New, &[])), taken);
    assert!(found.fits(&row("1102", Relation::Same, &["1105"])).is_err());
    assert_eq!(found.fits(&row("1102", Relation::Merged, &["1105"])), Ok(()));
    assert_eq!(found.fits(&row("1101", Relation::Split, &["1101", "1102"])), Ok(()), "its own row gives way");
}

#[test]
fn plans_meet_by_way_of_others_and_a_split_is_not_certain() {
    let first =
        crosswalk(vec![row("1101", Relation::Same, &["1201"]), row("1102", Relation::Split, &["1202", "1203"])]);
    let second =
        Crosswalk { older: "b".into(), newer: "c".into(), rows: vec![row("1201", Relation::Moved, &["2101"])] };
    let all = Crosswalks::new(vec![first, second]);
    assert_eq!(all.place("a", "1101", "c"), at("2101"));
    assert_eq!(all.place("c", "2101", "a"), at("1101"));
    assert_eq!(all.place("a", "1102", "c"), Place::Undecided);
    assert_eq!(all.place("a", "1101", "elsewhere"), Place::Undecided);
    assert_eq!(all.certain("a", "1101", "c").as_deref(), Some("2101"));
    assert_eq!(all.certain("a", "1102", "b"), None);
    assert_eq!(all.certain("b", "1203", "a").as_deref(), Some("1102"));
}

#[test]
fn likeness_becomes_relations() {
    let standing = |code, policy| Standing { code, policy };
    let older =
        [standing("1101", "協働"), standing("1102", "協働"), standing("1301", "広報"), standing("1401", "財政")];
    let newer =
        [standing("1101", "協働の推進"), standing("1301", "広報"), standing("1302", "広報"), standing("1901", "新")];
    let pair = |older, newer, both, of_older, of_newer| Likeness { older, newer, both, of_older, of_newer };
    let alike = [
        pair(0, 0, 700, 800, 500),
        pair(1, 0, 400, 600, 300),
        pair(2, 1, 500, 500, 800),
        pair(2, 2, 400, 400, 700),
        pair(3, 3, 100, 120, 90),
    ];
    let found = propose(&older, &newer, &alike);
    let seen: Vec<(&str, Relation, Vec<&str>)> = found
        .iter()
        .map(|r| (r.subject.as_str(), r.relation, r.targets.iter().map(|t| t.code.as_str()).collect()))
        .collect();
    assert_eq!(
        seen,
        [
            ("1101", Relation::Merged, vec!["1101"]),
            ("1102", Relation::Merged, vec!["1101"]),
            ("1301", Relation::Split, vec!["1301", "1302"]),
            ("1401", Relation::Ended, vec![]),
            ("1901", Relation::New, vec![]),
        ]
    );
    assert!(found[0].targets[0].home && !found[1].targets[0].home, "the nearer one stands for both");
    assert!(found.iter().all(|r| !r.decided && r.check().is_ok()));
}

/// Any rows over a few codes, also such as no page would let through.
fn any_crosswalk(older: &'static str, newer: &'static str) -> impl Strategy<Value = Crosswalk> {
    let code = || (1101u32..1112).prop_map(|n| n.to_string());
    let target = (code(), any::<bool>()).prop_map(|(code, home)| Target { code, home });
    let relation = proptest::sample::select(Relation::ALL.to_vec());
    let row = (code(), relation, proptest::collection::vec(target, 0..4), any::<bool>())
        .prop_map(|(subject, relation, targets, decided)| Row { subject, relation, targets, decided });
    proptest::collection::vec(row, 0..16).prop_map(move |rows| Crosswalk {
        older: older.to_owned(),
        newer: newer.to_owned(),
        rows,
    })
}

proptest! {
    #[test]
    fn every_case_is_counted_once_in_every_tree(
        first in any_crosswalk("a", "b"),
        second in any_crosswalk("b", "c"),
        cases in proptest::collection::vec((0usize..5, 1101u32..1114), 0..200),
    ) {
        let all = Crosswalks::new(vec![first, second]);
        let codes: Vec<String> = cases.iter().map(|(_, code)| code.to_string()).collect();
        let tags: Vec<Tag<'_>> = cases.iter().zip(&codes).map(|((kind, _), code)| match kind {
            0 => Tag::Open,
            1 => Tag::Outside,
            plan => Tag::Measure { plan: ["a", "b", "c"][plan - 2], code },
        }).collect();
        let n = cases.len() as u64;
        for tree in ["a", "b", "c"] {
            let tally = Tally::of(tree, tags.iter().map(|tag| (*tag, 1)), &all);
            prop_assert_eq!(tally.total(), n, "in the tree of {}", tree);
            let own = cases.iter().filter(|(kind, _)| *kind == 2 + usize::from(tree.as_bytes()[0] - b'a')).count() as u64;
            prop_assert!(tally.measures.values().sum::<u64>() >= own, "its own cases stand under their measures");
        }
        // The same figure, added up case by case: nothing is counted in two places.
        let one_by_one: u64 = tags.iter().map(|tag| Tally::of("b", [(*tag, 1)], &all).total()).sum();
        prop_assert_eq!(one_by_one, n);
    }

    #[test]
    fn proposals_lead_to_what_there_is_and_leave_nothing_out(
        pairs in proptest::collection::vec((0usize..6, 0usize..6, 0u16..1000, 0u16..1000, 0u16..1000), 0..36),
    ) {
        let codes: Vec<String> = (1101..1107).map(|n| n.to_string()).collect();
        let plan: Vec<Standing<'_>> = codes.iter().map(|code| Standing { code, policy: "p" }).collect();
        let alike: Vec<Likeness> = pairs
            .into_iter()
            .map(|(older, newer, both, of_older, of_newer)| Likeness { older, newer, both, of_older, of_newer })
            .scan(BTreeSet::new(), |seen, pair| Some(seen.insert((pair.older, pair.newer)).then_some(pair)))
            .flatten()
            .collect();
        let rows = propose(&plan, &plan, &alike);
        for row in &rows {
            prop_assert!(row.check().is_ok(), "{row:?}");
        }
        let older: Vec<&str> = rows.iter().filter(|r| r.relation != Relation::New).map(|r| r.subject.as_str()).collect();
        prop_assert_eq!(&older, &codes.iter().map(String::as_str).collect::<Vec<_>>());
        let found = Crosswalk { older: "a".into(), newer: "b".into(), rows: rows.clone() };
        let new: Vec<&str> = rows.iter().filter(|r| r.relation == Relation::New).map(|r| r.subject.as_str()).collect();
        prop_assert_eq!(found.newcomers(codes.iter().map(String::as_str)), new);
        for code in &codes {
            prop_assert!(rows.iter().flat_map(|r| &r.targets).filter(|t| t.code == *code && t.home).count() <= 1);
        }
    }
}
