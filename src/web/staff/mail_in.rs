//! 受信メール: what came in by mail and became no voice by itself, and one of them.

mod door;
mod words;

use askama::Template;
use chrono::{DateTime, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Fact, Tone},
    },
};

/// `GET /staff/mails`
#[derive(Debug, Template)]
#[template(path = "staff/mail_in/list.html")]
pub(crate) struct MailListPage {
    pub(crate) frame: Frame,
    /// Only those that wait.
    pub(crate) waiting: bool,
    pub(crate) rows: Vec<MailRow>,
    /// Address of the page after.
    pub(crate) next: Option<String>,
}

/// A mail of the list.
#[derive(Debug, Clone)]
pub(crate) struct MailRow {
    pub(crate) href: String,
    /// The subject, personal details masked; （件名なし）.
    pub(crate) title: String,
    pub(crate) arrived_at: DateTime<Utc>,
    pub(crate) kind: KindView,
    /// The voice: receipt number and address of its case.
    pub(crate) voice: Option<(String, String)>,
    /// 確認済み 市民協働課 担当A, or empty.
    pub(crate) done: String,
}

/// What sort of mail it is, in words.
#[derive(Debug, Clone)]
pub(crate) struct KindView {
    pub(crate) word: &'static str,
    pub(crate) tone: Tone,
    /// Words of danger stand in it.
    pub(crate) danger: bool,
}

/// `GET /staff/mails/{mail}`
#[derive(Debug, Template)]
#[template(path = "staff/mail_in/show.html")]
pub(crate) struct MailPage {
    pub(crate) frame: Frame,
    pub(crate) title: String,
    pub(crate) kind: KindView,
    /// What happened and what may be done, in a sentence.
    pub(crate) hint: &'static str,
    pub(crate) facts: Vec<Fact>,
    /// The voice: receipt number and address of its case.
    pub(crate) voice: Option<(String, String)>,
    /// `None` while it is closed.
    pub(crate) opened: Option<OpenedView>,
    pub(crate) reveal: RevealBox,
    /// Where it is put away; `None` when nobody has to look any more.
    pub(crate) done: Option<String>,
    /// Address of the list.
    pub(crate) back: &'static str,
}

/// A mail's content.
#[derive(Debug, Clone)]
pub(crate) struct OpenedView {
    /// From whom, which files.
    pub(crate) facts: Vec<Fact>,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// The mail as it arrived.
    pub(crate) raw: Option<String>,
    /// Making a voice of it; `None` when it is one.
    pub(crate) voice: Option<VoiceBox>,
}

/// Where a voice is made of a mail.
#[derive(Debug, Clone)]
pub(crate) struct VoiceBox {
    pub(crate) url: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
    /// A receipt can be sent to the sender.
    pub(crate) may_answer: bool,
    /// Hardly ever wanted: it stands in a fold.
    pub(crate) folded: bool,
}

/// Opening a mail, with a reason that is written down.
#[derive(Debug, Clone)]
pub(crate) struct RevealBox {
    pub(crate) url: String,
    pub(crate) reasons: Vec<Choice>,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, at, desk_frame},
        urls::staff as urls,
    };

    impl MailListPage {
        /// One of each sort.
        pub(crate) fn sample() -> Self {
            let row = |title: &str, word, tone, danger, voice: Option<&str>| MailRow {
                href: urls::mail_in(KEY),
                title: title.into(),
                arrived_at: at("2026-10-14T09:12"),
                kind: KindView { word, tone, danger },
                voice: voice.map(|number| (number.to_owned(), urls::case(KEY))),
                done: String::new(),
            };
            MailListPage {
                frame: desk_frame(),
                waiting: true,
                rows: vec![
                    row("（件名なし）", "読み取れないメール", Tone::Warning, false, None),
                    row(
                        "Undelivered Mail Returned to Sender",
                        "受付のお知らせが届いていません",
                        Tone::Warning,
                        false,
                        Some("R8-000123-K"),
                    ),
                    row("自動返信: 回答について", "自動返信", Tone::Calm, true, Some("R8-000101-A")),
                ],
                next: Some(format!("{}?after=12", urls::MAILS_IN)),
            }
        }

        /// Nothing waits.
        pub(crate) fn sample_empty() -> Self {
            MailListPage { rows: Vec::new(), next: None, ..MailListPage::sample() }
        }
    }

    impl MailPage {
        /// Closed.
        pub(crate) fn sample() -> Self {
            MailPage {
                frame: desk_frame(),
                title: "公園のベンチ".into(),
                kind: KindView { word: "自動返信", tone: Tone::Calm, danger: true },
                hint: "人が書いたものなら、開いて声にしてください。",
                facts: vec![Fact::new("届いた日時", "10/14 9:12"), Fact::new("大きさ", "12 KB")],
                voice: None,
                opened: None,
                reveal: RevealBox {
                    url: urls::mail_in_act(KEY, "reveal"),
                    reasons: vec![Choice::new("contact", "本人に連絡するため")],
                    error: String::new(),
                },
                done: Some(urls::mail_in_act(KEY, "done")),
                back: urls::MAILS_IN,
            }
        }

        /// Open, with a text that was refused.
        pub(crate) fn sample_open() -> Self {
            MailPage {
                opened: Some(OpenedView {
                    facts: vec![
                        Fact::new("差出人", "小川 花子 <hanako@example.jp>"),
                        Fact::new("添付", "IMG_0001.HEIC"),
                    ],
                    subject: "公園のベンチ".into(),
                    text: "竹原の公園のベンチが壊れています。\n直してください。".into(),
                    raw: Some(urls::mail_in_act(KEY, "raw")),
                    voice: Some(VoiceBox {
                        url: urls::mail_in_act(KEY, "voice"),
                        subject: "公園のベンチ".into(),
                        text: String::new(),
                        error: "本文を入れてください。".into(),
                        may_answer: true,
                        folded: false,
                    }),
                }),
                ..MailPage::sample()
            }
        }
    }
}
