//! Which days is the city hall closed or open against the rule?

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use chrono::{Datelike, NaiveDate};
use kocho_domain::{access::Permission, calendar::weekday_name};
use kocho_service::{
    Error,
    admin::calendar::{self, CalendarView, Exception},
};
use serde::Deserialize;
use validator::Validate;

use super::{day_of, found};
use crate::{
    frame::Frame,
    guard::{self, Signed},
    page::Page,
    problem::AppError,
    routes::{Access, Routes},
    staff::{filters, view::Errors},
    state::AppState,
    urls::staff as urls,
};

/// `GET /staff/admin/calendar?year=2026`
#[derive(Debug, Template)]
#[template(path = "staff/admin/calendar/list.html")]
pub(crate) struct CalendarPage {
    pub(crate) frame: Frame,
    /// 令和8年度
    pub(crate) year: String,
    /// Addresses of the years beside it.
    pub(crate) previous: String,
    pub(crate) next: String,
    /// The city's own exceptions.
    pub(crate) exceptions: Vec<ExceptionRow>,
    /// Holidays and the year's end, by law: shown, not edited.
    pub(crate) holidays: Vec<HolidayRow>,
    pub(crate) form: ExceptionForm,
    pub(crate) errors: Errors,
}

/// A day that the city set.
#[derive(Debug, Clone)]
pub(crate) struct ExceptionRow {
    pub(crate) on: NaiveDate,
    /// 水
    pub(crate) weekday: char,
    /// The last day, when there are several.
    pub(crate) to: Option<NaiveDate>,
    /// Closed; else open though the rule says closed.
    pub(crate) closed: bool,
    pub(crate) reason: String,
    /// Past days stay as they were.
    pub(crate) removable: bool,
}

/// A day that the law closes.
#[derive(Debug, Clone)]
pub(crate) struct HolidayRow {
    pub(crate) on: NaiveDate,
    pub(crate) weekday: char,
    pub(crate) name: &'static str,
}

/// `POST /staff/admin/calendar`
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub(crate) struct ExceptionForm {
    /// ISO date.
    #[validate(length(min = 1, message = "日付を入力してください"))]
    pub(crate) on: String,
    /// `closed` or `open`.
    pub(crate) state: String,
    #[validate(length(min = 1, max = 200, message = "理由を入力してください"))]
    pub(crate) reason: String,
}

/// `POST /staff/admin/calendar/remove`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExceptionRemoveForm {
    /// ISO date.
    pub(crate) on: String,
}

/// The address of the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CalendarQuery {
    /// The fiscal year, by the year in which it begins.
    year: String,
}

/// The doors.
pub(crate) fn routes(state: &AppState) -> Routes {
    let manage = Access::Staff(Permission::RuleManage);
    Routes::new(state).get(urls::CALENDAR, manage, list).post(urls::CALENDAR, manage, post_add).post(
        urls::CALENDAR_REMOVE,
        manage,
        post_remove,
    )
}

async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<CalendarQuery>,
) -> Result<Response, AppError> {
    let view = calendar::year(&signed.cx(&state), query.year.parse().ok()).await?;
    let form = ExceptionForm { state: "closed".into(), ..ExceptionForm::default() };
    Ok(Page::ok(CalendarPage::of(signed.frame(&state), view, form, Errors::default())).into_response())
}

async fn post_add(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<ExceptionForm>,
) -> Result<Response, AppError> {
    let cx = signed.cx(&state);
    let mut errors = form.validate().err().map(Errors::from).unwrap_or_default();
    let on = day_of(&mut errors, "on", &form.on);
    if let Some(on) = on.filter(|_| errors.is_empty()) {
        match calendar::add(&cx, on, form.state != "open", &form.reason).await {
            Ok(()) => return Ok(done(&state, on, "暦を変えました。")),
            Err(Error::Invalid(fields)) => errors = found(fields),
            Err(error) => return Err(error.into()),
        }
    }
    let view = calendar::year(&cx, None).await?;
    Ok(Page::invalid(CalendarPage::of(signed.frame(&state), view, form, errors)).into_response())
}

async fn post_remove(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<ExceptionRemoveForm>,
) -> Result<Response, AppError> {
    let on = form.on.parse().map_err(|_| Error::NotFound)?;
    calendar::remove(&signed.cx(&state), on).await?;
    Ok(done(&state, on, "取り消しました。"))
}

/// Back to the year in which the day lies.
fn done(state: &AppState, on: NaiveDate, words: &str) -> Response {
    guard::go_with(state, &urls::calendar(kocho_domain::era::FiscalYear::of(on).year()), "success", words)
}

impl CalendarPage {
    fn of(frame: Frame, view: CalendarView, form: ExceptionForm, errors: Errors) -> Self {
        let year = view.year.year();
        let holiday = |day: calendar::HolidayView| HolidayRow { on: day.on, weekday: weekday(day.on), name: day.name };
        CalendarPage {
            frame,
            year: view.year.label(),
            previous: urls::calendar(year - 1),
            next: urls::calendar(year + 1),
            exceptions: view.exceptions.into_iter().map(ExceptionRow::of).collect(),
            holidays: view.holidays.into_iter().map(holiday).collect(),
            form,
            errors,
        }
    }
}

impl ExceptionRow {
    fn of(day: Exception) -> Self {
        ExceptionRow {
            on: day.from,
            weekday: weekday(day.from),
            to: (day.to != day.from).then_some(day.to),
            closed: day.closed,
            reason: day.name,
            removable: day.removable,
        }
    }
}

/// 水
fn weekday(on: NaiveDate) -> char {
    weekday_name(on.weekday()).chars().next().unwrap_or_default()
}

#[cfg(test)]
impl CalendarPage {
    /// One closed, one open.
    pub(crate) fn sample() -> Self {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let exception = |on, closed, reason: &str, removable| ExceptionRow {
            on: day(on),
            weekday: weekday(day(on)),
            to: None,
            closed,
            reason: reason.into(),
            removable,
        };
        CalendarPage {
            frame: Frame::staff_sample(),
            year: "令和8年度".into(),
            previous: "/staff/admin/calendar?year=2025".into(),
            next: "/staff/admin/calendar?year=2027".into(),
            exceptions: vec![
                exception("2026-06-15", true, "庁舎の停電工事", false),
                exception("2027-03-28", false, "転入・転出の休日窓口", true),
            ],
            holidays: vec![
                HolidayRow { on: day("2026-04-29"), weekday: '水', name: "昭和の日" },
                HolidayRow { on: day("2026-05-06"), weekday: '水', name: "振替休日" },
                HolidayRow { on: day("2026-09-22"), weekday: '火', name: "国民の休日" },
            ],
            form: ExceptionForm { state: "closed".into(), ..ExceptionForm::default() },
            errors: Errors::default(),
        }
    }
}
