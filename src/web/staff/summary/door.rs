//! The doors of summaries and of what applicants hear later.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    commitment::Commitment,
    remark::Outcome,
    summary::{Audience, CONSENTS, LENGTH, SummaryState},
};
use kocho_service::{
    Cx, Error,
    commitment::follow_up::{self, Waiting},
    record::Point,
    summary::{self, Awaited, Listed, SummaryView},
};
use serde::Deserialize;

use super::{
    Can, CommentView, FollowUpPage, FollowUpRow, RawPoint, SummaryForm, SummaryList, SummaryListPage, SummaryPage,
    SummaryPrintPage, SummaryRow, VersionRow,
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    pdf::beside,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::{
            door::{key_of, sentence_of},
            words::due_view,
        },
        filters::day_of,
        record::ChangeView,
        view::{DueView, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// A day is near in its last days.
const NEAR_DAYS: i64 = 3;

/// The doors: of the hearing desk and the mayor's office; for sections there is nothing behind them.
pub(crate) fn routes(state: &AppState) -> Routes {
    let (read, keep) = (Access::Staff(Permission::DialogueRead), Access::Staff(Permission::DialogueRecord));
    let review = Access::Staff(Permission::SummaryReview);
    let act = |act: &str| urls::summary_act("{summary}", act);
    let routes = Routes::new(state)
        .get(urls::SUMMARIES, read, list)
        .get(urls::summary("{summary}"), read, show)
        .get(urls::summary_print("{summary}"), read, print)
        .post(act("write"), read, post_write)
        .post(act("comment"), read, post_comment)
        .post(act("consent"), read, post_consent)
        .post(act("ask"), keep, post_ask)
        .post(act("send"), keep, post_send)
        .post(act("publish"), keep, post_publish)
        .post(act("approve"), review, post_approve)
        .post(act("send-back"), review, post_send_back)
        .get(urls::FOLLOW_UPS, keep, follow_ups)
        .post(urls::follow_up("{slot}"), keep, post_follow_up);
    #[cfg(feature = "pdf")]
    let routes = routes.get(act("summary.pdf"), read, super::pdf::file);
    routes
}

/// `GET /staff/summaries`
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<SummaryListPage>, AppError> {
    let cx = signed.cx(&state);
    let found = summary::list(&cx).await?;
    let keeps = signed.actor.may(Permission::DialogueRecord);
    let follow_ups = if keeps { Some(follow_up::waiting(&cx).await?.len()) } else { None };
    let rows = |listed: Vec<Listed>| listed.into_iter().map(|one| row(&cx, one)).collect();
    let list = |id, title, none, listed| SummaryList { id, title, none, rows: rows(listed) };
    let unbegun = SummaryList {
        id: "unbegun",
        title: "まだ書き始めていない",
        none: "書き始めるのを待つ枠はありません。",
        rows: found.unbegun.into_iter().map(|one| unbegun_row(&cx, one, keeps)).collect(),
    };
    Ok(Page::ok(SummaryListPage {
        lists: vec![
            list("review", "確認待ち（市長室）", "確認を待つ要旨はありません。", found.review),
            unbegun,
            list("drafts", "下書き・差戻し", "書きかけの要旨はありません。", found.drafts),
            list("approved", "申出人へ送る", "送るのを待つ要旨はありません。", found.approved),
            list("public", "公表文", "公表を待つ文はありません。", found.public),
        ],
        follow_ups: follow_ups.filter(|waiting| *waiting > 0),
        frame: signed.frame(&state),
    }))
}

fn row(cx: &Cx, listed: Listed) -> SummaryRow {
    let review = listed.one.state == SummaryState::Review;
    let on = if review { listed.review_by } else { listed.one.due_on };
    let (party, theme) = listed.slot.party.map(|party| (party.name, party.theme)).unwrap_or_default();
    SummaryRow {
        href: urls::summary(listed.one.key.as_str()),
        theme,
        party,
        place: format!("{} {}番目", listed.title, listed.slot.position),
        on: listed.held_on,
        state: listed.one.state.label(),
        tone: tone(listed.one.state),
        due: on.map(|on| due(on, cx.today())),
    }
}

/// Who keeps the record begins it there; others look at the day.
fn unbegun_row(cx: &Cx, one: Awaited, keeps: bool) -> SummaryRow {
    let day = one.day.key.as_str();
    let late = one.is_late(cx.today());
    let (party, theme) = one.slot.party.map(|party| (party.name, party.theme)).unwrap_or_default();
    SummaryRow {
        href: if keeps { urls::dialogue_record(day) } else { urls::dialogue_day(day) },
        theme,
        party,
        place: format!("{} {}番目", one.day.about.title, one.slot.position),
        on: one.day.about.held_on,
        state: "未着手",
        tone: if late { Tone::Danger } else { Tone::Calm },
        due: Some(due(one.review_by, cx.today())),
    }
}

fn due(on: NaiveDate, today: NaiveDate) -> DueView {
    let left = (on - today).num_days();
    due_view(on, left, left <= NEAR_DAYS)
}

const fn tone(state: SummaryState) -> Tone {
    match state {
        SummaryState::Draft => Tone::Calm,
        SummaryState::Review => Tone::Warning,
        SummaryState::SentBack => Tone::Danger,
        SummaryState::Approved => Tone::Info,
        SummaryState::Sent | SummaryState::Published => Tone::Success,
    }
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Against {
    against: Option<u32>,
}

/// `GET /staff/summaries/{summary}`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(query): Query<Against>,
) -> Result<Page<SummaryPage>, AppError> {
    let cx = signed.cx(&state);
    let view = summary::show(&cx, &key_of(&key)?, query.against).await?;
    Ok(Page::ok(page(&state, &signed, view)))
}

fn page(state: &AppState, signed: &Signed, view: SummaryView) -> SummaryPage {
    let cx = signed.cx(state);
    let key = view.one.key.as_str().to_owned();
    let party = view.slot.party.as_ref();
    let compared = view.changes.as_ref().map(|(version, _)| *version);
    let newest = view.one.version;
    let version = |version: &kocho_service::stored::summary::Version| VersionRow {
        version: version.version,
        at: version.at,
        by: version.by.clone(),
        href: if version.version == newest || compared == Some(version.version) {
            String::new()
        } else {
            format!("{}?against={}", urls::summary(&key), version.version)
        },
    };
    SummaryPage {
        frame: signed.frame(state),
        label: view.one.audience.label(),
        state: view.one.state.label(),
        tone: tone(view.one.state),
        theme: party.map(|party| party.theme.clone()).unwrap_or_default(),
        party: party.map(|party| party.name.clone()).unwrap_or_default(),
        place: format!("{}　{} {}番目", view.number, view.day.about.title, view.slot.position),
        record: if view.keeps { urls::dialogue_record(view.day.key.as_str()) } else { String::new() },
        dues: dues(&cx, &view),
        points: view.points.iter().map(|point| raw(&cx, point)).collect(),
        promises: view.promises.iter().map(|one| promised(&cx, one)).collect(),
        unpromised: unpromised(&view),
        body: view.versions.last().map(|version| version.body.clone()).unwrap_or_default(),
        lock: view.one.lock,
        length: view.length,
        limit: LENGTH,
        versions: view.versions.iter().rev().map(version).collect(),
        comments: view.comments.iter().map(comment).collect(),
        beside: view
            .beside
            .iter()
            .filter(|one| one.id != view.one.id)
            .map(|one| (one.audience.label(), urls::summary(one.key.as_str())))
            .collect(),
        can: can(&view),
        applied: party.is_some_and(|party| party.application.is_some()),
        changes: view.changes.map(|(version, pieces)| (version, pieces.into_iter().map(ChangeView::from).collect())),
        doubts: view.doubts,
        consents: view.consents,
        agreed: view.agreed,
        tried: (String::new(), String::new()),
        typed: String::new(),
        key,
    }
}

fn dues(cx: &Cx, view: &SummaryView) -> Vec<(&'static str, DueView)> {
    if view.one.audience == Audience::Public || view.one.state == SummaryState::Sent {
        return Vec::new();
    }
    let review = view.review_by.filter(|_| view.one.state != SummaryState::Approved).map(|on| ("確認", on));
    let send = view.one.due_on.map(|on| ("申出人へ", on));
    review.into_iter().chain(send).map(|(label, on)| (label, due(on, cx.today()))).collect()
}

fn can(view: &SummaryView) -> Can {
    let (audience, state) = (view.one.audience, view.one.state);
    let is = |wanted: Audience, states: &[SummaryState]| audience == wanted && states.contains(&state);
    let draft = is(Audience::Public, &[SummaryState::Draft]);
    Can {
        write: view.writes,
        ask: view.keeps && is(Audience::Applicant, &[SummaryState::Draft, SummaryState::SentBack]),
        approve: view.reviews && is(Audience::Applicant, &[SummaryState::Review]),
        send_back: view.reviews && is(Audience::Applicant, &[SummaryState::Review]),
        send: view.keeps && is(Audience::Applicant, &[SummaryState::Approved]),
        consent: draft && !view.agreed,
        publish: draft && view.keeps && view.consents.len() >= CONSENTS,
        public: audience == Audience::Public,
    }
}

fn raw(cx: &Cx, point: &Point) -> RawPoint {
    let case = point.case.as_ref().map(|case| {
        let href = if case.opens { urls::case(case.key.as_str()) } else { String::new() };
        (href, format!("{}　{}", case.status, cx.city.section_name(case.holder)))
    });
    RawPoint {
        number: point.number.clone(),
        said: point.remark.words.said.clone(),
        answered: point.remark.words.answered.clone(),
        outcome: point.remark.outcome.map_or("未定", Outcome::label),
        case,
    }
}

/// A point was answered with a promise, and none is registered for it.
fn unpromised(view: &SummaryView) -> bool {
    let registered = |point: &Point| view.promises.iter().any(|one| one.remark == Some(point.remark.id));
    view.points.iter().any(|point| point.remark.outcome == Some(Outcome::Promised) && !registered(point))
}

fn promised(cx: &Cx, one: &Commitment) -> (String, String) {
    let section = cx.city.section_name(one.section);
    let words = format!("{}（{section}　{}まで　{}）", one.text, day_of(one.due_on), one.state.label());
    (urls::commitment(one.key.as_str()), words)
}

fn comment(one: &kocho_service::stored::summary::Comment) -> CommentView {
    CommentView {
        what: match one.code.as_str() {
            "sent_back" => "差戻し",
            "approved" => "承認",
            "sent" => "送付",
            _ => "意見",
        },
        at: one.at,
        by: one.by.clone(),
        version: one.version,
        quote: one.quote.clone(),
        body: one.body.clone(),
    }
}

/// `GET /staff/summaries/{summary}/print`
async fn print(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<SummaryPrintPage>, AppError> {
    Ok(Page::ok(print_page(&state, &signed, &key).await?))
}

pub(super) async fn print_page(state: &AppState, signed: &Signed, key: &str) -> Result<SummaryPrintPage, AppError> {
    let view = summary::show(&signed.cx(state), &key_of(key)?, None).await?;
    let (party, theme) = view.slot.party.map(|party| (party.name, party.theme)).unwrap_or_default();
    Ok(SummaryPrintPage {
        frame: signed.frame(state),
        back: urls::summary(key),
        pdf: beside(urls::summary_act(key, "summary.pdf")),
        title: view.day.about.title,
        on: view.day.about.held_on,
        party,
        theme,
        body: view.versions.last().map(|version| version.body.clone()).unwrap_or_default(),
        draft: !matches!(view.one.state, SummaryState::Approved | SummaryState::Sent | SummaryState::Published),
    })
}

/// What an act leads to: on, or the same page with what was wrong and what was typed.
async fn answer(
    (state, signed, key): (&AppState, &Signed, &str),
    (act, done, words): (&str, Result<(), Error>, &str),
    form: SummaryForm,
) -> Result<Response, AppError> {
    let wrong = match done {
        Ok(()) => return Ok(go_with(state, &urls::summary(key), "success", words)),
        Err(Error::Stale) if act != "write" => {
            let words = "ほかの人が先に変えました。今の文を確かめて、もう一度行ってください。";
            return Ok(go_with(state, &urls::summary(key), "warning", words));
        }
        Err(Error::Stale) => {
            "ほかの人が先に書き直しました。下の「書き直したところ」と見くらべてから、保存してください".to_owned()
        }
        Err(Error::Invalid(fields)) => found(fields).sentences(),
        Err(error) => sentence_of(error)?,
    };
    let view = summary::show(&signed.cx(state), &key_of(key)?, None).await?;
    let mut page = page(state, signed, view);
    page.tried = (act.to_owned(), wrong.trim_end_matches('。').to_owned());
    match act {
        "write" => page.body = form.body.replace("\r\n", "\n"),
        "comment" => page.typed = form.comment,
        _ => page.typed = form.reason,
    }
    Ok(Page::invalid(page).into_response())
}

type Asking = (State<AppState>, Signed, Path<String>, Form<SummaryForm>);

/// `POST /staff/summaries/{summary}/write`
async fn post_write((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::write(&signed.cx(&state), &key_of(&key)?, &form.body, form.lock).await;
    answer((&state, &signed, &key), ("write", done, "保存しました。"), form).await
}

/// `POST /staff/summaries/{summary}/comment`
async fn post_comment((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::comment(&signed.cx(&state), &key_of(&key)?, (&form.quote, &form.comment)).await;
    answer((&state, &signed, &key), ("comment", done, "意見を書きました。"), form).await
}

/// `POST /staff/summaries/{summary}/ask`
async fn post_ask((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::ask(&signed.cx(&state), &key_of(&key)?, form.lock).await;
    answer((&state, &signed, &key), ("ask", done, "市長室へ確認に出しました。"), form).await
}

/// `POST /staff/summaries/{summary}/approve`
async fn post_approve((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::approve(&signed.cx(&state), &key_of(&key)?, form.lock).await;
    answer((&state, &signed, &key), ("approve", done, "承認しました。"), form).await
}

/// `POST /staff/summaries/{summary}/send-back`
async fn post_send_back((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::send_back(&signed.cx(&state), &key_of(&key)?, &form.reason, form.lock).await;
    answer((&state, &signed, &key), ("send-back", done, "差し戻しました。"), form).await
}

/// `POST /staff/summaries/{summary}/send`
async fn post_send((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let (cx, of) = (signed.cx(&state), key_of(&key)?);
    let done = summary::send(&cx, &of, form.lock).await;
    let party = summary::show(&cx, &of, None).await?.slot.party;
    let words = match party.and_then(|party| party.application) {
        Some(_) => "申出人へ送るものとして記録しました。",
        None => "渡したことを記録しました。",
    };
    answer((&state, &signed, &key), ("send", done, words), form).await
}

/// `POST /staff/summaries/{summary}/consent`
async fn post_consent((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::consent(&signed.cx(&state), &key_of(&key)?, form.lock).await;
    answer((&state, &signed, &key), ("consent", done, "この文の公表を承認しました。"), form).await
}

/// `POST /staff/summaries/{summary}/publish`
async fn post_publish((State(state), signed, Path(key), Form(form)): Asking) -> Result<Response, AppError> {
    let done = summary::publish(&signed.cx(&state), &key_of(&key)?, form.lock).await;
    answer((&state, &signed, &key), ("publish", done, "公表しました。"), form).await
}

/// `GET /staff/follow-ups`
async fn follow_ups(State(state): State<AppState>, signed: Signed) -> Result<Page<FollowUpPage>, AppError> {
    Ok(Page::ok(follow_up_page(&state, &signed, None).await?))
}

async fn follow_up_page(
    state: &AppState,
    signed: &Signed,
    tried: Option<(&str, &str, String)>,
) -> Result<FollowUpPage, AppError> {
    let row = |waiting: Waiting| {
        let origin = waiting.origin;
        let key = origin.slot.as_str().to_owned();
        let mine = tried.as_ref().filter(|(slot, _, _)| *slot == key);
        FollowUpRow {
            theme: origin.theme,
            party: origin.party,
            place: format!("{} {}番目", origin.title, origin.position),
            since: waiting.since,
            applied: waiting.applied,
            text: mine.map_or(waiting.draft, |(_, text, _)| (*text).to_owned()),
            wrong: mine.map(|(_, _, wrong)| wrong.clone()).unwrap_or_default(),
            url: urls::follow_up(&key),
            key,
        }
    };
    let rows = follow_up::waiting(&signed.cx(state)).await?.into_iter().map(row).collect();
    Ok(FollowUpPage { frame: signed.frame(state), rows })
}

/// `POST /staff/follow-ups/{slot}`
async fn post_follow_up(
    State(state): State<AppState>,
    signed: Signed,
    Path(slot): Path<String>,
    Form(form): Form<SummaryForm>,
) -> Result<Response, AppError> {
    let wrong = match follow_up::tell_party(&signed.cx(&state), &key_of(&slot)?, &form.text).await {
        Ok(()) => return Ok(go_with(&state, urls::FOLLOW_UPS, "success", "その後のお知らせを記録しました。")),
        Err(Error::Stale) => {
            return Ok(go_with(&state, urls::FOLLOW_UPS, "warning", "この人には、もう知らせてあります。"));
        }
        Err(Error::Invalid(fields)) => found(fields).sentences(),
        Err(error) => sentence_of(error)?,
    };
    let wrong = wrong.trim_end_matches('。').to_owned();
    let page = follow_up_page(&state, &signed, Some((&slot, &form.text, wrong))).await?;
    Ok(Page::invalid(page).into_response())
}
