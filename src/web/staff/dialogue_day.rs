//! 対話の日: the list, making one or those of the coming months, one day with its slots and applications.

pub(crate) mod door;
mod form;
#[cfg(test)]
mod sample;
mod slot;
mod view;

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

pub(crate) use self::{
    door::routes,
    form::{DayTyped, count},
    view::{application_tone, number, party_words},
};
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Choice, Errors, Fact, Tone},
    },
};

/// `GET /staff/dialogues`
#[derive(Debug, Template)]
#[template(path = "staff/dialogue_day/list.html")]
pub(crate) struct DialogueListPage {
    pub(crate) frame: Frame,
    pub(crate) ahead: Vec<DayRow>,
    pub(crate) earlier: Vec<DayRow>,
    /// Applications for any day, or for one that was called off.
    pub(crate) loose: Vec<ApplicationRow>,
    /// Letters that wait to be printed and sent.
    pub(crate) letters: Vec<LetterRow>,
    /// Series with a day of the month.
    pub(crate) monthly: Vec<Choice>,
    pub(crate) errors: Errors,
    /// The person works with days and applications.
    pub(crate) manages: bool,
    /// Address of earlier ones.
    pub(crate) next: Option<String>,
    /// This page is not the first.
    pub(crate) further: bool,
}

/// A day in the list.
#[derive(Debug, Clone)]
pub(crate) struct DayRow {
    pub(crate) href: String,
    pub(crate) on: NaiveDate,
    /// R8-対話02
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) venue: String,
    pub(crate) slots: usize,
    pub(crate) taken: usize,
    /// 受付 3・待ち 1; empty when there is none.
    pub(crate) applications: String,
    /// 6月3日まで受付中; empty when none are taken.
    pub(crate) reception: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
}

/// An application in a table.
#[derive(Debug, Clone)]
pub(crate) struct ApplicationRow {
    pub(crate) href: String,
    /// R8-対話申込-0012-K
    pub(crate) number: String,
    pub(crate) received_on: NaiveDate,
    pub(crate) theme: String,
    /// 団体 3人
    pub(crate) party: String,
    /// 希望 and 配慮; may be empty.
    pub(crate) wishes: String,
    pub(crate) state: String,
    pub(crate) tone: Tone,
}

/// A letter that waits.
#[derive(Debug, Clone)]
pub(crate) struct LetterRow {
    pub(crate) href: String,
    pub(crate) number: String,
    /// 決定（可）の通知
    pub(crate) what: &'static str,
    /// Why it goes by post although a mail was wished for, and what helps; empty when a letter was wished for.
    pub(crate) why: &'static str,
    pub(crate) sent: String,
}

/// `GET /staff/dialogues/new`, `GET /staff/dialogues/{day}/edit`
#[derive(Debug, Template)]
#[template(path = "staff/dialogue_day/edit.html")]
pub(crate) struct DialogueEditPage {
    pub(crate) frame: Frame,
    /// R8-対話02; empty for a new one.
    pub(crate) number: String,
    pub(crate) series: Vec<Choice>,
    pub(crate) form: DayTyped,
    pub(crate) errors: Errors,
    /// Who knows the date and the venue, in words; nothing while residents have not seen the day.
    pub(crate) told: Option<String>,
    /// Where the form goes.
    pub(crate) action: String,
    /// Where one goes back to.
    pub(crate) back: String,
}

/// `GET /staff/dialogues/{day}`
#[derive(Debug, Template)]
#[template(path = "staff/dialogue_day/show.html")]
pub(crate) struct DialogueDayPage {
    pub(crate) frame: Frame,
    pub(crate) on: NaiveDate,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    pub(crate) facts: Vec<Fact>,
    /// Why it does not take place.
    pub(crate) cancelled_because: String,
    pub(crate) slots: Vec<SlotRow>,
    /// Other days with a slot at the time of one of these, in words, and their pages.
    pub(crate) clashes: Vec<(String, String)>,
    /// Moves of the day and its slots, the newest first.
    pub(crate) moves: Vec<MoveRow>,
    pub(crate) applications: Vec<ApplicationRow>,
    /// Applications still come in: that there are none yet is worth saying.
    pub(crate) awaits_applications: bool,
    /// What stands in a slot that nobody has.
    pub(crate) free_words: &'static str,
    /// Letters to its applicants that wait to be printed and sent.
    pub(crate) letters: Vec<LetterRow>,
    /// A free slot, and who waits for one first.
    pub(crate) next_waiting: Option<ApplicationRow>,
    /// Slots whose summary nobody began, in a sentence; empty when there are none. And whether its day is over.
    pub(crate) unbegun: String,
    pub(crate) unbegun_late: bool,
    /// What comes next, in words.
    pub(crate) hint: String,
    pub(crate) version: i64,
    pub(crate) may: DayMay,
    pub(crate) slot_typed: SlotTyped,
    pub(crate) errors: Errors,
    pub(crate) urls: DayUrls,
}

/// What the person may do with the day now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DayMay {
    /// Change it and its slots.
    pub(crate) change: bool,
    /// Show it to residents.
    pub(crate) announce: bool,
    /// Call it off.
    pub(crate) cancel: bool,
    /// Remove it.
    pub(crate) delete: bool,
    /// Write an application down.
    pub(crate) apply: bool,
    /// Places are drawn.
    pub(crate) draw: bool,
    /// There are visitors to prepare for.
    pub(crate) briefs: bool,
    /// What is said on the day is written down.
    pub(crate) record: bool,
}

/// Where the forms and links of a day go.
#[derive(Debug, Clone)]
pub(crate) struct DayUrls {
    pub(crate) edit: String,
    pub(crate) announce: String,
    pub(crate) cancel: String,
    pub(crate) delete: String,
    pub(crate) slots: String,
    pub(crate) apply: String,
    pub(crate) draw: String,
    pub(crate) briefs: String,
    pub(crate) calendar: String,
    pub(crate) record: String,
}

/// A slot of a day.
#[derive(Debug, Clone)]
pub(crate) struct SlotRow {
    pub(crate) id: i64,
    /// 13:30～13:55
    pub(crate) period: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) evening: bool,
    /// Who comes; empty while nobody does.
    pub(crate) party: String,
    /// 団体 3人
    pub(crate) about: String,
    pub(crate) theme: String,
    /// Address of its application.
    pub(crate) application: Option<String>,
    /// Address of its brief.
    pub(crate) brief: String,
    pub(crate) readiness: &'static str,
    pub(crate) readiness_tone: Tone,
    pub(crate) version: i64,
    /// What was typed as the reason of a change that did not go.
    pub(crate) reason: String,
    /// A change of this slot did not go.
    pub(crate) open: bool,
    pub(crate) time: String,
    pub(crate) delete: String,
}

/// A move of the day or of one of its slots.
#[derive(Debug, Clone)]
pub(crate) struct MoveRow {
    /// 5月20日（水）13:30～13:55　本庁舎2階
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) reason: String,
    pub(crate) told: u64,
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
}

/// `POST /staff/dialogues/{day}/slots`, `POST /staff/dialogues/slots/{slot}/time`
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct SlotTyped {
    pub(crate) version: i64,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Why the time of a slot changes that somebody has.
    pub(crate) reason: String,
    /// Key of the slot that was to change; empty for a new one.
    #[serde(skip)]
    pub(crate) of: String,
}
