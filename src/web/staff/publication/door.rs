//! The doors of published answers at the desk: the list, writing, a second person's look, taking back.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{id::PublicKey, localized::Lang};
use kocho_service::{Cx, Error, publication::desk};
use serde::Deserialize;

use super::{
    PublicationDraftPage, PublicationListPage, PublicationSurePage, PublicationWritePage, WriteForm, WriteQuery,
};
use crate::{
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    staff::{admin::found, case::door::key_of, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// A button that must be meant.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SureForm {
    sure: String,
    /// `yes`: the page said that it becomes a new answer.
    as_new: String,
}

impl SureForm {
    fn is_sure(&self) -> Result<(), Error> {
        if self.sure == "yes" {
            Ok(())
        } else {
            Err(Error::field("sure", "ページのボタンからお進みください。"))
        }
    }
}

/// Why a draft goes back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReturnForm {
    reason: String,
}

/// `GET /staff/publications`
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<PublicationListPage>, AppError> {
    let desk = desk::list(&signed.cx(&state)).await?;
    Ok(Page::ok(PublicationListPage::of(signed.frame(&state), desk)))
}

/// `GET /staff/publications/write`
pub(super) async fn write(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<WriteQuery>,
) -> Result<Page<PublicationWritePage>, AppError> {
    let cx = signed.cx(&state);
    let form = match (query.draft.as_str(), query.of.as_str()) {
        ("", "") => WriteForm { language: Lang::Ja.code().to_owned(), ..WriteForm::default() },
        ("", of) => WriteForm::of(desk::published(&cx, &key_of(of)?).await?),
        (draft, _) => WriteForm::of_draft(desk::own(&cx, &key_of(draft)?).await?),
    };
    Ok(Page::ok(PublicationWritePage::of(signed.frame(&state), &cx, form, Errors::default())))
}

/// `POST /staff/publications/write`
pub(super) async fn post_write(
    State(state): State<AppState>,
    signed: Signed,
    Form(mut form): Form<WriteForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let kept = keep(&cx, &form).await;
    let errors = match kept {
        Ok(key) => return Ok(Redirect::to(&urls::publication_draft(key.as_str())).into_response()),
        Err(Error::Invalid(fields)) => found(fields),
        // Published or taken away while its writer wrote: what was typed stays on the page.
        Err(Error::NotFound) if !form.draft.is_empty() => {
            form.draft = String::new();
            form.of = String::new();
            let told = "直していた案は、公表されたか、消されました。このまま保存すると、新しい案になります";
            Errors::one("title", told)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Page::invalid(PublicationWritePage::of(signed.frame(&state), &cx, form, errors)).into_response())
}

/// Keeps what was written; answers the draft's key.
async fn keep(cx: &Cx, form: &WriteForm) -> Result<PublicKey, Error> {
    let checked = form.checked == "yes";
    if !form.draft.is_empty() {
        return desk::rewrite(cx, &key_of(&form.draft)?, &form.words(), checked).await;
    }
    let of = match form.of.as_str() {
        "" => None,
        of => Some(key_of(of)?),
    };
    desk::write(cx, of.as_ref(), &form.words(), checked).await
}

/// `GET /staff/publications/drafts/{draft}`
pub(super) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
) -> Result<Page<PublicationDraftPage>, AppError> {
    let cx = signed.cx(&state);
    let waiting = desk::draft(&cx, &key_of(&draft)?).await?;
    Ok(Page::ok(PublicationDraftPage::of(signed.frame(&state), &cx, waiting)))
}

/// `POST /staff/publications/drafts/{draft}/release`
pub(super) async fn post_release(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    let done = desk::release(&signed.cx(&state), &key_of(&draft)?, form.as_new == "yes").await.map(|_| ());
    after(&state, done, "公表しました。")
}

/// `POST /staff/publications/drafts/{draft}/return`
pub(super) async fn post_return(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
    Form(form): Form<ReturnForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let key = key_of(&draft)?;
    let done = desk::send_back(&cx, &key, &form.reason).await;
    match done {
        Err(Error::Invalid(fields)) => {
            let waiting = desk::draft(&cx, &key).await?;
            let page = PublicationDraftPage::of(signed.frame(&state), &cx, waiting);
            let page = PublicationDraftPage { reason: form.reason, errors: found(fields), ..page };
            Ok(Page::invalid(page).into_response())
        }
        done => after(&state, done, "書いた人に戻しました。"),
    }
}

/// `GET /staff/publications/drafts/{draft}/discard`
pub(super) async fn discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
) -> Result<Page<PublicationSurePage>, AppError> {
    let waiting = desk::draft(&signed.cx(&state), &key_of(&draft)?).await?;
    Ok(Page::ok(PublicationSurePage::discard(signed.frame(&state), &waiting.draft)))
}

/// `POST /staff/publications/drafts/{draft}/discard`
pub(super) async fn post_discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(draft): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    let done = desk::discard(&signed.cx(&state), &key_of(&draft)?).await;
    after(&state, done, "案を消しました。")
}

/// `GET /staff/publications/{answer}/withdraw`
pub(super) async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(answer): Path<String>,
) -> Result<Page<PublicationSurePage>, AppError> {
    let answer = desk::published(&signed.cx(&state), &key_of(&answer)?).await?;
    Ok(Page::ok(PublicationSurePage::withdraw(signed.frame(&state), &answer)))
}

/// `POST /staff/publications/{answer}/withdraw`
pub(super) async fn post_withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(answer): Path<String>,
    Form(form): Form<SureForm>,
) -> Result<Response, AppError> {
    form.is_sure()?;
    let done = desk::withdraw(&signed.cx(&state), &key_of(&answer)?).await;
    after(&state, done, "公表を取り下げました。")
}

/// Back to the list, which says what was done, or that somebody else was faster.
fn after(state: &AppState, done: Result<(), Error>, said: &str) -> Result<Response, AppError> {
    match done {
        Ok(()) => Ok(guard::go_with(state, urls::PUBLICATIONS, "success", said)),
        Err(Error::NotFound) => {
            let told = "何もしていません。ほかの人が先に、書き直すか、公表するか、消すかしました。";
            Ok(guard::go_with(state, urls::PUBLICATIONS, "warning", told))
        }
        Err(error) => Err(error.into()),
    }
}
