//! Where a voice stands: opened with number and secret, kept open by a short signed pass in a cookie.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{
    id::PublicKey,
    localized::{Lang, Localized},
    public_status::{PublicEnding, PublicStatus},
    receipt::ReceiptNumber,
    rule::danger::DangerGroup,
};
use kocho_service::{Error, enclosure, status, submission};

use super::Asked;
use crate::{
    files::handed_over,
    frame::Flash,
    guard::{cookie, set_cookie},
    page::Page,
    problem::{AppError, office},
    public::{
        form::Mistakes,
        status::{
            AddForm, AfterView, AskStatusPage, ChangedDue, DueView, EnclosureView, LetterView, PointView, ReopenForm,
            SlowedPage, Standing, StatusForm, StatusPage, WithdrawForm, WithdrawPage,
        },
    },
    signed::Purpose,
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// Cookie with the signed pass; it names one voice for half an hour.
const PASS_COOKIE: &str = "kocho_pass";

/// What a slip's code carries into the form.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    number: String,
}

/// `GET /status`: a number in the address only fills its field. It is no secret; the secret never stands in one.
pub(super) async fn ask(
    State(state): State<AppState>,
    asked: Asked,
    Query(filled): Query<Filled>,
) -> Page<AskStatusPage> {
    let number = ReceiptNumber::parse(&filled.number).map(|number| number.to_string()).unwrap_or_default();
    Page::ok(ask_page(&state, &asked, StatusForm { number, ..StatusForm::default() }, &Mistakes::default()))
}

fn ask_page(state: &AppState, asked: &Asked, form: StatusForm, mistakes: &Mistakes) -> AskStatusPage {
    let frame = asked.frame(state);
    let office = office(state, asked.lang);
    let danger = super::danger::calls(state, asked, &danger_in(&[&form.add, &form.reopen]));
    AskStatusPage {
        errors: mistakes.in_words(frame.texts),
        form,
        office: office.name,
        phone: office.phone,
        danger,
        frame,
    }
}

/// `POST /status/view`: number and secret stand in no address.
pub(super) async fn post_open(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<StatusForm>,
) -> Result<Response, AppError> {
    if let Err(mistakes) = form.check() {
        return Ok(Page::invalid(ask_page(&state, &asked, form, &mistakes)).into_response());
    }
    match status::open(&state.resident(), &form.number, &form.secret, &asked.address).await {
        Ok(key) => {
            let pass = state.signer.sign(Purpose::Pass, key.as_str(), state.resident().now());
            let mut response = match form.waits() {
                true => with_waiting(&state, &asked, &key, pass.clone(), form).await?,
                false => Redirect::to(&format!("{}{}", asked.lang.prefix(), url::STATUS_VIEW)).into_response(),
            };
            set_cookie(
                &mut response,
                &format!("{PASS_COOKIE}={pass}; Path=/; Max-Age=1800; HttpOnly; SameSite=Strict"),
            );
            Ok(response)
        }
        // What was typed stays in the form: sixteen digits are not written twice for one slip, and no address holds them.
        Err(Error::Invalid(fields)) => {
            Ok(Page::invalid(ask_page(&state, &asked, form, &Mistakes::from(fields))).into_response())
        }
        Err(Error::Slowed { seconds }) => Ok(slowed(&state, &asked, (form, url::STATUS), seconds)),
        Err(other) => Err(AppError(other)),
    }
}

/// The page with what waited for the numbers standing in its form; nothing is sent yet.
async fn with_waiting(
    state: &AppState,
    asked: &Asked,
    key: &PublicKey,
    pass: String,
    form: StatusForm,
) -> Result<Response, AppError> {
    let page = status_page(state, asked, key, pass).await?;
    let danger = super::danger::calls(state, asked, &danger_in(&[&form.add, &form.reopen]));
    Ok(Page::ok(StatusPage { typed_add: form.add, typed_reopen: form.reopen, danger, ..page }).into_response())
}

/// The pass has ended while somebody wrote: number and secret are asked again, and the text waits.
fn again_with(state: &AppState, asked: &Asked, form: StatusForm) -> Response {
    if !form.waits() {
        return again(asked);
    }
    Page::invalid(ask_page(state, asked, form, &Mistakes::default())).into_response()
}

/// Too many wrong numbers, with what waits for them and the address of the page that asks for them.
pub(super) fn slowed(
    state: &AppState,
    asked: &Asked,
    (form, ask): (StatusForm, &'static str),
    seconds: i64,
) -> Response {
    let minutes = u32::try_from((seconds + 59) / 60).unwrap_or(1).max(1);
    let page = SlowedPage { frame: asked.frame(state), minutes, form, ask };
    let mut response = Page(StatusCode::TOO_MANY_REQUESTS, page).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// The voice that the pass names; without one the resident is asked again.
fn pass(state: &AppState, headers: &HeaderMap) -> Option<(PublicKey, String)> {
    let token = cookie(headers, PASS_COOKIE)?;
    let key = state.signer.open(Purpose::Pass, &token, state.resident().now())?;
    Some((PublicKey::parse(&key)?, token))
}

fn again(asked: &Asked) -> Response {
    Redirect::to(&format!("{}{}", asked.lang.prefix(), url::STATUS)).into_response()
}

/// `GET /status/files/{enclosure}`: a file that came with the letter.
pub(super) async fn enclosure(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, AppError> {
    let Some((key, _)) = pass(&state, &headers) else { return Ok(again(&asked)) };
    let file = PublicKey::parse(&file).ok_or(Error::NotFound)?;
    let (file, bytes) = enclosure::sent(&state.resident(), &key, &file).await?;
    Ok(handed_over(&file.name, file.media_type, bytes))
}

fn letter(sent: status::LetterView, lang: Lang) -> LetterView {
    let file = |file: kocho_service::stored::attachment::File| {
        let key = file.key.map(|key| key.to_string()).unwrap_or_default();
        EnclosureView { name: file.name, size: file.size, href: format!("{}{}", lang.prefix(), url::status_file(&key)) }
    };
    LetterView {
        sent_on: sent.sent_on,
        signature: sent.signature,
        text: sent.body,
        enclosures: sent.enclosures.into_iter().map(file).collect(),
        interim: false,
    }
}

/// `GET /status/view`
pub(super) async fn show(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let Some((key, token)) = pass(&state, &headers) else { return Ok(again(&asked)) };
    Ok(Page::ok(status_page(&state, &asked, &key, token).await?).into_response())
}

async fn status_page(state: &AppState, asked: &Asked, key: &PublicKey, pass: String) -> Result<StatusPage, AppError> {
    let view = status::view(&state.resident(), key).await?;
    let lang = asked.lang;
    let mut afterwards: Vec<AfterView> = Vec::new();
    for point in &view.points {
        if let (Some(outcome), Some(on)) = (&point.outcome, point.ended_on) {
            let text = Text::of(outcome, lang);
            let again_on = point.follow_up_on;
            if !afterwards.iter().any(|a| a.text.plain() == text.plain() && a.again_on == again_on) {
                afterwards.push(AfterView { on, text, again_on });
            }
        }
    }
    afterwards.sort_by_key(|a| std::cmp::Reverse(a.on));
    Ok(StatusPage {
        frame: asked.frame(state),
        pass,
        number: view.number.to_string(),
        received_on: view.received_on,
        added_on: view.added_on,
        reply_owed: view.reply_owed,
        points: view.points.iter().map(|p| point(p, asked)).collect(),
        letters: view.letters.into_iter().map(|sent| letter(sent, lang)).collect(),
        afterwards,
        may_add: view.may_add,
        reopen_until: view.reopen_until,
        may_withdraw: view.may_withdraw,
        errors: Mistakes::default().in_words(crate::texts::Texts::of(lang)),
        typed_add: String::new(),
        typed_reopen: String::new(),
        danger: Vec::new(),
    })
}

fn point(point: &status::PointView, asked: &Asked) -> PointView {
    let words = |said: &Option<Localized>| match said {
        Some(said) => Text::of(said, asked.lang),
        None => Text::verbatim(""),
    };
    let standing = match point.status {
        PublicStatus::Received => Standing::Received,
        PublicStatus::Checking => Standing::Checking,
        PublicStatus::Preparing => Standing::Preparing,
        PublicStatus::Ended(PublicEnding::Replied) => Standing::Replied,
        PublicStatus::Ended(PublicEnding::Delivered) => Standing::Delivered,
        PublicStatus::Ended(PublicEnding::PassedOn) => Standing::PassedOn { to: words(&point.agency) },
        PublicStatus::Ended(PublicEnding::NotAnswered) => Standing::NotAnswered { reason: words(&point.ending) },
        PublicStatus::Ended(PublicEnding::Withdrawn) => Standing::Withdrawn,
    };
    PointView {
        title: point.title.clone(),
        standing,
        section: Some(Text::of(&point.section, asked.lang)),
        due: point.due.as_ref().map(|d| DueView {
            on: d.on,
            changed: d.first.map(|before| ChangedDue { before, reason: words(&d.reason) }),
        }),
    }
}

/// `POST /status/add`
pub(super) async fn post_add(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Form(form): Form<AddForm>,
) -> Result<Response, AppError> {
    let Some((key, token)) = same_pass(&state, &headers, &form.pass) else {
        return Ok(again_with(&state, &asked, StatusForm { add: form.add, ..StatusForm::default() }));
    };
    let done = status::add(&state.resident(), &key, &form.add).await;
    let said = (crate::texts::Texts::of(asked.lang).status.added.clone(), danger_in(&[&form.add]));
    after(&state, &asked, (&key, token), done, said, |page| page.typed_add = form.add).await
}

/// `POST /status/reopen`
pub(super) async fn post_reopen(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Form(form): Form<ReopenForm>,
) -> Result<Response, AppError> {
    let Some((key, token)) = same_pass(&state, &headers, &form.pass) else {
        return Ok(again_with(&state, &asked, StatusForm { reopen: form.reopen, ..StatusForm::default() }));
    };
    let done = status::reopen(&state.resident(), &key, None, &form.reopen).await;
    let said = (crate::texts::Texts::of(asked.lang).status.reopened.clone(), danger_in(&[&form.reopen]));
    after(&state, &asked, (&key, token), done, said, |page| page.typed_reopen = form.reopen).await
}

/// `POST /status/withdraw`: asks once, then does it.
pub(super) async fn post_withdraw(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
    Form(form): Form<WithdrawForm>,
) -> Result<Response, AppError> {
    let Some((key, token)) = same_pass(&state, &headers, &form.pass) else { return Ok(again(&asked)) };
    if form.confirm != "yes" {
        let view = status::view(&state.resident(), &key).await?;
        let frame = asked.frame(&state);
        let errors = Mistakes::default().in_words(frame.texts);
        return Ok(
            Page::ok(WithdrawPage { frame, pass: token, number: view.number.to_string(), errors }).into_response()
        );
    }
    let done = status::withdraw(&state.resident(), &key, "").await;
    let said = (crate::texts::Texts::of(asked.lang).status.withdrawn.clone(), Vec::new());
    after(&state, &asked, (&key, token), done, said, |_| {}).await
}

/// The pass of the cookie, when the form carries the same one: no other site can make a visitor act.
fn same_pass(state: &AppState, headers: &HeaderMap, sent: &str) -> Option<(PublicKey, String)> {
    pass(state, headers).filter(|(_, token)| token == sent)
}

fn danger_in(texts: &[&str]) -> Vec<DangerGroup> {
    submission::warnings("", "", texts).danger
}

/// After an act: the page with a message and whom to call in danger, or the same page with what is wrong and what was typed.
async fn after(
    state: &AppState,
    asked: &Asked,
    (key, token): (&PublicKey, String),
    done: Result<(), Error>,
    (message, danger): (Text, Vec<DangerGroup>),
    keep: impl FnOnce(&mut StatusPage),
) -> Result<Response, AppError> {
    let mut page = status_page(state, asked, key, token).await?;
    page.danger = super::danger::calls(state, asked, &danger);
    let texts = &page.frame.texts.status;
    match done {
        Ok(()) => {
            page.frame.flash = Some(Flash { tone: "success", text: message.plain().to_owned() });
            Ok(Page::ok(page).into_response())
        }
        // It changed meanwhile, or too many write at once: the page shows how it stands now, with what was typed.
        Err(error @ (Error::Refused(_) | Error::Stale | Error::Busy)) => {
            let words = if matches!(error, Error::Busy) { &texts.busy } else { &texts.not_now };
            page.frame.flash = Some(Flash { tone: "warning", text: words.plain().to_owned() });
            keep(&mut page);
            Ok(Page::invalid(page).into_response())
        }
        Err(Error::Invalid(fields)) => {
            page.errors = Mistakes::from(fields).in_words(page.frame.texts);
            keep(&mut page);
            Ok(Page::invalid(page).into_response())
        }
        Err(other) => Err(AppError(other)),
    }
}
