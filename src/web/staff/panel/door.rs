//! The doors of terms: list, new, show, quota, call, settle, letters. Candidates, draws, monitors and rewards have their own.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::NaiveDate;
use kocho_domain::{
    access::Permission,
    clock::civil_date,
    era::wareki,
    id::PanelNoticeId,
    localized::Lang,
    panel::{CandidateState, Classes, PanelState},
};
use kocho_service::{
    Cx, Error,
    panel::{self, Listed, PanelForm, PanelView},
    panel_notice,
};
use serde::Deserialize;

use super::{
    PanelLetterView, PanelLettersPage, PanelListPage, PanelMay, PanelNewPage, PanelPage, PanelRow, PanelTyped,
    PanelUrls, QuotaPage,
    matrix::{MatrixView, blocks, classes},
};
use crate::{
    guard::{Signed, go_with},
    page::Page,
    problem::{AppError, office},
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
        dialogue_day::count,
        view::{Errors, Fact, Tone},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PanelManage);
    let act = |act: &str| urls::panel_act("{panel}", act);
    Routes::new(state)
        .get(urls::PANELS, desk, list)
        .get(urls::PANEL_NEW, desk, new)
        .post(urls::PANELS, desk, post_new)
        .get(urls::panel("{panel}"), desk, show)
        .get(act("quota"), desk, quota)
        .post(act("quota"), desk, post_quota)
        .post(act("call"), desk, post_call)
        .post(act("settle"), desk, post_settle)
        .get(act("letters"), desk, letters)
        .post(act("letters"), desk, post_letters)
}

/// The tone of a term's state.
pub(crate) fn tone(state: PanelState) -> Tone {
    match state {
        PanelState::Draft => Tone::Calm,
        PanelState::Called => Tone::Info,
        PanelState::Settled => Tone::Success,
    }
}

/// `GET /staff/panels`
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Page<PanelListPage>, AppError> {
    let row = |one: Listed| PanelRow {
        href: urls::panel(one.panel.key.as_str()),
        term: (one.panel.about.starts_on, one.panel.about.ends_on),
        size: one.panel.about.size,
        active: one.active,
        waiting: one.waiting,
        state: one.panel.state.label(),
        tone: tone(one.panel.state),
        title: one.panel.about.title,
    };
    let rows = panel::list(&signed.cx(&state)).await?.into_iter().map(row).collect();
    Ok(Page::ok(PanelListPage { frame: signed.frame(&state), rows }))
}

/// `GET /staff/panels/new`: as the rule proposes it.
async fn new(State(state): State<AppState>, signed: Signed) -> Result<Page<PanelNewPage>, AppError> {
    let form = panel::proposal(&signed.cx(&state)).await?;
    let day = |on: Option<NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
    let form = PanelTyped {
        title: form.title,
        starts_on: day(form.starts_on),
        ends_on: day(form.ends_on),
        size: form.size.map(|size| size.to_string()).unwrap_or_default(),
        apply_from: day(form.apply_from),
        apply_until: day(form.apply_until),
    };
    Ok(Page::ok(PanelNewPage { frame: signed.frame(&state), form, errors: Errors::default() }))
}

/// `POST /staff/panels`
async fn post_new(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<PanelTyped>,
) -> Result<Response, AppError> {
    let day = |typed: &str| typed.trim().parse::<NaiveDate>().ok();
    let typed = PanelForm {
        title: form.title.clone(),
        starts_on: day(&form.starts_on),
        ends_on: day(&form.ends_on),
        size: count(&form.size),
        apply_from: day(&form.apply_from),
        apply_until: day(&form.apply_until),
    };
    match panel::create(&signed.cx(&state), &typed).await {
        Ok(key) => {
            let to = urls::panel(key.as_str());
            Ok(go_with(&state, &to, "success", "期を作りました。割り当てを確かめて、募集を始めてください。"))
        }
        Err(Error::Invalid(fields)) => {
            let page = PanelNewPage { frame: signed.frame(&state), form, errors: found(fields) };
            Ok(Page::invalid(page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /staff/panels/{panel}`
async fn show(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    Ok(Page::ok(panel_page(&state, &signed, &key, Errors::default()).await?).into_response())
}

/// The page of a term, with what a rule said no to.
pub(crate) async fn panel_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    errors: Errors,
) -> Result<PanelPage, AppError> {
    let cx = signed.cx(state);
    let view = panel::show(&cx, &key_of(key)?).await?;
    let rule = cx.city.rules.panels();
    let small = &view.small;
    let few = small.small.iter().map(|(classes, count)| (rule.words(classes), *count)).collect();
    let states = CandidateState::ALL.iter().filter(|state| view.count(**state) > 0);
    Ok(PanelPage {
        frame: signed.frame(state),
        title: view.panel.about.title.clone(),
        state: view.panel.state.label(),
        tone: tone(view.panel.state),
        facts: facts(&cx, &view),
        tally: states
            .map(|state| (state.label(), view.count(*state), urls::candidates(key, state.code(), "")))
            .collect(),
        matrix: MatrixView::of(rule, &view.matrix, &view.order),
        small: (small.small.len(), small.combinations, small.people, few),
        serving: view.monitors.1,
        chosen: view.count(CandidateState::Chosen),
        letters: view.letters.0,
        letters_back: view.letters.1,
        may: may(&cx, &view),
        version: view.panel.lock,
        errors,
        urls: panel_urls(key),
    })
}

pub(super) fn panel_urls(key: &str) -> PanelUrls {
    let act = |act: &str| urls::panel_act(key, act);
    PanelUrls {
        call: act("call"),
        quota: act("quota"),
        settle: act("settle"),
        appoint: act("appoint"),
        candidates: act("candidates"),
        take_in: act("candidates/new"),
        draw: act("draw"),
        letters: act("letters"),
        monitors: act("monitors"),
        appointments: act("appointments"),
        rewards: act("rewards"),
    }
}

fn facts(cx: &Cx, view: &PanelView) -> Vec<Fact> {
    let about = &view.panel.about;
    let between = |from: NaiveDate, until: NaiveDate| format!("{}～{}", wareki(from), wareki(until));
    let rule = cx.city.rules.panels();
    vec![
        Fact::new("任期", between(about.starts_on, about.ends_on)),
        Fact::new("募集", between(about.apply_from, about.apply_until)),
        Fact::new("定員", format!("{}人", about.size)),
        Fact::new("モニター", format!("{}人（退任を含めて{}人）", view.monitors.1, view.monitors.0)),
        Fact::new(
            "個人情報を消す日",
            format!(
                "候補は選考の{}日後、モニターは任期の{}日後、無記名の調査の宛先は調査の{}日後",
                rule.erase_candidates_days, rule.erase_monitors_days, rule.erase_invitees_days
            ),
        ),
    ]
}

fn may(cx: &Cx, view: &PanelView) -> PanelMay {
    let called = view.panel.state == PanelState::Called;
    let is_over = cx.today() > view.panel.about.apply_until;
    let chosen = view.count(CandidateState::Chosen);
    PanelMay {
        call: view.panel.state == PanelState::Draft,
        quota: view.panel.state != PanelState::Settled,
        take_in: called,
        draw: view.panel.state != PanelState::Draft,
        appoint: chosen > 0,
        settle: called && is_over && chosen == 0 && view.monitors.1 > 0,
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Seen {
    version: i64,
}

/// `POST /staff/panels/{panel}/call`
async fn post_call(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(seen): Form<Seen>,
) -> Result<Response, AppError> {
    let done = panel::call(&signed.cx(&state), &key_of(&key)?, seen.version).await;
    after(&state, &signed, &key, done, "募集を公開し、抽せんの種を封じました。").await
}

/// `POST /staff/panels/{panel}/settle`
async fn post_settle(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Response, AppError> {
    let done = panel::settle(&signed.cx(&state), &key_of(&key)?).await.map(|_| ());
    after(&state, &signed, &key, done, "選考を終えました。選外と補欠の方に知らせます。").await
}

/// Back to the term with what was done, or the page with why it was not.
pub(crate) async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    done: Result<(), Error>,
    words: &str,
) -> Result<Response, AppError> {
    let sentence = match done {
        Ok(()) => return Ok(go_with(state, &urls::panel(key), "success", words)),
        Err(Error::Stale) => {
            "ほかの人が先にこの期を変えました。下は新しい内容です。確かめて、もう一度お試しください。".to_owned()
        }
        Err(error) => sentence_of(error)?,
    };
    Ok(Page::invalid(panel_page(state, signed, key, Errors::one("act", sentence)).await?).into_response())
}

/// `GET /staff/panels/{panel}/quota`
async fn quota(State(state): State<AppState>, signed: Signed, Path(key): Path<String>) -> Result<Response, AppError> {
    Ok(Page::ok(quota_page(&state, &signed, &key, &[], Errors::default()).await?).into_response())
}

async fn quota_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    typed: &[(Classes, String)],
    errors: Errors,
) -> Result<QuotaPage, AppError> {
    let cx = signed.cx(state);
    let view = panel::show(&cx, &key_of(key)?).await?;
    Ok(QuotaPage {
        frame: signed.frame(state),
        title: view.panel.about.title.clone(),
        blocks: blocks(cx.city.rules.panels(), &view.matrix, &view.order, typed),
        version: view.panel.lock,
        errors,
        action: urls::panel_act(key, "quota"),
        back: urls::panel(key),
    })
}

/// `POST /staff/panels/{panel}/quota`
async fn post_quota(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let version = fields.iter().find(|(name, _)| name == "version").and_then(|(_, value)| value.parse().ok());
    let typed: Vec<(Classes, String)> =
        fields.iter().filter_map(|(name, value)| Some((classes(name)?, value.clone()))).collect();
    let cells: Option<Vec<(Classes, u32)>> =
        typed.iter().map(|(classes, value)| Some((classes.clone(), count(value)?))).collect();
    let done = match cells {
        Some(cells) => panel::set_quota(&signed.cx(&state), &key_of(&key)?, version.unwrap_or(-1), &cells).await,
        None => Err(Error::field("quota", "どの欄にも、0以上の数を入れてください。")),
    };
    let sentence = match done {
        Ok(()) => return Ok(go_with(&state, &urls::panel(&key), "success", "割り当てを変えました。")),
        Err(Error::Stale) => {
            "ほかの人が先にこの期を変えました。入力した数は残っています。もう一度お試しください。".to_owned()
        }
        Err(error) => sentence_of(error)?,
    };
    let errors = Errors::one("quota", sentence);
    Ok(Page::invalid(quota_page(&state, &signed, &key, &typed, errors).await?).into_response())
}

/// `GET /staff/panels/{panel}/letters`
async fn letters(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Page<PanelLettersPage>, AppError> {
    let cx = signed.cx(&state);
    let (panel, letters) = panel_notice::letters(&cx, &key_of(&key)?).await?;
    let office = office(&state, Lang::Ja);
    let view = |letter: &panel_notice::PanelLetter| PanelLetterView {
        id: letter.notice.id.0,
        dated_on: civil_date(letter.notice.created_at),
        addressee: letter.addressee.clone(),
        title: letter.title.clone(),
        paragraphs: letter.paragraphs.clone(),
        lang: Lang::from_code(&letter.language).unwrap_or_default().html(),
    };
    Ok(Page::ok(PanelLettersPage {
        frame: signed.frame(&state),
        panel: panel.about.title,
        signature: format!("{}長", cx.city.rules.city().name.ja),
        inquiry: vec![office.name.plain().to_owned(), office.address.plain().to_owned(), office.phone],
        letters: letters.iter().map(view).collect(),
        sent: urls::panel_act(&key, "letters"),
        back: urls::panel(&key),
    }))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Shown {
    shown: Vec<i64>,
}

/// `POST /staff/panels/{panel}/letters`: they were put into the post.
async fn post_letters(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Shown>,
) -> Result<Response, AppError> {
    let shown: Vec<PanelNoticeId> = form.shown.into_iter().map(PanelNoticeId).collect();
    let sent = panel_notice::mark_sent(&signed.cx(&state), &key_of(&key)?, &shown).await?;
    let words = format!("{sent}通の発送を記録しました。");
    Ok(go_with(&state, &urls::panel(&key), "success", &words))
}
