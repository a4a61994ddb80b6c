//! The doors of a 要望書.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use kocho_domain::{
    access::Permission, era::FiscalYear, id::AttachmentId, intake::ITEMS_AT_MOST, rule::channel::Channel,
};
use kocho_service::{Cx, Error, FieldErrors, petition, upload};

use super::{PetitionForm, PetitionPage};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    public::form::Mistakes,
    routes::{Access, Routes, Size},
    sent::{Sent, WithFiles},
    staff::{
        memo::in_words,
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// What maps and photos come as.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,application/pdf";
/// How many fiscal years from this one on can be meant.
const YEARS: i32 = 3;

/// The doors: papers are handed in at the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::CaseTriage);
    Routes::new(state).get(urls::PETITION_NEW, desk, new).post_sized(urls::PETITIONS, desk, Size::Files, post_register)
}

/// `GET /staff/petitions/new`
async fn new(State(state): State<AppState>, signed: Signed) -> Result<Page<PetitionPage>, AppError> {
    let today = signed.cx(&state).today();
    let form = PetitionForm {
        form_token: state.form_token(),
        received_on: today.to_string(),
        // What needs money is asked for the next budget.
        budget_year: (FiscalYear::of(today).year() + 1).to_string(),
        reply: "yes".into(),
        channel: petition::channels(&signed.cx(&state)).first().map(|c| c.code.clone()).unwrap_or_default(),
        ..PetitionForm::default()
    };
    Ok(Page::ok(page(&state, &signed, form, Errors::default()).await?))
}

/// `POST /staff/petitions`: takes it in, or only adds a row.
async fn post_register(
    State(state): State<AppState>,
    signed: Signed,
    WithFiles { mut form, sent }: WithFiles<PetitionForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let mut errors = Errors::default();
    if state.form_key(&form.form_token).is_none() {
        form.form_token = state.form_token();
        say(FieldErrors::from([("form_token", "form_old".to_owned())]), &mut errors);
    }
    let key = state.form_key(&form.form_token).unwrap_or_default();
    keep_files(&cx, &key, sent, &mut errors).await?;
    if !form.more.is_empty() {
        return Ok(Page::ok(page(&state, &signed, form, errors).await?).into_response());
    }
    let proxy = form.behalf().command(&cx, &mut errors);
    let registered = match form.command(key, proxy, &mut errors) {
        Some(new) => petition::register(&cx, &new).await.map(|case| (case, new.items.len())),
        None => Err(Error::Invalid(FieldErrors::default())),
    };
    match registered {
        Ok((case, items)) => {
            let words = format!("要望書を受け付けました（{items}件）。受付票を印刷して渡せます。");
            return Ok(go_with(&state, &urls::case(case.as_str()), "success", &words));
        }
        Err(Error::Invalid(fields)) => say(fields, &mut errors),
        Err(Error::Refused(refusal)) => errors.add("item-1", refusal.to_string().trim_end_matches('。')),
        Err(other) => return Err(other.into()),
    }
    Ok(Page::invalid(page(&state, &signed, form, errors).await?).into_response())
}

async fn keep_files(cx: &Cx, key: &str, sent: Sent, errors: &mut Errors) -> Result<(), Error> {
    for id in sent.parsed("remove_file") {
        upload::remove(cx, key, AttachmentId(id)).await?;
    }
    let mut mistakes = Mistakes::default();
    for refused in upload::keep(cx, key, sent.into_files("files")).await? {
        mistakes.add_file(refused.name, refused.code);
    }
    in_words(&mistakes, errors);
    Ok(())
}

/// Mistakes by their codes, or in their own words.
fn say(fields: FieldErrors, errors: &mut Errors) {
    let mut mistakes = Mistakes::default();
    for (field, words) in fields {
        let field = if field == "items" { "item-1" } else { field };
        if words.ends_with('。') {
            errors.add(field, words.trim_end_matches('。'));
        } else {
            mistakes.add(field, words);
        }
    }
    in_words(&mistakes, errors);
}

async fn page(state: &AppState, signed: &Signed, form: PetitionForm, errors: Errors) -> Result<PetitionPage, Error> {
    let cx = signed.cx(state);
    let files = upload::kept(&cx, &state.form_key(&form.form_token).unwrap_or_default()).await?;
    let items = form.rows(&errors);
    Ok(PetitionPage {
        frame: signed.frame(state),
        may_grow: items.len() < ITEMS_AT_MOST,
        items,
        years: years(&cx, &form.budget_year),
        channels: channels(&cx, &form.channel),
        files: files.into_iter().map(|file| (file.id.to_string(), file.name)).collect(),
        accept: ACCEPT,
        behalf: form.behalf().view(&cx),
        errors,
        form,
    })
}

fn channels(cx: &Cx, chosen: &str) -> Vec<Choice> {
    let choice = |channel: &Channel| Choice {
        chosen: channel.code == chosen,
        ..Choice::new(channel.code.as_str(), channel.label.ja.as_str())
    };
    petition::channels(cx).iter().map(choice).collect()
}

fn years(cx: &Cx, chosen: &str) -> Vec<Choice> {
    let this = FiscalYear::of(cx.today()).year();
    let choice = |year: i32| Choice {
        chosen: year.to_string() == chosen,
        ..Choice::new(year.to_string(), FiscalYear::starting(year).label())
    };
    (this..this + YEARS).map(choice).collect()
}
