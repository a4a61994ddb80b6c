//! 当日の記録: reception and points of a dialogue day, for a tablet on the table; two texts of one point side by side; versions.

pub(crate) mod door;
mod page;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::door::routes;
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Tone},
    },
};

/// `GET /staff/dialogues/{day}/record`
#[derive(Debug, Template)]
#[template(path = "staff/record/show.html")]
pub(crate) struct RecordPage {
    pub(crate) frame: Frame,
    /// R8-対話02
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) on: NaiveDate,
    pub(crate) venue: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// Where the day is said to be over; nothing while it is not, or when it is said.
    pub(crate) hold: Option<String>,
    pub(crate) key: String,
    pub(crate) slots: Vec<SlotView>,
    /// Who wants to come has to apply.
    pub(crate) asks_to_apply: bool,
    pub(crate) sections: Vec<Choice>,
}

impl RecordPage {
    /// The page of the day.
    fn day_url(&self) -> String {
        crate::urls::staff::dialogue_day(&self.key)
    }
}

/// A form that did not go: its id, what was wrong, and what was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tried {
    pub(crate) form: String,
    pub(crate) wrong: String,
    pub(crate) promise: PromiseForm,
}

impl Tried {
    /// What was wrong with a form; empty when it was not tried.
    fn wrong(&self, form: &str) -> String {
        if self.form == form { self.wrong.clone() } else { String::new() }
    }

    /// What was typed into the form of a promise or a case.
    fn typed(&self, form: &str) -> PromiseForm {
        if self.form == form { self.promise.clone() } else { PromiseForm::default() }
    }
}

/// A slot on the day.
#[derive(Debug, Clone)]
pub(crate) struct SlotView {
    pub(crate) key: String,
    pub(crate) position: u32,
    /// 13:30～13:55
    pub(crate) period: String,
    pub(crate) party: Option<PartyView>,
    /// When they came, and how many.
    pub(crate) arrived: Option<(DateTime<Utc>, u32)>,
    pub(crate) measures: Vec<String>,
    /// 手話通訳・車いす; empty when nothing was asked for.
    pub(crate) needs: String,
    pub(crate) points: Vec<PointView>,
    /// It is in hand, or something in it is to be mended; the others are folded.
    pub(crate) open: bool,
    /// A point that is not there yet.
    pub(crate) fresh: PointView,
    /// Summaries: 申出人へ送る要旨, its state, where it is.
    pub(crate) summaries: Vec<(&'static str, &'static str, String)>,
    /// A summary can be begun: its code and word.
    pub(crate) begins: Vec<(&'static str, &'static str)>,
    /// The text for the public can be begun once the applicant's summary is approved.
    pub(crate) public_later: bool,
    /// Where the forms go.
    pub(crate) write: String,
    pub(crate) arrive: String,
    pub(crate) seat: String,
    pub(crate) summary: String,
    /// What was wrong with the forms of reception.
    pub(crate) arrive_wrong: String,
    pub(crate) seat_wrong: String,
}

impl SlotView {
    /// The points that are there, and the one that is not yet.
    fn all_points(&self) -> Vec<&PointView> {
        self.points.iter().chain([&self.fresh]).collect()
    }

    fn id(&self, name: &str) -> String {
        format!("{name}-{}", self.key)
    }

    /// 5人受付・論点 2
    fn so_far(&self) -> String {
        let arrived = self.arrived.map(|(_, people)| format!("{people}人受付"));
        let points = (!self.points.is_empty()).then(|| format!("論点 {}", self.points.len()));
        let said: Vec<String> = arrived.into_iter().chain(points).collect();
        if said.is_empty() { "まだ記録がありません".to_owned() } else { said.join("・") }
    }
}

/// Who comes.
#[derive(Debug, Clone)]
pub(crate) struct PartyView {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) people: u32,
    pub(crate) theme: String,
}

/// A point.
#[derive(Debug, Clone)]
pub(crate) struct PointView {
    pub(crate) device_key: String,
    /// R8-対話02-03; empty for a point that is not there yet.
    pub(crate) number: String,
    pub(crate) version: u32,
    pub(crate) said: String,
    pub(crate) answered: String,
    pub(crate) outcomes: Vec<Choice>,
    /// The case that it became: where it is, and in words.
    pub(crate) case: Option<(String, String)>,
    pub(crate) promises: Vec<(String, String)>,
    /// It became a promise that nobody registered.
    pub(crate) unpromised: bool,
    /// Its versions; empty while there is only one.
    pub(crate) versions: String,
    pub(crate) to_case: String,
    pub(crate) to_promise: String,
    /// What was wrong with its forms.
    pub(crate) wrong: String,
    pub(crate) case_wrong: String,
    pub(crate) promise_wrong: String,
    pub(crate) case_typed: PromiseForm,
    pub(crate) promise_typed: PromiseForm,
}

impl PointView {
    fn id(&self, name: &str) -> String {
        format!("{name}-{}", self.device_key)
    }

    fn is_new(&self) -> bool {
        self.number.is_empty()
    }

    /// One of its forms did not go.
    fn is_wrong(&self) -> bool {
        [&self.wrong, &self.case_wrong, &self.promise_wrong].iter().any(|wrong| !wrong.is_empty())
    }
}

/// `POST /staff/records/{slot}` that met another text of the same point
#[derive(Debug, Template)]
#[template(path = "staff/record/clash.html")]
pub(crate) struct ClashPage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    /// The two texts of a field compared: what stands there is struck, what was sent is marked.
    pub(crate) said: Vec<ChangeView>,
    pub(crate) answered: Vec<ChangeView>,
    /// Both put together, to be mended.
    pub(crate) merged_said: String,
    pub(crate) merged_answered: String,
    pub(crate) outcomes: Vec<Choice>,
    pub(crate) device_key: String,
    pub(crate) version: u32,
    pub(crate) write: String,
    pub(crate) day: String,
}

/// Words with their fate.
#[derive(Debug, Clone)]
pub(crate) struct ChangeView {
    pub(crate) text: String,
    pub(crate) gone: bool,
    pub(crate) new: bool,
}

impl From<kocho_text::difference::Piece> for ChangeView {
    fn from(piece: kocho_text::difference::Piece) -> Self {
        use kocho_text::difference::Change;
        ChangeView { gone: piece.change == Change::Gone, new: piece.change == Change::New, text: piece.text }
    }
}

/// `GET /staff/remarks/{remark}`
#[derive(Debug, Template)]
#[template(path = "staff/record/versions.html")]
pub(crate) struct RemarkPage {
    pub(crate) frame: Frame,
    pub(crate) number: String,
    pub(crate) back: String,
    pub(crate) versions: Vec<VersionView>,
}

/// A version of a point, newest first.
#[derive(Debug, Clone)]
pub(crate) struct VersionView {
    pub(crate) version: u32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: String,
    pub(crate) said: Vec<ChangeView>,
    pub(crate) answered: Vec<ChangeView>,
}

/// `POST /staff/records/{slot}`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct RemarkForm {
    pub(crate) device_key: String,
    pub(crate) device: String,
    pub(crate) seen: u32,
    pub(crate) said: String,
    pub(crate) answered: String,
    pub(crate) outcome: String,
    /// A script sends it: the answer is a line, not a page.
    pub(crate) quiet: String,
}

/// `POST /staff/records/{slot}/arrive` and `…/seat`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct SeatForm {
    pub(crate) people: String,
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) theme: String,
}

/// `POST /staff/remarks/{remark}/promise` and `…/case`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct PromiseForm {
    pub(crate) text: String,
    pub(crate) public_text: String,
    pub(crate) section: String,
    pub(crate) due_on: String,
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::{
        staff::case::sample::{KEY, desk_frame},
        urls::staff as urls,
    };

    fn point(device_key: &str, number: &str) -> PointView {
        let new = number.is_empty();
        PointView {
            device_key: device_key.into(),
            number: number.into(),
            version: u32::from(!new) * 2,
            said: if new {
                String::new()
            } else {
                "雨の日は満員で乗れない。\n4月に3回あった。".into()
            },
            answered: if new { String::new() } else { "事業者と話し合うと答えた。".into() },
            outcomes: vec![Choice::new("answered", "その場で回答"), Choice::new("taken", "持ち帰り").chosen()],
            case: (!new).then(|| (urls::case(KEY), "回付済　企画調整課".into())),
            promises: if new {
                vec![]
            } else {
                vec![(urls::commitment(KEY), "時刻の調整を協議する（8月31日まで）".into())]
            },
            unpromised: false,
            versions: if new { String::new() } else { urls::remark(KEY) },
            to_case: if new { String::new() } else { urls::remark_act(KEY, "case") },
            to_promise: if new { String::new() } else { urls::remark_act(KEY, "promise") },
            wrong: String::new(),
            case_wrong: String::new(),
            promise_wrong: String::new(),
            case_typed: PromiseForm::default(),
            promise_typed: PromiseForm::default(),
        }
    }

    fn slot(key: &str, position: u32, party: bool) -> SlotView {
        SlotView {
            key: key.into(),
            position,
            period: "13:30～13:55".into(),
            party: party.then(|| PartyView {
                name: "市内高校の生徒4名".into(),
                kind: "団体",
                people: 5,
                theme: "通学のバスと駅の待合について".into(),
            }),
            arrived: party.then(|| ("2026-05-20T04:28:00Z".parse().unwrap(), 5)),
            measures: vec!["1503 移住の受入れ".into()],
            needs: "手話通訳・車いす".into(),
            points: if party { vec![point(&format!("{key}-1"), "R8-対話02-03")] } else { vec![] },
            open: position == 1,
            fresh: point(&format!("{key}-new"), ""),
            summaries: if party {
                vec![("申出人へ送る要旨", "確認待ち", urls::summary(KEY))]
            } else {
                vec![]
            },
            begins: vec![],
            public_later: party,
            write: urls::record_slot(key),
            arrive: urls::record_slot_act(key, "arrive"),
            seat: urls::record_slot_act(key, "seat"),
            summary: urls::record_slot_act(key, "summary"),
            arrive_wrong: String::new(),
            seat_wrong: String::new(),
        }
    }

    impl RecordPage {
        /// A party with a point, a free slot, and one that is folded.
        pub(crate) fn sample() -> Self {
            RecordPage {
                frame: desk_frame(),
                number: "R8-対話02".into(),
                title: "対話の日（5月）".into(),
                on: "2026-05-20".parse().unwrap(),
                venue: "本庁舎2階 第1会議室".into(),
                state: "公開",
                tone: Tone::Info,
                hold: Some(urls::dialogue_record_act(KEY, "hold")),
                key: KEY.into(),
                slots: vec![slot("slot-a", 1, true), slot("slot-b", 2, false), slot("slot-c", 3, true)],
                asks_to_apply: true,
                sections: vec![Choice::new("7", "企画調整課")],
            }
        }

        /// A promise without a deadline was tried.
        pub(crate) fn sample_wrong() -> Self {
            let mut page = RecordPage::sample();
            let point = &mut page.slots[0].points[0];
            point.promise_wrong = "期限を、約束した日以降の日付で入れてください".into();
            point.promise_typed.text = "協議する".into();
            point.unpromised = true;
            page.slots[1].seat_wrong = "テーマを200文字までで入れてください".into();
            page
        }
    }

    impl ClashPage {
        /// Two tablets wrote about one point.
        pub(crate) fn sample() -> Self {
            let change = |text: &str, gone, new| ChangeView { text: text.into(), gone, new };
            ClashPage {
                frame: desk_frame(),
                number: "R8-対話02-03".into(),
                said: vec![
                    change("雨の日は", false, false),
                    change("満員で乗れない", true, false),
                    change("3回乗れなかった", false, true),
                    change("。", false, false),
                ],
                answered: vec![],
                merged_said: "雨の日は満員で乗れない。3回乗れなかった。".into(),
                merged_answered: String::new(),
                outcomes: vec![Choice::new("answered", "その場で回答").chosen()],
                device_key: "slot-a-1".into(),
                version: 3,
                write: urls::record_slot("slot-a"),
                day: urls::dialogue_record(KEY),
            }
        }
    }

    impl RemarkPage {
        /// Two versions.
        pub(crate) fn sample() -> Self {
            let version = |version| VersionView {
                version,
                at: "2026-05-20T04:40:00Z".parse().unwrap(),
                by: "秘書広聴課 担当A".into(),
                said: vec![ChangeView {
                    text: "雨の日は満員で乗れない。".into(), gone: false, new: version > 1
                }],
                answered: vec![],
            };
            RemarkPage {
                frame: desk_frame(),
                number: "R8-対話02-03".into(),
                back: urls::dialogue_record(KEY),
                versions: vec![version(2), version(1)],
            }
        }
    }
}
