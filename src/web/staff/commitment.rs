//! 約束: the list by deadline, writing one down, and one with its history and what can be done with it.

pub(crate) mod door;
mod evidence;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        case::stage::EnclosureView,
        filters,
        view::{Choice, DueView, Errors, Fact, Tone},
    },
};

/// `GET /staff/commitments`
#[derive(Debug, Template)]
#[template(path = "staff/commitment/list.html")]
pub(crate) struct CommitmentListPage {
    pub(crate) frame: Frame,
    pub(crate) tabs: Vec<Tab>,
    /// The chosen queue, for the form that narrows to a section.
    pub(crate) queue: &'static str,
    /// Sections that have promises; empty for who sees one section only.
    pub(crate) sections: Vec<Choice>,
    pub(crate) rate: Rate,
    pub(crate) rows: Vec<CommitmentRow>,
    pub(crate) next: Option<String>,
    /// Address of the table for a spreadsheet, for those who may take it out.
    pub(crate) csv: Option<String>,
    /// This person may write a promise down.
    pub(crate) adds: bool,
    /// This person works with summaries.
    pub(crate) sums_up: bool,
}

/// A queue with its number.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) count: u64,
    pub(crate) current: bool,
    /// Late ones: the number is marked.
    pub(crate) alarms: bool,
}

/// How well promises are kept, with the formula.
#[derive(Debug, Clone)]
pub(crate) struct Rate {
    /// 88; nothing while nothing can be judged.
    pub(crate) percent: Option<u64>,
    pub(crate) on_time: u64,
    pub(crate) judged: u64,
    /// Of these: still open, with a later deadline that has not passed.
    pub(crate) extended: u64,
    pub(crate) formula: &'static str,
}

/// A promise in a list.
#[derive(Debug, Clone)]
pub(crate) struct CommitmentRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) text: String,
    pub(crate) section: String,
    /// The deadline in force, while it is open.
    pub(crate) due: Option<DueView>,
    pub(crate) due_on: NaiveDate,
    /// The deadline that was promised first, where it is another one.
    pub(crate) first_due_on: Option<NaiveDate>,
    /// 対話の日（6月）2番目　玉里の会
    pub(crate) place: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) closed_on: Option<NaiveDate>,
}

/// `GET /staff/commitments/new`
#[derive(Debug, Template)]
#[template(path = "staff/commitment/new.html")]
pub(crate) struct CommitmentNewPage {
    pub(crate) frame: Frame,
    pub(crate) sections: Vec<Choice>,
    pub(crate) measures: Vec<Choice>,
    pub(crate) form: CommitmentForm,
    pub(crate) errors: Errors,
}

/// `POST /staff/commitments/new`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct CommitmentForm {
    pub(crate) text: String,
    pub(crate) public_text: String,
    pub(crate) section: String,
    pub(crate) made_on: String,
    pub(crate) due_on: String,
    pub(crate) measure: String,
}

/// `GET /staff/commitments/{commitment}`
#[derive(Debug, Template)]
#[template(path = "staff/commitment/show.html")]
pub(crate) struct CommitmentPage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    pub(crate) text: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) due: Option<DueView>,
    pub(crate) facts: Vec<Fact>,
    /// 対話の日（6月）2番目　玉里の会, and where its page is.
    pub(crate) origin: Option<(String, String)>,
    pub(crate) evidence_url: String,
    /// Files that show that it was kept.
    pub(crate) evidence: Vec<EnclosureView>,
    /// Files that wait for the closing.
    pub(crate) waiting: Vec<EnclosureView>,
    pub(crate) steps: Vec<StepView>,
    pub(crate) reports: bool,
    pub(crate) closes: bool,
    pub(crate) publishes: bool,
    /// Words for residents that may point at a person.
    pub(crate) doubts: Vec<String>,
    pub(crate) public_text: String,
    pub(crate) public_outcome: String,
    pub(crate) key: String,
    pub(crate) form: CommitmentActForm,
    /// Which act was tried, and what was wrong with it.
    pub(crate) tried: (&'static str, String),
}

impl CommitmentPage {
    fn act(&self, act: &str) -> String {
        crate::urls::staff::commitment_act(&self.key, act)
    }

    /// What was wrong with an act; empty when it was not tried.
    fn wrong(&self, act: &str) -> &str {
        if self.tried.0 == act { &self.tried.1 } else { "" }
    }

    fn opens(&self, act: &str) -> bool {
        self.tried.0 == act
    }
}

/// A line of a promise's history.
#[derive(Debug, Clone)]
pub(crate) struct StepView {
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: String,
    pub(crate) who: String,
    pub(crate) text: String,
}

/// The fields of every act; each uses its own.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct CommitmentActForm {
    /// report
    pub(crate) text: String,
    /// move
    pub(crate) due_on: String,
    /// move, drop
    pub(crate) reason: String,
    /// keep
    pub(crate) on: String,
    pub(crate) words: String,
    pub(crate) address: String,
    /// publish
    pub(crate) public_text: String,
    pub(crate) public_outcome: String,
    pub(crate) lock: i64,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, desk_frame},
        urls::staff as urls,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(crate) fn row(state: &'static str, tone: Tone, due: Option<(&str, &str, Tone)>) -> CommitmentRow {
        CommitmentRow {
            href: urls::commitment(KEY),
            number: "R8-約束012".into(),
            text: "玉里地区の施設ごとの維持費・利用人数・残り年数の一覧を公表する".into(),
            section: "管財検査課".into(),
            due_on: day("2026-08-31"),
            due: due.map(|(on, words, tone)| DueView { on: day(on), words: words.into(), tone }),
            first_due_on: due.is_some().then(|| day("2026-07-31")),
            place: "対話の日（6月・夜間出張）1番目　玉里の公共施設を考える会".into(),
            state,
            tone,
            closed_on: due.is_none().then(|| day("2026-08-20")),
        }
    }

    impl CommitmentListPage {
        /// Late, open and kept ones.
        pub(crate) fn sample() -> Self {
            let tab = |label, count, current| Tab {
                href: urls::COMMITMENTS.into(),
                label,
                count,
                current,
                alarms: label == "期限切れ",
            };
            CommitmentListPage {
                frame: desk_frame(),
                tabs: vec![tab("進行中", 9, true), tab("期限切れ", 2, false), tab("果たした", 18, false)],
                queue: "open",
                sections: vec![Choice::new("7", "管財検査課")],
                rate: Rate {
                    percent: Some(86), on_time: 18, judged: 21, extended: 1, formula: "期限内に果たした ÷ …"
                },
                rows: vec![
                    row("期限変更", Tone::Warning, Some(("2026-08-31", "3日超過", Tone::Danger))),
                    row("果たした", Tone::Success, None),
                ],
                next: Some(urls::COMMITMENTS.into()),
                csv: Some(urls::COMMITMENTS_CSV.into()),
                adds: true,
                sums_up: true,
            }
        }

        /// None of a section.
        pub(crate) fn sample_empty() -> Self {
            CommitmentListPage {
                rows: vec![],
                sections: vec![],
                rate: Rate {
                    percent: None, on_time: 0, judged: 0, extended: 0, formula: "期限内に果たした ÷ …"
                },
                next: None,
                csv: None,
                adds: false,
                sums_up: false,
                ..CommitmentListPage::sample()
            }
        }
    }

    impl CommitmentNewPage {
        /// With a mistake.
        pub(crate) fn sample() -> Self {
            CommitmentNewPage {
                frame: desk_frame(),
                sections: vec![Choice::new("7", "管財検査課")],
                measures: vec![Choice::new("1403", "1403 公共施設の管理")],
                form: CommitmentForm { text: "一覧を公表する".into(), ..CommitmentForm::default() },
                errors: Errors::one("due_on", "期限を、約束した日以降の日付で入れてください"),
            }
        }
    }

    impl CommitmentPage {
        /// Late, and closing it was tried without evidence.
        pub(crate) fn sample() -> Self {
            CommitmentPage {
                frame: desk_frame(),
                number: "R8-約束012".into(),
                text: "玉里地区の施設ごとの維持費・利用人数・残り年数の一覧を公表する".into(),
                state: "期限変更",
                tone: Tone::Warning,
                due: Some(DueView { on: day("2026-08-31"), words: "3日超過".into(), tone: Tone::Danger }),
                facts: vec![Fact::new("担当課", "管財検査課"), Fact::new("最初の期限", "7月31日（金）")],
                origin: Some(("対話の日（6月）1番目　玉里の公共施設を考える会".into(), urls::COMMITMENTS.into())),
                evidence_url: String::new(),
                evidence: vec![],
                waiting: vec![EnclosureView::sample()],
                steps: vec![StepView {
                    at: "2026-07-20T01:00:00Z".parse().unwrap(),
                    what: "期限を8月31日（月）に変えた".into(),
                    who: "管財検査課 課長".into(),
                    text: "施設の数が多く、集計に時間がかかるため。".into(),
                }],
                reports: true,
                closes: true,
                publishes: true,
                doubts: vec!["見本 花子".into()],
                public_text: "玉里の施設の維持費などを一覧にして公表します。".into(),
                public_outcome: String::new(),
                key: KEY.into(),
                form: CommitmentActForm { on: "2026-08-20".into(), ..CommitmentActForm::default() },
                tried: ("keep", "果たしたことが分かる説明を書いてください".into()),
            }
        }

        /// Kept, as a section's clerk sees it.
        pub(crate) fn sample_kept() -> Self {
            CommitmentPage {
                state: "果たした",
                tone: Tone::Success,
                due: None,
                evidence_url: "https://www.city.example.jp/shisetsu".into(),
                evidence: vec![EnclosureView::sample()],
                waiting: vec![],
                reports: false,
                closes: false,
                publishes: false,
                doubts: vec![],
                tried: ("", String::new()),
                ..CommitmentPage::sample()
            }
        }
    }
}
