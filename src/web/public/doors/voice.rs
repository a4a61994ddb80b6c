//! Writing, checking and sending a voice. Nothing typed is lost on the way, files neither.

use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    body::{Body, Line},
    id::AttachmentId,
    personal::Personal,
    submission::{Contact, ReplyWay},
};
use kocho_service::{Error, submission, upload};

use super::Asked;
use crate::{
    page::Page,
    problem::AppError,
    public::{
        form::{Choice, Mistakes},
        submission::{CheckVoicePage, KeptFile, NewVoicePage, SubmissionForm, VoiceChoices},
    },
    sent::Sent,
    state::AppState,
    texts::Text,
    urls::public as url,
};

/// The longest single line of a form, in characters; the same as the form's own check.
const LINE_LIMIT: usize = 200;

/// `GET /voice/new`
pub(super) async fn new(State(state): State<AppState>, asked: Asked) -> Page<NewVoicePage> {
    let form = SubmissionForm { form_token: new_token(&state), ..SubmissionForm::default() };
    Page::ok(form_page(&state, &asked, form, &Mistakes::default(), Vec::new()))
}

/// `POST /voice/new`: back from the check page with everything that was typed.
pub(super) async fn post_back(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<SubmissionForm>,
) -> Result<Page<NewVoicePage>, AppError> {
    let files = match state.form_key(&form.form_token) {
        Some(key) => kept(&state, &key).await?,
        None => Vec::new(),
    };
    Ok(Page::ok(form_page(&state, &asked, form, &Mistakes::default(), files)))
}

/// `POST /voice/check`: nothing is received yet. Files are kept under the form's key, with a mistake in another field too.
pub(super) async fn post_check(
    State(state): State<AppState>,
    asked: Asked,
    multipart: Multipart,
) -> Result<Response, Response> {
    let sent = Sent::read(multipart).await.map_err(|e| e.status().into_response())?;
    let form: SubmissionForm = sent.form().ok_or_else(|| StatusCode::UNPROCESSABLE_ENTITY.into_response())?;
    let fault = |e: Error| AppError(e).into_response();
    let mut mistakes = form.check().err().unwrap_or_default();
    let (form, key) = match state.form_key(&form.form_token) {
        Some(key) => (form, key),
        None => {
            // Too old or not ours: a fresh token, and the resident looks once more.
            mistakes.add("form_token", "form_old");
            let token = new_token(&state);
            let key = state.form_key(&token).unwrap_or_default();
            (SubmissionForm { form_token: token, ..form }, key)
        }
    };
    keep_files(&state, &key, sent, &mut mistakes).await.map_err(fault)?;
    let files = kept(&state, &key).await.map_err(fault)?;
    if mistakes.clone().into_result().is_err() {
        return Ok(Page::invalid(form_page(&state, &asked, form, &mistakes, files)).into_response());
    }
    Ok(Page::ok(check_page(&state, &asked, form, files)).into_response())
}

async fn keep_files(state: &AppState, key: &str, sent: Sent, mistakes: &mut Mistakes) -> Result<(), Error> {
    let cx = state.resident();
    for id in sent.values("remove_file").filter_map(|v| v.parse().ok()) {
        upload::remove(&cx, key, AttachmentId(id)).await?;
    }
    for refused in upload::keep(&cx, key, sent.into_files("files")).await? {
        mistakes.add_file(refused.name, refused.code);
    }
    Ok(())
}

/// `POST /voice`
pub(super) async fn create(
    State(state): State<AppState>,
    asked: Asked,
    Form(form): Form<SubmissionForm>,
) -> Result<Response, AppError> {
    let mut mistakes = form.check().err().unwrap_or_default();
    let key = state.form_key(&form.form_token);
    if key.is_none() {
        mistakes.add("form_token", "form_old");
    }
    let (Some(key), Ok(())) = (key.clone(), mistakes.clone().into_result()) else {
        let files = kept(&state, key.as_deref().unwrap_or_default()).await?;
        let form = SubmissionForm { form_token: new_token(&state), ..form };
        return Ok(Page::invalid(form_page(&state, &asked, form, &mistakes, files)).into_response());
    };
    let Some(command) = command(&form.clone().only_what_is_needed(), &asked, &key) else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    match submission::submit(&state.resident(), command).await {
        Ok(receipt) => {
            let to = format!("{}{}", asked.lang.prefix(), url::voice_done(receipt.key.as_str()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Invalid(fields)) => {
            let files = kept(&state, &key).await?;
            Ok(Page::invalid(form_page(&state, &asked, form, &Mistakes::from(fields), files)).into_response())
        }
        Err(other) => Err(AppError(other)),
    }
}

fn command(form: &SubmissionForm, asked: &Asked, form_key: &str) -> Option<submission::Submit> {
    let line = |typed: &str| if typed.trim().is_empty() { None } else { Line::parse(typed, LINE_LIMIT).ok() };
    let code = |typed: &str| (!typed.is_empty()).then(|| typed.to_owned());
    let yes_no = |typed: &str| match typed {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let note = if form.reach_note.trim().is_empty() { None } else { Body::parse(&form.reach_note).ok() };
    Some(submission::Submit {
        form_key: form_key.to_owned(),
        channel: "web".into(),
        medium: "screen".into(),
        language: asked.lang.code().to_owned(),
        received_at: None,
        body: Body::parse(&form.body).ok()?,
        subject: line(&form.subject),
        kind_guess: code(&form.kind),
        place: line(&form.place),
        age_group: code(&form.age_group),
        district: code(&form.district),
        relation: code(&form.relation),
        reply_wanted: yes_no(&form.reply),
        publish_ok: yes_no(&form.publish),
        reply_way: ReplyWay::parse(&form.reply_way),
        receipt_mail: form.no_receipt_mail != "yes",
        contact: Personal::new(Contact {
            name: line(&form.name),
            address: line(&form.address),
            phone: line(&form.phone),
            email: line(form.email.trim()),
            reach_note: note,
            notice_only: form.notice_only == "yes",
        }),
        source: None,
        demo: false,
    })
}

fn new_token(state: &AppState) -> String {
    state.form_token()
}

async fn kept(state: &AppState, key: &str) -> Result<Vec<KeptFile>, Error> {
    let files = upload::kept(&state.resident(), key).await?;
    Ok(files.into_iter().map(|f| KeptFile { key: f.id.to_string(), name: f.name, size: f.size }).collect())
}

fn form_page(
    state: &AppState,
    asked: &Asked,
    form: SubmissionForm,
    mistakes: &Mistakes,
    files: Vec<KeptFile>,
) -> NewVoicePage {
    let frame = asked.frame(state);
    let rules = &state.house.city().rules;
    NewVoicePage {
        errors: mistakes.in_words(frame.texts),
        choices: choices(state, asked),
        expected: Text::of(&rules.city().expected_days, asked.lang),
        no_reply: rules.no_reply_list().into_iter().map(|name| Text::of(name, asked.lang)).collect(),
        form,
        files,
        frame,
    }
}

fn choices(state: &AppState, asked: &Asked) -> VoiceChoices {
    let city = state.house.city();
    let list = |choices: &[kocho_domain::rule::city::Choice]| {
        choices.iter().map(|c| Choice { value: c.code.clone(), label: Text::of(&c.label, asked.lang) }).collect()
    };
    let today = state.resident().today();
    VoiceChoices {
        kinds: city
            .rules
            .kinds_on(today)
            .map(|k| Choice { value: k.code.clone(), label: Text::of(&k.label, asked.lang) })
            .collect(),
        age_groups: list(&city.rules.city().age_groups),
        districts: list(&city.rules.city().districts),
        relations: list(&city.rules.city().relations),
    }
}

fn check_page(state: &AppState, asked: &Asked, form: SubmissionForm, files: Vec<KeptFile>) -> CheckVoicePage {
    let frame = asked.frame(state);
    let warnings = submission::warnings(&form.subject, &form.body, &[&form.place, &form.reach_note]);
    CheckVoicePage {
        answers: form.clone().only_what_is_needed().answers(frame.texts, &choices(state, asked)),
        not_taken: form.not_taken(frame.texts),
        danger: super::danger::calls(state, asked, &warnings.danger),
        my_number: warnings.my_number,
        // In danger nobody reads what others were answered.
        helpful: if warnings.danger.is_empty() { super::answer::helpful(state, asked, &form) } else { Vec::new() },
        form,
        files,
        frame,
    }
}
