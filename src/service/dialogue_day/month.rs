//! 毎月くり返す: the days of the coming months as drafts; a closed day moves to the next open one, and a day that is there is
//! not made twice.

use chrono::NaiveDate;
use kocho_domain::{
    id::PublicKey,
    story::{AuditEvent, Story},
};
use kocho_store::dialogue_day::{self, About};

use super::{desk, insert, series, titled};
use crate::{Cx, Error};

/// The most months at once.
const MOST: u32 = 12;

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The days.
    pub days: Vec<PublicKey>,
    /// Those that moved, because the city hall is closed: from, to.
    pub moved: Vec<(NaiveDate, NaiveDate)>,
    /// Those that were there.
    pub there: Vec<NaiveDate>,
}

/// Makes the days of the next months as drafts with their usual slots.
///
/// # Errors
/// [`Error::Invalid`] for `series` when it has no day of the month, for `months` out of 1 to 12; [`Error::Denied`].
pub async fn create_monthly(cx: &Cx, code: &str, months: u32) -> Result<Made, Error> {
    desk(cx)?;
    let series = series(cx, code)?;
    let Some(monthly) = series.monthly else {
        return Err(Error::field("series", "この対話には、毎月の曜日が決まっていません。1日ずつ作ってください。"));
    };
    if !(1..=MOST).contains(&months) {
        return Err(Error::field("months", "1か月から12か月までで選んでください。"));
    }
    let days = monthly.days(cx.today(), months, cx.city.rules.calendar());
    let mut tx = cx.begin().await?;
    let dates: Vec<NaiveDate> = days.iter().map(|(_, held)| *held).collect();
    let there = dialogue_day::on_dates(&tx, code, &dates).await?;
    let mut made = Made { there: there.clone(), ..Made::default() };
    let mut story = Story::audit(AuditEvent::new("dialogue_months_made", "dialogue_day", None).with("series", code));
    for (wanted, held_on) in days.into_iter().filter(|(_, held)| !there.contains(held)) {
        let period = series.asks_to_apply().then(|| series.application_period(held_on));
        let about = About {
            series: series.code.clone(),
            title: titled(series, held_on),
            held_on,
            venue: series.venue.clone(),
            attendees: series.attendees.clone(),
            capacity: 0,
            apply_from: period.map(|period| period.0),
            apply_until: period.map(|period| period.1),
        };
        let (key, event) = insert(cx, &mut tx, &about, true).await?;
        story = story.and(event);
        made.days.push(key);
        if wanted != held_on {
            made.moved.push((wanted, held_on));
        }
    }
    tx.commit(story).await?;
    Ok(made)
}
