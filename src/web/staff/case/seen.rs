//! What a case page is made from: the case as this person sees it, and what was tried on it and refused.

use std::collections::BTreeMap;

use kocho_domain::{
    case::MeasureDecision,
    id::{PublicKey, StaffId},
    workflow::Act,
};
use kocho_service::{
    Cx, Error,
    case::{self, CaseView},
    enclosure,
    reveal::{self, Revealed},
    stored::attachment::File,
    suggestion::{self, Suggested},
};

use super::form::{ActForm, NoteForm, ReplyForm, RevealForm, RouteForm, SplitForm, TriageForm};
use crate::staff::view::Errors;

/// A form that was sent and not taken: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) enum Tried {
    /// Nothing was sent.
    #[default]
    Nothing,
    /// An act of one button: its code in addresses.
    Act(&'static str, ActForm, String),
    /// 件分け
    Split(SplitForm, Errors),
    /// 分類
    Triage(TriageForm, Errors),
    /// 回付
    Route(RouteForm, Errors),
    /// 案
    Reply(ReplyForm, Errors),
    /// 内部メモ
    Note(NoteForm, String),
    /// 供覧, asked for or read.
    Circulation(NoteForm, String),
    /// Looking behind the mask.
    Reveal(RevealForm, String),
    /// Something that cannot be done any more, because somebody else was faster.
    Overtaken {
        /// The word on its button.
        act: &'static str,
        /// What was typed with it.
        typed: String,
    },
}

impl Tried {
    /// The words that were typed, without what was chosen from lists.
    pub(crate) fn words(&self) -> String {
        match self {
            Tried::Act(_, form, _) => form.reason.clone(),
            Tried::Split(form, _) => form.text.join("\n\n"),
            Tried::Route(form, _) => form.note.clone(),
            Tried::Reply(form, _) => form.text.clone(),
            Tried::Note(form, _) | Tried::Circulation(form, _) => form.text.clone(),
            Tried::Reveal(form, _) => form.reason.clone(),
            Tried::Overtaken { typed, .. } => typed.clone(),
            Tried::Nothing | Tried::Triage(..) => String::new(),
        }
    }
}

/// The code of an act in addresses; variants of one button share one address.
pub(crate) const fn door(act: Act) -> &'static str {
    match act {
        Act::Return | Act::ReturnToHead => "return",
        Act::ConfirmEnding | Act::ConfirmTransfer => "confirm_ending",
        Act::ApproveStep | Act::ApproveReply | Act::ApproveResult => "approve",
        other => other.code(),
    }
}

/// A case as one person sees it now.
pub(crate) struct Seen {
    pub(crate) cx: Cx,
    pub(crate) view: CaseView,
    /// For those who triage.
    pub(crate) suggested: Suggested,
    /// Past voices of the suggestion that this person may open, by receipt number.
    pub(crate) alike: BTreeMap<String, PublicKey>,
    /// Files may be opened.
    pub(crate) files_open: bool,
    /// Files that this person chose for the next version of the draft.
    pub(crate) waiting: Vec<File>,
    /// What is behind the mask, on the one page that shows it.
    pub(crate) revealed: Option<Revealed>,
    pub(crate) tried: Tried,
}

impl Seen {
    /// Loads the case.
    ///
    /// # Errors
    /// [`Error::NotFound`] also when it may not be known.
    pub(crate) async fn load(cx: Cx, key: &PublicKey) -> Result<Self, Error> {
        let view = case::view(&cx, key).await?;
        // What has ended and is classified is looked at, not decided again: nothing is computed for it.
        let undecided = view.case.status.is_open() || view.case.measure == MeasureDecision::Undecided;
        let suggested = if undecided && view.acts.contains(&Act::Triage) {
            suggestion::of_view(&cx, &view).await?
        } else {
            Suggested::default()
        };
        let alike = suggestion::links(&cx, &suggested).await?;
        let files_open = view.may_reveal
            && !(view.files.is_empty() && view.mails.is_empty())
            && reveal::is_open(&cx, view.case.id).await?;
        let drafts = view.acts.contains(&Act::Draft) && view.case.reply_due;
        let waiting = if drafts { enclosure::waiting(&cx, key).await? } else { Vec::new() };
        Ok(Seen { cx, view, suggested, alike, files_open, waiting, revealed: None, tried: Tried::Nothing })
    }

    /// Something is suggested that may stand chosen: it is sure, and its version was taken into use.
    pub(crate) fn trusts_suggestion(&self) -> bool {
        let suggested = &self.suggested;
        !suggested.unsure && !suggested.first().is_empty() && self.cx.city.trusts(&suggested.version)
    }

    /// The key in addresses.
    pub(crate) fn key(&self) -> &str {
        self.view.case.key.as_str()
    }

    /// Can this be done now, by this person?
    pub(crate) fn can(&self, act: Act) -> bool {
        self.view.acts.contains(&act)
    }

    /// The name of a person whom the page mentions.
    pub(crate) fn name(&self, id: StaffId) -> &str {
        self.view.people.get(&id).map_or("職員", String::as_str)
    }

    /// R8-000123-K
    pub(crate) fn number(&self) -> String {
        self.view.submission.number.to_string()
    }

    /// The name of a section.
    pub(crate) fn section(&self, id: kocho_domain::id::SectionId) -> String {
        self.cx.city.section_name(id).to_owned()
    }

    /// The case's own text: its point, or the whole letter; masked as the person sees it.
    pub(crate) fn text(&self) -> &str {
        self.view.point.as_deref().unwrap_or(&self.view.submission.body)
    }

    /// 要望・1101, as far as it is decided.
    pub(crate) fn measure_words(&self) -> String {
        use kocho_domain::case::MeasureDecision as M;
        match &self.view.case.measure {
            M::Undecided => "未決定".to_owned(),
            M::None => "計画に該当なし".to_owned(),
            M::Tagged { primary, others } => {
                let more = if others.is_empty() { String::new() } else { format!(" ほか{}", others.len()) };
                format!("{}{more}", self.cx.city.measure_words(*primary))
            }
        }
    }

    /// The name of the 種別; empty while undecided.
    pub(crate) fn kind_word(&self) -> String {
        let kind = self.view.case.kind.as_deref().and_then(|code| self.cx.city.rules.kind(code));
        kind.map(|k| k.label.ja.clone()).unwrap_or_default()
    }

    /// The name of the 分野; empty while undecided.
    pub(crate) fn category_word(&self) -> String {
        let category = self.view.case.category.as_deref().and_then(|code| self.cx.city.rules.category(code));
        category.map(|c| c.label.ja.clone()).unwrap_or_default()
    }

    /// The name of a 対応区分; empty when there is none.
    pub(crate) fn outcome_word(&self, code: &str) -> String {
        self.cx.city.rules.outcome(code).map(|o| o.label.ja.clone()).unwrap_or_default()
    }

    /// The label of a reason of the city's list, and what was said beside it.
    pub(crate) fn reason_words(&self, code: Option<&str>, said: Option<&str>) -> String {
        let listed = code.and_then(|code| self.cx.city.rules.reason(code)).map(|r| r.label.as_str());
        [listed, said].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }
}
