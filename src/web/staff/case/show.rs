//! One case: the original on the left, the work on the right, what happened below.

use askama::Template;
use chrono::{DateTime, Utc};

use super::circulation::CirculationBox;
use super::stage::{FileView, Stage, StageBody};
use crate::{
    frame::Frame,
    staff::{
        filters,
        view::{Asks, Choice, DueView, Fact, Tone},
    },
};

/// `GET /staff/cases/{key}`
#[derive(Debug, Template)]
#[template(path = "staff/case/show.html")]
pub(crate) struct CasePage {
    pub(crate) frame: Frame,
    /// The version that every act carries, so that two savings are noticed.
    pub(crate) version: i64,
    /// R8-000123-K
    pub(crate) number: String,
    /// The subject, or the first words.
    pub(crate) title: String,
    pub(crate) status: &'static str,
    pub(crate) status_tone: Tone,
    pub(crate) due: Option<DueView>,
    /// Who holds it now.
    pub(crate) holder: String,
    pub(crate) holder_since: DateTime<Utc>,
    /// Seen by few only.
    pub(crate) restricted: bool,
    /// The cases of the same submission, this one among them; empty when it is the only one.
    pub(crate) siblings: Vec<SiblingRow>,
    /// Address of the list one came from.
    pub(crate) back: String,
    /// What could not be done, because somebody else was faster, and what was typed with it.
    pub(crate) overtaken: Option<(&'static str, String)>,
    /// Address of what is like its letter.
    pub(crate) similar: String,
    pub(crate) slip: String,
    pub(crate) receipt: Option<String>,
    pub(crate) original: OriginalView,
    /// Where a My Number that stands in the voice is erased; `None` when there is none or the person may not.
    pub(crate) erase_number: Option<String>,
    /// Where a copy is released to the sections; `None` when the person may not.
    pub(crate) clean: Option<String>,
    /// 供覧; `None` when it never was before the mayor's office and the person may not put it there.
    pub(crate) circulation: Option<CirculationBox>,
    pub(crate) facts: Vec<Fact>,
    /// Other 要望書 of the same matter: label, number, address.
    pub(crate) related: Vec<(&'static str, String, String)>,
    pub(crate) contact: ContactView,
    pub(crate) files: Vec<FileView>,
    /// Reasons for which closed things may be opened; empty when nothing is closed or the person may not.
    pub(crate) reveal: Option<RevealView>,
    pub(crate) stages: Vec<Stage>,
    pub(crate) notes: Vec<NoteRow>,
    /// Writing a note; `None` when the person may not.
    pub(crate) note: Option<NoteBox>,
    /// Oldest first.
    pub(crate) timeline: Vec<EventRow>,
}

impl CasePage {
    /// There are suggestions to take with a key: only while 分類 is the next thing. Later a single key would change what
    /// others work with already.
    pub(crate) fn takes_keys(&self) -> bool {
        let open = |body: &StageBody| matches!(body, StageBody::Triage(triage) if !triage.url.is_empty());
        self.stages.iter().any(|stage| stage.is_now() && open(&stage.body))
    }

    /// A key leads to 回付: while the desk still has the case to classify or to route.
    pub(crate) fn routes_by_key(&self) -> bool {
        let open = |body: &StageBody| matches!(body, StageBody::Route(route) if !route.url.is_empty());
        let waits = |stage: &Stage| stage.is_now() && matches!(stage.code, "triage" | "route");
        self.stages.iter().any(waits) && self.stages.iter().any(|stage| open(&stage.body))
    }
}

/// A case of the same submission.
#[derive(Debug, Clone)]
pub(crate) struct SiblingRow {
    /// 1, 2, 3
    pub(crate) branch: usize,
    pub(crate) title: String,
    pub(crate) section: String,
    pub(crate) status: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// The resident's own words.
#[derive(Debug, Clone)]
pub(crate) struct OriginalView {
    /// The subject as given, in pieces; empty when none was given.
    pub(crate) subject: Vec<PieceView>,
    /// This case's own part, when the letter was split; else empty.
    pub(crate) point: Vec<PieceView>,
    /// The whole text in pieces, line breaks as written.
    pub(crate) pieces: Vec<PieceView>,
    /// Personal details are masked for this reader.
    pub(crate) masked: bool,
    /// It is the copy that the desk cleaned, not the original.
    pub(crate) copy: bool,
    /// What came later from the resident.
    pub(crate) additions: Vec<AdditionView>,
}

/// A later word of the same resident.
#[derive(Debug, Clone)]
pub(crate) struct AdditionView {
    pub(crate) at: DateTime<Utc>,
    /// 追記, 再度のおたずね
    pub(crate) label: &'static str,
    pub(crate) pieces: Vec<PieceView>,
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub(crate) struct PieceView {
    pub(crate) text: String,
    pub(crate) mark: Mark,
}

/// Why a piece is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Not at all.
    None,
    /// A word that made the suggestion with this rank.
    Suggested(usize),
    /// A danger word of this group.
    Danger(&'static str),
    /// A personal detail of this kind, masked: the text is ●●●●.
    Masked(&'static str),
    /// A personal detail of this kind, shown after it was revealed.
    Personal(&'static str),
}

/// The contact, apart from the text.
#[derive(Debug, Clone)]
pub(crate) struct ContactView {
    /// What is known; masked values are ●●●●. Empty: anonymous.
    pub(crate) facts: Vec<Fact>,
    /// 連絡してよい時間・方法・避けてほしいこと; always shown.
    pub(crate) manner: String,
}

/// Opening what is closed, with a reason that is written down.
#[derive(Debug, Clone)]
pub(crate) struct RevealView {
    pub(crate) url: String,
    /// 連絡先と添付
    pub(crate) what: String,
    pub(crate) reasons: Vec<Choice>,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
}

/// An internal note.
#[derive(Debug, Clone)]
pub(crate) struct NoteRow {
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) text: String,
}

/// Where a note is written.
#[derive(Debug, Clone)]
pub(crate) struct NoteBox {
    pub(crate) url: String,
    /// What was typed before.
    pub(crate) typed: String,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
}

/// One line of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct EventRow {
    pub(crate) at: DateTime<Utc>,
    /// 回付
    pub(crate) what: String,
    /// 広聴担当A → 市民協働課
    pub(crate) who: String,
    /// Reason or remark, or empty.
    pub(crate) text: String,
    /// Who held the case from here on, when that changed: 市民協働課 2日3時間.
    pub(crate) held: String,
}
