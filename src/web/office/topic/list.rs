//! Which maps of groups of opinions are there?

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use kocho_service::topic::{self, Listed, State as Stand};

use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::{case::door::key_of, filters},
    state::AppState,
    urls::staff as urls,
};

/// `GET /office/topics`
#[derive(Debug, Template)]
#[template(path = "office/topic/list.html")]
pub(crate) struct TopicListPage {
    pub(crate) frame: Frame,
    pub(crate) maps: Vec<MapRow>,
    /// May ask for one.
    pub(crate) may_make: bool,
}

/// A map in the list.
#[derive(Debug, Clone)]
pub(crate) struct MapRow {
    pub(crate) href: String,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// 施策・地区・受付方法, or すべての声.
    pub(crate) words: String,
    /// It can be read.
    pub(crate) done: bool,
    /// Hundredths of the work.
    pub(crate) progress: u8,
    pub(crate) made_at: DateTime<Utc>,
}

pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<TopicListPage>, AppError> {
    let cx = signed.cx(&state);
    let maps = topic::list(&cx).await?.iter().map(row).collect();
    Ok(Page::ok(TopicListPage { frame: signed.frame(&state), maps, may_make: topic::may_make(&cx) }))
}

fn row(listed: &Listed) -> MapRow {
    MapRow {
        href: urls::topic(listed.map.key.as_str()),
        from: listed.map.chosen.from,
        until: listed.map.chosen.until,
        words: chosen(&listed.words),
        done: listed.map.state == Stand::Done,
        progress: listed.map.progress,
        made_at: listed.map.created_at,
    }
}

/// Which voices, in one line.
pub(super) fn chosen(words: &[String]) -> String {
    if words.is_empty() { "すべての声".to_owned() } else { words.join("・") }
}

pub(super) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    topic::remove(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(go_with(&state, urls::TOPICS, "success", "意見グループを消しました。声は残っています。").into_response())
}

#[cfg(test)]
impl TopicListPage {
    /// One that is done and one that is being made.
    pub(crate) fn sample() -> Self {
        let day = |text: &str| text.parse().unwrap();
        let row = |words: &str, done, progress| MapRow {
            href: "/office/topics/abc".into(),
            from: day("2026-04-01"),
            until: day("2026-11-22"),
            words: words.into(),
            done,
            progress,
            made_at: "2026-11-22T01:00:00Z".parse().unwrap(),
        };
        TopicListPage {
            frame: Frame { flash: None, ..Frame::staff_sample() },
            maps: vec![row("広報広聴の充実・美野里", false, 40), row("すべての声", true, 100)],
            may_make: true,
        }
    }

    /// For somebody who reads figures only, before there is any.
    pub(crate) fn sample_empty() -> Self {
        TopicListPage { maps: Vec::new(), may_make: false, ..Self::sample() }
    }
}
