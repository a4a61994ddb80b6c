//! A map of groups of opinions: as a map, as a list, as a tree, and the groups beside each other.

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, NaiveDate, Utc};
use kocho_service::topic::{self, By, Comparison, MapView, State as Stand};
use serde::Deserialize;

use super::{
    list::chosen,
    view::{Figures, GroupRow, figures, letter, row},
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

/// `GET /office/topics/{topic}`
#[derive(Debug, Template)]
#[template(path = "office/topic/show.html")]
pub(crate) struct TopicPage {
    pub(crate) frame: Frame,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
    /// Which voices, in one line.
    pub(crate) words: String,
    /// It can be read; else how far it is stands there.
    pub(crate) done: bool,
    pub(crate) progress: u8,
    pub(crate) version: String,
    pub(crate) made_at: DateTime<Utc>,
    /// Ways to the voices are open.
    pub(crate) full: bool,
    /// What people wrote in a survey: of whom is not known, so nothing can be compared.
    pub(crate) is_survey: bool,
    /// `map`, `list`, `tree`
    pub(crate) view: &'static str,
    /// The three ways to look at it: word, address, the present one.
    pub(crate) views: Vec<Tab>,
    pub(crate) whole: Figures,
    pub(crate) groups: Vec<GroupRow>,
    pub(crate) themes: Vec<Theme>,
    pub(crate) alone: Figures,
    pub(crate) alone_href: String,
    /// Voices in groups too small to be shown to the reader.
    pub(crate) small: u64,
    /// By what the groups can be compared.
    pub(crate) by: Vec<Tab>,
    pub(crate) comparison: Option<Table>,
    /// Addresses of this page, of the page that may leave the house, and of taking the map away.
    pub(crate) here: String,
    pub(crate) public: String,
    pub(crate) remove: String,
}

/// One of several ways to look at something.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) label: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// Groups that are near each other.
#[derive(Debug, Clone)]
pub(crate) struct Theme {
    pub(crate) letter: char,
    /// The first words of its groups.
    pub(crate) words: String,
    pub(crate) voices: u64,
    pub(crate) groups: Vec<GroupRow>,
}

/// Groups beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// 地区
    pub(crate) by: &'static str,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<TableRow>,
}

/// A group in the table.
#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    pub(crate) mark: String,
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
}

/// A count and how much of its group it is, in four steps.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) n: u64,
    pub(crate) step: u64,
}

/// How it is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TopicQuery {
    view: String,
    by: String,
}

const VIEWS: [(&str, &str); 3] = [("map", "地図"), ("list", "一覧"), ("tree", "まとまり")];
const BY: [(&str, &str, By); 5] = [
    ("district", "地区", By::District),
    ("age", "年代", By::Age),
    ("time", "時期", By::Time),
    ("channel", "受付方法", By::Channel),
    ("kind", "種別", By::Kind),
];

pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(query): Query<TopicQuery>,
) -> Result<Page<TopicPage>, AppError> {
    let by = BY.into_iter().find(|(code, ..)| *code == query.by);
    let found = topic::show(&signed.cx(&state), &key_of(&key)?, by.map(|(.., by)| by)).await?;
    let view = VIEWS.into_iter().find(|(code, _)| *code == query.view).map_or("map", |(code, _)| code);
    Ok(Page::ok(TopicPage::of(signed.frame(&state), &found, view, by.map(|(code, word, _)| (code, word)))))
}

impl TopicPage {
    fn of(frame: Frame, found: &MapView, view: &'static str, by: Option<(&'static str, &'static str)>) -> Self {
        let key = found.map.key.as_str();
        let all = found.whole.voices;
        let groups: Vec<GroupRow> = found.groups.iter().map(|group| row(group, all, key, found.full)).collect();
        let code = by.map_or("", |(code, _)| code);
        let tab = |label, view: &str, by: &str, current| Tab { label, href: urls::topic_view(key, view, by), current };
        TopicPage {
            frame,
            from: found.map.chosen.from,
            until: found.map.chosen.until,
            words: chosen(&found.words),
            done: found.map.state == Stand::Done,
            progress: found.map.progress,
            version: found.map.version.clone(),
            made_at: found.map.done_at.unwrap_or(found.map.created_at),
            full: found.full,
            is_survey: found.map.chosen.asked.is_some(),
            view,
            views: VIEWS.into_iter().map(|(name, label)| tab(label, name, code, name == view)).collect(),
            whole: figures(&found.whole),
            themes: themes(found, &groups),
            alone: figures(&found.alone),
            alone_href: if found.full { urls::topic_group(key, 0, 0) } else { String::new() },
            small: found.small,
            by: BY.into_iter().map(|(name, label, _)| tab(label, view, name, name == code)).collect(),
            comparison: found
                .comparison
                .as_ref()
                .zip(by)
                .map(|(table, (_, word))| compared(table, word, found, &groups)),
            here: urls::topic(key),
            public: urls::topic_public(key),
            remove: urls::topic_remove(key),
            groups,
        }
    }
}

fn themes(found: &MapView, groups: &[GroupRow]) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for (group, row) in found.groups.iter().zip(groups) {
        let letter = letter(group.theme);
        if !themes.iter().any(|theme| theme.letter == letter) {
            themes.push(Theme { letter, words: String::new(), voices: 0, groups: Vec::new() });
        }
        if let Some(theme) = themes.iter_mut().find(|theme| theme.letter == letter) {
            theme.voices += row.figures.voices;
            theme.groups.push(row.clone());
        }
    }
    for theme in &mut themes {
        let first = theme.groups.iter().filter_map(|group| group.name.split('・').next()).take(3);
        theme.words = first.collect::<Vec<_>>().join("、");
    }
    themes.sort_by_key(|theme| theme.letter);
    themes
}

fn compared(table: &Comparison, by: &'static str, found: &MapView, groups: &[GroupRow]) -> Table {
    let cell = |n: u64, all: u64| Cell { n, step: (4 * n).div_ceil(all.max(1)) };
    let row = |(number, counts): &(usize, Vec<u64>)| {
        let place = found.groups.iter().position(|group| group.number == *number)?;
        let (group, all) = (&groups[place], counts.iter().sum());
        Some(TableRow {
            mark: group.mark.clone(),
            name: group.name.clone(),
            cells: counts.iter().map(|n| cell(*n, all)).collect(),
        })
    };
    Table { by, columns: table.columns.clone(), rows: table.rows.iter().filter_map(row).collect() }
}

#[cfg(test)]
pub(crate) mod sample {
    use super::*;
    use crate::office::topic::view::{Circle, Point, circle};

    fn figures(voices: u64) -> Figures {
        Figures {
            voices,
            people: format!("{}人＋書き手不明1", voices - 1),
            channels: format!("ウェブ{voices}"),
            kinds: format!("要望{voices}"),
        }
    }

    /// A group with a few points.
    pub(crate) fn group(mark: &str, name: &str, voices: u64, at: (i32, i32)) -> GroupRow {
        let circle: Circle = circle(at, 0, voices, 30);
        GroupRow {
            mark: mark.into(),
            name: name.into(),
            short: crate::office::topic::view::short(name),
            words: name.into(),
            measure: "1403 公共施設の管理".into(),
            section: "管財検査課".into(),
            figures: figures(voices),
            href: "/office/topics/abc/groups/1".into(),
            points: vec![Point { x: circle.x, y: circle.y, href: "/staff/cases/abc".into() }],
            circle,
        }
    }

    impl TopicPage {
        /// A small map, compared by district.
        pub(crate) fn sample() -> Self {
            let groups = vec![
                group("A1", "公民館・通学路・歩道", 10, (300, 200)),
                group("B2", "LINE・PDF・検索", 8, (600, 400)),
            ];
            let tab = |label, current| Tab { label, href: "/office/topics/abc?view=list".into(), current };
            let theme = |letter, at: usize| Theme {
                letter,
                words: groups[at].name.clone(),
                voices: groups[at].figures.voices,
                groups: vec![groups[at].clone()],
            };
            let row = |at: usize| TableRow {
                mark: groups[at].mark.clone(),
                name: groups[at].name.clone(),
                cells: vec![Cell { n: 6, step: 3 }, Cell { n: 0, step: 0 }],
            };
            TopicPage {
                frame: Frame { flash: None, ..Frame::staff_sample() },
                from: "2026-04-01".parse().unwrap(),
                until: "2026-11-22".parse().unwrap(),
                words: "すべての声".into(),
                done: true,
                progress: 100,
                version: "topic-2026.11.1".into(),
                made_at: "2026-11-22T01:00:00Z".parse().unwrap(),
                full: true,
                is_survey: false,
                view: "map",
                views: vec![tab("地図", true), tab("一覧", false), tab("まとまり", false)],
                whole: figures(20),
                themes: vec![theme('A', 0), theme('B', 1)],
                comparison: Some(Table {
                    by: "地区",
                    columns: vec!["美野里".into(), "小川".into()],
                    rows: vec![row(0), row(1)],
                }),
                groups,
                alone: figures(2),
                alone_href: "/office/topics/abc/groups/0".into(),
                small: 0,
                by: vec![tab("地区", true), tab("年代", false)],
                here: "/office/topics/abc".into(),
                public: "/office/topics/abc/public".into(),
                remove: "/office/topics/abc/remove".into(),
            }
        }

        /// As a list.
        pub(crate) fn sample_list() -> Self {
            TopicPage { view: "list", comparison: None, ..Self::sample() }
        }

        /// As a tree, for somebody who reads figures only.
        pub(crate) fn sample_tree() -> Self {
            let page = Self::sample();
            let mut groups = page.groups.clone();
            groups.iter_mut().for_each(|group| (group.href, group.points) = (String::new(), Vec::new()));
            let mut themes = page.themes.clone();
            themes.iter_mut().flat_map(|theme| &mut theme.groups).for_each(|group| group.href = String::new());
            let alone_href = String::new();
            TopicPage { view: "tree", full: false, small: 3, comparison: None, groups, themes, alone_href, ..page }
        }

        /// While it is being made.
        pub(crate) fn sample_waiting() -> Self {
            TopicPage { done: false, progress: 40, comparison: None, ..Self::sample() }
        }
    }
}
