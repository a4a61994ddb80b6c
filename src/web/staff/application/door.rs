//! The doors of applications: the page of one, its contact, its letters. Writing one down is in `new.rs`, deciding in `act.rs`.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use kocho_domain::{
    access::Permission,
    clock::civil_date,
    dialogue::{Applicant, ApplicationState, NoticeBy},
    id::DecisionNoticeId,
    localized::Lang,
    rule::{Use, dialogue::NoticeKind},
};
use kocho_service::{
    Cx,
    application::{self, ApplicationView, Same},
    decision,
};
use serde::Deserialize;

use super::{
    ActTyped, ApplicationHandedPage, ApplicationMay, ApplicationSheetPage, ApplicationShowPage, ApplicationUrls,
    DecisionLetterPage, NoticeRow, SameRow, act, new,
};
use crate::{
    frame::Frame,
    guard::{Signed, go_with},
    page::Page,
    pdf::beside,
    problem::{AppError, office},
    routes::{Access, Routes},
    staff::{
        case::door::{key_of, sentence_of},
        dialogue_day::{application_tone, party_words},
        filters::day_of,
        view::{Choice, Errors, Fact},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::DialogueManage);
    let act_of = |act: &str| urls::application_act("{application}", act);
    let routes = Routes::new(state)
        .get(urls::APPLICATION_NEW, desk, new::show)
        .post(urls::APPLICATION_NEW, desk, new::post)
        .get(urls::application("{application}"), desk, show)
        .get(act_of("receipt"), desk, handed)
        .post(act_of("contact"), desk, post_contact)
        .post(act_of("sheet"), desk, post_sheet)
        .post(act_of("accept"), desk, act::post_accept)
        .post(act_of("decline"), desk, act::post_decline)
        .post(act_of("wait"), desk, act::post_wait)
        .post(act_of("day"), desk, act::post_day)
        .post(act_of("cancel"), desk, act::post_cancel)
        .get(urls::decision_letter("{decision}"), desk, letter)
        .post(urls::decision_sent("{decision}"), desk, post_sent);
    #[cfg(feature = "pdf")]
    let routes = routes.get(urls::decision_pdf("{decision}"), desk, super::pdf::file);
    routes
}

/// `GET /staff/dialogues/applications/{application}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let page = application_page(&state, &signed, &key, (ActTyped::default(), None), Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// The page of an application, with what was typed wrongly, or with its contact.
pub(super) async fn application_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    (typed, revealed): (ActTyped, Option<&Applicant>),
    errors: Errors,
) -> Result<ApplicationShowPage, AppError> {
    let cx = signed.cx(state);
    let view = application::show(&cx, &key_of(key)?).await?;
    let one = &view.application;
    let standing = &one.standing;
    let act = |act: &str| urls::application_act(key, act);
    let state_words = match standing.waiting_place {
        Some(place) => format!("{} {place}番", standing.state.label()),
        None => standing.state.label().to_owned(),
    };
    Ok(ApplicationShowPage {
        frame: signed.frame(state),
        number: one.about.number.to_string(),
        state: state_words,
        tone: application_tone(standing.state),
        theme: one.about.theme.clone(),
        detail: one.about.detail.clone(),
        facts: facts(&cx, &view),
        contact: contact(&view, revealed),
        revealed: revealed.is_some(),
        erased_at: one.purged_at,
        reveal_reasons: cx.city.rules.reasons_for(Use::Reveal).map(|r| Choice::new(&r.code, &r.label)).collect(),
        day: view.day.as_ref().map(|day| {
            let words = format!("{}　{}", day_of(day.about.held_on), day.about.title);
            (words, urls::dialogue_day(day.key.as_str()))
        }),
        same: view.same.iter().map(same_row).collect(),
        second: view.second_to().map(|same| same.application.about.number.to_string()),
        slots: slots(&view, &typed),
        days: if standing.state == ApplicationState::Received { days(&view, &typed) } else { Vec::new() },
        reasons: reasons(&cx, &typed),
        because: because(&cx, &view),
        notices: view.notices.iter().map(|notice| notice_row(notice, one)).collect(),
        may: if one.purged_at.is_some() { ApplicationMay::default() } else { may(standing.state) },
        version: one.lock,
        typed,
        errors,
        urls: ApplicationUrls {
            accept: act("accept"),
            decline: act("decline"),
            wait: act("wait"),
            day: act("day"),
            cancel: act("cancel"),
            contact: act("contact"),
            receipt: act("receipt"),
            sheet: act("sheet"),
        },
    })
}

fn may(state: ApplicationState) -> ApplicationMay {
    let holds = state.holds_the_day();
    ApplicationMay {
        accept: holds,
        moves: state == ApplicationState::Accepted,
        wait: matches!(state, ApplicationState::Received | ApplicationState::Chosen),
        decline: holds,
        cancel: holds,
    }
}

fn facts(cx: &Cx, view: &ApplicationView) -> Vec<Fact> {
    let about = &view.application.about;
    let dialogues = cx.city.rules.dialogues();
    let series = dialogues.series(&about.series).map_or(about.series.clone(), |series| series.label.ja.clone());
    let relations = &cx.city.rules.city().relations;
    let relation = about.relation.as_ref().and_then(|code| relations.iter().find(|r| r.code == *code));
    let mut needs: Vec<&str> = about.needs.iter().map(|need| need.label()).collect();
    needs.extend((!about.needs_note.is_empty()).then_some(about.needs_note.as_str()));
    let slot = view.slot.as_ref().map(|slot| slot.period.to_string()).unwrap_or_default();
    [
        ("対話", series),
        ("枠", slot),
        ("申込者", format!("{} {}", about.group_name, party_words(about.party_kind, about.people)).trim().to_owned()),
        ("市との関わり", relation.map(|r| r.label.ja.clone()).unwrap_or_default()),
        ("希望", about.wishes.clone()),
        ("必要なもの", needs.join("・")),
        ("受付", format!("{}　{}", day_of(about.received_on), about.channel.label())),
        ("通知", about.notice_by.label().to_owned()),
        ("ことば", if about.language == "ja" { String::new() } else { about.language.clone() }),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| Fact::new(label, value))
    .collect()
}

/// Name and contact; dots until a reason was given.
fn contact(view: &ApplicationView, revealed: Option<&Applicant>) -> Vec<Fact> {
    let applicant = view.application.about.applicant.reveal();
    let shown = |value: &str| if revealed.is_some() { value.to_owned() } else { "●●●●".to_owned() };
    [
        ("氏名", Some(applicant.name.as_str())),
        ("電話", applicant.phone.as_deref()),
        ("メール", applicant.email.as_deref()),
        ("住所", applicant.address.as_deref()),
        ("連絡の注意", applicant.reach_note.as_deref()),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(Fact::new(label, shown(value.filter(|value| !value.is_empty())?))))
    .collect()
}

fn same_row(same: &Same) -> SameRow {
    let about = &same.application.about;
    let shared: Vec<&str> = same.shared.iter().map(|shared| shared.label()).collect();
    SameRow {
        href: urls::application(about.key.as_str()),
        number: about.number.to_string(),
        received_on: about.received_on,
        theme: about.theme.clone(),
        shared: format!("{}が同じ", shared.join("・")),
        state: same.application.standing.state.label(),
        tone: application_tone(same.application.standing.state),
        counts: same.counts,
    }
}

/// Free slots of the announced days, those of its own day first.
fn slots(view: &ApplicationView, typed: &ActTyped) -> Vec<Choice> {
    let own = view.day.as_ref().map(|day| day.id);
    let mut days: Vec<_> =
        view.free.iter().filter(|(day, _)| day.state == kocho_domain::dialogue::DayState::Announced).collect();
    days.sort_by_key(|(day, _)| (Some(day.id) != own, day.about.held_on));
    let all = days.into_iter().flat_map(|(day, slots)| slots.iter().map(move |slot| (day, slot)));
    let choice = |(at, (day, slot)): (
        usize,
        (&kocho_service::stored::dialogue_day::Day, &kocho_service::stored::slot::Slot),
    )| {
        let evening = if slot.evening { "（夜間）" } else { "" };
        let chosen = if typed.slot.is_empty() { at == 0 } else { typed.slot == slot.key.as_str() };
        let label = format!("{} {}{evening}", day_of(day.about.held_on), slot.period);
        Choice { chosen, ..Choice::new(slot.key.as_str(), label) }
    };
    all.enumerate().map(choice).collect()
}

/// Announced days of the series other than its own, onto which it can be put.
fn days(view: &ApplicationView, typed: &ActTyped) -> Vec<Choice> {
    let own = view.application.about.day;
    let announced = |day: &kocho_service::stored::dialogue_day::Day| {
        day.state == kocho_domain::dialogue::DayState::Announced
            && day.about.series == view.application.about.series
            && Some(day.id) != own
    };
    let days = view.free.iter().map(|(day, _)| day).filter(|day| announced(day));
    let choice = |day: &kocho_service::stored::dialogue_day::Day| {
        let key = day.key.as_str();
        let label = format!("{}　{}", day_of(day.about.held_on), day.about.title);
        Choice { chosen: typed.day == key, ..Choice::new(key, label) }
    };
    days.map(choice).collect()
}

fn reasons(cx: &Cx, typed: &ActTyped) -> Vec<Choice> {
    let all = cx.city.rules.dialogues().reasons.iter();
    all.map(|r| Choice { chosen: r.code == typed.reason, ..Choice::new(&r.code, &r.label) }).collect()
}

fn because(cx: &Cx, view: &ApplicationView) -> String {
    let reason = view.application.standing.reason.as_deref().and_then(|code| cx.city.rules.dialogues().reason(code));
    let label = reason.map(|reason| reason.label.clone()).unwrap_or_default();
    [label, view.words.clone().unwrap_or_default()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join("。")
}

fn notice_row(
    notice: &kocho_service::stored::decision_notice::Notice,
    one: &kocho_service::stored::application::Application,
) -> NoticeRow {
    NoticeRow {
        came_back: decision::came_back(notice, one),
        what: NoticeKind::label(&notice.told.code),
        medium: notice.told.medium.label(),
        at: notice.created_at,
        sent_at: notice.sent_at,
        body: notice.told.body.clone(),
        letter: (notice.told.medium == NoticeBy::Letter).then(|| urls::decision_letter(notice.id)),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason_code: String,
    reason: String,
}

/// `POST /staff/dialogues/applications/{application}/contact`
async fn post_contact(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    let opened = application::reveal(&signed.cx(&state), &key_of(&key)?, &why.reason_code, &why.reason).await;
    match opened {
        Ok(found) => {
            let shown = (ActTyped::default(), Some(found.applicant.reveal()));
            let page = application_page(&state, &signed, &key, shown, Errors::default()).await?;
            Ok(Page::ok(page).into_response())
        }
        Err(error) => not_opened(&state, &signed, &key, error).await,
    }
}

/// The page of an application whose contact stays closed, with why.
async fn not_opened(
    state: &AppState,
    signed: &Signed,
    key: &str,
    error: kocho_service::Error,
) -> Result<Response, AppError> {
    let errors = Errors::one("contact", sentence_of(error)?);
    let page = application_page(state, signed, key, (ActTyped::default(), None), errors).await?;
    Ok(Page::invalid(page).into_response())
}

/// `POST /staff/dialogues/applications/{application}/sheet`: 受付票. It names the applicant, so that a reason is asked for as for
/// the contact.
async fn post_sheet(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    let (cx, of) = (signed.cx(&state), key_of(&key)?);
    let found = match application::reveal(&cx, &of, &why.reason_code, &why.reason).await {
        Ok(found) => found,
        Err(error) => return not_opened(&state, &signed, &key, error).await,
    };
    let view = application::show(&cx, &of).await?;
    Ok(Page::ok(sheet(signed.frame(&state), &cx, &view, found.applicant.reveal())).into_response())
}

fn sheet(frame: Frame, cx: &Cx, view: &ApplicationView, applicant: &Applicant) -> ApplicationSheetPage {
    let about = &view.application.about;
    let series = cx.city.rules.dialogues().series(&about.series);
    let decided = view.application.standing.decided.is_some();
    let decision = [view.application.standing.state.label().to_owned(), because(cx, view)];
    let day = view.day.as_ref().map(|day| {
        let time = view.slot.as_ref().map(|slot| format!(" {}", slot.period)).unwrap_or_default();
        format!("{}{time}　{}", day_of(day.about.held_on), day.about.venue)
    });
    let mut told = facts(cx, view);
    let wished = view.day.as_ref().map_or_else(|| "指定なし".to_owned(), |day| day_of(day.about.held_on));
    told.push(Fact::new("申込みの日", wished));
    ApplicationSheetPage {
        frame,
        printed_on: cx.today(),
        title: format!("{}受付票", series.map_or(about.series.as_str(), |series| series.label.ja.as_str())),
        form: series.map(|series| series.form.clone()).unwrap_or_default(),
        number: about.number.to_string(),
        contact: contact(view, Some(applicant)),
        facts: told,
        theme: about.theme.clone(),
        detail: about.detail.clone(),
        decision: if decided { decision.join("　").trim_end().to_owned() } else { String::new() },
        day: day.unwrap_or_default(),
        back: urls::application(about.key.as_str()),
    }
}

/// `GET /staff/dialogues/applications/{application}/receipt`
async fn handed(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<ApplicationHandedPage>, AppError> {
    let handed = application::handed(&signed.cx(&state), &key_of(&key)?).await?;
    let lang = Lang::from_code(&handed.language).unwrap_or_default();
    let path = format!("{}{}", lang.prefix(), crate::urls::public::DIALOGUE_STATUS);
    Ok(Page::ok(ApplicationHandedPage {
        frame: signed.frame(&state),
        number: handed.number.to_string(),
        secret: handed.secret.map(|secret| secret.to_string()),
        status_url: format!("{}{path}", state.house.public_url),
        href: urls::application(&key),
    }))
}

/// `GET /staff/dialogues/notices/{decision}`
async fn letter(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Page<DecisionLetterPage>, AppError> {
    Ok(Page::ok(letter_page(&state, &signed, id).await?))
}

pub(super) async fn letter_page(state: &AppState, signed: &Signed, id: i64) -> Result<DecisionLetterPage, AppError> {
    let cx = signed.cx(state);
    let letter = decision::letter(&cx, DecisionNoticeId(id)).await?;
    let lang = Lang::from_code(&letter.language).unwrap_or_default();
    let office = office(state, lang);
    Ok(DecisionLetterPage {
        frame: signed.frame(state),
        dated_on: civil_date(letter.notice.created_at),
        addressee: letter.addressee,
        signature: format!("{}長", cx.city.rules.city().name.ja),
        title: letter.title,
        paragraphs: letter.paragraphs,
        inquiry: vec![office.name.plain().to_owned(), office.address.plain().to_owned(), office.phone],
        lang: lang.html(),
        pdf: beside(urls::decision_pdf(id)),
        back: urls::application(letter.application.as_str()),
    })
}

/// `POST /staff/dialogues/notices/{decision}/sent`
async fn post_sent(State(state): State<AppState>, signed: Signed, Path(id): Path<i64>) -> Result<Response, AppError> {
    let key = decision::mark_sent(&signed.cx(&state), DecisionNoticeId(id)).await?;
    Ok(go_with(&state, &urls::application(key.as_str()), "success", "発送を記録しました。"))
}
