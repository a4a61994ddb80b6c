//! 回収: the list of collections and boxes, entering one, and one with its slips.

pub(crate) mod door;
mod scan;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::{door::routes, scan::tone};
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/collections`
#[derive(Debug, Template)]
#[template(path = "staff/collection/list.html")]
pub(crate) struct CollectionListPage {
    pub(crate) frame: Frame,
    pub(crate) open: Vec<CollectionRow>,
    pub(crate) closed: Vec<CollectionRow>,
    /// Boxes and when each was opened last.
    pub(crate) boxes: Vec<BoxRow>,
    /// Slips that wait for this person: to be read, to be read a second time.
    pub(crate) waiting: (u64, u64),
    /// Address of older ones.
    pub(crate) next: Option<String>,
    /// This page is not the first.
    pub(crate) further: bool,
}

/// A collection in the list.
#[derive(Debug, Clone)]
pub(crate) struct CollectionRow {
    pub(crate) href: String,
    pub(crate) on: NaiveDate,
    /// 市政提案箱
    pub(crate) channel: String,
    /// 本庁舎 1階ロビー; empty for cards.
    pub(crate) place: String,
    pub(crate) found: u32,
    pub(crate) slips: u32,
    pub(crate) records: u32,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
}

/// A box.
#[derive(Debug, Clone)]
pub(crate) struct BoxRow {
    pub(crate) name: String,
    /// When it was opened last.
    pub(crate) last: Option<NaiveDate>,
    /// Not in this month.
    pub(crate) is_due: bool,
    /// Where its next opening is entered.
    pub(crate) href: String,
}

/// `GET /staff/collections/new`
#[derive(Debug, Template)]
#[template(path = "staff/collection/new.html")]
pub(crate) struct CollectionNewPage {
    pub(crate) frame: Frame,
    pub(crate) channels: Vec<Choice>,
    pub(crate) places: Vec<Choice>,
    pub(crate) editions: Vec<Choice>,
    pub(crate) form: CollectionForm,
    pub(crate) errors: Errors,
}

/// `POST /staff/collections/new`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct CollectionForm {
    pub(crate) channel: String,
    pub(crate) place: String,
    pub(crate) edition: String,
    pub(crate) collected_on: String,
    pub(crate) collected_by: String,
    pub(crate) witness: String,
    pub(crate) found: String,
    pub(crate) kept_at: String,
    pub(crate) note: String,
}

/// `GET /staff/collections/{collection}`
#[derive(Debug, Template)]
#[template(path = "staff/collection/show.html")]
pub(crate) struct CollectionPage {
    pub(crate) frame: Frame,
    pub(crate) on: NaiveDate,
    /// 市政提案箱　本庁舎 1階ロビー
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) found: u32,
    pub(crate) slips: u32,
    pub(crate) records: u32,
    /// What stands between it and its closing.
    pub(crate) missing: Vec<String>,
    pub(crate) rows: Vec<SlipRow>,
    pub(crate) is_open: bool,
    /// Slips wait to be read.
    pub(crate) unread: bool,
    pub(crate) groupings: Vec<Choice>,
    pub(crate) count: CountForm,
    pub(crate) errors: Errors,
    pub(crate) urls: CollectionUrls,
}

impl CollectionPage {
    /// There are slips of which one can be made.
    fn can_join(&self) -> bool {
        self.is_open && self.rows.iter().filter(|row| row.is_untouched).count() > 1
    }
}

/// Where the forms of a collection go.
#[derive(Debug, Clone)]
pub(crate) struct CollectionUrls {
    pub(crate) pages: String,
    pub(crate) join: String,
    pub(crate) count: String,
    pub(crate) close: String,
}

/// `POST /staff/collections/{collection}/count`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct CountForm {
    pub(crate) found: String,
    pub(crate) reason: String,
}

/// A slip of a collection.
#[derive(Debug, Clone)]
pub(crate) struct SlipRow {
    pub(crate) key: String,
    pub(crate) href: String,
    /// Its place, from 1.
    pub(crate) number: usize,
    /// Addresses of the small pictures; a page without one is empty.
    pub(crate) pictures: Vec<String>,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// Who has it in hand, or why it is no voice.
    pub(crate) about: String,
    /// It can be joined, parted, taken away.
    pub(crate) is_untouched: bool,
    pub(crate) part: String,
    pub(crate) remove: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, desk_frame};
    use crate::urls::staff as urls;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn row(found: u32, slips: u32, records: u32, state: &'static str, tone: Tone) -> CollectionRow {
        CollectionRow {
            href: urls::collection(KEY),
            on: day("2026-11-20"),
            channel: "市政提案箱".into(),
            place: "本庁舎 1階ロビー".into(),
            found,
            slips,
            records,
            state,
            tone,
        }
    }

    impl CollectionListPage {
        /// One at work, one closed, a box that waits.
        pub(crate) fn sample() -> Self {
            CollectionListPage {
                frame: desk_frame(),
                open: vec![row(6, 6, 2, "転記中", Tone::Info)],
                closed: vec![row(0, 0, 0, "締め済み", Tone::Success)],
                boxes: vec![
                    BoxRow {
                        name: "中央図書館 入口".into(),
                        last: None,
                        is_due: true,
                        href: urls::COLLECTION_NEW.into(),
                    },
                    BoxRow {
                        name: "本庁舎 1階ロビー".into(),
                        last: Some(day("2026-11-20")),
                        is_due: false,
                        href: urls::COLLECTION_NEW.into(),
                    },
                ],
                waiting: (4, 1),
                next: Some(urls::COLLECTIONS.into()),
                further: false,
            }
        }

        /// Nothing yet.
        pub(crate) fn sample_empty() -> Self {
            CollectionListPage {
                open: vec![],
                closed: vec![],
                boxes: vec![],
                waiting: (0, 0),
                next: None,
                ..CollectionListPage::sample()
            }
        }
    }

    impl CollectionNewPage {
        /// With a mistake.
        pub(crate) fn sample() -> Self {
            CollectionNewPage {
                frame: desk_frame(),
                channels: vec![Choice::new("proposal_box", "市政提案箱").chosen()],
                places: vec![Choice::new("library", "中央図書館 入口")],
                editions: vec![Choice::new("2026-11", "令和8年11月号")],
                form: CollectionForm { found: "0".into(), ..CollectionForm::default() },
                errors: Errors::one("witness", "箱は2人で開けます。立ち会った人を入れてください。"),
            }
        }
    }

    impl CollectionPage {
        /// Six papers, half of them read.
        pub(crate) fn sample() -> Self {
            let slip = |number, state, tone, is_untouched| SlipRow {
                key: format!("{KEY}{number}"),
                href: urls::slip(KEY),
                number,
                pictures: vec![urls::slip_page_small(KEY, 1), String::new()],
                state,
                tone,
                about: if is_untouched { String::new() } else { "秘書広聴課 担当B".into() },
                is_untouched,
                part: urls::slip_act(KEY, "part"),
                remove: urls::slip_act(KEY, "remove"),
            };
            CollectionPage {
                frame: desk_frame(),
                on: day("2026-11-20"),
                title: "市政提案箱　本庁舎 1階ロビー".into(),
                facts: vec![Fact::new("回収した人", "担当A"), Fact::new("原本", "簿冊「提案箱 R8」")],
                found: 3,
                slips: 2,
                records: 1,
                missing: vec!["用紙の画像が、数えた枚数より1枚少ないです。".into()],
                rows: vec![
                    slip(1, "転記待ち", Tone::Calm, true),
                    slip(2, "転記待ち", Tone::Calm, true),
                    slip(3, "受付済み", Tone::Success, false),
                ],
                is_open: true,
                unread: true,
                groupings: vec![Choice::new("each", "1枚が1通")],
                count: CountForm::default(),
                errors: Errors::default(),
                urls: CollectionUrls {
                    pages: urls::collection_act(KEY, "pages"),
                    join: urls::collection_act(KEY, "join"),
                    count: urls::collection_act(KEY, "count"),
                    close: urls::collection_act(KEY, "close"),
                },
            }
        }

        /// An empty box, to be closed.
        pub(crate) fn sample_zero() -> Self {
            CollectionPage {
                found: 0,
                slips: 0,
                records: 0,
                missing: vec![],
                rows: vec![],
                unread: false,
                ..CollectionPage::sample()
            }
        }
    }
}
