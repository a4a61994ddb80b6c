//! Which crosswalk follows from how alike the texts of two plans are? Proposed here, decided by a person.
//!
//! Two measures belong together when each is the other's best match, or when most of one is found in the other. Of one that
//! belongs to several comes a split, of several that belong to one a merger.

use std::collections::BTreeMap;

use super::{Relation, Row, Target};

/// From here on two measures that are each other's best match belong together, of 1000.
const MUTUAL: u16 = 180;
/// So much of a measure must be found in another, of which it is not the best match, to be a part of it, of 1000.
const PART: u16 = 350;

/// How alike two measures are, by their places in the lists of their plans. Shares are of 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// Place of the older one.
    pub older: usize,
    /// Place of the newer one.
    pub newer: usize,
    /// Both against each other.
    pub both: u16,
    /// How much of the older one is found in the newer.
    pub of_older: u16,
    /// How much of the newer one is found in the older.
    pub of_newer: u16,
}

/// A measure and the policy under which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Its code.
    pub code: &'a str,
    /// Name of its policy.
    pub policy: &'a str,
}

/// A proposal for each measure of the older plan in its order, then for those of the newer that nothing leads to.
pub fn propose(older: &[Standing<'_>], newer: &[Standing<'_>], alike: &[Likeness]) -> Vec<Row> {
    let links = links(alike);
    let from = |place: usize| links.iter().filter(move |link| link.older == place);
    let into = |place: usize| links.iter().filter(move |link| link.newer == place);
    let homes = homes(older, newer, &links);
    let mut rows: Vec<Row> = Vec::with_capacity(older.len());
    for (place, measure) in older.iter().enumerate() {
        let mut found: Vec<&Likeness> = from(place).collect();
        found.sort_by_key(|link| (std::cmp::Reverse(link.both), link.newer));
        let relation = match found.as_slice() {
            [] => Relation::Ended,
            [one] if into(one.newer).count() > 1 => Relation::Merged,
            [one] if homes.get(measure.policy) == Some(&newer[one.newer].policy) => Relation::Same,
            [_] => Relation::Moved,
            _ => Relation::Split,
        };
        let is_home =
            |link: &Likeness| into(link.newer).max_by_key(|l| (l.both, std::cmp::Reverse(l.older))) == Some(link);
        let target = |link: &&Likeness| Target { code: newer[link.newer].code.to_owned(), home: is_home(link) };
        let targets = found.iter().map(target).collect();
        rows.push(Row { subject: measure.code.to_owned(), relation, targets, decided: false });
    }
    let alone = newer.iter().enumerate().filter(|(place, _)| into(*place).next().is_none());
    rows.extend(alone.map(|(_, measure)| Row {
        subject: measure.code.to_owned(),
        relation: Relation::New,
        targets: Vec::new(),
        decided: false,
    }));
    rows
}

/// The pairs that belong together.
fn links(alike: &[Likeness]) -> Vec<Likeness> {
    let mut best_of_older: BTreeMap<usize, Likeness> = BTreeMap::new();
    let mut best_of_newer: BTreeMap<usize, Likeness> = BTreeMap::new();
    for pair in alike {
        let keep = |best: &mut Likeness| {
            if pair.both > best.both {
                *best = *pair;
            }
        };
        best_of_older.entry(pair.older).and_modify(keep).or_insert(*pair);
        best_of_newer.entry(pair.newer).and_modify(keep).or_insert(*pair);
    }
    let belongs = |pair: &&Likeness| {
        let of_older = best_of_older.get(&pair.older) == Some(*pair);
        let of_newer = best_of_newer.get(&pair.newer) == Some(*pair);
        (of_older && of_newer && pair.both >= MUTUAL)
            || (of_older && pair.of_older >= PART)
            || (of_newer && pair.of_newer >= PART)
    };
    alike.iter().filter(belongs).copied().collect()
}

/// For each policy of the older plan the one of the newer in which most of its measures go on; of equal ones the one of
/// the same name, then the first.
fn homes<'a>(older: &[Standing<'a>], newer: &[Standing<'a>], links: &[Likeness]) -> BTreeMap<&'a str, &'a str> {
    let mut counts: BTreeMap<&str, Vec<(&str, u32)>> = BTreeMap::new();
    for link in links {
        let (from, to) = (older[link.older].policy, newer[link.newer].policy);
        let goes = counts.entry(from).or_default();
        match goes.iter_mut().find(|(policy, _)| *policy == to) {
            Some((_, count)) => *count += 1,
            None => goes.push((to, 1)),
        }
    }
    let most = |(from, goes): (&'a str, Vec<(&'a str, u32)>)| {
        let best = goes.iter().rev().max_by_key(|(to, count)| (*count, *to == from))?;
        Some((from, best.0))
    };
    counts.into_iter().filter_map(most).collect()
}
