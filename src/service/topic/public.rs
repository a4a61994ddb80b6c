//! A map as it may leave the house: only voices whose writers agreed to be published, only groups of at least five of
//! them, only words that five of them use; no voice, no point, and no figure from which a smaller one could be reckoned.

use kocho_domain::{
    anonymity::{self, Shown, shown},
    id::PublicKey,
    people::people,
};
use kocho_store::{
    topic::{self, TopicMap},
    topic_voice::{self, Member},
};

use super::{
    channel, reader,
    show::{by_group, kept, measure, words},
    tally::counted,
    words as chosen_words,
};
use crate::{Cx, Error};

/// What may be shown to everybody.
#[derive(Debug, Clone)]
pub struct PublicMap {
    /// What was asked for.
    pub map: TopicMap,
    /// Which voices, in words.
    pub words: Vec<String>,
    /// Independent people whose voices are shown or stand in the rest.
    pub people: u64,
    /// The groups.
    pub groups: Vec<PublicGroup>,
    /// People of all other groups together; 0 or at least five.
    pub rest: u64,
    /// By 受付方法.
    pub channels: Shown<String>,
}

/// A group without anybody in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicGroup {
    /// Its number, from 1, the largest first.
    pub number: usize,
    /// Its theme, from 0.
    pub theme: usize,
    /// Its place on the map.
    pub x: i32,
    /// See `x`.
    pub y: i32,
    /// Words that five people use.
    pub words: Vec<String>,
    /// Name of the measure that most of it is on.
    pub measure: Option<String>,
    /// Independent people.
    pub people: u64,
}

/// A map for everybody.
///
/// # Errors
/// [`Error::Denied`], [`Error::NotFound`].
pub async fn public(cx: &Cx, key: &PublicKey) -> Result<PublicMap, Error> {
    reader(cx)?;
    let map = topic::by_key(&cx.reader(), key).await?.ok_or(Error::NotFound)?;
    let mut members = topic_voice::members(&cx.reader(), &map).await?;
    members.retain(|member| member.publish_ok);
    let kept = kept(&map)?;
    let by_group = by_group(&members);
    let voices = |number: usize| by_group.get(&number).cloned().unwrap_or_default();
    let count = |members: &[&Member]| people(members.iter().map(|member| &member.writer)).all();
    let counts = (0..=kept.groups.len()).map(|number| (number, if number == 0 { 0 } else { count(&voices(number)) }));
    let found = shown(counts.collect());
    let group = |(number, people): &(usize, u64)| {
        let (own, members) = (kept.groups.get(number.wrapping_sub(1))?, voices(*number));
        Some(PublicGroup {
            number: 0,
            theme: own.theme,
            x: own.x,
            y: own.y,
            words: words(&own.words, &members, false),
            measure: measure(&members).map(|(_, name)| name),
            people: *people,
        })
    };
    let mut groups: Vec<PublicGroup> = found.counts.iter().filter_map(group).collect();
    // Without a name a group says nothing.
    groups.retain(|group| !group.words.is_empty() || group.measure.is_some());
    groups.sort_by_key(|group| u64::MAX - group.people);
    (1..).zip(&mut groups).for_each(|(number, group)| group.number = number);
    let total: u64 = found.counts.iter().map(|(_, n)| n).sum::<u64>() + found.rest;
    let channels = if total < anonymity::FEWEST { Vec::new() } else { by_channel(cx, &members) };
    let told: u64 = groups.iter().map(|group| group.people).sum();
    Ok(PublicMap {
        words: chosen_words(cx, &map.chosen),
        rest: total - told,
        people: total,
        groups,
        channels: shown(channels),
        map,
    })
}

/// People by 受付方法.
fn by_channel(cx: &Cx, members: &[Member]) -> Vec<(String, u64)> {
    let grouped: Vec<&Member> = members.iter().filter(|member| member.group > 0).collect();
    let codes = counted(grouped.iter().map(|member| member.channel.clone()));
    let people_of = |code: &str| people(grouped.iter().filter(|m| m.channel == code).map(|m| &m.writer)).all();
    codes.into_iter().map(|(code, _)| (channel(cx, &code), people_of(&code))).collect()
}
