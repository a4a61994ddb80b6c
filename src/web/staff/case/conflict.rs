//! Two people saved the same case: both versions side by side, nothing lost.
//!
//! The form posts the same fields to the same address as the one that met the conflict, with the newer version number;
//! it needs no handler of its own.

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use kocho_domain::{case::MeasureDecision, reply::Reply};

use super::{
    form::{ReplyForm, TriageForm},
    seen::Seen,
    words::actor_word,
};
use crate::{frame::Frame, page::Page, staff::filters, urls::staff as urls};

/// Answer 409 to a save that came second.
#[derive(Debug, Template)]
#[template(path = "staff/case/conflict.html")]
pub(crate) struct ConflictPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// 回答案
    pub(crate) what: String,
    /// Who saved first.
    pub(crate) by: String,
    pub(crate) at: DateTime<Utc>,
    /// Where the choice is posted to.
    pub(crate) url: String,
    /// The newer version, now known.
    pub(crate) version: i64,
    pub(crate) fields: Vec<ConflictField>,
    /// Fields that are equal, sent along unseen: name and value.
    pub(crate) same: Vec<(String, String)>,
    /// Address of the case as it stands, to leave the own changes.
    pub(crate) back: String,
}

/// A field that differs.
#[derive(Debug, Clone)]
pub(crate) struct ConflictField {
    /// Name in the form.
    pub(crate) name: String,
    pub(crate) label: String,
    /// Long text: shown as both texts and a box to merge in; else a choice of two.
    pub(crate) long: bool,
    /// What was saved first: the value that is sent, and how it reads.
    pub(crate) theirs: (String, String),
    /// What the person at the screen typed.
    pub(crate) yours: (String, String),
}

/// 回答案: the saved version beside what was typed.
pub(crate) fn draft(frame: Frame, seen: &Seen, form: &ReplyForm) -> Page<ConflictPage> {
    let saved = seen.view.replies.first();
    let day = |reply: &Reply| reply.follow_up_on.map(|day| day.to_string()).unwrap_or_default();
    let outcome = |code: &str| (code.to_owned(), seen.outcome_word(code));
    let plain = |text: String| (text.clone(), text);
    let rows = vec![
        row("text", "本文", true, plain(saved.map(|r| r.body.clone()).unwrap_or_default()), plain(form.text.clone())),
        row(
            "outcome",
            "対応区分",
            false,
            outcome(saved.map(|r| r.outcome.as_str()).unwrap_or_default()),
            outcome(&form.outcome),
        ),
        row(
            "outcome_reason",
            "時期・理由",
            false,
            plain(saved.map(|r| r.outcome_note.clone()).unwrap_or_default()),
            plain(form.outcome_reason.clone()),
        ),
        row(
            "follow_up_on",
            "再確認日",
            false,
            plain(saved.map(day).unwrap_or_default()),
            plain(form.follow_up_on.clone()),
        ),
    ];
    let what = kocho_service::reply::form_of(&seen.view.case).label();
    page(frame, seen, what, "draft", rows, Vec::new())
}

/// 分類: what is saved beside what was chosen. The measure is one choice; further ones go along as they were chosen.
pub(crate) fn triage(frame: Frame, seen: &Seen, form: &TriageForm) -> Page<ConflictPage> {
    let case = &seen.view.case;
    let rules = &seen.cx.city.rules;
    let kind = |code: &str| (code.to_owned(), rules.kind(code).map(|k| k.label.ja.clone()).unwrap_or_default());
    let category = |code: &str| (code.to_owned(), rules.category(code).map(|c| c.label.ja.clone()).unwrap_or_default());
    let measure = |code: &str| {
        let found = seen.cx.city.measure_named(code);
        (code.to_owned(), found.map(|m| seen.cx.city.measure_words(m.id)).unwrap_or_default())
    };
    let theirs = match &case.measure {
        MeasureDecision::Undecided => ("undecided".to_owned(), "未決定".to_owned()),
        MeasureDecision::None => ("outside".to_owned(), "計画に該当なし".to_owned()),
        MeasureDecision::Tagged { primary, .. } => {
            let found = seen.cx.city.measure(*primary);
            measure(&found.map(|m| seen.cx.city.measure_word(m)).unwrap_or_default())
        }
    };
    let yours = match form.decision.as_str() {
        "tagged" => measure(&form.measure),
        "outside" => ("outside".to_owned(), "計画に該当なし".to_owned()),
        _ => ("undecided".to_owned(), "未決定".to_owned()),
    };
    let rows = vec![
        row("kind", "種別", false, kind(case.kind.as_deref().unwrap_or_default()), kind(&form.kind)),
        row(
            "category",
            "分野",
            false,
            category(case.category.as_deref().unwrap_or_default()),
            category(&form.category),
        ),
        row("take", "施策", false, theirs, yours),
    ];
    let further = form.further.iter().map(|code| ("further".to_owned(), code.clone())).collect();
    page(frame, seen, "分類", "triage", rows, further)
}

fn row(name: &str, label: &str, long: bool, theirs: (String, String), yours: (String, String)) -> ConflictField {
    ConflictField {
        name: name.to_owned(),
        label: label.to_owned(),
        long,
        theirs: readable(theirs),
        yours: readable(yours),
    }
}

/// Nothing has a word too.
fn readable((value, label): (String, String)) -> (String, String) {
    if label.is_empty() { (value, "（なし）".to_owned()) } else { (value, label) }
}

fn page(
    frame: Frame,
    seen: &Seen,
    what: &str,
    act: &str,
    rows: Vec<ConflictField>,
    mut same: Vec<(String, String)>,
) -> Page<ConflictPage> {
    let (fields, equal): (Vec<_>, Vec<_>) = rows.into_iter().partition(|field| field.theirs.0 != field.yours.0);
    same.extend(equal.into_iter().map(|field| (field.name, field.yours.0)));
    let last = seen.view.timeline.last();
    let page = ConflictPage {
        frame,
        number: seen.number(),
        what: what.to_owned(),
        by: last.map_or_else(|| "ほかの人".to_owned(), actor_word),
        at: last.map_or(seen.view.case.status_at, |line| line.at),
        url: urls::case_act(seen.key(), act),
        version: seen.view.case.lock,
        fields,
        same,
        back: urls::case(seen.key()),
    };
    Page(StatusCode::CONFLICT, page)
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};

    impl ConflictPage {
        /// Text and outcome differ.
        pub(crate) fn sample() -> Self {
            let field = |name: &str, label: &str, long, theirs: (&str, &str), yours: (&str, &str)| ConflictField {
                name: name.into(),
                label: label.into(),
                long,
                theirs: (theirs.0.into(), theirs.1.into()),
                yours: (yours.0.into(), yours.1.into()),
            };
            let theirs = "広報紙は郵便局と公民館でお渡ししています。";
            let yours = "広報紙は、自治会に入っていない方にも郵便局でお渡ししています。";
            ConflictPage {
                frame: desk_frame(),
                number: "R8-000118-T".into(),
                what: "回答案".into(),
                by: "市民協働課 担当B".into(),
                at: at("2026-10-13T16:42"),
                url: urls::case_act(KEY, "draft"),
                version: 4,
                fields: vec![
                    field("text", "本文", true, (theirs, theirs), (yours, yours)),
                    field("outcome", "対応区分", false, ("explained", "説明"), ("considering", "検討中")),
                ],
                same: vec![("outcome_reason".into(), String::new())],
                back: urls::case(KEY),
            }
        }
    }
}
