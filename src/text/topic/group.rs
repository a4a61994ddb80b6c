//! Which voices belong together? Neighbours are joined as long as they are more among themselves than chance would have it
//! (Louvain's method, in a fixed order), as finely as a reader can take in.

use super::matrix::{Matrix, alike};
use super::near::Near;
use super::rows;

/// Fewer voices are no group.
const FEWEST: usize = 3;
/// More groups than this nobody reads.
const MOST: usize = 60;
/// How finely it may be divided, coarse to fine.
const GRAIN: [f64; 14] = [0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0, 23.0, 32.0];
/// A member that is less like its group than this stands alone.
const STRAY: f32 = 0.5;
/// Neighbours that are less alike than this are not joined.
const JOINED: f32 = 0.5;

/// Who is joined to whom, and how strongly; both ways.
type Graph = Vec<Vec<(usize, f64)>>;

/// The groups, the largest first; members in the order of how typical they are.
pub(super) fn groups(near: &[Near], places: &Matrix) -> Vec<Vec<usize>> {
    let graph = graph(near);
    let wanted = wanted(near.len());
    // Too fine a grain leaves nothing but pairs: of those with too few groups the one with the most is taken.
    let mut ways = rows::each(GRAIN.len(), |grain| found(&graph, GRAIN[grain], places));
    let most = ways.iter().map(Vec::len).max().unwrap_or(0);
    let best = ways.iter().position(|groups| groups.len() >= wanted.min(most)).unwrap_or(0);
    let mut best = ways.swap_remove(best);
    best.truncate(MOST);
    best
}

/// How many groups a reader can take in.
fn wanted(voices: usize) -> usize {
    ((voices as f64).sqrt() as usize).clamp(3, MOST - 10)
}

fn found(graph: &Graph, grain: f64, places: &Matrix) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = members(&join(graph, grain));
    groups.iter_mut().for_each(|group| sort_by_type(group, places));
    groups.retain(|group| group.len() >= FEWEST);
    groups.sort_by_key(|group| (usize::MAX - group.len(), group.iter().min().copied()));
    groups
}

/// The most typical first; strays are dropped.
fn sort_by_type(group: &mut Vec<usize>, places: &Matrix) {
    let centre = places.mean(group);
    let mut typical: Vec<(usize, f32)> = group.iter().map(|m| (*m, alike(places.row(*m), &centre))).collect();
    typical.retain(|(_, like)| *like >= STRAY);
    typical.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    *group = typical.into_iter().map(|(member, _)| member).collect();
}

/// Neighbours are joined, twice as strongly when each is the other's neighbour.
fn graph(near: &[Near]) -> Graph {
    let mut graph: Graph = vec![Vec::new(); near.len()];
    for (voice, others) in near.iter().enumerate() {
        for (other, alike) in others.iter().filter(|(_, alike)| *alike >= JOINED) {
            let strength = f64::from(*alike).powi(2);
            graph[voice].push((*other, strength));
            graph[*other].push((voice, strength));
        }
    }
    graph.iter_mut().for_each(merge);
    graph
}

/// Joins that go to the same one become one.
fn merge(joins: &mut Vec<(usize, f64)>) {
    joins.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    joins.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
}

/// Louvain's method: a group for each voice.
fn join(graph: &Graph, grain: f64) -> Vec<usize> {
    let mut whole: Vec<usize> = (0..graph.len()).collect();
    let mut level = graph.clone();
    loop {
        let found = numbered(&one_level(&level, grain));
        let groups = found.iter().max().map_or(0, |most| most + 1);
        whole.iter_mut().for_each(|group| *group = found[*group]);
        if groups == level.len() {
            return whole;
        }
        level = gathered(&level, &found, groups);
    }
}

/// Everybody moves to the neighbour's group that gains most, until nobody wants to.
fn one_level(graph: &Graph, grain: f64) -> Vec<usize> {
    let own: Vec<f64> = graph.iter().map(|joins| joins.iter().map(|(_, strength)| strength).sum()).collect();
    let all: f64 = own.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut group: Vec<usize> = (0..graph.len()).collect();
    let mut total = own.clone();
    for _ in 0..ROUNDS {
        let mut moved = 0;
        for one in 0..graph.len() {
            let (from, to) = (group[one], best_group(one, graph, &group, &total, grain * own[one] / all));
            if to != from {
                total[from] -= own[one];
                total[to] += own[one];
                group[one] = to;
                moved += 1;
            }
        }
        if moved == 0 {
            break;
        }
    }
    group
}

/// Rounds of one level at most; few are needed.
const ROUNDS: usize = 30;

fn best_group(one: usize, graph: &Graph, group: &[usize], total: &[f64], weight: f64) -> usize {
    let from = group[one];
    let mut joined: Vec<(usize, f64)> = graph[one]
        .iter()
        .filter(|(other, _)| *other != one)
        .map(|(other, strength)| (group[*other], *strength))
        .collect();
    merge(&mut joined);
    let own: f64 = graph[one].iter().map(|(_, strength)| strength).sum();
    let gain = |to: usize, strength: f64| {
        let others = if to == from { total[to] - own } else { total[to] };
        strength - weight * others
    };
    let stay = gain(from, joined.iter().find(|(to, _)| *to == from).map_or(0.0, |(_, strength)| *strength));
    let mut best = (from, stay + 1e-9);
    for (to, strength) in joined.into_iter().filter(|(to, _)| *to != from) {
        let gained = gain(to, strength);
        if gained > best.1 {
            best = (to, gained);
        }
    }
    best.0
}

/// Groups numbered in the order in which they come.
fn numbered(group: &[usize]) -> Vec<usize> {
    let mut names = vec![usize::MAX; group.len()];
    let mut next = 0;
    let mut number = |name: usize| {
        if names[name] == usize::MAX {
            names[name] = next;
            next += 1;
        }
        names[name]
    };
    group.iter().map(|name| number(*name)).collect()
}

/// A graph of the groups.
fn gathered(graph: &Graph, found: &[usize], groups: usize) -> Graph {
    let mut next: Graph = vec![Vec::new(); groups];
    for (one, joins) in graph.iter().enumerate() {
        next[found[one]].extend(joins.iter().map(|(other, strength)| (found[*other], *strength)));
    }
    next.iter_mut().for_each(merge);
    next
}

fn members(group: &[usize]) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); group.iter().max().map_or(0, |most| most + 1)];
    for (one, name) in group.iter().enumerate() {
        members[*name].push(one);
    }
    members
}
