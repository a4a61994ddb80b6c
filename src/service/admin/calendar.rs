//! On which days is the city hall closed or open against the rule? Each change is a new version of the calendar rule.

use chrono::{Datelike, Days, NaiveDate};
use kocho_domain::{
    access::Permission,
    calendar::{Calendar, Closed, Closure, weekday_name},
    era::FiscalYear,
    rule::{RuleKind, check::write, hours::OfficeCalendar},
    story::Story,
};
use serde::{Deserialize, Serialize};

use super::{allow, filled, rule, sensible};
use crate::{Cx, Error};

/// The calendar of a fiscal year.
#[derive(Debug, Clone)]
pub struct CalendarView {
    /// Which.
    pub year: FiscalYear,
    /// The city's own exceptions.
    pub exceptions: Vec<Exception>,
    /// National holidays: shown, not edited.
    pub holidays: Vec<HolidayView>,
}

/// What the city set against the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// First day.
    pub from: NaiveDate,
    /// Last day; the same for one day.
    pub to: NaiveDate,
    /// Closed; else open though the rule says closed.
    pub closed: bool,
    /// What residents read of a closure; empty for an open day.
    pub name: String,
    /// It lies ahead: past days stay as they were.
    pub removable: bool,
}

/// A day that the law closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayView {
    /// The day.
    pub on: NaiveDate,
    /// 水曜日
    pub weekday: &'static str,
    /// 昭和の日
    pub name: &'static str,
}

/// The written form of a calendar, as far as exceptions go; everything else is carried along.
#[derive(Serialize, Deserialize)]
struct Written {
    open_days: Vec<NaiveDate>,
    closures: Vec<Closure>,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

impl Written {
    fn of(calendar: &Calendar) -> Result<Self, Error> {
        serde_json::to_value(calendar).and_then(serde_json::from_value).map_err(|e| Error::Internal(e.to_string()))
    }
}

/// All exceptions, by day.
pub(super) fn exceptions(cx: &Cx) -> Vec<Exception> {
    let Ok(written) = Written::of(cx.city.rules.calendar()) else { return Vec::new() };
    let closed = written.closures.into_iter().map(|c| (c.from, c.to, true, c.name));
    let open = written.open_days.into_iter().map(|day| (day, day, false, String::new()));
    let exception = |(from, to, closed, name)| Exception { from, to, closed, name, removable: from > cx.today() };
    let mut all: Vec<Exception> = closed.chain(open).map(exception).collect();
    all.sort_by_key(|exception| exception.from);
    all
}

/// The calendar of a fiscal year (this one when none is given).
///
/// # Errors
/// [`Error::Denied`] without the right; [`Error::NotFound`] for a year without holidays in the tables.
pub async fn year(cx: &Cx, starting: Option<i32>) -> Result<CalendarView, Error> {
    allow(cx, Permission::RuleManage)?;
    let starting = starting.unwrap_or_else(|| FiscalYear::of(cx.today()).year());
    if !(1950..=2200).contains(&starting) {
        return Err(Error::NotFound);
    }
    let year = FiscalYear::starting(starting);
    let days = year.range();
    let holiday = |on: NaiveDate| {
        let name = kocho_domain::calendar::holiday_name(on)?;
        Some(HolidayView { on, weekday: weekday_name(on.weekday()), name })
    };
    let exceptions = exceptions(cx).into_iter().filter(|e| e.from <= *days.end() && e.to >= *days.start()).collect();
    Ok(CalendarView {
        year,
        exceptions,
        holidays: days.start().iter_days().take_while(|day| day <= days.end()).filter_map(holiday).collect(),
    })
}

/// Closes or opens a day that lies ahead. For an open day the reason stands in the audit only.
///
/// # Errors
/// [`Error::Invalid`] for `on` (past, or as it is anyway) and `reason`.
pub async fn add(cx: &Cx, on: NaiveDate, closed: bool, reason: &str) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let reason = filled("reason", reason, 200)?;
    let on = ahead(cx, sensible("on", on)?)?;
    let calendar = cx.city.rules.calendar();
    match (closed, calendar.closed_because(on)) {
        (true, Some(because)) => Err(Error::field("on", format!("この日はもう閉庁です（{because}）。"))),
        (false, None) => Err(Error::field("on", "この日はもう開庁日です。")),
        (false, Some(Closed::Extra(name))) => {
            Err(Error::field("on", format!("この日は臨時の閉庁（{name}）です。先にそれを取り消してください。")))
        }
        (true, None) => {
            change(cx, &reason, |written| written.closures.push(Closure { from: on, to: on, name: reason.clone() }))
                .await
        }
        (false, Some(_)) => change(cx, &reason, |written| written.open_days.push(on)).await,
    }
}

/// Takes an exception back that lies ahead.
///
/// # Errors
/// [`Error::NotFound`] when there is none on this day, [`Error::Invalid`] for `on` when it has begun.
pub async fn remove(cx: &Cx, on: NaiveDate) -> Result<(), Error> {
    allow(cx, Permission::RuleManage)?;
    let exception = exceptions(cx).into_iter().find(|e| e.from == on).ok_or(Error::NotFound)?;
    ahead(cx, exception.from)?;
    change(cx, "", |written| {
        if exception.closed {
            written.closures.retain(|c| c.from != on);
        } else {
            written.open_days.retain(|day| *day != on);
        }
    })
    .await
}

/// Deadlines of the past were counted with the days as they were.
fn ahead(cx: &Cx, on: NaiveDate) -> Result<NaiveDate, Error> {
    let tomorrow = cx.today() + Days::new(1);
    if on < tomorrow {
        Err(Error::field("on", "明日より後の日にしてください。過ぎた日は変えられません。"))
    } else {
        Ok(on)
    }
}

/// Writes the calendar anew, in force from today.
async fn change(cx: &Cx, reason: &str, edit: impl FnOnce(&mut Written)) -> Result<(), Error> {
    let wrong = |error: String| Error::Internal(format!("calendar: {error}"));
    let mut written = Written::of(cx.city.rules.calendar())?;
    edit(&mut written);
    let value = serde_json::to_value(written).map_err(|e| wrong(e.to_string()))?;
    let calendar: Calendar = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
    let document = OfficeCalendar { calendar, office_hours: cx.city.rules.office_hours() };
    let text = write(&document).map_err(|e| wrong(e.to_string()))?;
    let mut tx = cx.begin().await?;
    let version = rule::add_version(cx, &mut tx, RuleKind::Calendar, &text, cx.today()).await?;
    tx.commit(Story::audit(rule::changed(RuleKind::Calendar, version, cx.today()).saying(reason))).await?;
    cx.house.refresh().await
}

#[cfg(test)]
mod tests {
    use kocho_domain::calendar::Calendar;

    use super::Written;

    #[test]
    fn a_calendar_comes_back_with_its_exceptions() {
        let mut written = Written::of(&Calendar::default()).unwrap();
        let day = "2026-10-14".parse().unwrap();
        written.closures.push(kocho_domain::calendar::Closure { from: day, to: day, name: "停電工事".into() });
        let calendar: Calendar = serde_json::from_value(serde_json::to_value(written).unwrap()).unwrap();
        assert!(!calendar.is_open(day));
        assert!(!calendar.is_open("2026-12-29".parse().unwrap()));
    }
}
