//! The letter of a submission: assembled from its points, numbered, sent.

mod door;
#[cfg(feature = "pdf")]
mod pdf;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use validator::Validate;

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/letters/{key}`
#[derive(Debug, Template)]
#[template(path = "staff/letter/show.html")]
pub(crate) struct LetterPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    pub(crate) subject: String,
    pub(crate) points: Vec<LetterPoint>,
    /// Why it cannot go yet, each a sentence; empty when it can.
    pub(crate) blockers: Vec<String>,
    /// Where it goes, masked for those who need not know.
    pub(crate) recipient: Vec<Fact>,
    /// What the letter says, as it will be frozen: one entry a paragraph.
    pub(crate) preview: LetterText,
    /// The form; `None` when it was sent, or the person may not send.
    pub(crate) dispatch: Option<DispatchView>,
    /// It was sent.
    pub(crate) sent: Option<SentView>,
    pub(crate) print: String,
    /// Address of the case one came from.
    pub(crate) back: String,
}

/// One point of the letter.
#[derive(Debug, Clone)]
pub(crate) struct LetterPoint {
    pub(crate) branch: usize,
    /// First words of what was asked.
    pub(crate) question: String,
    pub(crate) section: String,
    pub(crate) status: &'static str,
    pub(crate) tone: Tone,
    /// The decided reply.
    pub(crate) reply: Option<String>,
    /// Why this point gets none, in the words that the resident reads.
    pub(crate) unanswered: Option<String>,
    /// Still open: a reason may be given instead of an answer.
    pub(crate) open: Option<OpenPoint>,
    pub(crate) href: String,
}

/// A point without an answer.
#[derive(Debug, Clone)]
pub(crate) struct OpenPoint {
    /// Key of its case.
    pub(crate) key: String,
    pub(crate) reasons: Vec<Choice>,
}

/// The text of a letter.
#[derive(Debug, Clone, Default)]
pub(crate) struct LetterText {
    /// 秘書広第123号; empty before it has one.
    pub(crate) document_number: String,
    pub(crate) dated_on: NaiveDate,
    /// 様 is part of it; one line each.
    pub(crate) addressee: Vec<String>,
    /// 小美玉市長
    pub(crate) signature: String,
    /// 公印省略
    pub(crate) seal_note: String,
    pub(crate) title: String,
    /// Greeting, points, closing; line breaks inside are kept.
    pub(crate) paragraphs: Vec<String>,
    /// 問合せ先: section, phone, mail; one line each.
    pub(crate) inquiry: Vec<String>,
    /// Names of the 添付資料.
    pub(crate) enclosures: Vec<String>,
    /// 中間回答: says that it is not the last word.
    pub(crate) interim: bool,
}

/// What the dispatch asks.
#[derive(Debug, Clone)]
pub(crate) struct DispatchView {
    pub(crate) url: String,
    /// 名義; the one whose letter is shown is chosen.
    pub(crate) names: Vec<NameChoice>,
    /// The number that the counter would give; empty when the rule wants it typed in.
    pub(crate) next_number: String,
    /// A number typed in.
    pub(crate) typed_number: String,
    /// Chosen: the number is typed in.
    pub(crate) type_in: bool,
    /// メール, 郵送, 番号で見る, ファックス.
    pub(crate) media: Vec<Choice>,
    /// May be tried now: something is decided and waits.
    pub(crate) ready: bool,
    pub(crate) errors: Errors,
}

/// A name under which the letter may go.
#[derive(Debug, Clone)]
pub(crate) struct NameChoice {
    /// Code of the template.
    pub(crate) code: String,
    /// 市長名の回答
    pub(crate) label: String,
    /// The page that shows the letter so.
    pub(crate) href: String,
    pub(crate) chosen: bool,
}

/// A letter that went out.
#[derive(Debug, Clone)]
pub(crate) struct SentView {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) medium: String,
    pub(crate) document_number: String,
    /// First 16 hex digits of the SHA-256 of the text that was decided and went out.
    pub(crate) hash: String,
    /// 送信待ち, 送信済み, 届きませんでした
    pub(crate) state: String,
}

/// `POST /staff/letters/{key}/send`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct DispatchForm {
    /// Code of the template whose letter was on the page.
    #[validate(length(max = 60, message = "名義を選んでください"))]
    pub(crate) template: String,
    /// `auto` or `typed`.
    pub(crate) numbering: String,
    #[validate(length(max = 60, message = "文書番号は60文字までにしてください"))]
    pub(crate) document_number: String,
    /// Code of the medium.
    pub(crate) medium: String,
    /// Keys of the cases that stand unanswered, in the order of `reason`.
    pub(crate) point: Vec<String>,
    /// Code of the reason for each; empty where none is given.
    pub(crate) reason: Vec<String>,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::urls::staff as urls;

    impl LetterText {
        /// Two points.
        pub(crate) fn sample() -> Self {
            LetterText {
                document_number: "秘広第123号".into(),
                dated_on: "2026-10-15".parse().unwrap(),
                addressee: vec!["小美玉市○○123", "見本　花子　様"].into_iter().map(str::to_owned).collect(),
                signature: "小美玉市長".into(),
                seal_note: "公印省略".into(),
                title: "お寄せいただいたご意見について（回答）".into(),
                paragraphs: vec![
                    "市政へのご意見をお寄せいただき、ありがとうございます。次のとおりお答えします。".into(),
                    "1　自治会に入らないと広報も届かないのか\n広報紙は、自治会に入っていない方にも、郵便局と公民館でお渡ししています。郵送もできます。".into(),
                    "2　となりの空き家の塀が倒れそう\n10月12日に現地を確認し、所有者に修繕を求めました。".into(),
                ],
                inquiry: vec!["問合せ先　市民協働課".into(), "電話　0299-00-0000".into()],
                enclosures: vec!["広報紙を置いている所の一覧.pdf".into()],
                interim: false,
            }
        }
    }

    impl LetterPage {
        /// Ready to go.
        pub(crate) fn sample() -> Self {
            let point = |branch, question: &str, section: &str, reply: &str| LetterPoint {
                branch,
                question: question.into(),
                section: section.into(),
                status: "発送待ち",
                tone: Tone::Info,
                reply: Some(reply.into()),
                unanswered: None,
                open: None,
                href: "/staff/cases/123".into(),
            };
            let dispatch = DispatchView {
                url: "/staff/letters/aaaabbbbccccddddeeeeffff22/send".into(),
                names: [("section_head", "課長名の回答", false), ("mayor", "市長名の回答", true)]
                    .map(|(code, label, chosen)| NameChoice {
                        code: code.into(),
                        label: label.into(),
                        href: urls::letter_under("aaaabbbbccccddddeeeeffff22", code),
                        chosen,
                    })
                    .to_vec(),
                next_number: "秘広第123号".into(),
                typed_number: String::new(),
                type_in: false,
                media: vec![
                    Choice { support: "希望の方法です".into(), ..Choice::new("email", "メール") }.chosen(),
                    Choice::new("post", "郵送"),
                    Choice::new("online", "番号で見る"),
                ],
                ready: true,
                errors: Errors::default(),
            };
            LetterPage {
                frame: Frame::staff_sample(),
                number: "R8-000118-T".into(),
                subject: "回覧板が回ってきません".into(),
                points: vec![
                    point(1, "自治会に入らないと広報も…", "市民協働課", "広報紙は、自治会に入っていない方にも…"),
                    point(2, "となりの空き家の塀が…", "建設課", "10月12日に現地を確認し…"),
                ],
                blockers: Vec::new(),
                recipient: vec![Fact::new("氏名", "見本　●●"), Fact::new("メール", "●●●●@example.jp")],
                preview: LetterText { document_number: String::new(), ..LetterText::sample() },
                dispatch: Some(dispatch),
                sent: None,
                print: "/staff/letters/118/print".into(),
                back: "/staff/cases/123".into(),
            }
        }

        /// A point has no answer yet.
        pub(crate) fn sample_blocked() -> Self {
            let mut page = LetterPage::sample();
            page.points[1].reply = None;
            page.points[1].status = "回答案作成";
            let reasons = vec![Choice::new("unclear", "趣旨が分からない")];
            page.points[1].open = Some(OpenPoint { key: "aaaabbbbccccddddeeeeffff22".into(), reasons });
            page.blockers = vec!["用件2（建設課）の回答がまだありません。".into()];
            if let Some(dispatch) = &mut page.dispatch {
                dispatch.ready = false;
            }
            page
        }

        /// Sent.
        pub(crate) fn sample_sent() -> Self {
            let sent = SentView {
                at: "2026-10-15T06:02:00Z".parse().unwrap(),
                by: "広聴担当A".into(),
                medium: "メール".into(),
                document_number: "秘広第123号".into(),
                hash: "9f86d081884c7d65".into(),
                state: "送信済み".into(),
            };
            LetterPage { dispatch: None, sent: Some(sent), preview: LetterText::sample(), ..LetterPage::sample() }
        }
    }
}
