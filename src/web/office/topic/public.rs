//! Groups of opinions on a page that may leave the house: printed, or handed to whoever asks. Nobody can be told in it.

use askama::Template;
use axum::extract::{Path, State};
use chrono::NaiveDate;
use kocho_service::topic::{self, PublicMap};

use super::{
    list::chosen,
    view::{Circle, circle, letter, name, short},
};
use crate::{
    frame::Frame,
    guard::Signed,
    page::Page,
    problem::AppError,
    staff::{case::door::key_of, filters},
    state::AppState,
    urls::staff as urls,
};

/// Fewer groups are a list, no map.
const DRAWN: usize = 6;

/// `GET /office/topics/{topic}/public`
#[derive(Debug, Template)]
#[template(path = "office/topic/public.html")]
pub(crate) struct TopicPublicPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    pub(crate) words: String,
    pub(crate) people: u64,
    pub(crate) groups: Vec<PublicRow>,
    /// There are enough groups for a map to say something.
    pub(crate) drawn: bool,
    /// People of all other groups together, 0 when they may not be told.
    pub(crate) rest: u64,
    /// ウェブ 40人　提案箱 12人　そのほか 6人
    pub(crate) channels: String,
    pub(crate) version: String,
}

/// A group.
#[derive(Debug, Clone)]
pub(crate) struct PublicRow {
    pub(crate) mark: String,
    /// The name as it fits on the map.
    pub(crate) short: String,
    /// Its words, or empty.
    pub(crate) words: String,
    pub(crate) measure: String,
    pub(crate) people: u64,
    pub(crate) circle: Circle,
}

pub(super) async fn public(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<TopicPublicPage>, AppError> {
    let found = topic::public(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(Page::ok(page(signed.frame(&state), &found)))
}

fn page(frame: Frame, found: &PublicMap) -> TopicPublicPage {
    let row = |group: &topic::PublicGroup| {
        let name = name(&group.words, group.measure.as_deref(), "");
        PublicRow {
            mark: format!("{}{}", letter(group.theme), group.number),
            short: short(&name),
            words: group.words.join("・"),
            measure: group.measure.clone().unwrap_or_default(),
            people: group.people,
            circle: circle((group.x, group.y), group.theme, group.people, found.people),
        }
    };
    let rest = (found.channels.rest > 0).then(|| format!("そのほか {}人", found.channels.rest));
    let channels = found.channels.counts.iter().map(|(word, n)| format!("{word} {n}人")).chain(rest);
    TopicPublicPage {
        frame,
        back: urls::topic(found.map.key.as_str()),
        from: found.map.chosen.from,
        until: found.map.chosen.until,
        words: chosen(&found.words),
        people: found.people,
        groups: found.groups.iter().map(row).collect(),
        drawn: found.groups.len() >= DRAWN,
        rest: found.rest,
        channels: channels.collect::<Vec<_>>().join("　"),
        version: found.map.version.clone(),
    }
}

#[cfg(test)]
impl TopicPublicPage {
    /// Two groups.
    pub(crate) fn sample() -> Self {
        let row = |mark: &str, name: &str, people, at| PublicRow {
            mark: mark.into(),
            short: short(name),
            words: name.into(),
            measure: "公共施設の管理".into(),
            people,
            circle: circle(at, 0, people, 30),
        };
        TopicPublicPage {
            frame: Frame { flash: None, ..Frame::staff_sample() },
            back: "/office/topics/abc".into(),
            from: "2026-04-01".parse().unwrap(),
            until: "2026-11-22".parse().unwrap(),
            words: "すべての声".into(),
            people: 30,
            groups: vec![row("A1", "公民館・通学路", 12, (300, 200)), row("B2", "LINE・PDF", 8, (600, 400))],
            drawn: true,
            rest: 10,
            channels: "ウェブ 20人　そのほか 10人".into(),
            version: "topic-2026.11.1".into(),
        }
    }

    /// Too few agreed.
    pub(crate) fn sample_empty() -> Self {
        TopicPublicPage { people: 0, groups: Vec::new(), rest: 0, channels: String::new(), ..Self::sample() }
    }
}
