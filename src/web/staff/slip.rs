//! 転記机: what waits to be read, and one slip with its pictures beside what is typed.

mod door;
mod form;
mod save;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        case::version::Change,
        filters,
        view::{Choice, Fact, Tone},
    },
};

/// `GET /staff/slips`
#[derive(Debug, Template)]
#[template(path = "staff/slip/list.html")]
pub(crate) struct SlipListPage {
    pub(crate) frame: Frame,
    /// 転記待ち
    pub(crate) unread: u64,
    /// 照合待ち
    pub(crate) unchecked: u64,
    pub(crate) recent: Vec<RecentRow>,
    /// The newest receipt, with its slip; said once after it was saved.
    pub(crate) done: Option<String>,
}

/// A slip that became a voice.
#[derive(Debug, Clone)]
pub(crate) struct RecentRow {
    pub(crate) number: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) case: String,
    /// Address of the receipt slip.
    pub(crate) receipt: String,
}

/// `GET /staff/slips/{slip}`
#[derive(Debug, Template)]
#[template(path = "staff/slip/show.html")]
pub(crate) struct SlipPage {
    pub(crate) frame: Frame,
    /// 市政提案箱　本庁舎 1階ロビー
    pub(crate) title: String,
    pub(crate) collected_on: NaiveDate,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// Of so many slips, so many are records.
    pub(crate) progress: (u32, u32),
    pub(crate) facts: Vec<Fact>,
    /// What the desk is told about open cards; empty for others.
    pub(crate) open_card: String,
    pub(crate) pages: Vec<PageView>,
    /// 1 = fits, 2, 3, 4 = larger.
    pub(crate) zoom: u8,
    pub(crate) work: Work,
    /// Address of the collection.
    pub(crate) back: String,
    /// Where the forms of this slip go.
    pub(crate) url: String,
    pub(crate) draft_url: String,
    /// Address of the receipt slip of the one before.
    pub(crate) done: Option<String>,
    /// What was wrong as a whole, or empty.
    pub(crate) error: String,
}

impl SlipPage {
    /// The slip is in this person's hand: its pictures can be turned and enlarged.
    fn is_at_work(&self) -> bool {
        matches!(self.work, Work::Reading(_) | Work::Deciding(_))
    }
}

/// A page of the slip.
#[derive(Debug, Clone)]
pub(crate) struct PageView {
    pub(crate) id: i64,
    pub(crate) number: usize,
    /// Address of the picture; `None` when it is only there as a PDF.
    pub(crate) picture: Option<String>,
    /// Address of the PDF.
    pub(crate) pdf: String,
}

/// What there is to do with the slip.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    /// Somebody has it in hand, or this person may not read it again: why, in words.
    Waits(String),
    /// It can be taken in hand; the word on the button.
    Free(&'static str),
    /// It is read here.
    Reading(ReadingForm),
    /// Two people read different things.
    Deciding(Vec<DifferenceView>),
    /// It is a voice.
    Received(RecentRow),
    /// It is none: why, and whether that can be taken back.
    Void(String, bool),
}

/// The form of a reading.
#[derive(Debug, Clone)]
pub(crate) struct ReadingForm {
    /// The second reader.
    pub(crate) is_second: bool,
    /// The fields in the paper's order.
    pub(crate) fields: Vec<FieldView>,
    /// When the draft was kept.
    pub(crate) kept_at: Option<DateTime<Utc>>,
    /// A machine can read the pictures for this reader.
    pub(crate) can_guess: bool,
    /// What it read; empty when nobody asked.
    pub(crate) guess: String,
}

/// A field of the paper.
#[derive(Debug, Clone)]
pub(crate) struct FieldView {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: FieldKind,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    /// The word of the choice that chooses nothing.
    pub(crate) none: &'static str,
    pub(crate) support: String,
    pub(crate) message: String,
}

/// How a field is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// One line.
    Line,
    /// Many lines.
    Text,
    /// One of a list.
    Choice,
}

/// A field that two people read differently.
#[derive(Debug, Clone)]
pub(crate) struct DifferenceView {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
    /// What the first one read, in words.
    pub(crate) first: String,
    /// What the second one read, with what differs marked.
    pub(crate) second: Vec<(Change, String)>,
    /// What was typed as a third way.
    pub(crate) typed: String,
    /// Which was chosen: first, second, other.
    pub(crate) chosen: String,
    /// A third way can be typed.
    pub(crate) is_text: bool,
    pub(crate) message: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};
    use crate::urls::staff as urls;

    fn recent() -> RecentRow {
        RecentRow {
            number: "R8-000118-T".into(),
            at: at("2026-10-14T10:22"),
            case: urls::case(KEY),
            receipt: urls::receipt_slip(KEY),
        }
    }

    impl SlipListPage {
        /// Some wait.
        pub(crate) fn sample() -> Self {
            SlipListPage {
                frame: desk_frame(),
                unread: 12,
                unchecked: 1,
                recent: vec![recent()],
                done: Some(urls::receipt_slip(KEY)),
            }
        }

        /// Nothing waits.
        pub(crate) fn sample_empty() -> Self {
            SlipListPage { unread: 0, unchecked: 0, recent: vec![], done: None, ..SlipListPage::sample() }
        }
    }

    fn field(code: &'static str, label: &'static str, kind: FieldKind) -> FieldView {
        FieldView {
            code,
            label,
            kind,
            value: String::new(),
            choices: vec![Choice::new("yes", "希望する")],
            none: "書いていない",
            support: String::new(),
            message: String::new(),
        }
    }

    impl SlipPage {
        /// A slip with two sides that is being read; a mistake.
        pub(crate) fn sample() -> Self {
            let page = |id, picture: Option<&str>| PageView {
                id,
                number: usize::try_from(id).unwrap(),
                picture: picture.map(str::to_owned),
                pdf: urls::slip_page(KEY, id, 0),
            };
            let body = FieldView {
                message: "本文を入れてください".into(),
                support: "読めない字は □".into(),
                ..field("body", "本文", FieldKind::Text)
            };
            SlipPage {
                frame: desk_frame(),
                title: "市政提案箱　本庁舎 1階ロビー".into(),
                collected_on: "2026-11-20".parse().unwrap(),
                state: "転記待ち",
                tone: Tone::Calm,
                progress: (6, 2),
                facts: vec![Fact::new("原本", "簿冊「提案箱 R8」")],
                open_card: "はがきの裏は、運ぶ人も読めます。".into(),
                pages: vec![page(1, Some("/staff/slips/x/pages/1?turn=0")), page(2, None)],
                zoom: 1,
                work: Work::Reading(ReadingForm {
                    is_second: false,
                    fields: vec![
                        field("name", "氏名", FieldKind::Line),
                        field("reply_wanted", "回答", FieldKind::Choice),
                        body,
                    ],
                    kept_at: Some(at("2026-10-14T10:22")),
                    can_guess: false,
                    guess: String::new(),
                }),
                back: urls::collection(KEY),
                url: urls::slip(KEY),
                draft_url: urls::slip_act(KEY, "draft"),
                done: Some(urls::receipt_slip(KEY)),
                error: String::new(),
            }
        }

        /// Two readings differ.
        pub(crate) fn sample_deciding() -> Self {
            let differs = |code, label, is_text| DifferenceView {
                code,
                label,
                first: "橋を直してください。".into(),
                second: vec![(Change::Removed, "橋を".into()), (Change::Added, "端を".into())],
                typed: String::new(),
                chosen: String::new(),
                is_text,
                message: "どちらかを選んでください".into(),
            };
            SlipPage {
                work: Work::Deciding(vec![differs("body", "本文", true), differs("age_group", "年代", false)]),
                ..SlipPage::sample()
            }
        }

        /// A machine has read it, and nobody has looked yet.
        pub(crate) fn sample_guessed() -> Self {
            let reading = ReadingForm {
                is_second: false,
                fields: vec![field("body", "本文", FieldKind::Text)],
                kept_at: None,
                can_guess: true,
                guess: "公園の街灯が\n切れています。".into(),
            };
            SlipPage { work: Work::Reading(reading), done: None, ..SlipPage::sample() }
        }

        /// Somebody else has it.
        pub(crate) fn sample_held() -> Self {
            SlipPage {
                work: Work::Waits("秘書広聴課 担当Bさんが扱っています。".into()), ..SlipPage::sample()
            }
        }

        /// It can be taken.
        pub(crate) fn sample_free() -> Self {
            SlipPage { work: Work::Free("この用紙を転記する"), done: None, ..SlipPage::sample() }
        }

        /// It is a voice.
        pub(crate) fn sample_received() -> Self {
            SlipPage { work: Work::Received(recent()), pages: vec![], ..SlipPage::sample() }
        }

        /// It is none.
        pub(crate) fn sample_void() -> Self {
            SlipPage { work: Work::Void("白紙".into(), true), ..SlipPage::sample() }
        }
    }
}
