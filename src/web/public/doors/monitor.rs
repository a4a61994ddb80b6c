//! The open call for monitors: what it is, the form, the receipt, the record of draws. Nothing typed is lost on the way.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    draw::order,
    id::PublicKey,
    panel::{CandidateWay, DrawSource},
};
use kocho_service::{
    Error, candidate,
    panel::{self, PublicCall},
    selection,
    stored::panel_draw::PanelDraw,
};

use super::Asked;
use crate::{
    filters::moment_in,
    page::Page,
    problem::AppError,
    public::{
        dialogue_day::RoundView,
        form::Mistakes,
        monitor::{
            CallView, CheckOfferPage, MonitorDrawPage, MonitorPage, MonitorRoundView, NewOfferPage, OfferChoices,
            OfferDonePage, OfferForm,
        },
    },
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// Numbers that are listed of one round: of a register only those that were chosen.
const LISTED: usize = 2_000;

/// `GET /monitor`
pub(super) async fn show(State(state): State<AppState>, asked: Asked) -> Result<Page<MonitorPage>, AppError> {
    let call = panel::public_call(&state.resident()).await?;
    let city = state.house.city();
    let rule = city.rules.panels();
    let texts = |all: &[kocho_domain::localized::Localized]| all.iter().map(|one| Text::of(one, asked.lang)).collect();
    Ok(Page::ok(MonitorPage {
        frame: asked.frame(&state),
        about: Text::of(&rule.about, asked.lang),
        duties: texts(&rule.duties),
        who: texts(&rule.who),
        thanks: Text::of(&rule.thanks, asked.lang),
        call: call.map(|call| view(&call)),
        phone: crate::problem::office(&state, asked.lang).phone,
    }))
}

fn view(call: &PublicCall) -> CallView {
    let about = &call.panel.about;
    CallView {
        title: about.title.clone(),
        term: (about.starts_on, about.ends_on),
        period: (about.apply_from, about.apply_until),
        size: about.size,
        is_open: call.is_open,
        opens_on: call.opens_on,
        drawn: !call.rounds.is_empty(),
    }
}

/// `GET /monitor/new`; where no call is open, back to the page that says so.
pub(super) async fn new(State(state): State<AppState>, asked: Asked) -> Result<Response, AppError> {
    let form = OfferForm { form_token: state.form_token(), ..OfferForm::default() };
    form_answer(&state, &asked, form, &Mistakes::default()).await
}

/// `POST /monitor/new`: back from the check page with everything that was typed.
pub(super) async fn post_back(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<OfferForm>,
) -> Result<Response, AppError> {
    form_answer(&state, &asked, form, &Mistakes::default()).await
}

/// The call that takes applications now.
async fn open_call(state: &AppState) -> Result<Option<PublicCall>, AppError> {
    Ok(panel::public_call(&state.resident()).await?.filter(|call| call.is_open))
}

fn back_home(asked: &Asked) -> Response {
    Redirect::to(&format!("{}{}", asked.lang.prefix(), url::MONITOR)).into_response()
}

fn choices(state: &AppState, asked: &Asked) -> OfferChoices {
    let city = state.house.city();
    OfferChoices::of(city.rules.panels(), &city.rules.city().relations, asked.lang)
}

async fn form_answer(
    state: &AppState,
    asked: &Asked,
    form: OfferForm,
    mistakes: &Mistakes,
) -> Result<Response, AppError> {
    let Some(call) = open_call(state).await? else { return Ok(back_home(asked)) };
    let frame = asked.frame(state);
    let city = state.house.city();
    let rule = city.rules.panels();
    let page = NewOfferPage {
        errors: mistakes.in_words(frame.texts),
        choices: choices(state, asked),
        panel: call.panel.about.title.clone(),
        starts_on: call.panel.about.starts_on,
        who: rule.who.iter().map(|one| Text::of(one, asked.lang)).collect(),
        days: (rule.erase_candidates_days, rule.erase_monitors_days),
        form,
        frame,
    };
    Ok(if mistakes.clone().into_result().is_ok() { Page::ok(page) } else { Page::invalid(page) }.into_response())
}

/// `POST /monitor/check`: nothing is received yet.
pub(super) async fn post_check(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<OfferForm>,
) -> Result<Response, AppError> {
    let mut mistakes = form.check().err().unwrap_or_default();
    let form = if state.form_key(&form.form_token).is_some() {
        form
    } else {
        // Too old or not ours: a fresh token, and the applicant looks once more.
        mistakes.add("form_token", "form_old");
        OfferForm { form_token: state.form_token(), ..form }
    };
    let Some(call) = open_call(&state).await? else { return Ok(back_home(&asked)) };
    let command = form.command("check", &call.panel.key, (CandidateWay::Web, asked.lang.code()));
    if let Some(command) = command {
        let found = candidate::mistakes(&state.resident(), &command);
        found.into_iter().for_each(|(field, code)| mistakes.add(field, code));
    }
    if mistakes.clone().into_result().is_err() {
        return form_answer(&state, &asked, form, &mistakes).await;
    }
    let frame = asked.frame(&state);
    Ok(Page::ok(CheckOfferPage {
        answers: form.answers(frame.texts, &choices(&state, &asked)),
        panel: call.panel.about.title,
        form,
        frame,
    })
    .into_response())
}

/// `POST /monitor`
pub(super) async fn create(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<OfferForm>,
) -> Result<Response, AppError> {
    let mut mistakes = form.check().err().unwrap_or_default();
    let key = state.form_key(&form.form_token);
    if key.is_none() {
        mistakes.add("form_token", "form_old");
    }
    let (Some(key), Ok(())) = (key, mistakes.clone().into_result()) else {
        let form = OfferForm { form_token: state.form_token(), ..form };
        return form_answer(&state, &asked, form, &mistakes).await;
    };
    let Some(call) = open_call(&state).await? else { return Ok(back_home(&asked)) };
    let Some(command) = form.command(&key, &call.panel.key, (CandidateWay::Web, asked.lang.code())) else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    match candidate::offer(&state.resident(), command).await {
        Ok(key) => {
            let to = format!("{}{}", asked.lang.prefix(), url::monitor_done(key.as_str()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(fields)) => form_answer(&state, &asked, form, &Mistakes::from(fields)).await,
        Err(other) => Err(AppError(other)),
    }
}

/// `GET /monitor/done/{candidate}`, for a day.
pub(super) async fn done(
    State(state): State<AppState>,
    asked: Asked,
    Path(key): Path<String>,
) -> Result<Page<OfferDonePage>, AppError> {
    let key = PublicKey::parse(&key).ok_or(Error::NotFound)?;
    let receipt = candidate::receipt(&state.resident(), &key).await?;
    Ok(Page::ok(OfferDonePage {
        frame: asked.frame(&state),
        number: receipt.number,
        panel: receipt.panel.about.title,
        received_on: receipt.received_on,
        until: receipt.panel.about.apply_until,
        mailed: receipt.mailed,
        again_until: receipt.again_until,
    }))
}

/// `GET /monitor/draw`
pub(super) async fn draw(State(state): State<AppState>, asked: Asked) -> Result<Page<MonitorDrawPage>, AppError> {
    let views = selection::public_draws(&state.resident()).await?;
    let panel = |view: selection::PanelDrawView| {
        let rounds = view.rounds.iter().map(|(round, why)| round_view(&asked, round, why.as_deref())).collect();
        (view.panel.about.title, rounds)
    };
    Ok(Page::ok(MonitorDrawPage { frame: asked.frame(&state), panels: views.into_iter().map(panel).collect() }))
}

fn round_view(asked: &Asked, round: &PanelDraw, why: Option<&str>) -> MonitorRoundView {
    let drawn = round.drawn.as_ref();
    let is_register = round.source == DrawSource::Register;
    let chosen = |number: &String| drawn.is_some_and(|drawn| drawn.chosen.contains(number));
    // A register has thousands of rows that nobody chose; their lots can be computed from the seed and the list's numbers.
    let shown = drawn.map(|drawn| if is_register { &drawn.chosen } else { &drawn.result });
    let lots = shown.map(|shown| order(&round.seed, shown.iter().map(String::as_str))).unwrap_or_default();
    MonitorRoundView {
        is_register,
        listed: drawn.map_or(0, |drawn| drawn.list.len()),
        erased: drawn.map_or(0, |drawn| drawn.erased),
        round: RoundView {
            round: round.round,
            seal: round.seed_sha256.clone(),
            sealed_at: moment_in(round.sealed_at, asked.lang),
            reason: why.unwrap_or_default().to_owned(),
            seed: drawn.map(|_| round.seed.clone()).unwrap_or_default(),
            drawn_at: drawn.map(|drawn| moment_in(drawn.at, asked.lang)).unwrap_or_default(),
            places: drawn.map_or(0, |drawn| drawn.places),
            result: lots
                .into_iter()
                .take(LISTED)
                .map(|lot| {
                    let is = chosen(&lot.number);
                    (lot.number, lot.lot, is)
                })
                .collect(),
        },
    }
}
