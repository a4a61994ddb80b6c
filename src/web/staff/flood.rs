//! ほぼ同じ文面の声: the letters of one text, what differs in each, and what they all get in one act.

mod door;

use askama::Template;
use chrono::{DateTime, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Fact, Tone},
    },
};

/// `GET /staff/floods/{flood}`
#[derive(Debug, Template)]
#[template(path = "staff/flood/show.html")]
pub(crate) struct FloodPage {
    pub(crate) frame: Frame,
    /// 9,982
    pub(crate) letters: String,
    /// When it began, how many writers, where they stand.
    pub(crate) facts: Vec<Fact>,
    pub(crate) lead: LeadView,
    /// What can be done now; the first is the filled button.
    pub(crate) acts: Vec<ActView>,
    /// What has to happen first, or empty.
    pub(crate) hint: &'static str,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
    pub(crate) batches: Vec<BatchRow>,
    /// Letters with something new, to be read one by one.
    pub(crate) apart: Vec<LetterRow>,
    pub(crate) rows: Vec<LetterRow>,
    /// This is not the first page.
    pub(crate) further: bool,
    /// Address of the page after.
    pub(crate) next: Option<String>,
    /// Address of the first page.
    pub(crate) start: String,
    /// Address of the list.
    pub(crate) back: &'static str,
}

/// The leading case.
#[derive(Debug, Clone)]
pub(crate) struct LeadView {
    pub(crate) number: String,
    pub(crate) href: String,
    pub(crate) status: &'static str,
    pub(crate) tone: Tone,
    /// The section that has it.
    pub(crate) section: String,
    /// Personal details masked.
    pub(crate) text: String,
}

/// What the group can get in one act.
#[derive(Debug, Clone)]
pub(crate) struct ActView {
    pub(crate) url: String,
    /// With the number of letters.
    pub(crate) label: String,
    pub(crate) support: String,
    pub(crate) primary: bool,
}

/// An act that was begun.
#[derive(Debug, Clone)]
pub(crate) struct BatchRow {
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: &'static str,
    /// 9,500通 済み、見送り 3通
    pub(crate) words: String,
    pub(crate) running: bool,
}

/// A letter of the group.
#[derive(Debug, Clone)]
pub(crate) struct LetterRow {
    pub(crate) number: String,
    pub(crate) href: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) status: &'static str,
    pub(crate) tone: Tone,
    /// How much of it stands in the leading letter, in percent.
    pub(crate) same: u8,
    /// The whole text, new passages marked.
    pub(crate) pieces: Vec<(bool, String)>,
    /// Passages of the leading letter that it leaves out.
    pub(crate) missing: Vec<String>,
}

impl LetterRow {
    /// Only the new passages.
    pub(crate) fn added(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter(|(new, _)| *new).map(|(_, text)| text.trim())
    }

    /// Nothing differs but the way of writing.
    pub(crate) fn is_equal(&self) -> bool {
        self.missing.is_empty() && self.pieces.iter().all(|(new, _)| !new)
    }
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};
    use crate::urls::staff as urls;

    impl FloodPage {
        /// A campaign whose leading case was routed.
        pub(crate) fn sample() -> Self {
            let letter = |number: &str, same, pieces: &[(bool, &str)], missing: &[&str]| LetterRow {
                number: number.into(),
                href: urls::case(KEY),
                received_at: at("2026-10-14T10:22"),
                status: "受付",
                tone: Tone::Calm,
                same,
                pieces: pieces.iter().map(|(new, text)| (*new, (*text).to_owned())).collect(),
                missing: missing.iter().map(|text| (*text).to_owned()).collect(),
            };
            let text =
                "羽鳥駅前に屋根のあるバス待合所を作ってください。\n雨の日は高校生もお年寄りも傘を差して並んでいます。";
            FloodPage {
                frame: desk_frame(),
                letters: "9,982".into(),
                facts: vec![
                    Fact::new("届いた時期", "10/14 9:02 から 10/14 10:22 まで"),
                    Fact::new("書いた人", "9,120人（連絡先がなく分からないもの 862通）"),
                    Fact::new("状態", "受付 9,981通、回付済 1通"),
                ],
                lead: LeadView {
                    number: "R8-000141-K".into(),
                    href: urls::case(KEY),
                    status: "回付済",
                    tone: Tone::Info,
                    section: "企画調整課".into(),
                    text: text.into(),
                },
                acts: vec![ActView {
                    url: urls::flood_act(KEY, "follow"),
                    label: "先頭と同じ分類・回付にする（9,981通）".into(),
                    support: "どの通も受付番号と状況のページは残り、回答もそれぞれに届きます。".into(),
                    primary: true,
                }],
                hint: "",
                error: String::new(),
                batches: vec![BatchRow {
                    at: at("2026-10-14T10:30"),
                    what: "分類・回付",
                    words: "500通 済み、見送り 2通".into(),
                    running: true,
                }],
                apart: vec![letter(
                    "R8-000155-E",
                    71,
                    &[(false, text), (true, "先週、孫がここで転びました。手すりも付けてください。")],
                    &[],
                )],
                rows: vec![
                    letter("R8-000142-T", 100, &[(false, text)], &[]),
                    letter("R8-000143-A", 92, &[(true, "玉里の主婦です。"), (false, text)], &["雨の日は"]),
                ],
                further: false,
                next: Some(format!("{}?after=143", urls::flood(KEY))),
                start: urls::flood(KEY),
                back: urls::DESK,
            }
        }
    }
}
