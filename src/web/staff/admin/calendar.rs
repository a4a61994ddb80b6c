//! Which days is the city hall closed or open against the rule?

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::{
    frame::Frame,
    staff::{filters, view::Errors},
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
    pub(crate) weekday: &'static str,
    /// Closed; else open though the rule says closed.
    pub(crate) closed: bool,
    pub(crate) reason: String,
    pub(crate) by: String,
    /// Past days stay as they were.
    pub(crate) removable: bool,
}

/// A day that the law closes.
#[derive(Debug, Clone)]
pub(crate) struct HolidayRow {
    pub(crate) on: NaiveDate,
    pub(crate) weekday: &'static str,
    pub(crate) name: String,
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

#[cfg(test)]
impl CalendarPage {
    /// One closed, one open.
    pub(crate) fn sample() -> Self {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let exception = |on, weekday, closed, reason: &str, removable| ExceptionRow {
            on: day(on),
            weekday,
            closed,
            reason: reason.into(),
            by: "システム管理者".into(),
            removable,
        };
        CalendarPage {
            frame: Frame::staff_sample(),
            year: "令和8年度".into(),
            previous: "/staff/admin/calendar?year=2025".into(),
            next: "/staff/admin/calendar?year=2027".into(),
            exceptions: vec![
                exception("2026-06-15", "月", true, "庁舎の停電工事", false),
                exception("2027-03-28", "日", false, "転入・転出の休日窓口", true),
            ],
            holidays: vec![
                HolidayRow { on: day("2026-04-29"), weekday: "水", name: "昭和の日".into() },
                HolidayRow { on: day("2026-05-06"), weekday: "水", name: "振替休日".into() },
                HolidayRow { on: day("2026-09-22"), weekday: "火", name: "国民の休日".into() },
            ],
            form: ExceptionForm { state: "closed".into(), ..ExceptionForm::default() },
            errors: Errors::default(),
        }
    }
}
