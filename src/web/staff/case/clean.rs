//! 課に見せる写しを整える: the desk rewrites what the sections read, beside what they read now.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use kocho_domain::{access::Permission, id::PublicKey};
use kocho_service::{
    Cx, Error,
    case::{self, CaseView},
    clean,
};

use super::{
    door::{key_of, sentence_of},
    form::CleanForm,
};
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    staff::filters,
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/cases/{key}/clean`
#[derive(Debug, Template)]
#[template(path = "staff/case/clean.html")]
pub(crate) struct CleanPage {
    pub(crate) frame: Frame,
    /// R8-000123-K
    pub(crate) number: String,
    /// The voice as the desk reads it.
    pub(crate) original: String,
    /// What the resident added later, likewise: what sections need of it is written into the copy.
    pub(crate) additions: Vec<String>,
    /// What the sections read now, or what was typed before.
    pub(crate) typed: String,
    /// When the copy that they read was released; `None`: they read the masked original.
    pub(crate) released: Option<DateTime<Utc>>,
    /// What was wrong with the last try, or empty.
    pub(crate) error: String,
    pub(crate) url: String,
    /// Address of the case.
    pub(crate) back: String,
}

impl CleanPage {
    fn of(frame: Frame, view: &CaseView, typed: String, error: String) -> Self {
        let key = view.case.key.as_str();
        CleanPage {
            frame,
            number: view.submission.number.to_string(),
            original: view.submission.body.clone(),
            additions: view.additions.iter().map(|(_, text)| text.clone()).collect(),
            typed,
            released: view.cleaned.as_ref().map(|copy| copy.at),
            error,
            url: urls::case_clean(key),
            back: urls::case(key),
        }
    }
}

impl CleanPage {
    /// Said above the text, where something was added.
    pub(crate) const fn support(&self) -> &'static str {
        if self.additions.is_empty() {
            ""
        } else {
            "追記のうち課に要ること（場所など）も、ここに書き足せます。"
        }
    }
}

/// The case, for those who may release a copy of it.
async fn seen(cx: &Cx, key: &PublicKey) -> Result<CaseView, Error> {
    if !cx.actor.staff()?.may(Permission::CaseTriage) {
        return Err(Error::Denied);
    }
    case::view(cx, key).await
}

/// `GET /staff/cases/{key}/clean`: it starts from what the sections read anyway, the text with what was found masked.
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<CleanPage>, AppError> {
    let view = seen(&signed.cx(&state), &key_of(&key)?).await?;
    let copy = view.cleaned.as_ref().map(|copy| copy.body.clone());
    let typed = copy.unwrap_or_else(|| case::mask_for_sections(&view.submission.body));
    Ok(Page::ok(CleanPage::of(signed.frame(&state), &view, typed, String::new())))
}

/// `POST /staff/cases/{key}/clean`
pub(super) async fn post(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<CleanForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let public = key_of(&key)?;
    let Err(error) = clean::release(&cx, &public, &form.text).await else {
        return Ok(go_with(&state, &urls::case(&key), "success", "整えた写しを課に見せています。"));
    };
    let sentence = sentence_of(error)?;
    let view = seen(&cx, &public).await?;
    Ok(Page::invalid(CleanPage::of(signed.frame(&state), &view, form.text, sentence)).into_response())
}

#[cfg(test)]
mod sample {
    use super::*;
    use crate::staff::case::sample::{KEY, at, desk_frame};

    impl CleanPage {
        /// A copy was released before.
        pub(crate) fn sample() -> Self {
            CleanPage {
                frame: desk_frame(),
                number: "R8-000118-T".into(),
                original: "引っ越してきて半年になりますが、隣の田中さんの家から先に回覧板が回ってきません。".into(),
                additions: vec!["班の名前は見本台東です。".into()],
                typed: "引っ越してきて半年になりますが、回覧板が一度も回ってきません。".into(),
                released: Some(at("2026-10-09T14:00")),
                error: String::new(),
                url: urls::case_clean(KEY),
                back: urls::case(KEY),
            }
        }
    }
}
