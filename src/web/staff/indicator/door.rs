//! The doors of indicators. For which ones somebody may propose, and what they may decide, is asked again behind them.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::access::Permission;
use kocho_service::{
    Error,
    indicator::{
        self, decide,
        propose::{self, Typed},
    },
};

use super::{ActualForm, IndicatorListPage, IndicatorPage, of_survey};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
    },
    state::AppState,
    urls::{staff as urls, survey_result},
};

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let [read, write, decide] =
        [Permission::IndicatorRead, Permission::IndicatorPropose, Permission::IndicatorDecide].map(Access::Staff);
    let act = |act: &str| urls::indicator_act("{indicator}", "{actual}", act);
    Routes::new(state)
        .get(urls::INDICATORS, read, list)
        .get(urls::indicator("{indicator}"), read, show)
        .post(urls::indicator_propose("{indicator}"), write, post_propose)
        .post(act("approve"), decide, post_approve)
        .post(act("send-back"), decide, post_send_back)
        .post(act("withdraw"), write, post_withdraw)
        .get(survey_result::INDICATOR, write, of_survey::show)
        .post(survey_result::INDICATOR_PROPOSE, write, of_survey::post)
}

/// `GET /staff/indicators`
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<IndicatorListPage>, AppError> {
    let list = indicator::list(&signed.cx(&state)).await?;
    Ok(Page::ok(IndicatorListPage::of(signed.frame(&state), &list)))
}

/// `GET /staff/indicators/{indicator}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Page<IndicatorPage>, AppError> {
    Ok(Page::ok(page(&state, &signed, &id).await?))
}

async fn page(state: &AppState, signed: &Signed, id: &str) -> Result<IndicatorPage, AppError> {
    let view = indicator::show(&signed.cx(state), id).await?;
    Ok(IndicatorPage::of(signed.frame(state), &view))
}

/// `POST /staff/indicators/{indicator}/propose`
async fn post_propose(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    Form(form): Form<ActualForm>,
) -> Result<Response, AppError> {
    let typed = Typed {
        year: form.year.trim().parse().ok(),
        value: form.value.clone(),
        source: form.source.clone(),
        note: form.note.clone(),
    };
    match propose::by_hand(&signed.cx(&state), &id, &typed).await {
        Ok(_) => Ok(proposed(&state, &id)),
        Err(Error::Invalid(fields)) => {
            let page = IndicatorPage { form, errors: found(fields), ..page(&state, &signed, &id).await? };
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of the indicator, with a word about the proposal.
pub(super) fn proposed(state: &AppState, id: &str) -> Response {
    go_with(state, &urls::indicator(id), "success", "提案しました。ほかの人が決定すると、計画のページに出ます。")
}

type Deciding = (State<AppState>, Signed, Path<(String, String)>, Form<ActualForm>);

/// `POST /staff/indicators/{indicator}/{actual}/approve`
async fn post_approve((State(state), signed, Path((id, key)), Form(form)): Deciding) -> Result<Response, AppError> {
    let done = decide::approve(&signed.cx(&state), &key_of(&key)?).await;
    answer((&state, &signed, &id), (done, "決定しました。計画のページに出ます。"), (key, form)).await
}

/// `POST /staff/indicators/{indicator}/{actual}/send-back`
async fn post_send_back((State(state), signed, Path((id, key)), Form(form)): Deciding) -> Result<Response, AppError> {
    let done = decide::send_back(&signed.cx(&state), &key_of(&key)?, &form.reason).await;
    answer((&state, &signed, &id), (done, "差し戻しました。"), (key, form)).await
}

/// `POST /staff/indicators/{indicator}/{actual}/withdraw`
async fn post_withdraw((State(state), signed, Path((id, key)), Form(form)): Deciding) -> Result<Response, AppError> {
    let done = decide::withdraw(&signed.cx(&state), &key_of(&key)?).await;
    answer((&state, &signed, &id), (done, "取り下げました。"), (key, form)).await
}

/// On, or the same page with what was wrong, and what was typed for this value.
async fn answer(
    (state, signed, id): (&AppState, &Signed, &str),
    (done, words): (Result<(), Error>, &str),
    (decided, form): (String, ActualForm),
) -> Result<Response, AppError> {
    let refused = match done {
        Ok(()) => return Ok(go_with(state, &urls::indicator(id), "success", words)),
        Err(Error::Stale) => "ほかの人が先に決めました。今の内容を確かめてください。".to_owned(),
        Err(error) => sentence_of(error)?,
    };
    let page = page(state, signed, id).await?;
    Ok(Page::invalid(IndicatorPage { refused, decided, form, ..page }).into_response())
}
