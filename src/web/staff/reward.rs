//! 謝礼: the ledger of a fiscal year, entering a survey, closing, receipts, and the table for accounting.

mod door;

use askama::Template;
use chrono::NaiveDate;

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors},
    },
};

/// `GET /staff/panels/{panel}/rewards`
#[derive(Debug, Template)]
#[template(path = "staff/reward/show.html")]
pub(crate) struct RewardPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) back: String,
    /// 令和8年度
    pub(crate) year: String,
    pub(crate) year_number: i32,
    /// Other fiscal years of the term: words, address.
    pub(crate) years: Vec<(String, String)>,
    /// What an answer brings, and a year at most (0: no cap).
    pub(crate) per_answer: u32,
    pub(crate) cap: u32,
    pub(crate) surveys: Vec<(String, NaiveDate, usize, u32)>,
    pub(crate) rows: Vec<RewardRow>,
    pub(crate) total: u32,
    /// The day on which it was closed.
    pub(crate) closed: Option<NaiveDate>,
    pub(crate) typed: EnterTyped,
    pub(crate) reveal_reasons: Vec<Choice>,
    pub(crate) errors: Errors,
    pub(crate) urls: RewardUrls,
}

/// What one monitor got.
#[derive(Debug, Clone)]
pub(crate) struct RewardRow {
    pub(crate) href: String,
    pub(crate) number: u32,
    pub(crate) answers: usize,
    pub(crate) amount: u32,
    pub(crate) capped: bool,
    pub(crate) received_on: Option<NaiveDate>,
}

/// A survey that is entered.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct EnterTyped {
    pub(crate) title: String,
    pub(crate) numbers: String,
}

/// Where the forms go.
#[derive(Debug, Clone)]
pub(crate) struct RewardUrls {
    pub(crate) enter: String,
    pub(crate) close: String,
    pub(crate) receipt: String,
    pub(crate) receipts: String,
    pub(crate) csv: String,
}

/// `GET /staff/panels/{panel}/rewards/receipts`: what monitors sign, each on A4.
#[derive(Debug, Template)]
#[template(path = "print/reward_receipts.html")]
pub(crate) struct RewardReceiptsPage {
    pub(crate) frame: Frame,
    pub(crate) panel: String,
    pub(crate) year: String,
    pub(crate) to: String,
    /// Number, name, answers, yen.
    pub(crate) receipts: Vec<(u32, String, usize, u32)>,
    /// Why there is none.
    pub(crate) missing: String,
    pub(crate) back: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, desk_frame},
        urls::staff as urls,
    };

    impl RewardPage {
        /// Open.
        pub(crate) fn sample() -> Self {
            let act = |act: &str| urls::panel_act(KEY, act);
            let day: NaiveDate = "2026-09-30".parse().unwrap();
            let row = |number, capped| RewardRow {
                href: urls::monitor(KEY),
                number,
                answers: 2,
                amount: 1_000,
                capped,
                received_on: None,
            };
            RewardPage {
                frame: desk_frame(),
                panel: "第11期市政モニター".into(),
                back: urls::panel(KEY),
                year: "令和8年度".into(),
                year_number: 2026,
                years: vec![("令和7年度".into(), urls::rewards(KEY, 2025))],
                per_answer: 500,
                cap: 1_500,
                surveys: vec![("令和8年度第1回市政モニターアンケート".into(), day, 38, 19_000)],
                rows: vec![row(1, false), row(2, true)],
                total: 2_000,
                closed: None,
                typed: EnterTyped { title: String::new(), numbers: "七".into() },
                reveal_reasons: vec![Choice::new("reply", "連絡のため")],
                errors: Errors::one("numbers", "番号を「1, 3, 5-9」のように入れてください"),
                urls: RewardUrls {
                    enter: act("rewards/enter"),
                    close: act("rewards/close"),
                    receipt: act("rewards/receipt"),
                    receipts: act("rewards/receipts"),
                    csv: act("rewards/csv"),
                },
            }
        }

        /// Closed.
        pub(crate) fn sample_closed() -> Self {
            let mut page = RewardPage { closed: "2027-03-31".parse().ok(), ..RewardPage::sample() };
            page.rows[0].received_on = "2027-04-05".parse().ok();
            RewardPage { errors: Errors::one("csv", "理由を書いてください。"), ..page }
        }
    }

    impl RewardReceiptsPage {
        /// Two.
        pub(crate) fn sample() -> Self {
            RewardReceiptsPage {
                frame: desk_frame(),
                panel: "第11期市政モニター".into(),
                year: "令和8年度".into(),
                to: "小美玉市長".into(),
                receipts: vec![(1, "例田 昇".into(), 2, 1_000), (2, "仮山 みお".into(), 3, 1_500)],
                missing: String::new(),
                back: urls::rewards(KEY, 2026),
            }
        }
    }
}
