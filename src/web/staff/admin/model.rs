//! Which version of the classifier is in use, and what would the program's own change? Tried first, used when decided.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use kocho_domain::access::Permission;
use kocho_service::{
    Cx,
    trial::{self, ModelView},
};

use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{filters, trial::TrialBox, view::Fact},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/admin/model`
#[derive(Debug, Template)]
#[template(path = "staff/admin/model/show.html")]
pub(crate) struct ModelPage {
    pub(crate) frame: Frame,
    /// The program's own version.
    pub(crate) own: &'static str,
    /// Another version was in use before; empty: none.
    pub(crate) before: String,
    /// The own version is in use.
    pub(crate) in_use: bool,
    pub(crate) trial: Option<TrialBox>,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    Routes::new(state)
        .get(urls::MODEL, manage, show)
        .post(urls::MODEL_TRY, manage, post_try)
        .post(urls::MODEL_USE, manage, post_use)
        .post(urls::MODEL_LIST, manage, post_list)
}

async fn show(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let view = trial::show_model(&cx).await?;
    Ok(Page::ok(ModelPage::of(signed.frame(&state), &cx, &view)).into_response())
}

async fn post_try(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    trial::begin_model(&signed.cx(&state)).await?;
    Ok(Redirect::to(urls::MODEL).into_response())
}

async fn post_use(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    trial::use_model(&signed.cx(&state)).await?;
    Ok(guard::go_with(&state, urls::MODEL, "success", "この版の候補を使います。"))
}

async fn post_list(State(state): State<AppState>, signed: Signed) -> Result<Response, AppError> {
    trial::only_list(&signed.cx(&state)).await?;
    Ok(guard::go_with(&state, urls::MODEL, "success", "候補は参考として並べるだけにしました。"))
}

impl ModelPage {
    /// Versions in words.
    fn facts(&self) -> Vec<Fact> {
        let own = if self.in_use { "使っています" } else { "参考として並べるだけ" };
        let before = Some(Fact::new("前の版", &self.before)).filter(|_| !self.before.is_empty());
        [Fact::new("今の版", self.own), Fact::new("候補の扱い", own)].into_iter().chain(before).collect()
    }

    fn of(frame: Frame, cx: &Cx, view: &ModelView) -> Self {
        ModelPage {
            frame,
            own: view.own,
            in_use: view.used == view.own,
            before: if view.used == view.own { String::new() } else { view.used.clone() },
            trial: view.trial.as_ref().map(|trial| TrialBox::of(cx, trial)),
        }
    }
}

#[cfg(test)]
impl ModelPage {
    /// A new version that was tried.
    pub(crate) fn sample() -> Self {
        ModelPage {
            frame: Frame::staff_sample(),
            own: "learned-2026.12.1",
            before: "learned-2026.11.1".into(),
            in_use: false,
            trial: Some(TrialBox::sample()),
        }
    }

    /// The program's own version is in use.
    pub(crate) fn sample_used() -> Self {
        ModelPage { before: String::new(), in_use: true, trial: None, ..ModelPage::sample() }
    }
}
