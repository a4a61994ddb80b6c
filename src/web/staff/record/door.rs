//! The doors of the record.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    access::Permission,
    id::{PublicKey, SectionId},
    remark::Outcome,
    summary::Audience,
};
use kocho_service::{
    Error, commitment,
    record::{self, Clash, Seat, Typed, Version, Written},
    summary,
};
use kocho_text::difference::difference;
use serde::Deserialize;

use super::{
    ChangeView, ClashPage, PromiseForm, RecordPage, RemarkForm, RemarkPage, SeatForm, Tried, VersionView,
    page::{self, outcomes},
};
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
    urls::staff as urls,
};

/// The doors: of the hearing desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::DialogueRecord);
    Routes::new(state)
        .get(urls::dialogue_record("{day}"), desk, show)
        .post(urls::dialogue_record_act("{day}", "hold"), desk, post_hold)
        .post(urls::record_slot("{slot}"), desk, post_write)
        .post(urls::record_slot_act("{slot}", "arrive"), desk, post_arrive)
        .post(urls::record_slot_act("{slot}", "seat"), desk, post_seat)
        .post(urls::record_slot_act("{slot}", "summary"), desk, post_summary)
        .get(urls::remark("{remark}"), desk, versions)
        .post(urls::remark_act("{remark}", "case"), desk, post_case)
        .post(urls::remark_act("{remark}", "promise"), desk, post_promise)
}

/// `GET /staff/dialogues/{day}/record`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(day): Path<String>,
) -> Result<Page<RecordPage>, AppError> {
    Ok(Page::ok(shown(&state, &signed, &key_of(&day)?, Tried::default()).await?))
}

async fn shown(state: &AppState, signed: &Signed, day: &PublicKey, tried: Tried) -> Result<RecordPage, AppError> {
    let cx = signed.cx(state);
    let view = record::show(&cx, day).await?;
    Ok(page::page(signed.frame(state), &cx, view, &tried))
}

/// The record of a slot's day, at the slot.
async fn back(state: &AppState, signed: &Signed, slot: &PublicKey) -> Result<String, AppError> {
    let day = record::day_key(&signed.cx(state), slot).await?;
    Ok(format!("{}#slot-{slot}", urls::dialogue_record(day.as_str())))
}

/// `POST /staff/dialogues/{day}/record/hold`
async fn post_hold(
    State(state): State<AppState>,
    signed: Signed,
    Path(day): Path<String>,
) -> Result<Response, AppError> {
    record::hold(&signed.cx(&state), &key_of(&day)?).await?;
    Ok(go_with(&state, &urls::dialogue_record(&day), "success", "実施済にしました。記録は続けて書けます。"))
}

/// `POST /staff/records/{slot}`
async fn post_write(
    State(state): State<AppState>,
    signed: Signed,
    Path(slot): Path<String>,
    Form(form): Form<RemarkForm>,
) -> Result<Response, AppError> {
    let slot = key_of(&slot)?;
    let typed = Typed {
        device_key: form.device_key.clone(),
        device: form.device.clone(),
        seen: form.seen,
        said: form.said.clone(),
        answered: form.answered.clone(),
        outcome: Outcome::parse(&form.outcome),
    };
    let quiet = !form.quiet.is_empty();
    match record::write(&signed.cx(&state), &slot, &typed).await {
        Ok(Written::Kept { number, version, .. }) if quiet => Ok(format!("{number} {version}").into_response()),
        Ok(Written::Kept { number, .. }) => {
            let to = back(&state, &signed, &slot).await?;
            Ok(go_with(&state, &to, "success", &format!("{number} をサーバーに保存しました。")))
        }
        Ok(Written::Clash(_)) if quiet => Ok((StatusCode::CONFLICT, "clash").into_response()),
        Ok(Written::Clash(clash)) => Ok(clashed(&state, &signed, &slot, *clash).await?.into_response()),
        Err(error) => {
            let wrong = words_of(error)?;
            if quiet {
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, wrong).into_response());
            }
            let day = record::day_key(&signed.cx(&state), &slot).await?;
            let mut page = shown(&state, &signed, &day, Tried::default()).await?;
            keep_typed(&mut page, &slot, (&typed, wrong));
            Ok(Page::invalid(page).into_response())
        }
    }
}

/// What was typed stands in its form again, with what was wrong.
fn keep_typed(page: &mut RecordPage, slot: &PublicKey, (typed, wrong): (&Typed, String)) {
    let Some(slot) = page.slots.iter_mut().find(|one| one.key == slot.as_str()) else { return };
    let known = slot.points.iter_mut().find(|point| point.device_key == typed.device_key);
    let point = known.unwrap_or(&mut slot.fresh);
    typed.device_key.clone_into(&mut point.device_key);
    typed.said.clone_into(&mut point.said);
    typed.answered.clone_into(&mut point.answered);
    point.outcomes = outcomes(typed.outcome);
    point.wrong = wrong;
    slot.open = true;
}

/// What is wrong with a form, in one line.
fn words_of(error: Error) -> Result<String, Error> {
    let words = match error {
        Error::Invalid(fields) => found(fields).sentences(),
        error => sentence_of(error)?,
    };
    Ok(words.trim_end_matches('。').to_owned())
}

async fn clashed(
    state: &AppState,
    signed: &Signed,
    slot: &PublicKey,
    clash: Clash,
) -> Result<Page<ClashPage>, AppError> {
    let day = record::day_key(&signed.cx(state), slot).await?;
    let compared = |stored: &str, sent: &str| -> Vec<ChangeView> {
        difference(stored, sent).into_iter().map(ChangeView::from).collect()
    };
    let together = |changes: &[ChangeView]| changes.iter().map(|change| change.text.as_str()).collect::<String>();
    let said = compared(&clash.stored.words.said, &clash.sent.said);
    let answered = compared(&clash.stored.words.answered, &clash.sent.answered);
    let page = ClashPage {
        frame: signed.frame(state),
        number: clash.number,
        merged_said: together(&said),
        merged_answered: together(&answered),
        said,
        answered,
        outcomes: outcomes(clash.outcome.or(clash.stored.outcome)),
        device_key: clash.stored.device_key,
        version: clash.stored.version,
        write: urls::record_slot(slot.as_str()),
        day: urls::dialogue_record(day.as_str()),
    };
    Ok(Page(StatusCode::CONFLICT, page))
}

/// `POST /staff/records/{slot}/arrive`
async fn post_arrive(
    State(state): State<AppState>,
    signed: Signed,
    Path(slot): Path<String>,
    Form(form): Form<SeatForm>,
) -> Result<Response, AppError> {
    let slot = key_of(&slot)?;
    let people = form.people.trim();
    let counted = if people.is_empty() { None } else { Some(people.parse().unwrap_or(0)) };
    match record::arrive(&signed.cx(&state), &slot, counted).await {
        Ok(()) => Ok(Redirect::to(&back(&state, &signed, &slot).await?).into_response()),
        Err(error) => refused(&state, &signed, &slot, ("arrive", error)).await,
    }
}

/// `POST /staff/records/{slot}/seat`
async fn post_seat(
    State(state): State<AppState>,
    signed: Signed,
    Path(slot): Path<String>,
    Form(form): Form<SeatForm>,
) -> Result<Response, AppError> {
    let slot = key_of(&slot)?;
    let seat = Seat {
        name: form.name,
        is_group: !form.group.is_empty(),
        people: form.people.trim().parse().ok(),
        theme: form.theme,
        measures: Vec::new(),
    };
    match record::seat(&signed.cx(&state), &slot, &seat).await {
        Ok(()) => Ok(Redirect::to(&back(&state, &signed, &slot).await?).into_response()),
        Err(error) => refused(&state, &signed, &slot, ("seat", error)).await,
    }
}

/// The page again, with what was wrong beside the form of the slot.
async fn refused(
    state: &AppState,
    signed: &Signed,
    slot: &PublicKey,
    (act, error): (&str, Error),
) -> Result<Response, AppError> {
    let tried = Tried { form: format!("{slot}-{act}"), wrong: words_of(error)?, ..Tried::default() };
    let day = record::day_key(&signed.cx(state), slot).await?;
    Ok(Page::invalid(shown(state, signed, &day, tried).await?).into_response())
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct SummaryBegin {
    audience: String,
}

/// `POST /staff/records/{slot}/summary`
async fn post_summary(
    State(state): State<AppState>,
    signed: Signed,
    Path(slot): Path<String>,
    Form(form): Form<SummaryBegin>,
) -> Result<Response, AppError> {
    let audience = Audience::parse(&form.audience).unwrap_or(Audience::Applicant);
    let key = summary::begin(&signed.cx(&state), &key_of(&slot)?, audience).await?;
    Ok(Redirect::to(&urls::summary(key.as_str())).into_response())
}

/// `GET /staff/remarks/{remark}`
async fn versions(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<RemarkPage>, AppError> {
    let (_, number, day, versions) = record::versions(&signed.cx(&state), &key_of(&key)?).await?;
    let compared = |before: &str, after: &str| difference(before, after).into_iter().map(ChangeView::from).collect();
    let mut views = Vec::new();
    let mut before: Option<&Version> = None;
    for version in &versions {
        let older = before.map_or(&version.words, |older| &older.words);
        views.push(VersionView {
            version: version.version,
            at: version.at,
            by: version.by.clone(),
            said: compared(&older.said, &version.words.said),
            answered: compared(&older.answered, &version.words.answered),
        });
        before = Some(version);
    }
    views.reverse();
    let back = urls::dialogue_record(day.as_str());
    Ok(Page::ok(RemarkPage { frame: signed.frame(&state), number, back, versions: views }))
}

/// `POST /staff/remarks/{remark}/case`
async fn post_case(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<PromiseForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let key = key_of(&key)?;
    let section = form.section.parse().ok().map(SectionId);
    let done = match section {
        Some(section) => record::take_home(&cx, &key, section, form.due_on.parse().ok()).await.map(|_| ()),
        None => Err(Error::field("section", "担当課を選んでください。")),
    };
    made(&state, &signed, &key, ("case", done, "案件にして、担当課へ渡しました。"), form).await
}

/// `POST /staff/remarks/{remark}/promise`
async fn post_promise(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<PromiseForm>,
) -> Result<Response, AppError> {
    let key = key_of(&key)?;
    let typed = commitment::Typed {
        text: form.text.clone(),
        public_text: form.public_text.clone(),
        section: form.section.parse().ok().map(SectionId),
        due_on: form.due_on.parse().ok(),
        ..commitment::Typed::default()
    };
    let done = record::promise(&signed.cx(&state), &key, &typed).await.map(|_| ());
    made(&state, &signed, &key, ("promise", done, "約束を登録しました。"), form).await
}

/// What making something of a point leads to: on, or the same page with what was wrong.
async fn made(
    state: &AppState,
    signed: &Signed,
    key: &PublicKey,
    (act, done, words): (&str, Result<(), Error>, &str),
    form: PromiseForm,
) -> Result<Response, AppError> {
    let (remark, _, day, _) = record::versions(&signed.cx(state), key).await?;
    let wrong = match done {
        Ok(()) => {
            let to = format!("{}#remark-{}", urls::dialogue_record(day.as_str()), remark.device_key);
            return Ok(go_with(state, &to, "success", words));
        }
        Err(Error::Stale) => {
            let words = "ほかの人が先に扱いました。今の記録を確かめてください。";
            return Ok(go_with(state, &urls::dialogue_record(day.as_str()), "warning", words));
        }
        Err(error) => words_of(error)?,
    };
    let tried = Tried { form: format!("{}-{act}", remark.device_key), wrong, promise: form };
    Ok(Page::invalid(shown(state, signed, &day, tried).await?).into_response())
}
