//! 対話の日: making days (one, or those of the coming months), changing, announcing, calling off. What hangs on a day is never
//! lost with it.

mod change;
mod month;
mod moving;
mod show;

use chrono::NaiveDate;
use kocho_domain::{
    access::{Permission, Role, StaffActor},
    dialogue::DayState,
    id::PublicKey,
    refusal::Refusal,
    rule::dialogue::Series,
    story::{AuditEvent, Story},
};
use kocho_store::{
    Source, Tx,
    dialogue_day::{self, About, Day},
    slot,
};

pub(crate) use self::{
    change::seal,
    moving::{event as moved_event, slot_moved, why},
    show::reception_of,
};
pub use self::{
    change::{announce, cancel, delete, save},
    month::{Made, create_monthly},
    moving::MovedDay,
    show::{Clash, DayView, List, Listed, PublicDay, Tally, last_change, list, public_days, show},
};
use crate::{Cx, Error, FieldErrors};

/// The longest line of a form.
const LINE: usize = 200;
/// The longest list of attendants, in characters.
const LIST: usize = 2_000;

/// Who works with days and applications.
///
/// # Errors
/// [`Error::Denied`].
pub(crate) fn desk(cx: &Cx) -> Result<&StaffActor, Error> {
    let staff = cx.actor.staff()?;
    if staff.may(Permission::DialogueManage) { Ok(staff) } else { Err(Error::Denied) }
}

/// True for who may know all days: the desk and the office. A section knows those that it was asked about.
pub(crate) fn knows_all(staff: &StaffActor) -> bool {
    staff.may(Permission::DialogueManage) || staff.offices.iter().any(|office| office.role == Role::Executive)
}

/// What was typed about a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayForm {
    /// Code of the series; of a day that is there it cannot be changed.
    pub series: String,
    /// 名前
    pub title: String,
    /// 開く日
    pub held_on: Option<NaiveDate>,
    /// 場所
    pub venue: String,
    /// 市側の出席者, one a line.
    pub attendees: String,
    /// 定員; empty when nobody said.
    pub capacity: Option<u32>,
    /// 申込みの始まり
    pub apply_from: Option<NaiveDate>,
    /// 申込みの終わり
    pub apply_until: Option<NaiveDate>,
}

impl DayForm {
    /// What stands in a day, to be changed.
    #[must_use]
    pub fn of(day: &Day) -> Self {
        let about = &day.about;
        DayForm {
            series: about.series.clone(),
            title: about.title.clone(),
            held_on: Some(about.held_on),
            venue: about.venue.clone(),
            attendees: about.attendees.join("\n"),
            capacity: (about.capacity > 0).then_some(about.capacity),
            apply_from: about.apply_from,
            apply_until: about.apply_until,
        }
    }
}

/// The series of this code, if it is one.
///
/// # Errors
/// [`Error::Invalid`] for the field `series`.
pub(crate) fn series<'a>(cx: &'a Cx, code: &str) -> Result<&'a Series, Error> {
    let found = cx.city.rules.dialogues().series(code);
    found.ok_or_else(|| Error::field("series", "対話の種類を選んでください。"))
}

/// What is wrong with a form; nothing when it can be taken. `asks`: who wants to come has to apply.
fn mistakes(form: &DayForm, asks: bool, today: NaiveDate) -> FieldErrors {
    let long = |text: &str| text.chars().count() > LINE;
    let backwards = match (form.apply_from, form.apply_until) {
        (Some(from), Some(until)) => until < from || form.held_on.is_some_and(|on| until >= on),
        (None, None) => false,
        _ => true,
    };
    let checks = [
        ("title", form.title.trim().is_empty() || long(&form.title), "名前を200文字までで入れてください。"),
        ("held_on", form.held_on.is_none(), "開く日を入れてください。"),
        (
            "held_on",
            form.held_on.is_some_and(|on| on < today),
            "過ぎた日は選べません。今日か、今日より後の日にしてください。",
        ),
        ("venue", form.venue.trim().is_empty() || long(&form.venue), "場所を200文字までで入れてください。"),
        ("attendees", form.attendees.chars().count() > LIST, "出席者は2,000文字までで入れてください。"),
        ("capacity", form.capacity.is_some_and(|people| people > 100_000), "定員は10万人までの数で入れてください。"),
        (
            "apply_until",
            !asks && (form.apply_from.is_some() || form.apply_until.is_some()),
            "この対話は、申込みが要りません。申込みの始まりと終わりは、空のままにしてください。",
        ),
        (
            "apply_until",
            backwards && asks,
            "申込期間は、始まりと終わりの両方を入れ、終わりを始まりより後で対話の日より前にしてください。",
        ),
    ];
    checks.into_iter().filter(|(_, wrong, _)| *wrong).map(|(field, _, words)| (field, words.to_owned())).collect()
}

/// A form as it is stored.
fn about(cx: &Cx, form: &DayForm) -> Result<About, Error> {
    let asks = cx.city.rules.dialogues().series(&form.series).is_none_or(Series::asks_to_apply);
    let errors = mistakes(form, asks, cx.today());
    let Some(held_on) = form.held_on.filter(|_| errors.is_empty()) else { return Err(Error::Invalid(errors)) };
    Ok(About {
        series: form.series.clone(),
        title: form.title.trim().to_owned(),
        held_on,
        venue: form.venue.trim().to_owned(),
        attendees: form.attendees.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        capacity: form.capacity.unwrap_or(0),
        apply_from: form.apply_from,
        apply_until: form.apply_until,
    })
}

/// A new day as its series has it, for the form.
///
/// # Errors
/// [`Error::Denied`]; [`Error::Invalid`] for `series`.
pub fn proposal(cx: &Cx, code: &str, held_on: Option<NaiveDate>) -> Result<DayForm, Error> {
    desk(cx)?;
    let series = series(cx, code)?;
    let calendar = cx.city.rules.calendar();
    let next = || Some(series.monthly?.days(cx.today(), 3, calendar).first()?.1);
    let held_on = held_on.or_else(next);
    let period = held_on.filter(|_| series.asks_to_apply()).map(|on| series.application_period(on));
    Ok(DayForm {
        series: series.code.clone(),
        title: held_on.map_or_else(|| label(series), |on| titled(series, on)),
        held_on,
        venue: series.venue.clone(),
        attendees: series.attendees.join("\n"),
        capacity: None,
        apply_from: period.map(|period| period.0),
        apply_until: period.map(|period| period.1),
    })
}

/// What staff call a series.
pub(crate) fn label(series: &Series) -> String {
    series.label.ja.clone()
}

/// 市長との「対話の日」（6月）
fn titled(series: &Series, on: NaiveDate) -> String {
    use chrono::Datelike;
    format!("{}（{}月）", series.label.ja, on.month())
}

/// It is called like its series, or as a day of it is called while nobody says otherwise.
fn has_usual_title(series: &Series, about: &About) -> bool {
    about.title == label(series) || about.title == titled(series, about.held_on)
}

/// Makes a day as a draft, with the usual slots of its series when they are wanted.
///
/// # Errors
/// [`Error::Invalid`] with a sentence a field; [`Error::Denied`].
pub async fn create(cx: &Cx, form: &DayForm, usual_slots: bool) -> Result<PublicKey, Error> {
    desk(cx)?;
    series(cx, &form.series)?;
    let about = about(cx, form)?;
    let mut tx = cx.begin().await?;
    let (key, event) = insert(cx, &mut tx, &about, usual_slots).await?;
    tx.commit(Story::audit(event)).await?;
    Ok(key)
}

/// Writes a draft with its slots; answers its key and what the commit has to tell.
async fn insert(cx: &Cx, tx: &mut Tx, about: &About, usual_slots: bool) -> Result<(PublicKey, AuditEvent), Error> {
    let by = desk(cx)?.id;
    let key = cx.new_key();
    let id = dialogue_day::insert(tx, &key, about, by, cx.house.demo).await?;
    if usual_slots {
        for period in series(cx, &about.series)?.usual_slots() {
            slot::insert(tx, &cx.new_key(), id, period).await?;
        }
    }
    let event = AuditEvent::new("dialogue_day_made", "dialogue_day", Some(id.0)).with("on", about.held_on);
    Ok((key, event))
}

/// A day that may still be changed.
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal::DayNotNow`] when it was held or called off.
pub(crate) async fn still_open(from: &impl Source, key: &PublicKey) -> Result<Day, Error> {
    let day = dialogue_day::by_key(from, key).await?.ok_or(Error::NotFound)?;
    match day.state {
        DayState::Draft | DayState::Announced => Ok(day),
        state @ (DayState::Held | DayState::Cancelled) => Err(Refusal::DayNotNow { state }.into()),
    }
}
