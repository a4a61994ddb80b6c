//! 要旨: what waits, and one beside the raw record and the promises: in red, with remarks, to be approved, sent, published.

pub(crate) mod door;
#[cfg(feature = "pdf")]
mod pdf;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        record::ChangeView,
        view::{DueView, Tone},
    },
};

/// `GET /staff/summaries`
#[derive(Debug, Template)]
#[template(path = "staff/summary/list.html")]
pub(crate) struct SummaryListPage {
    pub(crate) frame: Frame,
    pub(crate) lists: Vec<SummaryList>,
    /// Parties wait to hear what became of promises; for the desk.
    pub(crate) follow_ups: Option<usize>,
}

/// Summaries that wait for one thing.
#[derive(Debug, Clone)]
pub(crate) struct SummaryList {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) none: &'static str,
    pub(crate) rows: Vec<SummaryRow>,
}

/// A summary in a list.
#[derive(Debug, Clone)]
pub(crate) struct SummaryRow {
    pub(crate) href: String,
    pub(crate) theme: String,
    pub(crate) party: String,
    /// 対話の日（7月）1番目
    pub(crate) place: String,
    pub(crate) on: NaiveDate,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) due: Option<DueView>,
}

/// `GET /staff/summaries/{summary}`
#[derive(Debug, Template)]
#[template(path = "staff/summary/show.html")]
pub(crate) struct SummaryPage {
    pub(crate) frame: Frame,
    pub(crate) key: String,
    /// 申出人へ送る要旨
    pub(crate) label: &'static str,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) theme: String,
    pub(crate) party: String,
    /// R8-対話02　対話の日（6月）2番目, and where the record is; empty for who does not keep it.
    pub(crate) place: String,
    pub(crate) record: String,
    /// 確認の期限, 申出人へ送る期限
    pub(crate) dues: Vec<(&'static str, DueView)>,
    pub(crate) points: Vec<RawPoint>,
    pub(crate) promises: Vec<(String, String)>,
    /// A point became a promise that nobody registered.
    pub(crate) unpromised: bool,
    pub(crate) body: String,
    pub(crate) lock: i64,
    pub(crate) length: usize,
    pub(crate) limit: usize,
    /// Against which version, and what was changed.
    pub(crate) changes: Option<(u32, Vec<ChangeView>)>,
    /// Earlier versions with which the newest can be compared.
    pub(crate) versions: Vec<VersionRow>,
    pub(crate) comments: Vec<CommentView>,
    pub(crate) doubts: Vec<String>,
    /// Who agreed, and whether this person did.
    pub(crate) consents: Vec<String>,
    pub(crate) agreed: bool,
    /// The other summary of the slot.
    pub(crate) beside: Vec<(&'static str, String)>,
    pub(crate) can: Can,
    /// It goes by mail or letter as the applicant wished; else a print is handed over.
    pub(crate) applied: bool,
    /// Which act was tried, and what was wrong with it.
    pub(crate) tried: (String, String),
    /// What was typed as a remark or a reason.
    pub(crate) typed: String,
}

impl SummaryPage {
    fn act(&self, act: &str) -> String {
        crate::urls::staff::summary_act(&self.key, act)
    }

    /// What was wrong with an act; empty when it was not tried.
    fn wrong(&self, act: &str) -> &str {
        if self.tried.0 == act { &self.tried.1 } else { "" }
    }

    /// What was typed for an act that did not go.
    fn typed_for(&self, act: &str) -> &str {
        if self.tried.0 == act { &self.typed } else { "" }
    }

    /// What was wrong with an act that asks nothing.
    fn act_wrong(&self) -> &str {
        let asks = ["write", "comment", "send-back"].contains(&self.tried.0.as_str());
        if asks { "" } else { &self.tried.1 }
    }

    fn print(&self) -> String {
        crate::urls::staff::summary_print(&self.key)
    }
}

/// What this person can do now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Can {
    pub(crate) write: bool,
    pub(crate) ask: bool,
    pub(crate) approve: bool,
    pub(crate) send_back: bool,
    pub(crate) send: bool,
    pub(crate) consent: bool,
    pub(crate) publish: bool,
    /// It is the text for the public.
    pub(crate) public: bool,
}

/// A point of the raw record.
#[derive(Debug, Clone)]
pub(crate) struct RawPoint {
    pub(crate) number: String,
    pub(crate) said: String,
    pub(crate) answered: String,
    pub(crate) outcome: &'static str,
    pub(crate) case: Option<(String, String)>,
}

/// A version.
#[derive(Debug, Clone)]
pub(crate) struct VersionRow {
    pub(crate) version: u32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    /// Comparing with it; empty for the newest and the one that is compared.
    pub(crate) href: String,
}

/// A remark.
#[derive(Debug, Clone)]
pub(crate) struct CommentView {
    pub(crate) what: &'static str,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) version: u32,
    pub(crate) quote: String,
    pub(crate) body: String,
}

/// `GET /staff/summaries/{summary}/print`
#[derive(Debug, Template)]
#[template(path = "staff/summary/print.html")]
pub(crate) struct SummaryPrintPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) title: String,
    pub(crate) on: NaiveDate,
    pub(crate) party: String,
    pub(crate) theme: String,
    pub(crate) body: String,
    /// It is not approved yet.
    pub(crate) draft: bool,
    /// The same as a file.
    pub(crate) pdf: String,
}

/// `GET /staff/follow-ups`
#[derive(Debug, Template)]
#[template(path = "staff/summary/follow_up.html")]
pub(crate) struct FollowUpPage {
    pub(crate) frame: Frame,
    pub(crate) rows: Vec<FollowUpRow>,
}

/// A party that waits to hear.
#[derive(Debug, Clone)]
pub(crate) struct FollowUpRow {
    pub(crate) key: String,
    pub(crate) theme: String,
    pub(crate) party: String,
    pub(crate) place: String,
    pub(crate) since: NaiveDate,
    pub(crate) applied: bool,
    pub(crate) text: String,
    pub(crate) wrong: String,
    pub(crate) url: String,
}

impl FollowUpRow {
    fn area_id(&self) -> String {
        format!("text-{}", self.key)
    }
}

/// The fields of every act; each uses its own.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct SummaryForm {
    pub(crate) body: String,
    pub(crate) lock: i64,
    pub(crate) quote: String,
    pub(crate) comment: String,
    pub(crate) reason: String,
    pub(crate) text: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, desk_frame},
        urls::staff as urls,
    };

    fn due(words: &str) -> DueView {
        DueView { on: "2026-06-03".parse().unwrap(), words: words.into(), tone: Tone::Warning }
    }

    fn at() -> DateTime<Utc> {
        "2026-05-25T05:00:00Z".parse().unwrap()
    }

    impl SummaryListPage {
        /// One to review; nothing else.
        pub(crate) fn sample() -> Self {
            let row = SummaryRow {
                href: urls::summary(KEY),
                theme: "通学のバスと駅の待合について".into(),
                party: "市内高校の生徒4名".into(),
                place: "対話の日（5月）2番目".into(),
                on: "2026-05-20".parse().unwrap(),
                state: "確認待ち",
                tone: Tone::Warning,
                due: Some(due("あと2日")),
            };
            let list = |id, title, rows| SummaryList { id, title, none: "ありません。", rows };
            SummaryListPage {
                frame: desk_frame(),
                lists: vec![list("review", "確認待ち", vec![row]), list("drafts", "下書き", vec![])],
                follow_ups: Some(2),
            }
        }
    }

    impl SummaryPage {
        /// In review, as the office sees it; sending back was tried without a reason.
        pub(crate) fn sample() -> Self {
            let change = |text: &str, gone, new| ChangeView { text: text.into(), gone, new };
            SummaryPage {
                frame: desk_frame(),
                key: KEY.into(),
                label: "申出人へ送る要旨",
                state: "確認待ち",
                tone: Tone::Warning,
                theme: "通学のバスと駅の待合について".into(),
                party: "市内高校の生徒4名".into(),
                place: "R8-対話01　対話の日（5月）2番目".into(),
                record: urls::dialogue_record(KEY),
                dues: vec![("確認", due("あと2日")), ("申出人へ", due("あと9日"))],
                points: vec![RawPoint {
                    number: "R8-対話01-02".into(),
                    said: "雨の日は満員で乗れない。".into(),
                    answered: "事業者と話し合うと答えた。".into(),
                    outcome: "約束",
                    case: Some((urls::case(KEY), "回付済　企画調整課".into())),
                }],
                promises: vec![(urls::commitment(KEY), "時刻の調整を協議する（8月31日まで）".into())],
                unpromised: true,
                body: "テーマ：通学のバス\n\n1　雨の日は乗れない。".into(),
                lock: 3,
                length: 20,
                limit: 1600,
                changes: Some((
                    1,
                    vec![
                        change("雨の日は", false, false),
                        change("満員", true, false),
                        change("乗れない。", false, true),
                    ],
                )),
                versions: vec![
                    VersionRow { version: 2, at: at(), by: "市長室 秘書".into(), href: String::new() },
                    VersionRow { version: 1, at: at(), by: "担当A".into(), href: urls::summary(KEY) },
                ],
                comments: vec![CommentView {
                    what: "意見",
                    at: at(),
                    by: "市長室 秘書".into(),
                    version: 1,
                    quote: "満員".into(),
                    body: "いつの話か書いてください。".into(),
                }],
                doubts: vec![],
                consents: vec![],
                agreed: false,
                beside: vec![],
                can: Can { write: true, approve: true, send_back: true, ..Can::default() },
                applied: true,
                tried: ("send-back".into(), "理由を書いてください".into()),
                typed: String::new(),
            }
        }

        /// The text for the public, with one agreement and a name in it.
        pub(crate) fn sample_public() -> Self {
            SummaryPage {
                label: "公表文",
                state: "下書き",
                tone: Tone::Calm,
                dues: vec![],
                changes: None,
                versions: vec![],
                comments: vec![],
                doubts: vec!["見本 花子".into()],
                consents: vec!["秘書広聴課 担当A".into()],
                beside: vec![("申出人へ送る要旨", urls::summary(KEY))],
                can: Can { write: true, consent: true, publish: true, public: true, ..Can::default() },
                tried: (String::new(), String::new()),
                ..SummaryPage::sample()
            }
        }
    }

    impl SummaryPrintPage {
        /// Not approved yet.
        pub(crate) fn sample() -> Self {
            SummaryPrintPage {
                frame: desk_frame(),
                back: urls::summary(KEY),
                title: "対話の日（5月）".into(),
                on: "2026-05-20".parse().unwrap(),
                party: "市内高校の生徒4名".into(),
                theme: "通学のバスと駅の待合について".into(),
                body: "テーマ：通学のバス\n\n1　雨の日は乗れない。".into(),
                draft: true,
                pdf: crate::pdf::beside(urls::summary_act(KEY, "summary.pdf")),
            }
        }
    }

    impl FollowUpPage {
        /// One party.
        pub(crate) fn sample() -> Self {
            FollowUpPage {
                frame: desk_frame(),
                rows: vec![FollowUpRow {
                    key: KEY.into(),
                    theme: "通学のバスと駅の待合について".into(),
                    party: "市内高校の生徒4名".into(),
                    place: "対話の日（5月）2番目".into(),
                    since: "2026-08-18".parse().unwrap(),
                    applied: true,
                    text: "・協議する\n　進めています。".into(),
                    wrong: "文章を書いてください".into(),
                    url: urls::follow_up(KEY),
                }],
            }
        }

        /// Nobody waits.
        pub(crate) fn sample_none() -> Self {
            FollowUpPage { rows: vec![], ..FollowUpPage::sample() }
        }
    }
}
