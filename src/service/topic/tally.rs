//! What is counted of voices: how many, by how many people, how they came in, and how they differ from group to group.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use kocho_domain::{
    era::FiscalYear,
    people::{People, people},
};
use kocho_store::topic_voice::Member;

use super::{channel, label};
use crate::Cx;

/// The figures that stand beside voices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// 件
    pub voices: u64,
    /// 人
    pub people: People,
    /// By 受付方法, the most first.
    pub channels: Vec<(String, u64)>,
    /// By 種別, the most first: what they want may differ, the matter is one.
    pub kinds: Vec<(String, u64)>,
}

/// By what groups are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// 地区
    District,
    /// 年代
    Age,
    /// Months, or years when it is more than one.
    Time,
    /// 受付方法
    Channel,
    /// 種別
    Kind,
}

/// A small table: a row a group, a column a district (or age …).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Words of the columns.
    pub columns: Vec<String>,
    /// For each group its number and its counts.
    pub rows: Vec<(usize, Vec<u64>)>,
}

/// The figures of some voices.
pub(super) fn summary(cx: &Cx, members: &[&Member]) -> Summary {
    Summary {
        voices: members.len() as u64,
        people: people(members.iter().map(|member| &member.writer)),
        channels: counted(members.iter().map(|member| channel(cx, &member.channel))),
        // A text of a survey has no 種別.
        kinds: counted(members.iter().filter(|member| member.key.is_some()).map(|member| kind(cx, member))),
    }
}

/// Each word with how often it comes, the most first.
pub(super) fn counted(words: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn kind(cx: &Cx, member: &Member) -> String {
    let kind = member.kind.as_deref().and_then(|code| cx.city.rules.kind(code));
    kind.map_or_else(|| "種別を決めていない".to_owned(), |kind| kind.label.ja.clone())
}

/// The groups beside each other. `groups` are numbers and voices.
pub(super) fn compare(cx: &Cx, groups: &[(usize, Vec<&Member>)], by: By) -> Comparison {
    let all = || groups.iter().flat_map(|(_, members)| members.iter().copied());
    let days = all().map(|member| member.received_on);
    let long = days.clone().min().zip(days.max()).is_some_and(|(first, last)| (last - first).num_days() > 366);
    let column = |member: &Member| column(cx, member, by, long);
    let mut columns: Vec<(i64, String)> = all().map(column).collect();
    columns.sort();
    columns.dedup();
    let row = |members: &[&Member]| {
        let mut counts = vec![0; columns.len()];
        for member in members {
            if let Ok(place) = columns.binary_search(&column(member)) {
                counts[place] += 1;
            }
        }
        counts
    };
    let rows = groups.iter().map(|(number, members)| (*number, row(members))).collect();
    Comparison { rows, columns: columns.into_iter().map(|(_, word)| word).collect() }
}

/// The column of a voice: its place in the order and its word.
fn column(cx: &Cx, member: &Member, by: By, long: bool) -> (i64, String) {
    let city = cx.city.rules.city();
    let of = |choices: &[kocho_domain::rule::city::Choice], code: &Option<String>| match code {
        Some(code) => {
            let place = choices.iter().position(|choice| choice.code == *code).unwrap_or(choices.len());
            (place as i64, label(choices, code))
        }
        None => (i64::MAX, "不明".to_owned()),
    };
    match by {
        By::District => of(&city.districts, &member.district),
        By::Age => of(&city.age_groups, &member.age_group),
        By::Time => time(member.received_on, long),
        By::Channel => (0, channel(cx, &member.channel)),
        By::Kind => (0, kind(cx, member)),
    }
}

fn time(on: NaiveDate, long: bool) -> (i64, String) {
    if long {
        let year = FiscalYear::of(on);
        return (i64::from(year.year()), year.label());
    }
    (i64::from(on.year()) * 12 + i64::from(on.month0()), format!("{}月", on.month()))
}
