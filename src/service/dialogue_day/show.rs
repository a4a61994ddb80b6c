//! What the list of days and the page of one show to the desk and the office, and which days residents see. Sections read the
//! briefs that they were asked about (`brief.rs`).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use kocho_domain::{
    access::Permission,
    dialogue::{ApplicationState, DayState, Period, Reception, reception},
    id::{DialogueDayId, PublicKey},
    rule::dialogue::{Choice, Series},
};
use kocho_store::{
    Source,
    application::{self, Application},
    dialogue_day::{self, Day, Place},
    dialogue_move::{self, Moved},
    draw::Draw,
    event::{self, AuditFilter},
    slot::{self, Slot},
    slot_memo,
};

use super::{has_usual_title, knows_all};
use crate::{Cx, Error, summary::Awaited};

/// Days ahead at most.
const AHEAD: u64 = 60;
/// Earlier days a page.
const EARLIER: u64 = 20;
/// Days of one date that are looked through.
const SAME_DATE: u64 = 20;
/// Applications without a day that are listed.
const LOOSE: u64 = 100;

/// How many applications of a day stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Nothing is decided.
    pub received: usize,
    /// A slot is to be agreed upon.
    pub chosen: usize,
    /// They have a slot.
    pub accepted: usize,
    /// In the waiting list.
    pub waiting: usize,
}

impl Tally {
    /// Counts applications.
    pub fn of<'a>(applications: impl IntoIterator<Item = &'a Application>) -> Self {
        let mut tally = Tally::default();
        for application in applications {
            match application.standing.state {
                ApplicationState::Received => tally.received += 1,
                ApplicationState::Chosen => tally.chosen += 1,
                ApplicationState::Accepted => tally.accepted += 1,
                ApplicationState::Waiting => tally.waiting += 1,
                ApplicationState::Declined | ApplicationState::Cancelled => {}
            }
        }
        tally
    }

    /// Applications that are not refused and not taken back.
    #[must_use]
    pub const fn all(self) -> usize {
        self.received + self.chosen + self.accepted + self.waiting
    }
}

/// A day in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The day.
    pub day: Day,
    /// How many slots it has.
    pub slots: usize,
    /// How many of them have a party.
    pub taken: usize,
    /// Its applications.
    pub tally: Tally,
    /// When one may apply.
    pub reception: Reception,
}

/// What the list shows.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// Today and later, the next one first.
    pub ahead: Vec<Listed>,
    /// Earlier ones, the latest first.
    pub earlier: Vec<Listed>,
    /// Where the next page begins.
    pub next: Option<Place>,
    /// Applications for any day, or for one that was called off; for the desk.
    pub loose: Vec<Application>,
}

/// The days; earlier ones behind `after`.
///
/// # Errors
/// [`Error::NotFound`] for sections, which see what they were asked about.
pub async fn list(cx: &Cx, after: Option<Place>) -> Result<List, Error> {
    let staff = cx.actor.staff()?;
    if !knows_all(staff) {
        return Err(Error::NotFound);
    }
    let from = cx.reader();
    let ahead = dialogue_day::from_day(&from, cx.today(), AHEAD).await?;
    let earlier = dialogue_day::before_day(&from, cx.today(), after, EARLIER).await?;
    let next = earlier.last().filter(|_| earlier.len() as u64 == EARLIER).map(|day| (day.about.held_on, day.id));
    let ids: Vec<DialogueDayId> = ahead.iter().chain(&earlier).map(|day| day.id).collect();
    let slots = slot::of_days(&from, &ids).await?;
    let applications = application::of_days(&from, &ids).await?;
    let listed = |days: Vec<Day>| days.into_iter().map(|day| row(cx, day, &slots, &applications)).collect();
    let is_desk = staff.may(Permission::DialogueManage);
    let loose = if is_desk { application::without_day(&from, LOOSE).await? } else { Vec::new() };
    Ok(List { ahead: listed(ahead), earlier: listed(earlier), next, loose })
}

fn row(cx: &Cx, day: Day, slots: &[Slot], applications: &[Application]) -> Listed {
    let own = || slots.iter().filter(|slot| slot.day == day.id);
    Listed {
        slots: own().count(),
        taken: own().filter(|slot| slot.party.is_some()).count(),
        tally: Tally::of(applications.iter().filter(|a| a.about.day == Some(day.id))),
        reception: reception_of(&day, cx.today()),
        day,
    }
}

/// Whether applications for a day are taken.
pub(crate) fn reception_of(day: &Day, today: NaiveDate) -> Reception {
    reception(day.state, day.about.held_on, (day.about.apply_from, day.about.apply_until), today)
}

/// A day with all that hangs on it, for the desk and the office.
#[derive(Debug, Clone)]
pub struct DayView {
    /// The day.
    pub day: Day,
    /// Why it does not take place.
    pub cancelled_because: Option<String>,
    /// Its slots by time.
    pub slots: Vec<Slot>,
    /// Its applications by number.
    pub applications: Vec<Application>,
    /// Its moves and those of its slots, the newest first.
    pub moves: Vec<Moved>,
    /// Its draws, the first round first.
    pub draws: Vec<Draw>,
    /// When one may apply.
    pub reception: Reception,
    /// Places are drawn.
    pub is_drawn: bool,
    /// Who wants to come has to apply.
    pub asks_to_apply: bool,
    /// By when briefs have to be ready.
    pub briefs_by: NaiveDate,
    /// Memos for briefs by slot: asked and answered.
    pub memos: BTreeMap<kocho_domain::id::SlotId, (usize, usize)>,
    /// Other days on its date that have a slot at the time of one of its own.
    pub clashes: Vec<Clash>,
    /// Once it is over: slots whose summary nobody began, by time.
    pub unbegun: Vec<Awaited>,
}

/// Another day on the date of a day, with a slot at the time of one of its own.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The first own time that both have.
    pub own: Period,
    /// The other day.
    pub day: Day,
    /// Its slot at that time.
    pub theirs: Period,
    /// Further own slots at the time of one of the other day's.
    pub further: usize,
}

impl DayView {
    /// Slots that nobody has.
    pub fn free(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(|slot| slot.party.is_none())
    }
}

/// A day by its key.
///
/// # Errors
/// [`Error::NotFound`], also for a section: it reads the briefs that it was asked about.
pub async fn show(cx: &Cx, key: &PublicKey) -> Result<DayView, Error> {
    if !knows_all(cx.actor.staff()?) {
        return Err(Error::NotFound);
    }
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let slots = slot::of_day(&from, day.id).await?;
    let ids: Vec<_> = slots.iter().map(|slot| slot.id).collect();
    let mut memos: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for memo in slot_memo::of_slots(&from, &ids).await? {
        let count = memos.entry(memo.slot).or_default();
        count.0 += 1;
        count.1 += usize::from(memo.answered.is_some());
    }
    let series = cx.city.rules.dialogues().series(&day.about.series);
    let mut unbegun = crate::summary::unbegun(cx, &from).await?;
    unbegun.retain(|one| one.day.id == day.id);
    Ok(DayView {
        unbegun,
        cancelled_because: dialogue_day::words(&from, day.cancel_text).await?,
        applications: application::of_days(&from, &[day.id]).await?,
        moves: dialogue_move::of_day(&from, day.id).await?,
        draws: kocho_store::draw::of_day(&from, day.id).await?,
        reception: reception_of(&day, cx.today()),
        is_drawn: series.is_some_and(|series| series.choice == Choice::Draw),
        asks_to_apply: series.is_none_or(Series::asks_to_apply),
        briefs_by: series.map_or(day.about.held_on, |s| s.brief_day(day.about.held_on, cx.city.rules.calendar())),
        clashes: clashes(&from, &day, &slots).await?,
        slots,
        memos,
        day,
    })
}

/// Nobody is at two meetings at a time. Days of other places and series may still be meant so: it is said, not refused.
async fn clashes(from: &impl Source, day: &Day, own: &[Slot]) -> Result<Vec<Clash>, Error> {
    let is_open = |day: &Day| matches!(day.state, DayState::Draft | DayState::Announced);
    if !is_open(day) {
        return Ok(Vec::new());
    }
    let mut others = dialogue_day::from_day(from, day.about.held_on, SAME_DATE).await?;
    others.retain(|other| other.about.held_on == day.about.held_on && other.id != day.id && is_open(other));
    let ids: Vec<DialogueDayId> = others.iter().map(|other| other.id).collect();
    let theirs = slot::of_days(from, &ids).await?;
    let mut clashes = Vec::new();
    for other in &others {
        let of_other = || theirs.iter().filter(|slot| slot.day == other.id);
        let mut both = own.iter().filter_map(|own| {
            let theirs = of_other().find(|slot| slot.period.overlaps(own.period))?;
            Some((own.period, theirs.period))
        });
        if let Some((own, theirs)) = both.next() {
            clashes.push(Clash { own, day: other.clone(), theirs, further: both.count() });
        }
    }
    Ok(clashes)
}

/// What residents see: the series of today, each with its announced days and how many slots they have, and the seals of
/// their draws.
///
/// # Errors
/// What the database says.
pub async fn public_days(cx: &Cx) -> Result<Vec<(Series, Vec<PublicDay>)>, Error> {
    let from = cx.reader();
    let days = dialogue_day::from_day(&from, cx.today(), AHEAD).await?;
    let days: Vec<Day> =
        days.into_iter().filter(|day| matches!(day.state, DayState::Announced | DayState::Cancelled)).collect();
    let ids: Vec<DialogueDayId> = days.iter().map(|day| day.id).collect();
    let slots = slot::of_days(&from, &ids).await?;
    let moved = dialogue_move::first_dates(&from, &ids).await?;
    let public = |series: &Series, day: &Day| PublicDay {
        name: if has_usual_title(series, &day.about) { String::new() } else { day.about.title.clone() },
        moved_from: moved.get(&day.id).copied().filter(|from| *from != day.about.held_on),
        slots: slots.iter().filter(|slot| slot.day == day.id).count(),
        evening: slots.iter().any(|slot| slot.day == day.id && slot.evening),
        times: slots.iter().filter(|slot| slot.day == day.id).map(|slot| slot.period.to_string()).collect(),
        reception: reception_of(day, cx.today()),
        day: day.clone(),
    };
    let series = cx.city.rules.dialogues().series_on(cx.today());
    let of = |series: &Series| {
        days.iter().filter(|day| day.about.series == series.code).map(|day| public(series, day)).collect()
    };
    Ok(series.map(|series| (series.clone(), of(series))).collect())
}

/// A day as residents see it.
#[derive(Debug, Clone)]
pub struct PublicDay {
    /// The day.
    pub day: Day,
    /// The name that it was given; empty where it says no more than that of its series.
    pub name: String,
    /// How many slots.
    pub slots: usize,
    /// One of them is in the evening.
    pub evening: bool,
    /// Their times.
    pub times: Vec<String>,
    /// When one may apply.
    pub reception: Reception,
    /// For which date it was announced first, where that is another one.
    pub moved_from: Option<NaiveDate>,
}

/// Who changed a day last, and when.
///
/// # Errors
/// What the database says.
pub async fn last_change(cx: &Cx, key: &PublicKey) -> Result<(String, DateTime<Utc>), Error> {
    let from = cx.reader();
    let day = dialogue_day::by_key(&from, key).await?.ok_or(Error::NotFound)?;
    let filter = AuditFilter { subject: Some(("dialogue_day", day.id.0)), ..AuditFilter::default() };
    let line = event::audit_page(&from, &filter, 1).await?.into_iter().next();
    Ok(line.map_or_else(|| (String::new(), cx.now()), |line| (line.actor.unwrap_or_default(), line.at)))
}
