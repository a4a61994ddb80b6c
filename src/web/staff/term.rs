//! The city's key terms: which there are, adding and removing one, and what that would change before it is used.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use kocho_domain::{
    access::Permission,
    rule::term::{OUTSIDE, Term, TermWeight},
};
use kocho_service::{
    Cx, Error,
    term::{self, NewTerm, TermList},
    trial::{self, TrialView},
};
use serde::Deserialize;

use super::{
    admin::{found, rule::HistoryRow},
    trial::{TrialBox, named},
};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        filters,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/terms`
#[derive(Debug, Template)]
#[template(path = "staff/term/list.html")]
pub(crate) struct TermListPage {
    pub(crate) frame: Frame,
    pub(crate) groups: Vec<TermGroup>,
    pub(crate) form: TermForm,
    pub(crate) measures: Vec<Choice>,
    pub(crate) sections: Vec<Choice>,
    pub(crate) weights: Vec<Choice>,
    pub(crate) errors: Errors,
    pub(crate) history: Vec<HistoryRow>,
    /// The newest trial that is not in use: its address and when it was made.
    pub(crate) tried: Option<(String, DateTime<Utc>)>,
}

/// The terms of one target.
#[derive(Debug, Clone)]
pub(crate) struct TermGroup {
    /// 1305 地域の魅力の発信, 計画の外, 課だけを指す言葉
    pub(crate) name: String,
    pub(crate) rows: Vec<TermRow>,
}

/// A term.
#[derive(Debug, Clone)]
pub(crate) struct TermRow {
    pub(crate) word: String,
    /// Code of its measure, for the form.
    pub(crate) measure: String,
    pub(crate) section: String,
    /// 強い
    pub(crate) weight: &'static str,
    /// 除く言葉
    pub(crate) unless: String,
    /// Its target is not there any more.
    pub(crate) lost: bool,
}

/// `GET /staff/terms/trials/{trial}`
#[derive(Debug, Template)]
#[template(path = "staff/term/trial.html")]
pub(crate) struct TermTrialPage {
    pub(crate) frame: Frame,
    /// 加える, 外す: each with the term in words.
    pub(crate) changes: Vec<(&'static str, String)>,
    pub(crate) trial: TrialBox,
    /// Other terms came into use since.
    pub(crate) outdated: bool,
    /// Where it is taken into use.
    pub(crate) url: String,
    /// This page again.
    pub(crate) again: String,
}

/// `POST /staff/terms/try`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TermForm {
    pub(crate) word: String,
    pub(crate) measure: String,
    pub(crate) section: String,
    pub(crate) weight: String,
    pub(crate) unless: String,
}

/// The doors: of the hearing desk, which tags. Administrators change terms as a rule document.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::CaseTriage);
    Routes::new(state)
        .get(urls::TERMS, desk, list)
        .post(urls::TERM_TRY, desk, post_try)
        .post(urls::TERM_REMOVE, desk, post_remove)
        .get(urls::term_trial("{trial}"), desk, show)
        .post(urls::term_trial_use("{trial}"), desk, post_use)
}

async fn list(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let form = TermForm { weight: TermWeight::default().code().into(), ..TermForm::default() };
    let page = TermListPage::of(signed.frame(&state), &cx, term::list(&cx).await?, form, Errors::default());
    Ok(Page::ok(page).into_response())
}

async fn post_try(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<TermForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let asked = form.clone();
    let new = NewTerm {
        word: asked.word,
        measure: asked.measure,
        section: asked.section,
        weight: asked.weight,
        unless: asked.unless,
    };
    match term::try_new(&cx, &new).await {
        Ok(id) => Ok(Redirect::to(&urls::term_trial(id)).into_response()),
        Err(Error::Invalid(fields)) => {
            let page = TermListPage::of(signed.frame(&state), &cx, term::list(&cx).await?, form, found(fields));
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn post_remove(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<TermForm>,
) -> Result<Response, AppError> {
    let id = term::try_without(&signed.cx(&state), &form.word, &form.measure, &form.section).await?;
    Ok(Redirect::to(&urls::term_trial(id)).into_response())
}

async fn show(State(state): State<AppState>, signed: Signed, Path(id): Path<i64>) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let view = trial::show_terms(&cx, id).await?;
    Ok(Page::ok(TermTrialPage::of(signed.frame(&state), &cx, &view)).into_response())
}

async fn post_use(State(state): State<AppState>, signed: Signed, Path(id): Path<i64>) -> Result<Response, AppError> {
    let version = term::use_trial(&signed.cx(&state), id).await?;
    let words = format!("手がかり語を変えました（第{version}版）。次の声から使います。");
    Ok(guard::go_with(&state, urls::TERMS, "success", &words))
}

impl TermListPage {
    fn of(frame: Frame, cx: &Cx, list: TermList, form: TermForm, errors: Errors) -> Self {
        let pick = |value: &str, label: String, now: &str| Choice { chosen: value == now, ..Choice::new(value, label) };
        let outside = (OUTSIDE.to_owned(), "計画の外（該当する施策なし）".to_owned());
        let planned = cx.city.measures.iter().map(|m| (m.code.clone(), format!("{} {}", m.code, m.name)));
        let sections = cx.city.sections.iter().filter(|s| s.in_force(cx.today()));
        let url = urls::rule("terms");
        TermListPage {
            frame,
            groups: groups(cx, list.terms),
            measures: planned.chain([outside]).map(|(code, name)| pick(&code, name, &form.measure)).collect(),
            sections: sections.map(|s| pick(&s.name, s.name.clone(), &form.section)).collect(),
            weights: TermWeight::ALL.map(|w| pick(w.code(), weight_words(w).into(), &form.weight)).to_vec(),
            form,
            errors,
            tried: list.tried.map(|trial| (urls::term_trial(trial.id), trial.created_at)),
            history: list.history.into_iter().map(|line| HistoryRow::of(&url, line)).collect(),
        }
    }
}

/// 強い（もとの候補より前に出す）
const fn weight_words(weight: TermWeight) -> &'static str {
    match weight {
        TermWeight::Strong => "強い（必ず前に出す）",
        TermWeight::Normal => "普通",
        TermWeight::Weak => "弱い（迷うときだけ効く）",
    }
}

fn groups(cx: &Cx, terms: Vec<term::TermView>) -> Vec<TermGroup> {
    let mut groups: Vec<TermGroup> = Vec::new();
    for view in terms {
        let name = view.term.measure.as_deref().map_or_else(|| "課だけを指す言葉".to_owned(), |code| named(cx, code));
        let row = TermRow {
            measure: view.term.measure.clone().unwrap_or_default(),
            section: view.term.section.clone().unwrap_or_default(),
            weight: view.term.weight.label(),
            unless: view.term.unless.join("、"),
            word: view.term.word,
            lost: view.lost,
        };
        match groups.last_mut().filter(|group| group.name == name) {
            Some(group) => group.rows.push(row),
            None => groups.push(TermGroup { name, rows: vec![row] }),
        }
    }
    groups
}

impl TermTrialPage {
    fn of(frame: Frame, cx: &Cx, view: &TrialView) -> Self {
        let added = view.added.iter().map(|term| ("加える", in_words(cx, term)));
        let removed = view.removed.iter().map(|term| ("外す", in_words(cx, term)));
        TermTrialPage {
            frame,
            changes: added.chain(removed).collect(),
            trial: TrialBox::of(cx, view),
            outdated: view.outdated,
            url: urls::term_trial_use(view.trial.id),
            again: urls::term_trial(view.trial.id),
        }
    }
}

/// 「鐘楼」→ 1305 地域の魅力の発信・文化課（強い、除く言葉：除夜の鐘）
fn in_words(cx: &Cx, term: &Term) -> String {
    let targets = [term.measure.as_deref().map(|code| named(cx, code)), term.section.clone()];
    let targets: Vec<String> = targets.into_iter().flatten().collect();
    let unless =
        if term.unless.is_empty() { String::new() } else { format!("、除く言葉：{}", term.unless.join("・")) };
    format!("「{}」→ {}（{}{unless}）", term.word, targets.join("・"), term.weight.label())
}

#[cfg(test)]
mod sample {
    use super::*;

    impl TermListPage {
        /// Two terms, one of them lost.
        pub(crate) fn sample() -> Self {
            let row = |word: &str, unless: &str, lost| TermRow {
                word: word.into(),
                measure: "1305".into(),
                section: "".into(),
                weight: "強い",
                unless: unless.into(),
                lost,
            };
            TermListPage {
                frame: Frame::staff_sample(),
                groups: vec![TermGroup {
                    name: "1305 地域の魅力の発信".into(),
                    rows: vec![row("鐘楼", "除夜の鐘", false), row("旧町の広場", "", true)],
                }],
                form: TermForm::default(),
                measures: vec![Choice::new("1101", "1101 まちづくり組織の支援"), Choice::new("none", "計画の外")],
                sections: vec![Choice::new("市民協働課", "市民協働課")],
                weights: TermWeight::ALL.map(|w| Choice::new(w.code(), weight_words(w))).to_vec(),
                errors: Errors::default(),
                history: HistoryRow::samples(),
                tried: Some((urls::term_trial(3), DateTime::UNIX_EPOCH)),
            }
        }

        /// No terms yet, and a mistake.
        pub(crate) fn sample_empty() -> Self {
            TermListPage {
                groups: Vec::new(),
                errors: Errors::one("word", "言葉が短すぎます"),
                form: TermForm { word: "橋".into(), ..TermForm::default() },
                ..TermListPage::sample()
            }
        }
    }

    impl TermTrialPage {
        /// A term that would be added.
        pub(crate) fn sample() -> Self {
            TermTrialPage {
                frame: Frame::staff_sample(),
                changes: vec![("加える", "「鐘楼」→ 1305 地域の魅力の発信（強い）".into())],
                trial: TrialBox::sample(),
                outdated: false,
                url: urls::term_trial_use(3),
                again: urls::term_trial(3),
            }
        }

        /// Still running.
        pub(crate) fn sample_running() -> Self {
            TermTrialPage { trial: TrialBox::sample_running(), ..TermTrialPage::sample() }
        }
    }
}
