//! How does a meeting stand in calendars, the applicant's and the city's? A later file changes the same meeting and adds no other.

use chrono::{DateTime, Utc};
use kocho_document::ics;
use kocho_domain::{
    clock::moment,
    dialogue::{DayState, Period},
    id::PublicKey,
};
use kocho_store::{
    application::{self, Application},
    dialogue_day::{self, Day},
    slot::{self, Slot},
};

use crate::{Cx, Error};

/// A meeting for a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The same for the same meeting, whenever it is asked for.
    pub uid: String,
    /// Grows with every change.
    pub revision: i64,
    /// What it is called.
    pub title: String,
    /// Beginning.
    pub from: DateTime<Utc>,
    /// End.
    pub to: DateTime<Utc>,
    /// Where.
    pub place: String,
    /// What is said about it.
    pub about: String,
    /// It does not take place.
    pub cancelled: bool,
}

/// A change of the application outweighs every change of day and slot: another slot begins with a lower count of its own.
const APPLICATION_WEIGHT: i64 = 10_000;

impl Meeting {
    /// What an applicant has in their calendar: one meeting, whichever slot it moves to.
    pub(crate) fn of_applicant(cx: &Cx, one: &Application, (day, slot): (&Day, &Slot), title: String) -> Self {
        Meeting {
            uid: format!("{}@{}", one.about.key, host(&cx.house.public_url)),
            revision: one.lock * APPLICATION_WEIGHT + day.lock + slot.lock,
            ..Self::of_slot(cx, day, slot, (title, format!("{}\n{}", one.about.number, one.about.theme)))
        }
    }

    /// A slot of a day, whoever has it.
    fn of_slot(cx: &Cx, day: &Day, slot: &Slot, (title, about): (String, String)) -> Self {
        let Period { from, to } = slot.period;
        Meeting {
            uid: format!("{}@{}", slot.key, host(&cx.house.public_url)),
            revision: day.lock + slot.lock,
            title,
            from: moment(day.about.held_on, from),
            to: moment(day.about.held_on, to),
            place: day.about.venue.clone(),
            about,
            cancelled: day.state == DayState::Cancelled,
        }
    }
}

fn host(url: &str) -> &str {
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
    bare.split(['/', ':']).next().unwrap_or(bare)
}

/// Meetings as a file for calendars.
#[must_use]
pub fn calendar_file(meetings: &[Meeting], at: DateTime<Utc>) -> Vec<u8> {
    let event = |meeting: &Meeting| ics::Event {
        uid: meeting.uid.clone(),
        sequence: meeting.revision,
        summary: meeting.title.clone(),
        from: meeting.from,
        to: meeting.to,
        location: meeting.place.clone(),
        description: meeting.about.clone(),
        cancelled: meeting.cancelled,
    };
    ics::file(&meetings.iter().map(event).collect::<Vec<_>>(), at)
}

/// The applicant's meeting.
///
/// # Errors
/// [`Error::NotFound`] while there is none.
pub async fn meeting(cx: &Cx, key: &PublicKey, title: &str) -> Result<Meeting, Error> {
    let from = cx.reader();
    let one = application::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let slot = slot::of_application(&from, one.id).await?.ok_or(Error::NotFound)?;
    let day = dialogue_day::by_id(&from, slot.day).await?.ok_or(Error::NotFound)?;
    Ok(Meeting::of_applicant(cx, &one, (&day, &slot), title.to_owned()))
}

/// The meetings of a day, for the calendars of the city's side.
///
/// # Errors
/// [`Error::NotFound`], also for sections.
pub async fn meetings(cx: &Cx, key: &PublicKey) -> Result<(Day, Vec<Meeting>), Error> {
    if !crate::dialogue_day::knows_all(cx.actor.staff()?) {
        return Err(Error::NotFound);
    }
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let slots = slot::of_day(&from, day.id).await?;
    // A calendar lies on many devices: it says what is spoken of, not who comes as a person.
    let meeting = |slot: &Slot| {
        let party = slot.party.as_ref()?;
        let group = party.kind == kocho_domain::dialogue::PartyKind::Group;
        let who = if group { party.name.clone() } else { party.kind.label().to_owned() };
        let words = (format!("{}：{who}", day.about.title), format!("{}（{}人）", party.theme, party.people));
        Some(Meeting::of_slot(cx, &day, slot, words))
    };
    let meetings = slots.iter().filter_map(meeting).collect();
    Ok((day, meetings))
}
