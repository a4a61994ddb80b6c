//! Surveys for residents: the way in by code or link, the page of a survey, and leaving. The questions are in
//! `answering/questions.rs`.
//!
//! A code stands in no page's address. A link with one is answered by a redirect and a cookie that holds neither code nor name;
//! log lines print doors, never addresses.

pub(super) mod questions;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    localized::Lang,
    survey::{ProfileField, SurveyKind, estimate},
};
use kocho_service::{
    Error,
    answering::{self, Pass, Taken},
    stored::{questionnaire::Version, survey::Survey},
};
use serde::Deserialize;

use super::Asked;
use crate::{
    filters::date_in,
    guard::{cookie, same_origin, set_cookie},
    page::Page,
    problem::{AppError, office},
    public::{
        answering::{AboutView, AnsweredPage, OpenSurvey, StandingView, SurveyPage, SurveysPage, WaitPage},
        form::{FieldErrors, Mistakes},
    },
    questions::class::field_name,
    signed::Purpose,
    state::AppState,
    texts::{Text, Texts},
    urls::public as url,
};

/// Cookie with the signed pass, for six hours or until the browser is closed. `Lax`, because the way in may be a link in a
/// mail: a redirect that begins elsewhere brings a `Strict` one along too late.
const PASS_COOKIE: &str = "kocho_survey";

/// A code as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    code: String,
}

/// `GET /survey`
pub(super) async fn list(State(state): State<AppState>, asked: Asked) -> Result<Page<SurveysPage>, AppError> {
    Ok(Page::ok(list_page(&state, &asked, &Mistakes::default()).await?))
}

async fn list_page(state: &AppState, asked: &Asked, mistakes: &Mistakes) -> Result<SurveysPage, AppError> {
    let frame = asked.frame(state);
    let office = office(state, asked.lang);
    let open = answering::open_ones(&state.resident()).await?;
    let view = |(survey, version): (Survey, Version)| {
        let about = about(&survey, &version, asked);
        OpenSurvey {
            title: about.title,
            purpose: about.purpose,
            href: frame.link(&url::of_survey(url::SURVEY, &about.code)),
            until: about.until,
            minutes: about.minutes,
        }
    };
    Ok(SurveysPage {
        errors: mistakes.in_words(frame.texts),
        code: String::new(),
        open: open.into_iter().map(view).collect(),
        office: office.name,
        phone: office.phone,
        frame,
    })
}

/// `POST /survey`: the code is exchanged for a pass.
pub(super) async fn post_open(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<CodeForm>,
) -> Result<Response, AppError> {
    enter(&state, &asked, &form.code).await
}

/// `GET /s/{code}`: the link of a mail or letter. Nothing is changed by it: mail programs open links by themselves.
pub(super) async fn link(
    State(state): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let mut response = enter(&state, &asked, &code).await?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn enter(state: &AppState, asked: &Asked, typed: &str) -> Result<Response, AppError> {
    match answering::open(&state.resident(), typed, &asked.address).await {
        Ok(pass) => Ok(begun(state, asked, &pass, url::SURVEY)),
        Err(Error::Invalid(fields)) => {
            let page = list_page(state, asked, &Mistakes::from(fields)).await?;
            Ok(Page::invalid(page).into_response())
        }
        Err(Error::Slowed { seconds }) => Ok(wait(state, asked, seconds, true)),
        Err(other) => Err(AppError(other)),
    }
}

/// On to a page of the survey, with the pass.
pub(super) fn begun(state: &AppState, asked: &Asked, pass: &Pass, to: &str) -> Response {
    let to = format!("{}{}", asked.lang.prefix(), url::of_survey(to, &pass.survey));
    let mut response = Redirect::to(&to).into_response();
    let token = state.signer.sign(Purpose::Survey, &pass.written(), state.resident().now());
    set_cookie(&mut response, &format!("{PASS_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax"));
    response
}

pub(super) fn wait(state: &AppState, asked: &Asked, seconds: i64, codes: bool) -> Response {
    let minutes = u32::try_from((seconds + 59) / 60).unwrap_or(1).max(1);
    let page = WaitPage { frame: asked.frame(state), minutes, codes };
    let mut response = Page(StatusCode::TOO_MANY_REQUESTS, page).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// The pass of the cookie, when it is of this survey.
pub(super) fn pass(state: &AppState, headers: &HeaderMap, survey: &str) -> Option<Pass> {
    let token = cookie(headers, PASS_COOKIE)?;
    let pass = Pass::read(&state.signer.open(Purpose::Survey, &token, state.resident().now())?)?;
    (pass.survey == survey).then_some(pass)
}

/// What a survey is about, in the reader's language.
pub(super) fn about(survey: &Survey, version: &Version, asked: &Asked) -> AboutView {
    let (of, lang) = (&version.questionnaire, asked.lang);
    let label = |field: &ProfileField| field_name(field, asked.lang).0.plain().to_owned();
    AboutView {
        code: survey.about.code.clone(),
        title: Text::of_words(of.title_in(lang), lang),
        purpose: Text::of_words(of.purpose_in(lang), lang),
        target: Text::of_words((&of.target, Lang::Ja), lang),
        section: Text::of_words((&of.section, Lang::Ja), lang),
        until: date_in(survey.about.ends_on, lang),
        minutes: estimate::minutes(of).most,
        count: of.asked().count(),
        anonymous: survey.about.anonymous,
        fields: of.profile_fields.iter().map(label).collect::<Vec<_>>().join("・"),
        open: survey.kind == SurveyKind::Open,
    }
}

/// `GET /survey/{survey}`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Page<SurveyPage>, AppError> {
    let cx = state.resident();
    let (survey, version, taken) = answering::about(&cx, &code).await?;
    let about = about(&survey, &version, &asked);
    let (mut taken, mut sheet) = (taken, None);
    if let Some(pass) = pass(&state, &headers, &code) {
        let found = answering::sheet(&cx, &pass).await?;
        taken = found.taken;
        sheet = Some(found);
    }
    let standing = match (taken, sheet) {
        (Taken::From(on), _) => StandingView::From(date_in(on, asked.lang)),
        (Taken::Over(on), _) => StandingView::Over(date_in(on, asked.lang)),
        (Taken::OnPaper, _) => StandingView::OnPaper,
        (Taken::Now, Some(sheet)) if sheet.complete => StandingView::Sent,
        (Taken::Now, Some(sheet)) => StandingView::GoOn(sheet.begun),
        (Taken::Now | Taken::Void, _) if about.open => StandingView::Begin,
        (Taken::Now | Taken::Void, _) => StandingView::Code,
    };
    let (frame, office) = (asked.frame(&state), office(&state, asked.lang));
    let errors = FieldErrors::default();
    Ok(Page::ok(SurveyPage {
        frame,
        about,
        standing,
        code: String::new(),
        errors,
        office: office.name,
        phone: office.phone,
    }))
}

/// `POST /survey/{survey}`: begins an open one.
pub(super) async fn post_begin(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    if !same_origin(&headers) {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    let pass = match pass(&state, &headers, &code) {
        Some(pass) => pass,
        None => answering::begin_open(&state.resident(), &code).await?,
    };
    Ok(begun(&state, &asked, &pass, url::SURVEY_ANSWER))
}

/// `GET /survey/{survey}/done`
pub(super) async fn done(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let (survey, version, _) = answering::about(&state.resident(), &code).await?;
    if pass(&state, &headers, &code).is_none() {
        return Ok(Redirect::to(&asked.frame(&state).link(&url::of_survey(url::SURVEY, &code))).into_response());
    }
    let about = about(&survey, &version, &asked);
    Ok(Page::ok(AnsweredPage { frame: asked.frame(&state), about, left: false }).into_response())
}

/// `POST /survey/{survey}/leave`: the pass is gone from this device.
pub(super) async fn post_leave(
    State(state): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let (survey, version, _) = answering::about(&state.resident(), &code).await?;
    let about = about(&survey, &version, &asked);
    let page = AnsweredPage { frame: asked.frame(&state), about, left: true };
    let mut response = Page::ok(page).into_response();
    set_cookie(&mut response, &format!("{PASS_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
    Ok(response)
}

/// `GET /survey/{survey}/pictures/{question}`
pub(super) async fn picture(
    State(state): State<AppState>,
    Path((code, question)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let (kind, bytes) = answering::picture(&state.resident(), &code, &question).await?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], bytes).into_response())
}

/// The words of the reader's language.
pub(super) fn texts(asked: &Asked) -> &'static Texts {
    Texts::of(asked.lang)
}
