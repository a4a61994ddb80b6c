//! A map as its readers see it: counted from the voices that are there now and that they may know.
//!
//! Who reads voices of all sections sees every group and the way to each voice. Who reads figures only sees groups of at
//! least five people, words that five people use, and no way to anybody.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kocho_domain::{anonymity, id::PublicKey, people::people};
use kocho_store::{
    topic::{self, TopicMap},
    topic_voice::{self, Member},
};

use super::{
    make::{Kept, KeptGroup, KeptWord},
    reader, sees_all,
    tally::{By, Comparison, Summary, compare, counted, summary},
    words as chosen_words,
};
use crate::{Cx, Error, desk::masked};

/// So much of a group must be on one measure, in hundredths, that its name stands for the group.
const MOSTLY: u64 = 60;
/// Voices that a page of a group shows.
const PAGE: u64 = 50;
/// The fewest voices that use a word of a label.
const USERS: usize = 2;

/// A map with its groups.
#[derive(Debug, Clone)]
pub struct MapView {
    /// What was asked for, and how far it is.
    pub map: TopicMap,
    /// Which voices, in words.
    pub words: Vec<String>,
    /// Everything and the ways to it; else figures of larger groups only.
    pub full: bool,
    /// All voices of the map.
    pub whole: Summary,
    /// The groups.
    pub groups: Vec<GroupView>,
    /// Voices that stand alone.
    pub alone: Summary,
    /// Voices in groups too small for who reads figures only.
    pub small: u64,
    /// How many themes there are.
    pub themes: usize,
    /// The groups beside each other, when asked for.
    pub comparison: Option<Comparison>,
}

/// A group of opinions.
#[derive(Debug, Clone, Default)]
pub struct GroupView {
    /// Its number, from 1.
    pub number: usize,
    /// Its theme, from 0.
    pub theme: usize,
    /// Its place on the map.
    pub x: i32,
    /// See `x`.
    pub y: i32,
    /// The telling words, most telling first; may be none.
    pub words: Vec<String>,
    /// Code and name of the measure that most of it is on.
    pub measure: Option<(String, String)>,
    /// The section that has most of it.
    pub section: String,
    /// Its figures.
    pub summary: Summary,
    /// Keys of its cases, the most typical first (a text of a survey has none); nothing for who reads figures only.
    pub voices: Vec<Option<PublicKey>>,
}

/// A page of a group's voices.
#[derive(Debug, Clone)]
pub struct GroupPage {
    /// The map that it belongs to.
    pub map: TopicMap,
    /// The group; number 0 with those that stand alone.
    pub group: GroupView,
    /// Its voices, masked.
    pub originals: Vec<Original>,
    /// Behind which rank the next page begins.
    pub next: Option<i64>,
}

/// A voice in its own words.
#[derive(Debug, Clone)]
pub struct Original {
    /// Key of its case; a text of a survey has none.
    pub case: Option<PublicKey>,
    /// R8-000123-K, or empty
    pub number: String,
    /// 受付日
    pub received_on: NaiveDate,
    /// Name of the 受付方法.
    pub channel: String,
    /// Name of the 種別.
    pub kind: String,
    /// 件名, masked.
    pub subject: String,
    /// The text, masked.
    pub text: String,
}

/// A map; `by`: with the groups compared.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn show(cx: &Cx, key: &PublicKey, by: Option<By>) -> Result<MapView, Error> {
    reader(cx)?;
    let map = topic::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    let full = sees_all(cx, &map);
    let members = topic_voice::members(&cx.reader(), &map).await?;
    let kept = kept(&map)?;
    let by_group = by_group(&members);
    let alone: Vec<&Member> = by_group.get(&0).cloned().unwrap_or_default();
    let mut groups = Vec::new();
    let (mut small, mut compared) = (0, Vec::new());
    for (number, kept) in (1..).zip(&kept.groups) {
        let members = by_group.get(&number).cloned().unwrap_or_default();
        let view = view(cx, number, kept, &members, full);
        if !full && view.summary.people.all() < anonymity::FEWEST {
            small += view.summary.voices;
        } else if view.summary.voices > 0 {
            compared.push((view.number, members));
            groups.push(view);
        }
    }
    let all: Vec<&Member> = members.iter().collect();
    Ok(MapView {
        words: chosen_words(cx, &map.chosen),
        full,
        whole: summary(cx, &all),
        alone: summary(cx, &alone),
        themes: groups.iter().map(|group| group.theme).collect::<BTreeSet<_>>().len(),
        // Of what was written in a survey neither district nor age is kept with the text.
        comparison: by.filter(|_| full && map.chosen.asked.is_none()).map(|by| compare(cx, &compared, by)),
        groups,
        small,
        map,
    })
}

/// A page of a group's voices, the most typical first, behind a rank.
///
/// # Errors
/// [`Error::Denied`] for who reads figures only, [`Error::NotFound`].
pub async fn group(cx: &Cx, key: &PublicKey, number: usize, behind: i64) -> Result<GroupPage, Error> {
    super::maker(cx)?;
    let map = topic::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    if !sees_all(cx, &map) {
        return Err(Error::Denied);
    }
    let kept = kept(&map)?;
    let own = number.checked_sub(1).map(|place| kept.groups.get(place).cloned().ok_or(Error::NotFound)).transpose()?;
    let members = topic_voice::members(&cx.reader(), &map).await?;
    let members = by_group(&members).remove(&number).unwrap_or_default();
    let group = view(cx, number, &own.unwrap_or_default(), &members, true);
    let row = i64::try_from(number).map_err(|_| Error::NotFound)?;
    let mut found = topic_voice::originals(&cx.reader(), &map, row, behind, PAGE + 1).await?;
    let more = found.len() as u64 > PAGE;
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| last.place);
    Ok(GroupPage { map, group, next, originals: found.into_iter().map(|original| read(cx, original)).collect() })
}

fn read(cx: &Cx, original: topic_voice::Original) -> Original {
    let kind = original.kind.as_deref().and_then(|code| cx.city.rules.kind(code));
    let (case, number) = original.case.unzip();
    Original {
        case,
        number: number.map(|number| number.to_string()).unwrap_or_default(),
        received_on: original.received_on,
        channel: super::channel(cx, &original.channel),
        kind: kind.map(|kind| kind.label.ja.clone()).unwrap_or_default(),
        subject: masked(&original.subject),
        text: masked(&original.body),
    }
}

pub(super) fn kept(map: &TopicMap) -> Result<Kept, Error> {
    if map.body.is_empty() {
        return Ok(Kept::default());
    }
    serde_json::from_str(&map.body).map_err(|e| Error::Internal(e.to_string()))
}

pub(super) fn by_group(members: &[Member]) -> BTreeMap<usize, Vec<&Member>> {
    let mut groups: BTreeMap<usize, Vec<&Member>> = BTreeMap::new();
    for member in members {
        groups.entry(usize::try_from(member.group).unwrap_or(0)).or_default().push(member);
    }
    groups
}

fn view(cx: &Cx, number: usize, kept: &KeptGroup, members: &[&Member], full: bool) -> GroupView {
    GroupView {
        number,
        theme: kept.theme,
        x: kept.x,
        y: kept.y,
        words: words(&kept.words, members, full),
        measure: measure(members),
        section: counted(members.iter().map(|member| member.holder.clone()))
            .into_iter()
            .next()
            .map(|(name, _)| name)
            .unwrap_or_default(),
        summary: summary(cx, members),
        voices: if full { members.iter().map(|member| member.key.clone()).collect() } else { Vec::new() },
    }
}

/// The words that voices which are still there use: two at least, five people where single voices must not be told.
pub(super) fn words(words: &[KeptWord], members: &[&Member], full: bool) -> Vec<String> {
    let there: BTreeMap<i64, &Member> = members.iter().map(|member| (member.case, *member)).collect();
    let used = |word: &&KeptWord| {
        let users: Vec<&Member> = word.cases.iter().filter_map(|case| there.get(case).copied()).collect();
        let enough = full || people(users.iter().map(|user| &user.writer)).all() >= anonymity::FEWEST;
        users.len() >= USERS && enough
    };
    words.iter().filter(used).map(|word| word.text.clone()).collect()
}

/// The measure that most of the voices are on.
pub(super) fn measure(members: &[&Member]) -> Option<(String, String)> {
    let mut counts: BTreeMap<&(String, String), u64> = BTreeMap::new();
    members
        .iter()
        .filter_map(|member| member.measure.as_ref())
        .for_each(|measure| *counts.entry(measure).or_default() += 1);
    let (measure, n) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
    (n * 100 >= MOSTLY * members.len() as u64).then(|| measure.clone())
}
