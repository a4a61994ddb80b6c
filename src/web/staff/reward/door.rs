//! The doors of rewards.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{Form, Query};
use kocho_domain::{access::Permission, clock::civil_date, era::FiscalYear, rule::Use};
use kocho_service::{
    Error,
    reward::{self, Ledger},
};
use serde::Deserialize;

use super::{EnterTyped, RewardPage, RewardReceiptsPage, RewardRow, RewardUrls};
use crate::{
    files::csv_table,
    guard::{Signed, go_with},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{
        admin::found,
        case::door::{key_of, sentence_of},
        view::{Choice, Errors},
    },
    state::AppState,
    urls::staff as urls,
};

/// The doors: of the desk.
pub(crate) fn routes(state: &AppState) -> Routes {
    let desk = Access::Staff(Permission::PanelManage);
    let act = |act: &str| urls::panel_act("{panel}", act);
    Routes::new(state)
        .get(act("rewards"), desk, show)
        .post(act("rewards/enter"), desk, post_enter)
        .post(act("rewards/close"), desk, post_close)
        .post(act("rewards/receipt"), desk, post_receipt)
        .get(act("rewards/receipts"), desk, receipts)
        .post(act("rewards/csv"), desk, post_csv)
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Of {
    year: Option<i32>,
}

/// Years that the calendar of eras knows; another one is this year.
fn of(year: Option<i32>) -> Option<i32> {
    year.filter(|year| (1990..=2200).contains(year))
}

/// `GET /staff/panels/{panel}/rewards`
async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(asked): Query<Of>,
) -> Result<Response, AppError> {
    let how = (asked.year, EnterTyped::default(), Errors::default());
    Ok(Page::ok(reward_page(&state, &signed, &key, how).await?).into_response())
}

async fn reward_page(
    state: &AppState,
    signed: &Signed,
    key: &str,
    (year, typed, errors): (Option<i32>, EnterTyped, Errors),
) -> Result<RewardPage, AppError> {
    let cx = signed.cx(state);
    let ledger = reward::ledger(&cx, &key_of(key)?, of(year)).await?;
    let rule = cx.city.rules.panels();
    let act = |act: &str| urls::panel_act(key, act);
    let about = &ledger.panel.about;
    let years = FiscalYear::of(about.starts_on).year()..=FiscalYear::of(about.ends_on).year();
    let others = years.filter(|year| *year != ledger.year.year());
    let row = |row: &reward::LedgerRow| RewardRow {
        href: urls::monitor(row.monitor.about.key.as_str()),
        number: row.monitor.about.number,
        answers: row.answers,
        amount: row.amount,
        capped: row.capped,
        received_on: row.received_on,
    };
    Ok(RewardPage {
        frame: signed.frame(state),
        panel: about.title.clone(),
        back: urls::panel(key),
        year: ledger.year.label(),
        year_number: ledger.year.year(),
        years: others.map(|year| (FiscalYear::starting(year).label(), urls::rewards(key, year))).collect(),
        per_answer: rule.reward_per_answer,
        cap: rule.reward_cap,
        surveys: ledger.surveys.clone(),
        rows: ledger.rows.iter().map(row).collect(),
        total: ledger.total(),
        closed: ledger.closed.as_ref().map(|closed| civil_date(closed.closed.1)),
        typed,
        reveal_reasons: cx.city.rules.reasons_for(Use::Reveal).map(|r| Choice::new(&r.code, &r.label)).collect(),
        errors,
        urls: RewardUrls {
            enter: act("rewards/enter"),
            close: act("rewards/close"),
            receipt: act("rewards/receipt"),
            receipts: format!("{}?year={}", act("rewards/receipts"), ledger.year.year()),
            csv: act("rewards/csv"),
        },
    })
}

/// `POST /staff/panels/{panel}/rewards/enter`
async fn post_enter(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<EnterTyped>,
) -> Result<Response, AppError> {
    let errors = match reward::enter(&signed.cx(&state), &key_of(&key)?, &form.title, &form.numbers).await {
        Ok(count) => {
            let words = format!("{count}人の謝礼を記録しました。");
            return Ok(go_with(&state, &urls::panel_act(&key, "rewards"), "success", &words));
        }
        Err(Error::Invalid(fields)) => found(fields),
        Err(error) => Errors::one("act", sentence_of(error)?),
    };
    let page = reward_page(&state, &signed, &key, (None, form, errors)).await?;
    Ok(Page::invalid(page).into_response())
}

/// What an act on a year sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    year: i32,
    number: u32,
    reason_code: String,
    reason: String,
}

/// `POST /staff/panels/{panel}/rewards/close`
async fn post_close(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let panel = key_of(&key)?;
    let done = match of(Some(form.year)) {
        Some(year) => reward::close(&signed.cx(&state), &panel, year).await,
        None => Err(Error::field("act", "年度を確かめてください。")),
    };
    after(&state, &signed, &key, (form.year, done), "年度を締めました。受領書と会計に渡すCSVを作れます。").await
}

/// `POST /staff/panels/{panel}/rewards/receipt`
async fn post_receipt(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let panel = key_of(&key)?;
    let done = match of(Some(form.year)) {
        Some(year) => reward::note_receipt(&signed.cx(&state), &panel, form.number, year).await,
        None => Err(Error::field("act", "年度を確かめてください。")),
    };
    let words = format!("{}番の受領を記録しました。", form.number);
    after(&state, &signed, &key, (form.year, done), &words).await
}

async fn after(
    state: &AppState,
    signed: &Signed,
    key: &str,
    (year, done): (i32, Result<(), Error>),
    words: &str,
) -> Result<Response, AppError> {
    let sentence = match done {
        Ok(()) => return Ok(go_with(state, &urls::rewards(key, year), "success", words)),
        Err(Error::Stale) => "もう記録してあります。".to_owned(),
        Err(error) => sentence_of(error)?,
    };
    let how = (Some(year), EnterTyped::default(), Errors::one("act", sentence));
    Ok(Page::invalid(reward_page(state, signed, key, how).await?).into_response())
}

/// `GET /staff/panels/{panel}/rewards/receipts`
async fn receipts(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Query(asked): Query<Of>,
) -> Result<Page<RewardReceiptsPage>, AppError> {
    let cx = signed.cx(&state);
    let panel = key_of(&key)?;
    let year = of(asked.year).unwrap_or_else(|| FiscalYear::of(cx.today()).year());
    let (ledger, missing) = match reward::receipts(&cx, &panel, year).await {
        Ok(ledger) => (ledger, String::new()),
        Err(error) => {
            let mut ledger = reward::ledger(&cx, &panel, Some(year)).await?;
            ledger.rows.clear();
            (ledger, sentence_of(error)?)
        }
    };
    Ok(Page::ok(RewardReceiptsPage {
        frame: signed.frame(&state),
        to: format!("{}長", cx.city.rules.city().name.ja),
        year: ledger.year.label(),
        receipts: receipt_rows(&ledger),
        missing,
        back: urls::rewards(&key, year),
        panel: ledger.panel.about.title,
    }))
}

fn receipt_rows(ledger: &Ledger) -> Vec<(u32, String, usize, u32)> {
    let row = |row: &reward::LedgerRow| {
        let about = &row.monitor.about;
        (about.number, about.person.reveal().name.clone(), row.answers, row.amount)
    };
    ledger.rows.iter().filter(|row| row.amount > 0).map(row).collect()
}

/// `POST /staff/panels/{panel}/rewards/csv`
async fn post_csv(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let panel = key_of(&key)?;
    let why = (form.reason_code.as_str(), form.reason.as_str());
    let done = match of(Some(form.year)) {
        Some(year) => reward::csv(&cx, &panel, year, why).await,
        None => Err(Error::field("csv", "年度を確かめてください。")),
    };
    match done {
        Ok(bytes) => Ok(csv_table(&format!("rewards-{}.csv", form.year), bytes.into())),
        Err(error) => {
            let how = (Some(form.year), EnterTyped::default(), Errors::one("csv", sentence_of(error)?));
            Ok(Page::invalid(reward_page(&state, &signed, &key, how).await?).into_response())
        }
    }
}
