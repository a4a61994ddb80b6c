//! The worker makes a map: reads the chosen voices, masks what points at people, has them put into groups, keeps the places.

use std::{collections::HashMap, sync::Arc};

use kocho_domain::story::{Story, Why};
use kocho_store::{
    topic::{self, Place, State},
    topic_voice::{self, Text},
};
use kocho_text::{
    normalize::search_key,
    topic::{Map, VERSION, Voice, map},
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{MOST, measures};
use crate::{City, Cx, Error, desk::masked};

/// What is kept of a map beside the places.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The groups in their order.
    pub(super) groups: Vec<KeptGroup>,
}

/// A group.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct KeptGroup {
    pub(super) theme: usize,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) words: Vec<KeptWord>,
}

/// A word of a label and the cases that use it: a word that nobody uses any more is not shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct KeptWord {
    pub(super) text: String,
    pub(super) cases: Vec<i64>,
}

/// Makes a map that was asked for. Done again it makes the same one; one that was taken away is no error.
///
/// # Errors
/// What the database says.
pub(crate) async fn make(cx: &Cx, id: i64) -> Result<(), Error> {
    let Some(asked) = topic::by_id(&cx.reader(), id).await?.filter(|map| map.state == State::Waiting) else {
        return Ok(());
    };
    let texts = topic_voice::texts(&cx.reader(), &asked.chosen, &measures(cx, &asked.chosen), MOST).await?;
    tell(cx, id, 10).await?;
    let (say, mut said) = watch::channel(10);
    let city = Arc::clone(&cx.city);
    // Beside the run time's threads: pages do not wait for it.
    let work = tokio::task::spawn_blocking(move || found(&city, &texts, &say));
    while said.changed().await.is_ok() {
        let hundredths = *said.borrow_and_update();
        tell(cx, id, hundredths).await?;
    }
    // What it panicked with may hold a resident's words.
    let (kept, places) = work.await.map_err(|_| Error::Internal("the voices could not be put into groups".into()))?;
    let body = serde_json::to_string(&kept).map_err(|e| Error::Internal(e.to_string()))?;
    let mut tx = cx.begin().await?;
    topic::finish(&mut tx, id, VERSION, &body, &places).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Topic)).await?)
}

async fn tell(cx: &Cx, id: i64, hundredths: u8) -> Result<(), Error> {
    let mut tx = cx.begin().await?;
    topic::progress(&mut tx, id, hundredths).await?;
    Ok(tx.commit(Story::Unrecorded(Why::Topic)).await?)
}

fn found(city: &City, texts: &[Text], say: &watch::Sender<u8>) -> (Kept, Vec<Place>) {
    let plain: Vec<String> = texts.iter().map(|text| masked(&format!("{}\n{}", text.subject, text.body))).collect();
    say.send_replace(20);
    let voices: Vec<Voice<'_>> =
        texts.iter().zip(&plain).map(|(text, plain)| Voice { id: text.case, text: plain }).collect();
    let map = map(&voices, city.classifier(), &mut |hundredths| {
        say.send_replace(20 + hundredths / 10 * 7);
    });
    let places = places(&map, &same_texts(texts));
    let group = |group: kocho_text::topic::Group| KeptGroup {
        theme: group.theme,
        x: group.x,
        y: group.y,
        words: group.words.into_iter().map(|word| KeptWord { text: word.text, cases: word.voices }).collect(),
    };
    (Kept { groups: map.groups.into_iter().map(group).collect() }, places)
}

/// For each case the first one with the same text.
fn same_texts(texts: &[Text]) -> HashMap<i64, i64> {
    let mut first: HashMap<String, i64> = HashMap::new();
    texts.iter().map(|text| (text.case, *first.entry(search_key(&text.body)).or_insert(text.case))).collect()
}

fn places(map: &Map, same: &HashMap<i64, i64>) -> Vec<Place> {
    let alone = std::iter::once(&map.ungrouped);
    let groups = alone.chain(map.groups.iter().map(|group| &group.members));
    let ranked =
        (0..).zip(groups).flat_map(|(group, members)| (1..).zip(members).map(move |(place, id)| (group, place, *id)));
    let place = |(group, place, case): (i64, i64, i64)| Place {
        case,
        group,
        place,
        same_text: same.get(&case).copied().unwrap_or(case),
    };
    ranked.map(place).collect()
}
