//! The doors of monitors: appointing, the register, one of them, leaving, renewing, letters of appointment.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    era::wareki,
    panel::{Leaving, Person},
    personal::Personal,
    rule::Use,
};
use kocho_service::{
    Cx, Error,
    monitor::{self, AppointmentLetter, MonitorView, MonitorsView},
    stored::{monitor::Monitor, panel::Panel},
};
use serde::Deserialize;

use super::{
    AppointmentView, AppointmentsPage, ContactTyped, ContactView, LeaveTyped, MonitorListPage, MonitorRow,
    MonitorShowPage, MonitorUrls, contact as own_contact,
};
use crate::{
    files::csv_table,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        candidate::{contact, told_row},
        case::door::{key_of, sentence_of},
        filters::day_of,
        panel,
        view::{Choice, Errors, Fact, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PanelManage);
    let of_panel = |act: &str| urls::panel_act("{panel}", act);
    let act_of = |act: &str| urls::monitor_act("{monitor}", act);
    Routes::new(state)
        .post(of_panel("appoint"), desk, post_appoint)
        .get(of_panel("appointments"), desk, appointments)
        .get(of_panel("monitors"), desk, list)
        .post(of_panel("monitors/reveal"), desk, post_reveal)
        .post(of_panel("monitors/csv"), desk, post_csv)
        .get(urls::monitor("{monitor}"), desk, show)
        .get(act_of("appointment"), desk, appointment)
        .post(act_of("contact"), desk, post_contact)
        .post(act_of("person"), desk, own_contact::post)
        .post(act_of("leave"), desk, post_leave)
        .post(act_of("renew"), desk, post_renew)
}

/// `POST /staff/panels/{panel}/appoint`
async fn post_appoint(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let done = monitor::appoint(&signed.cx(&state), &key_of(&key)?).await.map(|_| ());
    panel::after(&state, &signed, &key, done, "委嘱しました。本人に知らせます。委嘱状を印刷できます。").await
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Why {
    reason_code: String,
    reason: String,
}

fn reveal_reasons(cx: &Cx) -> Vec<Choice> {
    cx.city.rules.reasons_for(Use::Reveal).map(|r| Choice::new(&r.code, &r.label)).collect()
}

/// `GET /staff/panels/{panel}/monitors`
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<MonitorListPage>, AppError> {
    let view = monitor::list(&signed.cx(&state), &key_of(&key)?).await?;
    Ok(Page::ok(list_page(&state, &signed, &view, false, Errors::default())))
}

fn list_page(
    state: &AppState,
    signed: &Signed,
    view: &MonitorsView,
    revealed: bool,
    errors: Errors,
) -> MonitorListPage {
    let cx = signed.cx(state);
    let key = view.panel.key.as_str();
    MonitorListPage {
        frame: signed.frame(state),
        panel: view.panel.about.title.clone(),
        back: urls::panel(key),
        rows: view.monitors.iter().map(|one| row(&cx, one, revealed)).collect(),
        revealed,
        reveal_reasons: reveal_reasons(&cx),
        errors,
        reveal: urls::panel_act(key, "monitors/reveal"),
        csv: urls::panel_act(key, "monitors/csv"),
        appointments: urls::panel_act(key, "appointments"),
    }
}

fn row(cx: &Cx, one: &Monitor, revealed: bool) -> MonitorRow {
    let person = one.about.person.reveal();
    let (state, tone) = standing(cx, one);
    let name = match (one.purged_at.is_some(), revealed) {
        (true, _) => "（消去済）".to_owned(),
        (false, true) => person.name.clone(),
        (false, false) => "●●●●".to_owned(),
    };
    let contact = [&person.phone, &person.email, &person.address].into_iter().flatten().filter(|_| revealed);
    MonitorRow {
        href: urls::monitor(one.about.key.as_str()),
        number: one.about.number,
        name,
        contact: contact.cloned().collect(),
        classes: cx.city.rules.panels().words(&one.about.classes),
        way: one.about.way.label(),
        state,
        tone,
        until: one.left.as_ref().map_or(one.about.ends_on, |left| left.on),
    }
}

/// How it is with a monitor today.
fn standing(cx: &Cx, one: &Monitor) -> (&'static str, Tone) {
    if one.left.is_some() {
        ("退任", Tone::Calm)
    } else if one.is_active(cx.today()) {
        ("任期中", Tone::Success)
    } else if cx.today() < one.about.appointed_on {
        ("任期前", Tone::Info)
    } else {
        ("任期満了", Tone::Calm)
    }
}

/// `POST /staff/panels/{panel}/monitors/reveal`
async fn post_reveal(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let panel = key_of(&key)?;
    match monitor::reveal(&cx, &panel, &why.reason_code, &why.reason).await {
        Ok(view) => Ok(Page::ok(list_page(&state, &signed, &view, true, Errors::default())).into_response()),
        Err(error) => refused(&state, &signed, &key, error).await,
    }
}

/// `POST /staff/panels/{panel}/monitors/csv`
async fn post_csv(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    match monitor::csv(&cx, &key_of(&key)?, &why.reason_code, &why.reason).await {
        Ok(bytes) => Ok(csv_table(&format!("monitors-{}.csv", cx.today().format("%Y%m%d")), bytes.into())),
        Err(error) => refused(&state, &signed, &key, error).await,
    }
}

async fn refused(state: &AppState, signed: &Signed, key: &str, error: Error) -> Result<Response, AppError> {
    let view = monitor::list(&signed.cx(state), &key_of(key)?).await?;
    let errors = Errors::one("reveal", sentence_of(error)?);
    Ok(Page::invalid(list_page(state, signed, &view, false, errors)).into_response())
}

/// `GET /staff/panels/monitors/{monitor}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    let page = monitor_page(&state, &signed, &key, Shown::Masked, Errors::default()).await?;
    Ok(Page::ok(page).into_response())
}

/// What a page of a monitor shows beside what it always shows.
pub(super) enum Shown {
    /// No name.
    Masked,
    /// Who it is, to who gave a reason.
    Revealed(Personal<Person>),
    /// What was typed for leaving.
    Leaving(LeaveTyped),
    /// What was typed of name and contact, with what is wrong with it.
    Typed(ContactTyped, Errors),
    /// What was typed while somebody else changed it.
    Overtaken(ContactTyped),
}

pub(super) async fn monitor_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    shown: Shown,
    errors: Errors,
) -> Result<MonitorShowPage, AppError> {
    let cx = signed.cx(state);
    let view = monitor::show(&cx, &key_of(key)?).await?;
    let one = &view.monitor;
    let (revealed, typed, change) = match shown {
        Shown::Masked => (None, LeaveTyped::default(), None),
        Shown::Revealed(person) => {
            let change = ContactView::of(&cx, ContactTyped::of(one), Errors::default());
            (Some(person), LeaveTyped::default(), Some(change))
        }
        Shown::Leaving(typed) => (None, typed, None),
        Shown::Typed(typed, wrong) => (None, LeaveTyped::default(), Some(ContactView::of(&cx, typed, wrong))),
        Shown::Overtaken(typed) => {
            let words = "ほかの人が先に変えました。下は入力した内容で、保存するとほかの人の変更を上書きします";
            let typed = ContactTyped { version: one.lock, ..typed };
            (None, LeaveTyped::default(), Some(ContactView::of(&cx, typed, Errors::one("contact", words))))
        }
    };
    let (words, tone) = standing(&cx, one);
    let act = |act: &str| urls::monitor_act(key, act);
    let gone = one.left.is_some() || one.purged_at.is_some() || cx.today() > one.about.ends_on;
    let leaving = |one: &Leaving| Choice { chosen: typed.reason == one.code(), ..Choice::new(one.code(), one.label()) };
    let follower = view.reserve.as_ref().filter(|_| one.left.is_some()).map(|next| {
        let classes = cx.city.rules.panels().words(&next.about.classes);
        (format!("{}（{classes}）", next.about.number), urls::candidate(next.about.key.as_str()))
    });
    Ok(MonitorShowPage {
        frame: signed.frame(state),
        number: one.about.number,
        panel: view.panel.about.title.clone(),
        back: urls::panel_act(view.panel.key.as_str(), "monitors"),
        state: words,
        tone,
        because: because(&view),
        facts: facts(&cx, &view),
        contact: contact(revealed.as_ref().unwrap_or(&one.about.person).reveal(), revealed.is_some()),
        change: change.filter(|_| one.purged_at.is_none()),
        revealed: revealed.is_some() || one.purged_at.is_some(),
        reveal_reasons: reveal_reasons(&cx),
        may_leave: !gone,
        next: view.next.as_ref().filter(|_| !gone).map(|next| next.about.title.clone()),
        leavings: Leaving::ALL.iter().map(leaving).collect(),
        typed,
        follower,
        notices: view.notices.iter().map(|told| told_row(told, (one.about.way, &one.about.person))).collect(),
        version: one.lock,
        errors,
        urls: MonitorUrls {
            leave: act("leave"),
            renew: act("renew"),
            contact: act("contact"),
            person: act("person"),
            appointment: act("appointment"),
        },
    })
}

fn because(view: &MonitorView) -> String {
    let Some(left) = &view.monitor.left else { return String::new() };
    let mut words = format!("{}　{}", day_of(left.on), left.reason.label());
    if let Some(said) = view.words.as_ref().filter(|said| !said.is_empty()) {
        words += &format!("。{said}");
    }
    words
}

fn facts(cx: &Cx, view: &MonitorView) -> Vec<Fact> {
    let about = &view.monitor.about;
    vec![
        Fact::new("区分", cx.city.rules.panels().words(&about.classes)),
        Fact::new("任期", format!("{}～{}", wareki(about.appointed_on), wareki(about.ends_on))),
        Fact::new("アンケートの受け取り方", about.way.label()),
        Fact::new("個人情報を消す日", wareki(about.purge_on)),
    ]
}

/// `POST /staff/panels/monitors/{monitor}/contact`
async fn post_contact(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(why): Form<Why>,
) -> Result<Response, AppError> {
    match monitor::reveal_one(&signed.cx(&state), &key_of(&key)?, &why.reason_code, &why.reason).await {
        Ok(person) => {
            let shown = Shown::Revealed(person);
            Ok(Page::ok(monitor_page(&state, &signed, &key, shown, Errors::default()).await?).into_response())
        }
        Err(error) => wrong(&state, &signed, &key, LeaveTyped::default(), ("contact", error)).await,
    }
}

/// `POST /staff/panels/monitors/{monitor}/leave`
async fn post_leave(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<LeaveTyped>,
) -> Result<Response, AppError> {
    let monitor = key_of(&key)?;
    let done = match form.on.trim().parse::<NaiveDate>() {
        Ok(on) => {
            let how = (on, form.reason.as_str());
            monitor::leave(&signed.cx(&state), &monitor, form.version, how, &form.words).await
        }
        Err(_) => Err(Error::field("on", "退任の日を入れてください。")),
    };
    match done {
        Ok(()) => Ok(go_with(&state, &urls::monitor(&key), "success", "退任を記録しました。")),
        Err(error) => wrong(&state, &signed, &key, form, ("leave", error)).await,
    }
}

/// `POST /staff/panels/monitors/{monitor}/renew`
async fn post_renew(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    match monitor::renew(&signed.cx(&state), &key_of(&key)?).await {
        Ok(candidate) => {
            let words = "次の期の候補にしました。選考で選出してください。";
            Ok(go_with(&state, &urls::candidate(candidate.as_str()), "success", words))
        }
        Err(error) => wrong(&state, &signed, &key, LeaveTyped::default(), ("renew", error)).await,
    }
}

async fn wrong(
    state: &AppState,
    signed: &Signed,
    key: &str,
    typed: LeaveTyped,
    (field, error): (&'static str, Error),
) -> Result<Response, AppError> {
    let sentence = match error {
        Error::Stale => "ほかの人が先に変えました。下は新しい内容です。確かめて、もう一度お試しください。".to_owned(),
        other => sentence_of(other)?,
    };
    let page = monitor_page(state, signed, key, Shown::Leaving(typed), Errors::one(field, sentence)).await?;
    Ok(Page::invalid(page).into_response())
}

/// `GET /staff/panels/{panel}/appointments`
async fn appointments(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<AppointmentsPage>, AppError> {
    let cx = signed.cx(&state);
    let found = monitor::appointment_letters(&cx, &key_of(&key)?, None).await?;
    Ok(Page::ok(letters_page(&state, &signed, found, urls::panel(&key))))
}

/// `GET /staff/panels/monitors/{monitor}/appointment`
async fn appointment(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<AppointmentsPage>, AppError> {
    let cx = signed.cx(&state);
    let one = key_of(&key)?;
    let panel = monitor::show(&cx, &one).await?.panel.key;
    let found = monitor::appointment_letters(&cx, &panel, Some(&one)).await?;
    Ok(Page::ok(letters_page(&state, &signed, found, urls::monitor(&key))))
}

fn letters_page(
    state: &AppState,
    signed: &Signed,
    (panel, letters): (Panel, Vec<AppointmentLetter>),
    back: String,
) -> AppointmentsPage {
    let cx = signed.cx(state);
    let view = |letter: AppointmentLetter| AppointmentView {
        number: letter.number,
        name: letter.name,
        paragraphs: letter.paragraphs,
        on: letter.on,
    };
    AppointmentsPage {
        frame: signed.frame(state),
        panel: panel.about.title,
        title: cx.city.rules.panels().letter.title.clone(),
        signature: format!("{}長", cx.city.rules.city().name.ja),
        letters: letters.into_iter().map(view).collect(),
        back,
    }
}
