//! Applying to meet the mayor, and what an applicant sees and does with number and secret. Nothing typed is lost on the way.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    dialogue::{AppliedBy, Reception},
    id::PublicKey,
    rule::dialogue::Series,
};
use kocho_service::{
    Error, application,
    dialogue_day::{self, PublicDay},
};
use serde::Deserialize;

use super::{Asked, status::slowed};
use crate::{
    files::handed_over,
    filters::date_in,
    frame::Flash,
    guard::{cookie, set_cookie},
    page::Page,
    problem::{AppError, office},
    public::{
        application::{
            ApplicationChoices, ApplicationDonePage, ApplicationForm, ApplicationPage, AskApplicationPage,
            CancelApplicationPage, CheckApplicationPage, NewApplicationPage, OwnForm, words,
        },
        form::{Choice, Mistakes},
        status::StatusForm,
    },
    signed::Purpose,
    state::AppState,
    texts::{Text, Texts},
    urls::public as url,
};

/// Cookie with the signed pass; it names one application for half an hour.
const PASS_COOKIE: &str = "kocho_application";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    series: String,
    day: String,
}

/// `GET /dialogue/new`; where nothing is open, back to the page that says when.
pub(super) async fn new(
    State(state): State<AppState>,
    asked: Asked,
    Query(of): Query<Of>,
) -> Result<Response, AppError> {
    let form = ApplicationForm {
        form_token: state.form_token(),
        series: of.series,
        day: of.day,
        ..ApplicationForm::default()
    };
    begun(&state, &asked, form).await
}

/// Whether one applies for a series by the form.
fn takes(of: &Series) -> bool {
    of.web && of.asks_to_apply()
}

/// A form that nobody has written in yet: the next day stands chosen.
async fn begun(state: &AppState, asked: &Asked, mut form: ApplicationForm) -> Result<Response, AppError> {
    let all = dialogue_day::public_days(&state.resident()).await?;
    let open = |day: &&PublicDay| matches!(day.reception, Reception::Now(_));
    let series = all.iter().filter(|(of, _)| takes(of) && (form.series.is_empty() || of.code == form.series));
    let first = series.filter_map(|(_, days)| days.iter().find(open)).next();
    if let Some(day) = first.filter(|_| form.day.is_empty()) {
        form.day = day.day.key.to_string();
    }
    form_answer(state, asked, form, &Mistakes::default()).await
}

/// `POST /dialogue/new`: back from the check page with everything that was typed.
pub(super) async fn post_back(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<ApplicationForm>,
) -> Result<Response, AppError> {
    form_answer(&state, &asked, form, &Mistakes::default()).await
}

/// The form: of its series, or of the first one that takes applications.
async fn form_answer(
    state: &AppState,
    asked: &Asked,
    mut form: ApplicationForm,
    mistakes: &Mistakes,
) -> Result<Response, AppError> {
    let all = dialogue_day::public_days(&state.resident()).await?;
    let open = |days: &[PublicDay]| days.iter().any(|day| matches!(day.reception, Reception::Now(_)));
    let wanted = all.iter().find(|(of, days)| of.code == form.series && takes(of) && open(days));
    let found = wanted.or_else(|| all.iter().find(|(of, days)| form.series.is_empty() && takes(of) && open(days)));
    let Some((of, days)) = found else {
        return Ok(Redirect::to(&format!("{}{}", asked.lang.prefix(), url::DIALOGUE)).into_response());
    };
    form.series.clone_from(&of.code);
    let page = form_page(state, asked, form, mistakes, (of, days));
    Ok(if mistakes.clone().into_result().is_ok() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

fn form_page(
    state: &AppState,
    asked: &Asked,
    form: ApplicationForm,
    mistakes: &Mistakes,
    (of, days): (&Series, &[PublicDay]),
) -> NewApplicationPage {
    let frame = asked.frame(state);
    let city = state.house.city();
    let reasons = city.rules.dialogues().reasons.iter().filter(|reason| reason.announced);
    NewApplicationPage {
        errors: mistakes.in_words(frame.texts),
        choices: choices(state, asked, of, days),
        series: Text::of(&of.label, asked.lang),
        who: Text::of(&of.who, asked.lang),
        excluded: reasons.map(|reason| Text::of(&reason.public, asked.lang)).collect(),
        limit: frame.texts.dialogue.limit(of.per_fiscal_year),
        form,
        frame,
    }
}

fn choices(state: &AppState, asked: &Asked, of: &Series, days: &[PublicDay]) -> ApplicationChoices {
    let city = state.house.city();
    let words = words(Texts::of(asked.lang));
    let open = days.iter().filter(|day| matches!(day.reception, Reception::Now(_)));
    let allowed = |code: &str| of.relations.is_empty() || of.relations.iter().any(|other| other == code);
    let relations = city.rules.city().relations.iter().filter(|relation| allowed(&relation.code));
    ApplicationChoices {
        days: open
            .map(|day| Choice {
                value: day.day.key.to_string(),
                label: date_in(day.day.about.held_on, asked.lang).followed_by("　").followed_by(&day.day.about.venue),
            })
            .collect(),
        relations: relations.map(|r| Choice { value: r.code.clone(), label: Text::of(&r.label, asked.lang) }).collect(),
        parties: words
            .parties
            .into_iter()
            .filter(|choice| of.parties.iter().any(|party| party.code() == choice.value))
            .collect(),
        ..words
    }
}

/// `POST /dialogue/check`: nothing is received yet.
pub(super) async fn post_check(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<ApplicationForm>,
) -> Result<Response, AppError> {
    let mut mistakes = form.check().err().unwrap_or_default();
    let form = if state.form_key(&form.form_token).is_some() {
        form
    } else {
        // Too old or not ours: a fresh token, and the applicant looks once more.
        mistakes.add("form_token", "form_old");
        ApplicationForm { form_token: state.form_token(), ..form }
    };
    if mistakes.clone().into_result().is_err() {
        return form_answer(&state, &asked, form, &mistakes).await;
    }
    let all = dialogue_day::public_days(&state.resident()).await?;
    let Some((of, days)) = all.iter().find(|(of, _)| of.code == form.series) else {
        return form_answer(&state, &asked, form, &mistakes).await;
    };
    let frame = asked.frame(&state);
    Ok(Page::ok(CheckApplicationPage {
        answers: form.answers(frame.texts, &choices(&state, &asked, of, days)),
        series: Text::of(&of.label, asked.lang),
        form,
        frame,
    })
    .into_response())
}

/// `POST /dialogue`
pub(super) async fn create(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<ApplicationForm>,
) -> Result<Response, AppError> {
    let mut mistakes = form.check().err().unwrap_or_default();
    let key = state.form_key(&form.form_token);
    if key.is_none() {
        mistakes.add("form_token", "form_old");
    }
    let (Some(key), Ok(())) = (key, mistakes.clone().into_result()) else {
        let form = ApplicationForm { form_token: state.form_token(), ..form };
        return form_answer(&state, &asked, form, &mistakes).await;
    };
    let Some(command) = form.command(&key, AppliedBy::Web, asked.lang.code()) else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    match application::apply(&state.resident(), command).await {
        Ok(key) => {
            let to = format!("{}{}", asked.lang.prefix(), url::dialogue_done(key.as_str()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(fields)) => form_answer(&state, &asked, form, &Mistakes::from(fields)).await,
        Err(other) => Err(AppError(other)),
    }
}

/// `GET /dialogue/done/{application}`, for a day.
pub(super) async fn done(
    State(state): State<AppState>,
    asked: Asked,
    Path(key): Path<String>,
) -> Result<Page<ApplicationDonePage>, AppError> {
    let key = PublicKey::parse(&key).ok_or(Error::NotFound)?;
    let receipt = application::receipt(&state.resident(), &key).await?;
    let secret = receipt.secret.to_string();
    Ok(Page::ok(ApplicationDonePage {
        frame: asked.frame(&state),
        number: receipt.number.to_string(),
        secret: secret.split('-').map(str::to_owned).collect::<Vec<_>>().try_into().ok(),
        received_on: receipt.received_on,
        is_drawn: receipt.is_drawn,
        until: receipt.day.and_then(|day| day.about.apply_until),
        again_until: receipt.again_until,
    }))
}

/// `GET /dialogue/status`
pub(super) async fn ask(State(state): State<AppState>, asked: Asked) -> Page<AskApplicationPage> {
    Page::ok(ask_page(&state, &asked, OwnForm::default(), &Mistakes::default()))
}

fn ask_page(state: &AppState, asked: &Asked, form: OwnForm, mistakes: &Mistakes) -> AskApplicationPage {
    let frame = asked.frame(state);
    let office = office(state, asked.lang);
    AskApplicationPage { errors: mistakes.in_words(frame.texts), form, office: office.name, phone: office.phone, frame }
}

/// `POST /dialogue/status/view`: number and secret stand in no address.
pub(super) async fn post_open(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<OwnForm>,
) -> Result<Response, AppError> {
    match application::open(&state.resident(), &form.number, &form.secret, &asked.address).await {
        Ok(key) => {
            let pass = state.signer.sign(Purpose::Pass, &format!("application {key}"), state.resident().now());
            let mut response = Redirect::to(&format!("{}{}", asked.lang.prefix(), url::DIALOGUE_VIEW)).into_response();
            let line = format!("{PASS_COOKIE}={pass}; Path=/; Max-Age=1800; HttpOnly; SameSite=Strict");
            set_cookie(&mut response, &line);
            Ok(response)
        }
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(ask_page(&state, &asked, form, &Mistakes::from(fields))).into_response())
        }
        Err(Error::Slowed { seconds }) => {
            Ok(slowed(&state, &asked, (StatusForm::default(), url::DIALOGUE_STATUS), seconds))
        }
        Err(other) => Err(AppError(other)),
    }
}

/// The application that the pass names; without one the applicant is asked again.
fn pass(state: &AppState, headers: &HeaderMap) -> Option<(PublicKey, String)> {
    let token = cookie(headers, PASS_COOKIE)?;
    let payload = state.signer.open(Purpose::Pass, &token, state.resident().now())?;
    Some((PublicKey::parse(payload.strip_prefix("application ")?)?, token))
}

fn again(asked: &Asked) -> Response {
    Redirect::to(&format!("{}{}", asked.lang.prefix(), url::DIALOGUE_STATUS)).into_response()
}

/// `GET /dialogue/status/view`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let Some((key, token)) = pass(&state, &headers) else { return Ok(again(&asked)) };
    Ok(Page::ok(own_page(&state, &asked, &key, token).await?).into_response())
}

async fn own_page(state: &AppState, asked: &Asked, key: &PublicKey, pass: String) -> Result<ApplicationPage, AppError> {
    let view = application::view(&state.resident(), key).await?;
    let day = view.day.as_ref();
    let draw = day.filter(|_| view.is_drawn);
    Ok(ApplicationPage {
        frame: asked.frame(state),
        pass,
        number: view.number.to_string(),
        series: Text::of(&view.series, asked.lang),
        theme: view.theme.clone(),
        received_on: view.received_on,
        state: view.state,
        place: view.place,
        reason: view.reason.as_ref().map(|reason| Text::of(reason, asked.lang)).unwrap_or_default(),
        on: day.map(|day| day.about.held_on),
        period: view.slot.as_ref().map(|slot| slot.period.to_string()).unwrap_or_default(),
        venue: day.map(|day| day.about.venue.clone()).unwrap_or_default(),
        may_cancel: view.may_cancel,
        draw: draw.map(|day| format!("{}{}", asked.lang.prefix(), url::dialogue_draw(day.key.as_str()))),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CancelForm {
    pass: String,
    confirm: String,
}

/// `POST /dialogue/status/cancel`: asks once, then does it.
pub(super) async fn post_cancel(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Form(form): Form<CancelForm>,
) -> Result<Response, AppError> {
    let Some((key, token)) = pass(&state, &headers).filter(|(_, token)| *token == form.pass) else {
        return Ok(again(&asked));
    };
    if form.confirm != "yes" {
        let view = application::view(&state.resident(), &key).await?;
        let page = CancelApplicationPage {
            frame: asked.frame(&state),
            pass: token,
            number: view.number.to_string(),
            theme: view.theme,
        };
        return Ok(Page::ok(page).into_response());
    }
    application::cancel(&state.resident(), &key).await?;
    let mut page = own_page(&state, &asked, &key, token).await?;
    let words = Texts::of(asked.lang).application.cancelled.plain().to_owned();
    page.frame.flash = Some(Flash { tone: "success", text: words });
    Ok(Page::ok(page).into_response())
}

/// `GET /dialogue/status/calendar`
pub(super) async fn calendar(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let Some((key, _)) = pass(&state, &headers) else { return Ok(again(&asked)) };
    let cx = state.resident();
    let view = application::view(&cx, &key).await?;
    let title = Text::of(&view.series, asked.lang);
    let meeting = application::meeting(&cx, &key, title.plain()).await?;
    let bytes = application::calendar_file(&[meeting], cx.now());
    Ok(handed_over("dialogue.ics", "text/calendar; charset=utf-8".into(), bytes))
}
