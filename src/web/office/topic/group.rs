//! The voices of one group of opinions, in their own words.

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use kocho_service::topic::{self, GroupPage};
use serde::Deserialize;

use super::{
    super::view::heading,
    view::{Figures, figures, letter, name},
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

/// `GET /office/topics/{topic}/groups/{group}`
#[derive(Debug, Template)]
#[template(path = "office/topic/group.html")]
pub(crate) struct TopicGroupPage {
    pub(crate) frame: Frame,
    /// The map.
    pub(crate) back: String,
    /// A1; empty for voices that stand alone.
    pub(crate) mark: String,
    pub(crate) name: String,
    pub(crate) words: String,
    /// The measure that most of it is on, or empty.
    pub(crate) measure: String,
    pub(crate) figures: Figures,
    pub(crate) voices: Vec<VoiceView>,
    /// Addresses of the first and the next page.
    pub(crate) first: Option<String>,
    pub(crate) next: Option<String>,
}

/// A voice.
#[derive(Debug, Clone)]
pub(crate) struct VoiceView {
    /// Its case; empty for a text of a survey, all of which stands here.
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) channel: String,
    pub(crate) kind: String,
    /// 件名, or the first words of the text.
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// Where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct GroupQuery {
    /// Behind this rank.
    after: i64,
}

pub(super) async fn group(
    State(state): State<AppState>,
    signed: Signed,
    Path((key, number)): Path<(String, usize)>,
    Query(query): Query<GroupQuery>,
) -> Result<Page<TopicGroupPage>, AppError> {
    let found = topic::group(&signed.cx(&state), &key_of(&key)?, number, query.after).await?;
    let first = (query.after > 0).then(|| urls::topic_group(&key, number, 0));
    Ok(Page::ok(TopicGroupPage { first, ..page(signed.frame(&state), found) }))
}

fn page(frame: Frame, found: GroupPage) -> TopicGroupPage {
    let (key, group) = (found.map.key.as_str(), &found.group);
    let measure = group.measure.as_ref();
    let voice = |voice: topic::Original| VoiceView {
        href: voice.case.map(|case| urls::case(case.as_str())).unwrap_or_default(),
        number: voice.number,
        received_on: voice.received_on,
        channel: voice.channel,
        kind: voice.kind,
        heading: heading(&voice.subject, &voice.text),
        text: voice.text,
    };
    let alone = group.number == 0;
    TopicGroupPage {
        frame,
        back: urls::topic(key),
        mark: if alone { String::new() } else { format!("{}{}", letter(group.theme), group.number) },
        name: if alone {
            "どのグループにも入らなかった声".to_owned()
        } else {
            name(&group.words, measure.map(|(_, name)| name.as_str()), &group.section)
        },
        words: group.words.join("・"),
        measure: measure.filter(|_| !alone).map(|(code, name)| format!("{code} {name}")).unwrap_or_default(),
        figures: figures(&group.summary),
        first: None,
        next: found.next.map(|behind| urls::topic_group(key, group.number, behind)),
        voices: found.originals.into_iter().map(voice).collect(),
    }
}

#[cfg(test)]
impl TopicGroupPage {
    /// A group with one voice on the page.
    pub(crate) fn sample() -> Self {
        TopicGroupPage {
            frame: Frame { flash: None, ..Frame::staff_sample() },
            back: "/office/topics/abc".into(),
            mark: "A1".into(),
            name: "公民館・通学路・歩道".into(),
            words: "公民館・通学路・歩道・草刈り".into(),
            measure: "1403 公共施設の管理".into(),
            figures: Figures {
                voices: 10,
                people: "7人＋書き手不明3".into(),
                channels: "ウェブ7　提案箱3".into(),
                kinds: "要望8　苦情2".into(),
            },
            voices: vec![VoiceView {
                href: "/staff/cases/abc".into(),
                number: "R8-000130-K".into(),
                received_on: "2026-10-13".parse().unwrap(),
                channel: "ウェブ".into(),
                kind: "要望".into(),
                heading: "公民館のトイレが和式ばかりで…".into(),
                text: "公民館のトイレが和式ばかりで、膝が悪い者には使えません。".into(),
            }],
            first: Some("/office/topics/abc/groups/1".into()),
            next: Some("/office/topics/abc/groups/1?after=50".into()),
        }
    }
}
